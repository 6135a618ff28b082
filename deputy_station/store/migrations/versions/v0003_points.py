"""Points that are said and decided: schemes, claims, marks, roles, closed periods, corrections, objections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def upgrade() -> None:
    op.create_table(
        "point_closings",
        sa.Column("period", sa.String(length=20), nullable=False, comment="key of the period"),
        sa.Column("period_name", sa.String(length=80), nullable=False, comment="the period in words"),
        sa.Column("first_on", sa.Date(), nullable=False, comment="first day"),
        sa.Column("last_on", sa.Date(), nullable=False, comment="last day"),
        sa.Column("scheme", sa.String(length=80), nullable=False, comment="key of the scheme"),
        sa.Column("scheme_name", sa.String(length=200), nullable=False, comment="its name then"),
        sa.Column("scheme_edition", sa.String(length=40), nullable=False, comment="its version then"),
        sa.Column("scheme_text", sa.Text(), nullable=False, comment="its text then"),
        sa.Column("switches", sa.JSON(), nullable=False, comment="the answers then, by switch"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("closed_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("closed_by", sa.String(length=80), nullable=False, comment="who closed it"),
        sa.Column("published_on", sa.Date(), nullable=True, comment="day of publication"),
        sa.Column("published_by", sa.String(length=80), nullable=False, comment="who published it"),
        sa.Column("objections_until", sa.Date(), nullable=True, comment="last day for objections"),
        sa.Column("settled_on", sa.Date(), nullable=True, comment="day it became final"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_closings")),
        sa.UniqueConstraint("period", name=op.f("uq_point_closings_period")),
    )
    op.create_index(op.f("ix_point_closings_scheme"), "point_closings", ["scheme"], unique=False)
    op.create_table(
        "point_schemes",
        sa.Column(
            "key",
            sa.String(length=80),
            nullable=False,
            comment="short name, different from every scheme file",
        ),
        sa.Column(
            "name",
            sa.String(length=200),
            nullable=False,
            comment="as the text says, or said when it was last readable",
        ),
        sa.Column(
            "edition", sa.String(length=40), nullable=False, comment="version of the scheme as the text says"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="the scheme in the scheme language"),
        sa.Column(
            "copied_from", sa.String(length=80), nullable=False, comment="key of the scheme it began as"
        ),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("adopted_on", sa.Date(), nullable=True, comment="day it was first adopted for a year"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_schemes")),
        sa.UniqueConstraint("key", name=op.f("uq_point_schemes_key")),
    )
    op.create_table(
        "point_claims",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column(
            "kind", sa.String(length=80), nullable=False, comment="kind of record, a word of the scheme"
        ),
        sa.Column("done_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="what it was, in a line"),
        sa.Column("details", sa.Text(), nullable=False, comment="内容、成效"),
        sa.Column("weight", sa.String(length=80), nullable=False, comment="how many it stands for, exact"),
        sa.Column("amount", sa.String(length=80), nullable=True, comment="money or measured amount, exact"),
        sa.Column("role", sa.String(length=40), nullable=False, comment="word of the scheme, e.g. 领衔"),
        sa.Column("level", sa.String(length=40), nullable=False, comment="word of the scheme, e.g. 市级"),
        sa.Column("manner", sa.String(length=40), nullable=False, comment="word of the scheme, e.g. 书面"),
        sa.Column(
            "satisfaction", sa.String(length=40), nullable=False, comment="word of the scheme, e.g. 满意"
        ),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
            comment="attendance or acceptance, a word of the scheme",
        ),
        sa.Column(
            "within", sa.String(length=120), nullable=False, comment="what it belongs to, e.g. the session"
        ),
        sa.Column("people", sa.Integer(), nullable=False, comment="how many share it; 0: not said"),
        sa.Column(
            "peers", sa.Integer(), nullable=False, comment="how many share it in the same role; 0: not said"
        ),
        sa.Column(
            "votes", sa.String(length=200), nullable=False, comment="a ballot's votes by word: 好 30、一般 5"
        ),
        sa.Column("self_reported", sa.Boolean(), nullable=False, comment="申报 by the deputy"),
        sa.Column(
            "review",
            sa.String(length=20),
            nullable=False,
            comment="待审、已核准、已退回、已撤回; empty: registered by the organiser",
        ),
        sa.Column("review_reason", sa.String(length=300), nullable=False, comment="why it was returned"),
        sa.Column("reviewed_on", sa.Date(), nullable=True, comment="day of the last review"),
        sa.Column("reviewed_by", sa.String(length=80), nullable=False, comment="who reviewed"),
        sa.Column(
            "batch",
            sa.Integer(),
            nullable=True,
            comment="entered together: number of the first claim of the entry",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("people >= 0 AND peers >= 0", name=op.f("ck_point_claims_people_counted")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_claims_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_claims")),
    )
    op.create_index(op.f("ix_point_claims_batch"), "point_claims", ["batch"], unique=False)
    op.create_index(op.f("ix_point_claims_deputy_id"), "point_claims", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_point_claims_deputy_id_done_on"), "point_claims", ["deputy_id", "done_on"], unique=False
    )
    op.create_index(op.f("ix_point_claims_done_on"), "point_claims", ["done_on"], unique=False)
    op.create_index(op.f("ix_point_claims_kind_done_on"), "point_claims", ["kind", "done_on"], unique=False)
    op.create_index(op.f("ix_point_claims_review"), "point_claims", ["review"], unique=False)
    op.create_table(
        "point_closed_scores",
        sa.Column("closing_id", sa.Integer(), nullable=False, comment="which closed period"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column("total", sa.String(length=80), nullable=False, comment="exact total"),
        sa.Column(
            "shown", sa.String(length=40), nullable=False, comment="the total as published, two decimals"
        ),
        sa.Column("grade", sa.String(length=40), nullable=False, comment="grade; empty: not decided"),
        sa.Column("remark", sa.Text(), nullable=False, comment="what held a grade back, or how far the next"),
        sa.Column("rank", sa.Integer(), nullable=False, comment="place; 0: not ranked"),
        sa.Column("ranked", sa.Integer(), nullable=False, comment="how many were ranked"),
        sa.Column(
            "items", sa.JSON(), nullable=False, comment="by item code: exact points and the sum in words"
        ),
        sa.Column("categories", sa.JSON(), nullable=False, comment="by category code: exact points"),
        sa.Column(
            "facts_digest", sa.String(length=64), nullable=False, comment="SHA-256 of the records it rests on"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["point_closings.id"],
            name=op.f("fk_point_closed_scores_closing_id_point_closings"),
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_closed_scores_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_closed_scores")),
        sa.UniqueConstraint(
            "closing_id", "deputy_id", name=op.f("uq_point_closed_scores_closing_id_deputy_id")
        ),
    )
    op.create_index(
        op.f("ix_point_closed_scores_closing_id"), "point_closed_scores", ["closing_id"], unique=False
    )
    op.create_index(
        op.f("ix_point_closed_scores_deputy_id"), "point_closed_scores", ["deputy_id"], unique=False
    )
    op.create_table(
        "point_decisions",
        sa.Column("period", sa.String(length=20), nullable=False, comment="key of the period"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column("grade", sa.String(length=40), nullable=False, comment="the grade decided"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, and who decided"),
        sa.Column("decided_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("decided_by", sa.String(length=80), nullable=False, comment="who wrote it down"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_decisions_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_decisions")),
        sa.UniqueConstraint("period", "deputy_id", name=op.f("uq_point_decisions_period_deputy_id")),
    )
    op.create_index(op.f("ix_point_decisions_deputy_id"), "point_decisions", ["deputy_id"], unique=False)
    op.create_table(
        "point_marks",
        sa.Column(
            "period", sa.String(length=20), nullable=False, comment="key of the period, e.g. 2026 or 2026-Q2"
        ),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column("item", sa.String(length=20), nullable=False, comment="code of the item"),
        sa.Column(
            "rater", sa.String(length=40), nullable=False, comment="who marks, as the scheme names them"
        ),
        sa.Column("points", sa.String(length=80), nullable=False, comment="exact points"),
        sa.Column("note", sa.String(length=300), nullable=False, comment="remark"),
        sa.Column("given_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("given_by", sa.String(length=80), nullable=False, comment="who wrote it down"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_marks_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_marks")),
        sa.UniqueConstraint(
            "period", "deputy_id", "item", "rater", name=op.f("uq_point_marks_period_deputy_id_item_rater")
        ),
    )
    op.create_index(op.f("ix_point_marks_deputy_id"), "point_marks", ["deputy_id"], unique=False)
    op.create_table(
        "point_roles",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("role", sa.String(length=40), nullable=False, comment="the role, a word of the scheme"),
        sa.Column("since", sa.Date(), nullable=False, comment="first day"),
        sa.Column("until", sa.Date(), nullable=True, comment="last day; empty: still"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_point_roles_until_after_since")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_roles_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_roles")),
    )
    op.create_index(op.f("ix_point_roles_deputy_id"), "point_roles", ["deputy_id"], unique=False)
    op.create_table(
        "point_objections",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who objects"),
        sa.Column("period", sa.String(length=20), nullable=False, comment="key of the period"),
        sa.Column("sort", sa.String(length=40), nullable=False, comment="错、重、漏"),
        sa.Column("item", sa.String(length=20), nullable=False, comment="code of the item; empty: the total"),
        sa.Column("text", sa.Text(), nullable=False, comment="what the deputy says"),
        sa.Column("received_on", sa.Date(), nullable=False, comment="day it came"),
        sa.Column("way", sa.String(length=40), nullable=False, comment="how it came"),
        sa.Column(
            "late_reason", sa.String(length=300), nullable=False, comment="why it was taken after the window"
        ),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("answer", sa.Text(), nullable=False, comment="what the deputy was told"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="day of the answer"),
        sa.Column("answered_by", sa.String(length=80), nullable=False, comment="who answered"),
        sa.Column("claim_id", sa.Integer(), nullable=True, comment="the record it led to"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["point_claims.id"], name=op.f("fk_point_objections_claim_id_point_claims")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_objections_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_objections")),
    )
    op.create_index(op.f("ix_point_objections_claim_id"), "point_objections", ["claim_id"], unique=False)
    op.create_index(op.f("ix_point_objections_deputy_id"), "point_objections", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_point_objections_period_state"), "point_objections", ["period", "state"], unique=False
    )
    op.create_table(
        "point_corrections",
        sa.Column("closing_id", sa.Integer(), nullable=False, comment="which closed period"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column(
            "item",
            sa.String(length=20),
            nullable=False,
            comment="the one item that changed; empty: several, or only the total",
        ),
        sa.Column("total_before", sa.String(length=80), nullable=False, comment="exact total before"),
        sa.Column("total_after", sa.String(length=80), nullable=False, comment="exact total after"),
        sa.Column(
            "shown_before", sa.String(length=40), nullable=False, comment="the total before, two decimals"
        ),
        sa.Column(
            "shown_after", sa.String(length=40), nullable=False, comment="the total after, two decimals"
        ),
        sa.Column("grade_before", sa.String(length=40), nullable=False, comment="grade before"),
        sa.Column("grade_after", sa.String(length=40), nullable=False, comment="grade after"),
        sa.Column("rank_before", sa.Integer(), nullable=False, comment="place before; 0: not ranked"),
        sa.Column("rank_after", sa.Integer(), nullable=False, comment="place after; 0: not ranked"),
        sa.Column(
            "items",
            sa.JSON(),
            nullable=False,
            comment="changed items by code: exact points before and after, both sums in words",
        ),
        sa.Column(
            "categories",
            sa.JSON(),
            nullable=False,
            comment="changed categories by code: exact points before and after",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="why"),
        sa.Column("objection_id", sa.Integer(), nullable=True, comment="the objection it answers"),
        sa.Column("corrected_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("corrected_by", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["point_closings.id"], name=op.f("fk_point_corrections_closing_id_point_closings")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_point_corrections_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["point_objections.id"],
            name=op.f("fk_point_corrections_objection_id_point_objections"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_corrections")),
    )
    op.create_index(
        op.f("ix_point_corrections_closing_id_deputy_id"),
        "point_corrections",
        ["closing_id", "deputy_id"],
        unique=False,
    )
    op.create_index(op.f("ix_point_corrections_deputy_id"), "point_corrections", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_point_corrections_objection_id"), "point_corrections", ["objection_id"], unique=False
    )
    # Points of many deputies are read from these indexes alone.
    op.drop_index(op.f("ix_attendances_deputy_id_state"), table_name="attendances")
    op.create_index(
        "ix_attendances_of_deputy",
        "attendances",
        ["deputy_id", "activity_id", "state", "expected"],
        unique=False,
    )
    op.drop_index(op.f("ix_deeds_deputy_id_done_on"), table_name="deeds")
    op.create_index(
        "ix_deeds_of_deputy",
        "deeds",
        [
            "deputy_id",
            "done_on",
            "kind",
            "accepted",
            "manner",
            "quantity",
            "votes_satisfied",
            "votes_fair",
            "votes_unsatisfied",
        ],
        unique=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # SQLite keeps no comments.
        op.alter_column(
            "evidence",
            "subject",
            existing_type=sa.String(length=40),
            existing_nullable=False,
            comment="activity, deed, demand, suggestion or claim",
            existing_comment="activity, deed, demand or suggestion",
        )
