"""Schemes and records made up at random, for properties that hold for every scheme one can write.

A scheme made here is one that `read_scheme` accepts: numbers are in the ranges of resources/schemes/README.md, steps
and grades run from the highest down, and no item looks at one that stands after it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

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
    Selectors,
    SomeMember,
)
from deputy_station.features.points.rules.facts import Decision, Earlier, Fact, Mark, Period, Span, Subject
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Band,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goal,
    Goals,
    PerMember,
    PerPeriod,
    Price,
    Rated,
    Rater,
    Ratio,
    RoleNeed,
    RoleShare,
    Rule,
    Scaled,
    Shared,
    Step,
    Steps,
    Sum,
    Target,
    Tick,
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
    Item,
    Money,
    PeriodRule,
    RecordKind,
    Rounding,
    Scheme,
    Switch,
    Veto,
)

Value = TypeVar("Value")

YEAR = Period("2026", "2026 年度", date(2026, 1, 1), date(2026, 12, 31), 2026)

ROLES = ("常委", "无职代表")
COME_TO = ("接待日值班", "学习培训", "旁听庭审")
KINDS = (*COME_TO, "议案建议", "回访", "表彰", "走访联系选民", "捐款", "测评")
STATES = ("到会", "迟到", "部分参加", "请假", "缺席", "未登记", "未举行", "线上参加")
PARTS = ("领衔", "附议", "主持")
LEVELS = ("国家级", "市级", "村级")
MANNERS = ("口头", "书面")
CONTENT = ("满意", "基本满意", "不满意")
VOTES = ("好", "一般", "差")
RATERS = ("自评", "小组", "镇")
MEMBERS = (("li", "李强"), ("wang", "王芳"))
OWN_WORDS = {"role": ("主持",), "level": ("村级",), "state": ("线上参加",)}
"""What the schemes made here say in words of their own."""

SMALL = tuple(Fraction(each) for each in ("0", "1", "2", "5/2", "1/3", "4", "10"))
SIGNED = (*SMALL, Fraction(-1), Fraction(-5, 2))
TOPS = (None, Fraction(2), Fraction(7, 2), Fraction(10), Fraction(20))
BOTTOMS = (Fraction(0), Fraction(0), Fraction(1), Fraction(-3), None)


class Pen:
    """Draws the parts of a scheme one after the other."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def one(self, values: Sequence[Value]) -> Value:
        """One of the values."""
        drawn: Value = self._draw(_sampled(tuple(values)))
        return drawn

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        drawn: int = self._draw(_whole(least, most))
        return drawn

    def often(self, parts: int) -> bool:
        """No once in so many times."""
        return self.number(1, parts) > 1

    def rarely(self, parts: int) -> bool:
        """Yes once in so many times."""
        return not self.often(parts)

    def some(self, values: Sequence[Value], *, least: int = 0, most: int = 3) -> tuple[Value, ...]:
        """Some of the values, none twice, in their order."""
        wanted = self.number(least, min(most, len(values)))
        places: set[int] = set()
        while len(places) < wanted:
            places.add(self.one([place for place in range(len(values)) if place not in places]))
        return tuple(values[place] for place in sorted(places))

    def words(self, values: Sequence[str]) -> frozenset[str]:
        """Mostly none, else one or two."""
        return frozenset(self.some(values, least=1, most=2)) if self.rarely(4) else frozenset()

    def bounds(self) -> dict[str, Fraction | None]:
        """`most` and `least` of a rule that do not contradict each other."""
        most, least = self.one(TOPS), self.one(BOTTOMS)
        return {"most": most, "least": least}


@cache
def _sampled(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def _whole(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


# -- what rules ask ---------------------------------------------------------------------------------------------


def a_selection(pen: Pen, kinds: Sequence[str] = KINDS) -> Selectors:
    """One or two selectors."""
    return tuple(_selector(pen, kinds) for _each in range(1 if pen.often(4) else 2))


def _selector(pen: Pen, kinds: Sequence[str]) -> Selector:
    held = pen.some(kinds, least=1, most=2)
    return Selector(
        held,
        states=pen.words(STATES) if held[0] in COME_TO else pen.words(("已受理", "未受理")),
        roles=pen.words(PARTS),
        levels=pen.words(LEVELS),
        manners=pen.words(MANNERS),
        satisfactions=pen.words(CONTENT),
        amount_from=pen.one((None, None, None, Fraction(100))),
        amount_to=pen.one((None, None, None, Fraction(1000))),
    )


def an_attendance(pen: Pen) -> Attendance:
    """Every state in one group at most."""
    came: list[tuple[str, Fraction]] = []
    part: list[tuple[str, Fraction]] = []
    groups: dict[str, set[str]] = {"left_out": set(), "pending": set()}
    for state in STATES:
        usual = {"到会": "came", "缺席": "", "未登记": "pending", "未举行": "pending"}
        group = usual.get(state) if pen.often(8) else None
        match group if group is not None else pen.one(("came", "part", "left_out", "")):
            case "came":
                came.append((state, Fraction(1)))
            case "part":
                part.append((state, pen.one((Fraction(1, 2), Fraction(1, 3), Fraction(0)))))
            case "left_out" | "pending" as name:
                groups[name].add(state)
            case _:
                pass
    left_out, pending = frozenset(groups["left_out"]), frozenset(groups["pending"])
    return Attendance((*came, *part), left_out, pending, frozenset({"旁听庭审"}))


@dataclass(frozen=True)
class Around:
    """What a condition may ask about: codes known so far, and whether it stands where grades may be asked."""

    codes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    members: bool = False
    growing: bool = False


def a_condition(pen: Pen, around: Around, depth: int = 2) -> Condition:
    """Any condition; with `growing` one that more records can only fulfil."""
    sorts = ["record", "record", "record"]
    if not around.growing:
        sorts += ["rate", "role", *(["score"] if around.codes else []), *(["grade"] if around.grades else [])]
    if depth:
        sorts += ["all", "any"] + ([] if around.growing else ["not"])
        sorts += ["every", "some"] if around.members else []
    match pen.one(tuple(sorts)):
        case "rate":
            low = pen.one((None, Fraction(1, 2), Fraction(9, 10)))
            below = Fraction(4, 5) if low is None else None
            return HasRate(a_selection(pen, COME_TO), low, below)
        case "role":
            return HasRole(frozenset({pen.one(ROLES)}))
        case "score":
            key = pen.one(("above", "at_least", "below", "at_most"))
            return HasPoints(pen.one(around.codes), **{key: pen.one(SIGNED)})
        case "grade":
            return HasGrade(frozenset(pen.some(around.grades, least=1, most=2)))
        case "all":
            return AllOf(tuple(a_condition(pen, around, depth - 1) for _each in range(2)))
        case "any":
            return AnyOf(tuple(a_condition(pen, around, depth - 1) for _each in range(2)))
        case "not":
            return Not(a_condition(pen, around, depth - 1))
        case "every":
            return EveryMember(a_condition(pen, around, depth - 1))
        case "some":
            return SomeMember(a_condition(pen, around, depth - 1))
        case _:
            least = pen.one((None, Fraction(1), Fraction(2)))
            if around.growing or pen.often(3):
                return HasRecords((_selector(pen, KINDS),), least or Fraction(1))
            return HasRecords((_selector(pen, KINDS),), least, Fraction(2) if least else Fraction(0))


# -- rules ------------------------------------------------------------------------------------------------------


def a_rule(pen: Pen, around: Around, depth: int = 2, name: str = "") -> Rule:
    """A rule of any shape that reads back the same."""
    shapes: list[Callable[[Pen, Around, dict[str, Any]], Rule]] = [*GROWING]
    if not around.growing:
        shapes += [_ratio, _deduct, _rated, _ballot, _base, *([_from_items] if around.codes else [])]
    values = {**pen.bounds(), "name": name, "unit": pen.one(("次", "次", "件"))}
    if depth and pen.rarely(3):
        return _made_of_rules(pen, around, depth, values)
    return pen.one(shapes)(pen, around, values)


def _made_of_rules(pen: Pen, around: Around, depth: int, values: dict[str, Any]) -> Rule:
    def inner(name: str = "") -> Rule:
        return a_rule(pen, around, depth - 1, name)

    match pen.one(("best", "sum", "per_period", "scaled", *(["per_member"] if around.members else []))):
        case "best":
            return Best(
                options=tuple(inner(name) for name in ("口头的", "书面的", "")[: pen.number(1, 3)]), **values
            )
        case "sum":
            return Sum(parts=tuple(inner(name) for name in ("甲", "乙", "")[: pen.number(1, 3)]), **values)
        case "per_period":
            return PerPeriod(per=pen.one(("月", "季", "半年")), rule=inner(), **values)
        case "per_member" if pen.rarely(2):
            return PerMember(rule=inner(), **values)
        case "per_member":
            when = a_condition(pen, around)
            return PerMember(start=pen.one(SIGNED), each=_points(pen, around), when=when, **values)
        case _:
            return Scaled(rule=inner(), factor=pen.one(SMALL if around.growing else SIGNED), **values)


def _points(pen: Pen, around: Around) -> Fraction:
    return pen.one(SMALL if around.growing else SIGNED)


def _prices(pen: Pen, around: Around, *, signed: bool = True) -> tuple[Price, ...]:
    return tuple(
        Price(a_selection(pen), _points(pen, around) if signed else pen.one(SMALL), pen.one(("", "大的")))
        for _each in range(pen.number(1, 2))
    )


def _tick(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    return Tick(of=a_selection(pen), points=_points(pen, around), at_least=pen.one(SMALL[1:]), **values)


def _count(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    full = not around.growing and values["most"] is not None and pen.rarely(3)
    return Count(
        prices=_prices(pen, around),
        once_per=pen.one(("", "", "会议", "日", "月", "季", "半年", "年")),
        times_at_most=pen.one((None, None, 1, 3)),
        by_amount=pen.rarely(4),
        none_is_full=full,
        **values,
    )


def _first_next(pen: Pen, _around: Around, values: dict[str, Any]) -> Rule:
    return FirstNext(of=a_selection(pen), first=pen.one(SMALL), next=pen.one(SMALL), **values)


def _target(pen: Pen, _around: Around, values: dict[str, Any]) -> Rule:
    numbers = {name: pen.one(SMALL) for name in ("target", "points", "above", "below")}
    return Target(of=a_selection(pen), **numbers, **values)


def _steps(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    on = pen.one(("次数", "金额", "级别") if around.growing else ("次数", "金额", "级别", "到会率", "比率"))
    # A range is marked by hand, so that what the step itself gives can go down with more records.
    ranged = not around.growing and on != "级别" and pen.rarely(3)
    points = sorted({pen.one(SMALL) for _each in range(3)}, reverse=True)
    if on == "级别":
        table = tuple(
            Step(Fraction(0), each, level=level) for level, each in zip(LEVELS, points, strict=False)
        )
    else:
        starts = (90, 60, 0) if on in ("到会率", "比率") else (5, 2, 1)
        scale = 100 if on in ("到会率", "比率") else 1
        over = pen.rarely(3)
        table = tuple(
            Step(Fraction(start, scale), each, each + 2 if ranged and pen.rarely(2) else None, over=over)
            for start, each in zip(starts, points, strict=False)
        )
    ranged = any(step.up_to is not None for step in table)
    raters = (Rater("小组"), Rater("镇")) if ranged and pen.rarely(2) else ()
    return Steps(
        on=on,
        of=a_selection(pen),
        steps=table,
        good=a_selection(pen) if on == "比率" else (),
        attendance=an_attendance(pen) if on == "到会率" and pen.rarely(3) else None,
        none_is_full=not around.growing and pen.rarely(2),
        raters=raters,
        combine=pen.one(("末级", "平均")) if raters else "末级",
        **values,
    )


def _shared(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    shares = (RoleShare("领衔", Fraction(3, 5)), RoleShare("附议", Fraction(2, 5), True))
    equally = pen.rarely(2)
    return Shared(prices=_prices(pen, around), shares=() if equally else shares, equally=equally, **values)


def _goals(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    goals = tuple(Goal(name, a_condition(pen, around, 1)) for name in ("走访", "办实事")[: pen.number(1, 2)])
    needs = (RoleNeed("无职代表", 1), RoleNeed("", len(goals)))[: pen.number(1, 2)]
    if pen.rarely(2):
        return Goals(goals=goals, each=pen.one(SMALL), needs=() if pen.rarely(2) else needs, **values)
    return Goals(goals=goals, needs=needs, points=pen.one(SMALL), **values)


GROWING: tuple[Callable[[Pen, Around, dict[str, Any]], Rule], ...] = (
    _tick,
    _count,
    _first_next,
    _target,
    _steps,
    _shared,
    _goals,
)
"""Shapes that more records can only raise, as they are made where `growing` is asked: nothing below zero, no rates,
nothing that is full when nothing was arranged, and goals of conditions that more records only fulfil."""


def _ratio(pen: Pen, _around: Around, values: dict[str, Any]) -> Rule:
    own = an_attendance(pen) if pen.rarely(4) else None
    return Ratio(
        of=a_selection(pen, COME_TO),
        full=pen.one(SMALL),
        attendance=own,
        none_is_full=pen.rarely(2),
        **values,
    )


def _deduct(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    seen = a_selection(pen) if pen.rarely(2) else ()
    return Deduct(start=pen.one(SMALL), prices=_prices(pen, around, signed=False), seen=seen, **values)


def _base(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    all_of = a_selection(pen) if pen.rarely(2) else ()
    return Base(points=pen.one(SMALL), lost=_prices(pen, around, signed=False), lost_all=all_of, **values)


def _rated(pen: Pen, _around: Around, values: dict[str, Any]) -> Rule:
    values = {**values, "most": values["most"] or Fraction(10)}
    combine = pen.one(("末级", "加权", "平均", "相加"))
    if combine == "加权":
        raters = (Rater("自评", Fraction(1, 5)), Rater("小组", Fraction(4, 5)))
    else:
        raters = tuple(Rater(name, most=pen.one((None, Fraction(5)))) for name in pen.some(RATERS, least=1))
    if combine == "末级" and pen.rarely(2):
        raters = ()
    bands = (Band("好", Fraction(4), Fraction(10), "带头"), Band("差", Fraction(0), Fraction(3)))
    return Rated(
        bands=bands if pen.rarely(3) and combine != "相加" else (),
        raters=raters,
        combine=combine,
        step=pen.one((None, Fraction(1), Fraction(1, 2))),
        of=a_selection(pen) if pen.rarely(3) else (),
        blank=pen.one((None, None, Fraction(0))),
        **values,
    )


def _ballot(pen: Pen, _around: Around, values: dict[str, Any]) -> Rule:
    weights = (("好", Fraction(1)), ("一般", pen.one((Fraction(1, 2), Fraction(4, 5)))))[: pen.number(1, 2)]
    stepped = pen.rarely(2)
    steps = (Step(Fraction(4, 5), Fraction(4)), Step(Fraction(1, 2), Fraction(1), over=True))
    return Ballot(
        of=(Selector(("测评",)),),
        weights=weights,
        steps=steps if stepped else (),
        full=None if stepped else pen.one(SMALL),
        take=pen.one(("最好", "最后", "合计")),
        **values,
    )


def _from_items(pen: Pen, around: Around, values: dict[str, Any]) -> Rule:
    codes = tuple(code for code in around.codes if code != "总分")
    return FromItems(scores=pen.some(codes, least=1, most=2), factor=pen.one(SIGNED), **values)


# -- schemes ----------------------------------------------------------------------------------------------------


@st.composite
def schemes(
    draw: Callable[[st.SearchStrategy[Any]], Any], *, growing: bool = False, members: bool | None = None
) -> Scheme:
    """A scheme. `growing`: one whose total more records can only raise; `members`: of groups, or of none."""
    pen = Pen(draw)
    of_group = pen.rarely(4) if members is None else members
    categories: list[Category] = []
    items: list[Item] = []
    codes: tuple[str, ...] = ()
    for letter in "ABC"[: pen.number(1, 3)]:
        for number in range(1, pen.number(1, 3) + 1):
            item = _item(pen, f"{letter}{number}", Around(codes, members=of_group, growing=growing))
            items.append(item)
            codes = (*codes, item.code)
        low, high = _ends(pen)
        sort = pen.one(("基本", "加分", "扣分"))
        categories.append(Category(letter, f"{letter} 类", f"{letter} 短", high, low, sort))
        codes = (*codes, letter)
    codes = (*codes, "总分")
    grades = _grades(pen, growing=growing)
    names = tuple(grade.name for grade in grades)
    around = Around(codes, members=of_group)
    own_last = Exemption(frozenset({"常委"}), "不参评", "另行考核") if pen.rarely(4) else None
    exemptions = [own_last] if own_last else []
    if pen.rarely(5):
        exemptions.append(Exemption(frozenset(), "未票决", "", a_condition(pen, around)))
    low, high = _ends(pen)
    total = high if high is not None and high >= 0 and pen.rarely(2) else None
    switches = (
        Switch("leave", "请假怎么算", pen.one(("算缺席", "算一半")), ("算缺席", "算一半"), "纸上没有写。"),
        Switch("gate_good", "评好要过门槛", pen.one(("是", "否"))),
    )[: pen.number(0, 2)]
    return Scheme(
        name="青石镇代表履职积分办法",
        version="2026",
        body=pen.one(("", "青石镇人大主席团")),
        subject=pen.one(("代表小组", "村")) if of_group else pen.one(("代表", "联络站")),
        period=pen.one(
            (
                PeriodRule(),
                PeriodRule("季"),
                PeriodRule("届"),
                PeriodRule(starts=(9, 1)),
                PeriodRule(number=2, starts=(9, 1), first_year=2018),
            )
        ),
        categories=tuple(categories),
        items=tuple(items),
        grades=grades,
        grading=Grading(
            pen.one((*codes, "总分", "总分", "总分")), pen.one(("归低档", "归高档", "四舍五入", "由人定"))
        ),
        attendance=an_attendance(pen),
        total=total,
        total_most=high,
        total_least=low,
        source=pen.one(("", "青石镇人大〔2026〕3号")),
        reconstructed=pen.one(("", "等次是推定的")),
        valid_from=pen.one((None, date(2026, 1, 1))),
        valid_until=pen.one((None, date(2027, 12, 31))),
        roles=ROLES,
        kinds=_kinds(pen, of_group),
        switches=switches,
        gates=tuple(
            Gate(pen.one(names[:-1]), tuple(a_condition(pen, around) for _need in range(pen.number(1, 2))))
            for _gate in range(pen.number(0, 2))
            if names[:-1]
        ),
        vetoes=tuple(
            Veto("受处分", a_condition(pen, around), pen.one(names))
            for _veto in range(pen.number(0, 1))
            if names
        ),
        exemptions=tuple(exemptions),
        consequences=_consequences(pen, around, names),
        moneys=tuple(
            Money(name, a_rule(pen, Around(codes, members=of_group)), pen.one(TOPS), pen.words(ROLES))
            for name in ("误工补贴", "奖金")[: pen.number(0, 2)]
        ),
        once=_once(pen, items, growing=growing),
        rounding=pen.one(
            (
                None,
                None,
                Rounding(0, "四舍五入"),
                Rounding(1, "舍去"),
                Rounding(0, "进位"),
                Rounding(2, "进位"),
            )
        ),
        objection_days=pen.one((None, 5)),
    )


def _ends(pen: Pen) -> tuple[Fraction | None, Fraction | None]:
    """A floor and a cap of a category or of the total."""
    low = pen.one((None, None, Fraction(0), Fraction(-7, 2)))
    return low, pen.one((None, Fraction(3), Fraction(25, 2), Fraction(20)))


def _item(pen: Pen, code: str, around: Around) -> Item:
    bounds = pen.bounds()
    only = pen.words(ROLES)
    never = frozenset({"常委"}) if not only and pen.rarely(6) else frozenset()
    forced = not around.growing and pen.rarely(5)
    return Item(
        code,
        code[0],
        f"第 {code} 项",
        bounds["most"],
        a_rule(pen, around),
        bounds["least"],
        forms=pen.one(((), (13,), (2, 7))),
        only=only,
        never=never,
        otherwise=pen.one((Fraction(0), Fraction(0), Fraction(2))),
        forces=(Force(a_condition(pen, around), pen.one(SIGNED), "没有做到"),) if forced else (),
        printed=pen.one(("", "受表彰的加 10 分")),
        assumed=pen.one(("", "县级按 5 分推定")),
    )


def _grades(pen: Pen, *, growing: bool) -> tuple[Grade, ...]:
    names = ("优秀", "良好", "合格", "不合格")[4 - pen.number(0, 4) :]
    start = Fraction(13)
    found: list[Grade] = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        key = pen.one(("at_least", "at_least", "above"))
        values: dict[str, Any] = {key: None if last and pen.rarely(2) else start}
        if number and pen.rarely(3):
            values[pen.one(("at_most", "below"))] = start + 2
        quota = None if growing else pen.one((None, None, Fraction(1), Fraction(1, 5), Fraction(1, 2)))
        found.append(
            Grade(
                name,
                **values,
                quota=quota,
                quota_share=quota is not None and quota < 1,
                quota_rounding="舍去" if quota is None else pen.one(("舍去", "四舍五入", "进位")),
                never=pen.words(ROLES),
            )
        )
        start -= pen.one((Fraction(3), Fraction(5), Fraction(7, 2)))
    return tuple(found)


def _kinds(pen: Pen, of_group: bool) -> tuple[RecordKind, ...]:
    asked = pen.one(("", "提醒", "必须"))
    return (
        RecordKind("捐款", True, False, pen.rarely(2), asked, "元", ("amount", "level")),
        RecordKind("旁听庭审", True, attended=True, note="" if of_group else "法院通知的"),
        *([RecordKind("表彰", False, approval=True)] if pen.rarely(3) else []),
    )


def _consequences(pen: Pen, around: Around, grades: tuple[str, ...]) -> tuple[Consequence, ...]:
    found: list[Consequence] = []
    if grades and pen.rarely(2):
        named = frozenset(pen.some(grades, least=1, most=2))
        found.append(
            Consequence("推荐连任", named, times=pen.number(1, 3), running=pen.rarely(2), note="报主席团")
        )
    if pen.rarely(3):
        found.append(Consequence("积极分子", rank_top=pen.number(1, 3), times=pen.number(1, 2)))
    if pen.rarely(3):
        found.append(Consequence("约谈", rank_bottom=1))
    if pen.rarely(3):
        when = a_condition(pen, Around(around.codes, grades, around.members))
        found.append(Consequence("表彰", when=when))
    return tuple(found)


def _once(pen: Pen, items: Sequence[Item], *, growing: bool) -> tuple[CountOnce, ...]:
    """At most one group: what is left to an item by two of them depends on the paper, which no paper does."""
    if len(items) < 2 or pen.often(3):
        return ()
    codes = pen.some([item.code for item in items], least=2, most=3)
    return (CountOnce(codes, "高" if growing else pen.one(("先", "高"))),)


# -- records ----------------------------------------------------------------------------------------------------


def _fact(pen: Pen, subject_id: int, number: int, members: bool) -> Fact:
    kind = pen.one((*KINDS, *KINDS, "没有的事"))
    votes = tuple((word, pen.number(0, 5)) for word in VOTES) if kind == "测评" and pen.often(5) else None
    state = pen.one(STATES) if kind in COME_TO else pen.one(("", "已受理", "未受理"))
    return Fact(
        kind,
        subject_id,
        date(2026, 1, 1) + timedelta(days=pen.one((0, 0, 3, 40, 100, 200, 300, 364, 380))),
        state,
        role=pen.one(("", *PARTS)),
        level=pen.one(("", *LEVELS)),
        manner=pen.one(("", *MANNERS)),
        satisfaction=pen.one(("", *CONTENT)),
        weight=pen.one((1, 1, 1, 2, 3, Fraction(1, 2))),
        amount=pen.one((None, Fraction(100), Fraction(999), Fraction(5000, 3))),
        within=pen.one(("", "五次会议", "六次会议")),
        people=pen.one((0, 3)),
        peers=pen.one((0, 2)),
        votes=votes,
        review=pen.one(("", "", "已核准", "待审", "已退回", "已撤回")),
        evidence=pen.one((None, 0, 1, 2)),
        member=pen.one(("li", "wang", "zhao", None)) if members else None,
        times=pen.one((1, 1, 1, 2)),
        source=("record", number),
        title=pen.one(("", "某事")),
    )


@st.composite
def records(
    draw: Callable[[st.SearchStrategy[Any]], Any],
    *,
    subject_id: int = 1,
    most: int = 8,
    members: bool = False,
    begins: int = 1,
) -> list[Fact]:
    """Some records of one subject, numbered from `begins`, in and out of the year."""
    pen = Pen(draw)
    return [_fact(pen, subject_id, begins + number, members) for number in range(pen.number(0, most))]


@st.composite
def subjects(
    draw: Callable[[st.SearchStrategy[Any]], Any], scheme: Scheme, *, subject_id: int = 1
) -> Subject:
    """Somebody scored by the scheme, with marks, good ones and wrong ones, and an earlier period or two."""
    pen = Pen(draw)
    of_group = scheme.subject in ("代表小组", "村")
    codes = [item.code for item in scheme.items]
    marks = tuple(
        Mark(pen.one(codes), pen.one((*SMALL, Fraction(9), Fraction(11))), pen.one(("", *RATERS)))
        for _mark in range(pen.number(0, 4))
    )
    names = tuple(grade.name for grade in scheme.grades)
    earlier = tuple(
        Earlier(str(year), pen.one(names), Fraction(80), rank=pen.number(0, 3), of=9)
        for year in (2024, 2025)
        if names and pen.rarely(2)
    )
    spans = (
        None,
        None,
        (Span(date(2026, 1, 1), date(2026, 2, 1)), Span(date(2026, 7, 1))),
        (Span(date(2026, 3, 1)),),
    )
    return Subject(
        subject_id,
        f"第 {subject_id} 人",
        roles=frozenset(pen.some(ROLES, most=2)),
        in_office=pen.one(spans),
        marks=marks,
        members=MEMBERS if of_group and pen.often(4) else (),
        earlier=earlier,
    )


@dataclass(frozen=True)
class Case:
    """A scheme with one subject and its records, and up to which day periods have begun."""

    scheme: Scheme
    subject: Subject
    facts: list[Fact]
    today: date | None


@st.composite
def cases(
    draw: Callable[[st.SearchStrategy[Any]], Any], *, growing: bool = False, members: bool | None = None
) -> Case:
    """Any scheme with anybody's records."""
    scheme = draw(schemes(growing=growing, members=members))
    of_group = scheme.subject in ("代表小组", "村")
    return Case(
        scheme,
        draw(subjects(scheme)),
        draw(records(members=of_group)),
        draw(_sampled((None, date(2026, 5, 1), date(2026, 12, 31)))),
    )


@dataclass(frozen=True)
class Town:
    """A scheme with several subjects and what people decided where it asked them."""

    scheme: Scheme
    entries: list[tuple[Subject, list[Fact]]]
    decisions: tuple[Decision, ...]


@st.composite
def towns(draw: Callable[[st.SearchStrategy[Any]], Any], *, members: bool | None = None) -> Town:
    """One to four subjects, two of whom may have just the same records, so that totals tie."""
    pen = Pen(draw)
    scheme = draw(schemes(members=members))
    of_group = scheme.subject in ("代表小组", "村")
    entries: list[tuple[Subject, list[Fact]]] = []
    for number in range(1, pen.number(1, 4) + 1):
        facts = draw(records(subject_id=number, most=4, members=of_group))
        if entries and pen.rarely(3):
            facts = [_given_to(fact, number) for fact in entries[-1][1]]
        entries.append((draw(subjects(scheme, subject_id=number)), facts))
    names = tuple(grade.name for grade in scheme.grades)
    decisions = tuple(
        Decision(pen.number(1, 4), pen.one(names)) for _each in range(pen.number(0, 2)) if names
    )
    return Town(scheme, entries, decisions)


def _given_to(fact: Fact, subject_id: int) -> Fact:
    return replace(fact, subject_id=subject_id)


def written_out(facts: Iterable[Fact]) -> list[Fact]:
    """Every equal record on its own, told apart by its number as records in the database are."""
    single = [fact for fact in facts for _again in range(fact.times)]
    return [replace(fact, times=1, source=("record", number)) for number, fact in enumerate(single)]
