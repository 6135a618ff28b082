"""Pages of sign-in sheets come back: attendance, questions, and what is told apart. Reading is made up here."""

from datetime import date
from typing import Any

import pytest

from deputy_station.features.activities.models import Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import (
    list_attendance,
    record_attendance,
    remove_from_list,
)
from deputy_station.features.activities.service.evidence import list_evidence
from deputy_station.features.activities.service.plans import cancel_activity, create_activity, get_activity
from deputy_station.features.history.service import redo_last, undo_last
from deputy_station.features.scans.models import ScanBatch, ScanMark, ScanPage
from deputy_station.features.scans.rules.papers import sheet_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, Question, ScanSource, Verdict
from deputy_station.features.scans.service.answering import (
    MarkAnswer,
    WhoSigned,
    answer_marks,
    settle_visitors,
)
from deputy_station.features.scans.service.evidence import signatures_of
from deputy_station.features.scans.service.filing import BatchResult, NothingToFile, file_pages
from deputy_station.features.scans.service.listing import (
    count_pages,
    list_pages,
    list_waiting,
    read_page,
)
from deputy_station.features.scans.service.page_states import count_states
from deputy_station.features.signin.models import SignSheet
from deputy_station.store.database import Database
from tests.features.scans.conftest import page_of, print_sheet

SIGNED, EMPTY, UNSURE = Verdict.SIGNED, Verdict.EMPTY, Verdict.UNSURE
NOT_YET, PRESENT, LEAVE = AttendanceState.NOT_YET, AttendanceState.PRESENT, AttendanceState.LEAVE


def file(database: Database, *pages: ReadPage) -> BatchResult:
    with database.transaction() as session:
        return file_pages(session, pages=pages, source=ScanSource.DROPPED)


def states(database: Database, activity_id: int) -> dict[str, AttendanceState]:
    with database.reading() as session:
        return {row.deputy: row.state for row in list_attendance(session, activity_id=activity_id)}


def rows(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.query(model).count()


def first_page(activity_id: int, *verdicts: Verdict, **more: Any) -> ReadPage:
    return page_of(activity_id, 1, {f"row:{place}": each for place, each in enumerate(verdicts)}, **more)


def test_signed_boxes_become_attendance_without_a_moment_and_empty_ones_nothing(
    database: Database, training: int
) -> None:
    result = file(database, first_page(training, SIGNED, EMPTY, SIGNED))
    assert result.sentence == "收回签到表 1 页：到会 2 人"
    [page] = result.pages
    assert (page.state, page.came, page.not_signed) == (PageState.FILED, 2, ("李秀英",))
    assert page.sentence == "到会 2 人，没签 1 人（李秀英）。"
    assert page.subject == "学习代表法（11月19日）"
    found = states(database, training)
    assert (found["王建国"], found["李秀英"], found["张守田"], found["赵敏"]) == (
        PRESENT,
        NOT_YET,
        PRESENT,
        NOT_YET,
    )
    with database.reading() as session:
        assert [row.arrived_at for row in list_attendance(session, activity_id=training, state=PRESENT)] == [
            None
        ] * 2


def test_on_the_very_day_no_moment_of_arrival_is_made_up(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        today = create_activity(
            session, kind=ActivityKind.TRAINING, title="今天的学习", held_on=date(2026, 11, 20), everyone=True
        ).id
        print_sheet(session, today, people)
    file(database, first_page(today, SIGNED))
    with database.reading() as session:
        [came] = list_attendance(session, activity_id=today, state=PRESENT)
    assert (came.deputy, came.arrived_at) == ("王建国", None)


def test_what_people_recorded_is_never_overwritten_but_asked(
    database: Database, training: int, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        for name, state in (("王建国", LEAVE), ("李秀英", PRESENT)):
            record_attendance(session, activity_id=training, deputy_id=people[name], state=state)
    result = file(database, first_page(training, SIGNED, EMPTY, EMPTY))
    assert (result.came, result.asked) == (0, 2)
    assert "王建国签了名，记录不是到会；李秀英记了到会，纸上没签" in result.pages[0].sentence
    found = states(database, training)
    assert (found["王建国"], found["李秀英"]) == (LEAVE, PRESENT)
    with database.reading() as session:
        waiting = list_waiting(session)
    assert [(each.mark.name, each.mark.question) for each in waiting] == [
        ("王建国", Question.DISAGREES),
        ("李秀英", Question.NOT_SIGNED),
    ]


def test_unsure_boxes_are_answered_by_a_person_in_one_change(database: Database, training: int) -> None:
    result = file(database, first_page(training, UNSURE, UNSURE, EMPTY))
    assert (result.came, result.asked, result.pages[0].state) == (0, 2, PageState.ASKED)
    with database.transaction() as session:
        one, two = list_waiting(session)
        told = answer_marks(
            session, answers=[MarkAnswer(one.mark.id, SIGNED), MarkAnswer(two.mark.id, EMPTY)]
        )
    assert (told.boxes, told.came) == (2, 1)
    assert states(database, training)["王建国"] is PRESENT
    assert states(database, training)["李秀英"] is NOT_YET
    with database.reading() as session:
        assert list_waiting(session) == []
        assert count_states(session).filed == 1
        [page] = list_pages(session)
    assert page.sentence == "没签 1 人（张守田）。王建国、李秀英的签名看不准，已看过。"
    with database.transaction() as session:
        assert undo_last(session).sentence.startswith("撤销")
    assert states(database, training)["王建国"] is NOT_YET
    with database.reading() as session:
        assert len(list_waiting(session)) == 2


def test_everything_a_scan_did_is_one_step_back_and_forth(database: Database, training: int) -> None:
    file(database, first_page(training, SIGNED, UNSURE, EMPTY), page_of(training, 2, {"row:3": SIGNED}))
    before = states(database, training)
    with database.transaction() as session:
        undo_last(session)
    assert set(states(database, training).values()) == {NOT_YET}
    assert [rows(database, model) for model in (ScanBatch, ScanPage, ScanMark)] == [0, 0, 0]
    with database.reading() as session:
        assert list_evidence(session, subject="activity", subject_id=training) == []
    with database.transaction() as session:
        redo_last(session)
    assert states(database, training) == before
    assert [rows(database, model) for model in (ScanBatch, ScanPage, ScanMark)] == [1, 2, 4]
    with database.reading() as session:
        [page] = list_pages(session, search="扫描1")
        assert read_page(session, page_id=page.id).picture == b"picture"


def test_the_crop_stays_beside_the_name(database: Database, training: int, people: dict[str, int]) -> None:
    file(database, first_page(training, SIGNED, UNSURE, EMPTY))
    with database.transaction() as session:
        [unsure] = list_waiting(session)
        answer_marks(session, answers=[MarkAnswer(unsure.mark.id, SIGNED)])
    with database.reading() as session:
        found = {
            each.deputy_id: (each.crop, each.by_person)
            for each in signatures_of(session, activity_id=training)
        }
    assert found == {
        people["王建国"]: (b"row:0 signed", False),
        people["李秀英"]: (b"row:1 unsure", True),
    }


def test_the_scan_is_named_once_among_the_evidence(database: Database, training: int) -> None:
    file(database, first_page(training, SIGNED), page_of(training, 2, {"row:3": SIGNED}))
    with database.reading() as session:
        kept = list_evidence(session, subject="activity", subject_id=training)
    assert [each.title for each in kept] == ["签到表扫描件"]


def test_the_same_picture_twice_in_one_drop_does_not_double(database: Database, training: int) -> None:
    page = first_page(training, SIGNED, UNSURE)
    result = file(database, page, page)
    assert [each.state for each in result.pages] == [PageState.ASKED, PageState.AGAIN]
    assert result.pages[1].sentence == "同一页11月20日已经收过，没有重复登记。"
    assert (result.came, result.asked) == (1, 1)
    assert rows(database, ScanMark) == 2


def test_another_scan_of_the_same_page_only_adds_what_was_signed_since(
    database: Database, training: int
) -> None:
    file(database, first_page(training, SIGNED, UNSURE, EMPTY))
    again = file(database, first_page(training, SIGNED, EMPTY, EMPTY, digest="another scan"))
    assert (again.pages[0].state, again.came, again.asked) == (PageState.AGAIN, 0, 0)
    with database.reading() as session:
        assert list_waiting(session) == []  # the clearer scan says the box is empty
    later = file(database, first_page(training, SIGNED, EMPTY, SIGNED, digest="after the meeting"))
    assert (later.pages[0].state, later.came) == (PageState.AGAIN, 1)
    assert later.pages[0].sentence == "这一页11月20日收过，这次新签的已补上：到会 1 人。"
    assert states(database, training)["张守田"] is PRESENT
    assert rows(database, ScanMark) == 3
    with database.reading() as session:
        [first] = list_pages(session, state=PageState.FILED)
        assert [mark.crop for mark in read_page(session, page_id=first.id).marks] == [
            b"row:0 signed",
            b"row:1 empty",
            b"row:2 signed",
        ]


def test_a_person_s_answer_stands_against_a_later_scan(database: Database, training: int) -> None:
    file(database, first_page(training, UNSURE))
    with database.transaction() as session:
        [unsure] = list_waiting(session)
        answer_marks(session, answers=[MarkAnswer(unsure.mark.id, EMPTY)])
    file(database, first_page(training, SIGNED, digest="sharper"))
    assert states(database, training)["王建国"] is NOT_YET


def test_a_page_missing_from_a_set_is_said(database: Database, training: int) -> None:
    result = file(database, first_page(training, SIGNED))
    assert result.missing == ("“学习代表法”签到表共 2 页，第 2 页没有收到。请找出来补扫。",)
    result = file(database, page_of(training, 2, {"row:3": EMPTY}))
    assert result.missing == ()


def test_somebody_who_filled_a_blank_line_is_asked_for_and_entered(
    database: Database, training: int, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        remove_from_list(session, activity_id=training, deputy_id=people["赵敏"])
    result = file(database, page_of(training, 2, {"row:3": SIGNED, "line:6": SIGNED, "line:7": EMPTY}))
    assert (result.asked, rows(database, ScanMark)) == (1, 2)  # the empty line is no mark
    with database.transaction() as session:
        [line] = list_waiting(session)
        assert (line.mark.question, line.mark.name) == (Question.WALK_IN, "")
        with pytest.raises(WhoSigned):
            answer_marks(session, answers=[MarkAnswer(line.mark.id, SIGNED)])
        answer_marks(session, answers=[MarkAnswer(line.mark.id, SIGNED, people["赵敏"])])
    assert states(database, training)["赵敏"] is PRESENT
    with database.reading() as session:
        walk_in = next(row for row in list_attendance(session, activity_id=training) if row.deputy == "赵敏")
    assert (walk_in.expected, walk_in.arrived_at) == (False, None)


def test_a_signature_of_somebody_no_longer_listed_is_named_and_asked(
    database: Database, training: int, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        remove_from_list(session, activity_id=training, deputy_id=people["李秀英"])
    result = file(database, first_page(training, EMPTY, SIGNED, EMPTY))
    assert "李秀英签了名，已不在名单上" in result.pages[0].sentence
    assert "李秀英" not in states(database, training)
    with database.transaction() as session:
        [asked] = list_waiting(session)
        answer_marks(session, answers=[MarkAnswer(asked.mark.id, SIGNED)])
    assert states(database, training)["李秀英"] is PRESENT


def test_an_old_print_is_read_by_its_own_rows_and_said(
    database: Database, training: int, people: dict[str, int]
) -> None:
    """The second print lacks 王建国, so that its first row is 李秀英."""
    with database.transaction() as session:
        remove_from_list(session, activity_id=training, deputy_id=people["王建国"])
        left = {name: each for name, each in people.items() if name != "王建国"}
        print_sheet(session, training, left, edition=2)
    old = file(database, first_page(training, EMPTY, SIGNED, EMPTY, edition=1))
    assert old.pages[0].sentence.startswith(
        "这是第 1 版（后来印到第 2 版，名单后来有变动），按这一版的行登记。"
    )
    assert states(database, training)["李秀英"] is PRESENT
    new = file(database, first_page(training, EMPTY, SIGNED, EMPTY, edition=2))
    assert new.pages[0].sentence.startswith("到会 1 人")
    assert states(database, training)["张守田"] is PRESENT


def test_a_cancelled_activity_takes_no_signatures(database: Database, training: int) -> None:
    with database.transaction() as session:
        version = get_activity(session, activity_id=training).version
        cancel_activity(session, activity_id=training, version=version)
    [page] = file(database, first_page(training, SIGNED)).pages
    assert page.state is PageState.REFUSED
    assert page.sentence == ("“学习代表法”已取消，没有登记。如确实举行过，请先在“履职活动”里恢复，再扫一次。")
    assert rows(database, ScanMark) == 0


def test_a_sheet_nobody_printed_here_is_told(database: Database, training: int) -> None:
    """Its activity was deleted, or it was printed at another database of the same station."""
    result = file(database, first_page(training + 90, SIGNED), page_of(training, 3, {"row:0": SIGNED}))
    assert {page.sentence for page in result.pages} == {
        "这张签到表没有打印记录，可能活动已删除，或是在别的库里印的。请按纸面在屏幕上登记。"
    }


def test_an_activity_that_is_not_yet_is_refused_with_its_day(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        later = create_activity(
            session, kind=ActivityKind.TRAINING, title="下月学习", held_on=date(2026, 12, 4), everyone=True
        ).id
        print_sheet(session, later, people)
    [page] = file(database, first_page(later, SIGNED)).pages
    assert page.state is PageState.REFUSED
    assert page.sentence == "“下月学习”：活动在 12月4日，还没有到，现在只能登记请假。"


def test_a_page_that_cannot_be_taken_stops_no_other_and_may_come_again(
    database: Database, training: int
) -> None:
    torn = ReadPage("坏.png", 1, problem="“坏.png”不完整。")
    stranger = ReadPage("别.png", 1, "strange")
    result = file(database, torn, first_page(training, SIGNED), stranger)
    assert [page.state for page in result.pages] == [PageState.REFUSED, PageState.FILED, PageState.REFUSED]
    assert result.pages[2].sentence.startswith("没有找到本站文书的二维码")
    assert result.sentence == "收回签到表 1 页：到会 1 人，未收 2 页"
    unread = ReadPage("1.png", 1, "x", "", sheet_paper(training, 1), 2, problem="看不清。")
    file(database, unread)
    again = file(database, ReadPage("1.png", 1, "x", "", sheet_paper(training, 1), 2))
    assert again.pages[0].state is PageState.FILED  # a refused page did not count as received


def test_the_visitors_sheet_counts_filled_lines_and_guesses_nothing(
    database: Database, training: int
) -> None:
    with database.transaction() as session:
        sheet = session.query(SignSheet).one()
        sheet.for_visitors, sheet.rows = True, [0, 0, 0]
    page = page_of(training, 1, {"line:0": SIGNED, "line:1": UNSURE, "line:2": EMPTY})
    result = file(database, page)
    assert result.sentence == "收回来访签到表 1 页"
    assert result.pages[0].sentence == "来访人填了 2 行，请照着录入。"
    assert (result.came, result.asked) == (0, 2)
    with database.reading() as session:
        assert list_waiting(session) == []  # they are typed in, not judged by a key
        assert session.query(Attendance).filter_by(state=PRESENT).count() == 0
    with database.transaction() as session:
        shown = read_page(session, page_id=result.pages[0].id)
        assert [mark.box for mark in shown.marks] == ["line:0", "line:1"]
        assert settle_visitors(session, page_id=shown.row.id, version=shown.version) == 2
    with database.reading() as session:
        settled = read_page(session, page_id=result.pages[0].id).row
    assert (settled.state, settled.sentence) == (PageState.FILED, "来访人填了 2 行，已录入。")


def test_a_name_with_odd_signs_and_a_very_long_one_are_kept(database: Database, training: int) -> None:
    odd = "第一页 %_'\"；🙂" + "长" * 300 + ".png"
    file(database, first_page(training, SIGNED, name=odd))
    with database.reading() as session:
        [row] = list_pages(session, search="长长")
        assert row.file == odd[-255:]
        assert count_pages(session, search="%_没有") == 0


def test_nothing_to_file_is_refused(database: Database, people: dict[str, int]) -> None:
    with pytest.raises(NothingToFile), database.transaction() as session:
        file_pages(session, pages=[], source=ScanSource.DROPPED)
