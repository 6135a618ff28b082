"""接待台: a busy hour at the desk. One key calls the next, the form is filled by keyboard alone, Ctrl+Enter registers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import month_day
from deputy_station.features.activities.page.attendance import AttendanceDialog
from deputy_station.features.activities.page.attendance_grid import open_attendance_grid
from deputy_station.features.desk.page.closing import Closing
from deputy_station.features.desk.page.kit import KIT, print_kit
from deputy_station.features.desk.page.known_card import KnownCard
from deputy_station.features.desk.page.queue_card import BACK, QueueCard, visitor_words
from deputy_station.features.desk.page.taking_card import TakingCard
from deputy_station.features.desk.page.visitor_papers import VisitorPapers
from deputy_station.features.desk.service import queue
from deputy_station.features.desk.service.earlier import KnownBefore
from deputy_station.features.desk.service.queue import DayQueue
from deputy_station.features.desk.service.taking import Taken
from deputy_station.features.phone.page import open_phone_page
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service import visits
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.store.memory import this_computer
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.fields import LineField, NumberField, TextField
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.style import px, scale

NEXT, READ_BACK, RECEIPT = "叫下一位 F9", "念一遍 F7", "打印回执 F8"
THREE_COLUMNS, TWO_COLUMNS = 1080, 760
"""Widths (px at 100 %) from which what is known, and the queue, stand beside the form."""
HIGH = 470
"""A page lower than this (px at 100 %) gives the form all its height: the queue folds into the row of 登记."""
VERY_LOW = 300
"""A page lower than this has no room for a form with a sentence above it."""
KNOWN_BESIDE_FOLDED = 740
"""Width (px at 100 %) from which what is known stands beside the form where the queue is folded."""
QUEUE_WIDTH, KNOWN_WIDTH, KNOWN_NARROW = 300, 280, 220
NO_DAY = "今天没有接待日。先到“接待日”排一天，或在上面选一天补记。"


class DeskPage(Page):
    """The queue left, the form in the middle, what is known already right."""

    title = "接待台"
    tables = frozenset({"reception_days", "visits", "demands", "attendances", "activities"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._day_id: int | None = None
        self._queue: DayQueue | None = None
        self._chosen_id: int | None = None
        self._last: Taken | None = None
        self._last_typed: Mapping[str, Any] = {}
        self._folded = self._queue_open = False
        self._wanted_visit: int | None = None
        self.closing = Closing(self, changed=self.reload)
        self.queue = QueueCard(
            choose=self.choose, take_day=self.take_day, steps=self._steps, back=self.fold_queue
        )
        self.known = KnownCard(
            lambda demand_id: context.go("demands", id=demand_id),
            context.clock.today,
            compare=lambda: self.taking.compare(),
        )
        self.taking = TakingCard(
            self, taken=self._taken, known=self._show_known, hinted=self.known.show_hints
        )
        self.papers = VisitorPapers(self, self.taking, chosen=self._chosen, day_id=lambda: self._day_id)
        self._known_beside = True
        self._row = HBox(gap=14)
        self._row.addWidget(self.queue)
        self._row.addWidget(self.taking, 1)
        self._row.addWidget(self.known)
        self.body.addLayout(self._row, 1)
        scale.changed.connect(self._arrange)
        self._show_actions()

    # ------------------------------------------------------------------ what the shell asks

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "take": self.take_again,
            "come": self.take_day_and(self.take_number),
            "no_demand": lambda visit_id: self.ask(visits.get_visit, visit_id=visit_id, then=self.no_demand),
            "summary": self.closing.open_summary,
            "attendance": lambda activity_id: open_attendance_grid(
                self, activity_id=activity_id, closed=self.reload
            ),
        }

    def take_filter(self, **filters: Any) -> None:
        wanted = filters.get("id")
        if wanted is None:
            return
        if filters.get("do") == "end":
            self.take_day_and(self._end)(int(wanted))
        else:
            self.take_day(int(wanted))

    def reload(self) -> None:
        self.ask(_read, then=self._show, day_id=self._day_id, desk=this_computer())

    def take_focus(self) -> None:
        if self.taking.form is not None:
            self.taking.take_focus()
        else:
            self.setFocus()

    # ------------------------------------------------------------------ the day

    def take_day(self, day_id: int) -> None:
        """Work on another day."""
        if day_id != self._day_id:
            self.taking.put_away()
            self._day_id, self._queue, self._chosen_id, self._last = day_id, None, None, None
            self.papers.last = None
            self.reload()

    def take_day_and(self, then: Callable[[], object]) -> Callable[[int], object]:
        """Go to that day, then do it: how a draft of the day is opened again."""

        def go_on(found: tuple[list[tuple[int, str, DayState]], DayQueue | None]) -> None:
            self._show(found)
            then()

        def do(day_id: int) -> None:
            self.take_day(day_id)
            self.ask(_read, day_id=day_id, desk=this_computer(), then=go_on)

        return do

    def take_again(self, day_id: int, visit_id: int) -> None:
        """Go on taking down: the visitor of that draft, or the one without a number."""
        self._wanted_visit = visit_id
        self.take_day_and(self._start_wanted)(day_id)

    def _show(self, found: tuple[list[tuple[int, str, DayState]], DayQueue | None]) -> None:
        days, shown = found
        self._queue = shown
        if shown is None:
            self._day_id = None
            self.taking.put_away()
            self._tell_who()
            self.queue.show_days([(day_id, words) for day_id, words, _ in days], None)
            self.queue.show_nothing(NO_DAY)
            self._show_actions()
            return
        self._day_id = shown.day.row.id
        if self._day_id not in [day_id for day_id, _, _ in days]:  # one to come, or long gone
            days = [(self._day_id, month_day(shown.day.row.held_on), shown.day.row.state), *days]
        self.queue.show_days([(day_id, words) for day_id, words, _ in days], self._day_id)
        self.queue.show_queue(shown, self._chosen())
        self.waiting.emit(len(shown.of(VisitState.WAITING)))
        begins = (
            shown.day.row.state is not DayState.CANCELLED
            and shown.day.row.held_on <= self.context.clock.today()
        )
        if begins and self.taking.day_id != self._day_id:
            self._begin_where_it_stood(shown)
        elif begins:
            self._begin_again(shown)
        self._show_actions()

    def _begin_where_it_stood(self, shown: DayQueue) -> None:
        """With the visitor who was called to this desk and is not done with; else with an empty form."""
        visit = shown.at_desk()
        self._chosen_id = visit.id if visit is not None else None
        focus = self.isVisible() and self._has_focus()
        self.taking.start(shown.day.row.id, visit, shown.listening, focus=focus)
        self.queue.show_chosen(self._chosen())

    def _begin_again(self, shown: DayQueue) -> None:
        """Who was just registered is at the desk again, as that was taken back: so is what was typed."""
        last = self._last
        if last is None or self.taking.visit is not None or self.taking.begun:
            return
        visit = next((each for each in shown.of(VisitState.CALLED) if each.id == last.visit.id), None)
        # Who joined in without a number has none any more: the visit itself was taken back.
        gone = last.joined and all(each.id != last.visit.id for each in shown.visits)
        if not gone and (visit is None or visit.id in shown.elsewhere):
            return
        self._last = self.papers.last = None
        self._chosen_id = visit.id if visit is not None else None
        self.notice.clear()
        self.taking.start(shown.day.row.id, visit, shown.listening, typed=self._last_typed)
        self.taking.notice.tell(f"第 {last.visit.number} 号的登记已撤销，写过的都在，改好再登记。")
        self.queue.show_chosen(visit)

    def _has_focus(self) -> bool:
        """Whether the keyboard is on the page itself: nobody is drawn away from where they type."""
        return self.window().focusWidget() in (None, self)

    def _end(self) -> None:
        if self._queue is not None and self._queue.day.row.state is DayState.OPEN:
            self.closing.end(self._queue)

    def _start_wanted(self) -> None:
        wanted, self._wanted_visit = self._wanted_visit, None
        visit = next((each for each in self.queue.visits if each.id == wanted), None)
        if self._queue is not None and self._day_id is not None:
            self._chosen_id = visit.id if visit is not None else None
            self.taking.start(self._day_id, visit, self._queue.listening)
            self.queue.show_chosen(self._chosen())

    def _show_actions(self) -> None:
        self._tell_who()
        shown = self._queue
        if shown is None:
            self.set_actions(
                Action("看接待日", partial(self.context.go, "reception"), primary=True),
            )
            return
        waits = bool(shown.of(VisitState.WAITING))
        receives = shown.day.row.state in (DayState.PLANNED, DayState.NOTICED, DayState.OPEN)
        actions = [
            Action(NEXT, self.call_next, enabled=receives and waits, why="现在没有人在等候。"),
            Action(READ_BACK, self.papers.read_back),
            Action(RECEIPT, self.papers.print_receipt),
            Action("取号", self.take_number),
            Action("签到登记", self.take_attendance),
        ]
        # What ends the day is seen before what was printed for it: the last ones go behind 更多 first.
        if shown.day.row.state is DayState.OPEN:
            actions.append(Action("结束接待", lambda: self.closing.end(shown)))
        if shown.day.row.state is DayState.HELD:
            actions.append(Action("接待小结", partial(self.closing.open_summary, shown.day.row.id)))
        actions.append(Action("手机签到", partial(open_phone_page, self, shown.day.row.activity_id)))
        actions.append(Action(KIT, partial(print_kit, self, shown.day)))
        self.set_actions(*actions)

    # ------------------------------------------------------------------ the queue

    def call_next(self) -> None:
        """F9: whoever waits longest; what is typed for the one before stays with them."""
        if self._day_id is not None:
            self.change(
                queue.call_next,
                day_id=self._day_id,
                desk=this_computer(),
                say=_called_words,
                then=self._called,
            )

    def choose(self, visit: VisitRow) -> None:
        """A line of the queue: look at that visitor, and go on taking down whoever is at the desk."""
        self._chosen_id = visit.id
        self.queue.show_chosen(visit)
        if visit.state is VisitState.CALLED:
            self._begin(visit)
        self._tell_who()

    def take_number(self) -> None:
        """Somebody comes and waits."""
        self.open_form(
            "取号",
            [
                LineField("name", "来访人", most=80, placeholder="可以不留"),
                NumberField("people", "人数", required=True, least=1, largest=visits.MOST_PEOPLE, unit="人"),
            ],
            values={"people": 1},
            save_word="取号",
            service=visits.add_visit,
            fixed={"day_id": self._day_id},
            say=lambda visit: f"{visit.number} 号，请来访人稍候",
            draft=f"come:{self._day_id}",
            width=460,
        )

    def no_demand(self, visit: VisitRow) -> None:
        """The visitor was heard, and there is nothing to take down."""
        self.open_form(
            f"第 {visit.number} 号：没有诉求",
            [TextField("note", "来意", lines=3, placeholder="如 来问政策，已当面说明")],
            values={"note": visit.note},
            save_word="记为已接待",
            service=queue.finish_without_demand,
            fixed={"visit_id": visit.id, "version": visit.version},
            say=f"第 {visit.number} 号已接待，没有诉求",
            then=self._left_desk,
            draft=f"no_demand:{visit.id}",
            width=520,
        )

    def _steps(self, visit: VisitRow) -> list[Action]:
        at: dict[str, Any] = {"visit_id": visit.id, "version": visit.version}
        call = partial(
            self.change, queue.call_visit, desk=this_computer(), say=_called_words, then=self._called, **at
        )
        leave = partial(
            self.change,
            queue.mark_left,
            say=f"第 {visit.number} 号已离开",
            then=self._left_desk,
            **at,
        )
        if visit.state is VisitState.CALLED:
            return [
                Action("再叫一遍", call),
                Action("没有诉求", partial(self.no_demand, visit)),
                Action("已离开", leave),
            ]
        if visit.state is VisitState.WAITING:
            return [Action("叫这位", call), Action("已离开", leave)]
        if visit.state is VisitState.LEFT:
            return [Action("又回来了", call)]
        again = partial(
            self.change,
            visits.finish_visit,
            finished=False,
            say=f"第 {visit.number} 号改回等候",
            then=self._left_desk,
            **at,
        )
        return [Action("改回等候", again)]

    def _called(self, visit: VisitRow) -> None:
        before = self.taking.visit
        if before is not None and before.id != visit.id and self.taking.begun:
            at = "排队" if self._folded else "左边"
            self.notice.tell(f"第 {before.number} 号没写完的已留着，点{at} {before.number} 号接着写。")
        self._chosen_id = visit.id
        self._replace(visit)
        self._begin(visit)

    def _begin(self, visit: VisitRow) -> None:
        if self._queue is None or self._day_id is None:
            return
        self.fold_queue()
        if self.taking.visit is None or self.taking.visit.id != visit.id:
            self.taking.start(self._day_id, visit, self._queue.listening)

    def _left_desk(self, visit: VisitRow) -> None:
        """That visitor is done with, or waits again: the form is free for the next."""
        self._replace(visit)
        if self.taking.visit is not None and self.taking.visit.id == visit.id:
            self._start_blank()

    def _replace(self, visit: VisitRow) -> None:
        if self._queue is not None:
            shown = self._queue
            others = [visit if each.id == visit.id else each for each in shown.visits]
            elsewhere = {at: by for at, by in shown.elsewhere.items() if at != visit.id}
            self._queue = replace(shown, visits=tuple(others), elsewhere=elsewhere)
            self.queue.show_queue(self._queue, self._chosen())
        self._show_actions()

    def _chosen(self) -> VisitRow | None:
        shown = self._queue.visits if self._queue is not None else ()
        return next((each for each in shown if each.id == self._chosen_id), None)

    def _start_blank(self) -> None:
        self._chosen_id = None
        self.queue.show_chosen(None)
        if self._queue is not None and self._day_id is not None:
            self.taking.start(self._day_id, None, self._queue.listening)
        self._tell_who()

    # ------------------------------------------------------------------ taking down

    def _taken(self, taken: Taken, typed: Mapping[str, Any]) -> None:
        self._last, self._last_typed = taken, typed
        # The receipt of a demand names who voiced it first: whoever joined in gets none.
        self.papers.last = None if taken.joined else taken.demand
        self._start_blank()
        if taken.joined:
            return
        if self._folded:  # the bottom line says it, and the row of 登记 offers the receipt: no room is taken
            return
        due = taken.demand.deadline_on
        until = f"，{due.month}月{due.day}日前答复" if due is not None else ""
        self.notice.tell(f"诉求 {taken.demand.number} 已登记{until}。", RECEIPT, self.papers.print_receipt)

    def _show_known(self, known: KnownBefore, typed: bool) -> None:
        self.known.show_known(known, typed=typed)

    # ------------------------------------------------------------------ the day's other papers

    def take_attendance(self) -> None:
        """Which deputies came."""
        if self._queue is not None:
            day = self._queue.day
            AttendanceDialog(
                self,
                self.context,
                activity_id=day.row.activity_id,
                title=day.title,
                closed=self.reload,
            ).open()

    # ------------------------------------------------------------------ where things stand

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Three columns; two with what is known under the form; or, where it is narrow or low, the form alone with
        the queue folded into the row of its button, and what is known beside or under it."""
        width = self.width()
        self._folded = width < px(TWO_COLUMNS) or self.height() < px(HIGH)
        beside = width >= px(KNOWN_BESIDE_FOLDED if self._folded else THREE_COLUMNS)
        _free(self.queue) if self._folded else self.queue.setFixedWidth(px(QUEUE_WIDTH))
        known = KNOWN_NARROW if self._folded else KNOWN_WIDTH
        self.known.setFixedWidth(px(known)) if beside else _free(self.known)
        if beside != self._known_beside:
            self._known_beside = beside
            inside = self.taking.scroller.box
            (inside if beside else self._row).removeWidget(self.known)
            (self._row if beside else inside).addWidget(self.known)
        self.taking.lie_low(self._folded)
        self.show_queue(self._queue_open)

    def _place_notice(self) -> None:
        """Above the form also where there is little height: it gives way, and nobody types under a sentence."""
        if self.height() < px(VERY_LOW):
            super()._place_notice()
        elif self._box.indexOf(self.notice) < 0:
            self._box.insertWidget(1, self.notice)

    def show_queue(self, shown: bool) -> None:
        """Unfold the queue over the form, where it has no place of its own; or fold it again."""
        self._queue_open = shown and self._folded
        self.queue.setVisible(self._queue_open or not self._folded)
        self.queue.lie_over(self._queue_open)
        self.taking.setVisible(not self._queue_open)
        self.known.setVisible(not (self._queue_open and self._known_beside))
        self._tell_who()

    def fold_queue(self) -> None:
        """Back to the form, to where somebody was writing."""
        if self._queue_open:
            self.show_queue(False)
            self.taking.take_focus()

    def _unfold_queue(self) -> None:
        self.show_queue(True)
        self.queue.back.button(BACK).setFocus()

    def _tell_who(self) -> None:
        """Where the queue is folded, the head says who sits at the desk, and its steps stand beside 登记."""
        shown, visit = self._queue, self.taking.visit
        if shown is None:
            self.set_count("")
            self.taking.show_beside(())
            return
        if not self._folded:
            self.set_count(f"{shown.day.title}，{shown.day.row.state.label}")
            self.taking.show_beside(())
            return
        current = next((each for each in shown.visits if visit is not None and each.id == visit.id), visit)
        if current is None:
            self.set_count(self.taking.head.whole)
        else:
            self.set_count(f"{current.number} 号 {visitor_words(current)}，{current.state.label}")
        waiting = len(shown.of(VisitState.WAITING))
        beside = [Action(f"排队 {waiting}", self._unfold_queue)]
        if current is not None:
            beside += self._steps(current)
        elif self._last is not None:
            beside.append(Action(RECEIPT, self.papers.print_receipt))
        self.taking.show_beside(beside)


def _free(card: QWidget) -> None:
    card.setMinimumWidth(0)
    card.setMaximumWidth(16_777_215)


def _called_words(visit: VisitRow) -> str:
    return f"请 {visit.number} 号来访人"


def _read(
    session: Any, *, day_id: int | None, desk: str
) -> tuple[list[tuple[int, str, DayState]], DayQueue | None]:
    """The days to choose from, and the queue of the one wanted: today's, else one that was never closed."""
    days = queue.desk_days(session)
    if day_id is None:
        day_id = queue.day_at_hand(session)
    return days, None if day_id is None else queue.read_queue(session, day_id=day_id, desk=desk)
