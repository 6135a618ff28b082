"""问题整改 on the page 检查抽查: every finding until it is mended or explained, by when, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from deputy_station.core.typed_day import Lean
from deputy_station.features.spotcheck.page.mending import mending_place
from deputy_station.features.spotcheck.page.papers import make_findings_list
from deputy_station.features.spotcheck.page.part import SpotPart, quarter_words
from deputy_station.features.spotcheck.page.pills import standing_pill
from deputy_station.features.spotcheck.rules.findings import WAITING, FindingKind, Standing
from deputy_station.features.spotcheck.service.findings import (
    FindingRow,
    ShownFinding,
    confirm_mended,
    confirm_several,
    explain_finding,
    findings_of,
    late_words,
    move_finding,
    reopen_finding,
    show_finding,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import days_left, short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import LineField, TextField
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table_model import Column, Kind


class FindingsPart(SpotPart):
    """Look, go and mend, confirm, explain, move the day."""

    empty = "没有检查出的问题。记下季度检查以后，要整改的列在这里。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        today = context.clock.today
        return (
            Column("状态", lambda row: standing_pill(row.standing), chars=6, kind=Kind.PILL),
            Column("问题", "words", chars=12, grow=1),
            Column("查什么", lambda row: row.kind.label, chars=6, leaves=1),
            Column("代表", "deputy", chars=5),
            Column("期限", lambda row: short_day(row.due_on, today()), chars=6),
            Column("责任人", "person", chars=4, leaves=2),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("打印问题清单", self.print_list),)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"explain": self._again(self.explain), "move": self._again(self.move)}

    def _again(self, then: Callable[[FindingRow], object]) -> Callable[[int], object]:
        return lambda row_id: self.page.ask(
            show_finding, finding_id=row_id, then=lambda shown: then(shown.row)
        )

    # ------------------------------------------------------------------ list and detail

    def load(self) -> None:
        self.page.ask(findings_of, then=self.fill_list)

    def fill_list(self, rows: list[FindingRow]) -> None:
        """What waits longest first, closed ones last."""
        words = f"{sum(row.standing in WAITING for row in rows)} 个没有了结"
        if any(row.overdue for row in rows):
            words += f"，{late_words(rows)}"
        self.put_rows(rows, words if rows else "")

    def show(self, row_id: int) -> None:
        self.page.ask(show_finding, finding_id=row_id, then=self.fill)

    def fill(self, shown: ShownFinding) -> None:
        """What was found, by when and who, what became of it."""
        row, today = shown.row, self.page.context.clock.today()
        facts = [
            ("代表", f"{row.deputy}　{row.group}".strip()),
            (
                "检查",
                f"{quarter_words((row.year, row.quarter))}，{short_day(row.checked_on, today)}，{row.checker}",
            ),
            ("怎么改", row.mend),
            ("责任人", row.person),
        ]
        waits = row.standing in WAITING
        due = f"{short_day(row.due_on, today)}（{days_left(row.due_on, today)}）"
        facts.append(("期限", due if waits else short_day(row.due_on, today)))
        if row.closed_on is not None:
            facts.append(("了结", f"{short_day(row.closed_on, today)}，{row.closed_by}"))
        blocks: list[Block] = [Text(row.words), Facts(facts)]
        if row.note:
            blocks += [Heading("说明"), Text(row.note)]
        if shown.history:
            lines = [
                (short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in shown.history
            ]
            blocks += [Heading("经过"), Timeline(lines)]
        self.put(
            Detail(
                reference=row.question.label,
                title=row.kind.label,
                pill=standing_pill(row.standing),
                blocks=blocks,
                actions=self._row_actions(row) if waits else [Action("重新打开", partial(self.reopen, row))],
            )
        )

    def _row_actions(self, row: FindingRow) -> list[Action]:
        mended = row.standing is Standing.TO_CONFIRM
        actions = [
            Action("改期限", partial(self.move, row)),
            Action("写说明", partial(self.explain, row)),
        ]
        place = mending_place(row.kind, row.subject, row.subject_id)
        if place is not None:
            go = partial(self.page.context.go, place[0], **place[1])
            actions.append(Action("去改", go, primary=not mended))
        if mended or row.kind is FindingKind.TICKED:
            actions.append(Action("核为已改", partial(self.confirm, row), primary=True))
        return actions

    def selection(self, rows: list[FindingRow]) -> Sequence[Action]:
        mended = [row.id for row in rows if row.standing is Standing.TO_CONFIRM]
        if not mended:
            return ()
        return (Action(f"核为已改（{len(mended)} 个）", partial(self.confirm_several, mended)),)

    # ------------------------------------------------------------------ what people do

    def confirm(self, row: FindingRow) -> None:
        """The checker saw that it is mended."""
        self.page.change(
            confirm_mended,
            finding_id=row.id,
            version=row.version,
            say=lambda done: f"已核：{done.deputy}的问题改好了",
        )

    def confirm_several(self, ids: list[int]) -> None:
        """The same for the rows chosen."""
        self.page.change(confirm_several, finding_ids=ids, say=lambda number: f"已核 {number} 个，都改好了")

    def reopen(self, row: FindingRow) -> None:
        """Follow it again."""
        self.page.change(
            reopen_finding,
            finding_id=row.id,
            version=row.version,
            say=lambda done: f"{done.deputy}的问题重新打开了",
        )

    def explain(self, row: FindingRow) -> FormDialog:
        """Why it stays as it is."""
        return self.page.open_form(
            f"说明{row.deputy}的问题",
            [
                TextField(
                    "note",
                    "说明",
                    required=True,
                    lines=3,
                    help=f"{row.words}。写明为什么改不了、由谁核过；写了就算了结，清单上照印。",
                )
            ],
            save_word="写下说明",
            service=explain_finding,
            fixed={"finding_id": row.id, "version": row.version},
            say=lambda done: f"已写下{done.deputy}的说明",
            draft=f"explain:{row.id}",
        )

    def move(self, row: FindingRow) -> FormDialog:
        """Another day or person."""
        return self.page.open_form(
            f"改{row.deputy}的整改期限",
            [
                DateField(
                    "due_on", "期限", today=self.page.context.clock.today, lean=Lean.FUTURE, required=True
                ),
                LineField("person", "责任人", required=True, most=80),
            ],
            values={"due_on": row.due_on, "person": row.person},
            save_word="改期限",
            service=move_finding,
            fixed={"finding_id": row.id, "version": row.version},
            say=lambda done: f"{done.deputy}的整改期限已改",
            draft=f"move:{row.id}",
        )

    def print_list(self) -> None:
        """The list of problems with deadline and person."""
        self.page.print_paper(
            "打印问题清单",
            "检查问题整改清单",
            make_findings_list,
            kind="check_findings",
            also=(".xlsx", ".docx"),
        )
