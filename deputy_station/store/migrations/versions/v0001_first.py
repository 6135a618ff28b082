"""The first schema: every table of the main job."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def upgrade() -> None:
    # Groups and deputies point at each other. SQLite takes the key before its table is there but can add none
    # later; PostgreSQL the other way round.
    later = op.get_bind().dialect.name == "postgresql"
    leader_name = op.f("fk_deputy_groups_leader_id_deputies")
    leader = [] if later else [sa.ForeignKeyConstraint(["leader_id"], ["deputies.id"], name=leader_name)]
    op.create_table(
        "activities",
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what was held"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="name on papers"),
        sa.Column("held_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("starts_at", sa.Time(), nullable=True, comment="local time"),
        sa.Column("ends_at", sa.Time(), nullable=True, comment="local time"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="where"),
        sa.Column("organiser", sa.String(length=200), nullable=False, comment="组织单位 / 邀请单位"),
        sa.Column("session_name", sa.String(length=120), nullable=False, comment="congress session, e.g. 第十九届人大五次会议"),
        sa.Column("content", sa.Text(), nullable=False, comment="内容、主题"),
        sa.Column("result", sa.Text(), nullable=False, comment="成效、提出的意见"),
        sa.Column("cancelled", sa.Boolean(), nullable=False, comment="not held; counts for nothing"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_held_on"), "activities", ["held_on"], unique=False)
    op.create_index(op.f("ix_activities_kind_held_on"), "activities", ["kind", "held_on"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False, comment="which day"),
        sa.Column("works", sa.Boolean(), nullable=False, comment="worked (调休上班) or rested"),
        sa.Column("name", sa.String(length=40), nullable=False, comment="why: 国庆节, 调休上班, 停电"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_days_day")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_years_year")),
    )
    op.create_table(
        "constituencies",
        sa.Column("name", sa.String(length=120), nullable=False, comment="e.g. 第三选区（朔北村）"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in lists"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_constituencies")),
        sa.UniqueConstraint("name", name=op.f("uq_constituencies_name")),
    )
    op.create_table(
        "demand_categories",
        sa.Column("parent_id", sa.Integer(), nullable=True, comment="parent"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="name at this level"),
        sa.Column("path", sa.String(length=260), nullable=False, comment="names from the top, joined by /"),
        sa.Column("level", sa.Integer(), nullable=False, comment="1, 2 or 3"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order among siblings"),
        sa.Column("retired", sa.Boolean(), nullable=False, comment="no longer offered"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["parent_id"], ["demand_categories.id"], name=op.f("fk_demand_categories_parent_id_demand_categories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_categories")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_demand_categories_parent_id_name")),
        sa.UniqueConstraint("path", name=op.f("uq_demand_categories_path")),
    )
    op.create_index(op.f("ix_demand_categories_parent_id"), "demand_categories", ["parent_id"], unique=False)
    op.create_table(
        "deputy_groups",
        sa.Column("name", sa.String(length=80), nullable=False, comment="e.g. 第一代表小组"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in lists"),
        sa.Column("leader_id", sa.Integer(), nullable=True, comment="the leading deputy"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        *leader,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_deputy_groups_name")),
    )
    op.create_index(op.f("ix_deputy_groups_leader_id"), "deputy_groups", ["leader_id"], unique=False)
    op.create_table(
        "draws",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("quarter", sa.Integer(), nullable=False, comment="1 to 4"),
        sa.Column("seed", sa.String(length=40), nullable=False, comment="printed on the list; same seed and roster, same draw"),
        sa.Column("drawn_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("pool", sa.Integer(), nullable=False, comment="deputies it was drawn from"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("year", "quarter", "seed", name=op.f("uq_draws_year_quarter_seed")),
    )
    op.create_table(
        "evidence",
        sa.Column("subject", sa.String(length=40), nullable=False, comment="activity, deed, demand or suggestion"),
        sa.Column("subject_id", sa.Integer(), nullable=False, comment="row it belongs to"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="e.g. 现场照片、签到表"),
        sa.Column("kept_at", sa.String(length=200), nullable=False, comment="folder, box or file"),
        sa.Column("filed_on", sa.Date(), nullable=False, comment="when filed"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_subject_subject_id"), "evidence", ["subject", "subject_id"], unique=False)
    op.create_table(
        "history_lines",
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("action", sa.String(length=60), nullable=False, comment="action key, e.g. demand.assign"),
        sa.Column("subject", sa.String(length=40), nullable=False, comment="kind of subject, e.g. demand"),
        sa.Column("subject_id", sa.Integer(), nullable=True, comment="row of the subject"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="what happened, in words"),
        sa.Column("before", sa.JSON(), nullable=True, comment="changed values before"),
        sa.Column("after", sa.JSON(), nullable=True, comment="changed values after"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_lines")),
    )
    op.create_index(op.f("ix_history_lines_at"), "history_lines", ["at"], unique=False)
    op.create_index(op.f("ix_history_lines_subject_subject_id"), "history_lines", ["subject", "subject_id"], unique=False)
    op.create_table(
        "scheme_years",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("scheme", sa.String(length=80), nullable=False, comment="name of the scheme file"),
        sa.Column("switches", sa.JSON(), nullable=False, comment="answers to what the scheme leaves open"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_years")),
        sa.UniqueConstraint("year", name=op.f("uq_scheme_years_year")),
    )
    op.create_table(
        "stations",
        sa.Column("name", sa.String(length=120), nullable=False, comment="full name, on top of every paper"),
        sa.Column("code", sa.String(length=20), nullable=False, comment="short word before demand numbers, e.g. 朔里"),
        sa.Column("township", sa.String(length=80), nullable=False, comment="town"),
        sa.Column("district", sa.String(length=80), nullable=False, comment="county or district"),
        sa.Column("address", sa.String(length=200), nullable=False, comment="where visitors come"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="desk phone, on notices and receipts"),
        sa.Column("is_home", sa.Boolean(), nullable=False, comment="the station of this desk"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name=op.f("uq_stations_code")),
        sa.UniqueConstraint("name", name=op.f("uq_stations_name")),
    )
    op.create_table(
        "terms",
        sa.Column("name", sa.String(length=80), nullable=False, comment="e.g. 第十九届"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="first day"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last day, as planned"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_terms_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("name", name=op.f("uq_terms_name")),
    )
    op.create_table(
        "units",
        sa.Column("name", sa.String(length=120), nullable=False, comment="name"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="village, town, district"),
        sa.Column("contact", sa.String(length=80), nullable=False, comment="whom to ask"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="phone"),
        sa.Column("retired", sa.Boolean(), nullable=False, comment="no longer offered"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=80), nullable=False, comment="name as shown"),
        sa.Column("role", sa.String(length=40), nullable=False, comment="what the user is"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "demand_counters",
        sa.Column("station_id", sa.Integer(), nullable=False, comment="station"),
        sa.Column("year", sa.Integer(), nullable=False, comment="year"),
        sa.Column("last", sa.Integer(), nullable=False, comment="last number given"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_demand_counters_station_id_stations")),
        sa.PrimaryKeyConstraint("station_id", "year", name=op.f("pk_demand_counters")),
    )
    op.create_table(
        "deputies",
        sa.Column("name", sa.String(length=80), nullable=False, comment="as on the deputy card; kept as typed"),
        sa.Column("sex", sa.String(length=40), nullable=True, comment="sex"),
        sa.Column("ethnicity", sa.String(length=40), nullable=False, comment="民族"),
        sa.Column("born", sa.String(length=10), nullable=False, comment="year and month, YYYY-MM"),
        sa.Column("party", sa.String(length=40), nullable=False, comment="党派"),
        sa.Column("education", sa.String(length=40), nullable=False, comment="文化程度"),
        sa.Column("work_unit", sa.String(length=200), nullable=False, comment="工作单位及职务"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="phone"),
        sa.Column("address", sa.String(length=200), nullable=False, comment="通讯地址"),
        sa.Column("card_number", sa.String(length=40), nullable=False, comment="代表证号"),
        sa.Column("group_id", sa.Integer(), nullable=True, comment="代表小组"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("search_keys", sa.Text(), nullable=False, comment="name, pinyin and initials, by core.pinyin.search_keys"),
        sa.Column("sort_key", sa.String(length=200), nullable=False, comment="same order on both engines"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["group_id"], ["deputy_groups.id"], name=op.f("fk_deputies_group_id_deputy_groups")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_card_number"), "deputies", ["card_number"], unique=False)
    op.create_index(op.f("ix_deputies_group_id"), "deputies", ["group_id"], unique=False)
    op.create_index(op.f("ix_deputies_name"), "deputies", ["name"], unique=False)
    op.create_index(op.f("ix_deputies_sort_key"), "deputies", ["sort_key"], unique=False)
    op.create_table(
        "reception_days",
        sa.Column("activity_id", sa.Integer(), nullable=False, comment="hours, place, rota"),
        sa.Column("station_id", sa.Integer(), nullable=False, comment="which station"),
        sa.Column("held_on", sa.Date(), nullable=False, comment="day, same as the activity's"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("rule_text", sa.String(length=120), nullable=False, comment="the rule it was drawn from"),
        sa.Column("original_on", sa.Date(), nullable=True, comment="day by the rule, when moved off a rest day"),
        sa.Column("moved_reason", sa.String(length=120), nullable=False, comment="why it was moved"),
        sa.Column("provisional", sa.Boolean(), nullable=False, comment="暂算: beyond the known holiday table"),
        sa.Column("notice_year", sa.Integer(), nullable=True, comment="year of the notice number"),
        sa.Column("notice_number", sa.Integer(), nullable=True, comment="number of the notice in that year"),
        sa.Column("notice_on", sa.Date(), nullable=True, comment="day the notice was issued"),
        sa.Column("theme", sa.String(length=200), nullable=False, comment="接待主题"),
        sa.Column("summary", sa.Text(), nullable=False, comment="小结"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_reception_days_activity_id_activities")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_reception_days_station_id_stations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_days")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_reception_days_activity_id")),
        sa.UniqueConstraint("station_id", "notice_year", "notice_number", name=op.f("uq_reception_days_station_id_notice_year_notice_number")),
    )
    op.create_index(op.f("ix_reception_days_held_on"), "reception_days", ["held_on"], unique=False)
    op.create_index(op.f("ix_reception_days_station_id"), "reception_days", ["station_id"], unique=False)
    op.create_table(
        "sign_keys",
        sa.Column("station_id", sa.Integer(), nullable=False, comment="station"),
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="32 random bytes"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_sign_keys_station_id_stations")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_sign_keys")),
    )
    op.create_table(
        "sign_sheets",
        sa.Column("activity_id", sa.Integer(), nullable=False, comment="for what"),
        sa.Column("edition", sa.Integer(), nullable=False, comment="1, 2 ... when printed anew"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="number of pages"),
        sa.Column("rows", sa.JSON(), nullable=False, comment="deputy ids in printed order; 0 for a blank line"),
        sa.Column("boxes", sa.JSON(), nullable=False, comment="signature box of each row: page, left, top, width, height in mm"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_sign_sheets_activity_id_activities")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_sheets")),
        sa.UniqueConstraint("activity_id", "edition", name=op.f("uq_sign_sheets_activity_id_edition")),
    )
    op.create_index(op.f("ix_sign_sheets_activity_id"), "sign_sheets", ["activity_id"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("summary", sa.Text(), nullable=False, comment="履职小结"),
        sa.Column("group_opinion", sa.Text(), nullable=False, comment="代表小组意见"),
        sa.Column("group_on", sa.Date(), nullable=True, comment="day of it"),
        sa.Column("presidium_opinion", sa.Text(), nullable=False, comment="镇人大主席团意见"),
        sa.Column("presidium_on", sa.Date(), nullable=True, comment="day of it"),
        sa.Column("district_opinion", sa.Text(), nullable=False, comment="区人大代表联络室意见"),
        sa.Column("district_on", sa.Date(), nullable=True, comment="day of it"),
        sa.Column("grade", sa.String(length=20), nullable=False, comment="grade as decided; empty: as by points"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_assessments_deputy_id_deputies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("deputy_id", "year", name=op.f("uq_assessments_deputy_id_year")),
    )
    op.create_index(op.f("ix_assessments_deputy_id"), "assessments", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_assessments_year"), "assessments", ["year"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("activity_id", sa.Integer(), nullable=False, comment="at what"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("expected", sa.Boolean(), nullable=False, comment="was to come; false for a walk-in"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="whether they came"),
        sa.Column("arrived_at", INSTANT, nullable=True, comment="arrival, UTC"),
        sa.Column("leave_reason", sa.String(length=200), nullable=False, comment="请假事由"),
        sa.Column("leave_approved_by", sa.String(length=80), nullable=False, comment="批准人"),
        sa.Column("note", sa.String(length=200), nullable=False, comment="remark"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id_activities")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_attendances_deputy_id_deputies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("activity_id", "deputy_id", name=op.f("uq_attendances_activity_id_deputy_id")),
    )
    op.create_index(op.f("ix_attendances_activity_id"), "attendances", ["activity_id"], unique=False)
    op.create_index(op.f("ix_attendances_deputy_id"), "attendances", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_attendances_deputy_id_state"), "attendances", ["deputy_id", "state"], unique=False)
    op.create_table(
        "deeds",
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what it was"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("done_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="议题、题目、事项"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="where"),
        sa.Column("details", sa.Text(), nullable=False, comment="要点、内容、成效"),
        sa.Column("quantity", sa.Integer(), nullable=False, comment="how many times or contacts this row stands for"),
        sa.Column("accepted", sa.Boolean(), nullable=False, comment="a report was accepted, a deed confirmed"),
        sa.Column("activity_id", sa.Integer(), nullable=True, comment="at which activity"),
        sa.Column("manner", sa.String(length=40), nullable=True, comment="duty report only"),
        sa.Column("votes_satisfied", sa.Integer(), nullable=True, comment="测评满意票"),
        sa.Column("votes_fair", sa.Integer(), nullable=True, comment="测评基本满意票"),
        sa.Column("votes_unsatisfied", sa.Integer(), nullable=True, comment="测评不满意票"),
        sa.Column("awarded_by", sa.String(length=200), nullable=False, comment="授予机关"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_deeds_quantity_positive")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_deeds_activity_id_activities")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_deeds_deputy_id_deputies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
    )
    op.create_index(op.f("ix_deeds_activity_id"), "deeds", ["activity_id"], unique=False)
    op.create_index(op.f("ix_deeds_deputy_id"), "deeds", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_deeds_deputy_id_done_on"), "deeds", ["deputy_id", "done_on"], unique=False)
    op.create_index(op.f("ix_deeds_done_on"), "deeds", ["done_on"], unique=False)
    op.create_index(op.f("ix_deeds_kind_done_on"), "deeds", ["kind", "done_on"], unique=False)
    op.create_table(
        "draw_members",
        sa.Column("draw_id", sa.Integer(), nullable=False, comment="draw"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="deputy"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2 ... as drawn"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_draw_members_deputy_id_deputies")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_draw_members_draw_id_draws")),
        sa.PrimaryKeyConstraint("draw_id", "deputy_id", name=op.f("pk_draw_members")),
    )
    op.create_table(
        "mandates",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column("level", sa.String(length=40), nullable=False, comment="town, district ..."),
        sa.Column("term_id", sa.Integer(), nullable=True, comment="届"),
        sa.Column("constituency_id", sa.Integer(), nullable=True, comment="选区"),
        sa.Column("started_on", sa.Date(), nullable=False, comment="day of election (当选日期)"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="last day in office; empty while in office"),
        sa.Column("end_reason", sa.String(length=120), nullable=False, comment="why it ended"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_mandates_ends_after_start")),
        sa.ForeignKeyConstraint(["constituency_id"], ["constituencies.id"], name=op.f("fk_mandates_constituency_id_constituencies")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_mandates_deputy_id_deputies")),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_mandates_term_id_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint("deputy_id", "level", "started_on", name=op.f("uq_mandates_deputy_id_level_started_on")),
    )
    op.create_index(op.f("ix_mandates_constituency_id"), "mandates", ["constituency_id"], unique=False)
    op.create_index(op.f("ix_mandates_deputy_id"), "mandates", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_mandates_level_started_on_ended_on"), "mandates", ["level", "started_on", "ended_on"], unique=False)
    op.create_index(op.f("ix_mandates_term_id"), "mandates", ["term_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("day_id", sa.Integer(), nullable=False, comment="which day"),
        sa.Column("number", sa.Integer(), nullable=False, comment="queue number of the day"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="visitor's name; may stay empty"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="phone; optional"),
        sa.Column("address", sa.String(length=200), nullable=False, comment="village and group"),
        sa.Column("people", sa.Integer(), nullable=False, comment="how many came together"),
        sa.Column("came_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("finished", sa.Boolean(), nullable=False, comment="has been heard"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark, when no demand was taken down"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["day_id"], ["reception_days.id"], name=op.f("fk_visits_day_id_reception_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("day_id", "number", name=op.f("uq_visits_day_id_number")),
    )
    op.create_index(op.f("ix_visits_day_id"), "visits", ["day_id"], unique=False)
    op.create_table(
        "demands",
        sa.Column("station_id", sa.Integer(), nullable=False, comment="station"),
        sa.Column("year", sa.Integer(), nullable=False, comment="year of the number"),
        sa.Column("number", sa.Integer(), nullable=False, comment="number in the year, without gaps"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="gist, one line"),
        sa.Column("words", sa.Text(), nullable=False, comment="the visitor's own words (原话)"),
        sa.Column("wish", sa.Text(), nullable=False, comment="what should happen (诉求)"),
        sa.Column("category_id", sa.Integer(), nullable=True, comment="category"),
        sa.Column("channel", sa.String(length=40), nullable=False, comment="how it came"),
        sa.Column("received_at", INSTANT, nullable=False, comment="when it was voiced, UTC"),
        sa.Column("visit_id", sa.Integer(), nullable=True, comment="the visit it was voiced at"),
        sa.Column("visitor_name", sa.String(length=80), nullable=False, comment="visitor; may stay empty"),
        sa.Column("visitor_phone", sa.String(length=40), nullable=False, comment="phone; optional"),
        sa.Column("visitor_address", sa.String(length=200), nullable=False, comment="village and group"),
        sa.Column("people", sa.Integer(), nullable=False, comment="how many voice it"),
        sa.Column("confidential", sa.Boolean(), nullable=False, comment="the visitor asked for secrecy"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="where the matter lies"),
        sa.Column("route", sa.String(length=40), nullable=True, comment="where it goes"),
        sa.Column("opinion", sa.Text(), nullable=False, comment="拟办意见"),
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="lead unit"),
        sa.Column("co_units", sa.String(length=200), nullable=False, comment="协办单位, names joined by 、"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("assigned_on", sa.Date(), nullable=True, comment="day of handing over"),
        sa.Column("deadline_on", sa.Date(), nullable=True, comment="answer due"),
        sa.Column("deadline_arithmetic", sa.Text(), nullable=False, comment="how the deadline came about, in words"),
        sa.Column("deadline_provisional", sa.Boolean(), nullable=False, comment="暂算: beyond the known holiday table"),
        sa.Column("handled_on", sa.Date(), nullable=True, comment="unit says done"),
        sa.Column("result", sa.Text(), nullable=False, comment="what was done, or the reply"),
        sa.Column("replied_at", INSTANT, nullable=True, comment="instant of the reply, when known (imports)"),
        sa.Column("solved", sa.Boolean(), nullable=False, comment="the problem was really solved, not only explained"),
        sa.Column("informed_on", sa.Date(), nullable=True, comment="visitor told"),
        sa.Column("informed_how", sa.String(length=40), nullable=False, comment="by phone, in person ..."),
        sa.Column("followed_up_on", sa.Date(), nullable=True, comment="day of the follow-up"),
        sa.Column("satisfaction", sa.String(length=40), nullable=True, comment="what the visitor said"),
        sa.Column("settled_on", sa.Date(), nullable=True, comment="办结"),
        sa.Column("struck_off_on", sa.Date(), nullable=True, comment="销号"),
        sa.Column("rounds", sa.Integer(), nullable=False, comment="1 and one more for every 重办"),
        sa.Column("urged", sa.Integer(), nullable=False, comment="times urged (催办)"),
        sa.Column("source", sa.String(length=120), nullable=True, comment="ledger it was imported from"),
        sa.Column("source_number", sa.String(length=80), nullable=True, comment="number in that ledger"),
        sa.Column("source_marks", sa.JSON(), nullable=True, comment="fingerprint of each imported cell, to tell a row that changed in its ledger"),
        sa.Column("search_text", sa.Text(), nullable=False, comment="what the search looks through, in search form"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["category_id"], ["demand_categories.id"], name=op.f("fk_demands_category_id_demand_categories")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_demands_station_id_stations")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_demands_unit_id_units")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_demands_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
        sa.UniqueConstraint("source", "source_number", name=op.f("uq_demands_source_source_number")),
        sa.UniqueConstraint("station_id", "year", "number", name=op.f("uq_demands_station_id_year_number")),
    )
    op.create_index(op.f("ix_demands_category_id"), "demands", ["category_id"], unique=False)
    op.create_index(op.f("ix_demands_deadline_on_id"), "demands", ["deadline_on", "id"], unique=False)
    op.create_index(op.f("ix_demands_received_at_id"), "demands", ["received_at", "id"], unique=False)
    op.create_index(op.f("ix_demands_state_deadline_on_year_station_id"), "demands", ["state", "deadline_on", "year", "station_id"], unique=False)
    op.create_index(op.f("ix_demands_state_received_at_id"), "demands", ["state", "received_at", "id"], unique=False)
    op.create_index(op.f("ix_demands_station_id"), "demands", ["station_id"], unique=False)
    op.create_index(op.f("ix_demands_unit_id"), "demands", ["unit_id"], unique=False)
    op.create_index(op.f("ix_demands_visit_id"), "demands", ["visit_id"], unique=False)
    op.create_index(op.f("ix_demands_visitor_phone"), "demands", ["visitor_phone"], unique=False)
    op.create_index(op.f("ix_demands_year_number_id"), "demands", ["year", "number", "id"], unique=False)
    op.create_table(
        "demand_deputies",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="deputy"),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_demand_deputies_demand_id_demands")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_demand_deputies_deputy_id_deputies")),
        sa.PrimaryKeyConstraint("demand_id", "deputy_id", name=op.f("pk_demand_deputies")),
    )
    op.create_index(op.f("ix_demand_deputies_deputy_id"), "demand_deputies", ["deputy_id"], unique=False)
    op.create_table(
        "demand_steps",
        sa.Column("demand_id", sa.Integer(), nullable=False, comment="demand"),
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("actor", sa.String(length=80), nullable=False, comment="who"),
        sa.Column("step", sa.String(length=40), nullable=False, comment="key of the step in rules.STEPS"),
        sa.Column("state_before", sa.String(length=40), nullable=True, comment="state before"),
        sa.Column("state_after", sa.String(length=40), nullable=False, comment="state after"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="what happened, in words"),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("satisfaction", sa.String(length=40), nullable=True, comment="what the visitor said at this step; kept when a new round begins"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_demand_steps_demand_id_demands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_steps")),
    )
    op.create_index(op.f("ix_demand_steps_demand_id"), "demand_steps", ["demand_id"], unique=False)
    op.create_table(
        "suggestions",
        sa.Column("title", sa.String(length=200), nullable=False, comment="关于……的建议"),
        sa.Column("text", sa.Text(), nullable=False, comment="案由、分析、建议"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what and when"),
        sa.Column("proposed_on", sa.Date(), nullable=False, comment="提出时间"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="how far it is"),
        sa.Column("accepted_on", sa.Date(), nullable=True, comment="受理"),
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="lead unit"),
        sa.Column("assigned_on", sa.Date(), nullable=True, comment="交办"),
        sa.Column("deadline_on", sa.Date(), nullable=True, comment="reply due"),
        sa.Column("replied_on", sa.Date(), nullable=True, comment="答复"),
        sa.Column("reply", sa.Text(), nullable=False, comment="答复内容"),
        sa.Column("satisfaction", sa.String(length=40), nullable=True, comment="what the deputy says"),
        sa.Column("excellent", sa.Boolean(), nullable=False, comment="优秀建议"),
        sa.Column("refusal_reason", sa.String(length=200), nullable=False, comment="why it was not accepted"),
        sa.Column("demand_id", sa.Integer(), nullable=True, comment="demand it grew from"),
        sa.Column("version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_suggestions_demand_id_demands")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_suggestions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_demand_id"), "suggestions", ["demand_id"], unique=False)
    op.create_index(op.f("ix_suggestions_proposed_on"), "suggestions", ["proposed_on"], unique=False)
    op.create_index(op.f("ix_suggestions_state_deadline_on"), "suggestions", ["state", "deadline_on"], unique=False)
    op.create_index(op.f("ix_suggestions_unit_id"), "suggestions", ["unit_id"], unique=False)
    op.create_table(
        "suggestion_signers",
        sa.Column("suggestion_id", sa.Integer(), nullable=False, comment="suggestion"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="deputy"),
        sa.Column("role", sa.String(length=40), nullable=False, comment="lead or co-sign"),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_suggestion_signers_deputy_id_deputies")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_signers_suggestion_id_suggestions")),
        sa.PrimaryKeyConstraint("suggestion_id", "deputy_id", name=op.f("pk_suggestion_signers")),
    )
    op.create_index(op.f("ix_suggestion_signers_deputy_id"), "suggestion_signers", ["deputy_id"], unique=False)
    if later:
        op.create_foreign_key(leader_name, "deputy_groups", "deputies", ["leader_id"], ["id"])
