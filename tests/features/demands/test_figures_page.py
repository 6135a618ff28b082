"""The page 统计, used as a person does. Today is Friday 20 November 2026."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.page.figures import FiguresPage
from deputy_station.features.demands.rules.choices import Channel, DemandState, Satisfaction
from deputy_station.features.demands.rules.figures import COUNTED, By, Outcome, Rate
from deputy_station.features.history.service import latest_history
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.labels import Link, Words
from deputy_station.widgets.plot import Plot
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town

QUARTER = {"first_day": date(2026, 10, 1), "last_day": date(2026, 12, 31)}


@pytest.fixture
def road(town: Town) -> int:
    return town.categories["城乡建设"]


@pytest.fixture
def desk(
    qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path
) -> Iterator[PageDesk[FiguresPage]]:
    """Three demands of this quarter (two of 城乡建设, both settled), one of the quarter before."""
    told = [
        (11, DemandState.SETTLED, "城乡建设/村镇建设", Satisfaction.SATISFIED),
        (11, DemandState.SETTLED, "城乡建设/村镇建设", Satisfaction.HALF_SOLVED),
        (10, DemandState.REGISTERED, "", None),
        (8, DemandState.SETTLED, "城乡建设/村镇建设", None),
    ]
    with database.transaction() as session:
        for number, (month, state, category, satisfaction) in enumerate(told, 1):
            session.add(
                Demand(
                    station_id=town.station,
                    year=2026,
                    number=number,
                    title="路",
                    words="路",
                    channel=Channel.PHONE,
                    state=state,
                    received_at=datetime(2026, month, 5, tzinfo=UTC),
                    category_id=town.categories[category] if category else None,
                    satisfaction=satisfaction,
                )
            )
    with page_desk(FiguresPage, database, clock, tmp_path) as opened:
        yield opened


def links(desk: PageDesk[FiguresPage]) -> dict[str, Link]:
    """What can be pressed in the detail, by its words."""
    return {each.text(): each for each in desk.page.detail.findChildren(Link) if each.isVisibleTo(desk.page)}


def test_the_quarter_of_today_is_shown_with_all_first(desk: PageDesk[FiguresPage]) -> None:
    assert desk.column("名称") == ["合计", "城乡建设", "没有分类"]
    assert desk.column("受理") == ["3", "2", "1"]
    assert desk.column("占比") == ["100.00%", "66.67%", "33.33%"]
    assert desk.column("办结率") == ["66.67%", "100.00%", "0.00%"]
    assert desk.column("落实满意率") == ["50.00%", "50.00%", "—"]


def test_each_figure_of_a_row_opens_its_list(desk: PageDesk[FiguresPage], road: int) -> None:
    desk.page.open_row(str(road))
    desk.settle()
    pressed = links(desk)
    pressed["100.00%　2 ÷ 2"].pressed.emit()
    pressed["50.00%　1 ÷ 2"].pressed.emit()
    desk.press("看清单")
    common = {**QUARTER, "category_id": road}
    assert desk.went == [
        ("demands", {**common, "outcome": Outcome.SETTLED}),
        ("demands", {**common, "outcome": Outcome.RESULT_SATISFIED}),
        ("demands", {**common, "outcome": Outcome.RECEIVED}),
    ]


def test_the_definitions_stand_on_the_screen(desk: PageDesk[FiguresPage]) -> None:
    desk.page.open_row("whole")
    desk.settle()
    shown = {each.text() for each in desk.page.detail.findChildren(Words)}
    assert {rate.definition for rate in Rate} <= shown
    assert COUNTED[Outcome.OVERDUE] in shown


def test_a_chip_tells_them_apart_by_something_else(desk: PageDesk[FiguresPage]) -> None:
    desk.chip(By.MONTH.value)
    assert desk.column("名称") == ["合计", "2026年10月", "2026年11月", "2026年12月"]
    desk.chip(By.DEPUTY.value)
    assert desk.column("名称") == ["合计", "没有接待代表"]
    assert desk.column("占比") == ["—", "—"]


def test_quarters_and_years_are_leafed_through(desk: PageDesk[FiguresPage]) -> None:
    page = desk.page
    desk.press("上一季度")
    assert (page.period, desk.column("受理")) == ("2026 年第 3 季度", ["1", "1"])
    desk.press("下一季度")
    desk.press("下一季度")
    assert (page.period, desk.column("受理")) == ("2027 年第 1 季度", [])
    desk.press("上一季度")
    desk.press("看全年")
    assert (page.period, desk.column("受理")) == ("2026 年全年", ["4", "3", "1"])
    desk.press("上一年")
    assert page.period == "2025 年全年"
    desk.press("下一年")
    desk.press("看季度")
    assert page.period == "2026 年第 4 季度"


def test_a_paper_under_the_scanner_gun_opens_its_quarter(desk: PageDesk[FiguresPage]) -> None:
    desk.page.take_filter(year=2026, quarter=3)
    desk.reload()
    assert desk.page.period == "2026 年第 3 季度"


def test_the_bars_open_their_lists(desk: PageDesk[FiguresPage], road: int) -> None:
    dialog = desk.page.draw()
    desk.settle()
    assert dialog is not None
    [plot] = dialog.findChildren(Plot)
    assert [(bar.word, bar.shown) for bar in plot.bars] == [
        ("城乡建设", "2 件，占 66.67%，办结率 100.00%"),
        ("没有分类", "1 件，占 33.33%，办结率 0.00%"),
    ]
    assert plot.bars[1].do is not None
    plot.bars[1].do()
    assert desk.went == [("demands", {**QUARTER, "lacking": By.CATEGORY, "outcome": Outcome.RECEIVED})]
    assert desk.dialogs() == 0


def test_the_hot_matters_open_their_lists(desk: PageDesk[FiguresPage], town: Town) -> None:
    desk.press("热点事项")
    [plot] = desk.dialog().findChildren(Plot)
    [bar] = plot.bars
    assert (bar.word, bar.shown) == ("城乡建设／村镇建设", "2 件，上季 1 件，多 1 件（+100%）")
    assert bar.do is not None
    bar.do()
    category = town.categories["城乡建设/村镇建设"]
    assert desk.went == [("demands", {**QUARTER, "category_id": category, "outcome": Outcome.RECEIVED})]


def test_the_report_is_drafted_for_word_and_kept_in_the_history(
    desk: PageDesk[FiguresPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "季报.docx"
    monkeypatch.setattr(files, "ask_save_path", lambda *_args: target)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.press("起草报告")
    assert "共受理群众诉求 3 件（清单 1）" in "".join(each.text for each in Document(str(target)).paragraphs)
    with desk.database.reading() as session:
        lines = latest_history(session, limit=2)  # the newest: what went out is kept
    assert lines[1].sentence == "导出 2026 年第 4 季度诉求报告，受理 3 件"


def test_the_report_is_kept_when_it_was_printed_and_not_when_it_was_looked_at(
    desk: PageDesk[FiguresPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_args: tmp_path / "季报.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.press("打印报告")
    with desk.database.reading() as session:
        assert not any("报告" in line.sentence for line in latest_history(session, limit=9))
    desk.save_paper()
    with desk.database.reading() as session:
        lines = latest_history(session, limit=2)
    assert [("季度诉求报告" in line.sentence) for line in lines] == [
        False,
        True,
    ]  # the newest: what went out is kept
