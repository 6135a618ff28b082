"""The page 表样, used as a person does: a signer and the line above changed, the sample printed, an old version back."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.papers.documents.current import print_own_forms
from deputy_station.features.papers.page.forms import FormsPage, SamplePicture
from deputy_station.features.papers.page.live_preview import LivePreview
from deputy_station.features.papers.rules.kinds import Retention
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk

NAME = "annual_assessment"


@pytest.fixture
def desk(
    qapp: QApplication, database: Database, clock: Clock, tmp_path: Path
) -> Iterator[PageDesk[FormsPage]]:
    print_own_forms(database)
    with page_desk(FormsPage, database, clock, tmp_path) as opened:
        opened.page.resize(1700, 900)
        yield opened


def open_form(desk: PageDesk[FormsPage]) -> None:
    desk.page.open_row(NAME)
    desk.settle()


def field_with(desk: PageDesk[FormsPage], words: str) -> str:
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    [name] = [name for name, field in dialog.form.fields.items() if field.value() == words]
    return name


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_a_changed_signer_and_line_above_stand_on_the_printed_sample(
    desk: PageDesk[FormsPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sample.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_given, **_named: out)
    open_form(desk)
    desk.press("改文字")
    desk.fill("存成新版", logo="青石镇人大主席团办", **{field_with(desk, "组长签名："): "站长签名："})
    assert desk.said == ["“人大代表年度考核表”存成第 1 版，以后就照这样印"]
    desk.reload()
    assert desk.column("样子")[desk.column("表名").index("人大代表年度考核表")] == "第 1 版"
    desk.press("打印样张")
    desk.save_paper()
    text = text_of(out)
    assert "站长签名：" in text
    assert "组长签名：" not in text
    assert "青石镇人大主席团办" in text
    assert "代表签名：" in text, "nobody touched the other signer"
    with desk.database.reading() as session:
        [kept] = list_papers(session)
    assert (kept.word, kept.retention) == ("样张", Retention.NONE), "made-up matter is no paper of the year"


def test_a_field_that_does_not_exist_is_refused_in_the_dialog_and_what_was_typed_stays(
    desk: PageDesk[FormsPage],
) -> None:
    open_form(desk)
    desk.press("改文字")
    name = field_with(desk, "组长签名：")
    desk.fill("存成新版", **{name: "{naem}签名："})
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    assert "人大代表年度考核表" in dialog.notice.sentence
    assert "没有的字段“naem”" in dialog.notice.sentence
    assert "{代表姓名}" in dialog.notice.sentence
    assert dialog.form[name].value() == "{naem}签名："
    assert desk.said == []


def test_widths_say_their_sum_and_are_looked_at_before_they_are_saved(desk: PageDesk[FormsPage]) -> None:
    open_form(desk)
    desk.press("改列宽")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    first, second = [name for name in dialog.form.fields if name.startswith("width:6:")]
    dialog.form[first].put("38")
    dialog.form[first].edited.emit()
    assert dialog.notice.sentence == "表 3 合计 186 毫米，应是 176 毫米，多 10 毫米。"
    dialog.form[second].put("138")
    dialog.form[second].edited.emit()
    assert dialog.notice.isHidden()
    dialog.action_row.button("看大图").click()
    desk.settle()
    looked = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, Dialog) and each.isVisible() and each is not dialog
    ]
    assert len(looked) == 1
    looked[0].close()
    assert desk.said == [], "looking saves nothing"
    dialog.action_row.button("存成新版").click()
    desk.settle()
    assert desk.said == ["“人大代表年度考核表”存成第 1 版，以后就照这样印"]


def test_the_shipped_form_comes_back_and_undo_takes_that_back(desk: PageDesk[FormsPage]) -> None:
    open_form(desk)
    desk.press("改文字")
    desk.fill("存成新版", logo="青石镇人大")
    desk.reload()
    desk.press("版本")
    desk.fill("用这一版", version=0)
    assert desk.said[-1] == "“人大代表年度考核表”改回随程序的样子，以后就照这样印"
    desk.reload()
    told = [words.text() for words in desk.page.detail.findChildren(Words)]
    assert [words.partition("，")[0] for words in told if "，周敏：" in words] == ["第 1 版", "随程序"], (
        "the line of a version says what the pill says"
    )
    desk.chip("changed")
    assert desk.column("表名") == []
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.column("表名") == ["人大代表年度考核表"]


def test_the_page_is_seen_beside_what_is_typed_page_by_page(desk: PageDesk[FormsPage]) -> None:
    desk.page.open_row("bulletin")
    desk.settle()
    desk.press("改文字")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    [preview] = dialog.findChildren(LivePreview)
    assert (preview.number, preview.pages) == (1, 4)  # text, two pages; an annex each
    shipped = preview.picture.grab().toImage()
    name = field_with(desk, "一、总体情况")
    dialog.form[name].put("一、总的情况和主要做法")
    dialog.form[name].edited.emit()
    assert preview.waiting, "it is drawn when nobody types any more"
    preview.draw()
    desk.settle()
    assert preview.picture.grab().toImage() != shipped
    dialog.form[name].put("{naem}")
    preview.draw()
    desk.settle()
    assert "没有的字段“naem”" in preview.told.text()
    dialog.form[name].put("一、总体情况")
    for _ in range(5):
        preview.on.click()
        desk.settle()
    assert (preview.number, preview.told.text(), preview.on.isEnabled()) == (4, "", False)
    assert desk.said == [], "looking saves nothing"


def test_a_version_says_what_changed_since_the_one_before(desk: PageDesk[FormsPage]) -> None:
    for title in ("青石镇人大", "青石镇人大主席团"):
        open_form(desk)
        desk.press("改文字")
        desk.fill("存成新版", logo=title)
        desk.reload()
    open_form(desk)
    told = "".join(each.text() for each in desk.page.detail.findChildren(Words))
    assert "加了抬头“青石镇人大”" in told
    assert "抬头“青石镇人大”改成“青石镇人大主席团”" in told


def test_the_sample_is_seen_with_its_form(desk: PageDesk[FormsPage]) -> None:
    open_form(desk)
    named = [
        widget.accessibleName() for widget in QApplication.allWidgets() if isinstance(widget, SamplePicture)
    ]
    assert named == ["人大代表年度考核表的样张"]
    assert desk.page.detail.title == "人大代表年度考核表"
