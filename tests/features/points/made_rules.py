"""Rules and conditions made up at random, as schemes may have them: the parts of `made_schemes`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

Value = TypeVar("Value")

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
        drawn: Value = self._draw(sampled(tuple(values)))
        return drawn

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        drawn: int = self._draw(whole(least, most))
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
def sampled(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """One of the values, made once."""
    return st.sampled_from(values)


@cache
def whole(least: int, most: int) -> st.SearchStrategy[int]:
    """A whole number between both, made once."""
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
