"""A suggestion of 关店村: three deputies, refused for its form, improved, handed over to two units, answered late with a
promise, redone, answered again, looked back at a year later and handled once more. Each step on its own day."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from deputy_station.core.clock import Clock, from_local
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.points.service.collecting import collect_facts
from deputy_station.features.suggestions.documents.reply import draw_reply
from deputy_station.features.suggestions.documents.writing_out import seal_printed
from deputy_station.features.suggestions.rules.choices import (
    PromiseState,
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.deadlines import TermTooLong
from deputy_station.features.suggestions.rules.steps import TABLE
from deputy_station.features.suggestions.service import (
    extensions,
    handing,
    promises,
    replying,
    reviewing,
    writing,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.listing import View, list_suggestions
from deputy_station.features.suggestions.service.publishing import list_public
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.store.database import Database

TEXT = (
    "关店村到镇卫生院 2.3 公里的水泥路断板 40 多处，救护车要绕行 6 公里。"
    "建议：一、今年先把桥头 400 米修通；二、其余列入明年计划；三、明确养护单位。"
)


class Desk:
    """The desk on one day after another; every step is taken at the version just read."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.day = date(2026, 3, 2)
        self.id = 0

    def do(self, step: Callable[..., Any], *, on: date | None = None, **values: Any) -> SuggestionDetail:
        """Take a step on a day at ten in the morning; days only go forward."""
        if on is not None:
            assert on >= self.day
            self.day = on
        with self.database.transaction() as session:
            session.info["clock"] = Clock.fixed(from_local(datetime.combine(self.day, time(10))))
            if self.id:
                version = get_suggestion(session, suggestion_id=self.id).version
                values = {"suggestion_id": self.id, "version": version, **values}
            self.id = step(session, **values).id
            return get_suggestion(session, suggestion_id=self.id)

    def listed(self, view: View, on: date) -> list[str]:
        """The titles of a view on a day."""
        with self.database.reading() as session:
            session.info["clock"] = Clock.fixed(from_local(datetime.combine(on, time(10))))
            return [row.title for row in list_suggestions(session, view=view)]


def test_a_suggestion_is_refused_improved_answered_redone_and_looked_back_at(
    database: Database, tmp_path: Path
) -> None:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        wang, li, chen = (
            create_deputy(session, name=name, mandates=[seat]).id for name in ("王建国", "李秀英", "陈志强")
        )
        office = add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id
        traffic = add_unit(session, name="区交通局", kind=UnitKind.DISTRICT).id
    desk = Desk(database)

    # Monday, 2 March: handed in, and refused, as it names no road.
    made = desk.do(
        writing.draft_suggestion,
        title="修路",
        text="请修路",
        kind=SuggestionKind.SESSION,
        session_name="第十九届第五次会议",
        lead_id=wang,
        co_signer_ids=[li, chen],
        submit=True,
    )
    assert [doubt.reason for doubt in made.doubts] == [RefusalReason.VAGUE, RefusalReason.FORMAT]
    made = desk.do(reviewing.refuse_suggestion, on=date(2026, 3, 3), ground=RefusalReason.VAGUE)
    assert (made.state, made.number) == (SuggestionState.REFUSED, "")
    desk.do(reviewing.rework_suggestion, on=date(2026, 3, 4), note="请写明路段、为什么、要谁做什么")
    desk.do(
        writing.edit_suggestion,
        on=date(2026, 3, 6),
        title="关于修复关店村至镇卫生院道路的建议",
        text=TEXT,
        kind=SuggestionKind.SESSION,
        session_name="第十九届第五次会议",
        proposed_on=date(2026, 3, 6),
        lead_id=wang,
        co_signer_ids=[li, chen],
    )
    made = desk.do(writing.submit_suggestion)
    assert made.doubts == ()
    made = desk.do(reviewing.accept_suggestion, on=date(2026, 3, 9))
    assert made.number == "第十九届第五次会议第1号"

    # Handed over on the 10th to the district first, which sends it back; on the 16th to the town.
    desk.do(handing.assign_suggestion, on=date(2026, 3, 10), unit_id=traffic)
    desk.do(handing.return_suggestion, on=date(2026, 3, 13), note="村道归镇管")
    made = desk.do(
        handing.assign_suggestion, on=date(2026, 3, 16), unit_id=office, co_unit_ids=[traffic], note="请抓紧"
    )
    assert made.deadline_arithmetic == "3月16日交办，次日起 3 个月，到 6月16日"
    made = desk.do(handing.sign_for_suggestion, on=date(2026, 3, 18), leader="赵主任", person="刘涛")
    desk.do(handing.sign_for_suggestion, handover_id=made.co_units[0].id, person="孙工")
    desk.do(
        handing.log_contact,
        on=date(2026, 3, 25),
        stage=ContactStage.BEFORE,
        how=ContactHow.IN_PERSON,
        note="三位代表一起看了桥头",
    )
    desk.do(handing.plan_suggestion, measures="先修桥头 400 米，其余报 2027 年农村公路项目")
    desk.do(handing.supervise_suggestion, on=date(2026, 4, 1), supervisor="镇人大主席团 王强")
    desk.do(
        handing.record_co_opinion,
        on=date(2026, 4, 15),
        handover_id=made.co_units[0].id,
        note="可列入 2027 年农村公路项目",
    )

    # Late: six months from the 16th of March are the most.
    assert desk.listed(View.OVERDUE, date(2026, 6, 17)) == ["关于修复关店村至镇卫生院道路的建议"]
    with pytest.raises(TermTooLong, match="到 9月16日"):
        desk.do(extensions.ask_extension, on=date(2026, 6, 10), until=date(2026, 9, 17), note="汛期不能施工")
    made = desk.do(extensions.ask_extension, until=date(2026, 8, 14), note="汛期不能施工")
    assert made.asked_extension is not None
    made = desk.do(
        extensions.decide_extension,
        on=date(2026, 6, 12),
        extension_id=made.asked_extension.id,
        granted=True,
        note="代表和主席团同意",
    )
    assert (made.deadline_on, made.extended) == (date(2026, 8, 14), 1)
    assert made.deadline_arithmetic.endswith("；6月12日同意延期到 8月14日")
    assert desk.listed(View.OVERDUE, date(2026, 6, 17)) == []

    # Answered in words only: the deputies are not satisfied, a second round begins with both units.
    desk.do(replying.reply_to_suggestion, on=date(2026, 8, 10), reply="正在研究。", reply_class="four.D")
    made = desk.do(
        replying.appraise_suggestion,
        on=date(2026, 8, 12),
        satisfaction=SuggestionSatisfaction.UNSATISFIED,
        manner=SuggestionSatisfaction.FAIR,
        note="没有说哪天修",
    )
    # A month from 12 August: 12 September is a Saturday, Monday the 14th it is.
    assert (made.state, made.rounds, made.deadline_on) == (SuggestionState.HANDED, 2, date(2026, 9, 14))
    assert [one.unit for one in made.handovers if one.round == 2] == ["镇村建办", "区交通局"]
    desk.do(handing.urge_suggestion, on=date(2026, 8, 20), note="请签收")
    desk.do(handing.sign_for_suggestion, on=date(2026, 8, 21), leader="赵主任", person="刘涛")
    made = desk.do(
        replying.reply_to_suggestion,
        on=date(2026, 9, 10),
        reply="桥头 400 米已修通，其余 1.9 公里列入 2027 年农村公路项目。",
        reply_class="four.C",
        reply_number="朔村建函〔2026〕7号",
        promise="修通其余 1.9 公里",
        promise_due=date(2027, 6, 30),
    )
    printed = draw_reply(database, out=tmp_path / "reply.pdf", suggestion_id=desk.id)
    assert printed.pages == 1
    with database.transaction() as session:
        seal_printed(session, made=printed)
    made = desk.do(
        replying.appraise_suggestion,
        on=date(2026, 9, 15),
        satisfaction=SuggestionSatisfaction.SATISFIED,
        manner=SuggestionSatisfaction.SATISFIED,
    )
    assert made.state is SuggestionState.CLOSED
    made = desk.do(writing.mark_excellent, excellent=True)

    # The promise goes over the year: late in July 2027, looked at, not so, handled a third time.
    assert desk.listed(View.PROMISED, date(2027, 7, 1)) == ["关于修复关店村至镇卫生院道路的建议"]
    assert desk.listed(View.TO_LOOK_BACK, date(2027, 7, 1)) == ["关于修复关店村至镇卫生院道路的建议"]
    made = desk.do(
        replying.look_back, on=date(2027, 7, 5), kept=False, note="还有 600 米没有修", who="主席团和三位代表"
    )
    promise = made.promises[0]
    assert (promise.state, promise.late_days) == (PromiseState.OPEN, 5)
    made = desk.do(replying.redo_suggestion, note="回头看与答复不符")
    assert (made.state, made.rounds) == (SuggestionState.ACCEPTED, 3)
    desk.do(handing.assign_suggestion, unit_id=office)
    desk.do(handing.sign_for_suggestion)
    desk.do(
        replying.reply_to_suggestion, on=date(2027, 8, 2), reply="剩下的 600 米已修通。", reply_class="four.A"
    )
    made = desk.do(replying.appraise_suggestion, satisfaction=SuggestionSatisfaction.SATISFIED)
    with database.transaction() as session:
        session.info["clock"] = Clock.fixed(from_local(datetime.combine(date(2027, 8, 3), time(10))))
        promises.settle_promise(
            session, promise_id=promise.id, version=made.version, state=PromiseState.KEPT, told=True
        )

    # Everything is told: each step once, with its round; each had its place in the table.
    with database.reading() as session:
        whole = get_suggestion(session, suggestion_id=desk.id)
        history = list_history(session, subject="suggestion", subject_id=desk.id)
        public = list_public(session, year=2026)
        facts = [
            fact
            for found in collect_facts(session, first=date(2026, 1, 1), last=date(2026, 12, 31)).values()
            for fact in found
        ]
    assert len(history) == len(whole.timeline) == 32
    assert [line.round for line in whole.timeline] == sorted(line.round for line in whole.timeline)
    state: SuggestionState | None = None
    for line in whole.timeline:
        step = TABLE.get(line.step)
        assert step.begins or state in step.from_states
        assert line.state_after in step.to_states(state or SuggestionState.DRAFT)
        state = line.state_after
    assert whole.promises[0].state is PromiseState.KEPT
    [row] = public.rows
    assert row.result == "A 已经解决或者采纳：剩下的 600 米已修通。代表满意。"
    assert row.supervisor == "镇人大主席团 王强"
    # It counts once for each who signed, as led or co-signed, and as excellent; the rounds make it no more.
    signed = [fact for fact in facts if fact.source == ("suggestion", desk.id)]
    assert sorted((fact.subject_id, str(fact.kind), str(fact.role)) for fact in signed) == sorted(
        (deputy, kind, "领衔" if deputy == wang else "附议")
        for kind in ("议案建议", "优秀建议")
        for deputy in (wang, li, chen)
    )
