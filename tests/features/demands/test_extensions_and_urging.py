"""More time asked for and granted up to a ceiling; urging in levels, which moves no day."""

from datetime import date, timedelta

import pytest

from deputy_station.core.workdays import DeadlineUnit
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import detail, extensions, handing, steps, urging
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.table import StepNotYours, StepTooOften
from deputy_station.features.matters.rules.urging import UrgeLevelUnknown, advise_level, read_levels
from deputy_station.features.matters.service import terms
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, handling, move, on_day, take_down

DUE = date(2026, 12, 4)


def ask(database: Database, row: DemandRow, until: date) -> DemandRow:
    return move(database, extensions.ask_extension, row, until=until, note="等材料")


def decide(database: Database, row: DemandRow, *, granted: bool, note: str = "") -> DemandRow:
    with database.reading() as session:
        asked = extensions.list_extensions(session, demand_id=row.id)[-1]
    return move(database, extensions.decide_extension, row, extension_id=asked.id, granted=granted, note=note)


def test_asking_moves_nothing_and_granting_moves_the_deadline_with_its_arithmetic(
    database: Database, town: Town
) -> None:
    row = ask(database, handling(database, town), date(2026, 12, 11))
    assert (row.deadline_on, row.extended) == (DUE, 0)
    row = decide(database, row, granted=True)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        (handover,) = handing.list_handovers(session, demand_id=row.id)
    assert (row.deadline_on, row.extended, handover.due_on) == (date(2026, 12, 11), 1, date(2026, 12, 11))
    assert told.deadline_arithmetic == (
        "11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日；第 1 次延期，由 12月4日延到 12月11日"
    )


def test_a_refused_extension_stays_on_record_and_the_day_stays(database: Database, town: Town) -> None:
    row = ask(database, handling(database, town), date(2026, 12, 11))
    row = decide(database, row, granted=False, note="抓紧办")
    with database.reading() as session:
        (asked,) = extensions.list_extensions(session, demand_id=row.id)
    assert (asked.granted, asked.note, asked.due_before) == (False, "抓紧办", DUE)
    assert (row.deadline_on, row.extended) == (DUE, 0)


def test_two_extensions_in_a_round_are_the_most(database: Database, town: Town) -> None:
    row = handling(database, town)
    for week in (1, 2):
        row = decide(database, ask(database, row, DUE + timedelta(weeks=week)), granted=True)
    with pytest.raises(StepTooOften, match="“批准延期”每轮最多 2 次，这一轮已有 2 次"):
        ask(database, row, DUE + timedelta(weeks=3))
    assert row.extended == 2


def test_the_longest_day_is_counted_from_the_handing_over_and_can_be_set(
    database: Database, town: Town
) -> None:
    row = handling(database, town)
    with database.reading() as session:
        longest = extensions.longest_extension(session, demand_id=row.id)
    # 30 workdays after 20 November, 1 January off: 4 January 2027 is the 30th.
    assert longest is not None
    assert longest.on == date(2027, 1, 4)
    with pytest.raises(extensions.ExtensionTooLong, match="最多延到 2027年1月4日"):
        ask(database, row, date(2027, 1, 5))
    with database.transaction() as session:
        terms.set_term(
            session,
            matter=MatterKind.DEMAND,
            term=Term.EXTENSION,
            route="town",
            amount=20,
            unit=DeadlineUnit.DAY,
        )
    with pytest.raises(extensions.ExtensionTooLong, match="最多延到 2026年12月10日"):
        ask(database, row, date(2026, 12, 11))


@pytest.mark.parametrize("until", [date(2026, 12, 3), DUE, date(1970, 1, 1)])
def test_an_extension_is_never_shorter(database: Database, town: Town, until: date) -> None:
    with pytest.raises(extensions.ExtensionTooShort, match="不算延期"):
        ask(database, handling(database, town), until)


def test_one_extension_is_asked_for_at_a_time_and_decided_once(database: Database, town: Town) -> None:
    row = ask(database, handling(database, town), date(2026, 12, 11))
    with pytest.raises(extensions.ExtensionWaiting, match="已经申请延到"):
        ask(database, row, date(2026, 12, 14))
    row = decide(database, row, granted=True)
    with pytest.raises(extensions.ExtensionDecided):
        decide(database, row, granted=True)


def test_the_district_does_not_decide(database: Database, town: Town) -> None:
    row = ask(database, handling(database, town), date(2026, 12, 11))
    database.role = "district"
    with pytest.raises(StepNotYours, match="“批准延期”由联络员、主席团办公室来做"):
        decide(database, row, granted=True)


def test_what_has_no_deadline_needs_no_more_time(database: Database, town: Town) -> None:
    with pytest.raises(StepNotAllowed, match="不能“申请延期”"):
        ask(database, take_down(database), date(2026, 12, 11))


@pytest.mark.parametrize(
    ("today", "so_far", "level", "why"),
    [
        (date(2026, 12, 1), 0, 1, "还没到期"),
        (date(2026, 12, 4), 0, 1, "还没到期"),
        (date(2026, 12, 5), 0, 2, "已超期 1 天"),
        (date(2026, 12, 11), 0, 2, "已超期 7 天"),
        (date(2026, 12, 12), 0, 3, "已超期 8 天"),
        (date(2026, 12, 1), 2, 2, "已催到第 2 级"),
        (date(2026, 12, 5), 3, 3, "已超期 1 天"),
    ],
)
def test_the_level_follows_from_how_late_it_is(today: date, so_far: int, level: int, why: str) -> None:
    advice = advise_level(DUE, today, so_far=so_far)
    assert (advice.level.level, advice.why) == (level, why)


def test_levels_that_go_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="later day"):
        read_levels('[[level]]\nlabel = "a"\n[[level]]\nlabel = "b"\ndays_late = 5\n'
                    '[[level]]\nlabel = "c"\ndays_late = 2\n')  # fmt: skip


def test_urging_counts_rises_and_moves_no_day(database: Database, town: Town) -> None:
    row = handling(database, town)
    row = move(database, urging.urge_demand, row, note="请加快")
    on_day(database, 12, 14)
    with database.reading() as session:
        advice = urging.suggest_urging(session, demand_id=row.id)
    assert (advice.level.label, advice.why) == ("发催办通知", "已超期 10 天")
    row = move(database, urging.urge_demand, row)
    row = move(database, urging.urge_demand, row, level=1)
    with database.reading() as session:
        lines = [one for one in detail.get_demand(session, demand_id=row.id).steps if one.step == "urge"]
    assert (row.urged, row.urge_level, row.deadline_on) == (3, 3, DUE)
    assert [one.level for one in lines] == [1, 3, 1]
    assert lines[2].sentence == "第 3 次催办 镇村建办（第 1 级：提醒经办人）"
    with pytest.raises(UrgeLevelUnknown, match="第 1 级到第 3 级"):
        move(database, urging.urge_demand, row, level=4)


def test_a_unit_that_does_not_sign_is_late_from_that_day_on(database: Database, town: Town) -> None:
    row = assigned(database, town)
    on_day(database, 11, 30)
    with database.reading() as session:
        advice = urging.suggest_urging(session, demand_id=row.id)
    assert (advice.level.level, advice.why) == (2, "已超期 3 天")


def test_somebody_of_rank_watches_over_it(database: Database, town: Town) -> None:
    row = move(
        database,
        urging.supervise_demand,
        handling(database, town),
        supervisor="钱主席",
        note="月底前办完",
    )
    on_day(database, 11, 25)
    row = move(database, urging.supervise_demand, row, supervisor="孙副主席", note="每周报一次")
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
    assert (row.supervised_on, told.supervisor) == (date(2026, 11, 20), "孙副主席")
    assert told.steps[-2].sentence == "督办 镇村建办，督办人：钱主席"


def test_a_new_round_begins_with_no_extension_and_no_level(database: Database, town: Town) -> None:
    row = decide(database, ask(database, handling(database, town), date(2026, 12, 11)), granted=True)
    row = move(database, urging.urge_demand, row)
    row = move(database, steps.withdraw_demand, row, note="来访人说不用了")
    row = move(database, steps.redo_demand, row, note="又来反映")
    assert (row.state, row.rounds) == (DemandState.REGISTERED, 2)
    assert (row.extended, row.urge_level, row.urged, row.deadline_on) == (0, 0, 1, None)
