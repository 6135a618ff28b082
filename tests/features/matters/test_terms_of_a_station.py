"""Terms as a station sets them: by category and route over the shipped ones, in workdays, days or months."""

from datetime import date

import pytest

from deputy_station.core.errors import NotFound
from deputy_station.core.workdays import DeadlineAmountInvalid, DeadlineRule, DeadlineUnit, Workdays
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.terms import StartedTerm, read_started, read_terms, reckon_anew
from deputy_station.features.matters.service import terms
from deputy_station.features.matters.service.catalogue import find_category, load_categories
from deputy_station.store.database import Database

DEMAND = MatterKind.DEMAND
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def tree(database: Database) -> dict[str, int]:
    """Ids of 城乡建设 and of 村镇建设 below it."""
    with database.transaction() as session:
        load_categories(session)
        found = [find_category(session, path) for path in ("城乡建设", "城乡建设/村镇建设")]
    return {row.name: row.id for row in found if row is not None}


def set_answer(
    database: Database, amount: int, unit: DeadlineUnit = DeadlineUnit.WORKDAY, **more: object
) -> int:
    with database.transaction() as session:
        row = terms.set_term(session, matter=DEMAND, term=Term.ANSWER, amount=amount, unit=unit, **more)  # type: ignore[arg-type]
    assert row.id is not None
    return row.id


def answer(database: Database, route: str = "town", category_id: int | None = None) -> str:
    with database.reading() as session:
        return terms.term_for(
            session, matter=DEMAND, term=Term.ANSWER, route=route, category_id=category_id
        ).text


def test_without_rules_of_its_own_a_station_has_the_shipped_terms(database: Database) -> None:
    assert [answer(database, route) for route in ("village", "town", "district")] == [
        "5 个工作日",
        "10 个工作日",
        "3 个月",
    ]


def test_the_nearest_category_goes_before_the_one_above_and_before_none(
    database: Database, tree: dict[str, int]
) -> None:
    set_answer(database, 15, DeadlineUnit.DAY)
    set_answer(database, 8, category_id=tree["城乡建设"])
    assert answer(database) == "15 天"
    assert answer(database, category_id=tree["村镇建设"]) == "8 个工作日"
    mine = set_answer(database, 2, DeadlineUnit.MONTH, category_id=tree["村镇建设"])
    assert answer(database, category_id=tree["村镇建设"]) == "2 个月"
    assert answer(database, category_id=tree["城乡建设"]) == "8 个工作日"
    with database.transaction() as session:
        terms.drop_term(session, term_id=mine)
    assert answer(database, category_id=tree["村镇建设"]) == "8 个工作日"


def test_a_rule_for_the_route_goes_before_one_for_any(database: Database) -> None:
    set_answer(database, 15, DeadlineUnit.DAY)
    set_answer(database, 7, route="town")
    assert (answer(database, "town"), answer(database, "village")) == ("7 个工作日", "15 天")


def test_setting_it_twice_changes_the_one_rule_and_says_so(database: Database) -> None:
    first = set_answer(database, 7, route="town")
    again = set_answer(database, 6, route="town")
    assert first == again
    with database.reading() as session:
        lines = list_history(session, subject="term", subject_id=first)
        rows = [row for row in terms.list_terms(session, matter=DEMAND) if row.own]
    assert [line.sentence for line in lines] == [
        "群众诉求“答复”的期限定为次日起 7 个工作日",
        "群众诉求“答复”的期限定为次日起 6 个工作日",
    ]
    assert [(row.route, row.words) for row in rows] == [("town", "次日起 6 个工作日")]


def test_a_step_nothing_is_said_of_has_no_term(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(terms.TermMissing, match="群众诉求的“回头看”还没有定期限"):
            terms.term_for(session, matter=DEMAND, term=Term.LOOK_BACK)
        assert terms.find_term(session, matter=DEMAND, term=Term.LOOK_BACK) is None


@pytest.mark.parametrize("amount", [0, -1, 3651])
def test_a_term_that_cannot_be_is_refused(database: Database, amount: int) -> None:
    with pytest.raises(DeadlineAmountInvalid, match=f"办理期限不能是 {amount}"):
        set_answer(database, amount)


def test_what_is_not_there_cannot_be_dropped(database: Database) -> None:
    with pytest.raises(NotFound), database.transaction() as session:
        terms.drop_term(session, term_id=999)


@pytest.mark.parametrize(
    ("rule", "on"),
    [
        (DeadlineRule(5), date(2026, 11, 27)),
        (DeadlineRule(5, from_next_day=False), date(2026, 11, 26)),
        (DeadlineRule(8, DeadlineUnit.DAY), date(2026, 11, 30)),  # Saturday the 28th moves to Monday
        (DeadlineRule(8, DeadlineUnit.DAY, off_rest_days=False), date(2026, 11, 28)),
        (DeadlineRule(1, DeadlineUnit.MONTH), date(2026, 12, 21)),  # Sunday the 20th moves to Monday
    ],
)
def test_a_running_term_is_kept_as_text_and_ends_on_the_same_day_again(rule: DeadlineRule, on: date) -> None:
    started = StartedTerm(FRIDAY, "交办", rule)
    again = read_started(started.text)
    assert again == started
    assert again.ends(Workdays()).on == on
    assert len(started.text) <= 40, "it has to fit its column"


def test_a_day_set_by_hand_has_no_term() -> None:
    assert read_started("") is None


@pytest.mark.parametrize(
    ("before", "year", "today", "on"),
    [
        (date(2026, 12, 1), None, FRIDAY, date(2026, 11, 27)),  # five workdays from Friday the 20th
        (date(2026, 12, 1), 2026, FRIDAY, date(2026, 11, 27)),
        (date(2026, 12, 1), 2025, FRIDAY, None),  # the table of a year the term does not touch
        (date(2026, 12, 1), 2028, FRIDAY, None),
        (date(2026, 12, 1), None, date(2026, 11, 30), None),  # it would have been late since yesterday
        (date(2026, 11, 29), None, date(2026, 11, 30), date(2026, 11, 27)),  # late it was anyway
        (None, None, FRIDAY, None),
    ],
)
def test_a_running_term_is_reckoned_anew_only_where_its_holidays_changed_and_never_makes_late(
    before: date | None, year: int | None, today: date, on: date | None
) -> None:
    text = StartedTerm(FRIDAY, "交办", DeadlineRule(5)).text
    due = reckon_anew(text, before, Workdays(), year, today)
    assert (due and due.on) == on
    assert reckon_anew("", before, Workdays(), year, today) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[term]]\nterm = "answer"\namount = 5\nunit = "workday"\n' * 2, "there twice"),
        ('[[term]]\nterm = "answer"\namount = 5\nunit = "workday"\ncolour = "red"\n', "colour"),
        ('[[term]]\nterm = "sleep"\namount = 5\nunit = "workday"\n', "sleep"),
    ],
)
def test_terms_that_do_not_hang_together_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_terms(text)
