"""履职登记册: every deputy's book of a term with what it lacks on paper, its 13 forms, and the way to each record."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from deputy_station.core.clock import day_words, local_day
from deputy_station.features.points.service.listing import find_deputies
from deputy_station.features.register.page.printing import (
    ask_book_anew,
    ask_books,
    ask_page_anew,
    print_books,
    print_new_rows,
    save_books_apart,
)
from deputy_station.features.register.page.rows_dialog import (
    FormRowsDialog,
    LacksDialog,
    ReplacedDialog,
    lack_pill,
)
from deputy_station.features.register.rules.forms import FACTS, FORMS, NUMERALS
from deputy_station.features.register.rules.lacks import LackKind
from deputy_station.features.register.service import lacks as service
from deputy_station.features.register.service.filling import READ_TABLES, TermOfBooks
from deputy_station.features.register.service.finding import FoundRecord, find_record
from deputy_station.features.register.service.lacks import BookState, DeputyLack, RegisterRow, RegistersView
from deputy_station.features.register.service.places import ReplacedRow, replaced_rows
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.detail import NOTHING_CHOSEN, Block, Detail, Facts, Heading, Text
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

COUNTING = Pill("正在核对", Tone.QUIET)
"""Of a book whose rows are being counted."""
UNPRINTED, CHANGED, WAITING = "unprinted", "changed", "waiting"
SHOWN_AT_ONCE = 6
"""Rows that differ shown in the detail; the rest is a press away."""


class RegisterPage(ListDetailPage):
    """The books; what paper lacks stands on top."""

    title = "履职登记册"
    tables = READ_TABLES | {"register_prints", "register_pages"}

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="人",
            search="姓名、拼音首字母或小组",
            empty="这一届还没有代表。先在“代表名册”里登记代表，或导入名册。",
            empty_action=Action("去代表名册", lambda: context.go("deputies")),
            columns=(
                Column("姓名", "deputy", chars=4, grow=1),
                Column("小组", "group", chars=6, leaves=3),
                Column(
                    "记录", lambda row: row.rows if self._counted else "", chars=3, leaves=2, kind=Kind.NUMBER
                ),
                Column("未印", lambda row: row.unprinted or "", chars=3, kind=Kind.NUMBER),
                Column("待核准", lambda row: row.waiting or "", chars=3, leaves=1, kind=Kind.NUMBER),
                Column(
                    "纸上",
                    lambda row: paper_pill(row) if self._counted else COUNTING,
                    chars=5,
                    kind=Kind.PILL,
                ),
            ),
        )
        self._view: RegistersView | None = None
        self._named: int | None = None
        """The term whose names are in the list, with or without their figures."""
        self._terms: tuple[TermOfBooks, ...] = ()
        self.terms = Choice()
        self.terms.setAccessibleName("届别")
        self.terms.activated.connect(lambda _place: self._term_chosen())
        self.filters.add(self.terms)
        self.set_actions(*self.page_actions())

    def page_actions(self) -> Sequence[Action]:
        """What can be done with the books of the whole term."""
        return (
            Action("纸上缺什么", self.show_all_lacks),
            Action("一人一份存文件", self.save_apart),
            Action("补印新行", self.print_new),
            Action("整册打印", self.print_whole, primary=True),
        )

    def detail_actions(self, state: BookState) -> Sequence[Action]:
        """What can be done with one book."""
        book = state.book
        name, ids = f"{book.deputy}{book.term}履职登记册", [book.deputy_id]
        whole = partial(print_books, self, term_id=book.term_id, name=name, deputy_ids=ids)
        attached = partial(
            print_books, self, term_id=book.term_id, name=f"{name}附材料", deputy_ids=ids, attach=True
        )
        new = partial(print_new_rows, self, term_id=book.term_id, name=f"{name}补印", deputy_ids=ids)
        done = bool(state.paper.pages)
        return (
            Action("看名册", partial(self.context.go, "deputies", id=book.deputy_id)),
            Action(
                "换册",
                partial(self.begin_book_anew, state),
                enabled=done,
                why="还没有印过，没有旧册可以换",
            ),
            Action("打印这一册", whole, primary=not done),
            Action("附材料打印", attached),
            Action(
                "补印这一册",
                new,
                primary=done,
                enabled=done and bool(state.lacks.gaps),
                why="没有要补印的新行" if done else "还没有印过，先打印整册",
            ),
        )

    def print_whole(self) -> None:
        """The books of everybody in the term; of those printed already when the person says so."""
        if (term := self.term) is not None:
            rows = self._view.rows if self._view is not None and self._counted else ()
            fresh = [row.deputy_id for row in rows if not row.edition]
            name = f"{term.name}履职登记册"
            ask_books(self, term_id=term.id, name=name, fresh=fresh, begun=len(rows) - len(fresh))

    def print_new(self) -> None:
        """What the books of the term lack on paper, on the pages it belongs to."""
        if (term := self.term) is not None:
            print_new_rows(self, term_id=term.id, name=f"{term.name}履职登记册补印")

    def save_apart(self) -> None:
        """A file for each book of the term."""
        if (term := self.term) is not None:
            save_books_apart(self, term_id=term.id, term=term.name)

    @property
    def term(self) -> TermOfBooks | None:
        """The term shown; None before the list is there, or where no term began."""
        return self._terms[self.terms.currentIndex()] if self._terms else None

    @property
    def term_id(self) -> int | None:
        """The number of the term shown, if any."""
        return self.term.id if self.term is not None else None

    # ------------------------------------------------------------------ list

    def load_list(self) -> None:
        wanted = self.sent.pop("term_id", self.term_id)
        if self._view is None or self._view.term_id != wanted:
            if wanted is None or wanted != self._named:
                self.ask(service.name_registers, term_id=wanted, then=self.take_names)
            self.ask(service.read_registers, term_id=wanted, then=self.take_view)
        else:
            self._narrow()

    def reload(self) -> None:
        self._view = None  # a record changed: every book is read anew
        super().reload()

    @property
    def _counted(self) -> bool:
        return self._view is not None and self._view.counted

    def take_names(self, view: RegistersView) -> None:
        """Whose books there are, while their rows are counted."""
        if self._view is None or not self._counted or self._view.term_id != view.term_id:
            self.take_view(view)

    def take_view(self, view: RegistersView) -> None:
        """Every book of the term, for the chips; they stay while the list is only narrowed."""
        before = self.term_id
        self._view, self._terms, self._named = view, view.terms, view.term_id
        names = [term.name for term in view.terms]
        if [self.terms.itemText(place) for place in range(self.terms.count())] != names:
            self.terms.clear()
            self.terms.addItems(names)
            self.terms.updateGeometry()
        if view.term_id is not None:
            self.terms.setCurrentIndex([term.id for term in view.terms].index(view.term_id))
        rows = view.rows

        def count(chip: str) -> int | None:
            return sum(_wanted(row, chip) for row in rows) if view.counted else None

        self.set_count(f"{len(rows)} 人")
        self.filters.set_filters(
            [
                Filter("", "全部", len(rows)),
                Filter(UNPRINTED, "有没印的", count(UNPRINTED)),
                Filter(CHANGED, "印后改过", count(CHANGED)),
                Filter(WAITING, "有待核准", count(WAITING)),
            ]
        )
        self._narrow()
        if self.open_id is not None and before != view.term_id:
            self.show_detail(
                self.open_id
            )  # asked for before the term was known, or a page of another term scanned

    def _narrow(self) -> None:
        self.ask(find_deputies, search=self.filters.words, then=self.show_list)

    def show_list(self, found: frozenset[int] | None) -> None:
        """Fill the table with those found (None: everybody) who fit the chosen chip."""
        if self._view is not None:  # else it is being read anew
            rows = (row for row in self._view.rows if found is None or row.deputy_id in found)
            self.table.show_rows([row for row in rows if _wanted(row, self.filters.chosen)])

    def _term_chosen(self) -> None:
        self.open_id = None
        self.detail.show_nothing(NOTHING_CHOSEN)
        self.load_list()

    # ------------------------------------------------------------------ one book

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "form": lambda deputy_id, form: self.ask(
                service.read_state,
                deputy_id=deputy_id,
                term_id=self.term_id,
                then=partial(self.show_form, form=form),
            ),
            "lacks": lambda: self.show_all_lacks(),
        }

    def show_detail(self, row_id: Any) -> None:
        if self.term_id is not None:
            self.ask(service.read_state, deputy_id=row_id, term_id=self.term_id, then=self.fill_detail)

    def fill_detail(self, state: BookState) -> None:
        """What paper lacks first, then the forms."""
        book = state.book
        self.detail.show_detail(
            Detail(
                title=book.deputy,
                reference="　".join(part for part in (book.group, book.term) if part),
                pill=_state_pill(state),
                blocks=[*self._lack_blocks(state), *self._form_blocks(state), *self._paper_blocks(state)],
                actions=list(self.detail_actions(state)),
            )
        )

    def _lack_blocks(self, state: BookState) -> list[Block]:
        lacks = state.lacks
        blocks: list[Block] = [Heading("纸上缺的")]
        if not lacks.rows:
            return [*blocks, Text("纸上和记录都对得上。")]
        if lacks.gaps and state.paper.pages:
            blocks.append(Text("；".join(gap.sentence for gap in lacks.gaps) + "。"))
        elif lacks.gaps:
            total = sum(gap.rows for gap in lacks.gaps)
            blocks.append(Text(f"这一册还没有印过，共 {total} 行可以印。"))
        urgent = [
            lack for kind in LackKind for lack in lacks.rows if lack.kind is kind is not LackKind.UNPRINTED
        ]
        for lack in urgent[:SHOWN_AT_ONCE]:
            opened = partial(self.open_record, lack.subject, lack.subject_id, state.book.deputy_id)
            blocks.append(LineItem(lack.record, lack.sentence, lack_pill(lack), opened))
        everything = partial(self.show_lacks_of, state)
        blocks.append(Facts([("一行一行看", f"{len(lacks.rows)} 行", everything)]))
        return blocks

    def _form_blocks(self, state: BookState) -> list[Block]:
        empty = sum(not state.book.facts.get(key) for key, _label in FACTS)
        facts = f"代表基本情况　{len(FACTS) - empty} 项" + (f"，缺 {empty} 项" if empty else "")
        lines: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            ("表一", facts, partial(self.context.go, "deputies", id=state.book.deputy_id))
        ]
        for form in FORMS:
            unprinted = sum(
                lack.form == form.key and lack.kind is LackKind.UNPRINTED for lack in state.lacks.rows
            )
            words = f"{form.part or form.title}　{len(state.book.entries[form.key])} 条"
            words += f"，未印 {unprinted}" if unprinted else ""
            number = f"表{NUMERALS[form.number - 1]}"
            lines.append((number, words, partial(self.show_form, state, form=form.key)))
        return [Heading("十三张表"), Facts(lines)]

    def _paper_blocks(self, state: BookState) -> list[Block]:
        """Which edition lies there since when, and what was taken out of it."""
        paper = state.paper
        if paper.since is None:
            return []
        told = f"第 {paper.edition} 册，{day_words(local_day(paper.since))}起印"
        lines: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [("册子", told)]
        if paper.replaced:
            lines.append(("换下的", "旧册、旧页印过什么", partial(self.show_replaced, state)))
        return [Heading("纸上这一册"), Facts(lines)]

    # ------------------------------------------------------------------ what people look at

    def show_replaced(self, state: BookState) -> None:
        """What stood on paper that was taken out of the book."""

        def show(rows: list[ReplacedRow]) -> None:
            ReplacedDialog(self, self.context, f"{state.book.deputy}　换下的旧纸", rows).open()

        self.ask(replaced_rows, term_id=state.book.term_id, deputy_id=state.book.deputy_id, then=show)

    def begin_page_anew(self, each: DeputyLack) -> None:
        """Print the page a row that differs stands on once more."""
        place = each.lack.place
        if place is not None and self.term_id is not None:
            ask_page_anew(
                self,
                term_id=self.term_id,
                deputy_id=each.deputy_id,
                deputy=each.deputy,
                form=each.lack.form,
                number=place.page,
            )

    def begin_book_anew(self, state: BookState) -> None:
        """Print a book from its beginning."""
        book = state.book
        ask_book_anew(
            self,
            term_id=book.term_id,
            deputy_id=book.deputy_id,
            deputy=book.deputy,
            edition=state.paper.edition,
        )

    def show_form(self, state: BookState, form: str) -> None:
        """The rows of one table of the book."""
        FormRowsDialog(self, self.context, state, form, self.open_record).open()

    def show_lacks_of(self, state: BookState) -> None:
        """What one book lacks, row by row."""
        book = state.book
        found = [DeputyLack(book.deputy_id, book.deputy, book.group, lack) for lack in state.lacks.rows]
        title = f"{book.deputy}　纸上缺什么"
        LacksDialog(self, self.context, title, found, self.open_record, self.begin_page_anew).open()

    def show_all_lacks(self) -> None:
        """What all the books of the term lack, the worst first."""
        if self.term_id is not None:
            self.ask(service.list_lacks, term_id=self.term_id, then=self._show_found)

    def _show_found(self, found: list[DeputyLack]) -> None:
        LacksDialog(self, self.context, "纸上缺什么", found, self.open_record, self.begin_page_anew).open()

    def open_record(self, subject: str, subject_id: int, deputy_id: int) -> None:
        """Go where the record is kept."""

        def go(found: FoundRecord | None) -> None:
            if found is None:
                self.notice.refuse("这条记录已经没有了，可以在“经手记录”里看是谁删的。")
            else:
                self.context.go(found.page, **found.filters)

        self.ask(find_record, subject=subject, subject_id=subject_id, deputy_id=deputy_id, then=go)


def paper_pill(row: RegisterRow) -> Pill:
    """How a book stands against its paper, the worst first."""
    if row.gone:
        return Pill(LackKind.GONE.label, Tone.OVERDUE)
    if row.changed:
        return Pill(LackKind.CHANGED.label, Tone.OVERDUE)
    if not row.edition:
        return Pill("没印过", Tone.QUIET)
    return Pill("要补印", Tone.SOON) if row.unprinted else Pill("齐了", Tone.DONE)


def _state_pill(state: BookState) -> Pill:
    return paper_pill(service.row_of(state))


def _wanted(row: RegisterRow, chip: str) -> bool:
    return {
        "": True,
        UNPRINTED: row.unprinted > 0,
        CHANGED: row.changed + row.gone > 0,
        WAITING: row.waiting > 0,
    }[chip]
