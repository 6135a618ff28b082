"""No cell of the 13 forms stays empty for want of a field: both ways of keeping a register fill them."""

from datetime import date, time

from sqlalchemy.orm import Session

from deputy_station.features.activities.rules import (
    ActivityKind,
    AttendanceState,
    ContactWay,
    DeedKind,
    DutyReportManner,
)
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.service.filling import read_book
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionSatisfaction
from deputy_station.store.database import Database
from tests.features.register.book_town import (
    Town,
    attend,
    claim,
    do,
    fill_every_form,
    make_town,
    suggest,
)

ON = date(2026, 5, 6)


def register_all(session: Session, town: Town) -> None:
    """What the organiser registers, each field filled."""
    zhang = town.zhang
    fill_every_form(session, town)
    attend(
        session, zhang, ActivityKind.CONGRESS_VOTE, ON, AttendanceState.LEAVE,
        leave_reason="住院", leave_approved_by="主席团", note="补了假条", session_name="六次会议",
    )  # fmt: skip
    attend(
        session, zhang, ActivityKind.INSPECTION, ON,
        place="河堤", organiser="镇人大", result="加固东段", report="关于河堤的调研报告",
    )  # fmt: skip
    attend(session, zhang, ActivityKind.INVITED_MEETING, ON, organiser="镇政府", note="谈了学位")
    attend(
        session, zhang, ActivityKind.TRAINING, ON,
        place="党校", organiser="区人大", content="监督法", starts_at=time(9), ends_at=time(11),
    )  # fmt: skip
    attend(
        session, zhang, ActivityKind.GROUP_ACTIVITY, ON,
        place="东街", title="小组学习", content="议事规则", result="定了三件事",
    )  # fmt: skip
    do(session, zhang, DeedKind.SPEECH, ON, place="镇六次会议", details="先修二组的路", outcome="写进了报告")
    do(
        session, zhang, DeedKind.VOTER_CONTACT, ON,
        quantity=3, place="二组", way=ContactWay.TALK, details="盼修路", outcome="交给村里，6 月修好",
    )  # fmt: skip
    do(
        session, zhang, DeedKind.GOOD_DEED, ON,
        beneficiaries="二组村民", people=46, details="筹款修路", place="二组", outcome="通了车",
    )  # fmt: skip
    do(
        session, zhang, DeedKind.DUTY_REPORT, ON,
        manner=DutyReportManner.ORAL, people=41, votes_satisfied=30, place="文化广场",
        details="多下村", outcome="每月下村两次",
    )  # fmt: skip
    do(session, zhang, DeedKind.AWARD, ON, awarded_by="市人大", award_level="市级")
    unit = Unit(name="镇城建办", kind=UnitKind.TOWN)
    session.add(unit)
    session.flush()
    number = suggest(session, SignRole.LEAD, zhang, ON, number=8)
    row = session.get_one(Suggestion, number)
    row.unit_id, row.satisfaction = unit.id, SuggestionSatisfaction.SATISFIED


def filled(book: Book) -> dict[str, set[str]]:
    """By table the columns in which some row says something."""
    return {
        form.key: {key for row in book.entries[form.key] for key, words in row.cells.items() if words}
        for form in FORMS
    }


def test_what_the_organiser_registers_fills_every_column(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        register_all(session, town)
    with database.reading() as session:
        book = read_book(session, deputy_id=town.zhang, term_id=town.term)
    told = filled(book)
    empty = {form.key: {column.key for column in form.columns} - told[form.key] for form in FORMS}
    # Of the year nobody decided anything about yet, the opinion is to come.
    assert {form: columns for form, columns in empty.items() if columns} == {"assessments": {"opinion"}}
    cells = {
        form: book.entries[form][0].cells for form in ("good_deeds", "contacts", "duty_reports", "awards")
    }
    assert (cells["good_deeds"]["who"], cells["good_deeds"]["result"]) == ("二组村民，46 人", "通了车")
    assert (cells["contacts"]["how"], cells["contacts"]["handled"]) == ("座谈", "交给村里，6 月修好")
    assert (cells["duty_reports"]["people"], cells["duty_reports"]["mended"]) == ("41 人", "每月下村两次")
    assert cells["awards"]["level"] == "市级"


def test_what_the_deputy_fills_in_fills_what_the_deputy_knows(database: Database) -> None:
    kinds = {
        "全体会议": "sessions", "审议发言": "speeches", "提出建议": "suggestions", "调研报告": "inspections",
        "列席会议": "invitations", "学习培训": "trainings", "小组活动": "group_activities", "走访选民": "contacts",
        "接待群众": "receptions", "办实事": "good_deeds", "述职": "duty_reports", "表彰奖励": "awards",
    }  # fmt: skip
    with database.transaction() as session:
        town = make_town(session)
        for kind in kinds:
            claim(
                session, town.zhang, kind, ON, review="已核准", details="内容", role="领衔", level="市级", manner="座谈",
                satisfaction="满意", state="已到", within="六次会议", people=5, weight="3", votes="满意 5",
                place="东街", organiser="镇人大", beneficiaries="二组村民", outcome="办好了",
            )  # fmt: skip
    with database.reading() as session:
        told = filled(read_book(session, deputy_id=town.zhang, term_id=town.term))
    empty = {
        form.key: {column.key for column in form.columns} - told[form.key]
        for form in FORMS
        if form.key in kinds.values()
    }
    assert {form: columns for form, columns in empty.items() if columns} == {
        "sessions": {"voted", "reason"},  # told of 表决 alone; a leave is given by the office
        "suggestions": {"number"},  # given when the station registers it
        "receptions": {"number", "visitor"},  # a visitor's demand has both, and is registered as one
    }
