"""An object of Qt that was taken down is known, also one that gives its parts by name."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from deputy_station.widgets.fields import TextField
from deputy_station.widgets.form import Form
from deputy_station.widgets.living import is_there


def test_a_form_is_there_until_it_is_taken_down(qapp: QApplication) -> None:
    form = Form([TextField("name", "姓名")])
    assert is_there(form)
    delete(form)
    assert not is_there(form)


def test_any_other_object_too(qapp: QObject) -> None:
    object_of_qt = QObject()
    assert is_there(object_of_qt)
    delete(object_of_qt)
    assert not is_there(object_of_qt)
