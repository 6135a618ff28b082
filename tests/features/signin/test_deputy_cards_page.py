"""Cards on paper: ten on a page, readable, on record just before they go out; printed and lost from the page."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.deputies.models import Deputy, Mandate
from deputy_station.features.deputies.rules import Level
from deputy_station.features.signin.documents.cards import draw_cards
from deputy_station.features.signin.page.sheets import ActivitySheetsPage
from deputy_station.features.signin.rules.any_codes import any_code
from deputy_station.features.signin.rules.card_codes import CardCode
from deputy_station.features.signin.service.cards import newest_cards
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database
from deputy_station.widgets import files
from tests.features.page_desk import page_desk
from tests.widgets.print_preview.preview_desk import let_out, ready_preview


def texts_of(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_ten_cards_stand_on_a_page_each_with_its_own_code(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        for number in range(6):
            deputy = Deputy(name=f"代表{number}", sort_key=f"z{number}")
            deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
            session.add(deputy)
    drawn = draw_cards(database, silent_progress, out=tmp_path / "代表卡.pdf")
    assert (len(drawn.cards), drawn.pages) == (12, 2)
    first, second = texts_of(tmp_path / "代表卡.pdf")
    assert "李秀英王建国镇人大代表第一代表小组镇、区人大代表第一代表小组有效到" in first
    assert first.count("青石镇东街代表联络站") == 10
    assert second.count("青石镇东街代表联络站") == 2
    with database.reading() as session:
        secrets = station_secrets(session)
        assert newest_cards(session) == {}  # looked at only
    seen: set[object] = set()
    for picture in page_pictures(tmp_path / "代表卡.pdf", dpi=150):
        seen |= {any_code(found.text, secrets) for found in zxingcpp.read_barcodes(picture)}
    assert seen == {CardCode(card.station_id, card.deputy_id, 1) for card in drawn.cards}


def test_a_card_s_code_is_at_least_20_mm_wide(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    draw_cards(database, silent_progress, out=tmp_path / "卡.pdf", deputy_ids=[people["王建国"]])
    [picture] = page_pictures(tmp_path / "卡.pdf", dpi=254)  # ten pixels are a millimetre
    [found] = zxingcpp.read_barcodes(picture)
    corners = found.position
    assert corners.top_right.x - corners.top_left.x >= 200


def test_cards_are_on_record_once_they_are_saved(
    database: Database,
    people: dict[str, int],
    clock: Clock,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "代表卡.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_: out)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.press("印代表卡")
        desk.fill("看样子", deputy_ids="王建国")
        ready_preview(desk.work)
        with database.reading() as session:
            assert newest_cards(session) == {}
        let_out(desk.work, "另存为 PDF")
        desk.settle()
        with database.reading() as session:
            assert {card.serial for card in newest_cards(session).values()} == {1}
            assert list(newest_cards(session)) == [people["王建国"]]
        desk.press("印代表卡")
        desk.fill("看样子")  # who has none yet
        desk.save_paper()
        with database.reading() as session:
            assert sorted(newest_cards(session)) == sorted(people.values())
            assert newest_cards(session)[people["王建国"]].serial == 1


def test_a_lost_card_is_withdrawn_from_the_same_place(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.press("印代表卡")
        desk.dialog().action_row.button("挂失").click()
        desk.settle()
        desk.fill("挂失", deputy_id="王建国")
        assert "王建国没有可用的代表卡" in desk.dialog().notice.sentence
        desk.dialog().reject()
