"""What was opened lately at this computer: ids in the database, called by name only when it is shown.

So a thing that was deleted is no longer listed, and one that was renamed is listed under its new name.
"""

from collections.abc import Sequence
from typing import Any

from deputy_station.shell.entries import Found, PageEntry
from deputy_station.shell.finders import name_opened
from deputy_station.store.memory import recall, remember, this_computer

KEY = "opened"
KEPT = 24
"""More than is shown: some of it may be gone by then."""
SHOWN = 8
PAGES_SHOWN = 3
"""Pages stand at the left anyway; they must not push the things out."""

Opened = tuple[str, int | None]


def remember_opened(session: Any, *, page: str, row_id: int | None, desk: str | None = None) -> None:
    """A thing (or with None a page) was opened: it is the last now."""
    desk = this_computer() if desk is None else desk
    before = [one for one in _recall(session, desk) if one != (page, row_id)]
    remember(session, key=KEY, desk=desk, value=[(page, row_id), *before][:KEPT])


def read_opened(session: Any, *, entries: Sequence[PageEntry], desk: str | None = None) -> list[Found]:
    """What was opened lately, the last first, under its present name; at most 8, three of them pages."""
    opened = _recall(session, this_computer() if desk is None else desk)
    named = name_opened(session, [(page, row_id) for page, row_id in opened if row_id is not None])
    titles = {entry.key: entry.title for entry in entries}
    found: list[Found] = []
    pages = 0
    for page, row_id in opened:
        if row_id is not None:
            one = named.get((page, row_id))
        elif page in titles and pages < PAGES_SHOWN:
            pages += 1
            one = Found(titles[page], "页面", page)
        else:
            one = None
        if one is not None:
            found.append(one)
    return found[:SHOWN]


def _recall(session: Any, desk: str) -> list[Opened]:
    kept = recall(session, key=KEY, desk=desk)
    return [
        (one[0], one[1])
        for one in (kept if isinstance(kept, list) else [])
        if isinstance(one, list)
        and len(one) == 2
        and isinstance(one[0], str)
        and (one[1] is None or isinstance(one[1], int))
    ]
