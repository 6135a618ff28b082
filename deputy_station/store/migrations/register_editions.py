"""Books and pages begun anew: which edition a printed row and a page stand in, and what was replaced when."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""

_FORMS = (
    "sessions",
    "speeches",
    "suggestions",
    "inspections",
    "invitations",
    "trainings",
    "group_activities",
    "contacts",
    "receptions",
    "good_deeds",
    "duty_reports",
    "awards",
    "leaves",
    "assessments",
)
"""The tables of a book at the time of this revision."""


def add_register_editions() -> None:
    """On the printed rows; and a table of the pages, which says of books printed so far what follows from their rows."""
    with op.batch_alter_table(
        "register_prints",
        table_args=(
            sa.CheckConstraint(
                "page >= 1 AND row_on_page >= 1 AND slots >= 1",
                name=op.f("ck_register_prints_place_on_paper"),
            ),
        ),
    ) as batch:
        batch.add_column(
            sa.Column(
                "line",
                sa.Integer(),
                server_default="1",
                nullable=False,
                comment="number printed before the row",
            )
        )
        for column in _editions():
            batch.add_column(column)
        batch.drop_constraint(
            op.f("uq_register_prints_deputy_id_term_id_form_page_row_on_page"), type_="unique"
        )
        batch.drop_constraint(
            op.f("uq_register_prints_deputy_id_term_id_form_subject_subject_id"), type_="unique"
        )
        batch.create_unique_constraint(
            op.f("uq_register_prints_place"),
            ["deputy_id", "term_id", "form", "page", "row_on_page", "replaced_run"],
        )
        batch.create_unique_constraint(
            op.f("uq_register_prints_record"),
            ["deputy_id", "term_id", "form", "subject", "subject_id", "replaced_run"],
        )
    op.create_table(
        "register_pages",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose book"),
        sa.Column("term_id", sa.Integer(), nullable=False, comment="book of which term"),
        sa.Column("form", sa.String(length=40), nullable=False, comment="key of the table"),
        sa.Column("page", sa.Integer(), nullable=False, comment="page of that table, from 1"),
        sa.Column("printed_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("run", sa.Integer(), nullable=False, comment="which printing, counted from 1"),
        *_editions(),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_register_pages_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_register_pages_term_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_pages")),
        sa.UniqueConstraint(
            "deputy_id", "term_id", "form", "page", "replaced_run", name=op.f("uq_register_pages_page")
        ),
    )
    op.create_index(op.f("ix_register_pages_term_id"), "register_pages", ["term_id"], unique=False)
    _number_lines()
    _fill_pages()


def _editions() -> tuple[sa.Column[int], sa.Column[int], sa.Column[object]]:
    """Which edition, and the printing that replaced it."""
    return (
        sa.Column(
            "edition",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="edition of the book, from 1",
        ),
        sa.Column(
            "replaced_run",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="the printing that replaced it, 0 while it stands in the book",
        ),
        sa.Column("replaced_at", INSTANT, nullable=True, comment="when that was, UTC"),
    )


def _number_lines() -> None:
    """Rows were numbered through in their order on paper."""
    op.execute(
        """
        UPDATE register_prints SET line = (
            SELECT count(*) FROM register_prints AS before
            WHERE before.deputy_id = register_prints.deputy_id AND before.term_id = register_prints.term_id
              AND before.form = register_prints.form
              AND (before.page < register_prints.page
                   OR (before.page = register_prints.page AND before.row_on_page <= register_prints.row_on_page))
        )
        """
    )


def _fill_pages() -> None:
    """A printed book had a first page of every table, and the pages its rows stand on."""
    connection = op.get_bind()
    rows = sa.table(
        "register_prints",
        *[sa.column(name) for name in ("deputy_id", "term_id", "form", "page", "run")],
        sa.column("printed_at", INSTANT),
    )
    pages = sa.table(
        "register_pages",
        *[sa.column(name) for name in ("deputy_id", "term_id", "form", "page", "run")],
        sa.column("printed_at", INSTANT),
    )
    books: dict[tuple[int, int], tuple[int, object]] = {}
    made: dict[tuple[int, int, str, int], tuple[int, object]] = {}
    query = sa.select(rows).order_by(rows.c.run)
    for deputy, term, form, page, run, at in connection.execute(query):
        first = books.setdefault((deputy, term), (run, at))
        for each in range(1, page):
            made.setdefault((deputy, term, form, each), first)
        made.setdefault((deputy, term, form, page), (run, at))
    for (deputy, term), first in books.items():
        for form in _FORMS:
            made.setdefault((deputy, term, form, 1), first)
    if made:
        connection.execute(
            sa.insert(pages),
            [
                {
                    "deputy_id": deputy,
                    "term_id": term,
                    "form": form,
                    "page": page,
                    "run": run,
                    "printed_at": at,
                }
                for (deputy, term, form, page), (run, at) in made.items()
            ],
        )
