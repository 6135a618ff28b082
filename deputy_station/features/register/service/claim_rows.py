"""Rows of the register from what deputies reported themselves and the office approves: any form a kind fits."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.features.demands.rules.faces import cleared
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.entering import read_votes
from deputy_station.features.points.rules.register_forms import form_of_kind
from deputy_station.features.points.rules.vocabulary import Review, Satisfaction, State
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.cells import joined
from deputy_station.features.register.service.scope import Scope

SUBJECT = "claim"
WAITS = {Review.WAITING.value: "待核准", Review.RETURNED.value: "已退回"}
"""Why a claim is not printed yet, by its review."""
_NO_ROW = frozenset({State.NOT_YET.value, State.TO_COME.value})


def claim_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row: with what it waits for until it is approved. What the deputy took back is no row, nor
    what is still to come, nor what counts against the deputy."""
    rows = session.scalars(
        select(PointClaim).where(
            PointClaim.done_on.between(scope.first, scope.last),
            PointClaim.review != Review.WITHDRAWN.value,
            *scope.whose(PointClaim.deputy_id),
        )
    )
    for claim in rows:
        form = form_of_kind(claim.kind)
        if form and claim.state not in _NO_ROW and scope.holds(claim.deputy_id, claim.done_on):
            told = scope.looks_at(claim.deputy_id, (form, SUBJECT, claim.id))
            yield (
                claim.deputy_id,
                Entry(
                    form,
                    SUBJECT,
                    claim.id,
                    claim.done_on,
                    {"on": day_words(claim.done_on), **_cells(form, claim)} if told else {},
                    scope.kept_for(SUBJECT, claim.id),
                    WAITS.get(claim.review, ""),
                ),
            )


def _cells(form: str, claim: PointClaim) -> dict[str, str]:
    title, details, state, outcome = claim.title, claim.details, claim.state, claim.outcome
    what = cleared(joined(title, details))
    times = "" if claim.weight == "1" else claim.weight
    votes = dict(read_votes(claim.votes))
    by_form = {
        "sessions": {
            "meeting": claim.within or title,
            "part": title if claim.within else claim.kind,
            "voted": "参加" if "表决" in claim.kind else "",
            "attendance": state or State.PRESENT.value,
            "reason": "",
            "note": outcome,
        },
        "speeches": {
            "meeting": claim.within or claim.place,
            "topic": title,
            "words": details,
            "adopted": joined(state, outcome),
        },
        "suggestions": {
            "number": "",
            "title": title,
            "session": "会上" if claim.within else "",
            "part": claim.role,
            "unit": claim.organiser,
            "answer": joined(state, outcome),
            "satisfaction": claim.satisfaction,
        },
        "inspections": {
            "place": claim.place,
            "content": what,
            "organiser": claim.organiser,
            "opinion": outcome,
            "report": title if "报告" in claim.kind else "",
        },
        "invitations": {
            "meeting": joined(claim.within, title),
            "organiser": claim.organiser,
            "attendance": state or State.PRESENT.value,
            "words": details,
        },
        "trainings": {
            "place": claim.place,
            "organiser": claim.organiser,
            "content": what,
            "hours": outcome,
            "attendance": state or State.PRESENT.value,
        },
        "group_activities": {
            "place": claim.place,
            "topic": title,
            "people": f"{claim.people} 人" if claim.people else "",
            "content": details,
            "result": joined(state, outcome),
        },
        "contacts": {
            "voters": joined(claim.beneficiaries, f"{times} 户" if times else "", by="，"),
            "place": claim.place,
            "how": claim.manner or "走访",
            "opinion": what,
            "handled": cleared(outcome),
        },
        "receptions": {
            "number": "",
            "visitor": "",
            "matter": what,
            "handling": claim.place,
            "result": joined(state, cleared(outcome)),
            "satisfaction": claim.satisfaction,
        },
        "good_deeds": {
            "matter": title,
            "who": claim.beneficiaries,
            "work": details,
            "place": claim.place,
            "result": joined(state, f"{claim.amount} 元" if claim.amount else "", outcome, by="，"),
        },
        "duty_reports": {
            "place": claim.place,
            "manner": claim.manner,
            "people": f"{claim.people} 人" if claim.people else "",
            "votes": _votes(votes),
            "opinion": joined(title, details),
            "mended": outcome,
        },
        "awards": {"title": title, "by": claim.organiser or details, "level": claim.level},
    }
    return by_form[form]


def _votes(votes: dict[str, int]) -> str:
    asked = (Satisfaction.SATISFIED, Satisfaction.MOSTLY_SATISFIED, Satisfaction.DISSATISFIED)
    return "／".join(str(votes.get(each.value, 0)) for each in asked) if votes else ""
