"""Views saved under a name, and the views of one's own village and one's own demands."""

from datetime import date

import pytest
from sqlalchemy import select

from deputy_station.features.demands.models import Demand, DemandExtension
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service import listing, register, saved_views
from deputy_station.features.demands.service.filters import EVERYTHING, DemandFilter, View
from deputy_station.store.database import Database
from deputy_station.store.memory import remember, this_computer

from .conftest import Town

EAST = DemandFilter(
    view=View.OPEN, search="路灯", route=Route.TOWN, first_day=date(2026, 1, 1), unit_id=3, village="东村"
)


def test_a_saved_view_comes_back_as_it_was(database: Database) -> None:
    with database.transaction() as session:
        saved_views.save_view(session, name=" 东片路灯 ", where=EAST)
        saved_views.save_view(session, name="不受理", where=DemandFilter(state=DemandState.DECLINED))
    with database.reading() as session:
        views = saved_views.list_views(session)
    assert [(view.name, view.where) for view in views] == [
        ("东片路灯", EAST),
        ("不受理", DemandFilter(state=DemandState.DECLINED)),
    ]


def test_a_view_of_the_same_name_takes_its_place_and_one_can_be_dropped(database: Database) -> None:
    with database.transaction() as session:
        for name in ("甲", "乙"):
            saved_views.save_view(session, name=name, where=EAST)
        saved_views.save_view(session, name="甲", where=DemandFilter(year=2025))
        assert [(view.name, view.where.year) for view in saved_views.list_views(session)] == [
            ("甲", 2025),
            ("乙", None),
        ]
        saved_views.drop_view(session, name="甲")
        assert [view.name for view in saved_views.list_views(session)] == ["乙"]


def test_views_nobody_would_find_again_are_refused(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(saved_views.ViewNameMissing):
            saved_views.save_view(session, name=" \u200f", where=EAST)
        with pytest.raises(saved_views.ViewNameLong, match="有 13 个字"):
            saved_views.save_view(session, name="长" * 13, where=EAST)
        with pytest.raises(saved_views.ViewEmpty):
            saved_views.save_view(session, name="全部", where=EVERYTHING)
        for number in range(saved_views.MOST):
            saved_views.save_view(session, name=f"视图 {number}", where=EAST)
        with pytest.raises(saved_views.TooManyViews):
            saved_views.save_view(session, name="再来一个", where=EAST)
        saved_views.save_view(session, name="视图 3", where=DemandFilter(year=2026))


@pytest.mark.parametrize(
    "kept", ["路灯", [1], [{"name": "甲"}], [{"name": "甲", "where": {"state": "gone"}}]]
)
def test_what_another_version_kept_is_left_out(database: Database, kept: object) -> None:
    with database.transaction() as session:
        remember(session, key=saved_views.KEY, desk=this_computer(), value=kept)
        assert saved_views.list_views(session) == ()


def test_ones_own_village_shows_its_open_demands(database: Database, town: Town) -> None:
    with database.transaction() as session:
        for village in ("北村", "南村"):
            row = register.register_demand(session, words=f"{village}的路灯")
            demand = session.get(Demand, row.id)
            assert demand is not None
            demand.village = village
        mine = DemandFilter(view=View.VILLAGE)
        assert listing.list_demands(session, where=mine) == [], "nobody said which village it is"
        saved_views.set_own_village(session, village="北村")
        assert [row.title for row in listing.list_demands(session, where=mine)] == ["北村的路灯"]
        assert listing.count_demands(session, where=mine) == listing.count_for_chips(session).village == 1
        assert [row.title for row in listing.list_demands(session, where=DemandFilter(village="南村"))] == [
            "南村的路灯"
        ]


def test_mine_are_those_i_took_down_or_follow_as_a_deputy(database: Database, town: Town) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="周敏登记的")
    database.actor = "王建国"
    with database.transaction() as session:
        register.register_demand(session, words="王建国登记的")
    database.actor = "李秀英"
    with database.transaction() as session:
        register.register_demand(session, words="王建国跟的", deputy_ids=[town.deputies["王建国"]])
    database.actor = "王建国"
    with database.reading() as session:
        rows = listing.list_demands(session, where=DemandFilter(view=View.MINE))
        by_number = listing.list_demands(session, where=DemandFilter(view=View.MINE), order="number")
        assert listing.count_for_chips(session).mine == 2
    assert [row.title for row in rows] == ["王建国跟的", "王建国登记的"]
    assert [row.title for row in by_number] == ["王建国登记的", "王建国跟的"]


def test_supervised_called_today_and_waiting_for_an_extension_have_views(
    database: Database, town: Town
) -> None:
    today = database.clock.today()
    with database.transaction() as session:
        for title in ("督办的", "今天回访的", "明天回访的", "要延期的", "督办过的"):
            register.register_demand(session, words=title, title=title)
        rows = {row.title: row for row in session.scalars(select(Demand))}
        rows["督办的"].supervised_on = today
        rows["督办过的"].supervised_on, rows["督办过的"].state = today, DemandState.STRUCK_OFF
        for title, days in (("今天回访的", 0), ("明天回访的", 1)):
            rows[title].state = DemandState.INFORMED
            rows[title].call_on = date.fromordinal(today.toordinal() + days)
        session.add(
            DemandExtension(
                demand_id=rows["要延期的"].id,
                round=1,
                asked_on=today,
                until=date(2026, 12, 31),
                reason="等材料",
                due_before=today,
            )
        )
    with database.reading() as session:
        counts = listing.count_for_chips(session)
        for view, wanted in (
            (View.SUPERVISED, ["督办的"]),
            (View.CALL_TODAY, ["今天回访的"]),
            (View.EXTENSION, ["要延期的"]),
        ):
            rows_of_view = listing.list_demands(session, where=DemandFilter(view=view))
            assert [row.title for row in rows_of_view] == wanted
            assert getattr(counts, view.value) == 1
            assert listing.count_demands(session, where=DemandFilter(view=view)) == 1
            searched = listing.list_demands(session, where=DemandFilter(view=view, search=wanted[0]))
            assert [row.title for row in searched] == wanted
            assert listing.list_demands(session, where=DemandFilter(view=view), after=rows_of_view[-1]) == []
