"""A year's plan with which nobody could be assessed is refused by the service itself."""

import pytest

from deputy_station.core.errors import Refusal
from deputy_station.features.assessment.rules.choices import Every
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.year import read_year, set_year
from deputy_station.store.database import Database


@pytest.mark.parametrize(
    ("year", "places", "days", "told"),
    [
        (2026, 5, 0, "公示天数要写 1 到 60 之间的数，不能是 0。"),
        (2026, 5, 10**6, "公示天数要写 1 到 60 之间的数"),
        (2026, -1, 5, "五好名额要写 1 到 999 之间的数，不能是 -1。"),
        (1, 5, 5, "年度要写 1990 到 2200 之间的，不能是 1。"),
        (9999, 5, 5, "年度要写 1990 到 2200 之间的"),
    ],
)
def test_a_number_out_of_all_bounds_is_refused(
    database: Database, year: int, places: int, days: int, told: str
) -> None:
    with database.transaction() as session, pytest.raises(Refusal, match=told):
        set_year(
            session, year=year, version=None, duty_every=Every.TERM, ballot_rule=given().rule,
            fine_places=places, objection_days=days,
        )  # fmt: skip
    with database.reading() as session:
        assert read_year(session, year=year).version is None
