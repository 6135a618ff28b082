"""A suggestion's way from draft to appraised reply, told with names and dates."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.suggestions.commands import show_suggestions
from deputy_station.features.suggestions.rules import (
    ReasonMissing,
    SignersWrong,
    StepNotAllowed,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
    SuggestionStep,
)
from deputy_station.features.suggestions.service.handling import (
    ReplyMissing,
    StepOutOfOrder,
    accept_suggestion,
    appraise_suggestion,
    assign_suggestion,
    mark_excellent,
    refuse_suggestion,
    reply_to_suggestion,
    rework_suggestion,
)
from deputy_station.features.suggestions.service.listing import (
    SuggestionDetail,
    count_by_state,
    count_suggestions,
    get_suggestion,
    list_livelihood,
    list_suggestions,
)
from deputy_station.features.suggestions.service.writing import (
    AlreadySuggested,
    ProposedInFuture,
    TitleMissing,
    draft_suggestion,
    edit_suggestion,
    suggest_from_demand,
)
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

TODAY = date(2026, 11, 20)


def enter(session: Session, name: str) -> int:
    return create_deputy(session, name=name, mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))]).id


def draft(
    session: Session, lead_id: int, title: str = "关于修路灯的建议", **more: object
) -> SuggestionDetail:
    return draft_suggestion(session, title=title, kind=SuggestionKind.BETWEEN, lead_id=lead_id, **more)  # type: ignore[arg-type]


def town_office(session: Session) -> int:
    return add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id


def test_from_draft_to_the_appraised_reply(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田"), enter(session, "李娟")
        unit = town_office(session)
        made = draft(session, zhang, co_signer_ids=[li], proposed_on=date(2026, 11, 2), text=" 路灯\r\n坏了 ")
        assert (made.state, made.lead.name, [each.name for each in made.co_signers]) == (
            SuggestionState.DRAFT, "张守田", ["李娟"],
        )  # fmt: skip
        assert made.text == "路灯\n坏了"
        taken = accept_suggestion(
            session, suggestion_id=made.id, version=made.version, accepted_on=date(2026, 11, 5)
        )
        sent = assign_suggestion(
            session,
            suggestion_id=made.id,
            version=taken.version,
            unit_id=unit,
            assigned_on=date(2026, 11, 10),
        )
        assert (sent.state, sent.unit, sent.deadline_on) == (
            SuggestionState.ASSIGNED, "镇村建办", date(2027, 2, 10),
        )  # fmt: skip
        told = reply_to_suggestion(
            session, suggestion_id=made.id, version=sent.version, reply="已更换 12 盏路灯"
        )
        assert (told.state, told.replied_on) == (SuggestionState.REPLIED, TODAY)
        done = appraise_suggestion(
            session, suggestion_id=made.id, version=told.version, satisfaction=SuggestionSatisfaction.FAIR
        )
        assert (done.state, done.satisfaction, done.steps) == (
            SuggestionState.CLOSED, SuggestionSatisfaction.FAIR, (),
        )  # fmt: skip
        lines = [line.sentence for line in list_history(session, subject="suggestion", subject_id=made.id)]
    assert lines == [
        "登记闭会期间建议《关于修路灯的建议》，张守田领衔",
        "2026年11月5日受理",
        "交办镇村建办：2026年11月10日交办，3 个月内答复，到 2027年2月10日",
        "2026年11月20日答复",
        "代表评价：基本满意，办结",
    ]


def test_a_deputy_who_is_not_satisfied_gets_a_second_reply(database: Database) -> None:
    with database.transaction() as session:
        zhang, unit = enter(session, "张守田"), town_office(session)
        each = draft(session, zhang)
        each = accept_suggestion(session, suggestion_id=each.id, version=each.version)
        each = assign_suggestion(session, suggestion_id=each.id, version=each.version, unit_id=unit)
        each = reply_to_suggestion(session, suggestion_id=each.id, version=each.version, reply="正在研究")
        no = SuggestionSatisfaction.UNSATISFIED
        each = appraise_suggestion(session, suggestion_id=each.id, version=each.version, satisfaction=no)
        assert (each.state, each.deadline_on, each.replied_on) == (
            SuggestionState.ASSIGNED, date(2026, 12, 20), None,
        )  # fmt: skip
        each = reply_to_suggestion(session, suggestion_id=each.id, version=each.version, reply="列入明年计划")
        each = appraise_suggestion(
            session, suggestion_id=each.id, version=each.version, satisfaction=no, redo=False
        )
        assert (each.state, each.satisfaction) == (SuggestionState.CLOSED, no)


def test_a_refused_suggestion_has_a_reason_and_a_second_chance(database: Database) -> None:
    with database.transaction() as session:
        made = draft(session, enter(session, "张守田"))
        with pytest.raises(ReasonMissing):
            refuse_suggestion(session, suggestion_id=made.id, version=made.version, reason=" ")
        refused = refuse_suggestion(
            session, suggestion_id=made.id, version=made.version, reason="没有具体内容"
        )
        assert (refused.state, refused.refusal_reason) == (SuggestionState.REFUSED, "没有具体内容")
        again = rework_suggestion(session, suggestion_id=made.id, version=refused.version)
        assert (again.state, again.refusal_reason) == (SuggestionState.DRAFT, "")


def test_a_step_out_of_turn_says_what_can_be_done(database: Database) -> None:
    with database.transaction() as session:
        zhang, unit = enter(session, "张守田"), town_office(session)
        made = draft(session, zhang, proposed_on=date(2026, 11, 2))
        with pytest.raises(StepNotAllowed, match="草稿，不能交办。现在可以“修改”、“受理”、“不予受理”"):
            assign_suggestion(session, suggestion_id=made.id, version=made.version, unit_id=unit)
        with pytest.raises(StaleEdit):
            accept_suggestion(session, suggestion_id=made.id, version=made.version + 1)
        with pytest.raises(StepOutOfOrder, match="受理日期 2026年11月1日早于提出日期 2026年11月2日"):
            accept_suggestion(
                session, suggestion_id=made.id, version=made.version, accepted_on=date(2026, 11, 1)
            )
        with pytest.raises(StepOutOfOrder, match="还没有到"):
            accept_suggestion(
                session, suggestion_id=made.id, version=made.version, accepted_on=date(2026, 11, 21)
            )
        taken = accept_suggestion(session, suggestion_id=made.id, version=made.version)
        sent = assign_suggestion(session, suggestion_id=made.id, version=taken.version, unit_id=unit)
        with pytest.raises(ReplyMissing):
            reply_to_suggestion(session, suggestion_id=made.id, version=sent.version, reply="\n")
        with pytest.raises(StepNotAllowed, match="办理中，不能修改"):
            edit_suggestion(
                session, suggestion_id=made.id, version=sent.version, title="x", text="",
                kind=SuggestionKind.BETWEEN, proposed_on=TODAY, lead_id=zhang, co_signer_ids=[],
            )  # fmt: skip


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
            draft(session, zhang, **more)  # type: ignore[arg-type]
    with pytest.raises(NotFound), database.transaction() as session:
        draft(session, 99)
    with database.transaction() as session:
        edited = edit_suggestion(
            session, suggestion_id=made.id, version=made.version, title="关于修桥的建议", text="桥",
            kind=SuggestionKind.SESSION, proposed_on=TODAY, lead_id=li, co_signer_ids=[zhang, wang],
        )  # fmt: skip
        assert edited.lead.name == "李娟"
        assert {each.name for each in edited.co_signers} == {"张守田", "王五"}
        assert count_suggestions(session) == 1


def test_a_demand_becomes_a_suggestion_without_the_visitors_name(database: Database) -> None:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        zhang = enter(session, "张守田")
        demand = register_demand(
            session,
            title="路灯不亮",
            words="我们村口的路灯不亮",
            visitor_name="陈大爷",
            visitor_phone="13800001111",
        )
        made = suggest_from_demand(session, demand_id=demand.id, version=demand.version, lead_id=zhang)
        after = get_demand(session, demand_id=demand.id)
        with pytest.raises(AlreadySuggested, match="已转为代表建议《关于路灯不亮的建议》"):
            suggest_from_demand(session, demand_id=demand.id, version=after.row.version, lead_id=zhang)
    assert (made.title, made.text, made.demand_number) == (
        "关于路灯不亮的建议",
        "我们村口的路灯不亮",
        demand.number,
    )
    assert "陈" not in made.title + made.text
    assert after.row.route is Route.SUGGESTION
    assert after.row.state is not DemandState.REGISTERED


def test_lists_put_overdue_first_and_find_by_person_unit_and_words(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, unit = enter(session, "张守田"), enter(session, "李娟"), town_office(session)
        draft(session, zhang, "新写的", proposed_on=TODAY)
        for title, day in (("将到期", date(2026, 9, 1)), ("已超期", date(2026, 8, 1))):
            each = draft(session, li, title, proposed_on=day, co_signer_ids=[zhang])
            each = accept_suggestion(session, suggestion_id=each.id, version=each.version, accepted_on=day)
            assign_suggestion(
                session, suggestion_id=each.id, version=each.version, unit_id=unit, assigned_on=day
            )

        def titles(**filters: object) -> list[str]:
            rows = list_suggestions(session, **filters)  # type: ignore[arg-type]
            assert count_suggestions(session, **filters) == len(rows)  # type: ignore[arg-type]
            return [row.title for row in rows]

        assert titles() == ["已超期", "将到期", "新写的"]
        first = list_suggestions(session)[0]
        assert (first.deadline_on, first.overdue_days, first.lead, first.co_signers) == (
            date(2026, 11, 1), 19, "李娟", ("张守田",),
        )  # fmt: skip
        assert titles(overdue=True) == ["已超期"]
        assert titles(state=SuggestionState.DRAFT) == ["新写的"]
        assert titles(deputy_id=zhang) == ["已超期", "将到期", "新写的"]
        assert titles(search="lj 到期") == ["将到期"]
        assert titles(search="村建办") == ["已超期", "将到期"]
        assert titles(search="100%") == []
        assert titles(first=date(2026, 9, 1)) == ["将到期", "新写的"]
        assert [row.title for row in list_suggestions(session, offset=1, limit=1)] == ["将到期"]
        counts = count_by_state(session, year=2026)
        assert (counts.total, counts.drafts, counts.handling, counts.overdue, counts.closed) == (
            3,
            1,
            2,
            1,
            0,
        )
        assert count_by_state(session, year=2025).total == 0
        marked = mark_excellent(session, suggestion_id=first.id, version=first.version, excellent=True)
        assert marked.excellent
        assert SuggestionStep.REPLY in get_suggestion(session, suggestion_id=first.id).steps
    out = io.StringIO()
    show_suggestions(Desk(lambda: database, as_json=True, out=out), state="overdue", deputy="zst", year=2026)
    answer = json.loads(out.getvalue())
    assert [(row["title"], row["state"], row["deadline_on"]) for row in answer["rows"]] == [
        ("已超期", "assigned", "2026-11-01")
    ]
    with pytest.raises(Refusal, match="没有“办了”这个状态"):
        show_suggestions(Desk(lambda: database, out=out), state="办了")


def test_monthly_livelihood_suggestions_count_when_accepted_and_led(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田"), enter(session, "李娟")
        for day, accepted in ((date(2026, 1, 5), True), (date(2026, 1, 20), True), (date(2026, 2, 1), False)):
            each = draft_suggestion(
                session, title="民生", kind=SuggestionKind.LIVELIHOOD, lead_id=zhang, co_signer_ids=[li],
                proposed_on=day,
            )  # fmt: skip
            if accepted:
                accept_suggestion(session, suggestion_id=each.id, version=each.version)
        rows = list_livelihood(session, year=2026)
    assert [(row.deputy, row.months[:2], row.total) for row in rows] == [
        ("李娟", (0, 0), 0),
        ("张守田", (2, 0), 2),
    ]


def test_a_reply_is_overdue_only_after_its_last_day(database: Database) -> None:
    with database.transaction() as session:
        zhang, unit = enter(session, "张守田"), town_office(session)
        each = draft(session, zhang, proposed_on=date(2026, 8, 20))
        each = accept_suggestion(
            session, suggestion_id=each.id, version=each.version, accepted_on=date(2026, 8, 20)
        )
        each = assign_suggestion(
            session, suggestion_id=each.id, version=each.version, unit_id=unit, assigned_on=date(2026, 8, 20)
        )
        assert (each.deadline_on, each.overdue_days) == (TODAY, 0)
        session.info["clock"] = Clock.fixed(datetime(2026, 11, 21, 1, tzinfo=UTC))
        assert get_suggestion(session, suggestion_id=each.id).overdue_days == 1
