"""Fields of a form: what a person types, read as a value, with the mistake said beside it.

Each field has a `name` (the key in `Form.values()`), a label, and `required`. `check(value)` may return a sentence
that says what is wrong; `warn(value)` one that asks to look again and never keeps from saving. Values: text fields str, dates date | None, times time | None, numbers int | Decimal | None,
checks bool, choices the key, files Path | None.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.widgets.choice import CheckBox, Choice
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.line_edit import LineEdit, TextEdit
from deputy_station.widgets.offer import Offer
from deputy_station.widgets.style import set_role

Check = Callable[[Any], str | None]

LOOK_AGAIN_MS = 40
"""How soon it is looked again whether the mouse button that left a field is up."""


class Field(QWidget):
    """One field: an entry and, under it, the sentence that says what is wrong."""

    edited = Signal()
    went_on = Signal()
    """Enter was pressed."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        help: str = "",
        check: Check | None = None,
        warn: Check | None = None,
    ) -> None:
        super().__init__()
        self.name, self.label, self.required = name, label, required
        self._check, self._warn = check, warn
        self._help = help
        self._offer: Offer | None = None
        self._box = VBox(self, gap=4)
        self._row = HBox(gap=8)
        self._box.addLayout(self._row)
        self._problem = Words("", role="problem")
        self._problem.hide()
        self._box.addWidget(self._problem)
        if help:
            self._box.addWidget(Words(help, role="small"))
        self._entry: QWidget = self
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def rename(self, label: str) -> None:
        """Go by another word, in sentences too; the form changes what stands beside it."""
        self.label = label
        self._entry.setAccessibleName(f"{label}，必填" if self.required else label)

    # ---- what forms and pages use

    def value(self) -> Any:
        """What was typed, read."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Fill the field."""
        raise NotImplementedError

    def typed(self) -> Any:
        """What stands in the entry, as typed, right or wrong: plain JSON, for drafts."""
        raise NotImplementedError

    def put_typed(self, typed: Any) -> None:
        """Put back what `typed()` gave, without reading or checking it."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is wrong with the entry now, "" when nothing is."""
        unreadable = self.unreadable()
        if unreadable:
            return unreadable
        value = self.value()
        if self.required and value in (None, "", []):
            return f"请填{self.label}。"
        return (self._check(value) or "") if self._check is not None else ""

    def unreadable(self) -> str:
        """Why the typed text cannot be read as a value."""
        return ""

    def say_problem(self, sentence: str) -> None:
        """Show what is wrong beside the field; "" takes it away."""
        self._say(sentence, wrong=bool(sentence))

    def warning(self) -> str:
        """What should be looked at again about the entry, "" when nothing; it does not keep from saving."""
        value = self.value()
        return (self._warn(value) or "") if self._warn is not None and value not in (None, "", []) else ""

    def offer(self, words: str, take: Callable[[], object]) -> None:
        """Offer under the field to fill it (`take`); the person takes it with 填入 or Alt+Down, or goes on."""
        if self._offer is None:
            self._offer = Offer(self)
            self._box.addWidget(self._offer)
        self._offer.make(words, take)
        self.updateGeometry()

    def withdraw_offer(self) -> None:
        """Take an offer back."""
        if self._offer is not None:
            self._offer.withdraw()
            self.updateGeometry()

    @property
    def offered(self) -> str:
        """The words of the offer under the field, "" for none."""
        return self._offer.words if self._offer is not None else ""

    @property
    def problem_shown(self) -> str:
        """The sentence shown beside the field."""
        return self._problem.text() if self._problem.isVisibleTo(self) else ""

    def add_below(self, widget: QWidget) -> None:
        """Put a line of one's own under the entry (what the default is)."""
        self._box.addWidget(widget)

    def settle(self) -> None:
        """The person left the field: say what is wrong, unless it is merely still empty.

        A sentence moves the fields below it. While a mouse button is down it waits, or the press that left
        this field would let go over another one than it was meant for.
        """
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            QTimer.singleShot(LOOK_AGAIN_MS, self, self.settle)
            return
        problem = self.problem()
        if not self.unreadable() and self.value() in (None, "", []):
            problem = ""
        self._say(problem or self.warning(), wrong=bool(problem))

    def _say(self, sentence: str, *, wrong: bool) -> None:
        set_role(self._problem, "problem" if wrong else "warning")
        self._problem.say(sentence)
        self._problem.setVisible(bool(sentence))
        set_role(self._entry, "wrong" if wrong else "")
        self._entry.setAccessibleDescription("".join((sentence, self._help)))
        self.updateGeometry()

    def _hold(self, entry: QWidget) -> None:
        self._entry = entry
        entry.setAccessibleName(f"{self.label}，必填" if self.required else self.label)
        entry.setAccessibleDescription(self._help)
        self._row.addWidget(entry, 1)
        self.setFocusProxy(entry)

    def _was_edited(self) -> None:
        if self.problem_shown and not self.problem():
            self.say_problem("")
        self.edited.emit()


class LineField(Field):
    """One line of text, cleaned of controls and odd spaces; at most `most` characters."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        placeholder: str = "",
        most: int = 200,
        help: str = "",
        check: Check | None = None,
        warn: Check | None = None,
    ) -> None:
        super().__init__(name, label, required=required, help=help, check=check, warn=warn)
        self.entry = LineEdit()
        self.entry.setMaxLength(most)
        self.entry.setPlaceholderText(placeholder)
        self._hold(self.entry)
        self.entry.textEdited.connect(lambda _text: self._was_edited())
        self.entry.left.connect(self.settle)
        self.entry.returnPressed.connect(self.went_on)

    def value(self) -> Any:
        return clean_line(self.entry.text())

    def put(self, value: Any) -> None:
        self.entry.setText("" if value is None else str(value))

    def typed(self) -> Any:
        return self.entry.text()

    def put_typed(self, typed: Any) -> None:
        self.entry.setText(str(typed))


class TextField(Field):
    """Several lines of text; Enter makes a new line, Tab goes on."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        placeholder: str = "",
        lines: int = 4,
        most: int = 20_000,
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(name, label, required=required, help=help, check=check)
        self._most = most
        self.entry = TextEdit(lines)
        self.entry.setPlaceholderText(placeholder)
        self._hold(self.entry)
        self.entry.textChanged.connect(self._was_edited)
        self.entry.left.connect(self.settle)

    def value(self) -> Any:
        return clean_text(self.entry.toPlainText())

    def put(self, value: Any) -> None:
        self.entry.setPlainText("" if value is None else str(value))

    def typed(self) -> Any:
        return self.entry.toPlainText()

    def put_typed(self, typed: Any) -> None:
        self.entry.setPlainText(str(typed))

    def unreadable(self) -> str:
        over = len(self.entry.toPlainText()) - self._most
        return f"{self.label}最多 {self._most} 个字，现在多了 {over} 个。" if over > 0 else ""


class NumberField(LineField):
    """A whole number, or with `exact` a decimal one (Decimal), within least and most."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        least: int = 0,
        largest: int = 999_999,
        exact: bool = False,
        unit: str = "",
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(name, label, required=required, most=20, help=help, check=check)
        self._least, self._largest, self._exact = least, largest, exact
        if unit:
            self._row.addWidget(Line(unit, role="soft"))

    def value(self) -> Any:
        return self._read()

    def put(self, value: Any) -> None:
        self.entry.setText("" if value is None else str(value))

    def unreadable(self) -> str:
        if not clean_line(self.entry.text()):
            return ""
        value = self._read()
        if value is None:
            return f"{self.label}要填{'数字' if self._exact else '整数'}，例如 {max(self._least, 3)}。"
        if not self._least <= value <= self._largest:
            return f"{self.label}要在 {self._least} 到 {self._largest} 之间。"
        return ""

    def _read(self) -> int | Decimal | None:
        text = clean_line(self.entry.text()).translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        if not number.is_finite():
            return None
        if self._exact:
            return number
        return int(number) if number == number.to_integral_value() else None


class ChoiceField(Field):
    """One of a few: `choices` are (key, words). Without `required` the first line, `none`, stands for None."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[Any, str]],
        *,
        required: bool = False,
        help: str = "",
        check: Check | None = None,
        none: str = "不填",
    ) -> None:
        super().__init__(name, label, required=required, help=help, check=check)
        self._none = "请选择" if required else none
        self.entry = Choice()
        self._hold(self.entry)
        self._keys: list[Any] = []
        self.set_choices(choices)
        self.entry.activated.connect(lambda _place: self._was_edited())
        self.entry.left.connect(self.settle)
        self.entry.went_on.connect(self.went_on)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices; the present one stays when it is among them."""
        present = self.value() if self._keys else None
        empty = [] if self.required and len(choices) == 1 else [(None, self._none)]
        offered = [*empty, *choices]
        self._keys = [key for key, _ in offered]
        self.entry.clear()
        self.entry.addItems([words for _, words in offered])
        self.put(present)

    def value(self) -> Any:
        place = self.entry.currentIndex()
        return self._keys[place] if 0 <= place < len(self._keys) else None

    def put(self, value: Any) -> None:
        self.entry.setCurrentIndex(self._keys.index(value) if value in self._keys else 0)

    def typed(self) -> Any:
        return self.entry.currentText()

    def put_typed(self, typed: Any) -> None:
        self.entry.setCurrentIndex(max(0, self.entry.findText(str(typed))))


class CheckField(Field):
    """Yes or no; `words` stand beside the box."""

    def __init__(self, name: str, label: str, words: str = "是", *, help: str = "") -> None:
        super().__init__(name, label, help=help)
        self.entry = CheckBox(words)
        self._hold(self.entry)
        self.entry.toggled.connect(lambda _on: self._was_edited())
        self.entry.went_on.connect(self.went_on)

    def value(self) -> bool:
        return self.entry.isChecked()

    def put(self, value: Any) -> None:
        self.entry.setChecked(bool(value))

    def typed(self) -> Any:
        return self.entry.isChecked()

    def put_typed(self, typed: Any) -> None:
        self.entry.setChecked(bool(typed))
