"""Users of the program. A single desk has one built-in user; sign-in comes with shared use."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.features.accounts.rules import Role as Role
from deputy_station.store.base import Base, ChoiceColumn, Editable


class User(Editable, Base):
    """Somebody who works with the program."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(80), unique=True, comment="name as shown")
    role: Mapped[Role] = mapped_column(ChoiceColumn(Role), comment="what the user is")
