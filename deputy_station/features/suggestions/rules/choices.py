"""The closed lists of the area: what was proposed, how far it is, why it is refused, what the deputy says."""

from deputy_station.core.choices import Choice


class SuggestionKind(Choice):
    """What was proposed and when."""

    SESSION = "session", "会议期间建议"
    BETWEEN = "between", "闭会期间建议"
    BILL = "bill", "议案"
    LIVELIHOOD = "livelihood", "每月民生建议"


class SuggestionState(Choice):
    """How far the suggestion is."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审查"
    ACCEPTED = "accepted", "待交办"
    REFUSED = "refused", "不予受理"
    HANDED = "handed", "待签收"
    ASSIGNED = "assigned", "办理中"
    REPLIED = "replied", "待评价"
    CLOSED = "closed", "已办结"
    REFERENCE = "reference", "转作参考"
    LETTER = "letter", "转为代表来信"
    WITHDRAWN = "withdrawn", "已撤回"


def state_word(kind: SuggestionKind, state: SuggestionState) -> str:
    """How far a suggestion is, in the one word that page, command line and papers say: a livelihood one is handed over
    to nobody, so that accepted it waits for nothing.

    >>> state_word(SuggestionKind.LIVELIHOOD, SuggestionState.ACCEPTED)
    '已受理'
    """
    accepted = kind is SuggestionKind.LIVELIHOOD and state is SuggestionState.ACCEPTED
    return "已受理" if accepted else state.label


class SuggestionSatisfaction(Choice):
    """What the deputy thinks of the reply, or of how it was handled."""

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

    OPEN = "open", "待兑现"
    KEPT = "kept", "已兑现"
    MOVED = "moved", "已改期"
    GIVEN_UP = "given_up", "不再办理"


class SignRole(Choice):
    """What a signer is."""

    LEAD = "lead", "领衔"
    CO_SIGN = "co_sign", "附议"


ACCEPTED_STATES = frozenset(
    {
        SuggestionState.ACCEPTED,
        SuggestionState.HANDED,
        SuggestionState.ASSIGNED,
        SuggestionState.REPLIED,
        SuggestionState.CLOSED,
    }
)
"""A suggestion in one of these was accepted (受理) and counts as a deputy's work. What was refused does not, whatever
became of it later, nor what the deputies took back."""

NOT_ACCEPTED_STATES = frozenset(SuggestionState) - ACCEPTED_STATES

WITH_UNITS = frozenset({SuggestionState.HANDED, SuggestionState.ASSIGNED})
"""The reply is owed; the deadline runs."""

OPEN_PROMISES = frozenset({PromiseState.OPEN, PromiseState.MOVED})
"""A promise that was moved to a later day is still owed."""
