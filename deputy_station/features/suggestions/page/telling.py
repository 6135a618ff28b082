"""One suggestion in words: its state, its facts, who has it, what was promised, its way."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from deputy_station.core.clock import month_day
from deputy_station.features.matters.rules.choices import ContactStage, Part
from deputy_station.features.suggestions.rules.choices import (
    OPEN_PROMISES,
    SuggestionKind,
    SuggestionState,
    state_word,
)
from deputy_station.features.suggestions.service.rows import (
    HandoverRow,
    PromiseRow,
    SuggestionDetail,
    SuggestionRow,
)
from deputy_station.widgets.dates import short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Facts, Heading, People, Text, Timeline
from deputy_station.widgets.page import Go
from deputy_station.widgets.pill import Pill, Tone

TONES = {
    SuggestionState.DRAFT: Tone.QUIET,
    SuggestionState.SUBMITTED: Tone.SOON,
    SuggestionState.ACCEPTED: Tone.SOON,
    SuggestionState.REFUSED: Tone.QUIET,
    SuggestionState.HANDED: Tone.INFO,
    SuggestionState.ASSIGNED: Tone.INFO,
    SuggestionState.REPLIED: Tone.SOON,
    SuggestionState.CLOSED: Tone.DONE,
    SuggestionState.REFERENCE: Tone.QUIET,
    SuggestionState.LETTER: Tone.QUIET,
    SuggestionState.WITHDRAWN: Tone.QUIET,
}
Fact = tuple[str, str] | tuple[str, str, Callable[[], object]]


def state_pill(row: SuggestionRow | SuggestionDetail) -> Pill:
    """The state; one whose reply is late says so, and a livelihood one that was accepted waits for nothing."""
    if row.overdue_days:
        return Pill("已超期", Tone.OVERDUE)
    waits = row.kind is not SuggestionKind.LIVELIHOOD or row.state is not SuggestionState.ACCEPTED
    return Pill(state_word(row.kind, row.state), TONES[row.state] if waits else Tone.DONE)


def blocks_of(
    each: SuggestionDetail, today: date, go: Go, settle: Callable[[PromiseRow], object]
) -> list[Block]:
    """Everything a detail shows of it; `settle` opens the form of a promise."""
    signers = [(each.lead, "领衔"), *((signer, "附议") for signer in each.co_signers)]
    shown = [
        (signer.name, part, partial(go, "deputies", id=signer.deputy_id))
        for signer, part in signers
        if signer.deputy_id
    ]
    blocks: list[Block] = [People(shown)] if shown else []
    blocks.append(Facts(_facts(each, today, go)))
    if each.doubts:
        blocks += [Heading("受理前看一看"), Text("\n".join(doubt.sentence for doubt in each.doubts))]
    if each.text:
        blocks += [Heading("内容"), Text(each.text)]
    if each.reply:
        blocks += [Heading("答复"), Text(each.reply)]
    if each.handovers:
        blocks += [Heading("承办"), Facts(_units(each, today))]
    if each.promises:
        blocks += [Heading("承诺"), Facts([_promise(one, today, settle) for one in each.promises])]
    if each.contacts:
        said = [
            (f"{month_day(one.on)}", f"{one.stage.label}（{one.how.label}）{_colon(one.who)}{one.words}")
            for one in each.contacts
        ]
        blocks += [Heading("联系"), Timeline(said)]
    if each.looks:
        looks = [
            (month_day(one.on), f"{one.who}{'相符' if one.kept else '不符'}：{one.words}")
            for one in each.looks
        ]
        blocks += [Heading("回头看"), Timeline(looks)]
    lines = [
        (short_instant(line.at, today), _with_note(f"{line.actor}：{line.sentence}", line.note))
        for line in each.timeline
    ]
    return [*blocks, Heading("经过"), Timeline(lines)] if lines else blocks


def _facts(each: SuggestionDetail, today: date, go: Go) -> Sequence[Fact]:
    facts: list[Fact] = [("提出", f"{whole_day(each.proposed_on)}，{each.kind.label}")]
    if each.category_path:
        facts.append(("类别", each.category_path.replace("/", " / ")))
    if each.unit:
        co = "、".join(one.unit for one in each.co_units)
        facts.append(("承办", f"{each.unit}（主办）、{co}（协办）" if co else each.unit))
    if each.deadline_on is not None:
        left = f"，{each.due.text}" if each.due.text else ""
        facts.append(("期限", f"{whole_day(each.deadline_on)}{left}：{each.deadline_arithmetic}"))
    if each.step_due_on is not None:
        facts.append((_WAITED.get(each.state, "下一步"), each.step_due_arithmetic))
    if each.asked_extension is not None:
        asked = each.asked_extension
        facts.append(("申请延期", f"到{short_day(asked.until, today)}，等主席团同意：{asked.reason}"))
    if each.assigned_on is not None:
        facts.append(("三联系", contact_words(each)))
    if each.supervised_on is not None:
        who = f"，{each.supervisor}" if each.supervisor else ""
        facts.append(("重点督办", f"{whole_day(each.supervised_on)}起{who}"))
    if each.rounds > 1:
        facts.append(("轮次", f"第 {each.rounds} 轮"))
    if each.reply_class is not None:
        facts.append(("答复类别", each.reply_class.label))
    if each.reply_number:
        facts.append(("发文字号", each.reply_number))
    if each.satisfaction is not None:
        manner = f"，态度{each.manner.label}" if each.manner else ""
        facts.append(("评价", f"结果{each.satisfaction.label}{manner}"))
    if each.excellent:
        facts.append(("荣誉", "优秀建议"))
    if not each.public or each.confidential:
        secret = "代表要求保密" if each.confidential else ""
        facts.append(("公开", "，".join(part for part in (_withheld(each), secret) if part)))
    if each.demand_id is not None:
        stands = f"{each.demand_number}，{each.demand_state.label}" if each.demand_state else ""
        facts.append(("来自诉求", stands, partial(go, "demands", id=each.demand_id)))
    if each.refusal_reason:
        facts.append(("不予受理", each.refusal_reason))
    return facts


_WAITED = {
    SuggestionState.ACCEPTED: "该交办",
    SuggestionState.HANDED: "该签收",
    SuggestionState.ASSIGNED: "该联系",
    SuggestionState.REPLIED: "该评价",
    SuggestionState.CLOSED: "该回头看",
}
"""What is waited for in each state, with the arithmetic of its day."""


def contact_words(each: SuggestionDetail) -> str:
    """How often the unit talked with the deputy in this round: 办前 1 次，办中还没有，办后还没有."""
    talks = [one.stage for one in each.contacts if one.round == each.rounds]
    if not talks:
        return "还没有联系过代表" if each.rounds == 1 else "这一轮还没有联系过代表"
    counted = ((stage.label[:2], talks.count(stage)) for stage in ContactStage)
    return "，".join(f"{word} {count} 次" if count else f"{word}还没有" for word, count in counted)


def _withheld(each: SuggestionDetail) -> str:
    return "" if each.public else f"不公开，{each.withheld_reason}"


def _units(each: SuggestionDetail, today: date) -> list[Fact]:
    return [
        (
            f"{one.part.label}" if each.rounds == 1 else f"{one.part.label} {one.round} 轮",
            f"{one.unit}：{_stand(one, today)}",
        )
        for one in each.handovers
    ]


def _stand(one: HandoverRow, today: date) -> str:
    """How a unit stands: 11月12日签收，王强牵头，刘涛承办。先修 6 盏。"""
    if one.returned_on is not None:
        return f"{short_day(one.returned_on, today)}退回，{one.return_reason}"
    parts = []
    if one.signed_on is not None:
        parts.append(f"{short_day(one.signed_on, today)}签收")
    elif one.sign_by is not None:
        parts.append(f"请在{short_day(one.sign_by, today)}以前签收或退回")
    parts += [f"{one.leader}牵头"] if one.leader else []
    parts += [f"{one.person}承办"] if one.person else []
    if one.done_on is not None:
        parts.append(f"{short_day(one.done_on, today)}{'答复' if one.part is Part.LEAD else '提出意见'}")
    elif one.part is Part.CO and one.due_on is not None:
        parts.append(f"{short_day(one.due_on, today)}前提出意见")
    said = "，".join(parts)
    return f"{said}。{one.measures}" if one.measures else said


def _promise(one: PromiseRow, today: date, settle: Callable[[PromiseRow], object]) -> Fact:
    by = f"（{short_day(one.due_on, today)}前）" if one.due_on else ""
    late = f"，已过 {one.late_days} 天" if one.late_days else ""
    words = f"{one.words}{by}{late}" + (f"。{one.note}" if one.note else "")
    if one.state in OPEN_PROMISES:
        return (one.state.label, words, partial(settle, one))
    return (one.state.label, words)


def _colon(who: str) -> str:
    return f"{who}：" if who else "："


def _with_note(sentence: str, note: str) -> str:
    return sentence if not note or note in sentence else f"{sentence}。{note}"
