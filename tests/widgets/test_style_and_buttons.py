"""Text size, contrast, and rows of actions that give way."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.chips import Filter, FilterBar
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.labels import Short, Words
from deputy_station.widgets.style import CONTRAST, NORMAL, Colours, dress, px, scale, style_sheet


@pytest.fixture(autouse=True)
def _usual_size(qapp: QApplication) -> Iterator[None]:
    qapp.setStyle("fusion")
    dress(qapp)
    yield
    scale.set(100, high_contrast=False)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [value / 255 for value in QColor(colour).getRgb()[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [NORMAL, CONTRAST])
@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("ink", "paper"),
        ("ink", "chosen"),
        ("soft", "paper"),
        ("soft", "head"),
        ("red", "wash"),
        ("surface", "red"),
        ("overdue", "overdue_wash"),
        ("soon", "soon_wash"),
        ("info", "info_wash"),
        ("done", "done_wash"),
        ("quiet", "quiet_wash"),
        ("bar_words", "bar"),
        ("bar_action", "bar"),
    ],
)
def test_words_stand_out_at_least_four_and_a_half_to_one(colours: Colours, words: str, back: str) -> None:
    assert contrast(getattr(colours, words), getattr(colours, back)) >= 4.5


def test_every_size_follows_the_text_size() -> None:
    scale.set(160)
    assert px(40) == 64
    assert "font-size: 35px" in style_sheet()  # a page title: 22 × 1.6
    scale.step(1)
    assert scale.percent == 200
    scale.step(1)
    assert scale.percent == 200


def test_the_text_size_reaches_a_label_already_on_the_screen(qtbot: QtBot) -> None:
    words = Words("村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过。")
    qtbot.addWidget(words)
    words.resize(200, 200)
    words.show()
    before = words.heightForWidth(200)
    scale.set(200)
    assert words.fontMetrics().height() > 1.8 * 15
    assert words.heightForWidth(200) > 2 * before


def test_a_label_shrinks_again_with_the_text(qtbot: QtBot) -> None:
    words = Words("村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过。")
    qtbot.addWidget(words)
    words.resize(200, 200)
    words.show()
    before = words.minimumSizeHint().height()
    scale.set(200)
    scale.set(100)
    assert words.minimumSizeHint().height() == before


def test_a_short_label_keeps_the_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = Short("朔里镇人大代表之家 <b>一楼</b>接待室")
    qtbot.addWidget(label)
    label.resize(80, 30)
    label.show()
    assert label.text().endswith("…")
    assert label.whole == "朔里镇人大代表之家 <b>一楼</b>接待室"
    assert "<" not in label.toolTip()


def make_row(qtbot: QtBot) -> ActionRow:
    row = ActionRow()
    qtbot.addWidget(row)
    row.set_actions(
        [
            Action("登记诉求", lambda: None, primary=True),
            Action("导出台账", lambda: None),
            Action("导入", lambda: None),
        ]
    )
    return row


def test_secondary_actions_go_behind_more_and_the_primary_one_stays(qtbot: QtBot) -> None:
    row = make_row(qtbot)
    row.resize(row.sizeHint())
    row.show()
    assert [row.button(text).isVisible() for text in ("导出台账", "导入", "登记诉求")] == [True, True, True]
    row.resize(row.minimumSizeHint())
    assert [row.button(text).isVisible() for text in ("导出台账", "导入", "登记诉求")] == [False, False, True]
    row._open_menu()
    assert [entry.text() for entry in row._menu.actions()] == ["导出台账", "导入"]
    row._menu.close()


def test_closing_stands_in_the_place_of_the_next_step_without_its_red(qtbot: QtBot) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    row.set_actions([Action("关闭", lambda: None, primary=True), Action("添加", lambda: None)])
    row.resize(600, row.sizeHint().height())
    close, add = row.button("关闭"), row.button("添加")
    assert close.x() > add.x()
    assert close.property("role") != "primary"
    assert make_row(qtbot).button("登记诉求").property("role") == "primary"


def test_an_action_in_the_menu_does_the_same(qtbot: QtBot) -> None:
    done: list[str] = []
    row = ActionRow()
    qtbot.addWidget(row)
    row.set_actions(
        [Action("登记", lambda: None, primary=True), Action("导出台账到表格", lambda: done.append("导出"))]
    )
    row.resize(row.minimumSizeHint())
    row.show()
    row._open_menu()
    row._menu.actions()[0].trigger()
    row._menu.close()
    assert done == ["导出"]


def test_a_chosen_filter_stays_chosen_when_the_counts_change(qtbot: QtBot) -> None:
    bar = FilterBar("编号、姓名")
    qtbot.addWidget(bar)
    bar.set_filters([Filter("", "全部"), Filter("overdue", "已超期", 2)])
    told: list[str] = []
    bar.changed.connect(lambda: told.append(bar.chosen))
    bar.chip("overdue").click()
    bar.set_filters([Filter("", "全部"), Filter("overdue", "已超期", 3)])
    assert told == ["overdue"]
    assert bar.chosen == "overdue"
    assert bar.chip("overdue").words == "已超期 3"
    assert bar.chip("overdue").isChecked()


def test_chips_that_would_fill_more_than_two_lines_become_one_list(qtbot: QtBot) -> None:
    bar = FilterBar("编号、姓名")
    qtbot.addWidget(bar)
    bar.set_filters([Filter(str(number), f"三日内到期{number}", number) for number in range(8)])
    bar.resize(1200, 80)
    bar.show()
    assert bar.chip("3").isVisible()
    bar.resize(400, 80)
    assert not bar.chip("3").isVisible()
    assert bar._list.isVisible()
    bar._list.activated.emit(3)
    assert bar.chosen == "3"


def test_a_narrow_search_line_shortens_so_that_all_filters_stand_in_one_line(qtbot: QtBot) -> None:
    scale.set(200)
    bar = FilterBar("姓名、拼音首字母或小组")
    qtbot.addWidget(bar)
    years = Choice()
    years.addItems(["2026年", "2025年"])
    bar.add(years)
    bar.set_filters(
        [
            Filter(word, word, 80)
            for word in ("全部", "优秀", "好", "一般", "较差", "意见未写全", "有结果运用")
        ]
    )
    bar.resize(1000, bar.heightForWidth(1000))
    bar.show()
    QApplication.processEvents()
    assert bar.heightForWidth(1000) <= px(40)
    assert bar.search is not None
    assert bar.search.width() >= px(140)
