"""Writes the rows of a ledger that are new, and adds to demands what an earlier file lacked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day
from deputy_station.core.progress import Progress
from deputy_station.features.demands.imports.candidates import Candidate
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import Channel
from deputy_station.features.demands.rules.ledger import (
    PART_WORDS,
    standing_after,
)
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.service.register import gist_of, take_numbers
from deputy_station.features.demands.service.rows import compose_search_text, refresh_search_text
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.store import context
from deputy_station.store.capture import insert_all
from deputy_station.store.edits import get_row

_TELL_EVERY = 250
"""Rows between two reports of the progress, where cancelling is heard."""
_ROWS_AT_ONCE = 5000
"""Rows written with one statement: the fewer the faster, but in between nobody hears a cancel."""


def units_for(session: Session, candidates: Sequence[Candidate]) -> dict[str, Unit]:
    """The units the rows name; one that is not known yet is added as 其他."""
    names = dict.fromkeys(name for one in candidates if (name := one.text("unit")))
    if not names:
        return {}
    units = {unit.name: unit for unit in session.scalars(select(Unit).where(Unit.name.in_(names)))}
    for name in names:
        if name not in units:
            units[name] = Unit(name=name, kind=UnitKind.OTHER)
            session.add(units[name])
    session.flush()
    return units


def _standing_values(one: Candidate, unit: Unit | None) -> dict[str, Any]:
    """State, result and days after what the ledger says."""
    result, day = one.text("result"), _reply_day(one)
    if not result and one.satisfaction is None and one.replied_at is not None:
        one.leftovers.append(f"答复时间：{day_words(day)}")
    standing = standing_after(
        result=bool(result),
        satisfaction=one.satisfaction,
        day=day,
        unit_kind=unit.kind if unit else None,
    )
    return {
        "result": result,
        "satisfaction": one.satisfaction,
        "replied_at": one.replied_at if result else None,
        **vars(standing),
    }


def _reply_day(one: Candidate) -> date:
    return local_day(one.replied_at or one.received_at)


def insert_new(
    session: Session,
    station: Station,
    source: str,
    file_name: str,
    new: Sequence[Candidate],
    units: Mapping[str, Unit],
    progress: Progress,
) -> None:
    """Write new demands with few statements, numbered in the order they were voiced."""
    if not new:
        return
    ordered = sorted(new, key=lambda one: (one.received_at, one.row.number))
    years = Counter(local_day(one.received_at).year for one in ordered)
    following = take_numbers(session, station_id=station.id, counts=years)
    last_before = session.scalar(select(func.max(Demand.id))) or 0
    states = []
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        values = []
        for done, one in enumerate(ordered[start : start + _ROWS_AT_ONCE], start):
            if done % _TELL_EVERY == 0:
                progress(done, len(ordered), "行")
            year = local_day(one.received_at).year
            unit = units.get(one.text("unit"))
            values.append(_values(one, station, source, year, following[year], unit))
            following[year] += 1
        states += [value["state"] for value in values]
        insert_all(session, Demand, values)
    ids: dict[str | None, int] = {
        row.source_number: row.id
        for row in session.execute(
            select(Demand.source_number, Demand.id).where(Demand.source == source, Demand.id > last_before)
        )
    }
    at, who = context.now(session), context.actor(session)
    steps = [
        {
            "demand_id": ids[one.source_number],
            "at": at,
            "actor": who,
            "step": "import",
            "state_before": None,
            "state_after": state,
            "sentence": f"从“{file_name}”第 {one.row.number} 行导入",
            "note": "；".join(one.leftovers),
        }
        for one, state in zip(ordered, states, strict=True)
    ]
    for start in range(0, len(steps), _ROWS_AT_ONCE):
        progress(len(ordered), len(ordered), "行")  # cancelling is heard to the end
        insert_all(session, DemandStep, steps[start : start + _ROWS_AT_ONCE])
    links = [
        {"demand_id": ids[one.source_number], "deputy_id": deputy_id}
        for one in ordered
        for deputy_id in dict.fromkeys(one.deputy_ids)
    ]
    if links:
        insert_all(session, DemandDeputy, links)


def _values(
    one: Candidate, station: Station, source: str, year: int, number: int, unit: Unit | None
) -> dict[str, Any]:
    words = one.text("words")
    title = one.text("title") or gist_of(words)
    channel = Channel.by_label(one.text("channel"))
    if channel is None and one.text("channel"):
        one.leftovers.append(f"反映方式：{one.text('channel')}")
    confidential = bool(one.row.values.get("confidential"))
    name, phone, address = one.text("visitor_name"), one.text("visitor_phone"), one.text("visitor_address")
    return {
        "version": 1,
        "station_id": station.id,
        "year": year,
        "number": number,
        "title": title,
        "words": words,
        "wish": one.text("wish"),
        "category_id": one.category.id if one.category else None,
        "channel": channel or Channel.IMPORT,
        "received_at": one.received_at.astimezone(UTC),
        "visitor_name": name,
        "visitor_phone": phone,
        "visitor_address": address,
        "people": one.row.values.get("people") or 1,
        "confidential": confidential,
        "place": one.text("place"),
        "unit_id": unit.id if unit else None,
        "source": source,
        "source_number": one.source_number,
        "source_marks": one.marks,
        "search_text": compose_search_text(
            number=number_text(station.code, year, number),
            title=title,
            words=words,
            wish=one.text("wish"),
            place=one.text("place"),
            unit=one.text("unit"),
            deputies=" ".join(one.deputy_names),
            visitor=name,
            phone=phone,
            address=address,
            confidential=confidential,
            source_number=one.source_number,
        ),
        **_standing_values(one, unit),
    }


def complete(session: Session, demand_id: int, one: Candidate, parts: Sequence[str], file_name: str) -> None:
    """Add what an earlier file lacked: the category, or the reply of a demand nobody has touched since."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    before = demand.state
    if "category" in parts and one.category is not None:
        demand.category_id = one.category.id
    if "result" in parts:
        for name, value in _standing_values(one, None).items():
            setattr(demand, name, value)
    demand.source_marks = {**(demand.source_marks or {}), **one.marks}
    named = "、".join(PART_WORDS[part] for part in parts)
    session.flush()
    session.add(
        DemandStep(
            demand_id=demand.id,
            at=context.now(session),
            actor=context.actor(session),
            step="import",
            state_before=before,
            state_after=demand.state,
            sentence=f"从“{file_name}”第 {one.row.number} 行补上{named}",
            note="；".join(one.leftovers),
        )
    )
    refresh_search_text(session, demand)
