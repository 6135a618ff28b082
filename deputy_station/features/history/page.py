"""经手记录: what was done by whom, taken back where that still may be; and the recycle bin with what was deleted."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from deputy_station.features.history import service
from deputy_station.features.history.service import StepDetail, StepRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import ask_verbs
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

MINE, ALL, BIN = "mine", "all", "bin"
SHOWN_ROWS = 20
"""Of a step that deleted more, the first ones are shown in words."""


class HistoryPage(ListDetailPage):
    """做过的事 and 回收站, told apart by the chips."""

    title = "经手记录"
    tables = frozenset({"change_steps", "change_seals"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            search="做了什么、谁做的",
            empty="还没有记录。做过的事都会记在这里，做错了可以撤销，删掉的可以找回。",
            columns=(
                Column("时间", self._moment, chars=7),
                Column("做了什么", "sentence", chars=14, grow=1),
                Column("经手人", "actor", chars=4, leaves=2),
                Column("状态", _state_pill, chars=3, kind=Kind.PILL, leaves=1),
            ),
            unit="条",
        )
        self.filters.set_filters([Filter(MINE, "我做的"), Filter(ALL, "全部"), Filter(BIN, "回收站")])

    # ------------------------------------------------------------------ the list

    def load_list(self) -> None:
        chosen = self.filters.chosen
        wanted: dict[str, Any] = {
            "mine": chosen == MINE,
            "search": self.filters.words,
            "deleted": chosen == BIN,
        }
        self.table.load(service.list_steps, service.count_steps, **wanted)
        self.ask(service.count_steps, deleted=True, then=self._show_count)

    def _show_count(self, count: int) -> None:
        self.set_count(f"回收站 {count} 项" if count else "")
        self.filters.set_filters(
            [Filter(MINE, "我做的"), Filter(ALL, "全部"), Filter(BIN, "回收站", count or None)]
        )

    def selection_actions(self, rows: list[Any]) -> Sequence[Action]:
        if self.filters.chosen != BIN:
            return ()
        return (Action("彻底清除", partial(self.forget, [row.id for row in rows])),)

    def _moment(self, row: StepRow) -> str:
        return short_instant(row.at, self.context.clock.today())

    # ------------------------------------------------------------------ one step

    def show_detail(self, row_id: int) -> None:
        self.ask(service.read_step, step_id=row_id, then=self.fill_detail)

    def fill_detail(self, step: StepDetail) -> None:
        """Show a step: who, when, what it deleted, and whether it can be taken back."""
        row = step.row
        facts = [("经手人", row.actor), ("时间", self._moment(row))]
        if not row.holds:
            facts.append(
                ("已撤销", f"{row.undone_by}，{short_instant(row.undone_at, self.context.clock.today())}")
            )
        blocks: list[Block] = [Facts(facts)]
        if row.holds and step.why_not:
            blocks.append(Text(step.why_not))
        if step.held:
            blocks.append(Heading("删掉的内容"))
            for held in step.held[:SHOWN_ROWS]:
                blocks.append(Facts([(held.kind, held.title or "—"), *held.fields]))
            if len(step.held) > SHOWN_ROWS:
                blocks.append(Text(f"另有 {len(step.held) - SHOWN_ROWS} 条。"))
        self.detail.show_detail(
            Detail(
                title=row.sentence,
                reference=f"第 {row.id} 步",
                pill=_state_pill(row),
                blocks=blocks,
                actions=self._actions(step),
            )
        )

    def _actions(self, step: StepDetail) -> list[Action]:
        row = step.row
        if not row.holds:
            return []
        in_bin = self.filters.chosen == BIN
        offered = []
        if in_bin:
            offered.append(Action("彻底清除", partial(self.forget, [row.id])))
        if not step.why_not:
            again = row.sentence.startswith("撤销：")
            word = "恢复" if in_bin else "重做" if again else "撤销"
            offered.append(Action(word, partial(self.take_back, step), primary=True))
        return offered

    # ------------------------------------------------------------------ what people do

    def take_back(self, step: StepDetail) -> None:
        """Take the step back, or bring back what it deleted."""
        restoring = self.filters.chosen == BIN
        self.change(
            service.restore_deleted if restoring else service.undo_step,
            step_id=step.row.id,
            say=lambda undone: f"已{undone.sentence}",
            on_refusal=self.detail.notice.refuse,
        )

    def forget(self, step_ids: Sequence[int]) -> None:
        """Clear from the recycle bin for ever, asked first."""
        ask_verbs(
            self,
            f"从回收站彻底清除 {len(step_ids)} 项？",
            detail="清除以后内容不再保留，不能恢复，也不能撤销这次清除。",
            do_word=f"清除 {len(step_ids)} 项",
            do=lambda: self.change(
                service.forget_deleted,
                step_ids=list(step_ids),
                say=lambda count: f"已从回收站清除 {count} 项",
                then=self._forgotten,
            ),
        )

    def _forgotten(self, _count: int) -> None:
        self.open_id = None
        self.detail.show_nothing("已清除。")


def _state_pill(row: StepRow) -> Pill | None:
    return None if row.holds else Pill("已撤销", Tone.QUIET)
