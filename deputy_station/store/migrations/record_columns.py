"""What records lacked for the forms of the register: cells that no record could fill."""

import sqlalchemy as sa
from alembic import op

from deputy_station.store.base import EMPTY


def add_record_columns() -> None:
    """The register's cells of deeds, claims and activities; what is there stays as it is, with these empty."""
    _line("activities", "report", 200, "title of the report it led to (形成的报告)")
    _line("deeds", "award_level", 40, "级别 of an award")
    _line("deeds", "organiser", 200, "组织单位 of what a report is about")
    op.add_column(
        "deeds",
        sa.Column("way", sa.String(length=40), nullable=True, comment="contact with voters only"),
    )
    _line("deeds", "beneficiaries", 200, "受益对象 of a good deed")
    op.add_column(
        "deeds",
        sa.Column(
            "people",
            sa.Integer(),
            nullable=True,
            comment="how many had a good of it, or came to a duty report",
        ),
    )
    _text("deeds", "outcome", "采纳情况、提出的意见、处理、成效、整改 (by kind)")
    _line("point_claims", "place", 200, "where")
    _line("point_claims", "organiser", 200, "组织单位、授予机关、承办单位 (by kind)")
    _line("point_claims", "beneficiaries", 200, "受益对象、走访的选民")
    _text("point_claims", "outcome", "成效、处理、提出的意见、整改 (by kind)")


def _line(table: str, name: str, most: int, comment: str) -> None:
    op.add_column(
        table,
        sa.Column(name, sa.String(length=most), server_default=EMPTY, nullable=False, comment=comment),
    )


def _text(table: str, name: str, comment: str) -> None:
    op.add_column(table, sa.Column(name, sa.Text(), server_default=EMPTY, nullable=False, comment=comment))
