"""年度考核: the year's list by rank, each deputy's sheet with the opinions on it, and the papers of the year."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.assessment.page.duty import Duty
from deputy_station.features.assessment.page.honours import Honours
from deputy_station.features.assessment.page.leaving import Leaving
from deputy_station.features.assessment.page.papers import (
    SHEETS_OUT,
    draw_annual,
    draw_ranking,
    print_summary,
)
from deputy_station.features.assessment.page.year import Years, steps_words
from deputy_station.features.assessment.rules.sheet import NO_GRADE, grade_counts
from deputy_station.features.assessment.service import sheets as service
from deputy_station.features.assessment.service.sheets import AssessmentSheet
from deputy_station.features.assessment.service.year_list import (
    AssessmentRow,
    AssessmentView,
    read_assessments,
)
from deputy_station.features.points.rules.numbers import Figure
from deputy_station.features.points.rules.rule_words import points_of
from deputy_station.features.points.service.listing import find_deputies
from deputy_station.features.points.service.scores import SCORED_TABLES
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.fields import ChoiceField, TextField
from deputy_station.widgets.labels import Short
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.year_choice import YearChoice

RECOMMENDED, UNWRITTEN, LATE = "recommended", "unwritten", "late"


class AssessmentPage(ListDetailPage):
    """Ranks, sheets, opinions, papers."""

    title = "年度考核"
    tables = SCORED_TABLES | {
        "assessments",
        "assessment_years",
        "point_closings",
        "point_closed_scores",
        "point_corrections",
        "publicity_lists",
        "publicity_objections",
    }

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="人",
            search="姓名、拼音首字母或小组",
            empty="这一年没有要考核的代表。先在“代表名册”里登记代表，或导入名册。",
            empty_action=Action("去代表名册", lambda: context.go("deputies")),
            columns=(
                Column("名次", lambda row: row.rank or "", chars=2, leaves=1, kind=Kind.NUMBER),
                Column("姓名", "deputy", chars=4, grow=1),
                Column("小组", "group", chars=6, leaves=4),
                Column("总分", lambda row: Figure(row.total, row.shown), chars=3, kind=Kind.NUMBER),
                Column("等次", self._pill, chars=3, kind=Kind.PILL),
                Column("意见", lambda row: f"{row.opinions} / 3", chars=3, leaves=2),
                Column("进度", lambda row: row.standing.words, chars=7, leaves=2),
                Column("结果运用", lambda row: "、".join(row.consequences), chars=4, leaves=3),
            ),
        )
        self._view: AssessmentView | None = None
        self._grades: tuple[str, ...] = ()
        self.years = YearChoice(context.clock.today().year)
        self.years.activated.connect(lambda _place: self._another_year())
        self.filters.add(self.years)
        self.steps = Short(role="soft")
        self.steps.hide()
        self.body.insertWidget(0, self.steps)
        self.duty, self.honours = Duty(self), Honours(self)
        self.leaving, self.arranging = Leaving(self), Years(self)
        self.set_actions(
            Action("本年安排", lambda: self.arranging.arrange(self.year)),
            Action("述职", lambda: self.duty.open(self.year)),
            Action("任期等次", lambda: self.arranging.open_term(self.year)),
            Action("五好代表", lambda: self.honours.open_fine(self.year)),
            Action("公示", lambda: self.honours.open_lists(self.year)),
            Action("离任情形", self.leaving.open),
            Action("打印名次表", self.print_ranking),
            Action("导出汇总表", self.export_summary),
            Action("打印考核表", self.print_all, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "write": lambda year, deputy_id: self.ask(
                service.sheet_of, year=year, deputy_id=deputy_id, then=self.write
            ),
            **self.duty.openers(),
            **self.honours.openers(),
            **self.leaving.openers(),
            **self.arranging.openers(),
        }

    @property
    def year(self) -> int:
        """The year shown."""
        return self.years.year

    def _another_year(self) -> None:
        """The list of that year, and whose sheet is open, theirs of that year; nothing of who was not in office then."""
        self.filters.changed.emit()
        if self.open_id is not None:
            self.ask(
                service.sheet_of, year=self.year, deputy_id=self.open_id, then=self.fill_detail
            ).on_refusal = self._gone

    def take_filter(self, **filters: Any) -> None:
        duty = filters.pop("do", "") == "duty"
        super().take_filter(**filters)
        if duty:
            self.duty.open(self.year)

    def load_list(self) -> None:
        if "ballot" in self.sent:
            self.duty.ballots.open_numbered(int(self.sent.pop("ballot")))
        if "year" in self.sent:
            self.years.take(int(self.sent.pop("year")))
        self.ask(service.years_to_assess, then=self.show_years)
        if self._view is None or self._view.year != self.year:
            self.ask(read_assessments, year=self.year, then=self.take_view)
        else:
            self._narrow()

    def reload(self) -> None:
        self._view = None  # a record changed: every total is derived anew
        super().reload()

    def show_years(self, years: list[int]) -> None:
        """Offer these years besides those already there."""
        self.years.offer(years)

    def take_view(self, view: AssessmentView) -> None:
        """Everybody's assessment of the year, for the chips; they stay while the list is only narrowed."""
        self._view = view
        self._grades = view.grades
        rows = view.rows
        counts = grade_counts(view.grades, [row.grade for row in rows])
        unwritten = sum(row.opinions < 3 for row in rows)
        recommended = sum(bool(row.consequences) for row in rows)
        late = sum(row.standing.late is not None for row in rows)
        self.set_count(f"{len(rows)} 人")
        self.steps.say(steps_words(view, self.context.clock.today()))
        self.steps.setVisible(bool(self.steps.whole) and bool(rows))
        self.waiting.emit(late)
        self.filters.set_filters(
            [
                Filter("", "全部", len(rows)),
                *(Filter(name, name, count) for name, count in counts),
                Filter(UNWRITTEN, "意见未写全", unwritten),
                *([Filter(LATE, "已过期", late)] if late or self.filters.chosen == LATE else []),
                Filter(RECOMMENDED, "有结果运用", recommended),
            ]
        )
        self._narrow()

    def _narrow(self) -> None:
        self.ask(find_deputies, search=self.filters.words, then=self.show_list)

    def show_list(self, found: frozenset[int] | None) -> None:
        """Fill the table with those found (None: everybody) who fit the chosen chip."""
        if self._view is not None:  # else it is being read anew
            rows = (row for row in self._view.rows if found is None or row.deputy_id in found)
            self.table.show_rows([row for row in rows if self._wanted(row)])

    def _wanted(self, row: AssessmentRow) -> bool:
        match self.filters.chosen:
            case "":
                return True
            case "unwritten":
                return row.opinions < 3
            case "late":
                return row.standing.late is not None
            case "recommended":
                return bool(row.consequences)
            case grade:
                return (row.grade or NO_GRADE) == grade

    def show_detail(self, row_id: Any) -> None:
        self.ask(service.sheet_of, year=self.year, deputy_id=row_id, then=self.fill_detail)

    def fill_detail(self, sheet: AssessmentSheet) -> None:
        """The sheet as it would be printed now."""
        score, person = sheet.score, sheet.person
        decided = sheet.decided_grade and sheet.decided_grade != score.grade
        facts = [
            ("总分", score.shown),
            ("等次", f"{sheet.grade}（按积分为{score.grade}）" if decided else sheet.grade),
        ]
        if sheet.grade_reason:
            facts.append(("评定理由", sheet.grade_reason))
        if score.remark:
            facts.append(("说明", score.remark))
        if changed := self._since_published(sheet.deputy_id):
            facts.append(("公示", changed))
        blocks: list[Block] = [
            Facts(facts),
            Facts(
                [
                    (
                        held.category.name,
                        points_of(held.points, held.category.most),
                        partial(self.context.go, "points", id=sheet.deputy_id, year=sheet.year),
                    )
                    for held in score.categories
                ]
            ),
            Heading("履职小结"),
            Text(sheet.summary),
        ]
        for title, opinion, on in _opinions(sheet):
            blocks += [Heading(title), Text(opinion or "还没有写。")]
            if on is not None:
                blocks.append(Facts([("日期", whole_day(on))]))
        blocks += [
            Heading("基本情况"),
            Facts(
                [
                    ("届别", person.term),
                    ("层级", person.levels),
                    ("选区", person.constituency),
                    ("单位职务", person.work_unit),
                    ("校验码", sheet.check_code),
                ]
            ),
        ]
        self.detail.show_detail(
            Detail(
                reference=f"{sheet.year} 年　{sheet.group}",
                title=sheet.deputy,
                pill=Pill(sheet.grade, self._tone(sheet.grade)),
                blocks=blocks,
                actions=[
                    Action("看积分", lambda: self.context.go("points", id=sheet.deputy_id, year=sheet.year)),
                    Action("打印这份", lambda: self.print_one(sheet)),
                    Action("写意见", lambda: self.write(sheet), primary=True),
                ],
            )
        )

    def _since_published(self, deputy_id: int) -> str:
        """What differs from the published list."""
        rows = self._view.rows if self._view is not None else ()
        return next((row.since_published for row in rows if row.deputy_id == deputy_id), "")

    def write(self, sheet: AssessmentSheet) -> None:
        """Write the summary, the opinions and, where it differs, the grade."""
        today = self.context.clock.today
        values = _written(sheet)
        fixed: dict[str, Any] = {"year": sheet.year, "deputy_id": sheet.deputy_id}
        self.open_form(
            f"{sheet.deputy}　{sheet.year} 年考核",
            [
                TextField("summary", "履职小结", lines=4, most=2000, help="留空就按记录自动写。"),
                DateField("self_on", "自评日期", today=today, lean=Lean.PAST, help="代表交来自评的那天。"),
                TextField("group_opinion", "代表小组意见", lines=2, most=1000),
                DateField("group_on", "小组意见日期", today=today, lean=Lean.PAST),
                TextField("presidium_opinion", "主席团意见", lines=2, most=1000),
                DateField("presidium_on", "主席团意见日期", today=today, lean=Lean.PAST),
                TextField("district_opinion", "区联络室意见", lines=2, most=1000),
                DateField("district_on", "区联络室意见日期", today=today, lean=Lean.PAST),
                ChoiceField(
                    "grade",
                    "评定等次",
                    [(name, name) for name in dict.fromkeys([*self._grades, sheet.decided_grade]) if name],
                    help=f"不选就按积分，现在是“{sheet.score.grade}”。",
                ),
                TextField(
                    "grade_reason",
                    "评定理由",
                    lines=2,
                    most=1000,
                    help="改评才填，两个等次都留着，一起印在考核表上。",
                ),
            ],
            save_word="保存",
            service=service.edit_assessment,
            fixed={**fixed, "version": sheet.version},
            values=values,
            say=f"{sheet.deputy}的考核表已保存",
            draft=f"write:{sheet.year}:{sheet.deputy_id}",
            width=720,
        )

    def print_one(self, sheet: AssessmentSheet) -> None:
        """Print one sheet."""
        self.print_paper(
            "打印这份考核表",
            f"考核表{sheet.year}{sheet.deputy}",
            draw_annual,
            kind="annual_assessment",
            by_page=SHEETS_OUT,
            also=(".xlsx", ".docx"),
            year=sheet.year,
            deputy_id=sheet.deputy_id,
        )

    def print_all(self) -> None:
        """Print everybody's sheets; as a PDF they have bookmarks."""
        self.print_paper(
            "打印考核表",
            f"年度考核表{self.year}",
            draw_annual,
            kind="annual_assessment",
            by_page=SHEETS_OUT,
            also=(".xlsx",),
            year=self.year,
        )

    def print_ranking(self) -> None:
        """Print everybody by rank."""
        self.print_paper(
            "打印名次表",
            f"年度考核名次表{self.year}",
            draw_ranking,
            kind="assessment_ranking",
            also=(".xlsx", ".docx"),
            year=self.year,
        )

    def export_summary(self) -> None:
        """Save the year's summary as a workbook."""
        self.save_paper(
            "导出汇总表",
            f"年度考核汇总表{self.year}",
            ".xlsx",
            print_summary,
            kind="assessment_summary",
            year=self.year,
        )

    def _pill(self, row: AssessmentRow) -> Pill:
        return Pill(row.grade, self._tone(row.grade))

    def _tone(self, grade: str) -> Tone:
        """The colour of a grade by its place: the best done, the next info, the last soon."""
        tones = [Tone.DONE, Tone.INFO, *[Tone.QUIET] * len(self._grades)][: len(self._grades)]
        places = dict(zip(self._grades, [*tones[:-1], Tone.SOON], strict=False))
        return places.get(grade, Tone.QUIET)


def _opinions(sheet: AssessmentSheet) -> list[tuple[str, str, date | None]]:
    return [
        ("代表小组意见", sheet.group_opinion, sheet.group_on),
        ("镇人大主席团意见", sheet.presidium_opinion, sheet.presidium_on),
        ("区人大代表联络室意见", sheet.district_opinion, sheet.district_on),
    ]


def _written(sheet: AssessmentSheet) -> dict[str, Any]:
    """What people have written so far, by the names of the form's fields."""
    return {
        "summary": sheet.summary,
        "group_opinion": sheet.group_opinion,
        "group_on": sheet.group_on,
        "presidium_opinion": sheet.presidium_opinion,
        "presidium_on": sheet.presidium_on,
        "district_opinion": sheet.district_opinion,
        "district_on": sheet.district_on,
        "grade": sheet.decided_grade or None,
        "grade_reason": sheet.grade_reason,
        "self_on": sheet.self_on,
    }
