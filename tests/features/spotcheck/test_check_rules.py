"""What the records of a quarter say to the two questions of a check; each rule on facts visible here.

Today is 20 November 2026 where a quarter runs, 15 January 2027 where it is over.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.spotcheck.rules.duty import (
    attendance_rate,
    duty_words,
    find_absences,
    find_empty_months,
    find_few_group_activities,
    find_low_attendance,
    find_missed_receptions,
)
from deputy_station.features.spotcheck.rules.facts import (
    ClaimFact,
    PaperFact,
    Presence,
    QuarterFacts,
    RecordFact,
    SheetFact,
)
from deputy_station.features.spotcheck.rules.findings import (
    Answer,
    FindingKind,
    FindingState,
    Question,
    Standing,
    proposed_answer,
    standing,
)
from deputy_station.features.spotcheck.rules.registration import (
    find_all,
    find_changed_since,
    find_late_entries,
    find_missing_evidence,
    find_missing_fields,
    find_not_printed,
    find_open_attendance,
    find_pages_not_signed,
    find_sheets_not_back,
    find_unsigned,
    find_waiting_claims,
    registration_words,
)
from deputy_station.features.spotcheck.rules.thresholds import thresholds

LIMITS = replace(
    thresholds(),
    attendance_percent=80,
    group_activities=1,
    livelihood_a_month=1,
    running_quarter_days=30,
    late_days=15,
    sheet_days=7,
    claim_days=10,
    paper_days=30,
    fair_up_to=3,
)
RUNNING, OVER = date(2026, 11, 20), date(2027, 1, 15)


def attendance(
    row_id: int,
    presence: Presence,
    on: date = date(2026, 10, 6),
    *,
    expected: bool = True,
    reception: bool = False,
    group: bool = False,
    evidence: int = 1,
) -> RecordFact:
    kind = "代表接待日" if reception else "代表小组活动" if group else "学习培训"
    came = presence is Presence.CAME
    return RecordFact(
        "activity", row_id, on, kind, "秋季", presence, expected, reception, group, came, evidence
    )


def quarter(*records: RecordFact, today: date = RUNNING, **more: object) -> QuarterFacts:
    facts = QuarterFacts(
        7, "李秀英", "第一代表小组", 2026, 4, date(2026, 10, 1), date(2026, 12, 31), today, records
    )
    return replace(facts, **more)  # type: ignore[arg-type]


CAME, ABSENT, LEAVE, NOT_YET = Presence.CAME, Presence.ABSENT, Presence.LEAVE, Presence.NOT_YET


def test_leave_and_what_nobody_settled_are_left_out_of_the_rate() -> None:
    facts = quarter(
        attendance(1, CAME),
        attendance(2, CAME),
        attendance(3, ABSENT),
        attendance(4, LEAVE),
        attendance(5, NOT_YET),
    )
    assert attendance_rate(facts) == Fraction(2, 3)


def test_a_walk_in_raises_no_rate_and_a_day_to_come_lowers_none() -> None:
    walk_in = attendance(1, CAME, expected=False)
    to_come = attendance(2, ABSENT, on=RUNNING)
    assert attendance_rate(quarter(walk_in, to_come)) is None


@pytest.mark.parametrize(
    ("came", "absent", "found"),
    [(4, 1, 0), (799, 201, 1), (800, 200, 0), (0, 0, 0)],
    ids=["exactly four of five", "one in a thousand short", "exactly at the limit", "nothing to come to"],
)
def test_a_rate_is_low_only_under_the_limit_itself(came: int, absent: int, found: int) -> None:
    records = [attendance(number, CAME) for number in range(came)]
    records += [attendance(1000 + number, ABSENT) for number in range(absent)]
    assert len(list(find_low_attendance(quarter(*records), LIMITS))) == found


def test_a_low_rate_says_its_sum() -> None:
    facts = quarter(attendance(1, CAME), attendance(2, ABSENT), attendance(3, ABSENT))
    [found] = find_low_attendance(facts, LIMITS)
    assert found.words == "到会率 33.33%（到会 1 次，缺席 2 次，请假不计），不到 80%"
    assert (found.subject, found.subject_id, found.question) == ("deputy", 7, Question.DUTY)


def test_absence_from_a_rota_is_found_once_as_a_missed_reception() -> None:
    facts = quarter(attendance(1, ABSENT), attendance(2, ABSENT, reception=True))
    assert [found.subject_id for found in find_absences(facts, LIMITS)] == [1]
    assert [found.subject_id for found in find_missed_receptions(facts, LIMITS)] == [2]


def test_too_few_group_activities_are_a_finding_once_the_quarter_is_over() -> None:
    [found] = find_few_group_activities(quarter(today=OVER), LIMITS)
    assert found.words == "代表小组活动 0 次，每季度至少 1 次"
    assert list(find_few_group_activities(quarter(attendance(1, CAME, group=True), today=OVER), LIMITS)) == []


@pytest.mark.parametrize(("today", "found"), [(date(2026, 12, 1), 0), (date(2026, 12, 2), 1)])
def test_while_the_quarter_runs_it_is_one_only_in_its_last_thirty_days(today: date, found: int) -> None:
    assert len(list(find_few_group_activities(quarter(today=today), LIMITS))) == found


def test_months_over_without_a_suggestion_are_one_finding() -> None:
    [found] = find_empty_months(quarter(months_empty=(10, 11), today=OVER), LIMITS)
    assert found.words == "10、11 月民生建议不够每月 1 条"
    assert list(find_empty_months(quarter(months_empty=()), LIMITS)) == []
    assert list(find_empty_months(quarter(months_empty=None), LIMITS)) == []
    assert list(find_empty_months(quarter(months_empty=(10,)), replace(LIMITS, livelihood_a_month=0))) == []


def test_attendance_is_open_only_when_the_day_is_over() -> None:
    facts = quarter(attendance(1, NOT_YET, on=date(2026, 11, 19)), attendance(2, NOT_YET, on=RUNNING))
    assert [found.subject_id for found in find_open_attendance(facts, LIMITS)] == [1]


def test_empty_fields_are_named_together() -> None:
    [found] = find_missing_fields(
        quarter(replace(attendance(4, CAME), missing=("地点", "成效")), attendance(5, CAME)), LIMITS
    )
    assert found.words == "10月6日学习培训“秋季”：没有写地点、成效"
    assert found.mend == "补上地点、成效"


def test_only_what_took_place_wants_evidence() -> None:
    facts = quarter(attendance(1, CAME, evidence=0), attendance(2, CAME), attendance(3, ABSENT, evidence=0))
    assert [found.subject_id for found in find_missing_evidence(facts, LIMITS)] == [1]


@pytest.mark.parametrize(
    ("on", "pages", "back", "words"),
    [
        (date(2026, 11, 12), 2, 0, "11月12日“秋训”签到表没有收回扫描"),
        (date(2026, 11, 12), 2, 1, "11月12日“秋训”签到表，2 页收回 1 页"),
        (date(2026, 11, 12), 2, 2, ""),
        (date(2026, 11, 13), 2, 0, ""),
    ],
    ids=["none back", "one of two back", "all back", "seven days are not over"],
)
def test_a_sheet_is_asked_for_eight_days_after(on: date, pages: int, back: int, words: str) -> None:
    facts = quarter(sheets=(SheetFact(3, "秋训", on, pages, back),))
    assert [found.words for found in find_sheets_not_back(facts, LIMITS)] == ([words] if words else [])


def test_an_empty_box_of_who_is_said_to_have_come_is_found() -> None:
    facts = quarter(sheets=(SheetFact(3, "秋训", date(2026, 10, 6), 1, 1, box_empty=True),))
    assert [found.kind for found in find_unsigned(facts, LIMITS)] == [FindingKind.NOT_SIGNED]


@pytest.mark.parametrize(("recorded", "found"), [(date(2026, 10, 21), 0), (date(2026, 10, 22), 1), (None, 0)])
def test_an_entry_is_late_on_the_sixteenth_day_after(recorded: date | None, found: int) -> None:
    facts = quarter(replace(attendance(1, CAME), recorded_on=recorded))
    assert len(list(find_late_entries(facts, LIMITS))) == found


def test_a_claim_waits_too_long_on_the_eleventh_day() -> None:
    claims = (
        ClaimFact(1, "走访", date(2026, 11, 1), date(2026, 11, 9)),
        ClaimFact(2, "走访", date(2026, 11, 1), date(2026, 11, 10)),
    )
    [found] = find_waiting_claims(quarter(claims=claims), LIMITS)
    assert found.words == "11月1日申报“走访”：11 天没有核准或退回"
    assert (found.subject, found.subject_id) == ("claim", 1)


def test_the_words_beside_the_questions_count_every_record_once() -> None:
    facts = quarter(
        attendance(1, CAME, group=True),
        attendance(2, CAME, reception=True, evidence=0),
        attendance(3, LEAVE),
        attendance(4, NOT_YET),
        months_empty=(10,),
    )
    assert duty_words(facts, LIMITS) == (
        "应到 4 次：到会 2，请假 1，缺席 0，未登记 1；到会率 100.00%（请假不计）",
        "轮值接待 1 次，到 1 次",
        "代表小组活动 1 次（每季度至少 1 次）",
        "民生建议：10 月没有提够",
    )
    assert registration_words(facts) == ("应填 4 条，已填 3 条，漏栏的 0 条", "要证明材料的 2 条，有的 1 条")


def test_a_deputy_without_records_has_no_finding_but_what_is_missing() -> None:
    assert [found.kind for found in find_all(quarter(today=OVER), LIMITS)] == [FindingKind.GROUP_FEW]


@pytest.mark.parametrize(
    ("findings", "answer"), [(0, Answer.GOOD), (1, Answer.FAIR), (3, Answer.FAIR), (4, Answer.POOR)]
)
def test_the_answer_proposed_follows_the_number_of_findings(findings: int, answer: Answer) -> None:
    assert proposed_answer(findings, fair_up_to=3) is answer


@pytest.mark.parametrize(
    ("state", "due_on", "still", "stands"),
    [
        (FindingState.OPEN, RUNNING, True, Standing.OPEN),
        (FindingState.OPEN, date(2026, 11, 19), True, Standing.OVERDUE),
        (FindingState.OPEN, date(2026, 11, 19), False, Standing.TO_CONFIRM),
        (FindingState.MENDED, date(2026, 11, 19), True, Standing.MENDED),
        (FindingState.EXPLAINED, date(2026, 11, 19), True, Standing.EXPLAINED),
    ],
)
def test_how_a_finding_stands(state: FindingState, due_on: date, still: bool, stands: Standing) -> None:
    assert standing(state, due_on=due_on, today=RUNNING, still_found=still) is stands


def test_every_tick_shipped_says_what_it_finds_and_how_to_mend_it() -> None:
    ticks = thresholds().ticks
    assert {tick.question for tick in ticks} == set(Question)
    assert len({tick.key for tick in ticks}) == len(ticks)
    assert all(tick.words and tick.otherwise and tick.mend for tick in ticks)


def test_rows_never_printed_are_one_finding_of_the_book_once_the_days_are_over() -> None:
    late, soon = date(2026, 10, 20), date(2026, 10, 21)  # 31 and 30 days before 20 November
    begun = PaperFact(ever=True, printed=4, unprinted=(late, date(2026, 10, 5), soon), changed=())
    [found] = find_not_printed(quarter(paper=begun), LIMITS)
    assert found.words == "登记册缺 2 行没有印，最早是10月5日的"
    assert (found.subject, found.subject_id, found.mend) == ("register", 7, "补印新行")
    never = PaperFact(ever=False, printed=0, unprinted=(late,), changed=())
    [first] = find_not_printed(quarter(paper=never), LIMITS)
    assert (first.words, first.mend) == ("登记册还没有印过，该印 1 行，最早是10月20日的", "整册打印")
    assert not list(find_not_printed(quarter(paper=replace(begun, unprinted=(soon,))), LIMITS))
    assert not list(find_not_printed(quarter(), LIMITS))  # a book kept by hand is looked at by eyes


def test_rows_changed_after_printing_are_named_by_their_places() -> None:
    places = tuple(f"表八第 1 页第 {row} 行" for row in (1, 2, 5, 9))
    facts = quarter(paper=PaperFact(ever=True, printed=4, unprinted=(), changed=places))
    [found] = find_changed_since(facts, LIMITS)
    assert found.words == (
        "登记册印后改过：表八第 1 页第 1 行、表八第 1 页第 2 行、表八第 1 页第 5 行等 4 行"
    )
    assert "登记册已印 4 行，没有印 0 行，印后改过 4 行" in registration_words(facts)


def test_pages_that_have_not_come_back_signed_are_named_where_pages_come_back() -> None:
    some = PaperFact(ever=True, printed=4, unprinted=(), changed=(), unsigned=("表八第 2 页",))
    [found] = find_pages_not_signed(quarter(paper=some), LIMITS)
    assert (found.words, found.subject_id) == ("登记册没有收回签名：表八第 2 页", 7)
    assert not list(find_pages_not_signed(quarter(paper=replace(some, unsigned=())), LIMITS))
