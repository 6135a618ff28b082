"""异议 on the page 积分核对: what a deputy says is wrong (错、重、漏), the sum as it is, the answer, and the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.points.page.check_part import CheckPart
from deputy_station.features.points.page.reason_field import ReasonField
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionState, ObjectionWay
from deputy_station.features.points.rules.closing import correction_words
from deputy_station.features.points.rules.words import fact_words
from deputy_station.features.points.service.checking import PeriodItems, begun_periods
from deputy_station.features.points.service.objecting import (
    ShownObjection,
    find_claims_of,
    list_found,
    read_objection,
    record_by_key,
)
from deputy_station.features.points.service.objections import (
    ObjectionRow,
    answer_objection,
    edit_objection,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import ChoiceField, Field, LineField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.table_model import Column, Kind

TONES = {
    ObjectionState.OPEN: Tone.SOON,
    ObjectionState.CORRECTED: Tone.DONE,
    ObjectionState.UPHELD: Tone.INFO,
    ObjectionState.WITHDRAWN: Tone.QUIET,
}
SORT_WORDS = {
    ObjectionSort.WRONG: "错：记的和实际不一样",
    ObjectionSort.DOUBLE: "重：同一件记了两次",
    ObjectionSort.MISSING: "漏：做了没有记",
}
ANSWERS = {
    ObjectionState.CORRECTED: "已更正：代表说得对，改了",
    ObjectionState.UPHELD: "维持：核对过，原来的没有错",
    ObjectionState.WITHDRAWN: "已撤回：代表自己不提了",
}
USUAL_ANSWERS = (
    "经查属实，已补登记",
    "经查属实，已改正记录",
    "核对原始记录，没有出入",
    "不在积分办法的计分范围",
)


class ObjectionsPart(CheckPart):
    """Record, look, answer."""

    empty = "还没有异议。代表说分数错了、重了、漏了，登记在这里。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        today = context.clock.today
        return (
            Column("收到", lambda row: short_day(row.received_on, today()), chars=8),
            Column("代表", "deputy", chars=4),
            Column("类", lambda row: row.sort.label, chars=2),
            Column("说了什么", "text", chars=10, grow=1),
            Column("期间", "period", chars=5, leaves=2),
            Column("状态", lambda row: Pill(row.state.label, TONES[row.state]), chars=4, kind=Kind.PILL),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("登记异议", self.record, primary=True),)

    def empty_action(self) -> Action:
        return Action("登记异议", self.record)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "objection": self.record,
            "objection_edit": self._again(self.edit),
            "answer": self._again(self.answer),
        }

    def _again(self, then: Callable[[ShownObjection], object]) -> Callable[[int], object]:
        return lambda row_id: self.page.ask(read_objection, objection_id=row_id, then=then)

    # ------------------------------------------------------------------ list and detail

    def load(self) -> None:
        self.page.ask(list_found, search=self.page.filters.words, then=self.put_rows)

    def show(self, row_id: int) -> None:
        self.page.ask(read_objection, objection_id=row_id, then=self.fill)

    def fill(self, shown: ShownObjection) -> None:
        """The words, the sum as it is, the answer and where it led, the trail."""
        row, go = shown.objection, self.page.context.go
        where = f"{row.item} {shown.item_name}".strip() if row.item else "总分"
        facts: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            ("代表", row.deputy, partial(go, "points", id=row.deputy_id, year=shown.year)),
            ("期间", shown.period_name),
            ("哪一项", where),
            ("收到", f"{whole_day(row.received_on)}，{row.way.label}"),
        ]
        if row.late_reason:
            facts.append(("过期受理", row.late_reason))
        blocks: list[Block] = [Text(row.text, quoted=True), Facts(facts), Heading("现在是这样算的")]
        blocks += [Words(line) for line in shown.now]
        blocks += [Words(f"　{fact_words(fact)}", role="small") for fact in shown.facts]
        if shown.waiting is not None:
            blocks.append(
                Words(f"和公布的不一样：{correction_words(shown.waiting)}，还没有更正。", role="warning")
            )
        if row.answered_on is not None:
            told = f"{row.state.label}，{row.answered_by}{whole_day(row.answered_on)}答复"
            blocks += [Heading("答复"), Text(f"{told}：{row.answer}" if row.answer else told)]
        led = self._led_to(shown)
        if led:
            blocks.append(Facts(led))
        today = self.page.context.clock.today()
        blocks += [
            Heading("经过"),
            Timeline(
                [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in shown.history]
            ),
        ]
        self.put(
            Detail(
                title=f"{row.deputy}：{where}（{row.sort.label}）",
                reference=f"{shown.period_name}异议",
                pill=Pill(row.state.label, TONES[row.state]),
                blocks=blocks,
                actions=self._steps(shown),
            )
        )

    def _led_to(self, shown: ShownObjection) -> list[tuple[str, str] | tuple[str, str, Callable[[], object]]]:
        led: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = []
        if shown.claim is not None:
            see = partial(self.page.show_claim, shown.claim)
            led.append(("补登记的", shown.claim.title, see))
        led += [("更正", correction_words(each.change)) for each in shown.corrections]
        return led

    def _steps(self, shown: ShownObjection) -> list[Action]:
        row, go = shown.objection, self.page.context.go
        see = Action("看得分", partial(go, "points", id=row.deputy_id, year=shown.year))
        if row.state is not ObjectionState.OPEN:
            return [see]
        actions = [
            Action("补登记", partial(self.page.claims.register_for, (row.deputy_id, row.deputy))),
            Action("修改", partial(self.edit, shown)),
            see,
            Action("答复", partial(self.answer, shown), primary=True),
        ]
        if shown.waiting is not None and shown.closing_id is not None:
            correct = partial(
                self.page.closing.ask_correction, shown.closing_id, row.deputy_id, objection_id=row.id
            )
            actions.insert(0, Action("更正积分", correct))
        return actions

    # ------------------------------------------------------------------ what people do

    def record(self, *, who: tuple[int, str] | None = None, period: str = "", item: str = "") -> None:
        """A deputy objects: `who` (number and name) to the points of a period (key), or to one item of them."""
        self.page.ask(begun_periods, then=partial(self.open_record, who=who, period=period, item=item))

    def open_record(
        self,
        periods: list[PeriodItems],
        *,
        who: tuple[int, str] | None = None,
        period: str = "",
        item: str = "",
    ) -> FormDialog:
        """The form, offering the periods that have begun and the items of each."""
        today = self.page.context.clock.today
        by_key = {each.period.key: each for each in periods}
        first = by_key.get(period, periods[0])
        fields: list[Field] = [
            SearchField("deputy_id", "代表", self.page.work, finds_deputies(today), required=True),
            ChoiceField(
                "period_key", "期间", [(each.period.key, each.period.name) for each in periods], required=True
            ),
            *self._what_fields(first),
            ChoiceField("way", "怎么来的", [(each, each.label) for each in ObjectionWay], required=True),
            DateField("received_on", "收到", today=today, lean=Lean.PAST, required=True),
            LineField("late_reason", "过期理由", most=200, help="过了异议期才要写，写明为什么还受理。"),
        ]
        dialog = self.page.open_form(
            "登记异议",
            fields,
            values={
                "deputy_id": who,
                "period_key": first.period.key,
                "item": item or None,
                "received_on": today(),
                "way": ObjectionWay.WRITTEN,
            },
            save_word="登记",
            service=record_by_key,
            say=lambda row: f"已登记{row.deputy}的异议",
            then=self._show_recorded,
            draft="objection",
        )
        items = dialog.form["item"]
        assert isinstance(items, ChoiceField)

        def follow() -> None:
            chosen = by_key.get(dialog.form["period_key"].value())
            if chosen is not None:
                items.set_choices(_items(chosen))

        dialog.form["period_key"].edited.connect(follow)
        return dialog

    def _show_recorded(self, row: ObjectionRow) -> None:
        self.page.take_filter(view="objections", id=row.id)
        self.page.load_list()

    def _what_fields(self, period: PeriodItems) -> list[Field]:
        return [
            ChoiceField("sort", "哪种", list(SORT_WORDS.items()), required=True),
            ChoiceField("item", "哪一项", _items(period), none="总分，或说不清是哪一项"),
            TextField("text", "代表的话", required=True, lines=3, placeholder="照他说的写"),
        ]

    def edit(self, shown: ShownObjection) -> FormDialog:
        """Correct what was written down."""
        row = shown.objection
        return self.page.open_form(
            f"修改{row.deputy}的异议",
            self._what_fields(PeriodItems(shown.period, shown.items)),
            values={"sort": row.sort, "item": row.item or None, "text": row.text},
            save_word="保存",
            service=_edit,
            fixed={"objection_id": row.id, "version": row.version},
            say=f"已修改{row.deputy}的异议",
            draft=f"objection_edit:{row.id}",
        )

    def answer(self, shown: ShownObjection) -> FormDialog:
        """Answer it: corrected, upheld, or taken back by the deputy."""
        row = shown.objection
        return self.page.open_form(
            f"答复{row.deputy}的异议",
            [
                ChoiceField("state", "结果", list(ANSWERS.items()), required=True),
                ReasonField(
                    "answer", "答复", USUAL_ANSWERS, required=False, help="写给代表看：查了什么，怎么改的。"
                ),
                SearchField(
                    "claim_id",
                    "补登记的",
                    self.page.work,
                    partial(find_claims_of, deputy_id=row.deputy_id),
                    placeholder="点一下，从他的登记里选",
                    help="是补了一条登记的，选出来；更正了积分的不用选。",
                ),
            ],
            save_word="答复",
            service=answer_objection,
            fixed={"objection_id": row.id, "version": row.version},
            say=lambda done: f"已答复{done.deputy}的异议：{done.state.label}",
            draft=f"answer:{row.id}",
        )


def _edit(
    session: Any, *, objection_id: int, version: int, sort: ObjectionSort, text: str, item: str | None
) -> ObjectionRow:
    return edit_objection(
        session, objection_id=objection_id, version=version, sort=sort, text=text, item=item or ""
    )


def _items(period: PeriodItems) -> list[tuple[str, str]]:
    return [(item.code, f"{item.code} {item.name}") for item in period.items]
