"""Views a clerk saves under a name, and the village this desk works for: what this computer likes to look at.

Kept in the database's memory of the computer, as a filter may name people; nobody's record, so it has no history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route
from deputy_station.features.demands.rules.figures import By, Outcome
from deputy_station.features.demands.service.filters import EVERYTHING, OWN_VILLAGE, DemandFilter, View
from deputy_station.store.lengths import fit_line
from deputy_station.store.memory import recall, remember, this_computer

KEY = "demand_views"
MOST = 20
NAME_CHARS = 12
_CHOICES: Mapping[str, type[Choice]] = {
    "state": DemandState,
    "route": Route,
    "channel": Channel,
    "outcome": Outcome,
    "lacking": By,
}
_DAYS = ("first_day", "last_day")


class ViewNameMissing(Refusal):
    """A view without a name."""

    def __init__(self) -> None:
        super().__init__("还没有给这个视图起名。请写一个短名字，例如“东片未办结”。")


class ViewNameLong(Refusal):
    """A name that fits no button."""

    def __init__(self, given: int) -> None:
        super().__init__(f"视图的名字有 {given} 个字，最多 {NAME_CHARS} 个字。请写短一些。")


class ViewEmpty(Refusal):
    """A view that narrows nothing."""

    def __init__(self) -> None:
        super().__init__("现在列的是全部诉求，不用另存。请先选好条件，再存成视图。")


class TooManyViews(Refusal):
    """More views than anybody finds again."""

    def __init__(self) -> None:
        super().__init__(f"已经存了 {MOST} 个视图。请先删掉一个不用的，再存这一个。")


@dataclass(frozen=True)
class SavedView:
    """A view under the name its clerk gave it."""

    name: str
    where: DemandFilter


def list_views(session: Session) -> tuple[SavedView, ...]:
    """The views saved on this computer, in the order they were first saved; what cannot be read is left out."""
    kept = recall(session, key=KEY, desk=this_computer())
    if not isinstance(kept, list):
        return ()
    found = []
    for entry in kept:
        if (
            isinstance(entry, dict)
            and isinstance(entry.get("name"), str)
            and isinstance(entry.get("where"), dict)
        ):
            where = read_plain(entry["where"])
            if where is not None:
                found.append(SavedView(entry["name"], where))
    return tuple(found)


def save_view(session: Session, *, name: str, where: DemandFilter) -> SavedView:
    """Save a view under a name; one of the same name is replaced in its place.

    Raises ViewNameMissing, ViewNameLong, ViewEmpty, TooManyViews.
    """
    name = clean_line(name)
    if not name:
        raise ViewNameMissing
    if len(name) > NAME_CHARS:
        raise ViewNameLong(len(name))
    if where == EVERYTHING:
        raise ViewEmpty
    views = {view.name: view for view in list_views(session)}
    if name not in views and len(views) >= MOST:
        raise TooManyViews
    views[name] = SavedView(name, replace(where, search=clean_line(where.search)))
    _keep(session, tuple(views.values()))
    return views[name]


def drop_view(session: Session, *, name: str) -> None:
    """Forget a saved view."""
    _keep(session, tuple(view for view in list_views(session) if view.name != name))


def set_own_village(session: Session, *, village: str) -> str:
    """Say which village this desk works for; "" for none. Gives it as kept. Raises LineTooLong."""
    kept = fit_line(Demand.village, "村（社区）", village)
    remember(session, key=OWN_VILLAGE, desk=this_computer(), value=kept)
    return kept


def _keep(session: Session, views: tuple[SavedView, ...]) -> None:
    kept = [{"name": view.name, "where": as_plain(view.where)} for view in views]
    remember(session, key=KEY, desk=this_computer(), value=kept)


def as_plain(where: DemandFilter) -> dict[str, Any]:
    """A filter as it is kept: what it narrows by, in plain JSON."""
    plain: dict[str, Any] = {}
    for each in fields(where):
        value = getattr(where, each.name)
        if value == each.default:
            continue
        if isinstance(value, Choice | View):
            value = value.value
        plain[each.name] = value.isoformat() if isinstance(value, date) else value
    return plain


def read_plain(plain: Mapping[str, Any]) -> DemandFilter | None:
    """A filter as kept; None where this program does not know what it says."""
    try:
        values = dict(plain)
        if "view" in values:
            values["view"] = View(values["view"])
        for name, choice in _CHOICES.items():
            if name in values:
                values[name] = choice(values[name])
        for name in _DAYS:
            if name in values:
                values[name] = date.fromisoformat(values[name])
        return DemandFilter(**values)
    except (TypeError, ValueError):
        return None
