"""What every page is: a head with title, count and actions, a notice line, a body; and the list-and-detail page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.widgets import dialogs, files
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.chips import FilterBar
from deputy_station.widgets.detail import NOTHING_CHOSEN, DetailPanel
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import Field
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Short
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.style import Scale, px, scale, set_role
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.work import Job, Work

T = TypeVar("T")
ROOMY = (24, 20, 24, 20)
TIGHT = (16, 10, 16, 10)
"""Margins of a page that is low for its text size."""


class Go(Protocol):
    """Opens another page with a filter: `go("demands", view="overdue")`, `go("demands", id=7)`."""

    def __call__(self, page: str, **filters: Any) -> None: ...


class SayDone(Protocol):
    """Puts a sentence on the bottom bar, with 撤销 when `undo` is given, with 打开 when `open_made` is."""

    def __call__(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None: ...


@dataclass(frozen=True)
class PageContext:
    """What a page may use besides its own feature."""

    work: Work
    settings: Settings
    clock: Clock
    go: Go
    say_done: SayDone
    scale: Scale = scale


class Page(QWidget):
    """One page. Subclasses set `title` and `tables` (names of the tables it shows) and write `reload()`.

    The shell calls `take_filter(**filters)` when another page sent people here, then `reload()`; it calls
    `reload()` again when one of `tables` changed and the page is visible.
    """

    title = ""
    tables: frozenset[str] = frozenset()

    waiting = Signal(int)
    """How many things wait here, shown in the navigation (0 shows nothing)."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        set_role(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.context = context
        self.work = context.work
        self._head_title = Line(self.title, role="title")
        self._count = Short("", role="soft", keeps=240)
        self.action_row = ActionRow()
        head = HBox(gap=12)
        head.addWidget(self._head_title)
        head.addWidget(self._count, 1)
        head.addWidget(self.action_row)
        self.notice = Notice()
        box = VBox(self, gap=12, margins=ROOMY)
        self._box = box
        box.addLayout(head)
        box.addWidget(self.notice)
        self.body = VBox(gap=12)
        box.addLayout(self.body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._box.set_spaces(gap=12, margins=TIGHT if self.height() < px(400) else ROOMY)

    # ---- for subclasses to write

    def reload(self) -> None:
        """Read again what the page shows."""
        raise NotImplementedError

    def take_filter(self, **filters: Any) -> None:
        """Take over what another page asked for; `reload()` follows."""

    def take_focus(self) -> None:
        """The page was opened: put the keyboard where the work begins."""
        self.setFocus()

    # ---- for subclasses to use

    def set_count(self, words: str) -> None:
        """The soft words beside the title: "本年 431 件"."""
        self._count.say(words)

    def set_actions(self, *actions: Action) -> None:
        """The page's actions; one of them primary."""
        self.action_row.set_actions(actions)

    def ask(self, function: Callable[..., T], *, then: Callable[[T], object], **values: Any) -> Job:
        """Ask a service in the background; a later ask for the same `then` supersedes this one."""
        name = getattr(then, "__qualname__", "")
        return self.work.ask(
            function, then=then, on_refusal=self.notice.refuse, owner=self, key=(self, name), **values
        )

    def change(
        self,
        function: Callable[..., T],
        *,
        say: str | Callable[[T], str] = "",
        undo: Callable[[T], object] | None = None,
        then: Callable[[T], object] | None = None,
        on_refusal: Callable[[str], object] | None = None,
        progress: bool = False,
        **values: Any,
    ) -> Job:
        """Change something through a service; `say` goes to the bottom bar when done, `undo(result)` behind 撤销.

        A refusal is said on the page's notice line (or `on_refusal`).
        """

        def done(result: T) -> None:
            self.notice.clear()
            if say:
                sentence = say if isinstance(say, str) else say(result)
                self.context.say_done(sentence, None if undo is None else (lambda: undo(result)))
            if then is not None:
                then(result)

        return self.work.change(
            function,
            then=done,
            on_refusal=on_refusal or self.notice.refuse,
            owner=self,
            progress=progress,
            **values,
        )

    def open_form(
        self,
        title: str,
        fields: Sequence[Field],
        *,
        save_word: str,
        service: Callable[..., T],
        fixed: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        say: str | Callable[[T], str] = "",
        undo: Callable[[T], object] | None = None,
        then: Callable[[T], object] | None = None,
        draft: str = "",
        width: int = 620,
    ) -> FormDialog:
        """Open a form dialog that saves through `service(session, **field values, **fixed)`.

        `values` fill the fields; a refusal is said in the dialog, which stays as typed.
        """
        form = Form(fields)
        if values:
            form.put(values)

        def save(entered: dict[str, Any]) -> None:
            def done(result: T) -> None:
                dialog.accept()
                if then is not None:
                    then(result)

            job = self.change(
                service,
                say=say,
                undo=undo,
                then=done,
                on_refusal=dialog.refuse,
                **{**entered, **(fixed or {})},
            )
            job.always = lambda: dialog.release() if dialog.isVisible() else None

        dialog = FormDialog(self, title, form, save_word=save_word, save=save, draft=draft, width=width)
        dialog.open()
        return dialog

    def save_paper(
        self,
        title: str,
        name: str,
        suffix: str,
        make: Callable[..., Any],
        *,
        say: str = "",
        **values: Any,
    ) -> None:
        """Ask where to, then make a paper in the background: `make(database, progress, out=path, **values)`.

        The bottom line names the file and offers 打开; it is opened at once where the settings say so.
        """
        path = files.ask_save_path(self, self.context.settings, title, name, suffix)
        if path is not None:
            self.make_paper(path, make, say=say, title=title, **values)

    def make_paper(
        self, path: Path, make: Callable[..., Any], *, say: str = "", title: str = "", **values: Any
    ) -> None:
        """Make a paper at `path` in the background and say so; `say` names the file itself."""

        def done(_result: Any) -> None:
            self.context.say_done(say or f"已存好“{path.name}”", open_made=lambda: self.open_paper(path))
            if self.context.settings.flag("open_after_save") and not files.open_file(path):
                self.notice.tell(files.not_opened(path))

        self.work.run(
            make,
            then=done,
            on_refusal=self.notice.refuse,
            owner=self,
            progress=True,
            job_title=title,
            out=path,
            **values,
        )

    def open_paper(self, path: Path) -> None:
        """Open a paper that was made; when that fails, a message says where it lies, whatever page is open now."""
        if not path.exists() or not files.open_file(path):
            dialogs.tell(self, "没有打开", files.not_opened(path))


class ListDetail(QWidget):
    """A list left and its detail right; where there is no room for both the detail covers the list."""

    covered = Signal(bool)

    def __init__(self, table: Table, detail: DetailPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list, self._detail = table, detail
        table.setParent(self)
        detail.setParent(self)
        self._open = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        scale.changed.connect(self._arrange)

    @property
    def beside(self) -> bool:
        """Whether list and detail are both in sight."""
        return self.width() >= self._list.least_width() + self._detail.minimumSizeHint().width() + px(14)

    def open_detail(self) -> None:
        """Bring the detail forward (it covers the list when narrow)."""
        self._open = True
        self._arrange()

    def close_detail(self) -> None:
        """Back to the list."""
        self._open = False
        self._arrange()
        self._list.view.setFocus()

    @property
    def detail_open(self) -> bool:
        """Whether the detail was brought forward."""
        return self._open

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(200))

    def sizeHint(self) -> QSize:
        return QSize(px(1100), px(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        whole = self.rect()
        if self.beside:
            gap = px(14)
            least = self._detail.minimumSizeHint().width()
            right = max(least, min(round((whole.width() - gap) * 0.335), px(560)))
            left = max(whole.width() - gap - right, self._list.least_width())
            self._list.setGeometry(QRect(0, 0, left, whole.height()))
            self._detail.setGeometry(QRect(left + gap, 0, whole.width() - left - gap, whole.height()))
            self._list.show()
            self._detail.show()
            self._detail.back.hide()
            self.covered.emit(False)
            return
        self._list.setGeometry(whole)
        self._detail.setGeometry(whole)
        self._detail.back.show()
        self._detail.setVisible(self._open)
        self._list.setVisible(not self._open)
        self.covered.emit(self._open)


class ListDetailPage(Page):
    """A page with filters, a table and a detail. Subclasses write `load_list()` and `show_detail(row_id)`.

    `take_filter(view="overdue")` turns a chip on, `search="张"` searches, `id=7` opens that row's detail; other
    filters arrive in `self.sent` for `load_list()`.
    """

    def __init__(
        self,
        context: PageContext,
        *,
        columns: Sequence[Column],
        search: str = "",
        empty: str = "这里还没有记录。",
        empty_action: Action | None = None,
        multiple: bool = False,
    ) -> None:
        super().__init__(context)
        self.sent: dict[str, Any] = {}
        self.open_id: Any = None
        self._narrowed = False
        self.filters = FilterBar(search)
        self.table = Table(context.work, columns, today=context.clock.today, multiple=multiple)
        self.table.set_empty(empty, empty_action)
        self.detail = DetailPanel(self.back_to_list)
        self.detail.action_row.focus_lost.connect(self.take_focus)
        self.pair = ListDetail(self.table, self.detail)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.pair, 1)
        self.pair.covered.connect(lambda covered: self.filters.setVisible(not covered))
        self.filters.changed.connect(self._filters_changed)
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.table.view.clicked.connect(self._row_clicked)
        self.table.typed.connect(self._typed)
        self.table.filled.connect(self._filled)

    # ---- for subclasses to write

    def load_list(self) -> None:
        """Load the table (and the chips' counts) for `self.filters.chosen` and `self.filters.words`."""
        raise NotImplementedError

    def show_detail(self, row_id: Any) -> None:
        """Ask for one thing and hand it to `self.detail.show_detail(Detail(...))`."""
        raise NotImplementedError

    # ---- how it behaves

    def reload(self) -> None:
        self.load_list()
        if self.open_id is not None:
            self.show_detail(self.open_id)

    def take_filter(self, **filters: Any) -> None:
        chip, words = filters.pop("view", ""), filters.pop("search", "")
        row_id = filters.pop("id", None)
        self.filters.choose(str(chip), quietly=True)
        if self.filters.search is not None:
            self.filters.search.blockSignals(True)
            self.filters.search.setText(str(words))
            self.filters.search.blockSignals(False)
        self.sent = filters
        if row_id is not None:
            self.open_row(row_id)
        else:
            self._narrowed = True
            self.pair.close_detail()

    def open_row(self, row_id: Any) -> None:
        """Choose a row by its id and bring its detail forward."""
        self.open_id = row_id
        self.table.choose(row_id)
        self.pair.open_detail()
        self.show_detail(row_id)

    def take_focus(self) -> None:
        """On the list, where arrows, Enter and typing work at once; where the detail covers it, on the detail."""
        if self.pair.detail_open and not self.pair.beside:
            self.detail.take_focus()
        else:
            self.table.view.setFocus()

    def back_to_list(self) -> None:
        """Leave a detail that covers the list."""
        self.pair.close_detail()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pair.detail_open:
            self.back_to_list()
            return
        super().keyPressEvent(event)

    def _filters_changed(self) -> None:
        self.sent = {}
        self._narrowed = True
        self.load_list()

    def _row_chosen(self, row: Any) -> None:
        row_id = self.table.chosen_id
        if row_id != self.open_id or row is not None:
            self.open_id = row_id
            if self.pair.beside:
                self.show_detail(row_id)

    def _row_clicked(self) -> None:
        if self.table.chosen_id is not None and not self.pair.beside:
            self.open_row(self.table.chosen_id)

    def _row_opened(self, _row: Any) -> None:
        self.open_row(self.table.chosen_id)
        self.detail.take_focus()

    def _typed(self, text: str) -> None:
        if self.filters.search is not None:
            self.filters.search.setFocus()
            self.filters.search.setText(self.filters.search.text() + text)

    def _filled(self, total: int) -> None:
        if self._narrowed:
            self._narrowed = False
            self._let_go()
        if self.open_id is None and total and self.isVisible():
            self.table.choose_first()

    def _let_go(self) -> None:
        """A detail beside a list that does not hold it is taken for the row that was looked for.

        Only when the filters change: a row that leaves the list by what was done to it stays in sight.
        """
        if self.open_id is not None and self.table.row is None and self.pair.beside:
            self.open_id = None
            self.table.choose(None)
            self.detail.show_nothing(NOTHING_CHOSEN)
