"""Objections: to what, until when, and what each leads to."""

from datetime import date
from typing import Any

import pytest

from deputy_station.features.history.service import list_history
from deputy_station.features.points.rules.claiming import (
    ObjectionSort,
    ObjectionState,
    ObjectionWay,
    ReasonMissing,
)
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.objecting import (
    AnswerLeadsNowhere,
    ItemNotInScheme,
    ObjectionAnswered,
    ObjectionEmpty,
    ObjectionInFuture,
    ObjectionOfAnother,
    PeriodNotBegun,
    TooLate,
)
from deputy_station.features.points.service import (
    claims,
    closing,
    objections,
)
from deputy_station.store.database import Database
from tests.features.points.closed_town import TODAY, do, do_later, object_to, published
from tests.features.points.town_points import SCHEME, YEAR, donation, town_scores


def test_an_objection_leads_to_a_correction_and_is_answered(
    database: Database, people: dict[str, int]
) -> None:
    li = people["李秀英"]
    row = published(database, people, [donation(li, 3)])
    objection = object_to(database, li)
    assert (objection.state, objection.received_on) == (ObjectionState.OPEN, TODAY)
    answer = {"objection_id": objection.id, "version": objection.version, "answer": "已补上，加 2 分"}
    with pytest.raises(AnswerLeadsNowhere, match="还没有为这件异议更正积分或补登记录"):
        do(database, objections.answer_objection, state=ObjectionState.CORRECTED, **answer)
    facts = [donation(li, 3), donation(li, 4)]
    score = next(each for each in town_scores(people, facts) if each.subject_id == li)
    made = do(
        database,
        closing.correct_score,
        closing_id=row.id,
        deputy_id=li,
        present=score,
        reason="异议属实",
        objection_id=objection.id,
    )
    done = do(database, objections.answer_objection, state=ObjectionState.CORRECTED, **answer)
    assert (done.state, done.correction_ids, done.answered_by) == (
        ObjectionState.CORRECTED,
        (made.id,),
        "周敏",
    )
    with pytest.raises(ObjectionAnswered, match="已经答复（已更正）"):
        do(
            database,
            objections.answer_objection,
            objection_id=done.id,
            version=done.version,
            state=ObjectionState.UPHELD,
            answer="改主意了",
        )
    with database.reading() as session:
        lines = list_history(session, subject="objection", subject_id=done.id)
    assert [line.sentence for line in lines] == [
        "李秀英对2025 年度积分的第 A1 项提异议（漏）：5月4日的捐款没有算",
        "答复李秀英2026年11月20日的异议，已更正：已补上，加 2 分",
    ]


def test_an_objection_to_points_not_yet_published_is_answered_by_mending_the_record(
    database: Database, people: dict[str, int]
) -> None:
    made = object_to(database, people["李秀英"])  # the slip of a quarterly statement
    answered = do(
        database,
        objections.answer_objection,
        objection_id=made.id,
        version=made.version,
        state=ObjectionState.CORRECTED,
        answer="考勤登记错了，已改正",
    )
    assert (answered.period, answered.state) == ("2025", ObjectionState.CORRECTED)


def test_an_objection_links_the_record_it_led_to_which_must_be_the_deputys(
    database: Database, people: dict[str, int]
) -> None:
    published(database, people, [])
    objection = object_to(database, people["李秀英"])
    entered: dict[str, Any] = {
        "kind": "捐款",
        "title": "捐书",
        "amount": "10",
        "done_on": date(2025, 5, 4),
        "scheme": SCHEME,
    }
    [own] = do(database, claims.enter_claims, deputy_ids=[people["李秀英"]], **entered)
    [other] = do(database, claims.enter_claims, deputy_ids=[people["王建国"]], **entered)
    answer: dict[str, Any] = {
        "objection_id": objection.id,
        "version": objection.version,
        "state": ObjectionState.CORRECTED,
        "answer": "已补登",
    }
    with pytest.raises(ObjectionOfAnother, match="不是李秀英的"):
        do(database, objections.answer_objection, claim_id=other.id, **answer)
    assert do(database, objections.answer_objection, claim_id=own.id, **answer).claim_id == own.id
    with pytest.raises(claims.ClaimInUse, match="有一条异议是用它答复的"):
        do(database, claims.remove_claim, claim_id=own.id, version=own.version)


def test_an_objection_is_to_an_item_there_is_in_a_period_that_has_begun(
    database: Database, people: dict[str, int]
) -> None:
    asked = {
        "deputy_id": people["李秀英"],
        "sort": ObjectionSort.WRONG,
        "text": "算错",
        "way": ObjectionWay.SPOKEN,
    }
    with pytest.raises(ItemNotInScheme, match="里没有 Z9 这一项"):
        do(database, objections.record_objection, period=YEAR, item="Z9", **asked)
    coming = Period("2027", "2027 年", date(2027, 1, 1), date(2027, 12, 31), 2027)
    with pytest.raises(PeriodNotBegun, match="2027 年还没有开始"):
        do(database, objections.record_objection, period=coming, **asked)


def test_after_the_window_an_objection_needs_a_reason(database: Database, people: dict[str, int]) -> None:
    published(database, people, [])  # objections until 27 November
    asked: dict[str, Any] = {
        "period": YEAR,
        "deputy_id": people["李秀英"],
        "sort": ObjectionSort.WRONG,
        "text": "总分算错",
        "way": ObjectionWay.SPOKEN,
    }
    on_time = do_later(database, 7, objections.record_objection, **asked)
    assert (on_time.received_on, on_time.late_reason) == (date(2026, 11, 27), "")
    with pytest.raises(TooLate, match="异议期到11月27日为止，已经过了"):
        do_later(database, 8, objections.record_objection, **asked)
    late = do_later(database, 8, objections.record_objection, late_reason="住院", **asked)
    assert (late.late_reason, late.state) == ("住院", ObjectionState.OPEN)


def test_an_objection_says_something_and_came_on_a_day_that_was(
    database: Database, people: dict[str, int]
) -> None:
    published(database, people, [])
    with pytest.raises(ObjectionEmpty):
        object_to(database, people["李秀英"], text=" ")
    with pytest.raises(ObjectionInFuture):
        object_to(database, people["李秀英"], received_on=date(2026, 11, 21))
    made = object_to(database, people["李秀英"])
    with pytest.raises(ReasonMissing, match="请写明答复"):
        do(
            database,
            objections.answer_objection,
            objection_id=made.id,
            version=made.version,
            state=ObjectionState.UPHELD,
            answer="",
        )
    edited = do(
        database,
        objections.edit_objection,
        objection_id=made.id,
        version=made.version,
        sort=ObjectionSort.DOUBLE,
        text="同一次算了两遍",
    )
    assert (edited.sort, edited.item) == (ObjectionSort.DOUBLE, "")
    with database.reading() as session:
        assert len(objections.list_objections(session, period="2025", states=[ObjectionState.OPEN])) == 1
        assert objections.list_objections(session, deputy_id=people["王建国"]) == []
