"""Registering, correcting and moving demands."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.demands.models import Demand, DemandCounter
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Route, Satisfaction
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import detail, handing, listing, register, steps, urging
from deputy_station.features.demands.service.revealing import reveal_visitor
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.taken_values import (
    PeopleCountInvalid,
    ReceivedInFuture,
    WordsMissing,
    gist_of,
)
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong

from .conftest import Town

POTHOLE = "村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过。想请政府给修一修。"


def take_down(database: Database, words: str = POTHOLE, **more: object) -> DemandRow:
    with database.transaction() as session:
        return register.register_demand(session, words=words, **more)  # type: ignore[arg-type]


def assign(database: Database, row: DemandRow, town: Town, **more: object) -> DemandRow:
    with database.transaction() as session:
        return steps.assign_demand(
            session,
            demand_id=row.id,
            version=row.version,
            unit_id=town.units["镇村建办"],
            **more,  # type: ignore[arg-type]
        )


def test_a_demand_gets_the_next_number_of_its_year_and_a_title_from_its_words(
    database: Database, town: Town
) -> None:
    first = take_down(database)
    second = take_down(database, "朱庄社区东巷路灯不亮")
    assert (first.number, second.number) == ("朔里-2026-0001", "朔里-2026-0002")
    assert first.title == "村里主路坑坑洼洼有三四年了"
    assert first.state is DemandState.REGISTERED


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("村口路灯坏了，晚上看不见路。", "村口路灯坏了"),  # a clause of six characters says enough
        ("路灯坏了，晚上看不见路。请修一修。", "路灯坏了，晚上看不见路"),
        ("您好！村口的路灯坏了三个月，没有人修。", "您好！村口的路灯坏了三个月，没有人修"),
        ("低保金每月1,200元没有发,请查一查", "低保金每月1,200元没有发"),
        ("东巷路灯不亮\n西巷也不亮", "东巷路灯不亮"),
        ("路" * 30 + "，修一修", "路" * 30),
        ("路" * 31 + "，修一修", "路" * 29 + "…"),
        ("水，" + "长" * 40, "水，" + "长" * 27 + "…"),
    ],
)
def test_a_title_is_the_first_clause_that_says_enough(words: str, title: str) -> None:
    assert gist_of(words) == title


def test_the_year_of_a_number_is_that_of_the_local_day(database: Database, town: Town) -> None:
    # 16:30 UTC on 31 December is half past midnight of New Year's Day in Beijing.
    new_year = take_down(database, received_at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC))
    old_year = take_down(database, received_at=datetime(2025, 12, 31, 15, 30, tzinfo=UTC))
    assert (new_year.number, old_year.number) == ("朔里-2026-0001", "朔里-2025-0001")


def test_a_number_that_was_rolled_back_is_given_again(database: Database, town: Town) -> None:
    take_down(database)
    with contextlib.suppress(WordsMissing), database.transaction() as session:
        assert register.register_demand(session, words="写到一半").number == "朔里-2026-0002"
        register.register_demand(session, words="")
    assert take_down(database).number == "朔里-2026-0002"
    with database.reading() as session:
        assert session.scalars(select(DemandCounter.last)).all() == [2]


@pytest.mark.parametrize(
    ("values", "refusal", "sentence"),
    [
        ({"words": " \n "}, WordsMissing, "原话"),
        ({"words": "路", "title": "长" * 201}, LineTooLong, "有 201 个字，最多 200 个字"),
        ({"words": "路", "people": 0}, PeopleCountInvalid, "不能是 0"),
        (
            {"words": "路", "received_at": datetime(2026, 11, 20, 2, tzinfo=UTC)},
            ReceivedInFuture,
            "在现在之后",
        ),
        ({"words": "路", "category_id": 999_999}, NotFound, "没有找到这个类别"),
        ({"words": "路", "deputy_ids": [999_999]}, NotFound, "没有找到这位代表"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_costs_no_number(
    database: Database,
    town: Town,
    values: dict[str, object],
    refusal: type[Exception],
    sentence: str,
) -> None:
    with pytest.raises(refusal, match=sentence):
        take_down(database, **values)  # type: ignore[arg-type]
    assert take_down(database).number == "朔里-2026-0001"


def test_pasted_text_is_cleaned_and_words_keep_their_lines(database: Database, town: Town) -> None:
    row = take_down(database, "路灯\t 坏了\r\n\u3000\u3000修一修\x00", visitor_name=" 张\u200b守田 ")
    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
    assert (demand.words, demand.visitor_name) == ("路灯 坏了\n修一修", "张守田")


def test_handing_over_sets_the_deadline_with_its_arithmetic(database: Database, town: Town) -> None:
    row = assign(database, take_down(database), town, co_unit_ids=[town.units["镇财政所"]], note="请先看现场")
    assert (row.state, row.unit, row.deadline_on) == (
        DemandState.ASSIGNED,
        "镇村建办",
        date(2026, 12, 4),
    )
    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
    assert demand.deadline_arithmetic == "11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日"
    assert demand.steps[-1].sentence == "交办镇政府：镇村建办，协办镇财政所，12月4日前答复"
    assert (demand.opinion, demand.assigned_on) == ("请先看现场", date(2026, 11, 20))


def test_the_desk_may_set_a_shorter_term(database: Database, town: Town) -> None:
    assert assign(database, take_down(database), town, workdays=3).deadline_on == date(2026, 11, 25)


def test_a_route_without_a_unit_is_not_an_assignment(database: Database, town: Town) -> None:
    with pytest.raises(steps.RouteNotAssignable, match="转村社区、交办镇政府、上报区人大"):
        assign(database, take_down(database), town, route=Route.DECLINED)


def test_a_retired_unit_gets_nothing_more(database: Database, town: Town) -> None:
    row = take_down(database)
    with database.transaction() as session:
        unit = next(one for one in catalogue.list_units(session) if one.name == "镇村建办")
        catalogue.edit_unit(
            session, unit_id=unit.id, version=unit.version, name=unit.name, kind=unit.kind, retired=True
        )
    with pytest.raises(handing.UnitRetired, match="“镇村建办”已停用"):
        assign(database, row, town)


def test_a_second_desk_with_an_old_copy_is_turned_away(database: Database, town: Town) -> None:
    row = take_down(database)
    assign(database, row, town)
    with pytest.raises(StaleEdit):
        assign(database, row, town)


def test_progress_alone_turns_a_second_desk_away_too(database: Database, town: Town) -> None:
    assigned = assign(database, take_down(database), town)
    with database.transaction() as session:
        handling = steps.accept_demand(session, demand_id=assigned.id, version=assigned.version)
    with database.transaction() as session:
        steps.note_progress(session, demand_id=handling.id, version=handling.version, note="已看现场")
    with pytest.raises(StaleEdit), database.transaction() as session:
        steps.note_progress(session, demand_id=handling.id, version=handling.version, note="已看现场")


def test_a_returned_demand_loses_unit_and_deadline_and_waits_again(database: Database, town: Town) -> None:
    row = assign(database, take_down(database), town)
    with database.transaction() as session:
        back = steps.return_demand(
            session, demand_id=row.id, version=row.version, note="属区交通局管，不归本办"
        )
    assert (back.state, back.unit, back.deadline_on) == (DemandState.REGISTERED, "", None)


def test_urging_is_counted(database: Database, town: Town) -> None:
    row = assign(database, take_down(database), town)
    for _ in range(2):
        with database.transaction() as session:
            row = urging.urge_demand(session, demand_id=row.id, version=row.version)
    with database.reading() as session:
        sentences = [one.sentence for one in detail.get_demand(session, demand_id=row.id).steps]
    assert row.urged == 2
    assert sentences[-1] == "第 2 次催办 镇村建办（第 1 级：提醒经办人，还没到期）"


def settled(database: Database, town: Town, said: Satisfaction) -> DemandRow:
    row = assign(database, take_down(database), town)
    with database.transaction() as session:
        row = steps.accept_demand(session, demand_id=row.id, version=row.version, note="李强")
        row = steps.record_result(
            session, demand_id=row.id, version=row.version, note="已铺沥青 200 米", solved=True
        )
        row = steps.inform_visitor(session, demand_id=row.id, version=row.version, how=InformedHow.PHONE)
        return steps.follow_up(session, demand_id=row.id, version=row.version, satisfaction=said)


def test_half_solved_begins_a_second_round_that_everybody_sees(database: Database, town: Town) -> None:
    row = settled(database, town, Satisfaction.HALF_SOLVED)
    assert (row.state, row.rounds, row.satisfaction) == (DemandState.REGISTERED, 2, None)
    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
    assert demand.steps[-1].sentence == "回访：只解决一半，转第 2 轮重办"
    assert demand.steps[-3].note == "已铺沥青 200 米", "what the first round came to is kept"
    assert demand.result == ""


def test_striking_off_needs_result_feedback_and_follow_up(database: Database, town: Town) -> None:
    row = settled(database, town, Satisfaction.SATISFIED)
    with database.transaction() as session:
        done = steps.strike_off(session, demand_id=row.id, version=row.version)
    assert (done.state, done.struck_off_on) == (DemandState.STRUCK_OFF, date(2026, 11, 20))


def test_a_visitor_who_cannot_be_asked_does_not_keep_a_demand_open(database: Database, town: Town) -> None:
    row = take_down(database)
    with database.transaction() as session:
        row = steps.answer_demand(session, demand_id=row.id, version=row.version, note="政策已讲清")
        row = steps.settle_demand(session, demand_id=row.id, version=row.version, note="没有留电话")
        row = steps.strike_off(session, demand_id=row.id, version=row.version)
    assert row.state is DemandState.STRUCK_OFF


def test_a_struck_off_demand_is_reopened_only_as_a_new_round(database: Database, town: Town) -> None:
    row = settled(database, town, Satisfaction.SATISFIED)
    with database.transaction() as session:
        row = steps.strike_off(session, demand_id=row.id, version=row.version)
    with pytest.raises(StepNotAllowed, match="现在可以：重办"), database.transaction() as session:
        steps.accept_demand(session, demand_id=row.id, version=row.version)
    with database.transaction() as session:
        row = steps.redo_demand(session, demand_id=row.id, version=row.version, note="冬天又塌了")
    assert (row.state, row.rounds, row.struck_off_on) == (DemandState.REGISTERED, 2, None)


def test_a_suggestion_a_refusal_and_a_withdrawal_leave_the_desk_their_own_way(
    database: Database, town: Town
) -> None:
    first, second, third = (take_down(database) for _ in range(3))
    with database.transaction() as session:
        first = steps.turn_into_suggestion(session, demand_id=first.id, version=first.version)
        second = steps.decline_demand(
            session, demand_id=second.id, version=second.version, note="正在诉讼，请向法院反映"
        )
        third = steps.withdraw_demand(session, demand_id=third.id, version=third.version, note="重复登记")
    assert (first.state, first.route, first.deadline_on) == (
        DemandState.HANDLING,
        Route.SUGGESTION,
        date(2027, 2, 22),  # three months end on Saturday 20 February 2027, moved to Monday
    )
    assert (second.state, third.state) == (DemandState.DECLINED, DemandState.WITHDRAWN)


def test_a_correction_keeps_both_values_and_masks_the_visitor_in_the_history(
    database: Database, town: Town
) -> None:
    row = take_down(database, visitor_name="张守田")
    with database.transaction() as session:
        changed = register.edit_demand(
            session,
            demand_id=row.id,
            version=row.version,
            title="六村村内道路破损",
            visitor_name="张守天",
            deputy_ids=[town.deputies["王建国"]],
        )
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert changed.title == "六村村内道路破损"
    assert changed.version > row.version
    assert lines[-1].sentence == "修改诉求 朔里-2026-0001 的标题、来访人、接待代表"
    with database.reading() as session:
        assert [one.name for one in detail.get_demand(session, demand_id=row.id).deputies] == ["王建国"]
        assert session.get(Demand, row.id).visitor_name == "张守天"  # type: ignore[union-attr]


def test_a_correction_that_changes_nothing_leaves_no_line(database: Database, town: Town) -> None:
    row = take_down(database)
    with database.transaction() as session:
        same = register.edit_demand(session, demand_id=row.id, version=row.version, title=row.title)
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert (same.version, len(lines)) == (row.version, 1)


def test_the_day_cannot_leave_the_year_of_the_number(database: Database, town: Town) -> None:
    row = take_down(database)
    with pytest.raises(register.YearOfNumberFixed), database.transaction() as session:
        register.edit_demand(
            session,
            demand_id=row.id,
            version=row.version,
            received_at=datetime(2025, 11, 20, tzinfo=UTC),
        )


def test_a_confidential_visitor_is_told_only_when_asked_for_and_the_asking_is_kept(
    database: Database, town: Town
) -> None:
    row = take_down(
        database,
        visitor_name="张守田",
        visitor_phone="13812341234",
        visitor_address="六村 3 组",
        confidential=True,
    )
    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
        found = [
            listing.list_demands(session, where=listing.DemandFilter(search=text))
            for text in ("张守田", "zst", "13812341234", "六村")
        ]
    assert row.visitor == "（保密）"
    assert (demand.visitor_name, demand.visitor_phone, demand.visitor_address) == ("", "", "")
    assert "张" not in demand.visitor_masked + demand.phone_masked
    assert found == [[], [], [], []]
    with database.transaction() as session:
        told = reveal_visitor(session, demand_id=row.id)
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert (told.name, told.phone) == ("张守田", "13812341234")
    assert lines[-1].sentence == "查看诉求 朔里-2026-0001 的来访人（要求保密）"


def test_units_are_kept_by_the_desk(database: Database, town: Town) -> None:
    with database.transaction() as session:
        added = catalogue.add_unit(session, name="六村村委会", kind=UnitKind.VILLAGE, phone="0561-1234567")
        assert [one.name for one in catalogue.list_units(session, kind=UnitKind.VILLAGE)] == ["六村村委会"]
        with pytest.raises(catalogue.UnitNameTaken):
            catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN)
        with pytest.raises(catalogue.UnitNameMissing):
            catalogue.edit_unit(
                session, unit_id=added.id, version=added.version, name=" ", kind=UnitKind.VILLAGE
            )


def test_the_shipped_tree_is_loaded_once_and_found_by_words_and_initials(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        assert catalogue.load_categories(session) == 0
        assert catalogue.load_units(session) == 0
        rows = catalogue.list_categories(session)
        found = [row.path for row in catalogue.list_categories(session, search="城乡 村镇")]
        by_initials = [row.path for row in catalogue.list_categories(session, search="czjs")]
    # 15 + 118 + 517 nodes on three levels.
    assert [sum(row.level == level for row in rows) for level in (1, 2, 3)] == [15, 118, 517]
    assert "城乡建设/村镇建设" in found
    assert "城乡建设/村镇建设" in by_initials
    assert all("城乡" in path and "村镇" in path for path in found)


def test_a_ledgers_word_finds_its_category_only_when_sure(database: Database, town: Town) -> None:
    with database.reading() as session:
        whole = catalogue.find_category(session, "城乡建设／村镇建设")
        single = catalogue.find_category(session, "劳动和社会保障")
        unsure = catalogue.find_category(session, "其他")
        unknown = catalogue.find_category(session, "天文")
    assert (whole and whole.level, single and single.path) == (2, "劳动和社会保障")
    assert (unsure, unknown) == (None, None)


def test_a_clock_that_moved_on_is_seen_in_the_days(database: Database, town: Town) -> None:
    row = assign(database, take_down(database), town)
    database.clock = Clock.fixed(datetime(2026, 12, 7, 1, tzinfo=UTC))
    with database.reading() as session:
        later = listing.list_demands(session)[0]
    assert row.due.text == "还有 14 天"
    assert later.due.text == "已超期 3 天"
    assert later.received_at - row.received_at == timedelta(0)
