"""Schemes and records made up at random, for properties that hold for every scheme one can write.

A scheme made here is one that `read_scheme` accepts: numbers are in the ranges of resources/schemes/README.md, steps
and grades run from the highest down, and no item looks at one that stands after it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from deputy_station.features.points.rules.facts import Decision, Earlier, Fact, Mark, Period, Span, Subject
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
from tests.features.points.made_rules import (
    COME_TO,
    CONTENT,
    KINDS,
    LEVELS,
    MANNERS,
    MEMBERS,
    PARTS,
    RATERS,
    ROLES,
    SIGNED,
    SMALL,
    STATES,
    TOPS,
    VOTES,
    Around,
    Pen,
    a_condition,
    a_rule,
    an_attendance,
    sampled,
)

YEAR = Period("2026", "2026 年度", date(2026, 1, 1), date(2026, 12, 31), 2026)


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
        draw(sampled((None, date(2026, 5, 1), date(2026, 12, 31)))),
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
