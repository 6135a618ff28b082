"""What a scheme file says that makes no sense: every mistake, and doubts about what can be read but never come true."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO, AllOf, Condition, HasPoints
from deputy_station.features.points.rules.doubts import (
    acceptance_doubts,
    deduction_doubts,
    printed_doubts,
    record_doubts,
)
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.reading.contradictions import scores_of
from deputy_station.features.points.rules.reading.mistakes import Mistake, in_lines
from deputy_station.features.points.rules.reading.pieces import Notes
from deputy_station.features.points.rules.reading.reader import read_whole
from deputy_station.features.points.rules.scheme import Category, Grade, Item, Scheme
from deputy_station.features.points.rules.shapes.reach import best_possible

_MONTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
_TERM_MONTHS = 60
TOTAL = "总分"


@dataclass(frozen=True)
class SchemeCheck:
    """What came of a check: the scheme (None when it has mistakes), its mistakes, and warnings, by line."""

    scheme: Scheme | None
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]


@dataclass
class Reach:
    """The most (None: no bound) and the least that items, categories and the total can come to."""

    most: dict[str, Fraction | None] = field(default_factory=dict)
    least: dict[str, Fraction | None] = field(default_factory=dict)


def check_scheme(text: str, *, named: str = "") -> SchemeCheck:
    """Every mistake in the text, also those that show only when a switch is answered otherwise, and every doubt.

    `named` is the file's name, put before the mistakes that have no line.
    """
    reading = read_whole(text)
    mistakes = list(reading.mistakes)
    if reading.scheme is not None:
        mistakes += _mistakes_otherwise(text, reading.scheme)
    mistakes = [replace(each, where=named) if named and not each.line else each for each in mistakes]
    if reading.scheme is None or mistakes:
        return SchemeCheck(None, in_lines(mistakes), ())
    scheme, notes = reading.scheme, reading.notes
    reach = reach_of(scheme)
    warnings = [
        *record_doubts(scheme, notes),
        *deduction_doubts(scheme),
        *acceptance_doubts(scheme),
        *printed_doubts(scheme),
        *_unused_switches(scheme, notes),
        *_cap_doubts(scheme, notes, reach),
        *_total_doubts(scheme, notes, reach),
        *_grade_doubts(scheme, notes, reach),
        *_quota_doubts(notes),
        *_gate_doubts(scheme, notes, reach),
    ]
    return SchemeCheck(scheme, (), in_lines(warnings))


def _mistakes_otherwise(text: str, scheme: Scheme) -> Iterator[Mistake]:
    """Mistakes that show when one switch is answered in another way."""
    for switch in scheme.switches:
        for answer in switch.options or ("是", "否"):
            if answer == switch.answer:
                continue
            for mistake in read_whole(text, answers={switch.key: answer}).mistakes:
                yield replace(mistake, where=f"{mistake.where}（口径“{switch.key}”答“{answer}”时）")


# -- how far everything reaches -----------------------------------------------------------------------------------


def reach_of(scheme: Scheme) -> Reach:
    """The bounds of everything in the scheme, worked out from the rules alone."""
    reach = Reach()
    # Items may look at other items: as many rounds as there are such items settle every chain.
    for _ in range(1 + sum(1 for item in scheme.items if any(scores_of(item)))):
        _reach_items(scheme, reach)
    return reach


def _reach_items(scheme: Scheme, reach: Reach) -> None:
    for item in scheme.items:
        reach.most[item.code] = item_best(scheme, item, reach.most)
        reach.least[item.code] = _item_least(item)
    for category in scheme.categories:
        of = [item for item in scheme.items if item.category == category.code]
        reach.most[category.code] = _smaller(_sum(reach.most[item.code] for item in of), category.most)
        reach.least[category.code] = _larger(_sum(reach.least[item.code] for item in of), category.least)
    codes = [category.code for category in scheme.categories]
    reach.most[TOTAL] = _smaller(_sum(reach.most[code] for code in codes), scheme.total_most)
    reach.least[TOTAL] = _larger(_sum(reach.least[code] for code in codes), scheme.total_least)


def item_best(scheme: Scheme, item: Item, scores: Mapping[str, Fraction | None]) -> Fraction | None:
    """The most an item can ever come to, by its rule or by force."""
    best = _smaller(best_possible(item.rule, months=months_of(scheme), scores=scores), item.most)
    forced = [force.points for force in item.forces]
    if (item.only or item.never) and item.otherwise > 0:
        forced.append(item.otherwise)
    return None if best is None else max([best, *forced])


def months_of(scheme: Scheme) -> int:
    """How many months a period of the scheme has."""
    return _MONTHS.get(scheme.period.unit, _TERM_MONTHS) * scheme.period.number


def _item_least(item: Item) -> Fraction | None:
    if item.least is None:
        return None
    return min([item.least, *(force.points for force in item.forces)])


def _sum(values: Iterator[Fraction | None]) -> Fraction | None:
    total = ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _smaller(value: Fraction | None, cap: Fraction | None) -> Fraction | None:
    return cap if value is None else value if cap is None else min(value, cap)


def _larger(value: Fraction | None, floor: Fraction | None) -> Fraction | None:
    return floor if value is None else value if floor is None else max(value, floor)


# -- doubts -------------------------------------------------------------------------------------------------------


def _line(notes: Notes, sort: str, code: str) -> int:
    return notes.lines.get((sort, code), 0)


def _unused_switches(scheme: Scheme, notes: Notes) -> Iterator[Mistake]:
    for switch in scheme.switches:
        if switch.key not in notes.asked:
            line = notes.places.line(("switches", switch.key))
            yield Mistake(line, f"口径“{switch.key}”", "没有一处用到它", "在用得着的地方写 if，或去掉它。")


def _cap_doubts(scheme: Scheme, notes: Notes, reach: Reach) -> Iterator[Mistake]:
    for item in scheme.items:
        rule_best = best_possible(item.rule, months=months_of(scheme), scores=reach.most)
        if item.most is not None and item.most > 0 and rule_best is not None and rule_best < item.most:
            what = f"满分 {points_words(item.most)}，计分方式最多只能给 {points_words(rule_best)}"
            yield Mistake(item.line, f"项 {item.code}", what, "请核对 max 和 rule。")
    for category in scheme.categories:
        yield from _category_doubts(scheme, notes, reach, category)
    whole = _sum(iter([reach.most[category.code] for category in scheme.categories]))
    if scheme.total_most is not None and whole is not None and whole < scheme.total_most:
        what = f"连加分在内最多 {points_words(scheme.total_most)}，各大类加起来只有 {points_words(whole)}"
        yield Mistake(notes.places.line(("total_max",)), "总分", what, "请核对 total_max。")


def _category_doubts(scheme: Scheme, notes: Notes, reach: Reach, category: Category) -> Iterator[Mistake]:
    if category.most is None:
        return
    line = _line(notes, "category", category.code)
    whole = max(_sums_by_role(scheme, category, reach), key=lambda sum_: (sum_ is None, sum_ or ZERO))
    if whole is not None and whole < category.most:
        what = f"封顶 {points_words(category.most)}，各项加起来最多 {points_words(whole)}"
        yield Mistake(line, f"大类 {category.code}", what, "请核对各项的 max。")
    elif (whole is None or whole > category.most) and category.code not in notes.capped:
        more = "不封顶" if whole is None else f"有 {points_words(whole)}"
        what = f"封顶 {points_words(category.most)}，各项加起来{more}"
        if category.sort == "基本":
            yield Mistake(line, f"大类 {category.code}", what, "有意再封一次顶的，写 capped = true。")


def _kinds_of_people(scheme: Scheme) -> list[frozenset[str]]:
    """Who there is to tell apart: nobody's role, and everybody with one role that items name."""
    named = sorted({role for item in scheme.items for role in item.only | item.never})
    return [frozenset(), *(frozenset({role}) for role in named)]


def _sums_by_role(scheme: Scheme, category: Category, reach: Reach) -> list[Fraction | None]:
    return [_category_sum(scheme, category, reach, roles) for roles in _kinds_of_people(scheme)]


def _category_sum(scheme: Scheme, category: Category, reach: Reach, roles: frozenset[str]) -> Fraction | None:
    return _sum(
        reach.most[item.code] if item.is_for(roles) else item.otherwise
        for item in scheme.items
        if item.category == category.code
    )


def _total_doubts(scheme: Scheme, notes: Notes, reach: Reach) -> Iterator[Mistake]:
    line = notes.places.line(("total",))
    basic = [category for category in scheme.categories if category.sort == "基本"]
    if scheme.total is not None:
        found = {}
        for roles in _kinds_of_people(scheme):
            sums = [
                _smaller(_category_sum(scheme, category, reach, roles), category.most) for category in basic
            ]
            found[roles] = _sum(iter(sums))
        if not any(whole == scheme.total for whole in found.values()):
            whole = found[frozenset()]
            says = "不封顶" if whole is None else f"是 {points_words(whole)}"
            what = f"纸上的总分是 {points_words(scheme.total)}，各大类加起来{says}"
            yield Mistake(line, "总分", what, "请核对各大类和各项的 max。")
        else:
            for roles, whole in found.items():
                if roles and whole != scheme.total and whole is not None:
                    what = f"身份“{'、'.join(sorted(roles))}”的各大类加起来是 {points_words(whole)}，不是 {points_words(scheme.total)}"
                    yield Mistake(line, "总分", what, "请核对只给或不给这个身份的项。")
    least = reach.least[TOTAL]
    if scheme.total_least is None and (least is None or least < 0):
        yield Mistake(line, "总分", "会扣成负数，没有写扣到多少为止", "写 total_min，例如 total_min = 0。")


def _grade_doubts(scheme: Scheme, notes: Notes, reach: Reach) -> Iterator[Mistake]:
    by = scheme.grading.by
    most, least = reach.most.get(by), reach.least.get(by)
    for grade in scheme.grades:
        low = _low(grade)
        if low is not None and most is not None and (low > most or (grade.above == most)):
            what = f"要 {points_words(low)}，{by}最多 {points_words(most)}，谁也评不上"
            yield Mistake(_line(notes, "grade", grade.name), f"等次“{grade.name}”", what, "请核对。")
    for higher, lower in zip(scheme.grades, scheme.grades[1:], strict=False):
        yield from _between_doubts(scheme, notes, higher, lower)
    if scheme.grades:
        last = scheme.grades[-1]
        low = _low(last)
        if low is not None and (least is None or low > least or (low == least and last.above is not None)):
            lowest = "负分" if least is None else points_words(least)
            what = f"最低的等次从 {points_words(low)} 起，{by}最低到{lowest if least is None else ' ' + lowest}，再低的没有等次"
            yield Mistake(
                _line(notes, "grade", last.name),
                f"等次“{last.name}”",
                what,
                "最低一档只写 at_most，或从最低分起。",
            )


def _quota_doubts(notes: Notes) -> Iterator[Mistake]:
    """A share of people is seldom a whole number: what happens then must not be chosen in silence."""
    for path, grade in notes.quota_shares:
        if notes.in_force(path) and notes.places.find((*path, "quota_rounding")) is None:
            hint = "写 quota_rounding（舍去、四舍五入、进位），或做成口径；现在按舍去。"
            what = "名额不是整数时怎么办，纸上没写"
            yield Mistake(notes.places.line((*path, "quota")), f"等次“{grade}”", what, hint)


def _between_doubts(scheme: Scheme, notes: Notes, higher: Grade, lower: Grade) -> Iterator[Mistake]:
    top = lower.at_most if lower.at_most is not None else lower.below
    low = _low(higher)
    if top is None or low is None:
        return
    line, where = _line(notes, "grade", lower.name), f"等次“{lower.name}”"
    both = lower.at_most is not None and higher.at_least is not None
    if top > low or (top == low and both):
        what = f"和“{higher.name}”重叠：这一档到 {points_words(top)}，上一档从 {points_words(low)} 起"
        yield Mistake(line, where, what, "重叠的分数按高的一档算，请核对。")
    touching = top == low and (lower.at_most is not None) != (higher.at_least is not None)
    open_gap = top < low or (top == low and not both and not touching)
    rounded = scheme.rounding is not None and low - top <= Fraction(1, 10**scheme.rounding.digits)
    # Who wrote 由人定 has thought of it.
    said = notes.places.find(("grading", "between")) is not None
    if open_gap and not said and not rounded:
        what = f"和“{higher.name}”之间有空当：{points_words(top)} 和 {points_words(low)} 之间没有等次"
        yield Mistake(line, where, what, "在 [grading] 里写 between，或去掉 at_most。")


def _low(grade: Grade) -> Fraction | None:
    return grade.at_least if grade.at_least is not None else grade.above


def _gate_doubts(scheme: Scheme, notes: Notes, reach: Reach) -> Iterator[Mistake]:
    for number, gate in enumerate(scheme.gates, 1):
        for need in gate.needs:
            if code := _unmeetable(need, reach):
                most = points_words(reach.most[code] or ZERO)
                what = f"{code} 最多 {most}，这个门槛谁也过不了"
                yield Mistake(
                    _line(notes, "gate", str(number)), f"“{gate.grade}”的门槛", what, "请核对要求的分数。"
                )


def _unmeetable(need: Condition, reach: Reach) -> str:
    """The code of a score asked for more than it can ever come to; empty when there is none."""
    if isinstance(need, AllOf):
        return next((code for part in need.conditions if (code := _unmeetable(part, reach))), "")
    if not isinstance(need, HasPoints):
        return ""
    most = reach.most.get(need.score)
    if most is None:
        return ""
    too_high = (need.at_least is not None and need.at_least > most) or (
        need.above is not None and need.above >= most
    )
    return need.score if too_high else ""
