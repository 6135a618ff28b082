"""履职积分: everybody's points of a year, each item with its sum, each number opening the records behind it."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import Figure, points_words
from deputy_station.features.points.rules.periods import period_words
from deputy_station.features.points.rules.rule_words import bound_words, points_of
from deputy_station.features.points.rules.scheme import Category, Switch
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.vocabulary import State
from deputy_station.features.points.service import listing
from deputy_station.features.points.service.listing import PointsRow, PointsView, SwitchesView
from deputy_station.features.points.service.scores import SCORED_TABLES
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.plot import Bar, show_plot
from deputy_station.widgets.table_model import Column, Kind

UNFINISHED = "unfinished"
"""The chip for who has activities whose attendance nobody has written down."""

PAGE_OF_SOURCE = {
    "activity": "activities",
    "deed": "deeds",
    "suggestion": "suggestions",
    "demand": "demands",
}
"""The page on which a record can be seen and mended."""


NOT_DONE = frozenset(
    {
        State.ABSENT,
        State.LEAVE,
        State.NOT_YET,
        State.TO_COME,
        State.NOT_ACCEPTED,
        State.NOT_ASSIGNED,
    }
)
"""States that say a thing did not, or not yet, come about."""


def grade_tone(grade: str, grades: Sequence[str]) -> Tone:
    """The colour of a grade by its place: the best done, the next info, the last soon."""
    place = list(grades).index(grade) if grade in grades else len(grades)
    if place == 0:
        return Tone.DONE
    if place == len(grades) - 1:
        return Tone.SOON
    return Tone.INFO if place == 1 else Tone.QUIET


class PointsPage(ListDetailPage):
    """Who has how many points, and why."""

    title = "履职积分"
    tables = SCORED_TABLES

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="人",
            search="姓名、拼音首字母或小组",
            empty="这一年没有在任的代表。先在“代表名册”里登记代表，或导入名册。",
            empty_action=Action("去代表名册", lambda: context.go("deputies")),
            columns=self._columns(()),
        )
        self._view: PointsView | None = None
        self._categories: tuple[Category, ...] = ()
        self._grades: tuple[str, ...] = ()
        self._years: list[int] = []
        self.years = Choice()
        self.years.setAccessibleName("年度")
        self.years.activated.connect(lambda _place: self.filters.changed.emit())
        self.filters.add(self.years)
        self._put_years([context.clock.today().year])
        self.set_actions(
            Action("计分口径", self.ask_switches),
            Action("等次分布", self.show_spread),
            Action("年度考核", lambda: self.context.go("assessment", year=self.year), primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"switches": lambda year: self.ask(listing.read_switches, year=year, then=self.edit_switches)}

    def take_filter(self, **filters: Any) -> None:
        do = filters.pop("do", "")
        super().take_filter(**filters)
        if do == "switches":
            self.ask_switches()

    @property
    def year(self) -> int:
        """The year shown."""
        return self._years[self.years.currentIndex()]

    def load_list(self) -> None:
        today = self.context.clock.today()
        if "year" in self.sent:
            self._put_years([*self._years, int(self.sent.pop("year"))], chosen=True)
        self.ask(listing.years_to_show, today=today, then=self.show_years)
        if self._view is None or self._view.year != self.year:
            self.ask(listing.read_points, year=self.year, then=self.take_view)
        else:
            self._narrow()

    def reload(self) -> None:
        self._view = None  # a record changed: every total is derived anew
        super().reload()

    def show_years(self, years: list[int]) -> None:
        """Offer these years besides those already there."""
        self._put_years([*years, *self._years])

    def take_view(self, view: PointsView) -> None:
        """Everybody's points of the year, for the chips; they stay while the list is only narrowed."""
        self._view = view
        self._grades = tuple(name for name, _count in view.grades)
        if view.scheme.categories != self._categories:
            self._categories = view.scheme.categories
            self.table.set_columns(self._columns(view.scheme.categories))
        self.set_count(f"{len(view.rows)} 人")
        grades = [Filter(name, name, count) for name, count in view.grades]
        unfinished = [Filter(UNFINISHED, "考勤未登记", view.unfinished)] if view.unfinished else []
        self.filters.set_filters([Filter("", "全部", len(view.rows)), *grades, *unfinished])
        self._narrow()

    def _narrow(self) -> None:
        self.ask(listing.find_deputies, search=self.filters.words, then=self.show_list)

    def show_list(self, found: frozenset[int] | None) -> None:
        """Fill the table with those found (None: everybody) who fit the chosen chip."""
        if self._view is not None:  # else it is being read anew
            self.table.show_rows(
                [row for row in self._view.rows if (found is None or row.id in found) and self._wanted(row)]
            )

    def _wanted(self, row: PointsRow) -> bool:
        if self.filters.chosen == UNFINISHED:
            return row.score.open_records > 0
        return self.filters.chosen in ("", row.score.grade)

    def show_spread(self) -> None:
        """How many hold each grade; pressing a bar lists them."""
        self.ask(listing.read_points, year=self.year, then=self.draw_spread)

    def draw_spread(self, view: PointsView) -> Dialog:
        """The grades as bars, the best on top."""
        names = [name for name, _count in view.grades]
        bars = [
            Bar(name, count, f"{count} 人", grade_tone(name, names), partial(self.show_grade, name))
            for name, count in view.grades
        ]
        return show_plot(self, f"{view.year} 年等次分布", bars)

    def show_grade(self, grade: str) -> None:
        """List those who hold a grade."""
        self.filters.choose(grade)

    def show_detail(self, row_id: Any) -> None:
        self.ask(listing.read_score, year=self.year, subject_id=row_id, then=self.fill_detail)

    def fill_detail(self, score: Score) -> None:
        """The deputy's total, category by category, item by item."""
        subject = score.subject
        facts: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            ("总分", f"{score.shown} / {bound_words(score.scheme.total)}")
        ]
        if score.remark:
            facts.append(("说明", score.remark))
        if subject.earlier:
            earlier = [f"{period_words(each.period)}{each.grade}" for each in subject.earlier]
            facts.append(("本届等次", "，".join(earlier)))
        if score.advice:
            facts.append(("结果运用", "、".join(each.name for each in score.advice)))
        if score.open_records:
            see = partial(
                self.context.go, "activities", view="unfinished", deputy_id=subject.id, year=self.year
            )
            facts.append(("未登记", f"{score.open_records} 次活动的考勤还没有登记，没有计入", see))
        blocks: list[Block] = [Facts(facts)]
        for held in score.categories:
            category = held.category
            blocks.append(
                Heading(f"{category.code} {category.name}　{points_of(held.points, category.most)}")
            )
            blocks += [
                self._item_line(score, item) for item in score.items if item.item.category == category.code
            ]
        self.detail.show_detail(
            Detail(
                reference=f"{self.year} 年　{subject.group}",
                title=subject.name,
                pill=Pill(score.grade, grade_tone(score.grade, self._grades)),
                blocks=blocks,
                actions=[
                    Action("看代表", lambda: self.context.go("deputies", id=subject.id)),
                    Action(
                        "看考核表",
                        lambda: self.context.go("assessment", id=subject.id, year=self.year),
                        primary=True,
                    ),
                ],
            )
        )

    def _item_line(self, found: Score, score: ItemScore) -> QWidget:
        """An item with its points and, under it, the sum; pressing it opens the records."""
        item = score.item
        tone = Tone.DONE if score.points == item.most else Tone.QUIET if score.points == 0 else Tone.INFO
        widget = QWidget()
        box = VBox(widget, gap=0)
        under = VBox(gap=0, margins=(64, 0, 0, 0))
        under.addWidget(Words(score.words, role="small"))
        box.addWidget(
            LineItem(
                item.code,
                item.name,
                Pill(points_of(score.points, item.most), tone),
                partial(self.open_records, found, score),
            )
        )
        box.addLayout(under)
        return widget

    def open_records(self, found: Score, score: ItemScore) -> Dialog:
        """The records an item was counted from, and those that were not counted with the reason."""
        item = score.item
        points = points_of(score.points, item.most)
        dialog = Dialog(self, f"{found.subject.name}　{item.code} {item.name}：{points}")
        dialog.body.addWidget(Words(score.words))
        dialog.body.addWidget(Line(f"计入的记录　{len(score.counted)} 条", role="heading"))
        for fact in score.counted:
            dialog.body.addWidget(self._record_line(dialog, fact))
        if score.passed:
            dialog.body.addWidget(Line(f"没有计入的　{len(score.passed)} 条", role="heading"))
        for passed in score.passed:
            dialog.body.addWidget(self._record_line(dialog, passed.fact))
            dialog.body.addWidget(Words(passed.reason, role="small"))
        dialog.body.addStretch(1)
        dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
        dialog.open()
        return dialog

    def _record_line(self, dialog: Dialog, fact: Fact) -> LineItem:
        marks = [fact.state] if fact.attended or fact.state in NOT_DONE else []
        marks += [word for word in (fact.role, fact.level, fact.manner, fact.satisfaction) if word]
        if fact.weight != 1:
            marks.append(f"{points_words(Fraction(fact.weight))} 人次")
        if fact.votes is not None:
            words, number = fact.votes[0]
            marks.append(f"{words} {number} / {sum(cast for _word, cast in fact.votes)} 票")

        def see() -> None:
            dialog.accept()
            kind, row_id = fact.source
            self.context.go(PAGE_OF_SOURCE[kind], id=row_id)

        pill = Pill("、".join(marks), Tone.SOON if fact.state in NOT_DONE else Tone.DONE) if marks else None
        return LineItem(short_day(fact.on, self.context.clock.today()), fact.title or fact.kind, pill, see)

    def ask_switches(self) -> None:
        """Ask how the year's scheme answers its open questions."""
        self.ask(listing.read_switches, year=self.year, then=self.edit_switches)

    def edit_switches(self, view: SwitchesView) -> None:
        """Answer what the scheme leaves open; the points of the year follow at once."""
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

    def _put_years(self, years: Sequence[int], *, chosen: bool = False) -> None:
        """Offer these years, newest first; the present choice stays, or with `chosen` the last one is taken."""
        present = years[-1] if chosen or not self._years else self.year
        self._years = sorted(set(years), reverse=True)
        words = [f"{year}年" for year in self._years]
        if [self.years.itemText(place) for place in range(self.years.count())] != words:
            self.years.clear()
            self.years.addItems(words)
        self.years.setCurrentIndex(self._years.index(present))

    def _columns(self, categories: Sequence[Category]) -> tuple[Column, ...]:
        of_categories = [
            Column(
                category.short,
                partial(_of_category, place),
                chars=2,
                leaves=2 + place,
                kind=Kind.NUMBER,
            )
            for place, category in enumerate(categories)
        ]
        return (
            Column("名次", "rank", chars=2, leaves=1, kind=Kind.NUMBER),
            Column("姓名", "name", chars=4, grow=1),
            Column("小组", "group", chars=6, leaves=9),
            *of_categories,
            Column("总分", _total, chars=3, kind=Kind.NUMBER),
            Column("等次", self._pill, chars=3, kind=Kind.PILL),
        )

    def _pill(self, row: PointsRow) -> Pill:
        return Pill(row.score.grade, grade_tone(row.score.grade, self._grades))


def _total(row: PointsRow) -> Figure:
    return Figure(row.score.total, row.score.shown)


def _of_category(place: int, row: PointsRow) -> Figure:
    points = row.score.categories[place].points
    return Figure(points, points_words(points))


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
