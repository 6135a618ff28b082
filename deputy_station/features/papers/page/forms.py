"""表样: every form as this station prints it, seen with made-up matter; its words, signers and column widths changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from deputy_station.core.progress import Progress
from deputy_station.features.papers.page.form_dialogs import open_versions, open_widths, open_words
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.paper_reader import PaperReader
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.review_list import Picture
from deputy_station.widgets.style import px
from deputy_station.widgets.table_model import Column, Kind

if TYPE_CHECKING:
    from deputy_station.features.papers.documents.own_forms import TriedPage
    from deputy_station.features.papers.service.forms import FormLine, FormView, VersionRow

CHANGED = "changed"
PICTURE_HEIGHT = 430
VERSIONS_SHOWN = 5


class SamplePicture(Picture):
    """The first page of a form with made-up matter."""

    def __init__(self, data: bytes, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.show_picture(data)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(PICTURE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(PICTURE_HEIGHT))


class FormsPage(ListDetailPage):
    """Every form, area by area."""

    title = "表样"
    tables = frozenset({"form_versions"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            unit="张",
            multiple=False,
            search="表名、类别",
            empty="没有这样的表。",
            columns=(
                Column("表名", "title", chars=14, grow=1),
                Column("类别", "area", chars=4),
                Column("样子", _pill, chars=5, kind=Kind.PILL),
                Column("改于", lambda line: _day(line, today()), chars=7, leaves=1),
            ),
        )
        self._areas: list[str] = [""]
        self.areas = Choice()
        self.areas.setAccessibleName("类别")
        self.areas.addItem("全部类别")
        self.areas.activated.connect(lambda _place: self.filters.changed.emit())
        self.filters.add(self.areas)
        self.filters.set_filters([Filter("", "全部"), Filter(CHANGED, "改过的")])

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"words": self.edit_words, "widths": self.edit_widths, "versions": self.choose_version}

    # ------------------------------------------------------------------ the list

    def load_list(self) -> None:
        self.ask(read_forms, search=self.filters.words, then=self.take_lines)

    def take_lines(self, lines: list[FormLine]) -> None:
        """Show those of the chip and the area."""
        changed = sum(line.changed for line in lines)
        self.set_count(f"{len(lines)} 张，改过 {changed} 张" if changed else f"{len(lines)} 张")
        self.filters.set_filters([Filter("", "全部", len(lines)), Filter(CHANGED, "改过的", changed)])
        if not self.filters.words:
            self._offer_areas(list(dict.fromkeys(line.area for line in lines)))
        area = self._areas[self.areas.currentIndex()]
        only = self.filters.chosen == CHANGED
        self.table.show_rows(
            [line for line in lines if area in ("", line.area) and (line.changed or not only)]
        )

    def _offer_areas(self, areas: list[str]) -> None:
        keys = ["", *areas]
        if keys != self._areas:
            self._areas = keys
            self.areas.clear()
            self.areas.addItems(["全部类别", *areas])

    # ------------------------------------------------------------------ one form

    def show_detail(self, row_id: str) -> None:
        self.ask(read_with_picture, name=row_id, then=self.fill_detail)

    def fill_detail(self, read: tuple[FormView, TriedPage]) -> None:
        """How it looks, what was changed, by whom."""
        view, shown = read
        line = view.line
        today = self.context.clock.today()
        blocks: list[Block] = []
        if view.outdated:
            blocks.append(Heading("新版程序的表变了，有改动没有用上"))
            blocks.append(Text("\n".join(f"{each}。" for each in view.outdated)))
        if line.changed and view.versions:
            blocks.append(Facts([("改了什么", view.versions[0].summary)]))
        blocks.append(SamplePicture(shown.picture, f"{line.title}的样张"))
        if view.versions:
            blocks.append(Heading("改过的各版"))
            blocks.append(
                Timeline(
                    [
                        (
                            short_instant(row.made_at, today),
                            f"{_version(row)}，{row.made_by}：{row.since}"
                            + (f"（{row.note}）" if row.note else ""),
                        )
                        for row in reversed(view.versions[:VERSIONS_SHOWN])
                    ]
                )
            )
        actions = [
            Action("打印样张", partial(self.print_sample, line)),
            Action("看大图", partial(self.show_large, line, shown)),
        ]
        if shown.pages > 1:
            following = shown.number % shown.pages + 1
            actions.append(Action(f"看第 {following} 页", partial(self.turn_sample, line, following)))
        if view.versions:
            actions.append(Action("版本", partial(open_versions, self, view)))
        if view.columns:
            actions.append(Action("改列宽", partial(open_widths, self, view)))
        actions.append(Action("改文字", partial(open_words, self, view), primary=True))
        self.detail.show_detail(
            Detail(title=line.title, reference=line.area, pill=_pill(line), blocks=blocks, actions=actions)
        )

    def edit_words(self, name: str) -> None:
        """Change the words of a form."""
        self.ask(read_form, name=name, then=partial(open_words, self))

    def edit_widths(self, name: str) -> None:
        """Change the widths of its columns."""
        self.ask(read_form, name=name, then=partial(open_widths, self))

    def choose_version(self, name: str) -> None:
        """Go back to an earlier version."""
        self.ask(read_form, name=name, then=partial(open_versions, self))

    def print_sample(self, line: FormLine) -> None:
        """The sample in the preview, to be printed. It is a kind of its own: with made-up matter it must not lie
        among the papers of a year."""
        self.print_paper(
            "打印样张",
            f"{line.title}样张",
            make_sample_paper,
            kind="form_sample",
            also=(".xlsx", ".docx"),
            form=line.id,
        )

    def show_large(self, line: FormLine, shown: TriedPage) -> Dialog:
        """The page as large as there is room."""
        return show_page(self, f"{line.title}的样张", shown.picture)

    def turn_sample(self, line: FormLine, number: int) -> None:
        """Another page of the sample."""
        self.ask(read_with_picture, name=line.id, number=number, then=self.fill_detail)


def show_page(parent: QWidget, title: str, picture: bytes) -> Dialog:
    """A page in a dialog of its own."""
    dialog = Dialog(parent, title, width=1000)
    dialog.body.addWidget(PaperReader(picture, title))
    dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
    dialog.open()
    return dialog


def _pill(line: FormLine) -> Pill:
    return Pill(_version(line), Tone.INFO if line.changed else Tone.QUIET)


def _version(kept: FormLine | VersionRow) -> str:
    return f"第 {kept.number} 版" if kept.changed else "随程序"


def _day(line: FormLine, today: Any) -> str:
    return short_instant(line.changed_at, today) if line.changed else ""


# What draws papers is loaded on the worker, when the page first asks.


def read_forms(session: Any, *, search: str) -> list[FormLine]:
    """Every form."""
    from deputy_station.features.papers.service import forms

    return forms.list_forms(session, search=search)


def read_form(session: Any, *, name: str) -> FormView:
    """One form."""
    from deputy_station.features.papers.service import forms

    return forms.read_form(session, name=name)


def read_with_picture(session: Any, *, name: str, number: int = 1) -> tuple[FormView, TriedPage]:
    """One form and how a page of it looks."""
    from deputy_station.features.papers.documents.own_forms import sample_page

    return read_form(session, name=name), sample_page(session, name=name, number=number)


def make_sample_paper(database: Any, progress: Progress, **values: Any) -> object:
    """The sample as a paper."""
    from deputy_station.features.papers.documents.own_forms import print_sample

    return print_sample(database, progress, **values)
