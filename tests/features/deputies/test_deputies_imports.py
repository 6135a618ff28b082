"""A roster workbook becomes deputies: counted first, written once, never doubled."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from deputy_station.core.errors import Refusal
from deputy_station.documents.import_likeness import propose_places
from deputy_station.documents.workbook_in import ColumnMissing, read_table
from deputy_station.features.deputies.commands import import_roster, show_deputies
from deputy_station.features.deputies.imports import COLUMNS, import_deputies
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.deputies.service.frame import create_term, list_constituencies, list_groups
from deputy_station.features.deputies.service.roster import get_deputy, list_deputies
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.documents.workbook_makers import make_workbook

TITLES = ["序号", "姓名", "性别", "民族", "出生年月", "党派", "文化程度", "工作单位及职务", "选区", "代表小组",
          "代表层级", "届别", "代表证号", "联系电话", "当选日期", "备注", "邮政编码"]  # fmt: skip
ZHANG = [1, "张守田", "男", "汉族", "1975.03", "中共党员", "大专", "朔北村书记", "第三选区", "第一代表小组",
         "区、镇", "第十九届", "QH0001", 13800001111, "2021年12月4日", "连任", "010020"]  # fmt: skip
LI = [2, "李娟", "女", "汉", "198502", None, "本科", "朔里小学", "第一选区", "第二代表小组",
      "镇", "十九届", "QH0002", "13800002222", date(2021, 12, 4), None, 990012]  # fmt: skip
BAD = [
    3,
    "王五",
    "未知",
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    "村",
    "第九届",
    None,
    340604199001011234,
    "2021-02-30",
    None,
    10020,
]


@pytest.fixture
def ready(database: Database) -> Database:
    with database.transaction() as session:
        create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
    return database


def roster(folder: Path, *rows: list[object], name: str = "名册.xlsx") -> Path:
    return make_workbook(folder / name, ["朔里镇人大代表名册"], TITLES, *rows)


def test_the_sound_rows_go_in_and_the_others_into_a_workbook(ready: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, ZHANG, BAD, LI)
    with ready.transaction() as session:
        outcome = import_deputies(session, path=path)
    assert outcome.as_json() == {
        "ready": 2,
        "warnings": 0,
        "errors": 1,
        "imported": 2,
        "unchanged": 0,
        "failed_rows": str(tmp_path / "名册（未导入的行）.xlsx"),
    }
    with ready.reading() as session:
        rows = list_deputies(session)
        assert [row.name for row in rows] == ["李娟", "张守田"]
        li, zhang = (get_deputy(session, deputy_id=row.id) for row in rows)
        assert [group.name for group in list_groups(session)] == ["第一代表小组", "第二代表小组"]
        assert [place.name for place in list_constituencies(session)] == ["第三选区", "第一选区"]
    assert (zhang.sex, zhang.born, zhang.phone, zhang.card_number) == (
        Sex.MALE,
        "1975-03",
        "13800001111",
        "QH0001",
    )
    assert (zhang.work_unit, zhang.party, zhang.note) == ("朔北村书记", "中共党员", "连任")
    assert (zhang.postcode, li.postcode) == ("010020", "990012")
    assert [(seat.level, seat.term, seat.constituency, seat.started_on) for seat in zhang.mandates] == [
        (Level.TOWN, "第十九届", "第三选区", date(2021, 12, 4)),
        (Level.DISTRICT, "", "", date(2021, 12, 4)),
    ]
    failed = read_table(tmp_path / "名册（未导入的行）.xlsx", COLUMNS)
    assert [row.values["name"] for row in failed.rows] == ["王五"]
    reason = failed.rows[0].cells[0]
    for part in (
        "第 15 位以后已丢失",
        "这一天不存在",
        "性别“未知”看不懂",
        "代表层级“村”看不懂",
        "没有登记过“第九届”",
        "邮编“10020”不是 6 位数字",
    ):
        assert part in reason


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (("邮编",), {"postcode": 0}),
        (("通讯地址", "邮政编码"), {"address": 0, "postcode": 1}),
        (("通讯地址及邮编",), {"address": 0}),
        (("通讯地址、邮编",), {"address": 0}),
        (("编号",), {"card_number": 0}),
        (("电子邮箱",), {}),
    ],
)
def test_a_postcode_is_told_from_addresses_and_numbers_by_its_title(
    titles: tuple[str, ...], found: dict[str, int]
) -> None:
    assert propose_places(titles, COLUMNS, [])[0] == found


def test_a_dry_run_counts_and_writes_nothing(ready: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, ZHANG, BAD)
    with ready.reading() as session:
        outcome = import_deputies(session, path=path, dry_run=True)
    assert (outcome.ready, outcome.errors, outcome.imported, outcome.failed_rows) == (1, 1, 0, None)
    assert "新设代表小组：第一代表小组。" in outcome.messages
    with ready.reading() as session:
        assert list_deputies(session) == []
        assert list_groups(session) == []
    assert [each.name for each in tmp_path.glob("*.xlsx")] == ["名册.xlsx"]


def test_the_same_file_twice_doubles_nothing(ready: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, ZHANG, LI)
    with ready.transaction() as session:
        import_deputies(session, path=path)
    with ready.transaction() as session:
        again = import_deputies(session, path=path)
        versions = [row.version for row in list_deputies(session)]
    assert (again.ready, again.imported, again.unchanged, again.warnings) == (2, 0, 2, 0)
    assert versions == [1, 1]


def test_homonyms_without_phones_stay_two_people_however_often_the_file_comes(
    ready: Database, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "选区", "届别"],
        ["张伟", "第一选区", "第十九届"],
        ["张伟", "第二选区", "第十九届"],
    )
    with ready.transaction() as session:
        first = import_deputies(session, path=path)
    with ready.transaction() as session:
        second = import_deputies(session, path=path)
        assert len(list_deputies(session)) == 2
    assert (first.imported, first.warnings) == (2, 1)
    assert first.messages[-1] == "第 3 行：第 2 行已有同名代表（第一选区），按不同的人处理，请核对。"
    assert (second.imported, second.unchanged) == (0, 2)


def test_a_known_phone_or_card_makes_it_the_same_person(ready: Database, tmp_path: Path) -> None:
    with ready.transaction() as session:
        import_deputies(session, path=roster(tmp_path, ZHANG, LI))
    path = make_workbook(
        tmp_path / "新.xlsx",
        ["姓名", "代表证号", "手机", "小组", "选区"],
        ["张守田", "QH0001", "13900009999", "第二代表小组", "第五选区"],
        ["李 娟", None, "13800002222", None, None],
        ["李娟", None, "13700000000", None, None],
    )
    with ready.transaction() as session:
        outcome = import_deputies(session, path=path)
        rows = {row.phone: row for row in list_deputies(session)}
    # The padding of 李 娟 is the roster's, not hers: nothing new is said of her.
    assert (outcome.ready, outcome.imported, outcome.unchanged, outcome.warnings) == (3, 2, 1, 1)
    zhang = rows["13900009999"]
    assert (zhang.name, zhang.group, zhang.constituency) == ("张守田", "第二代表小组", "第五选区")
    assert rows["13800002222"].name == "李娟"
    assert rows["13700000000"].name == "李娟"
    assert len(rows) == 3


def test_a_phone_too_short_and_a_name_that_is_none_are_doubted_not_refused(
    ready: Database, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "手机"],
        ["张守田", 1380561],
        ["填表：周敏", "13800002222"],
        ["陈\u3000伟", "13800003333"],
        ["阿依古丽 买买提", "0561-3020001"],
    )
    with ready.transaction() as session:
        outcome = import_deputies(session, path=path)
        names = {row.name for row in list_deputies(session)}
    assert [finding.warnings for finding in outcome.findings] == [
        ("电话“1380561”：手机号是 11 位，这里是 7 位，请核对。",),
        ("“填表：周敏”不像一个人的姓名，请核对。",),
    ]
    assert names == {"张守田", "填表：周敏", "陈伟", "阿依古丽 买买提"}


def test_one_person_on_two_rows_is_entered_once_with_both_seats(ready: Database, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "手机", "层级", "当选日期"],
        ["张守田", "13800001111", "镇", "2021-12-04"],
        ["张守田", "13800001111", "区", "2022-01-10"],
    )
    with ready.transaction() as session:
        outcome = import_deputies(session, path=path)
        rows = list_deputies(session)
    assert [row.levels for row in rows] == [(Level.TOWN, Level.DISTRICT)]
    assert (outcome.imported, outcome.warnings) == (2, 1)
    assert "第 3 行：与第 2 行是同一位代表，已合并。" in outcome.messages


def test_a_second_seat_at_the_same_time_is_an_error_of_its_row_only(ready: Database, tmp_path: Path) -> None:
    with ready.transaction() as session:
        import_deputies(session, path=roster(tmp_path, ZHANG))
    later = [*ZHANG[:10], "镇", *ZHANG[11:14], "2026-11-01", None]
    with ready.transaction() as session:
        outcome = import_deputies(session, path=roster(tmp_path, later, LI, name="换届.xlsx"))
    assert (outcome.errors, outcome.imported) == (1, 1)
    assert any("时间重叠" in message for message in outcome.messages)


def test_without_a_term_or_day_of_election_a_row_cannot_go_in(database: Database, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["姓名", "手机"], ["张守田", "138"])
    with database.transaction() as session:
        outcome = import_deputies(session, path=path, failed_rows=tmp_path / "错.xlsx")
    assert (outcome.ready, outcome.errors, outcome.failed_rows) == (0, 1, tmp_path / "错.xlsx")
    assert outcome.messages == ("第 2 行：没有当选日期，也没有可用的届别，请填写当选日期。",)


def test_columns_can_be_named_by_hand(ready: Database, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["代表", "号码"], ["张守田", "13800001111"])
    with pytest.raises(Refusal), ready.transaction() as session:
        import_deputies(session, path=path)
    with ready.transaction() as session:
        outcome = import_deputies(session, path=path, mapping={"name": "代表", "phone": "号码"})
        assert [(row.name, row.phone) for row in list_deputies(session)] == [("张守田", "13800001111")]
    assert outcome.imported == 1


def test_a_roster_without_names_is_refused(ready: Database, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["性别", "民族", "手机"], ["男", "汉", "138"])
    with pytest.raises(ColumnMissing, match="缺少“姓名”列"), ready.transaction() as session:
        import_deputies(session, path=path)


def desk_of(database: Database, *, as_json: bool) -> tuple[Desk, io.StringIO]:
    out = io.StringIO()
    return Desk(lambda: database, as_json=as_json, out=out, err=io.StringIO()), out


def test_the_command_line_imports_and_lists(ready: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, ZHANG, LI)
    desk, out = desk_of(ready, as_json=True)
    import_roster(desk, path, dry_run=True)
    assert json.loads(out.getvalue()) == {
        "ready": 2, "warnings": 0, "errors": 0, "imported": 0, "unchanged": 0, "failed_rows": None,
    }  # fmt: skip
    desk, out = desk_of(ready, as_json=False)
    import_roster(desk, path)
    assert out.getvalue() == "可导入 2 行，其中要留意 0 行；有错 0 行。写入 2 行，没有变化 0 行。\n"
    desk, out = desk_of(ready, as_json=True)
    show_deputies(desk, search="zst", group="第一", level="县区")
    answer = json.loads(out.getvalue())
    assert answer["count"] == 1
    assert answer["rows"][0]["name"] == "张守田"
    assert answer["rows"][0]["levels"] == ["town", "district"]
    desk, out = desk_of(ready, as_json=False)
    show_deputies(desk)
    assert "张守田" in out.getvalue()
    assert "共 2 条" in out.getvalue()
    with pytest.raises(Refusal, match="没有“村”这个层级"):
        show_deputies(desk, level="村")
    with pytest.raises(Refusal, match="“甲=乙”看不懂"):
        import_roster(desk, path, column=["甲=乙"])
