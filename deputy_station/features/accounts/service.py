"""What the person at this desk is."""

from sqlalchemy.orm import Session

from deputy_station.features.accounts.rules import Role
from deputy_station.store import context


def role_of(session: Session) -> Role:
    """The role of whoever works at this desk (设置, 使用人是)."""
    return Role(context.role(session))
