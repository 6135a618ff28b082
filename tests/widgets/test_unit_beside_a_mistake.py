"""A number with its unit keeps its height when a mistake is said under it, also in large type where labels stand above."""

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.style import dress, scale


def test_the_entry_is_not_squeezed_by_what_is_said_under_it(qapp: QApplication, qtbot: QtBot) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    scale.set(160, high_contrast=False)
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(1180, 700)
    behind.show()
    form = Form([NumberField(f"column{place}", f"列 {place}", exact=True, unit="毫米") for place in range(9)])
    dialog = FormDialog(behind, "改列宽", form, save_word="存下", save=lambda _values: None, width=560)
    dialog.open()
    entry = form["column1"].entry  # type: ignore[attr-defined]
    qtbot.wait(1)
    before = entry.height()
    form["column1"].say_problem("列 1要填数字，例如 3。")
    qtbot.waitUntil(lambda: form["column1"].height() > before)
    assert entry.height() == before
    dialog.close()
