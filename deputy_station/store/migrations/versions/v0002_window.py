"""What the window leans on: the journal of changes, seals, drafts, and what a desk remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def upgrade() -> None:
    op.create_table(
        "change_seals",
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("step_id", sa.Integer(), nullable=False, comment="the newest step then: those up to it are no longer undone where they changed the row"),
        sa.Column("table_name", sa.String(length=60), nullable=False, comment="table of the row"),
        sa.Column("row_key", sa.String(length=80), nullable=False, comment="key of the row as in the changes: 7 or [1, 2026]"),
        sa.Column("reason", sa.Text(), nullable=False, comment="what went out, in words: 11月20日的签到表已经打印"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_seals")),
    )
    op.create_index(op.f("ix_change_seals_table_name_row_key"), "change_seals", ["table_name", "row_key"], unique=False)
    op.create_table(
        "change_marks",
        sa.Column("table_name", sa.String(length=60), nullable=False, comment="which table"),
        sa.Column("highest", sa.Integer(), nullable=False, comment="the number"),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_change_marks")),
    )
    op.create_table(
        "change_steps",
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("desk", sa.String(length=40), nullable=False, comment="which running program; others reload when it is not theirs"),
        sa.Column("action", sa.String(length=60), nullable=False, comment="action key of the first history line, e.g. demand.assign"),
        sa.Column("subject", sa.String(length=40), nullable=False, comment="kind of subject of that line, e.g. demand"),
        sa.Column("subject_id", sa.Integer(), nullable=True, comment="row of the subject"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="what the person did, in words"),
        sa.Column("tables", sa.Text(), nullable=False, comment="names of the changed tables, by comma"),
        sa.Column("changes", sa.JSON(), nullable=False, comment="what it did to which rows, see the module"),
        sa.Column("deletes", sa.Boolean(), nullable=False, comment="took something away: lies in the recycle bin"),
        sa.Column("undone_at", INSTANT, nullable=True, comment="when it was taken back, UTC"),
        sa.Column("undone_by", sa.String(length=80), nullable=False, comment="who took it back"),
        sa.Column("undoes_id", sa.Integer(), nullable=True, comment="the step this one took back"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_steps")),
    )
    op.create_index(op.f("ix_change_steps_at"), "change_steps", ["at"], unique=False)
    op.create_index(op.f("ix_change_steps_deletes"), "change_steps", ["deletes"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("desk", sa.String(length=40), nullable=False, comment="the computer it was typed at"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who typed it"),
        sa.Column("page", sa.String(length=40), nullable=False, comment="page key"),
        sa.Column("form", sa.String(length=120), nullable=False, comment="which form of the page, e.g. register or edit:7"),
        sa.Column("title", sa.Text(), nullable=False, comment="what it is, in words: 登记诉求"),
        sa.Column("typed", sa.JSON(), nullable=False, comment="what was typed, by field name, as text"),
        sa.Column("field", sa.String(length=80), nullable=False, comment="the field the cursor stood in"),
        sa.Column("cursor", sa.Integer(), nullable=False, comment="where in that field, in characters"),
        sa.Column("version", sa.Integer(), nullable=True, comment="of the row that was being edited, when it was opened"),
        sa.Column("saved_at", INSTANT, nullable=False, comment="when it was last kept, UTC"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_desk_page_form"), "drafts", ["desk", "page", "form"], unique=True)
    op.create_table(
        "memories",
        sa.Column("desk", sa.String(length=40), nullable=False, comment="the computer"),
        sa.Column("key", sa.String(length=80), nullable=False, comment="what is remembered, e.g. opened"),
        sa.Column("value", sa.JSON(), nullable=False, comment="the value"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memories")),
    )
    op.create_index(op.f("ix_memories_desk_key"), "memories", ["desk", "key"], unique=True)
