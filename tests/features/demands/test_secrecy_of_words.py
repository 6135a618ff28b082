"""Who asked for secrecy is not told by what was written down either: title, words, remarks, and what is found by them."""

from dataclasses import asdict
from datetime import date

import pytest
from sqlalchemy import text

from deputy_station.features.demands.rules.choices import CallOutcome, InformedHow
from deputy_station.features.demands.service import (
    board,
    calls,
    detail,
    finding,
    handing,
    listing,
    register,
    reply,
    similar,
    steps,
    voices,
)
from deputy_station.features.demands.service.revealing import SecrecyNotYours
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.desk.service.earlier import look_back
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.reception.service import days, visits
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, move, take_down

NAME, PHONE, ADDRESS = "张守田", "13812341234", "六村三组 12 号"
TOLD = f"我是{NAME}，住{ADDRESS}，电话 138 1234 1234，村口路灯不亮"
HIDDEN = (NAME, "12341234", "1234 1234", "三组")


def secret(database: Database, town: Town, **more: object) -> DemandRow:
    """A demand whose visitor told who they are, in words that were kept as spoken."""
    given = {"title": f"{NAME}反映路灯不亮", "visitor_name": NAME, "visitor_phone": PHONE}
    row = take_down(database, TOLD, visitor_address=ADDRESS, confidential=True, **{**given, **more})
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"], note=f"{NAME}家门口")
    row = move(database, steps.accept_demand, row)
    row = move(database, steps.note_progress, row, note=f"到{NAME}家看过")
    row = move(
        database,
        handing.log_contact,
        row,
        stage=ContactStage.DURING,
        how=ContactHow.PHONE,
        note=f"给{NAME}打了电话",
    )
    row = move(database, steps.record_result, row, note=f"{NAME}家门口换了灯泡", seen_by=NAME)
    row = move(database, steps.inform_visitor, row, how=InformedHow.PHONE, note=f"{NAME}知道了")
    return move(database, calls.record_call, row, outcome=CallOutcome.NO_ANSWER, note=f"{NAME}没接")


def test_the_district_reads_no_word_that_tells_who_it_was(database: Database, town: Town) -> None:
    row = secret(database, town)
    database.role = "district"
    with database.reading() as session:
        answers = [
            detail.get_demand(session, demand_id=row.id),
            *listing.list_demands(session),
            *listing.list_demands(session, where=listing.DemandFilter(search="路灯")),
            *finding.search_demands(session, words=("路灯",)),
            *finding.name_demands(session, ids=[row.id]),
            *calls.list_calls_due(session),
            *calls.list_calls(session, demand_id=row.id),
            *reply.list_reply_items(session, demand_id=row.id),
            *handing.list_contacts(session, demand_id=row.id),
            *handing.list_handovers(session, demand_id=row.id),
            *similar.find_alike(session, words="村口路灯不亮，晚上看不见"),
            *(one for column in board.read_board(session) for one in column.rows),
        ]
    said = " ".join(str(asdict(one)) for one in answers)
    assert [word for word in HIDDEN if word in said] == []
    assert "路灯不亮" in said


@pytest.mark.parametrize("role", ["liaison", "district"])
def test_nobody_finds_it_by_who_it_was(database: Database, town: Town, role: str) -> None:
    row = secret(database, town)
    database.role = role
    with database.reading() as session:
        for word in (NAME, "守田", "zst", PHONE, "1234 1234", "12341234", "3812", "三组", ADDRESS):
            assert listing.list_demands(session, where=listing.DemandFilter(search=word)) == [], word
        assert [
            one.id for one in listing.list_demands(session, where=listing.DemandFilter(search="路灯不亮"))
        ] == [row.id]


def test_who_has_the_right_reads_what_was_written(database: Database, town: Town) -> None:
    row = secret(database, town)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
    assert told.words == TOLD
    assert told.result == f"{NAME}家门口换了灯泡"
    assert told.row.title == "（保密）反映路灯不亮"


def test_the_district_corrects_nothing_that_it_cannot_read(database: Database, town: Town) -> None:
    row = secret(database, town)
    database.role = "district"
    with pytest.raises(SecrecyNotYours):
        move(database, register.edit_demand, row, words="路灯")
    database.role = "liaison"
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).words == TOLD


def test_a_confidential_voice_is_not_found_by_its_words_either(database: Database, town: Town) -> None:
    row = assigned(database, town)
    row = move(
        database,
        voices.add_voice,
        row,
        name=NAME,
        phone=PHONE,
        address=ADDRESS,
        words=TOLD,
        confidential=True,
    )
    database.role = "district"
    with database.reading() as session:
        for word in HIDDEN:
            assert listing.list_demands(session, where=listing.DemandFilter(search=word)) == [], word
        said = str([asdict(one) for one in voices.list_voices(session, demand_id=row.id)])
    assert [word for word in HIDDEN if word in said] == []


def test_a_visit_that_became_a_confidential_voice_is_not_found_at_the_desk(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        day = days.add_day(session, on=date(2026, 11, 20)).row
        days.open_day(session, day_id=day.id, version=day.version)
        came = visits.add_visit(session, day_id=day.id, name=NAME, phone=PHONE)
    row = take_down(database)
    move(database, voices.add_voice, row, name=NAME, confidential=True, visit_id=came.id)
    with database.reading() as session:
        assert look_back(session, name=NAME, phone=PHONE).visits == ()


def test_the_history_keeps_no_surname_of_whoever_asked_for_secrecy(database: Database, town: Town) -> None:
    row = secret(database, town)
    move(database, register.edit_demand, row, visitor_name="张守信", words=f"{TOLD}！", title=f"{NAME}的事")
    with database.reading() as session:
        kept = "".join(
            str(line) for line in session.execute(text("SELECT sentence, before, after FROM history_lines"))
        )
    assert [word for word in (*HIDDEN, "张守信", "张*") if word in kept] == []
