"""The days an imported demand waits for, by the station's terms: each term and each day is worked out once."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.workdays import Deadline, DeadlineRule
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import find_term
from deputy_station.features.reception.service.calendar import load_workdays

BY_HAND = "期限照台账所记"


class RunningDays:
    """Deadlines and the days of the next steps for many demands at once."""

    def __init__(self, session: Session) -> None:
        self._session, self._workdays = session, load_workdays(session)
        self._rules: dict[tuple[Term, Route | None, int | None], DeadlineRule | None] = {}
        self._ends: dict[StartedTerm, Deadline] = {}

    def answer(
        self, since: date, event: str, told: date | None, route: Route | None, category_id: int | None
    ) -> dict[str, Any]:
        """The columns of a deadline: the day the ledger says, else by the station's term."""
        if told is not None:
            return told_deadline(told)
        started = self._started(Term.ANSWER, since, event, route, category_id)
        return NO_ANSWER_DUE if started is None else _columns(self._ending(started), started.text)

    def next_step(
        self,
        state: DemandState,
        received_on: date,
        informed_on: date | None,
        route: Route | None,
        category_id: int | None,
    ) -> dict[str, Any]:
        """The columns of the day by which the step it waits for is due, as `awaiting.await_next` sets them."""
        started = None
        if state is DemandState.REGISTERED:
            started = self._started(Term.ASSIGN, received_on, "登记", route, category_id)
        elif state is DemandState.INFORMED and informed_on is not None:
            started = self._started(Term.FOLLOW_UP, informed_on, "反馈", route, category_id)
        if started is None:
            return {"step_due_on": None, "step_due_arithmetic": "", "step_due_rule": ""}
        due = self._ending(started)
        return {
            "step_due_on": due.on,
            "step_due_arithmetic": due.arithmetic,
            "step_due_rule": started.text,
        }

    def _started(
        self, term: Term, since: date, event: str, route: Route | None, category_id: int | None
    ) -> StartedTerm | None:
        key = (term, route, category_id)
        if key not in self._rules:
            self._rules[key] = find_term(
                self._session,
                matter=MatterKind.DEMAND,
                term=term,
                route=route.value if route else "",
                category_id=category_id,
            )
        rule = self._rules[key]
        return None if rule is None else StartedTerm(since, event, rule)

    def _ending(self, started: StartedTerm) -> Deadline:
        if started not in self._ends:
            self._ends[started] = started.ends(self._workdays)
        return self._ends[started]


def told_deadline(on: date) -> dict[str, Any]:
    """The columns of a deadline that the ledger itself tells."""
    return _columns(Deadline(on, BY_HAND, False), "")


def _columns(due: Deadline, rule: str) -> dict[str, Any]:
    return {
        "deadline_on": due.on,
        "deadline_arithmetic": due.arithmetic,
        "deadline_provisional": due.provisional,
        "deadline_rule": rule,
    }


NO_ANSWER_DUE: dict[str, Any] = {
    "deadline_on": None,
    "deadline_arithmetic": "",
    "deadline_provisional": False,
    "deadline_rule": "",
}
"""The columns of a demand that nobody owes an answer by a day."""
