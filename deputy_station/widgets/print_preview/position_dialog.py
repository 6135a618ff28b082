"""Where a printer puts its pages: print the test page, measure with a ruler, type the numbers.

Two numbers say how far everything has to move. Two more, of the crosses in the corners beside, tell whether the paper
runs through askew: that no program mends, so it is said what does, and the page is moved by the middle of both.
"""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.print_preview.habits import MOST_OFFSET_MM, Offset
from deputy_station.widgets.print_preview.printing import RULER_AT_MM

STEPS = (
    f"第一步：印一张测试页，四个角各有一个十字。第二步：用尺子量左上十字离纸的左边、上边各多少毫米，两个都应当是 {RULER_AT_MM:.0f}；"
    "想知道纸走得歪不歪，再量右上、左下两个。第三步：把量得的数填在下面。以后在这台打印机上打印，都会照此对准。"
)
STRAIGHT_MM = Decimal("0.5")
"""A ruler in a hand is no finer: less than this over a page is straight."""


def offset_of(
    left: Decimal, top: Decimal, left_below: Decimal | None = None, top_right: Decimal | None = None
) -> Offset:
    """How far to move what is printed, from where the crosses were found (mm from the left and upper edge)."""
    should = Decimal(str(RULER_AT_MM))
    across = left if left_below is None else (left + left_below) / 2
    down = top if top_right is None else (top + top_right) / 2
    return Offset(float(should - across), float(should - down))


def skew_words(
    left: Decimal, top: Decimal, left_below: Decimal | None = None, top_right: Decimal | None = None
) -> str:
    """Whether the paper runs through askew, and what to do; "" while it is straight or was not measured."""
    told = []
    if top_right is not None and abs(top_right - top) > STRAIGHT_MM:
        told.append(f"右边比左边{'低' if top_right > top else '高'} {abs(top_right - top):f} 毫米")
    if left_below is not None and abs(left_below - left) > STRAIGHT_MM:
        told.append(f"下边比上边偏{'右' if left_below > left else '左'} {abs(left_below - left):f} 毫米")
    if not told:
        return ""
    return f"纸走歪了：{'，'.join(told)}。请把纸理齐，把纸盒两边的挡板推紧，再印一张测试页。"


def measured(offset: Offset) -> dict[str, Decimal]:
    """The two numbers that led to an offset."""
    should = Decimal(str(RULER_AT_MM))
    return {"left": should - Decimal(str(offset.right)), "top": should - Decimal(str(offset.down))}


class PositionDialog(FormDialog):
    """Asks for the numbers; `keep(offset)` is called with what they mean."""

    def __init__(
        self,
        parent: QWidget,
        printer: str,
        offset: Offset,
        *,
        print_ruler: Callable[[], object],
        keep: Callable[[Offset], object],
    ) -> None:
        least, most = int(RULER_AT_MM - MOST_OFFSET_MM), int(RULER_AT_MM + MOST_OFFSET_MM)
        across = NumberField(
            "left", "左上：从左边量到竖线", required=True, least=least, largest=most, exact=True, unit="毫米"
        )
        down = NumberField(
            "top", "左上：从上边量到横线", required=True, least=least, largest=most, exact=True, unit="毫米"
        )
        top_right = NumberField(
            "top_right", "右上：从上边量到横线", least=least, largest=most, exact=True, unit="毫米"
        )
        left_below = NumberField(
            "left_below", "左下：从左边量到竖线", least=least, largest=most, exact=True, unit="毫米"
        )
        fields = (across, down, top_right, left_below)
        for field in fields:
            field.entry.setAccessibleName(field.label)

        told: list[str] = []

        def save(values: dict[str, Decimal]) -> None:
            keep(offset_of(**values))
            askew = skew_words(**values)
            if askew and askew not in told:
                told.append(askew)
                self.refuse(askew)  # kept all the same; pressed once more it closes
                return
            self.accept()

        super().__init__(
            parent,
            "校准打印位置",
            Form(fields),
            save_word="记住",
            save=save,
            more=(Action("打印测试页", print_ruler),),
        )
        self.form.put(measured(offset))
        self.body.insertWidget(0, Words(f"打印机：{printer}", role="soft"))
        self.body.insertWidget(1, Words(STEPS))
