"""Who works with the program, and what each of them may see and decide."""

from deputy_station.core.choices import Choice


class Role(Choice):
    """What a user is at the desk."""

    LIAISON = "liaison", "联络员"
    PRESIDIUM = "presidium", "主席团办公室"
    DISTRICT = "district", "区联络室"


SEES_CONFIDENTIAL = frozenset({Role.LIAISON, Role.PRESIDIUM})
"""Who may see the names of visitors who asked for secrecy, each look on record: those who must ring them. The
district's office checks how matters went and needs no names for it."""


def sees_confidential(role: Role) -> bool:
    """Whether this role may look up a visitor who asked for secrecy."""
    return role in SEES_CONFIDENTIAL
