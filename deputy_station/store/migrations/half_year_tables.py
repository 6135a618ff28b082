"""The tables of half-yearly checks, their bulletins, and what stations sent up."""

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def make_half_year_tables() -> None:
    """All of them; deputies are there already."""
    op.create_table(
        "half_year_checks",
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("half", sa.Integer(), nullable=False, comment="1 or 2"),
        sa.Column(
            "seed",
            sa.String(length=40),
            nullable=False,
            comment="printed on the list; same seed, half and roster, same draw",
        ),
        sa.Column("drawn_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("size", sa.Integer(), nullable=False, comment="how many were to be drawn"),
        sa.Column(
            "checker", sa.String(length=120), nullable=False, comment="who checks, e.g. the district's office"
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="remark"),
        sa.Column("told_on", sa.Date(), nullable=True, comment="day its bulletin went out"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_year_checks")),
        sa.UniqueConstraint("year", "half", "seed", name=op.f("uq_half_year_checks_year_half_seed")),
    )
    op.create_table(
        "half_year_lots",
        sa.Column("check_id", sa.Integer(), nullable=False, comment="check"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="deputy"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="name as drawn by"),
        sa.Column(
            "group_name", sa.String(length=80), nullable=False, comment="stratum: group; empty where none"
        ),
        sa.Column(
            "level", sa.String(length=40), nullable=False, comment="stratum: level of the congress, in words"
        ),
        sa.Column(
            "last_result",
            sa.String(length=40),
            nullable=False,
            comment="stratum: grade of last year, in words",
        ),
        sa.Column("position", sa.Integer(), nullable=True, comment="1, 2 ... as drawn; none: not drawn"),
        sa.ForeignKeyConstraint(
            ["check_id"], ["half_year_checks.id"], name=op.f("fk_half_year_lots_check_id_half_year_checks")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_half_year_lots_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("check_id", "deputy_id", name=op.f("pk_half_year_lots")),
    )
    op.create_index(op.f("ix_half_year_lots_deputy_id"), "half_year_lots", ["deputy_id"], unique=False)
    op.create_table(
        "half_year_results",
        sa.Column("check_id", sa.Integer(), nullable=False, comment="check"),
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="deputy"),
        sa.Column("result", sa.String(length=40), nullable=False, comment="passed or not"),
        sa.Column("checked_on", sa.Date(), nullable=False, comment="day"),
        sa.Column("remark", sa.Text(), nullable=False, comment="what was found, in words"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["check_id"], ["half_year_checks.id"], name=op.f("fk_half_year_results_check_id_half_year_checks")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_half_year_results_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_year_results")),
        sa.UniqueConstraint("check_id", "deputy_id", name=op.f("uq_half_year_results_check_id_deputy_id")),
    )
    op.create_index(op.f("ix_half_year_results_check_id"), "half_year_results", ["check_id"], unique=False)
    op.create_index(op.f("ix_half_year_results_deputy_id"), "half_year_results", ["deputy_id"], unique=False)
    op.create_table(
        "half_year_problems",
        sa.Column("result_id", sa.Integer(), nullable=False, comment="what was found of the book"),
        sa.Column("kind", sa.String(length=80), nullable=False, comment="name of the kind then"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["half_year_results.id"],
            name=op.f("fk_half_year_problems_result_id_half_year_results"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_year_problems")),
    )
    op.create_index(
        op.f("ix_half_year_problems_result_id"), "half_year_problems", ["result_id"], unique=False
    )
    op.create_table(
        "bulletins",
        sa.Column("check_id", sa.Integer(), nullable=False, comment="check"),
        sa.Column("title", sa.String(length=200), nullable=False, comment="标题"),
        sa.Column("number", sa.String(length=60), nullable=False, comment="发文字号"),
        sa.Column("addressee", sa.String(length=200), nullable=False, comment="主送"),
        sa.Column("opening", sa.Text(), nullable=False, comment="time, scope, number of books"),
        sa.Column("overall", sa.Text(), nullable=False, comment="总体情况"),
        sa.Column("good", sa.Text(), nullable=False, comment="好的做法"),
        sa.Column("problems", sa.Text(), nullable=False, comment="存在问题"),
        sa.Column("demands", sa.Text(), nullable=False, comment="下步要求"),
        sa.Column("issuer", sa.String(length=120), nullable=False, comment="落款"),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="成文日期"),
        sa.Column("copies", sa.String(length=300), nullable=False, comment="抄送"),
        sa.Column(
            "names_deputies",
            sa.Boolean(),
            nullable=False,
            comment="ordinary deputies with problems are named",
        ),
        sa.Column(
            "drafted_from",
            sa.String(length=64),
            nullable=False,
            comment="digest of the draft it was edited from, to notice changed figures",
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["check_id"], ["half_year_checks.id"], name=op.f("fk_bulletins_check_id_half_year_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("check_id", name=op.f("uq_bulletins_check_id")),
    )
    op.create_table(
        "station_reports",
        sa.Column("code", sa.String(length=20), nullable=False, comment="the station's short word"),
        sa.Column("station", sa.String(length=120), nullable=False, comment="its name"),
        sa.Column("township", sa.String(length=80), nullable=False, comment="its town"),
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column("quarter", sa.Integer(), nullable=False, comment="1 to 4"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when the station made the file, UTC"),
        sa.Column("checksum", sa.String(length=40), nullable=False, comment="of everything in the file"),
        sa.Column("file_name", sa.String(length=255), nullable=False, comment="name of the file"),
        sa.Column("imported_at", INSTANT, nullable=False, comment="when it was taken in, UTC"),
        sa.Column("until", sa.Date(), nullable=False, comment="records are counted up to this day"),
        sa.Column("received", sa.Integer(), nullable=False, comment="demands received in the quarter"),
        sa.Column("due", sa.Integer(), nullable=False, comment="demands due in it"),
        sa.Column("closed", sa.Integer(), nullable=False, comment="of both, closed"),
        sa.Column("overdue", sa.Integer(), nullable=False, comment="of both, overdue"),
        sa.Column("followed_up", sa.Integer(), nullable=False, comment="of both, followed up"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_reports")),
        sa.UniqueConstraint("code", "year", "quarter", name=op.f("uq_station_reports_code_year_quarter")),
    )
    op.create_table(
        "station_report_deputies",
        sa.Column("report_id", sa.Integer(), nullable=False, comment="report"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="deputy"),
        sa.Column("group_name", sa.String(length=80), nullable=False, comment="group"),
        sa.Column("level", sa.String(length=40), nullable=False, comment="level, in words"),
        sa.Column("due", sa.Integer(), nullable=False, comment="records that were to be filled in"),
        sa.Column("filled", sa.Integer(), nullable=False, comment="of them filled in"),
        sa.Column("done", sa.Integer(), nullable=False, comment="records that want evidence"),
        sa.Column("proved", sa.Integer(), nullable=False, comment="of them with evidence"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["station_reports.id"],
            name=op.f("fk_station_report_deputies_report_id_station_reports"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_report_deputies")),
    )
    op.create_index(
        op.f("ix_station_report_deputies_report_id"), "station_report_deputies", ["report_id"], unique=False
    )
    op.create_table(
        "station_report_findings",
        sa.Column("report_id", sa.Integer(), nullable=False, comment="report"),
        sa.Column("deputy", sa.String(length=80), nullable=False, comment="whose book"),
        sa.Column("words", sa.Text(), nullable=False, comment="what was found"),
        sa.Column("due_on", sa.Date(), nullable=True, comment="to be mended by"),
        sa.Column("standing", sa.String(length=40), nullable=False, comment="how it stands, in words"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["station_reports.id"],
            name=op.f("fk_station_report_findings_report_id_station_reports"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_report_findings")),
    )
    op.create_index(
        op.f("ix_station_report_findings_report_id"), "station_report_findings", ["report_id"], unique=False
    )
