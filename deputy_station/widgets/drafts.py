"""Drafts: every form keeps itself while it is typed in, and comes back as it was, at the field.

One `Drafts` per work knows what this desk began; it is read once, at the start, so that a form opens with its draft at
once. A `Keeper` stands by each form. What is typed goes to the encrypted database and nowhere else.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from deputy_station.core.errors import Report, ReportKind
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.form import Form
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.reading_order import bring_into_sight
from deputy_station.widgets.work import Work

if TYPE_CHECKING:
    from deputy_station.store.drafts import DraftRow
    from deputy_station.widgets.page import PageContext

T = TypeVar("T")
KEEP_AFTER_MS = 300
"""After the last key."""
KEEP_AT_LEAST_MS = 2000
"""While the keys do not stop."""
TRY_AGAIN_MS = 5000
BESIDE = "~"
"""Stands in the name of a draft before the window it was typed in, where two were in the same form."""

Key = tuple[str, str]
"""Page and form."""


def drafts_of(work: Work) -> "Drafts":
    """The drafts of the database that this work is on."""
    found: Drafts
    for found in work.findChildren(Drafts):
        return found
    return Drafts(work)


class Drafts(QObject):
    """What was begun at this desk and neither saved nor thrown away."""

    changed = Signal()
    """Another list of offers."""
    kept = Signal(str, str)
    """Page and form: what was typed is in the database."""
    ending = Signal()
    """The program ends: the last words are kept now."""
    failed = Signal(str)
    """What was typed could not be kept, in a sentence; said once, until it can be kept again."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._work = work
        self._known: dict[Key, DraftRow] = {}
        self._offered: list[Key] = []
        self._waiting: dict[Key, DraftRow | None] = {}
        self._named: dict[Key, Key] = {}
        """Where another window at this desk is in the same form, or was: the form, and the name ours is kept under."""
        self._written: dict[Key, str] = {}
        """What we know to stand in the database, as `_told`; anything else there is another window's."""
        self._on_its_way: dict[Key, str] = {}
        self._writing = False
        self._failing = False
        work.closing.connect(self._close)

    def load(self) -> None:
        """Read what was left from the last time; `changed` follows."""
        self._work.ask(_list, then=self._loaded, owner=self)

    @property
    def offered(self) -> list["DraftRow"]:
        """What was left from the last time and not taken up yet, the latest first."""
        return [self._known[key] for key in self._offered]

    def find(self, page: str, form: str) -> "DraftRow | None":
        """What was typed into this form before."""
        return self._known.get(self._key(page, form))

    def go_on_with(self, page: str, form: str) -> str:
        """The form that this draft is of is opened next, and brings back this very one; the form's own name."""
        own = form.partition(BESIDE)[0]
        self._named[(page, own)] = (page, form)
        return own

    def _key(self, page: str, form: str) -> Key:
        return self._named.get((page, form), (page, form))

    def take_up(self, page: str, form: str) -> None:
        """It is open again: no longer offered."""
        key = self._key(page, form)
        if key in self._offered:
            self._offered.remove(key)
            self.changed.emit()

    def keep(self, draft: "DraftRow") -> None:
        """Keep what is typed now; while one is being written, only the latest of a form waits."""
        key = self._key(draft.page, draft.form)
        self._known[key] = self._waiting[key] = replace(draft, form=key[1])
        self._send()

    def drop(self, page: str, form: str) -> None:
        """It was saved, or is not wanted: forget it."""
        key = self._key(page, form)
        if key in self._known:
            self.forget(page, form)
            self._waiting[key] = None
            self._send()

    def forget(self, page: str, form: str) -> None:
        """It is gone from the database: know nothing of it."""
        key = self._key(page, form)
        self._known.pop(key, None)
        self._waiting.pop(key, None)
        self.take_up(page, form)

    # ------------------------------------------------------------------ writing

    def _send(self) -> None:
        if self._writing or not self._waiting:
            return
        key = next(iter(self._waiting))
        draft = self._waiting.pop(key)
        self._writing = True
        self._work.change(
            _write,
            then=partial(self._wrote, key),
            on_report=partial(self._could_not, key, draft),
            owner=self,
            key=key,
            draft=draft,
            known=self._ours(key),
        )
        if draft is not None:
            self._on_its_way[key] = _told(draft.typed)

    def _ours(self, key: Key) -> tuple[str, ...]:
        return self._written.get(key, ""), self._on_its_way.get(key, "")

    def _wrote(self, key: Key, written: "DraftRow | None") -> None:
        self._writing = self._failing = False
        self._written.pop(key, None)
        self._on_its_way.pop(key, None)
        if written is not None:
            at = (written.page, written.form)
            self._written[at] = _told(written.typed)
            if at != key:
                self._beside(key, at, written)
        self.kept.emit(key[0], key[1].partition(BESIDE)[0])
        self._send()

    def _beside(self, key: Key, at: Key, written: "DraftRow") -> None:
        """Another window at this desk is in the same form: from now on ours is kept beside it."""
        self._named[key] = at
        self._known.pop(key, None)
        self._known[at] = written
        if key in self._waiting:
            waits = self._waiting.pop(key)
            self._waiting[at] = None if waits is None else replace(waits, form=at[1])
            if waits is not None:
                self._known[at] = replace(waits, form=at[1])

    def _could_not(self, key: Key, draft: "DraftRow | None", report: Report) -> None:
        """It waits, unless something newer does, and is tried again; the person is told once."""
        self._writing = False
        self._waiting.setdefault(key, draft)
        QTimer.singleShot(TRY_AGAIN_MS, self, self._send)
        if not self._failing:
            self._failing = True
            if report.kind is ReportKind.BUG:
                self._work.reported.emit(report)
            else:
                self.failed.emit(report.sentence)

    def _close(self) -> None:
        self.ending.emit()
        for key, draft in self._waiting.items():
            self._work.change(
                _write, on_report=_too_late, owner=self, key=key, draft=draft, known=self._ours(key)
            )
        self._waiting.clear()

    def _loaded(self, drafts: list["DraftRow"]) -> None:
        for each in drafts:
            key = (each.page, each.form)
            if key not in self._known:
                self._known[key] = each
                self._written[key] = _told(each.typed)
                self._offered.append(key)
        self.changed.emit()


class Keeper(QObject):
    """Stands by one form: keeps it as it is typed, brings it back.

    Nothing is written while nothing was typed, nor while an input method composes a word.
    """

    def __init__(
        self, form: Form, context: "PageContext", *, form_key: str, title: str, version: int | None = None
    ) -> None:
        super().__init__(form)
        self._form, self._context = form, context
        self.page, self.form_key, self._title, self._version = context.page, form_key, title, version
        self._drafts = drafts_of(context.work)
        self._blank = self._last = form.typed()
        self._found: DraftRow | None = None
        self._held = self._composing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._keep)
        self._unsaved = QElapsedTimer()
        form.edited.connect(self._edited)
        for field in form.fields.values():
            (field.focusProxy() or field).installEventFilter(self)
        self._drafts.ending.connect(self.flush)

    @property
    def begun(self) -> bool:
        """Whether anything stands in the form that was not there when it opened."""
        return self._form.typed() != self._blank

    # ------------------------------------------------------------------ bringing back

    def restore(self, notice: Notice) -> bool:
        """Put back what was typed before and say so; whether there was anything."""
        found = self._drafts.find(self.page, self.form_key)
        if found is None:
            return False
        self._found = found
        unread = self._put(found.typed)
        self._last = self._form.typed()
        self._drafts.take_up(self.page, self.form_key)
        at = short_instant(found.saved_at, self._context.clock.today())
        moved = found.version is not None and found.version != self._version
        changed = "那以后记录被改过，请先核对再保存。" if moved else ""
        lost = f"“{'、'.join(unread)}”没能取回，请重新填。" if unread else ""
        notice.tell(f"接着上次没写完的，{at}。{changed}{lost}", "从头写", partial(self._begin_anew, notice))
        return True

    def take_place(self) -> None:
        """Put the cursor where it stood."""
        if self._found is None or self._found.field not in self._form.fields:
            return
        field = self._form[self._found.field]
        if field.isHidden():
            return
        field.setFocus()
        entry = field.focusProxy()
        if isinstance(entry, QLineEdit):
            entry.setCursorPosition(self._found.cursor)
        elif isinstance(entry, QPlainTextEdit):
            cursor = entry.textCursor()
            cursor.setPosition(min(self._found.cursor, len(entry.toPlainText())))
            entry.setTextCursor(cursor)
        QTimer.singleShot(0, field, partial(bring_into_sight, field))  # laid out by then

    def _begin_anew(self, notice: Notice) -> None:
        typed = self._form.typed()
        self._put(self._blank)
        self._keep()

        def back() -> None:
            self._put(typed)
            self._keep()
            notice.clear()

        notice.tell("已清空上次写的。", "取回", back)

    def _put(self, typed: Mapping[str, Any]) -> list[str]:
        unread = self._form.put_typed(typed)
        for field in self._form.fields.values():
            field.say_problem("")
            field.edited.emit()  # what follows from one field is shown or hidden again
        self._form.put_typed(typed)  # nothing follows over what was typed
        return unread

    # ------------------------------------------------------------------ keeping

    def flush(self) -> None:
        """Keep at once what was typed."""
        self._pause.stop()
        self._composing = False  # the word being composed is not in the form, but all before it is
        if not self._held:
            self._keep()

    def hold(self) -> None:
        """It is being saved: nothing more is kept."""
        self._held = True
        self._pause.stop()

    def go_on(self) -> None:
        """It was not saved: keep it again."""
        if self._held:
            self._held = False
            self._last = {}
            self._keep()

    def finish(self) -> None:
        """It was saved: the draft goes."""
        self.hold()
        self._drafts.drop(self.page, self.form_key)

    def dropping(self, service: Callable[..., T]) -> Callable[..., T]:
        """The service, in one transaction with the end of the draft: never both kept and saved."""
        drafts = self._drafts
        found = drafts.find(self.page, self.form_key)
        if found is None:
            return service
        key = (found.page, found.form)
        drafts.forget(self.page, self.form_key)

        @wraps(service)
        def saved(session: Any, **values: Any) -> T:
            result = service(session, **values)
            _write(session, key=key, draft=None)
            return result

        return saved

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) or event.type() is QEvent.Type.FocusOut:
            # Not every input method says that it gave up when the field is left.
            self._composing = isinstance(event, QInputMethodEvent) and bool(event.preeditString())
            if not self._composing and self._unsaved.isValid():
                self._pause.start(KEEP_AFTER_MS)
        return super().eventFilter(watched, event)

    def _edited(self) -> None:
        if self._held:
            return
        if not self._unsaved.isValid():
            self._unsaved.start()
        left = KEEP_AT_LEAST_MS - self._unsaved.elapsed()
        self._pause.start(max(0, min(KEEP_AFTER_MS, left)))

    def _keep(self) -> None:
        if self._composing:
            return
        self._unsaved.invalidate()
        typed = self._form.typed()
        if typed == self._last:
            return
        self._last = typed
        if typed == self._blank:
            self._drafts.drop(self.page, self.form_key)
            return
        from deputy_station.store.drafts import (
            DraftRow,
        )  # not before the first words: it brings the database along

        field, cursor = _place(self._form)
        now = self._context.clock.now()
        self._drafts.keep(
            DraftRow(self.page, self.form_key, self._title, typed, field, cursor, self._version, now)
        )


def _place(form: Form) -> tuple[str, int]:
    """The field the keyboard is in, and where in it."""
    for name, field in form.fields.items():
        entry: QWidget = field.focusProxy() or field
        if entry is form.window().focusWidget():
            if isinstance(entry, QLineEdit):
                return name, entry.cursorPosition()
            if isinstance(entry, QPlainTextEdit):
                return name, entry.textCursor().position()
            return name, 0
    return "", 0


def _too_late(_report: Report) -> None:
    """The program ends; there is nobody left to tell."""


def _list(session: Any) -> Any:
    from deputy_station.store.drafts import list_drafts
    from deputy_station.store.memory import this_computer

    return list_drafts(session, desk=this_computer())


def _told(typed: Mapping[str, Any]) -> str:
    return json.dumps(typed, sort_keys=True)


def _write(
    session: Any, *, key: Key, draft: "DraftRow | None", known: tuple[str, ...] = ()
) -> "DraftRow | None":
    """Keep (or with None drop) a draft; what is kept now. `known` is what we kept there: where something else stands,
    another window at this desk is in the same form, and ours goes beside it."""
    from deputy_station.store import context, drafts
    from deputy_station.store.memory import this_computer

    page, form = key
    if draft is None:
        drafts.drop_draft(session, desk=this_computer(), page=page, form=form)
        return None
    stands = drafts.find_draft(session, desk=this_computer(), page=page, form=form)
    if stands is not None and _told(stands.typed) not in (*known, _told(draft.typed)):
        form = f"{form}{BESIDE}{context.desk(session)[:8]}"
    drafts.keep_draft(
        session,
        desk=this_computer(),
        page=page,
        form=form,
        title=draft.title,
        typed=draft.typed,
        field=draft.field,
        cursor=draft.cursor,
        version=draft.version,
    )
    return replace(draft, form=form)
