"""The preview: a paper is made, looked at, and goes out to a printer or into a file; until then nothing has happened."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.documents.atomic import written_whole
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.living import is_there
from deputy_station.widgets.print_preview.backstage import Backstage, trouble_in_words
from deputy_station.widgets.print_preview.habits import (
    Offset,
    keep_habit,
    keep_offset,
    read_habit,
    read_offset,
)
from deputy_station.widgets.print_preview.how_far import Recording, ask_how_far, ask_whether_saved_counts
from deputy_station.widgets.print_preview.order import SAVED_AS, GoneOut, record_gone_out, record_pages
from deputy_station.widgets.print_preview.order import PaperOrder as PaperOrder
from deputy_station.widgets.print_preview.page_pictures import save_pages
from deputy_station.widgets.print_preview.page_view import ZOOMS, Fit, PageView
from deputy_station.widgets.print_preview.position_dialog import PositionDialog
from deputy_station.widgets.print_preview.print_settings import PrintSettings
from deputy_station.widgets.print_preview.printing import PrinterOffer, Printing, PrintOrder
from deputy_station.widgets.print_preview.qt_printing import QtPrinting
from deputy_station.widgets.print_preview.tools import Tools
from deputy_station.widgets.style import px
from deputy_station.widgets.work import Job, Work

new_printing: Callable[[], Printing] = QtPrinting
"""Makes what prints; tests put a printer of their own here."""


class PrintPreview(Dialog):
    """Pages left, how to print right; 打印, 另存为 PDF, 关闭. It closes when the paper went out."""

    def __init__(
        self,
        parent: QWidget,
        order: PaperOrder,
        work: Work,
        settings: Settings,
        *,
        refused: Callable[[str], object],
        printed: Callable[[str], object],
        saved: Callable[[Path], object],
        offer: Callable[[str, str, Callable[[], object]], object],
    ) -> None:
        """`refused` is told why the paper cannot be made, `printed` what was printed, `saved` where it was put;
        `offer` says a sentence on the page behind, with the word and the doing of a button."""
        behind = Backstage()  # raises OSError: before there is a dialog that nobody would close
        super().__init__(parent, order.title)
        self._order, self._shared_work, self._settings = order, work, settings
        self._refused, self._printed, self._saved, self._offer = refused, printed, saved, offer
        self._holder = parent
        self._printing = new_printing()
        self._behind = behind
        self.own_work = self._behind.work
        self.destroyed.connect(self._behind.end)
        self._made: Any = None
        self._claimed = order.claim is None
        self._job: Job | None = None
        self._busy = ""
        self.view = PageView()
        self.tools = Tools(self.view)
        self.ways = PrintSettings(look=self._find_printers, calibrate=self._calibrate)
        self._lay_parts()
        self._recall()
        self.ways.printer.edited.connect(self._show_offset)
        self.ways.changed.connect(self._show_actions)
        self.view.page_changed.connect(self.ways.show_page)
        self.view.zoomed.connect(self._keep_zoom)
        self.own_work.progressed.connect(self._show_printed)
        work.progressed.connect(self._show_making)
        self._show_actions()
        self._make()
        self._find_printers()

    # ---- the window

    def fit(self) -> None:
        """As large as the window behind it: pages want room."""
        room = self._room()
        self.resize(room.width() - 32, room.height() - 40)
        self._keep_on_screen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moving = {
            Qt.Key.Key_PageDown,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
            Qt.Key.Key_Plus,
            Qt.Key.Key_Equal,
            Qt.Key.Key_Minus,
        }
        if event.key() in moving:  # wherever the keyboard is, these turn the pages
            self.view.keyPressEvent(event)
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; while something is on its way to the printer, stop that first."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._behind.end()
        super().done(result)

    def _lay_parts(self) -> None:
        box = cast(VBox, self.layout())
        box.removeWidget(self.scroller)
        pages = VBox(gap=8)
        pages.addWidget(self.tools)
        pages.addWidget(self.view, 1)
        halves = HBox(gap=16)
        halves.addLayout(pages, 1)
        halves.addWidget(self.scroller)
        box.insertLayout(1, halves, 1)
        self.body.addWidget(self.ways)
        self.body.addStretch(1)
        order = [*self.tools.parts, self.view, *self.ways.parts]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def arrange(self) -> None:
        """How wide the column beside the pages is, and what a low screen does without."""
        low = self.height() < px(480)
        self._title.setHidden(low)  # the title bar says it as well
        cast(VBox, self.layout()).set_spaces(
            gap=8 if low else 12, margins=(12, 10, 12, 10) if low else (20, 16, 20, 16)
        )
        self.scroller.setFixedWidth(min(px(300), round(self.width() * 0.42)))

    def _show_actions(self) -> None:
        ready, printer = bool(self.view.sizes), self.ways.printer.value()
        idle = ready and not self._busy
        save = Action("另存为 PDF", self.save, primary=ready and not printer, enabled=idle, keys="Ctrl+S")
        go = Action(
            self._busy or "打印",
            self.print,
            primary=not save.primary,
            enabled=idle and bool(printer),
            why="" if printer else "没有装打印机",
            keys="Ctrl+P",
        )
        others = [
            Action(SAVED_AS[suffix], partial(self.save_as, suffix), enabled=idle)
            for suffix in self._order.also
        ]
        shown = [Action("停止" if self._job is not None else "关闭", self.reject), *others, save, go]
        if self.action_row.actions_shown != shown:
            self.action_row.set_actions(shown)

    # ---- making the paper and showing it

    def _make(self) -> None:
        def ended() -> None:
            if is_there(self) and not self._behind.over and self._behind.pictures is None:
                self._behind.making = None
                self.reject()

        self.view.say("正在准备…")
        self._behind.making = self._shared_work.run(
            self._behind.made_here(self._order.make),
            then=self._show_paper,
            on_refusal=lambda sentence: None if self._behind.over else self._refused(sentence),
            always=ended,
            owner=self._holder,
            progress=False,
            writes=self._order.writes,
            job_title=self._order.title,
            **self._order.values,
        )

    def _show_making(self, job: Job, done: int, total: int, unit: str) -> None:
        if job is self._behind.making:
            self.view.say(f"正在准备：{done} {unit}，共 {total} {unit}")

    def _show_paper(self, made: Any) -> None:
        if self._behind.over:
            return
        self._made = made
        pictures = self._behind.show()
        pictures.opened.connect(self._show_pages)
        pictures.arrived.connect(self.view.take_picture)
        pictures.failed.connect(self.refuse)
        pictures.start()

    def _show_pages(self, sizes: Sequence[Any]) -> None:
        assert self._behind.pictures is not None
        self.view.show_pages(sizes, self._behind.pictures)
        self.tools.show_pages()
        self.ways.show_sizes(sizes)
        self._show_offset()
        self._show_actions()
        self._focus_primary()

    def _focus_primary(self) -> None:
        for action in self.action_row.actions_shown:
            if action.primary and action.enabled:
                self.action_row.button(action.text).setFocus()

    # ---- printers and habits

    def _find_printers(self) -> None:
        def find(_database: Any, _progress: Progress) -> tuple[PrinterOffer, ...]:
            return self._printing.printers()

        self.own_work.run(find, then=self._show_printers, owner=self, progress=False)

    def _show_printers(self, offers: Sequence[PrinterOffer]) -> None:
        self.ways.show_printers(offers)
        self._show_offset()
        self._show_actions()
        self._focus_primary()

    def _recall(self) -> None:
        remembered = self._settings.remembered
        self.ways.put(read_habit(remembered, self._order.kind))
        zoom = remembered.get("print.zoom")
        fits = {fit.value: fit for fit in Fit}
        if zoom in ZOOMS or zoom in fits:
            self.view.set_zoom(fits.get(zoom, zoom))
        self._show_offset()

    def _keep_zoom(self) -> None:
        zoom = self.view.zoom
        self._settings.remembered.put("print.zoom", zoom.value if isinstance(zoom, Fit) else zoom)

    def _offset(self) -> Offset:
        return read_offset(self._settings.remembered, self.ways.printer.value() or "", lies=self._lies())

    def _lies(self) -> bool:
        """Whether the paper is printed lying, as far as its first page says."""
        return bool(self.view.sizes) and self.view.sizes[0].lies

    def _show_offset(self) -> None:
        self.ways.show_offset(self._offset())

    def _calibrate(self) -> None:
        printer, paper, lies = self.ways.printer.value(), self.ways.paper.value(), self._lies()

        def print_ruler() -> None:
            def print_it(_database: Any, _progress: Progress) -> str:
                with trouble_in_words() as said:
                    self._printing.print_ruler(printer, paper, lies=lies)
                return said[0]

            def tell(sentence: str) -> None:
                if sentence:
                    dialog.refuse(sentence)
                else:
                    dialog.notice.done("测试页已送到打印机。")

            self.own_work.run(print_it, then=tell, owner=dialog, progress=False)

        def keep(offset: Offset) -> None:
            keep_offset(self._settings.remembered, printer, offset, lies=lies)
            self._show_offset()

        words = self.ways.printer.entry.currentText()
        dialog = PositionDialog(self, words, self._offset(), print_ruler=print_ruler, keep=keep)
        dialog.open()

    # ---- letting it out

    def print(self) -> None:
        """Print what is chosen; the preview stays until the printer took it."""
        if not self.ways.check():
            return
        habit, offset, pages = self.ways.habit(), self._offset(), self.ways.pages()
        wanted = PrintOrder(
            self._behind.pdf,
            pages,
            self._order.name,
            habit.printer,
            habit.copies,
            habit.sides,
            habit.paper,
            offset.right,
            offset.down,
        )

        contents: list[bytes] = []
        handed = 0

        def print_it(_database: Any, progress: Progress) -> str:
            def count(done: int, total: int, unit: str) -> None:
                nonlocal handed
                handed = done
                progress(done, total, unit)

            with trouble_in_words() as said:
                contents.append(self._behind.pdf.read_bytes())  # the folder goes with the preview
                self._printing.print_pages(wanted, count)
            return said[0]

        def gone() -> GoneOut:
            return GoneOut(contents[0], len(self.view.sizes), pages, True, habit.copies)

        def stopped(_sentence: str) -> None:
            self.notice.tell("已停止打印。")
            if handed:
                self._broke_off(gone())

        def ended(trouble: str) -> None:
            self._rest()
            if trouble:
                self.refuse(trouble)
                self._focus_primary()
                if handed:
                    self._broke_off(gone())
                return
            keep_habit(self._settings.remembered, self._order.kind, habit)
            self._gone_out(gone())
            self._printed(f"已送去打印“{self._order.name}”：{len(pages)} 页，{habit.copies} 份")
            self.accept()

        def begin() -> None:
            self._job = self.own_work.run(
                print_it, then=ended, on_refusal=stopped, always=self._rest, owner=self, progress=False
            )
            self._show_actions()

        self._begin("正在打印", begin)

    def save(self) -> None:
        """Put the paper, as seen, where the person says."""
        if not self.ways.pages_right():
            return
        pages = self.ways.pages()
        target = files.ask_save_path(self, self._settings, "另存为 PDF", self._order.name, ".pdf")
        if target is None:
            return
        whole = len(pages) == len(self.view.sizes)
        contents: list[bytes] = []

        def save_it(_database: Any, _progress: Progress) -> str:
            with trouble_in_words() as said, written_whole(target) as beside:
                contents.append(self._behind.pdf.read_bytes())
                if whole:
                    beside.write_bytes(contents[0])
                else:
                    save_pages(self._behind.pdf, pages, beside)
            return said[0]

        def ended(trouble: str) -> None:
            self._rest()
            if trouble:
                self.refuse(trouble)
                self._focus_primary()
                return
            self._gone_out(GoneOut(contents[0], len(self.view.sizes), pages, False))
            self._saved(target)
            self.accept()

        self._begin(
            "正在保存",
            lambda: self.own_work.run(save_it, then=ended, always=self._rest, owner=self, progress=False),
        )

    def save_as(self, suffix: str) -> None:
        """Make the whole paper once more, in a format to be edited, where the person says."""
        target = files.ask_save_path(self, self._settings, SAVED_AS[suffix], self._order.name, suffix)
        if target is None:
            return
        contents: list[bytes] = []

        def make_it(database: Any, progress: Progress) -> str:
            with trouble_in_words() as said:
                self._order.make(database, progress, out=target, **self._order.values)
                contents.append(target.read_bytes())
            return said[0]

        def rest() -> None:
            if is_there(self):
                self._rest()

        def refuse(sentence: str) -> None:
            rest()
            (self.refuse if is_there(self) else self._refused)(sentence)

        def ended(trouble: str) -> None:
            if trouble:
                refuse(trouble)
                return
            # Also when the preview was closed meanwhile: the file is there.
            self._gone_out(GoneOut(contents[0], 0, (), False, ending=suffix))
            self._saved(target)
            if is_there(self):
                self._rest()
                self.accept()

        self._begin(
            "正在保存",
            lambda: self._shared_work.run(
                make_it,
                then=ended,
                on_refusal=refuse,
                always=rest,
                owner=self._holder,
                progress=False,
                writes=self._order.writes,
                job_title=self._order.title,
            ),
        )

    def _begin(self, busy: str, go: Callable[[], object]) -> None:
        """Put on record what must be there before the paper is, then go."""
        self.notice.clear()
        self._busy = busy
        self._show_actions()
        if self._claimed:
            go()
            return

        def claimed(_result: Any) -> None:
            self._claimed = True
            go()

        def ended() -> None:
            if not self._claimed:
                self._rest()

        assert self._order.claim is not None
        self._shared_work.change(
            self._order.claim, then=claimed, on_refusal=self.refuse, always=ended, owner=self, made=self._made
        )

    def _gone_out(self, gone: GoneOut) -> None:
        by_page, recording = self._order.by_page, self._recording()
        if by_page is not None and (by_page.saved or gone.printed) and not by_page.ask:
            record_pages(
                self._order,
                gone,
                self._made,
                self._shared_work,
                keep=True,
                then=lambda _rows: None,
                refused=self._refused,
                owner=self._holder,
            )
            return
        record_gone_out(
            self._order, gone, self._made, self._shared_work, refused=self._refused, owner=self._holder
        )
        if by_page is not None and gone.printed:
            self.accepted.connect(lambda: ask_how_far(recording.holder, recording, gone, broke_off=False))
        elif by_page is not None:
            self.accepted.connect(lambda: ask_whether_saved_counts(recording, gone))

    def _broke_off(self, gone: GoneOut) -> None:
        """Pages were handed to the printer, and not all: some of them may lie in its tray."""
        if self._order.by_page is not None:
            ask_how_far(
                self, self._recording(), gone, broke_off=True, recorded=self.accept, offer=self.notice.tell
            )

    def _recording(self) -> Recording:
        return Recording(
            self._order,
            self._made,
            self._shared_work,
            self._holder,
            self._refused,
            self._printed,
            self._offer,
        )

    def _rest(self) -> None:
        self._job, self._busy = None, ""
        self._show_actions()

    def _show_printed(self, _job: Job, done: int, total: int, _unit: str) -> None:
        if self._job is not None:
            self._busy = f"正在打印 {done}/{total}"
            self._show_actions()
