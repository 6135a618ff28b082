"""The papers of the desk: receipts that tell everything and name nobody in secret, words to sign, the summary."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from docx import Document
from PIL import Image

from deputy_station.core.pdfium import PDFIUM
from deputy_station.documents.preview import page_pictures
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Route, Satisfaction
from deputy_station.features.demands.service.steps import assign_demand
from deputy_station.features.desk.documents.read_back import draw_read_back
from deputy_station.features.desk.documents.receipt import (
    SECRET_VISITOR,
    draw_receipt,
    receipt_sheet,
    seal_receipt,
)
from deputy_station.features.desk.documents.summary import draw_summary, summary_sheet
from deputy_station.features.desk.service.summary import SummaryBeforeDay
from deputy_station.features.desk.service.taking import take_down
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import undo_last
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import listing, planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.reception.service.visits import add_visit
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, read_record
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database

LAMP = "俺们那条巷子的路灯坏了半个月，晚上接孩子看不见路。"


def text_of(pdf: Path) -> str:
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
    return text.replace("\r\n", "").replace("\n", "")


def sizes_of(pdf: Path) -> list[tuple[int, int]]:
    """Of each page, width and height in mm."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
        document.close()
    return [(width, height) for width, height in sizes]


@pytest.fixture
def lamp(database: Database, day_id: int) -> int:
    """A lamp, handed to an office of the town; the demand's id."""
    with database.transaction() as session:
        unit = next(each for each in list_units(session) if each.kind.label == "镇站所")
        taken = take_down(
            session,
            day_id=day_id,
            name="张桂兰",
            phone="13805611234",
            words=LAMP,
            route=Route.TOWN,
            unit_id=unit.id,
        )
        session.get_one(Demand, taken.demand.id).deadline_on = date(2026, 12, 4)
    return taken.demand.id


@pytest.mark.parametrize("paper", ["a6", "58"])
def test_a_receipt_answers_what_the_visitor_will_ask(
    database: Database, lamp: int, tmp_path: Path, paper: str
) -> None:
    drawn = draw_receipt(database, demand_id=lamp, paper=paper, out=tmp_path / "receipt.pdf")
    text = text_of(drawn.path)
    with database.reading() as session:
        unit = next(each.name for each in list_units(session) if each.kind.label == "镇站所")
    for said in ("东街-2026-0001", "张桂兰", "俺们那条巷子的路灯坏了半个月", unit, "2026年12月4日前", "0561"):
        assert said in text
    assert "13805611234" not in text
    assert drawn.pages == 1
    [(width, height)] = sizes_of(drawn.path)
    if paper == "a6":
        assert (width, height) == (105, 148)
    else:
        assert width == 58
        assert 75 < height < 110, "as long as it needs, no longer"


def test_the_receipt_opens_its_demand_under_the_scanner(
    database: Database, lamp: int, tmp_path: Path
) -> None:
    drawn = draw_receipt(database, demand_id=lamp, paper="58", out=tmp_path / "receipt.pdf")
    [found] = zxingcpp.read_barcodes(page_pictures(drawn.path, 203)[0].convert("L"))
    with database.reading() as session:
        secrets = station_secrets(session)
        station = session.get_one(Demand, lamp).station_id
    assert read_record(found.text, secrets) == RecordCode(station, RecordKind.DEMAND, lamp)


def test_the_longest_gist_leaves_the_code_on_the_one_page_of_a_receipt(
    database: Database, lamp: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        session.get_one(Demand, lamp).title = "路灯坏了没人修，" * 25  # 200 characters, as long as one may be
    drawn = draw_receipt(database, demand_id=lamp, paper="a6", out=tmp_path / "receipt.pdf")
    assert drawn.pages == 1
    [found] = zxingcpp.read_barcodes(page_pictures(drawn.path, 150)[0].convert("L"))
    with database.reading() as session:
        assert read_record(found.text, station_secrets(session)).record_id == lamp


def test_a_longer_matter_makes_a_longer_roll(database: Database, day_id: int, tmp_path: Path) -> None:
    with database.transaction() as session:
        short = take_down(session, day_id=day_id, words=LAMP, gist="路灯坏了").demand.id
        long = take_down(session, day_id=day_id, words=LAMP, gist="路灯坏了，" * 20).demand.id
    heights = []
    for place, demand_id in enumerate((short, long)):
        drawn = draw_receipt(database, demand_id=demand_id, paper="58", out=tmp_path / f"{place}.pdf")
        [(_width, height)] = sizes_of(drawn.path)
        heights.append(height)
    assert heights[1] > heights[0] + 15


def test_a_secret_receipt_names_nobody(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        secret = take_down(
            session, day_id=day_id, name="张桂兰", phone="13805611234", words=LAMP, confidential=True
        )
        values = receipt_sheet(session, demand_id=secret.demand.id).values
    assert values["visitor"] == SECRET_VISITOR
    assert not any("张桂兰" in str(value) or "13805611234" in str(value) for value in values.values())


def test_a_receipt_promises_no_day_before_anybody_has_the_matter(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        waits = take_down(session, day_id=day_id, words=LAMP).demand.id
        told = take_down(
            session,
            day_id=day_id,
            words=LAMP,
            settled_on_the_spot=True,
            answer="本周更换",
            satisfaction=Satisfaction.SATISFIED,
        ).demand.id
        said = [
            (sheet.values["handler"], sheet.values["reply_by"])
            for sheet in (receipt_sheet(session, demand_id=each) for each in (waits, told))
        ]
    assert said == [("等候交办", "交办后告知"), ("当场答复", "已当面答复")]


def test_once_the_visitor_has_the_receipt_the_demand_is_corrected_not_undone(
    database: Database, day_id: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        demand_id = take_down(session, day_id=day_id, words=LAMP).demand.id
    drawn = draw_receipt(database, demand_id=demand_id, out=tmp_path / "receipt.pdf")
    with database.transaction() as session:
        seal_receipt(session, made=drawn)
    with database.transaction() as session, pytest.raises(WentOut, match="东街-2026-0001 的回执已经打印"):
        undo_last(session)


def test_the_words_to_sign_are_large_and_name_nobody(
    database: Database, day_id: int, lamp: int, tmp_path: Path
) -> None:
    before = draw_read_back(database, day_id=day_id, words=LAMP, out=tmp_path / "before.pdf")
    after = draw_read_back(database, day_id=day_id, words=LAMP, demand_id=lamp, out=tmp_path / "after.pdf")
    assert LAMP in text_of(before.path)
    assert "编号" not in text_of(before.path)
    assert "编号：东街-2026-0001" in text_of(after.path)
    assert "张桂兰" not in text_of(after.path)
    assert "来访人签名" in text_of(after.path)
    long = draw_read_back(database, day_id=day_id, words=LAMP * 30, out=tmp_path / "long.pdf")
    assert long.pages > 1
    assert text_of(long.path).count("接孩子") == 30


def test_the_summary_on_paper_holds_the_figures_of_the_records(
    database: Database, day_id: int, lamp: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        take_down(session, day_id=day_id, words="门前积水没人管", people=4)
        values = summary_sheet(session, day_id=day_id).values
    assert (values["visitors"], values["demands"], values["still_open"]) == ("2 批 5 人", "2 件", "2 件")
    assert values["categories"] == "未分类 2 件"
    assert values["recorder"] == "周敏"
    drawn = draw_summary(database, day_id=day_id, out=tmp_path / "summary.pdf")
    text = text_of(drawn.path)
    assert drawn.pages == 1
    assert "2 批 5 人" in text
    assert "张桂兰" not in text


def test_the_summary_can_be_gone_on_with_in_wps(database: Database, day_id: int, tmp_path: Path) -> None:
    drawn = draw_summary(database, day_id=day_id, out=tmp_path / "summary.docx")
    document = Document(str(drawn.path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert document.paragraphs[1].text == "代 表 接 待 日 小 结"
    assert "0 批 0 人" in cells
    with zipfile.ZipFile(drawn.path) as package, database.reading() as session:
        [picture] = [name for name in package.namelist() if name.endswith(".png")]
        [code] = zxingcpp.read_barcodes(Image.open(BytesIO(package.read(picture))))
        opened = read_record(code.text, station_secrets(session))
    assert (opened.kind, opened.record_id, opened.page) == (RecordKind.RECEPTION_DAY, day_id, 1)


def test_a_receipt_printed_before_and_after_handing_over_tells_each_what_was_known(
    database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        demand = take_down(session, day_id=day_id, words=LAMP).demand
        before = receipt_sheet(session, demand_id=demand.id).values["reply_by"]
        unit = list_units(session)[0]
        handed = assign_demand(session, demand_id=demand.id, version=demand.version, unit_id=unit.id)
        after = receipt_sheet(session, demand_id=demand.id).values
    assert before == "交办后告知"
    assert handed.deadline_on is not None
    assert after["handler"] == unit.name
    assert str(after["reply_by"]).startswith(f"{handed.deadline_on.year}年{handed.deadline_on.month}月")


def test_of_whom_nobody_said_whether_they_came_stands_on_the_summary(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id)
    with database.reading() as session:
        values = summary_sheet(session, day_id=day_id).values
    missing = str(values["absent"])
    assert missing.startswith("未登记：")
    assert "王建国" in missing
    assert "李秀英" in missing
    assert values["left"] == "0 批，还在等候 1 批"
    assert "还没有登记到会、请假或缺席：" in str(values["words"])
    assert "没有代表到会" not in str(values["words"])
    assert "还有 1 批在等候。" in str(values["words"])


def test_a_day_still_to_come_has_no_summary_to_print(database: Database, day_id: int, tmp_path: Path) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=2))
        coming = listing.find_day(session, on=date(2026, 12, 4)).id
    with pytest.raises(SummaryBeforeDay, match="12月4日的接待日还没有到"):
        draw_summary(database, day_id=coming, out=tmp_path / "summary.pdf")
    assert not (tmp_path / "summary.pdf").exists()
