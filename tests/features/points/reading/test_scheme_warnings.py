"""What can be read but can never come true is doubted, with its line; what makes sense is not."""

from pathlib import Path

import pytest

from deputy_station.features.points.rules.checking import check_scheme

SCHEMES = Path(__file__).parents[4] / "resources/schemes"

TEXT = """name = "青石镇办法"
version = "2026"
total = 20
roles = ["常委"]
[switches.extra]
title = "迟到也算"
on = true
[attendance]
came = ["到会", { state = "迟到", if = "extra" }]
[[record]]
name = "捐款"
unit = "元"
fields = ["amount"]
[[category]]
code = "A"
name = "参加活动"
max = 20
[[item]]
code = "A1"
category = "A"
name = "学习培训"
max = 12
printed = "2026 年起每次 4 分，每年最多 12 分"
rule = { shape = "计次", of = "学习培训", each = 4 }
[[item]]
code = "A2"
category = "A"
name = "捐款"
max = 8
rule = { shape = "打勾", of = "捐款", points = 8 }
[grading]
by = "总分"
[[grade]]
name = "合格"
at_least = 12
[[grade]]
name = "不合格"
at_least = 0
[[gate]]
grade = "合格"
needs = [{ score = "A1", at_least = 4 }]
"""
RULE = '{ shape = "计次", of = "学习培训", each = 4 }'
TICK = '{ shape = "打勾", of = "捐款", points = 8 }'


def warned(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    check = check_scheme(text)
    assert check.mistakes == ()
    assert check.scheme is not None
    return [warning.words for warning in check.warnings]


def test_a_scheme_that_makes_sense_raises_no_doubt():
    assert warned() == []


def test_the_default_scheme_raises_no_doubt():
    check = check_scheme((SCHEMES / "default.toml").read_text(encoding="utf-8"))
    assert (check.mistakes, check.warnings) == ((), ())
    assert check.scheme is not None
    assert len(check.scheme.items) == 21
    assert sum(item.most or 0 for item in check.scheme.items) == 100
    assert all(item.printed and item.forms for item in check.scheme.items)
    assert check.scheme.source
    assert check.scheme.reconstructed


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_has_no_mistake_however_its_switches_are_answered(path: Path) -> None:
    assert check_scheme(path.read_text(encoding="utf-8")).mistakes == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        # records
        (
            RULE,
            '{ shape = "计次", of = { record = "学习培训", state = "已受理" }, each = 4 }',
            "第 24 行，项 A1 的计分：“学习培训”的记录从来不说“已受理”，这里永远选不到，能说的是：",
        ),
        (
            RULE,
            '{ shape = "计次", of = { record = "学习培训", role = "领衔" }, each = 4 }',
            "从来不说“领衔”，这里永远选不到，去掉 role。",
        ),
        (
            RULE,
            '{ shape = "计次", of = { record = "述职", manner = "只作解释" }, each = 4 }',
            "“述职”的记录从来不说“只作解释”，这里永远选不到，能说的是：书面、口头。",
        ),
        (
            TICK,
            '{ shape = "打勾", of = { record = "捐款", level = "市级" }, points = 8 }',
            "第 30 行，项 A2 的计分：“捐款”登记时不问 level，这里永远选不到",
        ),
        (TICK, '{ shape = "打勾", of = "发言", points = 8 }', "第 11 行，记录“捐款”：没有一项用到它"),
        # caps
        (
            RULE,
            '{ shape = "打勾", of = "学习培训", points = 4 }',
            "第 18 行，项 A1：满分 12，计分方式最多只能给 4",
        ),
        ("max = 12", "max = 10", "第 14 行，大类 A：封顶 20，各项加起来最多 18"),
        (
            "max = 12",
            "max = 15",
            "第 14 行，大类 A：封顶 20，各项加起来有 23，有意再封一次顶的，写 capped = true。",
        ),
        ("total = 20", "total = 20\ntotal_max = 30", "第 4 行，总分：连加分在内最多 30，各大类加起来只有 20"),
        # totals
        ("total = 20", "total = 25", "第 3 行，总分：纸上的总分是 25，各大类加起来是 20"),
        ("max = 8", 'max = 8\nnever = ["常委"]', "第 3 行，总分：身份“常委”的各大类加起来是 12，不是 20"),
        ("max = 8", 'max = 8\nmin = "不限"', "第 3 行，总分：会扣成负数，没有写扣到多少为止，写 total_min"),
        # grades
        ("at_least = 12", "at_least = 21", "第 33 行，等次“合格”：要 21，总分最多 20，谁也评不上"),
        ("at_least = 12", "above = 20", "第 33 行，等次“合格”：要 20，总分最多 20，谁也评不上"),
        (
            "at_least = 0",
            "at_least = 5",
            "第 36 行，等次“不合格”：最低的等次从 5 起，总分最低到 0，再低的没有等次",
        ),
        ("at_least = 0", "at_most = 11", "第 36 行，等次“不合格”：和“合格”之间有空当：11 和 12 之间没有等次"),
        ("at_least = 0", "below = 11", "第 36 行，等次“不合格”：和“合格”之间有空当"),
        ("at_least = 0", "at_most = 13", "第 36 行，等次“不合格”：和“合格”重叠：这一档到 13，上一档从 12 起"),
        # gates, switches, printed numbers
        ("at_least = 4", "at_least = 13", "第 39 行，“合格”的门槛：A1 最多 12，这个门槛谁也过不了"),
        ("at_least = 4", "above = 12", "第 39 行，“合格”的门槛：A1 最多 12，这个门槛谁也过不了"),
        ('{ state = "迟到", if = "extra" }', '"迟到"', "第 5 行，口径“extra”：没有一处用到它"),
        ("每次 4 分", "每次 5 分", "第 18 行，项 A1：原话里的 5，计分里没有，请核对"),
    ],
)
def test_what_can_never_come_true_is_doubted_with_its_line(before: str, after: str, says: str) -> None:
    words = warned((before, after))
    assert any(says in word for word in words), words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # meant: the cap below the sum is said to be so; a gap has its rule; rounding closes it; the ends touch
        ("max = 20\n", "max = 20\ncapped = true\n"),
        ("at_least = 0", "below = 12"),
        (
            'by = "总分"\n[[grade]]\nname = "合格"',
            'by = "总分"\nbetween = "归低档"\n[[grade]]\nname = "合格"',
        ),
        ("每次 4 分", "第 3 条：每次 4 分"),
        ("max = 8", 'max = 8\nnever = ["常委"]\notherwise = 8'),
    ],
)
def test_what_makes_sense_is_not_doubted(before: str, after: str) -> None:
    assert warned((before, after)) == []


def test_a_gap_that_rounding_closes_is_none():
    assert warned(("at_least = 0", 'at_most = 11\n[rounding]\ndigits = 0\nway = "四舍五入"')) == []


def test_a_mistake_that_shows_only_under_another_answer_is_told_with_the_answer():
    check = check_scheme(TEXT.replace("max = 12\n", 'max = 12\nif = "extra"\n'))
    assert check.scheme is None
    assert [mistake.words for mistake in check.mistakes] == [
        "第 42 行，“合格”的门槛（口径“extra”答“否”时）：“A1”按现在的口径不用，这里却看它，给这里也写上 if。"
    ]


def test_a_part_left_out_under_the_same_answer_may_look_at_the_item_left_out():
    text = TEXT.replace("max = 12\n", 'max = 12\nif = "extra"\n').replace(
        "at_least = 4 }]", 'at_least = 4 }]\nif = "extra"'
    )
    check = check_scheme(text)
    assert (check.mistakes, check.warnings) == ((), ())


def test_mistakes_leave_no_scheme_and_no_warnings():
    check = check_scheme(TEXT.replace("each = 4", "eech = 4"), named="qingshi.toml")
    assert (check.scheme, check.warnings) == (None, ())
    assert "不认识“eech”，是不是“each”？" in check.mistakes[0].words


@pytest.mark.parametrize(
    "rule",
    [
        '{ shape = "扣分", of = "学习培训", each = 4 }',
        '{ shape = "扣分", prices = [{ of = ["捐款", "学习培训"], points = 4 }] }',
        '{ shape = "基础分", points = 12, lost = [{ of = "学习培训", points = 4 }] }',
    ],
)
def test_points_taken_off_for_any_attendance_are_doubted(rule: str) -> None:
    # 满分 12，缺席一次扣 4: written without 缺席, three who came to three trainings would be left with 0.
    where = "第 18 行，项 A1：没有写“学习培训”什么考勤才扣，来了的也扣"
    says = f'{where}，写成 {{ record = "学习培训", state = "缺席" }}。'
    assert says in warned((RULE, rule))


def test_points_taken_off_for_absence_or_for_records_without_attendance_are_not_doubted() -> None:
    absent = '{ shape = "扣分", of = { record = "学习培训", state = "缺席" }, each = 4 }'
    gift = '{ shape = "扣分", of = "捐款", each = 4 }'
    assert not [words for rule in (absent, gift) for words in warned((RULE, rule)) if "来了的也扣" in words]


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ('{ shape = "计次", of = "议案建议", each = 4 }', "议案建议"),
        ('{ shape = "打勾", of = ["民生建议", "议案建议"], points = 12 }', "民生建议、议案建议"),
        ('{ shape = "分档", on = "次数", of = "调研报告", steps = [[1, 12]] }', "调研报告"),
        (
            '{ shape = "合计", parts = [{ shape = "首次加后续", of = "民生建议", first = 3, next = 2 }] }',
            "民生建议",
        ),
    ],
)
def test_counting_what_was_turned_down_too_is_doubted(rule: str, named: str) -> None:
    (words,) = warned((RULE, rule), ("，每年最多 12 分", ""), ("每次 4 分", "计分"))
    assert f"没有写“{named}”受理了没有，没有受理的也算" in words


@pytest.mark.parametrize(
    "rule",
    [
        '{ shape = "计次", of = { record = "议案建议", state = "已受理" }, each = 4 }',
        '{ shape = "计次", of = { record = "议案建议", state = ["已受理", "未受理"] }, each = 4 }',
        '{ shape = "计次", of = "走访联系选民", each = 4 }',
    ],
)
def test_who_says_what_is_counted_or_counts_what_nobody_turns_down_is_not_asked(rule: str) -> None:
    assert warned((RULE, rule)) == []


def test_what_counts_only_when_approved_needs_no_state() -> None:
    record = '[[record]]\nname = "捐款"'
    approved = f'[[record]]\nname = "调研报告"\napproval = true\n{record}'
    rule = '{ shape = "计次", of = "调研报告", each = 4 }'
    assert warned((record, approved), (RULE, rule)) == []


def test_a_share_of_people_without_a_way_to_round_is_doubted() -> None:
    (words,) = warned(("at_least = 12", 'at_least = 12\nquota = "20%"'))
    assert "名额不是整数时怎么办，纸上没写" in words
    assert words.startswith("第 36 行，等次“合格”")
    assert warned(("at_least = 12", 'at_least = 12\nquota = "20%"\nquota_rounding = "舍去"')) == []
    assert warned(("at_least = 12", "at_least = 12\nquota = 9")) == []
