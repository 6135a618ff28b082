"""Where a printer puts its pages: print the test page, measure twice with a ruler, type the two numbers."""

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
    f"第一步：印一张测试页，上面有一个十字。第二步：用尺子量十字离纸的左边、上边各多少毫米，两个都应当是 {RULER_AT_MM:.0f}。"
    "第三步：把量得的两个数填在下面。以后在这台打印机上打印，都会照此对准。"
)


def offset_of(left: Decimal, top: Decimal) -> Offset:
    """How far to move what is printed, from where the cross was found (mm from the left and upper edge)."""
    should = Decimal(str(RULER_AT_MM))
    return Offset(float(should - left), float(should - top))


def measured(offset: Offset) -> dict[str, Decimal]:
    """The two numbers that led to an offset."""
    should = Decimal(str(RULER_AT_MM))
    return {"left": should - Decimal(str(offset.right)), "top": should - Decimal(str(offset.down))}


class PositionDialog(FormDialog):
    """Asks for the two numbers; `keep(offset)` is called with what they mean."""

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
            "left", "从左边量到竖线", required=True, least=least, largest=most, exact=True, unit="毫米"
        )
        down = NumberField(
            "top", "从上边量到横线", required=True, least=least, largest=most, exact=True, unit="毫米"
        )
        for field in (across, down):
            field.entry.setAccessibleName(field.label)

        def save(values: dict[str, Decimal]) -> None:
            keep(offset_of(values["left"], values["top"]))
            self.accept()

        super().__init__(
            parent,
            "校准打印位置",
            Form([across, down]),
            save_word="记住",
            save=save,
            more=(Action("打印测试页", print_ruler),),
        )
        self.form.put(measured(offset))
        self.body.insertWidget(0, Words(f"打印机：{printer}", role="soft"))
        self.body.insertWidget(1, Words(STEPS))
