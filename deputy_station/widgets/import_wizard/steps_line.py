"""The four steps of the import window, the present one strong."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.labels import Line
from deputy_station.widgets.layouts import Flow
from deputy_station.widgets.style import set_role

STEPS = ("1 文件和工作表", "2 列的对应", "3 预览", "4 导入")


class StepsLine(QWidget):
    """The steps beside each other, wrapping where the text is large."""

    def __init__(self, steps: Sequence[str] = STEPS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = Flow(self, gap=20)
        self._lines = [Line(step, role="soft") for step in steps]
        for line in self._lines:
            flow.addWidget(line)
        self.place = 0
        self.show_step(0)

    def show_step(self, place: int) -> None:
        """Mark the step at this place (from 0)."""
        self.place = place
        for index, line in enumerate(self._lines):
            set_role(line, "step-now" if index == place else "soft")
            line.updateGeometry()
        self.setAccessibleName(
            f"第 {place + 1} 步，共 {len(self._lines)} 步：{self._lines[place].text()[2:]}"
        )
