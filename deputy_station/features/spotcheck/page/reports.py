"""各站上报 on the page 检查抽查: what this station sends up for a quarter, and what a district took in, ranked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from deputy_station.features.demands.rules.figures import percent_words
from deputy_station.features.spotcheck.page.half_year_papers import make_report, take_reports
from deputy_station.features.spotcheck.page.part import SpotPart, quarter_words
from deputy_station.features.spotcheck.rules.exchange import DeputyLine
from deputy_station.features.spotcheck.service.station_reports import (
    ReportDetail,
    ReportRow,
    get_report,
    list_reports,
    remove_report,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.file_field import FileField
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind


class ReportsPart(SpotPart):
    """Send up, take in, compare."""

    empty = "这个季度还没有站报来。站里按“导出上报”，区里按“导入上报”。"
    by_quarter = True

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:  # noqa: ARG004
        return (
            Column("名次", "place", chars=2, kind=Kind.NUMBER),
            Column("联络站", "station", chars=10, grow=1),
            Column("登记率", lambda row: percent_words(row.standing.fill_rate), chars=4),
            Column("证明率", lambda row: percent_words(row.standing.proof_rate), chars=4, leaves=1),
            Column("没改完", "open_findings", chars=3, leaves=2, kind=Kind.NUMBER),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("导出上报", self.export), Action("导入上报", self.open_import, primary=True))

    def empty_action(self) -> Action:
        return Action("导入上报", self.open_import)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"reports": self.open_import}

    def load(self) -> None:
        year, quarter = self.page.quarter
        self.page.ask(list_reports, year=year, quarter=quarter, then=self.fill_list)

    def fill_list(self, rows: list[ReportRow]) -> None:
        """The stations of the quarter chosen, by place."""
        self.put_rows(rows, f"{len(rows)} 个站" if rows else "")

    def show(self, row_id: int) -> None:
        self.page.ask(get_report, report_id=row_id, then=self.fill_detail)

    def fill_detail(self, read: ReportDetail) -> None:
        """One station's quarter."""
        row, today = read.row, self.page.context.clock.today()
        standing, numbers = row.standing, row.demands
        facts = [
            ("名次", f"第 {row.place} 名，共 {row.of} 个站"),
            ("统计到", short_day(row.until, today)),
            ("登记", f"已填 {standing.filled} / {standing.due}，{percent_words(standing.fill_rate)}"),
            ("证明材料", f"有 {standing.proved} / {standing.done}，{percent_words(standing.proof_rate)}"),
            ("诉求", f"收到 {numbers.received} 件，到期 {numbers.due} 件，超期 {numbers.overdue} 件"),
            ("制表", short_instant(row.made_at, today)),
            ("导入", f"{short_instant(row.imported_at, today)}，{row.file_name}"),
            ("校验码", row.checksum),
        ]
        blocks: list[Block] = [Facts(facts), Heading(f"检查问题 {len(read.findings)} 个")]
        if not read.findings:
            blocks.append(Text("没有问题。"))
        blocks += [
            LineItem(
                each.deputy,
                each.words,
                Pill(each.standing, Tone.DONE if each.standing.startswith("已") else Tone.SOON),
            )
            for each in read.findings
        ]
        blocks.append(Heading(f"代表 {len(read.deputies)} 人"))
        blocks += [self._line(each) for each in read.deputies]
        self.put(
            Detail(
                reference=quarter_words((row.year, row.quarter)),
                title=row.station,
                blocks=blocks,
                actions=[Action("删除这份上报", partial(self.remove, row))],
            )
        )

    def _line(self, each: DeputyLine) -> LineItem:
        lacks = [f"漏填 {each.due - each.filled}"] if each.filled < each.due else []
        lacks += [f"缺材料 {each.done - each.proved}"] if each.proved < each.done else []
        pill = Pill("，".join(lacks), Tone.SOON) if lacks else Pill("齐全", Tone.DONE)
        if not each.due:
            pill = Pill("没有记录")
        return LineItem("", f"{each.name}　已填 {each.filled} / {each.due}", pill)

    # ------------------------------------------------------------------ what people do

    def export(self) -> None:
        """The workbook of the quarter chosen, to send up."""
        year, quarter = self.page.quarter
        self.page.save_paper(
            "导出上报",
            f"季报上报 {quarter_words(self.page.quarter)}",
            ".xlsx",
            make_report,
            kind="quarter_report_up",
            year=year,
            quarter=quarter,
        )

    def open_import(self) -> None:
        """Ask for a station's file, or a folder with several, and take them in."""
        self.page.open_form(
            "导入上报",
            [
                FileField("file", "一个文件", kinds="上报表格 (*.xlsx)"),
                FileField(
                    "folder", "整个文件夹", folder=True, help="里面各站的 xlsx 都导入，不合的说明原因。"
                ),
            ],
            save_word="导入",
            service=take_reports,
            say=_said,
            then=self.taken_in,
            draft="reports",
        )

    def taken_in(self, outcomes: list[Any]) -> None:
        """Say what was refused; the rest is on the bottom line and in the list."""
        refused = [each.sentence for each in outcomes if each.taken is None]
        if refused:
            self.page.notice.refuse("".join(refused))

    def remove(self, row: ReportRow) -> None:
        """Take one report out; it can be taken back."""
        self.page.change(
            remove_report,
            report_id=row.id,
            version=row.version,
            say=f"已删除{row.station}的上报",
            then=lambda _nothing: self.page.gone(),
        )


def _said(outcomes: list[Any]) -> str:
    """What was taken in, file by file where they are few."""
    taken = [each.sentence for each in outcomes if each.taken is not None]
    if len(taken) > 2:
        return f"看了 {len(outcomes)} 个文件，收下 {len(taken)} 个"
    return "".join(taken).rstrip("。") or "没有收下文件"
