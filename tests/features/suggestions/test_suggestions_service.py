"""A suggestion's way from draft to appraised reply, told with names and dates. Today is Friday, 20 November 2026."""

import io
import json
from datetime import date

import pytest

from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part
from deputy_station.features.matters.rules.table import StepIncomplete
from deputy_station.features.suggestions.commands import show_suggestions
from deputy_station.features.suggestions.rules.choices import (
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.numbering import SessionMissing
from deputy_station.features.suggestions.rules.signing import CoSignersNotAsked, SignersWrong
from deputy_station.features.suggestions.rules.steps import StepNotAllowed
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.handing import (
    HandoverElsewhere,
    UnitTwice,
    assign_suggestion,
    log_contact,
    plan_suggestion,
    record_co_opinion,
    return_suggestion,
    sign_for_suggestion,
    supervise_suggestion,
    urge_suggestion,
)
from deputy_station.features.suggestions.service.listing import (
    View,
    count_by_view,
    count_suggestions,
    list_suggestions,
)
from deputy_station.features.suggestions.service.numbers import NumberAmbiguous, find_suggestion_id
from deputy_station.features.suggestions.service.quota import list_livelihood
from deputy_station.features.suggestions.service.replying import (
    ReplyMissing,
    appraise_suggestion,
    close_unappraised,
    look_back,
    redo_suggestion,
    reply_to_suggestion,
)
from deputy_station.features.suggestions.service.reviewing import (
    ReasonMissing,
    accept_suggestion,
    pass_for_reference,
    refuse_suggestion,
    rework_suggestion,
    treat_as_letter,
    withdraw_suggestion,
)
from deputy_station.features.suggestions.service.way import StepOutOfOrder
from deputy_station.features.suggestions.service.writing import (
    AlreadySuggested,
    ProposedInFuture,
    SessionOfNumberFixed,
    TitleMissing,
    WithheldWithoutReason,
    draft_suggestion,
    edit_suggestion,
    mark_excellent,
    set_public,
    submit_suggestion,
    suggest_from_demand,
)
from deputy_station.store import context
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.suggestions.proposing import (
    accepted,
    draft,
    enter,
    handed,
    in_hand,
    on_day,
    replied,
    take,
    unit,
)

TODAY = date(2026, 11, 20)
State = SuggestionState


def test_from_draft_to_the_appraised_reply(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, office = enter(session, "张守田"), enter(session, "李娟"), unit(session)
        made = draft(session, zhang, co_signer_ids=[li], proposed_on=date(2026, 11, 2), text=" 路灯\r\n坏了 ")
        assert (made.state, made.lead.name, [each.name for each in made.co_signers]) == (
            State.DRAFT, "张守田", ["李娟"],
        )  # fmt: skip
        assert made.text == "路灯\n坏了"
        made = take(session, submit_suggestion, made)
        assert made.state is State.SUBMITTED
        made = take(session, accept_suggestion, made, accepted_on=date(2026, 11, 5))
        assert made.number == "2026年闭会期间第1号"
        made = take(
            session, assign_suggestion, made, unit_id=office, assigned_on=date(2026, 11, 10), note="请抓紧"
        )
        assert (made.state, made.unit, made.deadline_on, made.deadline_provisional) == (
            State.HANDED, "镇村建办", date(2027, 2, 10), True,
        )  # fmt: skip
        made = take(session, sign_for_suggestion, made, leader="王强", person="刘涛")
        made = take(session, reply_to_suggestion, made, reply="已更换 12 盏路灯", reply_class="four.A")
        assert (made.state, made.replied_on) == (State.REPLIED, TODAY)
        made = take(
            session,
            appraise_suggestion,
            made,
            satisfaction=SuggestionSatisfaction.FAIR,
            manner=SuggestionSatisfaction.SATISFIED,
        )
        assert (made.state, made.satisfaction, made.manner) == (
            State.CLOSED, SuggestionSatisfaction.FAIR, SuggestionSatisfaction.SATISFIED,
        )  # fmt: skip
        lines = [line.sentence for line in list_history(session, subject="suggestion", subject_id=made.id)]
    assert [line.sentence for line in made.timeline] == [
        "登记闭会期间建议，1 人附议",
        "提交审查",
        "11月5日受理，编为2026年闭会期间第1号",
        "11月10日主席团交办镇村建办：11月10日交办，次日起 3 个月，到 2027年2月10日（暂算）",
        "镇村建办签收，承办人刘涛",
        "答复，A 类（已经解决或者采纳）",
        "代表评价：结果基本满意，态度满意，办结",
    ]
    assert lines[0] == "建议《关于修路灯的建议》：登记闭会期间建议，1 人附议"
    assert lines[-1] == "2026年闭会期间第1号建议《关于修路灯的建议》：代表评价：结果基本满意，态度满意，办结"
    assert len(lines) == len(made.timeline)


def test_a_deputy_who_is_not_satisfied_begins_a_new_round_with_the_same_units(database: Database) -> None:
    with database.transaction() as session:
        zhang, office, power = enter(session, "张守田"), unit(session), unit(session, "镇供电所")
        made = take(session, assign_suggestion, accepted(session, zhang), unit_id=office, co_unit_ids=[power])
        made = take(session, sign_for_suggestion, made)
        made = take(session, reply_to_suggestion, made, reply="正在研究", reply_class="four.C")
        no = SuggestionSatisfaction.UNSATISFIED
        made = take(session, appraise_suggestion, made, satisfaction=no, note="没有说哪天修")
        # 重办 has a month, and 20 December 2026 is a Sunday: Monday it is.
        assert (made.state, made.rounds, made.deadline_on) == (State.HANDED, 2, date(2026, 12, 21))
        assert (made.replied_on, made.reply, made.reply_class, made.satisfaction) == (None, "", None, None)
        assert [(one.unit, one.part, one.round) for one in made.handovers] == [
            ("镇村建办", Part.LEAD, 1),
            ("镇供电所", Part.CO, 1),
            ("镇村建办", Part.LEAD, 2),
            ("镇供电所", Part.CO, 2),
        ]
        last = made.timeline[-1]
        assert (last.round, last.note) == (1, "没有说哪天修")
        assert last.sentence == "代表评价：结果不满意，转第 2 轮重办，12月21日前再答复"
        made = take(session, sign_for_suggestion, made)
        made = take(session, reply_to_suggestion, made, reply="列入明年计划")
        with pytest.raises(StepIncomplete, match="不再重办的理由"):
            take(session, appraise_suggestion, made, satisfaction=no, redo=False)
        made = take(session, appraise_suggestion, made, satisfaction=no, redo=False, note="代表同意不再重办")
        assert (made.state, made.satisfaction, made.rounds) == (State.CLOSED, no, 2)


def test_a_refused_suggestion_has_three_follow_ups(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        made = draft(session, zhang)
        with pytest.raises(ReasonMissing):
            take(session, refuse_suggestion, made, reason=" ")
        made = take(session, refuse_suggestion, made, ground=RefusalReason.VAGUE)
        assert (made.state, made.refusal_ground, made.refusal_reason) == (
            State.REFUSED, RefusalReason.VAGUE, "没有具体内容",
        )  # fmt: skip
        assert {"rework", "to_reference", "to_letter"} <= {step.key for step in made.steps}
        made = take(session, rework_suggestion, made, note="写明哪几盏")
        assert (made.state, made.refusal_ground, made.refusal_reason) == (State.DRAFT, None, "")
        second = take(session, refuse_suggestion, draft(session, zhang), reason="属区里职权")
        second = take(session, pass_for_reference, second, note="转区住建局参考")
        assert second.state is State.REFERENCE
        third = take(session, refuse_suggestion, draft(session, zhang), ground=RefusalReason.FORWARDED)
        with pytest.raises(StepIncomplete):
            take(session, treat_as_letter, third, note="")
        third = take(session, treat_as_letter, third, note="按来信登记，转镇信访办")
        assert third.state is State.LETTER
        assert [step.key for step in third.steps] == []


def test_a_step_out_of_turn_says_what_can_be_done(database: Database) -> None:
    with database.transaction() as session:
        zhang, office = enter(session, "张守田"), unit(session)
        made = draft(session, zhang, proposed_on=date(2026, 11, 2))
        with pytest.raises(
            StepNotAllowed, match="建议现在是“草稿”，不能“主席团交办”。现在可以：提交审查、受理"
        ):
            take(session, assign_suggestion, made, unit_id=office)
        with pytest.raises(StaleEdit):
            accept_suggestion(session, suggestion_id=made.id, version=made.version + 1)
        with pytest.raises(StepOutOfOrder, match="受理日期 2026年11月1日早于提出日期 2026年11月2日"):
            take(session, accept_suggestion, made, accepted_on=date(2026, 11, 1))
        with pytest.raises(StepOutOfOrder, match="还没有到"):
            take(session, accept_suggestion, made, accepted_on=date(2026, 11, 21))
        made = take(session, accept_suggestion, made)
        made = take(session, assign_suggestion, made, unit_id=office)
        with pytest.raises(StepNotAllowed, match="待签收”，不能“登记答复"):
            take(session, reply_to_suggestion, made, reply="好")
        made = take(session, sign_for_suggestion, made)
        with pytest.raises(StepNotAllowed):
            take(session, sign_for_suggestion, made)
        with pytest.raises(ReplyMissing):
            take(session, reply_to_suggestion, made, reply="\n")
        with pytest.raises(StepNotAllowed, match="办理中”，不能“修改"):
            edit_suggestion(
                session, suggestion_id=made.id, version=made.version, title="x", text="",
                kind=SuggestionKind.BETWEEN, proposed_on=TODAY, lead_id=zhang, co_signer_ids=[],
            )  # fmt: skip


def test_the_district_office_reads_and_does_not_hand_over(database: Database) -> None:
    with database.transaction() as session:
        made = accepted(session, enter(session, "张守田"))
        session.info[context.ROLE] = "district"
        keys = {step.key for step in get_suggestion(session, suggestion_id=made.id).steps}
    assert keys & {"assign", "supervise", "refuse"} == set()
    assert "withdraw" in keys


def test_signers_are_one_lead_and_others_each_once(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, wang = enter(session, "张守田"), enter(session, "李娟"), enter(session, "王五")
        made = draft(session, zhang, co_signer_ids=[li])
    for wrong in ([zhang], [li, li]):
        with pytest.raises(SignersWrong), database.transaction() as session:
            draft(session, zhang, co_signer_ids=wrong)
    for error, more in (
        (TitleMissing, {"title": " "}),
        (ProposedInFuture, {"proposed_on": date(2026, 11, 21)}),
    ):
        with pytest.raises(error), database.transaction() as session:
            draft(session, zhang, **more)
    with pytest.raises(NotFound), database.transaction() as session:
        draft(session, 99)
    with database.transaction() as session:
        edited = edit_suggestion(
            session, suggestion_id=made.id, version=made.version, title="关于修桥的建议", text="桥",
            kind=SuggestionKind.SESSION, session_name="第十九届第五次会议", proposed_on=TODAY,
            lead_id=li, co_signer_ids=[zhang, wang],
        )  # fmt: skip
        assert edited.lead.name == "李娟"
        assert {each.name for each in edited.co_signers} == {"张守田", "王五"}
        assert edited.session_name == "第十九届第五次会议"
        assert count_suggestions(session) == 1


def test_numbers_run_on_within_a_session_and_stay_with_what_is_withdrawn(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        at_session = {"kind": SuggestionKind.SESSION, "session_name": "第十九届第五次会议"}
        made = [accepted(session, zhang, **at_session) for _ in range(3)]
        assert [each.number for each in made] == [f"第十九届第五次会议第{number}号" for number in (1, 2, 3)]
        # Refused after acceptance, improved and accepted once more, it keeps the number it has.
        again = take(session, refuse_suggestion, made[1], reason="重写")
        again = take(session, accept_suggestion, take(session, rework_suggestion, again))
        assert again.number == "第十九届第五次会议第2号"
        gone = take(session, withdraw_suggestion, made[2], note="已解决")
        assert gone.number == "第十九届第五次会议第3号"
        assert accepted(session, zhang, **at_session).number == "第十九届第五次会议第4号"
        assert accepted(session, zhang).number == "2026年闭会期间第1号"
        old = accepted(session, zhang, proposed_on=date(2025, 5, 1))
        assert old.number == "2025年闭会期间第1号"
        with pytest.raises(SessionMissing):
            accepted(session, zhang, kind=SuggestionKind.BILL)
        with pytest.raises(SessionOfNumberFixed, match="2025年闭会期间第1号"):
            take(
                session, edit_suggestion, old, title=old.title, text=old.text, kind=old.kind,
                proposed_on=date(2026, 5, 1), lead_id=zhang, co_signer_ids=[],
            )  # fmt: skip
        assert find_suggestion_id(session, "2025年闭会期间第1号") == old.id
        assert find_suggestion_id(session, "第 4 号") > 0
        with pytest.raises(NumberAmbiguous, match="有 3 件：2025年闭会期间第1号、2026年闭会期间第1号"):
            find_suggestion_id(session, "1")
        for unknown in ("第9号", "路灯"):
            with pytest.raises(NotFound):
                find_suggestion_id(session, unknown)


def test_units_sign_or_send_back_each_for_itself(database: Database) -> None:
    with database.transaction() as session:
        zhang, office, power = enter(session, "张守田"), unit(session), unit(session, "镇供电所")
        made = accepted(session, zhang)
        with pytest.raises(UnitTwice, match="“镇村建办”选了两次"):
            take(session, assign_suggestion, made, unit_id=office, co_unit_ids=[office])
        made = take(session, assign_suggestion, made, unit_id=office, co_unit_ids=[power])
        lead, co = made.handovers
        # 5 workdays to sign: from Monday the 23rd to Friday the 27th. A co-unit's opinion is due in a month.
        assert (lead.sign_by, co.sign_by, co.due_on) == (
            date(2026, 11, 27), date(2026, 11, 27), date(2026, 12, 21),
        )  # fmt: skip
        assert made.step_due_on == date(2026, 11, 27)
        made = take(session, sign_for_suggestion, made, handover_id=co.id, person="赵电工")
        assert (made.state, made.handovers[1].signed_on) == (State.HANDED, TODAY)
        with pytest.raises(HandoverElsewhere, match="镇供电所已在2026年11月20日签收"):
            take(session, sign_for_suggestion, made, handover_id=co.id)
        made = take(session, return_suggestion, made, handover_id=co.id, note="线路归区供电公司")
        assert made.state is State.HANDED
        assert made.co_units == ()
        made = take(session, return_suggestion, made, note="归镇供电所")
        assert (made.state, made.unit_id, made.deadline_on, made.deadline_arithmetic) == (
            State.ACCEPTED, None, None, "",
        )  # fmt: skip
        made = take(session, assign_suggestion, made, unit_id=power)
        assert (made.state, made.unit, len(made.handovers)) == (State.HANDED, "镇供电所", 3)


def test_contacts_plans_opinions_urging_and_supervision_are_kept(database: Database) -> None:
    with database.transaction() as session:
        zhang, office, power = enter(session, "张守田"), unit(session), unit(session, "镇供电所")
        made = take(session, assign_suggestion, accepted(session, zhang), unit_id=office, co_unit_ids=[power])
        made = take(session, sign_for_suggestion, made)
        # The first talk is due 20 workdays after the handing over.
        assert made.step_due_on == date(2026, 12, 18)
        made = take(
            session, log_contact, made, stage=ContactStage.BEFORE, how=ContactHow.IN_PERSON,
            note="一起看了现场", who="刘涛",
        )  # fmt: skip
        assert made.step_due_on is None
        made = take(session, plan_suggestion, made, measures="先修 6 盏", person="刘涛")
        made = take(session, record_co_opinion, made, handover_id=made.handovers[1].id, note="变压器容量够")
        with pytest.raises(HandoverElsewhere, match="是主办单位"):
            take(session, record_co_opinion, made, handover_id=made.handovers[0].id, note="好")
        made = take(session, urge_suggestion, made)
        made = take(session, urge_suggestion, made, note="请快办")
        made = take(session, supervise_suggestion, made, supervisor="主席团 王强")
        assert (made.contacts[0].stage, made.contacts[0].words) == (ContactStage.BEFORE, "一起看了现场")
        assert made.lead_handover is not None
        assert (made.lead_handover.measures, made.lead_handover.person) == ("先修 6 盏", "刘涛")
        assert (made.handovers[1].result, made.handovers[1].done_on) == ("变压器容量够", TODAY)
        assert (made.urged, made.urge_level, made.supervisor) == (2, 2, "主席团 王强")
        assert made.timeline[-2].sentence == "第 2 次催办镇村建办（第二级，催单位负责人）"


def test_a_demand_becomes_a_suggestion_without_the_visitors_name(database: Database) -> None:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        zhang = enter(session, "张守田")
        demand = register_demand(
            session,
            title="路灯不亮",
            words="我是陈大爷，电话13800001111，我们村口的路灯不亮",
            visitor_name="陈大爷",
            visitor_phone="13800001111",
        )
        made = suggest_from_demand(session, demand_id=demand.id, version=demand.version, lead_id=zhang)
        after = get_demand(session, demand_id=demand.id)
        with pytest.raises(AlreadySuggested, match="已转为代表建议《关于路灯不亮的建议》"):
            suggest_from_demand(session, demand_id=demand.id, version=after.row.version, lead_id=zhang)
    assert (made.title, made.text, made.demand_number) == (
        "关于路灯不亮的建议",
        "我是某某，电话138****1111，我们村口的路灯不亮",
        demand.number,
    )
    assert after.row.route is Route.SUGGESTION
    assert after.row.state is not DemandState.REGISTERED


def test_lists_put_overdue_first_and_find_by_person_unit_and_words(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, office = enter(session, "张守田"), enter(session, "李娟"), unit(session)
        draft(session, zhang, "新写的", proposed_on=TODAY)
        for title, day in (("将到期", date(2026, 9, 1)), ("已超期", date(2026, 8, 3))):
            each = draft(session, li, title, proposed_on=day, co_signer_ids=[zhang])
            each = take(session, accept_suggestion, each, accepted_on=day)
            each = take(session, assign_suggestion, each, unit_id=office, assigned_on=day)
            take(session, sign_for_suggestion, each, signed_on=day)

        def titles(**filters: object) -> list[str]:
            rows = list_suggestions(session, **filters)  # type: ignore[arg-type]
            assert count_suggestions(session, **filters) == len(rows)  # type: ignore[arg-type]
            return [row.title for row in rows]

        assert titles() == ["已超期", "将到期", "新写的"]
        first = list_suggestions(session)[0]
        # 3 August and three months: 3 November, a Tuesday; 17 days ago.
        assert (first.deadline_on, first.overdue_days, first.lead, first.co_signers) == (
            date(2026, 11, 3), 17, "李娟", ("张守田",),
        )  # fmt: skip
        assert titles(overdue=True) == ["已超期"]
        assert titles(view=View.SOON) == ["将到期"]
        assert titles(state=State.DRAFT) == ["新写的"]
        assert titles(deputy_id=zhang) == ["已超期", "将到期", "新写的"]
        assert titles(search="lj 到期") == ["将到期"]
        assert titles(search="村建办") == ["已超期", "将到期"]
        assert titles(search="第2号") == ["已超期"]
        assert titles(search="100%") == []
        assert titles(first=date(2026, 9, 1)) == ["将到期", "新写的"]
        assert titles(view=View.HANDLING, first=date(2027, 1, 1)) == ["已超期", "将到期"]
        assert [row.title for row in list_suggestions(session, offset=1, limit=1)] == ["将到期"]
        counts = count_by_view(session, year=2026)
        assert (counts.total, counts.drafts, counts.handling, counts.overdue, counts.soon, counts.closed) == (
            3, 1, 2, 1, 1, 0,
        )  # fmt: skip
        for view in View:
            assert counts.of(view) == count_suggestions(
                session, view=view, first=date(2026, 1, 1), last=date(2026, 12, 31)
            )
        assert count_by_view(session, year=2025).total == 0
        assert count_by_view(session, year=2025).overdue == 1
        each = take(session, mark_excellent, get_suggestion(session, suggestion_id=first.id), excellent=True)
        assert each.excellent
    out = io.StringIO()
    show_suggestions(Desk(lambda: database, as_json=True, out=out), state="overdue", deputy="zst", year=2026)
    answer = json.loads(out.getvalue())
    assert [(row["title"], row["state"], row["deadline_on"]) for row in answer["rows"]] == [
        ("已超期", "assigned", "2026-11-03")
    ]
    with pytest.raises(Refusal, match="没有“办了”这个状态"):
        show_suggestions(Desk(lambda: database, out=out), state="办了")


def test_monthly_livelihood_suggestions_count_when_accepted_and_led(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田"), enter(session, "李娟")
        for day, taken_on in ((date(2026, 1, 5), True), (date(2026, 1, 20), True), (date(2026, 2, 1), False)):
            each = draft_suggestion(
                session, title="民生", kind=SuggestionKind.LIVELIHOOD, lead_id=zhang, co_signer_ids=[li],
                proposed_on=day,
            )  # fmt: skip
            if taken_on:
                assert take(session, accept_suggestion, each).number == ""
        rows = list_livelihood(session, year=2026)
        asked_for_two = list_livelihood(session, year=2026, least=3)
        later = list_livelihood(session, year=2027)
    assert [(row.deputy, row.months[:2], row.total) for row in rows] == [
        ("李娟", (0, 0), 0),
        ("张守田", (2, 0), 2),
    ]
    assert rows[0].behind == tuple(range(1, 12))
    assert rows[1].behind == tuple(range(2, 12))
    assert asked_for_two[0].behind == tuple(range(1, 12))
    assert [row.behind for row in later] == [(), ()]


def test_a_reply_is_overdue_only_after_its_last_day(database: Database) -> None:
    with database.transaction() as session:
        zhang, office = enter(session, "张守田"), unit(session)
        each = accepted(session, zhang, proposed_on=date(2026, 8, 20))
        on_day(session, date(2026, 8, 20))
        second = draft(session, zhang, proposed_on=date(2026, 8, 20))
        second = take(session, accept_suggestion, second)
        second = take(session, assign_suggestion, second, unit_id=office)
        on_day(session, TODAY)
        assert each.deadline_on is None
        second = get_suggestion(session, suggestion_id=second.id)
        assert (second.deadline_on, second.overdue_days, second.due.text) == (TODAY, 0, "今天到期")
        on_day(session, date(2026, 11, 21))
        assert get_suggestion(session, suggestion_id=second.id).overdue_days == 1


def test_taking_back_needs_all_who_signed(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, wang = enter(session, "张守田"), enter(session, "李娟"), enter(session, "王五")
        made = handed(session, zhang, unit(session), co_signer_ids=[li, wang])
        made = take(session, mark_excellent, made, excellent=True)
        with pytest.raises(CoSignersNotAsked, match="附议的王五还没有同意撤回"):
            take(session, withdraw_suggestion, made, note="已经修好", agreed_ids=[li])
        made = take(session, withdraw_suggestion, made, note="已经修好", agreed_ids=[li, wang])
        assert (made.state, made.excellent) == (State.WITHDRAWN, False)
        assert made.timeline[-1].sentence == "领衔代表书面撤回，附议的 2 人都同意"
        assert made.steps == ()


def test_what_was_looked_at_and_is_not_so_is_handled_again(database: Database) -> None:
    with database.transaction() as session:
        made = replied(session, enter(session, "张守田"), unit(session))
        made = take(session, close_unappraised, made, note="提醒两次，没有回话")
        assert (made.state, made.satisfaction) == (State.CLOSED, None)
        # Half a year after the reply somebody is to look: 20 May 2027, a Thursday.
        assert made.step_due_on == date(2027, 5, 20)
        on_day(session, date(2027, 5, 24))
        assert [row.title for row in list_suggestions(session, view=View.TO_LOOK_BACK)] == [made.title]
        made = take(session, look_back, made, kept=False, note="6 盏又坏了", who="王强、张守田")
        assert (made.step_due_on, made.looks[0].kept) == (None, False)
        assert made.timeline[-1].sentence == "王强、张守田回头看：与答复不符"
        made = take(session, redo_suggestion, made, note="回头看不符")
        assert (made.state, made.rounds, made.unit_id, made.timeline[-1].round) == (
            State.ACCEPTED,
            2,
            None,
            2,
        )


def test_what_is_not_published_says_why_and_a_kept_secret_hides_who_signed(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        made = accepted(session, zhang)
        with pytest.raises(WithheldWithoutReason):
            take(session, set_public, made, public=False)
        made = take(session, set_public, made, public=False, reason="代表要求不公开", confidential=True)
        assert (made.public, made.withheld_reason, made.confidential) == (False, "代表要求不公开", True)
        assert list_suggestions(session, search="zst")[0].lead == "张守田"
        session.info[context.ROLE] = "district"
        assert list_suggestions(session)[0].lead == "（保密）"
        assert get_suggestion(session, suggestion_id=made.id).lead.name == "（保密）"
        # Neither by name nor by deputy is it found: a hit would tell whose it is.
        assert list_suggestions(session, search="zst") == []
        assert list_suggestions(session, deputy_id=zhang) == []


def test_a_unit_that_has_it_in_hand_twice_is_asked_once(database: Database) -> None:
    with database.transaction() as session:
        made = in_hand(session, enter(session, "张守田"), unit(session))
        with pytest.raises(StaleEdit):
            urge_suggestion(session, suggestion_id=made.id, version=made.version - 1)
