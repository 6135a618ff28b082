"""Why an objection, or its answer, is not taken."""

from datetime import date

from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.claiming import ObjectionState, late_words


class PeriodSettled(Refusal):
    """The points are final."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的积分已经定下来，不再处理异议。")


class TooLate(Refusal):
    """The window is over; a reason opens it."""

    def __init__(self, until: date) -> None:
        super().__init__(late_words(until))


class ObjectionEmpty(Refusal):
    """It says what is wrong."""

    def __init__(self) -> None:
        super().__init__("请写下代表说哪里错了、重了或漏了。")


class PeriodNotBegun(Refusal):
    """There are no points yet to object to."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}还没有开始，没有积分可以提异议。请选已经开始的一期。")


class ItemNotInScheme(Refusal):
    """The scheme of the period has no such item."""

    def __init__(self, code: str, scheme: str) -> None:
        super().__init__(f"“{scheme}”里没有 {code} 这一项。请从列出的项里选，或选“总分”。")


class ObjectionInFuture(Refusal):
    """It came on a day that was."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(f"{day_words(day, today)}还没有到。请核对收到异议的日期。")


class ObjectionAnswered(Refusal):
    """It was answered; a new one may be recorded."""

    def __init__(self, deputy: str, state: ObjectionState) -> None:
        super().__init__(f"{deputy}的这件异议已经答复（{state.label}）。代表还有意见的，请另记一件。")


class ObjectionOfAnother(Refusal):
    """The record belongs to another deputy."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"选的那条记录不是{deputy}的。请核对。")


class AnswerLeadsNowhere(Refusal):
    """已更正 without anything corrected."""

    def __init__(self) -> None:
        super().__init__("还没有为这件异议更正积分或补登记录，不能答复“已更正”。请先更正，或者选“维持”。")
