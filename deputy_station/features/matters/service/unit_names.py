"""Units by the name they bear now: what was closed under an old name, or with a unit merged since, is found by it.

Texts that matters are found by hold the name of their day; they are not written anew for a hundred thousand closed
matters when a signboard changes. The search asks for the unit itself instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    it; words of no such unit are left out."""
    changed = {row.id: row for row in session.execute(_CHANGED)} if words else {}
    by_now: dict[int, list[int]] = {}
    for unit_id in changed:
        at, seen = unit_id, {unit_id}
        while (
            into := changed[at].merged_into_id if at in changed else None
        ) is not None and into not in seen:
            at = into
            seen.add(into)
        by_now.setdefault(at, []).append(unit_id)
    forms = {unit_id: search_form(changed[unit_id].name) for unit_id in by_now if unit_id in changed}
    found = []
    for word in words:
        ids = [each for head, form in forms.items() if word in form for each in by_now[head]]
        if ids:
            found.append(NamedNow(word, tuple(sorted(ids))))
    return tuple(found)
