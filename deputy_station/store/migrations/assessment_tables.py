"""The tables and columns of the annual assessment's whole way."""

import sqlalchemy as sa
from alembic import op


def make_assessment_tables() -> None:
    """All of them. The reason of a grade decided before stood in the presidium's opinion."""
    op.create_table(
        "assessment_years",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("self_from", sa.Date(), nullable=True, comment="自评 from"),
        sa.Column("self_to", sa.Date(), nullable=True, comment="自评 until"),
        sa.Column("group_from", sa.Date(), nullable=True, comment="小组 from"),
        sa.Column("group_to", sa.Date(), nullable=True, comment="小组 until"),
        sa.Column("presidium_from", sa.Date(), nullable=True, comment="主席团 from"),
        sa.Column("presidium_to", sa.Date(), nullable=True, comment="主席团 until"),
        sa.Column("district_from", sa.Date(), nullable=True, comment="区 from"),
        sa.Column("district_to", sa.Date(), nullable=True, comment="区 until"),
        sa.Column(
            "duty_every", sa.String(length=40), nullable=False, comment="how often a duty report is owed"
        ),
        sa.Column(
            "ballot_rule",
            sa.String(length=40),
            nullable=False,
            comment="key of the rule of results of ballots",
        ),
        sa.Column("fine_places", sa.Integer(), nullable=False, comment="how many 五好代表 are chosen"),
        sa.Column("objection_days", sa.Integer(), nullable=False, comment="days of a publication list"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_years")),
        sa.UniqueConstraint("year", name=op.f("uq_assessment_years_year")),
    )
    op.create_table(
        "publicity_lists",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("honour", sa.String(length=40), nullable=False, comment="what for"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="first day"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last day"),
        sa.Column("number", sa.String(length=60), nullable=False, comment="发文字号"),
        sa.Column("final_on", sa.Date(), nullable=True, comment="made final on"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_lists")),
        sa.UniqueConstraint("year", "honour", name=op.f("uq_publicity_lists_year_honour")),
    )
    op.create_table(
        "duty_report_plans",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("planned_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="where"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_duty_report_plans_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_report_plans")),
    )
    op.create_index(op.f("ix_duty_report_plans_deputy_id"), "duty_report_plans", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_duty_report_plans_planned_on"), "duty_report_plans", ["planned_on"], unique=False
    )
    op.create_table(
        "fine_nominations",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("lawful", sa.Boolean(), nullable=False, comment="遵纪守法好"),
        sa.Column("advising", sa.Boolean(), nullable=False, comment="建言献策好"),
        sa.Column("developing", sa.Boolean(), nullable=False, comment="服务发展好"),
        sa.Column("caring", sa.Boolean(), nullable=False, comment="心系民生好"),
        sa.Column("working", sa.Boolean(), nullable=False, comment="干事创业好"),
        sa.Column("remark", sa.Text(), nullable=False, comment="事迹"),
        sa.Column("votes", sa.Integer(), nullable=True, comment="votes for; none: not counted"),
        sa.Column("chosen", sa.Boolean(), nullable=False, comment="定为五好代表"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_fine_nominations_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fine_nominations")),
        sa.UniqueConstraint("deputy_id", "year", name=op.f("uq_fine_nominations_deputy_id_year")),
    )
    op.create_index(op.f("ix_fine_nominations_deputy_id"), "fine_nominations", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_fine_nominations_year"), "fine_nominations", ["year"], unique=False)
    op.create_table(
        "leaving_facts",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("ground", sa.String(length=40), nullable=False, comment="key of the ground"),
        sa.Column("on_day", sa.Date(), nullable=False, comment="day of the fact"),
        sa.Column("words", sa.Text(), nullable=False, comment="what happened"),
        sa.Column("reminded_on", sa.Date(), nullable=True, comment="reminder letter"),
        sa.Column("corrected_on", sa.Date(), nullable=True, comment="mended on"),
        sa.Column("statement", sa.Text(), nullable=False, comment="what the deputy said (申辩)"),
        sa.Column("statement_on", sa.Date(), nullable=True, comment="day of it"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_leaving_facts_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaving_facts")),
    )
    op.create_index(op.f("ix_leaving_facts_deputy_id"), "leaving_facts", ["deputy_id"], unique=False)
    op.create_table(
        "publicity_names",
        sa.Column("list_id", sa.Integer(), nullable=False, comment="list"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("words", sa.String(length=200), nullable=False, comment="what stands beside the name"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_publicity_names_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["publicity_lists.id"], name=op.f("fk_publicity_names_list_id_publicity_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_names")),
    )
    op.create_index(op.f("ix_publicity_names_deputy_id"), "publicity_names", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_publicity_names_list_id"), "publicity_names", ["list_id"], unique=False)
    op.create_table(
        "publicity_objections",
        sa.Column("list_id", sa.Integer(), nullable=False, comment="list"),
        sa.Column("deputy_id", sa.Integer(), nullable=True, comment="against whom; none: the whole list"),
        sa.Column("said_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("said_by", sa.String(length=80), nullable=False, comment="by whom, if they said so"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was said"),
        sa.Column("answer", sa.Text(), nullable=False, comment="what was found and answered"),
        sa.Column("answered_on", sa.Date(), nullable=True, comment="day of the answer"),
        sa.Column("removed", sa.Boolean(), nullable=False, comment="the name was taken off the list"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_publicity_objections_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["publicity_lists.id"], name=op.f("fk_publicity_objections_list_id_publicity_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_objections")),
    )
    op.create_index(
        op.f("ix_publicity_objections_deputy_id"), "publicity_objections", ["deputy_id"], unique=False
    )
    op.create_index(
        op.f("ix_publicity_objections_list_id"), "publicity_objections", ["list_id"], unique=False
    )
    op.create_table(
        "duty_ballots",
        sa.Column("deed_id", sa.Integer(), nullable=False, comment="duty report"),
        sa.Column("sent", sa.Integer(), nullable=False, comment="发出"),
        sa.Column("returned", sa.Integer(), nullable=False, comment="收回"),
        sa.Column("valid", sa.Integer(), nullable=False, comment="有效"),
        sa.Column("counted_on", sa.Date(), nullable=False, comment="day of counting"),
        sa.Column("rule", sa.String(length=40), nullable=False, comment="key of the rule it is judged by"),
        sa.Column("remarks", sa.Text(), nullable=False, comment="意见建议 on the ballots"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint(
            "valid <= returned AND returned <= sent AND valid >= 1",
            name=op.f("ck_duty_ballots_fewer_each_time"),
        ),
        sa.ForeignKeyConstraint(["deed_id"], ["deeds.id"], name=op.f("fk_duty_ballots_deed_id_deeds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_ballots")),
        sa.UniqueConstraint("deed_id", name=op.f("uq_duty_ballots_deed_id")),
    )
    op.create_table(
        "duty_ballot_lines",
        sa.Column("ballot_id", sa.Integer(), nullable=False, comment="ballots"),
        sa.Column("aspect", sa.String(length=40), nullable=False, comment="what was judged"),
        sa.Column("satisfied", sa.Integer(), nullable=False, comment="满意"),
        sa.Column("fair", sa.Integer(), nullable=False, comment="基本满意"),
        sa.Column("unsatisfied", sa.Integer(), nullable=False, comment="不满意"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["duty_ballots.id"], name=op.f("fk_duty_ballot_lines_ballot_id_duty_ballots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_ballot_lines")),
    )
    op.create_index(op.f("ix_duty_ballot_lines_ballot_id"), "duty_ballot_lines", ["ballot_id"], unique=False)
    op.add_column("assessments", sa.Column("self_on", sa.Date(), nullable=True, comment="自评: handed in on"))
    op.add_column(
        "assessments",
        sa.Column(
            "proposed_grade",
            sa.String(length=20),
            server_default="",
            nullable=False,
            comment="grade by points when another was decided",
        ),
    )
    op.add_column(
        "assessments",
        sa.Column(
            "grade_reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="why another grade was decided",
        ),
    )
    op.execute("UPDATE assessments SET grade_reason = presidium_opinion WHERE grade <> ''")
