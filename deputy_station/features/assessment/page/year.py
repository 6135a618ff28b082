"""本年安排 and 任期等次 on the page: the days of the year's steps and its rules; each year's grades with what is advised."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.papers import draw_term
from deputy_station.features.assessment.rules.choices import Every
from deputy_station.features.assessment.rules.given import given, result_words
from deputy_station.features.assessment.service import year
from deputy_station.features.assessment.service.year import MOST_OBJECTION_DAYS, MOST_PLACES, YearPlan
from deputy_station.features.assessment.service.year_list import (
    AssessmentRow,
    AssessmentView,
    read_assessments,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, NumberField
from deputy_station.widgets.page import Page
from deputy_station.widgets.table_model import Column


class Years:
    """What the page does about a year as a whole."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its form is opened again."""
        return {"year": self.arrange}

    def arrange(self, number: int) -> None:
        """The days and rules of a year."""
        self.page.ask(year.read_year, year=number, then=self.open_form)

    def open_form(self, plan: YearPlan) -> None:
        """Four steps from and to, how often a duty report is owed, by which rule, how many, how long."""
        today = self.page.context.clock.today
        fields: list[Field] = []
        values: dict[str, Any] = {
            "duty_every": plan.every,
            "ballot_rule": plan.rule.key,
            "fine_places": plan.places,
            "objection_days": plan.objection_days,
            "objection_workdays": plan.objection_workdays,
        }
        for days in plan.days:
            fields.append(DateField(f"{days.step.value}_from", f"{days.step.label}从", today=today))
            fields.append(DateField(f"{days.step.value}_to", f"{days.step.label}到", today=today))
            values[f"{days.step.value}_from"] = days.since
            values[f"{days.step.value}_to"] = days.until
        rules = given().ballot_rules.values()
        fields += [
            ChoiceField("duty_every", "述职", [(every, every.label) for every in Every], required=True),
            ChoiceField(
                "ballot_rule",
                "评议规则",
                [(rule.key, rule.name) for rule in rules],
                required=True,
                help="　".join(f"{rule.name}：{result_words(rule)}。" for rule in rules),
            ),
            NumberField("fine_places", "五好名额", least=1, largest=MOST_PLACES, unit="人", required=True),
            NumberField(
                "objection_days", "公示天数", least=1, largest=MOST_OBJECTION_DAYS, unit="天", required=True
            ),
            CheckField("objection_workdays", "怎么算", "按工作日算，周末和放假不算"),
        ]
        self.page.open_form(
            f"{plan.year} 年考核安排",
            fields,
            save_word="保存",
            service=year.set_year,
            fixed={"year": plan.year, "version": plan.version},
            values=values,
            say=f"{plan.year} 年考核安排已保存",
            draft=f"year:{plan.year}",
        )

    def open_term(self, number: int) -> None:
        """The grades of the term up to this year."""
        self.page.ask(read_assessments, year=number, then=self.show_term)

    def show_term(self, view: AssessmentView) -> None:
        """A line for each deputy, a column for each year, and what the grades lead to."""
        advised = sum(bool(row.advice) for row in view.rows)
        Board(
            self.page,
            self.page.context,
            "任期等次",
            f"{len(view.rows)} 位代表，{advised} 位有提醒。提醒按积分办法由历年等次推出，只供参考。",
            [
                Column("代表", "deputy", chars=5, grow=1),
                Column("小组", "group", chars=6, leaves=9),
                *(
                    Column(f"{each}年", partial(_grade_of, each), chars=4, leaves=max(2, 8 - place))
                    for place, each in enumerate(view.years)
                ),
                Column("提醒", lambda row: "、".join(row.consequences), chars=8, leaves=1),
            ],
            view.rows,
            row_id=lambda row: row.deputy_id,
            empty="这一年没有要考核的代表。",
            actions=[Action("打印任期等次", partial(self.print_term, view.year))],
            told=lambda row: "\n".join(f"{each.name}：{each.reason}" for each in row.advice),
        ).open()

    def print_term(self, number: int) -> None:
        """The term on paper."""
        self.page.print_paper(
            "打印任期等次",
            f"任期考核等次一览{number}",
            draw_term,
            kind="term_view",
            also=(".xlsx", ".docx"),
            year=number,
        )


def _grade_of(number: int, row: AssessmentRow) -> str:
    return row.by_year.get(number, "")


def steps_words(view: AssessmentView, today: date) -> str:
    """The year's steps and who has not done those begun: 自评 11月1日至11月20日，12 人没有做；…"""
    parts = []
    for days in view.days:
        if not days.words:
            continue
        told = f"{days.step.label} {days.words}"
        missing = view.missing(days.step)
        if not missing:
            told += "，都做了"
        elif days.since is None or days.since <= today:
            told += f"，{missing} 人没有做"
        parts.append(told)
    return "；".join(parts)
