"""The tables of checks: quarterly and half-yearly, findings, bulletins."""

import sqlalchemy as sa
from alembic import op

from deputy_station.store.migrations.half_year_tables import make_half_year_tables


def make_check_tables() -> None:
    """All of them."""
    _make_quarter_tables()
    make_half_year_tables()


def _make_quarter_tables() -> None:
    """The quarterly check of a deputy and its findings."""
    op.create_table(
        "quarter_checks",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("quarter", sa.Integer(), nullable=False, comment="1 to 4"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose register"),
        sa.Column("checker", sa.String(length=80), nullable=False, comment="who checked"),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="day of the check"),
        sa.Column("duty", sa.String(length=40), nullable=False, comment="履职是否到位"),
        sa.Column("registration", sa.String(length=40), nullable=False, comment="登记是否规范"),
        sa.Column(
            "ticks",
            sa.JSON(),
            nullable=False,
            comment="by key of a tick: true or false; missing: not looked at",
        ),
        sa.Column(
            "records", sa.JSON(), nullable=False, comment="what the records said then, lines by question"
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_quarter_checks_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_checks")),
        sa.UniqueConstraint(
            "year", "quarter", "deputy_id", name=op.f("uq_quarter_checks_year_quarter_deputy_id")
        ),
    )
    op.create_index(op.f("ix_quarter_checks_deputy_id"), "quarter_checks", ["deputy_id"], unique=False)
    op.create_table(
        "check_findings",
        sa.Column("check_id", sa.Integer(), nullable=False, comment="which check"),
        sa.Column("question", sa.String(length=40), nullable=False, comment="which of the two questions"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what kind"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was found, in words"),
        sa.Column("mend", sa.Text(), nullable=False, comment="how to mend it, in words"),
        sa.Column(
            "subject",
            sa.String(length=40),
            nullable=False,
            comment="kind of the record it is about; tick:KEY of one ticked",
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False, comment="row of that record; 0 of one ticked"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="to be mended by"),
        sa.Column("person", sa.String(length=80), nullable=False, comment="who mends it"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="what was decided"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="day it was confirmed or explained"),
        sa.Column("closed_by", sa.String(length=80), nullable=False, comment="who confirmed or explained it"),
        sa.Column("note", sa.Text(), nullable=False, comment="how it was mended, or why it stays"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["check_id"], ["quarter_checks.id"], name=op.f("fk_check_findings_check_id_quarter_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_findings")),
        sa.UniqueConstraint(
            "check_id",
            "kind",
            "subject",
            "subject_id",
            name=op.f("uq_check_findings_check_id_kind_subject_subject_id"),
        ),
    )
    op.create_index(op.f("ix_check_findings_check_id"), "check_findings", ["check_id"], unique=False)
    op.create_index(
        op.f("ix_check_findings_state_due_on"), "check_findings", ["state", "due_on"], unique=False
    )
