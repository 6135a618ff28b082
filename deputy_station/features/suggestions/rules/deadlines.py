"""By when a reply is due: three months, at most six from the day of handing over, and how close the day is.

代表法 2025, Art. 51: within 3 months, where the matter is broad or difficult within 6, both counted from the day of
handing over (自交办之日起). The lengths are terms a station can set; that six months are the most is the law's.
"""

from dataclasses import dataclass
from datetime import date

from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Deadline, DeadlineRule, DeadlineUnit, Workdays, deadline
from deputy_station.features.suggestions.rules.choices import WITH_UNITS, SuggestionState

MOST_MONTHS = 6


class TermTooLong(Refusal):
    """Longer than the law allows."""


class ExtensionUseless(Refusal):
    """An extension that ends no later than the deadline it is to move."""


@dataclass(frozen=True)
class ReplyDue:
    """How a reply stands against its deadline: days left (negative: late), empty words where none is owed."""

    days: int
    text: str

    @property
    def late(self) -> bool:
        """Whether the last day is over."""
        return self.days < 0


NOT_DUE = ReplyDue(0, "")


def reply_due(deadline_on: date | None, state: SuggestionState, today: date) -> ReplyDue:
    """Where a reply stands.

    >>> reply_due(date(2026, 11, 18), SuggestionState.ASSIGNED, date(2026, 11, 20)).text
    '已超期 2 天'
    """
    if deadline_on is None or state not in WITH_UNITS:
        return NOT_DUE
    days = (deadline_on - today).days
    if days < 0:
        return ReplyDue(days, f"已超期 {-days} 天")
    return ReplyDue(days, "今天到期" if days == 0 else f"还有 {days} 天")


def months_rule(months: int) -> DeadlineRule:
    """A term of so many months, as the presidium sets it when handing over. Raises TermTooLong."""
    if not 1 <= months <= MOST_MONTHS:
        raise TermTooLong(f"答复期限不能是 {months} 个月。请填 1 到 {MOST_MONTHS} 个月。")
    return DeadlineRule(months, DeadlineUnit.MONTH)


def ceiling(handed_on: date, workdays: Workdays) -> Deadline:
    """The last day that any extension may reach."""
    return deadline(handed_on, months_rule(MOST_MONTHS), workdays)


def check_extension(until: date, *, due_on: date, last: Deadline) -> None:
    """Refuse an extension that gains nothing, or goes beyond the last day any may reach."""
    if until <= due_on:
        raise ExtensionUseless(f"现在的期限是{day_words(due_on)}，延期要到这天以后。请核对。")
    if until > last.on:
        raise TermTooLong(f"最长自交办之日起：{last.arithmetic}。不能延到{day_words(until)}。")


def check_term(due: Deadline, most: Deadline) -> None:
    """Refuse a term of the station that runs beyond the law's six months."""
    if due.on > most.on:
        raise TermTooLong(
            f"答复期限定得太长：{due.arithmetic}。按代表法最长 {MOST_MONTHS} 个月，请在“设置”的“办理期限”里改短。"
        )
