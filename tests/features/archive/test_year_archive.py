"""The folder of a year: whole, checked by sha256sum, with every paper as it went out; or nothing at all."""

import errno
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import Cancelled
from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.folder_whole import FolderThere
from deputy_station.features.archive.documents import bundle
from deputy_station.features.archive.documents.bundle import make_archive
from deputy_station.features.archive.service.year import (
    NothingToArchive,
    VisitorsNotYours,
    kinds_of_year,
    plan_year,
)
from deputy_station.features.history.service import latest_history
from deputy_station.features.matters.models import Unit, UnitKind
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store import context
from deputy_station.store.database import Database
from tests.features.archive.kept_papers import keep, small_pdf


@pytest.fixture
def year(database: Database, people: dict[str, int]) -> Database:
    """Two notices (one printed twice), a suggestion's paper of two pages, and cards that nobody archives."""
    assert people
    keep(database, "notice", "12月4日公告", "notice four", on=(11, 27))
    keep(database, "notice", "12月4日公告", "notice four", on=(11, 30))
    keep(database, "notice", "1月8日公告", "notice eight", on=(1, 2))
    keep(database, "suggestion_paper", "建议专用纸 第12号", "page one", "page two")
    keep(database, "deputy_cards", "代表卡", "cards")
    return database


def texts(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()


def test_the_folder_holds_volumes_papers_contents_and_checksums(year: Database, tmp_path: Path) -> None:
    made = make_archive(year, out=tmp_path / "2026年归档", year=2026)
    assert (made.pieces, made.pages) == (3, 4)
    files = sorted(path.relative_to(made.path).as_posix() for path in made.path.rglob("*") if path.is_file())
    assert files == [
        "10年/2026-10年-0001 1月8日公告.pdf",
        "10年/2026-10年-0002 12月4日公告.pdf",
        "卷内目录 2026.xlsx",
        "校验清单.txt",
        "案卷 2026-10年.pdf",
        "案卷 2026-永久.pdf",
        "永久/2026-永久-0001 建议专用纸 第12号.pdf",
    ]
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "校验清单.txt"], cwd=made.path, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert len((made.path / "校验清单.txt").read_text(encoding="utf-8").splitlines()) == len(files) - 1
    with year.reading() as session:
        assert latest_history(session, limit=1)[0].sentence == "导出2026年归档：2 卷，3 件，4 页"


def test_a_volume_has_cover_contents_and_numbers_running_through(year: Database, tmp_path: Path) -> None:
    made = make_archive(year, out=tmp_path / "归档", year=2026)
    cover, contents, first, second = texts(made.path / "案卷 2026-10年.pdf")
    for words in ("青石镇人民代表大会主席团", "10年", "2026年1月2日至2026年11月27日", "接待日公告 2 件"):
        assert words in cover.replace("\r\n", "")
    assert "2026-10年-0002" in contents
    assert "责任者" in contents
    assert "共 2 件 2 页" in contents
    assert "notice eight" in first
    assert "归档 2026-10年-0001" in first
    assert first.rstrip().endswith("1")
    assert "notice four" in second
    assert "\n2 归档 2026-10年-0002" in second  # left on an even page
    *_, last = texts(made.path / "案卷 2026-永久.pdf")
    assert "page two" in last
    assert "归档" not in last  # only the first page of a piece says what it is
    assert last.rstrip().endswith("2")


def test_the_contents_workbook_says_where_each_paper_is(year: Database, tmp_path: Path) -> None:
    made = make_archive(year, out=tmp_path / "归档", year=2026)
    book = CalamineWorkbook.from_path(made.path / "卷内目录 2026.xlsx")
    assert book.sheet_names == ["2026-永久", "2026-10年"]
    rows = book.get_sheet_by_name("2026-10年").to_python()
    assert [row[1] for row in rows[2:4]] == ["2026-10年-0001", "2026-10年-0002"]
    assert [row[8] for row in rows[2:4]] == ["1", "2"]
    assert all((made.path / str(row[9])).is_file() for row in rows[2:4])


def test_the_kinds_of_a_year_are_counted_as_pieces_the_longest_kept_first(year: Database) -> None:
    with year.reading() as session:
        kinds = kinds_of_year(session, year=2026)
    assert [(kind.word, kind.pieces) for kind in kinds] == [("建议专用纸", 1), ("接待日公告", 2)]


def test_only_the_kinds_chosen_go_in(year: Database, tmp_path: Path) -> None:
    made = make_archive(year, out=tmp_path / "归档", year=2026, kinds=("suggestion_paper",))
    assert made.volumes == ("案卷 2026-永久.pdf",)


def test_a_year_without_papers_is_refused(year: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingToArchive):
        make_archive(year, out=tmp_path / "归档", year=2025)
    assert not (tmp_path / "归档").exists()


def test_a_folder_that_is_there_is_not_touched(year: Database, tmp_path: Path) -> None:
    (tmp_path / "归档").mkdir()
    with pytest.raises(FolderThere):
        make_archive(year, out=tmp_path / "归档", year=2026)
    assert list((tmp_path / "归档").iterdir()) == []


def test_a_name_too_long_for_the_disk_is_told(year: Database, tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        make_archive(year, out=tmp_path / ("长" * 100), year=2026)
    assert list(tmp_path.glob("长*")) == []


def test_a_title_with_a_sign_that_no_font_has_does_not_keep_its_year_out(
    year: Database, tmp_path: Path
) -> None:
    keep(year, "notice", "公告\U0001f468", "notice man")
    made = make_archive(year, out=tmp_path / "归档", year=2026)
    assert "公告〓" in "".join(texts(made.path / "案卷 2026-10年.pdf"))


def test_the_district_does_not_take_papers_with_visitors_along(year: Database) -> None:
    keep(year, "demand_record", "诉求登记办理单 东街-2026-0012", "private")
    with year.reading() as session:
        session.info[context.ROLE] = "district"
        with pytest.raises(VisitorsNotYours, match="“诉求登记办理单”上有来访人"):
            plan_year(session, year=2026)
        assert len(plan_year(session, year=2026, kinds=("notice",))) == 1


def test_cancelled_in_the_middle_nothing_stays(year: Database, tmp_path: Path) -> None:
    def stop(done: int, total: int, unit: str) -> None:
        assert (total, unit) == (3, "件")
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_archive(year, stop, out=tmp_path / "归档", year=2026)
    assert list(tmp_path.glob("归档*")) == list(tmp_path.glob(".deputy-station-*")) == []


@pytest.mark.parametrize("full_at", ["案卷 2026-10年", "2026-10年-0002", "卷内目录", "校验清单"])
def test_a_full_disk_leaves_nothing_half_written(
    year: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_at: str
) -> None:
    whole = Path.open
    made: list[Path] = []

    def open_on_a_full_disk(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        made.append(self)
        if full_at in self.name and ("w" in mode):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_on_a_full_disk)
    if full_at == "案卷 2026-10年":

        def write(self: Any, data: Any) -> int:
            self._error = self._error or OSError(errno.ENOSPC, "No space left on device")
            return len(data)

        monkeypatch.setattr("deputy_station.documents.volume._WholeWriter.write", write)
    if full_at == "卷内目录":

        def full(*_given: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(bundle, "write_workbook", full)
    with pytest.raises(NotWritten, match=r"磁盘空间不足，“.*归档”没有写成"):
        make_archive(year, out=tmp_path / "归档", year=2026)
    assert list(tmp_path.glob("归档*")) == list(tmp_path.glob(".deputy-station-*")) == []
    with year.reading() as session:
        assert "归档" not in latest_history(session, limit=1)[0].sentence


def test_a_paper_in_the_folder_is_the_very_bytes(year: Database, tmp_path: Path) -> None:
    content = small_pdf("the very bytes")
    with year.transaction() as session:
        keep_paper(session, kind="quarter_report", title="季度报告", content=content, pages=1, way=Way.SAVED)
    made = make_archive(year, out=tmp_path / "归档", year=2026, kinds=("quarter_report",))
    [single] = (made.path / "30年").iterdir()
    assert single.read_bytes() == content


def test_what_was_saved_as_word_lies_beside_the_volume_and_is_listed(year: Database, tmp_path: Path) -> None:
    with year.transaction() as session:
        keep_paper(
            session, kind="notice", title="草稿", content=b"PK word", pages=0, way=Way.SAVED, ending=".docx"
        )
    made = make_archive(year, out=tmp_path / "2026年归档", year=2026, kinds=["notice"])
    assert (made.pieces, made.pages) == (3, 2)
    [file] = made.path.rglob("*.docx")
    assert file.read_bytes() == b"PK word"
    [sheet] = CalamineWorkbook.from_path(made.path / "卷内目录 2026.xlsx").sheet_names
    rows = CalamineWorkbook.from_path(made.path / "卷内目录 2026.xlsx").get_sheet_by_name(sheet).to_python()
    [listed] = [row for row in rows if "草稿" in row]
    assert listed[7:9] == ["", "电子"]


def test_each_piece_is_of_whom_its_paper_is_signed_by(year: Database, people: dict[str, int]) -> None:
    with year.transaction() as session:
        unit = Unit(name="水利站", kind=UnitKind.TOWN)
        session.add(unit)
        open_one, secret = (
            draft_suggestion(
                session,
                title=title,
                kind=SuggestionKind.BETWEEN,
                lead_id=people["王建国"],
                confidential=confidential,
            ).id
            for title, confidential in (("修渠", False), ("修桥", True))
        )
        session.get_one(Suggestion, open_one).unit = unit
        for kind, about_id in (
            ("suggestion_paper", open_one),
            ("suggestion_paper", secret),
            ("suggestion_paper", None),
            ("suggestion_reply", open_one),
            ("bulletin", None),
        ):
            content = small_pdf(f"{kind} {about_id}")
            keep_paper(
                session,
                kind=kind,
                title=f"{kind} {about_id}",
                content=content,
                pages=1,
                way=Way.PRINTED,
                about_id=about_id,
            )
        forever, ten = plan_year(session, year=2026)
    told = {piece.paper.title: piece.paper.author for piece in (*forever.pieces, *ten.pieces)}
    assert told == {
        "12月4日公告": "青石镇人民代表大会主席团",
        "1月8日公告": "青石镇人民代表大会主席团",
        "建议专用纸 第12号": "",  # kept before it was noted which suggestion a paper is about
        f"suggestion_paper {open_one}": "王建国",
        f"suggestion_paper {secret}": "",
        "suggestion_paper None": "",
        f"suggestion_reply {open_one}": "水利站",
        "bulletin None": "杜集区人大代表联络室",
    }
