"""自查 on the page 检查抽查: what a check would find in the running quarter, each a click from its mending."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from deputy_station.features.spotcheck.page.mending import mending_place
from deputy_station.features.spotcheck.page.part import SpotPart, quarter_words
from deputy_station.features.spotcheck.service.self_check import SelfCheck, SelfFinding, run_self_check
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Detail, Facts, Heading, Text
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

if TYPE_CHECKING:
    from deputy_station.features.spotcheck.page.listing import SpotCheckPage


class SelfCheckPart(SpotPart):
    """Run, look, go and mend."""

    empty = "这个季度按检查的规则查过，没有要改的。"
    by_quarter = True
    by_kind = True

    def __init__(self, page: SpotCheckPage) -> None:
        super().__init__(page)
        self._checked: SelfCheck | None = None

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:  # noqa: ARG004
        return (
            Column("查什么", lambda row: Pill(row.found.kind.label, Tone.SOON), chars=6, kind=Kind.PILL),
            Column("问题", lambda row: row.found.words, chars=14, grow=1),
            Column("代表", "whose", chars=7),
        )

    def load(self) -> None:
        year, quarter = self.page.quarter
        self.page.ask(run_self_check, year=year, quarter=quarter, then=self.fill_list)

    def fill_list(self, checked: SelfCheck) -> None:
        """The findings, and how many of whom were looked at."""
        self._checked = checked
        if self.is_shown:
            self.page.offer_kinds(checked.counts)
        kind = self.page.kind
        rows = [each for each in checked.findings if kind in (None, each.found.kind)]
        words = f"{checked.deputies} 位代表，{checked.clean} 位没有问题，要改 {len(checked.findings)} 处"
        self.put_rows(rows, words if checked.deputies else "")

    def show(self, row_id: str) -> None:
        rows = self._checked.findings if self._checked is not None else ()
        row = next((each for each in rows if each.id == row_id), None)
        if row is None:  # mended since
            self.page.gone()
        else:
            self.fill(row)

    def fill(self, row: SelfFinding) -> None:
        """What it is, whose registers it stands in, how to mend it."""
        found = row.found
        place = mending_place(found.kind, found.subject, found.subject_id)
        assert place is not None, "records find nothing that is mended on paper"
        page, filters = place
        self.put(
            Detail(
                reference=quarter_words(self.page.quarter),
                title=found.kind.label,
                pill=Pill(found.question.label),
                blocks=[
                    Text(found.words),
                    Facts([("怎么改", found.mend)]),
                    Heading("影响的登记册"),
                    Text("、".join(row.deputies)),
                ],
                actions=[Action("去改", partial(self.page.context.go, page, **filters), primary=True)],
            )
        )
