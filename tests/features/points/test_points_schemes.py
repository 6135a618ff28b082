"""A scheme is only a file: another one scores by its own numbers, a wrong one is refused with every mistake."""

from datetime import date
from fractions import Fraction

import pytest

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.old.derive import derive
from deputy_station.features.points.rules.old.facts import Fact, FactKind, State
from deputy_station.features.points.rules.numbers import (
    distance_words,
    points_words,
    shown_below,
    two_decimals,
)
from deputy_station.features.points.rules.old.reading import SchemeProblem, read_scheme

SMALL = """
name = "两项试点"
version = "1"
total = 7.5

[attendance]
came = [{ state = "present" }]
pending = "not_yet"

[[grade]]
name = "合格"
at_least = 4.5

[[grade]]
name = "不合格"
at_least = 0

[[category]]
code = "甲"
name = "学习"
max = 7.5

[[item]]
code = "甲1"
category = "甲"
name = "培训"
max = 7.5
forms = [7]
rule = { shape = "count", of = "training", each = 2.5 }
"""


def trainings(number: int) -> list[Fact]:
    return [
        Fact(FactKind.TRAINING, 1, date(2026, month, 1), State.PRESENT, source=("activity", month))
        for month in range(1, number + 1)
    ]


def mistakes_in(text: str) -> tuple[str, ...]:
    with pytest.raises(SchemeProblem) as refused:
        read_scheme(text, named="试点")
    return refused.value.mistakes


def test_another_scheme_with_other_numbers_needs_no_other_program() -> None:
    scheme = read_scheme(SMALL)
    two = derive(scheme, 1, trainings(2))
    assert (two.total, two.grade) == (5, "合格")
    assert two.items[0].words == "2.5 × 2 = 5"
    four = derive(scheme, 1, trainings(4))
    assert (four.total, four.shown) == (Fraction(15, 2), "7.50")
    assert four.items[0].words == "2.5 × 4 = 10，封顶 7.5"


def test_a_file_that_is_no_toml_is_refused() -> None:
    assert mistakes_in("name = ")[0].startswith("不是完整的 TOML 文件")


def test_every_mistake_of_a_scheme_is_named_at_once() -> None:
    wrong = (
        SMALL.replace("max = 7.5\nforms", "max = 8\nforms")
        .replace('"training"', '"traning"')
        .replace("at_least = 0", "at_least = 10")
        .replace('shape = "count"', 'shape = "count", floor = 1')
    )
    found = mistakes_in(wrong)
    assert len(found) == 5
    assert "不认识“floor”" in found[0]
    assert "不认识“traning”" in found[1]
    assert found[2] == "大类 甲：满分写 7.5，各项加起来是 8。"
    assert found[3] == "等次：最低的等次应从 0 分起。"
    assert found[4].startswith("等次：“不合格”要 10 分")


def test_the_refusal_tells_people_how_many_places_are_wrong() -> None:
    with pytest.raises(SchemeProblem, match=r"积分办法“试点”有 1 处不对，没有采用，请改好后再试：\n1\. 总分"):
        read_scheme(SMALL.replace("total = 7.5", "total = 8"), named="试点")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('shape = "count"', 'shape = "magic"', "不认识计分方式“magic”"),
        (", each = 2.5", "", "缺少“each”"),
        ("each = 2.5", "each = 9", "超过满分"),
        ("each = 2.5", "each = -1", "不能小于 0"),
        ("each = 2.5", "each = nan", "应是数"),
        ('category = "甲"', 'category = "乙"', "没有大类 乙"),
        ('pending = "not_yet"', 'pending = "present"', "不能既算到会又算未登记"),
        ('came = [{ state = "present" }]', 'came = [{ state = "present", if = "x" }]', "没有名叫“x”的选项"),
        ('name = "合格"', 'name = "不合格"', "“不合格”写了 2 次"),
        ("total = 7.5", "totals = 7.5", "不认识“totals”"),
    ],
)
def test_a_contradiction_is_told_in_words(before: str, after: str, said: str) -> None:
    assert before in SMALL
    assert any(said in mistake for mistake in mistakes_in(SMALL.replace(before, after)))


def test_an_answer_to_a_switch_the_scheme_does_not_have_is_refused() -> None:
    with pytest.raises(SchemeProblem, match="没有名叫“leave”的选项"):
        read_scheme(SMALL, switches={"leave": True})


def test_steps_must_fall_and_end_at_the_maximum() -> None:
    text = (resources_folder() / "schemes" / "old" / "default.toml").read_text(encoding="utf-8")
    assert "steps = [[12, 2], [6, 1]]" in text
    rising = mistakes_in(text.replace("steps = [[12, 2], [6, 1]]", "steps = [[6, 1], [12, 2]]"))
    assert rising == ("项 C4的计分的“steps”：各级要从高到低写，起点不能相同。",)
    low = mistakes_in(text.replace("steps = [[12, 2], [6, 1]]", "steps = [[12, 1], [6, 1]]"))
    assert low == ("项 C4的计分的“steps”：最高一级的得分应等于满分 2。",)


def test_a_gate_nobody_can_pass_is_refused() -> None:
    text = (resources_folder() / "schemes" / "old" / "default.toml").read_text(encoding="utf-8")
    found = mistakes_in(text.replace('{ item = "C2", above = 0 }', '{ item = "C2", above = 5 }'))
    assert found == ("门槛“好”：项 C2 满分只有 5，这个门槛谁也达不到。",)


def test_numbers_are_shown_as_people_write_them() -> None:
    assert two_decimals(Fraction(1, 3)) == "0.33"
    assert two_decimals(Fraction(5, 1000)) == "0.01"
    assert points_words(Fraction(35, 4)) == "8.75"
    assert points_words(Fraction(7)) == "7"
    assert points_words(Fraction(16, 3)) == "5.33"
    assert shown_below(Fraction(89995, 1000), [Fraction(90)]) == "89.99"
    assert shown_below(Fraction(88995, 1000), [Fraction(90)]) == "89.00"
    assert distance_words(Fraction(5, 1000)) == "差 0.005 分"
    assert distance_words(Fraction(1, 300)) == "差不到 0.01 分"
    assert distance_words(Fraction(4, 3)) == "差 1.33 分"
