"""检查抽查: draws by quarter, what those drawn have filled in and proved, and the quarter's workbook."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.spotcheck.rules.draws import DEFAULT_SHARE_PERCENT, METHOD
from deputy_station.features.spotcheck.rules.quarters import quarter_of
from deputy_station.features.spotcheck.service import draws as draw_service
from deputy_station.features.spotcheck.service import quarter as quarter_service
from deputy_station.features.spotcheck.service.draws import DrawDetail
from deputy_station.features.spotcheck.service.quarter import CheckedDeputy, QuarterCheck
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import ChoiceField, LineField, NumberField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

PAGE_OF_SOURCE = {
    "activity": "activities",
    "deed": "deeds",
    "suggestion": "suggestions",
    "demand": "demands",
}
"""The page on which a record can be seen and mended."""


def print_spot_check(database: Any, progress: Progress, **values: Any) -> object:
    """The workbook; its engine is loaded on the worker, not before the first paint."""
    from deputy_station.features.spotcheck.documents import spot_check

    return spot_check.print_spot_check(database, progress, **values)


class SpotCheckPage(ListDetailPage):
    """Draw, look, export."""

    title = "检查抽查"
    tables = frozenset(
        {
            "draws",
            "draw_members",
            "activities",
            "attendances",
            "deeds",
            "suggestions",
            "demands",
            "evidence",
            "deputies",
        }
    )

    def __init__(self, context: PageContext) -> None:
        draw = Action("抽代表", self.open_draw)
        super().__init__(
            context,
            unit="次",
            empty="还没有抽查过。抽出代表后，这里看他们的履职记录和证明材料。",
            empty_action=draw,
            columns=(
                Column("季度", _quarter_words, chars=9, grow=1),
                Column("抽中", lambda row: len(row.members), chars=2, kind=Kind.NUMBER),
                Column("可抽", "pool", chars=2, leaves=2, kind=Kind.NUMBER),
                Column("种子", "seed", chars=6, leaves=1),
                Column("时间", self._moment, chars=8, leaves=3),
            ),
        )
        self.set_actions(Action(draw.text, draw.do, primary=True))

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"draw": self.open_draw}

    def load_list(self) -> None:
        self.ask(draw_service.list_draws, then=self.show_list)

    def show_list(self, draws: list[DrawDetail]) -> None:
        """Fill the table and the chips."""
        years = sorted({draw.year for draw in draws}, reverse=True)
        counts = [Filter(str(year), f"{year} 年", sum(draw.year == year for draw in draws)) for year in years]
        self.filters.set_filters([Filter("", "全部", len(draws)), *counts] if len(years) > 1 else [])
        self.set_count(f"抽查 {len(draws)} 次" if draws else "")
        self.table.show_rows([draw for draw in draws if self.filters.chosen in ("", str(draw.year))])

    def show_detail(self, row_id: Any) -> None:
        self.ask(quarter_service.check_quarter, draw_id=row_id, then=self.fill_detail)

    def fill_detail(self, check: QuarterCheck) -> None:
        """Who was drawn, what they lack, and how the quarter's demands stand."""
        draw, figures = check.draw, check.figures
        today = self.context.clock.today()
        span = f"{short_day(check.first, today)}至{short_day(check.last, today)}"
        facts = [
            ("期间", span),
            ("抽取", f"{draw.pool} 人里抽 {len(draw.members)} 人，{short_instant(draw.drawn_at, today)}"),
            ("种子", draw.seed),
        ]
        if draw.note:
            facts.append(("备注", draw.note))
        blocks: list[Block] = [Facts(facts), Heading("抽中的代表")]
        blocks += [self._deputy_line(check, each) for each in check.deputies]
        blocks += [
            Heading("本季度群众诉求"),
            Facts(
                [
                    ("收到", f"{figures.received} 件"),
                    ("到期", f"{figures.due} 件"),
                    ("已了结", f"{figures.closed} 件"),
                    ("已超期", f"{figures.overdue} 件"),
                    ("已回访", f"{figures.followed_up} 件"),
                ]
            ),
            Heading("抽取方法"),
            Text(METHOD),
        ]
        self.detail.show_detail(
            Detail(
                reference=f"种子 {draw.seed}",
                title=f"{_quarter_words(draw)}抽查",
                blocks=blocks,
                actions=[Action("导出抽查工作簿", partial(self.export, draw), primary=True)],
            )
        )

    def _deputy_line(self, check: QuarterCheck, each: CheckedDeputy) -> LineItem:
        lacks = []
        if each.unfilled:
            lacks.append(f"漏填 {each.unfilled}")
        if each.unproved:
            lacks.append(f"缺材料 {each.unproved}")
        if lacks:
            pill = Pill("，".join(lacks), Tone.SOON)
        else:
            pill = Pill("齐全", Tone.DONE) if each.due else Pill("没有记录")
        text = f"{each.drawn.deputy}　已填 {each.filled} / {each.due}"
        return LineItem(str(each.drawn.position), text, pill, partial(self.open_records, check, each))

    def open_records(self, check: QuarterCheck, each: CheckedDeputy) -> Dialog:
        """A drawn deputy's records of the quarter with their evidence."""
        today = self.context.clock.today()
        dialog = Dialog(self, f"{each.drawn.deputy}　{_quarter_words(check.draw)}的记录")
        if not each.records:
            dialog.body.addWidget(Words("这个季度没有记录。", role="soft"))
        for record in each.records:
            if not record.filled:
                pill = Pill("考勤未登记", Tone.SOON)
            elif record.evidence:
                pill = Pill(f"材料 {record.evidence} 件", Tone.DONE)
            elif record.done:
                pill = Pill("缺证明材料", Tone.SOON)
            else:
                pill = Pill(record.standing)
            text = f"{record.kind}：{record.title}（登记册表 {record.form}）"
            see = partial(self._see, dialog, *record.source)
            dialog.body.addWidget(LineItem(short_day(record.on, today), text, pill, see))
        dialog.body.addStretch(1)
        dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
        dialog.open()
        return dialog

    def _see(self, dialog: Dialog, kind: str, row_id: int) -> None:
        dialog.accept()
        self.context.go(PAGE_OF_SOURCE[kind], id=row_id)

    def open_draw(self) -> None:
        """Ask for quarter, size and seed, and draw."""
        year, quarter = quarter_of(self.context.clock.today())
        self.open_form(
            "抽代表",
            [
                NumberField("year", "年度", required=True, least=1990, largest=2200),
                ChoiceField(
                    "quarter",
                    "季度",
                    [(number, f"第 {number} 季度") for number in (1, 2, 3, 4)],
                    required=True,
                ),
                NumberField(
                    "count",
                    "抽几人",
                    least=1,
                    largest=9999,
                    unit="人",
                    help=f"不填就抽 {DEFAULT_SHARE_PERCENT}%。",
                ),
                LineField("seed", "种子", most=40, help="不填由程序定。同一种子、同一名单，抽出的人相同。"),
                LineField("note", "备注", most=200),
            ],
            save_word="抽取",
            service=draw_service.draw_deputies,
            values={"year": year, "quarter": quarter},
            say=lambda draw: f"{_quarter_words(draw)}抽出 {len(draw.members)} 人，种子 {draw.seed}",
            then=self.drawn,
            draft="draw",
        )

    def drawn(self, draw: DrawDetail) -> None:
        """Show the draw just made."""
        self.open_row(draw.id)

    def export(self, draw: DrawDetail) -> None:
        """Save the quarter's workbook."""
        name = f"抽查{draw.year}年第{draw.quarter}季度"
        self.save_paper("导出抽查工作簿", name, ".xlsx", print_spot_check, draw_id=draw.id)

    def _moment(self, draw: DrawDetail) -> str:
        return short_instant(draw.drawn_at, self.context.clock.today())


def _quarter_words(draw: DrawDetail) -> str:
    return f"{draw.year} 年第 {draw.quarter} 季度"
