"""Slips of the keyboard are told in words of the office, with the line, all at once, and the rest is read as well."""

import pytest

from deputy_station.features.points.rules.reading.reader import SchemeProblem, read_scheme

TEXT = """name = "青石镇办法"
version = "2026"
total = 20
[attendance]
came = ["到会"]
[[category]]
code = "A"
name = "参加活动"
max = 20
[[item]]
code = "A1"
category = "A"
name = "学习培训"
max = 20
rule = { shape = "计次", of = "学习培训", each = 4 }
[[grade]]
name = "合格"
at_least = 0
"""


def told(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    with pytest.raises(SchemeProblem) as problem:
        read_scheme(text)
    return [mistake.words for mistake in problem.value.mistakes]


def test_the_text_without_slips_is_read():
    assert read_scheme(TEXT).name == "青石镇办法"


@pytest.mark.parametrize(
    ("before", "after", "line", "what", "hint"),
    [
        ('"青石镇办法"', "“青石镇办法”", 1, "引号是中文的", "两边都改成英文双引号"),
        ('"青石镇办法"', '"青石镇办法”', 1, "右边的引号是中文的", '改成英文的 "'),
        ('"青石镇办法"', '"青石镇办法', 1, "引号不成对，少了右边的", '补上 "'),
        ('"青石镇办法"', "青石镇办法", 1, "“青石镇办法”没有加引号", '写成 "青石镇办法"'),
        ('"计次", of', '"计次"， of', 15, "“，”是中文的", "改成英文的 ,"),
        ("total = 20", "total ＝ 20", 3, "“＝”是中文的", "改成英文的 ="),
        ("total = 20", "total：20", 3, "“：”是中文的", "改成英文的 ="),
        ("total = 20", "total: 20", 3, "写了“:”", "改成“=”"),
        ("total = 20", "total 20", 3, "“total”后面少了“=”", "写成“total = …”"),
        ("total = 20", "total =", 3, "右边没有写值", "补在等号右边"),
        ("total = 20", "total = ２０", 3, "“２０”是全角的数字", "改成 20"),
        ("each = 4", "each = 4分", 15, "“4分”数后面多写了“分”", "写成 4"),
        ("each = 4", "each = 4。5", 15, "“4。5”小数点写成了句号", "写成 4.5"),
        ("each = 4", "each = 四", 15, "“四”没有加引号", "是数的用 0 到 9 写"),
        ("each = 4", "each = ", 15, "“each =”右边没有写值", "补在等号右边"),
        ("at_least = 0", "at_least = 60%", 18, "“60%”数后面多写了“%”", "写成 60"),
        ("at_least = 0", "at_least = 0\nquota = 20%", 19, "“20%”没有加引号", '写成 "20%"'),
        ("total = 20", "total = 20 分", 3, "数后面多写了“分”", "去掉它"),
        ("total = 20", "总分 = 20", 3, "等号左边的名字“总分”要用英文", "是不是“total”？"),
        ("total = 20", "这是一份办法", 3, "这一行不是“名字 = 值”", "前面加 #"),
        ("total = 20", "\u3000total = 20", 3, "有全角空格", "改成普通的空格"),
        ('code = "A1"', 'code = "A1"\ncode = "A2"', 12, "“code”写了两次，第 11 行已经写过", "只留一个"),
        ("each = 4 }", "each = 4, each = 5 }", 15, "“each”写了两次", "只留一个"),
        ("each = 4 }", "each = 4, }", 15, "花括号里最后多了一个逗号", "去掉它"),
        ("each = 4 }", "each = 4", 15, "花括号“{”在这一行没有关上", "补上“}”"),
        ('["到会"]', '["到会"', 6, "第 5 行的“[”没有关上", "补上“]”"),
        ("[[grade]]", "[[grade]", 16, "方括号没有关上", "[[名字]]"),
        ("total = 20", "total = True", 3, "“True”要写成 true", "改成 true"),
        ("[attendance]", "[attendance]\n[attendance]", 5, "“attendance”写了两次", "只留一个"),
        ("total = 20", "valid = { from = 2026-02-30 }\ntotal = 20", 3, "没有这个日期", "2026-01-31"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_to_type(
    before: str, after: str, line: int, what: str, hint: str
) -> None:
    first, *others = told((before, after))
    assert first.startswith(f"第 {line} 行，文字的写法：")
    assert what in first
    assert hint in first
    assert others == []


def test_all_lines_with_slips_are_told_together_with_what_is_wrong_elsewhere():
    words = told(
        ('"青石镇办法"', "“青石镇办法”"),
        ('"2026"', "“2026”"),
        ("total = 20", "total = 20\ntotal = 30"),
        ('"学习培训", each', '"学习培川", each'),
    )
    assert [word.split("，")[0] for word in words] == ["第 1 行", "第 2 行", "第 4 行", "第 16 行"]
    assert words[-1].endswith("没有“学习培川”，是不是“学习培训”？")


def test_numbers_lost_in_a_copy_are_told_all_at_once():
    words = told(("max = 20", "max ="), ("each = 4", "each = "), ("at_least = 0", "at_least ="))
    assert [word.split("，")[0] for word in words] == ["第 9 行", "第 15 行", "第 18 行"]
    assert all("右边没有写值" in word for word in words)


def test_a_number_with_its_unit_brings_no_mistake_about_other_lines():
    lower = 'at_least = 0\n[[grade]]\nname = "不合格"\nat_least = 0'
    words = told(("at_least = 0", lower), ("at_least = 0", "at_least = 12分"))
    assert words == ["第 18 行，文字的写法：“12分”数后面多写了“分”，写成 12。"]


def test_a_part_of_many_with_one_bracket_is_told_even_where_it_stands_twice():
    second = '[item]\ncode = "A2"\ncategory = "A"\nname = "发言"\nmax = "不封顶"\n'
    rule = 'rule = { shape = "计次", of = "发言", each = 1 }\n'
    words = told(("[[item]]", "[item]"), ("[[grade]]", second + rule + "[[grade]]"))
    assert words == [
        "第 10 行，文字的写法：“[item]”要写两层方括号，写成“[[item]]”。",
        "第 16 行，文字的写法：“[item]”要写两层方括号，写成“[[item]]”。",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name", "\ufeffname"),
        ("total = 20", "\ttotal\t=\t20"),
        ("\n", "\r\n"),
        ('"青石镇办法"', '"青石镇“试行”办法，2026"'),
    ],
)
def test_a_byte_order_mark_tabs_windows_line_ends_and_quotes_inside_texts_are_no_slips(
    before: str, after: str
) -> None:
    assert read_scheme(TEXT.replace(before, after, -1 if before == "\n" else 1)).total == 20


def test_the_refusal_names_the_file_and_numbers_its_mistakes():
    with pytest.raises(SchemeProblem) as problem:
        read_scheme(TEXT.replace('"2026"', "2026"), named="qingshi.toml")
    assert str(problem.value) == (
        "积分办法“qingshi.toml”有 1 处不对，没有采用，请改好后再试：\n"
        '1. 第 2 行，开头：“version”应是文字，文字要加英文双引号 "。'
    )
