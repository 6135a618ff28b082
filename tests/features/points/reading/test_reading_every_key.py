"""Every key of the language ends in the field of the scheme it stands for, with exact numbers."""

from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Attendance,
    Condition,
    EveryMember,
    HasGrade,
    HasPoints,
    HasRate,
    HasRecords,
    HasRole,
    Not,
    Selector,
    SomeMember,
)
from deputy_station.features.points.rules.reading.reader import SchemeProblem, read_scheme
from deputy_station.features.points.rules.ruling import (
    Band,
    Best,
    Count,
    Deduct,
    Price,
    Rated,
    Rater,
    Ratio,
    RoleShare,
    Rule,
    Shared,
    Step,
    Steps,
    Sum,
)
from deputy_station.features.points.rules.scheme import (
    Category,
    Consequence,
    CountOnce,
    Exemption,
    Force,
    Gate,
    Grade,
    Grading,
    Money,
    PeriodRule,
    RecordKind,
    Rounding,
    Scheme,
    Switch,
    Veto,
)

WHOLE = """
name = "青石镇办法"
version = "2026"
body = "青石镇人大主席团"
source = "青人发〔2026〕3 号"
reconstructed = "附议的分值"
valid = { from = 2026-01-01, until = 2027-12-31 }
subject = "代表小组"
period = { unit = "年", number = 2, starts = "09-01", first_year = 2018 }
roles = ["常委", "无职代表"]
total = 100
total_max = 120.5
total_min = -10
objection_days = 7

[switches.mostly]
title = "基本满意算满意"
on = true
note = "没有写"

[switches.leave]
title = "请假怎么算"
options = ["算缺席", "算一半", "不计入应到"]
answer = "算一半"

[switches.gap]
title = "84.5 分算哪一档"
options = ["归低档", "归高档"]
answer = "归高档"

[words]
role = ["主持"]
level = ["村级"]

[[record]]
name = "捐款"
unit = "元"
fields = ["amount", "level"]
approval = true
evidence = "必须"
note = "凭收据"

[[record]]
name = "夜校"
attended = true

[attendance]
came = ["到会", "迟到"]
part = [{ state = "部分参加", share = "1/2" }, { state = "请假", share = 0.5, if = "leave = 算一半" }]
left_out = [{ state = "请假", if = "leave = 不计入应到" }]
pending = ["未登记", "未举行"]

[[category]]
code = "A"
name = "参加活动"
short = "活动"
max = 100
min = 0
capped = true

[[category]]
code = "F"
name = "加分"
sort = "加分"
max = "不封顶"

[[item]]
code = "A1"
category = "A"
name = "学习"
max = 60
min = "不限"
forms = [7, 8]
only = ["常委"]
otherwise = 2.5
printed = "每次 5 分"
assumed = "夜校算一次"
force = [{ when = { record = "议案建议", at_most = 0 }, points = 0, because = "没有提建议" }]
rule = { shape = "计次", of = "学习培训", each = "1/3", once_per = "日", times = 4 }

[[item]]
code = "A2"
category = "A"
name = "捐款"
max = 40
never = ["常委"]
rule = { shape = "计次", of = { record = "捐款", level = "村级", amount_from = 100, amount_to = 500 }, each = 0.01, by = "金额" }

[[item]]
code = "F1"
category = "F"
name = "表彰"
max = "不封顶"
if = "mostly"
rule = { shape = "计次", of = "表彰", each = 10 }

[[item]]
code = "F1"
category = "F"
name = "表彰（封顶）"
max = 10
if = "not mostly"
rule = { shape = "计次", of = "表彰", each = 10 }

[[once]]
items = ["A1", "A2"]
keep = "高"

[grading]
by = "A"
between = "gap"

[[grade]]
name = "好"
above = 85
quota = "20%"
quota_rounding = "四舍五入"
never = ["无职代表"]

[[grade]]
name = "中"
at_least = 60
below = 85
quota = 9
only = ["无职代表"]

[[grade]]
name = "差"
at_most = 59

[[gate]]
grade = "好"
needs = [{ score = "A1", above = 0 }, { rate = "全体会议", at_least = 90 }]
if = "leave = 算一半"

[[veto]]
name = "受处分"
when = { any = [{ role = "常委" }, { not = { record = "学习培训", at_least = 2 } }] }
grade = "差"

[[exempt]]
roles = ["常委"]
grade = "不参评"
because = "领导干部"

[[consequence]]
name = "推荐"
grade = ["好", "中"]
times = 2
running = true
note = "报主席团"

[[consequence]]
name = "前十"
rank_top = 10
rank_bottom = 3
when = { all = [{ grade = "好" }, { score = "总分", at_most = 99, below = 99.5 }] }

[[money]]
name = "误工"
only = ["无职代表"]
max = 1200
rule = { shape = "计次", of = "代表小组活动", each = 60, unit = "天" }

[rounding]
digits = 1
way = "舍去"
"""

RULES = """
name = "规则"
version = "1"
total = "不封顶"
roles = ["常委"]
[switches.full]
title = "按满分"
on = false
[switches.way]
title = "取哪次"
options = ["最好", "最后"]
answer = "最好"
[attendance]
came = ["到会"]
[[category]]
code = "A"
name = "a"
[[item]]
code = "A1"
category = "A"
name = "i"
max = 10
"""


def one(*kinds: str, **more: frozenset[str]) -> tuple[Selector, ...]:
    return (Selector(kinds, **more),)  # type: ignore[arg-type]


def rule(text: str) -> Rule:
    return read_scheme(f"{RULES}rule = {{ {text} }}\n").item("A1").rule


def condition(text: str) -> Condition:
    rest = 'rule = { shape = "打勾", of = "发言", points = 1 }\n'
    scheme = read_scheme(f"{RULES}force = [{{ when = {text}, points = 1 }}]\n{rest}")
    return scheme.item("A1").forces[0].when


@pytest.fixture(scope="module")
def whole() -> Scheme:
    return read_scheme(WHOLE)


def test_the_opening(whole: Scheme) -> None:
    assert (whole.name, whole.version, whole.body) == ("青石镇办法", "2026", "青石镇人大主席团")
    assert (whole.source, whole.reconstructed) == ("青人发〔2026〕3 号", "附议的分值")
    assert (whole.valid_from, whole.valid_until) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (whole.subject, whole.roles) == ("代表小组", ("常委", "无职代表"))
    assert whole.period == PeriodRule("年", 2, (9, 1), 2018)
    assert (whole.total, whole.total_most, whole.total_least) == (100, Fraction(241, 2), -10)
    assert whole.objection_days == 7
    assert whole.rounding == Rounding(1, "舍去")


def test_switches_words_kinds_and_attendance(whole: Scheme) -> None:
    assert whole.switches[0] == Switch("mostly", "基本满意算满意", "是", (), "没有写")
    assert whole.switches[1] == Switch("leave", "请假怎么算", "算一半", ("算缺席", "算一半", "不计入应到"))
    assert whole.kinds == (
        RecordKind(
            "捐款",
            own=True,
            approval=True,
            evidence="必须",
            unit="元",
            fields=("amount", "level"),
            note="凭收据",
        ),
        RecordKind("夜校", own=True, attended=True),
    )
    assert whole.attendance == Attendance(
        (
            ("到会", Fraction(1)),
            ("迟到", Fraction(1)),
            ("部分参加", Fraction(1, 2)),
            ("请假", Fraction(1, 2)),
        ),
        frozenset(),
        frozenset({"未登记", "未举行"}),
        frozenset({"夜校"}),
    )


def test_categories_and_items(whole: Scheme) -> None:
    assert whole.categories == (
        Category("A", "参加活动", "活动", Fraction(100), Fraction(0), "基本"),
        Category("F", "加分", "加分", None, None, "加分"),
    )
    first, second, third = whole.items
    assert (first.most, first.least, first.forms, first.otherwise) == (60, None, (7, 8), Fraction(5, 2))
    assert (first.only, second.never) == (frozenset({"常委"}), frozenset({"常委"}))
    assert (first.printed, first.assumed) == ("每次 5 分", "夜校算一次")
    assert first.forces == (
        Force(HasRecords(one("议案建议"), at_most=Fraction(0)), Fraction(0), "没有提建议"),
    )
    assert first.rule == Count(
        prices=(Price(one("学习培训"), Fraction(1, 3)),),
        once_per="日",
        times_at_most=4,
        most=Fraction(60),
        least=None,
    )
    chosen = (
        Selector(("捐款",), levels=frozenset({"村级"}), amount_from=Fraction(100), amount_to=Fraction(500)),
    )
    assert second.rule == Count(
        prices=(Price(chosen, Fraction(1, 100)),), by_amount=True, most=Fraction(40), unit="元"
    )
    assert (third.name, third.most) == ("表彰", None)
    assert whole.once == (CountOnce(("A1", "A2"), "高"),)


def test_grades_gates_vetoes_and_what_follows(whole: Scheme) -> None:
    assert whole.grading == Grading("A", "归高档")
    assert whole.grades == (
        Grade(
            "好",
            above=Fraction(85),
            quota=Fraction(1, 5),
            quota_share=True,
            quota_rounding="四舍五入",
            never=frozenset({"无职代表"}),
        ),
        Grade(
            "中", at_least=Fraction(60), below=Fraction(85), quota=Fraction(9), only=frozenset({"无职代表"})
        ),
        Grade("差", at_most=Fraction(59)),
    )
    assert whole.gates == (
        Gate("好", (HasPoints("A1", above=Fraction(0)), HasRate(one("全体会议"), at_least=Fraction(9, 10)))),
    )
    never_learned = Not(HasRecords(one("学习培训"), at_least=Fraction(2)))
    assert whole.vetoes == (Veto("受处分", AnyOf((HasRole(frozenset({"常委"})), never_learned)), "差"),)
    assert whole.exemptions == (Exemption(frozenset({"常委"}), "不参评", "领导干部"),)
    good = HasGrade(frozenset({"好"}))
    assert whole.consequences == (
        Consequence("推荐", frozenset({"好", "中"}), 2, True, note="报主席团"),
        Consequence(
            "前十",
            rank_top=10,
            rank_bottom=3,
            when=AllOf((good, HasPoints("总分", below=Fraction(199, 2), at_most=Fraction(99)))),
        ),
    )
    paid = Count(prices=(Price(one("代表小组活动"), Fraction(60)),), most=Fraction(1200), unit="天")
    assert whole.moneys == (Money("误工", paid, Fraction(1200), frozenset({"无职代表"})),)


def test_answers_change_what_their_switches_decide() -> None:
    scheme = read_scheme(WHOLE, answers={"mostly": False, "leave": "不计入应到", "gap": "归低档"})
    assert (scheme.item("F1").name, scheme.item("F1").most) == ("表彰（封顶）", 10)
    assert scheme.attendance.left_out == {"请假"}
    assert scheme.attendance.worth("请假") == 0
    assert (scheme.gates, scheme.grading.between) == ((), "归低档")
    assert [switch.answer for switch in scheme.switches] == ["否", "不计入应到", "归低档"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"mostley": True}, "没有口径“mostley”，是不是“mostly”？"),
        ({"leave": "算一伴"}, "答的“算一伴”不在可选的答案里，是不是“算一半”？"),
        ({"leave": True}, "答的“是”不在可选的答案里"),
    ],
)
def test_answers_to_no_question_are_mistakes(answers: dict[str, str | bool], says: str) -> None:
    with pytest.raises(SchemeProblem) as problem:
        read_scheme(WHOLE, answers=answers)
    assert says in str(problem.value)


def test_prices_lists_and_own_bounds() -> None:
    text = 'shape = "计次", max = 5, min = -1, prices = ['
    text += '{ of = { record = "学习培训", state = ["到会", "迟到"] }, points = -2, name = "甲" }, '
    text += '{ of = ["发言", "调研报告"], points = 1, if = "full" }, { of = ["发言", { record = "表彰" }], points = 3 }]'
    learning = one("学习培训", states=frozenset({"到会", "迟到"}))
    assert rule(text) == Count(
        prices=(Price(learning, Fraction(-2), "甲"), Price((*one("发言"), *one("表彰")), Fraction(3))),
        most=Fraction(5),
        least=Fraction(-1),
    )


def test_attendance_full_and_start_of_a_rule_by_itself() -> None:
    own = 'attendance = { came = ["迟到"] }'
    assert rule(f'shape = "到会率", of = "审议", full = 8, none_is_full = "full", {own}') == Ratio(
        of=one("审议"), full=Fraction(8), attendance=Attendance((("迟到", Fraction(1)),)), most=Fraction(10)
    )
    assert rule('shape = "扣分", of = "审议", each = 2, start = 7, seen = "审议"') == Deduct(
        start=Fraction(7), prices=(Price(one("审议"), Fraction(2)),), seen=one("审议"), most=Fraction(10)
    )


def test_steps_on_rates_are_shares_and_may_be_ranges_or_tables_for_raters_to_pick_from() -> None:
    text = 'shape = "分档", on = "到会率", of = "审议", none_is_full = true, raters = ["小组"], '
    text += 'steps = [{ above = 90, points = [8, 10], name = "高" }, [80, 5]]'
    assert rule(text) == Steps(
        on="到会率",
        of=one("审议"),
        steps=(
            Step(Fraction(9, 10), Fraction(8), Fraction(10), name="高", over=True),
            Step(Fraction(4, 5), Fraction(5)),
        ),
        none_is_full=True,
        raters=(Rater("小组"),),
        most=Fraction(10),
    )


def test_bands_raters_and_how_marks_are_combined() -> None:
    text = 'shape = "评分", of = "述职", step = 0.5, combine = "相加", '
    text += 'bands = [{ name = "好", from = 8, to = 10, text = "带头" }], raters = [{ name = "镇", weight = 1, max = 6 }]'
    assert rule(text) == Rated(
        bands=(Band("好", Fraction(8), Fraction(10), "带头"),),
        raters=(Rater("镇", Fraction(1), Fraction(6)),),
        combine="相加",
        step=Fraction(1, 2),
        of=one("述职"),
        most=Fraction(10),
    )


def test_ballots_take_the_word_a_switch_answers() -> None:
    read = rule('shape = "测评", of = "测评", weights = [["好", 0.8]], full = 100, take = "way"')
    assert (getattr(read, "take", ""), getattr(read, "weights", ())) == ("最好", (("好", Fraction(4, 5)),))


def test_shares_by_role() -> None:
    text = (
        'shape = "分摊", of = "议案建议", each = 10, shares = [{ role = "附议", part = "2/5", split = true }]'
    )
    assert rule(text) == Shared(
        prices=(Price(one("议案建议"), Fraction(10)),),
        shares=(RoleShare("附议", Fraction(2, 5), True),),
        most=Fraction(10),
    )


def test_options_and_parts_have_bounds_of_their_own_and_a_deduction_among_them_may_go_below_zero() -> None:
    part = '{ name = "扣", shape = "计次", of = "审议", each = -1 }'
    other = '{ name = "率", shape = "到会率", of = "审议", max = 4 }'
    read = rule(
        f'shape = "合计", parts = [{part}, {other}, {{ shape = "打勾", of = "发言", points = 1, if = "full" }}]'
    )
    assert read == Sum(
        parts=(
            Count(prices=(Price(one("审议"), Fraction(-1)),), least=None, name="扣"),
            Ratio(of=one("审议"), full=Fraction(4), most=Fraction(4), name="率"),
        ),
        most=Fraction(10),
    )
    best = rule('shape = "取最高", options = [{ shape = "到会率", of = "审议" }]')
    assert best == Best(options=(Ratio(of=one("审议"), full=Fraction(10)),), most=Fraction(10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ record = "发言" }', HasRecords(one("发言"), Fraction(1))),
        ('{ record = "发言", at_least = 1, at_most = 3 }', HasRecords(one("发言"), Fraction(1), Fraction(3))),
        (
            '{ rate = ["审议", "全体会议"], below = 60 }',
            HasRate(one("审议", "全体会议"), below=Fraction(3, 5)),
        ),
        ('{ role = ["常委"] }', HasRole(frozenset({"常委"}))),
        ('{ every_member = { record = "述职" } }', EveryMember(HasRecords(one("述职"), Fraction(1)))),
        ('{ some_member = { record = "述职" } }', SomeMember(HasRecords(one("述职"), Fraction(1)))),
        (
            '{ all = [{ record = "述职" }, { role = "常委", if = "full" }] }',
            AllOf((HasRecords(one("述职"), Fraction(1)),)),
        ),
    ],
)
def test_conditions(text: str, expected: Condition) -> None:
    assert condition(text) == expected
