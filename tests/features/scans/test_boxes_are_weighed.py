"""What a judged box leads to: attendance, a question, or nothing."""

import pytest

from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.scans.rules.filing import (
    OnRecord,
    RowPlan,
    both,
    newer_counts,
    plan_line,
    plan_row,
    read_ticks,
)
from deputy_station.features.scans.rules.states import PageState, PaperKind, Question, Verdict
from deputy_station.features.scans.rules.words import (
    BatchCount,
    SheetOutcome,
    batch_sentence,
    names_of,
    sheet_sentence,
)

NOT_YET = OnRecord(AttendanceState.NOT_YET, arrived=False)
BY_HAND = OnRecord(AttendanceState.PRESENT, arrived=False)
BY_CARD = OnRecord(AttendanceState.LATE, arrived=True)
LEAVE = OnRecord(AttendanceState.LEAVE, arrived=False)
ABSENT = OnRecord(AttendanceState.ABSENT, arrived=False)


@pytest.mark.parametrize(
    ("verdict", "record", "plan"),
    [
        (Verdict.SIGNED, NOT_YET, RowPlan(enters=True)),
        (Verdict.EMPTY, NOT_YET, RowPlan()),
        (Verdict.UNSURE, NOT_YET, RowPlan(question=Question.UNSURE)),
        (Verdict.SIGNED, BY_HAND, RowPlan()),
        (Verdict.UNSURE, BY_CARD, RowPlan()),
        (Verdict.EMPTY, BY_HAND, RowPlan(question=Question.NOT_SIGNED)),
        (Verdict.EMPTY, BY_CARD, RowPlan()),
        (Verdict.SIGNED, LEAVE, RowPlan(question=Question.DISAGREES)),
        (Verdict.SIGNED, ABSENT, RowPlan(question=Question.DISAGREES)),
        (Verdict.UNSURE, LEAVE, RowPlan(question=Question.UNSURE)),
        (Verdict.EMPTY, LEAVE, RowPlan()),
        (Verdict.SIGNED, None, RowPlan(question=Question.NOT_LISTED)),
        (Verdict.EMPTY, None, RowPlan()),
    ],
)
def test_a_row_enters_only_where_nobody_recorded_anything(
    verdict: Verdict, record: OnRecord | None, plan: RowPlan
) -> None:
    assert plan_row(verdict, record) == plan


def test_a_filled_line_is_asked_also_where_the_pen_is_doubtful() -> None:
    assert plan_line(Verdict.SIGNED, for_visitors=False).question is Question.WALK_IN
    assert plan_line(Verdict.UNSURE, for_visitors=True).question is Question.VISITOR
    assert plan_line(Verdict.EMPTY, for_visitors=True) == RowPlan()


def test_ink_in_either_cell_of_a_line_is_ink() -> None:
    assert both(Verdict.EMPTY, Verdict.SIGNED) is Verdict.SIGNED
    assert both(Verdict.UNSURE, Verdict.EMPTY) is Verdict.UNSURE
    assert both(Verdict.EMPTY, Verdict.EMPTY) is Verdict.EMPTY


def test_a_later_scan_tells_more_only_where_a_pen_was_put_to_it_since_or_doubt_is_gone() -> None:
    assert newer_counts(Verdict.EMPTY, None, Verdict.SIGNED)
    assert newer_counts(Verdict.UNSURE, None, Verdict.EMPTY)
    assert not newer_counts(Verdict.EMPTY, None, Verdict.EMPTY)
    assert not newer_counts(Verdict.SIGNED, None, Verdict.EMPTY)  # ink never disappears from paper
    assert not newer_counts(Verdict.UNSURE, Verdict.EMPTY, Verdict.SIGNED)  # a person has said so


def test_two_ticks_in_one_field_are_not_decided() -> None:
    ticks = read_ticks(
        [
            ("tick:category:roads", Verdict.SIGNED),
            ("tick:category:water", Verdict.EMPTY),
            ("tick:urgency:high", Verdict.SIGNED),
            ("tick:urgency:low", Verdict.SIGNED),
            ("tick:reply:yes", Verdict.SIGNED),
            ("tick:reply:no", Verdict.UNSURE),
            ("words", Verdict.SIGNED),
        ]
    )
    assert ticks.chosen == {"category": "roads"}
    assert (ticks.several, ticks.unsure, ticks.clear) == (("urgency",), ("reply",), False)


def test_a_batch_says_what_it_came_to() -> None:
    sheet, slip, unknown = PaperKind.DEPUTY_SHEET, PaperKind.SLIP, PaperKind.UNKNOWN
    three = [(sheet, PageState.FILED), (sheet, PageState.ASKED), (sheet, PageState.FILED)]
    assert batch_sentence(BatchCount(three, 41, 2)) == "收回签到表 3 页：到会 41 人，待看 2 处"
    mixed = [(sheet, PageState.FILED), (slip, PageState.ASKED), (sheet, PageState.AGAIN)]
    mixed.append((unknown, PageState.REFUSED))
    assert (
        batch_sentence(BatchCount(mixed, 5, 1))
        == "收回签到表 1 页：到会 5 人，待看 1 处，来访登记便条 1 张，重复 1 页，未收 1 页"
    )
    assert batch_sentence(BatchCount([(unknown, PageState.REFUSED)], 0, 0)) == "收回纸表：未收 1 页"


def test_a_page_says_who_came_who_did_not_sign_and_what_is_asked() -> None:
    outcome = SheetOutcome(
        came=("王建国", "李秀英"), not_signed=("赵敏",), unsure=("张守田",), disagrees=("曾国藩",), lines=1
    )
    assert sheet_sentence(outcome) == (
        "到会 2 人，没签 1 人（赵敏）。张守田的签名看不准；曾国藩签了名，记录不是到会；空白行填了 1 人，请看一下。"
    )
    assert outcome.asked == 3
    old = SheetOutcome(came=("王建国",), edition=1, newest=2, list_changed=True)
    assert (
        sheet_sentence(old) == "这是第 1 版（后来印到第 2 版，名单后来有变动），按这一版的行登记。到会 1 人。"
    )


def test_many_names_are_counted() -> None:
    assert names_of(["甲"] * 8) == "、".join(["甲"] * 8)
    assert names_of(list("甲乙丙丁戊己庚辛壬")) == "甲、乙、丙、丁、戊、己、庚、辛等 9 人"
