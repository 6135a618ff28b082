"""Lists, filters, search and the figures on the chips."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from deputy_station.core.clock import Clock
from deputy_station.core.errors import NotFound
from deputy_station.features.demands.models import Channel, Demand, DemandState
from deputy_station.features.demands.rules.choices import Route
from deputy_station.features.demands.service import detail, filters, listing, register, similar, steps
from deputy_station.features.demands.service.ledger import list_ledger
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.store.capture import insert_all
from deputy_station.store.database import Database
from tests.laid_down import Beginning

from .conftest import Town, write_town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
S = DemandState
STANDING = (
    # title, state, deadline, days since it was voiced
    ("东巷路灯不亮", S.HANDLING, date(2026, 11, 11), 30),
    ("污水管网渗漏", S.HANDLED, date(2026, 11, 20), 20),
    ("学校门口放学拥堵", S.ASSIGNED, date(2026, 11, 23), 9),
    ("灌溉渠堵塞", S.HANDLING, date(2026, 11, 28), 8),
    ("低保复核没有通知", S.INFORMED, date(2026, 11, 1), 40),
    ("广场舞噪音", S.STRUCK_OFF, date(2026, 10, 1), 300),
    ("宅基地确权", S.REGISTERED, None, 0),
    ("去年的路", S.SETTLED, date(2025, 12, 1), 400),
)


@pytest.fixture
def eight(database: Database, town: Town) -> None:
    """Eight demands in every state the desk works through; today is 20 November 2026."""
    database.clock = Clock.fixed(NOON)
    with database.transaction() as session:
        for number, (title, state, due, age) in enumerate(STANDING, 1):
            at = NOON - timedelta(days=age)
            session.add(
                Demand(
                    station_id=town.station,
                    year=at.year,
                    number=number,
                    title=title,
                    words=title,
                    channel=Channel.VISIT,
                    received_at=at,
                    state=state,
                    deadline_on=due,
                    search_text=title,
                )
            )


def titles(database: Database, **fields: object) -> list[str]:
    with database.reading() as session:
        return [
            row.title
            for row in listing.list_demands(session, where=DemandFilter(**fields))  # type: ignore[arg-type]
        ]


@pytest.mark.usefixtures("eight")
def test_each_view_holds_what_its_word_says(database: Database) -> None:
    assert titles(database, view=View.OVERDUE) == ["东巷路灯不亮"]
    assert titles(database, view=View.SOON) == ["污水管网渗漏", "学校门口放学拥堵"]
    assert titles(database, view=View.TO_ACCEPT) == ["学校门口放学拥堵"]
    assert titles(database, view=View.TO_INFORM) == ["污水管网渗漏"]
    assert titles(database, view=View.TO_FOLLOW_UP) == ["低保复核没有通知"]
    assert titles(database, view=View.TO_STRIKE_OFF) == ["去年的路"]
    assert len(titles(database, view=View.OPEN)) == 6
    assert titles(database)[0] == "宅基地确权", "newest first"


@pytest.mark.usefixtures("eight")
def test_the_figures_on_the_chips_are_the_lengths_of_their_lists(database: Database) -> None:
    with database.reading() as session:
        counts = listing.count_for_chips(session)
        for view in View:
            listed = listing.list_demands(session, where=DemandFilter(view=view), limit=None)
            counted = counts.total if view is View.ALL else getattr(counts, view.value)
            assert counted == len(listed) == listing.count_demands(session, where=DemandFilter(view=view))
    assert (counts.total, counts.year, counts.overdue, counts.soon) == (8, 7, 1, 2)


@pytest.mark.usefixtures("eight")
def test_year_and_days_are_those_of_the_station(database: Database) -> None:
    assert titles(database, year=2025) == ["去年的路"]
    assert titles(database, first_day=date(2026, 11, 11), last_day=date(2026, 11, 12)) == [
        "灌溉渠堵塞",
        "学校门口放学拥堵",
    ]
    assert titles(database, state=S.STRUCK_OFF) == ["广场舞噪音"]


def test_unit_route_category_and_deputy_narrow_the_list(database: Database, town: Town) -> None:
    with database.transaction() as session:
        row = register.register_demand(
            session,
            words="六村村内道路破损",
            category_id=town.categories["城乡建设/村镇建设"],
            deputy_ids=[town.deputies["王建国"]],
        )
        steps.assign_demand(
            session, demand_id=row.id, version=row.version, unit_id=town.units["镇村建办"], route=Route.TOWN
        )
        register.register_demand(session, words="水厂检修停水未通知")
    wanted = ["六村村内道路破损"]
    assert titles(database, unit_id=town.units["镇村建办"]) == wanted
    assert titles(database, route=Route.TOWN) == wanted
    assert titles(database, category_id=town.categories["城乡建设"]) == wanted, "what lies below it counts"
    assert titles(database, deputy_id=town.deputies["王建国"]) == wanted
    assert titles(database, unit_id=town.units["镇民政办"]) == []
    assert titles(database, category_id=town.categories["民政"]) == []


@pytest.mark.parametrize(
    "query",
    [
        "0001",
        "朔里-2026-0001",
        "坑洼",
        "六村村内",
        "张守田",
        "zst",
        "1381234",
        "镇村建办",
        "王建国",
        "wjg",
        "村 坑洼",
        "１３８１２３４",
    ],
)
def test_one_box_finds_a_demand_by_anything_of_it(database: Database, town: Town, query: str) -> None:
    with database.transaction() as session:
        row = register.register_demand(
            session,
            words="主路坑洼",
            title="六村村内道路破损",
            visitor_name="张守田",
            visitor_phone="13812341234",
            deputy_ids=[town.deputies["王建国"]],
        )
        steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=town.units["镇村建办"])
        register.register_demand(session, words="水厂停水")
    assert titles(database, search=query) == ["六村村内道路破损"]


@pytest.mark.parametrize("query", ["100%", "a_b", "\\", "'", "50％"])
def test_signs_of_the_query_language_are_just_signs(database: Database, town: Town, query: str) -> None:
    with database.transaction() as session:
        for words in (
            "补贴只发了100%的一半",
            "1000 元",
            "门牌 a_b",
            "门牌 axb",
            "路径 c:\\d",
            "他说'好'",
            "涨了50%",
        ):
            register.register_demand(session, words=words)
    plain = query.replace("％", "%")
    with database.reading() as session:
        expected = [words for words in session.scalars(select(Demand.words)) if plain in words]
    assert expected
    assert sorted(titles(database, search=query)) == sorted(expected)


def test_a_search_never_matches_across_two_fields(database: Database, town: Town) -> None:
    with database.transaction() as session:
        register.register_demand(session, title="路灯", words="不亮")
    assert titles(database, search="路灯不亮") == []
    assert titles(database, search="路灯 不亮") == ["路灯"]


def test_a_number_is_found_or_named_as_missing(database: Database, town: Town) -> None:
    with database.transaction() as session:
        row = register.register_demand(session, words="路灯")
    with database.reading() as session:
        assert listing.find_demand_id(session, "朔里－2026－0001") == row.id
        assert listing.find_demand_id(session, "1") == row.id
        with pytest.raises(NotFound, match="编号为“2025-1”的诉求"):
            listing.find_demand_id(session, "2025-1")
        with pytest.raises(NotFound):
            listing.find_demand_id(session, "别处-2026-0001")


def test_the_list_masks_the_visitor(database: Database, town: Town) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="路灯", visitor_name="张守田", visitor_phone="13812341234")
    with database.reading() as session:
        row = listing.list_demands(session)[0]
        demand = detail.get_demand(session, demand_id=row.id)
        ledger = next(list_ledger(session))
    assert (row.visitor, demand.phone_masked, ledger.row.visitor) == ("张**", "138****1234", "张**")


def test_like_demands_are_hinted_by_phone_place_and_words(database: Database, town: Town) -> None:
    with database.transaction() as session:
        road = register.register_demand(
            session, words="主路坑洼，老人摔过", place="六村主路", visitor_phone="13812341234"
        )
        register.register_demand(session, words="水厂停水", place="朱庄", visitor_phone="13900000000")
    with database.reading() as session:
        by_phone = similar.find_similar(session, phone="13812341234")
        by_place = similar.find_similar(session, place="六村主路")
        by_words = similar.find_similar(session, words="主路坑洼，老人")
        itself = similar.find_similar(session, phone="13812341234", except_id=road.id)
        nothing = similar.find_similar(session, phone="", place="", words="")
    assert [[row.id for row in rows] for rows in (by_phone, by_place, by_words)] == [[road.id]] * 3
    assert (itself, nothing) == ([], [])


MANY = 2_500


def _write_many(database: Database) -> Town:
    """2,500 demands, two of each instant, so that only the row number tells them apart."""
    town = write_town(database)
    with database.transaction() as session:
        insert_all(
            session,
            Demand,
            [
                {
                    "station_id": town.station,
                    "year": 2026,
                    "number": number,
                    "title": f"诉求 {number}",
                    "words": "路",
                    "channel": Channel.VISIT,
                    "received_at": NOON - timedelta(hours=number // 2),
                    "state": S.HANDLING if number % 5 else S.STRUCK_OFF,
                    "deadline_on": date(2026, 1, 1) + timedelta(days=number % 300),
                }
                for number in range(1, MANY + 1)
            ],
        )
    return town


_MANY = Beginning(_write_many)


@pytest.fixture
def beginning(request: pytest.FixtureRequest, beginning: Beginning[Town] | None) -> Beginning[Town] | None:
    return _MANY if "many" in request.fixturenames else beginning


@pytest.fixture
def many(database: Database, town: Town) -> None:
    """The 2,500 demands are there from the beginning."""


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("view", [View.ALL, View.OVERDUE])
def test_page_after_page_shows_every_demand_once_in_order(database: Database, view: View) -> None:
    where = DemandFilter(view=view)
    with database.reading() as session:
        whole = [row.id for row in listing.list_demands(session, where=where, limit=None)]
        walked: list[int] = []
        last = None
        while page := listing.list_demands(session, where=where, after=last):
            assert len(page) <= 100
            walked += [row.id for row in page]
            last = page[-1]
        jumped = [row.id for row in listing.list_demands(session, where=where, offset=1_700)]
    assert walked == whole
    assert len(set(whole)) == len(whole) > 1_900
    assert jumped == whole[1_700:1_800]


@pytest.mark.usefixtures("many")
def test_a_page_is_cut_from_an_index_and_never_sorted(database: Database) -> None:
    if not database.is_file:
        pytest.skip("the plan of PostgreSQL depends on its statistics; SQLite's is the one that is fixed")
    with database.reading() as session:
        last = listing.list_demands(session)[-1]
        for after in (None, last):
            conditions = [] if after is None else [listing._after_by_time(after)]
            query = (
                select(Demand.id)
                .where(*conditions)
                .order_by(Demand.received_at.desc(), Demand.id.desc())
                .limit(100)
            )
            plan = _plan(session, query)
            assert "COVERING INDEX ix_demands_received_at_id" in plan
            assert "TEMP B-TREE" not in plan
        overdue = [filters.OWED, Demand.deadline_on < date(2026, 11, 20)]
        asked = select(Demand.id).where(*overdue).order_by(Demand.deadline_on, Demand.id).limit(100)
        late = _plan(session, asked)
    assert "COVERING INDEX ix_demands_owed " in late
    assert "TEMP B-TREE" not in late


def _plan(session: object, query: object) -> str:
    compiled = query.compile(session.bind, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    lines = session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()  # type: ignore[attr-defined]
    return "\n".join(line[-1] for line in lines)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(("order", "descending"), [("", False), ("number", False), ("number", True)])
def test_positions_counted_from_the_end_hold_the_same_demands(
    database: Database, order: str, descending: bool
) -> None:
    with database.reading() as session:
        whole = [
            row.id for row in listing.list_demands(session, limit=None, order=order, descending=descending)
        ]
        total = listing.count_demands(session)
        for offset in (0, total // 2 + 1, total - 250, total - 30, total):
            page = listing.list_demands(
                session, offset=offset, order=order, descending=descending, total=total
            )
            assert [row.id for row in page] == whole[offset : offset + 100]
