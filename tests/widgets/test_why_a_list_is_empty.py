"""An empty list says why: nothing there yet, or nothing fits what was typed or chosen; and offers the step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import dress
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase


class Names(ListDetailPage):
    """No names at all."""

    title = "名册"

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            search="姓名",
            columns=[Column("姓名", str, chars=14, grow=1)],
            empty="名册里还没有代表。",
            empty_action=Action("导入名册", lambda: None),
        )
        self.filters.set_filters([Filter("", "在任"), Filter("left", "已离任")])

    def load_list(self) -> None:
        self.table.show_rows([])

    def show_detail(self, row_id: object) -> None:
        """Nothing is ever chosen."""


@pytest.fixture
def page(qapp: QApplication, tmp_path: Path, clock: Clock) -> Iterator[Names]:
    qapp.setStyle("fusion")
    dress(qapp)
    work = Work(FakeDatabase())
    made = Names(PageContext(work, Settings(tmp_path), clock, lambda page, **more: None, lambda *said: None))
    made.resize(1100, 660)
    made.show()
    made.reload()
    yield made
    work.close()
    made.close()
    made.deleteLater()


def said(page: Names) -> tuple[str, str]:
    return page.table._empty_words.text(), page.table._empty_button.words


def test_an_empty_list_offers_the_first_step(page: Names) -> None:
    assert said(page) == ("名册里还没有代表。", "导入名册")


def test_a_search_that_finds_nothing_says_so_and_leads_back(page: Names) -> None:
    assert page.filters.search is not None
    page.filters.search.put("欧阳")
    page.reload()
    assert said(page) == ("没有找到“欧阳”。换一个词，或从头看。", "看在任")
    page.table._empty_button.click()
    assert page.filters.words == ""
    assert said(page) == ("名册里还没有代表。", "导入名册")


def test_a_search_within_a_chip_goes_on_without_it_and_keeps_the_words(page: Names) -> None:
    assert page.filters.search is not None
    page.filters.choose("left")
    page.filters.search.put("欧阳")
    page.reload()
    assert said(page) == ("“已离任”里没有找到“欧阳”。", "在在任里找")
    page.table._empty_button.click()
    assert (page.filters.chosen, page.filters.words) == ("", "欧阳")
    assert said(page) == ("没有找到“欧阳”。换一个词，或从头看。", "看在任")


def test_a_chip_without_rows_says_so_and_leads_back(page: Names) -> None:
    page.filters.choose("left")
    assert said(page) == ("“已离任”现在一条也没有。", "看在任")
    page.table._empty_button.click()
    assert page.filters.chosen == ""
    assert said(page) == ("名册里还没有代表。", "导入名册")
