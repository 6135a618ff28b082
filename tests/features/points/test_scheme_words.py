"""A scheme in the words of a clerk: each rule as a sentence, the whole as a paper, its numbers at their places."""

import pytest

from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme_numbers import TextUnreadable, number_places, put_values
from deputy_station.features.points.rules.scheme_words import (
    item_sentence,
    scheme_sections,
    scheme_text_words,
)
from deputy_station.features.points.service.scheme_files import scheme_text, shipped_schemes
from tests.features.points.town_points import TOWN

HEAD = """
name = "试"
version = "1"
total = 20
[attendance]
came = ["到会"]
[[category]]
code = "A"
name = "履职"
max = 20
[[item]]
code = "A1"
category = "A"
name = "一项"
max = 8
"""


def sentence(rule: str, more: str = "") -> str:
    scheme = read_scheme(f"{HEAD}{more}rule = {rule}\n")
    return item_sentence(scheme.item("A1"), scheme)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('{ shape = "到会率", of = "接待日值班" }', "满分 8，到会率：8 × 实到 ÷ 应到，看接待日值班"),
        ('{ shape = "打勾", of = "调研报告", points = 8 }', "满分 8，调研报告，有一次就得 8 分"),
        ('{ shape = "计次", of = "学习培训", each = 2 }', "满分 8，学习培训每次 2 分"),
        (
            '{ shape = "计次", of = "会前准备", each = 2, once_per = "会议", times = 3 }',
            "满分 8，会前准备每次 2 分，同一次会议只算一次，最多算 3 次",
        ),
        (
            '{ shape = "首次加后续", of = "议案建议", first = 3, next = 2, unit = "件" }',
            "满分 8，议案建议，第一件 3 分，以后每件 2 分",
        ),
        (
            '{ shape = "扣分", of = { record = "全体会议", state = "缺席" }, each = 2 }',
            "满分 8，从 8 分往下扣：全体会议（缺席）每次扣 2 分，扣到 0 为止",
        ),
        (
            '{ shape = "分档", on = "到会率", of = "全体会议", steps = [[90, [6, 8]], [0, [0, 5]]] }',
            "满分 8，按全体会议的到会率分档：90%以上 6 到 8 分；再低的 0 到 5 分；在一档之内由人评定",
        ),
        (
            '{ shape = "评分", step = 1, bands = [{ name = "好", from = 5, to = 8 }, { name = "差", from = 0, to = 4 }] }',
            "满分 8，由人在 0 到 8 分之内评定；好 5 到 8 分；差 0 到 4 分；只打整数分",
        ),
        (
            '{ shape = "测评", of = "测评", weights = [["满意", 1], ["基本满意", 0.5]], steps = [[80, 8]] }',
            "满分 8，看测评的票（满意、基本满意算 0.5）占全部票的比率：80%以上 8 分，有几次的取最后一次",
        ),
        (
            '{ shape = "基础分", points = 8, lost = [{ of = "发言", points = 1 }] }',
            "满分 8，人人先有 8 分；发言每次扣 1 分",
        ),
        (
            '{ shape = "目标", of = "民生建议", target = 12, points = 6, above = 0.5, below = 1, unit = "条" }',
            "满分 8，民生建议目标 12 条，正好得 6 分，每多一条加 0.5 分，每少一条扣 1 分",
        ),
        (
            '{ shape = "逐期", per = "季", rule = { shape = "打勾", of = "发言", points = 2 } }',
            "满分 8，每季各算一次再加起来：发言，有一次就得 2 分",
        ),
    ],
)
def test_each_shape_of_rule_is_a_sentence(rule: str, said: str) -> None:
    assert sentence(rule) == said


def test_every_shipped_scheme_can_be_read_whole_in_chinese() -> None:
    for key in shipped_schemes():
        scheme = read_scheme(scheme_text(key)[1], named=key)
        told = scheme_text_words(scheme)
        assert all(f"{item.code}　{item.name}" in told for item in scheme.items)
        assert all(grade.name in told for grade in scheme.grades)
        assert all(switch.title in told for switch in scheme.switches)
        assert "Fraction(" not in told
        assert "frozenset" not in told


def test_the_sections_follow_the_paper_and_empty_ones_are_left_out() -> None:
    sections = scheme_sections(read_scheme(TOWN))
    assert [each.heading for each in sections] == [
        "开头",
        "口径：纸上没有写清的，现在这样算",
        "考勤",
        "A 履职　最多 20 分",
        "等次",
        "自己申报的，要核准或要材料的",
    ]
    [leave] = sections[1].lines
    assert (leave.text, leave.under) == ("请假怎么算：算缺席", ("也可以：不计入应到",))
    assert [(line.lead, line.text) for line in sections[5].lines] == [("捐款", "要核准、证明材料必须")]


def test_numbers_and_names_are_listed_by_where_they_stand_in_the_paper() -> None:
    rows = [(each.part, each.where, each.what, each.text) for each in number_places(TOWN)]
    assert ("开头", "办法", "总分", "20") in rows
    assert ("A 履职", "A 履职", "封顶", "20") in rows
    assert ("A 履职", "A1 捐款", "满分", "10") in rows
    assert ("A 履职", "A1 捐款", "每次几分", "2") in rows
    assert ("A 履职", "A2 旁听庭审", "每次几分", "1/3") in rows
    assert ("等次和门槛", "等次“优秀”", "不低于", "8") in rows


def place(text: str, where: str, what: str) -> tuple[str | int, ...]:
    [found] = [each for each in number_places(text) if (each.where, each.what) == (where, what)]
    return found.path


def test_a_changed_number_leaves_every_other_sign_where_it_was() -> None:
    text = TOWN.replace("max = 10", "max   =  10   # 讨论稿写 12")
    changed = put_values(
        text, {place(text, "A1 捐款", "满分"): "12.5", place(text, "A2 旁听庭审", "每次几分"): "２/5"}
    )
    assert changed == text.replace("max   =  10 ", "max   =  12.5 ").replace('"1/3"', '"2/5"')


def test_what_is_no_number_is_said_and_not_written() -> None:
    [most] = [each for each in number_places(TOWN) if (each.where, each.what) == ("A1 捐款", "满分")]
    assert most.problem("十分") == "要填数，例如 8、0.5 或 1/3。"
    assert most.problem("不封顶") == ""
    assert put_values(TOWN, {most.path: "十分"}) == TOWN
    assert 'max = "不封顶"' in put_values(TOWN, {most.path: "不封顶"})


def test_a_grades_new_name_is_written_wherever_the_scheme_speaks_of_it() -> None:
    text = TOWN + '[[gate]]\ngrade = "优秀"\nneeds = [{ score = "A1", above = 0 }]\n'
    text += '[[consequence]]\nname = "表扬"\ngrade = ["优秀", "合格"]\n'
    changed = put_values(text, {place(text, "等次“优秀”", "名称"): '好"样的'})
    scheme = read_scheme(changed)
    assert [grade.name for grade in scheme.grades] == ['好"样的', "合格", "不合格"]
    assert scheme.gates[0].grade == '好"样的'
    assert scheme.consequences[0].grades == {'好"样的', "合格"}


def test_writing_every_value_back_changes_no_sign_of_any_shipped_scheme() -> None:
    for key in shipped_schemes():
        text = scheme_text(key)[1]
        assert put_values(text, {each.path: each.text for each in number_places(text)}) == text


def test_a_half_typed_text_has_no_numbers_to_change() -> None:
    with pytest.raises(TextUnreadable):
        number_places(TOWN + "[[item\n")
