"""Category and unit suggested from this station's own settled demands, with the reason; never filled in unasked.

What was learned is kept for the running program alone and learned anew on another day, or when the settled demands
have become a twentieth more or fewer. What a suggestion names (category, unit, demands alike) is read when it is made,
so that nothing withdrawn, retired or made secret since is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.features.demands.models import Demand, DemandTally
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.demands.service.taken_values import gist_of
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Category, Unit
from deputy_station.store import context

if TYPE_CHECKING:  # numpy is loaded on the worker, not before the first paint
    from deputy_station.features.demands.rules.learning import Experience, Ints, Reading

SETTLED = (DemandState.SETTLED, DemandState.STRUCK_OFF)
MOST_LEARNED = 10_000
"""The newest settled demands that are learned from."""
LEAST_SIGNS = 4
"""Typed signs from which on a suggestion is tried."""
LEAST_ALIKE = 0.12
"""Cosine from which on a settled demand is named as alike."""
SHOWN = 2
LEVELS = (3, 2, 1)
"""Of the category tree, the finest first: what is not sure of a leaf may be of its branch."""


@dataclass(frozen=True)
class Suggested:
    """One suggestion: the row it names, its words, and why."""

    key: int
    words: str
    reason: str


@dataclass(frozen=True)
class Suggestions:
    """What is suggested for a demand being typed; None where nothing is sure enough."""

    category: Suggested | None = None
    unit: Suggested | None = None


@dataclass(frozen=True)
class _Labelling:
    """What the demands are told apart by: for each text the place of its key in `keys`, and how sure is sure."""

    labels: "Ints"
    keys: tuple[int, ...]
    sure: float


@dataclass(frozen=True)
class Taught:
    """What was learned, of which demands, when."""

    on: date
    settled: int
    ids: tuple[int, ...]
    experience: "Experience"
    categories: tuple[_Labelling, ...]
    unit: _Labelling


_taught: dict[str, Taught] = {}
"""By the running program (`context.desk`); one at a time."""


def suggest(session: Session, *, words: str, title: str = "", category_id: int | None = None) -> Suggestions:
    """A category and a unit for what is typed so far. With a category chosen already only the unit is suggested,
    where the wording is not sure by the unit this category usually goes to."""
    words = clean_text(words)
    title = clean_text(title) or gist_of(words)
    if len(title) < LEAST_SIGNS:
        return Suggestions()
    taught = learn(session)
    reading = taught.experience.read(title, words)
    category = None if category_id is not None else _suggest_category(session, taught, reading)
    meant = category_id if category is None else category.key
    unit = _suggest_unit(session, taught, reading) or _usual_unit(session, meant)
    return Suggestions(category, unit)


def learn(session: Session) -> Taught:
    """What the settled demands teach; from memory while it is fresh."""
    today, desk = context.today(session), context.desk(session)
    by_month = (DemandTally.kind == "month", DemandTally.state.in_(SETTLED))
    settled: int = session.scalar(select(func.sum(DemandTally.demands)).where(*by_month)) or 0
    known = _taught.get(desk)
    if known is not None and known.on == today and abs(settled - known.settled) * 20 <= known.settled:
        return known
    _taught.clear()
    _taught[desk] = taught = _learn(session, today, settled)
    return taught


def _learn(session: Session, today: date, settled: int) -> Taught:
    import numpy as np

    from deputy_station.features.demands.rules.learning import NO_LABEL, Experience, Texts, sure_from

    rows = session.execute(
        select(Demand.id, Demand.title, func.substr(Demand.words, 1, 200), Category.path, Demand.unit_id)
        .outerjoin(Category, Category.id == Demand.category_id)
        .join(Station, Station.id == Demand.station_id)
        .where(Station.is_home, Demand.state.in_(SETTLED), Demand.confidential.is_(False))
        .order_by(Demand.received_at.desc(), Demand.id.desc())
        .limit(MOST_LEARNED)
    ).all()
    ids, titles, words, paths, units = zip(*rows, strict=True) if rows else ((),) * 5
    tree = {row.path: row.id for row in session.execute(select(Category.path, Category.id))}
    parents = {path.rpartition("/")[0] for path in tree}
    leaves = [path for path in tree if path not in parents]
    texts = Texts(titles, words, [" ".join(dict.fromkeys(path.split("/"))) for path in leaves])
    experience = Experience(texts)

    def label(
        of_demands: Sequence[int | None], of_names: Sequence[int | None]
    ) -> tuple["Ints", tuple[int, ...]]:
        # Only what the station has used is a choice: the names of the tree make it better known, no more.
        keys = tuple(sorted({one for one in of_demands if one is not None}))
        place = {key: at for at, key in enumerate(keys)}
        found = [
            place.get(one, NO_LABEL) if one is not None else NO_LABEL for one in (*of_demands, *of_names)
        ]
        return np.array(found, np.int32), keys

    labellings = [
        label([_node(path, level, tree) for path in paths], [_node(path, level, tree) for path in leaves])
        for level in LEVELS
    ]
    labellings.append(label(units, [None] * len(leaves)))
    sure = sure_from(experience, texts, [labels for labels, _ in labellings])
    made = [_Labelling(labels, keys, least) for (labels, keys), least in zip(labellings, sure, strict=True)]
    return Taught(today, settled, tuple(ids), experience, tuple(made[:-1]), made[-1])


def _node(path: str | None, level: int, tree: dict[str, int]) -> int | None:
    """The category at one level above (or at) a path; None where the path does not go so deep."""
    parts = (path or "").split("/")
    return tree.get("/".join(parts[:level])) if path and len(parts) >= level else None


def _suggest_category(session: Session, taught: Taught, reading: "Reading") -> Suggested | None:
    for labelling in taught.categories:
        key, why = _answer(session, taught, labelling, reading)
        if key is None:
            continue
        found = session.execute(
            select(Category.path, Category.retired).where(Category.id == key)
        ).one_or_none()
        if found is not None and not found.retired:
            return Suggested(key, found.path.replace("/", " / "), why)
    return None


def _suggest_unit(session: Session, taught: Taught, reading: "Reading") -> Suggested | None:
    key, why = _answer(session, taught, taught.unit, reading)
    return None if key is None else _unit(session, key, why)


def _answer(
    session: Session, taught: Taught, labelling: _Labelling, reading: "Reading"
) -> tuple[int | None, str]:
    """The key that is sure enough, and the demands alike that speak for it; without any it is not suggested."""
    from deputy_station.features.demands.rules.learning import NO_LABEL, nearest

    vote = taught.experience.vote(reading, labelling.labels)
    if vote.label == NO_LABEL or vote.ahead < labelling.sure:
        return None, ""
    near, count = nearest(
        reading, labelling.labels, vote.label, least=LEAST_ALIKE, most=SHOWN, among=taught.experience.demands
    )
    rows = _still_there(session, [taught.ids[one] for one in near])
    if not rows:
        return None, ""
    named = "、".join(f"{row.short}“{row.title}”" for row in rows)
    return labelling.keys[vote.label], f"与 {count} 件相似：{named}{'等' if count > len(rows) else ''}"


def _still_there(session: Session, ids: Sequence[int]) -> list[DemandRow]:
    today = context.today(session)
    found = session.execute(
        select_rows().where(Demand.id.in_(ids), Demand.confidential.is_(False), Demand.state.in_(SETTLED))
    )
    rows = {one.id: row_of(one, today) for one in found}
    return [rows[one] for one in ids if one in rows]


def _usual_unit(session: Session, category_id: int | None) -> Suggested | None:
    """The unit a category goes to, its own or that of the nearest above it."""
    category = session.get(Category, category_id) if category_id is not None else None
    while category is not None:
        if category.unit_id is not None:
            return _unit(session, category.unit_id, f"“{category.name}”一般交这里")
        category = session.get(Category, category.parent_id) if category.parent_id is not None else None
    return None


def _unit(session: Session, unit_id: int, reason: str) -> Suggested | None:
    """A unit still in use; one that was merged is the one that took it over."""
    unit = session.get(Unit, unit_id)
    for _ in range(10):  # a chain of mergers ends; a ring, which cannot be, must not hang the desk
        if unit is None or unit.merged_into_id is None:
            break
        unit = session.get(Unit, unit.merged_into_id)
    return None if unit is None or unit.retired else Suggested(unit.id, unit.name, reason)
