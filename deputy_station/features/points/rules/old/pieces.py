"""The plain pieces a scheme file is read with: each takes one value, and notes down what is wrong with it."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

from deputy_station.features.points.rules.old.facts import FactKind, Quality, State

Known = TypeVar("Known")


class Pieces:
    """Keeps the mistakes, and the switches' answers by which an `if` is decided."""

    def __init__(self, answers: Mapping[str, bool]) -> None:
        self.mistakes: list[str] = []
        self.answers = answers
        self.on: dict[str, bool] = {}

    def wrong(self, where: str, what: str) -> None:
        """Note a mistake: where, and what is wrong there."""
        self.mistakes.append(f"{where}：{what}。")

    def table(self, where: str, value: object, allowed: set[str]) -> dict[str, Any]:
        """A table with no other keys than these; an empty one when it is none."""
        if not isinstance(value, dict):
            self.wrong(where, "应是一张表")
            return {}
        for key in value:
            if key not in allowed:
                self.wrong(where, f"不认识“{key}”")
        return value

    def tables(self, where: str, value: object) -> list[Any]:
        """A list; nothing given is an empty one."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(where, "应是一列表")
            return []
        return value

    def text(self, where: str, table: dict[str, Any], key: str) -> str:
        """The text under a key, which must not be empty."""
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.wrong(where, f"缺少“{key}”（文字）")
            return ""
        return value

    def number(self, where: str, value: object) -> Fraction:
        """A number from 0 up, exact."""
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            self.wrong(where, "应是数")
            return Fraction(0)
        if value < 0:
            self.wrong(where, "不能小于 0")
            return Fraction(0)
        return Fraction(value)

    def field_number(self, where: str, table: dict[str, Any], key: str) -> Fraction:
        """The number under a key, which must be there."""
        if key not in table:
            self.wrong(where, f"缺少“{key}”（数）")
            return Fraction(0)
        return self.number(f"{where}的“{key}”", table[key])

    def applies(self, where: str, table: dict[str, Any]) -> bool:
        """Whether the `if` of a table holds; a table without one always applies."""
        return self.switch(where, table["if"]) if "if" in table else True

    def switch(self, where: str, key: object) -> bool:
        """The answer of the switch with that key."""
        if not isinstance(key, str) or key not in self.on:
            self.wrong(where, f"没有名叫“{key}”的选项")
            return False
        return self.on[key]

    def flag(self, where: str, value: object) -> bool:
        """true, false, or the key of a switch that says which."""
        return value if isinstance(value, bool) else self.switch(where, value)

    def words(self, where: str, value: object) -> list[str]:
        """One word or a list of words, as a list."""
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            self.wrong(where, "应是一个词或一列词")
            return []
        return words

    def kinds(self, where: str, value: object) -> tuple[FactKind, ...]:
        """Kinds of facts by their stored words, each once."""
        known = {kind.value: kind for kind in FactKind}
        return tuple(dict.fromkeys(self.known(where, value, known)))

    def states(self, where: str, value: object) -> frozenset[State]:
        """States by their stored words."""
        known = {state.value: state for state in State}
        return frozenset(self.known(where, value, known))

    def qualities(self, where: str, value: object) -> frozenset[Quality]:
        """Qualities by their stored words."""
        known = {quality.value: quality for quality in Quality}
        return frozenset(self.known(where, value, known))

    def known(self, where: str, value: object, known: dict[str, Known]) -> list[Known]:
        """What the words stand for; an unknown word is a mistake that names the known ones."""
        found: list[Known] = []
        for word in self.words(where, value):
            if word in known:
                found.append(known[word])
            else:
                self.wrong(where, f"不认识“{word}”，可用：{'、'.join(known)}")
        return found

    def once(self, where: str, names: list[str]) -> None:
        """Each name may stand once."""
        for name, number in Counter(names).items():
            if number > 1:
                self.wrong(where, f"“{name}”写了 {number} 次")
