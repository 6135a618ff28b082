"""Who or what a scheme scores in a period: deputies, groups, constituencies, the station, with their members."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Constituency, Deputy, Group, Mandate, Station
from deputy_station.features.points.rules.facts import Fact, Period, Span, Subject
from deputy_station.features.points.rules.scheme import Scheme

DEPUTY, GROUP, VILLAGE, STATION = "代表", "代表小组", "村", "联络站"
"""What a scheme can score, in its own words. A village is the constituency its deputies were elected in."""


def deputies_of(session: Session, *, period: Period, deputy_id: int | None = None) -> list[Subject]:
    """Who held office on any day of the period, in roster order, with days in office and group.

    A deputy without any mandate on record counts as always in office: a gap in the roster must not make a deputy
    vanish from the list.
    """
    spans: dict[int, list[Span]] = defaultdict(list)
    held = select(Mandate.deputy_id, Mandate.started_on, Mandate.ended_on).order_by(Mandate.started_on)
    people = select(Deputy.id, Deputy.name, Group.name).outerjoin(Group, Deputy.group_id == Group.id)
    if deputy_id is not None:
        held, people = held.where(Mandate.deputy_id == deputy_id), people.where(Deputy.id == deputy_id)
    for deputy, since, until in session.execute(held):
        spans[deputy].append(Span(since, until))
    in_order = people.order_by(Group.position.is_(None), Group.position, Deputy.sort_key, Deputy.id)
    return [
        Subject(deputy, name, in_office=tuple(spans[deputy]) if deputy in spans else None, group=group or "")
        for deputy, name, group in session.execute(in_order)
        if deputy not in spans or any(_overlaps(span, period) for span in spans[deputy])
    ]


def _overlaps(span: Span, period: Period) -> bool:
    return span.since <= period.last and (span.until is None or span.until >= period.first)


def gather(
    session: Session, *, scheme: Scheme, deputies: Iterable[Subject], period: Period
) -> list[tuple[Subject, tuple[Subject, ...]]]:
    """The subjects of a scheme, in order, each with the deputies whose facts are theirs."""
    there = list(deputies)
    if scheme.subject == DEPUTY:
        return [(deputy, (deputy,)) for deputy in there]
    by_id = {_number(deputy): deputy for deputy in there}
    if scheme.subject == STATION:
        home = session.scalar(select(Station).where(Station.is_home))
        return [] if home is None else [_joined(home.id, home.name, by_id, list(by_id))]
    if scheme.subject == GROUP:
        rows = session.execute(
            select(Group.id, Group.name, Deputy.id)
            .join(Deputy, Deputy.group_id == Group.id)
            .order_by(Group.position, Group.id, Deputy.sort_key, Deputy.id)
        )
    else:
        rows = session.execute(
            select(Constituency.id, Constituency.name, Mandate.deputy_id)
            .join(Mandate, Mandate.constituency_id == Constituency.id)
            .join(Deputy, Mandate.deputy_id == Deputy.id)
            .where(
                Mandate.started_on <= period.last,
                or_(Mandate.ended_on.is_(None), Mandate.ended_on >= period.first),
            )
            .order_by(Constituency.position, Constituency.id, Deputy.sort_key, Deputy.id)
        )
    names: dict[int, str] = {}
    members: dict[int, list[int]] = defaultdict(list)
    for number, name, deputy in rows:
        names[number] = name
        if deputy in by_id and deputy not in members[number]:
            members[number].append(deputy)
    return [_joined(number, names[number], by_id, held) for number, held in members.items() if held]


def _joined(
    number: int, name: str, by_id: Mapping[int, Subject], members: list[int]
) -> tuple[Subject, tuple[Subject, ...]]:
    there = tuple(by_id[member] for member in members)
    return Subject(number, name, members=tuple((member.id, member.name) for member in there)), there


def facts_of(
    subject: Subject,
    members: tuple[Subject, ...],
    by_deputy: Mapping[int, list[Fact]],
    scheme: Scheme,
) -> list[Fact]:
    """The facts a subject is scored by: a deputy's own, or the members' while in office, each saying whose it is."""
    if scheme.subject == DEPUTY:
        return by_deputy.get(_number(subject), [])
    return [
        replace(fact, subject_id=subject.id, member=member.id)
        for member in members
        for fact in by_deputy.get(_number(member), [])
        if member.in_office is None or any(span.covers(fact.on) for span in member.in_office)
    ]


def _number(deputy: Subject) -> int:
    assert isinstance(deputy.id, int)
    return deputy.id
