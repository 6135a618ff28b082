"""One demand in words: its state, its facts, who has it, what was asked for and said, its way round by round."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from deputy_station.core.clock import month_day
from deputy_station.features.demands.page.whole import Whole
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service.calls import CallRow
from deputy_station.features.demands.service.extensions import ExtensionRow
from deputy_station.features.demands.service.handing import HandoverRow
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.demands.service.voices import VoiceRow
from deputy_station.features.matters.rules.choices import Part
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Facts, Heading, Text, Timeline
from deputy_station.widgets.page import Go
from deputy_station.widgets.pill import Pill, Tone

TONES = {
    DemandState.REGISTERED: Tone.QUIET,
    DemandState.PROPOSED: Tone.QUIET,
    DemandState.MERGED: Tone.QUIET,
    DemandState.ASSIGNED: Tone.QUIET,
    DemandState.HANDLING: Tone.INFO,
    DemandState.HANDLED: Tone.SOON,
    DemandState.INFORMED: Tone.SOON,
    DemandState.SETTLED: Tone.DONE,
    DemandState.STRUCK_OFF: Tone.DONE,
    DemandState.DECLINED: Tone.QUIET,
    DemandState.WITHDRAWN: Tone.QUIET,
}
_AWAITED = {
    DemandState.REGISTERED: "该交办",
    DemandState.PROPOSED: "该交办",
    DemandState.ASSIGNED: "该签收",
    DemandState.HANDLED: "该反馈",
    DemandState.INFORMED: "该回访",
}
"""What is waited for in each state, with the arithmetic of its day."""
_TOWARDS_UNITS = frozenset({DemandState.ASSIGNED, DemandState.HANDLING})
_OPENED = Callable[[], object]
Fact = tuple[str, str] | tuple[str, str, _OPENED]


def state_pill(row: DemandRow) -> Pill:
    """The state of a demand; overdue goes before it."""
    if row.due.kind is DueKind.OVERDUE:
        return Pill("已超期", Tone.OVERDUE)
    return Pill(row.state.label, TONES[row.state])


def blocks_of(
    whole: Whole,
    today: date,
    *,
    reveal: _OPENED,
    show_similar: _OPENED,
    open_demand: Callable[[int], object],
    go: Go,
) -> list[Block]:
    """Everything the detail shows; `reveal` tells who the visitor is, `open_demand(id)` opens another one, `go` another
    page."""
    demand = whole.demand
    blocks: list[Block] = [
        Text(demand.words, quoted=True),
        Facts(_facts(whole, today, reveal, show_similar, open_demand, go)),
    ]
    if whole.handovers:
        blocks += [Heading("承办"), Facts([_unit(demand, one, today) for one in whole.handovers])]
    if whole.extensions:
        blocks += [Heading("延期"), Facts([_extension(one, today) for one in whole.extensions])]
    if whole.voices:
        blocks += [Heading("其他反映人"), Facts([_voice(one, today) for one in whole.voices])]
    if whole.contacts:
        said = [
            (month_day(one.on), f"{one.stage.label}（{one.how.label}）{_spoke(one.who)}{one.words}")
            for one in whole.contacts
        ]
        blocks += [Heading("联系"), Timeline(said)]
    if whole.calls:
        blocks += [Heading("回访电话"), Timeline([_call(one, today) for one in whole.calls])]
    return [*blocks, *_way(demand, today)]


def _facts(
    whole: Whole,
    today: date,
    reveal: _OPENED,
    show_similar: _OPENED,
    open_demand: Callable[[int], object],
    go: Go,
) -> Sequence[Fact]:
    demand, row = whole.demand, whole.demand.row
    facts: list[Fact] = [
        ("来访人", visitor_words(demand), reveal) if demand.visitor_masked else ("来访人", "没有留姓名"),
        (
            "接待",
            f"{short_day(row.received_on, today)} {'、'.join(one.name for one in demand.deputies)}".strip(),
        ),
    ]
    if demand.merged_into_id is not None:
        facts.append(("已并到", demand.merged_into, partial(open_demand, demand.merged_into_id)))
    facts += [(word, said) for word, said in (("诉求", demand.wish), ("地点", row.place)) if said]
    facts.append(("类别", demand.category_path.replace("/", " / ")))
    if demand.against:
        facts.append(("被反映人", demand.against))
    facts.append(("承办", handler_words(demand)))
    facts += [(one.kind, one.words, partial(go, one.page, id=one.id)) for one in whole.carried]
    if row.deadline_on is not None:
        facts.append(("期限", _deadline_words(demand, today)))
    if row.step_due_on is not None and row.state in _AWAITED:
        left = f"，{row.step_due.text}" if row.step_due.text else ""
        facts.append(
            (
                _AWAITED[row.state],
                f"{short_day(row.step_due_on, today)}{left}："
                f"{without_day(demand.step_due_arithmetic, row.step_due_on)}",
            )
        )
    if row.urged:
        facts.append(
            ("催办", f"{row.urged} 次，到第 {row.urge_level} 级" if row.urge_level else f"{row.urged} 次")
        )
    if row.supervised_on is not None:
        by = f"，{demand.supervisor}" if demand.supervisor else ""
        facts.append(("督办", f"{short_day(row.supervised_on, today)}起{by}"))
    if demand.opinion:
        facts.append(("意见", demand.opinion))
    if demand.result:
        facts.append(("结果", demand.result))
    if demand.seen_by:
        facts.append(("谁看过", demand.seen_by))
    if row.satisfaction is not None:
        facts.append(
            ("评价", f"结果{row.satisfaction.label}" + (f"，态度{row.manner.label}" if row.manner else ""))
        )
    if row.call_on is not None:
        facts.append(("再打电话", short_day(row.call_on, today)))
    if row.rounds > 1:
        facts.append(("轮次", f"第 {row.rounds} 轮"))
    if whole.similar:
        facts.append(("同类", _similar_words(whole.similar), show_similar))
    return facts


def _unit(demand: DemandDetail, one: HandoverRow, today: date) -> Fact:
    many = demand.row.rounds > 1
    part = f"{one.part.label} {one.round} 轮" if many else one.part.label
    return part, f"{one.unit}：{stand_words(demand.row, one, today)}"


def stand_words(row: DemandRow, one: HandoverRow, today: date) -> str:
    """How a unit stands: 11月20日签收，李站长牵头，张强承办。先补坑，再换井盖。五定还缺办理标准。"""
    if one.returned_on is not None:
        return f"{short_day(one.returned_on, today)}退回，{one.return_reason}"
    parts = []
    if one.signed_on is not None:
        parts.append(f"{short_day(one.signed_on, today)}签收")
    elif one.sign_by is not None:
        parts.append(f"还没签收，{short_day(one.sign_by, today)}前签收或退回")
    parts += [f"{one.leader}牵头"] if one.leader else []
    parts += [f"{one.person}承办"] if one.person else []
    if one.done_on is not None:
        parts.append(f"{short_day(one.done_on, today)}{'办完' if one.part is Part.LEAD else '提出意见'}")
    elif one.part is Part.CO and one.due_on is not None:
        parts.append(f"{short_day(one.due_on, today)}前提出意见")
    sentences = ["，".join(parts), one.measures]
    if one.part is Part.CO and one.result:
        sentences.append(one.result)
    open_now = one.round == row.rounds and one.done_on is None and row.state in _TOWARDS_UNITS
    if open_now and one.part is Part.LEAD and one.lacking:
        sentences.append(f"五定还缺{'、'.join(one.lacking)}")
    return "。".join(sentence.rstrip("。") for sentence in sentences if sentence)


def _extension(one: ExtensionRow, today: date) -> Fact:
    days = (one.until - one.due_before).days
    asked = f"{short_day(one.due_before, today)}→{short_day(one.until, today)}，多 {days} 天：{one.reason.rstrip('。')}"
    if one.granted is None:
        return "等批复", asked
    note = f"。批示：{one.note}" if one.note else ""
    return "已批准" if one.granted else "未批准", f"{asked}{note}"


def _voice(one: VoiceRow, today: date) -> Fact:
    people = f"等 {one.people} 人" if one.people > 1 else ""
    with_it = f"（{one.demand} 并来）" if one.demand else ""
    told = "还没告知" if one.informed_on is None else f"{short_day(one.informed_on, today)}已告知"
    words = f"：{one.words}" if one.words and not one.confidential else ""
    return short_instant(one.at, today), f"{one.masked or '没有留姓名'}{people}{with_it}，{told}{words}"


def _call(one: CallRow, today: date) -> tuple[str, str]:
    again = f"，{short_day(one.next_on, today)}再打" if one.next_on else ""
    note = f"：{one.note}" if one.note else ""
    return month_day(one.on), f"{one.actor}：{one.outcome.label}{again}{note}"


def _way(demand: DemandDetail, today: date) -> list[Block]:
    """The timeline; of several rounds each has its heading, so that a reopening is seen."""
    blocks: list[Block] = []
    for number in sorted({step.round for step in demand.steps}):
        lines = [
            (short_instant(step.at, today), _step_words(step.sentence, step.note))
            for step in demand.steps
            if step.round == number
        ]
        heading = f"经过：第 {number} 轮" if demand.row.rounds > 1 else "经过"
        blocks += [Heading(heading), Timeline(lines)]
    return blocks


def visitor_words(demand: DemandDetail) -> str:
    """The visitor as shown unasked: 张**等 3 人（六村，138****1234）."""
    rest = "，".join(part for part in (demand.visitor_address, demand.phone_masked) if part)
    people = f"等 {demand.people} 人" if demand.people > 1 else ""
    return f"{demand.visitor_masked}{people}" + (f"（{rest}）" if rest else "")


def handler_words(demand: DemandDetail) -> str:
    """Who has it: 镇村建办（主办）、镇水利站（协办）."""
    if demand.co_units:
        return f"{demand.row.unit}（主办）、{demand.co_units}（协办）"
    return demand.row.handler


def _deadline_words(demand: DemandDetail, today: date) -> str:
    """12月4日，还有 14 天：11月20日交办，次日起 10 个工作日（跳过周末 4 天）."""
    row = demand.row
    due = f"，{row.due.text}" if row.due.text else ""
    return f"{short_day(row.deadline_on, today)}{due}：{without_day(demand.deadline_arithmetic, row.deadline_on)}"


def without_day(arithmetic: str, on: date | None) -> str:
    """The day stands in front already; only one that was moved on keeps both."""
    return arithmetic if on is None else arithmetic.removesuffix(f"，到 {month_day(on)}")


def _similar_words(similar: list[DemandRow]) -> str:
    if len(similar) == 1:
        return f"{similar[0].number} {similar[0].title}"
    return f"一年内另有 {len(similar)} 件"


def _step_words(sentence: str, note: str) -> str:
    return sentence if not note or note in sentence else f"{sentence}：{note}"


def _spoke(who: str) -> str:
    return f"{who}：" if who else "："
