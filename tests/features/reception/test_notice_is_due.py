"""The notice counted down, its number foretold, and the notice as DOCX."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
import zxingcpp
from PIL import Image

from deputy_station.core.progress import silent_progress
from deputy_station.core.settings import SETTINGS
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.rules.notice import DEFAULT_LEAD_DAYS, notice_due
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import days, listing, planning
from deputy_station.features.reception.service.notices import coming_notice, issue_notice
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.signin.rules.any_codes import any_code
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database

HELD = date(2026, 12, 4)
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("today", "lead", "said"),
    [
        (date(2026, 11, 28), 3, "12月1日前要发公告，还有 3 天"),
        (date(2026, 12, 1), 3, "12月1日前要发公告，今天是最后一天"),
        (date(2026, 12, 3), 3, "公告晚了 2 天（12月1日前该发），请马上发"),
        (date(2026, 11, 28), 5, "11月29日前要发公告，还有 1 天"),
        (date(2026, 12, 1), 2, "12月2日前要发公告，还有 1 天"),
        (HELD, 3, ""),
        (date(2026, 12, 5), 3, ""),
    ],
)
def test_the_days_left_for_a_notice_are_said_in_words(today: date, lead: int, said: str) -> None:
    assert notice_due(HELD, today, lead) == said


def test_a_notice_of_the_new_year_is_due_in_the_old_one() -> None:
    assert notice_due(date(2027, 1, 2), TODAY, 3) == "12月30日前要发公告，还有 40 天"


def test_the_lead_time_is_a_setting_with_three_days_as_it_comes() -> None:
    [setting] = [each for each in SETTINGS if each.key == "notice_lead_days"]
    assert setting.default == DEFAULT_LEAD_DAYS == 3
    assert [value for value, _ in setting.choices] == [2, 3, 5]


@pytest.fixture
def day_id(database: Database, people: dict[str, int]) -> int:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=2))
        return listing.find_day(session, on=HELD).id


def test_the_number_foretold_is_the_number_given(database: Database, day_id: int) -> None:
    with database.reading() as session:
        assert coming_notice(session, day_id=day_id) == ("〔2026〕1号", TODAY)
    with database.transaction() as session:
        issued = issue_notice(session, day_id=day_id)
        assert issued.day.row.notice == "〔2026〕1号"
        assert coming_notice(session, day_id=day_id) == ("〔2026〕1号", TODAY)
        days.move_day(
            session, day_id=day_id, version=issued.day.row.version, to=date(2026, 12, 7), reason="开会"
        )
        assert coming_notice(session, day_id=day_id)[0] == "〔2026〕2号"  # the old number is not used again


def test_the_lead_time_of_the_desk_decides_what_is_late(
    database: Database, day_id: int, tmp_path: Path
) -> None:
    # 14 days lie between today and the day; only a lead of 15 finds that late.
    for lead, late in ((14, False), (15, True)):
        paper = print_notice(
            database, silent_progress, day_id=day_id, out=tmp_path / "公告.pdf", lead_days=lead
        )
        assert bool(paper.warning) is late


def test_the_notice_can_be_edited_in_a_word_processor(
    database: Database, day_id: int, tmp_path: Path
) -> None:
    paper = print_notice(database, silent_progress, day_id=day_id, out=tmp_path / "公告.docx")
    assert (paper.number, paper.pages) == ("〔2026〕1号", 0)
    lines = [each.text.replace("\u2060", "") for each in docx.Document(str(paper.path)).paragraphs]
    assert lines[:2] == ["青石镇人民代表大会主席团", "公告〔2026〕1号"]
    assert "关于开展12月4日代表接待日活动的公告" in lines
    assert "一、接待时间：2026年12月4日（星期五）9:00—11:00" in lines
    with zipfile.ZipFile(paper.path) as package, database.reading() as session:
        [picture] = [name for name in package.namelist() if name.endswith(".png")]
        [code] = zxingcpp.read_barcodes(Image.open(BytesIO(package.read(picture))))
        opened = any_code(code.text, station_secrets(session))
    assert isinstance(opened, RecordCode)
    assert (opened.kind, opened.record_id, opened.page) == (RecordKind.RECEPTION_DAY, day_id, 1)
