"""Suggestions walked at random through whatever their buttons offer: nothing leaves the table, nothing is lost."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Workdays
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.suggestions.page.moving import SERVICES
from deputy_station.features.suggestions.rules.choices import RefusalReason, SuggestionSatisfaction
from deputy_station.features.suggestions.rules.deadlines import ceiling
from deputy_station.features.suggestions.rules.steps import STEPS
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.store.database import Database
from tests.features.suggestions.proposing import draft, enter, on_day, unit

ENOUGH = 22


def values_for(
    key: str, each: SuggestionDetail, units: list[int], chance: random.Random
) -> dict[str, object]:
    """What a clerk would fill in for a step."""
    opinion = chance.choice(list(SuggestionSatisfaction))
    co = [one.id for one in each.co_units]
    known: dict[str, dict[str, object]] = {
        "submit": {},
        "refuse": {"ground": chance.choice(list(RefusalReason)[:-1])},
        "assign": {"unit_id": units[0], "co_unit_ids": units[1 : chance.randint(1, 3)]},
        "sign": {},
        "co_sign": {"handover_id": chance.choice(co) if co else None},
        "co_return": {"handover_id": chance.choice(co) if co else None, "note": "不归我们"},
        "co_opinion": {"handover_id": chance.choice(co) if co else 0, "note": "同意"},
        "plan": {"measures": "先看现场"},
        "contact": {"stage": ContactStage.DURING, "how": ContactHow.PHONE, "note": "说了进度"},
        "supervise": {"supervisor": "主席团"},
        "ask_extension": {
            "until": (each.deadline_on or date(2026, 11, 20)) + timedelta(days=chance.randint(-5, 120)),
            "note": "面广",
        },
        "reply": {"reply": "已办", "promise": chance.choice(["", "明年修完"])},
        "appraise": {"satisfaction": opinion, "redo": chance.random() < 0.7, "note": "说明"},
        "look_back": {"kept": chance.random() < 0.5, "note": "看过"},
        "promise": {"words": "明年修完"},
    }
    if key.endswith("_extension") and key != "ask_extension":
        asked = each.asked_extension
        return {"extension_id": asked.id if asked else 0, "note": "代表同意"}
    return known.get(key, {"note": "说明"})


def walk(session: Session, chance: random.Random, lead: int, units: list[int]) -> SuggestionDetail:
    """Some steps of one suggestion, a few days apart, each chosen from those offered."""
    day = date(2026, 1, 5)
    on_day(session, day)
    each = draft(session, lead)
    for _ in range(ENOUGH):
        offered = [step.key for step in each.steps if step.key in SERVICES]
        if not offered:
            break
        # What leads on is taken more often than what leaves it where it is.
        key = chance.choices(offered, [3 if STEPS[one].to else 1 for one in offered])[0]
        day += timedelta(days=chance.randint(0, 12))
        on_day(session, day)
        before, lines, sentence = each, len(each.timeline), ""
        try:
            with session.begin_nested():
                SERVICES[key](
                    session,
                    suggestion_id=each.id,
                    version=each.version,
                    **values_for(key, each, units, chance),
                )
        except Refusal as refused:
            sentence = str(refused)
            session.expire_all()
        each = get_suggestion(session, suggestion_id=each.id)
        if sentence:
            assert sentence.endswith("。")
            assert (each.state, len(each.timeline)) == (before.state, lines)
            continue
        step = STEPS[each.timeline[-1].step]
        assert before.state in step.from_states
        assert each.state in step.to_states(before.state)
        assert len(each.timeline) == lines + 1
        assert each.rounds in (before.rounds, before.rounds + 1)
        if each.deadline_on is not None and each.assigned_on is not None:
            assert each.assigned_on < each.deadline_on <= ceiling(each.assigned_on, Workdays()).on
    return each


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_pressed_stays_within_the_table_and_on_record(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    with database.transaction() as session:
        lead = enter(session, "张守田")
        units = [unit(session, name) for name in ("镇村建办", "镇供电所", "镇水利站")]
        walked = [walk(session, chance, lead, units) for _ in range(4)]
        for each in walked:
            history = list_history(session, subject="suggestion", subject_id=each.id)
            assert len(history) == len(each.timeline)
            rounds = [line.round for line in each.timeline]
            assert rounds == sorted(rounds)
        numbers = [int(each.number.partition("第")[2][:-1]) for each in walked if each.number]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
