"""The activity of a reception day is changed with the day alone, so that the two never disagree. Today is 20 November 2026."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.features.activities.service.plans import (
    KeptByReceptionDay,
    cancel_activity,
    edit_activity,
    restore_activity,
)
from deputy_station.features.history.service import undo_step
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import days, listing, rota, visits
from deputy_station.features.reception.service.days import DayInUse
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.store.database import Database
from tests.features.page_desk import page_desk

TODAY = date(2026, 11, 20)


@pytest.fixture
def opened(database: Database, people: dict[str, int]) -> DayDetail:
    """A day that receives, with somebody on duty who has not come yet."""
    with database.transaction() as session:
        day = days.add_day(session, on=TODAY)
        day = rota.set_rota(
            session, day_id=day.row.id, version=day.row.version, deputy_ids=[people["王建国"]]
        )
        return days.open_day(session, day_id=day.row.id, version=day.row.version)


def state(database: Database) -> tuple[DayState, bool]:
    """How the day stands, and whether its activity is cancelled."""
    with database.reading() as session:
        day = session.get_one(ReceptionDay, 1)
        return day.state, day.activity.cancelled


def test_an_activity_of_a_reception_day_is_not_cancelled_past_the_day(
    database: Database, opened: DayDetail
) -> None:
    with database.transaction() as session:
        activity = get_activity(session, activity_id=opened.row.activity_id)
        assert activity.reception_day_id == opened.row.id
        with pytest.raises(KeptByReceptionDay, match="请到“接待日”一页取消"):
            cancel_activity(session, activity_id=activity.id, version=activity.version)
        with pytest.raises(KeptByReceptionDay, match="请到“接待日”一页修改"):
            edit_activity(
                session, activity_id=activity.id, version=activity.version, held_on=date(2026, 11, 27)
            )
    assert state(database) == (DayState.OPEN, False)


def test_a_day_opened_in_vain_is_cancelled_and_brought_back_in_one_step_each(
    database: Database, opened: DayDetail
) -> None:
    with database.transaction() as session:
        days.cancel_day(session, day_id=opened.row.id, version=opened.row.version, reason="大雪封路")
    step = database.take_step()
    assert step is not None
    assert state(database) == (DayState.CANCELLED, True)
    with database.transaction() as session:
        version = get_activity(session, activity_id=opened.row.activity_id).version
        with pytest.raises(KeptByReceptionDay, match="请到“接待日”一页恢复"):
            restore_activity(session, activity_id=opened.row.activity_id, version=version)
    with database.transaction() as session:
        undo_step(session, step_id=step)
    assert state(database) == (DayState.OPEN, False)
    with database.reading() as session:
        assert [each.name for each in listing.day_detail(session, day_id=opened.row.id).duty] == ["王建国"]


def test_a_day_that_received_somebody_is_not_cancelled(database: Database, opened: DayDetail) -> None:
    with database.transaction() as session:
        visits.add_visit(session, day_id=opened.row.id, name="张三")
        day = listing.day_detail(session, day_id=opened.row.id)
        with pytest.raises(DayInUse, match="已有签到或来访记录"):
            days.cancel_day(session, day_id=day.row.id, version=day.row.version, reason="大雪封路")
    assert state(database) == (DayState.OPEN, False)


def test_an_activity_an_earlier_release_cancelled_past_its_day_is_restored(
    database: Database, opened: DayDetail
) -> None:
    with database.transaction() as session:
        session.get_one(Activity, opened.row.activity_id).cancelled = True
    with database.transaction() as session:
        version = get_activity(session, activity_id=opened.row.activity_id).version
        restore_activity(session, activity_id=opened.row.activity_id, version=version)
    assert state(database) == (DayState.OPEN, False)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("place", "东" * 201, "“地点”有 201 个字，最多 200 个字"),
        ("theme", "水" * 201, "“主题”有 201 个字，最多 200 个字"),
    ],
)
def test_more_words_than_a_day_keeps_are_refused(
    database: Database, opened: DayDetail, field: str, text: str, sentence: str
) -> None:
    row = opened.row
    assert row.starts_at is not None
    assert row.ends_at is not None
    words = {"place": "东街", "theme": "", field: text}
    with pytest.raises(Refusal, match=sentence), database.transaction() as session:
        days.add_day(session, on=date(2026, 12, 4), **words)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=sentence), database.transaction() as session:
        days.edit_day(
            session, day_id=row.id, version=row.version, starts_at=row.starts_at, ends_at=row.ends_at, **words
        )


def test_a_reason_longer_than_the_register_keeps_is_refused(database: Database, opened: DayDetail) -> None:
    with database.transaction() as session:
        coming = days.add_day(session, on=date(2026, 12, 4)).row
    sentence = "“原因”有 121 个字，最多 120 个字"
    with pytest.raises(Refusal, match=sentence), database.transaction() as session:
        days.cancel_day(session, day_id=coming.id, version=coming.version, reason="雪" * 121)
    with pytest.raises(Refusal, match=sentence), database.transaction() as session:
        days.move_day(
            session, day_id=coming.id, version=coming.version, to=date(2026, 12, 7), reason="雪" * 121
        )
    with database.reading() as session:
        assert listing.day_detail(session, day_id=coming.id).row.held_on == date(2026, 12, 4)


def test_the_page_of_activities_leads_to_the_day_instead_of_cancelling_it(
    database: Database, opened: DayDetail, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    with page_desk(ActivitiesPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(opened.row.activity_id)
        desk.settle()
        words = [action.text for action in desk.page.detail.action_row.actions_shown]
        assert words == ["到接待日", "归材料", "签到登记"]
        desk.press("到接待日")
        assert desk.went[-1] == ("reception", {"id": opened.row.id})
