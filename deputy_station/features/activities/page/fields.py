"""The fields of activities, congress sessions and deeds, and what they are saved through."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from deputy_station.core.name_order import best_first
from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.rules import (
    AWARD_LEVELS,
    ActivityKind,
    ContactWay,
    DeedKind,
    DutyReportManner,
    HalfDay,
    Sitting,
)
from deputy_station.features.activities.service.listing import ActivityDetail
from deputy_station.features.activities.service.plans import create_activity, create_session
from deputy_station.features.deputies.service.frame import GroupRow
from deputy_station.features.deputies.service.roster import DeputyRow, list_deputies
from deputy_station.widgets.date_fields import DateField, TimeField
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.search_fields import Find, SearchField, SearchManyField
from deputy_station.widgets.work import Work

Today = Callable[[], date]
EVERYONE = "everyone"
PLANNED_KINDS = tuple(kind for kind in ActivityKind if kind is not ActivityKind.RECEPTION)
"""Reception days are planned on their own page."""


MOST_OFFERED = 12


def finds_deputies(today: Today) -> Find:
    """Looks for deputies by name, pinyin or group: those in office first, then those who left, marked so,
    because a record of an earlier day may be theirs."""

    def find(session: Any, text: str) -> list[tuple[int, str]]:
        found = list_deputies(session, search=text, in_office_on=today())
        rows = best_first(found, text, lambda row: row.name)[:MOST_OFFERED]
        gone = list_deputies(session, search=text, left_by=today(), limit=MOST_OFFERED - len(rows))
        marked = [(row.id, f"{_named(row)}（已离任）") for row in gone]
        return [(row.id, _named(row)) for row in rows] + marked

    return find


def _finds_deputies_of(day: date) -> Find:
    """Looks for the deputies in office on that day."""

    def find(session: Any, text: str) -> list[tuple[int, str]]:
        found = list_deputies(session, search=text, in_office_on=day)
        rows = best_first(found, text, lambda row: row.name)[:MOST_OFFERED]
        return [(row.id, _named(row)) for row in rows]

    return find


def _named(row: DeputyRow) -> str:
    return f"{row.name} {row.group}".strip()


def activity_fields(today: Today) -> list[Field]:
    """What an activity is, without who is to come."""
    return [
        ChoiceField("kind", "类别", [(kind, kind.label) for kind in PLANNED_KINDS], required=True),
        LineField("title", "名称", required=True, most=200),
        DateField("held_on", "日期", today=today, required=True),
        TimeField("starts_at", "开始"),
        TimeField("ends_at", "结束"),
        LineField("place", "地点", most=200),
        LineField("organiser", "组织单位", most=200),
        TextField("content", "内容", lines=3),
    ]


def expected_fields(
    groups: Sequence[GroupRow], work: Work, today: Today, *, held_on: date | None = None
) -> list[Field]:
    """Who is to come: everyone or one group, and single deputies beside; where the day is settled, only those
    in office on it."""
    find = finds_deputies(today) if held_on is None else _finds_deputies_of(held_on)
    choices: list[tuple[Any, str]] = [(EVERYONE, "全体镇代表")]
    choices += [(group.id, group.name) for group in groups]
    return [
        ChoiceField("who", "参加范围", choices),
        SearchManyField("deputy_ids", "另加代表", work, find),
    ]


def _meant(who: Any) -> dict[str, Any]:
    return {"everyone": who == EVERYONE, "group_ids": [who] if isinstance(who, int) else []}


def plan_activity(session: Any, *, who: Any, **fields: Any) -> ActivityDetail:
    """Enter an activity as the form asks for it."""
    return create_activity(session, **_meant(who), **fields)


def add_expected(session: Any, *, activity_id: int, who: Any, deputy_ids: list[int]) -> int:
    """Add who else is to come, as the form asks for it."""
    from deputy_station.features.activities.service.plans import expect_deputies

    return expect_deputies(session, activity_id=activity_id, deputy_ids=deputy_ids, **_meant(who))


SESSION_PARTS: tuple[tuple[str, ActivityKind], ...] = (
    ("plenary", ActivityKind.CONGRESS_PLENARY),
    ("review", ActivityKind.CONGRESS_REVIEW),
    ("vote", ActivityKind.CONGRESS_VOTE),
)


def session_fields(today: Today, half_days: int) -> list[Field]:
    """A congress session: its name, the first day, and the parts of each half-day."""
    fields: list[Field] = [
        LineField("session_name", "会议名称", required=True, placeholder="如 第十九届人大五次会议", most=120),
        DateField("first_on", "第一天", today=today, required=True),
        LineField("place", "地点", most=200),
    ]
    choices = [(("plenary",), "全体会议"), (("review",), "审议"), (("plenary", "vote"), "全体会议、选举和表决"),
               (("plenary", "review"), "全体会议、审议"), (("vote",), "选举和表决")]  # fmt: skip
    for place in range(half_days):
        day, half = place // 2 + 1, (HalfDay.MORNING, HalfDay.AFTERNOON)[place % 2]
        fields.append(ChoiceField(f"half_{place}", f"第 {day} 天{half.label}", choices))
    return fields


def plan_session(
    session: Any, *, session_name: str, first_on: date, place: str, **halves: tuple[str, ...] | None
) -> list[ActivityDetail]:
    """Enter a congress session as the form asks for it."""
    kinds = dict(SESSION_PARTS)
    sittings = []
    for name, parts in sorted(halves.items()):
        number = int(name.removeprefix("half_"))
        if parts:
            half = (HalfDay.MORNING, HalfDay.AFTERNOON)[number % 2]
            on = first_on + timedelta(days=number // 2)
            sittings.append(Sitting(on, half, tuple(kinds[part] for part in parts)))
    return create_session(session, session_name=session_name, sittings=sittings, place=place)


def deed_fields(
    kind: DeedKind, work: Work, today: Today, *, with_deputy: bool = True, level: str = ""
) -> list[Field]:
    """What a deed of that kind is; only what its register form asks for, in the order of its columns. `level` is that of
    an award kept before: it stays offered, whatever its word."""
    fields: list[Field] = []
    if with_deputy:
        fields.append(SearchField("deputy_id", "代表", work, finds_deputies(today), required=True))
    return [
        *fields,
        LineField("title", _TITLES[kind], required=True, most=200),
        DateField("done_on", "日期", today=today, lean=Lean.PAST, required=True),
        *_own_fields(kind, level),
    ]


_TITLES = {
    DeedKind.SPEECH: "议题",
    DeedKind.REPORT: "报告题目",
    DeedKind.VOTER_CONTACT: "走访了谁",
    DeedKind.GOOD_DEED: "办了什么",
    DeedKind.DUTY_REPORT: "述职事项",
    DeedKind.AWARD: "奖励名称",
}
"""What the title of a deed is called, by its kind."""


def _own_fields(kind: DeedKind, level: str) -> list[Field]:
    place = LineField("place", "地点", most=200)
    if kind is DeedKind.SPEECH:
        return [
            LineField("place", "会议", most=200, placeholder="在哪次会上说的"),
            TextField("details", "发言要点", lines=3),
            CheckField("accepted", "采纳", "意见已被采纳", help="打着勾，履职登记册上就印“已采纳”。"),
            LineField("outcome", "采纳情况", most=500, placeholder="如 写进政府工作报告"),
        ]
    if kind is DeedKind.REPORT:
        return [
            place,
            LineField("organiser", "组织单位", most=200),
            TextField("details", "内容", lines=3),
            TextField("outcome", "提出意见", lines=2),
            CheckField("accepted", "采纳", "报告已被采纳"),
        ]
    if kind is DeedKind.VOTER_CONTACT:
        ways = [(way, way.label) for way in ContactWay]
        return [
            ChoiceField("way", "方式", ways, none="没有记"),
            NumberField("quantity", "联系户数", required=True, least=1, largest=999, unit="户"),
            LineField("place", "住址", most=200),
            TextField("details", "反映意见", lines=3),
            TextField("outcome", "处理", lines=2, placeholder="怎么处理的，答复了没有"),
        ]
    if kind is DeedKind.GOOD_DEED:
        return [
            LineField("beneficiaries", "受益对象", most=200, placeholder="如 东街村 3 组村民"),
            NumberField("people", "受益人数", largest=1_000_000, unit="人"),
            TextField("details", "工作情况", lines=3),
            place,
            TextField("outcome", "成效", lines=2),
            CheckField("accepted", "核实", "已经核实"),
        ]
    if kind is DeedKind.DUTY_REPORT:
        votes = (
            ("votes_satisfied", "满意票"),
            ("votes_fair", "基本满意票"),
            ("votes_unsatisfied", "不满意票"),
        )
        return [
            place,
            ChoiceField("manner", "方式", [(each, each.label) for each in DutyReportManner], required=True),
            NumberField("people", "参加人数", largest=1_000_000, unit="人"),
            *(NumberField(name, label, largest=100_000, unit="票") for name, label in votes),
            TextField("details", "评议意见", lines=3),
            TextField("outcome", "整改", lines=2, placeholder="意见改得怎么样"),
        ]
    words = AWARD_LEVELS if not level or level in AWARD_LEVELS else (*AWARD_LEVELS, level)
    return [
        LineField("awarded_by", "授予机关", most=200),
        ChoiceField("award_level", "级别", [("", "没有记"), *((word, word) for word in words)]),
        TextField("details", "内容", lines=3),
    ]
