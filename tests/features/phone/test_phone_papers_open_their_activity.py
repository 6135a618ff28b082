"""The poster and the slips with personal codes bear, besides what is for phones, the small code of their activity."""

from datetime import UTC, datetime
from pathlib import Path

import zxingcpp

from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.phone.documents.codes import draw_code_slips
from deputy_station.features.phone.documents.poster import make_poster
from deputy_station.features.phone.service.serving import Running
from deputy_station.features.signin.rules.record_codes import RecordKind, read_record
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database
from tests.features.phone.phone_hall import held_activity

URL = "http://192.168.1.20:8100/a/Kq3xY7_mWz0d"


def opened(database: Database, pdf: Path) -> list[tuple[RecordKind, int, int]]:
    """Kind, record and page that the small code on each page says; what is for phones is left out."""
    with database.reading() as session:
        secrets = station_secrets(session)
    found = []
    for picture in page_pictures(pdf, dpi=150):
        [text] = [code.text for code in zxingcpp.read_barcodes(picture) if code.text != URL]
        code = read_record(text, secrets)
        found.append((code.kind, code.record_id, code.page))
    return found


def test_the_poster_opens_its_activity(database: Database, people: dict[str, int], tmp_path: Path) -> None:
    activity_id = held_activity(database, people)
    closes = datetime(2026, 11, 20, 4, tzinfo=UTC)
    running = Running(activity_id, "11月代表接待日", "192.168.1.20", 8100, URL, closes, with_demands=True)
    assert make_poster(database, silent_progress, running=running, out=tmp_path / "海报.pdf") == 1
    assert opened(database, tmp_path / "海报.pdf") == [(RecordKind.ACTIVITY, activity_id, 1)]
    [poster] = page_pictures(tmp_path / "海报.pdf", dpi=100)
    codes = {code.text: code.position for code in zxingcpp.read_barcodes(poster)}
    large = codes.pop(URL)
    [small] = codes.values()
    # A phone pointed at the large one has the small one neither beside it nor at its height.
    assert small.top_left.y - large.bottom_left.y > 5 * (small.bottom_left.y - small.top_left.y)


def test_every_page_of_slips_opens_its_activity(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = held_activity(database, people)
    everybody = list(people.values())
    draw_code_slips(
        database,
        silent_progress,
        activity_id=activity_id,
        deputy_ids=everybody,
        out=tmp_path / "小条.pdf",
    )
    assert opened(database, tmp_path / "小条.pdf") == [(RecordKind.ACTIVITY, activity_id, 1)]
