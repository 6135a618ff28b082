"""Which sessions of the congress somebody missed without leave (代表法 2025 art. 62 item 3)."""

from collections.abc import Sequence
from datetime import date

from deputy_station.features.activities.rules import AttendanceState


def missed_sessions(sittings: Sequence[tuple[str, date, object]]) -> list[tuple[str, date]]:
    """Names and last days of sessions where somebody came to no sitting, had no leave, and was marked absent.

    `sittings` are (session, day, state) of those expected, oldest first. Missing one sitting of a session is not
    missing the session; a session with sittings nobody wrote down yet is not judged.
    """
    states: dict[str, set[object]] = {}
    days: dict[str, date] = {}
    for name, held_on, state in sittings:
        states.setdefault(name, set()).add(state)
        days[name] = held_on
    return [(name, days[name]) for name, held in states.items() if held == {AttendanceState.ABSENT}]
