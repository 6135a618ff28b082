"""今日: four figures that open their lists, what has to be done, and today's reception."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy

from deputy_station.core.clock import weekday_word
from deputy_station.core.remembered import LAST_BACKUP
from deputy_station.features.demands.rules.figures import Outcome
from deputy_station.features.reception.page.papers import make_sign_in, record_sign_in
from deputy_station.features.reception.rules.notice import notice_due
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.today import service as today_service
from deputy_station.features.today.service import FirstSteps, TodayReception, TodayView, TodoRow
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import Card, FigureCard, LineItem
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Grid, HBox, clear
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.steps_card import Step, StepsCard
from deputy_station.widgets.style import px, scale

STEPS_AWAY = "first_steps_away"
"""Under this key this computer remembers that the first steps are not wanted."""
STACK_BELOW = 760
"""Width (px at 100 %) under which the cards stand under each other."""
LOW = 520
"""Height (px at 100 %) under which the figures lie flat, so that what has to be done is in sight."""
LOWEST = 400
"""Height (px at 100 %) under which the page scrolls, not each card in itself."""

_TONES = {"overdue": Tone.OVERDUE, "soon": Tone.SOON, "info": Tone.INFO}


def rate_words(rate: Fraction | None) -> str:
    """94.26%, rounded half up from the exact fraction; "—" while there is nothing to settle."""
    if rate is None:
        return "—"
    hundredths = int(rate * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def due_this_year(today: date) -> dict[str, Any]:
    """The list that the year's rate stands for, as the page of demands is sent to it."""
    return {"first_day": date(today.year, 1, 1), "last_day": date(today.year, 12, 31), "outcome": Outcome.DUE}


class TodayPage(Page):
    """Where the day begins."""

    title = "今日"
    tables = frozenset(
        {
            "demands",
            "demand_extensions",
            "reception_days",
            "activities",
            "attendances",
            "visits",
            "stations",
            "deputies",
            "scheme_years",
            "point_claims",
            "point_objections",
            "check_findings",
            "scan_pages",
            "intake_slips",
            "assessments",
            "assessment_years",
            "duty_report_plans",
            "deeds",
            "mandates",
            "terms",
        }
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        go = context.go
        self.overdue = FigureCard("已超期", Tone.OVERDUE, lambda: go("demands", view="overdue"))
        self.soon = FigureCard("三日内到期", Tone.SOON, lambda: go("demands", view="soon"))
        self.follow_up = FigureCard("待回访", Tone.INFO, lambda: go("demands", view="to_follow_up"))
        self.rate = FigureCard(
            "本年办结率", Tone.DONE, lambda: go("demands", **due_this_year(context.clock.today()))
        )
        self._figures = (self.overdue, self.soon, self.follow_up, self.rate)
        self._grid = Grid(across=14, down=14)
        self._placed: tuple[bool, int] | None = None
        self.todo = Card("要办的事", gap=4)
        self.todo_lines = Scroll(gap=2, margins=(0, 0, 4, 0))
        self.todo.box.addWidget(self.todo_lines, 1)
        self.reception = Card(gap=10)
        self.reception_title = Line("今天的接待", role="heading")
        self.reception.box.addWidget(self.reception_title)
        self._facts = Scroll(gap=8)
        self.reception.box.addWidget(self._facts, 1)
        self.reception_actions = ActionRow(stretch=True)
        self.reception.box.addWidget(self.reception_actions)
        self._below = HBox(gap=14)
        self._below.addWidget(self.todo, 60)
        self._below.addWidget(self.reception, 40)
        for card in (self.todo, self.reception):
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        whole = Scroll(gap=14)
        self.steps = StepsCard("接下来做什么", self.put_steps_away)
        whole.box.addWidget(self.steps)
        whole.box.addLayout(self._grid)
        whole.box.addLayout(self._below, 1)
        self.body.addWidget(whole, 1)
        self.set_actions(Action("登记诉求", partial(go, "demands", do="register"), primary=True))
        scale.changed.connect(self._arrange)
        self._arrange()

    def reload(self) -> None:
        self.ask(today_service.read_today, then=self.show_view)

    def show_view(self, view: TodayView) -> None:
        """Fill the page."""
        figures, today = view.figures, self.context.clock.today()
        longest = figures.longest_overdue_days
        self.overdue.show_figure(str(figures.overdue), f"最久 {longest} 天" if longest else "没有超期的")
        due = figures.next_due_on
        self.soon.show_figure(
            str(figures.due_soon), f"最近 {short_day(due, today)}" if due else "没有快到期的"
        )
        waits = "已告知来访人" if figures.to_follow_up else "都回访过了"
        self.follow_up.show_figure(str(figures.to_follow_up), waits)
        self.rate.show_figure(rate_words(figures.rate), f"办结 {figures.settled} / 应办 {figures.due}")
        clear(self.todo_lines.box)
        for row in view.todo:
            self.todo_lines.box.addWidget(self._todo_line(row))
        if not view.todo:
            self.todo_lines.box.addWidget(Words("今天没有到期、超期或要回访的事。", role="soft"))
        self.todo_lines.box.addStretch(1)
        self._show_reception(view.reception)
        self._show_steps(view.first_steps)
        self._arrange()

    def take_focus(self) -> None:
        self.overdue.setFocus()

    def put_steps_away(self) -> None:
        """The first steps are not wanted on this computer."""
        self.context.settings.remembered.put(STEPS_AWAY, True)
        self.steps.hide()

    def _show_steps(self, first: FirstSteps) -> None:
        """What a new station does next; gone when all is done or somebody put it away."""
        remembered, go = self.context.settings.remembered, self.context.go
        if first.under_way or remembered.get(STEPS_AWAY):
            self.steps.hide()
            return
        self.steps.show_steps(
            [
                Step(
                    "名册里要有代表，才能排班、签到、算积分。",
                    "导入代表名册",
                    partial(go, "deputies", do="import"),
                    first.roster,
                ),
                Step(
                    "写一句“每月15日”，全年的接待日就排好了。",
                    "排接待日",
                    partial(go, "reception", do="plan"),
                    first.reception_days,
                ),
                Step(
                    "请假算不算到会这类口径，按本镇的规定勾好。",
                    "看计分口径",
                    partial(go, "points", do="switches"),
                    first.scheme,
                ),
                Step(
                    "存一份到 U 盘，电脑坏了也不怕。",
                    "做一次备份",
                    partial(go, "settings", do="backup"),
                    remembered.get(LAST_BACKUP) is not None,
                ),
            ]
        )

    def _todo_line(self, row: TodoRow) -> LineItem:
        pill = Pill(row.mark, _TONES.get(row.kind, Tone.QUIET))
        where: dict[str, object] = {} if row.row_id is None else {"id": row.row_id}
        if row.view:
            where["view"] = row.view
        if row.do:
            where["do"] = row.do
        return LineItem(row.when, row.sentence, pill, partial(self.context.go, row.page, **where))

    def _show_reception(self, day: TodayReception | None) -> None:
        clear(self._facts.box)
        go = self.context.go
        register = Action("登记诉求", partial(go, "demands", do="register"), primary=True)
        if day is None:
            self.reception_title.setText("接待")
            self._facts.box.addWidget(Words("还没有排定以后的接待日。", role="soft"))
            self._facts.box.addStretch(1)
            self.reception_actions.set_actions([Action("排接待日", partial(go, "reception", do="plan"))])
            self.set_actions(register)
            return
        today = self.context.clock.today()
        self.reception_title.setText("今天的接待" if day.held_on == today else "下次接待")
        when = f"{short_day(day.held_on, today)} {weekday_word(day.held_on)} {day.hours}".strip()
        deputies = "、".join(
            f"{each.name}（{each.levels}）" if each.levels else each.name for each in day.on_duty
        )
        not_come = len(day.on_duty) - day.signed
        lines = [
            ("时间", when),
            ("地点", day.place),
            ("接待代表", deputies or "还没有排代表"),
            ("签到", f"{day.signed} 人已签，{not_come} 人未到" if day.on_duty else "—"),
            ("来访", f"已登记 {day.visits} 人，候 {day.waiting} 人" if day.visits else "还没有人来访"),
        ]
        if day.state is DayState.PLANNED:
            lead_days = self.context.settings.number("notice_lead_days")
            if due := notice_due(day.held_on, today, lead_days):
                lines.insert(3, ("公告", due))
        self._facts.box.addWidget(build_block(Facts(lines)))
        self._facts.box.addStretch(1)
        self._offer(day, register, held_today=day.held_on == today)

    def _offer(self, day: TodayReception, register: Action, *, held_today: bool) -> None:
        go = self.context.go
        open_day: Callable[[], None] = partial(go, "reception", id=day.day_id)
        visit = partial(go, "reception", id=day.day_id, do="visit")
        scan = Action("签到登记", partial(go, "activities", id=day.activity_id))
        sheet = Action("打印签到表", partial(self.print_sheet, day))
        if not held_today or day.state is DayState.HELD:
            self.reception_actions.set_actions([Action("看接待日", open_day)])
            self.set_actions(sheet, register)
        elif day.state is DayState.OPEN:
            close = Action("结束接待", partial(go, "reception", id=day.day_id, do="close"))
            self.reception_actions.set_actions([scan, close])
            self.set_actions(sheet, Action("登记诉求", register.do), Action("登记来访", visit, primary=True))
        else:
            self.reception_actions.set_actions([scan, Action("登记来访", visit)])
            self.set_actions(
                sheet,
                Action("登记诉求", register.do),
                Action("开始接待", partial(go, "reception", id=day.day_id, do="open"), primary=True),
            )

    def print_sheet(self, day: TodayReception) -> None:
        """The day's sign-in sheet."""
        self.print_paper(
            "打印签到表",
            f"签到表{day.held_on.isoformat()}",
            make_sign_in,
            kind="sign_in",  # PDF only: comes back signed, read by the places of its codes
            writes=True,
            claim=record_sign_in,
            activity_id=day.activity_id,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < px(STACK_BELOW)
        way = QBoxLayout.Direction
        self._below.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._place_figures(narrow=narrow)
        self._give_heights()
        QTimer.singleShot(0, self, self._give_heights)  # the widths inside are known only then

    def _place_figures(self, *, narrow: bool) -> None:
        """Four cards in a row, two by two where it is narrow; flat on a low page, the rate below where it must."""
        flat = self.height() < px(LOW)
        for card in self._figures:
            card.lie_flat(flat)
        widths = [card.sizeHint().width() for card in self._figures]
        columns = 2 if narrow else 4
        if flat:
            columns = 4 if sum(widths) + px(3 * 14 + 60) <= self.width() else 3
            self.rate.lie_flat(True, line=columns == 3)
        if (flat, columns) != self._placed:
            self._placed = (flat, columns)
            self._grid.set_spaces(down=8 if flat else 14)
            for place, card in enumerate(self._figures):
                alone = columns == 3 and place == 3
                self._grid.addWidget(card, place // columns, place % columns, 1, 3 if alone else 1)
        for column in range(4):
            share = widths[column] if flat else 1
            self._grid.setColumnStretch(column, share if column < columns else 0)

    def _give_heights(self) -> None:
        narrow = self.width() < px(STACK_BELOW)
        # On a low page the cards take their whole height and the page scrolls, not each card in itself.
        low = narrow or self.height() < px(LOWEST)
        for part in (self.todo_lines, self._facts):
            inside = part.inside
            width = max(part.viewport().width(), px(120))
            tall = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
            part.setMinimumHeight(tall if low else 0)
