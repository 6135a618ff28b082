"""Papers and figures without a window."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deputy_station.features.demands import commands
from deputy_station.features.demands.service import register
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

from .conftest import Town


def answer(database: Database, command: Callable[..., None], *words: object, **options: object) -> Any:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out, err=io.StringIO()), *words, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def road(database: Database, town: Town) -> DemandRow:
    with database.transaction() as session:
        return register.register_demand(
            session, words="村里主路坏了。", category_id=town.categories["城乡建设/村镇建设"]
        )


def test_a_paper_is_written_by_its_name(database: Database, road: DemandRow, tmp_path: Path) -> None:
    made = answer(database, commands.write_paper, "1", kind="办理经过", out=tmp_path / "a.pdf")
    assert made == {"path": str(tmp_path / "a.pdf"), "pages": 1, "demand_id": 1}
    with pytest.raises(commands.WordUnknown, match="没有“情况说明”这个文书。可以写：办理经过、交办单"):
        answer(database, commands.write_paper, "1", kind="情况说明", out=tmp_path / "b.pdf")


def test_the_figures_of_a_period_are_rows_with_all_together_first(
    database: Database, road: DemandRow
) -> None:
    days = {"first": datetime(2026, 1, 1), "last": datetime(2026, 12, 31)}  # noqa: DTZ001 (as typer gives them)
    told = answer(database, commands.show_figures, **days, by="类别")
    assert told["count"] == 2
    whole, built = told["rows"]
    assert (whole["name"], whole["received"], whole["share"]) == ("合计", 1, "100.00%")
    assert (built["name"], built["settled_rate"], built["both_rate"]) == ("城乡建设", "0.00%", "—")


def test_the_report_of_a_quarter_says_about_how_many_it_is(
    database: Database, road: DemandRow, tmp_path: Path
) -> None:
    made = answer(database, commands.write_report, year=2026, quarter=4, out=tmp_path / "季报.docx")
    assert made == {"path": str(tmp_path / "季报.docx"), "pages": 0, "demands": 1}
