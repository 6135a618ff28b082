"""A visitor who asked for secrecy is no more told by the visit than by the demand."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from deputy_station.features.demands.service import register
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import listing, planning, visits
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
WHO: dict[str, Any] = {"name": "陈大妈", "phone": "13856112233", "address": "朔北村三组"}


def add_visit(database: Database) -> visits.VisitRow:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("11月20日"), per_day=2))
        day = listing.find_day(session, on=TODAY)
        return visits.add_visit(session, day_id=day.id, people=2, **WHO)


def test_the_visit_tells_the_name_until_secrecy_is_asked_for(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    visit = add_visit(database)
    values = {
        "visit_id": visit.id,
        "words": "邻居占了公用的路",
        "visitor_name": WHO["name"],
        "visitor_phone": WHO["phone"],
    }
    with database.transaction() as session:
        register.register_demand(session, **values)
    with database.reading() as session:
        heard = visits.get_visit(session, visit_id=visit.id)
    assert (heard.secret, heard.name, heard.phone) == (False, WHO["name"], WHO["phone"])
    with database.transaction() as session:
        register.register_demand(session, confidential=True, **values)
    with database.reading() as session:
        [listed] = visits.list_visits(session, day_id=visit.day_id)
        got = visits.get_visit(session, visit_id=visit.id)
    assert listed == got
    assert (got.secret, got.name, got.phone, got.address, got.people) == (True, "", "", "", 2)


def test_correcting_such_a_visit_keeps_who_it_was(database: Database, people: dict[str, int]) -> None:
    assert people
    visit = add_visit(database)
    with database.transaction() as session:
        register.register_demand(session, words="邻居占了公用的路", visit_id=visit.id, confidential=True)
        heard = visits.get_visit(session, visit_id=visit.id)
        edited = visits.edit_visit(
            session, visit_id=visit.id, version=heard.version, people=4, note="两家都来了"
        )
        done = visits.finish_visit(session, visit_id=visit.id, version=edited.version)
    assert (edited.name, edited.people, done.name, done.finished) == ("", 4, "", True)
    with database.reading() as session:
        kept = session.get_one(Visit, visit.id)
        assert (kept.name, kept.phone, kept.address) == tuple(WHO.values())


def test_the_history_of_a_visit_does_not_hold_who_came(database: Database, people: dict[str, int]) -> None:
    assert people
    visit = add_visit(database)
    with database.transaction() as session:
        visits.edit_visit(
            session, visit_id=visit.id, version=visit.version, people=2, note="", **{**WHO, "name": "陈婶"}
        )
    with database.reading() as session:
        lines = session.scalars(select(HistoryLine)).all()
        told = json.dumps([[line.sentence, line.before, line.after] for line in lines], ensure_ascii=False)
    assert not any(word in told for word in ("陈", "13856112233", "三组"))
