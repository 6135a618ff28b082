"""Duty reports: who owes one, planned and given, ballots counted and judged, on paper. Today is 20 November 2026."""

import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given as given_values
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal, StaleEdit
from deputy_station.features.activities.models import DeedKind, DutyReportManner
from deputy_station.features.activities.service.deeds import edit_deed, get_deed, record_deed, remove_deed
from deputy_station.features.assessment.commands import (
    export_duty_schedule,
    export_ranking,
    export_term,
    show_duty,
)
from deputy_station.features.assessment.documents.duty import NotCounted, draw_result
from deputy_station.features.assessment.rules.ballots import (
    OVERALL,
    BallotsDoNotAdd,
    Votes,
    check_ballots,
    judge,
    shares,
)
from deputy_station.features.assessment.rules.choices import Every
from deputy_station.features.assessment.rules.given import given, result_words
from deputy_station.features.assessment.service.ballots import (
    BallotCount,
    NoDutyReport,
    count_ballots,
    read_ballots,
)
from deputy_station.features.assessment.service.duty import (
    give_report,
    plan_report,
    plan_reports,
    read_duty,
)
from deputy_station.features.assessment.service.year import set_year
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.history.service import undo_last
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

RULE, MAJORITY = given().ballot_rule("80_50"), given().ballot_rule("majority")


def overall(satisfied: int, fair: int = 0, unsatisfied: int = 0) -> Votes:
    return Votes(OVERALL, satisfied, fair, unsatisfied)


def fill(session: Session, *names: str) -> list[int]:
    session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
    session.add(Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)))
    group = Group(name="第一代表小组", position=1)
    found = []
    for name in names:
        deputy = Deputy(name=name, sort_key=name, group=group)
        deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
        session.add(deputy)
        session.flush()
        found.append(deputy.id)
    return found


def give(session: Session, deputy_id: int, on: date = date(2026, 11, 12)) -> int:
    return give_report(session, deputy_id=deputy_id, done_on=on, manner=DutyReportManner.ORAL).id


def count(session: Session, deed_id: int, *, valid: int = 50, good: int = 40, fair: int = 8) -> BallotCount:
    present = read_ballots(session, deed_id=deed_id)
    return count_ballots(
        session,
        deed_id=deed_id,
        deed_version=present.deed_version,
        version=present.version,
        sent=valid + 2,
        returned=valid + 1,
        valid=valid,
        lines=[
            ("政治素质", {"satisfied": valid - 2, "fair": 1, "unsatisfied": 1}),
            (OVERALL, {"satisfied": good, "fair": fair, "unsatisfied": 2}),
        ],
        remarks="多到后街走走。",
    )


def test_exactly_80_and_50_per_cent_are_enough_and_a_vote_less_is_not() -> None:
    assert judge(RULE, overall(40), 50) == "称职"
    assert judge(RULE, overall(39), 50) == "基本称职"
    assert judge(RULE, overall(25), 50) == "基本称职"
    assert judge(RULE, overall(24, 26), 50) == "不称职"
    # 7999 of 10000 is printed as 79.99, 799.96 of 1000 would round to 80.00: exact shares decide.
    assert judge(RULE, overall(79_996), 100_000) == "基本称职"
    assert result_words(RULE) == (
        "满意票 80% 以上（含 80%）为称职；满意票 50% 以上（含 50%）为基本称职；其余为不称职"
    )


def test_a_majority_is_more_than_half() -> None:
    assert judge(MAJORITY, overall(26), 50) == "满意"
    assert judge(MAJORITY, overall(25, 1), 50) == "基本满意"
    assert judge(MAJORITY, overall(20, 5, 25), 50) == "不满意"
    assert "满意票超过 50%（不含 50%）为满意" in result_words(MAJORITY)


@given_values(st.tuples(*[st.integers(0, 500)] * 4).filter(any))
def test_shares_of_a_line_add_up_to_a_hundred(votes: tuple[int, int, int, int]) -> None:
    found = shares(Votes("联系群众", *votes[:3]), sum(votes))
    assert sum(found) == 100
    for share, number in zip(found, votes, strict=True):
        assert abs(share - Fraction(100 * number, sum(votes))) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("sent", "returned", "valid", "votes", "said"),
    [
        (50, 51, 50, 0, "收回 51 张，比发出的 50 张还多"),
        (52, 50, 51, 0, "有效票 51 张，比收回的 50 张还多"),
        (52, 51, 50, 51, "“总体评价”三项合计 51 票，比有效票 50 张多 1 票"),
        (52, 51, 0, 0, "有效票至少 1 张"),
    ],
)
def test_ballots_that_do_not_add_up_are_refused(
    sent: int, returned: int, valid: int, votes: int, said: str
) -> None:
    with pytest.raises(BallotsDoNotAdd, match=said):
        check_ballots(sent, returned, valid, [overall(votes)])


def test_who_owes_a_report_comes_first_the_late_ones_on_top(database: Database) -> None:
    with database.transaction() as session:
        jia, yi, bing, _ding = fill(session, "甲", "乙", "丙", "丁")
        plan_report(session, deputy_id=yi, planned_on=date(2026, 11, 19), place="村部")
        plan_report(session, deputy_id=bing, planned_on=date(2026, 11, 20))
        give(session, jia, date(2023, 5, 6))  # once a term: three years ago will do
    with database.reading() as session:
        view = read_duty(session, year=2026)
    assert (view.window, view.every, view.owed) == ("第十九届", Every.TERM, 3)
    assert [(row.deputy, row.state) for row in view.rows] == [
        ("乙", "已过期"),
        ("丙", "已安排"),
        ("丁", "待安排"),
        ("甲", "待测评"),
    ]
    assert view.rows[0].planned_place == "村部"


def test_once_a_year_a_report_of_another_year_does_not_help(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        give(session, jia, date(2025, 5, 6))
        set_year(
            session,
            year=2026,
            version=None,
            duty_every=Every.YEAR,
            ballot_rule="80_50",
            fine_places=1,
            objection_days=5,
        )
    with database.reading() as session:
        assert read_duty(session, year=2026).owed == 1
        assert read_duty(session, year=2025).owed == 0


def test_many_are_planned_at_once_and_moved_on_a_stale_copy_they_are_refused(database: Database) -> None:
    with database.transaction() as session:
        jia, yi = fill(session, "甲", "乙")
        plans: list[tuple[int, dict[str, object]]] = [
            (jia, {"planned_on": date(2026, 12, 1), "place": "村部"}),
            (yi, {"place": "只有地点"}),
        ]
        assert plan_reports(session, plans=plans, year=2026) == 1
        row = next(row for row in read_duty(session, year=2026).rows if row.id == jia)
        moved = {"deputy_id": jia, "planned_on": date(2026, 12, 8), "plan_id": row.plan_id}
        plan_report(session, **moved, version=row.plan_version)
        with pytest.raises(StaleEdit):
            plan_report(session, **moved, version=row.plan_version)
    with database.reading() as session:
        [row] = [row for row in read_duty(session, year=2026).rows if row.id == jia]
    assert (row.planned_on, row.planned_place) == (date(2026, 12, 8), "")


def test_counted_ballots_give_the_result_and_the_votes_the_points_are_counted_from(
    database: Database,
) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        deed_id = give(session, jia)
        counted = count(session, deed_id)
        assert counted.result == "称职"
        deed = get_deed(session, deed_id=deed_id)
        assert (deed.votes_satisfied, deed.votes_fair, deed.votes_unsatisfied) == (40, 8, 2)
        assert counted.lines[0] == Votes("政治素质", 48, 1, 1)
        assert counted.lines[1].cast == 0  # not counted: everybody abstained
        with pytest.raises(StaleEdit):
            count_ballots(
                session,
                deed_id=deed_id,
                deed_version=deed.version,
                version=None,
                sent=52,
                returned=51,
                valid=50,
                lines=[],
            )
    with database.transaction() as session:
        again = count(session, deed_id, good=39)
        assert (again.result, len(again.lines)) == ("基本称职", len(given().aspects))
        [row] = read_duty(session, year=2026).rows
        assert (row.state, row.counted) == ("基本称职", True)


def test_votes_edited_away_from_the_ballots_give_no_result(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        deed_id = give(session, jia)
        count(session, deed_id)
        deed = get_deed(session, deed_id=deed_id)
        edit_deed(session, deed_id=deed_id, version=deed.version, votes_satisfied=60)
        counted = read_ballots(session, deed_id=deed_id)
    assert counted.result == ""
    assert counted.doubt == "总体评价 70 票，比有效票 50 张多，请重新登记测评票。"


def test_the_ballots_go_and_come_back_with_their_report(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        deed_id = give(session, jia)
        count(session, deed_id)
    with database.transaction() as session:
        remove_deed(session, deed_id=deed_id, version=get_deed(session, deed_id=deed_id).version)
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert read_ballots(session, deed_id=deed_id).result == "称职"
        assert read_ballots(session, deed_id=deed_id).lines[0].satisfied == 48


def test_ballots_belong_to_duty_reports_alone(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        deed = record_deed(session, kind=DeedKind.GOOD_DEED, deputy_id=jia, title="修路")
        with pytest.raises(NoDutyReport):
            read_ballots(session, deed_id=deed.id)


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[at].get_textpage().get_text_range() for at in range(len(document))]
    finally:
        document.close()


def test_the_result_is_printed_with_its_rule_once_it_is_counted(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "王建国")
        deed_id = give(session, jia)
    with pytest.raises(NotCounted, match="王建国的测评票还没有登记"):
        draw_result(database, out=tmp_path / "果.pdf", deed_id=deed_id)
    with database.transaction() as session:
        count(session, deed_id)
    [page] = text_of(draw_result(database, out=tmp_path / "果.pdf", deed_id=deed_id).path)
    assert "评议结果：称职" in page
    assert "发出 52 张，收回 51 张，有效 50 张" in page
    assert "80.00%" in page
    assert "满意票 80% 以上（含 80%）为称职" in page.replace("\r\n", "")


def test_the_command_tells_who_owes_a_report(database: Database) -> None:
    with database.transaction() as session:
        jia, _yi = fill(session, "甲", "乙")
        count(session, give(session, jia))
    answer = io.StringIO()
    show_duty(Desk(lambda: database, as_json=True, out=answer, err=io.StringIO()), year=2026)
    told = json.loads(answer.getvalue())
    assert (told["window"], told["owed"]) == ("第十九届", 1)
    assert [(row["deputy"], row["state"]) for row in told["rows"]] == [("乙", "待安排"), ("甲", "称职")]


def test_ranking_and_term_are_written_after_the_ending_of_the_name(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        fill(session, "甲", "乙")
    answer = io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=answer, err=io.StringIO())
    export_ranking(desk, year=2026, out=tmp_path / "名次.xlsx")
    export_term(desk, year=2026, out=tmp_path / "任期.docx")
    assert {path.name for path in tmp_path.iterdir()} >= {"名次.xlsx", "任期.docx"}
    with pytest.raises(Refusal):
        export_ranking(desk, year=2026, out=tmp_path / "名次.txt")


def test_the_schedule_says_who_reports_when_where_how_and_by_which_day(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        _first, second = fill(session, "甲", "乙")
        plan_report(
            session,
            deputy_id=second,
            planned_on=date(2026, 12, 8),
            place="镇礼堂",
            manner=DutyReportManner.WRITTEN,
        )
    station = Desk(lambda: database, as_json=True, out=io.StringIO())
    for ending in (".pdf", ".xlsx"):
        export_duty_schedule(station, year=2026, out=tmp_path / f"安排{ending}")
    with pypdfium2.PdfDocument(tmp_path / "安排.pdf") as paper:
        told = "".join(paper[0].get_textpage().get_text_range().split())
    # Who has a day comes first; the term ends on the last day of the year.
    assert "1乙第一代表小组2026年12月8日镇礼堂书面2026年12月31日已安排" in told
    assert "2甲第一代表小组2026年12月31日待安排" in told
    assert "已述职0位，还有2位；其中1位还没有排日期" in told
    rows = CalamineWorkbook.from_path(tmp_path / "安排.xlsx").get_sheet_by_index(0).to_python()
    assert any("镇礼堂" in row and "书面" in row for row in rows)
