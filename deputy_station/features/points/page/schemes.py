"""积分办法: every scheme there is, read in plain words, copied, changed, compared, tried on a past year, adopted."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from deputy_station.core.cleaning import search_form
from deputy_station.features.points.page.adopting import open_adopting
from deputy_station.features.points.page.scheme_comparing import open_comparing
from deputy_station.features.points.page.scheme_field import SchemeField
from deputy_station.features.points.page.scheme_reading import read_scheme_dialog
from deputy_station.features.points.page.what_if_dialog import open_what_if
from deputy_station.features.points.rules.checking import SchemeCheck
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.part_words import grade_line, period_rule_words
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.scheme_words import heading_words
from deputy_station.features.points.service import library, listing, scheme_listing
from deputy_station.features.points.service.library import SavedScheme
from deputy_station.features.points.service.scheme_listing import (
    DRAFTS,
    OWN,
    SHIPPED,
    Adoption,
    SchemeLine,
    SchemeView,
)
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import Dialog, FormDialog, ask_verbs
from deputy_station.widgets.fields import LineField, TextField
from deputy_station.widgets.labels import Link
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.table_out import Seen, write_seen

TONES = {"今年在用": Tone.DONE, "草稿": Tone.SOON, "已采用": Tone.INFO, "随程序": Tone.QUIET}
FIRST_MISTAKES = 3


class SchemesPage(ListDetailPage):
    """Which schemes there are, which one is in force, and what would change with another."""

    title = "积分办法"
    tables = frozenset({"point_schemes", "scheme_years", "point_closings"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="份",
            search="名称、机关、拼音首字母",
            empty="还没有积分办法。",
            multiple=False,
            columns=(
                Column("办法", "listed", chars=14, grow=1),
                Column("版本", lambda line: line.row.edition, chars=4, leaves=3),
                Column("给谁打分", "subject", chars=4, leaves=2),
                Column("哪年用", "used", chars=5, leaves=1),
                Column("状态", _pill, chars=4, kind=Kind.PILL),
            ),
        )
        self._lines: list[SchemeLine] = []
        self._years: list[int] = []
        self.set_actions(
            Action("两份对比", self.compare_any),
            Action("写新办法", self.copy_present, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "copy": lambda source: self.copy(str(source)),
            "edit": self.edit,
            "adopt": lambda scheme: self.adopt(str(scheme)),
        }

    # ------------------------------------------------------------------ the list

    def load_list(self) -> None:
        self.ask(listing.years_to_show, today=self.context.clock.today(), then=self.take_years)
        self.ask(scheme_listing.list_lines, then=self.take_lines)

    def take_years(self, years: list[int]) -> None:
        """The years a scheme can be tried on."""
        self._years = years

    def take_lines(self, lines: list[SchemeLine]) -> None:
        """Show those that fit the chip and the words."""
        self._lines = lines
        chips = {OWN: "本站的", DRAFTS: "草稿", SHIPPED: "随程序的"}
        self.filters.set_filters(
            [
                Filter("", "全部", len(lines)),
                *(Filter(key, word, sum(_fits(line, key) for line in lines)) for key, word in chips.items()),
            ]
        )
        self.set_count(f"{len(lines)} 份")
        search = search_form(self.filters.words)
        self.table.show_rows(
            [line for line in lines if _fits(line, self.filters.chosen) and line.answers_to(search)]
        )

    @property
    def present(self) -> str:
        """The short name of the scheme in force this year."""
        return next((line.id for line in self._lines if line.in_force), library.DEFAULT_SCHEME)

    # ------------------------------------------------------------------ one scheme

    def show_detail(self, row_id: Any) -> None:
        self.ask(scheme_listing.read_scheme_view, scheme=row_id, then=self.fill_detail)

    def fill_detail(self, view: SchemeView) -> None:
        """What the scheme is, in short; the whole of it is a press away."""
        line = view.line
        self.detail.show_detail(
            Detail(
                reference="　".join(part for part in (_called(line), line.row.edition) if part),
                title=line.name,
                pill=_pill(line),
                blocks=[*self._head(view), *self._contents(view)],
                actions=self._actions(view),
            )
        )

    def _head(self, view: SchemeView) -> list[Block]:
        line, scheme = view.line, view.scheme
        facts: list[tuple[str, str]] = []
        if line.body:
            facts.append(("制定机关", line.body))
        if line.used:
            facts.append(("哪年用", line.used))
        if line.row.closed:
            facts.append(("已结账", f"{'、'.join(line.row.closed)}，所以不能再改，可以复制一份"))
        if line.row.copied_from:
            facts.append(("抄自", self._name_of(line.row.copied_from)))
        if scheme is not None:
            facts.append(("给谁打分", scheme.subject))
            facts.append(("多长一次", period_rule_words(scheme.period)))
            total = "不封顶" if scheme.total is None else f"{points_words(scheme.total)} 分"
            facts.append(("总分", total))
        if line.row.note:
            facts.append(("备注", line.row.note))
        blocks: list[Block] = [Facts(facts)]
        if view.check.mistakes:
            blocks.append(Heading(f"{len(view.check.mistakes)} 处不对"))
            blocks.append(Text("改好才能采用。按“修改”，会领到那一行。"))
            blocks += [Text(each.words) for each in view.check.mistakes[:FIRST_MISTAKES]]
        elif view.check.warnings:
            blocks.append(Heading(f"{len(view.check.warnings)} 处提醒"))
            blocks += [Text(each.words) for each in view.check.warnings[:FIRST_MISTAKES]]
        return blocks

    def _contents(self, view: SchemeView) -> list[Block]:
        line, scheme = view.line, view.scheme
        blocks: list[Block] = []
        if scheme is not None:
            blocks += _categories(scheme)
            blocks += _grades(scheme)
            if scheme.switches:
                blocks.append(Heading(f"没写清的 {len(scheme.switches)} 处"))
                when = f"{view.year} 年这样定" if view.year is not None else "办法里先这样写"
                answers = "\n".join(f"{each.title}：{each.answer}" for each in scheme.switches)
                blocks.append(Text(f"纸上没有写清，{when}：\n{answers}"))
            blocks.append(Link("看全文，一项一项怎么算", partial(self.read, scheme)))
        if line.source or line.reconstructed:
            blocks.append(Heading("出处和推定"))
            told = [("出处", line.source), ("推定", line.reconstructed)]
            blocks.append(Facts([each for each in told if each[1]]))
        return blocks

    def _actions(self, view: SchemeView) -> list[Action]:
        line, scheme = view.line, view.scheme
        row_id = line.row.id
        can_edit = line.row.can_edit and row_id is not None
        actions = []
        if scheme is not None:
            actions.append(Action("看全文", partial(self.read, scheme)))
            actions.append(Action("试算", partial(self.try_on, line)))
            word = "计分口径" if line.in_force else "采用"
            actions.append(Action(word, partial(self.adopt, line.id)))
            actions.append(Action("对比", partial(self.compare_with, line.id)))
        actions.append(Action("复制一份", partial(self.copy, line.id), primary=not can_edit))
        if line.row.can_delete and row_id is not None:
            actions.append(Action("删除", partial(self.delete, line)))
        if can_edit and row_id is not None:
            actions.append(Action("修改", partial(self.edit, row_id), primary=True))
        return actions

    def _name_of(self, key: str) -> str:
        return next((line.name for line in self._lines if line.id == key), key)

    def read(self, scheme: Scheme) -> Dialog:
        """The whole scheme in plain words."""
        return read_scheme_dialog(self, scheme, self.context.say_done)

    # ------------------------------------------------------------------ copying, changing, deleting

    def copy_present(self) -> None:
        """A draft that begins as the scheme in force."""
        self.copy(self.present)

    def copy(self, source: str) -> None:
        """Ask for the short name of a copy; one is suggested."""
        self.ask(
            scheme_listing.suggest_key,
            year=self.context.clock.today().year,
            then=partial(self.open_copying, source),
        )

    def open_copying(self, source: str, key: str) -> FormDialog:
        """The form of a copy."""
        return self.open_form(
            f"复制“{self._name_of(source)}”",
            [
                LineField(
                    "key",
                    "简称",
                    required=True,
                    most=80,
                    help="一个词，不和别的办法重。复制出来的是草稿，改好、采用以后才按它计分。",
                ),
                TextField("note", "备注", lines=2, placeholder="例如：按镇人大 2026 年 3 月讨论稿"),
            ],
            save_word="复制",
            service=library.copy_scheme,
            fixed={"source": source},
            values={"key": key},
            say=lambda saved: f"已复制成草稿“{saved.row.key}”",
            then=self.copied,
            draft=f"copy:{source}",
        )

    def copied(self, saved: SavedScheme) -> None:
        """The copy is opened to be changed at once."""
        self.open_row(saved.row.key)
        if saved.row.id is not None:
            self.edit(saved.row.id)

    def edit(self, scheme_id: int) -> None:
        """Change the numbers, or the text itself."""
        self.ask(library.get_scheme, scheme_id=scheme_id, then=self.open_editor)

    def open_editor(self, saved: SavedScheme) -> FormDialog:
        """The editor on the text as kept, or as it was left half typed."""
        field = SchemeField("text", self._check)
        used = "、".join(f"{year} 年" for year in saved.row.years)
        dialog = self.open_form(
            f"修改“{saved.row.name}”" + (f"（{used}在用，存下后分数马上按新的算）" if used else ""),
            [field],
            save_word="存下",
            service=library.save_scheme,
            fixed={"scheme_id": saved.row.id, "version": saved.row.version},
            values={"text": saved.text},
            say=_saved_words,
            draft=f"edit:{saved.row.id}",
            width=1120,
        )
        field.show_when_open()
        return dialog

    def _check(self, text: str, then: Callable[[SchemeCheck], object]) -> None:
        self.work.ask(
            scheme_listing.check_text,
            then=then,
            owner=self,
            key=(self, "check"),
            text=text,
        )

    def delete(self, line: SchemeLine) -> None:
        """Ask, then delete a draft."""
        ask_verbs(
            self,
            f"删除草稿“{line.name}”（{line.id}）？",
            do_word="删除",
            do=partial(
                self.change,
                library.delete_scheme,
                scheme_id=line.row.id,
                version=line.row.version,
                say=f"已删除草稿“{line.id}”",
                then=self.deleted,
            ),
            detail="删掉的放进回收站，可以找回。",
        )

    def deleted(self, _nothing: None) -> None:
        """Nothing is open any more."""
        self.open_id = None
        self.back_to_list()
        self.table.choose_first()

    # ------------------------------------------------------------------ comparing, trying, adopting

    def compare_any(self) -> None:
        """The scheme chosen beside the one in force."""
        self.compare_with(self.open_id if isinstance(self.open_id, str) else self.present)

    def compare_with(self, key: str) -> None:
        """What a scheme says differently from the one in force, or from the one it was copied from."""
        other = self.present
        if key == other:
            source = next((line.row.copied_from for line in self._lines if line.id == key), "")
            other = source or next((line.id for line in self._lines if line.id != key), key)
        open_comparing(self, other, key, self.export_rows)

    def try_on(self, line: SchemeLine) -> Dialog:
        """Who would have another total or grade by it."""
        years = self._years or [self.context.clock.today().year]
        return open_what_if(self, line.id, line.name, years, self.export_rows)

    def export_rows(self, seen: Seen, name: str, heading: str) -> None:
        """Write a table of a dialog as a workbook."""
        path = files.ask_save_path(self, self.context.settings, "存成表格", name, ".xlsx")
        if path is not None:
            self.make_paper(path, write_seen, title="存成表格", seen=seen, name="积分办法", heading=heading)

    def adopt(self, key: str) -> None:
        """Ask the switches, say what changes; mistakes refuse it with the first of them."""
        self.ask(scheme_listing.read_adoption, scheme=key, then=self.open_adoption)

    def open_adoption(self, adoption: Adoption) -> FormDialog:
        """The form of an adoption."""
        return open_adopting(self, adoption)


def _fits(line: SchemeLine, chip: str) -> bool:
    return {
        OWN: line.row.own,
        DRAFTS: line.sort == "草稿",
        SHIPPED: not line.row.own,
    }.get(chip, True)


def _called(line: SchemeLine) -> str:
    """The short name the station gave its own; that of a shipped one means nothing to a reader."""
    return f"简称 {line.row.key}" if line.row.own else ""


def _pill(line: SchemeLine) -> Pill:
    if line.broken:
        return Pill("草稿，有错", Tone.OVERDUE)
    return Pill(line.sort, TONES[line.sort])


def _categories(scheme: Scheme) -> Sequence[Block]:
    counts = {
        each.code: sum(item.category == each.code for item in scheme.items) for each in scheme.categories
    }
    lines = [f"{heading_words(each)}，{counts[each.code]} 项" for each in scheme.categories]
    return [Heading(f"{len(scheme.categories)} 大类 {len(scheme.items)} 项"), Text("\n".join(lines))]


def _grades(scheme: Scheme) -> Sequence[Block]:
    if not scheme.grades:
        return [Heading("等次"), Text("这份办法不评等次，只算总分。")]
    lines = [f"{each.name}：{grade_line(each)} 分" for each in scheme.grades]
    return [Heading("等次"), Text("\n".join(lines))]


def _saved_words(saved: SavedScheme) -> str:
    wrong = len(saved.check.mistakes)
    return f"已存下“{saved.row.name}”" + (f"，还有 {wrong} 处不对" if wrong else "")
