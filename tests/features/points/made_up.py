"""Schemes and records made up for tests of grades, conditions and advice: small, and all of it visible in the test."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from deputy_station.features.points.rules.asked import Attendance, Selector
from deputy_station.features.points.rules.conditions import TOTAL
from deputy_station.features.points.rules.facts import Fact, Mark, SubjectId
from deputy_station.features.points.rules.ladder import ladder_of, rounded
from deputy_station.features.points.rules.ruling import Count, Price, Rated, Rule
from deputy_station.features.points.rules.scheme import Category, Grade, Grading, Item, PeriodRule, Scheme

CAME = Attendance(
    credit=tuple((state, Fraction(1)) for state in ("到会", "迟到", "早退")),
    pending=frozenset({"未登记", "未举行"}),
)


def of(*kinds: str, **words: str) -> tuple[Selector, ...]:
    """One selector: of("议案建议", roles="领衔")."""
    return (Selector(kinds, **{field: frozenset({word}) for field, word in words.items()}),)  # type: ignore[arg-type]


def fact(kind: str, on: date = date(2026, 3, 5), **values: Any) -> Fact:
    """A record of deputy 1 unless said otherwise."""
    values.setdefault("subject_id", 1)
    return Fact(kind=kind, on=on, **values)


def times(kind: str, each: Fraction | int = 1, **bounds: Any) -> Count:
    """So many points for each record of the kind."""
    return Count(prices=(Price(of(kind), Fraction(each)),), **bounds)


def item(code: str, rule: Rule | None = None, *, most: int | None = None, **values: Any) -> Item:
    """An item in the category of its first letter, marked by hand unless it has a rule."""
    bound = None if most is None else Fraction(most)
    rule = rule or Rated(most=bound, least=values.get("least", Fraction(0)))
    return Item(code, code[0], values.pop("name", f"第 {code} 项"), bound, rule, **values)


def grade(name: str, at_least: int | None = None, **values: Any) -> Grade:
    """A grade reached from so many points on."""
    numbers = {
        key: Fraction(each) if isinstance(each, int) and not isinstance(each, bool) else each
        for key, each in values.items()
    }
    return Grade(name, None if at_least is None else Fraction(at_least), **numbers)


SHIPPED = (grade("优秀", 90), grade("好", 75), grade("一般", 60), grade("较差", 0))


def scheme(
    items: Iterable[Item] = (),
    grades: Iterable[Grade] = SHIPPED,
    *,
    sorts: dict[str, str] | None = None,
    **values: Any,
) -> Scheme:
    """A scheme whose categories are the letters of its items, without caps unless `categories` says otherwise."""
    held = tuple(items) or (item("A"),)
    letters = dict.fromkeys(each.category for each in held)
    categories = tuple(
        Category(letter, f"{letter} 类", letter, None, sort=(sorts or {}).get(letter, "基本"))
        for letter in letters
    )
    values.setdefault("categories", categories)
    values.setdefault("grading", Grading())
    values.setdefault("attendance", CAME)
    return Scheme(
        name="青石镇代表履职积分办法",
        version="2026",
        body="青石镇人大主席团",
        subject="代表",
        period=values.pop("period", PeriodRule()),
        items=held,
        grades=tuple(grades),
        total=values.pop("total", Fraction(100)),
        **values,
    )


def marks(**points: Fraction | int | str) -> tuple[Mark, ...]:
    """Marks by item: marks(A=84)."""
    return tuple(Mark(code, Fraction(given)) for code, given in points.items())


def people(number: int) -> list[SubjectId]:
    """The numbers 1 to `number`."""
    return list(range(1, number + 1))


def grade_of(scheme: Scheme, total: Fraction) -> str:
    """The grade for one total alone, without gates, vetoes and quotas; empty where the scheme leaves it open."""
    ladder = ladder_of(scheme)
    value = rounded(total, scheme.rounding) if scheme.grading.by == TOTAL else total
    place = ladder.find(value).place
    return "" if place is None else ladder.rungs[place].grade.name
