"""A closed period never changes silently: what differs waits, and becomes a correction with both values."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Mandate, Term
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import list_history, list_steps, undo_step
from deputy_station.features.points.rules.claiming import (
    ClosingState,
    ObjectionState,
    ReasonMissing,
)
from deputy_station.features.points.rules.closing import (
    AlreadyPublished,
    ClosedByAnother,
    NobodyScored,
    NothingToCorrect,
    NotPublished,
    ObjectionsStillOpen,
    PeriodClosedAlready,
    PeriodNotOver,
    PublishedOnce,
    QuestionsOpen,
    SchemeChangedSince,
    digest_facts,
)
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.objecting import (
    PeriodSettled,
)
from deputy_station.features.points.service import (
    claims,
    closed,
    closing,
    closing_now,
    closing_steps,
    library,
    listing,
    objections,
    scores,
)
from deputy_station.store.database import Database
from tests.features.points.closed_town import (
    TODAY,
    adopt,
    close,
    do,
    do_later,
    held,
    object_to,
    pending,
    published,
)
from tests.features.points.town_points import SCHEME, YEAR, donation, hearing, town_scores


def test_closing_keeps_exact_points_sums_and_the_scheme_with_its_answers(
    database: Database, people: dict[str, int]
) -> None:
    wang = people["王建国"]
    row = close(database, people, [donation(wang, 1), hearing(wang, 1)])
    assert (row.state, row.scheme_name, row.scored) == (ClosingState.CLOSED, SCHEME.name, 6)
    assert row.period == YEAR
    score = held(database, row.id, "王建国")
    assert score.now.total == Fraction(7, 3)  # 2 for the donation, 1/3 for the hearing
    assert (score.now.shown, score.now.grade) == ("2.33", "不合格")
    assert score.now.items["A2"].points == Fraction(1, 3)
    assert score.now.categories == {"A": Fraction(7, 3)}
    with database.reading() as session:
        kept = closing.closing_scheme(session, closing_id=row.id)
        assert (kept.version, [switch.answer for switch in kept.switches]) == ("2026", ["算缺席"])
        assert closed.closing_of(session, period="2025") == row
        assert closed.closing_of(session, period="2026") is None


def test_a_period_is_closed_once_when_it_is_over_and_nothing_is_open(
    database: Database, people: dict[str, int]
) -> None:
    with pytest.raises(QuestionsOpen, match="等 6 人还有没评的分"):
        close(database, people, [], despite_open=False)
    with pytest.raises(NobodyScored, match="2025 年度没有可以结账的代表"):
        close(database, {}, [])
    row = close(database, people, [])
    with pytest.raises(PeriodClosedAlready, match="2025 年度已经结账"):
        close(database, people, [])
    do(database, closing.reopen_period, closing_id=row.id, version=row.version)
    assert close(database, people, []).state is ClosingState.CLOSED


def test_a_year_that_still_runs_is_closed_only_when_that_is_meant(
    database: Database, people: dict[str, int]
) -> None:
    running = Period("2026", "2026 年度", date(2026, 1, 1), date(2026, 12, 31), 2026)
    given = {
        "period": running,
        "present": town_scores(people, []),
        "despite_open": True,
    }
    adopt(database, 2026)
    with pytest.raises(PeriodNotOver, match="2026 年度到12月31日才满"):
        do(database, closing.close_period, **given)
    assert do(database, closing.close_period, early=True, **given).closed_by == "周敏"


def test_scores_by_another_scheme_or_other_answers_are_not_closed(
    database: Database, people: dict[str, int]
) -> None:
    adopt(database, 2025, {"leave": "不计入应到"})  # the scores below were worked out with 算缺席
    with pytest.raises(SchemeChangedSince, match="不是按现在的办法算的，没有结账"):
        close(database, people, [])
    with database.reading() as session:
        assert closed.list_closings(session) == []


def test_the_scheme_of_a_closed_period_is_not_undone_under_it(
    database: Database, people: dict[str, int]
) -> None:
    adopt(database, 2025)
    with database.reading() as session:
        adoption = list_steps(session)[0].id
    close(database, people, [])
    with pytest.raises(WentOut, match="2025 年度已经按它结账"):
        do(database, undo_step, step_id=adoption)


def test_a_closing_does_not_come_back_once_its_year_has_another_scheme(
    database: Database, people: dict[str, int]
) -> None:
    row = close(database, people, [])
    do(database, closing.reopen_period, closing_id=row.id, version=row.version)
    with database.reading() as session:
        reopening = list_steps(session)[0].id
        version = library.year_scheme(session, year=2025).version
    do(
        database,
        library.adopt_scheme,
        key="s09_dongbao_2018",
        year=2025,
        answers={},
        version=version,
    )
    with pytest.raises(ClosedByAnother, match="2025 年度是按“青石镇代表履职积分办法”结账的"):
        do(database, undo_step, step_id=reopening)


def test_what_went_out_is_neither_reopened_nor_undone(database: Database, people: dict[str, int]) -> None:
    row = close(database, people, [])
    with database.reading() as session:
        closing_step = list_steps(session)[0].id
    row = do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    assert (row.published_on, row.objections_until) == (TODAY, date(2026, 11, 27))
    with pytest.raises(AlreadyPublished, match="已经公布，不能取消结账"):
        do(database, closing.reopen_period, closing_id=row.id, version=row.version)
    with pytest.raises(PublishedOnce):
        do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    with pytest.raises(WentOut, match="2025 年度的积分已经公布，请改正"):
        do(database, undo_step, step_id=closing_step)


def test_a_closing_taken_back_by_undo_before_publication_leaves_nothing(
    database: Database, people: dict[str, int]
) -> None:
    close(database, people, [])
    with database.reading() as session:
        step = list_steps(session)[0].id
    do(database, undo_step, step_id=step)
    with database.reading() as session:
        assert closed.list_closings(session) == []


def test_later_records_wait_as_differences_and_change_nothing(
    database: Database, people: dict[str, int]
) -> None:
    wang, li = people["王建国"], people["李秀英"]
    facts = [donation(wang, 1), donation(wang, 2), donation(li, 3)]
    row = published(database, people, facts)
    assert pending(database, row.id, people, facts) == []
    [difference] = pending(database, row.id, people, [*facts, donation(li, 4)])
    assert difference.deputy == "李秀英"
    change = difference.change
    assert (change.before.total, change.after.total) == (2, 4)
    assert (change.before.grade, change.after.grade) == ("不合格", "合格")
    [item] = change.items
    assert item.before is not None
    assert item.after is not None
    assert (item.code, item.before.points, item.after.points) == ("A1", 2, 4)
    assert change.categories == (("A", Fraction(2), Fraction(4)),)
    assert held(database, row.id, "李秀英").now.total == 2  # asking changed nothing


def test_a_correction_names_both_values_and_then_holds(database: Database, people: dict[str, int]) -> None:
    li = people["李秀英"]
    row = published(database, people, [donation(li, 3)])
    facts = [donation(li, 3), donation(li, 4)]
    score = next(each for each in town_scores(people, facts) if each.subject_id == li)
    asked = {"closing_id": row.id, "deputy_id": li, "present": score}
    with pytest.raises(ReasonMissing, match="请写明更正的原因"):
        do(database, closing.correct_score, reason=" ", **asked)
    made = do(database, closing.correct_score, reason="漏记一次捐款", **asked)
    assert (made.item, made.change.before.total, made.change.after.total) == ("A1", 2, 4)
    now = held(database, row.id, "李秀英")
    assert (now.published.total, now.now.total, now.now.grade) == (2, 4, "合格")
    assert now.now.items["A1"].points == 4
    assert [each.reason for each in now.corrections] == ["漏记一次捐款"]
    assert pending(database, row.id, people, facts) == []
    with pytest.raises(NothingToCorrect, match="李秀英按现在的记录算，和公布的一样"):
        do(database, closing.correct_score, reason="再来一次", **asked)
    with database.reading() as session:
        line = list_history(session, subject="deputy", subject_id=li)[-1]
        correction_step = list_steps(session)[0].id
    assert line.sentence == (
        "更正2025 年度李秀英的积分：总分 2.00 改为 4.00，等次“不合格”改为“合格”，原因：漏记一次捐款"
    )
    with pytest.raises(WentOut, match="更正已经告知"):
        do(database, undo_step, step_id=correction_step)


def test_corrections_follow_each_other_and_the_published_value_stays_readable(
    database: Database, people: dict[str, int]
) -> None:
    li = people["李秀英"]
    row = published(database, people, [donation(li, 3)])
    for days in ([3, 4], [3, 4, 5], [3]):
        score = next(
            each for each in town_scores(people, [donation(li, day) for day in days]) if each.subject_id == li
        )
        do(database, closing.correct_score, closing_id=row.id, deputy_id=li, present=score, reason="查实")
    now = held(database, row.id, "李秀英")
    assert [(each.change.before.total, each.change.after.total) for each in now.corrections] == [
        (2, 4),
        (4, 6),
        (6, 2),
    ]
    assert (now.published.total, now.now.total) == (2, 2)


def test_who_comes_in_or_falls_out_after_the_closing_is_a_difference_too(
    database: Database, people: dict[str, int]
) -> None:
    li, zhao = people["李秀英"], people["赵敏"]
    before = {name: number for name, number in people.items() if name != "赵敏"}
    row = published(database, before, [])
    now = {name: number for name, number in people.items() if name != "李秀英"}
    found = {each.deputy: each.change for each in pending(database, row.id, now, [])}
    assert set(found) == {"李秀英", "赵敏"}
    assert (found["李秀英"].before.total, found["李秀英"].after.total) == (0, None)
    assert (found["赵敏"].before.total, found["赵敏"].after.total) == (None, 0)
    do(database, closing.correct_score, closing_id=row.id, deputy_id=li, present=None, reason="已离任")
    [score] = [each for each in town_scores(now, []) if each.subject_id == zhao]
    do(database, closing.correct_score, closing_id=row.id, deputy_id=zhao, present=score, reason="漏列")
    assert pending(database, row.id, now, []) == []
    assert held(database, row.id, "李秀英").now.total is None
    assert held(database, row.id, "赵敏").now.total == 0


def test_before_publication_there_is_nothing_to_correct(database: Database, people: dict[str, int]) -> None:
    row = close(database, people, [])
    with pytest.raises(NotPublished, match="还没有公布，不用更正"):
        do(
            database,
            closing.correct_score,
            closing_id=row.id,
            deputy_id=people["王建国"],
            present=town_scores(people, [])[0],
            reason="查实",
        )
    with pytest.raises(NotPublished):
        do(database, closing.settle_period, closing_id=row.id, version=row.version)


def test_earlier_periods_are_those_published_with_their_corrections(
    database: Database, people: dict[str, int]
) -> None:
    li = people["李秀英"]
    row = close(database, people, [donation(li, 3)])
    with database.reading() as session:
        assert closed.earlier_by_deputy(session, before=TODAY) == {}
    do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    score = next(
        each for each in town_scores(people, [donation(li, 3), donation(li, 4)]) if each.subject_id == li
    )
    do(database, closing.correct_score, closing_id=row.id, deputy_id=li, present=score, reason="查实")
    with database.reading() as session:
        [earlier] = closed.earlier_by_deputy(session, before=TODAY, deputy_id=li)[li]
        assert closed.earlier_by_deputy(session, before=YEAR.last) == {}
    assert (earlier.period, earlier.grade, earlier.total, earlier.of) == ("2025", "合格", 4, 6)


def test_the_digest_is_of_the_records_and_not_of_their_order_or_titles() -> None:
    first, second = donation(1, 3), hearing(1, 4)
    assert digest_facts([first, second]) == digest_facts([second, first])
    assert digest_facts([first]) != digest_facts([first, first])
    assert digest_facts([first]) != digest_facts([donation(1, 4)])


# ---------------------------------------------------------------------- objections


def test_points_are_settled_when_the_window_is_over_and_everybody_is_answered(
    database: Database, people: dict[str, int]
) -> None:
    row = published(database, people, [])
    objection = object_to(database, people["李秀英"])
    settle = {"closing_id": row.id, "version": row.version}
    with pytest.raises(ObjectionsStillOpen, match="异议期到11月27日为止，还没有满"):
        do_later(database, 7, closing.settle_period, **settle)
    with pytest.raises(ObjectionsStillOpen, match="还有 1 件异议没有答复"):
        do_later(database, 8, closing.settle_period, **settle)
    do(
        database,
        objections.answer_objection,
        objection_id=objection.id,
        version=objection.version,
        state=ObjectionState.WITHDRAWN,
        answer="",
    )
    with database.reading() as session:
        answering = list_steps(session)[0].id
    done = do_later(database, 8, closing.settle_period, **settle)
    assert (done.state, done.settled_on) == (ClosingState.SETTLED, date(2026, 11, 28))
    with pytest.raises(PeriodSettled, match="已经定下来，不再处理异议"):
        object_to(database, people["李秀英"])
    with pytest.raises(PeriodSettled):  # it would wait again in a period that is final
        do(database, undo_step, step_id=answering)


# ---------------------------------------------------------------------- by the records of the same moment


def enter_donation(database: Database, deputy_id: int, day: int) -> Any:
    """An approved donation in May 2025 with its receipt: 2 points."""
    [claim] = do(
        database,
        claims.enter_claims,
        deputy_ids=[deputy_id],
        kind="捐款",
        title="捐书",
        amount="100",
        done_on=date(2025, 5, day),
        evidence=[("收据", "")],
    )
    do(database, claims.approve_claims, picked=[(claim.id, claim.version)])


def test_a_donation_entered_late_becomes_a_correction_of_the_published_year(
    database: Database, people: dict[str, int]
) -> None:
    adopt(database, 2025)
    enter_donation(database, people["李秀英"], 3)
    row = do(database, closing_now.close_now, period=YEAR, despite_open=True)
    assert held(database, row.id, "李秀英").now.total == 2
    row = do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    enter_donation(database, people["李秀英"], 4)
    with database.reading() as session:
        [difference] = closing_now.differences_now(session, closing_id=row.id)
    assert (difference.deputy, difference.change.after.total) == ("李秀英", 4)
    do(
        database,
        closing_now.correct_now,
        closing_id=row.id,
        deputy_id=people["李秀英"],
        reason="漏记一次捐款",
    )
    assert held(database, row.id, "李秀英").now.total == 4
    with database.reading() as session:
        assert closing_now.differences_now(session, closing_id=row.id) == []


def test_of_a_published_year_only_what_was_published_counts_later(
    database: Database, people: dict[str, int]
) -> None:
    """Whose mandate is mended afterwards keeps the published year; who comes in by it has none."""
    li, zhao = people["李秀英"], people["赵敏"]  # 赵敏 was elected on 1 July 2026
    adopt(database, 2025)
    do(database, library.adopt_scheme, key="qingshi", year=2026, answers={}, version=None)
    for day in (3, 4, 5, 6):
        enter_donation(database, li, day)
        enter_donation(database, zhao, day)
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
    row = do(database, closing_now.close_now, period=YEAR, despite_open=True)
    do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    with database.transaction() as session:
        for mandate in session.scalars(select(Mandate).where(Mandate.deputy_id.in_([li, zhao]))):
            mandate.started_on = date(2026, 1, 1) if mandate.deputy_id == li else date(2024, 12, 20)
    with database.reading() as session:
        period = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
        scheme = library.scheme_for_year(session, year=2026)
        before = scores.earlier_of(session, period=period, scheme=scheme)
        alone = scores.earlier_of(session, period=period, scheme=scheme, deputy_id=li)
    assert [(each.period, each.grade, each.total) for each in before[li]] == [("2025", "优秀", 8)]
    assert alone == {li: before[li]}
    assert zhao not in before


def test_the_list_of_a_command_shows_a_published_year_as_it_was_published(
    database: Database, people: dict[str, int]
) -> None:
    adopt(database, 2025)
    enter_donation(database, people["李秀英"], 3)
    row = do(database, closing_now.close_now, period=YEAR, despite_open=True)
    do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)
    enter_donation(database, people["李秀英"], 4)
    with database.reading() as session:
        first = listing.read_points(session, year=2025).rows[0]
    assert (first.name, first.score.total, first.score.item("A1").points) == ("李秀英", 2, 2)
    assert first.score.remark == "已公布，现在的记录算出来不一样"


def test_another_desk_waits_for_a_closing_and_then_finds_the_year_closed(
    database: Database, people: dict[str, int]
) -> None:
    adopt(database, 2025)
    with ThreadPoolExecutor(max_workers=2) as others:
        with database.transaction() as session:
            closing_now.close_now(session, period=YEAR, despite_open=True)
            version = library.year_scheme(session, year=2025).version
            again = others.submit(do, database, closing_now.close_now, period=YEAR, despite_open=True)
            choice = {"key": "s09_dongbao_2018", "year": 2025, "answers": {}, "version": version}
            other = others.submit(do, database, library.adopt_scheme, **choice)
        with pytest.raises(PeriodClosedAlready):
            again.result()
        with pytest.raises(library.YearClosed):
            other.result()


def test_a_period_that_another_desk_did_away_with_is_not_found(database: Database) -> None:
    """The year has no quarters once its scheme scores whole years."""
    with pytest.raises(NotFound, match="2025 年第二季度”这一期，这一年可能换了办法"):
        do(database, closing_steps.close_by_key, period_key="2025-Q2", despite_open=True)
    with database.reading() as session, pytest.raises(NotFound):
        closing_steps.read_closing(session, period_key="2025-Q2")
