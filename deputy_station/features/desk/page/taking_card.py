"""The card in the middle: takes visitors down one after the other, each with a form and a draft of their own."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from deputy_station.features.demands.page.accused import warn_of_accused
from deputy_station.features.demands.service.earlier import EarlierVisitor
from deputy_station.features.demands.service.similar import AlikeDemand
from deputy_station.features.desk.page.hints import COMPARE, NOTHING_ALIKE, DeskHints, Suggestion
from deputy_station.features.desk.page.taking_form import TakingForm
from deputy_station.features.desk.service.earlier import KnownBefore, look_back
from deputy_station.features.desk.service.taking import Taken, take_down
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.widgets.badge import show_number
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import Card
from deputy_station.widgets.drafts import Keeper
from deputy_station.widgets.labels import Short
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.page import Page
from deputy_station.widgets.reading_order import bring_into_sight
from deputy_station.widgets.scroll import Scroll

LOOK_AFTER_MS = 300
"""After the last key, what is known of the visitor is looked for."""
SETTLED_MS = 20
"""After the form grew or shrank its fields have found their places."""
_WHO = ("name", "phone", "address")
ROOMY, TIGHT = (18, 12, 18, 12), (14, 8, 12, 8)
"""Margins of the card, and on a low screen."""


class TakingCard(Card):
    """Takes visitors down one after the other on the page; every visitor has a form and a draft of their own."""

    def __init__(
        self,
        page: Page,
        *,
        taken: Callable[[Taken, Mapping[str, Any]], object],
        known: Callable[[KnownBefore, bool], object],
        hinted: Callable[[Sequence[AlikeDemand], Sequence[Suggestion]], object],
    ) -> None:
        super().__init__(gap=10, margins=ROOMY)
        self._page, self._taken, self._known, self._hinted = page, taken, known, hinted
        self.day_id: int | None = None
        self.visit: VisitRow | None = None
        self.form: TakingForm | None = None
        self.keeper: Keeper | None = None
        self.hints: DeskHints | None = None
        self._saving = False
        self._heard_words = ""
        self._low = False
        self._beside: Sequence[Action] = ()
        self.head = Short("", role="heading")
        self.scroller = Scroll(gap=12, margins=(0, 0, 6, 0))
        # A form just put in, or an offer under a field, moves the fields only after the focus is there.
        self.scroller.verticalScrollBar().rangeChanged.connect(
            lambda: QTimer.singleShot(SETTLED_MS, self, self._see_focus)
        )
        self.notice = Notice()
        self.action_row = ActionRow(stretch=True)
        for widget in (self.head, self.scroller, self.notice, self.action_row):
            self.box.addWidget(widget, 1 if widget is self.scroller else 0)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look)

    # ------------------------------------------------------------------ one visitor after the other

    def start(
        self,
        day_id: int,
        visit: VisitRow | None,
        listening: Sequence[tuple[int, str]],
        *,
        focus: bool = True,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """A form for this visitor, or for one without a number; what was typed for them before comes back, or `typed`
        where it was registered and taken back."""
        self.put_away()
        self.day_id, self.visit = day_id, visit
        self._heard_words = ""
        form = self.form = TakingForm(self._page.work)
        form.lie_low(self._low)
        form.put({"people": visit.people if visit is not None else 1, "deputy_ids": list(listening)})
        if visit is not None:
            form.put({each: getattr(visit, each) for each in _WHO})
        self.head.say(f"登记第 {visit.number} 号来访人" if visit is not None else "登记来访人（没有取号）")
        for name in _WHO:
            form[name].edited.connect(self._pause.start)
        self.keeper = Keeper(
            form,
            self._page.context,
            form_key=f"take:{day_id}:{visit.id if visit is not None else 0}",
            title=self.head.whole,
        )
        self.hints = DeskHints(
            self._page,
            form,
            self.keeper,
            at={"day_id": day_id, "visit_id": visit.id if visit is not None else None},
            shown=self._show_hints,
            joined=self._saved,
        )
        form.saved.connect(self.save)
        form.finished.connect(lambda: self.action_row.button("登记").setFocus())
        self.scroller.box.insertWidget(0, form)
        self.notice.clear()
        self._show_actions()  # before what was typed comes back: what is found for it is counted on a button
        if typed is not None:
            form.put_typed(typed)
            form.edited.emit()
        else:
            self.keeper.restore(self.notice)
        warn_of_accused(self._page, self._page, form, form.accused, grown=form.updateGeometry)
        if focus:
            self.take_focus()
        if typed is not None:
            form.go_to_end_of_words()
        self.look()
        self.hints.ask()

    def take_focus(self) -> None:
        """To the first line that is still empty, or back to where somebody was writing."""
        if self.form is None:
            return
        first = next((each for each in (*_WHO, "words") if not self.form[each].value()), "words")
        self.form["words" if first != "name" and self.visit is not None else first].setFocus()
        if self.keeper is not None:
            self.keeper.take_place()
        self.scroller.verticalScrollBar().setValue(0)
        self._see_focus()

    def _see_focus(self) -> None:
        """Where somebody writes is in sight, also with large text on a low screen."""
        for field in self.form.fields.values() if self.form is not None else ():
            if field.hasFocus():
                bring_into_sight(field)

    def put_away(self) -> None:
        """Keep what is typed as a draft and show no form."""
        self._pause.stop()
        if self.keeper is not None:
            self.keeper.flush()
            self.keeper.hold()
        if self.form is not None:
            self.form.hide()
            self.form.setParent(None)
            self.form.deleteLater()
        self.form, self.keeper, self.visit, self.day_id = None, None, None, None
        self.hints = None
        self._hinted((), ())
        self.head.say("")
        self.notice.clear()
        self.action_row.set_actions(())

    def lie_low(self, low: bool) -> None:
        """Take little height: no head, narrow margins, rows closer together."""
        if low == self._low:
            return
        self._low = low
        self.head.setVisible(not low)
        self.box.set_spaces(gap=6 if low else 10, margins=TIGHT if low else ROOMY)
        if self.form is not None:
            self.form.lie_low(low)

    def show_beside(self, actions: Sequence[Action]) -> None:
        """Offer these left of 登记, where the queue has no place of its own."""
        self._beside = actions
        if self.form is not None:
            self._show_actions()

    @property
    def begun(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.keeper is not None and self.keeper.begun

    @property
    def words(self) -> str:
        """The words as typed so far."""
        return str(self.form["words"].value()) if self.form is not None else ""

    def heard(self, words: str) -> None:
        """The visitor heard these very words read and agreed."""
        self._heard_words = words

    # ------------------------------------------------------------------ saving

    def save(self) -> None:
        """Ctrl+Enter: one press, one demand."""
        form, keeper = self.form, self.keeper
        if form is None or keeper is None or self._saving:
            return
        QGuiApplication.inputMethod().commit()  # Ctrl+Enter in the middle of a word must not save without it
        if not form.check():
            return
        self._saving = True
        self.notice.clear()
        self._show_actions()
        keeper.hold()
        job = self._page.change(
            keeper.dropping(take_down),
            say=_taken_words,
            then=partial(self._saved, form.typed()),
            on_refusal=self.notice.refuse,
            day_id=self.day_id,
            visit_id=self.visit.id if self.visit is not None else None,
            read_back=bool(self._heard_words) and self._heard_words == form["words"].value(),
            **form.values(),
        )
        job.always = partial(self._release, keeper)

    def _saved(self, typed: Mapping[str, Any], taken: Taken) -> None:
        self._saving = False
        if self.keeper is not None:
            self.keeper.finish()
        self._taken(taken, typed)

    def _release(self, keeper: Keeper) -> None:
        """It was refused, or went wrong: everything stays as typed."""
        if self._saving and keeper is self.keeper:
            self._saving = False
            keeper.go_on()
            self._show_actions()

    def _show_actions(self) -> None:
        save = Action(
            "正在保存" if self._saving else "登记",
            self.save,
            primary=True,
            enabled=not self._saving,
        )
        # Always there: no button moves when something is found. The window gives its keys to the row at the head only.
        compare = Action(COMPARE, self.compare, keys=COMPARE.rpartition(" ")[2])
        self.action_row.set_actions([*self._beside[:1], compare, *self._beside[1:], save])
        self.action_row.button(save.text).setToolTip("快捷键 Ctrl+Enter")
        self._show_number()

    # ------------------------------------------------------------------ what is known

    def compare(self) -> None:
        """F6: what is typed beside earlier demands like it."""
        if self.hints is not None and self.hints.alike:
            self.hints.compare()
        elif self.hints is not None:
            self.notice.tell(NOTHING_ALIKE)

    def _show_hints(self, alike: Sequence[AlikeDemand], suggestions: Sequence[Suggestion]) -> None:
        self._hinted(alike, suggestions)
        self._show_number()

    def _show_number(self) -> None:
        """On the button, which is in sight also where what is known lies under the form."""
        found = len(self.hints.alike) if self.hints is not None else 0
        show_number(self.action_row.button(COMPARE), found, f"相近的事 {found} 件")

    def look(self) -> None:
        """Look for earlier visits and demands of whoever is being typed; read on the reading thread."""
        self._pause.stop()
        form = self.form
        if form is None:
            return
        typed = {name: form[name].value() for name in _WHO}

        def show(known: KnownBefore) -> None:
            if form is self.form:
                self._known(known, any(typed.values()) or bool(form["words"].value()))
                self._offer(form, known.person)

        self._page.work.ask(
            look_back,
            then=show,
            owner=self,
            key=(self, "known"),
            but_visit=self.visit.id if self.visit is not None else None,
            **typed,
        )

    def _offer(self, form: TakingForm, person: EarlierVisitor | None) -> None:
        """Who it most likely is, under the line that is typed in; the person takes it or goes on."""
        asked = form["phone"] if form["phone"].value() else form["name"]
        for name in ("name", "phone"):
            if form[name] is not asked or person is None:
                form[name].withdraw_offer()
        if person is None:
            return
        known = {"name": person.name, "phone": person.phone, "address": person.address}
        if all(not value or form[name].value() for name, value in known.items()):
            asked.withdraw_offer()
            return

        def take() -> None:
            form.put(known)
            form.edited.emit()
            form["words"].setFocus()
            self.look()

        more = f"，另有 {person.others} 位相近" if person.others else ""
        asked.offer(f"上次来访：{person.masked}{more}", take)


def _taken_words(taken: Taken) -> str:
    row = taken.demand
    handler = f"，交{row.unit}" if row.unit else ""
    return f"已登记第 {taken.visit.number} 号来访，诉求 {row.number}“{row.title}”{handler}"
