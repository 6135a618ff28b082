"""The work ledger in its three faces: what each sheet shows of a visitor, and what is kept of each export."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.documents.drawing import seal_printed
from deputy_station.features.demands.documents.ledger import NamesNotYours, export_ledger, ledger_columns
from deputy_station.features.demands.documents.timeline import draw_timeline
from deputy_station.features.demands.models import (
    Demand,
    DemandCall,
    DemandExtension,
    DemandHandover,
    DemandVoice,
)
from deputy_station.features.demands.rules.choices import CallOutcome
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.service import register, steps
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import latest_history
from deputy_station.store.database import Database

from .conftest import Town


@pytest.fixture
def three(database: Database, town: Town) -> dict[str, int]:
    """A lamp of 张守田 with a voice of 李四, handed over, extended and rung for; a secret one; one without a name."""
    with database.transaction() as session:
        lamp = register.register_demand(
            session,
            title="六村三组 12 号门口路灯不亮",
            words="俺是六村张守田，路灯坏了半个月，打 138 1234 1234 找我，李四家也黑。",
            wish="修好张守田家门口的灯",
            visitor_name="张守田",
            visitor_phone="13812341234",
            visitor_address="六村三组 12 号",
            place="六村三组",
            deputy_ids=[town.deputies["王建国"]],
        )
        steps.assign_demand(session, demand_id=lamp.id, version=lamp.version, unit_id=town.units["镇村建办"])
        session.add_all(
            [
                DemandVoice(
                    demand_id=lamp.id,
                    at=datetime(2026, 11, 20, 1, tzinfo=UTC),
                    name="李四",
                    phone="0561-6610018",
                    address="六村五组 3 号",
                    people=2,
                ),
                DemandExtension(
                    demand_id=lamp.id,
                    asked_on=date(2026, 11, 20),
                    until=date(2026, 12, 20),
                    reason="等材料",
                    granted=True,
                    decided_on=date(2026, 11, 20),
                    due_before=date(2026, 12, 4),
                ),
                DemandCall(
                    demand_id=lamp.id,
                    at=datetime(2026, 11, 20, 2, tzinfo=UTC),
                    actor="周敏",
                    outcome=CallOutcome.NO_ANSWER,
                ),
            ]
        )
        secret = register.register_demand(
            session,
            title="赵敏举报占道",
            words="隔壁占了路，别说是赵敏说的。",
            visitor_name="赵敏",
            visitor_phone="13912345678",
            visitor_address="六村一组",
            confidential=True,
        )
        nameless = register.register_demand(session, words="水厂停水")
        return {"lamp": lamp.id, "secret": secret.id, "nameless": nameless.id}


def sheet(database: Database, tmp_path: Path, face: Face, **wishes: Any) -> list[dict[str, Any]]:
    made = export_ledger(database, out=tmp_path / f"{face.value}.xlsx", face=face, **wishes)
    rows = CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()
    assert tuple(rows[1]) == ledger_columns(face)
    return [dict(zip(rows[1], row, strict=True)) for row in rows[2:5]]


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))


def test_the_ledger_has_the_columns_offices_keep(database: Database, town: Town) -> None:
    wanted = (
        "序号、编号、接待日期、来访人、住址、电话、人数、反映方式、类别、反映问题、诉求"
        "、地点、接待代表、处理方式、承办单位、协办单位、交办日期、办理期限、签收日期、办结日期、办理结果、反馈日期及方式"
        "、满意度（结果／态度）、回访、轮次、催办、延期、销号、状态、备注"
    )
    assert "、".join(ledger_columns(Face.INSIDE)) == wanted
    assert ledger_columns(Face.UPWARD) == ledger_columns(Face.INSIDE)
    assert set(ledger_columns(Face.INSIDE)) - set(ledger_columns(Face.PUBLIC)) == {
        "来访人",
        "电话",
        "诉求",
        "回访",
        "备注",
    }


def test_inside_the_visitor_is_whole_and_the_secret_one_is_not(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    lamp, secret, nameless = sheet(database, tmp_path, Face.INSIDE)
    assert (lamp["来访人"], lamp["电话"], lamp["住址"]) == ("张守田", "13812341234", "六村三组 12 号")
    assert (lamp["人数"], lamp["延期"], lamp["回访"]) == (3, 1, "打了 1 次")
    assert (secret["来访人"], secret["电话"], secret["反映问题"]) == ("（保密）", "", "（保密）")
    assert (nameless["来访人"], nameless["反映问题"]) == ("", "水厂停水")
    assert "赵敏" not in text_of(tmp_path / "inside.xlsx")


def test_upward_and_in_public_nobody_can_be_rung_or_found(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    lamp, _secret, _nameless = sheet(database, tmp_path, Face.UPWARD)
    assert (lamp["来访人"], lamp["电话"], lamp["住址"]) == ("张某某", "138****1234", "六村")
    assert lamp["反映问题"] == (
        "六村门口路灯不亮：俺是六村张某某，路灯坏了半个月，打 138****1234 找我，李某家也黑。"
    )
    on_the_wall, _secret, _nameless = sheet(database, tmp_path, Face.PUBLIC)
    assert on_the_wall["反映问题"] == "六村门口路灯不亮"
    assert on_the_wall["住址"] == "六村"
    for face in (Face.UPWARD, Face.PUBLIC):
        told = text_of(tmp_path / f"{face.value}.xlsx")
        for whole in ("张守田", "李四", "赵敏", "13812341234", "6610018", "三组 12 号", "五组"):
            assert whole not in told, (face, whole)
    assert "俺" not in text_of(tmp_path / "public.xlsx")


def test_secret_visitors_are_put_in_for_those_with_the_right_alone(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    _lamp, secret, _nameless = sheet(database, tmp_path, Face.INSIDE, confidential_names=True)
    assert (secret["来访人"], secret["电话"]) == ("赵敏", "13912345678")
    _lamp, above, _nameless = sheet(database, tmp_path, Face.UPWARD, confidential_names=True)
    assert above["来访人"] == "（保密）"
    database.role = Role.DISTRICT.value
    with pytest.raises(NamesNotYours, match="区联络室不能看"):
        export_ledger(database, out=tmp_path / "x.xlsx", face=Face.INSIDE, confidential_names=True)
    assert not (tmp_path / "x.xlsx").exists()


def test_the_sheet_and_the_history_say_who_exported_it_when_and_for_whom(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    export_ledger(database, out=tmp_path / "a.xlsx", face=Face.PUBLIC)
    export_ledger(database, out=tmp_path / "b.xlsx", face=Face.INSIDE, confidential_names=True)
    assert "公示　2026年11月20日　周敏导出" in text_of(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
        named = book.read("xl/workbook.xml").decode("utf-8")
    assert "&amp;L&amp;9公示　2026年11月20日　周敏导出&amp;R第 &amp;P 页，共 &amp;N 页" in page
    assert 'paperSize="8"' in page
    assert "_xlnm.Print_Titles" in named
    assert "_xlnm.Print_Area" in named
    with database.reading() as session:
        told = [line.sentence for line in latest_history(session, limit=2)]
    assert told == ["导出诉求台账 3 件（内部），写着要求保密的来访人", "导出诉求台账 3 件（公示）"]


def test_nothing_in_the_sheet_is_a_formula_a_link_or_a_number_by_its_looks(
    database: Database, town: Town, tmp_path: Path
) -> None:
    with database.transaction() as session:
        register.register_demand(
            session,
            title="=1+1",
            words='=HYPERLINK("http://example.com","点我")',
            wish="@SUM(A1)",
            visitor_name="+张三",
            visitor_phone="+8613812341234",
            visitor_address="-六村",
            place="\t=cmd",
        )
    made = export_ledger(database, out=tmp_path / "a.xlsx", face=Face.INSIDE)
    [row] = CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()[2:3]
    cells = dict(zip(ledger_columns(Face.INSIDE), row, strict=True))
    assert cells["反映问题"] == '=1+1：=HYPERLINK("http://example.com","点我")'
    assert (cells["诉求"], cells["来访人"], cells["住址"]) == ("@SUM(A1)", "+张三", "-六村")
    assert (cells["电话"], cells["地点"]) == ("+8613812341234", "=cmd")
    with zipfile.ZipFile(made.path) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "<f>" not in page
    assert "<hyperlink" not in page


def test_a_voice_that_asked_for_secrecy_is_named_in_no_face(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        lamp = session.get_one(Demand, three["lamp"])
        lamp.result = "孙二和欧阳明珠都说亮了，孙二的电话 13900001111"
        session.add(
            DemandVoice(
                demand_id=lamp.id,
                at=datetime(2026, 11, 20, 1, tzinfo=UTC),
                name="孙二",
                phone="13900001111",
                confidential=True,
            )
        )
        nameless = session.get_one(Demand, three["nameless"])
        nameless.visitor_name, nameless.merged_into_id = "欧阳明珠", lamp.id
    lamp_row, _secret, _nameless = sheet(database, tmp_path, Face.INSIDE)
    assert lamp_row["办理结果"] == "某某和欧阳明珠都说亮了，某某的电话 139****1111"
    for face in (Face.UPWARD, Face.PUBLIC):
        lamp_row, _secret, _nameless = sheet(database, tmp_path, face)
        assert lamp_row["办理结果"] == "某某和欧阳某某都说亮了，某某的电话 139****1111"
    known, _secret, _nameless = sheet(database, tmp_path, Face.INSIDE, confidential_names=True)
    assert known["办理结果"] == "孙二和欧阳明珠都说亮了，孙二的电话 13900001111"


def test_no_line_of_the_history_names_who_stands_in_an_export(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    for face in Face:
        made = export_ledger(
            database, out=tmp_path / f"{face.value}.xlsx", face=face, confidential_names=face is Face.INSIDE
        )
        assert made.demands == 3
    paper = draw_timeline(database, demand_ids=[three["secret"]], out=tmp_path / "经过.pdf")
    with database.transaction() as session:
        seal_printed(session, made=paper)
    with database.reading() as session:
        lines = session.scalars(select(HistoryLine)).all()
        told = "".join(f"{line.sentence}{line.before}{line.after}" for line in lines)
    assert "诉求 朔里-2026-0002：印出或存出办理经过" in told
    assert told.count("导出诉求台账 3 件") == 3
    for whole in ("张守田", "李四", "赵敏", "13812341234", "13912345678", "6610018"):
        assert whole not in told, whole


def test_a_text_that_paper_cannot_show_whole_says_so(database: Database, town: Town, tmp_path: Path) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="路灯坏了。" * 90)
        register.register_demand(session, words="路灯坏了。" * 70)
    made = export_ledger(database, out=tmp_path / "a.xlsx", face=Face.INSIDE)
    rows = CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()[2:4]
    assert [row[-1] for row in rows] == ["反映问题太长，打印只见开头", ""]
    assert rows[0][ledger_columns(Face.INSIDE).index("反映问题")].endswith("路灯坏了。" * 90)


def test_the_day_of_signing_is_that_of_the_lead_unit(
    database: Database, three: dict[str, int], town: Town, tmp_path: Path
) -> None:
    with database.transaction() as session:
        for one in session.scalars(select(DemandHandover)):
            session.delete(one)
        session.add(
            DemandHandover(
                demand_id=three["lamp"],
                unit_id=town.units["镇村建办"],
                handed_on=date(2026, 11, 20),
                signed_on=date(2026, 11, 18),
            )
        )
    lamp, _secret, _nameless = sheet(database, tmp_path, Face.UPWARD)
    assert lamp["签收日期"] == date(2026, 11, 18)


def test_a_demand_carried_on_by_another_names_it(
    database: Database, three: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        session.get_one(Demand, three["nameless"]).merged_into_id = three["lamp"]
    _lamp, secret, nameless = sheet(database, tmp_path, Face.UPWARD)
    assert nameless["备注"] == "并入 朔里-2026-0001"
    assert secret["备注"] == "要求保密"
