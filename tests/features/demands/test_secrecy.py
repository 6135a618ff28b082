"""Who asked for secrecy is hidden everywhere, looked up only by right and on record."""

from dataclasses import asdict
from datetime import date

import pytest

from deputy_station.core.settings import SETTINGS
from deputy_station.features.accounts.rules import Role, sees_confidential
from deputy_station.features.demands.rules.choices import InformedHow
from deputy_station.features.demands.service import calls, detail, listing, register, steps, voices
from deputy_station.features.demands.service.earlier import find_earlier_visitor
from deputy_station.features.demands.service.revealing import SecrecyNotYours, reveal_visitor
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.history.service import list_history
from deputy_station.features.reception.service import days, visits
from deputy_station.store.database import Database

from .conftest import Town
from .walking import informed, move

SECRETS = ("张守田", "13812341234", "刘主任")


def secret(database: Database, town: Town) -> DemandRow:
    return move(
        database,
        register.edit_demand,
        informed(database, town),
        visitor_name="张守田",
        visitor_phone="13812341234",
        against="刘主任",
        against_unit_id=town.units["镇司法所"],
        confidential=True,
    )


def test_the_setting_offers_exactly_the_roles_there_are() -> None:
    (setting,) = [one for one in SETTINGS if one.key == "user_role"]
    assert setting.choices == tuple((role.value, role.label) for role in Role)
    assert [role for role in Role if sees_confidential(role)] == [Role.LIAISON, Role.PRESIDIUM]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_answer_of_a_service_tells_the_visitor(database: Database, town: Town, role: str) -> None:
    row = secret(database, town)
    database.role = role
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        answers = [
            row,
            told,
            *listing.list_demands(session),
            *calls.list_calls_due(session),
            *voices.list_voices(session, demand_id=row.id),
        ]
        hits = [listing.list_demands(session, where=listing.DemandFilter(search=word)) for word in SECRETS]
        offered = find_earlier_visitor(session, name="张守田")
        lines = [line.sentence for line in list_history(session, subject="demand", subject_id=row.id)]
    said = " ".join(str(asdict(one)) for one in answers) + " ".join(lines)
    hidden = SECRETS if role == "district" else SECRETS[:2]
    assert [word for word in hidden if word in said] == []
    assert (hits, offered) == ([[], [], []], None)
    assert (told.against_unit_id is None) == (role == "district")


@pytest.mark.parametrize("role", ["liaison", "presidium"])
def test_a_look_by_right_is_on_record(database: Database, town: Town, role: str) -> None:
    row = secret(database, town)
    database.role = role
    with database.transaction() as session:
        told = reveal_visitor(session, demand_id=row.id)
        lines = list_history(session, subject="demand", subject_id=row.id)
    assert told.name == "张守田"
    assert lines[-1].sentence == "查看诉求 朔里-2026-0001 的来访人（要求保密）"


def test_the_district_neither_looks_nor_lifts_the_secrecy(database: Database, town: Town) -> None:
    row = secret(database, town)
    database.role = "district"
    with pytest.raises(SecrecyNotYours, match="来访人要求保密"), database.transaction() as session:
        reveal_visitor(session, demand_id=row.id)
    with pytest.raises(SecrecyNotYours):
        move(database, register.edit_demand, row, confidential=False)


def test_a_merged_confidential_demand_stays_hidden_among_the_voices(database: Database, town: Town) -> None:
    row = secret(database, town)
    master = informed(database, town)
    other = move(database, steps.follow_up, row, satisfaction=steps.Satisfaction.UNSATISFIED)
    move(database, voices.merge_demand, other, into_id=master.id)
    with database.transaction() as session:
        fresh = detail.get_demand(session, demand_id=master.id).row
        voices.tell_voices(session, demand_id=fresh.id, version=fresh.version, how=InformedHow.PHONE)
        (voice,) = voices.list_voices(session, demand_id=master.id)
    assert (voice.name, voice.phone, voice.masked) == ("", "", "（保密）")


def test_a_visit_at_which_a_confidential_voice_was_added_shows_no_name(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        day = days.add_day(session, on=date(2026, 11, 20)).row
        days.open_day(session, day_id=day.id, version=day.version)
        came = [visits.add_visit(session, day_id=day.id, name=name) for name in ("王五", "赵六")]
    row = informed(database, town)
    row = move(database, voices.add_voice, row, name="王五", confidential=True, visit_id=came[0].id)
    move(database, voices.add_voice, row, name="赵六", visit_id=came[1].id)
    with database.reading() as session:
        listed = visits.list_visits(session, day_id=day.id)
    assert [(one.name, one.secret, one.finished) for one in listed] == [
        ("", True, True),
        ("赵六", False, True),
    ]


def test_the_history_of_a_correction_masks_who_is_complained_of(database: Database, town: Town) -> None:
    row = secret(database, town)
    move(database, register.edit_demand, row, against="刘副主任")
    with database.reading() as session:
        kept = [
            str(line)
            for line in session.connection().exec_driver_sql("SELECT before, after FROM history_lines")
        ]
    assert not any("刘主任" in line or "刘副主任" in line for line in kept)
