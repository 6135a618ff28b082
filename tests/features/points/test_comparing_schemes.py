"""What two schemes say differently, and who changes total or grade and why."""

from dataclasses import replace
from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance, HasPoints, HasRecords, Selector
from deputy_station.features.points.rules.comparing import (
    Difference,
    compare_schemes,
    compare_scores,
)
from deputy_station.features.points.rules.facts import Subject
from deputy_station.features.points.rules.ruling import Count, Price, Ratio, Step, Steps, Sum, Tick
from deputy_station.features.points.rules.scheme import (
    Category,
    Consequence,
    Gate,
    Grade,
    Grading,
    Item,
    PeriodRule,
    Scheme,
    Switch,
    Veto,
)
from deputy_station.features.points.rules.score import CategoryScore, Graded, ItemScore, Score


def of(kind: str, states: frozenset[str] = frozenset()) -> tuple[Selector, ...]:
    return (Selector((kind,), states=states),)


def points(number: int | str) -> Fraction:
    return Fraction(number)


DUTY = Item("A1", "A", "接待日值班", points(8), Ratio(of=of("接待日值班"), full=points(8)))
TRAINING = Item(
    "A2", "A", "学习培训", points(8), Count(prices=(Price(of("学习培训"), points(4)),), most=points(8))
)
OLD = Scheme(
    name="青石镇代表履职积分办法",
    version="2025",
    body="",
    subject="代表",
    period=PeriodRule(),
    categories=(Category("A", "参加活动", "活动", points(16)),),
    items=(DUTY, TRAINING),
    grades=(
        Grade("优秀", at_least=points(14), quota=Fraction(1, 5), quota_share=True),
        Grade("合格", at_least=points(8)),
        Grade("不合格", at_least=points(0)),
    ),
    grading=Grading(),
    attendance=Attendance(credit=(("到会", points(1)),), pending=frozenset({"未登记"})),
    total=points(16),
    switches=(Switch("leave", "请假怎么算", "算缺席", ("算缺席", "算一半")),),
    gates=(Gate("优秀", (HasPoints("A2", above=points(0)),)),),
    consequences=(Consequence("推荐连任", frozenset({"优秀"}), 2, note="报主席团研究"),),
)


def words(new: Scheme) -> list[str]:
    return [each.words for each in compare_schemes(OLD, new)]


def test_the_same_scheme_has_no_difference_whatever_its_version_and_lines() -> None:
    assert compare_schemes(OLD, replace(OLD, version="2026", items=(replace(DUTY, line=7), TRAINING))) == ()


def test_an_item_tells_each_thing_that_is_another() -> None:
    duty = replace(
        DUTY,
        name="到站接待",
        most=points(10),
        only=frozenset({"无职代表"}),
        rule=Ratio(of=of("接待日值班"), full=points(10)),
    )
    assert compare_schemes(OLD, replace(OLD, items=(duty, TRAINING))) == (
        Difference("项", "A1", "到站接待", "名称", "接待日值班", "到站接待"),
        Difference("项", "A1", "到站接待", "满分", "8", "10"),
        Difference("项", "A1", "到站接待", "只给", "没有", "无职代表"),
        Difference("项", "A1", "到站接待", "按几分折算", "8", "10"),
    )


def test_the_price_of_each_time_and_its_records_are_told_in_words() -> None:
    dearer = replace(
        TRAINING,
        rule=Count(
            prices=(
                Price(of("学习培训", states=frozenset({"部分参加"})), points(2)),
                Price(of("学习培训"), points("4.5")),
            ),
            most=points(8),
        ),
    )
    assert words(replace(OLD, items=(DUTY, dearer))) == [
        "A2 学习培训：每次几分 学习培训 4 分 → 学习培训（部分参加） 2 分；学习培训 4.5 分"
    ]


def test_another_shape_is_told_whole() -> None:
    table = Steps(
        on="到会率", of=of("接待日值班"), steps=(Step(Fraction(9, 10), points(8)), Step(points(0), points(4)))
    )
    (told,) = compare_schemes(OLD, replace(OLD, items=(replace(DUTY, rule=table), TRAINING)))
    assert told.was == "到会率：8 × 实到 ÷ 应到，看接待日值班"
    assert told.now == "按接待日值班的到会率分档：90%以上 8 分；再低的 4 分"


def test_a_rule_inside_a_rule_is_told_by_its_own_difference() -> None:
    def both(each: int) -> Item:
        parts = (
            Tick(name="到会", of=of("全体会议"), points=points(1)),
            Tick(name="发言", of=of("发言"), points=points(each)),
        )
        return replace(TRAINING, rule=Sum(parts=parts))

    told = compare_schemes(replace(OLD, items=(both(2),)), replace(OLD, items=(both(3),)))
    assert [each.words for each in told] == ["A2 学习培训：“发言”的分值 2 → 3"]


def test_what_is_new_and_what_is_gone_is_told_by_its_code() -> None:
    speech = Item("A3", "A", "发言", points(2), Tick(of=of("发言"), points=points(2)))
    old = replace(OLD, gates=())
    told = compare_schemes(old, replace(old, items=(DUTY, speech)))
    assert [each.words for each in told] == ["A2 学习培训：去掉", "A3 发言：新加"]


def test_grades_gates_vetoes_switches_attendance_and_consequences_are_told_as_they_were_and_are() -> None:
    new = replace(
        OLD,
        total=points(20),
        grades=(Grade("优秀", at_least=points(15), quota=points(9)), *OLD.grades[1:]),
        gates=(Gate("优秀", (HasRecords(of("议案建议"), at_least=points(1)),)),),
        vetoes=(Veto("处分", HasRecords(of("处分")), "不合格"),),
        attendance=Attendance(
            credit=(("到会", points(1)), ("请假", Fraction(1, 2))), pending=frozenset({"未登记"})
        ),
        switches=(Switch("leave", "请假怎么算", "算一半", ("算缺席", "算一半")),),
        consequences=(Consequence("推荐连任", frozenset({"优秀"}), 3, running=True),),
    )
    assert words(new) == [
        "办法：纸上的总分 16 → 20",
        "优秀：分数线 不低于 14 → 不低于 15",
        "优秀：名额 20%（舍去） → 9 名",
        "优秀：门槛 A2 学习培训 高于 0 → 议案建议 至少 1 件",
        "处分：一票否决 没有 → 有处分的定为不合格",
        "考勤：考勤怎么算 到会算 1 次、未登记先不算，其余算没到 → 到会算 1 次、请假算 1/2 次、未登记先不算，其余算没到",
        "请假怎么算：口径 算缺席 → 算一半",
        "推荐连任：结果运用 优秀，一届内 2 次，报主席团研究 → 优秀，连续 3 次",
    ]


def score(
    who: str, duty: int | str, training: int | str, grade: str, *, most: int = 16, remark: str = ""
) -> Score:
    parts = {"A1": points(duty), "A2": points(training)}
    raw = sum(parts.values(), points(0))
    total = min(raw, points(most))
    return Score(
        Subject(who, {"zhou": "周明", "li": "李强", "wu": "吴芳"}[who]),
        OLD,
        total,
        "",
        str(total),
        tuple(ItemScore(item, parts[item.code], f"= {parts[item.code]}") for item in OLD.items),
        (CategoryScore(OLD.categories[0], total, raw, f"封顶 {most}" if raw > most else ""),),
        Graded(grade, remark),
    )


def test_who_changes_is_told_with_the_items_that_differ_and_their_sums() -> None:
    (change,) = compare_scores(
        [score("zhou", 6, 8, "优秀")], [score("zhou", "4.5", 8, "合格", remark="还差 1.5 分到“优秀”")]
    )
    assert change.words == "周明：总分 14 → 12.5，等次 优秀 → 合格"
    assert [(each.code, each.was, each.now) for each in change.items] == [("A1", points(6), points("4.5"))]
    assert change.why == ("A1 接待日值班 6 → 4.5（= 6 → = 9/2）", "现在：还差 1.5 分到“优秀”")


def test_changes_of_grade_come_first_then_the_larger_difference() -> None:
    before = [score("li", 2, 0, "不合格"), score("wu", 7, 0, "不合格"), score("zhou", 4, 0, "不合格")]
    after = [score("li", 3, 0, "不合格"), score("wu", 8, 0, "合格"), score("zhou", 1, 0, "不合格")]
    assert [each.subject_id for each in compare_scores(before, after)] == ["wu", "zhou", "li"]


def test_who_keeps_total_and_grade_is_not_told_though_the_sums_differ() -> None:
    assert compare_scores([score("li", 4, 0, "不合格")], [score("li", 0, 4, "不合格")]) == ()


def test_a_cap_of_the_category_and_a_grade_held_back_are_reasons_too() -> None:
    (capped,) = compare_scores([score("li", 8, 8, "优秀", most=20)], [score("li", 8, 8, "优秀", most=15)])
    assert capped.why == ("A 参加活动 16 → 15（封顶 15）",)
    held = "总分够“优秀”，但名额已满"
    (back,) = compare_scores([score("li", 8, 8, "优秀")], [score("li", 8, 8, "合格", remark=held)])
    assert back.why == (f"现在：{held}",)


def test_who_is_scored_only_before_or_only_after_is_told() -> None:
    gone, come = compare_scores([score("li", 8, 0, "合格")], [score("wu", 4, 0, "不合格")])
    assert (gone.words, gone.why) == ("李强：总分 8 → 没有，等次 合格 → 待定", ("现在没有他的得分",))
    assert (come.words, come.why) == ("吴芳：总分 没有 → 4，等次 待定 → 不合格", ("原来没有他的得分",))
