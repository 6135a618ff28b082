"""Deadlines of the routes, how close they are, and numbers as people type them."""

from datetime import date

import pytest

from deputy_station.core.workdays import Workdays, deadline
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.deadlines import DueKind, due_mark
from deputy_station.features.demands.rules.numbering import TypedNumber, number_text, read_number
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.service.terms import shipped_terms

TODAY = date(2026, 11, 20)


def answers() -> dict[str, str]:
    """The shipped term of an answer by route."""
    return {
        entry.route: entry.rule.text
        for entry in shipped_terms(MatterKind.DEMAND)
        if entry.term is Term.ANSWER
    }


def test_the_shipped_terms_cover_every_route_that_promises_an_answer() -> None:
    assert answers() == {
        Route.VILLAGE.value: "5 个工作日",
        Route.TOWN.value: "10 个工作日",
        Route.DISTRICT.value: "3 个月",
        Route.SUGGESTION.value: "3 个月",
        Route.LITIGATION.value: "3 个月",
    }


def test_ten_workdays_from_the_20th_of_november_are_the_4th_of_december() -> None:
    # 23–27 November and 30 November – 4 December are the ten workdays.
    (rule,) = [
        entry.rule
        for entry in shipped_terms(MatterKind.DEMAND)
        if (entry.term, entry.route) == (Term.ANSWER, "town")
    ]
    due = deadline(TODAY, rule, Workdays())
    assert due.on == date(2026, 12, 4)
    assert due.arithmetic == "11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日"


@pytest.mark.parametrize(
    ("on", "kind", "text"),
    [
        (date(2026, 11, 11), DueKind.OVERDUE, "已超期 9 天"),
        (date(2026, 11, 19), DueKind.OVERDUE, "已超期 1 天"),
        (date(2026, 11, 20), DueKind.SOON, "今天到期"),
        (date(2026, 11, 23), DueKind.SOON, "还有 3 天"),
        (date(2026, 11, 24), DueKind.LATER, "还有 4 天"),
        (None, DueKind.NONE, ""),
    ],
)
def test_how_close_a_deadline_is(on: date | None, kind: DueKind, text: str) -> None:
    mark = due_mark(on, DemandState.HANDLING, TODAY)
    assert (mark.kind, mark.text) == (kind, text)


def test_nothing_is_overdue_once_the_visitor_has_the_answer() -> None:
    for state in DemandState:
        waits = state in (DemandState.ASSIGNED, DemandState.HANDLING, DemandState.HANDLED)
        assert (due_mark(date(2026, 1, 1), state, TODAY).kind is DueKind.OVERDUE) == waits


def test_a_number_keeps_four_places_and_grows_beyond() -> None:
    assert number_text("朔里", 2026, 431) == "朔里-2026-0431"
    assert number_text("朔里", 2026, 12345) == "朔里-2026-12345"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("朔里-2026-0431", TypedNumber("朔里", 2026, 431)),
        (" 朔里－２０２６－０４３１ ", TypedNumber("朔里", 2026, 431)),
        ("2026-431", TypedNumber("", 2026, 431)),
        ("0431", TypedNumber("", None, 431)),
        ("路灯", None),
        ("13812341234", None),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, read: TypedNumber | None) -> None:
    assert read_number(typed) == read
