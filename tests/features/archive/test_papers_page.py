"""存底, used as a person does: found, printed again as it was, saved, and the year for the archive."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.archive.page.listing import PapersPage
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import get_paper, keep_paper, list_papers
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.labels import Words
from deputy_station.widgets.print_preview import dialog as preview_module
from tests.features.archive.kept_papers import keep
from tests.features.page_desk import PageDesk, page_desk
from tests.widgets.print_preview.preview_desk import UPSTAIRS, FakePrinters, let_out


@pytest.fixture
def kept(database: Database, people: dict[str, int]) -> dict[str, int]:
    """Three papers of 2026 by title."""
    assert people
    return {
        title: keep(database, kind, title, *words, on=on)
        for kind, title, words, on in (
            ("notice", "12月4日公告", ("notice",), (11, 19)),
            ("suggestion_paper", "建议专用纸 第12号", ("one", "two"), (3, 4)),
            ("read_back", "来访人原话 东街-2026-0012", ("words",), (2, 1)),
        )
    }


@pytest.fixture
def desk(
    database: Database, kept: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[PapersPage]]:
    database.clock = clock
    with page_desk(PapersPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def shown_words(desk: PageDesk[PapersPage]) -> str:
    return "\n".join(each.text() for each in desk.page.detail.findChildren(Words))


def test_what_went_out_is_listed_and_found_by_words_year_and_kind(desk: PageDesk[PapersPage]) -> None:
    assert desk.column("题名") == ["12月4日公告", "建议专用纸 第12号", "来访人原话 东街-2026-0012"]
    desk.chip("2026")
    assert len(desk.column("题名")) == 3
    desk.type("原话")
    assert desk.column("题名") == ["来访人原话 东街-2026-0012"]
    assert "找到 1 份，共 3 份" in [each.text() for each in desk.page.findChildren(QLabel)]
    desk.type("")
    desk.page.kinds.setCurrentIndex(3)
    desk.page.kinds.activated.emit(3)
    desk.settle()
    assert desk.page.kinds.currentText() == "建议专用纸"
    assert desk.column("题名") == ["建议专用纸 第12号"]


def test_a_code_on_a_cover_leads_to_its_year(desk: PageDesk[PapersPage]) -> None:
    desk.page.take_filter(year=2026)
    desk.reload()
    assert desk.page.filters.chosen == "2026"


def test_printed_again_the_very_bytes_go_out_and_that_is_kept_too(
    desk: PageDesk[PapersPage], kept: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    printers = FakePrinters(UPSTAIRS)
    monkeypatch.setattr(preview_module, "new_printing", lambda: printers)
    desk.page.open_row(kept["建议专用纸 第12号"])
    desk.settle()
    desk.press("再印一份")
    let_out(desk.work, "打印")
    desk.reload()
    [order] = printers.orders
    assert order.pages == (0, 1)
    with desk.database.reading() as session:
        newest = list_papers(session)[0]
        first = get_paper(session, paper_id=kept["建议专用纸 第12号"])
    assert (newest.title, newest.way, newest.sha256) == (first.title, Way.PRINTED, first.sha256)
    assert desk.column("题名")[0] == "建议专用纸 第12号"


def test_saved_again_the_file_holds_the_very_bytes(
    desk: PageDesk[PapersPage], kept: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: tmp_path / "公告.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.page.open_row(kept["12月4日公告"])
    desk.settle()
    desk.press("另存")
    with desk.database.reading() as session:
        rows = list_papers(session, kind="notice")
    assert [row.way for row in rows] == [Way.SAVED, Way.PRINTED]
    assert sha256((tmp_path / "公告.pdf").read_bytes()).hexdigest() == rows[1].sha256


def test_a_paper_with_visitors_says_so(desk: PageDesk[PapersPage], kept: dict[str, int]) -> None:
    desk.page.open_row(kept["来访人原话 东街-2026-0012"])
    desk.settle()
    assert "再看、再印都记在经手记录里" in shown_words(desk)


def test_the_year_is_archived_with_the_kinds_chosen(desk: PageDesk[PapersPage], tmp_path: Path) -> None:
    target = tmp_path / "档案"
    target.mkdir()
    desk.press("年度归档")
    desk.fill("归档", folder=target, read_back=False)
    assert desk.said[-1] == "已归档2026年文书：2 卷，2 件，3 页"
    assert sorted(path.name for path in (target / "2026年归档").glob("*.pdf")) == [
        "案卷 2026-10年.pdf",
        "案卷 2026-永久.pdf",
    ]
    assert desk.dialogs() == 0


def test_a_folder_that_is_there_is_told_in_the_form_which_stays(
    desk: PageDesk[PapersPage], tmp_path: Path
) -> None:
    (tmp_path / "2026年归档").mkdir()
    desk.press("年度归档")
    desk.fill("归档", folder=tmp_path)
    assert "已经有了，没有改动" in desk.dialog().notice.sentence
    desk.fill("归档", notice=False, suggestion_paper=False, read_back=False)
    assert "一类也没有选" in desk.dialog().notice.sentence
    desk.dialog().reject()


def test_a_year_with_nothing_to_archive_is_told(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    keep(database, "deputy_cards", "代表卡", "cards")
    database.clock = clock
    with page_desk(PapersPage, database, clock, tmp_path / "settings") as desk:
        desk.press("年度归档")
        assert desk.page.notice.sentence == "2026年没有要归档的文书。要归别的年度，先点上面的年份。"


def test_what_is_over_is_destroyed_with_a_reason_and_comes_back(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, people: dict[str, int]
) -> None:
    assert people
    paper_id = keep(database, "receipt_a6", "回执东街-2026-0012", "receipt")
    keep(database, "suggestion_paper", "建议专用纸 第12号", "one")
    database.clock = Clock.fixed(clock.now().replace(year=2030))
    with page_desk(PapersPage, database, database.clock, tmp_path / "settings") as desk:
        desk.chip("expired")
        assert desk.column("题名") == ["回执东街-2026-0012"]
        desk.page.action_row.button("销毁到期的").setFocus()
        desk.press("销毁到期的")
        desk.fill("销毁", reason="保管期满")
        assert "在“已销毁”里恢复" in desk.said[-1]
        desk.reload()
        assert desk.page.window().focusWidget() is desk.page.table.view, "the keyboard stays on the list"
        desk.chip("given_up")
        desk.page.open_row(paper_id)
        desk.settle()
        assert "销毁：保管期满" in shown_words(desk)
        desk.press("恢复")
        desk.reload()
        desk.chip("")
        assert len(desk.column("题名")) == 2


def test_a_kept_word_file_is_saved_again_byte_for_byte(
    desk: PageDesk[PapersPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.database.transaction() as session:
        paper_id = keep_paper(
            session, kind="notice", title="公告", content=b"PK word", pages=0, way=Way.SAVED, ending=".docx"
        ).id
    desk.reload()
    asked: list[str] = []
    monkeypatch.setattr(
        files, "ask_save_path", lambda *given: asked.append(given[-1]) or tmp_path / "again.docx"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.page.open_row(paper_id)
    desk.settle()
    assert "Word 文件" in shown_words(desk)
    desk.press("另存")
    assert asked == [".docx"]
    assert (tmp_path / "again.docx").read_bytes() == b"PK word"
