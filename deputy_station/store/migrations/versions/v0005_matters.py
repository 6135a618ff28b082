"""A demand's whole way and a suggestion's: handing over, extensions, contacts, calls, voices, promises, terms and steps
as a station sets them."""

import re

import sqlalchemy as sa
from alembic import op

from deputy_station.core.cleaning import search_form
from deputy_station.store.migrations.demand_index import make_demand_index
from deputy_station.store.migrations.suggestion_tables import make_suggestion_tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def _index_where_said(*columns: str, said: str = "") -> None:
    """An index of the demands alone that say something there."""
    where = sa.text(f"{said or columns[0]} IS NOT NULL")
    op.create_index(
        op.f(f"ix_demands_{'_'.join(columns)}"),
        "demands",
        list(columns),
        unique=False,
        sqlite_where=where,
        postgresql_where=where,
    )


def upgrade() -> None:
    op.create_table(
        "step_settings",
        sa.Column("matter", sa.String(length=40), nullable=False, comment="kind of matter"),
        sa.Column("step", sa.String(length=40), nullable=False, comment="key of the step in its table"),
        sa.Column(
            "from_states", sa.JSON(), nullable=True, comment="states it may be taken from; none: as shipped"
        ),
        sa.Column("off", sa.Boolean(), nullable=False, comment="this station does without the step"),
        sa.Column("roles", sa.JSON(), nullable=False, comment="who may take it; empty: as shipped"),
        sa.Column("needs_note", sa.Boolean(), nullable=True, comment="a note is required; none: as shipped"),
        sa.Column(
            "most",
            sa.Integer(),
            nullable=True,
            comment="times it may be taken in a round; none: as shipped",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_settings")),
        sa.UniqueConstraint("matter", "step", name=op.f("uq_step_settings_matter_step")),
    )
    op.create_table(
        "term_rules",
        sa.Column("matter", sa.String(length=40), nullable=False, comment="kind of matter"),
        sa.Column("term", sa.String(length=40), nullable=False, comment="what the term is for"),
        sa.Column("route", sa.String(length=40), nullable=False, comment="route it holds for; empty: any"),
        sa.Column(
            "category_id",
            sa.Integer(),
            nullable=True,
            comment="category it holds for, with what lies below; none: any",
        ),
        sa.Column("amount", sa.Integer(), nullable=False, comment="how many days or months"),
        sa.Column("unit", sa.String(length=40), nullable=False, comment="workday, day or month"),
        sa.Column("from_next_day", sa.Boolean(), nullable=False, comment="the first day is not counted"),
        sa.Column(
            "off_rest_days",
            sa.Boolean(),
            nullable=False,
            comment="a last day that is a rest day moves to the next workday",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["demand_categories.id"],
            name=op.f("fk_term_rules_category_id_demand_categories"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_rules")),
        sa.UniqueConstraint(
            "matter", "term", "route", "category_id", name=op.f("uq_term_rules_matter_term_route_category_id")
        ),
    )
    op.create_index(op.f("ix_term_rules_category_id"), "term_rules", ["category_id"], unique=False)
    op.create_table(
        "demand_calls",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
        sa.Column("round", sa.Integer(), nullable=False, comment="round it belongs to"),
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who rang"),
        sa.Column("outcome", sa.String(length=40), nullable=False, comment="what came of it"),
        sa.Column("next_on", sa.Date(), nullable=True, comment="next try"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_calls_demand_id_demands")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_calls")),
    )
    op.create_index(op.f("ix_demand_calls_demand_id"), "demand_calls", ["demand_id"], unique=False)
    op.create_table(
        "demand_contacts",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
        sa.Column("round", sa.Integer(), nullable=False, comment="round it belongs to"),
        sa.Column("stage", sa.String(length=40), nullable=False, comment="before, during, after"),
        sa.Column("on_day", sa.Date(), nullable=False, comment="day"),
        sa.Column("how", sa.String(length=40), nullable=False, comment="in person, by phone ..."),
        sa.Column("who", sa.String(length=80), nullable=False, comment="who spoke for the unit"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was said"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_contacts_demand_id_demands")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_contacts")),
    )
    op.create_index(op.f("ix_demand_contacts_demand_id"), "demand_contacts", ["demand_id"], unique=False)
    op.create_table(
        "demand_extensions",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
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
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_extensions_demand_id_demands")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_extensions")),
    )
    op.create_index(op.f("ix_demand_extensions_demand_id"), "demand_extensions", ["demand_id"], unique=False)
    op.create_table(
        "demand_handovers",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
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
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_handovers_demand_id_demands")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_demand_handovers_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_handovers")),
    )
    op.create_index(op.f("ix_demand_handovers_demand_id"), "demand_handovers", ["demand_id"], unique=False)
    op.create_index(op.f("ix_demand_handovers_unit_id"), "demand_handovers", ["unit_id"], unique=False)
    op.create_table(
        "demand_voices",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
        sa.Column("visit_id", sa.Integer(), nullable=True, comment="visit it was voiced at"),
        sa.Column("at", INSTANT, nullable=False, comment="when it was voiced, UTC"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="visitor; may stay empty"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="phone; optional"),
        sa.Column("address", sa.String(length=200), nullable=False, comment="village and group"),
        sa.Column("people", sa.Integer(), nullable=False, comment="how many voice it"),
        sa.Column("confidential", sa.Boolean(), nullable=False, comment="the visitor asked for secrecy"),
        sa.Column("words", sa.Text(), nullable=False, comment="own words, where they add something"),
        sa.Column("informed_on", sa.Date(), nullable=True, comment="told of the answer"),
        sa.Column("informed_how", sa.String(length=40), nullable=False, comment="by phone, in person ..."),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_voices_demand_id_demands")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_demand_voices_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_voices")),
    )
    op.create_index(op.f("ix_demand_voices_demand_id"), "demand_voices", ["demand_id"], unique=False)
    op.create_index(op.f("ix_demand_voices_visit_id"), "demand_voices", ["visit_id"], unique=False)
    op.add_column(
        "demand_categories",
        sa.Column(
            "unit_id",
            sa.Integer(),
            sa.ForeignKey("units.id", name=op.f("fk_demand_categories_unit_id_units")),
            nullable=True,
            comment="unit it usually goes to; what lies below inherits it",
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_demand_categories_unit_id"), "demand_categories", ["unit_id"], unique=False)
    op.add_column(
        "demand_steps",
        sa.Column(
            "manner",
            sa.String(length=40),
            nullable=True,
            comment="what the visitor said of how it was handled",
        ),
    )
    op.add_column(
        "demand_steps",
        sa.Column("round", sa.Integer(), server_default="1", nullable=False, comment="round it belongs to"),
    )
    op.add_column(
        "demand_steps",
        sa.Column(
            "level",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="level of an urging; 0 otherwise",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "village",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="village or community, for lists and figures",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "against",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="who is complained of, if anybody",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "against_unit_id",
            sa.Integer(),
            sa.ForeignKey("units.id", name=op.f("fk_demands_against_unit_id_units")),
            nullable=True,
            comment="the unit of who is complained of; never told unasked",
        ),
        inline_references=True,
    )
    op.add_column(
        "demands",
        sa.Column(
            "voices",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="parties that voice it, the first included",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "merged_into_id",
            sa.Integer(),
            sa.ForeignKey("demands.id", name=op.f("fk_demands_merged_into_id_demands")),
            nullable=True,
            comment="the demand that carries this one on (合并)",
        ),
        inline_references=True,
    )
    op.add_column(
        "demands",
        sa.Column(
            "step_due_on",
            sa.Date(),
            nullable=True,
            comment="the step it waits for is due: signing, telling the visitor, calling back",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "step_due_arithmetic",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="how that day came about, in words",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "deadline_rule",
            sa.String(length=40),
            server_default="",
            nullable=False,
            comment="its term, to reckon the day anew; empty: a day set by hand",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "step_due_rule",
            sa.String(length=40),
            server_default="",
            nullable=False,
            comment="its term, to reckon the day anew",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "extended",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="extensions granted in this round",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "seen_by",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="who saw that it was done",
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "manner",
            sa.String(length=40),
            nullable=True,
            comment="what the visitor said of how it was handled",
        ),
    )
    op.add_column(
        "demands", sa.Column("call_on", sa.Date(), nullable=True, comment="next try of the call-back")
    )
    op.add_column(
        "demands",
        sa.Column(
            "urge_level",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="highest level of urging in this round",
        ),
    )
    op.add_column("demands", sa.Column("supervised_on", sa.Date(), nullable=True, comment="督办 since"))
    op.add_column(
        "demands",
        sa.Column(
            "supervisor", sa.String(length=80), server_default="", nullable=False, comment="who supervises it"
        ),
    )
    op.add_column(
        "demands",
        sa.Column(
            "taken_by",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="who took it down",
        ),
    )
    # It was for counting: the tallies count now.
    op.drop_index("ix_demands_state_deadline_on_year_station_id", table_name="demands")
    op.drop_index("ix_demands_station_id", table_name="demands")  # the unique numbers begin with it
    for column in ("category_id", "unit_id", "visit_id"):
        op.drop_index(f"ix_demands_{column}", table_name="demands")
        _index_where_said(column)
    _index_where_said("state", "call_on", "id", said="call_on")
    owed = sa.text("coalesce(state, '') IN ('assigned', 'handling', 'handled')")
    op.create_index(
        "ix_demands_owed",
        "demands",
        [
            "deadline_on",
            "id",
            "state",
            "station_id",
            "unit_id",
            "category_id",
            "route",
            "village",
            "taken_by",
            "received_at",
        ],
        unique=False,
        sqlite_where=owed,
        postgresql_where=owed,
    )
    _index_where_said("against_unit_id")
    _index_where_said("merged_into_id")
    make_suggestion_tables()
    op.add_column(
        "units",
        sa.Column(
            "leader",
            sa.String(length=80),
            server_default="",
            nullable=False,
            comment="分管领导, who answers for it",
        ),
    )
    op.add_column(
        "units",
        sa.Column(
            "former_names",
            sa.String(length=400),
            server_default="",
            nullable=False,
            comment="names it had before, joined by 、; it is found by them",
        ),
    )
    op.add_column(
        "units",
        sa.Column(
            "merged_into_id",
            sa.Integer(),
            sa.ForeignKey("units.id", name=op.f("fk_units_merged_into_id_units")),
            nullable=True,
            comment="unit that took its matters over",
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_units_merged_into_id"), "units", ["merged_into_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # SQLite keeps no comments.
        op.alter_column(
            "demand_steps",
            "step",
            existing_type=sa.String(length=40),
            comment="key of the step in its table",
            existing_comment="key of the step in rules.STEPS",
            existing_nullable=False,
        )
        op.alter_column(
            "demands",
            "satisfaction",
            existing_type=sa.String(length=40),
            comment="what the visitor said of the result",
            existing_comment="what the visitor said",
            existing_nullable=True,
        )
        op.alter_column(
            "suggestions",
            "satisfaction",
            existing_type=sa.String(length=40),
            comment="what the deputy says of the result",
            existing_comment="what the deputy says",
            existing_nullable=True,
        )
    _name_who_took_down()
    _let_suggestions_be_found()
    _hand_over_what_is_with_units()
    _name_terms_of_what_is_handed_over()
    make_demand_index()


def _let_suggestions_be_found() -> None:
    """What the search looks through is kept in one form from now on, the same on both engines."""
    connection = op.get_bind()
    rows = sa.table(
        "suggestions",
        *(sa.column(name, sa.Text()) for name in ("title", "text", "session_name", "search_text")),
        sa.column("id", sa.Integer()),
    )
    found = connection.execute(sa.select(rows.c.id, rows.c.title, rows.c.text, rows.c.session_name)).all()
    known = [
        {"of": one.id, "form": search_form(f"{one.title}|{one.text}|{one.session_name}")} for one in found
    ]
    if known:
        connection.execute(
            sa.update(rows).where(rows.c.id == sa.bindparam("of")).values(search_text=sa.bindparam("form")),
            known,
        )


def _name_who_took_down() -> None:
    """It stood in the first line of each timeline only; what was imported nobody took down here."""
    op.execute("""
        UPDATE demands SET taken_by = (
            SELECT actor FROM demand_steps WHERE demand_id = demands.id AND step = 'register' ORDER BY id LIMIT 1
        )
        WHERE id IN (SELECT demand_id FROM demand_steps WHERE step = 'register')
    """)


def _hand_over_what_is_with_units() -> None:
    """What lies with a unit already gets its handing over in the present round; what was agreed then is not known."""
    op.execute("""
        INSERT INTO demand_handovers (
            demand_id, unit_id, round, part, handed_on, signed_on, due_on, arithmetic, provisional, done_on, result,
            return_reason, leader, person, measures, standard
        )
        SELECT
            id, unit_id, rounds, 'lead', assigned_on, CASE state WHEN 'assigned' THEN NULL ELSE assigned_on END,
            deadline_on, deadline_arithmetic, deadline_provisional, handled_on, result, '', '', '', '', ''
        FROM demands
        WHERE unit_id IS NOT NULL AND assigned_on IS NOT NULL
    """)
    op.execute("""
        INSERT INTO suggestion_handovers (
            suggestion_id, unit_id, round, part, handed_on, signed_on, due_on, arithmetic, provisional, done_on,
            result, return_reason, leader, person, measures, standard
        )
        SELECT
            id, unit_id, 1, 'lead', assigned_on, assigned_on, deadline_on, '', FALSE, replied_on, '', '', '', '', '', ''
        FROM suggestions
        WHERE unit_id IS NOT NULL AND assigned_on IS NOT NULL
    """)


_TERM = re.compile(r"起 (\d+) (个工作日|天|个月)")
_UNITS = {"个工作日": "workday", "天": "day", "个月": "month"}


def _name_terms_of_what_is_handed_over() -> None:
    """The term of each answer stood in its arithmetic only; until now every term moved off rest days."""
    for name, since, arithmetic, rule in (
        ("demands", "assigned_on", "deadline_arithmetic", "deadline_rule"),
        ("demand_handovers", "handed_on", "arithmetic", "rule"),
        ("suggestion_handovers", "handed_on", "arithmetic", "rule"),
    ):
        _name_terms(name, since, arithmetic, rule)


def _name_terms(name: str, since: str, arithmetic: str, rule: str) -> None:
    connection = op.get_bind()
    rows = sa.table(
        name, sa.column("id"), sa.column(since, sa.Date()), sa.column(arithmetic), sa.column(rule)
    )
    said = connection.execute(
        sa.select(rows.c.id, rows.c[since], rows.c[arithmetic]).where(
            rows.c[arithmetic] != "", rows.c[since].is_not(None)
        )
    )
    known = [
        {"of": number, "said": f"{day.isoformat()} 交办 {found[1]} {_UNITS[found[2]]} next off"}
        for number, day, text in said
        if (found := _TERM.search(text))
    ]
    if known:
        connection.execute(
            sa.update(rows).where(rows.c.id == sa.bindparam("of")).values({rule: sa.bindparam("said")}), known
        )
