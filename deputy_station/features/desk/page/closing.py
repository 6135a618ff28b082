"""The end of a reception day: nobody is left over, then the summary, looked at and filed."""

from collections.abc import Callable
from functools import partial

from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.desk.page.papers import make_summary
from deputy_station.features.desk.service import queue, summary
from deputy_station.features.desk.service.queue import DayQueue
from deputy_station.features.desk.service.summary import DaySummary
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import ask_verbs
from deputy_station.widgets.fields import TextField
from deputy_station.widgets.page import Page


class Closing:
    """Ends the day and files its summary, on the page that shows it."""

    def __init__(self, page: Page, *, changed: Callable[[], object]) -> None:
        self.page, self._changed = page, changed

    def end(self, shown: DayQueue) -> None:
        """结束接待; whoever still waits, and deputies without a state, are asked about first."""
        waiting = [*shown.of(VisitState.CALLED), *shown.of(VisitState.WAITING)]
        missing = [each.name for each in shown.day.duty if each.state is AttendanceState.NOT_YET]
        left = "、".join(f"{each.number} 号" for each in sorted(waiting, key=lambda each: each.number))
        if not waiting and not missing:
            self._end(shown.day)
            return
        said = [f"{left}还没有接待完，记为已离开。"] if waiting else []
        said += [f"{'、'.join(missing)}未签到，记为缺席；以后仍可以改。"] if missing else []
        open_ones = [f"{len(waiting)} 批来访"] if waiting else []
        open_ones += [f"{len(missing)} 名代表"] if missing else []
        ask_verbs(
            self.page,
            f"还有 {'、'.join(open_ones)}没有着落",
            detail="\n".join(said),
            do_word="就此结束",
            do=partial(self._end, shown.day),
            keep_word="先去处理",
        )

    def _end(self, day: DayDetail) -> None:
        self.page.change(
            queue.end_reception,
            day_id=day.row.id,
            version=day.row.version,
            rest_left=True,
            rest_absent=True,
            say=f"{day.title}已结束",
            then=lambda ended: self.open_summary(ended.row.id),
        )

    def open_summary(self, day_id: int) -> None:
        """The summary as it wrote itself (or as it was filed), to be looked at, corrected, printed, filed."""
        self.page.ask(summary.day_summary, day_id=day_id, then=self._show)

    def _show(self, day: DaySummary) -> None:
        name = f"{day.held_on.month}月{day.held_on.day}日接待小结"
        self.page.open_form(
            name,
            [
                TextField(
                    "words",
                    "小结",
                    required=True,
                    lines=9,
                    help="按记录自动写好，可以改；没有写来访人是谁。",
                )
            ],
            values={"words": day.filed_words or summary.summary_words(day)},
            save_word="归档",
            service=summary.file_summary,
            fixed={"day_id": day.day_id, "version": day.version},
            say=f"{name}已归档，和签到表放在一起",
            then=lambda _filed: self._changed(),
            draft=f"summary:{day.day_id}",
            more=(
                Action("打印小结", partial(self.print_summary, day.day_id, name)),
                Action("存成 Word", partial(self.save_summary, day.day_id, name)),
            ),
            width=760,
        )

    def print_summary(self, day_id: int, name: str) -> None:
        """The summary on paper, with the figures and who was missing."""
        self.page.print_paper(
            "打印小结", name, make_summary, kind="day_summary", also=(".xlsx", ".docx"), day_id=day_id
        )

    def save_summary(self, day_id: int, name: str) -> None:
        """The summary as a document to go on writing in, for WPS or Word."""
        self.page.save_paper("存成 Word", name, ".docx", make_summary, kind="day_summary", day_id=day_id)
