"""Every number and name of a scheme's text, to be changed one by one: nothing else in the text moves.

Most townships take over their neighbour's scheme and change numbers. `number_places` lists them in the words of the
paper, `put_values` writes new ones at their very places: comments, order and spaces stay as they are.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.reading.places import Path, Places, Unplaced, find_places

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
_FRACTION = re.compile(r"-?\d{1,6}/[1-9]\d{0,5}")
_SHARE = re.compile(r"\d{1,3}(?:\.\d{1,4})?%")
_WIDE = str.maketrans("０１２３４５６７８９．－−／％", "0123456789.--/%")
_OPEN = ("不封顶", "不限")
HEAD, GRADES, OTHER = "开头", "等次和门槛", "结果运用和补助"

_WORDS = {
    "max": "最多",
    "min": "最低",
    "points": "分值",
    "each": "每次几分",
    "first": "首次几分",
    "next": "以后每次几分",
    "full": "按几分折算",
    "start": "从几分起",
    "at_least": "不低于",
    "above": "高于",
    "at_most": "不高于",
    "below": "低于",
    "factor": "乘以",
    "target": "目标",
    "times": "最多算几次",
    "step": "最小一格",
    "blank": "没打分按几分",
    "weight": "占几成",
    "part": "得几成",
    "share": "算几次",
    "quota": "最多几名或几成",
    "amount_from": "金额不少于",
    "amount_to": "金额不多于",
    "from": "从",
    "to": "到",
    "number": "几期合一次",
    "otherwise": "不适用的人得",
    "rank_top": "排在前几名",
    "rank_bottom": "排在后几名",
}
_SKIPPED = frozenset({"forms", "first_year", "digits", "fields"})


class TextUnreadable(Refusal):
    """The text is no TOML now, so nothing in it has a place."""

    def __init__(self) -> None:
        super().__init__("原文现在读不通。请点“原文”，照下面的提示改好，再来改数字。")


@dataclass(frozen=True)
class NumberPlace:
    """One number or name: its path, in which part of the scheme it stands, of what, what it is, how it is written.

    `part` is 开头, a category ("A 出席人代会"), 等次和门槛, or 结果运用和补助. `name` says that it is words, not a number.
    """

    path: Path
    part: str
    where: str
    what: str
    text: str
    name: bool = False

    def problem(self, typed: str) -> str:
        """What is wrong with another text here, "" when nothing is."""
        typed = typed.strip()
        if not typed:
            return f"{self.what}不能空着。"
        if self.name:
            return ""
        return "" if _literal(typed) else "要填数，例如 8、0.5 或 1/3。"


def number_places(text: str) -> tuple[NumberPlace, ...]:
    """Every number and name: the head, category by category with its items, grades, the rest. Raises TextUnreadable."""
    data, places = _read(text)
    found = [place for place in _walk(data) if places.find(place.path) is not None]
    parts = list(dict.fromkeys(place.part for place in found))
    return tuple(sorted(found, key=lambda place: parts.index(place.part)))


def put_values(text: str, typed: Mapping[Path, str]) -> str:
    """The text with these values written at their places, everything else as it was.

    Values that are no number where one is asked are left out (`NumberPlace.problem` says so). A grade's new name is
    written wherever the scheme speaks of the grade. Raises TextUnreadable.
    """
    data, places = _read(text)
    known = {place.path: place for place in _walk(data)}
    edits: dict[tuple[int, int], str] = {}
    for path, words in typed.items():
        place, stands = known.get(path), places.find(path)
        if place is None or stands is None or place.problem(words):
            continue
        literal = _quoted(words.strip()) if place.name else _literal(words)
        edits[stands.start, stands.end] = literal
        if place.name and path[0] == "grade":
            for other in _named(data, place.text):
                at = places.find(other)
                if at is not None:
                    edits[at.start, at.end] = literal
    for (start, end), literal in sorted(edits.items(), reverse=True):
        text = f"{text[:start]}{literal}{text[end:]}"
    return text


def _read(text: str) -> tuple[dict[str, Any], Places]:
    try:
        return tomllib.loads(text, parse_float=Decimal), find_places(text)
    except (tomllib.TOMLDecodeError, Unplaced, RecursionError) as error:
        raise TextUnreadable from error


# -- the walk over the data -------------------------------------------------------------------------------------------


def _walk(data: Mapping[str, Any]) -> Iterator[NumberPlace]:
    for key, what in (("name", "名称"), ("version", "版本"), ("body", "制定机关")):
        if isinstance(data.get(key), str):
            yield NumberPlace((key,), HEAD, "办法", what, data[key], name=True)
    for key, what in (
        ("total", "总分"),
        ("total_max", "连加分最多"),
        ("total_min", "扣到多少为止"),
        ("objection_days", "公示几天"),
    ):
        if _is_number(data.get(key)):
            yield NumberPlace((key,), HEAD, "办法", what, _shown(data[key]))
    parts = {}
    for place, category in _tables(data, "category"):
        where = f"{category.get('code', '')} {category.get('name', '')}".strip()
        parts[category.get("code")] = where
        yield from _own(
            ("category", place), category, where, where, {"max": "封顶", "min": "保底", "short": "短名"}
        )
    for place, item in _tables(data, "item"):
        where = f"{item.get('code', '')} {item.get('name', '')}".strip() + _only_if(item, data)
        part = parts.get(item.get("category"), where)
        yield from _own(("item", place), item, part, where, {"max": "满分", "min": "最低"})
        yield from _inside(("item", place, "rule"), item.get("rule"), part, where, "")
        for number, force in enumerate(item.get("force") or ()):
            yield from _inside(("item", place, "force", number), force, part, where, "另有规定")
    for place, grade in _tables(data, "grade"):
        where = f"等次“{grade.get('name', '')}”{_only_if(grade, data)}"
        yield from _own(("grade", place), grade, GRADES, where, {})
    for place, gate in _tables(data, "gate"):
        for number, need in enumerate(_listed(gate.get("needs"))):
            path: Path = ("gate", place, "needs", number)
            yield from _inside(path, need, GRADES, f"评“{gate.get('grade', '')}”的门槛", "")
    for key, word in (("veto", "一票否决"), ("exempt", "不参加评定"), ("consequence", "结果运用")):
        part = OTHER if key == "consequence" else GRADES
        for place, table in _tables(data, key):
            where = f"{word}“{table.get('name', table.get('grade', ''))}”"
            words = {"times": "要几次"}
            yield from _own((key, place), table, part, where, words)
            yield from _inside((key, place, "when"), table.get("when"), part, where, "")
    for place, money in _tables(data, "money"):
        where = f"补助“{money.get('name', '')}”"
        yield from _own(("money", place), money, OTHER, where, {"max": "最多几元"})
        yield from _inside(("money", place, "rule"), money.get("rule"), OTHER, where, "", coin="元")


def _own(
    path: Path, table: Mapping[str, Any], part: str, where: str, words: Mapping[str, str]
) -> Iterator[NumberPlace]:
    """The name and the plain numbers of a table, not what lies deeper."""
    for key, value in table.items():
        if key == "name" or (key == "short" and key in words):
            if isinstance(value, str):
                yield NumberPlace((*path, key), part, where, words.get(key, "名称"), value, name=True)
        elif key not in _SKIPPED and _is_number(value):
            yield NumberPlace((*path, key), part, where, words.get(key, _WORDS.get(key, key)), _shown(value))


def _only_if(table: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Which answer a part is for, where it holds for one answer only."""
    asked = table.get("if")
    if not isinstance(asked, str):
        return ""
    key, equals, answer = asked.partition("=")
    if equals:
        return f"（{answer.strip()}）"
    key, answer = (key[4:], "否") if key.startswith("not ") else (key, "是")
    switches = data.get("switches")
    switch = switches.get(key.strip()) if isinstance(switches, Mapping) else None
    title = switch.get("title", key) if isinstance(switch, Mapping) else key
    return f"（{title}：{answer}）"


def _inside(
    path: Path, value: Any, part: str, where: str, head: str, *, coin: str = "分"
) -> Iterator[NumberPlace]:
    """Every number inside a rule or a condition, said by what stands around it."""
    if isinstance(value, Mapping):
        shape = value.get("shape")
        named = _name_of(value)
        here = " ".join(word for word in (head, named) if word)
        for key, inner in value.items():
            if key in _SKIPPED:
                continue
            if _is_number(inner):
                what = _what(key, shape, path, coin)
                said = f"{here}：{what}" if here else what
                yield NumberPlace((*path, key), part, where, said, _shown(inner))
            elif key == "steps":
                yield from _steps((*path, key), inner, part, where, here, coin)
            elif key == "weights":
                yield from _weights((*path, key), inner, part, where)
            elif isinstance(inner, Mapping | list):
                yield from _inside((*path, key), inner, part, where, here, coin=coin)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _inside((*path, number), each, part, where, head, coin=coin)


def _what(key: str, shape: Any, path: Path, coin: str) -> str:
    if key == "points" and any(step in ("prices", "lost") for step in path):
        return f"每次几{coin}"
    if key == "each" and shape == "扣分":
        return "每次扣几分"
    if "needs" in path and path[0] == "item":
        return "完成几项"
    if key in ("at_least", "at_most") and (shape is not None or "goals" in path):
        return "至少几次" if key == "at_least" else "最多几次"
    return _WORDS.get(key, key)


def _steps(path: Path, steps: Any, part: str, where: str, head: str, coin: str) -> Iterator[NumberPlace]:
    before = f"{head}：" if head else ""
    for number, step in enumerate(_listed(steps)):
        word = f"{before}第 {number + 1} 档"
        if isinstance(step, Mapping):
            yield from _inside((*path, number), step, part, where, word)
            continue
        if not isinstance(step, list) or len(step) != 2:
            continue
        line, points = step
        if _is_number(line):
            yield NumberPlace((*path, number, 0), part, where, f"{word}从多少起", _shown(line))
        else:
            word = f"{before}{line}"
        if _is_number(points):
            yield NumberPlace((*path, number, 1), part, where, f"{word}得几{coin}", _shown(points))
        elif isinstance(points, list):
            for end, (value, which) in enumerate(zip(points, ("最低", "最高"), strict=False)):
                if _is_number(value):
                    yield NumberPlace(
                        (*path, number, 1, end), part, where, f"{word}{which}几{coin}", _shown(value)
                    )


def _weights(path: Path, weights: Any, part: str, where: str) -> Iterator[NumberPlace]:
    for number, pair in enumerate(_listed(weights)):
        if isinstance(pair, list) and len(pair) == 2 and _is_number(pair[1]):
            yield NumberPlace((*path, number, 1), part, where, f"“{pair[0]}”的票算几成", _shown(pair[1]))


def _name_of(table: Mapping[str, Any]) -> str:
    """What a row of a rule is about: its name, its role, or the records it looks at."""
    for key in ("name", "role", "rater"):
        if isinstance(table.get(key), str):
            return str(table[key])
    if "record" in table or "rate" in table or "score" in table:
        return _selected(table)
    if "of" in table and "shape" not in table:
        return _selected(table["of"])
    return ""


def _selected(of: Any) -> str:
    if isinstance(of, str):
        return of
    if isinstance(of, list):
        return "或".join(dict.fromkeys(_selected(each) for each in of))
    if not isinstance(of, Mapping):
        return ""
    kind = next((_joined(of[key]) for key in ("record", "rate", "score") if key in of), "")
    keys = ("state", "role", "level", "manner", "satisfaction")
    marks = "、".join(_joined(of[key]) for key in keys if key in of)
    return f"{kind}（{marks}）" if marks else kind


def _joined(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _tables(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, table in enumerate(_listed(data.get(key))):
        if isinstance(table, Mapping):
            yield number, table


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _named(value: Any, grade: str, path: Path = ()) -> Iterator[Path]:
    """Where the scheme speaks of a grade by its name."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "grade" and inner == grade:
                yield (*path, key)
            elif key == "grade" and path and isinstance(inner, list):
                yield from ((*path, key, number) for number, each in enumerate(inner) if each == grade)
            else:
                yield from _named(inner, grade, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _named(each, grade, (*path, number))


# -- numbers as they are written --------------------------------------------------------------------------------------


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Decimal):
        return True
    return isinstance(value, str) and bool(_literal(value)) and not value.startswith("+")


def _shown(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _literal(typed: str) -> str:
    """How a number is written in a scheme: 8, 0.5, "1/3", "20%", "不封顶"; empty where it is none."""
    typed = typed.strip().translate(_WIDE).replace(" ", "")
    if _NUMBER.fullmatch(typed):
        return format(Decimal(typed), "f")
    if _FRACTION.fullmatch(typed) or _SHARE.fullmatch(typed) or typed in _OPEN:
        return f'"{typed}"'
    return ""


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
