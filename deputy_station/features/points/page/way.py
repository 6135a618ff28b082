"""The way of one subject's points: the plot of its year, and the steps to the next grade, asked when wanted."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from deputy_station.features.points.rules.reaching import Reach
from deputy_station.features.points.service.course import Course
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line, Link, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.plot import Bar, Plot

ASK, ASKING = "怎样到下一等次", "正在算怎样到下一等次……"


class NextSteps(QWidget):
    """A link that asks for the cheapest steps, then the steps in its place."""

    def __init__(self, ask: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = VBox(self, gap=4)
        self._ask = ask
        self._box.addWidget(Link(ASK, self.ask))

    def ask(self) -> None:
        """Work them out; the page stays usable meanwhile."""
        self._say([ASKING], role="soft")
        self._ask()

    def show_steps(self, steps: Sequence[Reach]) -> None:
        """Show them, the fewest first."""
        if len(steps) == 1:
            self._say([f"{steps[0].words}。"], heading=True)
        else:
            self._say([f"{number}. {reach.words}。" for number, reach in enumerate(steps, 1)], heading=True)

    def _say(self, lines: Sequence[str], *, role: str = "", heading: bool = False) -> None:
        clear(self._box)
        if heading:
            self._box.addWidget(Line(ASK, role="heading"))
        for line in lines:
            self._box.addWidget(Words(line, role=role))


def show_course(page: Page, course: Course, tone: Callable[[str], Tone]) -> Dialog:
    """The points at each month's end as bars, the first month on top."""
    dialog = Dialog(page, f"{course.name}　{course.period.name}的走势")
    plot = Plot(page.work, "各月底的总分：按记录到那一天为止来算。")
    today = page.context.clock.today()
    plot.show_bars(
        [
            Bar(
                short_day(point.on, today),
                max(float(point.total), 0.0),
                f"{point.shown}　{point.grade}".rstrip("　"),
                tone(point.grade),
            )
            for point in course.points
        ]
    )
    plot.drawn.connect(dialog.fit)
    dialog.body.addWidget(plot)
    dialog.body.addStretch(1)
    dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
    dialog.open()
    return dialog
