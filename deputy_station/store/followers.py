"""What rests on a row of a lower area follows when that row changes, without the lower area knowing it.

A table names in its `info`, under one of the words below, a function as "module:function"; whoever changes the row calls
`tell_followers` with that word inside the same transaction. So a deadline moves with the holiday it rests on, and
undoing the one undoes the other.
"""

from importlib import import_module
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from deputy_station.store.base import Base

CALENDAR_CHANGED = "calendar_changed"
"""Called with `year` (None: any); gives a sentence of what moved, "" where nothing did."""
CALENDAR_WAITS = "calendar_waits"
"""Called without more; whether anything marked 暂算 could be settled by now."""
UNIT_RENAMED = "unit_renamed"
"""Called with `unit_id`, after its name changed."""
UNIT_MERGING = "unit_merging"
"""Called with `unit_id` and `into_id` before anything moves, unless a warning was confirmed; raises that warning."""
UNIT_MERGED = "unit_merged"
"""Called with `unit_id` and `into_id`; gives how many open matters it moved."""

DEMAND_CARRIED = "demand_carried"
"""Called with `demand_id`; gives what the demand was carried on as, as a list (`demands.service.carried`)."""

OPEN_RECORD = "open_record"
"""Called with the column `record_id`; gives the word for a kind of record (suggestion) and the condition that the one of
that number is there and asked for no secrecy."""

DEED_REMOVING = "deed_removing"
"""Called with `deed_id` before a deed goes: what rests on it goes with it."""

BALLOT_GEOMETRY = "ballot_geometry"
"""Called with the `number` that the code of a ballot gives; gives its PrintGeometry, None when it is not known."""
BALLOT_CAME_BACK = "ballot_came_back"
"""Called with the row `page` of a scanned ballot and `read`, what was read on it; gives what filing it came to."""


REGISTER_PAGE_BACK = "register_page_back"
"""Called with the `number` and the `edition` that the code of a page of a register gives and which `page` it is; gives what
page that is in words and what is said of it when another took its place (""), raises PageRefused when it was never
printed."""


def tell_followers(session: Session, what: str, **values: Any) -> list[Any]:
    """Call everything that follows `what`, in the order of the tables; what each of them gave."""
    found = []
    for table in Base.metadata.sorted_tables:
        function = _function(table, what)
        if function is not None:
            found.append(function(session, **values))
    return found


def _function(table: Table, what: str) -> Any:
    named = table.info.get(what)
    if named is None:
        return None
    module, _, function = named.partition(":")
    return getattr(import_module(module), function)
