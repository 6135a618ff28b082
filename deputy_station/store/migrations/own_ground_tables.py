"""Grounds for leaving office as a station words them, duty reports planned as oral or in writing, publications that
are counted in working days."""

import sqlalchemy as sa
from alembic import op


def make_own_ground_tables() -> None:
    """The grounds; what a fact was recorded with; the manner planned; how the days of a publication are counted."""
    op.create_table(
        "leaving_grounds",
        sa.Column("key", sa.String(length=40), nullable=False, comment="key of the ground"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="the ground in words"),
        sa.Column("law", sa.String(length=200), nullable=False, comment="the article it rests on"),
        sa.Column("dropped", sa.Boolean(), nullable=False, comment="no longer offered"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaving_grounds")),
        sa.UniqueConstraint("key", name=op.f("uq_leaving_grounds_key")),
    )
    op.add_column(
        "leaving_facts",
        sa.Column(
            "ground_name",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="the ground in the words it was recorded with",
        ),
    )
    op.add_column(
        "leaving_facts",
        sa.Column(
            "ground_law",
            sa.String(length=200),
            server_default="",
            nullable=False,
            comment="the article it was recorded with",
        ),
    )
    op.add_column(
        "duty_report_plans",
        sa.Column(
            "manner", sa.String(length=40), nullable=True, comment="oral or in writing; empty: not said yet"
        ),
    )
    op.add_column(
        "assessment_years",
        sa.Column(
            "objection_workdays",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="the days of a publication list are working days",
        ),
    )
    op.add_column(
        "publicity_lists",
        sa.Column(
            "workdays",
            sa.Integer(),
            nullable=True,
            comment="working days of it as counted then; none: calendar days",
        ),
    )
