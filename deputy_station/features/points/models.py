"""Which scheme a year is scored by, and how its open questions were answered. Points themselves are never stored."""

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Editable


class SchemeYear(Editable, Base):
    """The scheme of one year with its switches. A year without a row uses the default scheme as shipped."""

    __tablename__ = "scheme_years"

    year: Mapped[int] = mapped_column(Integer, unique=True, comment="calendar year")
    scheme: Mapped[str] = mapped_column(String(80), comment="name of the scheme file")
    switches: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="answers to what the scheme leaves open"
    )
