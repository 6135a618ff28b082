"""Asking the search index: the same question to FTS5 and to GIN, answered place by place, newest first.

Words are answered in stages: titles that begin with the first word, titles with every word, then the rest. The stages
part the hits without overlap, so that a page anywhere in the list is cut from them one after the other, and none of
them is ever gathered whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import ARRAY, Text

from deputy_station.core.grams import FIELDS, is_told_by_pieces, pieces_to_ask
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.facets import (
    ID_MASK,
    beginning_token,
    fact_token,
    title_token,
    word_token,
)
from deputy_station.features.demands.rules.facets import Fact as Fact
from deputy_station.features.matters.service.unit_names import NamedNow
from deputy_station.store.settling import settle_for

WINDOWS = (20_000, 200_000)
"""On PostgreSQL the newest so many places are looked through first: GIN gives its hits in no order."""
FAR = 1_000
"""A position so far on rarely lies among the first stages."""


@dataclass(frozen=True)
class Question:
    """What is asked of the index: every token of `all`, one of each group of `any`, none of `without` as a whole;
    places from `low` to `high`, both included, `but` for these, or
    `only` of these; `words` that the text itself must be asked for, `borne` those that the names of units hold by now,
    `rest` of conditions on demands that the index does not know."""

    all: tuple[str, ...] = ()
    any: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    low: int | None = None
    high: int | None = None
    but: tuple[int, ...] = ()
    only: tuple[int, ...] | None = None
    words: tuple[str, ...] = ()
    borne: tuple[NamedNow, ...] = ()
    rest: tuple[ColumnElement[bool], ...] = field(default=(), compare=False)

    @property
    def is_exact(self) -> bool:
        """Whether the index alone answers it."""
        return not self.words and not self.rest


def has_pieces(words: Sequence[str]) -> bool:
    """Whether every word is one the index can be asked for."""
    return all(pieces_to_ask(word) for word in words)


def with_words(question: Question, words: Sequence[str], borne: Sequence[NamedNow] = ()) -> Question:
    """Narrow a question to the demands that hold every word (in search form); a word that a unit bears by now is held
    by every demand that lies with it."""
    units = {one.word: one_of(Fact.UNIT, one.unit_ids) for one in borne}
    asked, groups = list(question.all), list(question.any)
    for word in words:
        pieces = [word_token(piece) for piece in pieces_to_ask(word)]
        if word in units:
            # All pieces or the unit: the same as each piece or the unit.
            groups += [(piece, *units[word]) for piece in pieces]
        else:
            asked += pieces
    return replace(
        question,
        all=tuple(dict.fromkeys(asked)),
        any=tuple(groups),
        words=tuple(word for word in words if not is_told_by_pieces(word)),
        borne=tuple(borne),
    )


def stages_of(question: Question, words: Sequence[str]) -> tuple[Question, ...]:
    """The question in the parts its hits are shown in; a question without words is one part."""
    pieces = [piece for word in words for piece in pieces_to_ask(word)]
    if not pieces:
        return (question,)
    begins = beginning_token(words[0].split(FIELDS)[0])
    titled = tuple(dict.fromkeys(map(title_token, pieces)))
    return (
        replace(question, all=(*question.all, begins)),
        replace(question, all=(*question.all, *titled), without=(*question.without, (begins,))),
        replace(question, without=(*question.without, (begins,), titled)),
    )


def one_of(fact: Fact, values: Sequence[object]) -> tuple[str, ...]:
    """A group of a question: the fact has one of these values."""
    return tuple(fact_token(fact, value) for value in values)


def find_places(
    session: Session,
    stages: Sequence[Question],
    *,
    offset: int,
    limit: int | None,
    oldest_first: bool = False,
) -> list[int]:
    """The numbers of the demands from a position on, in the order of the list (or from its end, backwards)."""
    settle_for(session)
    found: list[int] = []
    ordered = tuple(reversed(stages)) if oldest_first else tuple(stages)
    for stage in ordered:
        left = None if limit is None else limit - len(found)
        if left == 0:
            break
        if offset > FAR and stage is not ordered[-1]:
            # Most likely it is passed over as a whole: counted once, where asking for a page would count it twice.
            held = count_places(session, stage)
            if offset >= held:
                offset -= held
                continue
        some = _page(session, stage, offset, left, oldest_first)
        if not some and offset:
            offset = max(0, offset - count_places(session, stage))
        elif some:
            offset = 0
        found += some
    return found


def count_places(session: Session, question: Question) -> int:
    """How many demands answer a question."""
    settle_for(session)
    index = _index_of(session)
    if question.is_exact:
        query = select(func.count()).select_from(index.table).where(*index.conditions(question))
    else:
        query = select(func.count()).select_from(index.joined()).where(*index.conditions(question))
    return session.scalar(query) or 0


def matching_ids(session: Session, question: Question) -> Select[int]:
    """The numbers of the demands that answer a question, for a query that orders them its own way."""
    settle_for(session)
    index = _index_of(session)
    source = index.table if question.is_exact else index.joined()
    return select(index.place.op("&")(ID_MASK)).select_from(source).where(*index.conditions(question))


def _page(
    session: Session, question: Question, offset: int, limit: int | None, oldest_first: bool
) -> list[int]:
    index = _index_of(session)
    query = matching_ids(session, question)
    query = query.order_by(index.place if oldest_first else index.place.desc())
    return list(session.scalars(query.limit(limit).offset(offset or None)))


class _Fts5:
    """SQLite: an FTS5 table, its rowid the place."""

    table = table("demand_index", column("rowid", BigInteger))
    place = table.c.rowid

    def joined(self) -> Any:
        """The index beside the demands it finds."""
        return self.table.join(Demand, Demand.id == self.place.op("&")(ID_MASK))

    def conditions(self, question: Question) -> list[ColumnElement[bool]]:
        """A question as conditions."""
        asked = literal_column("demand_index").op("MATCH", is_comparison=True)(_match_text(question))
        found: list[ColumnElement[bool]] = [asked, *_within(self.place, question), *question.rest]
        return found + _texts_hold(question, func.instr)


class _Gin:
    """PostgreSQL: a table with an array under a GIN index."""

    table = table("demand_index", column("place", BigInteger), column("pieces", ARRAY(Text)))
    place = table.c.place

    def joined(self) -> Any:
        """The index beside the demands it finds."""
        return self.table.join(Demand, Demand.id == self.place.op("&")(ID_MASK))

    def conditions(self, question: Question) -> list[ColumnElement[bool]]:
        """A question as conditions."""
        pieces = self.table.c.pieces
        found = [*_within(self.place, question), *question.rest]
        if question.all:
            found.append(pieces.op("@>", is_comparison=True)(_array(question.all)))
        found += [pieces.op("&&", is_comparison=True)(_array(group)) for group in question.any]
        found += [~pieces.op("@>", is_comparison=True)(_array(group)) for group in question.without]
        return found + _texts_hold(question, func.strpos)


def _texts_hold(question: Question, place_in: Callable[..., Any]) -> list[ColumnElement[bool]]:
    """The words the index cannot vouch for stand in the text, or in the name the unit has by now."""
    units = {one.word: one.unit_ids for one in question.borne}
    held = []
    for word in question.words:
        holds = place_in(Demand.search_text, word) > 0
        held.append(or_(holds, Demand.unit_id.in_(units[word])) if word in units else holds)
    return held


def _index_of(session: Session) -> Any:
    return _Fts5() if session.get_bind().dialect.name == "sqlite" else _Gin()


def _match_text(question: Question) -> str:
    """The question in the language of FTS5. Tokens hold no quotation mark (`grams.mark`)."""
    parts = [_quoted(question.all)] if question.all else []
    parts += [f"({_quoted(group, 'OR')})" for group in question.any]
    asked = " AND ".join(parts)
    for group in question.without:
        asked = f"({asked}) NOT ({_quoted(group)})"
    return asked


def _quoted(tokens: Sequence[str], joint: str = "AND") -> str:
    return f" {joint} ".join(f'"{token}"' for token in tokens)


def _array(tokens: Sequence[str]) -> Any:
    return literal(list(tokens), ARRAY(Text))


def _within(place: Any, question: Question) -> list[ColumnElement[bool]]:
    ends = [place != each for each in question.but]
    if question.only is not None:
        ends.append(place.in_(question.only))
    if question.low is not None:
        ends.append(place >= question.low)
    if question.high is not None:
        ends.append(place <= question.high)
    return ends
