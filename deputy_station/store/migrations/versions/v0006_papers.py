"""The papers: forms as stations print them, what went out, the register, the assessment's whole way, checks."""

from deputy_station.store.migrations.assessment_tables import make_assessment_tables
from deputy_station.store.migrations.check_tables import make_check_tables
from deputy_station.store.migrations.paper_tables import make_paper_tables
from deputy_station.store.migrations.register_tables import make_register_tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_paper_tables()
    make_register_tables()
    make_assessment_tables()
    make_check_tables()
