"""What is done with the year as a whole: a day more, the holiday table, leaves, who is behind, the wall calendar."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import DayOverride
from deputy_station.features.reception.page.behind import BehindDialog
from deputy_station.features.reception.page.leaves import LeavesDialog
from deputy_station.features.reception.page.papers import make_year_calendar
from deputy_station.features.reception.rules.holiday_list import holiday_list_text, read_holiday_list
from deputy_station.features.reception.service import calendar, days, leaves, provisional, turns
from deputy_station.features.reception.service.calendar import CalendarYearState
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.features.reception.service.provisional import Recomputed
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField, TimeField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.fields import CheckField, LineField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page


class YearActions:
    """The buttons of the year, on the page that shows it; `year()` is the year shown, `added` opens a new day."""

    def __init__(self, page: Page, year: Callable[[], int], added: Callable[[DayDetail], object]) -> None:
        self._page, self._year, self._added = page, year, added

    def actions(self) -> list[Action]:
        """The secondary actions of the page."""
        return [
            Action("加一天", self.add_day),
            Action("轮值请假", self.show_leaves),
            Action("谁还差", self.show_behind),
            Action("放假调休", self.enter_holidays),
            Action("印年历", self.print_calendar),
        ]

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How the forms here are opened again from a draft; see `Page.openers`."""
        return {
            "add_day": self.add_day,
            "holidays": self._ask_holidays,
            "leave": lambda: self.show_leaves(adding=True),
        }

    def add_day(self) -> None:
        """One more reception day, outside the rule."""
        self._page.open_form(
            "加一天接待日",
            [
                DateField("on", "日期", today=self._page.context.clock.today, required=True),
                TimeField("starts_at", "开始", required=True),
                TimeField("ends_at", "结束", required=True),
                LineField("place", "地点", placeholder="不填为本站地址", most=200),
                LineField("theme", "主题", placeholder="可以不写", most=200),
            ],
            values={"starts_at": days.MORNING[0], "ends_at": days.MORNING[1]},
            save_word="加上",
            service=days.add_day,
            draft="add_day",
            say=lambda day: f"已加接待日{whole_day(day.row.held_on)}",
            then=self._added,
        )

    def enter_holidays(self) -> None:
        """The holiday table of the year shown."""
        self._ask_holidays(self._year())

    def _ask_holidays(self, year: int) -> None:
        self._page.ask(calendar.calendar_year, then=self._open_holidays, year=year)

    def _open_holidays(self, known: CalendarYearState) -> None:
        year = known.year
        written = {row.on: DayOverride(row.works, row.name) for row in known.days}
        dialog = self._page.open_form(
            f"{year}年放假调休",
            [
                TextField(
                    "text",
                    "安排",
                    lines=6,
                    check=partial(_holiday_problem, year=year),
                    placeholder=f"春节：2月5日至13日放假，2月14日上班\n{year}-05-01 休息 劳动节",
                    help="可以整段粘贴放假通知或表格，一行一条；没写年份的按这一年算。",
                ),
                CheckField(
                    "whole", "录全了", "这一年已全部录入", help="勾上以后，这一年的接待日不再标“暂算”。"
                ),
            ],
            values={"text": holiday_list_text(written), "whole": known.whole},
            save_word="保存",
            service=partial(_enter_holidays, year=year),
            draft=f"holidays:{year}",
            say=lambda done: f"已保存{year}年放假调休。{done.sentence}",
            then=self._tell_kept,
            width=720,
        )
        lead = Words(_lead(known), role="soft")
        read = Words("", role="soft")
        dialog.body.insertWidget(0, lead)
        dialog.body.insertWidget(2, read)

        def count() -> None:
            text = dialog.form["text"].value()
            read.say("" if _holiday_problem(text, year=year) else _counted(text, year))

        dialog.form["text"].edited.connect(count)
        count()
        dialog.fit()

    def reckon_anew(self) -> None:
        """Reckon days marked 暂算 anew if their holidays are known by now; asked for when the page opens."""
        self._page.ask(provisional.known_by_now, then=self._reckon)

    def _reckon(self, known: bool) -> None:
        if known:
            self._page.change(
                provisional.recompute_days,
                say=lambda done: f"{'放假安排已定' if done.settled else '按法定节假日重排'}：{done.sentence}",
                then=self._tell_kept,
            )

    def _tell_kept(self, done: Recomputed) -> None:
        if done.kept:
            self._page.notice.tell(done.sentence)

    def show_leaves(self, *, adding: bool = False) -> None:
        """Who is on leave from duty."""

        def show(rows: list[leaves.LeaveRow]) -> None:
            dialog = LeavesDialog(self._page, rows)
            dialog.open()
            if adding:
                dialog.add()

        self._page.ask(leaves.list_leaves, then=show, from_day=self._page.context.clock.today())

    def show_behind(self) -> None:
        """Who has too few turns this year."""
        year = self._year()

        def show(least: int) -> None:
            BehindDialog(self._page, self._page.context, year=year, least=least).open()

        self._page.ask(turns.least_turns, then=show, year=year)

    def print_calendar(self) -> None:
        """The wall calendar of the year shown."""
        year = self._year()
        self._page.print_paper(
            "印年历",
            f"{year}年代表接待日历",
            make_year_calendar,
            kind="year_calendar",
            also=(".xlsx", ".docx"),
            year=year,
        )


def _enter_holidays(session: Any, *, text: str, whole: bool, year: int) -> Recomputed:
    return provisional.enter_calendar_year(
        session, year=year, days=read_holiday_list(text, year=year), whole=whole
    )


def _holiday_problem(text: Any, *, year: int) -> str | None:
    try:
        read_holiday_list(str(text), year=year)
    except Refusal as refusal:
        return str(refusal)
    return None


def _counted(text: str, year: int) -> str:
    read = read_holiday_list(text, year=year).values()
    if not read:
        return "还没有写日子。"
    works = sum(each.works for each in read)
    return f"读出休息 {len(read) - works} 天，上班 {works} 天。"


def _lead(known: CalendarYearState) -> str:
    if known.published:
        return f"{known.year}年的放假安排程序里已有，这里只写和它不同的日子。"
    return f"程序里还没有{known.year}年的放假安排，国务院办公厅公布以后可以在这里录入。"
