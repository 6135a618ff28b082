"""The day's summary without a window: the same figures as on the screen, as words, JSON, PDF and DOCX."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from deputy_station.core.errors import NotFound
from deputy_station.features.desk.commands import export_kit, export_summary, tell_summary
from deputy_station.features.desk.service.slips import list_slips
from deputy_station.features.desk.service.taking import take_down
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk


def test_the_summary_is_told_in_words_and_figures(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        take_down(session, day_id=day_id, name="张桂兰", people=2, words="路灯坏了半个月没人修")
    plain, told = io.StringIO(), io.StringIO()
    tell_summary(Desk(lambda: database, out=plain, err=io.StringIO()), day="2026-11-20")
    tell_summary(Desk(lambda: database, as_json=True, out=told, err=io.StringIO()), day="2026-11-20")
    summary = json.loads(told.getvalue())
    assert (summary["parties"], summary["people"], summary["demands"]) == (1, 2, 1)
    assert summary["categories"] == [{"word": "未分类", "count": 1}]
    assert "接待来访群众 1 批 2 人，收到诉求 1 件。" in plain.getvalue()
    assert summary["words"] in plain.getvalue()
    assert "张桂兰" not in plain.getvalue() + told.getvalue()


@pytest.mark.parametrize(("name", "begins"), [("小结.pdf", b"%PDF"), ("小结.docx", b"PK")])
def test_the_summary_is_written_as_its_ending_says(
    database: Database, day_id: int, tmp_path: Path, name: str, begins: bytes
) -> None:
    said = io.StringIO()
    export_summary(Desk(lambda: database, out=said, err=io.StringIO()), day="2026-11-20", out=tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert name in said.getvalue()


def test_a_day_without_reception_has_no_summary(database: Database, day_id: int) -> None:
    with pytest.raises(NotFound, match="11月21日的接待日"):
        tell_summary(Desk(lambda: database, out=io.StringIO(), err=io.StringIO()), day="2026-11-21")


def test_the_pages_of_a_kit_are_counted_before_anything_is_written(
    database: Database, day_id: int, tmp_path: Path
) -> None:
    def told(name: str, *, dry_run: bool) -> dict[str, Any]:
        said = io.StringIO()
        desk = Desk(lambda: database, as_json=True, out=said, err=io.StringIO())
        export_kit(desk, day="2026-11-20", out=tmp_path / name, slips=3, dry_run=dry_run)
        found: dict[str, Any] = json.loads(said.getvalue())
        return found

    foretold = told("只数.pdf", dry_run=True)
    assert not (tmp_path / "只数.pdf").exists()
    with database.reading() as session:
        assert list_slips(session) == []
    made = told("整套.pdf", dry_run=False)
    assert (made["pages"], made["parts"]) == (foretold["pages"], foretold["parts"])
    assert len(PdfDocument(tmp_path / "整套.pdf")) == foretold["pages"]
