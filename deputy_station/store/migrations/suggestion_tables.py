"""The tables and columns of a suggestion's whole way: counters, contacts, extensions, handovers, looks, promises, steps."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def make_suggestion_tables() -> None:
    """All of them; demands and units are there already."""
    op.create_table(
        "suggestion_counters",
        sa.Column("session_name", sa.String(length=60), nullable=False, comment="届次会次 or year"),
        sa.Column("last", sa.Integer(), nullable=False, comment="last number given"),
        sa.PrimaryKeyConstraint("session_name", name=op.f("pk_suggestion_counters")),
    )
    op.create_table(
        "suggestion_contacts",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("round", sa.Integer(), nullable=False, comment="round it belongs to"),
        sa.Column("stage", sa.String(length=40), nullable=False, comment="before, during, after"),
        sa.Column("on_day", sa.Date(), nullable=False, comment="day"),
        sa.Column("how", sa.String(length=40), nullable=False, comment="in person, by phone ..."),
        sa.Column("who", sa.String(length=80), nullable=False, comment="who spoke for the unit"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was said"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_contacts_suggestion_id_suggestions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_contacts")),
    )
    op.create_index(
        op.f("ix_suggestion_contacts_suggestion_id"), "suggestion_contacts", ["suggestion_id"], unique=False
    )
    op.create_table(
        "suggestion_extensions",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("round", sa.Integer(), nullable=False, comment="round it belongs to"),
        sa.Column("asked_on", sa.Date(), nullable=False, comment="day of asking"),
        sa.Column("until", sa.Date(), nullable=False, comment="day asked for"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="day of the decision"),
        sa.Column("granted", sa.Boolean(), nullable=True, comment="approved or not; none: not decided"),
        sa.Column("decided_by", sa.String(length=80), nullable=False, comment="who decided"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark of who decided"),
        sa.Column("due_before", sa.Date(), nullable=False, comment="deadline before it"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_extensions_suggestion_id_suggestions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_extensions")),
    )
    op.create_index(
        op.f("ix_suggestion_extensions_suggestion_id"),
        "suggestion_extensions",
        ["suggestion_id"],
        unique=False,
    )
    op.create_table(
        "suggestion_handovers",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("round", sa.Integer(), nullable=False, comment="round it belongs to"),
        sa.Column("part", sa.String(length=40), nullable=False, comment="lead or co-unit"),
        sa.Column("handed_on", sa.Date(), nullable=False, comment="day of handing over"),
        sa.Column("sign_by", sa.Date(), nullable=True, comment="to be signed for or sent back by"),
        sa.Column(
            "sign_rule",
            sa.String(length=40),
            server_default="",
            nullable=False,
            comment="term of signing, to reckon its day anew",
        ),
        sa.Column("signed_on", sa.Date(), nullable=True, comment="签收"),
        sa.Column("returned_on", sa.Date(), nullable=True, comment="退回"),
        sa.Column("return_reason", sa.Text(), nullable=False, comment="why it was sent back"),
        sa.Column("leader", sa.String(length=80), nullable=False, comment="牵头领导"),
        sa.Column("person", sa.String(length=80), nullable=False, comment="承办人员"),
        sa.Column("measures", sa.Text(), nullable=False, comment="落实措施"),
        sa.Column("standard", sa.Text(), nullable=False, comment="办理标准"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="办理期限"),
        sa.Column("arithmetic", sa.Text(), nullable=False, comment="how the day came about, in words"),
        sa.Column(
            "rule",
            sa.String(length=40),
            server_default="",
            nullable=False,
            comment="term of the answer, to reckon its day anew; empty: a day set by hand",
        ),
        sa.Column(
            "provisional", sa.Boolean(), nullable=False, comment="暂算: beyond the known holiday table"
        ),
        sa.Column("done_on", sa.Date(), nullable=True, comment="unit says done"),
        sa.Column("result", sa.Text(), nullable=False, comment="what the unit says it did"),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="unit"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_handovers_suggestion_id_suggestions"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_suggestion_handovers_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_handovers")),
    )
    op.create_index(
        op.f("ix_suggestion_handovers_suggestion_id"), "suggestion_handovers", ["suggestion_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestion_handovers_unit_id"), "suggestion_handovers", ["unit_id"], unique=False
    )
    op.create_table(
        "suggestion_looks",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("on_day", sa.Date(), nullable=False, comment="day"),
        sa.Column("who", sa.String(length=200), nullable=False, comment="who looked"),
        sa.Column("kept", sa.Boolean(), nullable=False, comment="what was answered is so"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was found"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_looks_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_looks")),
    )
    op.create_index(
        op.f("ix_suggestion_looks_suggestion_id"), "suggestion_looks", ["suggestion_id"], unique=False
    )
    op.create_table(
        "suggestion_promises",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("words", sa.Text(), nullable=False, comment="what is promised"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="by when"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="kept, moved, given up"),
        sa.Column("settled_on", sa.Date(), nullable=True, comment="kept or given up on"),
        sa.Column("told_on", sa.Date(), nullable=True, comment="deputy told how it stands"),
        sa.Column("note", sa.Text(), nullable=False, comment="how it stands"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_promises_suggestion_id_suggestions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_promises")),
    )
    op.create_index(op.f("ix_suggestion_promises_due_on"), "suggestion_promises", ["due_on"], unique=False)
    op.create_index(
        op.f("ix_suggestion_promises_suggestion_id"), "suggestion_promises", ["suggestion_id"], unique=False
    )
    op.create_table(
        "suggestion_steps",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("state_before", sa.String(length=40), nullable=True, comment="state before"),
        sa.Column("state_after", sa.String(length=40), nullable=False, comment="state after"),
        sa.Column(
            "satisfaction",
            sa.String(length=40),
            nullable=True,
            comment="what the deputy said of the result at this step",
        ),
        sa.Column(
            "manner",
            sa.String(length=40),
            nullable=True,
            comment="what the deputy said of how it was handled",
        ),
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("step", sa.String(length=40), nullable=False, comment="key of the step in its table"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="what happened, in words"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("round", sa.Integer(), server_default="1", nullable=False, comment="round it belongs to"),
        sa.Column(
            "level",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="level of an urging; 0 otherwise",
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_steps_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_steps")),
    )
    op.create_index(
        op.f("ix_suggestion_steps_suggestion_id"), "suggestion_steps", ["suggestion_id"], unique=False
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "session_name",
            sa.String(length=60),
            server_default="",
            nullable=False,
            comment="届次会次, or the year of one made between sessions",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column("number", sa.Integer(), nullable=True, comment="number in it, given when it is accepted"),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "category_id",
            sa.Integer(),
            sa.ForeignKey("demand_categories.id", name=op.f("fk_suggestions_category_id_demand_categories")),
            nullable=True,
            comment="category",
        ),
        inline_references=True,
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "deadline_arithmetic",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="how the deadline came about, in words",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "deadline_provisional",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="暂算: beyond the known holiday table",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column("step_due_on", sa.Date(), nullable=True, comment="the step it waits for is due"),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "step_due_arithmetic",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="how that day came about, in words",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "rounds",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="1 and one more for every 重办",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "extended",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="extensions granted in this round",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column("urged", sa.Integer(), server_default="0", nullable=False, comment="times urged (催办)"),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "urge_level",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="highest level of urging in this round",
        ),
    )
    op.add_column(
        "suggestions", sa.Column("supervised_on", sa.Date(), nullable=True, comment="重点督办 since")
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "supervisor", sa.String(length=80), server_default="", nullable=False, comment="who supervises it"
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "reply_number",
            sa.String(length=60),
            server_default="",
            nullable=False,
            comment="发文字号 of the reply",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "reply_class",
            sa.String(length=8),
            server_default="",
            nullable=False,
            comment="scheme and letter of the class of the reply",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "manner",
            sa.String(length=40),
            nullable=True,
            comment="what the deputy says of how it was handled",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "appraisal_note", sa.Text(), server_default="", nullable=False, comment="what the deputy adds"
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "public", sa.Boolean(), server_default=sa.true(), nullable=False, comment="may be published"
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "withheld_reason",
            sa.String(length=200),
            server_default="",
            nullable=False,
            comment="why it is not published",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "confidential",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="the deputy asked for secrecy",
        ),
    )
    op.add_column(
        "suggestions",
        sa.Column("refusal_ground", sa.String(length=40), nullable=True, comment="which reason for refusing"),
    )
    op.add_column(
        "suggestions",
        sa.Column(
            "search_text",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="what the search looks through, in search form",
        ),
    )
    op.create_index(op.f("ix_suggestions_category_id"), "suggestions", ["category_id"], unique=False)
    op.create_index(
        op.f("ix_suggestions_session_name_number"), "suggestions", ["session_name", "number"], unique=True
    )
