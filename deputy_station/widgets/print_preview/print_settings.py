"""How to print: printer, pages, copies, sides, paper; what it will take is said under the fields."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deputy_station.core.errors import Refusal
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.fields import ChoiceField, LineField, NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.print_preview.habits import MOST_COPIES, Habit, Offset
from deputy_station.widgets.print_preview.page_choice import read_pages, sheets_of_paper
from deputy_station.widgets.print_preview.printing import (
    PageSize,
    Paper,
    PrinterOffer,
    Sides,
    paper_of,
    too_large,
)

ALL, THIS, SOME = "all", "this", "some"
NO_PRINTER = "这台电脑没有装打印机。可以另存为 PDF，拿到别的电脑上打印；或先到系统设置里添加打印机，再按“重新查找打印机”。"


class OneOf(ChoiceField):
    """One of a few, one of which always holds: no empty line."""

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other choices; the present one stays when it is among them."""
        present = self.value() if self.entry.count() else None
        self._keys = [key for key, _ in choices]
        self.entry.clear()
        self.entry.addItems([words for _, words in choices])
        self.put(present)


class PrintSettings(QWidget):
    """The column beside the pages."""

    changed = Signal()

    def __init__(self, *, look: Any, calibrate: Any) -> None:
        """`look()` searches the printers again, `calibrate()` opens the position of the print."""
        super().__init__()
        self.printer = OneOf("printer", "打印机", [(None, "正在查找打印机")])
        self.which = OneOf("which", "打印哪些页", [(ALL, "全部"), (THIS, "这一页"), (SOME, "选几页")])
        self.some = LineField("some", "页码", placeholder="例如 1-3,5", check=self._check_some)
        self.copies = NumberField("copies", "份数", least=1, largest=MOST_COPIES)
        self.sides = OneOf("sides", "单面或双面", [(each, each.label) for each in Sides])
        self.paper = OneOf("paper", "纸张", [(each, each.label) for each in Paper], check=self._check_paper)
        self.form = Form([self.printer, self.which, self.some, self.copies, self.sides, self.paper])
        for field in self.form.fields.values():
            (field.focusProxy() or field).setAccessibleName(field.label)
        self.form.show_field("some", False)
        self.missing = Words(NO_PRINTER, role="notice-info")
        self.missing.hide()
        self.again = Button("重新查找打印机", look)
        self.again.hide()
        self.sum = Words("", role="soft")
        self.moved = Words("", role="small")
        self.calibrate = Button("校准打印位置", calibrate)
        box = VBox(self, gap=10)
        for part in (self.missing, self.again, self.form, self.sum, self.calibrate, self.moved):
            box.addWidget(part)
        box.addStretch(1)
        entries = [field.focusProxy() or field for field in self.form.fields.values()]
        self.parts: tuple[QWidget, ...] = (self.again, *entries, self.calibrate)
        """In the order of the keyboard."""
        self._offers: tuple[PrinterOffer, ...] = ()
        self._sizes: tuple[PageSize, ...] = ()
        self._current = 0
        self._wished = Habit()
        self.form.edited.connect(self._edited)
        self.put(Habit())

    # ---- what the dialog tells

    def put(self, habit: Habit) -> None:
        """Begin as this kind of paper was printed last."""
        self._wished = habit
        self.form.put({"copies": habit.copies, "sides": habit.sides, "paper": habit.paper})
        self._edited()

    def show_sizes(self, sizes: Sequence[PageSize]) -> None:
        """The pages there are."""
        self._sizes = tuple(sizes)
        self._edited()

    def show_page(self, number: int) -> None:
        """The page looked at."""
        self._current = number
        self._edited()

    def show_printers(self, offers: Sequence[PrinterOffer]) -> None:
        """The printers there are: the one used last for this paper, else the system's own."""
        self._offers = tuple(offers)
        none = [(None, "没有装打印机")]
        self.printer.set_choices([(offer.name, offer.words) for offer in offers] or none)
        names = [offer.name for offer in offers]
        default = next((offer.name for offer in offers if offer.is_default), None)
        self.printer.put(self._wished.printer if self._wished.printer in names else default)
        for part in (self.missing, self.again):
            part.setVisible(not offers)
        for name in ("copies", "sides", "paper"):
            self.form.show_field(name, bool(offers))
        self.calibrate.setVisible(bool(offers))
        self.moved.setVisible(bool(offers))
        self._edited()

    def show_offset(self, offset: Offset) -> None:
        """How far this printer's pages are moved."""
        if offset == Offset():
            self.moved.say("印出来和纸边对不准时，印一张测试页来校准。")
            return
        across = f"向{'右' if offset.right >= 0 else '左'}移 {abs(offset.right):g} 毫米"
        down = f"向{'下' if offset.down >= 0 else '上'}移 {abs(offset.down):g} 毫米"
        self.moved.say(f"这台打印机印时{across}、{down}。")

    # ---- what the dialog asks

    def check(self) -> bool:
        """Say every mistake beside its field; True when there is none."""
        return self.form.check()

    def pages_right(self) -> bool:
        """Whether the pages named are there (all that saving needs); a mistake is said beside the field."""
        problem = "" if self.some.isHidden() else self.some.problem()
        if problem:
            self.form.set_problem("some", problem)
        return not problem

    def pages(self) -> tuple[int, ...]:
        """The pages to print; PagesNotRead when they cannot be read."""
        which, count = self.which.value(), len(self._sizes)
        if which == SOME:
            return read_pages(self.some.value(), count)
        return (self._current,) if which == THIS else tuple(range(count))

    def habit(self) -> Habit:
        """How it is to be printed."""
        return Habit(
            self.printer.value() or "", self.paper.value(), self.sides.value(), self.copies.value() or 1
        )

    def _check_some(self, value: str) -> str | None:
        try:
            read_pages(value, len(self._sizes))
        except Refusal as refusal:
            return str(refusal)
        return None

    def _check_paper(self, paper: Paper) -> str | None:
        page = too_large(self._sizes, paper)
        if page is None:
            return None
        size = f"{page.width:.0f}×{page.height:.0f} 毫米"
        sheet = paper_of(page, paper)
        return f"页面是 {size}，{paper.label}纸只有 {sheet.width:.0f}×{sheet.height:.0f} 毫米，印不全。请换大一些的纸。"

    def _edited(self) -> None:
        self.form.show_field("some", self.which.value() == SOME)
        offer = next((each for each in self._offers if each.name == self.printer.value()), None)
        both = offer is None or offer.duplex
        present = self.sides.value()
        offered = [each for each in Sides if both or each is Sides.ONE]
        if self.sides.entry.count() != len(offered):
            words = {Sides.ONE: "单面" if both else "单面（这台不能自动双面）"}
            self.sides.set_choices([(each, words.get(each, each.label)) for each in offered])
            self.sides.put(present if present in offered else Sides.ONE)
        self.sum.say(self._sum_words())
        self.changed.emit()

    def _sum_words(self) -> str:
        if not self._sizes:
            return ""
        try:
            count = len(self.pages())
        except Refusal:
            return ""
        if not self._offers:
            return f"共 {count} 页。"
        habit = self.habit()
        sheets = sheets_of_paper(count, habit.copies, both_sides=habit.sides is not Sides.ONE)
        return f"共 {count} 页，{habit.copies} 份，用纸 {sheets} 张。"
