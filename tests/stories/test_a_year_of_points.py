"""A year of 青禾镇's first group of six: from the first record to published points, an objection and its correction.

The town's scheme is a copy of the shipped one with three changes: 捐资助学 is reported by the deputies themselves and
has to be approved with evidence (C4), the presidium marks everybody once a year (E2), and only one may be 优秀.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind, DutyReportManner
from deputy_station.features.activities.service import deeds, evidence, plans
from deputy_station.features.activities.service.attendance import AttendanceMark, list_attendance, record_many
from deputy_station.features.demands.rules.choices import InformedHow, Satisfaction
from deputy_station.features.demands.service import register, steps
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.points.documents.printing import print_derivation, print_wall
from deputy_station.features.points.rules.claiming import (
    ClosingState,
    ObjectionSort,
    ObjectionState,
    ObjectionWay,
)
from deputy_station.features.points.rules.closing import GradesUndecided
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service import (
    claims,
    closed,
    closing,
    closing_now,
    decisions,
    library,
    marks,
    objections,
)
from deputy_station.features.points.service.scores import period_of_year, scores_for_period
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.reviewing import accept_suggestion, refuse_suggestion
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store.database import Database

PRESENT, LATE, EARLY = AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY
LEAVE, ABSENT = AttendanceState.LEAVE, AttendanceState.ABSENT
KEY = "qinghe_2026"

DONATIONS = """
[[record]]
name = "捐资助学"
unit = "次"
fields = ["amount"]
approval = true
evidence = "必须"

# ---- 等次 ----"""
DONATED = 'rule = { shape = "计次", of = "捐资助学", each = 1 }\n'
MARKED = 'rule = { shape = "评分", step = 0.5 }\n'


@contextmanager
def at(database: Database, year: int, month: int, day: int, hour: int = 9) -> Iterator[Session]:
    """The desk at an hour of a day in Beijing: one transaction."""
    database.clock = Clock.fixed(datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=8))
    with database.transaction() as session:
        yield session


def town_scheme(text: str) -> str:
    """The shipped scheme as the presidium changed it."""
    for before, after in (
        ("人大代表履职积分办法（五类二十一项）", "青禾镇人大代表履职积分办法"),
        ("# ---- 等次 ----", DONATIONS),
        ("at_least = 90\n", "at_least = 60\nquota = 1\n"),
        ("at_least = 75\n", "at_least = 45\n"),
        ('name = "一般"\nat_least = 60\n', 'name = "一般"\nat_least = 30\n'),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    head, c4_and_rest = text.split('code = "C4"')
    c4, rest = c4_and_rest.split("rule = {", 1)
    _steps, after_rule = rest.split("\n", 1)
    text = f'{head}code = "C4"{c4}{DONATED}{after_rule}'
    head, e2 = text.split('code = "E2"')
    return f'{head}code = "E2"{e2.split("[item.rule]")[0]}{MARKED}'


def text_of(pdf: Path) -> str:
    """The words of a paper, without its line breaks."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


class Town:
    """The people of the story, by name, and what was planned."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.group = 0
        self.roads = 0
        self.term = 0
        self.people: dict[str, int] = {}

    def elect(self, session: Session, name: str, on: date) -> None:
        """A deputy of the first group begins."""
        seat = editing.NewMandate(Level.TOWN, on, term_id=self.term)
        made = editing.create_deputy(session, mandates=[seat], name=name, group_id=self.group)
        self.people[name] = made.id

    def hold(self, planned: int, on: date, **came: AttendanceState) -> None:
        """An activity of the plan: in the afternoon everybody's attendance is written down, by name."""
        with at(self.database, on.year, on.month, on.day, 15) as session:
            expected = {row.deputy for row in list_attendance(session, activity_id=planned)}
            assert expected == set(came)
            record_many(
                session,
                activity_id=planned,
                marks=[
                    AttendanceMark(self.people[name], state, leave_reason="住院", leave_approved_by="主席团")
                    if state is LEAVE
                    else AttendanceMark(self.people[name], state)
                    for name, state in came.items()
                ],
            )

    def suggest(self, on: date, title: str, lead: str, *with_them: str, accepted: bool = True) -> None:
        """A suggestion is handed in; a week later it is accepted, or refused."""
        with at(self.database, on.year, on.month, on.day) as session:
            made = draft_suggestion(
                session,
                title=title,
                kind=SuggestionKind.BETWEEN,
                lead_id=self.people[lead],
                co_signer_ids=[self.people[name] for name in with_them],
            )
        later = on + timedelta(days=7)
        with at(self.database, later.year, later.month, later.day) as session:
            values = {"suggestion_id": made.id, "version": made.version}
            if accepted:
                accept_suggestion(session, **values)
            else:
                refuse_suggestion(session, **values, reason="不属于本镇职权范围")

    def settle(self, on: date, words: str, deputy: str, said: Satisfaction) -> None:
        """A demand: taken and handed over, mended in a fortnight, followed up, and struck off where people are content."""
        with at(self.database, on.year, on.month, on.day) as session:
            row = register.register_demand(session, words=words, deputy_ids=[self.people[deputy]])
            row = steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=self.roads)
            row = steps.accept_demand(session, demand_id=row.id, version=row.version, note="李强")
        later = on + timedelta(days=14)
        with at(self.database, later.year, later.month, later.day) as session:
            for step, values in (
                (steps.record_result, {"note": "已经办好。", "solved": True}),
                (steps.inform_visitor, {"how": InformedHow.PHONE}),
                (steps.follow_up, {"satisfaction": said, "note": "当面问的"}),
            ):
                row = step(session, demand_id=row.id, version=row.version, **values)  # type: ignore[operator]
            if said is not Satisfaction.UNSATISFIED:
                steps.strike_off(session, demand_id=row.id, version=row.version)

    def deed(self, on: date, kind: DeedKind, name: str, title: str, **fields: object) -> None:
        """Something a deputy did, entered on the day."""
        with at(self.database, on.year, on.month, on.day, 16) as session:
            deeds.record_deed(
                session,
                kind=kind,
                deputy_id=self.people[name],
                title=title,
                done_on=on,
                **fields,  # type: ignore[arg-type]
            )

    def totals(self, session: Session, year: Period) -> dict[str, tuple[Fraction, str]]:
        """Everybody's total and grade as the records give them."""
        return {
            score.subject.name: (score.total, score.grade)
            for score in scores_for_period(session, period=year)
        }


def test_a_year_of_one_group_from_the_first_record_to_an_objection_and_its_correction(
    database: Database, tmp_path: Path
) -> None:
    town = Town(database)
    # 5 January: the station, the group and its five deputies; the scheme is copied, changed and adopted.
    with at(database, 2026, 1, 5) as session:
        frame.create_station(
            session,
            name="青禾镇人大代表之家",
            code="青禾",
            township="青禾镇",
            district="禾城区",
            is_home=True,
        )
        town.term = frame.create_term(
            session, name="第十二届", starts_on=date(2022, 1, 10), ends_on=date(2027, 6, 30)
        ).id
        town.group = frame.create_group(session, name="第一代表小组").id
        town.roads = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id
        for name in ("王建国", "李秀英", "陈志强", "赵玉兰", "孙大勇"):
            town.elect(session, name, date(2022, 1, 10))
        copy = library.copy_scheme(session, source="default", key=KEY)
        text = town_scheme(library.scheme_text(session, key=KEY))
        library.save_scheme(session, scheme_id=copy.row.id, version=copy.row.version, text=text)
        library.adopt_scheme(session, key=KEY, year=2026, answers={}, version=None)

    # The first half of the year is planned: the congress, a training, a reception day for three.
    def plan(kind: ActivityKind, on: date, title: str, *, names: tuple[str, ...] = ()) -> int:
        made = plans.create_activity(
            session,
            kind=kind,
            held_on=on,
            title=title,
            everyone=not names,
            deputy_ids=[town.people[name] for name in names],
        )
        return made.id

    with at(database, 2026, 1, 6) as session:
        congress = plan(ActivityKind.CONGRESS_PLENARY, date(2026, 1, 16), "第十二届人大五次会议全体会议")
        spring = plan(ActivityKind.TRAINING, date(2026, 3, 10), "学习代表法")
        desk = plan(
            ActivityKind.RECEPTION, date(2026, 5, 15), "代表接待日", names=("王建国", "李秀英", "陈志强")
        )
    town.hold(
        congress, date(2026, 1, 16), 王建国=PRESENT, 李秀英=PRESENT, 陈志强=PRESENT, 赵玉兰=LATE, 孙大勇=LEAVE
    )
    town.hold(
        spring,
        date(2026, 3, 10),
        王建国=PRESENT,
        李秀英=PRESENT,
        陈志强=ABSENT,
        赵玉兰=PRESENT,
        孙大勇=PRESENT,
    )
    town.suggest(date(2026, 4, 20), "关于修复东岗村路灯的建议", "王建国", "李秀英", "陈志强")
    town.hold(desk, date(2026, 5, 15), 王建国=PRESENT, 李秀英=PRESENT, 陈志强=ABSENT)
    town.settle(date(2026, 5, 15), "东岗村的路灯坏了半年，请修一修。", "王建国", Satisfaction.SATISFIED)
    town.settle(date(2026, 5, 18), "西街的下水道堵了，请疏通。", "李秀英", Satisfaction.FAIR)
    town.settle(date(2026, 5, 20), "南桥栏杆断了，请换一根。", "陈志强", Satisfaction.UNSATISFIED)

    # 15 June: a by-election. From that day 周桂芳 is the sixth, and what was held before was not due from her.
    with at(database, 2026, 6, 15) as session:
        town.elect(session, "周桂芳", date(2026, 6, 15))
    with at(database, 2026, 6, 22) as session:
        summer = plan(ActivityKind.TRAINING, date(2026, 7, 8), "预算审查监督")
        dikes = plan(ActivityKind.INSPECTION, date(2026, 9, 15), "视察圩堤")
        autumn = plan(ActivityKind.GROUP_ACTIVITY, date(2026, 11, 5), "小组学习讨论")
    town.suggest(date(2026, 6, 24), "关于疏通西街下水道的建议", "李秀英", "王建国")
    town.hold(
        summer, date(2026, 7, 8),
        王建国=PRESENT, 李秀英=PRESENT, 陈志强=PRESENT, 赵玉兰=ABSENT, 孙大勇=LEAVE, 周桂芳=PRESENT,
    )  # fmt: skip
    town.suggest(date(2026, 8, 3), "关于降低高铁票价的建议", "陈志强", accepted=False)
    town.hold(
        dikes, date(2026, 9, 15),
        王建国=PRESENT, 李秀英=PRESENT, 陈志强=EARLY, 赵玉兰=PRESENT, 孙大勇=ABSENT, 周桂芳=PRESENT,
    )  # fmt: skip
    town.deed(date(2026, 9, 20), DeedKind.VOTER_CONTACT, "赵玉兰", "走访东岗村十户", quantity=10)
    town.deed(date(2026, 9, 21), DeedKind.VOTER_CONTACT, "周桂芳", "走访西街五户", quantity=5)
    town.deed(date(2026, 10, 9), DeedKind.GOOD_DEED, "赵玉兰", "帮两户办理低保")
    town.hold(
        autumn, date(2026, 11, 5),
        王建国=PRESENT, 李秀英=PRESENT, 陈志强=PRESENT, 赵玉兰=PRESENT, 孙大勇=ABSENT, 周桂芳=PRESENT,
    )  # fmt: skip

    # 赵玉兰 reports a donation without evidence: returned, handed in again with the receipt, approved.
    with at(database, 2026, 11, 10) as session:
        [claim] = claims.enter_claims(
            session,
            deputy_ids=[town.people["赵玉兰"]],
            kind="捐资助学",
            self_reported=True,
            title="资助两名学生",
            amount="2000",
        )
        assert claim.review == Review.WAITING
    with at(database, 2026, 11, 11) as session:
        claim = claims.return_claim(session, claim_id=claim.id, version=claim.version, reason="请补收据")
        assert claim.review == Review.RETURNED
    with at(database, 2026, 11, 12) as session:
        evidence.add_evidence(
            session, subject="claim", subject_id=claim.id, title="捐款收据", kept_at="档案盒 3"
        )
        claim = claims.hand_in_claim(session, claim_id=claim.id, version=claim.version)
    with at(database, 2026, 11, 13) as session:
        claims.approve_claims(session, picked=[(claim.id, claim.version)])
    # 孙大勇 reports one as well and takes it back himself.
    with at(database, 2026, 11, 16) as session:
        [taken_back] = claims.enter_claims(
            session,
            deputy_ids=[town.people["孙大勇"]],
            kind="捐资助学",
            self_reported=True,
            title="捐书",
            amount="300",
        )
        claims.withdraw_claim(session, claim_id=taken_back.id, version=taken_back.version)

    # December: they account to their voters.
    town.deed(date(2026, 12, 8), DeedKind.DUTY_REPORT, "王建国", "向选民述职", manner=DutyReportManner.ORAL)
    town.deed(date(2026, 12, 8), DeedKind.DUTY_REPORT, "李秀英", "向选民述职", manner=DutyReportManner.ORAL)
    town.deed(date(2026, 12, 9), DeedKind.DUTY_REPORT, "陈志强", "书面述职", manner=DutyReportManner.WRITTEN)

    # 28 December: the presidium marks everybody in E2.
    with at(database, 2026, 12, 28) as session:
        scheme = library.scheme_for_year(session, year=2026)
        year = period_of_year(session, year=2026)
        for name, points in (
            ("王建国", "2"), ("李秀英", "2"), ("陈志强", "1"), ("赵玉兰", "1.5"), ("孙大勇", "0.5"), ("周桂芳", "1"),
        ):  # fmt: skip
            marks.set_mark(
                session, period=year, scheme=scheme, deputy_id=town.people[name], item="E2", points=points
            )

    # Worked out by hand, item by item. What nobody was asked to counts in full: A2 6, B5 4, B6 4, B2 8 but for the three
    # of the reception day, A3 4 as no vote was missed.
    #           A1  A2  A3 | B1  B2  B3  B4  B5  B6 | C2  C4 | D1  D2  D3  D4  D5 | E1  E2
    # 王建国    10   6   4 |  2   8   6   3   4   4 |  4   0 |  0   1   2   4   0 |  8   2    = 20+27+4+7+10 = 68
    # 李秀英    10   6   4 |  2   8   6   3   4   4 |  4   0 |  0   1   2   4   0 |  8   2    = 68
    # 陈志强    10   6   4 |  2   0   3   3   4   4 |  1   0 |  0   1   0   0   0 |  2   1    = 20+16+1+1+3 = 41
    # 赵玉兰    10   6   4 |  2   8   3   3   4   4 |  0   1 |  2   0   0   0   1 |  0   1.5  = 20+24+1+3+1.5 = 49.5
    # 孙大勇     0   6   4 |  0   8   3   0   4   4 |  0   0 |  0   0   0   0   0 |  0   0.5  = 10+19+0+0+0.5 = 29.5
    # 周桂芳    10   6   4 |  2   8   3   3   4   4 |  0   0 |  1   0   0   0   0 |  0   1    = 20+24+0+1+1 = 46
    half = Fraction(1, 2)
    with at(database, 2027, 1, 4) as session:
        assert town.totals(session, year) == {
            "王建国": (68, ""),
            "李秀英": (68, ""),
            "陈志强": (41, "一般"),
            "赵玉兰": (49 + half, "好"),
            "孙大勇": (29 + half, "较差"),
            "周桂芳": (46, "好"),
        }
        # Two stand at 68 and only one may be 优秀: people are asked, and the year cannot be closed before they say.
        tied = {score.subject.name: score.graded for score in scores_for_period(session, period=year)}
        assert set(tied["王建国"].tied) == {town.people["王建国"], town.people["李秀英"]}
        assert "同为 68 分的有 2 名，由人定" in tied["王建国"].asked
        with pytest.raises(GradesUndecided, match="王建国"):
            closing_now.close_now(session, period=year)
    with at(database, 2027, 1, 5) as session:
        decisions.decide_grade(
            session,
            period=year,
            scheme=scheme,
            deputy_id=town.people["李秀英"],
            grade="优秀",
            reason="主席团 1月5日研究决定",
        )

    # 6 January 2027: closed and published, seven days for objections.
    with at(database, 2027, 1, 6) as session:
        closed_year = closing_now.close_now(session, period=year)
        closed_year = closing.publish_period(
            session, closing_id=closed_year.id, version=closed_year.version, objection_days=7
        )
    assert (closed_year.state, closed_year.scored) == (ClosingState.PUBLISHED, 6)
    assert closed_year.objections_until == date(2027, 1, 13)
    with database.reading() as session:
        published = {
            row.deputy: (row.published.total, row.published.grade)
            for row in closed.closed_scores(session, closing_id=closed_year.id)
        }
    assert published["李秀英"] == (68, "优秀")
    assert published["王建国"] == (68, "好")
    assert published["孙大勇"] == (29 + half, "较差")

    # 8 January: 孙大勇 says that a good deed of October is missing. It was, and it is entered now.
    with at(database, 2027, 1, 8) as session:
        objection = objections.record_objection(
            session,
            period=year,
            deputy_id=town.people["孙大勇"],
            sort=ObjectionSort.MISSING,
            item="D5",
            text="10月给敬老院修了屋顶，没有登记。",
            way=ObjectionWay.WRITTEN,
        )
    with at(database, 2027, 1, 11) as session:
        deeds.record_deed(
            session,
            kind=DeedKind.GOOD_DEED,
            deputy_id=town.people["孙大勇"],
            title="给敬老院修屋顶",
            done_on=date(2026, 10, 20),
        )
        [waiting] = closing_now.differences_now(session, closing_id=closed_year.id)
        assert (waiting.deputy, waiting.change.before.total, waiting.change.after.total) == (
            "孙大勇",
            29 + half,
            30 + half,
        )
        correction = closing_now.correct_now(
            session,
            closing_id=closed_year.id,
            deputy_id=town.people["孙大勇"],
            reason="漏登 10月20日办的实事",
            objection_id=objection.id,
        )
        objection = objections.answer_objection(
            session,
            objection_id=objection.id,
            version=objection.version,
            state=ObjectionState.CORRECTED,
            answer="属实，已补登，积分更正为 30.5 分。",
        )
    assert [item.code for item in correction.change.items] == ["D5"]
    assert objection.correction_ids == (correction.id,)

    # 12 January: somebody changes the sheet of September, 陈志强 was not there at all. It waits, and nothing follows it.
    with at(database, 2027, 1, 12) as session:
        record_many(session, activity_id=dikes, marks=[AttendanceMark(town.people["陈志强"], ABSENT)])
    with at(database, 2027, 1, 13) as session:
        [waiting] = closing_now.differences_now(session, closing_id=closed_year.id)
        held = {row.deputy: row for row in closed.closed_scores(session, closing_id=closed_year.id)}
    assert (waiting.deputy, waiting.change.before.total, waiting.change.after.total) == ("陈志强", 41, 38)
    assert (held["陈志强"].published.total, held["陈志强"].now.total) == (41, 41)
    # The closed year shows both values of 孙大勇: as published, and as corrected.
    assert (held["孙大勇"].published.total, held["孙大勇"].published.grade) == (29 + half, "较差")
    assert (held["孙大勇"].now.total, held["孙大勇"].now.grade) == (30 + half, "一般")
    assert [row.reason for row in held["孙大勇"].corrections] == ["漏登 10月20日办的实事"]

    # The papers, as they hang on the wall.
    wall = print_wall(database, silent_progress, year=2026, out=tmp_path / "公示.pdf", key=year.key)
    assert (wall.subjects, wall.pages) == (6, 1)
    words = text_of(wall.path)
    assert all(name in words for name in town.people)
    assert "68.00" in words
    assert "30.50" in words
    sheet = print_derivation(
        database, silent_progress, year=2026, out=tmp_path / "算式.pdf", key=year.key, name="孙大勇"
    )
    assert "给敬老院修屋顶" in text_of(sheet.path)
