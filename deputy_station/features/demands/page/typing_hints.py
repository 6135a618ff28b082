"""While a demand is typed: earlier demands about the same matter, and a category and a unit to take or leave.

Everything is asked after a pause, on the reading thread; what arrives once typing goes on is not shown. Nothing is
filled in unasked, and nothing keeps from registering.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from deputy_station.features.demands.page.alike import AlikeDialog
from deputy_station.features.demands.service import learned, similar, voices
from deputy_station.features.demands.service.learned import Suggested, Suggestions
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.similar import AlikeDemand
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import Field
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField

HINT_AFTER_MS = 500
COMPARE = "比一比"
_ASKED_FOR = ("visitor_name", "visitor_phone", "place", "words", "title")
_SUGGESTED_FOR = ("words", "title", "category_id")
_VOICE = {
    "name": "visitor_name",
    "phone": "visitor_phone",
    "address": "visitor_address",
    "people": "people",
    "words": "words",
    "confidential": "confidential",
}
"""What a voice keeps, and the field of the form it comes from."""


class TypingHints(QObject):
    """Hints of one form of taking down. `fixed` is what the form saves beside its fields (the visit)."""

    def __init__(self, page: ListDetailPage, dialog: FormDialog, fixed: Mapping[str, Any] | None) -> None:
        super().__init__(dialog)
        self._page, self._dialog, self._form = page, dialog, dialog.form
        self._visit_id = (fixed or {}).get("visit_id")
        self._told: tuple[int, ...] = ()
        self._others: set[int] = set()
        """Judged already: not the same matter."""
        self._pause = QTimer(dialog)
        self._pause.setSingleShot(True)
        self._pause.setInterval(HINT_AFTER_MS)
        self._pause.timeout.connect(self._ask)
        for name in {*_ASKED_FOR, *_SUGGESTED_FOR}:
            self._form[name].edited.connect(self._pause.start)
        # What the settled demands teach is got ready while the name is typed.
        page.work.ask(learned.learn, then=lambda _taught: None, owner=dialog)

    def _ask(self) -> None:
        value = {name: self._form[name].value() for name in {*_ASKED_FOR, *_SUGGESTED_FOR}}
        work, dialog = self._page.work, self._dialog
        work.ask(
            similar.find_alike,
            then=self._show_alike,
            owner=dialog,
            key=(dialog, "alike"),
            name=value["visitor_name"],
            phone=value["visitor_phone"],
            place=value["place"],
            words=value["words"],
            title=value["title"],
        )
        work.ask(
            learned.suggest,
            then=self._show_suggestions,
            owner=dialog,
            key=(dialog, "suggest"),
            words=value["words"],
            title=value["title"],
            category_id=value["category_id"],
        )

    # ------------------------------------------------------------------ the same matter

    def _show_alike(self, found: list[AlikeDemand]) -> None:
        if self._pause.isActive():
            return
        left = [one for one in found if one.row.id not in self._others]
        told = tuple(one.row.id for one in left)
        if told and told != self._told:
            self._dialog.notice.tell(
                _hint_words([one.row for one in left]), COMPARE, lambda: self._compare(left)
            )
        elif self._told and not told:
            self._dialog.notice.clear()  # what is typed now is another matter
        self._told = told

    def _compare(self, found: Sequence[AlikeDemand]) -> None:
        AlikeDialog(
            self._dialog,
            {name: self._form[name].value() for name in {*_VOICE.values(), "place"}},
            found,
            today=self._page.context.clock.today(),
            join=self._join,
            another=self._is_another,
        ).open()

    def _is_another(self, one: AlikeDemand) -> None:
        self._others.add(one.row.id)
        self._dialog.notice.clear()
        self._pause.start()

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
            say=lambda row: f"{row.number}“{row.title}”加一人反映，现有 {row.voices} 人",
            then=joined,
            on_refusal=refused,
            demand_id=one.row.id,
            version=one.row.version,
            visit_id=self._visit_id,
            **{name: self._form[field].value() for name, field in _VOICE.items()},
        )

    # ------------------------------------------------------------------ category and unit

    def _show_suggestions(self, found: Suggestions) -> None:
        if not self._pause.isActive():
            self._offer(self._form["category_id"], found.category)
            self._offer(self._form["unit_id"], found.unit)

    def _offer(self, field: Field, one: Suggested | None) -> None:
        """Offer it under the field while that is still empty."""
        if one is None or (isinstance(field, SearchField) and field.words):
            field.withdraw_offer()
            return

        def take() -> None:
            field.put((one.key, one.words))
            self._pause.start()  # the unit may follow from the category

        field.offer(f"建议：{one.words}（{one.reason}）", take)


def _hint_words(rows: Sequence[DemandRow]) -> str:
    first = rows[0]
    more = f"，另有 {len(rows) - 1} 件" if len(rows) > 1 else ""
    return f"以前反映过：{first.number}“{first.title}”（{first.state.label}）{more}。可以接着登记。"
