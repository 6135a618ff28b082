"""Qt's own words are Chinese too: the file dialog walked text by text, the menu of an entry, the kinds of files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QFileIconProvider,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from deputy_station.app import speak_chinese

ENGLISH = re.compile("[A-Za-z]{3,}")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    before = qapp.findChildren(QTranslator)
    locale = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    speak_chinese(qapp)
    added = [each for each in qapp.findChildren(QTranslator) if each not in before]
    assert len(added) == 2, "Qt's translation and ours"
    yield
    for translator in added:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(locale)


def texts(widget: QWidget) -> Iterator[str]:
    """Everything a person can read or hear of a widget and what is in it."""
    for each in [widget, *widget.findChildren(QWidget)]:
        yield each.toolTip()
        yield each.accessibleName()
        yield each.windowTitle()
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text()
        if isinstance(each, QLineEdit | QPlainTextEdit):
            yield each.placeholderText()
        if isinstance(each, QComboBox):
            yield from (each.itemText(place) for place in range(each.count()))
        if isinstance(each, QHeaderView) and each.orientation() is Qt.Orientation.Horizontal:
            model = each.model()
            yield from (
                str(model.headerData(place, Qt.Orientation.Horizontal))
                for place in range(model.columnCount())
            )
        yield from (action.text().partition("\t")[0] for action in each.actions())


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("accept", "mode"),
    [
        (QFileDialog.AcceptMode.AcceptSave, QFileDialog.FileMode.AnyFile),
        (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFile),
        (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.Directory),
    ],
)
def test_no_english_word_is_left_in_the_file_dialog(
    tmp_path: Path, accept: QFileDialog.AcceptMode, mode: QFileDialog.FileMode
) -> None:
    dialog = QFileDialog(None, "存到", str(tmp_path), "表格 (*.ods)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(accept)
    dialog.setFileMode(mode)
    own = {str(tmp_path), "表格 (*.ods)"}
    found = list(texts(dialog))
    assert any(text.startswith("文件类型") for text in found)
    assert [text for text in found if ENGLISH.search(text) and text not in own] == []
    dialog.deleteLater()


@pytest.mark.usefixtures("chinese")
def test_kinds_of_files_have_chinese_names(tmp_path: Path) -> None:
    (tmp_path / "no-ending").write_bytes(b"\x00\x01")
    kinds = QFileIconProvider()
    shown = [kinds.type(QFileInfo(str(each))) for each in (tmp_path, tmp_path / "no-ending", Path("/"))]
    assert shown[0] == "文件夹"
    assert [kind for kind in shown if ENGLISH.search(kind)] == []


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_an_entry_is_chinese(make: type[QLineEdit] | type[QPlainTextEdit]) -> None:
    entry = make()
    menu = entry.createStandardContextMenu()
    words = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert "复制(&C)" in words
    assert [word for word in words if ENGLISH.search(word)] == []
    entry.deleteLater()
