"""Rows of the register from what deputies did alone: forms 3, 5, 9, 11, 12 and the awards of form 13."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.features.activities.models import Activity, Deed
from deputy_station.features.activities.rules import ContactWay, DeedKind
from deputy_station.features.demands.rules.faces import cleared
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.cells import joined, votes_words
from deputy_station.features.register.service.scope import Scope

FORM_OF_DEED = {
    DeedKind.SPEECH: "speeches",
    DeedKind.REPORT: "inspections",
    DeedKind.VOTER_CONTACT: "contacts",
    DeedKind.GOOD_DEED: "good_deeds",
    DeedKind.DUTY_REPORT: "duty_reports",
    DeedKind.AWARD: "awards",
}
SUBJECT = "deed"


def deed_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row."""
    rows = session.execute(
        select(
            Deed.deputy_id,
            Deed.id,
            Deed.kind,
            Deed.done_on,
            Deed.title,
            Deed.place,
            Deed.details,
            Deed.quantity,
            Deed.accepted,
            Deed.manner,
            Deed.votes_satisfied,
            Deed.votes_fair,
            Deed.votes_unsatisfied,
            Deed.awarded_by,
            Deed.award_level,
            Deed.organiser,
            Deed.way,
            Deed.beneficiaries,
            Deed.people,
            Deed.outcome,
            Activity.title.label("activity"),
        )
        .outerjoin(Activity, Deed.activity_id == Activity.id)
        .where(Deed.done_on.between(scope.first, scope.last), *scope.whose(Deed.deputy_id))
    )
    for row in rows:
        if scope.holds(row.deputy_id, row.done_on):
            form = FORM_OF_DEED[row.kind]
            told = scope.looks_at(row.deputy_id, (form, SUBJECT, row.id))
            yield (
                row.deputy_id,
                Entry(
                    form,
                    SUBJECT,
                    row.id,
                    row.done_on,
                    {"on": day_words(row.done_on), **_cells(row)} if told else {},
                    scope.kept_for(SUBJECT, row.id),
                ),
            )


def _cells(row: Row[*tuple[Any, ...]]) -> dict[str, str]:
    if row.kind is DeedKind.SPEECH:
        return {
            "meeting": row.activity or row.place,
            "topic": row.title,
            "words": row.details,
            "adopted": joined("已采纳" if row.accepted else "未采纳", row.outcome),
        }
    if row.kind is DeedKind.REPORT:
        return {
            "place": row.place,
            "content": row.details,
            "organiser": row.organiser,
            "opinion": joined("" if row.accepted else "未采纳", row.outcome),
            "report": row.title,
        }
    if row.kind is DeedKind.VOTER_CONTACT:
        # Voters are named freely in these texts; their numbers never stand on a paper.
        return {
            "voters": f"{row.quantity} 户",
            "place": row.place,
            # Before the way was asked, a contact was a visit.
            "how": (row.way or ContactWay.VISIT).label,
            "opinion": cleared(joined(row.title, row.details)),
            "handled": cleared(row.outcome),
        }
    if row.kind is DeedKind.GOOD_DEED:
        return {
            "matter": row.title,
            "who": joined(row.beneficiaries, _people(row.people), by="，"),
            "work": row.details,
            "place": row.place,
            "result": joined(
                row.outcome, "" if row.outcome and row.accepted else _confirmed(row.accepted), by="，"
            ),
        }
    if row.kind is DeedKind.DUTY_REPORT:
        votes = (row.votes_satisfied, row.votes_fair, row.votes_unsatisfied)
        cast = sum(vote or 0 for vote in votes)
        return {
            "place": row.place,
            "manner": row.manner.label if row.manner else "",
            "people": _people(cast or None if row.people is None else row.people),
            "votes": votes_words(*votes),
            "opinion": joined(row.title, row.details),
            "mended": row.outcome,
        }
    return {"title": row.title, "by": row.awarded_by, "level": row.award_level}


def _people(number: int | None) -> str:
    return "" if number is None else f"{number} 人"


def _confirmed(accepted: bool) -> str:
    return "已确认" if accepted else "未确认"
