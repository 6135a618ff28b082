"""履职积分: everybody's points of a period, each item with its sum, each number opening the records behind it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent

from deputy_station.features.points.page.columns import ASKED, OfCategory, chips_of, columns_of, heading_words
from deputy_station.features.points.page.derivation import (
    Beyond,
    CategoryHeading,
    Ways,
    grade_pill,
    grade_tone,
    sheet_blocks,
)
from deputy_station.features.points.page.papers import draw_derivation, draw_statements, draw_wall
from deputy_station.features.points.page.way import NextSteps, show_course
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.reaching import Reach
from deputy_station.features.points.rules.scheme import Switch
from deputy_station.features.points.service import course, decisions, listing
from deputy_station.features.points.service.course import Course
from deputy_station.features.points.service.listing import ListRow, PointsList, PointsSheet, SwitchesView
from deputy_station.features.points.service.scores import SCORED_TABLES
from deputy_station.features.points.service.subjects import DEPUTY
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, TextField
from deputy_station.widgets.labels import Short
from deputy_station.widgets.list_page import LOW_PAGE, ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.plot import Bar, show_plot
from deputy_station.widgets.style import px
from deputy_station.widgets.work import Job
from deputy_station.widgets.year_choice import YearChoice


class PointsPage(ListDetailPage):
    """Who has how many points, and why."""

    title = "履职积分"
    tables = SCORED_TABLES | {"point_closings", "point_closed_scores", "point_corrections"}

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="人",
            search="姓名、拼音首字母或小组",
            empty="这一期没有在任的代表。先在“代表名册”里登记代表，或导入名册。",
            empty_action=Action("去代表名册", lambda: context.go("deputies")),
            columns=columns_of(None),
        )
        self._view: PointsList | None = None
        self._sheet: PointsSheet | None = None
        self._beyond: PointsSheet | None = None
        self._headed: object = None
        self._ranks: dict[SubjectId, int] = {}
        self._place_shown = (0, 0)
        self._list_waits = False
        self._wanted_category = ""
        self._key = ""
        self._periods: tuple[Period, ...] = ()
        self.years = YearChoice(context.clock.today().year)
        self.years.activated.connect(lambda _place: self._another_year())
        self.periods = Choice()
        self.periods.setAccessibleName("计分期间")
        self.periods.activated.connect(self._another_period)
        self.periods.hide()
        self.filters.add(self.years)
        self.filters.add(self.periods)
        self.heading = Short("", role="soft")
        self.body.insertWidget(0, self.heading)
        self.table.view.clicked.connect(self._cell_clicked)
        self.set_actions(
            Action("公示榜", self.print_wall),
            Action("等次分布", self.show_spread),
            Action("计分口径", self.ask_switches),
            Action("积分办法", lambda: self.context.go("schemes")),
            Action("年度考核", lambda: self.context.go("assessment", year=self.year)),
            Action("核对与公布", self._see_checks, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "switches": lambda year: self.ask(listing.read_switches, year=year, then=self.edit_switches),
            "decide": lambda year, key, subject_id: self.ask(
                listing.read_sheet,
                year=year,
                period=str(key),
                subject_id=subject_id,
                earlier=False,
                then=self.decide_grade,
            ),
        }

    def take_filter(self, **filters: Any) -> None:
        do = filters.pop("do", "")
        if "year" in filters:
            self.years.take(int(filters.pop("year")))
            self._key = ""
        self._key = str(filters.pop("period", self._key))
        super().take_filter(**filters)
        if do == "switches":
            self.ask_switches()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.heading.setVisible(self.height() >= px(LOW_PAGE))

    @property
    def year(self) -> int:
        """The year shown."""
        return self.years.year

    # ------------------------------------------------------------------ the list

    def load_list(self) -> None:
        today = self.context.clock.today()
        self.ask(listing.years_to_show, today=today, then=self.show_years)
        if self._view is None or self._view.year != self.year or not self._shows_period():
            self.ask(listing.read_list, year=self.year, period=self._key, then=self.take_view)
        else:
            self._narrow()

    def reload(self) -> None:
        self._view = None  # a record changed: every total is derived anew
        if self.open_id is None:
            self.load_list()
            return
        # The one looked at comes first, and is on the screen before everybody else's records are counted.
        self._list_waits = True
        self._reloading = True
        self._ask_sheet(self.open_id)
        self._reloading = False

    def _gone(self, sentence: str) -> None:
        super()._gone(sentence)
        self._load_rest()

    def _load_rest(self) -> None:
        """What was left for after the detail."""
        if self._list_waits:
            self._list_waits = False
            self.load_list()
            if self.open_id is not None:
                self._ask_beyond(self.open_id)

    def show_years(self, years: list[int]) -> None:
        """Offer these years besides those already there."""
        self.years.offer(years)

    def take_view(self, view: PointsList) -> None:
        """Everybody's points of the period, for the chips; they stay while the list is only narrowed."""
        if view.year != self.year:
            return
        self._view = view
        self._key = view.period.key
        self._put_periods(view)
        headed = (view.scheme.categories, view.scheme.grades, view.closing is None)
        if headed != self._headed:
            self._headed = headed
            self.table.set_columns(columns_of(view))
        whose = "人" if view.scheme.subject == DEPUTY else "个"
        self.set_count(f"{len(view.rows)} {whose}")
        self.heading.say(heading_words(view))
        self.filters.set_filters(chips_of(view))
        self._ranks = {row.id: row.rank for row in view.rows}
        sheet = self._sheet
        if (
            sheet is not None
            and sheet.score.subject_id == self.open_id
            and self._place_of(sheet.score.subject_id) != self._place_shown
        ):
            self.fill_detail(sheet)  # others' points moved its place
        self._narrow()

    def _narrow(self) -> None:
        self.ask(listing.find_deputies, search=self.filters.words, then=self.show_list)

    def show_list(self, found: frozenset[int] | None) -> None:
        """Fill the table with those found (None: everybody) who fit the chosen chip."""
        view = self._view
        if view is None:  # it is being read anew
            return
        words = self.filters.words
        rows = [
            row
            for row in view.rows
            if (
                found is None or row.id in found
                if view.scheme.subject == DEPUTY
                else not words or words in row.name
            )
            and self._wanted(row)
        ]
        self.table.show_rows(rows)

    def _wanted(self, row: ListRow) -> bool:
        match self.filters.chosen:
            case "":
                return True
            case "asked":
                return row.asked
            case "unfinished":
                return row.open_records > 0
            case "waiting":
                return row.waiting > 0
            case "changed":
                return row.changed
            case grade:
                return row.grade == grade

    def _shows_period(self) -> bool:
        return self._view is not None and self._key in ("", self._view.period.key)

    def show_spread(self) -> None:
        """How many hold each grade; pressing a bar lists them."""
        self.ask(listing.read_list, year=self.year, period=self._key, then=self.draw_spread)

    def draw_spread(self, view: PointsList) -> Dialog | None:
        """The grades as bars, the best on top."""
        if not view.grades:
            self.notice.tell("这份办法没有分等次。")
            return None
        names = [name for name, _count in view.grades]
        bars = [
            Bar(name, count, f"{count} 人", grade_tone(name, names), partial(self.show_grade, name))
            for name, count in view.grades
        ]
        asked = sum(row.asked for row in view.rows)
        if asked:
            bars.append(Bar("等次待定", asked, f"{asked} 人", Tone.OVERDUE, partial(self.show_grade, ASKED)))
        return show_plot(self, f"{view.period.name}等次分布", bars)

    def show_grade(self, grade: str) -> None:
        """List those who hold a grade."""
        self.filters.choose(grade)

    def _cell_clicked(self, index: QModelIndex) -> None:
        """A cell of a category opens the detail at that category."""
        column = self.table.model.columns[index.column()]
        value = column.value
        if isinstance(value, OfCategory):
            self._wanted_category = value.code
            self._go_to_category()

    def _go_to_category(self) -> None:
        if self._sheet is None or self._sheet.score.subject_id != self.open_id or not self._wanted_category:
            return
        self.detail.scroller.box.activate()
        headings = cast("list[CategoryHeading]", self.detail.scroller.findChildren(CategoryHeading))
        for heading in headings:
            if heading.code == self._wanted_category:
                self.detail.scroller.verticalScrollBar().setValue(heading.y())
        self._wanted_category = ""

    # ------------------------------------------------------------------ one subject

    def show_detail(self, row_id: Any) -> None:
        self._ask_sheet(row_id)
        self._ask_beyond(row_id)

    def _ask_sheet(self, subject_id: SubjectId, then: Callable[[PointsSheet], object] | None = None) -> Job:
        """What its own records give; what lies before takes longer and comes below it."""
        return self.ask(
            listing.read_sheet,
            year=self.year,
            period=self._key,
            subject_id=subject_id,
            earlier=False,
            then=then or self.fill_detail,
        )

    def _ask_beyond(self, subject_id: SubjectId) -> None:
        self.ask(
            listing.read_sheet,
            year=self.year,
            period=self._key,
            subject_id=subject_id,
            then=self.fill_beyond,
        )

    def fill_detail(self, sheet: PointsSheet) -> None:
        """The subject's total, category by category, item by item."""
        score = sheet.score
        same = self._sheet is not None and _about(self._sheet) == _about(sheet)
        self._sheet = sheet
        self._place_shown = self._place_of(score.subject_id)
        ways = Ways(
            see_unwritten=self._see_unwritten,
            see_waiting=partial(self.context.go, "checks", view="waiting", deputy_id=score.subject_id),
            see_course=self._ask_course,
            ask_steps=self._ask_steps,
            see_corrections=partial(self.context.go, "checks", view="closing", period=sheet.period.key),
            object_to=partial(self.object, sheet) if score.scheme.subject == DEPUTY else None,
        )
        beyond = Beyond()
        if same and self._beyond is not None and _about(self._beyond) == _about(sheet):
            beyond.show_sheet(self._beyond)
        names = [grade.name for grade in score.scheme.grades]
        grade = score.grade if sheet.held is None else sheet.held.now.grade
        place = "　".join(part for part in (sheet.period.name, score.subject.group) if part)
        self.detail.show_detail(
            Detail(
                reference=place,
                title=score.subject.name,
                pill=grade_pill(grade, names, asked=bool(score.graded.asked)),
                blocks=sheet_blocks(
                    self, self.detail.scroller.inside, sheet, ways, beyond, place=self._place_shown
                ),
                actions=self._actions(sheet),
            )
        )
        self._go_to_category()
        if self._list_waits:
            # It is painted now, not when the worker, counting everybody's, leaves time for it.
            self.detail.scroller.box.activate()
            self.detail.repaint()
            self._load_rest()

    def _place_of(self, subject_id: SubjectId) -> tuple[int, int]:
        """The rank among all, and among how many, as the list last said; (0, 0) where there is none."""
        rank = self._ranks.get(subject_id, 0)
        return (rank, sum(each > 0 for each in self._ranks.values())) if rank else (0, 0)

    def fill_beyond(self, sheet: PointsSheet) -> None:
        """The periods before and what follows from all of them, under the sheet it belongs to."""
        if self._sheet is None or _about(sheet) != _about(self._sheet):
            return
        self._beyond = sheet
        shown = cast("list[Beyond]", self.detail.scroller.findChildren(Beyond))
        for beyond in shown:
            beyond.show_sheet(sheet)

    def _actions(self, sheet: PointsSheet) -> list[Action]:
        score = sheet.score
        subject_id = score.subject_id
        printing = Action("打印推算单", lambda: self.print_derivation(sheet))
        if score.scheme.subject != DEPUTY:
            return [Action("季度清单", lambda: self.print_statement(sheet)), printing]
        actions = [
            Action("看代表", lambda: self.context.go("deputies", id=subject_id)),
            Action(
                "看考核表",
                lambda: self.context.go("assessment", id=subject_id, year=sheet.year),
                primary=True,
            ),
            printing,
            Action("季度清单", lambda: self.print_statement(sheet)),
            Action("提异议", lambda: self.object(sheet)),
        ]
        if sheet.closing is None and (score.graded.asked or sheet.decision is not None):
            actions.insert(0, Action("定等次", lambda: self.decide_grade(sheet)))
        return actions

    def object(self, sheet: PointsSheet, item: str = "") -> None:
        """Write down what the deputy says is wrong, with an item (by code) or with the total."""
        self.context.go(
            "checks",
            view="objections",
            do="object",
            who=(sheet.score.subject_id, sheet.score.subject.name),
            period=sheet.period.key,
            item=item,
        )

    def decide_grade(self, sheet: PointsSheet) -> None:
        """Write down which grade people decided where the scheme asks them, with why."""
        score, decision = sheet.score, sheet.decision
        scheme = score.scheme
        told = f"{score.graded.asked}。" if score.graded.asked else ""
        before = {} if decision is None else {"grade": decision.grade, "reason": decision.reason}
        self.open_form(
            f"定等次　{score.subject.name}",
            [
                ChoiceField(
                    "grade",
                    "等次",
                    [(grade.name, grade.name) for grade in scheme.grades],
                    required=True,
                    help=told,
                ),
                TextField("reason", "理由和由谁决定", required=True),
            ],
            save_word="定下来",
            service=decisions.decide_grade,
            fixed={
                "period": sheet.period,
                "scheme": scheme,
                "deputy_id": score.subject_id,
                "version": None if decision is None else decision.version,
            },
            values=before,
            say=lambda row: f"{row.deputy}的等次定为“{row.grade}”",
            draft=f"decide:{sheet.year}:{sheet.period.key}:{score.subject_id}",
        )

    def _see_unwritten(self) -> None:
        assert self._sheet is not None
        subject = self._sheet.score.subject
        if subject.members:
            self.context.go("activities", view="unfinished", year=self.year)
        else:
            self.context.go("activities", view="unfinished", deputy_id=subject.id, year=self.year)

    def _ask_course(self) -> None:
        self.ask(
            course.read_course,
            year=self.year,
            period=self._key,
            subject_id=self.open_id,
            then=self.draw_course,
        )

    def draw_course(self, found: Course) -> Dialog:
        """The year so far as a plot."""
        names = [grade.name for grade in found.scheme.grades]
        return show_course(
            self, found, lambda grade: grade_tone(grade, names) if names and grade else Tone.INFO
        )

    def _ask_steps(self) -> None:
        self.ask(
            course.read_steps, year=self.year, period=self._key, subject_id=self.open_id, then=self.show_steps
        )

    def show_steps(self, steps: tuple[Reach, ...]) -> None:
        """The cheapest ways to the next grade, where they were asked for."""
        waiting = cast("list[NextSteps]", self.detail.scroller.findChildren(NextSteps))
        for asked in waiting:
            asked.show_steps(steps)

    # ------------------------------------------------------------------ papers, questions, other pages

    def print_wall(self) -> None:
        """The list to hang up."""
        name = self._period_name()
        self.print_paper(
            "打印公示榜",
            f"积分公示榜 {name}",
            draw_wall,
            kind="points_wall",
            also=(".xlsx", ".docx"),
            **self._asked(),
        )

    def print_statement(self, sheet: PointsSheet) -> None:
        """The subject's statement of the last quarter that is over, with a slip for objections."""
        name = f"积分清单 {sheet.score.subject.name}"
        key = sheet.period.key if "-Q" in sheet.period.key else ""
        self.print_paper(
            "打印季度清单",
            name,
            draw_statements,
            kind="points_statement",  # PDF only: its slip comes back, read by the places of its codes
            year=sheet.year,
            period=key,
            subject_id=sheet.score.subject_id,
            objection_days=self.context.settings.number("objection_days"),
        )

    def print_derivation(self, sheet: PointsSheet) -> None:
        """Where every point comes from, on paper."""
        name = f"积分推算单 {sheet.score.subject.name} {sheet.period.name}"
        self.print_paper(
            "打印推算单",
            name,
            draw_derivation,
            kind="points_derivation",
            also=(".xlsx", ".docx"),
            year=sheet.year,
            period=sheet.period.key,
            subject_id=sheet.score.subject_id,
        )

    def _asked(self) -> dict[str, Any]:
        return {"year": self.year, "period": self._key}

    def _period_name(self) -> str:
        return f"{self.year} 年" if self._view is None else self._view.period.name

    def _see_checks(self) -> None:
        self.context.go("checks", **({"period": self._key} if self._key else {}))

    def ask_switches(self) -> None:
        """Ask how the year's scheme answers its open questions."""
        self.ask(listing.read_switches, year=self.year, then=self.edit_switches)

    def edit_switches(self, view: SwitchesView) -> None:
        """Answer what the scheme leaves open; the points of the year follow at once."""
        if not view.switches:
            self.notice.tell(f"“{view.scheme}”没有要定的口径。")
            return
        before: dict[str, Any] = {
            switch.key: switch.answer if switch.options else switch.on for switch in view.switches
        }
        year = view.choice.year
        self.open_form(
            f"{year} 年计分口径",
            [_switch_field(switch) for switch in view.switches],
            save_word="按此计分",
            service=listing.answer_switches,
            fixed={"year": year, "version": view.choice.version},
            values=before,
            say=f"{year} 年已按新的口径计分",
            draft=f"switches:{year}",
            width=760,
        )

    # ------------------------------------------------------------------ years and periods

    def _another_year(self) -> None:
        self._another("")

    def _another_period(self, place: int) -> None:
        self._another(self._periods[place].key)

    def _another(self, key: str) -> None:
        """The list of that period, and whose points are open, theirs of that period; nothing of who had none then."""
        self._key = key
        self.filters.changed.emit()
        if self.open_id is not None:
            self._ask_sheet(self.open_id, then=self._fill_another).on_refusal = self._gone

    def _fill_another(self, sheet: PointsSheet) -> None:
        self.fill_detail(sheet)
        self._ask_beyond(sheet.score.subject_id)

    def _put_periods(self, view: PointsList) -> None:
        """Offer the periods of the year where there are several."""
        if self._periods != view.periods:
            self._periods = view.periods
            self.periods.clear()
            self.periods.addItems([period.name for period in view.periods])
        self.periods.setVisible(len(view.periods) > 1)
        self.periods.setCurrentIndex([period.key for period in view.periods].index(view.period.key))


def _about(sheet: PointsSheet) -> tuple[object, ...]:
    return sheet.score.subject_id, sheet.period.key


def _switch_field(switch: Switch) -> Field:
    """A yes-or-no question as a tick, one with answers of its own as a choice."""
    if switch.options:
        return ChoiceField(
            switch.key,
            switch.title,
            [(word, word) for word in switch.options],
            required=True,
            help=switch.note,
        )
    return CheckField(switch.key, "", switch.title)
