"""The scanner gun in the whole window: a card signs in with a big name, a paper opens its record, the rest is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station, create_term
from deputy_station.features.points.rules.paper_codes import SlipCode, sign_slip
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.rules.record_codes import (
    RecordCode,
    RecordKind,
    of_year,
    sign_record,
)
from deputy_station.features.signin.rules.sheet_codes import Corner, SheetCode, sign_code
from deputy_station.features.signin.service.cards import cards_to_print, issue_cards
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.shell import scanned as scanned_module
from deputy_station.shell.code_shapes import looks_like_code
from deputy_station.shell.finders import find_matters
from deputy_station.shell.scan_banner import LEAST_NAME
from deputy_station.shell.scan_sound import BAD, GOOD, RATE, tone
from deputy_station.shell.scanned_codes import Lead, lead_of
from deputy_station.shell.window import Window
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.style import scale
from tests.shell.station_window import settle, window_on
from tests.widgets.gun import scan

NAMES = ("王建国", "赵敏")


@dataclass
class Station:
    """The window with two deputies, one training today at 9:00 to which the first is expected, and their cards."""

    window: Window
    database: Database
    key: tuple[int, bytes]
    deputies: dict[str, int]
    activity_id: int
    played: list[bool]

    def card(self, name: str) -> str:
        return sign_card(CardCode(self.key[0], self.deputies[name], 1), self.key[1])

    def scan(self, text: str) -> None:
        scan(text)
        settle(self.window)

    def states(self, activity_id: int | None = None) -> dict[str, AttendanceState]:
        with self.database.reading() as session:
            rows = list_attendance(session, activity_id=activity_id or self.activity_id)
        return {row.deputy: row.state for row in rows}

    def page_says(self) -> str:
        return self.window.pages[self.window.open_key].notice.sentence

    def banner(self) -> tuple[str, str]:
        assert self.window.scanned is not None
        assert self.window.scanned.banner is not None
        assert self.window.scanned.banner.isVisible()
        return self.window.scanned.banner.word, self.window.scanned.banner.name


def plan_training(database: Database, title: str, ids: list[int]) -> int:
    with database.transaction() as session:
        return create_activity(
            session,
            kind=ActivityKind.TRAINING,
            title=title,
            held_on=date(2026, 11, 20),
            starts_at=time(9),
            ends_at=time(11),
            deputy_ids=ids,
        ).id


@pytest.fixture
def station(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Station]:
    played: list[bool] = []
    monkeypatch.setattr(scanned_module.ScanSound, "play", lambda _self, *, good: played.append(good))
    with database.transaction() as session:
        home = create_station(
            session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区", is_home=True
        )
        create_term(session, name="第十九届", starts_on=date(2021, 12, 4), ends_on=date(2026, 12, 31))
        seat = [NewMandate(Level.TOWN, date(2021, 12, 4))]
        deputies = {name: create_deputy(session, name=name, mandates=seat).id for name in NAMES}
        secret = station_secret(session)
        issue_cards(session, cards=cards_to_print(session))
    activity_id = plan_training(database, "学习代表法", [deputies["王建国"]])
    with window_on(database, clock, Settings(tmp_path / "settings")) as window:
        qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())
        settle(window)
        yield Station(window, database, (home.id, secret), deputies, activity_id, played)
    scale.set(100)


def test_a_card_signs_in_with_a_big_name_and_a_sound(station: Station) -> None:
    station.scan(station.card("王建国"))
    assert station.states() == {"王建国": AttendanceState.PRESENT}
    assert station.banner() == ("已签到", "王建国")
    assert station.played == [True]
    banner = station.window.scanned.banner  # type: ignore[union-attr]
    assert banner.name_font(banner.width()).pixelSize() >= LEAST_NAME
    assert not banner.isActiveWindow()
    assert QApplication.focusWindow() is station.window.windowHandle()


def test_a_second_scan_is_harmless_and_said(station: Station) -> None:
    station.scan(station.card("王建国"))
    station.scan(station.card("王建国").lower())
    assert station.banner() == ("已签过", "王建国")
    assert station.played == [True, True]


def test_signing_in_can_be_taken_back(station: Station) -> None:
    station.scan(station.card("王建国"))
    station.window.bottom.undo()
    settle(station.window)
    assert station.states() == {"王建国": AttendanceState.NOT_YET}


def test_who_is_not_on_the_list_is_added_by_a_person(station: Station) -> None:
    station.scan(station.card("赵敏"))
    assert station.banner() == ("不在名单上", "赵敏")
    assert station.played == [False]
    assert "赵敏" not in station.states()
    station.window.pages[station.window.open_key].notice.act.click()
    settle(station.window)
    assert station.states()["赵敏"] is AttendanceState.PRESENT
    assert station.banner() == ("已签到（名单外）", "赵敏")


def test_with_two_activities_at_once_the_window_asks_once(station: Station) -> None:
    both = list(station.deputies.values())
    other = plan_training(station.database, "视察准备", both)
    third = plan_training(station.database, "工作通报", both)
    station.scan(station.card("赵敏"))
    [asked] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    asked.action_row.button("工作通报").click()
    settle(station.window)
    assert station.states(third)["赵敏"] is AttendanceState.PRESENT
    station.window.activateWindow()
    settle(station.window)
    station.scan(station.card("王建国"))
    assert station.states(third)["王建国"] is AttendanceState.PRESENT
    assert station.states(other) == dict.fromkeys(NAMES, AttendanceState.NOT_YET)


def test_a_forged_card_is_refused_with_a_low_tone(station: Station) -> None:
    station.scan(sign_card(CardCode(station.key[0], station.deputies["王建国"], 1), b"guessed" * 5))
    assert station.banner() == ("不能签到", "")
    assert station.played == [False]
    assert station.states() == {"王建国": AttendanceState.NOT_YET}


def test_without_sound_the_name_is_shown_alone(station: Station) -> None:
    station.window.settings.set("scan_sound", False)
    station.scan(station.card("王建国"))
    assert station.played == []
    assert station.banner() == ("已签到", "王建国")


def test_in_the_middle_of_a_form_a_card_signs_in_and_the_form_stays(station: Station, qtbot: QtBot) -> None:
    station.window.go("activities")
    settle(station.window)
    station.window.pages["activities"].action_row.button("安排活动").click()
    settle(station.window)
    [form] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    title = form.form["title"].entry  # type: ignore[attr-defined]
    assert isinstance(title, QLineEdit)
    qtbot.waitUntil(lambda: QApplication.focusWindow() is form.windowHandle())
    title.setFocus()
    title.setText("视察河道")
    station.scan(station.card("王建国"))
    assert (title.text(), form.isVisible()) == ("视察河道", True)
    assert station.states() == {"王建国": AttendanceState.PRESENT}
    station.scan(sign_record(RecordCode(station.key[0], RecordKind.DEPUTY, 1), station.key[1]))
    assert station.window.open_key == "activities"  # what is being written is not left
    form.reject()


def test_a_printed_page_opens_its_record(station: Station) -> None:
    code = RecordCode(station.key[0], RecordKind.DEPUTY, station.deputies["赵敏"])
    station.scan(sign_record(code, station.key[1]))
    assert station.window.open_key == "deputies"
    assert station.window.pages["deputies"].open_id == station.deputies["赵敏"]  # type: ignore[attr-defined]


def test_a_sheet_opens_its_activity(station: Station) -> None:
    code = SheetCode(station.key[0], station.activity_id, 1, 1, Corner.TOP_LEFT)
    station.scan(sign_code(code, station.key[1]))
    assert station.window.open_key == "activities"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (RecordCode(1, RecordKind.DEMAND, 99), "没有找到这张纸的记录（群众诉求）"),
        (RecordCode(2, RecordKind.DEMAND, 1), "别的联络站打印的"),
    ],
)
def test_why_a_paper_is_not_opened_stands_on_the_page(
    station: Station, code: RecordCode, sentence: str
) -> None:
    station.scan(sign_record(code, station.key[1]))
    assert sentence in station.page_says()
    assert station.window.open_key == "today"
    assert station.played == [False]


def test_a_stranger_s_code_is_refused_where_nothing_is_typed(station: Station) -> None:
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    station.scan("https://example.org/npc")
    assert "不是本程序打印的" in station.page_says()


def test_every_kind_of_paper_leads_somewhere(station: Station) -> None:
    station_id, secret = station.key

    def lead(kind: RecordKind, number: int) -> Lead:
        with station.database.reading() as session:
            return lead_of(session, text=sign_record(RecordCode(station_id, kind, number), secret))

    assert lead(RecordKind.ACTIVITY, station.activity_id) == Lead("activities", {"id": station.activity_id})
    assert lead(RecordKind.ASSESSMENT, of_year(2026, 2)) == Lead("assessment", {"year": 2026, "id": 2})
    assert lead(RecordKind.POINTS, of_year(2026)) == Lead("points", {"year": 2026})
    assert lead(RecordKind.CALLS, of_year(2026, 324)) == Lead("demands", {"view": "to_follow_up"})
    assert lead(RecordKind.FIGURES, of_year(2026, 3)) == Lead("figures", {"year": 2026, "quarter": 3})
    assert lead(RecordKind.RECEPTION_YEAR, of_year(2027)) == Lead("reception", {"year": 2027})
    assert lead(RecordKind.SUGGESTION_YEAR, of_year(2025)) == Lead("suggestions", {"year": 2025})
    assert lead(RecordKind.PROMISES, of_year(2026)) == Lead("suggestions", {"do": "promises"})
    check = {"view": "checks", "year": 2026, "quarter": 3, "id": 7}
    assert lead(RecordKind.QUARTER_CHECK, of_year(2026, 7 * 4 + 2)) == Lead("spotcheck", check)
    assert lead(RecordKind.CHECK_FINDINGS, of_year(2026)) == Lead("spotcheck", {"view": "findings"})
    with station.database.reading() as session:
        slip = sign_slip(SlipCode(station_id, "2026-Q2", 2), secret)
        assert lead_of(session, text=slip) == Lead("points", {"id": 2, "year": 2026, "period": "2026-Q2"})
        card = lead_of(session, text=station.card("赵敏"))
        assert card == Lead("deputies", {"id": station.deputies["赵敏"]})


def test_a_code_typed_into_the_search_box_finds_its_record(station: Station) -> None:
    code = RecordCode(station.key[0], RecordKind.DEPUTY, station.deputies["赵敏"])
    with station.database.reading() as session:
        [found] = find_matters(session, sign_record(code, station.key[1]).lower())
        assert (found.words, found.page, found.filters) == (
            "赵敏",
            "deputies",
            {"id": station.deputies["赵敏"]},
        )
        assert find_matters(session, sign_record(code, b"guessed" * 5)) == []


def test_the_code_of_a_statement_of_points_is_known_by_its_shape() -> None:
    assert looks_like_code("ps1:1:2026-q2:17:abcdefgh")
    assert not looks_like_code("6901234567892")


def test_the_tones_are_sound_files_of_their_length() -> None:
    for notes in (GOOD, BAD):
        made = tone(notes)
        samples = sum(RATE * length // 1000 for _, length in notes)
        assert made[:4] == b"RIFF"
        assert len(made) == 44 + 2 * samples  # a header and 16 bits a sample
