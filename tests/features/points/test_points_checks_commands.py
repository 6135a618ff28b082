"""Claims reviewed and a period closed and published from the command line. Today is 20 November 2026."""

import io
import json
from datetime import date
from typing import Any

import pytest

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.points.commands import (
    approve_point_claims,
    close_point_period,
    list_point_claims,
    publish_point_period,
    return_point_claims,
)
from deputy_station.features.points.service.claims import enter_claims
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk


def told(database: Database, command: Any, *values: Any, **options: Any) -> Any:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out), *values, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def claim_ids(database: Database) -> list[int]:
    with database.transaction() as session:
        seat = NewMandate(Level.TOWN, date(2021, 12, 4))
        deputy_id = create_deputy(session, name="安平", mandates=[seat]).id
        return [
            enter_claims(
                session,
                deputy_ids=[deputy_id],
                kind="表彰",
                title=title,
                state="已受理",
                self_reported=True,
                done_on=date(2025, 3, 1),
            )[0].id
            for title in ("镇先进", "县先进")
        ]


def test_claims_are_listed_approved_and_returned(database: Database, claim_ids: list[int]) -> None:
    approved = told(database, approve_point_claims, [claim_ids[0]])
    assert [row["review"] for row in approved["claims"]] == ["已核准"]
    returned = told(database, return_point_claims, [claim_ids[1]], reason="没有证书")
    assert [(row["review"], row["reason"]) for row in returned["claims"]] == [("已退回", "没有证书")]
    rows = told(database, list_point_claims, review="已退回")["rows"]
    assert [row["title"] for row in rows] == ["县先进"]
    with pytest.raises(NotFound, match="待审、已核准"):
        told(database, list_point_claims, review="没看")


def test_a_period_is_closed_and_published(database: Database, claim_ids: list[int]) -> None:
    closed = told(database, close_point_period, "2025")
    assert (closed["state"], closed["scored"]) == ("closed", 1)
    published = told(database, publish_point_period, "2025", days=5)
    assert published["objections_until"] == "2026-11-25"
    with pytest.raises(NotFound, match="2030"):
        told(database, close_point_period, "2030")
