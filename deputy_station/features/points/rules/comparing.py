"""What differs between two schemes, and between two lists of scores and why: for a draft before it is adopted.

Schemes are compared by the codes and names people know them by; everything is said as it was and as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from deputy_station.features.points.rules.facts import SubjectId
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.part_words import (
    consequence_words,
    exemption_words,
    force_words,
    gate_words,
    grade_line,
    kind_words,
    once_words,
    period_rule_words,
    quota_words,
    rounding_words,
    veto_words,
)
from deputy_station.features.points.rules.rule_sentences import rule_sentence
from deputy_station.features.points.rules.rule_words import (
    attendance_words,
    bound_words,
    rule_changes,
    said,
)
from deputy_station.features.points.rules.scheme import Category, Grade, Item, Scheme
from deputy_station.features.points.rules.score import Score

Part = TypeVar("Part")
NOTHING = "没有"


@dataclass(frozen=True)
class Difference:
    """One thing that two schemes say differently.

    `part` is 办法, 等次, 门槛, 一票否决, 项, 大类, 考勤, 口径, 记录种类, 结果运用 or 补助; `code` and `name` say which; `what` of
    it; `was` and `now` are words ("没有" where the scheme has no such thing).
    """

    part: str
    code: str
    name: str
    what: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """The whole sentence: "C1 到站接待：满分 8 → 10"."""
        which = " ".join(each for each in (self.code, self.name) if each) or self.part
        if not self.what:
            return f"{which}：{'新加' if self.was == NOTHING else '去掉'}"
        return f"{which}：{self.what} {self.was} → {self.now}"


@dataclass(frozen=True)
class ItemChange:
    """One item that gives another number than before; None where the scheme has no such item."""

    code: str
    name: str
    was: Fraction | None
    now: Fraction | None
    was_words: str = ""
    now_words: str = ""

    @property
    def words(self) -> str:
        """The change with both sums: "C1 到站接待 6 → 8（8 × 6 ÷ 8 = 6 → 10 × 6 ÷ 8 = 7.5）"."""
        numbers = " → ".join(NOTHING if each is None else points_words(each) for each in (self.was, self.now))
        sums = " → ".join(each for each in (self.was_words, self.now_words) if each)
        return f"{self.code} {self.name} {numbers}" + (f"（{sums}）" if sums else "")


@dataclass(frozen=True)
class Change:
    """A subject whose total or grade is another than before, and why. A score is None where there is none."""

    subject_id: SubjectId
    name: str
    before: Score | None
    after: Score | None
    items: tuple[ItemChange, ...] = ()
    why: tuple[str, ...] = ()

    @property
    def grade_changes(self) -> bool:
        """Whether the grade is another one."""
        return _grade(self.before) != _grade(self.after)

    @property
    def difference(self) -> Fraction:
        """How much more the total is."""
        return _total(self.after) - _total(self.before)

    @property
    def words(self) -> str:
        """The change on one line: "周明：总分 78 → 81.5，等次 合格 → 良好"."""
        total = " → ".join(NOTHING if each is None else points_words(each.total) for each in self._both)
        grades = " → ".join(_grade(each) or "待定" for each in self._both)
        grade = f"等次 {grades}" if self.grade_changes else f"等次仍是{_grade(self.after) or '待定'}"
        return f"{self.name or self.subject_id}：总分 {total}，{grade}"

    @property
    def _both(self) -> tuple[Score | None, Score | None]:
        return self.before, self.after


def compare_schemes(old: Scheme, new: Scheme) -> tuple[Difference, ...]:
    """Everything the two say differently, what decides most first; nothing when both score alike."""
    found = [Difference("办法", "", "", what, was, now) for what, was, now in _heads(old, new)]
    found += _parts(
        "等次",
        old.grades,
        new.grades,
        lambda each: ("", each.name),
        lambda one, two: _grade_changes(one, two),
    )
    if [each.name for each in old.grades] != [each.name for each in new.grades]:
        order = ["、".join(each.name for each in scheme.grades) for scheme in (old, new)]
        found.append(Difference("等次", "", "", "从高到低", *order))
    found += _conditions("门槛", old, new, gate_words)
    found += _conditions("一票否决", old, new, veto_words)
    found += _conditions("不参加评定", old, new, exemption_words)
    found += _parts(
        "项",
        old.items,
        new.items,
        lambda each: (each.code, each.name),
        lambda one, two: _item_changes(one, two, old, new),
    )
    found += _parts(
        "大类", old.categories, new.categories, lambda each: (each.code, each.name), _category_changes
    )
    if old.attendance != new.attendance:
        both = attendance_words(old.attendance), attendance_words(new.attendance)
        found.append(Difference("考勤", "", "", "考勤怎么算", *both))
    found += _conditions("口径", old, new, lambda scheme: {s.title: s.answer for s in scheme.switches})
    found += _conditions("记录种类", old, new, kind_words)
    found += _conditions("同一条记录只算一次", old, new, once_words)
    found += _conditions("结果运用", old, new, consequence_words)
    found += _parts(
        "补助",
        old.moneys,
        new.moneys,
        lambda each: ("", each.name),
        lambda one, two: [
            *_changed("最多", bound_words(one.most), bound_words(two.most)),
            *_changed("给谁", said(one.only, old), said(two.only, new)),
            *rule_changes(one.rule, two.rule, old, new),
        ],
    )
    return tuple(found)


def compare_scores(before: Sequence[Score], after: Sequence[Score]) -> tuple[Change, ...]:
    """Who has another total or grade than before and why: changes of grade first, then the larger difference."""
    was = {score.subject_id: score for score in before}
    now = {score.subject_id: score for score in after}
    changes = []
    for subject_id in dict.fromkeys([*was, *now]):
        one, two = was.get(subject_id), now.get(subject_id)
        if one and two and (one.total, one.grade) == (two.total, two.grade):
            continue
        shown = two or one
        name = shown.subject.name if shown else ""
        changes.append(Change(subject_id, name, one, two, _item_differences(one, two), _why(one, two)))
    return tuple(
        sorted(
            changes,
            key=lambda each: (not each.grade_changes, -abs(each.difference), each.name, str(each.subject_id)),
        )
    )


def _item_differences(one: Score | None, two: Score | None) -> tuple[ItemChange, ...]:
    was = {} if one is None else {each.item.code: each for each in one.items}
    now = {} if two is None else {each.item.code: each for each in two.items}
    found = []
    for code in dict.fromkeys([*was, *now]):
        old, new = was.get(code), now.get(code)
        if old and new and old.points == new.points:
            continue
        name = (new or old).item.name if (new or old) else ""  # type: ignore[union-attr]
        found.append(
            ItemChange(
                code,
                name,
                old.points if old else None,
                new.points if new else None,
                old.words if old else "",
                new.words if new else "",
            )
        )
    return tuple(found)


def _why(one: Score | None, two: Score | None) -> tuple[str, ...]:
    if one is None or two is None:
        return ("原来没有他的得分",) if one is None else ("现在没有他的得分",)
    found = [each.words for each in _item_differences(one, two)]
    held = {each.category.code: each for each in one.categories}
    for each in two.categories:
        old = held.get(each.category.code)
        bounded = each.points != each.raw or (old is not None and old.points != old.raw)
        if bounded and (old is None or old.points != each.points):
            was = NOTHING if old is None else points_words(old.points)
            found.append(
                f"{each.category.code} {each.category.name} {was} → {points_words(each.points)}"
                + (f"（{each.words}）" if each.words else "")
            )
    if one.grade != two.grade:
        for score, when in ((one, "原来"), (two, "现在")):
            reason = score.graded.asked or score.remark
            if reason:
                found.append(f"{when}：{reason}")
    if not found:
        found.append("各项得分没有变，总分的封顶、保底或等次的界线变了")
    return tuple(found)


def _heads(old: Scheme, new: Scheme) -> list[tuple[str, str, str]]:
    def both(what: str, tell: Callable[[Scheme], str]) -> list[tuple[str, str, str]]:
        return _changed(what, tell(old), tell(new))

    return [
        *both("给谁打分", lambda scheme: scheme.subject),
        *both("多长算一次", lambda scheme: period_rule_words(scheme.period)),
        *both("纸上的总分", lambda scheme: bound_words(scheme.total)),
        *both("连加分最多", lambda scheme: bound_words(scheme.total_most)),
        *both("扣到多少为止", lambda scheme: bound_words(scheme.total_least)),
        *both("按什么定等次", lambda scheme: scheme.grading.by),
        *both("落在两档之间", lambda scheme: scheme.grading.between),
        *both("总分取整", rounding_words),
        *both(
            "公示几天",
            lambda scheme: "按程序设置" if scheme.objection_days is None else f"{scheme.objection_days} 天",
        ),
        *both("有效期", lambda scheme: f"{scheme.valid_from or '一直'}至{scheme.valid_until or '今后'}"),
    ]


def _changed(what: str, was: str, now: str) -> list[tuple[str, str, str]]:
    return [] if was == now else [(what, was or NOTHING, now or NOTHING)]


def _parts(
    part: str,
    old: Iterable[Part],
    new: Iterable[Part],
    named: Callable[[Part], tuple[str, str]],
    changes: Callable[[Part, Part], list[tuple[str, str, str]]],
) -> list[Difference]:
    """Things known by a code (or, without one, a name): those that are new, gone, or changed in something."""

    def key(each: Part) -> str:
        code, name = named(each)
        return code or name

    was, now = {key(each): each for each in old}, {key(each): each for each in new}
    found = []
    for each in dict.fromkeys([*was, *now]):
        if each not in now:
            found.append(Difference(part, *named(was[each]), "", "有", NOTHING))
        elif each not in was:
            found.append(Difference(part, *named(now[each]), "", NOTHING, "有"))
        else:
            code, name = named(now[each])
            found += [Difference(part, code, name, *said) for said in changes(was[each], now[each])]
    return found


def _conditions(
    part: str, old: Scheme, new: Scheme, tell: Callable[[Scheme], Mapping[str, str]]
) -> list[Difference]:
    """Things that one line of words says whole, by name."""
    was, now = tell(old), tell(new)
    return [
        Difference(part, "", name, part, was.get(name, NOTHING), now.get(name, NOTHING))
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]


def _grade_changes(old: Grade, new: Grade) -> list[tuple[str, str, str]]:
    return [
        *_changed("分数线", grade_line(old), grade_line(new)),
        *_changed("名额", quota_words(old), quota_words(new)),
        *_changed("只给", said(old.only, None), said(new.only, None)),
        *_changed("不给", said(old.never, None), said(new.never, None)),
    ]


def _item_changes(old: Item, new: Item, was: Scheme, now: Scheme) -> list[tuple[str, str, str]]:
    return [
        *_changed("名称", old.name, new.name),
        *_changed("大类", old.category, new.category),
        *_changed("满分", bound_words(old.most), bound_words(new.most)),
        *_changed("最低", bound_words(old.least), bound_words(new.least)),
        *_changed("只给", said(old.only, was), said(new.only, now)),
        *_changed("不给", said(old.never, was), said(new.never, now)),
        *_changed("不适用的人得", points_words(old.otherwise), points_words(new.otherwise)),
        *_changed("另有规定", force_words(old, was), force_words(new, now)),
        *_rule_changes(old, new, was, now),
    ]


def _rule_changes(old: Item, new: Item, was: Scheme, now: Scheme) -> list[tuple[str, str, str]]:
    if type(old.rule) is not type(new.rule):  # nothing to put beside each other: both are said whole
        both = (rule_sentence(each.rule, of, within=each.most) for each, of in ((old, was), (new, now)))
        return _changed("计分方式", *both)
    return rule_changes(old.rule, new.rule, was, now)


def _category_changes(old: Category, new: Category) -> list[tuple[str, str, str]]:
    return [
        *_changed("名称", old.name, new.name),
        *_changed("封顶", bound_words(old.most), bound_words(new.most)),
        *_changed("保底", bound_words(old.least), bound_words(new.least)),
        *_changed("类别", old.sort, new.sort),
    ]


def _grade(score: Score | None) -> str:
    return "" if score is None else score.grade


def _total(score: Score | None) -> Fraction:
    return Fraction(0) if score is None else score.total
