"""Units that have a demand in hand: signing, sending back in time, lead and co-units, 五定, 三联系."""

from datetime import date

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import detail, handing, steps
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, handling, move, on_day, take_down


def test_each_unit_gets_a_handover_of_its_own_with_the_day_to_sign_by(database: Database, town: Town) -> None:
    row = assigned(
        database, town, co_unit_ids=[town.units["镇财政所"], town.units["镇水利站"]], person="李强"
    )
    with database.reading() as session:
        found = handing.list_handovers(session, demand_id=row.id)
    assert [(one.part, one.unit, one.person) for one in found] == [
        (Part.LEAD, "镇村建办", "李强"),
        (Part.CO, "镇财政所", ""),
        (Part.CO, "镇水利站", ""),
    ]
    # Five workdays after Friday the 20th end on Friday the 27th, ten on 4 December.
    assert {(one.sign_by, one.due_on) for one in found} == {(date(2026, 11, 27), date(2026, 12, 4))}
    assert row.step_due_on == date(2026, 11, 27)


def test_a_unit_is_either_lead_or_helper(database: Database, town: Town) -> None:
    with pytest.raises(steps.UnitTwice, match="“镇村建办”已是主办"):
        assigned(database, town, co_unit_ids=[town.units["镇村建办"]])


def test_a_lead_unit_sends_back_until_the_last_day_and_not_after(database: Database, town: Town) -> None:
    in_time, late = assigned(database, town), assigned(database, town)
    on_day(database, 11, 27, 17)
    back = move(database, steps.return_demand, in_time, note="不归本办管")
    assert back.state is DemandState.REGISTERED
    on_day(database, 11, 28)
    with pytest.raises(steps.ReturnTooLate, match="退回的期限是 2026年11月27日，已经过了"):
        move(database, steps.return_demand, late, note="不归本办管")
    database.role = "presidium"
    back = move(database, steps.return_demand, late, note="改交交通局")
    assert back.state is DemandState.REGISTERED
    with database.reading() as session:
        last = detail.get_demand(session, demand_id=back.id).steps[-1]
    assert last.sentence == "主席团办公室从镇村建办收回"


def test_when_the_lead_unit_sends_it_back_the_helpers_have_it_no_more(database: Database, town: Town) -> None:
    row = assigned(database, town, co_unit_ids=[town.units["镇财政所"]])
    row = move(database, steps.return_demand, row, note="不归本办管")
    with database.reading() as session:
        found = handing.list_handovers(session, demand_id=row.id)
    assert [(one.returned_on, one.return_reason) for one in found] == [
        (date(2026, 11, 20), "不归本办管"),
        (date(2026, 11, 20), "主办单位镇村建办退回，一并收回"),
    ]
    again = move(database, steps.assign_demand, row, unit_id=town.units["镇水利站"])
    with database.reading() as session:
        kept = [one.unit for one in handing.list_handovers(session, demand_id=row.id)]
    assert (again.rounds, kept) == (1, ["镇村建办", "镇财政所", "镇水利站"])


def test_a_helper_that_sends_it_back_leaves_the_others_at_work(database: Database, town: Town) -> None:
    row = assigned(database, town, co_unit_ids=[town.units["镇财政所"], town.units["镇水利站"]])
    with database.reading() as session:
        helper = handing.list_handovers(session, demand_id=row.id)[1]
    row = move(database, steps.return_demand, row, note="不用花钱", handover_id=helper.id)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
    assert (row.state, row.unit, told.co_units) == (DemandState.ASSIGNED, "镇村建办", "镇水利站")
    with pytest.raises(handing.HandoverOver, match="已经退回"):
        move(database, steps.accept_demand, row, handover_id=helper.id)


def test_a_helper_signs_once_and_gives_its_opinion(database: Database, town: Town) -> None:
    row = handling(database, town, co_unit_ids=[town.units["镇财政所"]])
    with database.reading() as session:
        lead, helper = handing.list_handovers(session, demand_id=row.id)
    row = move(database, steps.accept_demand, row, handover_id=helper.id, note="孙会计")
    with pytest.raises(handing.SignedTwice, match="“镇财政所”已在"):
        move(database, steps.accept_demand, row, handover_id=helper.id)
    row = move(database, handing.record_co_opinion, row, handover_id=helper.id, note="列支 3 万元")
    with pytest.raises(handing.NotCoUnit, match="“镇村建办”是主办单位"):
        move(database, handing.record_co_opinion, row, handover_id=lead.id, note="办好了")
    with database.reading() as session:
        helper = handing.list_handovers(session, demand_id=row.id)[1]
    assert (helper.person, helper.result, helper.done_on) == ("孙会计", "列支 3 万元", date(2026, 11, 20))
    assert row.state is DemandState.HANDLING


def test_five_things_are_settled_for_each_handover_and_what_lacks_is_named(
    database: Database, town: Town
) -> None:
    row = assigned(database, town)
    with database.reading() as session:
        (before,) = handing.list_handovers(session, demand_id=row.id)
    assert before.lacking == ("牵头领导", "承办人员", "落实措施", "办理标准")
    row = move(
        database,
        handing.plan_handover,
        row,
        handover_id=before.id,
        leader="赵镇长",
        person="李强",
        measures="换线路",
        standard="天黑就亮",
    )
    with database.reading() as session:
        (after,) = handing.list_handovers(session, demand_id=row.id)
    assert after.lacking == ()
    assert after.due_on == before.due_on


def test_three_talks_are_logged_with_their_days(database: Database, town: Town) -> None:
    row = handling(database, town)
    on_day(database, 11, 25)
    talks = (
        (ContactStage.DURING, date(2026, 11, 25), "正在等线缆"),
        (ContactStage.BEFORE, date(2026, 11, 21), "看了现场"),
    )
    for stage, day, words in talks:
        row = move(database, handing.log_contact, row, stage=stage, how=ContactHow.PHONE, on=day, note=words)
    with database.reading() as session:
        found = handing.list_contacts(session, demand_id=row.id)
    assert [(one.stage, one.on, one.words) for one in found] == [
        (ContactStage.BEFORE, date(2026, 11, 21), "看了现场"),
        (ContactStage.DURING, date(2026, 11, 25), "正在等线缆"),
    ]


def test_a_clue_for_the_procurators_waits_for_an_answer_by_a_day(database: Database, town: Town) -> None:
    row = move(database, steps.turn_into_litigation, take_down(database), note="河道倾倒垃圾")
    assert (row.state, row.route, row.deadline_on) == (
        DemandState.HANDLING,
        Route.LITIGATION,
        date(2027, 2, 22),  # three months end on Saturday 20 February 2027
    )


def test_what_is_thought_of_first_is_on_the_paper_that_hands_it_over(database: Database, town: Town) -> None:
    row = move(database, steps.propose_demand, take_down(database), note="建议交村建办")
    assert row.state is DemandState.PROPOSED
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).opinion == "建议交村建办"


def test_a_step_pressed_twice_and_two_clerks_are_turned_away(database: Database, town: Town) -> None:
    row = assigned(database, town)
    signed = move(database, steps.accept_demand, row)
    with pytest.raises(StaleEdit):
        move(database, steps.accept_demand, row)
    with pytest.raises(StepNotAllowed, match="不能“签收”"):
        move(database, steps.accept_demand, signed)


def test_material_against_somebody_goes_to_that_persons_unit_only_knowingly(
    database: Database, town: Town
) -> None:
    own = town.units["镇村建办"]
    row = take_down(database, against="刘主任", against_unit_id=own)
    for given in (
        {"unit_id": own},
        {"unit_id": town.units["镇司法所"], "co_unit_ids": [own]},
    ):
        with pytest.raises(steps.AgainstOwnUnit, match="被反映人就在“镇村建办”"):
            move(database, steps.assign_demand, row, **given)
    row = move(database, steps.assign_demand, row, unit_id=own, knowing=True)
    with database.reading() as session:
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert lines[-1].sentence.endswith("12月4日前答复，已知被反映人在该单位")
    assert not any("刘主任" in line.sentence for line in lines)


def test_another_unit_gets_it_without_a_question(database: Database, town: Town) -> None:
    row = take_down(database, against="刘主任", against_unit_id=town.units["镇村建办"])
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇司法所"])
    assert row.state is DemandState.ASSIGNED
