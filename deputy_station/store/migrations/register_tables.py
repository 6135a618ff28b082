"""The table of the register: the rows printed in its books."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def make_register_tables() -> None:
    """All of them; deputies and terms are there already."""
    op.create_table(
        "register_prints",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose book"),
        sa.Column("term_id", sa.Integer(), nullable=False, comment="book of which term"),
        sa.Column("form", sa.String(length=40), nullable=False, comment="key of the table"),
        sa.Column("page", sa.Integer(), nullable=False, comment="page of that table, from 1"),
        sa.Column("row_on_page", sa.Integer(), nullable=False, comment="first slot on that page, from 1"),
        sa.Column("slots", sa.Integer(), nullable=False, comment="how many slots it takes"),
        sa.Column("subject", sa.String(length=40), nullable=False, comment="kind of the record"),
        sa.Column(
            "subject_id",
            sa.Integer(),
            nullable=False,
            comment="its number; of an attendance that of the activity, of an assessment the year",
        ),
        sa.Column("words", sa.JSON(), nullable=False, comment="the cells as printed, by key of the column"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the cells"),
        sa.Column("printed_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("run", sa.Integer(), nullable=False, comment="which printing, counted from 1"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint(
            "page >= 1 AND row_on_page >= 1 AND slots >= 1", name=op.f("ck_register_prints_place_on_paper")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_register_prints_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_register_prints_term_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_prints")),
        sa.UniqueConstraint(
            "deputy_id",
            "term_id",
            "form",
            "page",
            "row_on_page",
            name=op.f("uq_register_prints_deputy_id_term_id_form_page_row_on_page"),
        ),
        sa.UniqueConstraint(
            "deputy_id",
            "term_id",
            "form",
            "subject",
            "subject_id",
            name=op.f("uq_register_prints_deputy_id_term_id_form_subject_subject_id"),
        ),
    )
    op.create_index(op.f("ix_register_prints_run"), "register_prints", ["run"], unique=False)
    op.create_index(op.f("ix_register_prints_term_id"), "register_prints", ["term_id"], unique=False)
