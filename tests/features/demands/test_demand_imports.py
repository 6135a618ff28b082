"""A ledger becomes demands: whole, cleaned, once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.documents.import_columns import ImportOutcome
from deputy_station.documents.workbook_in import ColumnMissing, read_table
from deputy_station.documents.workbook_out import SourceInTheWay
from deputy_station.features.demands.imports.ledger import COLUMNS, import_demands
from deputy_station.features.demands.models import Demand, DemandCounter, DemandStep
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.service import detail, indexing, listing, register
from deputy_station.features.demands.service.rows import DemandDetail
from deputy_station.features.deputies.service.frame import NoHomeStation
from deputy_station.features.history.service import latest_history, undo_last
from deputy_station.features.matters.models import Unit
from deputy_station.store.database import Database
from tests.documents.workbook_makers import make_workbook

from .conftest import Town

MESSAGE_TITLES = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
ROAD = [2549, "A00045581", "六村道路破损", "2019/4/25 9:32:09", "\n\t\t\t\t\t\n\t\u3000\u3000路坏了三年。\n\t\t\n请修一修\xa0！\u200b\n",
        "网友：您好！\r\n已列入计划。", "2019/5/10 14:56:53"]  # fmt: skip
LAMP = [2554, "A00023583", "路灯不亮", "2020/1/1 0:30:00", "巷子里黑", "已更换", "2020/1/3 9:00:00"]
LEDGER_TITLES = ["编号", "日期", "来访人", "联系电话", "住址", "类别", "反映问题", "承办单位", "办理结果", "办结日期", "满意度", "接待代表"]  # fmt: skip
WATER = ["1", "2026年3月5日", "张守田", "13812341234", "六村 3 组", "农村农业/水利水电", "渠堵了", "镇水利站", "已清淤", "2026.3.20", "满意", "王建国"]  # fmt: skip
NOISE = ["2", date(2026, 4, 1), "李四", None, None, "噪声", "广场舞太吵", None, "已劝导", None, "不满意", "孙悟空、李秀英"]  # fmt: skip
SCHOOL = ["3", "2026-05-06", None, None, None, None, "校门口堵", "六村村委会", None, None, None, None]


def bring_in(database: Database, path: Path, **more: object) -> ImportOutcome:
    with database.transaction() as session:
        return import_demands(session, path, **more)  # type: ignore[arg-type]


def details(database: Database) -> list[DemandDetail]:
    with database.reading() as session:
        rows = listing.list_demands(session, limit=None)
        return [detail.get_demand(session, demand_id=row.id) for row in reversed(rows)]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    return make_workbook(tmp_path / "留言.xlsx", MESSAGE_TITLES, ROAD, LAMP)


def test_messages_arrive_cleaned_with_their_times_and_as_settled_on_the_day_of_the_reply(
    database: Database, town: Town, messages: Path
) -> None:
    outcome = bring_in(database, messages)
    assert outcome.as_json() == {
        "ready": 2,
        "warnings": 0,
        "errors": 0,
        "imported": 2,
        "unchanged": 0,
        "failed_rows": None,
    }
    road, lamp = details(database)
    assert (road.words, road.result) == (
        "路坏了三年。\n\n请修一修 ！",
        "网友：您好！\n已列入计划。",
    )
    assert road.row.received_at == datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC), "9:32:09 in Beijing"
    assert road.replied_at == datetime(2019, 5, 10, 6, 56, 53, tzinfo=UTC)
    assert (road.row.number, lamp.row.number) == ("朔里-2019-0001", "朔里-2020-0001")
    assert (road.row.state, road.row.settled_on, road.row.satisfaction) == (
        DemandState.SETTLED,
        date(2019, 5, 10),
        None,
    )
    assert road.informed_on == date(2019, 5, 10)
    assert road.followed_up_on is None
    assert [step.sentence for step in road.steps] == ["从“留言.xlsx”第 2 行导入"]


def test_the_same_file_twice_changes_nothing(database: Database, town: Town, messages: Path) -> None:
    bring_in(database, messages)
    before = details(database)
    again = bring_in(database, messages)
    assert (again.ready, again.imported, again.unchanged, again.errors) == (2, 0, 2, 0)
    assert details(database) == before


def test_a_dry_run_counts_the_same_and_writes_nothing(
    database: Database, town: Town, messages: Path, tmp_path: Path
) -> None:
    bad = make_workbook(tmp_path / "坏.xlsx", MESSAGE_TITLES, ROAD, [1, "u", "t", "不是时间", "words"])
    with database.reading() as session:
        dry = import_demands(session, bad, dry_run=True)
    assert (dry.ready, dry.errors, dry.imported, dry.failed_rows) == (1, 1, 0, None)
    assert details(database) == []
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["坏.xlsx", "留言.xlsx"]


def test_a_bad_row_does_not_stop_the_rest_and_comes_back_with_its_reason(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "坏.xlsx",
        MESSAGE_TITLES,
        ROAD,
        [2, "u", "时间", "2019年13月5日", "words", None, None],
        [3, "u", "没有内容", "2019/4/25", None, None, None],
        [4, "u", "将来", "2027/4/25", "words", None, None],
    )
    outcome = bring_in(database, path)
    assert (outcome.ready, outcome.imported, outcome.errors) == (1, 1, 3)
    assert outcome.failed_rows == tmp_path / "坏-没有导入的行.xlsx"
    rows = CalamineWorkbook.from_path(outcome.failed_rows).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["没有导入的原因", "原来的行号", "留言编号"]
    assert [row[1] for row in rows[1:]] == [3, 4, 5]
    assert "D3" in str(rows[1][0])
    assert "接待时间在今天之后" in str(rows[3][0])


def test_a_dry_run_tells_row_by_row_what_is_wrong(database: Database, town: Town, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "坏.xlsx",
        MESSAGE_TITLES,
        [2, "u", "时间", "2019年2月30日", "words", None, None],
        [3, "u", "将来", "2027/4/25", "words", None, None],
    )
    outcome = bring_in(database, path, dry_run=True)
    assert outcome.messages == (
        "第 2 行：D2 单元格“留言时间”：“2019年2月30日”这一天不存在，请核对。",
        "第 3 行：接待时间在今天之后。请核对日期。",
    )


def test_the_file_itself_is_never_the_place_for_its_failed_rows(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "坏.xlsx", MESSAGE_TITLES, ROAD, [2, "u", "时间", "昨天", "words", None, None]
    )
    before = path.read_bytes()
    with pytest.raises(SourceInTheWay):
        bring_in(database, path, failed_rows=path)
    assert path.read_bytes() == before
    assert details(database) == []


def test_failed_rows_mended_by_hand_can_be_read_again(database: Database, town: Town, tmp_path: Path) -> None:
    failed = make_workbook(
        tmp_path / "mended.xlsx", ["没有导入的原因", "原来的行号", *MESSAGE_TITLES], ["时间", 3, *ROAD]
    )
    assert bring_in(database, failed).imported == 1


def test_a_row_that_changed_in_its_ledger_is_reported_and_never_written_over(
    database: Database, town: Town, messages: Path, tmp_path: Path
) -> None:
    bring_in(database, messages)
    changed = make_workbook(tmp_path / "新.xlsx", MESSAGE_TITLES, [*ROAD[:5], "另一个答复", ROAD[6]], LAMP)
    outcome = bring_in(database, changed)
    assert (outcome.unchanged, outcome.imported, outcome.errors) == (1, 0, 1)
    rows = CalamineWorkbook.from_path(str(outcome.failed_rows)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == (
        "这一行与以前导入的 朔里-2019-0001 不同：办理结果。原记录没有改动，请核对后在程序里修改"
    )
    assert details(database)[0].result == "网友：您好！\n已列入计划。"


def test_a_second_file_completes_what_the_first_lacked(
    database: Database, town: Town, tmp_path: Path
) -> None:
    labelled = make_workbook(
        tmp_path / "分类.xlsx", [*MESSAGE_TITLES[:5], "一级分类"], [*ROAD[:5], "城乡建设"]
    )
    replied = make_workbook(tmp_path / "答复.xlsx", MESSAGE_TITLES, ROAD)
    assert bring_in(database, labelled).imported == 1
    assert details(database)[0].row.state is DemandState.REGISTERED
    assert bring_in(database, replied).imported == 1
    (road,) = details(database)
    assert (road.category_path, road.row.state) == ("城乡建设", DemandState.SETTLED)
    assert [step.sentence for step in road.steps] == [
        "从“分类.xlsx”第 2 行导入",
        "从“答复.xlsx”第 2 行补上办理结果",
    ]
    for path in (labelled, replied):
        again = bring_in(database, path)
        assert (again.imported, again.unchanged, again.errors) == (0, 1, 0)


def test_one_number_twice_in_a_file_with_two_categories_loses_neither(
    database: Database, town: Town, tmp_path: Path
) -> None:
    row = [37042, "A00034667", "职工医保能否网上查询", "2012/1/19 17:49:30", "医保费到底有多少？"]
    path = make_workbook(
        tmp_path / "两次.xlsx",
        [*MESSAGE_TITLES[:5], "一级分类"],
        [*row, "城乡建设"],
        [*row, "劳动和社会保障"],
        [*row, "城乡建设"],
    )
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.unchanged, outcome.warnings) == (2, 1, 1)
    assert "不止一次" in outcome.messages[0]
    assert {one.category_path for one in details(database)} == {"城乡建设", "劳动和社会保障"}
    again = bring_in(database, path)
    assert (again.imported, again.unchanged) == (0, 3)


def test_an_offices_own_ledger_keeps_units_opinions_and_what_it_could_not_place(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(tmp_path / "台账.xlsx", ["朔里镇诉求台账"], LEDGER_TITLES, WATER, NOISE, SCHOOL)
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.warnings, outcome.errors) == (3, 1, 0)
    water, noise, school = details(database)
    assert (water.row.unit, water.row.route, water.category_path) == (
        "镇水利站",
        Route.TOWN,
        "农村农业/水利水电",
    )
    assert (water.row.state, water.row.satisfaction, water.followed_up_on) == (
        DemandState.SETTLED,
        Satisfaction.SATISFIED,
        date(2026, 3, 20),
    )
    assert [one.name for one in water.deputies] == ["王建国"]
    assert (noise.row.state, noise.row.satisfaction) == (DemandState.INFORMED, Satisfaction.UNSATISFIED)
    assert noise.steps[0].note == "类别：噪声；接待代表：孙悟空"
    assert [one.name for one in noise.deputies] == ["李秀英"]
    assert (school.row.state, school.row.unit) == (DemandState.HANDLING, "六村村委会")
    with database.reading() as session:
        assert session.scalar(select(func.count(Unit.id)).where(Unit.name == "镇水利站")) == 1


def test_next_years_ledger_starts_at_1_again_and_is_not_taken_for_the_old_one(
    database: Database, town: Town, tmp_path: Path
) -> None:
    bring_in(
        database, make_workbook(tmp_path / "2025.xlsx", LEDGER_TITLES, [*WATER[:1], "2025-03-05", *WATER[2:]])
    )
    outcome = bring_in(database, make_workbook(tmp_path / "2026.xlsx", LEDGER_TITLES, WATER))
    assert (outcome.imported, outcome.errors) == (1, 0)


def test_a_row_whose_date_was_corrected_is_asked_about_and_not_doubled(
    database: Database, town: Town, tmp_path: Path
) -> None:
    bring_in(database, make_workbook(tmp_path / "三月.xlsx", LEDGER_TITLES, WATER, NOISE))
    moved = [*WATER[:1], "2026-03-15", *WATER[2:]]
    outcome = bring_in(database, make_workbook(tmp_path / "改过.xlsx", LEDGER_TITLES, moved, NOISE))
    assert (outcome.imported, outcome.unchanged, outcome.errors) == (0, 1, 1)
    assert "只是日期不同" in outcome.messages[-1]
    with database.reading() as session:
        assert session.scalar(select(func.count(Demand.id))) == 2


def test_numbers_go_on_from_what_the_desk_registered(database: Database, town: Town, tmp_path: Path) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="路灯", received_at=datetime(2026, 1, 5, tzinfo=UTC))
    bring_in(database, make_workbook(tmp_path / "台账.xlsx", LEDGER_TITLES, SCHOOL, WATER))
    with database.transaction() as session:
        last = register.register_demand(session, words="水管")
        assert session.scalars(select(DemandCounter.last)).all() == [4]
    numbers = {one.row.title: one.row.short for one in details(database)}
    assert numbers == {"路灯": "0001", "渠堵了": "0002", "校门口堵": "0003", "水管": "0004"}
    assert last.short == "0004"


def test_a_column_under_another_title_is_read_when_named(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(tmp_path / "别名.xlsx", ["编号", "日期", "事由"], ["1", "2026-03-05", "渠堵了"])
    with pytest.raises(ColumnMissing, match="缺少“留言详情”列"):
        bring_in(database, path)
    assert bring_in(database, path, mapping={"words": "事由"}).imported == 1


def test_the_import_is_one_line_of_the_history(database: Database, town: Town, messages: Path) -> None:
    bring_in(database, messages)
    with database.reading() as session:
        assert latest_history(session, limit=1)[0].sentence == "导入诉求 2 件（留言.xlsx）"


def test_a_long_ledger_is_found_and_counted_whole_and_taken_back_in_one_step(
    database: Database, town: Town, tmp_path: Path
) -> None:
    lines = [
        [
            number,
            f"2026-03-{number % 28 + 1:02} 09:{number % 60:02}",
            "张三丰",
            "路灯不亮",
            "镇水利站" if number % 3 else "",
        ]
        for number in range(1, 121)
    ]
    path = make_workbook(tmp_path / "台账.xlsx", ["编号", "日期", "来访人", "反映问题", "承办单位"], *lines)
    assert bring_in(database, path).imported == 120
    with database.engine.begin() as connection:
        assert indexing.count_faults(connection) == 0
    with database.reading() as session:
        assert listing.count_demands(session, where=listing.DemandFilter(search="路灯")) == 120
        assert listing.count_demands(session, where=listing.DemandFilter(search="zsf")) == 120
        assert session.scalar(select(func.count()).where(Demand.state == DemandState.HANDLING)) == 80
    with database.transaction() as session:
        undo_last(session)
    with database.engine.begin() as connection:
        assert indexing.count_faults(connection) == 0
    with database.reading() as session:
        assert session.scalar(select(func.count(Demand.id))) == 0
        assert session.scalar(select(func.count(DemandStep.id))) == 0


def test_without_a_station_nothing_is_imported(database: Database, messages: Path) -> None:
    with pytest.raises(NoHomeStation, match="请先填写本站"):
        bring_in(database, messages)


def test_what_is_no_workbook_is_refused(database: Database, town: Town, tmp_path: Path) -> None:
    (tmp_path / "假.xlsx").write_text("不是工作簿", encoding="utf-8")
    with pytest.raises(Refusal, match="“假"):
        bring_in(database, tmp_path / "假.xlsx")


REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_real = pytest.mark.skipif(
    not (REAL / "demands_with_replies.xlsx").is_file(), reason="the real data of ../shared/data is not here"
)


@needs_real
@pytest.mark.parametrize(("name", "rows"), [("demands_with_replies", 1010), ("demands_labelled", 495)])
def test_the_real_messages_go_in_whole_with_their_times_and_twice_without_doubling(
    database: Database, town: Town, name: str, rows: int
) -> None:
    path = REAL / f"{name}.xlsx"
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.errors, outcome.unchanged) == (rows, 0, 0)
    header, *cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = {title: index for index, title in enumerate(header)}
    read = {row.number: row for row in read_table(path, COLUMNS).rows}
    with database.reading() as session:
        kept = session.scalars(select(Demand).order_by(Demand.id)).all()
        lines = {
            step.demand_id: int("".join(filter(str.isdigit, step.sentence.split("第")[1])))
            for step in session.scalars(select(DemandStep))
        }
    assert len(kept) == rows
    for demand in kept:
        line = lines[demand.id]
        row = cells[line - 2]
        assert demand.title == " ".join(str(row[place["留言主题"]]).replace("\u200b", "").split())
        assert demand.words == clean_text(str(row[place["留言详情"]]))
        assert not set("\t\r\u3000\xa0\u200b") & set(demand.words + demand.result)
        local = (demand.received_at + timedelta(hours=8)).replace(tzinfo=None)
        assert local == read[line].values["received_at"]
        if "答复意见" in place:
            assert demand.result == clean_text(str(row[place["答复意见"]]))
            assert demand.state is DemandState.SETTLED
        else:
            assert demand.category_id == town.categories[str(row[place["一级分类"]])]
    by_year: dict[int, list[int]] = {}
    for demand in kept:
        by_year.setdefault(demand.year, []).append(demand.number)
    assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in by_year.values())
    again = bring_in(database, path)
    assert (again.imported, again.unchanged, again.errors) == (0, rows, 0)
