"""Which records a rule looks at: `of = "学习培训"`, lists, and tables that ask for more."""

from deputy_station.features.points.rules.asked import Selector, Selectors
from deputy_station.features.points.rules.reading.mistakes import hint_for
from deputy_station.features.points.rules.reading.pieces import Notes, Table
from deputy_station.features.points.rules.reading.places import Path

SELECTOR_KEYS = (
    "record",
    "state",
    "role",
    "level",
    "manner",
    "satisfaction",
    "amount_from",
    "amount_to",
    "if",
)
_SAID = {"state": "考勤或进度", "role": "角色", "level": "级别", "manner": "方式", "satisfaction": "满意度"}


def read_selectors(table: Table, key: str, *, needed: bool = True) -> Selectors:
    """The selection under a key: one word, one table, or a list of both; what its `if` leaves out is left out."""
    if key not in table:
        if needed:
            table.missing(key, "看哪些记录")
        return ()
    return selectors_of(table, key, table.values[key])


def selectors_of(table: Table, key: str, value: object) -> Selectors:
    """The selection a value stands for."""
    rows = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not value:
        table.wrong(key, f"“{key}”是空的", "写上看哪些记录。")
    if rows and all(isinstance(row, str) for row in rows):
        kinds = tuple(
            dict.fromkeys(
                kind for row in rows for kind in _kind(table.notes, table.at(key), table.where, str(row))
            )
        )
        return _noted(table.notes, table.at(key), table.where, Selector(kinds)) if kinds else ()
    found: list[Selector] = []
    for number, row in enumerate(rows):
        path = (*table.at(key), number) if isinstance(value, list) else table.at(key)
        if isinstance(row, str):
            kinds = _kind(table.notes, path, table.where, row)
            found += _noted(table.notes, path, table.where, Selector(kinds)) if kinds else ()
        elif isinstance(row, dict):
            inner = Table(table.notes, row, path, table.where)
            inner.knows(*SELECTOR_KEYS)
            selector = selector_of(inner)
            if inner.applies() and selector is not None:
                found.append(selector)
        else:
            table.notes.wrong(
                path, table.where, f"“{key}”应是记录的种类", '写成 "学习培训" 或 { record = … }。'
            )
    return tuple(found)


def selector_of(table: Table) -> Selector | None:
    """One table of the selection; None when it names no kind that there is."""
    if "record" not in table:
        table.missing("record", "记录的种类")
    kinds = tuple(
        kind
        for word in table.texts("record")
        for kind in _kind(table.notes, table.at("record"), table.where, word)
    )
    known = table.notes.words
    selector = Selector(
        kinds,
        states=frozenset(table.known_words("state", known["state"], _SAID["state"])),
        roles=frozenset(table.known_words("role", known["role"], _SAID["role"])),
        levels=frozenset(table.known_words("level", known["level"], _SAID["level"])),
        manners=frozenset(table.known_words("manner", known["manner"], _SAID["manner"])),
        satisfactions=frozenset(
            table.known_words("satisfaction", known["satisfaction"], _SAID["satisfaction"])
        ),
        amount_from=table.maybe("amount_from"),
        amount_to=table.maybe("amount_to"),
    )
    if not kinds:
        return None
    _noted(table.notes, table.path, table.where, selector)
    return selector


def _kind(notes: Notes, path: Path, where: str, word: str) -> tuple[str, ...]:
    if word in notes.kinds:
        return (word,)
    own = f"自己起的种类要写一段 [[record]]，name = “{word}”。"
    notes.wrong(path, where, f"没有“{word}”", hint_for(word, notes.kinds) or own)
    return ()


def _noted(notes: Notes, path: Path, where: str, selector: Selector) -> Selectors:
    notes.selections.append((path, where, selector))
    return (selector,)
