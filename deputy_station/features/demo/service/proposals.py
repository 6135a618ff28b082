"""The demo's suggestions: at the sessions, between them, and the monthly ones on people's livelihood."""

import random
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.demo.service.cast import Cast
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.matters.models import Unit
from deputy_station.features.suggestions.models import (
    SignRole,
    Suggestion,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionSigner,
    SuggestionState,
)

SUBJECTS = (
    "修缮{village}灌溉渠",
    "在{village}增设路灯",
    "改善{village}饮水",
    "{village}道路拓宽",
    "加强{village}养老服务",
)


def make_suggestions(
    session: Session, cast: Cast, roster: Roster, chance: random.Random, first: date, today: date
) -> None:
    """Fifty suggestions with signers, and monthly ones from the diligent half of the deputies."""
    units = list(session.scalars(select(Unit.id).order_by(Unit.id)))
    days = (today - first).days
    for number in range(50):
        on = first + timedelta(days=chance.randint(0, days))
        signers = [row for row in chance.sample(list(roster.deputy_ids), 4) if roster.since[row] <= on]
        if not signers:
            continue
        subject = chance.choice(SUBJECTS).format(village=chance.choice(cast.villages))
        suggestion = Suggestion(
            title=f"关于{subject}的建议",
            text=f"{subject}事关群众生产生活，建议列入年度计划，明确责任单位和完成时限。",
            kind=SuggestionKind.SESSION if number % 3 == 0 else SuggestionKind.BETWEEN,
            proposed_on=on,
        )
        _bring_on(suggestion, chance, units, on, today)
        _sign(session, suggestion, signers[: chance.randint(1, 4)])
    for deputy_id in roster.deputy_ids:
        if chance.random() > roster.zeal[deputy_id] * 0.7:
            continue
        for month in range(chance.randint(6, 13)):
            on = first + timedelta(days=28 * month + chance.randint(0, 20))
            if roster.since[deputy_id] <= on <= today:
                monthly = Suggestion(
                    title=f"{on.month}月民生建议：{chance.choice(SUBJECTS).format(village=chance.choice(cast.villages))}",
                    kind=SuggestionKind.LIVELIHOOD,
                    proposed_on=on,
                    state=SuggestionState.ACCEPTED,
                    accepted_on=on,
                )
                _sign(session, monthly, [deputy_id])
    session.flush()


def _bring_on(suggestion: Suggestion, chance: random.Random, units: list[int], on: date, today: date) -> None:
    """Accept, hand over and answer as far as the time since allows."""
    accepted, assigned, replied = (on + timedelta(days=wait) for wait in (3, 7, 7 + chance.randint(30, 88)))
    if accepted > today:
        return
    suggestion.state, suggestion.accepted_on = SuggestionState.ACCEPTED, accepted
    if assigned > today:
        return
    suggestion.state, suggestion.assigned_on = SuggestionState.ASSIGNED, assigned
    suggestion.unit_id, suggestion.deadline_on = chance.choice(units), assigned + timedelta(days=90)
    if replied > today:
        return
    suggestion.state, suggestion.replied_on = SuggestionState.REPLIED, replied
    suggestion.reply = "已列入计划，由承办单位按期实施。"
    if chance.random() < 0.85:
        suggestion.state = SuggestionState.CLOSED
        suggestion.satisfaction = chance.choices(list(SuggestionSatisfaction), [80, 17, 3])[0]
        suggestion.excellent = chance.random() < 0.1


def _sign(session: Session, suggestion: Suggestion, deputy_ids: list[int]) -> None:
    suggestion.signers = [
        SuggestionSigner(deputy_id=deputy_id, role=SignRole.LEAD if place == 0 else SignRole.CO_SIGN)
        for place, deputy_id in enumerate(deputy_ids)
    ]
    session.add(suggestion)
