"""Which column of a file is which of ours."""

import pytest

from deputy_station.documents.import_columns import Content, ImportColumn
from deputy_station.documents.import_likeness import LIKE_ENOUGH, FoundBy, propose_places, title_likeness
from deputy_station.documents.workbook_cells import Kind

COLUMNS = (
    ImportColumn("name", ("姓名", "代表姓名"), required=True),
    ImportColumn("work_unit", ("工作单位", "单位")),
    ImportColumn("phone", ("联系电话", "电话", "手机"), Kind.DIGITS, content=Content.PHONE),
    ImportColumn("day", ("日期", "登记日期"), Kind.MOMENT, required=True, content=Content.DAY),
    ImportColumn("words", ("反映问题",), Kind.TEXT, required=True, content=Content.LONG),
)


def places(titles: list[str], *body: list[object]) -> dict[str, int]:
    return propose_places(titles, COLUMNS, body)[0]  # type: ignore[arg-type]


def test_known_titles_come_first_wherever_they_stand() -> None:
    assert places(["备注", "电话", "姓名"]) == {"phone": 1, "name": 2}


def test_the_end_of_a_title_says_what_it_is() -> None:
    assert places(["代表姓名", "工作单位电话"]) == {"name": 0, "phone": 1}


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("来访群众电话", "电话"),
        ("连系电话", "联系电话"),
        ("反映的问题情况", "反映问题"),
        ("登记日期（公历）", "登记日期"),
    ],
)
def test_titles_people_would_take_for_the_same_are_alike(title: str, known: str) -> None:
    assert title_likeness(title, known) >= LIKE_ENOUGH


@pytest.mark.parametrize(
    ("title", "known"), [("来访人数", "来访人"), ("电话费", "电话"), ("性别", "类别"), ("年", "出生年月")]
)
def test_titles_that_only_share_signs_are_not(title: str, known: str) -> None:
    assert title_likeness(title, known) < LIKE_ENOUGH


def test_one_column_of_the_file_is_not_taken_twice() -> None:
    found = places(["联系电话", "家庭电话"])
    assert found == {"phone": 0}


def test_phones_days_and_long_words_are_known_by_what_stands_in_the_cells() -> None:
    body = [
        ["甲", 13812341234.0, "2026年3月5日", "渠堵了，浇不上地，请帮忙清一清"],
        ["乙", "１３８１２３４１２３５", "2026.4.1", "路灯不亮已经两个月了，晚上出门不便"],
    ]
    found, by, _ = propose_places(["A栏", "B栏", "C栏", "D栏"], COLUMNS, body)
    assert found == {"phone": 1, "day": 2, "words": 3}
    assert set(by.values()) == {FoundBy.CONTENT}


def test_two_columns_that_look_like_phones_are_left_to_a_person() -> None:
    row = ["13812341234", "13812341235"]
    assert places(["甲栏", "乙栏"], row, row) == {}


def test_a_title_that_comes_twice_is_told() -> None:
    found, _, warnings = propose_places(["姓名", "电话", "电话"], COLUMNS, [])
    assert found == {"name": 0, "phone": 1}
    assert warnings == ["有两列都叫“电话”，读的是前一列，C 列没有读。"]
