"""What single deputies did: speeches, reports, visits to voters, good deeds, duty reports, awards."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.features.activities.page.fields import deed_fields
from deputy_station.features.activities.page.materials import file_material, material_line, remove_material
from deputy_station.features.activities.rules import ContactWay, DeedKind
from deputy_station.features.activities.service import deeds, evidence
from deputy_station.features.activities.service.deeds import DeedRow
from deputy_station.features.activities.service.evidence import EvidenceRow
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import Dialog, ask_verbs
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

SHORT = {
    DeedKind.SPEECH: "发言",
    DeedKind.REPORT: "报告",
    DeedKind.VOTER_CONTACT: "走访",
    DeedKind.GOOD_DEED: "实事",
    DeedKind.DUTY_REPORT: "述职",
    DeedKind.AWARD: "表彰",
}
"""The kinds in two characters, on chips and in the list."""

OUTCOMES = {
    DeedKind.SPEECH: "采纳情况",
    DeedKind.REPORT: "提出意见",
    DeedKind.VOTER_CONTACT: "处理",
    DeedKind.GOOD_DEED: "成效",
    DeedKind.DUTY_REPORT: "整改",
    DeedKind.AWARD: "说明",
}
"""What came of a deed, in the word of its form in the register."""

Shown = tuple[DeedRow, list[EvidenceRow], list[HistoryRow]]


class DeedsPage(ListDetailPage):
    """Enter what one deputy did outside any attendance list."""

    title = "个人履职"
    tables = frozenset({"deeds", "evidence"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            search="代表、拼音首字母、事项",
            empty="这一年还没有个人履职记录。走访、述职、办实事登记在这里。",
            empty_action=Action("登记履职", self.choose_kind),
            columns=[
                Column("日期", lambda row: short_day(row.done_on, today()), chars=5),
                Column("代表", "deputy", chars=6),
                Column("类别", lambda row: SHORT[row.kind], chars=3, leaves=2),
                Column("事项", "title", chars=14, grow=1),
                Column("材料", lambda row: row.evidence or "", chars=2, leaves=3, kind=Kind.NUMBER),
                Column("小组", "group", chars=6, leaves=4),
            ],
        )
        self._year = today().year
        self.years = Choice()
        self.years.addItems([f"{year}年" for year in range(self._year, self._year - 6, -1)])
        self.years.activated.connect(self._take_year)
        self.filters.add(self.years)
        self.filters.set_filters(
            [Filter("", "全部"), *(Filter(str(kind.value), SHORT[kind]) for kind in DeedKind)]
        )
        self.set_actions(Action("登记履职", self.choose_kind, primary=True))

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "register": lambda kind: self.register(DeedKind(kind)),
            "edit": self._again(self.edit),
            "evidence": self._again(self.add_evidence),
        }

    # ------------------------------------------------------------------ list

    def load_list(self) -> None:
        chosen = self.filters.chosen
        wanted: dict[str, Any] = {
            "kind": DeedKind(chosen) if chosen else None,
            "search": self.filters.words,
            "first": date(self._year, 1, 1),
            "last": date(self._year, 12, 31),
            "deputy_id": self.sent.get("deputy_id"),
        }
        self.table.load(deeds.list_deeds, deeds.count_deeds, **wanted)
        self.ask(deeds.count_by_kind, then=self.show_counts, year=self._year)

    def show_counts(self, counts: dict[DeedKind, int]) -> None:
        """The chips' numbers, and the words beside the title."""
        total = sum(counts.values())
        self.set_count(f"{self._year}年 {total} 条")
        self.filters.set_filters(
            [
                Filter("", "全部", total),
                *(Filter(str(kind.value), SHORT[kind], counts[kind]) for kind in DeedKind),
            ]
        )

    def _take_year(self, place: int) -> None:
        self._year, self.open_id = self.context.clock.today().year - place, None
        self.detail.show_nothing("选中左边的一条，这里看全部内容。")
        self.load_list()

    # ------------------------------------------------------------------ one deed

    def show_detail(self, row_id: int) -> None:
        self.ask(_read_deed, then=self.fill_detail, deed_id=row_id)

    def fill_detail(self, shown: Shown) -> None:
        """Show a deed as kept now."""
        deed, kept, history = shown
        facts = [("代表", f"{deed.deputy}  {deed.group}".strip()), ("日期", whole_day(deed.done_on))]
        if deed.place:
            facts.append(("地点", deed.place))
        if deed.quantity > 1:
            facts.append(("户数", f"{deed.quantity} 户"))
        if deed.manner is not None:
            facts.append(("方式", deed.manner.label))
        votes = (deed.votes_satisfied, deed.votes_fair, deed.votes_unsatisfied)
        if any(vote is not None for vote in votes):
            words = zip(("满意", "基本满意", "不满意"), votes, strict=True)
            facts.append(("测评", "，".join(f"{word} {vote or 0} 票" for word, vote in words)))
        if deed.awarded_by:
            facts.append(("授予机关", deed.awarded_by))
        if deed.award_level:
            facts.append(("级别", deed.award_level))
        if deed.organiser:
            facts.append(("组织单位", deed.organiser))
        if deed.way is not None:
            facts.append(("方式", deed.way.label))
        if deed.beneficiaries:
            facts.append(("受益对象", deed.beneficiaries))
        if deed.people is not None:
            word = "参加人数" if deed.kind is DeedKind.DUTY_REPORT else "受益人数"
            facts.append((word, f"{deed.people} 人"))
        blocks: list[Block] = [Facts(facts)]
        if deed.details:
            blocks.append(Text(deed.details))
        if deed.outcome:
            blocks += [Heading(OUTCOMES[deed.kind]), Text(deed.outcome)]
        if kept:
            blocks.append(Heading(f"证明材料 {len(kept)} 件"))
            blocks += [material_line(each, partial(remove_material, self, each)) for each in kept]
        today = self.context.clock.today()
        lines = [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in history]
        if lines:
            blocks += [Heading("经过"), Timeline(lines)]
        pill = None if deed.accepted else Pill("未采纳", Tone.SOON)
        self.detail.show_detail(
            Detail(
                title=deed.title,
                reference=deed.kind.label,
                pill=pill,
                blocks=blocks,
                actions=[
                    Action("修改", partial(self.edit, deed), primary=True),
                    Action("归材料", partial(self.add_evidence, deed)),
                    Action("删除", partial(self.remove, deed)),
                ],
            )
        )

    # ------------------------------------------------------------------ what people do

    def choose_kind(self) -> None:
        """What was done decides what is asked."""
        dialog = Dialog(self, "登记什么履职？", width=420)
        box = VBox(gap=8)
        dialog.body.addLayout(box)
        dialog.body.addStretch(1)

        def take(kind: DeedKind) -> None:
            dialog.accept()
            self.register(kind)

        for kind in DeedKind:
            box.addWidget(Button(kind.label, partial(take, kind)))
        dialog.action_row.set_actions([Action("关闭", dialog.reject)])
        dialog.open()

    def _again(self, then: Callable[[DeedRow], object]) -> Callable[[int], object]:
        return lambda row_id: self.ask(deeds.get_deed, deed_id=row_id, then=then)

    def register(self, kind: DeedKind) -> None:
        """Enter what a deputy did."""
        today = self.context.clock.today
        self.open_form(
            f"登记{kind.label}",
            deed_fields(kind, self.work, today),
            values={"done_on": today(), "quantity": 1, "accepted": True, "way": ContactWay.VISIT},
            save_word="登记",
            service=deeds.record_deed,
            fixed={"kind": kind},
            say=lambda deed: f"已登记{deed.deputy}的{deed.kind.label}",
            then=lambda deed: self.open_row(deed.id),
            draft=f"register:{kind.value}",
        )

    def edit(self, deed: DeedRow) -> None:
        """Correct a deed."""
        fields = deed_fields(
            deed.kind, self.work, self.context.clock.today, with_deputy=False, level=deed.award_level
        )
        self.open_form(
            f"修改{deed.deputy}的{deed.kind.label}",
            fields,
            values={field.name: getattr(deed, field.name) for field in fields},
            save_word="保存",
            service=deeds.edit_deed,
            fixed={"deed_id": deed.id, "version": deed.version},
            say=lambda saved: f"已修改{saved.deputy}的{saved.kind.label}",
            draft=f"edit:{deed.id}",
        )

    def add_evidence(self, deed: DeedRow) -> None:
        """File a piece of evidence."""
        file_material(self, subject="deed", subject_id=deed.id, examples="现场照片、报告原件、报道……")

    def remove(self, deed: DeedRow) -> None:
        """Entered by mistake."""

        def removed(_nothing: None) -> None:
            self.open_id = None
            self.detail.show_nothing("已删除。")

        ask_verbs(
            self,
            f"删除{deed.deputy}的“{deed.title}”？",
            detail="删除后不再计入履职，经过里会留下一行。",
            do_word="删除",
            do=lambda: self.change(
                deeds.remove_deed,
                deed_id=deed.id,
                version=deed.version,
                say=f"已删除{deed.deputy}的{deed.kind.label}",
                then=removed,
                on_refusal=self.detail.notice.refuse,
            ),
        )


def _read_deed(session: Any, *, deed_id: int) -> Shown:
    return (
        deeds.get_deed(session, deed_id=deed_id),
        evidence.list_evidence(session, subject="deed", subject_id=deed_id),
        list_history(session, subject="deed", subject_id=deed_id),
    )
