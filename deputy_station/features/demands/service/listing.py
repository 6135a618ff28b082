"""Lists of demands: filters, search, pages that cost the same at a thousand and at a million demands, counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.clock import last_of_month, local_day
from deputy_station.core.errors import NotFound
from deputy_station.core.grams import FIELDS, pieces_of, pieces_to_ask
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.facets import id_at, place_of
from deputy_station.features.demands.service.filters import (
    BY_DEADLINE,
    EVERYTHING,
    VIEW_STATES,
    conditions_of,
    is_by_facts,
    number_condition,
    question_of,
    received_within,
    words_of,
)
from deputy_station.features.demands.service.filters import DemandFilter as DemandFilter
from deputy_station.features.demands.service.filters import View as View
from deputy_station.features.demands.service.filters import start_of as start_of
from deputy_station.features.demands.service.index_query import (
    Question,
    count_places,
    find_places,
    has_pieces,
    matching_ids,
    stages_of,
    with_words,
)
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.demands.service.tallies import DemandCounts as DemandCounts
from deputy_station.features.demands.service.tallies import count_by_tally, months_of
from deputy_station.features.demands.service.tallies import count_for_chips as count_for_chips
from deputy_station.features.matters.service.unit_names import units_named_now
from deputy_station.store import context
from deputy_station.store.base import UtcInstant

PAGE_SIZE = 100
DATED = (*BY_DEADLINE, View.CALL_TODAY)
"""Views in the order of a day that is due."""
FEW, LONG = 150, 4
"""Hits that are put in order by hand, of words of at least so many pieces."""
FAR = 1_000
"""A position further on is reached by months, not by passing over every row before it."""


def list_demands(
    session: Session,
    *,
    where: DemandFilter = EVERYTHING,
    after: DemandRow | None = None,
    offset: int = 0,
    limit: int | None = PAGE_SIZE,
    order: str = "",
    descending: bool = False,
    total: int | None = None,
) -> list[DemandRow]:
    """A page of demands, newest first; overdue and soon ones by deadline, the longest overdue first; what is searched
    for by how well it fits (`search_stages`), newest first within.

    `after` is the last row already shown: the next page costs the same wherever it lies. `offset` jumps to a
    position instead (a scroll bar does), or so many rows on from `after`. An `order` of its own, "number" or
    "deadline" (demands without one last), goes with `offset` alone. `limit` None gives all. With `total`, how many
    there are, a position past the middle is counted from the end, so that the end costs what the beginning costs.
    """
    if not order and where.view not in DATED and (words_of(where.search) or is_by_facts(where)):
        ids = _from_index(session, where, after=after, offset=offset, limit=limit, total=total)
        return fetch_rows(session, ids)
    return _from_rows(
        session,
        where,
        after=after,
        offset=offset,
        limit=limit,
        order=order,
        descending=descending,
        total=total,
    )


def count_demands(session: Session, *, where: DemandFilter = EVERYTHING) -> int:
    """How many demands a filter holds."""
    if words_of(where.search):
        found = _search(session, where)
        return len(found.numbered) + (0 if found.whole is None else count_places(session, found.whole))
    told = count_by_tally(session, where)
    if told is not None:
        return told
    if is_by_facts(where):
        return count_places(session, question_of(session, where))
    return session.scalar(select(func.count(Demand.id)).where(*conditions_of(session, where))) or 0


def count_by_month(session: Session, *, year: int) -> dict[date, int]:
    """How many came in by each month of a year, up to the present one; by the first day of the month."""
    today = context.today(session)
    last = 12 if year < today.year else today.month
    firsts = [date(year, month, 1) for month in range(1, last + 1)]
    told = dict(months_of(session, tuple(DemandState)))
    return {first: told.get(f"{first:%Y-%m}", 0) for first in firsts}


def find_demand_id(session: Session, number: str) -> int:
    """The demand of a typed number (朔里-2026-0431, 2026-431, or 431 of this year). Raises NotFound."""
    condition = number_condition(session, number)
    found = None if condition is None else session.scalars(select(Demand.id).where(condition)).first()
    if found is None:
        raise NotFound(f"编号为“{clean_line(number)}”的诉求")
    return found


def fetch_rows(session: Session, ids: Sequence[int]) -> list[DemandRow]:
    """The rows of these demands, in this order."""
    today = context.today(session)
    rows: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        found = session.execute(select_rows().where(Demand.id.in_(some)))
        rows.update((row.id, row) for row in found)
    return [row_of(rows[each], today) for each in ids]


# ------------------------------------------------------------------ what is searched for


@dataclass(frozen=True)
class _Search:
    """The demands whose number was typed, newest first, and the rest as one question and in its stages."""

    words: tuple[str, ...]
    numbered: tuple[int, ...]
    whole: Question | None
    stages: tuple[Question, ...]


def _search(session: Session, where: DemandFilter) -> _Search:
    """Every typed word must be found. A whole number (2026-0431) finds that one alone, a bare 431 that one first."""
    words = tuple(words_of(where.search))
    typed = {word: _places(session, where, word) for word in (*words, "".join(words))}
    meant = [set(typed[word] or ()) for word in words if "-" in word and typed[word] is not None]
    plain = tuple(word for word in words if "-" not in word or typed[word] is None)
    only: set[int] | None = set.intersection(*meant) if meant else None
    if not plain or not has_pieces(plain):
        return _Search(words, _newest(only or ()) if not plain else (), None, ())
    first = (typed["".join(words)] or ()) if only is None else ()
    asked = replace(question_of(session, where), but=tuple(first), only=None if only is None else tuple(only))
    whole = with_words(asked, plain, units_named_now(session, plain))
    return _Search(plain, _newest(first), whole, stages_of(whole, plain))


def _places(session: Session, where: DemandFilter, word: str) -> list[int] | None:
    """Where the demands of a typed number stand, of those the filter holds; None where it is no number."""
    number = number_condition(session, word)
    if number is None:
        return None
    query = select(Demand.id, Demand.received_at).where(number, *conditions_of(session, where))
    return [place_of(local_day(at), each) for each, at in session.execute(query)]


def _newest(places: Iterable[int]) -> tuple[int, ...]:
    return tuple(id_at(place) for place in sorted(places, reverse=True))


def _from_index(
    session: Session,
    where: DemandFilter,
    *,
    after: DemandRow | None,
    offset: int,
    limit: int | None,
    total: int | None,
) -> list[int]:
    """A page of a search, or of a list that no single index of rows is in the order of."""
    if words_of(where.search):
        found = _search(session, where)
    else:
        whole = question_of(session, where)
        found = _Search((), (), whole, (whole,))
    few = _few_hits(session, found)
    if few is not None and (after is None or after.id in few):
        start = offset if after is None else few.index(after.id) + 1 + offset
        return few[start:] if limit is None else few[start : start + limit]
    numbered, stages = found.numbered, found.stages
    if after is not None:
        numbered, stages = _after_by_place(found, after)
    elif total is not None and limit is not None and offset > max(FAR, total // 2):
        behind = max(0, total - offset - limit)
        wanted = min(limit, max(0, total - offset))
        return find_places(session, stages, offset=behind, limit=wanted, oldest_first=True)[::-1]
    head = list(numbered[offset:] if limit is None else numbered[offset : offset + limit])
    rest = None if limit is None else limit - len(head)
    return head + find_places(session, stages, offset=max(0, offset - len(numbered)), limit=rest)


def _few_hits(session: Session, found: _Search) -> list[int] | None:
    """All hits of a long word in their order, where they are few: the stages would ask thrice for next to nothing."""
    if found.whole is None or sum(len(pieces_to_ask(word)) for word in found.words) < LONG:
        return None
    ids = find_places(session, (found.whole,), offset=0, limit=FEW + 1)
    if len(ids) > FEW:
        return None
    rows = session.execute(select(Demand.id, Demand.title).where(Demand.id.in_(ids)))
    titles: dict[int, str] = {row.id: row.title for row in rows}
    return [*found.numbered, *sorted(ids, key=lambda each: _stage_of(found.words, titles[each]))]


def _stage_of(words: Sequence[str], title: str) -> int:
    """Which of `stages_of` a title belongs to."""
    form, first = search_form(title), words[0].split(FIELDS)[0][:2]
    if first and form.startswith(first):
        return 0
    asked = [piece for word in words for piece in pieces_to_ask(word)]
    return 1 if pieces_of(form).issuperset(asked) else 2


def _after_by_place(found: _Search, row: DemandRow) -> tuple[tuple[int, ...], tuple[Question, ...]]:
    """What of the search comes after a row."""
    if row.id in found.numbered:
        return found.numbered[found.numbered.index(row.id) + 1 :], found.stages
    stage = _stage_of(found.words, row.title) if len(found.stages) > 1 else 0
    high = place_of(row.received_on, row.id) - 1
    return (), (replace(found.stages[stage], high=high), *found.stages[stage + 1 :])


# ------------------------------------------------------------------ what an index of the rows is in the order of


def _from_rows(
    session: Session,
    where: DemandFilter,
    *,
    after: DemandRow | None,
    offset: int,
    limit: int | None,
    order: str,
    descending: bool,
    total: int | None,
) -> list[DemandRow]:
    conditions = [*conditions_of(session, where), *_words_condition(session, where)]
    if after is not None:
        conditions.append(_after(where.view, after))
    elif not order and offset > FAR and _is_plain(where):
        reached, offset = _reach_month(session, where, offset)
        conditions += reached
        total = None
    ordering = _ordering(order, descending=descending, view=where.view)
    # The ids come from an index alone; only the rows of the page are read and joined.
    if total is not None and limit is not None and offset > total // 2 and order != "deadline":
        from_end = max(0, total - offset - limit)
        limit, offset = min(limit, max(0, total - offset)), from_end
        back = _ordering(order, descending=descending, view=where.view, from_end=True)
        ids = select(Demand.id).where(*conditions).order_by(*back).limit(limit).offset(offset or None)
    else:
        ids = select(Demand.id).where(*conditions).order_by(*ordering).limit(limit).offset(offset or None)
    query = select_rows().where(Demand.id.in_(ids)).order_by(*ordering)
    today = context.today(session)
    return [row_of(found, today) for found in session.execute(query)]


def _words_condition(session: Session, where: DemandFilter) -> list[ColumnElement[bool]]:
    """What is searched for, in a list in an order of its own."""
    if not words_of(where.search):
        return []
    found = _search(session, where)
    numbered = Demand.id.in_(found.numbered)
    if found.whole is None:
        return [numbered]
    held = Demand.id.in_(matching_ids(session, replace(found.whole, rest=())))
    return [or_(numbered, held) if found.numbered else held]


def _is_plain(where: DemandFilter) -> bool:
    """Whether the list is of one state, or of all, and of nothing else."""
    return where == DemandFilter(view=where.view, state=where.state) and (
        where.view is View.ALL
        or (where.state is None and where.view in VIEW_STATES and not is_by_facts(where))
    )


def _reach_month(session: Session, where: DemandFilter, offset: int) -> tuple[list[ColumnElement[bool]], int]:
    """Conditions that begin the list in the month a position lies in, and the position within it."""
    states = (where.state,) if where.state is not None else VIEW_STATES.get(where.view, tuple(DemandState))
    for month, demands in months_of(session, states):
        if offset < demands:
            first = date.fromisoformat(f"{month}-01")
            return received_within(None, last_of_month(first)), offset
        offset -= demands
    return [false()], 0


def _ordering(order: str, *, descending: bool, view: View, from_end: bool = False) -> Sequence[Any]:
    columns: tuple[Any, ...]
    if order == "number":
        columns = (Demand.year, Demand.number, Demand.id)
    elif order == "deadline":
        first = Demand.deadline_on.desc() if descending else Demand.deadline_on
        return (first.nulls_last(), Demand.id)
    elif view in BY_DEADLINE:
        columns = (Demand.deadline_on, Demand.id)
    elif view is View.CALL_TODAY:
        columns = (Demand.call_on, Demand.id)
    else:
        columns, descending = (Demand.received_at, Demand.id), True
    return tuple(column.desc() for column in columns) if descending is not from_end else columns


def _after(view: View, row: DemandRow) -> ColumnElement[bool]:
    if view in BY_DEADLINE:
        return tuple_(Demand.deadline_on, Demand.id) > tuple_(literal(row.deadline_on), literal(row.id))
    if view is View.CALL_TODAY:
        call_on = select(Demand.call_on).where(Demand.id == row.id).scalar_subquery()
        return tuple_(Demand.call_on, Demand.id) > tuple_(call_on, literal(row.id))
    return _after_by_time(row)


def _after_by_time(row: DemandRow) -> ColumnElement[bool]:
    # A comparison of pairs is one range of the index on both engines; spelt out with OR it is not.
    return tuple_(Demand.received_at, Demand.id) < tuple_(
        literal(row.received_at, UtcInstant()), literal(row.id)
    )
