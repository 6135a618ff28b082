"""The year's steps: their days, which sheet waits for what, who is late, what Today says. Today is 20 November 2026."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import StaleEdit
from deputy_station.features.assessment.rules.choices import Every, Step
from deputy_station.features.assessment.rules.given import RuleUnknown
from deputy_station.features.assessment.rules.steps import StepDays, StepDaysWrong, check_days, standing
from deputy_station.features.assessment.service.sheets import edit_assessment, sheet_of
from deputy_station.features.assessment.service.waiting import late_steps
from deputy_station.features.assessment.service.year import YearPlan, read_year, set_year
from deputy_station.features.assessment.service.year_list import read_assessments
from deputy_station.features.deputies.models import Deputy, Mandate, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.today.service import read_today
from deputy_station.store.database import Database

DAYS = (
    StepDays(Step.SELF, date(2026, 11, 1), date(2026, 11, 10)),
    StepDays(Step.GROUP, date(2026, 11, 11), date(2026, 11, 20)),
)


def add_deputy(session: Session, name: str) -> int:
    deputy = Deputy(name=name, sort_key=name)
    deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
    session.add(deputy)
    session.flush()
    return deputy.id


def arrange(session: Session, *, version: int | None = None, self_to: date = date(2026, 11, 10)) -> YearPlan:
    return set_year(
        session,
        year=2026,
        version=version,
        duty_every=Every.YEAR,
        ballot_rule="majority",
        fine_places=2,
        objection_days=7,
        self_from=date(2026, 11, 1),
        self_to=self_to,
        group_to=date(2026, 11, 20),
    )


def test_a_step_is_late_the_day_after_its_last_and_the_earliest_late_one_is_named() -> None:
    assert standing(set(), DAYS, date(2026, 11, 10)).words == "待自评"
    assert standing(set(), DAYS, date(2026, 11, 11)).words == "自评过期 1 天"
    assert standing(set(), DAYS, date(2026, 11, 25)).words == "自评过期 15 天"
    assert standing({Step.SELF}, DAYS, date(2026, 11, 25)).words == "小组过期 5 天"
    assert standing({Step.SELF, Step.GROUP}, DAYS, date(2026, 11, 25)).words == "待主席团"
    assert standing(set(Step), DAYS, date(2026, 11, 25)).words == "已完成"


def test_days_that_run_backwards_are_refused() -> None:
    with pytest.raises(StepDaysWrong, match="自评的截止日期在开始以前"):
        check_days([StepDays(Step.SELF, date(2026, 11, 2), date(2026, 11, 1))])
    with pytest.raises(StepDaysWrong, match="小组的截止日期比自评开始还早"):
        check_days([StepDays(Step.SELF, date(2026, 11, 10)), StepDays(Step.GROUP, None, date(2026, 11, 9))])
    with pytest.raises(StepDaysWrong, match="主席团的截止日期比自评的还早"):
        check_days(
            [
                StepDays(Step.SELF, None, date(2026, 11, 10)),
                StepDays(Step.GROUP),
                StepDays(Step.PRESIDIUM, None, date(2026, 11, 9)),
            ]
        )
    assert StepDays(Step.SELF, date(2026, 11, 1), date(2026, 11, 10)).words == "11月1日至11月10日"
    assert StepDays(Step.SELF, None, date(2026, 11, 10)).words == "11月10日以前"


def test_what_is_shipped_holds_until_a_year_is_arranged_and_an_old_copy_is_refused(
    database: Database,
) -> None:
    with database.reading() as session:
        shipped = read_year(session, year=2026)
    assert (shipped.every, shipped.rule.key, shipped.places, shipped.objection_days) == (
        Every.TERM,
        "80_50",
        15,
        5,
    )
    with database.transaction() as session:
        plan = arrange(session)
        assert (plan.every, plan.rule.key, plan.places, plan.objection_days) == (
            Every.YEAR,
            "majority",
            2,
            7,
        )
        arrange(session, version=plan.version, self_to=date(2026, 11, 12))
    with database.transaction() as session, pytest.raises(StaleEdit):
        arrange(session, version=plan.version)
    with database.reading() as session:
        assert read_year(session, year=2026).days_of(Step.SELF).until == date(2026, 11, 12)
        assert read_year(session, year=2025).version is None


def test_a_rule_nobody_described_is_refused(database: Database) -> None:
    with database.transaction() as session, pytest.raises(RuleUnknown, match="没有叫“三分之二”的评议规则"):
        set_year(
            session,
            year=2026,
            version=None,
            duty_every=Every.TERM,
            ballot_rule="三分之二",
            fine_places=1,
            objection_days=1,
        )


def test_who_has_not_done_a_step_is_counted_in_the_list_and_on_today(database: Database) -> None:
    with database.transaction() as session:
        jia, yi, _bing = (add_deputy(session, name) for name in ("甲", "乙", "丙"))
        arrange(session)
        edit_assessment(
            session, year=2026, deputy_id=jia, version=None, self_on=date(2026, 11, 9), group_opinion="同意。"
        )
        edit_assessment(session, year=2026, deputy_id=yi, version=None, summary="全年尽责。")
    with database.reading() as session:
        view = read_assessments(session, year=2026)
        late = late_steps(session)
        todo = read_today(session).todo
        sheet = sheet_of(session, year=2026, deputy_id=jia)
    assert {row.deputy: row.standing.words for row in view.rows} == {
        "甲": "待主席团",
        "乙": "待小组",
        "丙": "自评过期 10 天",
    }
    assert [view.missing(step) for step in Step] == [1, 2, 3, 3]
    # The last day of the group's step is today: it is not late yet.
    assert [(each.year, each.step, each.missing) for each in late] == [(2026, Step.SELF, 1)]
    [row] = [row for row in todo if row.page == "assessment"]
    assert (row.sentence, row.mark, row.kind, row.view) == (
        "2026 年考核的自评已过期，1 人没有做",
        "10 天",
        "overdue",
        "late",
    )
    assert sheet.self_on == date(2026, 11, 9)


def test_both_grades_and_the_reason_are_kept_and_go_with_the_decision(database: Database) -> None:
    with database.transaction() as session:
        jia = add_deputy(session, "甲")
        sheet = edit_assessment(
            session, year=2026, deputy_id=jia, version=None, grade="好", grade_reason="长期驻外抢险。"
        )
        assert (sheet.grade, sheet.proposed_grade, sheet.grade_reason) == ("好", "较差", "长期驻外抢险。")
        sheet = edit_assessment(
            session, year=2026, deputy_id=jia, version=sheet.version, grade_reason="不用了"
        )
    assert (sheet.grade, sheet.proposed_grade, sheet.grade_reason) == ("较差", "", "")


def test_the_grades_of_the_term_stand_by_year_with_what_they_lead_to(database: Database) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
        jia = add_deputy(session, "甲")
        for year in (2024, 2025, 2026):  # 2024 belongs to the term before
            edit_assessment(
                session, year=year, deputy_id=jia, version=None, grade="优秀", grade_reason="实绩突出。"
            )
    with database.reading() as session:
        view = read_assessments(session, year=2026)
    [row] = view.rows
    assert view.years == (2025, 2026)
    assert row.by_year == {2025: "优秀", 2026: "优秀"}
    assert [each.name for each in row.advice] == ["推荐连任"]
    assert "2025" in row.advice[0].reason
