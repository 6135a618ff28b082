"""Reception days from plan to summary: plans, leaves, cards, slips, phone codes, scanned pages."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")
"""An instant in UTC, as `store.base.UtcInstant` keeps it."""


def upgrade() -> None:
    op.create_table(
        "scan_batches",
        sa.Column("at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("source", sa.String(length=40), nullable=False, comment="how the files came"),
        sa.Column("files", sa.Integer(), nullable=False, comment="number of files"),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_batches")),
    )
    op.create_index(op.f("ix_scan_batches_at"), "scan_batches", ["at"], unique=False)
    op.create_table(
        "reception_plans",
        sa.Column("station_id", sa.Integer(), nullable=False, comment="which station"),
        sa.Column("year", sa.Integer(), nullable=False, comment="calendar year"),
        sa.Column(
            "rule_text", sa.String(length=120), nullable=False, comment="the rule in words, as the days say"
        ),
        sa.Column(
            "per_day", sa.Integer(), nullable=False, comment="deputies on duty a day; 0: rota left open"
        ),
        sa.Column("least_each", sa.Integer(), nullable=True, comment="turns each deputy owes in the year"),
        sa.Column("most_each", sa.Integer(), nullable=True, comment="turns nobody exceeds in the year"),
        sa.Column("levels", sa.JSON(), nullable=False, comment="levels on duty; empty: all"),
        sa.Column("starts_at", sa.Time(), nullable=False, comment="local time"),
        sa.Column("ends_at", sa.Time(), nullable=False, comment="local time"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="where; empty: the station"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_reception_plans_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_plans")),
        sa.UniqueConstraint(
            "station_id", "year", "rule_text", name=op.f("uq_reception_plans_station_id_year_rule_text")
        ),
    )
    op.create_table(
        "deputy_cards",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column(
            "serial", sa.Integer(), nullable=False, comment="1, 2 ... of this deputy; only the newest is good"
        ),
        sa.Column("valid_until", sa.Date(), nullable=False, comment="last day"),
        sa.Column("made_at", INSTANT, nullable=False, comment="when printed, UTC"),
        sa.Column("revoked_at", INSTANT, nullable=True, comment="lost or withdrawn, UTC"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_deputy_cards_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy_cards")),
        sa.UniqueConstraint("deputy_id", "serial", name=op.f("uq_deputy_cards_deputy_id_serial")),
    )
    op.create_index(op.f("ix_deputy_cards_deputy_id"), "deputy_cards", ["deputy_id"], unique=False)
    op.create_table(
        "duty_leaves",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="who"),
        sa.Column("since", sa.Date(), nullable=False, comment="first day"),
        sa.Column("until", sa.Date(), nullable=False, comment="last day"),
        sa.Column("reason", sa.String(length=120), nullable=False, comment="why"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.CheckConstraint("until >= since", name=op.f("ck_duty_leaves_span_forward")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_duty_leaves_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_leaves")),
    )
    op.create_index(op.f("ix_duty_leaves_deputy_id"), "duty_leaves", ["deputy_id"], unique=False)
    op.create_table(
        "phone_codes",
        sa.Column("deputy_id", sa.Integer(), nullable=False, comment="whose"),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=False,
            comment="HMAC-SHA256 of the code under the station's secret",
        ),
        sa.Column("made_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_phone_codes_deputy_id_deputies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_codes")),
        sa.UniqueConstraint("deputy_id", name=op.f("uq_phone_codes_deputy_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_phone_codes_digest")),
    )
    op.create_table(
        "intake_slips",
        sa.Column("station_id", sa.Integer(), nullable=False, comment="station"),
        sa.Column("year", sa.Integer(), nullable=False, comment="year of the number"),
        sa.Column("number", sa.Integer(), nullable=False, comment="number of the year"),
        sa.Column("day_id", sa.Integer(), nullable=True, comment="printed for which reception day"),
        sa.Column("printed_at", INSTANT, nullable=False, comment="when, UTC"),
        sa.Column("geometry", sa.JSON(), nullable=False, comment="documents.geometry of the print"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="blank, back, taken up, or void"),
        sa.Column("back_at", INSTANT, nullable=True, comment="when it came back, UTC"),
        sa.Column(
            "ticks",
            sa.JSON(),
            nullable=False,
            comment="what was ticked: name to value, as read and confirmed",
        ),
        sa.Column("demand_id", sa.Integer(), nullable=True, comment="the demand it became"),
        sa.Column("note", sa.String(length=200), nullable=False, comment="why it became none"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["day_id"], ["reception_days.id"], name=op.f("fk_intake_slips_day_id_reception_days")
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_intake_slips_demand_id_demands")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_intake_slips_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_slips")),
        sa.UniqueConstraint(
            "station_id", "year", "number", name=op.f("uq_intake_slips_station_id_year_number")
        ),
    )
    op.create_index(op.f("ix_intake_slips_day_id"), "intake_slips", ["day_id"], unique=False)
    op.create_index(op.f("ix_intake_slips_demand_id"), "intake_slips", ["demand_id"], unique=False)
    op.create_table(
        "scan_pages",
        sa.Column("batch_id", sa.Integer(), nullable=False, comment="which batch"),
        sa.Column(
            "file_name", sa.String(length=255), nullable=False, comment="name of the file, without its folder"
        ),
        sa.Column("page_in_file", sa.Integer(), nullable=False, comment="1, 2 ... within the file"),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the pixels: the same page again",
        ),
        sa.Column(
            "file_digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the file: what a watched folder already gave",
        ),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what paper it is"),
        sa.Column("state", sa.String(length=40), nullable=False, comment="what became of it"),
        sa.Column("reason", sa.Text(), nullable=False, comment="the sentence said about it"),
        sa.Column(
            "paper",
            sa.String(length=80),
            nullable=False,
            comment="key of the paper: sheet:7:2, slip:5, statement:2026-Q2:17",
        ),
        sa.Column("sheet_id", sa.Integer(), nullable=True, comment="which sign-in sheet"),
        sa.Column("slip_id", sa.Integer(), nullable=True, comment="which intake slip"),
        sa.Column("page", sa.Integer(), nullable=True, comment="which page of that paper"),
        sa.Column("subject", sa.String(length=200), nullable=False, comment="what it is about, in words"),
        sa.Column(
            "picture", sa.LargeBinary(), nullable=True, comment="the page straightened, JPEG, grey, 120 dpi"
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["scan_batches.id"], name=op.f("fk_scan_pages_batch_id_scan_batches")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["sign_sheets.id"], name=op.f("fk_scan_pages_sheet_id_sign_sheets")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["intake_slips.id"], name=op.f("fk_scan_pages_slip_id_intake_slips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_pages")),
    )
    op.create_index(op.f("ix_scan_pages_batch_id"), "scan_pages", ["batch_id"], unique=False)
    op.create_index(op.f("ix_scan_pages_digest"), "scan_pages", ["digest"], unique=False)
    op.create_index(op.f("ix_scan_pages_file_digest"), "scan_pages", ["file_digest"], unique=False)
    op.create_index(op.f("ix_scan_pages_paper_page"), "scan_pages", ["paper", "page"], unique=False)
    op.create_index(op.f("ix_scan_pages_sheet_id_page"), "scan_pages", ["sheet_id", "page"], unique=False)
    op.create_index(op.f("ix_scan_pages_slip_id"), "scan_pages", ["slip_id"], unique=False)
    op.create_index(op.f("ix_scan_pages_state"), "scan_pages", ["state"], unique=False)
    op.create_table(
        "scan_marks",
        sa.Column("page_id", sa.Integer(), nullable=False, comment="which page"),
        sa.Column("box", sa.String(length=80), nullable=False, comment="key of the box in the geometry"),
        sa.Column("deputy_id", sa.Integer(), nullable=True, comment="whose signature box"),
        sa.Column(
            "attendance_id", sa.Integer(), nullable=True, comment="row of attendances it was filled in for"
        ),
        sa.Column("verdict", sa.String(length=40), nullable=False, comment="as judged by the program"),
        sa.Column("score", sa.Float(), nullable=False, comment="how much ink, 0 to 1"),
        sa.Column(
            "question",
            sa.String(length=40),
            nullable=True,
            comment="what a person is asked; empty where nothing is",
        ),
        sa.Column(
            "answer",
            sa.String(length=40),
            nullable=True,
            comment="what a person said; empty while it waits",
        ),
        sa.Column("crop", sa.LargeBinary(), nullable=False, comment="the cut, PNG, grey"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="counts saves; guards against lost updates"
        ),
        sa.Column("id", sa.Integer(), nullable=False, comment="row number"),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_scan_marks_deputy_id_deputies")
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["scan_pages.id"], name=op.f("fk_scan_marks_page_id_scan_pages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_marks")),
        sa.UniqueConstraint("page_id", "box", name=op.f("uq_scan_marks_page_id_box")),
    )
    op.create_index(op.f("ix_scan_marks_attendance_id"), "scan_marks", ["attendance_id"], unique=False)
    op.create_index(op.f("ix_scan_marks_deputy_id"), "scan_marks", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_scan_marks_question"), "scan_marks", ["question"], unique=False)
    op.add_column(
        "reception_days",
        sa.Column("filed_at", INSTANT, nullable=True, comment="summary filed with the sheets, UTC"),
    )
    op.add_column(
        "sign_sheets",
        sa.Column(
            "for_visitors",
            sa.Boolean(),
            nullable=True,
            comment="blank lines for visitors only; empty on sheets printed before 0.4",
        ),
    )
    op.add_column(
        "sign_sheets",
        sa.Column(
            "geometry",
            sa.JSON(),
            nullable=True,
            comment="documents.geometry of the print; empty on sheets printed before 0.4",
        ),
    )
    op.add_column("visits", sa.Column("called_at", INSTANT, nullable=True, comment="called to the desk, UTC"))
    op.add_column("visits", sa.Column("finished_at", INSTANT, nullable=True, comment="heard to the end, UTC"))
    op.add_column(
        "visits", sa.Column("left_at", INSTANT, nullable=True, comment="went away before their turn, UTC")
    )
    for table, column in (
        ("demands", "visitor_name"),
        ("demands", "visitor_address"),
        ("visits", "name"),
        ("visits", "phone"),
        ("visits", "address"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
