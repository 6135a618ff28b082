"""Ballots that come back as scans, books begun anew, what records lacked for the register, grounds of a station's own."""

from deputy_station.store.migrations.ballot_paper_tables import make_ballot_paper_tables
from deputy_station.store.migrations.kept_columns import add_kept_columns
from deputy_station.store.migrations.own_ground_tables import make_own_ground_tables
from deputy_station.store.migrations.record_columns import add_record_columns
from deputy_station.store.migrations.register_editions import add_register_editions

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_ballot_paper_tables()
    add_register_editions()
    add_record_columns()
    make_own_ground_tables()
    add_kept_columns()
