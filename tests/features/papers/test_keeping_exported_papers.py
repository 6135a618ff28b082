"""A PDF that a command wrote is kept by its own title and what was asked for, never by the typed file name."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from deputy_station import cli
from deputy_station.features.papers.documents.exported import keep_exported
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import list_papers, paper_content
from deputy_station.store.database import Database


def write_paper(path: Path, title: str) -> None:
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.setTitle(title)
    for _ in range(2):
        canvas.drawString(50, 100, "page")
        canvas.showPage()
    canvas.save()


def test_it_is_called_by_its_title_and_its_number(database: Database, tmp_path: Path) -> None:
    write_paper(tmp_path / "张三的.pdf", "诉求交办单")
    row = keep_exported(
        database,
        tmp_path / "张三的.pdf",
        line="export demand-paper",
        given={"number": "东街-2026-0012", "kind": "交办单", "out": tmp_path / "张三的.pdf"},
    )
    assert (row.title, row.kind, row.pages, row.way) == (
        "诉求交办单 东街-2026-0012",
        "demand_handover",
        2,
        Way.LINE,
    )


def test_a_command_nobody_listed_keeps_its_paper_all_the_same(database: Database, tmp_path: Path) -> None:
    write_paper(tmp_path / "新表.pdf", "新表")
    row = keep_exported(database, tmp_path / "新表.pdf", line="export new", given={"year": 2026})
    assert (row.title, row.word) == ("新表 2026年", "其他文书")


def test_a_workbook_is_called_in_words(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"rows")
    given = {"year": 2026, "quarter": 3, "deputy": "高玉梅"}
    row = keep_exported(database, tmp_path / "a.xlsx", line="export check-sheets", given=given)
    assert row.title == "季度检查表 高玉梅 2026年 第3季度"
    row = keep_exported(
        database, tmp_path / "a.xlsx", line="export bulletin", given={"year": 2026, "half": 2}
    )
    assert row.title.endswith(" 2026年 下半年")


def test_the_command_line_keeps_what_an_export_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    paper = tmp_path / "张三要的年历.pdf"
    for words in (
        "set-up --station 青石镇东街站 --township 青石镇 --term 第十九届 --from 2021-12-20 --to 2026-12-19",
        f"export year-calendar --year 2026 --out {paper}",
    ):
        assert cli.main(words.split(), start_window=lambda _location: 1) == 0, capsys.readouterr().err
    opened = Database.open(None)
    try:
        with opened.reading() as session:
            [row] = list_papers(session)
            content = paper_content(session, digest=row.sha256, title=row.title)
    finally:
        opened.close()
    assert (row.kind, row.title, row.pages) == ("year_calendar", "2026年代表接待日历", 1)
    assert content == paper.read_bytes()
