"""Planning a year: the rule in words, and below it at once the days it would give."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from deputy_station.core.clock import month_day, weekday_word
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.rules import Level
from deputy_station.features.reception.rules.phrase import EXAMPLES, read_plan_rule
from deputy_station.features.reception.rules.plan import MARKET_KINDS, OnRestDay, PlanKind, PlanRule
from deputy_station.features.reception.rules.rota import MOST_A_DAY
from deputy_station.features.reception.service.days import MORNING
from deputy_station.features.reception.service.planning import (
    FIRST_YEAR,
    LAST_YEAR,
    PlanRow,
    PlanWish,
    YearPlan,
    plan_year,
    preview_year,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField, TimeField
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.drafts import Keeper
from deputy_station.widgets.fields import ChoiceField, LineField, NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.work import Job

PREVIEW_AFTER_MS = 250
STACK_BELOW = 900
"""Width (px at 100 %) under which the days stand below the rule."""
NO_DAYS = "这个规则在这一年里没有接待日。"
NOT_YET = "规则填好以后，这里列出全年的接待日。"
_NAMED = 4
"""So many who are short of turns are named."""
_REST_WORDS = ("假日", "节日", "休息日", "双休日", "周末")


class PlanDialog(Dialog):
    """Fill the rule, look at the days, save them. `saved(plan)` is called when they are saved."""

    def __init__(
        self, parent: QWidget, context: PageContext, *, year: int, saved: Callable[[YearPlan, Job], object]
    ) -> None:
        super().__init__(parent, "排接待日", width=1140)
        self._work, self._saved, self._today = context.work, saved, context.clock.today()
        self._plan: YearPlan | None = None
        self._preview_refused = False
        self._kind: PlanKind | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PREVIEW_AFTER_MS)
        self._pause.timeout.connect(self.preview)
        self.form = Form(self._fields())
        self.form.put(
            {
                "year": year,
                "rule": EXAMPLES[0],
                "on_rest_day": OnRestDay.POSTPONE,
                "per_day": 2,
                "starts_at": MORNING[0],
                "ends_at": MORNING[1],
                "from_day": self._today if year == self._today.year else None,
            }
        )
        self.form["year"].edited.connect(self._follow_year)
        self.form["rule"].edited.connect(self._follow_words)
        self.form["example"].edited.connect(self._take_example)
        self.form.edited.connect(lambda: self._pause.start())
        self.form.saved.connect(self.save)
        self.summary = Words("", role="soft")
        self.table = Table(
            context.work, _columns(), today=context.clock.today, row_id=lambda row: row.original
        )
        self.table.set_empty(NO_DAYS)
        self._halves = HBox(gap=20)
        left = VBox()
        left.addWidget(self.form)
        left.addStretch(1)
        self._halves.addLayout(left, 43)
        right = VBox(gap=8)
        right.addWidget(self.summary)
        right.addWidget(self.table, 1)
        self._halves.addLayout(right, 57)
        self.body.addLayout(self._halves)
        scale.changed.connect(self._rescale)
        self._rescale()
        self._offer(saving=False)
        self.keeper = Keeper(self.form, context, form_key=f"plan:{year}", title="排接待日")
        self.keeper.restore(self.notice)
        self.preview()

    def open(self) -> None:
        super().open()
        self.form["rule"].setFocus()
        if self.keeper is not None:
            self.keeper.take_place()

    def preview(self) -> None:
        """Ask what the rule would give, if everything is filled in rightly."""
        self._pause.stop()
        wish = self._wish()
        if wish is None:  # what stands beside a rule must be the days of that rule
            self._show_none()
        else:
            self._work.ask(
                preview_year,
                then=self._show_plan,
                on_refusal=self._refuse_preview,
                owner=self,
                key=(self, "preview"),
                wish=wish,
            )

    def save(self) -> None:
        """Save the days."""
        wish = self._wish() if self.form.check() else None
        if wish is None:
            return
        self.notice.clear()
        self._offer(saving=True)
        self._job = self._work.change(
            plan_year, then=self._done, on_refusal=self._refused, owner=self, wish=wish
        )

    def _fields(self) -> list[Any]:
        return [
            NumberField("year", "年份", required=True, least=FIRST_YEAR, largest=LAST_YEAR),
            LineField("rule", "规则", required=True, check=_rule_problem, placeholder="如 每月15日"),
            ChoiceField("example", "例子", [(each, each) for each in EXAMPLES], none="从例子里选"),
            ChoiceField("on_rest_day", "逢节假日", [(each, each.label) for each in OnRestDay], required=True),
            NumberField(
                "per_day",
                "每次代表",
                largest=MOST_A_DAY,
                unit="人",
                help="按轮次排，全年大体一样多；0 为先不排。",
            ),
            ChoiceField("level", "哪一级", level_choices(), none="各级代表"),
            NumberField("least_each", "每人至少", least=1, largest=366, unit="次", help="不填为不要求。"),
            NumberField("most_each", "每人最多", least=1, largest=366, unit="次", help="不填为不限。"),
            TimeField("starts_at", "开始", required=True),
            TimeField("ends_at", "结束", required=True),
            LineField("place", "地点", placeholder="不填为本站地址", most=200),
            DateField("from_day", "从哪天起", today=lambda: self._today, help="不填为全年。"),
        ]

    def _follow_year(self) -> None:
        """This year is planned from today on, another one whole; a day somebody chose stays."""
        year, chosen = self.form["year"].value(), self.form["from_day"].value()
        if chosen in (None, self._today):
            self.form.put({"from_day": self._today if year == self._today.year else None})

    def _follow_words(self) -> None:
        """What the rule says about rest days stands in the choice below it too; a market is held all the same."""
        text = str(self.form["rule"].value())
        if _rule_problem(text):
            return
        rule = read_plan_rule(text)
        market = rule.kind in MARKET_KINDS and self._kind is not rule.kind
        if market or any(word in text for word in _REST_WORDS):
            self.form.put({"on_rest_day": rule.on_rest_day})
        self._kind = rule.kind

    def _take_example(self) -> None:
        example = self.form["example"].value()
        if example is not None:
            self.form.put({"rule": example})
            self._follow_words()
            self.form["rule"].settle()
            self.preview()

    def _wish(self) -> PlanWish | None:
        if any(field.problem() for field in self.form.fields.values()):
            return None
        values = self.form.values()
        return PlanWish(
            year=values["year"],
            rule=_rule_of(values["rule"], values["on_rest_day"]),
            per_day=values["per_day"] or 0,
            least_each=values["least_each"],
            most_each=values["most_each"],
            levels=() if values["level"] is None else (values["level"],),
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            place=values["place"],
            from_day=values["from_day"],
        )

    def _show_plan(self, plan: YearPlan) -> None:
        if self._wish() is None:  # an answer to what stood there before
            return
        self._plan = plan
        self.table.set_empty(NO_DAYS)
        if self._preview_refused:
            self._preview_refused = False
            self.notice.clear()
        self.table.show_rows(plan.rows)
        self.summary.say(_summary(plan))
        self._offer(saving=False)

    def _refuse_preview(self, sentence: str) -> None:
        self._show_none()
        self._preview_refused = True
        self.refuse(sentence)

    def _show_none(self) -> None:
        self._plan = None
        self.table.set_empty(NOT_YET)
        self.table.show_rows([])
        self.summary.say("")
        self._offer(saving=False)

    def _refused(self, sentence: str) -> None:
        self.refuse(sentence)
        self._offer(saving=False)

    def _done(self, plan: YearPlan) -> None:
        self.accept()
        self._saved(plan, self._job)

    def _offer(self, *, saving: bool) -> None:
        added = self._plan.added if self._plan else 0
        word = "正在保存" if saving else f"排定 {added} 天" if added else "排定"
        save = Action(
            word, self.save, primary=True, enabled=bool(added) and not saving, why="没有要新排的接待日"
        )
        self.action_row.set_actions([Action("关闭", self.reject), save])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rescale()

    def _rescale(self) -> None:
        """The days beside the rule, or under it where it is narrow."""
        way = QBoxLayout.Direction
        narrow = self.width() < px(STACK_BELOW)
        self._halves.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.table.setMinimumHeight(px(300))


def level_choices() -> list[tuple[Level, str]]:
    """The levels a deputy may be of: 镇代表."""
    return [(level, f"{level.label}代表") for level in Level]


def _rule_problem(text: Any) -> str | None:
    try:
        read_plan_rule(str(text))
    except Refusal as refusal:
        return str(refusal)
    return None


def _rule_of(text: str, on_rest_day: OnRestDay) -> PlanRule:
    """The rule of the words; what they say about rest days goes before the choice beside them."""
    rule = read_plan_rule(text)
    return rule if any(word in text for word in _REST_WORDS) else replace(rule, on_rest_day=on_rest_day)


def _columns() -> list[Column]:
    return [
        Column("接待日", _held, chars=8),
        Column("说明", _note, chars=12, grow=1),
        Column("接待代表", lambda row: "、".join(row.deputies), chars=10, grow=1, leaves=1),
    ]


def _held(row: PlanRow) -> str:
    return "—" if row.on is None else f"{month_day(row.on)} {weekday_word(row.on)}"


def _note(row: PlanRow) -> str:
    """Why the day is where it is; the date it moved to stands beside it already."""
    note = row.note
    if row.on is not None and row.on != row.original and not row.exists:
        note = f"原 {month_day(row.original)}，{note.rpartition('到')[0]}"
    missing = f"缺 {row.missing} 名代表" if row.missing else ""
    provisional = "暂算" if row.provisional and row.on is not None else ""
    return "，".join(part for part in (provisional, note, missing) if part)


def _summary(plan: YearPlan) -> str:
    parts = [f"{plan.rule_text}：新排 {plan.added} 天"]
    exists = sum(row.exists for row in plan.rows)
    left_out = sum(row.on is None for row in plan.rows)
    if exists:
        parts.append(f"已有 {exists} 天不动")
    if left_out:
        parts.append(f"不接待 {left_out} 天")
    if plan.missing:
        parts.append(f"缺 {plan.missing} 人次")
    if plan.short:
        named = "、".join(plan.short[:_NAMED]) + ("等" if len(plan.short) > _NAMED else "")
        parts.append(f"{named} {len(plan.short)} 人排不够次数")
    if any(row.provisional for row in plan.rows):
        parts.append("这一年的放假安排还没有公布，先按星期和法定节日暂算")
    return "，".join(parts) + "。"
