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


def by_congress(missed: Sequence[tuple[str, date]]) -> list[tuple[str, list[str]]]:
    """The names of missed sessions for each congress (本级: two of one congress, not one of each), the most first.

    A congress is told by the session's name up to its 届, as records say no more: 青禾镇第十二届, 禾城区第十九届.
    """
    found: dict[str, list[str]] = {}
    for name, _day in missed:
        congress, term, _rest = name.partition("届")
        found.setdefault(congress + term if term else "", []).append(name)
    return sorted(found.items(), key=lambda entry: -len(entry[1]))
