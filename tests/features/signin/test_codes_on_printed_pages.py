"""A small code on every printed page opens its record: it survives the printer and says a kind and a number only."""

from pathlib import Path

import zxingcpp

from deputy_station.core.progress import silent_progress
from deputy_station.documents.description import Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, page_pictures, sample_sheet
from deputy_station.features.deputies.models import Station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.models import SignKey
from deputy_station.features.signin.rules.any_codes import any_code
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database


def test_every_page_bears_the_code_of_its_record_and_its_number(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    have_key(database)
    with database.reading() as session:
        payload = page_code(session, kind=RecordKind.DEMAND, record_id=431)
        secrets = station_secrets(session)
        station_id = session.query(Station.id).scalar()
    sample = sample_sheet("demand_record", offered_fields("demand_record"))
    long = {**sample.values, "words": "俺们那条巷子的路灯坏了半个月。" * 200}
    make_pdf(
        tmp_path / "单.pdf",
        [Sheet(sample.form, long, page_code=payload)],
        title="单",
        progress=silent_progress,
    )
    pictures = page_pictures(tmp_path / "单.pdf", dpi=150)
    assert len(pictures) >= 2
    for number, picture in enumerate(pictures, 1):
        [found] = zxingcpp.read_barcodes(picture)
        assert any_code(found.text, secrets) == RecordCode(station_id, RecordKind.DEMAND, 431, number)


def test_without_a_station_a_paper_has_no_code_and_is_made_all_the_same(
    database: Database, tmp_path: Path
) -> None:
    have_key(database)
    with database.reading() as session:
        assert session.query(SignKey).count() == 0
        payload = page_code(session, kind=RecordKind.DEMAND, record_id=431)
    assert payload is None
    sample = sample_sheet("points_wall", offered_fields("points_wall"))
    sheet = Sheet(load_form("points_wall", offered_fields("points_wall")), sample.values)
    assert make_pdf(tmp_path / "榜.pdf", [sheet], title="榜", progress=silent_progress) == 1
    assert zxingcpp.read_barcodes(page_pictures(tmp_path / "榜.pdf", dpi=150)[0]) == []


def test_the_key_is_made_once(database: Database, people: dict[str, int]) -> None:
    have_key(database)
    with database.reading() as session:
        [first] = station_secrets(session).values()
    have_key(database)
    with database.reading() as session:
        assert list(station_secrets(session).values()) == [first]
