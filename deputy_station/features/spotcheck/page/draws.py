"""抽查 on the page 检查抽查: draws by quarter, what those drawn have filled in and proved, the quarter's workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from deputy_station.features.spotcheck.page.drawing import draw_facts, draw_fields
from deputy_station.features.spotcheck.page.mending import record_place
from deputy_station.features.spotcheck.page.papers import print_spot_check
from deputy_station.features.spotcheck.page.part import SpotPart
from deputy_station.features.spotcheck.rules.draws import METHOD
from deputy_station.features.spotcheck.rules.quarters import quarter_of
from deputy_station.features.spotcheck.service import draws as draw_service
from deputy_station.features.spotcheck.service import quarter as quarter_service
from deputy_station.features.spotcheck.service.draws import DrawDetail
from deputy_station.features.spotcheck.service.quarter import CheckedDeputy, QuarterCheck
from deputy_station.features.spotcheck.service.records import form_number
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import ChoiceField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind


class DrawsPart(SpotPart):
    """Draw, look, export."""

    empty = "还没有抽查过。抽出代表后，这里看他们的履职记录和证明材料。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        def moment(draw: DrawDetail) -> str:
            return short_instant(draw.drawn_at, context.clock.today())

        return (
            Column("季度", _quarter_words, chars=9, grow=1),
            Column("抽中", lambda row: len(row.members), chars=2, kind=Kind.NUMBER),
            Column("可抽", "pool", chars=2, leaves=2, kind=Kind.NUMBER),
            Column("种子", "seed", chars=6, leaves=1),
            Column("时间", moment, chars=8, leaves=3),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("抽代表", self.open_draw, primary=True),)

    def empty_action(self) -> Action:
        return Action("抽代表", self.open_draw)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"draw": self.open_draw}

    def load(self) -> None:
        self.page.ask(draw_service.list_draws, then=self.fill_list)

    def fill_list(self, draws: list[DrawDetail]) -> None:
        """All draws, newest first."""
        self.put_rows(draws, f"抽查 {len(draws)} 次" if draws else "")

    def show(self, row_id: int) -> None:
        self.page.ask(quarter_service.check_quarter, draw_id=row_id, then=self.fill_detail)

    def fill_detail(self, check: QuarterCheck) -> None:
        """Who was drawn, what they lack, and how the quarter's demands stand."""
        draw, figures = check.draw, check.figures
        today = self.page.context.clock.today()
        facts = draw_facts(
            (check.first, check.last),
            pool=draw.pool,
            drawn=len(draw.members),
            at=draw.drawn_at,
            seed=draw.seed,
            today=today,
        )
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
        self.put(
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
        today = self.page.context.clock.today()
        dialog = Dialog(self.page, f"{each.drawn.deputy}　{_quarter_words(check.draw)}的记录")
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
            text = f"{record.kind}：{record.title}（登记册{form_number(record.form)}）"
            see = partial(self._see, dialog, *record.source)
            dialog.body.addWidget(LineItem(short_day(record.on, today), text, pill, see))
        dialog.body.addStretch(1)
        dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
        dialog.open()
        return dialog

    def _see(self, dialog: Dialog, kind: str, row_id: int) -> None:
        dialog.accept()
        page, chosen = record_place(kind, row_id)
        self.page.context.go(page, **chosen)

    def open_draw(self) -> None:
        """Ask for quarter, size and seed, and draw."""
        year, quarter = quarter_of(self.page.context.clock.today())
        self.page.open_form(
            "抽代表",
            draw_fields(
                ChoiceField(
                    "quarter",
                    "季度",
                    [(number, f"第 {number} 季度") for number in (1, 2, 3, 4)],
                    required=True,
                ),
                same="同一种子、同一名单",
            ),
            save_word="抽取",
            service=draw_service.draw_deputies,
            values={"year": year, "quarter": quarter},
            say=lambda draw: f"{_quarter_words(draw)}抽出 {len(draw.members)} 人，种子 {draw.seed}",
            then=self.drawn,
            draft="draw",
        )

    def drawn(self, draw: DrawDetail) -> None:
        """Show the draw just made."""
        self.page.open_row(draw.id)

    def export(self, draw: DrawDetail) -> None:
        """Save the quarter's workbook."""
        name = f"抽查{draw.year}年第{draw.quarter}季度"
        self.page.save_paper(
            "导出抽查工作簿", name, ".xlsx", print_spot_check, kind="spot_check_book", draw_id=draw.id
        )


def _quarter_words(draw: DrawDetail) -> str:
    return f"{draw.year} 年第 {draw.quarter} 季度"
