"""What each state of attendance counts as: the [attendance] of a scheme, or that of one rule."""

from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance
from deputy_station.features.points.rules.reading.mistakes import hint_for
from deputy_station.features.points.rules.reading.pieces import Table
from deputy_station.features.points.rules.vocabulary import ATTENDANCE_STATES, State

_GROUPS = ("came", "part", "left_out", "pending")
_ORDERED = tuple(state.value for state in State if state in ATTENDANCE_STATES)


def read_attendance(table: Table) -> Attendance:
    """The groups of states; one state in two groups at once is a contradiction."""
    table.knows(*_GROUPS)
    if "came" not in table:
        table.missing("came", "哪些算到会")
    seen: dict[str, str] = {}
    groups = {group: _group(table, group, seen) for group in _GROUPS}
    return Attendance(
        credit=tuple((groups["came"] | groups["part"]).items()),
        left_out=frozenset(groups["left_out"]),
        pending=frozenset(groups["pending"]),
        own_kinds=frozenset(table.notes.own_attended),
    )


def _group(table: Table, group: str, seen: dict[str, str]) -> dict[str, Fraction]:
    value = table.values.get(group, [])
    rows = value if isinstance(value, list) else [value]
    found: dict[str, Fraction] = {}
    for number, row in enumerate(rows):
        path = (*table.at(group), number) if isinstance(value, list) else table.at(group)
        if isinstance(row, str):
            inner = Table(table.notes, {"state": row}, path, table.where)
        elif isinstance(row, dict):
            inner = Table(table.notes, row, path, table.where)
        else:
            table.notes.wrong(path, table.where, f"“{group}”里应是考勤的词", '写成 "到会" 或 { state = … }。')
            continue
        states, share = _row(inner, group)
        if inner.applies():
            for state in states:
                if state in seen:
                    table.notes.wrong(
                        path, table.where, f"“{state}”写了两次，“{seen[state]}”里已经有", "只留一处。"
                    )
                seen[state] = group
                found[state] = share
    return found


def _row(table: Table, group: str) -> tuple[tuple[str, ...], Fraction]:
    table.knows("state", "if", *(("share",) if group == "part" else ()))
    if "state" not in table:
        table.missing("state", "考勤的词")
    known = (*_ORDERED, *table.notes.words["state"])
    states = table.texts("state")
    for state in states:
        if state not in known:
            table.notes.wrong(
                table.path, table.where, f"没有考勤“{state}”", hint_for(state, dict.fromkeys(known))
            )
    share = Fraction(1)
    if group == "part":
        share = table.number("share")
        if share > 1:
            table.wrong("share", "“share”是算几成，不能大于 1", '一半写成 "1/2"。')
    return states, share
