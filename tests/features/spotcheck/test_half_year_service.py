"""A half-yearly check from the draw to the bulletin that went out, on both engines. Today is 20 November 2026."""

from datetime import date
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import StaleEdit
from deputy_station.features.activities.models import Activity, Attendance, Evidence
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import latest_history, undo_last
from deputy_station.features.spotcheck.rules.half_year import CheckResult, NobodyToDrawInHalf, Stratum
from deputy_station.features.spotcheck.rules.problem_kinds import KindUnknown
from deputy_station.features.spotcheck.service.bulletins import (
    BooksNotLookedAt,
    NoReason,
    call_back_bulletin,
    read_bulletin,
    save_bulletin,
    tell_bulletin,
)
from deputy_station.features.spotcheck.service.checking import CheckFromFuture
from deputy_station.features.spotcheck.service.half_year import (
    AlreadyTold,
    HalfSeedUsedOtherwise,
    HalfYearRow,
    ProblemMissing,
    draw_half_year,
    get_half_year,
    list_half_pool,
    list_half_years,
    record_book,
    repeat_draw,
)
from deputy_station.store.database import Database


def grade(session: Session, deputy_id: int, year: int, word: str) -> None:
    session.add(
        Assessment(
            deputy_id=deputy_id,
            year=year,
            grade=word,
            summary="",
            group_opinion="",
            presidium_opinion="",
            district_opinion="",
        )
    )


def attend(session: Session, deputy_id: int, on: date, state: AttendanceState, *evidence: str) -> None:
    activity = Activity(kind=ActivityKind.TRAINING, title=f"{on.month}月培训", held_on=on)
    session.add(activity)
    session.flush()
    session.add(Attendance(activity_id=activity.id, deputy_id=deputy_id, state=state))
    session.add_all(
        Evidence(subject="activity", subject_id=activity.id, title=title, filed_on=on) for title in evidence
    )


def drawn_all(session: Session) -> HalfYearRow:
    return draw_half_year(session, year=2026, half=2, share_percent=100, seed="8f3a", checker="区联络室")


def test_the_pool_has_group_lowest_level_and_last_years_grade(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        grade(session, people["李秀英"], 2025, "优秀")
        grade(session, people["王建国"], 2026, "好")  # this year's is not last year's
    with database.reading() as session:
        pool = {each.name: each.stratum for each in list_half_pool(session, year=2026, half=2)}
        assert pool["李秀英"] == Stratum("第一代表小组", "镇", "优秀")
        assert pool["王建国"] == Stratum("第一代表小组", "镇", "未评")
        assert pool["买买提·艾力"] == Stratum("", "市", "未评")
        # 赵敏 was elected on 1 July 2026.
        assert "赵敏" not in {each.name for each in list_half_pool(session, year=2026, half=1)}
        assert len(pool) == 6


def test_a_draw_is_kept_with_its_pool_and_repeated_after_the_roster_changed(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        made = draw_half_year(session, year=2026, half=2, count=3, seed="8f3a")
    with database.transaction() as session:
        assert draw_half_year(session, year=2026, half=2, count=3, seed=" 8f3a ") == made
    with database.transaction() as session:
        moved = session.get_one(Deputy, people["张守田"])
        moved.group, moved.name = Group(name="第三代表小组"), "张守天"
    with database.reading() as session:
        again = repeat_draw(session, check_id=made.id)
        assert [lot.pooled.deputy_id for lot in again.drawn] == [book.deputy_id for book in made.books]
        assert {lot.pooled.name for lot in again.lots} == set(people)
        assert list_half_years(session, year=2026) == [made]
        # Three of six: each of the two groups and the one without a group has one.
        assert sorted(book.stratum.group for book in made.books) == ["", "第一代表小组", "第二代表小组"]
    with database.transaction() as session, pytest.raises(HalfSeedUsedOtherwise, match="6 人里抽 3 人"):
        draw_half_year(session, year=2026, half=2, count=2, seed="8f3a")


def test_a_draw_is_not_taken_back(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        draw_half_year(session, year=2026, half=2, count=3, seed="8f3a")
    with database.transaction() as session, pytest.raises(WentOut, match="2026 年下半年的抽查已经抽定"):
        undo_last(session)
    assert len(people) == 6


def test_nobody_in_office_is_refused(database: Database) -> None:
    with (
        database.transaction() as session,
        pytest.raises(NobodyToDrawInHalf, match="2026 年上半年没有在任的代表"),
    ):
        draw_half_year(session, year=2026, half=1)


def test_a_book_is_judged_corrected_and_taken_back(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        check = drawn_all(session)
    who = people["李秀英"]
    with database.transaction() as session:
        with pytest.raises(ProblemMissing):
            record_book(session, check_id=check.id, deputy_id=who, version=None, result=CheckResult.BAD)
        with pytest.raises(KindUnknown, match="没有“潦草”这一类问题"):
            record_book(
                session,
                check_id=check.id,
                deputy_id=who,
                version=None,
                result=CheckResult.BAD,
                problems=["潦草"],
            )
    with database.transaction() as session:
        record_book(
            session,
            check_id=check.id,
            deputy_id=who,
            version=None,
            result=CheckResult.BAD,
            problems=["漏填", "涂改", "漏填"],
        )
    with database.transaction() as session:
        row = get_half_year(session, check_id=check.id)
        [found] = [book.found for book in row.books if book.found is not None]
        assert (found.problems, row.looked_at, row.passed) == (("漏填", "涂改"), 1, 0)
        record_book(
            session,
            check_id=check.id,
            deputy_id=who,
            version=found.version,
            result=CheckResult.GOOD,
            problems=["涂改"],
        )
    with database.reading() as session:
        assert get_half_year(session, check_id=check.id).passed == 1
        assert latest_history(session, limit=1)[0].sentence == "2026 年下半年抽查，李秀英的登记册：合格，涂改"
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        row = get_half_year(session, check_id=check.id)
        assert [book.found.problems for book in row.books if book.found] == [("漏填", "涂改")]


def test_another_desk_that_changed_the_problems_alone_is_not_overwritten_and_no_book_was_looked_at_tomorrow(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        check = drawn_all(session)
        book = partial(
            record_book,
            session,
            check_id=check.id,
            deputy_id=people["李秀英"],
            result=CheckResult.BAD,
            problems=["漏填"],
        )
        with pytest.raises(CheckFromFuture):
            book(version=None, checked_on=date(2026, 11, 21))
        row = book(version=None)
        [seen] = [each.found.version for each in row.books if each.found is not None]
        book(version=seen, problems=["漏填", "涂改"])
        with pytest.raises(StaleEdit):
            book(version=seen, problems=["缺签名"])


def judged(database: Database, people: dict[str, int]) -> int:
    """Six books: 王建国 passed with one record proved, 李秀英 failed on two problems, the others passed; 李秀英 was
    called twice, came once, without evidence."""
    with database.transaction() as session:
        attend(session, people["王建国"], date(2026, 7, 6), AttendanceState.PRESENT, "签到表")
        attend(session, people["李秀英"], date(2026, 8, 6), AttendanceState.PRESENT)
        attend(session, people["李秀英"], date(2026, 9, 6), AttendanceState.ABSENT)
        attend(session, people["李秀英"], date(2026, 6, 30), AttendanceState.PRESENT)  # the half before
        check = drawn_all(session)
    with database.transaction() as session:
        for name, deputy_id in people.items():
            bad = name == "李秀英"
            record_book(
                session,
                check_id=check.id,
                deputy_id=deputy_id,
                version=None,
                result=CheckResult.BAD if bad else CheckResult.GOOD,
                problems=["缺证明材料", "漏填"] if bad else (["漏填"] if name == "赵敏" else []),
                checked_on=date(2026, 11, 18 if bad else 19),
            )
    return check.id


def test_the_bulletin_is_drafted_from_the_figures(database: Database, people: dict[str, int]) -> None:
    check_id = judged(database, people)
    with database.reading() as session:
        drafted = read_bulletin(session, check_id=check_id)
        named = read_bulletin(session, check_id=check_id, names_deputies=True)
    words = drafted.words
    assert drafted.title == "关于2026年下半年人大代表履职登记册抽查情况的通报"
    assert words.opening.startswith("2026年11月18日至2026年11月19日，区联络室对青石镇人大代表")
    assert "从 6 人中" in words.opening
    # 5 of 6 and 1 of 6: 83.33 and 16.67.
    assert "合格 5 册（清单 2），占 83.33%；不合格 1 册（清单 3），占 16.67%。" in words.overall
    # Three records, all written down; two where somebody was there, one of them proved; called 3 times, came twice.
    assert "应填记录 3 条（清单 5），已填 3 条（清单 6），登记率 100.00%" in words.overall
    assert "证明率 50.00%" in words.overall
    assert "应到会议和活动 3 人次（清单 9），实到 2 人次（清单 10），出席率 66.67%。" in words.overall
    assert "王建国代表（第一代表小组）登记 1 条，应有证明材料的 1 条都有材料。" in words.good
    assert "第二代表小组抽查的 3 册全部合格。" in words.good
    assert words.problems == (
        "共发现问题 3 处，涉及 2 册：漏填 2 处（清单 11-1），占 66.67%；缺证明材料 1 处（清单 11-2），占 33.33%。"
    )
    assert "李秀英" not in words.problems
    assert "缺证明材料 1 处（清单 11-2），占 33.33%，李秀英。" in named.words.problems
    assert "2026年12月20日前改好" in words.demands  # 30 days after today
    assert Fraction(1, 2) == drafted.figures.total("proved") / Fraction(drafted.figures.total("done"))


def test_an_edited_bulletin_is_kept_and_says_when_its_figures_changed(
    database: Database, people: dict[str, int]
) -> None:
    check_id = judged(database, people)
    with database.transaction() as session:
        drafted = read_bulletin(session, check_id=check_id)
        kept = save_bulletin(
            session,
            check_id=check_id,
            version=drafted.version,
            title=drafted.title,
            number="杜人联〔2026〕3号",
            addressee=drafted.addressee,
            opening=drafted.words.opening,
            overall=drafted.words.overall,
            good="王建国代表一条不漏。",
            problems=drafted.words.problems,
            demands=drafted.words.demands,
            issuer=drafted.issuer,
            issued_on=drafted.issued_on,
            copies=drafted.copies,
        )
    assert (kept.words.good, kept.number, kept.outdated) == (
        "王建国代表一条不漏。",
        "杜人联〔2026〕3号",
        False,
    )
    with database.transaction() as session:
        attend(session, people["赵敏"], date(2026, 10, 6), AttendanceState.PRESENT, "照片")
    with database.reading() as session:
        later = read_bulletin(session, check_id=check_id)
        anew = read_bulletin(session, check_id=check_id, anew=True)
    assert (later.outdated, later.words.good) == (True, "王建国代表一条不漏。")
    assert "应填记录 4 条" in anew.words.overall


def test_turning_the_switch_names_those_with_problems_where_the_words_are_as_drafted(
    database: Database, people: dict[str, int]
) -> None:
    check_id = judged(database, people)
    with database.transaction() as session:
        drafted = read_bulletin(session, check_id=check_id)
        values = {
            "title": drafted.title,
            "number": drafted.number,
            "addressee": drafted.addressee,
            "opening": drafted.words.opening,
            "overall": drafted.words.overall,
            "good": drafted.words.good,
            "demands": drafted.words.demands,
            "issuer": drafted.issuer,
            "issued_on": drafted.issued_on,
        }
        named = save_bulletin(
            session,
            check_id=check_id,
            version=None,
            problems=drafted.words.problems,
            names_deputies=True,
            **values,  # type: ignore[arg-type]
        )
        assert "占 33.33%，李秀英。" in named.words.problems
        own = save_bulletin(
            session,
            check_id=check_id,
            version=named.version,
            problems="个别登记册漏填。",
            names_deputies=False,
            **values,  # type: ignore[arg-type]
        )
    assert (own.words.problems, own.outdated) == ("个别登记册漏填。", False)


def test_what_went_out_stands_until_it_is_called_back(database: Database, people: dict[str, int]) -> None:
    check_id = judged(database, people)
    with database.transaction() as session:
        row = get_half_year(session, check_id=check_id)
        tell_bulletin(session, check_id=check_id, version=row.version)
    with database.transaction() as session:
        row = get_half_year(session, check_id=check_id)
        assert row.told_on == date(2026, 11, 20)
        found = row.books[0].found
        assert found is not None
        with pytest.raises(AlreadyTold, match="11月20日已经通报"):
            record_book(
                session,
                check_id=check_id,
                deputy_id=row.books[0].deputy_id,
                version=found.version,
                result=CheckResult.GOOD,
            )
        with pytest.raises(NoReason):
            call_back_bulletin(session, check_id=check_id, version=row.version, reason=" ")
        call_back_bulletin(session, check_id=check_id, version=row.version, reason="数字有误")
        assert get_half_year(session, check_id=check_id).told_on is None


def test_a_bulletin_does_not_go_out_before_every_book_was_looked_at(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        check = drawn_all(session)
        with pytest.raises(BooksNotLookedAt, match="还有 6 册没有填抽查结果"):
            tell_bulletin(session, check_id=check.id, version=check.version)
    assert len(people) == 6
