"""Users of the program. A single desk has one built-in user; sign-in comes with shared use."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.core.choices import Choice
from deputy_station.store.base import Base, ChoiceColumn, Editable


class Role(Choice):
    """What a user is at the desk."""

    LIAISON = "liaison", "联络员"
    PRESIDIUM = "presidium", "主席团办公室"
    DISTRICT = "district", "区联络室"


class User(Editable, Base):
    """Somebody who works with the program."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(80), unique=True, comment="name as shown")
    role: Mapped[Role] = mapped_column(ChoiceColumn(Role), comment="what the user is")
