"""Taking steps back: by name, in any order that stays true, with a reason where it may not be."""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal, StaleEdit
from deputy_station.core.progress import silent_progress
from deputy_station.core.workdays import DayOverride
from deputy_station.features.activities.models import ActivityKind, Attendance, Deed, DeedKind, Evidence
from deputy_station.features.activities.service import deeds, evidence, plans
from deputy_station.features.demands.documents.ledger import export_ledger
from deputy_station.features.demands.documents.record import print_record
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service import register, steps
from deputy_station.features.deputies.service import frame
from deputy_station.features.history import rules, service
from deputy_station.features.reception.service import calendar
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service import writing
from deputy_station.store.base import Base
from deputy_station.store.capture import NOT_JOURNALED
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep

DAY = date(2026, 11, 20)


def whole(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every journaled table's rows without their versions."""
    with database.reading() as session:
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name != "version"}
                for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_JOURNALED
        }


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def last_id(database: Database) -> int:
    with database.reading() as session:
        return max(session.scalars(select(ChangeStep.id)))


def undo(database: Database, step_id: int) -> str:
    return str(do(database, service.undo_step, step_id=step_id).sentence)


def training(database: Database, title: str = "业务培训") -> Any:
    return do(database, plans.create_activity, kind=ActivityKind.TRAINING, title=title, held_on=DAY)


def speech(database: Database, deputy_id: int, title: str = "修路") -> Any:
    return do(
        database, deeds.record_deed, kind=DeedKind.SPEECH, deputy_id=deputy_id, title=title, done_on=DAY
    )


def edit(database: Database, deed: Any, title: str) -> Any:
    return do(database, deeds.edit_deed, deed_id=deed.id, version=deed.version, title=title)


# ---------------------------------------------------------------------- names and order


def test_a_step_has_the_name_of_what_was_done_and_is_taken_back_by_it(
    database: Database, people: dict[str, int]
) -> None:
    deed = speech(database, people["王建国"])
    before = whole(database)
    edit(database, deed, "修桥")
    with database.reading() as session:
        [newest, *_] = service.own_steps(session)
    assert "修桥" in newest.sentence or "修路" in newest.sentence
    assert undo(database, newest.id) == f"撤销：{newest.sentence}"
    assert whole(database) == before
    with database.reading() as session:
        lines = service.list_history(session, subject="deed", subject_id=deed.id)
    assert lines[-1].sentence == f"撤销：{newest.sentence}"


def test_taking_back_twice_is_refused_and_doing_again_brings_it_back(
    database: Database, people: dict[str, int]
) -> None:
    speech(database, people["王建国"])
    step, done = last_id(database), whole(database)
    undo(database, step)
    with pytest.raises(rules.AlreadyUndone, match="周敏撤销"):
        undo(database, step)
    assert do(database, service.redo_last).sentence.startswith("重做：")
    assert whole(database) == done
    with pytest.raises(rules.NothingToRedo):
        do(database, service.redo_last)
    assert do(database, service.undo_last).id == step
    with database.reading() as session:
        assert session.scalars(select(Deed)).all() == []


def test_a_chain_of_steps_goes_back_and_forth(database: Database, people: dict[str, int]) -> None:
    states = [whole(database)]
    deed = speech(database, people["王建国"])
    states.append(whole(database))
    for title in ("二", "三"):
        deed = edit(database, deed, title)
        states.append(whole(database))
    for state in reversed(states[:-1]):
        do(database, service.undo_last)
        assert whole(database) == state
        if state == states[0]:
            break
    for state in states[1:]:
        do(database, service.redo_last)
        assert whole(database) == state
    do(database, service.undo_last)
    assert whole(database) == states[2]


def test_a_later_change_of_the_same_row_is_named(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"])
    first = last_id(database)
    database.actor = "李强"
    edit(database, deed, "修桥")
    second = last_id(database)
    with pytest.raises(rules.ChangedLater, match=r"后来李强又做了“.+”，动的是同一条记录"):
        undo(database, first)
    undo(database, second)
    undo(database, first)
    with pytest.raises(rules.ChangedLater, match="撤销："):
        undo(database, last_id(database) - 1)  # doing the second again, while the first is away


def test_other_rows_changed_later_do_not_stand_in_the_way(database: Database, people: dict[str, int]) -> None:
    one, other = speech(database, people["王建国"]), speech(database, people["李秀英"])
    edit(database, one, "修桥")
    edited = last_id(database)
    edit(database, other, "修渠")
    undo(database, edited)
    with database.reading() as session:
        assert sorted(session.scalars(select(Deed.title))) == ["修渠", "修路"]


def test_an_editor_open_elsewhere_is_turned_away(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"])
    changed = edit(database, deed, "修桥")
    undo(database, last_id(database))
    with pytest.raises(StaleEdit):
        edit(database, changed, "修渠")
    with pytest.raises(StaleEdit):
        edit(database, deed, "修渠")


def test_own_steps_are_the_persons_and_the_last_one_is_of_this_program(
    database: Database, people: dict[str, int]
) -> None:
    speech(database, people["王建国"])
    database.desk = "另一台"
    with pytest.raises(rules.NothingToUndo):
        do(database, service.undo_last)
    with database.reading() as session:
        assert len(service.own_steps(session)) == 2
    database.actor = "李强"
    with database.reading() as session:
        assert service.own_steps(session) == []


def test_what_refers_to_a_new_row_keeps_it(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"])
    step = last_id(database)
    do(database, evidence.add_evidence, subject="deed", subject_id=deed.id, title="照片")
    with pytest.raises(rules.InUse, match="已有证明材料 1 条用到它"):
        undo(database, step)


def test_a_change_outside_the_journal_is_not_overwritten(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"])
    edit(database, deed, "修桥")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deeds SET title = '修渠'")
    with pytest.raises(Refusal, match="后来又变了"):
        undo(database, last_id(database))


def test_two_desks_taking_back_the_same_step_do_it_once(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"])
    edit(database, deed, "修桥")
    step = last_id(database)
    outcomes: list[str] = []

    def take_back() -> None:
        try:
            outcomes.append(undo(database, step))
        except rules.AlreadyUndone:
            outcomes.append("已撤销")

    desks = [threading.Thread(target=take_back) for _ in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(outcomes) == 2
    assert outcomes.count("已撤销") == 1
    with database.reading() as session:
        assert session.scalars(select(Deed.title)).all() == ["修路"]


# ---------------------------------------------------------------------- what went out


def test_after_the_sign_in_sheet_is_printed_the_list_is_corrected_not_undone(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity = training(database)
    do(
        database,
        plans.expect_deputies,
        activity_id=activity.id,
        deputy_ids=[people["王建国"]],
    )
    listed = last_id(database)
    print_sign_in(database, silent_progress, activity_id=activity.id, out=tmp_path / "签到表.pdf")
    printed = last_id(database)
    sentence = "11月20日的签到表已经打印，请改正，不再撤销。"
    for step in (listed, printed):
        with pytest.raises(rules.WentOut, match=sentence):
            undo(database, step)
    do(database, plans.expect_deputies, activity_id=activity.id, deputy_ids=[people["李秀英"]])
    undo(database, last_id(database))
    with database.reading() as session:
        assert session.scalars(select(Attendance.deputy_id)).all() == [people["王建国"]]


def test_a_taken_back_registration_keeps_its_number(database: Database, people: dict[str, int]) -> None:
    assert people
    row = do(database, register.register_demand, words="路灯坏了半个月没人修")
    step = last_id(database)
    assert undo(database, step).startswith("撤销：登记诉求 东街-2026-0001")
    after = do(database, register.register_demand, words="水管漏水了没有人来看")
    assert after.number == "东街-2026-0002"
    with database.reading() as session:
        states = dict(session.execute(select(Demand.number, Demand.state)).all())
    assert states == {1: DemandState.WITHDRAWN, 2: DemandState.REGISTERED}
    assert undo(database, step + 1).startswith("重做：登记诉求")
    with database.reading() as session:
        assert session.get_one(Demand, row.id).state is DemandState.REGISTERED


def test_a_printed_or_struck_off_demand_is_corrected(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    assert people
    row = do(database, register.register_demand, words="路灯坏了半个月没人修")
    step = last_id(database)
    print_record(database, demand_ids=[row.id], out=tmp_path / "单.pdf")
    with pytest.raises(rules.WentOut, match="诉求 东街-2026-0001 的登记办理单已经打印，请改正"):
        undo(database, step)
    assert last_id(database) == step
    do(database, steps.withdraw_demand, demand_id=row.id, version=row.version, note="重复")
    undo(database, last_id(database))


def test_the_founding_of_the_station_is_not_taken_back(database: Database) -> None:
    with database.transaction() as session:
        frame.create_station(session, name="朔里代表之家", code="朔里", township="朔里镇", district="杜集区")
    with pytest.raises(rules.WentOut, match="联络站“朔里代表之家”已经建立，请改正，不再撤销。"):
        do(database, service.undo_last)


def test_numbers_of_an_exported_ledger_are_not_freed(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    from deputy_station.documents.workbook_out import WorkSheet, write_workbook
    from deputy_station.features.demands.imports.ledger import import_demands

    assert people
    book = tmp_path / "台账.xlsx"
    lines = [("甲-1", "2026-11-02", "路灯坏了半个月没人修"), ("甲-2", "2026-11-03", "水管漏水了没有人来看")]
    write_workbook(book, [WorkSheet("台账", ("编号", "接待日期", "反映的问题"), lines)])
    before = whole(database)
    outcome = do(database, import_demands, path=book)
    assert outcome.imported == 2
    imported, done = last_id(database), whole(database)
    with database.reading() as session:
        assert "导入诉求 2 件" in service.read_step(session, step_id=imported).row.sentence
    undo(database, imported)
    assert whole(database) == before
    do(database, service.redo_last)
    assert whole(database) == done
    export_ledger(database, out=tmp_path / "出.xlsx")
    with pytest.raises(rules.WentOut, match="诉求台账已经导出"):
        undo(database, imported)


# ---------------------------------------------------------------------- the recycle bin


def test_a_deleted_thing_lies_in_the_bin_in_words_and_comes_back_whole(
    database: Database, people: dict[str, int]
) -> None:
    deed = speech(database, people["王建国"])
    do(database, evidence.add_evidence, subject="deed", subject_id=deed.id, title="照片", kept_at="二柜")
    before = whole(database)
    do(database, deeds.remove_deed, deed_id=deed.id, version=deed.version)
    deleted = last_id(database)
    speech(database, people["李秀英"], "别的")  # a later thing must not take its place
    with database.reading() as session:
        [row] = service.list_steps(session, deleted=True)
        detail = service.read_step(session, step_id=row.id)
    assert (row.id, row.actor, detail.why_not) == (deleted, "周敏", "")
    held = {each.kind: dict(each.fields) | {"": each.title} for each in detail.held}
    assert held["个人履职"] | {"类别": "", "次数": ""} == {
        "": "修路",
        "类别": "",
        "代表": "王建国",
        "日期": "2026年11月20日",
        "次数": "",
    }
    assert held["证明材料"][""] == "照片"
    do(database, service.restore_deleted, step_id=deleted)
    with database.reading() as session:
        assert service.count_steps(session, deleted=True) == 0
    undo(database, deleted + 1)
    assert whole(database) == before


def test_only_what_was_deleted_is_in_the_bin(database: Database, people: dict[str, int]) -> None:
    speech(database, people["王建国"])
    with pytest.raises(rules.NotInTheBin):
        do(database, service.restore_deleted, step_id=last_id(database))
    with pytest.raises(rules.NoSuchStep):
        do(database, service.undo_step, step_id=999)


def test_cleared_from_the_bin_nothing_is_kept_of_it(database: Database, people: dict[str, int]) -> None:
    deed = speech(database, people["王建国"], "保密的话")
    do(database, deeds.remove_deed, deed_id=deed.id, version=deed.version)
    deleted = last_id(database)
    assert do(database, service.forget_deleted, step_ids=[deleted]) == 1
    assert do(database, service.forget_deleted, step_ids=[deleted]) == 0
    with database.reading() as session:
        assert "保密的话" not in json.dumps(session.get_one(ChangeStep, deleted).changes, ensure_ascii=False)
    with pytest.raises(rules.Forgotten):
        undo(database, deleted)


def test_steps_are_found_by_person_and_words(database: Database, people: dict[str, int]) -> None:
    training(database, "消防培训")
    database.actor = "李强"
    training(database, "防汛演练")
    with database.reading() as session:
        assert [row.actor for row in service.list_steps(session, search="防汛")] == ["李强"]
        assert service.count_steps(session, actor="周敏") == 2  # the people, and the first training
        assert service.list_steps(session, actor="李强", search="消防") == []


def test_every_journaled_table_has_words() -> None:
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_JOURNALED:
            continue
        words = rules.all_words()[table.name]
        assert {words.title, *words.columns} <= set(table.c.keys()), table.name


def test_a_step_nobody_named_is_called_by_what_it_changed() -> None:
    assert rules.sentence_of("", ["deeds", "evidence"]) == "改动个人履职、证明材料"


# ---------------------------------------------------------------------- anything, and all of it back


def _deed_changes(session: Session, ids: list[int], pick: int) -> None:
    found = session.scalars(select(Deed).order_by(Deed.id)).all()
    if not found:
        deeds.record_deed(
            session, kind=DeedKind.SPEECH, deputy_id=ids[pick % len(ids)], title="话", done_on=DAY
        )
        return
    deed = found[pick % len(found)]
    match pick % 3:
        case 0:
            deeds.remove_deed(session, deed_id=deed.id, version=deed.version)
        case 1:
            deeds.edit_deed(session, deed_id=deed.id, version=deed.version, title=f"话{pick}")
        case _:
            evidence.add_evidence(session, subject="deed", subject_id=deed.id, title=f"材料{pick}")


def _new_deed(session: Session, ids: list[int], pick: int) -> None:
    kind = list(DeedKind)[pick % 2]
    deeds.record_deed(session, kind=kind, deputy_id=ids[pick % len(ids)], title=f"题{pick}", done_on=DAY)


def _evidence_gone(session: Session, ids: list[int], pick: int) -> None:
    for each in session.scalars(select(Evidence).limit(1)):
        evidence.remove_evidence(session, evidence_id=each.id, version=each.version)


def _suggestion(session: Session, ids: list[int], pick: int) -> None:
    found = session.scalars(select(Base.metadata.tables["suggestions"].c.id)).all()
    lead, co = ids[pick % len(ids)], [each for each in ids if each != ids[pick % len(ids)]][: pick % 4]
    values: dict[str, Any] = {
        "title": f"关于{pick}的建议",
        "text": "内容",
        "kind": next(iter(SuggestionKind)),
        "proposed_on": DAY,
        "lead_id": lead,
        "co_signer_ids": co,
    }
    if found and pick % 2:
        from deputy_station.features.suggestions.models import Suggestion

        row = session.get_one(Suggestion, found[pick % len(found)])
        writing.edit_suggestion(session, suggestion_id=row.id, version=row.version, **values)
    else:
        writing.draft_suggestion(session, **values)


def _calendar(session: Session, ids: list[int], pick: int) -> None:
    if pick % 3:
        calendar.set_calendar_day(
            session, on=date(2029, 1, 1 + pick % 4), works=bool(pick % 2), name=f"假{pick}"
        )
    else:
        days = {date(2029, 1, 1 + each): DayOverride(False, "年") for each in range(pick % 5)}
        calendar.set_calendar_year(session, year=2029, days=days)


def _activity(session: Session, ids: list[int], pick: int) -> None:
    from deputy_station.features.activities.models import Activity

    found = session.scalars(select(Activity).order_by(Activity.id)).all()
    if found and pick % 3 == 0:
        last = found[-1]
        plans.remove_activity(session, activity_id=last.id, version=last.version)
    else:
        made = plans.create_activity(session, kind=ActivityKind.TRAINING, title=f"活动{pick}", held_on=DAY)
        plans.expect_deputies(session, activity_id=made.id, deputy_ids=ids[: pick % 4])


CHANGES = (_deed_changes, _new_deed, _evidence_gone, _suggestion, _calendar, _activity)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 11)), min_size=1, max_size=12))
def test_any_run_of_changes_taken_back_in_reverse_leaves_the_start_and_done_again_the_end(
    database: Database, people: dict[str, int], clock: Clock, plan: list[tuple[Any, int]]
) -> None:
    assert clock.today() == DAY
    with database.reading() as session:
        rest = session.scalars(select(Deed.id)).all()
    assert rest == []
    start, ids = whole(database), sorted(people.values())
    made = []
    database.take_step()
    for change, pick in plan:
        do(database, change, ids=ids, pick=pick)
        step = database.take_step()
        if step is not None:
            made.append(step)
    end = whole(database)
    undone = []
    for step in reversed(made):
        undo(database, step)
        undone.append(database.take_step())
    assert whole(database) == start
    for step in reversed(undone):
        assert step is not None
        undo(database, step)
    assert whole(database) == end
    for step in reversed(made):
        undo(database, step)
    database.take_step()
    assert whole(database) == start
