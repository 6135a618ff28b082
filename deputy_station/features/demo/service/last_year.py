"""The demo's points of the year before: closed and published in January, two objections, one of them corrected."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.demo.service.cast import Cast
from deputy_station.features.demo.service.days import on_day
from deputy_station.features.demo.service.proposals import SUBJECTS, session_word
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.demo.service.year import make_year
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import load_units
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionState, ObjectionWay
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.claims import approve_claims, enter_claims
from deputy_station.features.points.service.closing import close_period, publish_period
from deputy_station.features.points.service.closing_now import correct_now
from deputy_station.features.points.service.objections import answer_objection, record_objection
from deputy_station.features.points.service.scores import period_of_year, scores_for_period
from deputy_station.features.suggestions.models import (
    SignRole,
    Suggestion,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionSigner,
    SuggestionState,
)
from deputy_station.features.suggestions.service.numbers import take_number
from deputy_station.features.suggestions.service.way import search_text_of

CLOSED, PUBLISHED, MISSED, DOUBTED, ANSWERED = 8, 12, 15, 16, 19
"""The days of January on which it was closed, published, objected to twice, and answered."""
OBJECTION_DAYS = 10
SUGGESTIONS = 36
SIGNERS = 4
REPORT, GROUP_ACTIVITY = "C3", "B1"
"""The items objected to: one survey report brings five points, a group's activity two."""
BETTERED = "一般"
"""Whoever misses a report in this grade comes first, the highest total before the others."""
REPORT_TITLE = "关于镇卫生院夜间急诊的调研报告"


def make_past_year(session: Session, cast: Cast, roster: Roster, seed: int, year: int) -> None:
    """Records of a year before the desk was there: sessions, activities, deeds and suggestions, no receptions.

    It has its own chance, so that this year's figures do not hang on it.
    """
    chance = random.Random(f"{seed}-{year}")
    make_year(session, cast, roster, chance, date(year, 1, 1), date(year, 12, 31))
    load_units(session)
    units = list(session.scalars(select(Unit.id).order_by(Unit.id)))
    sitting = [row for row in roster.deputy_ids if roster.since[row].year <= year]
    for _ in range(SUGGESTIONS):
        on = date(year, 2, 20) + timedelta(days=chance.randint(0, 200))
        signers = chance.sample([row for row in sitting if roster.since[row] <= on], SIGNERS)
        subject = chance.choice(SUBJECTS).format(village=chance.choice(cast.villages))
        suggestion = Suggestion(
            title=f"关于{subject}的建议",
            text=f"{subject}事关群众生产生活，建议列入年度计划，明确责任单位和完成时限。",
            kind=SuggestionKind.SESSION,
            session_name=session_word(year),
            proposed_on=on,
            state=SuggestionState.CLOSED,
            accepted_on=on + timedelta(days=3),
            assigned_on=on + timedelta(days=7),
            deadline_on=on + timedelta(days=97),
            replied_on=on + timedelta(days=60),
            unit_id=chance.choice(units),
            reply="已列入计划，由承办单位按期实施。",
            satisfaction=SuggestionSatisfaction.SATISFIED,
        )
        suggestion.signers = [
            SuggestionSigner(deputy_id=each, role=SignRole.CO_SIGN if place else SignRole.LEAD)
            for place, each in enumerate(signers)
        ]
        suggestion.search_text = search_text_of(session, suggestion)
        session.add(suggestion)
        take_number(session, suggestion)
    session.flush()


def publish_last_year(session: Session, today: date) -> None:
    """Close and publish the points of the year before, take two objections and answer them.

    Nothing while January, in which all of this is done, is not over.
    """
    if today < date(today.year, 2, 1):
        return
    period = period_of_year(session, year=today.year - 1)
    with on_day(session, date(today.year, 1, CLOSED)):
        scores = scores_for_period(session, period=period)
        closing = close_period(session, period=period, present=scores, despite_open=True)
    with on_day(session, date(today.year, 1, PUBLISHED)):
        closing = publish_period(
            session, closing_id=closing.id, version=closing.version, objection_days=OBJECTION_DAYS
        )
    ordered = sorted(scores, key=lambda each: (each.grade != BETTERED, -each.total))
    missed = _first_with(ordered, REPORT, Fraction(0))
    if missed is not None:
        _correct_missed(session, period, today.year, closing.id, missed)
    doubted = _first_with(
        [each for each in ordered if each.subject_id != missed], GROUP_ACTIVITY, Fraction(6)
    )
    if doubted is not None:
        _uphold(session, period, today.year, doubted)


def _first_with(scores: Sequence[Score], code: str, points: Fraction) -> int | None:
    """The first deputy who has exactly these points in the item."""
    for score in scores:
        if isinstance(score.subject_id, int) and score.item(code).points == points:
            return score.subject_id
    return None


def _correct_missed(session: Session, period: Period, year: int, closing_id: int, deputy_id: int) -> None:
    with on_day(session, date(year, 1, MISSED)):
        objection = record_objection(
            session,
            period=period,
            deputy_id=deputy_id,
            sort=ObjectionSort.MISSING,
            item=REPORT,
            text="我写的调研报告镇人大已经采用，没有算进去。",
            way=ObjectionWay.SLIP,
        )
    with on_day(session, date(year, 1, ANSWERED)):
        [claim] = enter_claims(
            session,
            deputy_ids=[deputy_id],
            kind="调研报告",
            title=REPORT_TITLE,
            state="已受理",
            done_on=date(period.last.year, 11, 14),
            self_reported=True,
            evidence=[("调研报告采用通知", "文件柜二层")],
        )
        approve_claims(session, picked=[(claim.id, claim.version)])
        correct_now(
            session,
            closing_id=closing_id,
            deputy_id=deputy_id,
            reason="补登被采用的调研报告",
            objection_id=objection.id,
        )
        answer_objection(
            session,
            objection_id=objection.id,
            version=objection.version,
            state=ObjectionState.CORRECTED,
            answer="核对采用通知属实，已补登，积分已更正。",
            claim_id=claim.id,
        )


def _uphold(session: Session, period: Period, year: int, deputy_id: int) -> None:
    with on_day(session, date(year, 1, DOUBTED)):
        objection = record_objection(
            session,
            period=period,
            deputy_id=deputy_id,
            sort=ObjectionSort.WRONG,
            item=GROUP_ACTIVITY,
            text="小组活动我四次都去了，只算了三次。",
            way=ObjectionWay.SPOKEN,
        )
    with on_day(session, date(year, 1, ANSWERED)):
        answer_objection(
            session,
            objection_id=objection.id,
            version=objection.version,
            state=ObjectionState.UPHELD,
            answer="签到表上只有三次签到，已请本人看过，维持原来的得分。",
        )
