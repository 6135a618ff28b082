"""The kinds and states of a suggestion, its allowed steps, and its deadline."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal


class SuggestionKind(Choice):
    """What was proposed and when."""

    SESSION = "session", "会议期间建议"
    BETWEEN = "between", "闭会期间建议"
    BILL = "bill", "议案"
    LIVELIHOOD = "livelihood", "每月民生建议"


class SuggestionState(Choice):
    """How far the suggestion is."""

    DRAFT = "draft", "草稿"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "不予受理"
    HANDED = "handed", "待签收"
    ASSIGNED = "assigned", "办理中"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    REFERENCE = "reference", "转作参考"
    LETTER = "letter", "转为代表来信"
    WITHDRAWN = "withdrawn", "已撤回"


class SuggestionSatisfaction(Choice):
    """What the deputy thinks of the reply."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class RefusalReason(Choice):
    """Why a suggestion is not accepted: the union of what the local rules name."""

    PERSONAL = "personal", "代表本人或亲属的个人事情"
    OWN_UNIT = "own_unit", "代表本单位的个别问题"
    JUDICIAL = "judicial", "没有终审的或具体的司法案件"
    FORWARDED = "forwarded", "转交群众来信、上访、申诉"
    ACCUSATION = "accusation", "检举、控告"
    ACADEMIC = "academic", "学术探讨"
    PROMOTION = "promotion", "产品推介"
    CONSULTING = "consulting", "法律或政策咨询"
    VAGUE = "vague", "没有具体内容"
    BIDDING = "bidding", "干预招投标"
    POWERS = "powers", "不属于本级机关职权"
    FORMAT = "format", "不合格式"
    SEVERAL = "several", "一件写了几件事"
    OTHER = "other", "其他"


class PromiseState(Choice):
    """How a promise stands."""

    OPEN = "open", "未到期"
    KEPT = "kept", "已兑现"
    MOVED = "moved", "已改期"
    GIVEN_UP = "given_up", "不再办理"


class SignRole(Choice):
    """What a signer is."""

    LEAD = "lead", "领衔"
    CO_SIGN = "co_sign", "附议"


class SuggestionStep(Choice):
    """What can be done to a suggestion."""

    EDIT = "edit", "修改"
    ACCEPT = "accept", "受理"
    REFUSE = "refuse", "不予受理"
    REWORK = "rework", "退回修改"
    ASSIGN = "assign", "交办"
    REPLY = "reply", "答复"
    APPRAISE = "appraise", "评价"
    REDO = "redo", "重新办理"


STEPS: dict[SuggestionState, dict[SuggestionStep, SuggestionState]] = {
    SuggestionState.DRAFT: {
        SuggestionStep.EDIT: SuggestionState.DRAFT,
        SuggestionStep.ACCEPT: SuggestionState.ACCEPTED,
        SuggestionStep.REFUSE: SuggestionState.REFUSED,
    },
    SuggestionState.ACCEPTED: {
        SuggestionStep.EDIT: SuggestionState.ACCEPTED,
        SuggestionStep.ASSIGN: SuggestionState.ASSIGNED,
        SuggestionStep.REFUSE: SuggestionState.REFUSED,
    },
    SuggestionState.REFUSED: {SuggestionStep.REWORK: SuggestionState.DRAFT},
    SuggestionState.ASSIGNED: {
        SuggestionStep.ASSIGN: SuggestionState.ASSIGNED,
        SuggestionStep.REPLY: SuggestionState.REPLIED,
    },
    SuggestionState.REPLIED: {
        SuggestionStep.APPRAISE: SuggestionState.CLOSED,
        SuggestionStep.REDO: SuggestionState.ASSIGNED,
    },
    SuggestionState.CLOSED: {},
}
"""State → the steps allowed in it → the state they lead to. Buttons, service and tests read this table."""

ACCEPTED_STATES = frozenset(
    {
        SuggestionState.ACCEPTED,
        SuggestionState.ASSIGNED,
        SuggestionState.REPLIED,
        SuggestionState.CLOSED,
    }
)
"""A suggestion in one of these was accepted (受理) and counts as a deputy's work."""

REPLY_MONTHS = 3
REDO_MONTHS = 1
"""A reply is due 3 months after assignment (代表法 2025 第五十一条); handled again, after 1 month (common local
rule, e.g. 青岛 2021, 河南 2017)."""


class StepNotAllowed(Refusal):
    """The suggestion is not at the point where this can be done."""


class SignersWrong(Refusal):
    """A suggestion has one leading deputy, who does not co-sign it as well."""


class ReasonMissing(Refusal):
    """Who is refused, or asks for more, is told why."""


@dataclass(frozen=True)
class Deadline:
    """A day and the sum it comes from, as shown to people."""

    on: date
    arithmetic: str


def next_state(state: SuggestionState, step: SuggestionStep) -> SuggestionState:
    """Where a step leads. Raises StepNotAllowed with what can be done instead."""
    allowed = STEPS[state]
    if step not in allowed:
        others = "、".join(f"“{other.label}”" for other in allowed)
        then = f"现在可以{others}。" if others else "已经全部办完，不能再改。"
        raise StepNotAllowed(f"这件建议{state.label}，不能{step.label}。{then}")
    return allowed[step]


def check_signers(lead_id: int, co_signer_ids: Sequence[int]) -> None:
    """Refuse a lead who co-signs, and a co-signer named twice."""
    if lead_id in co_signer_ids:
        raise SignersWrong("领衔代表不用再附议。请从附议人里去掉。")
    if len(set(co_signer_ids)) != len(co_signer_ids):
        raise SignersWrong("附议代表有重复。请去掉重复的人。")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reply_deadline(assigned_on: date, months: int = REPLY_MONTHS) -> Deadline:
    """When the reply is due, counted from the day of assignment."""
    due = add_months(assigned_on, months)
    return Deadline(
        due, f"{day_words(assigned_on)}交办，{months} 个月内答复，到 {day_words(due, assigned_on)}"
    )
