"""The year 2026 of 李秀英, from the founding of the station to the assessment sheet that is signed and the row of it in
her register: what she did, what the presidium found missing, how she was graded, and what paper says of it."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind, DutyReportManner
from deputy_station.features.activities.service.attendance import record_attendance
from deputy_station.features.activities.service.deeds import record_deed
from deputy_station.features.activities.service.evidence import add_evidence
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.features.activities.service.plans import create_activity, edit_activity
from deputy_station.features.assessment.documents.annual import draw_annual, seal_printed
from deputy_station.features.assessment.documents.official import draw_publicity
from deputy_station.features.assessment.rules.choices import Every, Honour, Step
from deputy_station.features.assessment.rules.sheet import GradeNeedsReason
from deputy_station.features.assessment.service import ballots, duty, publishing, sheets, year
from deputy_station.features.assessment.service.year_list import list_assessments
from deputy_station.features.demands.rules.choices import InformedHow, Satisfaction
from deputy_station.features.demands.service import register, steps
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import undo_last
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.points.documents.printing import print_derivation
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.claims import approve_claims, enter_claims
from deputy_station.features.register.commands import export_register, export_register_rows
from deputy_station.features.register.service.filling import read_book
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.service.card_signing import sign_in_by_card
from deputy_station.features.signin.service.cards import cards_to_print, issue_cards
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.features.spotcheck.rules.findings import FindingKind, Standing
from deputy_station.features.spotcheck.service.checking import ask_check, record_check
from deputy_station.features.spotcheck.service.findings import (
    StillFound,
    confirm_mended,
    explain_finding,
    findings_of,
)
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

T = TypeVar("T")
PRESENT, LEAVE = AttendanceState.PRESENT, AttendanceState.LEAVE
POINTS = {
    # Of 24: two half-days of the congress, one with leave (10 × 1/2); the deliberation; the vote; one preparation of two.
    "A1": "5", "A2": "6", "A3": "4", "A4": "2",
    # Of 36: four group activities; two of three reception days (8 × 2/3), one with leave; two trainings; two
    # inspections; nobody invited her and no themed practice was arranged, which counts in full.
    "B1": "8", "B2": "5.33", "B3": "6", "B4": "6", "B5": "4", "B6": "4",
    # Of 15: three speeches; the first suggestion 3, the second 2; a report; no monthly proposal.
    "C1": "3", "C2": "5", "C3": "5", "C4": "0",
    # Of 15: 10 voters visited; two demands handed over, both settled and both answered "satisfied" or "fair" (100 %);
    # the good deed she reported herself and the station approved.
    "D1": "2", "D2": "2", "D3": "4", "D4": "4", "D5": "1",
    # Of 10: an oral report; 31 of 36 votes satisfied are 86 % (1 point), no commendation.
    "E1": "8", "E2": "1",
}  # fmt: skip
"""17 + 33 1/3 + 13 + 13 + 9 = 85 1/3: 好, from 75 on; 优秀 begins at 90."""


@contextmanager
def on(database: Database, day: date, hour: int = 9) -> Iterator[Session]:
    """The desk at an hour of a day in Beijing: one transaction."""
    moment = datetime.combine(day, time(hour), UTC) - timedelta(hours=8)
    database.clock = Clock.fixed(moment)
    with database.transaction() as session:
        yield session


def at(database: Database, day: date, do: Callable[..., T], **values: object) -> T:
    """Ask or do one thing on a day."""
    with on(database, day) as session:
        return do(session, **values)


def command(database: Database, day: date, run: Callable[..., None], **values: object) -> Mapping[str, Any]:
    """What a command answers on a day."""
    out = io.StringIO()
    database.clock = Clock.fixed(datetime.combine(day, time(9), UTC) - timedelta(hours=8))
    run(Desk(lambda: database, as_json=True, out=out), **values)
    answer: Mapping[str, Any] = json.loads(out.getvalue())
    return answer


def words(path: Path) -> str:
    """The text of a PDF without white space."""
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


class Year:
    """李秀英's station and what she did in 2026, entered on its days."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with on(database, date(2026, 1, 5)) as session:
            frame.create_station(
                session,
                name="青石镇代表联络站",
                code="青石",
                township="青石镇",
                district="杜集区",
                is_home=True,
            )
            self.term = frame.create_term(
                session, name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)
            ).id
            group = frame.create_group(session, name="第一代表小组").id
            seat = editing.NewMandate(Level.TOWN, date(2021, 12, 20), term_id=self.term)
            self.she = editing.create_deputy(session, mandates=[seat], name="李秀英", group_id=group).id
            self.unit = add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id

    def attend(
        self,
        kind: ActivityKind,
        day: date,
        title: str,
        state: AttendanceState = PRESENT,
        proof: str = "签到表",
        **fields: Any,
    ) -> int:
        """Something was held, and her presence written down that afternoon with its sheet."""
        with on(self.database, day, 16) as session:
            told = {
                "title": title,
                "place": "镇政府",
                "content": title,
                "result": "已办",
                "organiser": "镇人大",
            }
            congress = {"session_name": "第十九届人大六次会议"} if kind.value.startswith("congress") else {}
            made = create_activity(
                session, kind=kind, held_on=day, deputy_ids=[self.she], **{**told, **congress, **fields}
            )
            reason: dict[str, Any] = (
                {"leave_reason": "住院", "leave_approved_by": "主席团"} if state is LEAVE else {}
            )
            record_attendance(session, activity_id=made.id, deputy_id=self.she, state=state, **reason)
            if proof:
                add_evidence(session, subject="activity", subject_id=made.id, title=proof)
        return made.id

    def deed(self, kind: DeedKind, day: date, title: str, **fields: Any) -> int:
        """What she did by herself, written down on the day with a piece of evidence."""
        with on(self.database, day, 16) as session:
            told = {"details": title, "place": "石桥村"}
            made = record_deed(
                session, kind=kind, deputy_id=self.she, title=title, done_on=day, **{**told, **fields}
            )
            add_evidence(session, subject="deed", subject_id=made.id, title="照片")
        return made.id

    def suggest(self, day: date, title: str) -> None:
        """A suggestion is handed in and accepted."""
        with on(self.database, day) as session:
            made = draft_suggestion(
                session,
                title=title,
                kind=SuggestionKind.BETWEEN,
                lead_id=self.she,
                co_signer_ids=[],
                text=title,
            )
            accept_suggestion(session, suggestion_id=made.id, version=made.version)
            add_evidence(session, subject="suggestion", subject_id=made.id, title="建议原件")

    def settle(self, day: date, told: str, said: Satisfaction) -> None:
        """A demand she took: handed over, mended in ten days, followed up and struck off."""
        with on(self.database, day) as session:
            row = register.register_demand(session, words=told, deputy_ids=[self.she])
            row = steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=self.unit)
            row = steps.accept_demand(session, demand_id=row.id, version=row.version, note="李强")
            add_evidence(session, subject="demand", subject_id=row.id, title="登记单")
        with on(self.database, day + timedelta(days=10)) as session:
            row = steps.record_result(
                session, demand_id=row.id, version=row.version, note="已经办好。", solved=True
            )
            row = steps.inform_visitor(session, demand_id=row.id, version=row.version, how=InformedHow.PHONE)
            row = steps.follow_up(
                session, demand_id=row.id, version=row.version, satisfaction=said, note="当面问的"
            )
            steps.strike_off(session, demand_id=row.id, version=row.version)


def test_a_deputys_year_ends_on_a_signed_sheet_and_in_her_register(
    database: Database, tmp_path: Path
) -> None:
    story = Year(database)
    she, term = story.she, story.term

    # 16 January: the first meeting. She signs in by her card ten minutes before it begins.
    with on(database, date(2026, 1, 15)) as session:
        cards = cards_to_print(session)
        issue_cards(session, cards=cards)
        card = sign_card(CardCode(cards[0].station_id, she, 1), station_secret(session))
    with on(database, date(2026, 1, 16), 8) as session:
        opening = create_activity(
            session,
            kind=ActivityKind.CONGRESS_PLENARY,
            held_on=date(2026, 1, 16),
            title="第一次全体会议",
            session_name="第十九届人大六次会议",
            starts_at=time(8, 10),
            deputy_ids=[she],
        ).id
        signed = sign_in_by_card(session, text=card)
        assert (signed.activity_id, signed.name, signed.already) == (opening, "李秀英", False)
        add_evidence(session, subject="activity", subject_id=opening, title="签到表")

    # The first quarter.
    story.attend(ActivityKind.CONGRESS_PREPARATION, date(2026, 1, 12), "会前调研")
    story.attend(ActivityKind.CONGRESS_PLENARY, date(2026, 1, 17), "第二次全体会议", LEAVE)
    story.attend(ActivityKind.CONGRESS_REVIEW, date(2026, 1, 16), "审议政府工作报告")
    story.attend(ActivityKind.CONGRESS_VOTE, date(2026, 1, 18), "表决")
    story.deed(DeedKind.SPEECH, date(2026, 1, 18), "谈路灯")
    story.attend(ActivityKind.GROUP_ACTIVITY, date(2026, 2, 20), "小组学习")
    story.attend(ActivityKind.RECEPTION, date(2026, 3, 16), "代表接待日")
    story.attend(ActivityKind.TRAINING, date(2026, 3, 20), "学习代表法")
    first = command(database, date(2026, 3, 31), export_register, out=tmp_path / "一季度.pdf")

    # The second quarter; the photographs of the visit to the home for the aged stay in somebody's phone.
    story.settle(date(2026, 4, 15), "石桥村的路灯坏了半年，请修一修。", Satisfaction.SATISFIED)
    story.suggest(date(2026, 4, 20), "关于修复石桥村路灯的建议")
    bare = story.attend(ActivityKind.GROUP_ACTIVITY, date(2026, 5, 20), "走访敬老院", proof="", result="")
    story.attend(ActivityKind.RECEPTION, date(2026, 6, 15), "代表接待日")
    story.attend(ActivityKind.INSPECTION, date(2026, 6, 22), "视察圩堤")
    story.deed(DeedKind.VOTER_CONTACT, date(2026, 6, 24), "走访石桥村十户", quantity=10)
    second = command(database, date(2026, 6, 30), export_register_rows, out=tmp_path / "二季度.pdf")

    # Passbook: what stood in the book stays where it is, the second printing brings the rows of the second quarter alone.
    book = words(tmp_path / "一季度.pdf")
    added = words(tmp_path / "二季度.pdf")
    # Nine records, and the leave of 17 January stands once more among the leaves.
    assert first["rows"] == 10
    assert second["rows"] == 6
    assert "小组学习" in book
    assert "走访敬老院" in added
    assert "小组学习" not in added
    with pytest.raises(WentOut), on(database, date(2026, 6, 30)) as session:
        undo_last(session)

    # 6 July: the presidium checks the second quarter. 走访敬老院 has neither result nor evidence, and no monthly
    # proposal was made.
    asked = at(database, date(2026, 7, 6), ask_check, year=2026, quarter=2, deputy_id=she)
    found = {(each.kind, each.subject_id) for each in asked.found}
    assert found == {
        (FindingKind.FIELDS_MISSING, bare),
        (FindingKind.EVIDENCE_MISSING, bare),
        (FindingKind.MONTHS_EMPTY, she),
    }
    check = at(
        database,
        date(2026, 7, 6),
        record_check,
        year=2026,
        quarter=2,
        deputy_id=she,
        checker="孙立",
        checked_on=date(2026, 7, 6),
        duty=asked.proposed[next(iter(asked.proposed))],
        registration=list(asked.proposed.values())[-1],
        due_on=date(2026, 7, 21),
        person="周敏",
    )
    assert {each.person for each in check.findings} == {"周敏"}
    proof = next(each for each in check.findings if each.kind is FindingKind.EVIDENCE_MISSING)
    with pytest.raises(StillFound):
        at(database, date(2026, 7, 7), confirm_mended, finding_id=proof.id, version=proof.version)
    # 8 July: the record is corrected; both findings are seen to be mended, the checker confirms them.
    with on(database, date(2026, 7, 8)) as session:
        version = get_activity(session, activity_id=bare).version
        edit_activity(session, activity_id=bare, version=version, result="修好了 2 处扶手")
        add_evidence(session, subject="activity", subject_id=bare, title="现场照片")
    with on(database, date(2026, 7, 9)) as session:
        for row in findings_of(session):
            if row.kind is FindingKind.MONTHS_EMPTY:  # what is past stays as it was
                assert row.standing is Standing.OPEN
                explain_finding(session, finding_id=row.id, version=row.version, note="从三季度起补上。")
            else:
                assert row.standing is Standing.TO_CONFIRM
                confirm_mended(session, finding_id=row.id, version=row.version)
        assert {row.standing for row in findings_of(session)} == {Standing.MENDED, Standing.EXPLAINED}

    # The second half of the year.
    story.attend(ActivityKind.TRAINING, date(2026, 7, 14), "预算审查监督")
    story.settle(date(2026, 8, 3), "西街的下水道堵了，请疏通。", Satisfaction.FAIR)
    story.suggest(date(2026, 8, 20), "关于疏通西街下水道的建议")
    story.attend(ActivityKind.GROUP_ACTIVITY, date(2026, 9, 8), "小组调研")
    story.attend(ActivityKind.RECEPTION, date(2026, 9, 15), "代表接待日", LEAVE)
    story.deed(DeedKind.REPORT, date(2026, 9, 28), "石桥村养老调研报告")
    story.attend(ActivityKind.INSPECTION, date(2026, 10, 12), "视察学校食堂")
    story.attend(ActivityKind.GROUP_ACTIVITY, date(2026, 11, 5), "小组讨论")
    for day in (date(2026, 7, 30), date(2026, 10, 30)):
        story.deed(DeedKind.SPEECH, day, "主席团会议发言")
    # 11 November: she reports a good deed herself, with a photograph; it counts once approved.
    with on(database, date(2026, 11, 11)) as session:
        [claim] = enter_claims(
            session,
            deputy_ids=[she],
            kind="为民办实事",
            self_reported=True,
            title="帮两户办理低保",
            place="石桥村",
            details="陪同办理",
            state="已受理",
            evidence=[("办理回执", "档案盒 3")],
        )
        assert claim.review == Review.WAITING
    with on(database, date(2026, 11, 12)) as session:
        approve_claims(session, picked=[(claim.id, claim.version)])
    # 8 December: she reports to 40 voters.
    at(database, date(2026, 11, 20), duty.plan_report, deputy_id=she, planned_on=date(2026, 12, 8))
    with on(database, date(2026, 12, 8), 16) as session:
        given = duty.give_report(
            session, deputy_id=she, done_on=date(2026, 12, 8), manner=DutyReportManner.ORAL, place="镇礼堂"
        )
        counted = ballots.count_ballots(
            session,
            deed_id=given.id,
            deed_version=given.version,
            version=None,
            sent=40,
            returned=38,
            valid=37,
            lines=[("总体评价", {"satisfied": 31, "fair": 4, "unsatisfied": 1})],
        )
        add_evidence(session, subject="deed", subject_id=given.id, title="述职报告")
    assert counted.result == "称职"  # 31 of 37 valid are 83.78 %, from 80 on

    # January 2027: self, group, presidium, district. The presidium grades higher than the points and has to say why.
    at(
        database,
        date(2026, 12, 20),
        year.set_year,
        year=2026,
        version=None,
        duty_every=Every.TERM,
        ballot_rule="80_50",
        fine_places=1,
        objection_days=5,
        self_to=date(2027, 1, 5),
        group_to=date(2027, 1, 8),
        presidium_to=date(2027, 1, 12),
        district_to=date(2027, 1, 20),
    )
    written: dict[str, object] = {"self_on": date(2027, 1, 4)}
    told: tuple[tuple[date, Step, dict[str, object]], ...] = (
        (date(2027, 1, 4), Step.GROUP, {}),
        (
            date(2027, 1, 7),
            Step.PRESIDIUM,
            {"group_opinion": "同意自评。", "group_on": date(2027, 1, 7)},
        ),
        (
            date(2027, 1, 11),
            Step.DISTRICT,
            {
                "presidium_opinion": "同意评为优秀。",
                "presidium_on": date(2027, 1, 11),
                "grade": "优秀",
                "grade_reason": "石桥村路灯一事全镇推广。",
            },
        ),
    )
    with pytest.raises(GradeNeedsReason), on(database, date(2027, 1, 4)) as session:
        sheets.edit_assessment(session, year=2026, deputy_id=she, version=None, grade="优秀")
    held: int | None = None
    for day, waits_for, values in told:
        written |= values
        sheet = at(database, day, sheets.edit_assessment, year=2026, deputy_id=she, version=held, **written)
        held = sheet.version
        [line] = at(database, day, list_assessments, year=2026)
        assert line.standing.waits_for is waits_for
        assert line.standing.late is None
    assert (sheet.score.grade, sheet.proposed_grade, sheet.grade) == ("好", "好", "优秀")

    # Published for five days; nobody objects; final on the sixth.
    listed = at(
        database,
        date(2027, 1, 12),
        publishing.publish_names,
        year=2026,
        honour=Honour.EXCELLENT,
        starts_on=date(2027, 1, 13),
    )
    assert listed.ends_on == date(2027, 1, 17)
    draw_publicity(database, silent_progress, out=tmp_path / "公示.pdf", list_id=listed.id)
    assert "李秀英" in words(tmp_path / "公示.pdf")
    with pytest.raises(publishing.NotYetFinal):
        at(database, date(2027, 1, 17), publishing.make_final, list_id=listed.id, version=listed.version)
    at(database, date(2027, 1, 18), publishing.make_final, list_id=listed.id, version=listed.version)
    written |= {"district_opinion": "同意。", "district_on": date(2027, 1, 19)}
    at(
        database,
        date(2027, 1, 19),
        sheets.edit_assessment,
        year=2026,
        deputy_id=she,
        version=held,
        **written,
    )
    [line] = at(database, date(2027, 1, 19), list_assessments, year=2026)
    assert line.standing.words == "已完成"

    # The sheet that is signed says what was worked out by hand, item by item; so does the derivation.
    database.clock = Clock.fixed(datetime(2027, 1, 20, 1, tzinfo=UTC))
    made = draw_annual(database, silent_progress, year=2026, out=tmp_path / "考核表.pdf")
    at(database, date(2027, 1, 20), seal_printed, made=made)
    assert made.pages == 1
    [printed] = at(database, date(2027, 1, 20), sheets.sheets_of_year, year=2026)
    assert {item.item.code: points_words(item.points) for item in printed.score.items} == POINTS
    paper = words(tmp_path / "考核表.pdf")
    for told_on_it in (
        "出席人代会17／24",
        "85.33",
        "优秀（按积分为好）",
        "按积分提出“好”，评定为“优秀”。理由：石桥村路灯一事全镇推广。",
        "同意自评。（2027年1月7日）",
        "同意评为优秀。（2027年1月11日）",
        "同意。（2027年1月19日）",
    ):
        assert told_on_it in paper, told_on_it
    print_derivation(database, silent_progress, year=2026, out=tmp_path / "算式.pdf", name="李秀英")
    assert "85.33" in words(tmp_path / "算式.pdf")

    # And the register: the last printing brings the year's row; the sheet stands in form 13 with the same points.
    last = command(database, date(2027, 1, 20), export_register_rows, out=tmp_path / "年末.pdf")
    assert last["rows"] > 0
    register_book = at(database, date(2027, 1, 20), read_book, deputy_id=she, term_id=term)
    [entry] = register_book.entries["assessments"]
    assert (entry.cells["points"], entry.cells["grade"], entry.waits) == ("85.33", "优秀", "")
    assert entry.cells["opinion"] == "同意评为优秀；同意。"
    assert "85.33" in words(tmp_path / "年末.pdf")
