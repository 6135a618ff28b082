"""The postcode of a deputy, a cell of the register's first form."""

import sqlalchemy as sa
from alembic import op

from deputy_station.store.base import EMPTY

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deputies",
        sa.Column("postcode", sa.String(length=6), server_default=EMPTY, nullable=False, comment="邮编"),
    )
