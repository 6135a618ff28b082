"""What every page is: a head with title, count and actions, a notice line, a body; and the list-and-detail page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import Clock
from deputy_station.core.errors import sentence_for_os_error
from deputy_station.core.settings import Settings
from deputy_station.widgets import dialogs, files
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.draft_words import show_words
from deputy_station.widgets.drafts import Keeper, drafts_of
from deputy_station.widgets.fields import Field
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Short
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.print_preview.order import ByPage
from deputy_station.widgets.style import Scale, px, scale, set_role
from deputy_station.widgets.work import Job, Work

T = TypeVar("T")
ROOMY = (24, 20, 24, 20)
READS_TO_OPEN = 4
"""More than any form reads one after the other before it opens; by then it is open, or what it was about is gone."""
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
    take_back: Callable[[int], object] | None = None
    """Takes back a step of the journal by its id."""
    keep_paper: Callable[..., object] | None = None
    """Keeps what went out through the preview (`print_preview.order.Keep`), in the transaction that records it."""
    scale: Scale = scale
    page: str = ""
    """The key of the page it is given to: names its drafts and what is remembered of it."""

    def taking_back(self, job: Job) -> Callable[[], object] | None:
        """What 撤销 does after this job: takes back the very step it committed; None where it changed nothing."""
        if self.take_back is None or job.step_id is None:
            return None
        return partial(self.take_back, job.step_id)


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
        self.action_row.focus_lost.connect(self.take_focus)  # or the window would choose a place anywhere
        head = HBox(gap=12)
        head.addWidget(self._head_title)
        head.addWidget(self._count, 1)
        head.addWidget(self.action_row)
        self.notice = Notice(self)
        self.notice.changed.connect(self._place_notice)
        box = VBox(self, gap=12, margins=ROOMY)
        self._box = box
        box.addLayout(head)
        box.addWidget(self.notice)
        self.body = VBox(gap=12)
        box.addLayout(self.body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._box.set_spaces(gap=12, margins=TIGHT if self._low else ROOMY)
        self._place_notice()

    @property
    def _low(self) -> bool:
        """Whether it has little height for its text size."""
        return self.height() < px(400)

    def _place_notice(self) -> None:
        """Above the body; in a low page on top of it, where it would leave no room for the list, until put away."""
        if not self._low:
            if self._box.indexOf(self.notice) < 0:
                self._box.insertWidget(1, self.notice)
            return
        self._box.removeWidget(self.notice)
        if not self.notice.isHidden():
            self._box.activate()
            head, inside = self._box.itemAt(0).geometry(), self._box.contentsRect()
            high = self.notice.heightForWidth(inside.width())
            self.notice.setGeometry(inside.left(), head.bottom() + px(12), inside.width(), high)
            self.notice.raise_()

    # ---- for subclasses to write

    def reload(self) -> None:
        """Read again what the page shows."""
        raise NotImplementedError

    def take_filter(self, **filters: Any) -> None:
        """Take over what another page asked for; `reload()` follows."""

    def take_focus(self) -> None:
        """The page was opened: put the keyboard where the work begins."""
        self.setFocus()

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again after a power cut: by the word before the colon of a draft's key, called
        with what stands behind it ("edit:7" calls `openers()["edit"](7)`)."""
        return {}

    def open_draft(self, form_key: str) -> None:
        """Open the form of a draft again; it takes back by itself what was typed."""
        word, *rest = drafts_of(self.work).go_on_with(self.context.page, form_key).split(":")
        named = [int(part) if part.isdigit() else part for part in rest]
        opener = self.openers().get(word)
        try:
            if opener is None:
                raise TypeError(word)
            signature(opener).bind(*named)
        except TypeError:
            self.notice.refuse(
                "没写完的这一份是旧版程序留下的，表单已经变了，打不开。请重新填写，再把它点“不要了”。"
            )
            show_words(self, self.work, self.context.page, form_key)
            return

        def open_form(_turn: None) -> None:
            opener(*named)
            look(READS_TO_OPEN)

        def look(turns: int) -> None:
            if turns:
                self.work.ask(_turn, then=lambda _turn: look(turns - 1), owner=self)
            else:
                show_words(self, self.work, self.context.page, form_key)

        # Asked for behind what the page itself is reading: its forms offer what it read.
        self.work.ask(_turn, then=open_form, owner=self)

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
        then: Callable[[T], object] | None = None,
        on_refusal: Callable[[str], object] | None = None,
        progress: bool = False,
        **values: Any,
    ) -> Job:
        """Change something through a service; `say` goes to the bottom bar when done, with 撤销 for this very step.

        A refusal is said on the page's notice line (or `on_refusal`).
        """

        def done(result: T) -> None:
            self.notice.clear()
            if say:
                sentence = say if isinstance(say, str) else say(result)
                self.context.say_done(sentence, self.context.taking_back(job))
            if then is not None:
                then(result)

        job = self.work.change(
            function,
            then=done,
            on_refusal=on_refusal or self.notice.refuse,
            owner=self,
            progress=progress,
            **values,
        )
        return job

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
        then: Callable[[T], object] | None = None,
        draft: str = "",
        width: int = 620,
        more: tuple[Action, ...] = (),
    ) -> FormDialog:
        """Open a form dialog that saves through `service(session, **field values, **fixed)`.

        `values` fill the fields; a refusal is said in the dialog, which stays as typed. What is typed is kept under
        `draft`, e.g. "register" or "edit:7" (see `openers`), until it is saved. `more` stand beside the saving button.
        """
        form = Form(fields)
        if values:
            form.put(values)
        keeper = None
        if draft:
            if draft.partition(":")[0] not in self.openers():
                raise LookupError(f"{type(self).__name__}.openers() cannot open the draft {draft} again")
            version = (fixed or {}).get("version")
            keeper = Keeper(form, self.context, form_key=draft, title=title, version=version)

        def save(entered: dict[str, Any]) -> None:
            def done(result: T) -> None:
                dialog.accept()
                if then is not None:
                    then(result)

            job = self.change(
                service if keeper is None else keeper.dropping(service),
                say=say,
                then=done,
                on_refusal=dialog.refuse,
                **{**entered, **(fixed or {})},
            )
            job.always = lambda: dialog.release() if dialog.isVisible() else None

        dialog = FormDialog(
            self, title, form, save_word=save_word, save=save, keeper=keeper, width=width, more=more
        )
        dialog.open()
        return dialog

    def print_paper(
        self,
        title: str,
        name: str,
        make: Callable[..., Any],
        *,
        kind: str,
        writes: bool = False,
        claim: Callable[..., Any] | None = None,
        went_out: Callable[..., Any] | None = None,
        by_page: ByPage | None = None,
        also: tuple[str, ...] = (),
        about_id: int | None = None,
        **values: Any,
    ) -> None:
        """Show a paper before it is printed or saved: `make(database, progress, out=path, **values)` makes the PDF.

        Looking records nothing. `claim(session, made=what make returned)` is called just before the paper goes out and
        may refuse it; `went_out(session, made=...)` after it did. What went out is kept as it was, under `name`, which
        therefore names no visitor. Printer and paper are remembered for the `kind`. `by_page` where only the
        pages that came out count. `also` (".xlsx", ".docx") where `make` writes those too, after the ending of `out`:
        then it can be saved as such. `about_id` is the one record it is about (papers' kinds.toml), if any.
        """
        from deputy_station.widgets.print_preview.dialog import PaperOrder, PrintPreview

        order = PaperOrder(
            title,
            name,
            kind,
            make,
            values,
            writes=writes,
            claim=claim,
            went_out=went_out,
            keep=self.context.keep_paper,
            by_page=by_page,
            also=also,
            about_id=about_id,
        )
        try:
            preview = PrintPreview(
                self,
                order,
                self.work,
                self.context.settings,
                refused=self.notice.refuse,
                printed=self.context.say_done,
                saved=self._say_saved,
                offer=self.notice.tell,
            )
        except OSError as error:  # the folder that papers are looked at in
            self.notice.refuse(sentence_for_os_error(error))
            return
        self.notice.clear()
        preview.open()

    def save_paper(
        self,
        title: str,
        name: str,
        suffix: str,
        make: Callable[..., Any],
        *,
        kind: str = "",
        about_id: int | None = None,
        say: str = "",
        **values: Any,
    ) -> None:
        """Ask where to, then make a paper in the background: `make(database, progress, out=path, **values)`.

        The bottom line names the file and offers 打开; it is opened at once where the settings say so. With a `kind` the
        file is kept as it was, under `name`, which then names no visitor; `about_id` as for `print_paper`.
        """
        path = files.ask_save_path(self, self.context.settings, title, name, suffix)
        if path is not None:
            self.make_paper(
                path, make, say=say, title=title, keep_as=(kind, name), about_id=about_id, **values
            )

    def make_paper(
        self,
        path: Path,
        make: Callable[..., Any],
        *,
        say: str = "",
        title: str = "",
        keep_as: tuple[str, str] = ("", ""),
        about_id: int | None = None,
        **values: Any,
    ) -> None:
        """Make a paper at `path` in the background and say so; `say` names the file itself. It is kept under the kind
        and the name of `keep_as`, if any."""
        keep, (kind, name) = self.context.keep_paper, keep_as
        contents: list[bytes] = []

        def make_it(database: Any, progress: Any, **values: Any) -> Any:
            made = make(database, progress, **values)
            if kind:
                contents.append(path.read_bytes())
            return made

        def there(_made: Any) -> None:
            if keep is not None and contents:
                self.work.change(
                    lambda session: keep(
                        session,
                        kind=kind,
                        title=name,
                        content=contents[0],
                        pages=0,
                        printed=False,
                        ending=path.suffix.casefold(),
                        about_id=about_id,
                    ),
                    on_refusal=self.notice.refuse,
                    owner=self,
                )
            self._say_saved(path, say)

        self.work.run(
            make_it,
            then=there,
            on_refusal=self.notice.refuse,
            owner=self,
            progress=True,
            job_title=title,
            out=path,
            **values,
        )

    def _say_saved(self, path: Path, say: str = "") -> None:
        self.context.say_done(say or f"已存好“{path.name}”", open_made=lambda: self.open_paper(path))
        if self.context.settings.flag("open_after_save") and not files.open_file(path):
            self.notice.tell(files.not_opened(path))

    def open_paper(self, path: Path) -> None:
        """Open a paper that was made; when that fails, a message says where it lies, whatever page is open now."""
        if not path.exists() or not files.open_file(path):
            dialogs.tell(self, "没有打开", files.not_opened(path))


def _turn(_session: Any) -> None:
    """Nothing to read: only a place in the row of what is read."""
