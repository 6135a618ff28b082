"""The plain typed pieces a scheme is read with: each takes one value and notes down what is wrong with it.

A piece that cannot be read gives a harmless stand-in, so that reading goes on and all mistakes are told at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from deputy_station.features.points.rules.reading.mistakes import Mistake, hint_for
from deputy_station.features.points.rules.reading.places import Path, Places
from deputy_station.features.points.rules.reading.syntax import BadNumber
from deputy_station.features.points.rules.scheme import Switch

Piece = TypeVar("Piece")

ZERO = Fraction(0)
_HUGE = 10**9


HEAD = (
    *("version", "body", "source", "reconstructed", "valid", "period", "total", "total_max", "total_min"),
    "objection_days",
)
"""Names that stand only at the head, before the first part: written below one, they would be taken for its own."""


@dataclass
class Notes:
    """What is gathered while a scheme is read: mistakes, the words it may use, switches and which were asked."""

    places: Places
    mistakes: list[Mistake] = field(default_factory=list)
    switches: dict[str, Switch] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    """Every kind of record with its unit (empty: none of its own)."""
    own_attended: set[str] = field(default_factory=set)
    """The scheme's own kinds of records that have attendance."""
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The words by field: state, role, level, manner, satisfaction."""
    roles: tuple[str, ...] = ()
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    """The line of each named part: ("item", "C2"), ("grade", "优秀")."""
    capped: set[str] = field(default_factory=set)
    """Categories whose own cap below the sum of their items is meant."""
    scores_asked: list[tuple[Path, str, str]] = field(default_factory=list)
    """Every look at a score: (path, where, code), checked when all codes are known."""
    grades_asked: list[tuple[Path, str, str]] = field(default_factory=list)
    quota_shares: list[tuple[Path, str]] = field(default_factory=list)
    """The grades whose quota is a share of people, with their names."""
    selections: list[tuple[Path, str, object]] = field(default_factory=list)
    """Every selector read with its place, for what records can ever say."""

    left_out: set[Path] = field(default_factory=set)
    """The tables whose `if` does not hold."""

    def in_force(self, path: Path) -> bool:
        """Whether no `if` around the place leaves it out."""
        return all(path[:length] not in self.left_out for length in range(1, len(path) + 1))

    def wrong(self, path: Path, where: str, what: str, hint: str = "") -> None:
        """Note a mistake at a place."""
        self.mistakes.append(Mistake(self.places.line(path), where, what, hint))

    def decide(self, path: Path, where: str, text: object) -> bool:
        """Whether "key", "not key" or "key = answer" holds by the answers in force."""
        if not isinstance(text, str) or not text.strip():
            self.wrong(path, where, "要写口径的名字", '例如 if = "leave = 算一半"。')
            return False
        key, equal, answer = (part.strip() for part in text.partition("="))
        negated = key.startswith("not ")
        key = key.removeprefix("not ").strip()
        switch = self.switches.get(key)
        if switch is None:
            self.wrong(path, where, f"没有口径“{key}”", hint_for(key, self.switches))
            return False
        self.asked.add(key)
        if equal:
            if answer not in (switch.options or ("是", "否")):
                self.wrong(
                    path,
                    where,
                    f"口径“{key}”没有“{answer}”这个答案",
                    hint_for(answer, switch.options or ("是", "否")),
                )
            return (switch.answer == answer) != negated
        if switch.options:
            self.wrong(
                path,
                where,
                f"口径“{key}”不是“是/否”，要写清哪个答案",
                f"例如“{key} = {switch.options[0]}”。",
            )
        return switch.on != negated


@dataclass(frozen=True)
class Table:
    """One table of the file: its values, where it stands, and what it is called in the paper."""

    notes: Notes
    values: Mapping[str, object]
    path: Path
    where: str

    # -- what is in it --

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def at(self, key: str | int) -> Path:
        """The path of a value in it."""
        return (*self.path, key)

    def called(self, where: str) -> "Table":
        """The same table by another name."""
        return Table(self.notes, self.values, self.path, where)

    def wrong(self, key: str, what: str, hint: str = "") -> None:
        """Note a mistake at a value (or, with an empty key, at the table)."""
        self.notes.wrong(self.at(key) if key else self.path, self.where, what, hint)

    def within(self, what: str) -> str:
        """What something inside it is called: "项 C2 的计分", "一票否决“…”的价目"."""
        return _joined(self.where, what)

    def knows(self, *keys: str) -> None:
        """These keys and no others may stand here."""
        for key in self.values:
            if key not in keys and self.path and key in HEAD:
                self.wrong(key, f"“{key}”是开头的", "移到文件最前面，第一个 [ ] 的上面。")
            elif key not in keys:
                self.wrong(key, f"不认识“{key}”", hint_for(key, keys))

    def missing(self, key: str, sort: str) -> None:
        """A value that must be there is not."""
        self.wrong("", f"缺少“{key}”（{sort}）")

    # -- plain values --

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        if key not in self.values:
            if default is None:
                self.missing(key, "文字")
            return default or ""
        value = self.values[key]
        if not isinstance(value, str):
            self.wrong(key, f"“{key}”应是文字", '文字要加英文双引号 "。')
            return default or ""
        if default is None and not value.strip():
            self.wrong(key, f"“{key}”是空的", "写上文字。")
        return value

    def number(self, key: str, default: Fraction | None = None, *, least: Fraction | None = ZERO) -> Fraction:
        """An exact number not below `least`; without a default it must be there."""
        if key not in self.values:
            if default is None:
                self.missing(key, "数")
            return default if default is not None else ZERO
        return self.as_number(key, self.values[key], least=least)

    def bound(self, key: str, open_word: str, default: Fraction | None) -> Fraction | None:
        """A bound, or None where the open word (不封顶, 不限) says there is none."""
        if key not in self.values:
            return default
        if self.values[key] == open_word:
            return None
        value = self.values[key]
        if isinstance(value, str) and not any(sign.isdigit() for sign in value):
            self.unknown(key, self.values[key], (open_word,))
            return default
        return self.as_number(key, self.values[key], least=None)

    def maybe(self, key: str, *, least: Fraction | None = ZERO) -> Fraction | None:
        """A number, or None when it is not there."""
        return self.as_number(key, self.values[key], least=least) if key in self.values else None

    def as_number(self, key: str | int, value: object, *, least: Fraction | None = ZERO) -> Fraction:
        """The exact number a value stands for: 2, 2.5 or "1/3"."""
        return read_number(self.notes, self.at(key), self.where, f"“{key}”", value, least=least)

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number from `least` up."""
        number = self.number(
            key, None if default is None else Fraction(default), least=Fraction(min(least, default or 0))
        )
        if key in self.values and (number.denominator != 1 or number < least):
            self.wrong(key, f"“{key}”应是不小于 {least} 的整数")
            return max(least, 1)
        return int(number)

    def flag(self, key: str, default: bool = False) -> bool:
        """true, false, or the name of a switch."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            self.wrong(key, f"“{key}”应是 true、false 或口径的名字")
            return default
        return self.notes.decide(self.at(key), self.where, value)

    def day(self, key: str) -> date | None:
        """A date, or None when it is not there."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(key, f"“{key}”应是日期", "写成 2026-01-31，不加引号。")
            return None
        return value

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """One word out of a few, or the switch whose answer it is; without a default it must be there."""
        known = tuple(known)
        if key not in self.values:
            if default is None:
                self.missing(key, "、".join(known))
            return default if default is not None else known[0]
        value = self.values[key]
        switch = self.notes.switches.get(value) if isinstance(value, str) and value not in known else None
        if switch is not None and switch.options:
            self.notes.asked.add(switch.key)
            for option in switch.options:
                if option not in known:
                    self.wrong(
                        key, f"口径“{switch.key}”的答案“{option}”在这里用不上", hint_for(option, known)
                    )
            value = switch.answer if switch.answer in known else known[0]
        elif value not in known:
            self.unknown(key, value, known)
            return default or known[0]
        return str(value)

    def unknown(self, key: str | int, value: object, known: Iterable[str], *, what: str = "") -> None:
        """A word that is none of the known ones."""
        hint = hint_for(value, known) if isinstance(value, str) else f"可以写：{'、'.join(known)}。"
        shown = f"“{value}”" if isinstance(value, str) else f"“{key}”的值"
        self.notes.wrong(self.at(key), self.where, f"没有{what}{shown}", hint)

    def texts(self, key: str) -> tuple[str, ...]:
        """One word or a list of words, each once; nothing when it is not there."""
        if key not in self.values:
            return ()
        value = self.values[key]
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list):
            self.wrong(key, f"“{key}”应是一个词或一列词")
            return ()
        found: dict[str, None] = {}
        for number, word in enumerate(words):
            if not isinstance(word, str) or not word.strip():
                self.notes.wrong((*self.at(key), number), self.where, f"“{key}”里应是词", '加英文双引号 "。')
            elif word in found:
                self.notes.wrong((*self.at(key), number), self.where, f"“{word}”写了两次", "只留一个。")
            else:
                found[word] = None
        return tuple(found)

    def known_words(self, key: str, known: Collection[str], what: str = "") -> tuple[str, ...]:
        """Words that must be among the known ones."""
        found = self.texts(key)
        for word in found:
            if word not in known:
                self.unknown(key, word, known, what=what)
        return tuple(word for word in found if word in known)

    def roles_of(self, key: str) -> frozenset[str]:
        """Roles of people, which the scheme must name in `roles`."""
        found = self.texts(key)
        for role in found:
            if role in self.notes.roles:
                continue
            near = hint_for(role, self.notes.roles) or f"在开头的 roles 里加上“{role}”。"
            self.wrong(key, f"没有身份“{role}”", near)
        return frozenset(found)

    # -- what is inside --

    def table(self, key: str, where: str = "") -> "Table | None":
        """The table under a key, or None when it is not there or none."""
        if key not in self.values:
            return None
        return self.as_table(key, self.values[key], where)

    def as_table(self, key: str | int, value: object, where: str = "") -> "Table | None":
        """A value as a table."""
        where = where or self.where
        if isinstance(value, dict):
            return Table(self.notes, value, self.at(key), where)
        if isinstance(value, list):
            self.notes.wrong(self.at(key), where, f"“{key}”只能有一个", "去掉外面的一层方括号。")
        else:
            self.notes.wrong(self.at(key), where, f"“{key}”应写成 {{ … }}")
        return None

    def rows(self, key: str) -> list[tuple[Path, object]]:
        """The values of a list with their paths; nothing when it is not there."""
        value = self.values.get(key, [])
        if isinstance(value, dict):
            self.wrong(key, f"“{key}”可以有几个，要写成一列", f"写成 [[{key}]] 或 {key} = [{{ … }}]。")
            return [((*self.path, key), value)]
        if not isinstance(value, list):
            self.wrong(key, f"“{key}”应是一列", f"写成 {key} = [ … ]。")
            return []
        return [((*self.path, key, number), each) for number, each in enumerate(value)]

    def tables(self, key: str, where: str = "") -> list["Table"]:
        """The tables of a list; each is called by its number until it has a name."""
        found = []
        for number, (path, value) in enumerate(self.rows(key), 1):
            called = _joined(where or self.where, f"第 {number} 格")
            if isinstance(value, dict):
                found.append(Table(self.notes, value, path, called))
            else:
                self.notes.wrong(path, called, "应写成 { … }")
        return found

    def each(
        self, key: str, read: Callable[["Table"], Piece], where: str = ""
    ) -> list[tuple["Table", Piece]]:
        """Every table of a list as it is read, those whose `if` holds."""
        pairs = [(table, read(table)) for table in self.tables(key, where)]
        return [(table, piece) for table, piece in pairs if table.applies()]

    def applies(self) -> bool:
        """Whether its `if` holds; a table without one always applies."""
        if "if" not in self.values:
            return True
        applies = self.notes.decide(self.at("if"), self.where, self.values["if"])
        if not applies:
            self.notes.left_out.add(self.path)
        return applies


def _joined(where: str, what: str) -> str:
    return f"{where} {what}" if where[-1:].isascii() else f"{where}{what}"


def read_number(
    notes: Notes, path: Path, where: str, named: str, value: object, *, least: Fraction | None = ZERO
) -> Fraction:
    """The exact number a value stands for, within what points can be; zero where it is none."""
    number: Fraction | None = None
    if isinstance(value, BadNumber):
        notes.wrong(path, where, f"{named}的数“{value.text[:20]}”没法算", "写平常的数。")
        return ZERO
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        number = Fraction(value)
    elif isinstance(value, str):
        number = _fraction(notes, path, where, named, value)
        if number is None:
            return ZERO
    if number is None:
        notes.wrong(path, where, f"{named}应是数", '写成 2、2.5 或 "1/3"。')
        return ZERO
    if abs(number) > _HUGE:
        notes.wrong(path, where, f"{named}的数太大", "请核对。")
        return ZERO
    if least is not None and number < least:
        notes.wrong(path, where, f"{named}不能小于 {least}", "请核对正负号。" if number < 0 else "")
        return max(least, ZERO)
    return number


def _fraction(notes: Notes, path: Path, where: str, named: str, text: str) -> Fraction | None:
    parts = text.strip().split("/")
    signless = parts[0].strip().removeprefix("-")
    digits = [signless, *(part.strip() for part in parts[1:])]
    plain = all(part.isascii() and part.isdigit() and len(part) <= 12 for part in digits)
    if len(parts) == 2 and plain:
        if int(parts[1]) == 0:
            notes.wrong(path, where, f"{named}的分母不能是 0")
            return None
        return Fraction(int(parts[0]), int(parts[1]))
    bare = text.strip().replace(".", "", 1).removeprefix("-")
    if bare.isascii() and bare.isdigit():
        notes.wrong(path, where, f"{named}应是数，现在是文字“{text}”", f"数不加引号，写成 {text.strip()}。")
    else:
        notes.wrong(path, where, f"{named}应是数，现在是文字“{text[:20]}”", '写成 2、2.5 或 "1/3"。')
    return None
