"""自查 on the page 检查抽查: what a check would find in the running quarter, by kind, by deputy or one by one, the gravest
first; each a click from its mending, and a kind mended in one go where one action mends many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from deputy_station.features.register.page.printing import print_books, print_new_rows
from deputy_station.features.register.service.filling import TermOfBooks, terms_of_books
from deputy_station.features.spotcheck.page.mending import mending_of_all, mending_place
from deputy_station.features.spotcheck.page.part import SpotPart, quarter_words
from deputy_station.features.spotcheck.rules.findings import FindingKind, Gravity
from deputy_station.features.spotcheck.service.self_check import (
    DeputyGroup,
    KindGroup,
    SelfCheck,
    SelfFinding,
    run_self_check,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

if TYPE_CHECKING:
    from deputy_station.features.spotcheck.page.listing import SpotCheckPage

BY_KIND, BY_DEPUTY = "by_kind", "by_deputy"
_ONE_KIND = "kind:"
"""Before the kind that a chip of its own narrows the list to."""
_LINES_SHOWN = 30
"""Of a group: the rest is one press away, in the list."""
_TONES = {Gravity.POINTS: Tone.OVERDUE, Gravity.CHECK: Tone.SOON, Gravity.NICE: Tone.QUIET}

Row = SelfFinding | KindGroup | DeputyGroup


def gravity_pill(gravity: Gravity) -> Pill:
    """影响积分, 检查不过, 宜改."""
    return Pill(gravity.label, _TONES[gravity])


def _number(gravity: Gravity, row: DeputyGroup) -> int | str:
    return row.count(gravity) or ""


_COLUMNS: Mapping[str, Sequence[Column]] = {
    BY_KIND: (
        Column("轻重", lambda row: gravity_pill(row.gravity), chars=6, kind=Kind.PILL),
        Column("查什么", lambda row: row.kind.label, chars=8, grow=1),
        Column("几处", lambda row: len(row.findings), chars=3, kind=Kind.NUMBER),
        Column("代表", lambda row: f"{len(row.deputy_ids)} 人", chars=4, leaves=1, kind=Kind.NUMBER),
    ),
    BY_DEPUTY: (
        Column("代表", "deputy", chars=5, grow=1),
        *(Column(gravity.label, partial(_number, gravity), chars=5, kind=Kind.NUMBER) for gravity in Gravity),
    ),
}
_ONE_BY_ONE = (
    Column(
        "查什么", lambda row: Pill(row.found.kind.label, _TONES[row.found.gravity]), chars=6, kind=Kind.PILL
    ),
    Column("问题", lambda row: row.found.words, chars=14, grow=1),
    Column("代表", "whose", chars=7),
)


class SelfCheckPart(SpotPart):
    """Run, look, go and mend."""

    empty = "这个季度按检查的规则查过，没有要改的。"
    by_quarter = True
    by_kind = True

    def __init__(self, page: SpotCheckPage) -> None:
        super().__init__(page)
        self._checked: SelfCheck | None = None
        self._terms: list[TermOfBooks] = []
        self._kind: FindingKind | None = None

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:  # noqa: ARG004
        return _COLUMNS[BY_KIND]

    def load(self) -> None:
        year, quarter = self.page.quarter
        self.page.ask(terms_of_books, then=self._take_terms)
        self.page.ask(run_self_check, year=year, quarter=quarter, then=self.fill_list)

    def _take_terms(self, terms: list[TermOfBooks]) -> None:
        self._terms = terms

    def fill_list(self, checked: SelfCheck) -> None:
        """The findings as the chip says, and how many of whom were looked at."""
        self._checked = checked
        if not self.is_shown:
            return
        self._offer_views(checked)
        view = self.page.views.chosen
        columns = _COLUMNS.get(view, _ONE_BY_ONE)
        if list(self.page.table.model.columns) != list(columns):
            self.page.table.show_rows([])  # the old rows have no such columns
            self.page.table.set_columns(columns)
        words = f"{checked.deputies} 位代表，{checked.clean} 位没有问题，要改 {len(checked.findings)} 处"
        self.put_rows(self._rows(checked, view), words if checked.deputies else "")

    def _offer_views(self, checked: SelfCheck) -> None:
        counts = {
            gravity: sum(each.found.gravity is gravity for each in checked.findings) for gravity in Gravity
        }
        chips = [
            Filter(BY_KIND, "按类别看"),
            Filter(BY_DEPUTY, "按代表看"),
            *(Filter(gravity.value, gravity.label, counts[gravity]) for gravity in Gravity),
        ]
        if self._kind is not None:
            number = checked.counts.get(self._kind, 0)
            chips.append(Filter(f"{_ONE_KIND}{self._kind.value}", self._kind.label, number))
        self.page.views.set_filters(chips)

    @staticmethod
    def _rows(checked: SelfCheck, view: str) -> Sequence[Row]:
        if view == BY_KIND:
            return checked.by_kind
        if view == BY_DEPUTY:
            return checked.by_deputy
        if view.startswith(_ONE_KIND):
            return [each for each in checked.findings if each.found.kind.value == view[len(_ONE_KIND) :]]
        return [each for each in checked.findings if each.found.gravity.value == view]

    def show_kind(self, kind: FindingKind) -> None:
        """The list of this kind alone, one by one."""
        self._kind = kind
        if self._checked is not None:
            self._offer_views(self._checked)
        self.page.views.choose(f"{_ONE_KIND}{kind.value}")

    # ------------------------------------------------------------------ a row

    def show(self, row_id: str) -> None:
        checked = self._checked
        rows: Sequence[Row] = ()
        if checked is not None:
            rows = [*checked.by_kind, *checked.by_deputy, *checked.findings]
        row = next((each for each in rows if each.id == row_id), None)
        if row is None:  # mended since
            self.page.gone()
        elif isinstance(row, KindGroup):
            self._fill_kind(row)
        elif isinstance(row, DeputyGroup):
            self._fill_deputy(row)
        else:
            self.fill(row)

    def fill(self, row: SelfFinding) -> None:
        """What it is, whose registers it stands in, how to mend it."""
        found = row.found
        self.put(
            Detail(
                reference=quarter_words(self.page.quarter),
                title=found.kind.label,
                pill=gravity_pill(found.gravity),
                blocks=[
                    Text(found.words),
                    Facts([("怎么改", found.mend), ("答哪一问", found.question.label)]),
                    Heading("影响的登记册"),
                    Text("、".join(row.deputies)),
                ],
                actions=[Action("去改", self._way_to(row), primary=True)],
            )
        )

    def _fill_kind(self, group: KindGroup) -> None:
        number, people = len(group.findings), len(group.deputy_ids)
        whole = self._all_of(group)
        mends = {each.found.mend for each in group.findings}
        mend = [("怎么改", mends.pop())] if len(mends) == 1 else []
        self.put(
            Detail(
                reference=quarter_words(self.page.quarter),
                title=group.kind.label,
                pill=gravity_pill(group.gravity),
                blocks=[
                    Facts([("有多少", f"{number} 处，{people} 位代表"), *mend]),
                    Heading("按哪一条，就去改哪一条"),
                    *self._lines(group.findings, whose=True),
                ],
                actions=[
                    Action("一处一处看", partial(self.show_kind, group.kind), primary=not whole),
                    *whole,
                ],
            )
        )

    def _fill_deputy(self, group: DeputyGroup) -> None:
        blocks: list[Block] = []
        for gravity in Gravity:
            mine = [each for each in group.findings if each.found.gravity is gravity]
            if mine:
                blocks += [Heading(f"{gravity.label} {len(mine)} 处"), *self._lines(mine, whose=False)]
        to_register = partial(self.page.context.go, "register", id=group.deputy_id)
        self.put(
            Detail(
                reference=quarter_words(self.page.quarter),
                title=group.deputy,
                pill=Pill(f"{len(group.findings)} 处"),
                blocks=blocks,
                actions=[Action("看登记册", to_register, primary=True)],
            )
        )

    def _lines(self, findings: Sequence[SelfFinding], *, whose: bool) -> list[Block]:
        lines: list[Block] = []
        for each in findings[:_LINES_SHOWN]:
            pill = None if whose else Pill(each.found.kind.label, _TONES[each.found.gravity])
            words = f"{each.whose}　{each.found.words}" if whose else each.found.words
            lines.append(LineItem("", words, pill, self._way_to(each)))
        if (more := len(findings) - _LINES_SHOWN) > 0:
            lines.append(Words(f"还有 {more} 处，改好前面的就接着出来。", role="soft"))
        return lines

    # ------------------------------------------------------------------ mending

    def _way_to(self, row: SelfFinding) -> Callable[[], object]:
        found = row.found
        place = mending_place(found.kind, found.subject, found.subject_id)
        assert place is not None, "records find nothing that is mended on paper"
        return partial(self.page.context.go, place[0], **place[1])

    def _all_of(self, group: KindGroup) -> list[Action]:
        """What mends everything of a kind at once; nothing where each is mended by itself."""
        if group.kind is FindingKind.PAPER_LACKS:
            return self._printing(group)
        way = mending_of_all(group.kind)
        if way is None:
            return []
        word, page, filters = way
        return [Action(word, partial(self.page.context.go, page, **filters), primary=True)]

    def _printing(self, group: KindGroup) -> list[Action]:
        """New rows onto the pages of the books there are, and the books that were never printed as a whole."""
        _year, quarter = self.page.quarter
        days = self._checked.last if self._checked is not None else None
        term = next((each for each in self._terms if days is not None and each.starts_on <= days), None)
        if term is None:
            return []
        begun = [each.found.subject_id for each in group.findings if each.found.subject == "register"]
        never = [each.found.subject_id for each in group.findings if each.found.subject == "book"]
        actions = []
        if never:
            name = f"{term.name}履职登记册（第{quarter}季度自查）"
            whole = partial(print_books, self.page, term_id=term.id, name=name, deputy_ids=never)
            actions.append(Action(f"整册打印 {len(never)} 册", whole, primary=not begun))
        if begun:
            name = f"{term.name}履职登记册补印（第{quarter}季度自查）"
            rows = partial(print_new_rows, self.page, term_id=term.id, name=name, deputy_ids=begun)
            actions.append(Action(f"补印 {len(begun)} 册的新行", rows, primary=True))
        return actions
