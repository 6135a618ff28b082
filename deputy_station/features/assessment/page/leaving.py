"""离任情形 on the page: facts on record with their article, the reminder letter, what the deputy said. It decides nothing."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.grounds import Grounds
from deputy_station.features.assessment.page.papers import draw_reminder, seal_reminder
from deputy_station.features.assessment.service import leaving
from deputy_station.features.assessment.service.grounds import GroundRow, list_grounds
from deputy_station.features.assessment.service.leaving import FactRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.fields import ChoiceField, TextField
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.table_model import Column, Kind


class Leaving:
    """What the page does about facts that concern leaving office."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grounds = Grounds(page)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again."""
        return {"fact": self._write_again, **self.grounds.openers()}

    def open(self) -> None:
        """Facts of the present term."""
        self.page.ask(leaving.list_facts, then=self.show)

    def show(self, rows: list[FactRow]) -> None:
        """Facts that fit a ground first."""
        today = self.page.context.clock.today
        Board(
            self.page,
            self.page.context,
            "离任情形",
            "这里只记事实、写明条文，不作决定；是否处理由人大依法决定。不出席人代会会议按签到记录算。",
            [
                Column("代表", "deputy", chars=8),
                Column("情形", lambda row: row.ground.name, chars=12, grow=1),
                Column("日期", lambda row: short_day(row.on_day, today()), chars=5, leaves=2),
                Column("提醒", lambda row: short_day(row.reminded_on, today()) if row.reminded_on else "",
                       chars=5, leaves=1),
                Column("状态", fact_pill, chars=5, kind=Kind.PILL),
            ],
            rows,
            row_id=lambda row: row.key,
            unit="条",
            empty="本届没有记录在案的情形。",
            actions=[
                Action("登记情形", partial(self.write, None)),
                Action("情形和条文", self.grounds.open),
            ],
            row_actions=self._actions,
            told=lambda row: f"{row.words}\n{row.finding}"
            + (f"\n本人说明：{row.statement}" if row.statement else ""),
        ).open()  # fmt: skip

    def _actions(self, row: FactRow) -> list[Action]:
        found = [
            Action("打印提醒函", partial(self.print_reminder, row)),
            Action("提醒函存成 Word", partial(self.save_reminder, row)),
        ]
        if row.id is not None:
            found.insert(0, Action("补记", partial(self.write, row)))
        return found

    def write(self, row: FactRow | None) -> None:
        """Write a fact down, or go on with it."""
        self.page.ask(list_grounds, then=partial(self._open_form, row))

    def _open_form(self, row: FactRow | None, listed: list[GroundRow]) -> None:
        today = self.page.context.clock.today
        grounds = [
            (each.key, each.ground.name)
            for each in listed
            if not each.ground.counted and not each.dropped and (row is None or each.key != row.ground.key)
        ]
        if row is not None:
            grounds.insert(0, (row.ground.key, row.ground.name))
        who = (
            [SearchField("deputy_id", "代表", self.page.work, finds_deputies(today), required=True)]
            if row is None
            else []
        )
        fixed: dict[str, Any] = {}
        values: dict[str, Any] = {"on_day": today()}
        if row is not None:
            fixed = {"deputy_id": row.deputy_id, "fact_id": row.id, "version": row.version}
            values = {
                "ground": row.ground.key,
                "on_day": row.on_day,
                "words": row.words,
                "reminded_on": row.reminded_on,
                "corrected_on": row.corrected_on,
                "statement": row.statement,
                "statement_on": row.statement_on,
            }
        self.page.open_form(
            "登记情形" if row is None else f"补记：{row.deputy}",
            [
                *who,
                ChoiceField("ground", "情形", grounds, required=True),
                DateField("on_day", "哪天", today=today, lean=Lean.PAST, required=True),
                TextField("words", "事实", lines=3, most=2000, required=True, help="写明时间、经过和材料。"),
                DateField("reminded_on", "提醒日期", today=today, lean=Lean.PAST),
                DateField("corrected_on", "改正日期", today=today, lean=Lean.PAST),
                TextField("statement", "本人说明", lines=2, most=2000, help="代表的申辩，照原话记。"),
                DateField("statement_on", "说明日期", today=today, lean=Lean.PAST),
            ],
            save_word="保存",
            service=leaving.write_fact,
            fixed=fixed,
            values=values,
            say=lambda fact: f"{fact.deputy}的情形已记下",
            then=lambda _fact: self.open(),
            draft="fact" if row is None else f"fact:{row.id}",
        )

    def _write_again(self, fact_id: int | None = None) -> None:
        if fact_id is None:
            self.write(None)
        else:
            self.page.ask(leaving.read_fact, fact_id=fact_id, then=self.write)

    def print_reminder(self, row: FactRow) -> None:
        """The letter of reminder."""
        self.page.print_paper(
            "打印提醒函",
            f"提醒函{row.deputy}",
            draw_reminder,
            kind="leaving_reminder",
            went_out=seal_reminder,
            also=(".xlsx", ".docx"),
            deputy_id=row.deputy_id,
            ground=row.ground.key,
            fact_id=row.id,
        )

    def save_reminder(self, row: FactRow) -> None:
        """The letter as a document to go on writing in."""
        self.page.save_paper(
            "提醒函存成 Word",
            f"提醒函{row.deputy}",
            ".docx",
            draw_reminder,
            kind="leaving_reminder",
            deputy_id=row.deputy_id,
            ground=row.ground.key,
            fact_id=row.id,
        )


def fact_pill(row: FactRow) -> Pill:
    """How a fact stands."""
    if row.corrected_on is not None:
        return Pill(row.state, Tone.DONE)
    return Pill(row.state, Tone.OVERDUE if row.met else Tone.SOON)
