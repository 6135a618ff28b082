"""What a claim would count for, worked out with the deputy's records of the period as they are now."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Evidence
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.claiming import read_exact
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.entering import approval_asked, read_votes
from deputy_station.features.points.rules.facts import Fact, Period, Subject
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.rules.worth import double_words, worth_words
from deputy_station.features.points.service.claim_listing import SUBJECT, WHAT
from deputy_station.features.points.service.collecting import claim_fact
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.scores import calendar_year, periods_to_score, score_of
from deputy_station.store import context
from deputy_station.store.edits import get_row

_NOT_YET = ("entry", 0)


@dataclass(frozen=True)
class Entered:
    """What is typed so far about one thing; words empty and numbers as typed where nothing is said."""

    kind: str
    done_on: date
    weight: str = "1"
    amount: str = ""
    role: str = ""
    level: str = ""
    manner: str = ""
    satisfaction: str = ""
    state: str = ""
    within: str = ""
    votes: str = ""
    people: int = 0
    peers: int = 0
    proved: bool = False


def worth_of_entry(session: Session, *, entered: Entered, deputy_ids: list[int]) -> str:
    """What is being typed would count for what: for the first of these deputies, or on its own for nobody yet.

    A sentence; empty while a number cannot be read yet.
    """
    scheme = scheme_for_year(session, year=entered.done_on.year)
    if scheme.subject != "代表":
        return f"这份办法给{scheme.subject}打分，登记后按{scheme.subject}计。"
    try:
        fact = _fact_of(entered, scheme)
    except Refusal:
        return ""
    period = period_around(session, entered.done_on, scheme)
    if not deputy_ids:
        return _told(scheme, Subject(0), (), replace(fact, subject_id=0), period, context.today(session))
    told = _worth(session, scheme, replace(fact, subject_id=deputy_ids[0]), period)
    if len(deputy_ids) > 1 and told:
        return f"{told}（按第一位代表算，共 {len(deputy_ids)} 位）"
    return told


def worth_of_claim(session: Session, *, claim_id: int) -> str:
    """What a claim counts for once it is approved."""
    claim = get_row(session, PointClaim, claim_id, WHAT)
    scheme = scheme_for_year(session, year=claim.done_on.year)
    if scheme.subject != "代表":
        return ""
    kept = session.scalar(
        select(func.count(Evidence.id)).where(Evidence.subject == SUBJECT, Evidence.subject_id == claim_id)
    )
    fact = replace(
        claim_fact(claim, context.today(session)),
        review=Review.APPROVED.value if claim.review else "",
        evidence=kept or 0,
    )
    return _worth(session, scheme, fact, period_around(session, claim.done_on, scheme))


def period_around(session: Session, day: date, scheme: Scheme) -> Period:
    """The period of the scheme that the day lies in; the calendar year where none of them does."""
    for year in (day.year, day.year + 1):
        for period in periods_to_score(session, year=year, scheme=scheme):
            if period.first <= day <= period.last:
                return period
    return calendar_year(day.year)


def _worth(session: Session, scheme: Scheme, fact: Fact, period: Period) -> str:
    assert isinstance(fact.subject_id, int)
    now = score_of(session, period=period, subject_id=fact.subject_id, scheme=scheme, earlier=False)
    others = tuple(each for each in now.facts if each.source != fact.source)
    return _told(scheme, now.subject, others, fact, period, context.today(session))


def _told(
    scheme: Scheme, subject: Subject, facts: tuple[Fact, ...], fact: Fact, period: Period, today: date
) -> str:
    def with_facts(given: tuple[Fact, ...]) -> Score:
        return derive(scheme, subject, given, period=period, today=today)

    told = worth_words(with_facts(facts), with_facts((*facts, fact)), fact)
    return f"{told}{double_words(facts, fact)}"


def _fact_of(entered: Entered, scheme: Scheme) -> Fact:
    amount = clean_line(entered.amount)
    return Fact(
        entered.kind,
        0,
        entered.done_on,
        entered.state,
        entered.role,
        entered.level,
        entered.manner,
        entered.satisfaction,
        weight=read_exact("数量", entered.weight or "1"),
        amount=read_exact("金额", amount) if amount else None,
        within=entered.within,
        votes=read_votes(entered.votes) or None,
        people=entered.people,
        peers=entered.peers,
        review=Review.APPROVED.value if approval_asked(scheme, entered.kind) else "",
        evidence=int(entered.proved),
        source=_NOT_YET,
    )
