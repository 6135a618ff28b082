"""One demand, told from the day it was spoken to the day it was struck off."""

from datetime import UTC, date, datetime

from deputy_station.core.clock import Clock, local_time
from deputy_station.features.demands.rules.choices import Channel, DemandState, InformedHow, Satisfaction
from deputy_station.features.demands.service import detail, listing, register, steps
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.store.database import Database

WORDS = "村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过，想请政府给修一修。"


def at(database: Database, month: int, day: int, hour: int, minute: int = 0) -> None:
    """It is that time in Beijing."""
    database.clock = Clock.fixed(datetime(2026, month, day, hour - 8, minute, tzinfo=UTC))


def test_a_pothole_is_mended_at_the_second_try(database: Database) -> None:
    with database.transaction() as session:
        wang = Deputy(name="王建国")
        session.add(
            Station(
                name="朔里镇人大代表之家", code="朔里", township="朔里镇", district="杜集区", is_home=True
            )
        )
        session.add(wang)
        catalogue.load_categories(session)
        office = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN)
        (roads,) = catalogue.list_categories(session, search="村镇建设 其他")

    # Friday 20 November, reception day: 张守田 of 六村 tells 王建国 about the road; 周敏 writes it down.
    at(database, 11, 20, 9, 42)
    with database.transaction() as session:
        row = register.register_demand(
            session,
            words=WORDS,
            title="六村村内道路破损，影响群众通行",
            category_id=roads.id,
            channel=Channel.RECEPTION,
            visitor_name="张守田",
            visitor_phone="13812341234",
            visitor_address="六村 3 组",
            place="六村主路",
            deputy_ids=[wang.id],
        )
    assert row.number == "朔里-2026-0001"

    # Eight minutes later the presidium hands it to the village construction office: ten workdays, to 4 December.
    at(database, 11, 20, 9, 50)
    row = step(database, steps.assign_demand, row, unit_id=office.id, co_units="朱庄社区")
    assert row.deadline_on == date(2026, 12, 4)

    # Monday morning 李强 of the office signs for it. Then nothing happens for a while.
    at(database, 11, 23, 8, 30)
    row = step(database, steps.accept_demand, row, note="李强")

    # On 2 December it is among those due within three days; 周敏 rings the office.
    at(database, 12, 2, 10)
    with database.reading() as session:
        assert [one.id for one in listing.list_demands(session, where=DemandFilter(view=View.SOON))] == [
            row.id
        ]
    row = step(database, steps.urge_demand, row, note="再有两天到期")

    # On 7 December it is three days overdue. On the 8th the holes are filled with gravel.
    at(database, 12, 7, 9)
    with database.reading() as session:
        (late,) = listing.list_demands(session, where=DemandFilter(view=View.OVERDUE))
        assert late.due.text == "已超期 3 天"
    at(database, 12, 8, 16)
    row = step(database, steps.record_result, row, note="坑洼处已用碎石填平", solved=False)

    # 周敏 tells 张守田 on the phone. A week later he says: half of it is washed out again.
    at(database, 12, 9, 9)
    row = step(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    at(database, 12, 16, 9)
    row = step(database, steps.follow_up, row, satisfaction=Satisfaction.HALF_SOLVED, note="雨后又冲坏一半")
    assert (row.state, row.rounds) == (DemandState.REGISTERED, 2)

    # The second round gets its own term; the road is paved and he is content.
    at(database, 12, 16, 9, 30)
    row = step(database, steps.assign_demand, row, unit_id=office.id, note="请铺沥青")
    assert row.deadline_on == date(2026, 12, 30)
    at(database, 12, 17, 8)
    row = step(database, steps.accept_demand, row)
    at(database, 12, 25, 17)
    row = step(database, steps.record_result, row, note="铺沥青 200 米", solved=True)
    at(database, 12, 26, 9)
    row = step(database, steps.inform_visitor, row, how=InformedHow.IN_PERSON)
    at(database, 12, 30, 9)
    row = step(database, steps.follow_up, row, satisfaction=Satisfaction.SATISFIED)
    row = step(database, steps.strike_off, row)

    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
        assert listing.list_demands(session, where=DemandFilter(view=View.OPEN)) == []
    assert (demand.row.state, demand.row.solved, demand.row.satisfaction) == (
        DemandState.STRUCK_OFF,
        True,
        Satisfaction.SATISFIED,
    )
    assert demand.row.struck_off_on == date(2026, 12, 30)
    assert demand.words == WORDS
    told = [f"{local_time(one.at):%m-%d %H:%M} {one.sentence}" for one in demand.steps]
    assert told == [
        "11-20 09:42 登记，接待日现场，接待代表：王建国",
        "11-20 09:50 交办镇政府：镇村建办，协办朱庄社区，12月4日前答复",
        "11-23 08:30 镇村建办签收，经办人：李强",
        "12-02 10:00 第 1 次催办 镇村建办",
        "12-08 16:00 镇村建办办完，已作说明",
        "12-09 09:00 已反馈来访人（电话）",
        "12-16 09:00 回访：只解决一半，转第 2 轮重办",
        "12-16 09:30 交办镇政府：镇村建办，12月30日前答复",
        "12-17 08:00 镇村建办签收",
        "12-25 17:00 镇村建办办完，问题已解决",
        "12-26 09:00 已反馈来访人（当面）",
        "12-30 09:00 回访：满意",
        "12-30 09:00 销号",
    ]


def step(database: Database, move: object, row: DemandRow, **given: object) -> DemandRow:
    """One step at the desk, in a transaction of its own."""
    with database.transaction() as session:
        return move(session, demand_id=row.id, version=row.version, **given)  # type: ignore[operator,no-any-return]
