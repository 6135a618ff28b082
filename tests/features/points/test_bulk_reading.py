"""Everybody's totals read from the tables at once are those of the list that reads every record."""

from datetime import date

import pytest

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.service.bulk import totals_for_period
from deputy_station.features.points.service.scores import scores_for_period
from deputy_station.store.database import Database
from tests.benchmarks.points_fill import fill_province

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)


@pytest.mark.parametrize("name", ["default", "s04_yinchuan_2017", "s09_dongbao_2018"])
def test_totals_of_a_town_are_those_of_the_list(database: Database, name: str) -> None:
    """Sixty deputies with a year of records of every sort; two of them began or ended within the year."""
    scheme_file = resources_folder() / "schemes" / f"{name}.toml"
    scheme = read_scheme(scheme_file.read_text(encoding="utf-8"), named=scheme_file.name)
    fill_province(database, 60)
    with database.reading() as session:
        at_once = list(totals_for_period(session, period=YEAR, scheme=scheme))
        listed = scores_for_period(session, period=YEAR, scheme=scheme, earlier=False)
    assert {row.deputy_id: (row.total, row.items) for row in at_once} == {
        score.subject_id: (score.total, tuple(item.points for item in score.items)) for score in listed
    }
    assert len({row.total for row in at_once}) > 1
