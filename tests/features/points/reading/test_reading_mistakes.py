"""Each sort of mistake is told with its line, where it is in the paper, and the nearest right spelling."""

import pytest

from deputy_station.features.points.rules.reading.reader import SchemeProblem, read_scheme

TEXT = """name = "青石镇办法"
version = "2026"
total = 20
roles = ["常委"]
[switches.leave]
title = "请假怎么算"
options = ["算缺席", "算一半"]
answer = "算缺席"
[switches.extra]
title = "另加"
on = true
[attendance]
came = ["到会"]
part = [{ state = "请假", share = "1/2", if = "leave = 算一半" }]
[[category]]
code = "A"
name = "参加活动"
max = 20
[[item]]
code = "A1"
category = "A"
name = "学习培训"
max = 10
only = ["常委"]
rule = { shape = "计次", of = "学习培训", each = 4 }
[[item]]
code = "A2"
category = "A"
name = "值班"
max = 10
if = "extra"
rule = { shape = "到会率", of = "接待日值班" }
[[once]]
items = ["A1", "A2"]
[[grade]]
name = "合格"
at_least = 12
[[grade]]
name = "不合格"
at_least = 0
[[gate]]
grade = "合格"
needs = [{ score = "A1", above = 0 }]
[[veto]]
name = "处分"
when = { score = "A2", at_most = 0 }
grade = "不合格"
"""
COUNT = '{ shape = "计次", of = "学习培训", each = 4 }'
RATIO = '{ shape = "到会率", of = "接待日值班" }'
LOOKS = '{ shape = "按项折算", scores = ["%s"], factor = 1 }'


def told(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    with pytest.raises(SchemeProblem) as problem:
        read_scheme(text)
    return [mistake.words for mistake in problem.value.mistakes]


def test_the_text_without_mistakes_is_read():
    assert [item.code for item in read_scheme(TEXT).items] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        # names and words
        ("version =", "verison =", "第 2 行，开头：不认识“verison”，是不是“version”？"),
        (
            'of = "接待日值班"',
            'of = "接待日值斑"',
            "第 32 行，项 A2 的计分：没有“接待日值斑”，是不是“接待日值班”？",
        ),
        ('"计次"', '"记次"', "第 25 行，项 A1 的计分：没有计分方式“记次”，是不是“计次”？"),
        ("each = 4", "eash = 4", "第 25 行，项 A1 的计分：不认识“eash”，是不是“each”？"),
        ('came = ["到会"]', 'came = ["到汇"]', "第 13 行，考勤：没有考勤“到汇”，是不是“到会”？"),
        ("leave = 算一半", "leeve = 算一半", "第 14 行，考勤：没有口径“leeve”，是不是“leave”？"),
        (
            "leave = 算一半",
            "leave = 算一办",
            "第 14 行，考勤：口径“leave”没有“算一办”这个答案，是不是“算一半”？",
        ),
        ("leave = 算一半", "leave", "第 14 行，考勤：口径“leave”不是“是/否”，要写清哪个答案"),
        ('only = ["常委"]', 'only = ["长委"]', "第 24 行，项 A1：没有身份“长委”，是不是“常委”？"),
        ('category = "A"', 'category = "B"', "第 21 行，项 A1：没有大类“B”，可以写：A。"),
        ('of = "学习培训"', 'of = "植树"', "项 A1 的计分：没有“植树”，自己起的种类要写一段 [[record]]"),
        (
            'of = "学习培训"',
            'of = { record = "学习培训", state = "缺度" }',
            "第 25 行，项 A1 的计分：没有考勤或进度“缺度”，是不是“缺席”？",
        ),
        ('grade = "合格"', 'grade = "和格"', "第 42 行，“和格”的门槛：没有等次“和格”，是不是“合格”？"),
        ('grade = "不合格"', 'grade = "差"', "第 47 行，一票否决“处分”：没有等次“差”"),
        ('score = "A1"', 'score = "A9"', "第 43 行，“合格”的门槛：没有编号“A9”的项或大类"),
        (
            'items = ["A1", "A2"]',
            'items = ["A1", "A7"]',
            "第 34 行，只算一次第 1 格：没有编号“A7”的项，是不是“A1”？",
        ),
        # values
        ("total = 20", 'total = "满分"', "第 3 行，开头：没有“满分”，可以写：不封顶。"),
        ("total = 20", "", "开头：缺少“total”"),
        ("max = 20", 'max = "20"', "第 18 行，大类 A：“max”应是数，现在是文字“20”，数不加引号，写成 20。"),
        ("each = 4", "each = nan", "第 25 行，项 A1 的计分：“each”的数“nan”没法算"),
        ("each = 4", "each = 1e40", "第 25 行，项 A1 的计分：“each”的数“1e40”没法算"),
        ("each = 4", "each = 99999999999", "第 25 行，项 A1 的计分：“each”的数太大"),
        ("each = 4", 'each = "1/0"', "第 25 行，项 A1 的计分：“each”的分母不能是 0"),
        ("each = 4", "each = true", "第 25 行，项 A1 的计分：“each”应是数"),
        (", each = 4", "", "第 25 行，项 A1 的计分：缺少“each”（数）。"),
        ("on = true", 'on = "是"', "第 11 行，口径“extra”：“on”应是 true 或 false"),
        (
            'answer = "算缺席"',
            'answer = "算到会"',
            "第 8 行，口径“leave”：没有“算到会”，可以写：算缺席、算一半。",
        ),
        ('share = "1/2"', "share = 2", "第 14 行，考勤：“share”是算几成，不能大于 1"),
        ("[[once]]\nitems", "[once]\nitems", "开头：“once”可以有几个，要写成一列，写成 [[once]]"),
        ("[attendance]", "[[attendance]]", "考勤：“attendance”只能有一个，去掉外面的一层方括号。"),
        (
            'grade = "不合格"\n',
            'grade = "不合格"\ntotal_max = 120\n',
            "第 48 行，一票否决“处分”：“total_max”是开头的，移到文件最前面",
        ),
        # contradictions
        (
            'grade = "合格"\nneeds',
            'grade = "不合格"\nneeds',
            "第 41 行，“不合格”的门槛：“不合格”是最低的等次，没有过门槛的也没有更低的可评",
        ),
        (
            "[[veto]]",
            '[[consequence]]\nname = "通报"\nwhen = { record = "发言" }\ntimes = 2\n[[veto]]',
            "第 47 行，结果运用“通报”：when 只看这一期的记录，用不上 times，几次写进条件",
        ),
        (
            "[[veto]]",
            '[[consequence]]\nname = "通报"\nwhen = { record = "发言" }\nrunning = true\n[[veto]]',
            "第 47 行，结果运用“通报”：when 只看这一期的记录，用不上 running",
        ),
        ('code = "A2"', 'code = "A1"', "第 27 行，项 A1：编号“A1”写了两次，换一个编号。"),
        ('code = "A2"', 'code = "A"', "第 27 行，项 A：“A”已经是大类的编号，项和大类不能用同一个编号。"),
        ('code = "A2"', 'code = "总分"', "第 27 行，项 总分：“总分”不能用作编号"),
        ("at_least = 12", "at_least = -1", "第 40 行，等次“不合格”：等次没有从高到低写"),
        ("at_least = 12", "at_most = 12", "第 38 行，等次“不合格”：上面的“合格”没有下限，这一档谁也评不上"),
        ("at_least = 12", "at_least = 12\nat_most = 11", "第 35 行，等次“合格”：下限比上限还高"),
        ('name = "不合格"', 'name = "合格"', "等次“合格”写了两次"),
        ("max = 10\n", "max = 10\nmin = 11\n", "第 24 行，项 A1：最低分比最高分还高"),
        ("max = 20", "max = 20\nmin = 30", "第 19 行，大类 A：最低分比最高分还高"),
        ("total = 20", "total = 20\ntotal_max = 10", "第 4 行，开头：连加分在内的最高分比总分还低"),
        (
            COUNT,
            '{ shape = "分档", on = "次数", of = "发言", steps = [[1, 1], [5, 2]] }',
            "第 25 行，项 A1 的计分：各档没有从高到低写，把高的写在前面。",
        ),
        (COUNT, LOOKS % "A1", "第 19 行，项 A1：这一项的得分要看它自己"),
        (COUNT, LOOKS % "A", "第 19 行，项 A1：这一项的得分要看它自己（或它所在的大类、总分），没法算"),
        ("on = true", "on = false", "第 46 行，一票否决“处分”：“A2”按现在的口径不用，这里却看它"),
        ("[attendance]", "[words]", "用到了“学习培训”，却没有写考勤怎么算，写一段 [attendance]。"),
        (
            'came = ["到会"]',
            'came = ["到会", "请假"]\nleft_out = ["请假"]',
            "第 14 行，考勤：“请假”写了两次，“came”里已经有",
        ),
        (
            "total = 20",
            "total = 20\nvalid = { from = 2026-12-31, until = 2026-01-01 }",
            "有效期的末日在首日之前",
        ),
        ("needs = [{ score", 'needs = [{ grade = "合格" }, { score', "等次只能在结果运用里问"),
        ("needs = [{ score = ", "needs = [{ scor = ", "看不出是什么条件"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_place(before: str, after: str, says: str) -> None:
    words = told((before, after))
    assert any(says in word for word in words), words


def test_items_that_look_at_each_other_are_told_once_with_the_ring():
    words = told((COUNT, LOOKS % "A2"), (RATIO, LOOKS % "A1"))
    assert words == ["第 19 行，项 A1：几项互相看得分，没法算：A1 → A2 → A1，去掉其中一处。"]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines():
    words = told(
        ("on = true", "on = 1"),
        ('"计次"', '"记次"'),
        ("each = 4", "eash = 4"),
        ('of = "学习培训"', 'of = "学习培川"'),
        ('grade = "不合格"', 'grade = "不合"'),
    )
    assert [word.split("，")[0] for word in words] == [
        "第 11 行",
        "第 25 行",
        "第 25 行",
        "第 25 行",
        "第 25 行",
        "第 47 行",
    ]
    assert words[-1].endswith("没有等次“不合”，是不是“不合格”？")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('shape = "到会率", of = "审议", max = "不封顶"', "不知道满分是几分，写 full 或 max。"),
        ('shape = "测评", of = "测评", weights = [["满意", 1]]', "steps 和 full 要写一样，也只写一样"),
        ('shape = "测评", of = "测评", weights = [["满意"]], full = 1', "一种票应写两样"),
        ('shape = "分摊", of = "议案建议", each = 1', "equally 和 shares 要写一样，也只写一样"),
        (
            'shape = "分摊", of = "议案建议", each = 1, shares = [{ role = "领先", part = 2 }]',
            "是不是“领衔”？",
        ),
        (
            'shape = "达标", goals = [{ name = "甲", when = { record = "发言" } }], each = 1, points = 2',
            "只写一样",
        ),
        (
            'shape = "达标", goals = [{ name = "甲", when = { record = "发言" } }], points = 1, needs = [{ at_least = 2 }]',
            "要完成 2 项，总共只有 1 项",
        ),
        ('shape = "分档", on = "比率", of = "回访", steps = [[90, 4]]', "比率要写哪些算好的"),
        ('shape = "分档", on = "到会率", of = "审议", steps = [[900, 4]]', "百分数，不能大于 100"),
        ('shape = "分档", on = "级别", of = "表彰", steps = [["市极", 4]]', "没有级别“市极”，是不是“市级”？"),
        ('shape = "分档", on = "次数", of = "发言", steps = [[9, [4, 1]]]', "前面的大、后面的小"),
        ('shape = "评分", bands = [{ name = "好", from = 9, to = 3 }]', "从 9 到 3，前面的大"),
        ('shape = "评分", combine = "加权", raters = [{ name = "镇", weight = "1/2" }]', "权重加起来不是 1"),
        ('shape = "评分", step = 0', "“step”要大于 0"),
        (
            'shape = "计次", of = "发言", each = 1, once_per = "周"',
            "没有“周”，可以写：会议、日、月、季、半年、年。",
        ),
        ('shape = "计次", of = "发言", each = 1, times = 1.5', "应是不小于 1 的整数"),
        ('shape = "取最高", options = []', "缺少“options”"),
        ('shape = "逐期", per = "季"', "缺少“rule”"),
        ('shape = "扣分", of = "审议", each = -1', "“each”不能小于 0"),
    ],
)
def test_a_rule_that_cannot_be_is_told(rule: str, says: str) -> None:
    words = told((COUNT, f"{{ {rule} }}"))
    assert any("第 25 行，项 A1 的计分" in word and says in word for word in words), words
