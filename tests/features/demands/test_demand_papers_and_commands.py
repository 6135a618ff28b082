"""The sheet of one demand, the ledger workbook, and the commands."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import NotFound
from deputy_station.documents.import_command import ColumnUnreadable
from deputy_station.features.demands import commands
from deputy_station.features.demands.documents.ledger import export_ledger, ledger_columns
from deputy_station.features.demands.documents.record import print_record
from deputy_station.features.demands.rules.choices import InformedHow, Satisfaction
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.service import register, steps, voices
from deputy_station.features.demands.service.listing import DemandFilter
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.service import list_history
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.documents.workbook_makers import make_workbook

from .conftest import Town


@pytest.fixture
def road(database: Database, town: Town) -> DemandRow:
    """六村 road, voiced by 张守田 to 王建国, handed to 镇村建办, handled, settled and struck off."""
    with database.transaction() as session:
        row = register.register_demand(
            session,
            title="六村村内道路破损",
            words="村里主路坑坑洼洼有三四年了，老人孩子都摔过。",
            visitor_name="张守田",
            visitor_phone="13812341234",
            category_id=town.categories["城乡建设/村镇建设"],
            deputy_ids=[town.deputies["王建国"]],
        )
        row = steps.assign_demand(
            session, demand_id=row.id, version=row.version, unit_id=town.units["镇村建办"]
        )
        row = steps.accept_demand(session, demand_id=row.id, version=row.version, note="李强")
        row = steps.record_result(
            session, demand_id=row.id, version=row.version, note="=铺沥青 200 米", solved=True
        )
        row = steps.inform_visitor(session, demand_id=row.id, version=row.version, how=InformedHow.PHONE)
        row = steps.follow_up(
            session, demand_id=row.id, version=row.version, satisfaction=Satisfaction.SATISFIED
        )
        return steps.strike_off(session, demand_id=row.id, version=row.version)


def text_of(pdf: Path) -> str:
    book = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in book)
    finally:
        book.close()
    return "".join(text.split())


def test_the_sheet_tells_the_whole_way_with_the_visitor_masked(
    database: Database, road: DemandRow, tmp_path: Path
) -> None:
    made = print_record(database, demand_ids=[road.id], out=tmp_path / "单.pdf")
    text = text_of(made.path)
    assert made.pages == 1
    for part in (
        "群众诉求登记办理单",
        "朔里-2026-0001",
        "村里主路坑坑洼洼有三四年了",
        "张**",
        "138****1234",
        "城乡建设／村镇建设",
        "2026年12月4日",
        "跳过周末4天",
        "镇村建办签收，经办人：李强",
        "铺沥青200米",
        "满意",
        "王建国",
    ):
        assert part in text
    assert "张守田" not in text


def test_a_masked_sheet_names_nobody_in_its_texts_either(
    database: Database, town: Town, tmp_path: Path
) -> None:
    with database.transaction() as session:
        row = register.register_demand(
            session,
            words="俺是张守田，电话 138-1234-1234，李四家也黑，孙二别写。",
            visitor_name="张守田",
            visitor_phone="13812341234",
        )
        for name, hidden in (("李四", False), ("孙二", True)):
            row = voices.add_voice(
                session,
                demand_id=row.id,
                version=row.version,
                name=name,
                confidential=hidden,
                note=f"{name}来过",
            )
        other = register.register_demand(session, words="也黑", visitor_name="欧阳明珠")
        voices.merge_demand(
            session, demand_id=other.id, version=other.version, into_id=row.id, note="欧阳明珠同意合并"
        )
    masked = text_of(print_record(database, demand_ids=[row.id], out=tmp_path / "a.pdf").path)
    whole = text_of(
        print_record(database, demand_ids=[row.id], out=tmp_path / "b.pdf", whole_visitor=True).path
    )
    assert "俺是张某某，电话138****1234，李某家也黑，某某别写。" in masked
    for name in ("张守田", "李四", "欧阳明珠", "13812341234"):
        assert name not in masked
        assert name in whole.replace("138-1234-1234", "13812341234")
    assert "孙二" not in masked + whole
    assert "李四家也黑，某某别写。" in whole


def test_the_whole_name_on_paper_leaves_a_line_in_the_history(
    database: Database, road: DemandRow, tmp_path: Path
) -> None:
    made = print_record(database, demand_ids=[road.id], out=tmp_path / "单.pdf", whole_visitor=True)
    assert "张守田" in text_of(made.path)
    with database.reading() as session:
        lines = list_history(session, subject="demand", subject_id=road.id)[-2:]
    assert [line.sentence for line in lines] == [
        "查看诉求 朔里-2026-0001 的来访人",
        "诉求 朔里-2026-0001：印出或存出登记办理单",
    ]


def test_the_ledger_holds_every_demand_masked_and_no_formula(
    database: Database, road: DemandRow, tmp_path: Path
) -> None:
    made = export_ledger(database, out=tmp_path / "台账.xlsx")
    title, header, line, _empty, note = (
        CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()
    )
    shown = dict(zip(header, line, strict=True))
    assert (made.demands, title[0]) == (1, "朔里镇人大代表之家群众诉求工作台账（1 件）")
    assert tuple(header) == ledger_columns(Face.UPWARD)
    assert (shown["编号"], shown["来访人"], shown["状态"], shown["满意度（结果／态度）"]) == (
        "朔里-2026-0001",
        "张某某",
        "已销号",
        "满意／—",
    )
    assert str(note[0]).startswith("上报　2026年11月20日　周敏导出。")
    assert shown["办理结果"] == "=铺沥青 200 米"


def test_the_ledgers_title_says_whose_demands_it_holds(
    database: Database, road: DemandRow, town: Town, tmp_path: Path
) -> None:
    with database.transaction() as session:
        other = create_station(
            session, name="矿山集人大代表联络站", code="矿山集", township="朔里镇", district="杜集区"
        )
        register.register_demand(session, words="矿山集东头没有路灯。", station_id=other.id)

    def title(where: DemandFilter) -> object:
        made = export_ledger(database, out=tmp_path / "台账.xlsx", where=where)
        return CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()[0][0]

    assert title(DemandFilter(station_id=other.id)) == "矿山集人大代表联络站群众诉求工作台账（1 件）"
    assert title(DemandFilter(station_id=town.station)) == "朔里镇人大代表之家群众诉求工作台账（1 件）"
    assert title(DemandFilter()) == "朔里镇群众诉求工作台账（2 件）"


def test_the_ledger_tells_nothing_of_a_confidential_demand_but_where_it_stands(
    database: Database, town: Town, tmp_path: Path
) -> None:
    with database.transaction() as session:
        register.register_demand(
            session,
            title="张守田举报占道",
            words="俺是三组张守田，隔壁占了路。",
            visitor_name="张守田",
            visitor_address="三组 12 号",
            confidential=True,
            category_id=town.categories["城乡建设/村镇建设"],
        )
    made = export_ledger(database, out=tmp_path / "台账.xlsx")
    rows = CalamineWorkbook.from_path(made.path).get_sheet_by_index(0).to_python()
    shown = dict(zip(rows[1], rows[2], strict=True))
    assert (shown["来访人"], shown["反映问题"], shown["住址"]) == ("（保密）", "（保密）", "")
    assert (shown["编号"], shown["状态"]) == ("朔里-2026-0001", "待交办")
    assert not any("张守田" in str(cell) or "三组" in str(cell) for row in rows for cell in row)


def answer(
    database: Database, command: Callable[..., None], *words: object, **options: object
) -> dict[str, object]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out, err=io.StringIO()), *words, **options)
    told = json.loads(out.getvalue())
    assert isinstance(told, dict)
    return told


def spoken(database: Database, command: Callable[..., None], *words: object, **options: object) -> str:
    out = io.StringIO()
    command(Desk(lambda: database, out=out, err=io.StringIO()), *words, **options)
    return out.getvalue()


def test_the_list_is_one_json_document_with_count_and_rows(
    database: Database, road: DemandRow, town: Town
) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="水厂停水")
    every = answer(database, commands.show_demands)
    found = answer(
        database, commands.show_demands, search="道路", state="已销号", unit="镇村建办", category="城乡建设"
    )
    assert (every["count"], found["count"]) == (2, 1)
    (row,) = found["rows"]  # type: ignore[misc]
    assert (row["number"], row["state"], row["visitor"]) == ("朔里-2026-0001", "struck_off", "张**")
    assert answer(database, commands.show_demands, overdue=True)["count"] == 0


def test_a_wrong_word_for_a_choice_is_answered_with_the_right_ones(
    database: Database, road: DemandRow
) -> None:
    for options, sentence in (
        ({"state": "飞了"}, "没有“飞了”这个状态。可以写：待交办、"),
        ({"unit": "天庭"}, "没有“天庭”这个承办单位"),
        ({"category": "天文"}, "没有“天文”这个类别"),
    ):
        with pytest.raises(commands.WordUnknown) as refused:
            spoken(database, commands.show_demands, **options)
        assert sentence in str(refused.value)


def test_one_demand_is_shown_with_its_timeline(database: Database, road: DemandRow) -> None:
    text = spoken(database, commands.show_demand, "0001")
    assert "六村村内道路破损" in text
    assert "2026-11-20 09:00  镇村建办签收，经办人：李强  周敏" in text
    with pytest.raises(NotFound):
        spoken(database, commands.show_demand, "9999")


def test_an_import_answers_with_the_three_counts(database: Database, town: Town, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx", ["编号", "日期", "事由"], ["1", "2026-03-05", "渠堵了"], ["2", "昨天", "路"]
    )
    column = ["反映问题=事由"]
    dry = answer(database, commands.import_ledger, path, dry_run=True, column=column)
    done = answer(database, commands.import_ledger, path, column=column)
    failed = str(tmp_path / "台账-没有导入的行.xlsx")
    assert dry == {
        "ready": 1, "warnings": 0, "errors": 1, "imported": 0, "unchanged": 0, "failed_rows": None,
    }  # fmt: skip
    assert done == {**dry, "imported": 1, "failed_rows": failed}
    with pytest.raises(ColumnUnreadable, match="“月亮=太阳”看不懂"):
        spoken(database, commands.import_ledger, path, column=["月亮=太阳"])


def test_ledger_and_sheet_are_written_where_asked(
    database: Database, road: DemandRow, tmp_path: Path
) -> None:
    ledger = answer(database, commands.write_ledger, out=tmp_path / "a.xlsx", state="已销号")
    sheet = answer(database, commands.write_record, "1", out=tmp_path / "b.pdf")
    assert ledger == {"path": str(tmp_path / "a.xlsx"), "demands": 1, "face": "upward"}
    assert sheet == {"path": str(tmp_path / "b.pdf"), "pages": 1, "demand_id": road.id}
    assert (tmp_path / "a.xlsx").is_file()
    assert (tmp_path / "b.pdf").is_file()
