"""The queue at the left: the number being called, big; below it everybody of the day with state and since when."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QSizePolicy

from deputy_station.core.clock import hour_words
from deputy_station.features.desk.service.queue import DayQueue
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.labels import Short, Words
from deputy_station.widgets.layouts import HBox, clear
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.scroll import Scroll

_TONES = {
    VisitState.WAITING: Tone.SOON,
    VisitState.CALLED: Tone.INFO,
    VisitState.HEARD: Tone.DONE,
    VisitState.LEFT: Tone.QUIET,
}

BACK = "回到登记"


def visitor_words(visit: VisitRow) -> str:
    """Who it is, as far as it may be told: the name, 未留姓名, or （保密）."""
    name = "（保密）" if visit.secret else visit.name or "未留姓名"
    return f"{name} {visit.people} 人" if visit.people > 1 else name


class QueueCard(Card):
    """Shows a `DayQueue`; `choose(visit)` when a line is pressed, `take_day(id)` when another day is picked."""

    def __init__(
        self,
        *,
        choose: Callable[[VisitRow], object],
        take_day: Callable[[int], object],
        steps: Callable[[VisitRow], Sequence[Action]],
        back: Callable[[], object],
    ) -> None:
        super().__init__(gap=8, margins=(14, 12, 14, 12))
        self._choose, self._take_day, self._steps = choose, take_day, steps
        self._days: list[int] = []
        self._visits: tuple[VisitRow, ...] = ()
        self.day = Choice()
        self.day.setAccessibleName("接待日")
        self.day.activated.connect(lambda place: self._take_day(self._days[place]))
        self._count = Words("", role="soft")
        self.number = Short("", role="called", keeps=60)
        self.who = Short("", role="strong")
        self.action_row = ActionRow(stretch=True, gap=6)
        self.lines = Scroll(gap=2, margins=(0, 0, 4, 0))
        self.back = ActionRow()
        self.back.set_actions([Action(BACK, back, keys="Esc")])
        self._over = False
        head = HBox(gap=10)
        head.addWidget(self.day, 1)
        head.addWidget(self.back)
        self.box.addLayout(head)
        self.box.addWidget(self._count)
        self.box.addWidget(self.number)
        self.box.addWidget(self.who)
        self.box.addWidget(self.action_row)
        self.box.addWidget(self.lines, 1)
        self.lie_over(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_days(self, days: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """Offer the days to work on."""
        self._days = [day_id for day_id, _ in days]
        self.day.clear()
        self.day.addItems([words for _, words in days])
        self.day.setVisible(bool(days))
        self.day.updateGeometry()
        if chosen in self._days:
            self.day.setCurrentIndex(self._days.index(chosen))

    def show_queue(self, queue: DayQueue, chosen: VisitRow | None) -> None:
        """Show the queue as it is now."""
        waiting = len(queue.of(VisitState.WAITING))
        heard = len(queue.of(VisitState.HEARD))
        self._count.say(f"等候 {waiting} 批，已接待 {heard} 批")
        self._visits = queue.visits
        clear(self.lines.box)
        for visit in queue.visits:
            self.lines.box.addWidget(
                LineItem(
                    f"{visit.number} 号",
                    f"{visitor_words(visit)} {_when_or_where(visit, queue)}",
                    Pill(visit.state.label, _TONES[visit.state]),
                    partial(self._choose, visit),
                )
            )
        if not queue.visits:
            self.lines.box.addWidget(Words("还没有人来。来了按“取号”，或直接在右边登记。", role="soft"))
        self.lines.box.addStretch(1)
        self.show_chosen(chosen)

    def show_nothing(self, sentence: str) -> None:
        """There is no day to work on."""
        self._count.say("")
        self._visits = ()
        clear(self.lines.box)
        self.lines.box.addWidget(Words(sentence, role="soft"))
        self.lines.box.addStretch(1)
        self.show_chosen(None)

    def show_chosen(self, visit: VisitRow | None) -> None:
        """The number that is called, big, with what can be done about it."""
        self.number.say(f"{visit.number} 号" if visit is not None else "")
        self.number.setVisible(visit is not None and not self._over)
        said = f"{visitor_words(visit)}，{visit.state.label}" if visit is not None else "没有叫号"
        self.who.say(said)
        self.number.setAccessibleName(f"正在接待：{said}")
        self.action_row.set_actions(self._steps(visit) if visit is not None else ())

    def lie_over(self, over: bool) -> None:
        """Stand over the form, which comes back by a button: without the figures, which stand there already."""
        self._over = over
        self.back.setVisible(over)
        self._count.setVisible(not over)
        self.number.setVisible(not over and bool(self.number.whole))

    @property
    def visits(self) -> tuple[VisitRow, ...]:
        """The visitors shown, in their order."""
        return self._visits


def _when_or_where(visit: VisitRow, queue: DayQueue) -> str:
    """Since when they are here; of whom another desk called, by whom."""
    by = queue.elsewhere.get(visit.id)
    return hour_words(visit.came_at) if by is None else f"{by}在接待"
