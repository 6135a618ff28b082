"""Units by the name they bear now: what was closed under an old name, or with a unit merged since, is found by it.

Texts that matters are found by hold the name of their day; they are not written anew for a hundred thousand closed
matters when a signboard changes. The search asks for the unit itself instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.matters.models import Unit

_CHANGED = select(Unit.id, Unit.name, Unit.former_names, Unit.merged_into_id).where(
    or_(Unit.former_names != "", Unit.merged_into_id.is_not(None))
)


@dataclass(frozen=True)
class NamedNow:
    """A word of a search and the units whose present name holds it, though older texts may not."""

    word: str
    unit_ids: tuple[int, ...]


def units_named_now(session: Session, words: Sequence[str]) -> tuple[NamedNow, ...]:
    """For each word (in search form) the units that were renamed, or merged into others, and whose name of today holds
    it, or a name they themselves once had; words of no such unit are left out."""
    changed = {row.id: row for row in session.execute(_CHANGED)} if words else {}
    under: dict[int, set[int]] = {}
    for unit_id in changed:
        under.setdefault(_head_of(unit_id, changed), set()).add(unit_id)
    found = []
    for word in words:
        ids: set[int] = set()
        for head, members in under.items():
            if head in changed and word in search_form(changed[head].name):
                ids |= members
            ids.update(one for one in members if any(word in form for form in _own_names(one, changed)))
        if ids:
            found.append(NamedNow(word, tuple(sorted(ids))))
    return tuple(found)


def _head_of(unit_id: int, changed: Mapping[int, Any]) -> int:
    """The unit that carries on the one given, over any number of mergers."""
    seen = {unit_id}
    while unit_id in changed and (into := changed[unit_id].merged_into_id) is not None and into not in seen:
        unit_id = into
        seen.add(into)
    return unit_id


def _own_names(unit_id: int, changed: Mapping[int, Any]) -> list[str]:
    """The name and the former names of a unit, without those it took over from units merged into it: what was with it
    before was never called so."""
    row = changed[unit_id]
    taken_over = {
        name
        for other in changed.values()
        if other.merged_into_id == unit_id
        for name in (other.name, *other.former_names.split("、"))
    }
    own = (name for name in row.former_names.split("、") if name and name not in taken_over)
    return [search_form(name) for name in (row.name, *own)]
