"""The demo's demands, taken through the real services in the order of time, so that every rule holds for them."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock, local_time
from deputy_station.core.progress import Progress
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Channel, InformedHow, Route, Satisfaction
from deputy_station.features.demands.service import register, steps, urging
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demo.service.cast import Cast, Matter
from deputy_station.features.demo.service.receptions import Heard
from deputy_station.features.demo.service.stories import StoryTeller
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.store import context

DEMANDS_PER_STORY = 4
"""Of so many demands one is told; the others go their way by chance."""
HELPING = "镇财政所"
LEADERS = ("副镇长 李强", "副镇长 周大勇", "")
PEOPLE = ("李强", "张敏", "周大勇", "陈静")
Step = Callable[[], tuple[timedelta, "Step"] | None]


@dataclass(order=True)
class _Due:
    """A step that is to happen at an instant; the serial number keeps the order of equals."""

    at: datetime
    serial: int
    run: Step = field(compare=False)


class _Way:
    """One demand on its way; each step says when the next one comes."""

    def __init__(
        self,
        session: Session,
        chance: random.Random,
        demand: DemandRow,
        units: dict[str, int],
        matter: Matter,
    ) -> None:
        self.session = session
        self.chance = chance
        self.demand = demand
        self.held = session.get_one(Demand, demand.id)
        self.units = units
        self.matter = matter

    def wait(self, low: int, high: int) -> timedelta:
        return timedelta(days=self.chance.randint(low, high), minutes=self.chance.randint(1, 240))

    def handle_now(self) -> tuple[timedelta, Step] | None:
        draw = self.chance.random()
        if draw < 0.12:
            pleased = self.chance.choice((Satisfaction.SATISFIED, Satisfaction.FAIR))
            self._moved(
                steps.answer_demand, note="当场讲清政策和办理手续。", satisfaction=pleased, solved=True
            )
            return self.wait(5, 20), self.strike_off
        if draw < 0.15:
            self._moved(steps.decline_demand, note="属于诉讼事项，已引导到镇司法所咨询。")
            return None
        route, unit = Route.TOWN, self.matter.unit
        if draw > 0.92:
            route, unit = Route.DISTRICT, self.chance.choice(("区住建局", "区交通局", "区农业农村局"))
        co_units = (self.units[HELPING],) if self.chance.random() < 0.15 and unit != HELPING else ()
        self._moved(
            steps.assign_demand,
            unit_id=self.units[unit],
            route=route,
            note="请核实情况，按期答复。",
            co_unit_ids=co_units,
            leader=self.chance.choice(LEADERS),
            measures="到现场核实，分清责任，限期办好。",
            standard="来访人和代表到场看过，问题不再出现。",
        )
        return (
            (self.wait(0, 2), self.send_back)
            if self.chance.random() < 0.04
            else (self.wait(0, 3), self.accept)
        )

    def send_back(self) -> tuple[timedelta, Step] | None:
        self._moved(steps.return_demand, note="经核实不属于本单位职责，请另行交办。")
        return self.wait(0, 1), self.handle_again

    def accept(self) -> tuple[timedelta, Step] | None:
        self._moved(steps.accept_demand, note=self.chance.choice(PEOPLE))
        slow = self.chance.random() < 0.16
        return (self.wait(18, 40), self.urge) if slow else (self.wait(3, 13), self.result)

    def urge(self) -> tuple[timedelta, Step] | None:
        self._moved(urging.urge_demand, note="已过期限，请抓紧办理。")
        return self.wait(2, 9), self.result

    def result(self) -> tuple[timedelta, Step] | None:
        solved = self.chance.random() < 0.82
        note = (
            "已到现场处理完毕，群众反映的问题已解决。" if solved else "已列入明年计划，现阶段先作应急处理。"
        )
        seen_by = self.chance.choice(("接待代表", "村干部", ""))
        self._moved(steps.record_result, note=note, solved=solved, seen_by=seen_by)
        return self.wait(0, 5), self.inform

    def inform(self) -> tuple[timedelta, Step] | None:
        self._moved(steps.inform_visitor, how=self.chance.choice((InformedHow.PHONE, InformedHow.IN_PERSON)))
        return self.wait(1, 10), self.ring

    def ring(self) -> tuple[timedelta, Step] | None:
        said = self.chance.choices(
            [Satisfaction.SATISFIED, Satisfaction.FAIR, Satisfaction.HALF_SOLVED, Satisfaction.UNSATISFIED],
            [72, 20, 5, 3],
        )[0]
        # Who had to wait for a second round speaks less well of the manner than of the result.
        manner = Satisfaction.UNSATISFIED if said is Satisfaction.FAIR and self.demand.rounds > 1 else said
        self._moved(
            steps.follow_up,
            satisfaction=said,
            manner=manner,
            note="" if said is Satisfaction.SATISFIED else "电话回访。",
        )
        if said in (Satisfaction.SATISFIED, Satisfaction.FAIR):
            return self.wait(2, 15), self.strike_off
        return self.wait(0, 2), self.handle_again

    def handle_again(self) -> tuple[timedelta, Step] | None:
        self._moved(
            steps.assign_demand, unit_id=self.units[self.matter.unit], route=Route.TOWN, note="请重新办理。"
        )
        return self.wait(0, 3), self.accept

    def strike_off(self) -> tuple[timedelta, Step] | None:
        self._moved(steps.strike_off)
        return None

    def _moved(self, step: Callable[..., DemandRow], **values: object) -> None:
        self.demand = step(self.session, demand_id=self.demand.id, version=self.demand.version, **values)


def make_demands(
    session: Session,
    cast: Cast,
    chance: random.Random,
    heard: list[Heard],
    now: datetime,
    *,
    count: int,
    progress: Progress,
) -> None:
    """`count` demands: most voiced at visits, the rest by phone in between; every step before `now` is done."""
    catalogue.load_categories(session)
    catalogue.load_units(session)
    units = {unit.name: unit.id for kind in UnitKind for unit in catalogue.list_units(session, kind=kind)}
    categories = {category.path: category.id for category in catalogue.list_categories(session)}
    teller = StoryTeller(session, units, categories, count // DEMANDS_PER_STORY)
    others = count - len(teller.stories)
    voiced = sorted(chance.sample(heard, min(others, len(heard))), key=lambda visit: visit.came_at)
    # A visit of today, on which the desk works right now, is always among them.
    if voiced and heard[-1] not in voiced:
        voiced[-1] = heard[-1]
    phoned = others - len(voiced)
    first = heard[0].came_at if heard else now - timedelta(days=300)
    span = int((now - first).total_seconds())
    starts: list[tuple[datetime, Heard | None]] = [(visit.came_at, visit) for visit in voiced]
    starts += [
        (_office_hour(first + timedelta(seconds=chance.randint(0, span)), now), None) for _ in range(phoned)
    ]
    starts.sort(key=lambda start: start[0])
    # The session forgets rows nobody holds; held, they are not read again at each of thousands of steps.
    held: list[object] = [*session.scalars(select(Station)), *session.scalars(select(Unit))]
    queue: list[_Due] = []
    for serial, (at, visit) in enumerate(starts):
        queue.append(_Due(at, serial, _beginning(session, cast, chance, visit, units, categories)))
    queue += [_Due(at, len(queue) + place, _told(run)) for place, (at, run) in enumerate(teller.plan(now))]
    serial = len(queue)
    heapq.heapify(queue)
    clock, done = context.clock(session), 0
    while queue and queue[0].at < now:
        due = heapq.heappop(queue)
        session.info[context.CLOCK] = Clock.fixed(due.at)
        following = due.run()
        if due.serial < others:
            done += 1
            progress(done, others, "件诉求")
        if following is not None:
            wait, run = following
            serial += 1
            heapq.heappush(queue, _Due(_office_hour(due.at + wait, None), serial, run))
    session.info[context.CLOCK] = clock
    held.clear()


def _beginning(
    session: Session,
    cast: Cast,
    chance: random.Random,
    visit: Heard | None,
    units: dict[str, int],
    categories: dict[str, int],
) -> Step:
    def begin() -> tuple[timedelta, Step] | None:
        matter = chance.choice(cast.matters)
        village, spot = chance.choice(cast.villages), chance.choice(cast.spots)
        demand = register.register_demand(
            session,
            words=matter.words.format(village=village, spot=spot),
            title=matter.gist.format(village=village, spot=spot),
            category_id=categories[matter.category],
            channel=Channel.RECEPTION if visit else Channel.PHONE,
            received_at=context.now(session),
            visit_id=visit.visit_id if visit else None,
            visitor_name=visit.name if visit else "",
            visitor_phone=visit.phone if visit else "",
            visitor_address=visit.address if visit else village,
            confidential=chance.random() < 0.03,
            place=f"{village}{spot}",
            deputy_ids=(visit.on_duty[chance.randrange(len(visit.on_duty))],) if visit else (),
        )
        way = _Way(session, chance, demand, units, matter)
        return timedelta(minutes=chance.randint(8, 60)), way.handle_now

    return begin


def _told(happen: Callable[[], None]) -> Step:
    def happen_once() -> None:
        happen()

    return happen_once


def _office_hour(at: datetime, latest: datetime | None) -> datetime:
    """The same day between 8 and 17 o'clock, and not after `latest`."""
    local = local_time(at)
    moved = local.replace(hour=8 + local.hour % 9) if not 8 <= local.hour < 17 else local
    return min(moved, latest - timedelta(minutes=1)) if latest else moved
