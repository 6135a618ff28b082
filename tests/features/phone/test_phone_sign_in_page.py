"""手机签到 from the activities page, as a clerk does it: choose the address, start, look on, give codes, stop."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.features.phone import page as phone_page
from deputy_station.features.phone.models import PhoneCode
from deputy_station.features.phone.page import ActivityPhonesPage, CodesDialog, PhoneDesk, PhoneDialog
from deputy_station.features.signin.page.sheets import phones_at
from deputy_station.store.database import Database
from deputy_station.widgets import dialogs, files
from deputy_station.widgets.style import scale
from tests.features.page_desk import PageDesk, page_desk
from tests.features.phone.phone_hall import CODES, Phone, give_codes, held_activity


@pytest.fixture
def desk(
    database: Database,
    people: dict[str, int],
    clock: Clock,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[PageDesk[ActivityPhonesPage]]:
    """The activities page with this morning's activity chosen; this computer's address is loopback alone."""
    monkeypatch.setattr(phone_page, "own_addresses", lambda: ["127.0.0.1"])
    give_codes(database, people)
    activity = held_activity(database, people)
    monkeypatch.setattr(files, "ask_save_path", lambda *_: tmp_path / "手机签到.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(ActivityPhonesPage, database, clock, tmp_path / "settings") as shown:
        shown.page.open_row(activity)
        shown.settle()
        yield shown


def opened(desk: PageDesk[ActivityPhonesPage]) -> PhoneDialog:
    desk.press("手机签到")
    dialog = desk.dialog()
    assert isinstance(dialog, PhoneDialog)
    return dialog


def press(desk: PageDesk[ActivityPhonesPage], dialog: PhoneDialog | CodesDialog, word: str) -> None:
    dialog.action_row.button(word).click()
    desk.settle()


def test_nothing_listens_before_the_clerk_starts_it(desk: PageDesk[ActivityPhonesPage]) -> None:
    dialog = opened(desk)
    assert PhoneDesk.of(desk.work).server is None
    assert dialog.form.isVisible()
    assert not dialog.running.isVisible()


def test_the_keyboard_is_on_the_button_that_starts_it(desk: PageDesk[ActivityPhonesPage]) -> None:
    dialog = opened(desk)
    assert dialog.focusWidget() is dialog.action_row.button("开始手机签到")


def test_at_large_text_on_a_small_screen_code_address_and_figures_are_seen_together(
    desk: PageDesk[ActivityPhonesPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(0, 0, 1024, 700))
    scale.set(160)
    try:
        dialog = opened(desk)
        press(desk, dialog, "开始手机签到")
        QApplication.processEvents()
        for shown in (dialog.code, dialog.address, dialog.until, dialog.counts):
            assert shown.visibleRegion().boundingRect() == shown.rect()
        press(desk, dialog, "停止手机签到")
    finally:
        scale.set(100)


def test_started_it_shows_the_address_and_what_happened_and_stopped_it_says_so(
    desk: PageDesk[ActivityPhonesPage],
) -> None:
    dialog = opened(desk)
    press(desk, dialog, "开始手机签到")
    server = PhoneDesk.of(desk.work).server
    assert server is not None
    assert dialog.address.text().replace("\u200b", "") == server.running.url
    assert dialog.running.isVisible()
    assert not dialog.form.isVisible()
    phone = Phone(server)
    assert phone.sign(CODES["王建国"]).status == 200
    assert phone.sign("999999").status == 403
    assert phone.leave("路灯坏了").status == 200
    PhoneDesk.of(desk.work).look()
    assert dialog.counts.text() == "已签到 1 人，留下诉求 1 件，个人码输错 1 次，挡住 0 次"
    press(desk, dialog, "停止手机签到")
    assert desk.said[-1] == "手机签到停了。签到 1 人，留下诉求 1 件"
    assert dialog.form.isVisible()
    with socket.socket() as line:
        assert line.connect_ex((server.running.address, server.running.port)) != 0


def test_closing_the_dialog_stops_nothing_and_opened_again_it_is_there(
    desk: PageDesk[ActivityPhonesPage],
) -> None:
    dialog = opened(desk)
    press(desk, dialog, "开始手机签到")
    press(desk, dialog, "关闭")
    server = PhoneDesk.of(desk.work).server
    assert server is not None
    assert Phone(server).get().status == 200
    again = opened(desk)
    assert again.running.isVisible()
    press(desk, again, "停止手机签到")


def test_closing_the_program_stops_it(desk: PageDesk[ActivityPhonesPage]) -> None:
    press(desk, opened(desk), "开始手机签到")
    server = PhoneDesk.of(desk.work).server
    assert server is not None
    desk.work.close()
    assert not server.is_listening


def test_when_it_stopped_by_itself_the_bottom_bar_says_why(desk: PageDesk[ActivityPhonesPage]) -> None:
    dialog = opened(desk)
    press(desk, dialog, "开始手机签到")
    server = PhoneDesk.of(desk.work).server
    assert server is not None
    server.why_stopped = "到 12:00，手机签到按时停了。"
    server.stop()
    PhoneDesk.of(desk.work).look()
    assert desk.said[-1] == "到 12:00，手机签到按时停了。签到 0 人，留下诉求 0 件"
    assert dialog.form.isVisible()


def test_the_address_of_the_last_start_is_remembered_for_sheets_and_offered_again(
    desk: PageDesk[ActivityPhonesPage],
) -> None:
    assert phones_at(desk.page.context.settings) is None
    dialog = opened(desk)
    press(desk, dialog, "开始手机签到")
    server = PhoneDesk.of(desk.work).server
    assert server is not None
    where = (server.running.address, server.running.port)
    press(desk, dialog, "停止手机签到")
    press(desk, dialog, "关闭")
    assert phones_at(desk.page.context.settings) == where
    again = opened(desk)
    assert (again.form.values()["address"], again.form.values()["port"]) == where


def test_a_refusal_is_said_in_the_dialog(desk: PageDesk[ActivityPhonesPage]) -> None:
    dialog = opened(desk)
    desk.database.clock = Clock.fixed(desk.database.clock.now().replace(day=21))
    press(desk, dialog, "开始手机签到")
    assert "手机签到只能在当天开" in dialog.notice.sentence
    assert PhoneDesk.of(desk.work).server is None


def test_without_a_network_it_cannot_be_started(
    desk: PageDesk[ActivityPhonesPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_page, "own_addresses", list)
    dialog = opened(desk)
    assert not dialog.action_row.button("开始手机签到").isEnabled()
    assert "没有连上网络" in dialog.notice.sentence


def test_the_poster_is_printed_while_it_runs(desk: PageDesk[ActivityPhonesPage], tmp_path: Path) -> None:
    dialog = opened(desk)
    press(desk, dialog, "开始手机签到")
    press(desk, dialog, "打印海报")
    desk.save_paper()
    assert desk.said[-1] == "已存好“手机签到.pdf”"
    assert (tmp_path / "手机签到.pdf").read_bytes().startswith(b"%PDF")
    PhoneDesk.of(desk.work).stop()
    desk.settle()


def test_slips_with_new_codes_are_good_only_once_they_went_out(
    desk: PageDesk[ActivityPhonesPage], people: dict[str, int]
) -> None:
    def digest() -> bytes:
        with desk.database.reading() as session:
            query = select(PhoneCode.digest).where(PhoneCode.deputy_id == people["王建国"])
            return bytes(session.scalars(query).one())

    before = digest()
    press(desk, opened(desk), "发个人码")
    [codes] = [each for each in QApplication.topLevelWidgets() if isinstance(each, CodesDialog)]
    codes.form.put({"who": people["王建国"]})
    press(desk, codes, "打印纸条")
    assert digest() == before
    desk.save_paper()
    assert digest() != before
