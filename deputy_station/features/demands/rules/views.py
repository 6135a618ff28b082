"""The lists the desk works through, by name."""

from enum import Enum

from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.steps import CLOSED_STATES


class View(Enum):
    """The lists the desk works through, named as in `go("demands", view="overdue")`; the value is the key."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    SOON = "soon"
    TO_ASSIGN = "to_assign"
    TO_ACCEPT = "to_accept"
    HANDLING = "handling"
    TO_INFORM = "to_inform"
    TO_FOLLOW_UP = "to_follow_up"
    TO_STRIKE_OFF = "to_strike_off"
    CALL_TODAY = "call_today"
    MINE = "mine"
    VILLAGE = "village"
    SUPERVISED = "supervised"
    EXTENSION = "extension"


OPEN_STATES = tuple(state for state in DemandState if state not in CLOSED_STATES)
"""Somebody still waits for something."""
