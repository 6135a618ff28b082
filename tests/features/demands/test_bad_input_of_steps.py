"""What clerks paste, mistype and press twice on a demand's way: each has its sentence or is simply handled."""

from datetime import UTC, date, datetime

import pytest

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.demands.rules.choices import DemandState, InformedHow
from deputy_station.features.demands.rules.reply import ResultSaysNothing
from deputy_station.features.demands.rules.steps import StepIncomplete
from deputy_station.features.demands.service import (
    detail,
    earlier,
    extensions,
    handing,
    listing,
    steps,
    urging,
    voices,
    way,
)
from deputy_station.features.demands.service.taken_values import ReceivedInFuture, ReceivedTooEarly
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.matters.service.catalogue import add_unit, edit_unit, list_units
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong

from .conftest import Town
from .walking import assigned, handling, move, on_day, take_down

HALF_A_MILLION = "字" * 500_000
MIXED = "修\x00灯\u202e坏了\ud800👍𠮷 100%_' OR 1=1 --"
KEPT = "修灯坏了👍𠮷 100%_' OR 1=1 --"


def test_half_a_million_characters_are_kept_where_text_belongs(database: Database, town: Town) -> None:
    row = take_down(database, HALF_A_MILLION)
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"], note=HALF_A_MILLION)
    row = move(database, steps.accept_demand, row)
    row = move(database, steps.note_progress, row, note=HALF_A_MILLION)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
    assert len(told.words) == len(told.opinion) == len(told.steps[-1].note) == 500_000
    assert len(told.row.title) == 30


@pytest.mark.parametrize(
    ("step", "given", "field"),
    [
        (steps.accept_demand, {"note": HALF_A_MILLION}, "经办人"),
        (steps.assign_demand, {"leader": HALF_A_MILLION}, "牵头领导"),
        (urging.supervise_demand, {"supervisor": HALF_A_MILLION, "note": "办完"}, "督办人"),
    ],
)
def test_half_a_million_characters_in_a_line_are_refused_with_its_name(
    database: Database, town: Town, step: object, given: dict[str, object], field: str
) -> None:
    row = take_down(database) if step is steps.assign_demand else assigned(database, town)
    more = {"unit_id": town.units["镇村建办"]} if step is steps.assign_demand else {}
    with pytest.raises(LineTooLong, match=f"“{field}”有 500000 个字，最多"):
        move(database, step, row, **given, **more)  # type: ignore[arg-type]
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).row == row


def test_controls_marks_emoji_and_quotes_go_through_every_note(database: Database, town: Town) -> None:
    row = handling(database, town)
    row = move(database, steps.note_progress, row, note=MIXED)
    row = move(database, urging.urge_demand, row, note=MIXED)
    row = move(
        database, handing.log_contact, row, stage=ContactStage.DURING, how=ContactHow.PHONE, note=MIXED
    )
    row = move(database, voices.add_voice, row, name=MIXED, words=MIXED)
    row = move(database, steps.record_result, row, note=MIXED, seen_by=MIXED)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        (voice,) = voices.list_voices(session, demand_id=row.id)
        (talk,) = handing.list_contacts(session, demand_id=row.id)
    assert {one.note for one in told.steps if one.step in ("progress", "urge", "contact", "handle")} == {KEPT}
    assert (voice.name, voice.words, talk.words, told.seen_by, told.result) == (KEPT,) * 5


def test_a_note_of_nothing_but_spaces_is_no_note(database: Database, town: Town) -> None:
    with pytest.raises(StepIncomplete, match="“退回”要写明退回的理由"):
        move(database, steps.return_demand, assigned(database, town), note=" \u3000\x00\n")


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2026, 11, 19), date(2026, 11, 21), date(2099, 1, 1)])
def test_a_day_before_the_demand_or_still_to_come_is_refused(
    database: Database, town: Town, day: date
) -> None:
    row = handling(database, town)
    with pytest.raises(way.DayOutOfOrder, match="“办完日期”是"):
        move(database, steps.record_result, row, note="换了灯泡", handled_on=day)
    with pytest.raises(way.DayOutOfOrder, match="“联系日期”是"):
        move(
            database,
            handing.log_contact,
            row,
            stage=ContactStage.BEFORE,
            how=ContactHow.PHONE,
            on=day,
            note="看了现场",
        )
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).row == row


def test_a_demand_of_1970_is_a_mistake_and_costs_no_number(database: Database, town: Town) -> None:
    with pytest.raises(ReceivedTooEarly, match="接待时间是 1970 年，太早了"):
        take_down(database, received_at=datetime(1970, 1, 1, tzinfo=UTC))
    assert take_down(database).number == "朔里-2026-0001"


@pytest.mark.parametrize("until", [date(9999, 12, 31), date(2027, 11, 20)])
def test_an_extension_to_the_end_of_time_is_refused(database: Database, town: Town, until: date) -> None:
    with pytest.raises(extensions.ExtensionTooLong, match="最多延到"):
        move(database, extensions.ask_extension, handling(database, town), until=until, note="等")


def test_two_clerks_on_one_demand_and_one_of_them_is_told(database: Database, town: Town) -> None:
    row = handling(database, town)
    move(database, urging.urge_demand, row)
    for step, given in (
        (urging.urge_demand, {}),
        (voices.add_voice, {"name": "王五"}),
        (extensions.ask_extension, {"until": date(2026, 12, 11), "note": "等材料"}),
        (handing.log_contact, {"stage": ContactStage.DURING, "how": ContactHow.PHONE, "note": "说了"}),
    ):
        with pytest.raises(StaleEdit):
            move(database, step, row, **given)  # type: ignore[arg-type]


def test_a_handover_of_another_demand_is_not_signed_for(database: Database, town: Town) -> None:
    first, second = assigned(database, town), assigned(database, town)
    with database.reading() as session:
        (foreign,) = handing.list_handovers(session, demand_id=second.id)
    with pytest.raises(handing.HandoverOver):
        move(database, steps.accept_demand, first, handover_id=foreign.id)
    with pytest.raises(NotFound):
        move(database, steps.accept_demand, first, handover_id=999_999)


def test_a_unit_renamed_while_a_clerk_hands_over_is_no_obstacle(database: Database, town: Town) -> None:
    row = take_down(database)
    with database.transaction() as session:
        unit = next(one for one in list_units(session) if one.name == "镇村建办")
        edit_unit(session, unit_id=unit.id, version=unit.version, name="镇建设办", kind=unit.kind)
    row = move(database, steps.assign_demand, row, unit_id=unit.id)
    assert (row.unit, row.state) == ("镇建设办", DemandState.ASSIGNED)


def test_a_unit_name_is_cleaned_and_measured(database: Database, town: Town) -> None:
    with database.transaction() as session:
        unit = list_units(session)[0]
        added = add_unit(session, name="六村\u202e村委会\x00", kind=unit.kind)
    assert added.name == "六村村委会"
    with (
        pytest.raises(LineTooLong, match="“单位名称”有 500000 个字，最多 120 个字"),
        database.transaction() as session,
    ):
        add_unit(session, name=HALF_A_MILLION, kind=added.kind)


def test_passed_on_is_no_result_and_the_demand_stays_where_it_is(database: Database, town: Town) -> None:
    row = handling(database, town)
    with pytest.raises(ResultSaysNothing):
        move(database, steps.record_result, row, note="已转相关部门处理")
    row = move(database, steps.record_result, row, note="换了灯泡")
    on_day(database, 11, 21)
    row = move(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    assert row.state is DemandState.INFORMED


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(2026, 11, 21), date.max])
def test_a_day_of_reception_that_cannot_be_has_its_sentence(
    database: Database, town: Town, day: date
) -> None:
    with (
        pytest.raises((ReceivedTooEarly, ReceivedInFuture), match="请核对"),
        database.transaction() as session,
    ):
        steps.take_down(session, words="路灯不亮", received_on=day)


@pytest.mark.parametrize("search", ["", "路灯"])
def test_a_list_is_asked_for_from_the_first_day_there_is_to_the_last(
    database: Database, town: Town, search: str
) -> None:
    row = take_down(database, "路灯不亮")
    where = listing.DemandFilter(search=search, first_day=date.min, last_day=date.max)
    with database.reading() as session:
        assert [one.id for one in listing.list_demands(session, where=where)] == [row.id]
        assert listing.count_demands(session, where=where) == 1


def test_half_a_million_digits_in_the_line_of_the_phone_are_nobodys(database: Database, town: Town) -> None:
    take_down(database, visitor_name="张守田", visitor_phone="13812341234")
    with database.reading() as session:
        assert earlier.find_earlier_visitor(session, phone="1" * 500_000) is None
        found = earlier.find_earlier_visitor(session, phone="13812")
        assert found is not None
        assert found.name == "张守田"
