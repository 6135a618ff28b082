"""How long what went out on paper is kept: what was archived, what was put away, what a kept file is called."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def add_kept_columns() -> None:
    """On the kept bytes and on the log of what went out."""
    op.add_column(
        "paper_files",
        sa.Column(
            "ending",
            sa.String(length=8),
            server_default=".pdf",
            nullable=False,
            comment="ending of the file: .pdf, .docx, .xlsx",
        ),
    )
    op.add_column(
        "paper_files", sa.Column("wiped_at", INSTANT, nullable=True, comment="when the bytes were wiped, UTC")
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "archived_at", INSTANT, nullable=True, comment="when a year's archive first listed it, UTC"
        ),
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "discarded_at",
            INSTANT,
            nullable=True,
            comment="when it was given up, UTC; it can be taken back for a while",
        ),
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "discarded_by",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="who gave it up",
        ),
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "discard_reason", sa.Text(), server_default="", nullable=False, comment="why it was given up"
        ),
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "about_kind",
            sa.String(length=20),
            server_default="",
            nullable=False,
            comment="suggestion, demand: what one record it is about",
        ),
    )
    op.add_column(
        "printed_papers",
        sa.Column(
            "about_id", sa.Integer(), nullable=True, comment="which record; empty where it is not known"
        ),
    )
    # Which suggestion an older paper is about is not known: it counts as a secret one.
    op.execute(
        "UPDATE printed_papers SET about_kind = 'suggestion'"
        " WHERE kind IN ('suggestion_paper', 'suggestion_reply', 'suggestion_feedback')"
    )
    op.create_index(op.f("ix_printed_papers_discarded_at"), "printed_papers", ["discarded_at"], unique=False)
