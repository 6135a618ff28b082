"""The notice as PDF, read back, and the commands of reception days."""

import io
import json
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from deputy_station.core.errors import NotFound, Trouble
from deputy_station.core.progress import silent_progress
from deputy_station.features.reception import commands
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.rules.phrase import PlanPhraseNotUnderstood, read_plan_rule
from deputy_station.features.reception.service import listing, planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.signin.commands import DayUnreadable
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

NEXT = date(2026, 12, 4)


def plan_december(database: Database) -> int:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=2))
        return listing.find_day(session, on=NEXT).id


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "".join("".join(pages).split())


def test_the_notice_names_time_place_and_deputies(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    day_id = plan_december(database)
    paper = print_notice(database, silent_progress, day_id=day_id, out=tmp_path / "公告.pdf")
    assert (paper.number, paper.pages, paper.warning) == ("〔2026〕1号", 1, "")
    text = text_of(paper.path)
    for words in (
        "青石镇人民代表大会主席团",
        "公告〔2026〕1号",
        "关于开展12月4日代表接待日活动的公告",
        "2026年12月4日（星期五）9:00—11:00",
        "东街社区服务中心一楼接待室",
        "李秀英（镇人大代表）、王建国（镇、区人大代表）。",
        "0561－5550123",
        "2026年11月20日",
    ):
        assert words in text, words


def test_printing_the_notice_again_gives_the_same_number(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    day_id = plan_december(database)
    missing_folder = tmp_path / "没有这个文件夹" / "公告.pdf"
    with pytest.raises((Trouble, OSError)):
        print_notice(database, silent_progress, day_id=day_id, out=missing_folder)
    paper = print_notice(database, silent_progress, day_id=day_id, out=tmp_path / "公告.pdf")
    assert paper.number == "〔2026〕1号"


def run_json(database: Database, command: object, **options: object) -> dict[str, object]:
    out = io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out, err=io.StringIO())
    command(desk, **options)  # type: ignore[operator]
    return json.loads(out.getvalue())


def test_a_year_is_planned_and_listed_on_the_command_line(database: Database, people: dict[str, int]) -> None:
    preview = run_json(database, commands.plan_reception, year=2026, rule="每月15日", dry_run=True)
    assert (preview["count"], preview["added"], preview["dry_run"]) == (12, 12, True)
    assert run_json(database, commands.list_reception)["count"] == 0
    planned = run_json(database, commands.plan_reception, year=2026, rule="每月15日", per_day=1)
    assert planned["rule"] == "每月15日，逢节假日顺延到下一个工作日"
    listed = run_json(database, commands.list_reception, year=2026, state="已排定", search="zgf")
    assert {row["on_duty"][0] for row in listed["rows"]} == {"曾国藩"}  # type: ignore[index, union-attr]


def test_a_notice_is_exported_by_its_date(database: Database, people: dict[str, int], tmp_path: Path) -> None:
    plan_december(database)
    answer = run_json(database, commands.export_notice, day="2026-12-04", out=tmp_path / "n.pdf")
    assert (answer["number"], answer["pages"]) == ("〔2026〕1号", 1)
    assert (tmp_path / "n.pdf").read_bytes().startswith(b"%PDF")


def test_wrong_words_on_the_command_line_are_refused_in_chinese(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    plan_december(database)
    desk = Desk(lambda: database, out=io.StringIO(), err=io.StringIO())
    with pytest.raises(PlanPhraseNotUnderstood, match="有空就来"):
        commands.plan_reception(desk, year=2026, rule="有空就来")
    with pytest.raises(DayUnreadable, match="十五号"):
        commands.export_notice(desk, day="十五号", out=tmp_path / "n.pdf")
    with pytest.raises(commands.DayOrNumber, match="二者选一个"):
        commands.export_notice(desk, out=tmp_path / "n.pdf")
    with pytest.raises(NotFound, match="2026年12月5日的接待日"):
        commands.export_notice(desk, day="2026-12-05", out=tmp_path / "n.pdf")
    with pytest.raises(commands.StateUnknown, match="已排定、已公告"):
        commands.list_reception(desk, state="忙")
