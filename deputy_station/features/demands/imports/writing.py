"""Writes the rows of a ledger that are new, and adds to demands what an earlier file lacked."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.features.demands.imports.candidates import Candidate
from deputy_station.features.demands.imports.running import NO_ANSWER_DUE, RunningDays, told_deadline
from deputy_station.features.demands.imports.units import UnitNames, names_in
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandHandover, DemandStep
from deputy_station.features.demands.rules.choices import Channel, DemandState
from deputy_station.features.demands.rules.ledger import (
    PART_WORDS,
    standing_after,
)
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.rules.villages import village_in
from deputy_station.features.demands.service.register import take_numbers
from deputy_station.features.demands.service.rows import compose_search_text, refresh_search_text
from deputy_station.features.demands.service.taken_values import gist_of, title_of_secret
from deputy_station.features.demands.service.way import lead_handover
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import Part, UnitKind
from deputy_station.store import context
from deputy_station.store.capture import insert_all
from deputy_station.store.edits import get_row

_TELL_EVERY = 250
"""Rows between two reports of the progress, where cancelling is heard."""
_ROWS_AT_ONCE = 5000
"""Rows written with one statement: the fewer the faster, but in between nobody hears a cancel."""


def insert_new(
    session: Session,
    station: Station,
    source: str,
    file_name: str,
    new: Sequence[Candidate],
    units: UnitNames,
    days: RunningDays,
    progress: Progress,
) -> None:
    """Write new demands with few statements, numbered in the order they were voiced."""
    if not new:
        return
    ordered = sorted(new, key=lambda one: (one.received_at, one.row.number))
    years = Counter(one.received_on.year for one in ordered)
    following = take_numbers(session, station_id=station.id, counts=years)
    last_before = session.scalar(select(func.max(Demand.id))) or 0
    states, handovers = [], []
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        values = []
        for done, one in enumerate(ordered[start : start + _ROWS_AT_ONCE], start):
            if done % _TELL_EVERY == 0:
                progress(done, len(ordered), "行")
            year = one.received_on.year
            row = _values(one, station, source, year, following[year], units, days)
            values.append(row)
            following[year] += 1
            states.append(row["state"])
            if row["state"] is DemandState.HANDLING:
                handovers.append((one, row))
        insert_all(session, Demand, values)
    ids = _ids_of(session, source, last_before)
    at, who = context.now(session), context.actor(session)
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        progress(len(ordered), len(ordered), "行")  # cancelling is heard to the end
        several = slice(start, start + _ROWS_AT_ONCE)
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
                "round": 1,
                "level": 0,
            }
            for one, state in zip(ordered[several], states[several], strict=True)
        ]
        insert_all(session, DemandStep, steps)
    links = [
        {"demand_id": ids[one.source_number], "deputy_id": deputy_id}
        for one in ordered
        for deputy_id in dict.fromkeys(one.deputy_ids)
    ]
    insert_all(session, DemandDeputy, links)
    rows = [each for one, row in handovers for each in _handovers(row, ids[one.source_number], units)]
    insert_all(session, DemandHandover, rows)


def _ids_of(session: Session, source: str, last_before: int) -> dict[str | None, int]:
    """The numbers of the rows just written, by what each is known by in its ledger."""
    query = select(Demand.source_number, Demand.id).where(Demand.source == source, Demand.id > last_before)
    return dict(session.execute(query).all())


def _values(
    one: Candidate,
    station: Station,
    source: str,
    year: int,
    number: int,
    units: UnitNames,
    days: RunningDays,
) -> dict[str, Any]:
    words = one.text("words")
    title = one.text("title") or gist_of(words)
    told = one.text("channel")
    channel = Channel.by_label(told) if told else None
    if channel is None and told:
        one.leftovers.append(f"反映方式：{told}")
    unit = units.find(one.text("unit"))
    co_units = _co_units(one, units)
    confidential = bool(one.row.values.get("confidential"))
    name, address, place = one.text("visitor_name"), one.text("visitor_address"), one.text("place")
    if confidential:
        title = title_of_secret(
            title=title, visitor_name=name, visitor_phone=one.phone, visitor_address=address
        )
    category_id = one.category.id if one.category else None
    return {
        "version": 1,
        "station_id": station.id,
        "year": year,
        "number": number,
        "title": title,
        "words": words,
        "wish": one.text("wish"),
        "category_id": category_id,
        "channel": channel or Channel.IMPORT,
        "received_at": one.received_at.astimezone(UTC),
        "visitor_name": name,
        "visitor_phone": one.phone,
        "visitor_address": address,
        "people": one.row.values.get("people") or 1,
        "confidential": confidential,
        "place": place,
        "village": one.text("village") or village_in(place, address),
        "unit_id": unit[0] if unit else None,
        "co_units": co_units,
        "source": source,
        "source_number": one.source_number,
        "source_marks": one.marks,
        "search_text": compose_search_text(
            number=number_text(station.code, year, number),
            title=title,
            words=words,
            wish=one.text("wish"),
            place=place,
            unit="、".join(text for text in (unit[1] if unit else "", co_units) if text),
            deputies=" ".join(one.deputy_names),
            visitor=name,
            phone=one.phone,
            address=address,
            confidential=confidential,
            source_number=one.source_number,
        ),
        **_standing_values(one, unit[2] if unit else None, category_id, days),
    }


def _co_units(one: Candidate, units: UnitNames) -> str:
    told = one.text("co_units")
    if not told:
        return ""
    lead = units.find(one.text("unit"))
    found = [unit for unit in map(units.find, names_in(told)) if unit is not None and unit != lead]
    return "、".join(dict.fromkeys(unit[1] for unit in found))


def _standing_values(
    one: Candidate, unit_kind: UnitKind | None, category_id: int | None, days: RunningDays
) -> dict[str, Any]:
    """State, result and days after what the ledger says."""
    result, day = one.text("result"), one.replied_on
    ended = bool(result) or one.satisfaction is not None or one.told is not None
    if not result and one.satisfaction is None and one.replied_at is not None:
        one.leftovers.append(f"答复时间：{day_words(day)}")
    standing = standing_after(
        result=bool(result),
        satisfaction=one.satisfaction,
        day=day,
        unit_kind=unit_kind,
        told=one.told,
    )
    lies_with = standing.state is DemandState.HANDLING
    since = one.assigned_on or one.received_on
    if lies_with:
        event = "登记" if one.assigned_on is None else "交办"
        due = days.answer(since, event, one.due_on, standing.route, category_id)
    else:
        # Of what is over only the ledger can say by when it was due: a term of today judges nobody in hindsight.
        due = told_deadline(one.due_on) if ended and one.due_on else NO_ANSWER_DUE
    return {
        "result": result,
        "satisfaction": one.satisfaction,
        "replied_at": one.replied_at if result else None,
        "assigned_on": since if lies_with else one.assigned_on,
        **due,
        **days.next_step(standing.state, one.received_on, standing.informed_on, standing.route, category_id),
        **vars(standing),
    }


def _handovers(row: dict[str, Any], demand_id: int, units: UnitNames) -> list[dict[str, Any]]:
    """What the lead unit and the co-units have in hand; a ledger shows nobody's signature, so nobody is asked for one."""
    named = [(Part.LEAD, row["unit_id"])]
    co_units = (units.find(name) for name in names_in(row["co_units"]))
    named += [(Part.CO, unit[0]) for unit in co_units if unit is not None]
    return [
        {
            "demand_id": demand_id,
            "unit_id": unit_id,
            "part": part,
            **_handover_values(row["assigned_on"], row),
        }
        for part, unit_id in named
    ]


def _handover_values(since: date, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "round": 1,
        "handed_on": since,
        "signed_on": since,
        "due_on": row["deadline_on"],
        "arithmetic": row["deadline_arithmetic"],
        "provisional": row["deadline_provisional"],
        "rule": row["deadline_rule"],
    }


def complete(
    session: Session,
    demand_id: int,
    one: Candidate,
    parts: Sequence[str],
    file_name: str,
    units: UnitNames,
    days: RunningDays,
) -> None:
    """Add what an earlier file lacked: the category, or how far a demand is that the desk has not moved since."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    before = demand.state
    if "category" in parts and one.category is not None:
        demand.category_id = one.category.id
    if {"result", "satisfaction", "unit", "way"} & set(parts):
        _move_on(session, demand, one, units, days)
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


def _move_on(session: Session, demand: Demand, one: Candidate, units: UnitNames, days: RunningDays) -> None:
    found = units.find(one.text("unit"))
    if found is not None:
        demand.unit_id = found[0]
    kind = found[2] if found else _kind_of(session, demand)
    values = _standing_values(one, kind, demand.category_id, days)
    values["route"] = values["route"] or demand.route
    handover = lead_handover(session, demand)
    for name, value in values.items():
        setattr(demand, name, value)
    if demand.state is DemandState.HANDLING:
        if handover is None and demand.unit_id is not None:
            session.add(
                DemandHandover(
                    demand_id=demand.id,
                    unit_id=demand.unit_id,
                    part=Part.LEAD,
                    **_handover_values(values["assigned_on"], values),
                )
            )
    elif handover is not None:
        demand.assigned_on = demand.assigned_on or handover.handed_on
        if demand.deadline_on is None:
            # The term that ran from the first import on was known while the unit had the matter.
            demand.deadline_on, demand.deadline_arithmetic = handover.due_on, handover.arithmetic
            demand.deadline_provisional, demand.deadline_rule = handover.provisional, handover.rule
        handover.done_on, handover.result = demand.handled_on, demand.result


def _kind_of(session: Session, demand: Demand) -> UnitKind | None:
    return None if demand.unit_id is None else get_row(session, Unit, demand.unit_id, "承办单位").kind
