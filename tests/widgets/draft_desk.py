"""A page with forms that keep drafts, as one run of the program after the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.store.database import Database
from deputy_station.store.drafts import DraftRow, list_drafts
from deputy_station.store.memory import this_computer
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.drafts import Drafts, drafts_of
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.search_fields import SearchField, SearchManyField
from deputy_station.widgets.work import Work


def find_people(_session: Any, text: str) -> list[tuple[int, str]]:
    return [(1, "王建国")] if text else []


class FormPage(Page):
    """A page with one form for new things and one for each row."""

    title = "群众诉求"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.service: Callable[..., object] = save_nothing
        self.opened: list[FormDialog] = []

    def openers(self) -> dict[str, Callable[..., object]]:
        return {"register": self.register, "edit": self.edit}

    def fields(self) -> list[Field]:
        return [
            LineField("title", "标题"),
            TextField("words", "原话"),
            NumberField("people", "人数"),
            ChoiceField("route", "处理方式", [("town", "镇里办"), ("district", "区里办")]),
            CheckField("secret", "保密"),
            SearchField("unit_id", "承办单位", self.work, find_people),
            SearchManyField("deputy_ids", "接待代表", self.work, find_people),
        ]

    def register(self) -> FormDialog:
        self.opened.append(
            self.open_form(
                "登记诉求", self.fields(), save_word="登记", service=self.service, draft="register"
            )
        )
        return self.opened[-1]

    def edit(self, row_id: int, version: int = 1) -> FormDialog:
        self.opened.append(
            self.open_form(
                f"修改诉求 {row_id}",
                self.fields(),
                save_word="保存",
                service=self.service,
                values={"title": f"第 {row_id} 件"},
                fixed={"row_id": row_id, "version": version},
                draft=f"edit:{row_id}",
            )
        )
        return self.opened[-1]


def save_nothing(_session: Any, **_values: Any) -> str:
    return "saved"


def take_no_notice(*_ignored: Any, **_more: Any) -> None:
    pass


class Desk:
    """A page on a database, as one run of the program."""

    def __init__(self, database: Database, clock: Clock, folder: Path) -> None:
        self.database = database
        self.work = Work(database)
        self.drafts: Drafts = drafts_of(self.work)
        self.said: list[str] = []
        self.drafts.failed.connect(self.said.append)
        context = PageContext(
            self.work, Settings(folder), clock, take_no_notice, take_no_notice, page="demands"
        )
        self.page = FormPage(context)
        self.page.resize(1000, 700)
        self.page.show()
        self.drafts.load()
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            assert self.work.wait()
            QApplication.processEvents()

    def kept(self) -> list[DraftRow]:
        """What lies in the database."""
        with self.database.reading() as session:
            return list(list_drafts(session, desk=this_computer()))

    def end(self) -> None:
        self.work.close()
        self.page.close()
        self.page.deleteLater()


Start = Callable[[], Desk]


def type_into(dialog: FormDialog, name: str, text: str, qtbot: QtBot) -> None:
    entry = dialog.form[name].focusProxy()
    assert entry is not None
    entry.setFocus()
    qtbot.keyClicks(entry, text)


def wait_until_kept(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.drafts.kept, timeout=5000):
        pass


@contextmanager
def runs_of_the_program(database: Database, clock: Clock, folder: Path) -> Iterator[Start]:
    """Start the program on the one database, as often as wanted."""
    desks: list[Desk] = []

    def begin() -> Desk:
        desks.append(Desk(database, clock, folder))
        return desks[-1]

    yield begin
    for desk in desks:
        if isValid(desk.page):
            desk.end()
