"""述职 on the page: who owes a report, its day and place, the report given, its ballots counted."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.rules import DutyReportManner
from deputy_station.features.assessment.page.ballots import Ballots
from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.papers import draw_result, draw_schedule, seal_result
from deputy_station.features.assessment.rules.ballots import OVERALL, Votes
from deputy_station.features.assessment.rules.given import result_words
from deputy_station.features.assessment.service import ballots, duty
from deputy_station.features.assessment.service.ballots import BallotCount
from deputy_station.features.assessment.service.duty import DutyRow, DutyView
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.fields import ChoiceField, LineField, NumberField, TextField
from deputy_station.widgets.grid_entry.columns import (
    choice_column,
    day_column,
    given_column,
    number_column,
    words_column,
)
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

HINT = "打票数，Tab 到下一格，回车到下一行。一行三格加起来不超过有效票，少的算弃权。"
_MANNERS = [(manner, manner.label) for manner in DutyReportManner]
_TITLES = (("satisfied", "满意"), ("fair", "基本满意"), ("unsatisfied", "不满意"))


class Duty:
    """What the page does about duty reports of the year shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ballots = Ballots(page, self.ask_count)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again."""
        return {
            "duty_plan": lambda year, deputy_id: self._with_row(year, deputy_id, self.plan),
            "duty_plans": lambda year: self.page.ask(duty.read_duty, year=year, then=self.plan_many),
            "duty_give": lambda year, deputy_id: self._with_row(year, deputy_id, self.give),
            "duty_count": self.ask_count,
            **self.ballots.openers(),
        }

    def open(self, year: int, deputy_id: int | None = None) -> None:
        """The list of the term or year, on the row of the deputy worked on last."""
        self.page.ask(duty.read_duty, year=year, then=lambda view: self.show(view, deputy_id))

    def _with_row(self, year: int, deputy_id: int, do: Callable[[DutyView, DutyRow], object]) -> None:
        def found(view: DutyView) -> None:
            for row in view.rows:
                if row.id == deputy_id:
                    do(view, row)

        self.page.ask(duty.read_duty, year=year, then=found)

    def show(self, view: DutyView, deputy_id: int | None = None) -> None:
        """Who owes one first, then what was given."""
        today = self.page.context.clock.today
        late = sum(row.late for row in view.rows)
        words = f"{view.window}{view.every.label}：{len(view.rows)} 位代表，还有 {view.owed} 位没有述职"
        Board(
            self.page,
            self.page.context,
            "述职",
            f"{words}，其中 {late} 位过了安排的日子。" if late else f"{words}。",
            [
                Column("代表", "deputy", chars=8),
                Column("小组", "group", chars=6, leaves=3),
                Column("安排", lambda row: _planned(row, today()), chars=10, grow=1),
                Column("述职", lambda row: _given(row, today()), chars=10, leaves=1),
                Column("状态", duty_pill, chars=5, kind=Kind.PILL),
            ],
            view.rows,
            row_id=lambda row: row.id,
            empty="没有在任的镇代表。先在“代表名册”里登记。",
            actions=[
                Action("排日程", partial(self.plan_many, view)),
                Action("打印安排表", partial(self.print_schedule, view.year)),
            ],
            row_actions=partial(self._actions, view),
            chosen=deputy_id,
        ).open()

    def _actions(self, view: DutyView, row: DutyRow) -> list[Action]:
        if row.deed_id is None:
            return [
                Action("登记述职", partial(self.give, view, row), primary=True),
                Action("安排日期", partial(self.plan, view, row)),
                Action("测评票", partial(self.ballots.open, row)),
            ]
        found = [
            Action("登记测评票", partial(self.ask_count, row.deed_id), primary=not row.counted),
            Action("测评票", partial(self.ballots.open, row)),
        ]
        if row.counted:
            found.append(Action("打印评议结果", partial(self.print_result, row), primary=True))
        return found

    def print_schedule(self, year: int) -> None:
        """Who reports when and where."""
        self.page.print_paper(
            "打印述职安排表",
            f"述职安排表{year}",
            draw_schedule,
            kind="duty_schedule",
            also=(".xlsx", ".docx"),
            year=year,
        )

    def plan(self, view: DutyView, row: DutyRow) -> None:
        """Day and place of one report."""
        self.page.open_form(
            f"安排述职：{row.deputy}",
            [
                DateField("planned_on", "日期", today=self.page.context.clock.today, required=True),
                LineField("place", "地点", most=200),
                ChoiceField("manner", "方式", _MANNERS, none="没有定"),
            ],
            save_word="保存",
            service=duty.plan_report,
            fixed={"deputy_id": row.id, "plan_id": row.plan_id, "version": row.plan_version},
            values={
                "planned_on": row.planned_on,
                "place": row.planned_place,
                "manner": row.planned_manner,
            },
            say=f"{row.deputy}的述职已安排",
            then=lambda _done: self.open(view.year, row.id),
            draft=f"duty_plan:{view.year}:{row.id}",
        )

    def plan_many(self, view: DutyView) -> None:
        """Days and places of all who owe one, in a grid."""
        owed = [row for row in view.rows if row.deed_id is None]
        if not owed:
            self.page.notice.tell(f"{view.window}的述职都做完了，不用再排。")
            return
        sheet = Sheet(
            [
                given_column("deputy", "姓名", chars=5),
                given_column("group", "小组", chars=7),
                day_column("planned_on", "日期", today=self.page.context.clock.today),
                words_column("place", "地点", chars=10, grow=1),
                choice_column("manner", "方式", _MANNERS),
            ],
            [
                GridRow(
                    row.id,
                    {
                        "deputy": row.deputy,
                        "group": row.group,
                        "planned_on": row.planned_on.isoformat() if row.planned_on else "",
                        "place": row.planned_place,
                        "manner": row.planned_manner.label if row.planned_manner else "",
                    },
                )
                for row in owed
            ],
            free=False,
        )
        self.page.open_form(
            "述职日程",
            [
                GridField(
                    "plans",
                    "述职日程",
                    sheet,
                    hint="填日期、地点和方式，可以从 WPS 表格复制一块贴入。",
                    unit="人",
                )
            ],
            save_word="保存",
            service=duty.plan_reports,
            fixed={"year": view.year},
            say=lambda count: f"已安排 {count} 位述职",
            then=lambda _done: self.open(view.year),
            draft=f"duty_plans:{view.year}",
            width=860,
        )

    def give(self, view: DutyView, row: DutyRow) -> None:
        """The report was given."""
        today = self.page.context.clock.today
        planned = row.planned_on if row.planned_on and row.planned_on <= today() else today()
        self.page.open_form(
            f"登记述职：{row.deputy}",
            [
                DateField("done_on", "述职日期", today=today, lean=Lean.PAST, required=True),
                ChoiceField("manner", "方式", _MANNERS, required=True),
                LineField("place", "地点", most=200),
                NumberField("people", "参加人数", largest=1_000_000, unit="人", help="印在履职登记册上。"),
                TextField("details", "要点", lines=3, most=2000),
            ],
            save_word="保存",
            service=duty.give_report,
            fixed={"deputy_id": row.id},
            values={
                "done_on": planned,
                "manner": row.planned_manner or DutyReportManner.ORAL,
                "place": row.planned_place,
            },
            say=f"{row.deputy}的述职已登记",
            then=lambda _done: self.open(view.year, row.id),
            draft=f"duty_give:{view.year}:{row.id}",
        )

    def ask_count(self, deed_id: int) -> None:
        """Count the ballots of a report."""
        self.page.ask(ballots.read_ballots, deed_id=deed_id, then=self.count)

    def count(self, present: BallotCount) -> None:
        """The three numbers, and a grid of votes line by line."""
        lines = (*present.lines, present.overall)
        sheet = Sheet(
            [
                given_column("aspect", "评议内容", chars=8, grow=1),
                *(
                    number_column(name, title, largest=9999, chars=4, word=f"{title}票")
                    for name, title in _TITLES
                ),
            ],
            [GridRow(line.aspect, _texts(line, counted=present.version is not None)) for line in lines],
            free=False,
        )
        year = present.done_on.year
        self.page.open_form(
            f"测评票：{present.deputy}",
            [
                NumberField("sent", "发出", required=True, unit="张", largest=9999),
                NumberField("returned", "收回", required=True, unit="张", largest=9999),
                NumberField("valid", "有效", required=True, unit="张", largest=9999),
                GridField("lines", "票数", sheet, hint=HINT, unit="行", required=present.version is None),
                TextField("remarks", "意见建议", lines=2, most=2000),
            ],
            save_word="保存",
            service=ballots.count_ballots,
            fixed={
                "deed_id": present.deed_id,
                "deed_version": present.deed_version,
                "version": present.version,
            },
            values={
                "sent": present.sent or None,
                "returned": present.returned or None,
                "valid": present.valid or None,
                "remarks": present.remarks,
            },
            say=lambda counted: (
                f"{counted.deputy}的测评票已登记，按“{OVERALL}”为{counted.result}（{result_words(counted.rule)}）"
            ),
            then=lambda _done: self.open(year, present.deputy_id),
            draft=f"duty_count:{present.deed_id}",
            width=760,
        )

    def print_result(self, row: DutyRow) -> None:
        """The result of one report."""
        self.page.print_paper(
            "打印评议结果",
            f"述职评议结果{row.deputy}",
            draw_result,
            kind="duty_report_result",
            went_out=seal_result,
            also=(".xlsx", ".docx"),
            deed_id=row.deed_id,
        )


def duty_pill(row: DutyRow) -> Pill:
    """How a report stands, in colour and word."""
    if row.deed_id is not None:
        if row.counted and not row.result:
            return Pill(row.state, Tone.OVERDUE)
        return Pill(row.state, Tone.SOON if row.state == "待测评" else Tone.DONE)
    if row.late:
        return Pill(row.state, Tone.OVERDUE)
    return Pill(row.state, Tone.INFO if row.planned_on else Tone.SOON)


def _planned(row: DutyRow, today: Any) -> str:
    return f"{short_day(row.planned_on, today)} {row.planned_place}".strip() if row.planned_on else ""


def _given(row: DutyRow, today: Any) -> str:
    if row.done_on is None:
        return ""
    manner = row.manner.label if row.manner else ""
    return f"{short_day(row.done_on, today)} {manner}".strip()


def _texts(line: Votes, *, counted: bool) -> dict[str, str]:
    """An aspect nobody counted yet stands empty; 0 is something that was counted."""
    numbers = (line.satisfied, line.fair, line.unsatisfied)
    shown = counted or any(numbers)
    names = [name for name, _title in _TITLES]
    return {"aspect": line.aspect} | {
        name: str(number) if shown else "" for name, number in zip(names, numbers, strict=True)
    }
