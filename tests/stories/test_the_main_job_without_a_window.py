"""A morning at the command line: roster in, demo out, every paper and workbook made and read back."""

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from deputy_station import cli
from deputy_station.documents.workbook_out import WorkSheet, write_workbook


def use_folders_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The user's folders and the database lie here."""
    patch.setenv("XDG_DATA_HOME", str(folder / "data"))
    patch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    patch.setenv(cli.DATABASE_VARIABLE, str(folder / "station.db"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder in which the demo was made by its command, once for all tests here, and what the command said."""
    folder = tmp_path_factory.mktemp("demo")
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        use_folders_in(folder, patch)
        assert command("demo", "--demands", "60", "--seed", "11", "--json") == 0
    return folder, json.loads(said.getvalue())


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo: tuple[Path, dict[str, Any]]) -> None:
    """A copy of the demo with its keys, as after the command."""
    shutil.copytree(demo[0], tmp_path, dirs_exist_ok=True)
    use_folders_in(tmp_path, monkeypatch)


def no_window(location: str | None) -> int:
    raise AssertionError("a command opened the window")


def command(*words: str) -> int:
    return cli.main(words, start_window=no_window)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The one JSON document a command puts on standard output; the command must end with 0."""
    status = command(*words, "--json")
    told = capsys.readouterr()
    assert status == 0, told.err
    return json.loads(told.out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The sentence of a command that must be refused with status 1 and say nothing on standard output."""
    assert command(*words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def text_of(pdf: Path) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def sheets_of(workbook: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(workbook))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_whole_job_from_the_demo_to_the_papers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], demo: tuple[Path, dict[str, Any]]
) -> None:
    _, made = demo
    assert (made["deputies"], made["demands"]) == (80, 60)
    assert "已经有" in refused(capsys, "demo")

    found = run(capsys, "deputies", "list", "--search", "zgl")
    assert "曾国良" in [row["name"] for row in found["rows"]]
    assert found["count"] == len(found["rows"])
    assert run(capsys, "deputies", "list")["count"] == 80

    everything = run(capsys, "demands", "list")
    assert everything["count"] == len(everything["rows"]) == 60
    struck = run(capsys, "demands", "list", "--state", "已销号")
    assert {row["state"] for row in struck["rows"]} == {"struck_off"}

    day = run(capsys, "reception", "list")["rows"][-1]["held_on"]
    year = day[:4]
    signed = run(capsys, "export", "sign-in", "--day", day, "--out", str(tmp_path / "签到表.pdf"))
    pages = text_of(tmp_path / "签到表.pdf")
    assert len(pages) == signed["pages"]
    assert "第 1 页" in pages[0].replace("\xa0", " ")
    run(capsys, "export", "notice", "--day", day, "--out", str(tmp_path / "公告.pdf"))
    assert f"〔{year}〕" in text_of(tmp_path / "公告.pdf")[0]

    points = run(capsys, "points", "--year", year)
    assert points["count"] == 80
    for row in points["rows"]:
        assert {"deputy", "total", "grade", "categories", "items"} <= row.keys()
        assert len(row["items"]) == 21

    annual = run(capsys, "export", "annual", "--year", year, "--out", str(tmp_path / "考核表.pdf"))
    assert annual["sheets"] == 80
    document = pypdfium2.PdfDocument(tmp_path / "考核表.pdf")
    assert len(list(document.get_toc())) == 80
    document.close()
    by_name = {row["deputy"]: row for row in points["rows"]}
    first = text_of(tmp_path / "考核表.pdf")[0].replace("\r\n", " ")
    assert any(name in first and row["shown"] in first for name, row in by_name.items())

    run(capsys, "export", "summary", "--year", year, "--out", str(tmp_path / "汇总.xlsx"))
    summary = sheets_of(tmp_path / "汇总.xlsx")["年度考核汇总表"]
    totals = {str(row[1]): row for row in summary if row and str(row[1]) in by_name}
    assert len(totals) == 80
    for name, row in by_name.items():
        assert row["grade"] in totals[name]

    first_draw = run(
        capsys,
        "export",
        "spot-check",
        "--year",
        year,
        "--quarter",
        "1",
        "--seed",
        "春",
        "--out",
        str(tmp_path / "1.xlsx"),
    )
    second_draw = run(
        capsys,
        "export",
        "spot-check",
        "--year",
        year,
        "--quarter",
        "1",
        "--seed",
        "春",
        "--out",
        str(tmp_path / "2.xlsx"),
    )
    assert first_draw["drawn"] == second_draw["drawn"]
    listed = str(sheets_of(tmp_path / "1.xlsx"))
    assert "春" in listed
    assert all(name in listed for name in first_draw["drawn"])

    run(capsys, "export", "ledger", "--out", str(tmp_path / "台账.xlsx"))
    assert run(capsys, "doctor")["ok"] is True
    assert run(capsys, "backup", "--out", str(tmp_path / "备份.db"))
    assert "没有覆盖" in refused(capsys, "backup", "--out", str(tmp_path / "备份.db"))
    assert command("restore", str(tmp_path / "备份.db")) == 0
    capsys.readouterr()
    assert run(capsys, "demands", "list")["count"] == 60


def test_a_roster_goes_in_once_and_the_bad_rows_come_back_as_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "名册.xlsx"
    write_workbook(
        roster,
        [
            WorkSheet(
                "名册",
                ("姓名", "性别", "代表小组", "代表层级", "当选日期", "联系电话"),
                [
                    ["尉迟宝山", "男", "第一代表小组", "镇", "2022年1月10日", "13800001111"],
                    ["=HYPERLINK(1)", "女", "第一代表小组", "镇", "2022.1.10", "13800002222"],
                    ["", "女", "第一代表小组", "镇", "2022-1-10", "13800003333"],
                    ["解放", "男", "第一代表小组", "镇", "二〇二二年", "13800004444"],
                ],
            )
        ],
    )
    dry = run(capsys, "import", "deputies", str(roster), "--dry-run")
    assert (dry["imported"], dry["errors"]) == (0, 2)
    assert run(capsys, "deputies", "list")["count"] == 80
    real = run(capsys, "import", "deputies", str(roster))
    assert (real["imported"], real["errors"]) == (2, 2)
    failed = next(iter(sheets_of(Path(real["failed_rows"])).values()))
    assert any("解放" in row for row in failed)
    again = run(capsys, "import", "deputies", str(roster))
    assert (again["imported"], again["unchanged"]) == (0, 2)
    assert [row["name"] for row in run(capsys, "deputies", "list", "--search", "ycbs")["rows"]] == [
        "尉迟宝山"
    ]


def test_what_cannot_be_done_is_said_in_chinese_with_status_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "找不到" in refused(capsys, "import", "deputies", str(tmp_path / "没有.xlsx"))
    (tmp_path / "照片.xlsx").write_bytes(b"\xff\xd8\xff\xe0 a photo")
    assert "照片.xlsx" in refused(capsys, "import", "demands", str(tmp_path / "照片.xlsx"))
    assert "没有" in refused(capsys, "points", "--year", "2026", "--deputy", "查无此人")
    assert "接待日" in refused(
        capsys, "export", "notice", "--day", "2026-01-01", "--out", str(tmp_path / "a.pdf")
    )
    assert not (tmp_path / "a.pdf").exists()
