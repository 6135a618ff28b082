"""Half-yearly checks and reports of stations without a window."""

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deputy_station.core.errors import NotFound
from deputy_station.documents.atomic import WrongEnding
from deputy_station.features.spotcheck.commands import (
    NotBegun,
    NothingTaken,
    draw_half,
    export_bulletin,
    export_half_draw,
    export_half_evidence,
    export_half_results,
    export_report_up,
    export_spot_check,
    import_report_up,
    show_self_check,
    show_stations,
)
from deputy_station.features.spotcheck.documents.exchange import write_report
from deputy_station.features.spotcheck.service.draws import list_draws
from deputy_station.features.spotcheck.service.half_year import list_half_years
from deputy_station.features.spotcheck.service.station_reports import list_reports
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.spotcheck.test_station_reports import EAST, WEST


def told(database: Database, command: Any, **values: Any) -> dict[str, Any]:
    """What a command answers with --json."""
    answer = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=answer), **values)
    found: dict[str, Any] = json.loads(answer.getvalue())
    return found


def test_a_half_year_is_drawn_and_its_papers_are_written(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    first = told(database, draw_half, year=2026, half=2, count=3, seed="8f3a")
    again = told(database, draw_half, year=2026, half=2, count=3, seed="8f3a")
    assert first == again
    assert (first["pool"], len(first["drawn"])) == (6, 3)
    # 2 of 第一, 3 of 第二 (one of them elected in July), 1 without a group: shares 1.0, 1.5 and 0.5. The seat left
    # over goes to the larger of the two halves, and the one without a group would have none: it takes that seat.
    seats = {each["group"]: (each["pool"], each["seats"], each["moved"]) for each in first["strata"]}
    assert seats == {"第一代表小组": (2, 1, 0), "第二代表小组": (3, 1, -1), "": (1, 1, 1)}
    with database.reading() as session:
        assert len(list_half_years(session, year=2026)) == 1
    for command, name in (
        (export_half_draw, "名单.pdf"),
        (export_half_results, "结果.xlsx"),
        (export_bulletin, "通报.docx"),
    ):
        answer = told(database, command, year=2026, half=2, out=tmp_path / name)
        assert answer["seed"] == "8f3a"
        assert (tmp_path / name).stat().st_size > 1000
    evidence = told(database, export_half_evidence, year=2026, half=2, out=tmp_path / "材料")
    assert evidence["deputies"] == 3
    assert len(list((tmp_path / "材料").iterdir())) == 4
    with pytest.raises(NotFound, match="2026 年上半年的抽查"):
        told(database, export_bulletin, year=2026, half=1, out=tmp_path / "通报.pdf")
    assert len(people) == 6


def test_reports_of_several_stations_come_in_at_once_and_a_dry_run_writes_nothing(
    database: Database, tmp_path: Path
) -> None:
    wrong = replace(
        EAST, code="南街", station="南街站", deputies=(replace(EAST.deputies[0], filled=11),), findings=()
    )
    paths = []
    for report in (EAST, WEST, wrong):
        paths.append(tmp_path / f"{report.code}.xlsx")
        write_report(paths[-1], report)
    dry = told(database, import_report_up, paths=paths, dry_run=True)
    assert (dry["imported"], dry["refused"]) == (0, 1)
    assert dry["rows"][2]["problems"] == ["“代表”表第 3 行：已填 11 条，比应填 10 条多。"]
    with database.reading() as session:
        assert list_reports(session) == []
    done = told(database, import_report_up, paths=paths)
    assert (done["imported"], done["replaced"], done["unchanged"], done["refused"]) == (2, 0, 0, 1)
    newer = replace(EAST, made_at=datetime.fromisoformat("2026-10-20T08:00:00"))
    write_report(paths[0], newer)
    again = told(database, import_report_up, paths=paths[:2])
    assert (again["imported"], again["replaced"], again["unchanged"]) == (0, 1, 1)
    write_report(paths[0], EAST)
    assert told(database, import_report_up, paths=paths[:1])["older"] == 1
    rows = told(database, show_stations, year=2026, quarter=3)["rows"]
    assert [(row["place"], row["code"], row["filled"], row["due"]) for row in rows] == [
        (1, "西街", 10, 10),
        (2, "东街", 11, 12),
    ]


def test_a_stations_own_report_is_written(database: Database, people: dict[str, int], tmp_path: Path) -> None:
    answer = told(database, export_report_up, year=2026, quarter=4, out=tmp_path / "季报.xlsx")
    assert (answer["deputies"], answer["findings"]) == (len(people), 0)
    told_in = told(database, import_report_up, paths=[tmp_path / "季报.xlsx"])
    assert told_in["imported"] == 1
    with database.reading() as session:
        assert [row.checksum for row in list_reports(session)] == [answer["checksum"]]


def test_where_no_file_is_taken_the_command_is_refused_with_each_reason(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "名单.csv").write_text("姓名\n高玉梅\n", encoding="utf-8")
    with pytest.raises(NothingTaken, match=r"“名单.csv”没有收"):
        told(database, import_report_up, paths=[tmp_path / "名单.csv"])


def test_days_that_have_not_come_are_neither_drawn_for_nor_called_clean(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    with pytest.raises(NotBegun, match=r"2031 年第 1 季度还没有开始"):
        told(database, show_self_check, year=2031, quarter=1)
    with pytest.raises(NotBegun, match=r"2031 年上半年还没有开始"):
        told(database, draw_half, year=2031, half=1)
    with database.reading() as session:
        assert list_half_years(session, year=2031) == []


def test_a_draw_whose_workbook_cannot_be_named_so_is_not_made(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    assert people
    with pytest.raises(WrongEnding):
        told(database, export_spot_check, year=2026, quarter=4, out=tmp_path / "抽查.pdf")
    with database.reading() as session:
        assert list_draws(session, year=2026) == []
