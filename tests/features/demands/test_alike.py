"""Earlier demands about the same matter are found while one is typed: by phone, place, wording; nobody's secret is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deputy_station.core.clock import Clock
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.likeness import Agreement, judge, pairs_of, wording_shared
from deputy_station.features.demands.service import register, similar, steps, voices
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def take(database: Database, words: str, days_ago: int = 3, **values: Any) -> DemandRow:
    """Take a demand down, so many days ago."""
    database.clock = Clock.fixed(NOON)
    with database.transaction() as session:
        at = NOON - timedelta(days=days_ago)
        return register.register_demand(session, words=words, received_at=at, **values)


def alike(database: Database, **typed: str) -> list[tuple[str, tuple[Agreement, ...]]]:
    """The titles found, with what they share."""
    with database.reading() as session:
        return [(one.row.title, one.shared) for one in similar.find_alike(session, **typed)]


def test_the_same_matter_in_other_words_is_found_and_another_one_in_the_same_street_is_not(
    database: Database, town: Town
) -> None:
    take(database, "北街的路灯坏了好几天，晚上看不见路", place="北街")
    take(database, "垃圾没有人清运，臭气很大", place="北街")
    take(database, "养老金一直没有发下来", place="朱庄")
    found = alike(database, words="路灯不亮，晚上走路看不见", place="北街")
    assert found == [("北街的路灯坏了好几天", (Agreement.PLACE, Agreement.WORDS))]


def test_before_any_words_a_phone_or_a_place_is_enough(database: Database, town: Town) -> None:
    take(database, "路灯不亮好几天了", place="北街", visitor_phone="13812345678")
    title = "路灯不亮好几天了"
    assert alike(database, phone="13812345678") == [(title, (Agreement.PHONE,))]
    assert alike(database, place="北街") == [(title, (Agreement.PLACE,))]
    assert alike(database, phone="1381") == []
    assert alike(database, name="王建军") == []


def test_the_same_person_with_another_matter_is_no_hint_once_words_are_there(
    database: Database, town: Town
) -> None:
    take(database, "路灯不亮好几天了", visitor_phone="13812345678")
    assert alike(database, phone="13812345678", words="养老金没有发下来") == []


def test_another_voice_of_a_demand_is_found_by_its_phone_and_name(database: Database, town: Town) -> None:
    row = take(database, "路灯不亮好几天了")
    with database.transaction() as session:
        voices.add_voice(session, demand_id=row.id, version=row.version, name="李梅", phone="13900001111")
    found = alike(database, phone="13900001111", name="李梅", words="路灯坏了没有人修")
    assert found == [(row.title, (Agreement.PHONE, Agreement.NAME, Agreement.WORDS))]


def test_who_asked_for_secrecy_is_not_found_by_phone_or_name_and_neither_they_nor_their_words_are_shown(
    database: Database, town: Town
) -> None:
    take(
        database,
        "路灯不亮好几天了，我家在赵家巷",
        visitor_name="赵秘",
        visitor_phone="13900001111",
        confidential=True,
    )
    assert alike(database, phone="13900001111", name="赵秘") == []
    with database.reading() as session:
        (found,) = similar.find_alike(session, phone="13900001111", name="赵秘", words="路灯不亮好几天了")
    assert found.shared == (Agreement.WORDS,)
    assert found.visitor == "（保密）"
    assert "赵家巷" not in found.words


def test_a_secret_voice_is_not_found_by_its_phone(database: Database, town: Town) -> None:
    row = take(database, "路灯不亮好几天了")
    with database.transaction() as session:
        voices.add_voice(
            session,
            demand_id=row.id,
            version=row.version,
            name="赵秘",
            phone="13900001111",
            confidential=True,
        )
    assert alike(database, phone="13900001111", name="赵秘") == []


def test_others_are_shown_masked_with_their_words(database: Database, town: Town) -> None:
    take(database, "路灯不亮好几天了", visitor_name="张守田", visitor_phone="13812345678")
    with database.reading() as session:
        (found,) = similar.find_alike(session, words="路灯不亮好几天了")
    assert (found.visitor, found.words, found.may_join) == ("张** 138****5678", "路灯不亮好几天了", True)


def test_what_was_withdrawn_or_lies_more_than_a_year_back_is_not_found(
    database: Database, town: Town
) -> None:
    row = take(database, "路灯不亮好几天了")
    take(database, "路灯不亮好几天了", days_ago=366)
    with database.transaction() as session:
        steps.withdraw_demand(session, demand_id=row.id, version=row.version, note="来访人撤回")
    assert alike(database, words="路灯不亮好几天了") == []


def test_what_is_closed_takes_no_more_voices(database: Database, town: Town) -> None:
    row = take(database, "宅基地证怎么办，窗口说材料不够")
    with database.transaction() as session:
        steps.decline_demand(session, demand_id=row.id, version=row.version, note="正在打官司")
    with database.reading() as session:
        (found,) = similar.find_alike(session, words="宅基地证怎么办，窗口说材料不够")
    assert (found.row.state, found.may_join) == (DemandState.DECLINED, False)


@pytest.mark.parametrize("typed", ["%", "100%_'\"", "。。。。。。", "😀😀😀😀", "\u202e路\x00灯", "", "路"])
def test_whatever_is_typed_is_merely_not_alike(database: Database, town: Town, typed: str) -> None:
    take(database, "水厂停水三天")
    assert alike(database, words=typed, place=typed, phone=typed, name=typed) == []


def test_half_a_million_signs_are_compared_by_their_beginning(database: Database, town: Town) -> None:
    take(database, "水厂停水三天，没有人通知")
    found = alike(database, words="水厂停水三天，没有人通知，" + "真的很急" * 125_000)
    assert found[0][0] == "水厂停水三天"
    long = take(database, "养老金没有发下来，" + "请帮忙" * 100_000)
    with database.reading() as session:
        (shown,) = similar.find_alike(session, words="养老金没有发下来")
    assert shown.row.id == long.id
    assert len(shown.words) == similar.SHOWN_SIGNS + 1


def test_what_many_share_weighs_less_than_what_few_share() -> None:
    common = {"请求": 1.0, "解决": 1.0}
    mine = pairs_of("请求，解决，路灯")
    lamp = wording_shared(mine, pairs_of("路灯"), lambda pair: common.get(pair, 4.0))
    asked = wording_shared(mine, pairs_of("请求，解决"), lambda pair: common.get(pair, 4.0))
    assert lamp > asked > 0


def test_a_name_alone_is_never_a_likeness() -> None:
    assert judge(wording=None, place=False, phone=False, name=True) is None
    assert judge(wording=0.0, place=True, phone=True, name=True) is None
