"""Earlier demands about the same matter, while one is typed: a hint, never a block, to be judged side by side.

Who asked for secrecy is found by the matter alone, never by phone or name, and neither they nor their words are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, mask_phone, search_form
from deputy_station.core.grams import mark
from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.facets import id_at, place_of
from deputy_station.features.demands.rules.likeness import (
    LEAST_SIGNS,
    MOST_SIGNS,
    Agreement,
    Likeness,
    judge,
    pairs_of,
    same_place,
    wording_shared,
)
from deputy_station.features.demands.service.index_query import (
    Question,
    find_places,
    has_pieces,
    with_words,
)
from deputy_station.features.demands.service.learned import learn
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.demands.service.way import list_steps
from deputy_station.store import context

SIMILAR_DAYS = 365
"""A hint at earlier demands looks back one year."""
LEAST_PHONE_SIGNS, LEAST_PLACE_SIGNS, LEAST_NAME_SIGNS = 5, 2, 2
NEWEST = 40
"""Of each kind of question so many of the newest demands are compared."""
MOST_ASKED = 9
"""The rarest pairs of signs of what is typed, which the index is asked for."""
SHOWN_SIGNS = 300
"""Of long words so many signs are shown beside those being typed."""
SECRET_WORDS = "来访人要求保密，原话不在这里显示。"


@dataclass(frozen=True)
class AlikeDemand:
    """An earlier demand, what it shares with what is typed, and what may be shown of it unasked: the visitor masked,
    of a confidential one nothing. `may_join`: another voice may be added to it now."""

    row: DemandRow
    shared: tuple[Agreement, ...]
    visitor: str
    words: str
    may_join: bool


def find_alike(
    session: Session,
    *,
    name: str = "",
    phone: str = "",
    place: str = "",
    words: str = "",
    title: str = "",
    except_id: int | None = None,
    limit: int = 5,
) -> list[AlikeDemand]:
    """Demands of the last year that look like the same matter, the likeliest first: by wording, place, phone and name
    together. While no words are typed a phone or a place is enough."""
    name, phone, place = clean_line(name), clean_line(phone), search_form(place)
    typed = pairs_of(title, words)
    wanted = len(phone) >= LEAST_PHONE_SIGNS, len(place) >= LEAST_PLACE_SIGNS, len(typed) + 1 >= LEAST_SIGNS
    if not any(wanted):
        return []
    by_phone, by_place, by_words = wanted
    rarity = _rarity(session) if by_words else _even
    ids = set(_ids_by_word(session, phone)) if by_phone else set()
    ids.update(_ids_by_word(session, place) if by_place else ())
    ids.update(_ids_by_wording(session, typed, rarity) if by_words else ())
    ids.discard(-1 if except_id is None else except_id)
    found: list[tuple[Likeness, Any]] = []
    voices = _voices(session, ids)
    for one in _read(session, ids):
        people = (
            voices.get(one.id, [])
            if one.confidential
            else [*voices.get(one.id, []), (one.visitor_name, one.visitor_phone)]
        )
        likeness = judge(
            wording=_wording(typed, one, rarity) if by_words else None,
            place=by_place and same_place(place, one.place),
            phone=by_phone and any(theirs == phone for _, theirs in people),
            name=len(name) >= LEAST_NAME_SIGNS and any(theirs == name for theirs, _ in people),
        )
        if likeness is not None:
            found.append((likeness, one))
    found.sort(key=lambda each: (each[0].score, each[1].received_at, each[1].id), reverse=True)
    return _shown(session, found[:limit])


def find_similar(
    session: Session,
    *,
    phone: str = "",
    place: str = "",
    words: str = "",
    except_id: int | None = None,
    limit: int = 5,
) -> list[DemandRow]:
    """The rows of `find_alike`."""
    found = find_alike(session, phone=phone, place=place, words=words, except_id=except_id, limit=limit)
    return [one.row for one in found]


def _wording(typed: frozenset[str], one: Any, rarity: Callable[[str], float]) -> float:
    """Somebody who tells much shares little of it: the gist may be the same all the same."""
    gist = pairs_of(one.title)
    whole = gist | pairs_of(one.words)
    return max(wording_shared(typed, gist, rarity), wording_shared(typed, whole, rarity))


def _even(_pair: str) -> float:
    return 1.0


def _rarity(session: Session) -> Callable[[str], float]:
    """How telling each pair is, from what the station's settled demands say; asked once for each."""
    experience = learn(session).experience
    known: dict[str, float] = {}

    def rarity(pair: str) -> float:
        if pair not in known:
            known[pair] = experience.rarity(pair)
        return known[pair]

    return rarity


def _since(session: Session) -> int:
    return place_of(context.today(session) - timedelta(days=SIMILAR_DAYS), 0)


def _ids_by_word(session: Session, word: str) -> list[int]:
    form = search_form(word)
    if not has_pieces([form]):
        return []
    return _newest(session, with_words(Question(low=_since(session)), [form]))


def _ids_by_wording(session: Session, typed: frozenset[str], rarity: Callable[[str], float]) -> set[int]:
    """Demands with some of the rarest pairs: first those that have one of each of three lots, then of two, then any, so
    that what shares much is found however long ago it was. What no settled demand has (which may be new, or merely how
    this person speaks) is asked for apart."""
    rarest = sorted(typed, key=lambda pair: (-rarity(pair), pair))
    unheard = rarity("\n\n")
    new = [mark(pair) for pair in rarest if rarity(pair) >= unheard][:MOST_ASKED]
    asked = [mark(pair) for pair in rarest if rarity(pair) < unheard][:MOST_ASKED]
    found = set(_newest(session, Question(any=(tuple(new),), low=_since(session)))) if new else set()
    for lots in (3, 2, 1):
        groups = [tuple(asked[start::lots]) for start in range(lots)]
        if len(asked) >= lots:
            found.update(_newest(session, Question(any=tuple(groups), low=_since(session))))
    return found


def _newest(session: Session, question: Question) -> list[int]:
    return [id_at(place) for place in find_places(session, (question,), offset=0, limit=NEWEST)]


def _read(session: Session, ids: set[int]) -> Sequence[Any]:
    columns = (
        Demand.id,
        Demand.title,
        func.substr(Demand.words, 1, MOST_SIGNS).label("words"),
        Demand.place,
        Demand.visitor_name,
        Demand.visitor_phone,
        Demand.confidential,
        Demand.received_at,
    )
    gone = (DemandState.WITHDRAWN, DemandState.MERGED)
    return session.execute(select(*columns).where(Demand.id.in_(ids), Demand.state.not_in(gone))).all()


def _voices(session: Session, ids: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Name and phone of the other voices of these demands, without those who asked for secrecy."""
    found: dict[int, list[tuple[str, str]]] = {}
    query = select(DemandVoice.demand_id, DemandVoice.name, DemandVoice.phone).where(
        DemandVoice.demand_id.in_(ids), DemandVoice.confidential.is_(False)
    )
    for demand_id, name, phone in session.execute(query):
        found.setdefault(demand_id, []).append((name, phone))
    return found


def _shown(session: Session, found: Sequence[tuple[Likeness, Any]]) -> list[AlikeDemand]:
    today = context.today(session)
    ids = [one.id for _, one in found]
    read = session.execute(select_rows().add_columns(Demand.words).where(Demand.id.in_(ids)))
    rows = {one.id: (row_of(one, today), one.words) for one in read}
    joining = {state: _may_join(session, state) for state in {row.state for row, _ in rows.values()}}
    made = []
    for likeness, one in found:
        row, words = rows[one.id]
        phone = "" if one.confidential else mask_phone(one.visitor_phone)
        made.append(
            AlikeDemand(
                row=row,
                shared=likeness.shared,
                visitor=" ".join(part for part in (row.visitor, phone) if part),
                words=SECRET_WORDS if one.confidential else _excerpt(words),
                may_join=joining[row.state],
            )
        )
    return made


def _excerpt(words: str) -> str:
    return words if len(words) <= SHOWN_SIGNS else f"{words[:SHOWN_SIGNS]}…"


def _may_join(session: Session, state: DemandState) -> bool:
    return any(step.key == "voice" for step in list_steps(session, state=state))
