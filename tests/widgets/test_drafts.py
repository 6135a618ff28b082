"""Drafts: a form keeps itself while it is typed in and comes back as it was, at the field."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.errors import NotFound, Refusal, Trouble
from deputy_station.store.database import Database
from deputy_station.store.drafts import keep_draft, list_drafts
from deputy_station.store.memory import this_computer
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.fields import LineField
from tests.widgets.draft_desk import (
    FormPage,
    Start,
    runs_of_the_program,
    save_nothing,
    type_into,
    wait_until_kept,
)


@pytest.fixture
def start(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Start]:
    with runs_of_the_program(database, clock, tmp_path / "settings") as begin:
        yield begin


def test_what_was_typed_is_in_the_database_soon_after_the_last_key(start: Start, qtbot: QtBot) -> None:
    desk = start()
    dialog = desk.page.register()
    assert desk.kept() == []
    type_into(dialog, "title", "ludeng", qtbot)
    wait_until_kept(desk, qtbot)
    [kept] = desk.kept()
    assert (kept.page, kept.form, kept.title) == ("demands", "register", "登记诉求")
    assert (kept.typed["title"], kept.field, kept.cursor) == ("ludeng", "title", 6)


def test_a_form_nobody_typed_into_leaves_nothing(start: Start) -> None:
    desk = start()
    desk.page.register().reject()
    desk.page.edit(7).close()
    desk.settle()
    assert desk.kept() == []


def test_esc_loses_nothing_and_the_next_opening_says_so_at_the_field(start: Start, qtbot: QtBot) -> None:
    desk = start()
    first = desk.page.register()
    type_into(first, "words", "abcdef", qtbot)
    area = first.form["words"].entry  # type: ignore[attr-defined]
    cursor = area.textCursor()
    cursor.setPosition(3)
    area.setTextCursor(cursor)
    first.reject()
    second = desk.page.register()
    assert second.form["words"].value() == "abcdef"
    assert second.notice.sentence == "接着上次没写完的，11月20日 9:00。"
    assert second.focusWidget() is second.form["words"].focusProxy()
    assert second.form["words"].entry.textCursor().position() == 3  # type: ignore[attr-defined]
    second.reject()


def test_every_field_comes_back_as_typed_even_what_is_wrong(start: Start, qtbot: QtBot) -> None:
    first = start()
    dialog = first.page.register()
    form = dialog.form
    form.put({"route": "district", "secret": True, "unit_id": (4, "镇水利站")})
    form["deputy_ids"].put([(1, "王建国"), (2, "李红")])
    type_into(dialog, "people", "12a", qtbot)
    dialog.close()
    first.settle()
    first.end()
    again = start()
    form = again.page.register().form
    assert form["people"].typed() == "12a"
    assert form["people"].unreadable() == "人数要填整数，例如 3。"
    assert form["route"].value() == "district"
    assert form["secret"].value() is True
    assert form["unit_id"].value() == 4
    assert form["deputy_ids"].value() == [1, 2]
    again.page.opened[-1].reject()


def test_a_saved_form_leaves_no_draft(start: Start, qtbot: QtBot) -> None:
    desk = start()
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    wait_until_kept(desk, qtbot)
    dialog.save()
    desk.settle()
    assert desk.kept() == []
    assert desk.page.register().form["title"].value() == ""
    desk.page.opened[-1].reject()


def test_saving_and_the_end_of_the_draft_are_one_transaction(start: Start, qtbot: QtBot) -> None:
    desk = start()
    inside: list[int] = []

    def save(session: Any, **_values: Any) -> None:
        inside.append(len(list_drafts(session, desk=this_computer())))

    desk.page.service = save
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    wait_until_kept(desk, qtbot)
    left: list[int] = []
    desk.work.saved.connect(lambda: left.append(len(desk.kept())))
    dialog.accepted.connect(lambda: left.append(len(desk.kept())))
    dialog.save()
    desk.settle()
    assert inside == [1]
    assert left == [0]


def test_a_refused_form_is_kept_on(start: Start, qtbot: QtBot) -> None:
    def refuse(_session: Any, **_values: Any) -> None:
        raise Refusal("编号已用过，请换一个。")

    desk = start()
    desk.page.service = refuse
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    wait_until_kept(desk, qtbot)
    dialog.save()
    desk.settle()
    assert [each.typed["title"] for each in desk.kept()] == ["A1"]
    type_into(dialog, "title", "2", qtbot)
    dialog.reject()
    desk.settle()
    assert [each.typed["title"] for each in desk.kept()] == ["A12"]


def test_each_row_has_its_own_draft_and_its_version_is_watched(start: Start, qtbot: QtBot) -> None:
    desk = start()
    for row_id, text in ((7, "x"), (8, "y")):
        dialog = desk.page.edit(row_id)
        type_into(dialog, "title", text, qtbot)
        dialog.reject()
    same = desk.page.edit(8)
    assert same.form["title"].value() == "第 8 件y"
    assert same.notice.sentence == "接着上次没写完的，11月20日 9:00。"
    same.reject()
    moved = desk.page.edit(7, version=2)
    assert moved.form["title"].value() == "第 7 件x"
    assert moved.notice.sentence == ("接着上次没写完的，11月20日 9:00。那以后记录被改过，请先核对再保存。")
    moved.reject()


def test_beginning_anew_drops_the_draft_and_can_be_taken_back(start: Start, qtbot: QtBot) -> None:
    desk = start()
    first = desk.page.edit(7)
    type_into(first, "title", "x", qtbot)
    first.reject()
    again = desk.page.edit(7)
    qtbot.mouseClick(again.notice.act, Qt.MouseButton.LeftButton)
    desk.settle()
    assert again.form["title"].value() == "第 7 件"
    assert desk.kept() == []
    qtbot.mouseClick(again.notice.act, Qt.MouseButton.LeftButton)
    desk.settle()
    assert again.form["title"].value() == "第 7 件x"
    assert [each.typed["title"] for each in desk.kept()] == ["第 7 件x"]
    again.reject()


def test_nothing_is_kept_while_a_word_is_composed(start: Start, qtbot: QtBot) -> None:
    desk = start()
    dialog = desk.page.register()
    entry = dialog.form["title"].focusProxy()
    assert isinstance(entry, QLineEdit)
    entry.setFocus()
    qtbot.keyClicks(entry, "A")
    QApplication.sendEvent(entry, QInputMethodEvent("lu", []))
    assert dialog.keeper is not None
    dialog.keeper._pause.timeout.emit()
    desk.settle()
    assert desk.kept() == []
    done = QInputMethodEvent("", [])
    done.setCommitString("路")
    QApplication.sendEvent(entry, done)
    wait_until_kept(desk, qtbot)
    assert [each.typed["title"] for each in desk.kept()] == ["A路"]
    assert dialog.focusWidget() is entry


def test_ending_the_program_keeps_the_last_words(start: Start, qtbot: QtBot) -> None:
    desk = start()
    type_into(desk.page.register(), "title", "A1", qtbot)
    desk.work.close()
    assert [each.typed["title"] for each in desk.kept()] == ["A1"]


def test_what_is_left_is_offered_until_it_is_taken_up_or_dropped(start: Start, qtbot: QtBot) -> None:
    first = start()
    for dialog in (first.page.register(), first.page.edit(7)):
        type_into(dialog, "title", "x", qtbot)
        dialog.reject()
    first.settle()
    assert first.drafts.offered == []
    first.end()
    again = start()
    assert {each.form for each in again.drafts.offered} == {"register", "edit:7"}
    again.page.open_draft("edit:7")
    again.settle()
    assert again.page.opened[-1].form["title"].value() == "第 7 件x"
    assert [each.form for each in again.drafts.offered] == ["register"]
    again.drafts.drop("demands", "register")
    again.settle()
    assert again.drafts.offered == []
    assert [each.form for each in again.kept()] == ["edit:7"]
    again.page.opened[-1].reject()


def test_a_draft_is_not_said_to_be_saved_and_reloads_no_page(start: Start, qtbot: QtBot) -> None:
    desk = start()
    told: list[object] = []
    desk.work.saved.connect(lambda: told.append("saved"))
    desk.work.changed.connect(told.append)
    type_into(desk.page.register(), "title", "A1", qtbot)
    wait_until_kept(desk, qtbot)
    desk.settle()
    assert told == []


def test_trouble_in_keeping_is_told_once_and_nothing_typed_is_lost(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start()
    transaction = desk.database.transaction

    def full() -> Any:
        raise Trouble("磁盘空间不足，这一步没有保存。请清出一些空间，再试一次。")

    monkeypatch.setattr(desk.database, "transaction", full)
    dialog = desk.page.register()
    for sign in "ab":
        with qtbot.waitSignal(desk.work._arrived, timeout=5000):
            type_into(dialog, "title", sign, qtbot)
            assert dialog.keeper is not None
            dialog.keeper.flush()
        desk.settle()
    assert desk.said == ["磁盘空间不足，这一步没有保存。请清出一些空间，再试一次。"]
    monkeypatch.setattr(desk.database, "transaction", transaction)
    type_into(dialog, "title", "c", qtbot)
    wait_until_kept(desk, qtbot)
    assert [each.typed["title"] for each in desk.kept()] == ["abc"]
    dialog.reject()


def test_a_draft_no_page_could_open_again_is_a_bug(start: Start) -> None:
    desk = start()
    with pytest.raises(LookupError, match="other:3"):
        desk.page.open_form(
            "别的", [LineField("title", "标题")], save_word="保存", service=save_nothing, draft="other:3"
        )


# ---------------------------------------------------------------------- between saving and knowing how it ended


def test_saving_twice_at_once_saves_once(start: Start, qtbot: QtBot) -> None:
    desk = start()
    saved: list[str] = []
    desk.page.service = lambda _session, **values: saved.append(values["title"])
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    for _ in range(5):
        dialog.form.saved.emit()  # Ctrl+Enter held down
        dialog.save()
    desk.settle()
    assert saved == ["A1"]
    assert desk.kept() == []


@pytest.mark.parametrize("away", ["reject", "close"])
@pytest.mark.parametrize("kept_before", [False, True])
def test_putting_it_away_while_it_is_saved_loses_nothing_when_it_is_refused(
    start: Start, qtbot: QtBot, away: str, kept_before: bool
) -> None:
    def refuse(_session: Any, **_values: Any) -> None:
        raise Refusal("编号已用过，请换一个。")

    desk = start()
    desk.page.service = refuse
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    if kept_before:
        wait_until_kept(desk, qtbot)
    dialog.save()
    getattr(dialog, away)()
    desk.settle()
    assert dialog.isVisible()
    assert dialog.notice.sentence == "编号已用过，请换一个。"
    assert [each.typed["title"] for each in desk.kept()] == ["A1"]
    getattr(dialog, away)()
    assert desk.page.register().form["title"].value() == "A1"
    desk.page.opened[-1].reject()


@pytest.mark.parametrize(
    "text",
    ["字" * 50_000, "a\x00b", "\ud83d", "😀🏽👨‍👩‍👧", "𠮷䶮", "\u202e反\u200b", "<b>粗</b>", "'; DROP TABLE drafts;--", "\u2028\u2029"],
    ids=["long", "NUL", "half a sign", "signs", "rare", "directions", "markup", "quotes", "line ends"],
)  # fmt: skip
def test_odd_text_is_kept_and_comes_back_as_the_field_holds_it(start: Start, qtbot: QtBot, text: str) -> None:
    desk = start()
    bugs: list[object] = []
    desk.work.reported.connect(bugs.append)
    dialog = desk.page.register()
    dialog.form["words"].put_typed(text)
    dialog.form["words"].edited.emit()
    held = dialog.form["words"].typed()
    assert held
    dialog.reject()
    desk.settle()
    assert (bugs, desk.said) == ([], [])
    assert [each.typed["words"] for each in desk.kept()] == [held]
    desk.end()
    again = start().page.register()
    assert again.form["words"].typed() == held
    again.reject()


# ---------------------------------------------------------------------- after an update


def keep_old(database: Database, form: str, typed: dict[str, Any]) -> None:
    with database.transaction() as session:
        keep_draft(
            session,
            desk=this_computer(),
            page="demands",
            form=form,
            title="登记诉求",
            typed=typed,
            field="no such field",
            cursor=99_999,
            version=None,
        )


def test_a_draft_with_what_a_field_no_longer_reads_does_not_bar_its_form(
    start: Start, database: Database
) -> None:
    keep_old(database, "register", {"title": "路灯", "unit_id": "三里村", "deputy_ids": 7, "gone": [1]})
    dialog = start().page.register()
    assert dialog.form["title"].value() == "路灯"
    assert dialog.form["unit_id"].value() is None
    assert dialog.notice.sentence.endswith("“承办单位、接待代表”没能取回，请重新填。")
    dialog.reject()


@pytest.mark.parametrize("form", ["was_called_so", "edit", "register:1:2:3"])
def test_a_draft_of_a_form_that_is_no_more_is_said_and_stays_to_be_dropped(
    start: Start, database: Database, form: str
) -> None:
    keep_old(database, form, {"title": "路灯"})
    desk = start()
    desk.page.open_draft(form)
    desk.settle()
    assert desk.page.opened == []
    assert "旧版程序" in desk.page.notice.sentence
    assert [each.form for each in desk.drafts.offered] == [form]
    dialog = words_dialog()
    assert shown_words(dialog) == "路灯"
    dialog.action_row.button("先留着").click()
    assert [each.form for each in desk.kept()] == [form]


def words_dialog() -> Dialog:
    [dialog] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    assert not isinstance(dialog, FormDialog)
    return dialog


def shown_words(dialog: Dialog) -> str:
    [box] = dialog.findChildren(QPlainTextEdit)
    assert box.isReadOnly()
    return box.toPlainText()


def test_what_was_typed_about_something_deleted_since_is_shown_to_be_copied_and_dropped(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_session: Any, *, row_id: int) -> int:
        raise NotFound(f"第 {row_id} 件诉求")

    def openers(page: FormPage) -> dict[str, Callable[..., object]]:
        return {"edit": lambda row_id: page.ask(gone, row_id=row_id, then=page.edit)}

    monkeypatch.setattr(FormPage, "openers", openers)
    keep_old(
        database,
        "edit:7",
        {"title": "路灯", "words": "村口不亮\n三天了", "route": "town", "unit_id": [3, "村建办"]},
    )
    desk = start()
    desk.page.open_draft("edit:7")
    desk.settle()
    assert desk.page.notice.sentence == "没有找到第 7 件诉求。请核对后再试。"
    dialog = words_dialog()
    assert dialog.windowTitle() == "登记诉求"
    assert shown_words(dialog) == "路灯\n村口不亮\n三天了\n村建办"
    dialog.action_row.button("复制").click()
    assert QApplication.clipboard().text() == "路灯\n村口不亮\n三天了\n村建办"
    dialog.action_row.button("不要了").click()
    desk.settle()
    assert desk.kept() == []


def test_a_form_that_opens_again_shows_no_words_beside_it(start: Start, database: Database) -> None:
    keep_old(database, "register", {"title": "路灯"})
    desk = start()
    desk.page.open_draft("register")
    desk.settle()
    [dialog] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    assert dialog is desk.page.opened[-1]
    dialog.reject()
