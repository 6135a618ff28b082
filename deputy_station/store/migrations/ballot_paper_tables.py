"""Ballots printed for a duty report, each with its own number, and what was read on those that came back."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def make_ballot_paper_tables() -> None:
    """All of them; deputies, deeds and scanned pages are there already."""
    op.create_table(
        "ballot_prints",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose report"),
        sa.Column(
            "deed_id", sa.Integer(), nullable=True, comment="which report; none: printed before it was given"
        ),
        sa.Column("copies", sa.Integer(), nullable=False, comment="how many ballots, numbered from 1"),
        sa.Column(
            "lines", sa.JSON(), nullable=False, comment="what is judged, from the first line to the last"
        ),
        sa.Column("geometry", sa.JSON(), nullable=False, comment="documents.geometry of one ballot"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.ForeignKeyConstraint(["deed_id"], ["deeds.id"], name=op.f("fk_ballot_prints_deed_id_deeds")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_ballot_prints_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_prints")),
    )
    op.create_index(op.f("ix_ballot_prints_deed_id"), "ballot_prints", ["deed_id"], unique=False)
    op.create_index(op.f("ix_ballot_prints_deputy_id"), "ballot_prints", ["deputy_id"], unique=False)
    op.create_table(
        "ballot_papers",
        sa.Column("print_id", sa.Integer(), nullable=False, comment="of which printing"),
        sa.Column("number", sa.Integer(), nullable=False, comment="its number within that printing"),
        sa.Column("page_id", sa.Integer(), nullable=False, comment="the scanned page it was read on"),
        sa.Column("spoiled", sa.Boolean(), nullable=False, comment="a person saw two ticks in one line"),
        sa.Column(
            "writing", sa.LargeBinary(), nullable=True, comment="cut of what is written on it, PNG, grey"
        ),
        sa.Column("remark", sa.Text(), nullable=False, comment="what is written on it, as typed"),
        sa.Column(
            "remark_waits", sa.Boolean(), nullable=False, comment="something is written, not yet typed"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["scan_pages.id"], name=op.f("fk_ballot_papers_page_id_scan_pages")
        ),
        sa.ForeignKeyConstraint(
            ["print_id"], ["ballot_prints.id"], name=op.f("fk_ballot_papers_print_id_ballot_prints")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_papers")),
        sa.UniqueConstraint("page_id", name=op.f("uq_ballot_papers_page_id")),
        sa.UniqueConstraint("print_id", "number", name=op.f("uq_ballot_papers_print_id_number")),
    )
    op.create_table(
        "ballot_paper_lines",
        sa.Column("paper_id", sa.Integer(), nullable=False, comment="which ballot"),
        sa.Column("line", sa.Integer(), nullable=False, comment="its place on the ballot, from 0"),
        sa.Column("vote", sa.String(length=20), nullable=False, comment="the grade ticked; empty: none"),
        sa.Column(
            "doubt", sa.String(length=40), nullable=True, comment="what a person is asked; empty: nothing"
        ),
        sa.Column("answered", sa.Boolean(), nullable=False, comment="a person said so"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["ballot_papers.id"], name=op.f("fk_ballot_paper_lines_paper_id_ballot_papers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_paper_lines")),
        sa.UniqueConstraint("paper_id", "line", name=op.f("uq_ballot_paper_lines_paper_id_line")),
    )
