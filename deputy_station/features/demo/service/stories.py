"""The demo's told demands: a few whose way is written down, so that everything a desk may meet is there to be seen.

Chance gives most demands an even way. These show what is rarer: a return, co-units, an extension that waits, a matter
that is supervised, one that was merged, calls of today, half solved and begun anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import CallOutcome, Channel, InformedHow, Satisfaction
from deputy_station.features.demands.service import (
    calls,
    extensions,
    handing,
    register,
    steps,
    urging,
    voices,
)
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.store import context

OPENS_AT = time(8, 40)
BETWEEN = timedelta(minutes=35)
"""So long after one step of a day comes the next one of the same story."""
_PLAN = {
    "leader": "副镇长 李强",
    "person": "张敏",
    "measures": "先到现场量清楚，排出工期，再请施工队进场。",
    "standard": "路面平整不积水，来访人和代表到场看过。",
}


@dataclass(frozen=True)
class Told:
    """A demand as it was voiced by phone."""

    title: str
    words: str
    category: str
    visitor: tuple[str, str]
    """Name and phone."""
    place: str


@dataclass(frozen=True)
class Event:
    """What was done, and how many days ago; units are named."""

    days_ago: int
    do: str
    values: Mapping[str, Any] = field(default_factory=dict)


def _at(days_ago: int, do: str, **values: Any) -> Event:
    return Event(days_ago, do, values)


_ROADS = "城乡建设/村镇建设/新农村建设"
_LAMPS = "城乡建设/城市建设和市政管理/城市公共设施"
_WATER = "城乡建设/城市建设和市政管理/自来水供应"
_CANAL = "农村农业/水利水电/工程建设管理"
_LITTER = "城乡建设/城市建设和市政管理/环境卫生"

STORIES: tuple[tuple[Told, tuple[Event, ...]], ...] = (
    (
        Told(
            "石桥村桥头路面塌坑",
            "石桥村桥头那段路塌了个大坑，夜里骑车的摔过两回，我孙子上学天天走，赶紧给填上吧。",
            _ROADS,
            ("曾桂英", "13800017316"),
            "石桥村桥头",
        ),
        (
            _at(45, "propose", note="先查清这段路归谁管，再交办。"),
            _at(44, "assign", unit="镇自然资源所", note="请到现场核实。"),
            _at(42, "send_back", note="村道养护不归自然资源所，应交镇村建办。"),
            _at(41, "assign", unit="镇村建办", co_units=("镇财政所",), note="请按期修好并答复。", **_PLAN),
            _at(40, "accept", note="张敏"),
            _at(40, "co_accept", unit="镇财政所", note="陈静"),
            _at(
                39,
                "contact",
                stage=ContactStage.BEFORE,
                how=ContactHow.IN_PERSON,
                who="镇村建办 张敏",
                note="到桥头和来访人一起看了塌坑，量了长宽。",
            ),
            _at(33, "ask_extension", days=14, note="连下大雨，不能浇筑混凝土。"),
            _at(32, "grant", note="同意，先设围挡和警示灯。"),
            _at(24, "co_opinion", unit="镇财政所", note="养护经费已拨付 2.6 万元。"),
            _at(
                20,
                "result",
                note="11 米塌陷路面已重新浇筑，东侧排水沟明年开春再修。",
                seen_by="代表 曾国良",
            ),
            _at(19, "inform", how=InformedHow.PHONE),
            _at(13, "call", outcome=CallOutcome.NO_ANSWER, note="响了很久没人接。"),
            _at(
                9,
                "call",
                outcome=CallOutcome.REACHED,
                satisfaction=Satisfaction.HALF_SOLVED,
                manner=Satisfaction.SATISFIED,
                note="坑填好了，沟没修，一下雨水还往路上漫。",
            ),
            _at(8, "assign", unit="镇村建办", co_units=("镇水利站",), note="排水沟一并修好。", **_PLAN),
            _at(7, "accept", note="张敏"),
            _at(
                3,
                "contact",
                stage=ContactStage.DURING,
                how=ContactHow.PHONE,
                who="镇村建办 张敏",
                note="告知排水沟已经开挖。",
            ),
        ),
    ),
    (
        Told(
            "柳林村灌溉渠漏水",
            "柳林村三组那条渠衬砌裂了，水漏到麦地里，越冬的麦子要淹坏了。",
            _CANAL,
            ("石广才", "13900020864"),
            "柳林村三组",
        ),
        (
            _at(12, "assign", unit="镇水利站", note="请核实情况，按期答复。", **_PLAN),
            _at(11, "accept", note="周大勇"),
            _at(1, "ask_extension", days=10, note="衬砌板要从厂里定做，月底才能到货。"),
        ),
    ),
    (
        Told(
            "双井村垃圾中转点久拖不清",
            "双井村小广场边的垃圾堆了半个多月，反映过一回，来人看看又走了。",
            _LITTER,
            ("段玉兰", "13700035521"),
            "双井村小广场边",
        ),
        (
            _at(32, "assign", unit="镇环保办", co_units=("镇财政所",), note="请抓紧清运。"),
            _at(31, "accept", note="陈静"),
            _at(15, "urge", note="已过期限，请抓紧办理。"),
            _at(7, "urge", note="仍未清运，请分管领导过问。"),
            _at(
                4,
                "supervise",
                supervisor="镇人大主席 王建国",
                note="本周内清完，定下清运班次，结果报主席团。",
            ),
        ),
    ),
    (
        Told(
            "东湾村自来水发黄",
            "东湾村这两天水管里放出来都是黄水，沉半天桶底一层泥，不敢做饭。",
            _WATER,
            ("尉迟芳", "13600041178"),
            "东湾村五组",
        ),
        (
            _at(9, "assign", unit="镇水利站", note="请尽快查明原因。"),
            _at(8, "accept", note="李强"),
            _at(6, "voice", name="单福来", phone="13500058802", people=3, words="我们五组三家都是这样。"),
            _at(5, "progress", note="已关阀冲洗管网，正在取水样化验。"),
        ),
    ),
    (
        Told(
            "东湾村五组水质浑浊",
            "五组自来水浑得很，烧开了锅底一层，能不能来人化验一下。",
            _WATER,
            ("仇大梅", "13400062290"),
            "东湾村五组",
        ),
        (_at(4, "merge", into=3, note="同一片管网、同一件事。"),),
    ),
    (
        Told(
            "富民社区路灯整排不亮",
            "富民社区主路一整排路灯都不亮，晚上接孩子摸黑走。",
            _LAMPS,
            ("查小军", "13300077435"),
            "富民社区主路",
        ),
        (
            _at(16, "assign", unit="镇供电所", note="请核实情况，按期答复。"),
            _at(15, "accept", note="周大勇"),
            _at(
                9,
                "result",
                note="更换 14 盏灯头和一段老化电缆，已全部亮灯。",
                solved=True,
                seen_by="代表 尉迟安",
            ),
            _at(8, "inform", how=InformedHow.PHONE),
            _at(1, "call", outcome=CallOutcome.NO_ANSWER, next_days=1, note="没人接，晚上再打。"),
        ),
    ),
    (
        Told(
            "榆树村卫生室门口积水",
            "榆树村卫生室门口一下雨就积水，老人看病要蹚水进去。",
            _ROADS,
            ("盖春生", "13200081966"),
            "榆树村卫生室门口",
        ),
        (
            _at(5, "assign", unit="镇卫生院", note="请核实情况，按期答复。"),
            _at(3, "send_back", note="门口道路和排水不在卫生院管理范围，建议交镇村建办。"),
        ),
    ),
    (
        Told(
            "古渡村渡口护栏松动",
            "古渡村渡口那排护栏摇摇晃晃，逢集人多，怕挤下去。",
            _ROADS,
            ("解永红", "13100093307"),
            "古渡村桥头",
        ),
        (
            _at(2, "propose", note="护栏归交通和村里共管，拟交镇村建办牵头、镇应急办协办。"),
            _at(1, "assign", unit="镇村建办", co_units=("镇应急办",), note="请先拉警戒线，再加固。", **_PLAN),
        ),
    ),
)
"""Each story and what was done, oldest first; it was taken down the day before the first event. `into` is the place of
the story the demand is merged into."""


class StoryTeller:
    """Tells the first `many` stories; what was registered is remembered for those that name each other."""

    def __init__(
        self, session: Session, units: Mapping[str, int], categories: Mapping[str, int], many: int
    ) -> None:
        self.session, self.units, self.categories = session, units, categories
        self.stories = STORIES[:many]
        self._held: dict[int, Demand] = {}

    def plan(self, now: datetime) -> list[tuple[datetime, Callable[[], None]]]:
        """Every event with its instant, all of them before `now`; of one story in its order."""
        planned: list[tuple[datetime, Callable[[], None]]] = []
        for place, (_told, events) in enumerate(self.stories):
            if any("into" in event.values and event.values["into"] >= len(self.stories) for event in events):
                continue
            begun = events[0].days_ago + 1
            told: list[tuple[int, Callable[[], None]]] = [(begun, self._take_down(place))]
            told += [(event.days_ago, self._event(place, event)) for event in events]
            for number, (days_ago, run) in enumerate(told):
                day = _on_a_weekday(now, days_ago)
                nth = sum(earlier == days_ago for earlier, _run in told[:number])
                at = (
                    from_local(datetime.combine(day, OPENS_AT)) + place * timedelta(minutes=7) + nth * BETWEEN
                )
                planned.append((at, run))
        return planned

    def _take_down(self, place: int) -> Callable[[], None]:
        told = self.stories[place][0]

        def take_down() -> None:
            name, phone = told.visitor
            row = register.register_demand(
                self.session,
                words=told.words,
                title=told.title,
                category_id=self.categories[told.category],
                channel=Channel.PHONE,
                received_at=context.now(self.session),
                visitor_name=name,
                visitor_phone=phone,
                visitor_address=told.place,
                place=told.place,
            )
            self._held[place] = self.session.get_one(Demand, row.id)

        return take_down

    def _event(self, place: int, event: Event) -> Callable[[], None]:
        def happen() -> None:
            demand = self._held[place]
            values = {key: value for key, value in event.values.items() if key not in _NAMED}
            values |= self._resolved(demand, event)
            _SERVICES[event.do](self.session, demand_id=demand.id, version=demand.version, **values)

        return happen

    def _resolved(self, demand: Demand, event: Event) -> dict[str, Any]:
        """What the services want in the place of names and numbers of days."""
        named, today = event.values, context.today(self.session)
        found: dict[str, Any] = {}
        if event.do == "assign":
            found["unit_id"] = self.units[named["unit"]]
            found["co_unit_ids"] = [self.units[name] for name in named.get("co_units", ())]
        elif "unit" in named:
            out = handing.list_handovers(self.session, demand_id=demand.id)
            found["handover_id"] = next(one.id for one in reversed(out) if one.unit == named["unit"])
        if "days" in named and demand.deadline_on is not None:
            found["until"] = demand.deadline_on + timedelta(days=named["days"])
        if "next_days" in named:
            found["next_on"] = today + timedelta(days=named["next_days"])
        if "into" in named:
            found["into_id"] = self._held[named["into"]].id
        if event.do == "grant":
            asked = extensions.list_extensions(self.session, demand_id=demand.id)
            found |= {"extension_id": asked[-1].id, "granted": True}
        return found


def _on_a_weekday(now: datetime, days_ago: int) -> date:
    """The day so long ago, or the Friday before where that is a weekend: offices are open then."""
    day = local_day(now) - timedelta(days=days_ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


_NAMED = frozenset({"unit", "co_units", "days", "next_days", "into"})
"""Values of an event that stand for something the services call otherwise."""
_SERVICES: Mapping[str, Callable[..., DemandRow]] = {
    "propose": steps.propose_demand,
    "assign": steps.assign_demand,
    "send_back": steps.return_demand,
    "accept": steps.accept_demand,
    "co_accept": steps.accept_demand,
    "contact": handing.log_contact,
    "co_opinion": handing.record_co_opinion,
    "progress": steps.note_progress,
    "ask_extension": extensions.ask_extension,
    "grant": extensions.decide_extension,
    "urge": urging.urge_demand,
    "supervise": urging.supervise_demand,
    "result": steps.record_result,
    "inform": steps.inform_visitor,
    "call": calls.record_call,
    "voice": voices.add_voice,
    "merge": voices.merge_demand,
}
