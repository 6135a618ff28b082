"""What every table stands on: naming of constraints, the identity and version columns, portable column types."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, MetaData, String, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from deputy_station.core.choices import Choice

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

EMPTY = text("''")
"""What rows that were there before a text column came hold in it."""

LOG = "log"
"""Mark in a table's `info`: outside the journal, but other desks are told of new rows (`watch`)."""


class Base(DeclarativeBase):
    """The one metadata of the program."""

    metadata = MetaData(naming_convention=NAMING)


class Identified:
    """A row with a number of its own."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="row number")


class Editable(Identified):
    """A row people edit: an integer version refuses a lost update (a time stamp would miss edits within a tick)."""

    version: Mapped[int] = mapped_column(
        Integer, nullable=False, comment="counts saves; guards against lost updates"
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  (a directive is handed the class)
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on both engines; a naive one is a bug and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


class ChoiceColumn(TypeDecorator[Choice]):
    """A `Choice` by its stored value."""

    impl = String
    cache_ok = True

    def __init__(self, choice: type[Choice]) -> None:
        super().__init__(length=40)
        self.choice = choice
        self._by_value = {each.value: each for each in choice}

    def process_bind_param(self, value: Choice | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value.value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Choice | None:  # noqa: ARG002
        # Lists read hundreds of thousands of them, and the call of the enum takes twice as long as the rest of a cell.
        found = self._by_value.get(value)
        return self.choice(value) if found is None and value is not None else found
