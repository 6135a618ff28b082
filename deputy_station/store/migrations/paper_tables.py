"""The tables of forms as a station prints them and of papers that went out."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def make_paper_tables() -> None:
    """All of them."""
    _make_printed_papers()
    _make_form_versions()


def _make_printed_papers() -> None:
    op.create_table(
        "paper_files",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="SHA-256 of the bytes"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="pages of the whole paper"),
        sa.Column(
            "likeness",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 without the moment of making: the same paper made again",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the PDF as it went out"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_paper_files")),
    )
    op.create_table(
        "printed_papers",
        sa.Column(
            "kind",
            sa.String(length=60),
            nullable=False,
            comment="kind of paper, e.g. notice; words in resources/archive",
        ),
        sa.Column(
            "title", sa.String(length=200), nullable=False, comment="what it is called; names no visitor"
        ),
        sa.Column("search_text", sa.Text(), nullable=False, comment="title, kind and who, in search form"),
        sa.Column("year", sa.Integer(), nullable=False, comment="year it went out, the archive's 年度"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when it went out, UTC"),
        sa.Column("made_by", sa.String(length=80), nullable=False, comment="who let it out"),
        sa.Column("way", sa.String(length=40), nullable=False, comment="printed, saved as PDF, by command"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="pages that went out"),
        sa.Column(
            "part", sa.Text(), nullable=False, comment="which pages, in words, where not all of them went out"
        ),
        sa.Column("copies", sa.Integer(), nullable=False, comment="how often it was printed in one go"),
        sa.Column("retention", sa.String(length=40), nullable=False, comment="保管期限"),
        sa.Column(
            "private",
            sa.Boolean(),
            nullable=False,
            comment="shows visitors; looking at it again goes on record",
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="which bytes, SHA-256"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["paper_files.sha256"], name=op.f("fk_printed_papers_sha256_paper_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_papers")),
    )
    op.create_index(op.f("ix_printed_papers_made_at"), "printed_papers", ["made_at"], unique=False)
    op.create_index(op.f("ix_printed_papers_sha256"), "printed_papers", ["sha256"], unique=False)
    op.create_index(op.f("ix_printed_papers_year_kind"), "printed_papers", ["year", "kind"], unique=False)


def _make_form_versions() -> None:
    op.create_table(
        "form_versions",
        sa.Column(
            "form", sa.String(length=60), nullable=False, comment="name of the shipped form, e.g. notice"
        ),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 of this form"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="what people call the form"),
        sa.Column(
            "changes",
            sa.JSON(),
            nullable=False,
            comment="what differs from the shipped form, documents.changes.to_plain",
        ),
        sa.Column("summary", sa.Text(), nullable=False, comment="what differs, in words"),
        sa.Column("note", sa.Text(), nullable=False, comment="why"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when it was saved, UTC"),
        sa.Column("made_by", sa.String(length=80), nullable=False, comment="who saved it"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_versions")),
        sa.UniqueConstraint("form", "number", name=op.f("uq_form_versions_form_number")),
    )
