"""Deadlines of the routes, how close they are, and numbers as people type them."""

from datetime import date

import pytest

from deputy_station.core.workdays import DeadlineUnit, Workdays, deadline
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.deadlines import DueKind, due_mark, read_rules, route_rules
from deputy_station.features.demands.rules.numbering import TypedNumber, number_text, read_number

TODAY = date(2026, 11, 20)


def test_the_shipped_terms_cover_every_route_that_promises_an_answer() -> None:
    rules = route_rules()
    assert {route: rule.text for route, rule in rules.items()} == {
        Route.VILLAGE: "5 个工作日",
        Route.TOWN: "10 个工作日",
        Route.DISTRICT: "3 个月",
        Route.SUGGESTION: "3 个月",
    }


def test_ten_workdays_from_the_20th_of_november_are_the_4th_of_december() -> None:
    # 23–27 November and 30 November – 4 December are the ten workdays.
    due = deadline(TODAY, route_rules()[Route.TOWN], Workdays())
    assert due.on == date(2026, 12, 4)
    assert due.arithmetic == "11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日"


def test_a_station_may_write_its_own_terms() -> None:
    rules = read_rules('[village]\namount = 15\nunit = "day"\noff_rest_days = false\n')
    assert rules[Route.VILLAGE].unit is DeadlineUnit.DAY
    assert not rules[Route.VILLAGE].off_rest_days


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
