"""What the form's fields look for: categories, units and deputies by words or pinyin initials."""

from typing import Any

from deputy_station.core.cleaning import search_form
from deputy_station.core.name_order import best_first
from deputy_station.core.pinyin import initials, search_keys
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.features.matters.service.catalogue import CategoryRow, list_categories, list_units
from deputy_station.features.reception.service.listing import day_detail, next_day
from deputy_station.store import context

SHOWN = 12
Found = list[tuple[int, str]]


def find_category(session: Any, text: str) -> Found:
    """Categories by words of their path or initials of their name: those whose own name begins so before those that
    only hold it (dl: 电力供应 before 水土流失), the coarsest and shortest first."""
    wanted = search_form(text)

    def order(row: CategoryRow) -> tuple[bool, int, int]:
        begins = any(key.startswith(wanted) for key in (search_form(row.name), *initials(row.name)))
        return not begins, row.level, len(row.path)

    rows = sorted(list_categories(session, search=text), key=order)
    if not wanted:  # opened without typing: the headings, all of them
        rows = [row for row in rows if row.level == 1]
    return [(row.id, row.path.replace("/", " / ")) for row in rows[: _most(wanted)]]


def find_unit(session: Any, text: str) -> Found:
    """Units whose name, pinyin or initials hold the text."""
    wanted = search_form(text)
    found = [row for row in list_units(session) if wanted in search_keys(row.name)]
    return [(row.id, row.name) for row in best_first(found, text, lambda row: row.name)][: _most(wanted)]


def _most(wanted: str) -> int | None:
    """A dozen while something is typed; a list that was only opened is whole."""
    return SHOWN if wanted else None


def find_deputy(session: Any, text: str) -> Found:
    """Deputies in office; the group tells namesakes apart."""
    found = list_deputies(session, search=text, in_office_on=context.today(session))
    rows = best_first(found, text, lambda row: row.name)[:SHOWN]
    return [(row.id, f"{row.name}（{row.group}）" if row.group else row.name) for row in rows]


def find_duty_today(session: Any) -> Found:
    """The deputies on duty on today's reception day (who is on leave or absent is not), none on other days."""
    day = next_day(session)
    if day is None or day.held_on != context.today(session):
        return []
    away = (AttendanceState.LEAVE, AttendanceState.ABSENT)
    duty = day_detail(session, day_id=day.id).duty
    return [(each.deputy_id, each.name) for each in duty if each.state not in away]
