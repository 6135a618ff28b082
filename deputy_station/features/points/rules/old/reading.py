"""From the text of a scheme (TOML) to a `Scheme`; a scheme with mistakes is refused whole, all of them named."""

import itertools
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.old.facts import State
from deputy_station.features.points.rules.old.pieces import Pieces
from deputy_station.features.points.rules.old.scheme import (
    Category,
    Consequence,
    Gate,
    Grade,
    Item,
    Need,
    Option,
    Rule,
    Scheme,
    Selector,
    SharedPart,
    Step,
    Switch,
)
from deputy_station.features.points.rules.old.shapes import SHAPES

_TOP = {
    "name",
    "version",
    "total",
    "switches",
    "attendance",
    "category",
    "item",
    "grade",
    "gate",
    "consequence",
}


class SchemeProblem(Refusal):
    """A scheme cannot be read or contradicts itself; `mistakes` has a sentence for each place."""

    def __init__(self, named: str, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        lines = "\n".join(f"{number}. {mistake}" for number, mistake in enumerate(mistakes, 1))
        super().__init__(f"积分办法“{named}”有 {len(mistakes)} 处不对，没有采用，请改好后再试：\n{lines}")


def read_scheme(text: str, *, named: str = "", switches: Mapping[str, bool] | None = None) -> Scheme:
    """Read a scheme; `switches` answers its questions otherwise than the file does.

    Numbers are read exactly (2.5 is 5/2). Raises `SchemeProblem`.
    """
    try:
        data = tomllib.loads(text, parse_float=_exact)
    except tomllib.TOMLDecodeError as error:
        raise SchemeProblem(named, [f"不是完整的 TOML 文件（{error}）。"]) from error
    reading = _Reading(switches or {})
    scheme = reading.scheme(data)
    if reading.mistakes:
        raise SchemeProblem(named or scheme.name, reading.mistakes)
    return scheme


def _exact(written: str) -> Fraction | str:
    """2.5 as 5/2; what is no plain decimal (nan, 1e999999) stays text, and is refused where a number belongs."""
    plain = written.replace("_", "").lstrip("+-").replace(".", "", 1)
    return Fraction(written) if plain.isdigit() and len(plain) <= 12 else written


class _Reading(Pieces):
    """One pass over the file, in the order in which each part can be held against those before it."""

    # -- selectors and rules ------------------------------------------------------------------------------

    def _selectors(self, where: str, value: object) -> tuple[Selector, ...]:
        """A fact's name, or a list of names and tables {fact, state, quality, if}."""
        entries = value if isinstance(value, list) else [value]
        if not entries:
            self.wrong(where, "不能是空的")
        return tuple(selector for entry in entries if (selector := self._selector(where, entry)) is not None)

    def _selector(self, where: str, entry: object) -> Selector | None:
        if isinstance(entry, str):
            return Selector(self.kinds(where, entry))
        table = self.table(where, entry, {"fact", "state", "quality", "if"})
        if "fact" not in table:
            self.wrong(where, "缺少“fact”")
            return None
        selector = Selector(
            self.kinds(where, table["fact"]),
            self.states(where, table["state"]) if "state" in table else frozenset(),
            self.qualities(where, table["quality"]) if "quality" in table else frozenset(),
        )
        return selector if self.applies(where, table) else None

    def _steps(self, where: str, value: object, most: Fraction, *, percent: bool) -> tuple[Step, ...]:
        steps = []
        for pair in self.tables(where, value):
            if not isinstance(pair, list) or len(pair) != 2:
                self.wrong(where, "每一级应写成 [起点, 得分]")
                continue
            start = self.number(where, pair[0])
            steps.append(Step(start / 100 if percent else start, self.number(where, pair[1])))
        if not steps:
            self.wrong(where, "至少要有一级")
        if any(
            above.at_least <= below.at_least or above.points < below.points
            for above, below in itertools.pairwise(steps)
        ):
            self.wrong(where, "各级要从高到低写，起点不能相同")
        if steps and max(step.points for step in steps) != most:
            self.wrong(where, f"最高一级的得分应等于满分 {points_words(most)}")
        return tuple(steps)

    def _options(self, where: str, value: object, most: Fraction) -> tuple[Option, ...]:
        options = []
        for entry in self.tables(where, value):
            table = self.table(where, entry, {"name", "of", "points", "if"})
            option = Option(
                self.text(where, table, "name"),
                self._selectors(f"{where}的“of”", table.get("of")),
                self.field_number(where, table, "points"),
            )
            if self.applies(where, table):
                options.append(option)
        if not options:
            self.wrong(where, "至少要有一种")
        elif max(option.points for option in options) != most:
            self.wrong(where, f"最高一种的得分应等于满分 {points_words(most)}")
        return tuple(options)

    def _shared(self, where: str, value: object, most: Fraction) -> SharedPart:
        table = self.table(where, value, {"name", "of", "each", "cap"})
        part = SharedPart(
            self.text(where, table, "name"),
            self._selectors(f"{where}的“of”", table.get("of")),
            self.field_number(where, table, "each"),
            self.field_number(where, table, "cap"),
        )
        if part.cap > most:
            self.wrong(where, f"封顶 {points_words(part.cap)} 超过这一项的满分 {points_words(most)}")
        return part

    def _parts(self, where: str, value: object, most: Fraction) -> tuple[Rule, ...]:
        parts = []
        for number, entry in enumerate(self.tables(where, value), 1):
            place = f"{where}第 {number} 部分"
            part_max = self.field_number(place, entry if isinstance(entry, dict) else {}, "max")
            parts.append(self._rule(place, entry, part_max, extra={"max"}))
        if sum((part.max for part in parts), Fraction(0)) != most:
            self.wrong(where, f"各部分的满分加起来应等于 {points_words(most)}")
        return tuple(parts)

    def _rule(
        self, where: str, value: object, most: Fraction, extra: frozenset[str] | set[str] = frozenset()
    ) -> Rule:
        table = value if isinstance(value, dict) else {}
        name = table.get("shape")
        shape = SHAPES.get(name) if isinstance(name, str) else None
        if shape is None or not isinstance(name, str):
            self.wrong(where, f"不认识计分方式“{name}”，可用：{'、'.join(SHAPES)}")
            return Rule("sum", most)
        self.table(where, table, {"shape", *shape.must, *shape.may, *extra})
        for key in sorted(shape.must - table.keys()):
            self.wrong(where, f"缺少“{key}”")
        given: dict[str, Any] = {}
        for key in sorted((shape.must | shape.may) & table.keys()):
            place, entry = f"{where}的“{key}”", table[key]
            match key:
                case "of" | "missed" | "good":
                    given[key] = self._selectors(place, entry)
                case "each" | "first" | "next":
                    given[key] = self.number(place, entry)
                    if given[key] > most:
                        self.wrong(place, f"{points_words(given[key])} 超过满分 {points_words(most)}")
                case "at_least":
                    given[key] = self.number(place, entry) / 100
                case "steps":
                    given[key] = self._steps(place, entry, most, percent=name == "steps_rate")
                case "options":
                    given[key] = self._options(place, entry, most)
                case "shared":
                    given[key] = self._shared(place, entry, most)
                case "parts":
                    given[key] = self._parts(place, entry, most)
                case "none_is_full" | "once_per_session" | "fair_counts":
                    given[key] = self.flag(place, entry)
                case _:
                    given[key] = self.text(where, table, key)
        return Rule(name, most, **given)

    # -- the whole ----------------------------------------------------------------------------------------

    def _switches(self, value: object) -> tuple[Switch, ...]:
        tables = self.table(
            "选项", value if value is not None else {}, set(value) if isinstance(value, dict) else set()
        )
        switches = []
        for key, entry in tables.items():
            where = f"选项 {key}"
            table = self.table(where, entry, {"title", "on"})
            on = table.get("on")
            if not isinstance(on, bool):
                self.wrong(where, "“on”应是 true 或 false")
                on = False
            switches.append(Switch(key, self.text(where, table, "title"), self.answers.get(key, on)))
        for key in self.answers:
            if key not in tables:
                self.wrong("选项", f"没有名叫“{key}”的选项")
        self.on = {switch.key: switch.on for switch in switches}
        return tuple(switches)

    def _attendance(self, value: object) -> tuple[frozenset[State], frozenset[State]]:
        where = "考勤"
        table = self.table(where, value, {"came", "pending"})
        came: set[State] = set()
        for entry in self.tables(f"{where}的“came”", table.get("came")):
            part = self.table(where, entry, {"state", "if"})
            states = self.states(where, part.get("state"))
            if self.applies(where, part):
                came |= states
        pending = self.states(where, table.get("pending", []))
        if not came:
            self.wrong(where, "“came”至少要有一种到会的情形")
        for state in sorted(came & pending, key=lambda state: state.value):
            self.wrong(where, f"“{state.label}”不能既算到会又算未登记")
        return frozenset(came), pending

    def _category(self, value: object) -> Category:
        table = self.table("大类", value, {"code", "name", "short", "max"})
        code = self.text("大类", table, "code")
        short = self.text("大类", table, "short") if "short" in table else code
        return Category(
            code, self.text("大类", table, "name"), short, self.field_number("大类", table, "max")
        )

    def _items(self, value: object) -> tuple[Item, ...]:
        items = []
        for entry in self.tables("项", value):
            table = self.table("项", entry, {"code", "category", "name", "max", "forms", "rule"})
            code = self.text("项", table, "code")
            where = f"项 {code}"
            forms = table.get("forms", [])
            if not isinstance(forms, list) or not all(type(form) is int for form in forms):
                self.wrong(where, "“forms”应是登记册的表号")
                forms = []
            most = self.field_number(where, table, "max")
            items.append(
                Item(
                    code,
                    self.text(where, table, "category"),
                    self.text(where, table, "name"),
                    most,
                    tuple(forms),
                    self._rule(f"{where}的计分", table.get("rule"), most),
                )
            )
        return tuple(items)

    def _gates(self, value: object, grades: tuple[Grade, ...], items: tuple[Item, ...]) -> tuple[Gate, ...]:
        gates = []
        for entry in self.tables("门槛", value):
            table = self.table("门槛", entry, {"grade", "needs", "if"})
            grade = self.text("门槛", table, "grade")
            where = f"门槛“{grade}”"
            if grade not in {known.name for known in grades}:
                self.wrong(where, "没有这个等次")
            needs = []
            for need in self.tables(where, table.get("needs")):
                wanted = self.table(where, need, {"item", "above", "at_least"})
                code = self.text(where, wanted, "item")
                above = self.field_number(where, wanted, "above") if "above" in wanted else None
                at_least = self.field_number(where, wanted, "at_least") if "at_least" in wanted else None
                if above is None and at_least is None:
                    self.wrong(where, f"{code} 要写“above”或“at_least”")
                item = next((item for item in items if item.code == code), None)
                if item is None:
                    self.wrong(where, f"没有项 {code}")
                elif (above is not None and above >= item.max) or (
                    at_least is not None and at_least > item.max
                ):
                    self.wrong(where, f"项 {code} 满分只有 {points_words(item.max)}，这个门槛谁也达不到")
                needs.append(Need(code, above, at_least))
            if self.applies(where, table):
                gates.append(Gate(grade, tuple(needs)))
        return tuple(gates)

    def _grades(self, value: object, most: Fraction) -> tuple[Grade, ...]:
        grades = []
        for entry in self.tables("等次", value):
            table = self.table("等次", entry, {"name", "at_least"})
            grades.append(
                Grade(self.text("等次", table, "name"), self.field_number("等次", table, "at_least"))
            )
        grades.sort(key=lambda grade: grade.at_least, reverse=True)
        self.once("等次", [grade.name for grade in grades])
        self.once("等次的起点", [str(grade.at_least) for grade in grades])
        if not grades or grades[-1].at_least != 0:
            self.wrong("等次", "最低的等次应从 0 分起")
        for grade in grades:
            if grade.at_least > most:
                self.wrong(
                    "等次",
                    f"“{grade.name}”要 {points_words(grade.at_least)} 分，总分只有 {points_words(most)}",
                )
        return tuple(grades)

    def _sums(self, data: dict[str, Any], categories: tuple[Category, ...], items: tuple[Item, ...]) -> None:
        """What a scheme says twice must agree: item and category maxima, categories and total."""
        self.once("大类", [category.code for category in categories])
        self.once("项", [item.code for item in items])
        for category in categories:
            found = sum((item.max for item in items if item.category == category.code), Fraction(0))
            if found != category.max:
                self.wrong(
                    f"大类 {category.code}",
                    f"满分写 {points_words(category.max)}，各项加起来是 {points_words(found)}",
                )
        codes = {category.code for category in categories}
        for item in items:
            if item.category not in codes:
                self.wrong(f"项 {item.code}", f"没有大类 {item.category}")
        total, most = (
            self.field_number("总分", data, "total"),
            sum((each.max for each in categories), Fraction(0)),
        )
        if total != most:
            self.wrong("总分", f"写 {points_words(total)}，各大类加起来是 {points_words(most)}")

    def scheme(self, data: dict[str, Any]) -> Scheme:
        """The whole file, in an order in which each part can be held against those before it."""
        self.table("办法", data, _TOP)
        switches = self._switches(data.get("switches"))
        came, pending = self._attendance(data.get("attendance"))
        categories = tuple(self._category(entry) for entry in self.tables("大类", data.get("category")))
        items = self._items(data.get("item"))
        if not items:
            self.wrong("办法", "一项也没有")
        self._sums(data, categories, items)
        grades = self._grades(data.get("grade"), sum((each.max for each in categories), Fraction(0)))
        gates = self._gates(data.get("gate"), grades, items)
        consequences = []
        for entry in self.tables("结果运用", data.get("consequence")):
            table = self.table("结果运用", entry, {"name", "grade", "times"})
            grade = self.text("结果运用", table, "grade")
            if grade not in {known.name for known in grades}:
                self.wrong("结果运用", f"没有等次“{grade}”")
            times = table.get("times")
            if type(times) is not int or times < 1:
                self.wrong("结果运用", "“times”应是 1 以上的整数")
                times = 1
            consequences.append(Consequence(self.text("结果运用", table, "name"), grade, times))
        return Scheme(
            name=self.text("办法", data, "name"),
            version=self.text("办法", data, "version"),
            categories=categories,
            items=items,
            grades=grades,
            gates=gates,
            switches=switches,
            consequences=tuple(consequences),
            came=came,
            pending=pending,
        )
