"""Points as they follow from records in the database."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.models import Activity, Attendance, Deed
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind, DutyReportManner
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Channel, DemandState, Satisfaction
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.points.commands import show_points
from deputy_station.features.points.rules.reading.mistakes import SchemeProblem
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service import scores
from deputy_station.features.points.service.collecting import collect_facts
from deputy_station.features.points.service.library import SchemeUnknown, adopt_scheme, year_scheme
from deputy_station.features.points.service.scores import calendar_year, scores_for_period, years_of_term
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

PRESENT, LEAVE, ABSENT, NOT_YET = (
    AttendanceState.PRESENT,
    AttendanceState.LEAVE,
    AttendanceState.ABSENT,
    AttendanceState.NOT_YET,
)


def add_deputy(
    session: Session, name: str, since: date = date(2021, 12, 20), group: Group | None = None
) -> int:
    deputy = Deputy(name=name, sort_key=name, group=group)
    session.add(deputy)
    session.flush()
    session.add(Mandate(deputy_id=deputy.id, level=Level.TOWN, started_on=since))
    return deputy.id


def add_activity(
    session: Session, kind: ActivityKind, on: date, came: dict[int, AttendanceState], **values: object
) -> int:
    activity = Activity(kind=kind, title=f"{on.month}月{kind.label}", held_on=on, **values)
    session.add(activity)
    session.flush()
    session.add_all(
        Attendance(activity_id=activity.id, deputy_id=deputy, state=state) for deputy, state in came.items()
    )
    return activity.id


def add_demand(session: Session, station: Station, number: int, deputy: int, **values: object) -> int:
    settings: dict[str, object] = {
        "state": DemandState.REGISTERED,
        "received_at": datetime(2026, 3, 15, 2, 0, tzinfo=UTC),
        **values,
    }
    demand = Demand(
        station_id=station.id,
        year=2026,
        number=number,
        title="路灯不亮",
        words="路灯不亮了。",
        channel=Channel.RECEPTION,
        **settings,
    )
    session.add(demand)
    session.flush()
    session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy))
    return demand.id


def add_station(session: Session) -> Station:
    station = Station(name="朔里站", code="朔里", township="朔里镇", district="杜集区", is_home=True)
    session.add(station)
    session.flush()
    return station


def score_of(session: Session, *, year: int, deputy_id: int) -> Score:
    return scores.score_of(session, period=calendar_year(year), subject_id=deputy_id)


def item_words(session: Session, deputy: int, code: str, year: int = 2026) -> str:
    return score_of(session, year=year, deputy_id=deputy).item(code).words


def test_seven_of_eight_half_days_give_8_75_and_name_the_one_missed(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        for day in range(1, 9):
            state = LEAVE if day == 8 else PRESENT
            add_activity(session, ActivityKind.CONGRESS_PLENARY, date(2026, 1, day), {zhang: state})
    with database.reading() as session:
        item = score_of(session, year=2026, deputy_id=zhang).item("A1")
    assert (item.points, item.words) == (Fraction(35, 4), "到会 7/8 次 → 10 × 7/8 = 8.75")
    assert len(item.counted) == 8
    assert [fact.on for fact in item.counted if fact.state == "请假"] == [date(2026, 1, 8)]


def test_every_kind_of_activity_feeds_its_item_and_other_ones_none(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        for kind in ActivityKind:
            add_activity(session, kind, date(2026, 5, 6), {zhang: PRESENT})
    with database.reading() as session:
        score = score_of(session, year=2026, deputy_id=zhang)
    counted = {item.item.code: len(item.counted) for item in score.items if item.counted}
    assert counted == {
        "A1": 1,
        "A2": 1,
        "A3": 1,
        "A4": 1,
        "B1": 1,
        "B2": 1,
        "B3": 1,
        "B4": 1,
        "B5": 1,
        "B6": 1,
    }


def test_a_cancelled_activity_and_one_of_another_year_count_for_nothing(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        add_activity(session, ActivityKind.TRAINING, date(2026, 5, 6), {zhang: PRESENT}, cancelled=True)
        add_activity(session, ActivityKind.TRAINING, date(2025, 12, 31), {zhang: PRESENT})
        add_activity(session, ActivityKind.TRAINING, date(2027, 1, 1), {zhang: PRESENT})
    with database.reading() as session:
        assert item_words(session, zhang, "B3") == "3 × 0 次 = 0"


def test_a_walk_in_counts_when_it_came_and_is_not_missed_otherwise(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        came = add_activity(session, ActivityKind.RECEPTION, date(2026, 4, 15), {})
        not_yet = add_activity(session, ActivityKind.RECEPTION, date(2026, 5, 15), {})
        add_activity(session, ActivityKind.RECEPTION, date(2026, 6, 15), {zhang: ABSENT})
        for activity, state in [(came, PRESENT), (not_yet, NOT_YET)]:
            session.add(Attendance(activity_id=activity, deputy_id=zhang, state=state, expected=False))
    with database.reading() as session:
        assert item_words(session, zhang, "B2") == "到会 1/2 次 → 8 × 1/2 = 4"


def test_what_is_still_to_come_is_not_called_unwritten(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        for day in (date(2026, 11, 19), date(2026, 11, 20), date(2026, 12, 15)):
            add_activity(session, ActivityKind.RECEPTION, day, {zhang: NOT_YET})
    with database.reading() as session:
        score = score_of(session, year=2026, deputy_id=zhang)
    # Today is 20 November: only the 19th is over, and nothing of it all counts either way.
    assert [passed.reason for passed in score.item("B2").passed] == [
        "考勤还没有登记，登记后才算",
        "还没有举行",
        "还没有举行",
    ]
    assert score.open_records == 1
    assert score.item("B2").words == "还没有已登记的安排，暂按满分计 8"


def test_a_deputy_elected_in_june_is_not_charged_with_the_session_in_january(database: Database) -> None:
    with database.transaction() as session:
        li = add_deputy(session, "李新", since=date(2026, 6, 1))
        add_activity(session, ActivityKind.CONGRESS_PLENARY, date(2026, 1, 10), {li: ABSENT})
        add_activity(session, ActivityKind.CONGRESS_PLENARY, date(2026, 7, 10), {li: PRESENT})
    with database.reading() as session:
        item = score_of(session, year=2026, deputy_id=li).item("A1")
    assert item.words == "到会 1/1 次 → 10 × 1/1 = 10"
    assert [(passed.fact.on, passed.reason) for passed in item.passed] == [
        (date(2026, 1, 10), "不在任期内，不计")
    ]


def test_who_left_office_before_the_year_is_not_listed_and_who_left_within_it_is(database: Database) -> None:
    with database.transaction() as session:
        early, within, now = (add_deputy(session, name) for name in ("早退休", "中途走", "在任中"))
        for deputy, last in [(early, date(2025, 12, 31)), (within, date(2026, 3, 1))]:
            session.query(Mandate).filter_by(deputy_id=deputy).one().ended_on = last
    with database.reading() as session:
        assert {row.subject_id for row in scores_for_period(session, period=calendar_year(2026))} == {
            within,
            now,
        }
        with pytest.raises(NotFound, match="没有找到 2026 年在任的这位代表"):
            score_of(session, year=2026, deputy_id=early)


def test_deeds_give_speeches_reports_contacts_and_the_duty_report_with_its_ballot(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        for kind, title, values in [
            (DeedKind.SPEECH, "审议政府工作报告", {}),
            (DeedKind.REPORT, "秸秆还田调研", {}),
            (DeedKind.VOTER_CONTACT, "走访北村", {"quantity": 6}),
            (DeedKind.GOOD_DEED, "修桥", {}),
            (DeedKind.AWARD, "先进个人", {}),
            (
                DeedKind.DUTY_REPORT,
                "述职",
                {
                    "manner": DutyReportManner.ORAL,
                    "votes_satisfied": 45,
                    "votes_fair": 3,
                    "votes_unsatisfied": 2,
                },
            ),
        ]:
            session.add(Deed(kind=kind, deputy_id=zhang, done_on=date(2026, 8, 1), title=title, **values))
    with database.reading() as session:
        score = score_of(session, year=2026, deputy_id=zhang)
    points = {code: score.item(code).points for code in ("C1", "C3", "D1", "D5", "E1", "E2")}
    assert points == {"C1": 1, "C3": 5, "D1": 1, "D5": 1, "E1": 8, "E2": 2}
    assert "45 票 ÷ 50 票 = 90%" in score.item("E2").words


def test_a_report_nobody_accepted_is_listed_and_gives_nothing(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        session.add(
            Deed(
                kind=DeedKind.REPORT,
                deputy_id=zhang,
                done_on=date(2026, 8, 1),
                title="秸秆还田调研",
                accepted=False,
            )
        )
    with database.reading() as session:
        item = score_of(session, year=2026, deputy_id=zhang).item("C3")
    assert item.points == 0
    assert [(passed.fact.title, passed.reason) for passed in item.passed] == [
        ("秸秆还田调研", "未受理，不计")
    ]


def test_led_and_co_signed_suggestions_and_monthly_tips_are_told_apart(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = add_deputy(session, "张守田"), add_deputy(session, "李新")
        for number, (kind, state) in enumerate(
            [
                (SuggestionKind.SESSION, SuggestionState.ACCEPTED),
                (SuggestionKind.BETWEEN, SuggestionState.CLOSED),
                (SuggestionKind.SESSION, SuggestionState.DRAFT),
                *[(SuggestionKind.LIVELIHOOD, SuggestionState.ACCEPTED)] * 6,
            ]
        ):
            suggestion = Suggestion(
                title=f"关于第 {number} 件事的建议", kind=kind, proposed_on=date(2026, 2, 1), state=state
            )
            suggestion.signers = [
                SuggestionSigner(deputy_id=zhang, role=SignRole.LEAD),
                SuggestionSigner(deputy_id=li, role=SignRole.CO_SIGN),
            ]
            session.add(suggestion)
    with database.reading() as session:
        assert item_words(session, zhang, "C2") == "领衔：首件 3 + 2 × 1 件 = 5；附议：1 × 0 件 = 0；合计 5"
        assert item_words(session, zhang, "C4") == "6 条，满 6 条得 1"
        assert item_words(session, li, "C2") == "领衔：0 件，计 0；附议：1 × 2 件 = 2；合计 2"
        assert item_words(session, li, "C4") == "0 条，不满 6 条，计 0"


def test_demands_count_when_handed_over_struck_off_and_followed_up(database: Database) -> None:
    with database.transaction() as session:
        station, zhang = add_station(session), add_deputy(session, "张守田")
        add_demand(session, station, 1, zhang)
        add_demand(session, station, 2, zhang, state=DemandState.HANDLING, assigned_on=date(2026, 3, 16))
        add_demand(
            session,
            station,
            3,
            zhang,
            state=DemandState.STRUCK_OFF,
            assigned_on=date(2026, 3, 16),
            struck_off_on=date(2026, 4, 1),
            followed_up_on=date(2026, 3, 30),
            satisfaction=Satisfaction.FAIR,
            solved=True,
            confidential=True,
        )
    with database.reading() as session:
        score = score_of(session, year=2026, deputy_id=zhang)
    assert score.item("D2").words == "1 × 2 件 = 2"
    assert [passed.reason for passed in score.item("D2").passed] == ["未交办，不计"]
    assert score.item("D3").points == 2
    assert score.item("D4").points == 4
    assert [fact.title for fact in score.item("D3").counted] == ["诉求 3 号（保密）"]


def test_a_demand_voiced_after_midnight_of_the_new_year_belongs_to_the_new_year(database: Database) -> None:
    with database.transaction() as session:
        station, zhang = add_station(session), add_deputy(session, "张守田")
        # 16:30 UTC on 31 December is half past midnight of 1 January in Beijing.
        add_demand(session, station, 1, zhang, received_at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC))
    with database.reading() as session:
        found = collect_facts(session, first=date(2026, 1, 1), last=date(2026, 12, 31))
        assert [fact.on for fact in found[zhang]] == [date(2026, 1, 1)]
        assert collect_facts(session, first=date(2025, 1, 1), last=date(2025, 12, 31)) == {}


def test_a_deputy_without_any_mandate_on_record_does_not_vanish(database: Database) -> None:
    with database.transaction() as session:
        session.add(Deputy(name="无任期", sort_key="无任期"))
    with database.reading() as session:
        assert [row.subject.name for row in scores_for_period(session, period=calendar_year(2026))] == [
            "无任期"
        ]


def test_a_station_can_answer_a_switch_for_one_year_only(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        for year in (2025, 2026):
            add_activity(session, ActivityKind.THEMED_PRACTICE, date(year, 5, 6), {zhang: LEAVE})
        adopt_scheme(
            session, year=2026, key="default", answers={"leave_counts_as_attended": True}, version=None
        )
    with database.reading() as session:
        assert score_of(session, year=2026, deputy_id=zhang).item("B6").points == 4
        assert score_of(session, year=2025, deputy_id=zhang).item("B6").points == 0


def test_choosing_a_scheme_on_an_old_copy_or_a_wrong_name_is_refused(database: Database) -> None:
    with database.transaction() as session:
        first = adopt_scheme(session, year=2026, key="default", answers={}, version=None)
        adopt_scheme(session, year=2026, key="default", answers={"gate_good": True}, version=first.version)
        with pytest.raises(StaleEdit):
            adopt_scheme(session, year=2026, key="default", answers={}, version=first.version)
        with pytest.raises(SchemeUnknown, match="没有简称“别处”的积分办法"):
            adopt_scheme(session, year=2026, key="别处", answers={}, version=None)
        with pytest.raises(SchemeProblem):
            adopt_scheme(session, year=2026, key="default", answers={"nonsense": True}, version=None)
        assert year_scheme(session, year=2026).answers == {"gate_good": "是"}


def test_a_year_belongs_to_the_term_in_force_in_july(database: Database) -> None:
    with database.transaction() as session:
        session.add_all(
            [
                Term(name="第十八届", starts_on=date(2016, 12, 20), ends_on=date(2021, 12, 19)),
                Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)),
            ]
        )
    with database.reading() as session:
        assert years_of_term(session, year=2021) == [2017, 2018, 2019, 2020, 2021]
        assert years_of_term(session, year=2023) == [2022, 2023]
        assert years_of_term(session, year=2030) == [2030]


def test_the_grades_of_a_term_are_listed_year_by_year_where_there_are_records(database: Database) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2023, 12, 20), ends_on=date(2028, 12, 19)))
        zhang, li = add_deputy(session, "张守田"), add_deputy(session, "李新")
        for year in (2023, 2024, 2026):
            add_activity(session, ActivityKind.TRAINING, date(year, 5, 6), {zhang: PRESENT})
    with database.reading() as session:
        now = {score.subject_id: score for score in scores_for_period(session, period=calendar_year(2026))}
        alone = score_of(session, year=2026, deputy_id=zhang)
    # 36 with nothing else arranged and 3 for the training: 39 each year. 2023 belongs to the term before.
    assert [(each.period, each.grade, each.total) for each in now[zhang].subject.earlier] == [
        ("2024", "较差", 39)
    ]
    assert now[zhang].grade == "较差"
    assert alone == replace(now[zhang], graded=alone.graded)
    assert now[li].subject.earlier == ()


def test_the_command_lists_totals_as_exact_decimal_text(database: Database) -> None:
    with database.transaction() as session:
        group = Group(name="第一代表小组", position=1)
        zhang = add_deputy(session, "张守田", group=group)
        for month, state in [(3, PRESENT), (6, ABSENT), (9, PRESENT)]:
            add_activity(session, ActivityKind.RECEPTION, date(2026, month, 16), {zhang: state})
    answer = io.StringIO()
    show_points(Desk(lambda: database, as_json=True, out=answer), year=2026, explain=True)
    listed = json.loads(answer.getvalue())
    assert listed["count"] == 1
    row = listed["rows"][0]
    assert row["deputy"] == "张守田"
    # 36 with nothing arranged, but 8 × 2 ÷ 3 in place of 8: 28 + 16/3 = 33.33…
    assert (row["total"], row["total_exact"], row["grade"]) == ("33.33", "100/3", "较差")
    assert [category["code"] for category in row["categories"]] == ["A", "B", "C", "D", "E"]
    assert len(row["items"]) == 21
    duty = next(item for item in row["items"] if item["code"] == "B2")
    assert duty["arithmetic"] == "到会 2/3 次 → 8 × 2/3 ≈ 5.33"
    assert [fact["state"] for fact in duty["counted"]] == ["到会", "缺席", "到会"]


def test_the_command_explains_to_people_and_knows_nobody_of_another_name(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        add_activity(session, ActivityKind.TRAINING, date(2026, 5, 6), {zhang: PRESENT})
        add_activity(session, ActivityKind.TRAINING, date(2026, 6, 6), {zhang: LEAVE})
    answer = io.StringIO()
    show_points(Desk(lambda: database, out=answer), year=2026, deputy="张守田", explain=True)
    text = answer.getvalue()
    assert "B3 学习培训：3 / 6　（3 × 1 次 = 3）" in text
    assert "5月6日 学习培训，到会，5月学习培训" in text
    assert "未计：6月6日 学习培训，请假，6月学习培训：请假，不计" in text
    with pytest.raises(NotFound, match="没有找到 2026 年在任的代表“王五”"):
        show_points(Desk(lambda: database, out=answer), year=2026, deputy="王五")
