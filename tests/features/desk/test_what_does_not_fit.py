"""What is too long, too large, missing, or still needed is refused in words, alike on both engines."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, Refusal, Trouble
from deputy_station.documents.geometry import PrintGeometry
from deputy_station.features.activities.models import Activity
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.activities.service.plans import (
    ActivityHasRecords,
    create_activity,
    remove_activity,
)
from deputy_station.features.desk.service.slips import (
    SlipGistMissing,
    get_slip,
    issue_slips,
    slip_back,
    take_up_slip,
    void_slip,
)
from deputy_station.features.desk.service.taking import take_down
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.service.visits import (
    VisitPeopleInvalid,
    add_visit,
    edit_visit,
    get_visit,
    list_visits,
)
from deputy_station.features.signin.service.sheets import keep_sheet
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong

LAMP = "俺们那条巷子的路灯坏了半个月。"
NO_BOXES = PrintGeometry(210, 297, 20, 8, 1, ())


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ({"name": "名" * 81}, "“来访人”有 81 个字，最多 80 个字"),
        ({"phone": "1" * 41}, "“电话”有 41 个字，最多 40 个字"),
        ({"address": "村" * 201}, "“住址”有 201 个字，最多 200 个字"),
    ],
)
def test_who_came_in_more_words_than_the_register_keeps_is_refused(
    database: Database, day_id: int, who: dict[str, str], sentence: str
) -> None:
    with database.transaction() as session:
        visit = add_visit(session, day_id=day_id)
    with pytest.raises(LineTooLong, match=sentence), database.transaction() as session:
        add_visit(session, day_id=day_id, **who)  # type: ignore[arg-type]
    with pytest.raises(LineTooLong, match=sentence), database.transaction() as session:
        edit_visit(session, visit_id=visit.id, version=visit.version, people=1, note="", **who)
    with pytest.raises(LineTooLong, match=sentence), database.transaction() as session:
        take_down(session, day_id=day_id, visit_id=visit.id, words=LAMP, **who)  # type: ignore[arg-type]
    with database.reading() as session:
        assert [(each.number, each.name) for each in list_visits(session, day_id=day_id)] == [(1, "")]


@pytest.mark.parametrize("party", [-1, 0, 1000, 10**12])
def test_a_party_of_nobody_or_of_a_country_is_refused_before_anything_is_written(
    database: Database, day_id: int, party: int
) -> None:
    with database.transaction() as session:
        visit = add_visit(session, day_id=day_id)
    with pytest.raises(VisitPeopleInvalid), database.transaction() as session:
        take_down(session, day_id=day_id, visit_id=visit.id, words=LAMP, people=party)


def test_a_number_no_row_has_is_not_found(database: Database, day_id: int) -> None:
    for number in (2**31, 2**40):
        with pytest.raises(NotFound), database.reading() as session:
            get_visit(session, visit_id=number)


def test_a_slip_is_not_taken_up_without_a_word_of_what_it_is_about(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        [slip] = issue_slips(session, count=1, geometry=NO_BOXES, day_id=day_id)
        version = slip_back(session, slip_id=slip.id, ticks={}).version
    with (
        pytest.raises(SlipGistMissing, match="便条 2026-0001 还没有写事由"),
        database.transaction() as session,
    ):
        take_up_slip(session, slip_id=slip.id, version=version, gist=" \u200b ")
    with database.reading() as session:
        assert get_slip(session, slip_id=slip.id).demand_id is None


def test_words_too_many_for_a_column_of_the_server_are_told_in_words(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        [slip] = issue_slips(session, count=1, geometry=NO_BOXES, day_id=day_id)

    def void(session: Session) -> None:
        void_slip(session, slip_id=slip.id, version=slip.version, note="字" * 201)

    if database.is_file:  # a file takes any length
        with database.transaction() as session:
            void(session)
        return
    with pytest.raises(Trouble, match="有一栏的字太多"), database.transaction() as session:
        void(session)


def test_an_activity_that_papers_or_a_day_hang_on_is_not_removed(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        of_day = session.get_one(ReceptionDay, day_id).activity_id
        printed, plain = (
            create_activity(
                session, kind=ActivityKind.TRAINING, title=title, held_on=date(2026, 11, 19), everyone=True
            ).id
            for title in ("印了签到表的", "没有印的")
        )
        keep_sheet(session, activity_id=printed, edition=1, pages=1, rows=[0], boxes=[], geometry=NO_BOXES)
    for activity_id in (of_day, printed):
        with pytest.raises(ActivityHasRecords, match="不能删除"), database.transaction() as session:
            _remove(session, activity_id)
    with database.transaction() as session:
        _remove(session, plain)
    with pytest.raises(Refusal), database.transaction() as session:
        _remove(session, 10**6)


def _remove(session: Session, activity_id: int) -> None:
    activity = session.get(Activity, activity_id)
    remove_activity(session, activity_id=activity_id, version=activity.version if activity else 1)
