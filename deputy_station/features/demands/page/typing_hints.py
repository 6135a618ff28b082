"""While a demand is typed: earlier demands about the same matter, and a category and a unit to take or leave.

Everything is asked after a pause, on the reading thread; what arrives once typing goes on is not shown. Nothing is
filled in unasked, and nothing keeps from registering. `Hints` asks for any form, `TypingHints` shows them in a dialog.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from deputy_station.features.demands.page.alike import AlikeDialog
from deputy_station.features.demands.service import learned, similar, voices
from deputy_station.features.demands.service.learned import Suggested, Suggestions
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.similar import AlikeDemand
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import Field
from deputy_station.widgets.form import Form
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.work import Work

HINT_AFTER_MS = 500
COMPARE = "比一比"
VOICE = ("name", "phone", "address", "people", "words", "confidential")
"""What a voice keeps of what is typed."""
_ASKED_FOR = ("name", "phone", "place", "words", "title")
_SUGGESTED_FOR = ("words", "title", "category_id")


class Hints(QObject):
    """Asks while a form is typed in. `named` gives the form's own name for a field (visitor_name) where it differs from
    the word of the voice (name); `alike` hears of the earlier demands not judged yet, `suggested` of the suggestions.
    """

    def __init__(
        self,
        work: Work,
        form: Form,
        *,
        owner: QObject,
        named: Mapping[str, str],
        alike: Callable[[list[AlikeDemand]], object],
        suggested: Callable[[Suggestions], object],
    ) -> None:
        super().__init__(form)
        self._work, self._form, self._owner, self._named = work, form, owner, named
        self._alike, self._suggested = alike, suggested
        self._others: set[int] = set()
        """Judged already: not the same matter."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(HINT_AFTER_MS)
        self._pause.timeout.connect(self.ask)
        for name in {*_ASKED_FOR, *_SUGGESTED_FOR}:
            self._field(name).edited.connect(self.ask_soon)
        # What the settled demands teach is got ready while the name is typed.
        work.ask(learned.learn, then=lambda _taught: None, owner=owner)

    def ask_soon(self) -> None:
        """Ask once nobody has typed for a moment."""
        self._pause.start()

    def ask(self) -> None:
        """Ask now."""
        self._pause.stop()
        self._work.ask(
            similar.find_alike,
            then=self._show_alike,
            owner=self,
            key=(self._owner, "alike"),
            **self.typed(_ASKED_FOR),
        )
        self._work.ask(
            learned.suggest,
            then=self._show_suggestions,
            owner=self,
            key=(self._owner, "suggest"),
            **self.typed(_SUGGESTED_FOR),
        )

    def typed(self, names: Sequence[str]) -> dict[str, Any]:
        """What stands in these fields."""
        return {name: self._field(name).value() for name in names}

    def is_another(self, one: AlikeDemand) -> None:
        """The person judged it: not the same matter; it is not told again."""
        self._others.add(one.row.id)
        self.ask_soon()

    def wants(self, field: Field, one: Suggested | None) -> bool:
        """Whether this is to be suggested: not over what stands there."""
        return one is not None and not (isinstance(field, SearchField) and field.words)

    def take(self, field: Field, one: Suggested) -> None:
        """The person takes a suggestion; the unit may follow from the category."""
        field.put((one.key, one.words))
        field.edited.emit()
        self.ask_soon()

    def _field(self, name: str) -> Field:
        return self._form[self._named.get(name, name)]

    def _show_alike(self, found: list[AlikeDemand]) -> None:
        if not self._pause.isActive():
            self._alike([one for one in found if one.row.id not in self._others])

    def _show_suggestions(self, found: Suggestions) -> None:
        if not self._pause.isActive():
            self._suggested(found)


class TypingHints(QObject):
    """Hints of one dialog of taking down. `fixed` is what the form saves beside its fields (the visit)."""

    def __init__(self, page: ListDetailPage, dialog: FormDialog, fixed: Mapping[str, Any] | None) -> None:
        super().__init__(dialog)
        self._page, self._dialog, self._form = page, dialog, dialog.form
        self._visit_id = (fixed or {}).get("visit_id")
        self._told: tuple[int, ...] = ()
        self._hints = Hints(
            page.work,
            dialog.form,
            owner=dialog,
            named={each: f"visitor_{each}" for each in ("name", "phone", "address")},
            alike=self._show_alike,
            suggested=self._show_suggestions,
        )

    # ------------------------------------------------------------------ the same matter

    def _show_alike(self, left: list[AlikeDemand]) -> None:
        told = tuple(one.row.id for one in left)
        if told and told != self._told:
            self._dialog.notice.tell(
                hint_words([one.row for one in left]), COMPARE, lambda: self._compare(left)
            )
        elif self._told and not told:
            self._dialog.notice.clear()  # what is typed now is another matter
        self._told = told

    def _compare(self, found: Sequence[AlikeDemand]) -> None:
        AlikeDialog(
            self._dialog,
            self._hints.typed((*VOICE, "place")),
            found,
            today=self._page.context.clock.today(),
            join=self._join,
            another=self._is_another,
        ).open()

    def _is_another(self, one: AlikeDemand) -> None:
        self._dialog.notice.clear()
        self._hints.is_another(one)

    def _join(self, one: AlikeDemand, side_by_side: AlikeDialog) -> None:
        """What is typed becomes another voice of the earlier demand, and no demand of its own; its draft ends with it."""
        keeper = self._dialog.keeper

        def joined(row: DemandRow) -> None:
            side_by_side.accept()
            self._dialog.accept()
            self._page.open_row(row.id)

        def refused(sentence: str) -> None:
            side_by_side.refuse(sentence)
            self._dialog.release()

        if keeper is not None:
            keeper.hold()
        self._page.change(
            voices.add_voice if keeper is None else keeper.dropping(voices.add_voice),
            say=joined_words,
            then=joined,
            on_refusal=refused,
            demand_id=one.row.id,
            version=one.row.version,
            visit_id=self._visit_id,
            **self._hints.typed(VOICE),
        )

    # ------------------------------------------------------------------ category and unit

    def _show_suggestions(self, found: Suggestions) -> None:
        self._offer(self._form["category_id"], found.category)
        self._offer(self._form["unit_id"], found.unit)

    def _offer(self, field: Field, one: Suggested | None) -> None:
        """Offer it under the field while that is still empty."""
        if one is None or not self._hints.wants(field, one):
            field.withdraw_offer()
        else:
            field.offer(f"建议：{one.words}（{one.reason}）", lambda: self._hints.take(field, one))


def hint_words(rows: Sequence[DemandRow]) -> str:
    """What was voiced before, in a sentence: the likeliest by its number, and how many more."""
    first = rows[0]
    more = f"，另有 {len(rows) - 1} 件" if len(rows) > 1 else ""
    return f"以前反映过：{first.number}“{first.title}”（{first.state.label}）{more}。可以接着登记。"


def joined_words(row: DemandRow) -> str:
    """That a voice was added to a demand."""
    return f"{row.number}“{row.title}”加一人反映，现有 {row.voices} 户"
