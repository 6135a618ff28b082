"""How many demands came in by month, counted by the station's own calendar."""

from datetime import UTC, date, datetime

from deputy_station.features.demands.service.listing import count_by_month
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.store.database import Database


def test_a_month_begins_at_midnight_in_beijing_and_the_year_ends_with_the_present_month(
    database: Database,
) -> None:
    with database.transaction() as session:
        create_station(
            session, name="朔里代表之家", code="朔里", township="朔里镇", district="杜集区", is_home=True
        )
        for moment in (
            datetime(2025, 12, 31, 15, 59, tzinfo=UTC),  # 23:59 on New Year's Eve in Beijing
            datetime(2025, 12, 31, 16, 0, tzinfo=UTC),  # midnight: 2026
            datetime(2026, 3, 31, 15, 59, tzinfo=UTC),
            datetime(2026, 3, 31, 16, 1, tzinfo=UTC),  # already April in Beijing
        ):
            register_demand(session, words="村口路灯不亮", received_at=moment)
    with database.reading() as session:
        counts = count_by_month(session, year=2026)
        last_year = count_by_month(session, year=2025)
    assert counts == {date(2026, month, 1): {1: 1, 3: 1, 4: 1}.get(month, 0) for month in range(1, 12)}
    assert len(last_year) == 12
    assert last_year[date(2025, 12, 1)] == 1
