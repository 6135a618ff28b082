"""Ballots on duty reports printed, ticked and read back: nothing counted twice, nothing guessed. 20 November 2026."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import silent_progress
from deputy_station.documents.geometry import BoxKind, PrintGeometry, from_json
from deputy_station.features.activities.models import DutyReportManner
from deputy_station.features.activities.service.deeds import edit_deed, get_deed, remove_deed
from deputy_station.features.assessment.commands import export_ballots, show_ballots, take_ballots
from deputy_station.features.assessment.documents.ballots import (
    BallotsNotPrinted,
    MadeBallots,
    draw_ballots,
    keep_ballots,
)
from deputy_station.features.assessment.models import BallotPrint
from deputy_station.features.assessment.rules.ballot_papers import (
    ABSTAIN,
    SPOILED,
    LineRead,
    PaperVotes,
    Standing,
    code_number,
    printing_and_number,
    read_lines,
    tally,
    tally_words,
)
from deputy_station.features.assessment.rules.ballots import OVERALL, Votes
from deputy_station.features.assessment.rules.choices import Doubt
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.ballot_count import (
    BallotsWait,
    LineNotAnswered,
    NoBallotBack,
    ScanCount,
    answer_ballot,
    look_at_ballot,
    read_scan_count,
    take_over,
    type_remark,
    written_on,
)
from deputy_station.features.assessment.service.ballot_papers import (
    BallotsOvertaken,
    DrawnBallots,
    keep_printing,
    report_of_ballot,
)
from deputy_station.features.assessment.service.ballots import count_ballots, read_ballots, seal_ballots
from deputy_station.features.assessment.service.duty import give_report
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import redo_last, undo_last
from deputy_station.features.scans.commands import scan
from deputy_station.features.scans.imports.reading import read_files
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource, Verdict
from deputy_station.features.scans.service.filing import BatchResult, FiledPage, file_pages
from deputy_station.features.scans.service.listing import read_page
from deputy_station.features.signin.models import SignKey
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.assessment.ballots_back import ASPECTS, BAD, FAIR, GEOMETRY, GOOD, back

SIGNED, EMPTY, UNSURE = Verdict.SIGNED, Verdict.EMPTY, Verdict.UNSURE

# ------------------------------------------------------------------ rules


def test_one_tick_is_a_vote_none_an_abstention_and_two_or_a_doubtful_one_are_asked() -> None:
    clear = {f"tick:{line}:{grade}": EMPTY for line in range(5) for grade in (GOOD, FAIR, BAD)}
    told = clear | {
        f"tick:0:{GOOD}": SIGNED,
        f"tick:2:{GOOD}": SIGNED,
        f"tick:2:{BAD}": SIGNED,
        f"tick:3:{FAIR}": UNSURE,
        f"tick:4:{GOOD}": SIGNED,
        f"tick:4:{BAD}": UNSURE,
    }
    assert read_lines(list(told.items()), 5) == (
        LineRead(GOOD),
        LineRead(""),
        LineRead("", Doubt.SEVERAL),
        LineRead("", Doubt.UNSURE),
        LineRead("", Doubt.UNSURE),
    )
    torn = [(key, verdict) for key, verdict in clear.items() if key != f"tick:0:{BAD}"]
    assert read_lines(torn, 1) == (LineRead("", Doubt.UNSURE),)  # a box nobody judged is no empty box


def test_ballots_that_wait_or_are_void_are_in_no_line() -> None:
    papers = [
        PaperVotes((("联系群众", GOOD), (OVERALL, GOOD))),
        PaperVotes((("联系群众", ""), (OVERALL, FAIR))),
        PaperVotes((("联系群众", ""), (OVERALL, ""))),
        PaperVotes((("联系群众", GOOD), (OVERALL, "")), spoiled=True),
        PaperVotes((("联系群众", BAD), (OVERALL, "")), waits=True),
    ]
    assert [paper.standing for paper in papers] == [
        Standing.VALID,
        Standing.VALID,
        Standing.VOID,
        Standing.VOID,
        Standing.WAITS,
    ]
    found = tally(8, ASPECTS, papers)
    assert (found.sent, found.returned, found.valid, found.void, found.waiting) == (8, 5, 2, 2, 1)
    assert found.lines == (Votes("联系群众", 1, 0, 0), Votes(OVERALL, 1, 1, 0))
    assert tally_words(found) == "印了 8 张，收回 5 张：有效 2 张，废票 2 张，待看 1 张。"


def test_a_code_names_the_printing_and_the_ballot() -> None:
    assert printing_and_number(code_number(12, 300)) == (12, 300)
    with pytest.raises(ValueError, match="does not fit"):
        code_number(1, 1000)


# ------------------------------------------------------------------ kept, read, counted


def print_for(session: Session, deputy_id: int, deed_id: int | None = None, copies: int = 5) -> None:
    keep_printing(session, drawn=DrawnBallots(1, deputy_id, deed_id, copies, ASPECTS, GEOMETRY))


def give(session: Session, deputy_id: int, on: date = date(2026, 11, 20)) -> int:
    return give_report(session, deputy_id=deputy_id, done_on=on, manner=DutyReportManner.ORAL).id


def file(session: Session, *pages: ReadPage) -> list[FiledPage]:
    return list(file_pages(session, pages=pages, source=ScanSource.DROPPED).pages)


def count_of(session: Session, deputy_id: int, deed_id: int | None = None) -> ScanCount:
    return read_scan_count(session, deputy_id=deputy_id, deed_id=deed_id)


def test_each_ballot_counts_once_and_what_is_doubtful_waits(
    database: Database, people: dict[str, int]
) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        print_for(session, jia)
        filed = file(
            session,
            back(3, GOOD, GOOD),
            back(1, "", BAD, words="路灯".encode()),
            back(2, GOOD, FAIR, doubt=f"tick:1:{BAD}"),
            back(5, "", ""),
            back(3, GOOD, GOOD, again="b"),
            back(3, GOOD, BAD, again="c"),
            back(9, GOOD, GOOD),
        )
    assert [page.state for page in filed] == [
        PageState.FILED, PageState.ASKED, PageState.ASKED, PageState.FILED,
        PageState.AGAIN, PageState.AGAIN, PageState.REFUSED,
    ]  # fmt: skip
    assert filed[0].sentence == "第 3 号票有效。"
    assert filed[1].sentence == "第 1 号票有效。意见栏写了字，请照着录入。"
    assert filed[2].sentence == "第 2 号票的“总体评价”看不准，请看一下。"
    assert filed[3].sentence == "第 5 号票一格也没有打，是废票。"
    assert filed[4].sentence == "第 3 号票11月20日已经收过，没有重复计票。"
    assert filed[5].sentence.endswith("这一次读的和那一次不一样，请找出这一号的纸票核对。")
    assert filed[6].sentence.startswith("这张测评票没有打印记录")
    assert filed[2].subject == "王建国述职测评票第 2 号"
    with database.reading() as session:
        found = count_of(session, jia).found
        assert (found.sent, found.returned, found.valid, found.void, found.waiting) == (5, 4, 2, 1, 1)
        assert found.lines == (Votes("联系群众", 1, 0, 0), Votes(OVERALL, 1, 0, 1))


def test_a_person_answers_and_the_scanned_count_becomes_the_result(
    database: Database, people: dict[str, int]
) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        print_for(session, jia)  # before the report is on record
        deed_id = give(session, jia)
        with pytest.raises(NoBallotBack):
            take_over(session, deed_id=deed_id, deed_version=1, version=None, sent=5)
        doubtful = file(
            session,
            back(1, GOOD, GOOD, words="多到后街走走".encode()),
            back(2, GOOD, "", doubt=f"tick:1:{BAD}"),
            back(4, GOOD, "", doubt=f"tick:1:{GOOD}"),
        )[1]
    with database.transaction() as session:
        count = count_of(session, jia, deed_id)
        with pytest.raises(BallotsWait, match="还有 2 张票看不准"):
            take_over(session, deed_id=deed_id, deed_version=1, version=None, sent=5)
        first = look_at_ballot(session, paper_id=count.asked[0])
        assert [(line.aspect, line.vote, line.doubt) for line in first.lines] == [
            ("联系群众", GOOD, None),
            (OVERALL, None, Doubt.UNSURE),
        ]
        assert first.picture == b"picture"
        assert first.place == pytest.approx((0, 82 / 210, 1, 4.5 / 210))
        with pytest.raises(LineNotAnswered, match=OVERALL):
            answer_ballot(session, paper_id=first.id, version=first.version, line0=GOOD, line1=None)
        answer_ballot(session, paper_id=first.id, version=first.version, line0=GOOD, line1=ABSTAIN)
        second = look_at_ballot(session, paper_id=count.asked[1])
        answer_ballot(session, paper_id=second.id, version=second.version, line0=GOOD, line1=SPOILED)
        written = written_on(session, paper_id=count.written[0])
        assert written.cut == "多到后街走走".encode()
        type_remark(session, paper_id=written.id, version=written.version, remark="多到后街走走。")
    with database.transaction() as session:
        assert read_page(session, page_id=doubtful.id).row.state is PageState.FILED
        count = count_of(session, jia, deed_id)
        assert (count.asked, count.written, len(count.void)) == ((), (), 1)
        assert look_at_ballot(session, paper_id=count.void[0]).lines[1].vote == SPOILED
        deed = get_deed(session, deed_id=deed_id)
        taken = take_over(
            session, deed_id=deed_id, deed_version=deed.version, version=None, sent=4, remarks=count.remarks
        )
        assert (taken.sent, taken.returned, taken.valid, taken.remarks) == (4, 3, 2, "多到后街走走。")
        assert taken.overall == Votes(OVERALL, 1, 0, 0)
        assert taken.result == "基本称职"  # one of two is 50 per cent
        seal_ballots(session, deed_id=deed_id)
    with database.transaction() as session, pytest.raises(WentOut):
        undo_last(session)


def test_a_count_by_hand_stands_until_somebody_takes_the_other(
    database: Database, people: dict[str, int]
) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        deed_id = give(session, jia)
        print_for(session, jia, deed_id)
        present = read_ballots(session, deed_id=deed_id)
        count_ballots(
            session,
            deed_id=deed_id,
            deed_version=present.deed_version,
            version=None,
            sent=5,
            returned=5,
            valid=5,
            lines=[(OVERALL, {"satisfied": 5})],
        )
    with database.transaction() as session:
        file(session, back(1, GOOD, GOOD), back(2, GOOD, BAD))
    with database.transaction() as session:
        count = count_of(session, jia, deed_id)
        assert count.by_hand is not None
        assert (count.by_hand.valid, count.found.valid) == (5, 2)
        assert read_ballots(session, deed_id=deed_id).result == "称职"
        take_over(
            session,
            deed_id=deed_id,
            deed_version=count.by_hand.deed_version,
            version=count.by_hand.version,
            sent=5,
        )
        assert read_ballots(session, deed_id=deed_id).overall == Votes(OVERALL, 1, 0, 1)
    with database.transaction() as session:
        undo_last(session)
        assert read_ballots(session, deed_id=deed_id).valid == 5


def test_undoing_the_scan_takes_its_ballots_back(database: Database, people: dict[str, int]) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        print_for(session, jia)
    with database.transaction() as session:
        file(session, back(1, GOOD, GOOD))
    with database.transaction() as session:
        undo_last(session)
        assert count_of(session, jia).found.returned == 0
    with database.transaction() as session:
        redo_last(session)
        assert count_of(session, jia).found.valid == 1


def test_ballots_belong_to_the_report_given_that_day_or_next_and_outlive_it(
    database: Database, people: dict[str, int]
) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        print_for(session, jia)
        earlier = give(session, jia, date(2026, 11, 12))
        assert count_of(session, jia, earlier).found.sent == 0
        assert count_of(session, jia).found.sent == 5
        meant = give(session, jia)
        assert (count_of(session, jia, meant).found.sent, count_of(session, jia).found.sent) == (5, 0)
        with pytest.raises(BallotsOvertaken):
            print_for(session, jia)  # row 1 is taken: codes drawn with it would name other ballots
        keep_printing(session, drawn=DrawnBallots(2, jia, earlier, 7, ASPECTS, GEOMETRY))
        assert count_of(session, jia, earlier).found.sent == 7
        remove_deed(session, deed_id=earlier, version=get_deed(session, deed_id=earlier).version)
        assert count_of(session, jia, meant).found.sent == 12
        assert report_of_ballot(session, number=code_number(2, 7)) == (jia, meant)
        with pytest.raises(Refusal):
            report_of_ballot(session, number=code_number(2, 8))


def test_ballots_taken_over_stay_with_their_report_when_its_day_is_corrected(
    database: Database, people: dict[str, int]
) -> None:
    jia = people["王建国"]
    with database.transaction() as session:
        print_for(session, jia)
        deed_id = give(session, jia)
        file(session, back(1, GOOD, GOOD))
        deed = get_deed(session, deed_id=deed_id)
        take_over(session, deed_id=deed_id, deed_version=deed.version, version=None, sent=5)
        version = get_deed(session, deed_id=deed_id).version
        edit_deed(session, deed_id=deed_id, version=version, done_on=date(2026, 11, 19))
        # Not those of a report to come, whose count they would swell.
        assert (count_of(session, jia, deed_id).found.valid, count_of(session, jia).found.sent) == (1, 0)


# ------------------------------------------------------------------ from the printer to the count


def pages_of(pdf: Path, dpi: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def text_of(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def number_on(pdf: Path) -> list[int]:
    """The numbers of the ballots in the order of the pages."""
    return [int(text.split("第 ")[1].split(" 号票")[0]) for text in text_of(pdf)]


def tick(picture: Image.Image, geometry: PrintGeometry, ticks: Mapping[int, str], dpi: int = 200) -> None:
    """A √ as a pen makes it, in the box of each line's grade."""
    draw, dots = ImageDraw.Draw(picture), dpi / 25.4
    boxes = {box.key: box for box in geometry.boxes}
    for line, grades in ticks.items():
        for grade in grades.split("和"):
            box = boxes[f"tick:{line}:{grade}"]
            points = [(0.15, 0.5), (0.42, 0.85), (1.05, -0.1)]
            draw.line(
                [((box.left + x * box.width) * dots, (box.top + y * box.height) * dots) for x, y in points],
                fill=40,
                width=round(0.6 * dots),
            )


def made_ballots(database: Database, folder: Path, deputy_id: int, copies: int) -> MadeBallots:
    made = draw_ballots(
        database, out=folder / "票.pdf", deputy_id=deputy_id, on=date(2026, 11, 20), copies=copies
    )
    with database.transaction() as session:
        keep_ballots(session, made=made)
    return made


def scanned(database: Database, *paths: Path) -> BatchResult:
    pages = read_files(database, silent_progress, paths=paths)
    with database.transaction() as session:
        return file_pages(session, pages=pages, source=ScanSource.DROPPED)


def test_printed_ballots_come_back_with_what_was_ticked(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    jia = people["王建国"]
    made = made_ballots(database, tmp_path, jia, 3)
    assert made.pages == 3
    geometry, last = made.drawn.geometry, len(given().aspects)
    pages = dict(zip(number_on(made.path), pages_of(made.path), strict=True))
    assert sorted(pages) == [1, 2, 3]
    assert "述职代表：王建国" in text_of(made.path)[0]
    tick(pages[1], geometry, dict.fromkeys(range(last + 1), GOOD))
    tick(pages[2], geometry, {0: BAD, last: FAIR})
    tick(pages[3], geometry, {0: GOOD, last: "满意和不满意"})
    ImageDraw.Draw(pages[2]).text((300, 1130), "words " * 12, fill=30, font_size=40)
    paths = [tmp_path / f"{number}.png" for number in pages]
    for number, picture in pages.items():
        picture.save(tmp_path / f"{number}.png", dpi=(200, 200))
    again = tmp_path / "again.png"
    pages[1].rotate(180).save(again, dpi=(200, 200))
    result = scanned(database, *paths, again)
    told = {page.file: page for page in result.pages}
    assert told["1.png"].sentence == "第 1 号票有效。"
    assert told["2.png"].sentence == "第 2 号票有效。意见栏写了字，请照着录入。"
    assert told["3.png"].sentence == "第 3 号票的“总体评价”打了不止一个，请看一下。"
    assert told["again.png"].state is PageState.AGAIN
    assert result.sentence == "收回述职测评票 3 张，重复 1 页"
    with database.reading() as session:
        count = count_of(session, jia)
        [written] = count.written
        cut = written_on(session, paper_id=written).cut
    assert (count.found.returned, count.found.valid, count.found.waiting) == (3, 2, 1)
    assert count.found.lines == (
        Votes(given().aspects[0], 1, 0, 1),
        *(Votes(aspect, 1, 0, 0) for aspect in given().aspects[1:]),
        Votes(OVERALL, 1, 1, 0),
    )
    assert cut is not None
    assert cut.startswith(b"\x89PNG")


def test_commands_print_read_and_take_over(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        give(session, people["王建国"])

    def told(command: Callable[..., None], *values: object, **more: object) -> Any:
        answer = io.StringIO()
        command(Desk(lambda: database, as_json=True, out=answer, err=io.StringIO()), *values, **more)
        return json.loads(answer.getvalue())

    assert told(export_ballots, 2026, "王建国", tmp_path / "票.pdf", copies=2)["ballots"] == 2
    pages = dict(zip(number_on(tmp_path / "票.pdf"), pages_of(tmp_path / "票.pdf"), strict=True))
    with database.reading() as session:
        geometry = from_json(session.query(BallotPrint).one().geometry)
    for number, grade in ((1, GOOD), (2, FAIR)):
        tick(pages[number], geometry, {len(given().aspects): grade})
        pages[number].save(tmp_path / f"{number}.png", dpi=(200, 200))
    assert told(scan, [tmp_path / "1.png", tmp_path / "2.png"])["filed"] == 2
    shown = told(show_ballots, 2026, "王建国")
    assert (shown["returned"], shown["valid"], shown["rows"][-1]["fair"]) == (2, 2, 1)
    taken = told(take_ballots, 2026, "王建国")
    assert (taken["sent"], taken["valid"], taken["result"]) == (2, 2, "基本称职")
    with pytest.raises(Refusal):
        told(show_ballots, 2026, "没有这个人")


def test_a_ballot_of_another_station_is_refused(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    made = made_ballots(database, tmp_path, people["王建国"], 1)
    pages_of(made.path)[0].save(tmp_path / "票.png", dpi=(200, 200))
    with database.transaction() as session:
        session.query(SignKey).one().secret = bytes(32)
    [page] = scanned(database, tmp_path / "票.png").pages
    assert page.state is PageState.REFUSED
    assert page.sentence == "这张纸的二维码校验不符，可能被改动或仿制。请按纸面的编号在查找框里找。"


def test_the_pile_is_in_no_order_and_says_nobodys_name_but_the_deputys(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    made = made_ballots(database, tmp_path, people["王建国"], 60)
    numbers = number_on(made.path)
    assert sorted(numbers) == list(range(1, 61))
    assert numbers != sorted(numbers)  # by lot: once in 60! otherwise
    assert {box.kind for box in made.drawn.geometry.boxes} == {BoxKind.TICK, BoxKind.WRITING}
    for copies in (0, 301):
        with pytest.raises(BallotsNotPrinted):
            draw_ballots(database, out=tmp_path / "零.pdf", deputy_id=1, on=None, copies=copies)
