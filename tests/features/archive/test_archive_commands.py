"""The archive on the command line: one answer each, as JSON."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from deputy_station.features.archive.commands import KindUnknown, export_archive, show_papers
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.archive.kept_papers import keep


def answer(database: Database, command: Any, **given: Any) -> dict[str, Any]:
    desk = Desk(lambda: database, as_json=True, out=io.StringIO(), err=io.StringIO())
    command(desk, **given)
    said: dict[str, Any] = json.loads(desk.out.getvalue())  # type: ignore[attr-defined]
    return said


def test_what_went_out_is_listed_without_its_bytes(database: Database) -> None:
    keep(database, "notice", "12月4日公告", "a", "b", on=(11, 27))
    keep(database, "deputy_cards", "代表卡", "cards")
    said = answer(database, show_papers, year=2026, kind="notice")
    assert said["count"] == 1
    [row] = said["rows"]
    assert (row["word"], row["title"], row["pages"], row["retention"]) == (
        "接待日公告",
        "12月4日公告",
        2,
        "years_10",
    )
    assert "content" not in row


def test_the_year_is_written_for_the_kinds_named(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    assert people
    keep(database, "notice", "12月4日公告", "a")
    keep(database, "suggestion_paper", "建议专用纸 第12号", "one", "two")
    said = answer(database, export_archive, year=2026, out=tmp_path / "归档", kinds=["suggestion_paper"])
    assert said == {
        "path": str(tmp_path / "归档"),
        "volumes": ["案卷 2026-永久.pdf"],
        "pieces": 1,
        "pages": 2,
    }
    assert (tmp_path / "归档" / "永久" / "2026-永久-0001 建议专用纸 第12号.pdf").is_file()


def test_a_kind_is_called_by_its_word_and_one_that_is_not_is_refused(database: Database) -> None:
    keep(database, "receipt_a6", "回执", "a")
    keep(database, "receipt_58", "小回执", "b")
    keep(database, "notice", "12月4日公告", "c")
    rows = answer(database, show_papers, kind="来访回执")["rows"]
    assert {row["title"] for row in rows} == {"回执", "小回执"}
    with pytest.raises(KindUnknown, match="没有“公报”这一类文书。可以写：接待日公告、"):
        answer(database, show_papers, kind="公报")
