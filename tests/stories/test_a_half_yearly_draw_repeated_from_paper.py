"""The district checks 青石镇 for the second half of 2026: stations report, deputies are drawn, and somebody repeats the
draw from the printed list alone; then evidence, results and a bulletin whose percentages add to 100.00."""

import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import docx
import pypdfium2
import pytest

from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.activities.service.deeds import record_deed
from deputy_station.features.activities.service.evidence import add_evidence
from deputy_station.features.assessment.service.sheets import edit_assessment
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group, create_station, create_term
from deputy_station.features.spotcheck.documents.bulletin import draw_bulletin
from deputy_station.features.spotcheck.documents.evidence_pack import make_evidence
from deputy_station.features.spotcheck.documents.exchange import make_report_up, write_report
from deputy_station.features.spotcheck.documents.half_year_draw import draw_list
from deputy_station.features.spotcheck.documents.half_year_result import draw_result
from deputy_station.features.spotcheck.imports.exchange import take_in_files
from deputy_station.features.spotcheck.rules.exchange import DemandNumbers, DeputyLine, Report, Taken
from deputy_station.features.spotcheck.rules.half_year import CheckResult
from deputy_station.features.spotcheck.service.bulletins import read_bulletin, tell_bulletin
from deputy_station.features.spotcheck.service.half_year import (
    AlreadyTold,
    draw_half_year,
    get_half_year,
    record_book,
)
from deputy_station.store.database import Database

SEED = "8f3a12cd"
PEOPLE = (
    # name, group, level, grade of 2025
    ("王建国", "东街组", Level.TOWN, "优秀"),
    ("李新", "东街组", Level.TOWN, "优秀"),
    ("陈志强", "东街组", Level.TOWN, ""),
    ("赵玉兰", "东街组", Level.TOWN, ""),
    ("孙大勇", "东街组", Level.TOWN, ""),
    ("周桂芳", "东街组", Level.TOWN, ""),
    ("张守田", "西街组", Level.TOWN, ""),
    ("李新", "西街组", Level.TOWN, ""),
    ("吴春生", "西街组", Level.TOWN, ""),
    ("郑小梅", "西街组", Level.DISTRICT, ""),
    ("钱有福", "南街组", Level.TOWN, ""),
    ("买买提·艾力", "", Level.CITY, ""),
)
WEST = Report(
    code="西乡",
    station="西乡镇代表联络站",
    township="西乡镇",
    year=2026,
    quarter=3,
    made_at=datetime.fromisoformat("2026-10-08T09:30:00"),
    until=date(2026, 9, 30),
    demands=DemandNumbers(3, 3, 3, 0, 3),
    deputies=(DeputyLine("何平", "第一代表小组", "镇", 3, 3, 3, 3),),
    findings=(),
)
NORTH = replace(
    WEST,
    code="北乡",
    station="北乡镇代表联络站",
    township="北乡镇",
    deputies=(DeputyLine("林青", "第一代表小组", "镇", 3, 1, 1, 0),),
)


def words(path: Path) -> str:
    """The text of a PDF without white space."""
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def drawn_by_hand(paper: Path) -> list[tuple[str, int]]:
    """Who has to be drawn, in order, as (name, number among namesakes): the printed method done by hand.

    Nothing but the paper is used: the seed, the numbers, the half year and the pool with its strata are read off it.
    """
    written = docx.Document(str(paper))
    lines = [line.text.replace("\u2060", "") for line in written.paragraphs]
    told = next(line for line in lines if "种子" in line and "抽取" in line).replace(" ", "")
    pool_size, count, seed = re.findall(r"(\d+)人里抽(\d+)人，种子(\w+)，", told)[0]
    year, half = re.findall(r"(\d+)年(上|下)半年", "".join(lines).replace(" ", ""))[0]
    period = f"{year}-{'1' if half == '上' else '2'}"
    pool: list[tuple[tuple[str, str, str], str, int]] = []
    for row in written.tables[-1].rows[1:]:
        stratum, name, number, *_rest = [cell.text.replace("\u2060", "").strip() for cell in row.cells]
        group, level, result = stratum.split("　")
        # 没有小组或层级的排在最前.
        layer = ("" if group == "未分小组" else group, "" if level == "—" else level, result)
        pool.append((layer, name, int(number)))
    assert len(pool) == int(pool_size)

    # 二、定名额：每层应得＝本层人数×抽取人数÷可抽人数，先取整数部分，余下的名额依次给小数大的层.
    sizes = Counter(layer for layer, _name, _number in pool)
    due = {layer: Fraction(size * int(count), len(pool)) for layer, size in sizes.items()}
    seats = {layer: share.numerator // share.denominator for layer, share in due.items()}
    by_decimals = sorted(sizes, key=lambda layer: (-(due[layer] % 1), -sizes[layer], layer))
    for layer in by_decimals[: int(count) - sum(seats.values())]:
        seats[layer] += 1
    groups = sorted({layer[0] for layer in sizes})
    if int(count) >= len(groups):
        for group in groups:
            if sum(number for layer, number in seats.items() if layer[0] == group):
                continue
            mine = [layer for layer in sorted(sizes) if layer[0] == group]
            gets = max(mine, key=lambda layer: due[layer])
            can_give = [
                layer
                for layer in sorted(sizes)
                if seats[layer] and sum(n for other, n in seats.items() if other[0] == layer[0]) >= 2
            ]
            gives = max(can_give, key=lambda layer: seats[layer] - due[layer])
            seats[gets], seats[gives] = seats[gets] + 1, seats[gives] - 1

    # 三、抽取：每层按“种子|年-半年|姓名|同名序号”的 SHA-256 值从小到大取满名额.
    def value(name: str, number: int) -> str:
        return hashlib.sha256(f"{seed}|{period}|{name}|{number}".encode()).hexdigest()

    taken = []
    for layer, number_of_seats in seats.items():
        own = sorted((value(name, number), name, number) for where, name, number in pool if where == layer)
        taken += own[:number_of_seats]
    return [(name, number) for _value, name, number in sorted(taken)]


def found_a_town(database: Database) -> None:
    """青石镇 with twelve deputies in three groups, one in none; two are called 李新. 张守田 visited a village in July."""
    with database.transaction() as session:
        create_station(
            session,
            name="青石镇代表联络站",
            code="青石",
            township="青石镇",
            district="杜集区",
            is_home=True,
        )
        create_term(session, name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31))
        groups = {name: create_group(session, name=name).id for name in ("东街组", "西街组", "南街组")}
        for name, group, level, grade in PEOPLE:
            who = create_deputy(
                session,
                name=name,
                group_id=groups.get(group),
                mandates=[NewMandate(level, date(2021, 12, 20))],
            )
            if grade:
                edit_assessment(
                    session, year=2025, deputy_id=who.id, version=None, grade=grade, grade_reason="区评定"
                )
            if name == "张守田":
                deed = record_deed(
                    session,
                    kind=DeedKind.VOTER_CONTACT,
                    deputy_id=who.id,
                    title="走访石桥村",
                    done_on=date(2026, 7, 10),
                    place="石桥村",
                )
                add_evidence(session, subject="deed", subject_id=deed.id, title="走访照片")


def test_a_draw_is_repeated_from_its_paper_and_told_in_a_bulletin(database: Database, tmp_path: Path) -> None:
    found_a_town(database)

    # Each station sends up both quarters; the district takes them in at once.
    files = []
    for quarter, until in ((3, date(2026, 9, 30)), (4, date(2026, 11, 19))):
        files.append(tmp_path / f"青石{quarter}.xlsx")
        make_report_up(database, out=files[-1], year=2026, quarter=quarter)
        for report in (WEST, NORTH):
            files.append(tmp_path / f"{report.code}{quarter}.xlsx")
            write_report(files[-1], replace(report, quarter=quarter, until=until))
    with database.transaction() as session:
        assert [each.taken for each in take_in_files(session, paths=files)] == [Taken.NEW] * 6

    # Six of twelve are drawn. 东街组 has 1 + 2, 西街组 1.5 + 0.5, the two small ones 0.5 each.
    with database.transaction() as session:
        check = draw_half_year(session, year=2026, half=2, count=6, seed=SEED, checker="杜集区人大代表联络室")
    draw_list(database, out=tmp_path / "名单.pdf", check_id=check.id)
    draw_list(database, out=tmp_path / "名单.docx", check_id=check.id)
    paper = words(tmp_path / "名单.pdf")
    for told in (f"种子{SEED}", "12人里抽6人", "SHA-256", "UTF-8", "没有小组或层级的排在最前"):
        assert told in paper

    by_hand = drawn_by_hand(tmp_path / "名单.docx")
    assert [name for name, _number in by_hand] == [book.deputy for book in check.books]
    assert len(by_hand) == 6
    assert {book.stratum.group for book in check.books} >= {"东街组", "西街组"}

    # The evidence: one paper for each drawn deputy, and the list.
    pack = make_evidence(database, out=tmp_path / "材料", check_id=check.id)
    assert pack.deputies == 6
    assert len(list((tmp_path / "材料").iterdir())) == 7

    # Four books pass, two do not; three kinds of problems, one each.
    faults = {1: ["漏填"], 2: ["缺签名", "涂改"]}
    for book in check.books:
        problems = faults.get(book.position, [])
        with database.transaction() as session:
            record_book(
                session,
                check_id=check.id,
                deputy_id=book.deputy_id,
                version=None,
                result=CheckResult.BAD if problems else CheckResult.GOOD,
                problems=problems,
            )
    draw_result(database, out=tmp_path / "结果.pdf", check_id=check.id)
    assert "抽查6册：合格4册，占66.67%；不合格2册，占33.33%。" in words(tmp_path / "结果.pdf")

    draw_bulletin(database, out=tmp_path / "通报.pdf", check_id=check.id)
    told = words(tmp_path / "通报.pdf")
    judged = re.findall(r"格\d册（清单\d），占([\d.]+)%", told)
    kinds = re.findall(r"\d处（清单11-\d），占([\d.]+)%", told)
    assert sum(map(Decimal, judged)) == sum(map(Decimal, kinds)) == Decimal("100.00")
    assert (len(judged), sorted(kinds)) == (2, ["33.33", "33.33", "33.34"])
    # The ranking is of the stations: the two without a blank share the first place, 北乡 filled 2 of 6.
    assert "各联络站名次表" in told
    assert "3北乡镇代表联络站6233.33%" in told

    with database.transaction() as session:
        version = get_half_year(session, check_id=check.id).version
        tell_bulletin(session, check_id=check.id, version=version)
    with database.transaction() as session, pytest.raises(AlreadyTold):
        record_book(
            session,
            check_id=check.id,
            deputy_id=check.books[0].deputy_id,
            version=1,
            result=CheckResult.GOOD,
        )
    with database.reading() as session:
        assert read_bulletin(session, check_id=check.id).facts.seed == SEED
