"""Many voices, one matter: added voices and merged demands are counted, told with the answer, and never lost."""

from datetime import date

import pytest

from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Satisfaction
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import detail, handing, steps, voices
from deputy_station.features.demands.service.rows import DemandRow, fetch_row
from deputy_station.features.demands.service.taken_values import PeopleCountInvalid
from deputy_station.features.history.service import list_history, undo_last
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong

from .conftest import Town
from .walking import handling, informed, move, take_down


def now(database: Database, row: DemandRow) -> DemandRow:
    with database.reading() as session:
        return fetch_row(session, row.id)


def test_a_voice_is_counted_and_keeps_its_own_words(database: Database, town: Town) -> None:
    row = take_down(database, visitor_name="张守田")
    row = move(
        database, voices.add_voice, row, name="李秀兰", phone="13900001111", people=3, words="我家门口也不亮"
    )
    with database.reading() as session:
        (voice,) = voices.list_voices(session, demand_id=row.id)
    assert (row.voices, voice.name, voice.people, voice.words) == (2, "李秀兰", 3, "我家门口也不亮")
    assert voice.phone_masked == "139****1111"


def test_a_confidential_voice_hides_its_name_beside_an_open_one(database: Database, town: Town) -> None:
    row = move(database, voices.add_voice, take_down(database), name="李秀兰", phone="139", confidential=True)
    row = move(database, voices.add_voice, row, name="王五")
    with database.reading() as session:
        hidden, shown = voices.list_voices(session, demand_id=row.id)
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert (hidden.name, hidden.phone, hidden.masked) == ("", "", "（保密）")
    assert shown.name == "王五"
    assert not any("李秀兰" in line.sentence or "王五" in line.sentence for line in lines)


def test_a_merged_demand_keeps_its_number_and_its_voices_count_with_the_other(
    database: Database, town: Town
) -> None:
    master, other = take_down(database), take_down(database, "村口灯又坏了", visitor_name="李四")
    other = move(database, voices.add_voice, other, name="王五")
    other = move(database, voices.merge_demand, other, into_id=master.id, note="同一盏灯")
    assert (other.state, other.number) == (DemandState.MERGED, "朔里-2026-0002")
    master = now(database, master)
    assert master.voices == 3
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=other.id)
        lines = detail.get_demand(session, demand_id=master.id).steps
        found = voices.list_voices(session, demand_id=master.id)
    assert told.merged_into == "朔里-2026-0001"
    assert lines[-1].sentence == "朔里-2026-0002 并进来，现有 3 户反映"
    assert [(one.demand, one.name) for one in found] == [
        ("朔里-2026-0002", "李四"),
        ("朔里-2026-0002", "王五"),
    ]


def test_whoever_was_merged_is_told_with_the_one_that_carries_it_on(database: Database, town: Town) -> None:
    master = handling(database, town)
    other = take_down(database, visitor_name="李四")
    other = move(database, voices.add_voice, other, name="王五")
    move(database, voices.merge_demand, other, into_id=master.id)
    master = now(database, master)
    master = move(database, steps.record_result, master, note="换了灯泡", seen_by="王建国")
    master = move(database, steps.inform_visitor, master, how=InformedHow.NOTICE)
    with database.reading() as session:
        merged = detail.get_demand(session, demand_id=other.id)
        own = detail.get_demand(session, demand_id=master.id).steps[-1]
        told = [one.informed_on for one in voices.list_voices(session, demand_id=master.id)]
    assert (merged.informed_on, merged.informed_how) == (date(2026, 11, 20), "张贴公示")
    assert merged.steps[-1].sentence == "随 朔里-2026-0001 反馈来访人（张贴公示）"
    assert own.sentence == "已反馈来访人（张贴公示），同时告知其他反映人 2 人"
    assert told == [date(2026, 11, 20)] * 2


def test_a_voice_that_comes_after_the_answer_must_be_told_before_striking_off(
    database: Database, town: Town
) -> None:
    row = move(database, voices.add_voice, informed(database, town), name="王五")
    row = move(database, steps.follow_up, row, satisfaction=Satisfaction.SATISFIED)
    with pytest.raises(StepNotAllowed, match="还缺告知其他反映人，不能销号"):
        move(database, steps.strike_off, row)
    row = move(database, voices.tell_voices, row, how=InformedHow.PHONE)
    row = move(database, steps.strike_off, row)
    assert row.state is DemandState.STRUCK_OFF


def test_in_a_new_round_everybody_is_told_again(database: Database, town: Town) -> None:
    row = handling(database, town)
    row = move(database, voices.add_voice, row, name="王五")
    row = move(database, steps.record_result, row, note="换了灯泡", seen_by="王建国")
    row = move(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    row = move(database, steps.follow_up, row, satisfaction=Satisfaction.UNSATISFIED)
    with database.reading() as session:
        (voice,) = voices.list_voices(session, demand_id=row.id)
    assert (row.rounds, row.voices, voice.informed_on) == (2, 2, None)


def test_a_merger_that_makes_no_sense_says_why(database: Database, town: Town) -> None:
    first, second, third = (take_down(database) for _ in range(3))
    with pytest.raises(voices.MergeWrong, match="就是这一件"):
        move(database, voices.merge_demand, first, into_id=first.id)
    second = move(database, voices.merge_demand, second, into_id=first.id)
    with pytest.raises(voices.MergeWrong, match="它已并到 朔里-2026-0001"):
        move(database, voices.merge_demand, third, into_id=second.id)
    gone = move(database, steps.withdraw_demand, now(database, first), note="不用了")
    with pytest.raises(voices.MergeWrong, match="它已撤回"):
        move(database, voices.merge_demand, third, into_id=gone.id)


def test_what_was_merged_by_mistake_goes_its_own_way_again(database: Database, town: Town) -> None:
    master, other = take_down(database), take_down(database)
    other = move(database, voices.merge_demand, other, into_id=master.id)
    other = move(database, voices.split_demand, other, note="是另一盏灯")
    assert (other.state, now(database, master).voices) == (DemandState.REGISTERED, 1)
    with database.reading() as session:
        assert session.get_one(Demand, other.id).merged_into_id is None


def test_a_merged_demand_is_in_no_units_hand_any_more(database: Database, town: Town) -> None:
    master, other = take_down(database), handling(database, town)
    other = move(database, voices.merge_demand, other, into_id=master.id)
    other = move(database, voices.split_demand, other, note="是另一盏灯")
    other = move(database, steps.assign_demand, other, unit_id=town.units["镇供电所"])
    with database.reading() as session:
        first, second = handing.list_handovers(session, demand_id=other.id)
    assert (first.return_reason, second.unit, second.returned_on) == (
        "已并到 朔里-2026-0001",
        "镇供电所",
        None,
    )


def test_undoing_a_merger_gives_both_back(database: Database, town: Town) -> None:
    master, other = take_down(database), take_down(database)
    move(database, voices.merge_demand, other, into_id=master.id)
    with database.transaction() as session:
        undo_last(session)
    assert (now(database, other).state, now(database, master).voices) == (DemandState.REGISTERED, 1)


def test_a_voice_must_fit_and_be_of_somebody(database: Database, town: Town) -> None:
    row = take_down(database)
    with pytest.raises(LineTooLong, match="“来访人”有 500000 个字"):
        move(database, voices.add_voice, row, name="长" * 500_000)
    with pytest.raises(PeopleCountInvalid):
        move(database, voices.add_voice, row, people=0)
    assert now(database, row).voices == 1


def test_a_chain_is_counted_anew_from_its_end_to_its_head(database: Database, town: Town) -> None:
    first, middle, head = (take_down(database, f"第 {number} 件，路灯不亮") for number in range(3))
    first = move(database, voices.merge_demand, first, into_id=middle.id)
    with database.reading() as session:
        middle = detail.get_demand(session, demand_id=middle.id).row
    move(database, voices.merge_demand, middle, into_id=head.id)

    def voiced() -> list[int]:
        with database.reading() as session:
            return [detail.get_demand(session, demand_id=one.id).row.voices for one in (first, middle, head)]

    assert voiced() == [1, 2, 3]
    move(database, voices.split_demand, first, note="不是一回事")
    assert voiced() == [1, 1, 2]
