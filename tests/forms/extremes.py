"""Fills a form with more, and with less, than anybody expects: by the kind of each field, told from its sample and place."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from deputy_station.documents.description import (
    Field,
    FieldKind,
    Form,
    Grid,
    Paragraph,
    Row,
    Sheet,
    Value,
    placeholders,
)

LONG_NAME = "阿卜杜热西提·买买提艾力·吐尔逊江·伊敏"
SHORT_NAME = "赵敏"
LONG_PLACE = (
    "双江拉祜族佤族布朗族傣族自治县沙河乡人民代表大会主席团"  # the longest a township of China is called
)
LONG_NUMBER = "沙河乡邦丙村-2026-000012"
PROGRAM_WORDS = frozenset({"手机扫码签到", "第十九届"})
_NAMES = re.compile(
    r"(name\d*|deputy|deputies|visitor|voters|lead|actor|recorder|person|checker|leader|approved_by)$"
)
_FIXED = re.compile(r"[\d\s.,%／/—–－:：*#√()（）+-]*|#\w{6}|[A-Z]?\d+|[\w]{4}-[\w]{4}")
_DATE = re.compile(r"(\d{4}年)?\d{1,2}月(\d{1,2}日)?(（?星期.）?)?")
_SQUARE = re.compile(r"[ds]\d+")  # a day in a calendar and its colour: a number and a feast, nothing more
_PROSE_FROM = 9  # characters of a sample: more, and it is a text somebody writes


@dataclass(frozen=True)
class Places:
    """Which fields of a form stand where only a line is: beside the type area, under an opinion, in a box to tick."""

    lines: frozenset[str]
    fixed: frozenset[str]

    def set_by_program(self, name: str, sample: str) -> bool:
        """Whether nobody types the field: a number, a date, a choice, a square of a calendar, words of the program."""
        if name in self.fixed or sample in PROGRAM_WORDS or _SQUARE.fullmatch(name):
            return True
        return bool(sample) and bool(_FIXED.fullmatch(sample) or _DATE.fullmatch(sample))


def places_of(form: Form) -> Places:
    """The fields of the form that cannot take a long text, and those whose value is a choice of the program."""
    lines: set[str] = set()
    fixed: set[str] = set()
    for each in form.furniture:
        lines |= set(placeholders(each.text))
    for row, grid in _rows(form):
        for cell in row.cells:
            fixed |= set(placeholders(cell.tick + cell.shade))
            if cell.sign_off is not None:
                lines |= set(placeholders(cell.sign_off.signer + cell.sign_off.day))
            if grid.stretch and row.header:
                lines |= set(placeholders(cell.text))
    for block in form.blocks:
        if isinstance(block, Paragraph) and block.one_line:
            lines |= set(placeholders(block.text))
    return Places(frozenset(lines), frozenset(fixed))


def _rows(form: Form) -> Iterator[tuple[Row, Grid]]:
    for block in form.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                yield row, block


def prose(label: str, signs: int) -> str:
    """A text of so many characters that says everywhere what it is and how far it has come."""
    label = label.replace("\n", "")
    sentences = []
    length = number = 0
    while length < signs:
        number += 1
        sentences.append(f"{label}第{number:04d}句写明办理。")
        length += len(sentences[-1])
    return "".join(sentences)[:signs]


def full(field: Field, sample: str, places: Places) -> str:
    """The longest a field may be asked to hold."""
    if places.set_by_program(field.name, sample):
        return sample
    if field.name in ("number", "code") and sample:
        return LONG_NUMBER
    if _is_name(field.name, sample):
        return LONG_NAME
    if field.name in places.lines:
        return LONG_PLACE
    if len(sample) >= _PROSE_FROM or not sample:
        return prose(field.label, 5_000)
    return f"{field.label}：{LONG_PLACE}"


def _is_name(name: str, sample: str) -> bool:
    return len(sample) < _PROSE_FROM and _NAMES.search(name) is not None


def longest(sheet: Sheet) -> Sheet:
    """The sheet with every name of 20 characters, every free text of 5,000, and one such row first in every list."""
    places = places_of(sheet.form)

    def lengthened(field: Field, sample: str) -> str:
        return full(field, sample, places)

    return _changed(sheet, lengthened, lambda field, rows: [_row(field, rows[0], lengthened), *rows[1:]])


def barest(sheet: Sheet) -> Sheet:
    """The sheet with names of two characters, nothing in any free text, and no rows at all."""
    places = places_of(sheet.form)

    def shortened(field: Field, sample: str) -> str:
        if places.set_by_program(field.name, sample) or field.name in places.lines:
            return sample
        return SHORT_NAME if sample and _is_name(field.name, sample) else ""

    return _changed(sheet, shortened, lambda _field, _rows: [])


def most_rows(sheet: Sheet, count: int) -> Sheet:
    """The sheet with `count` rows in its longest list, each with its number in its first text."""
    lists = {
        field.name: sheet.values[field.name] for field in sheet.form.fields if field.kind is FieldKind.LIST
    }
    filled = {
        name: [row for row in rows if isinstance(row, Mapping) and any(row.values())]
        for name, rows in lists.items()
        if isinstance(rows, list)
    }
    name = max(filled, key=lambda each: len(filled[each]), default="")
    if not name or not filled[name]:
        return sheet
    rows = [dict(filled[name][number % len(filled[name])]) for number in range(count)]
    return Sheet(sheet.form, {**sheet.values, name: rows}, page_code=sheet.page_code)


_Change = Callable[[Field, str], str]


def _changed(
    sheet: Sheet,
    change: _Change,
    change_rows: Callable[[Field, list[Mapping[str, str]]], list[Mapping[str, str]]],
) -> Sheet:
    values: dict[str, Value] = {}
    for field in sheet.form.fields:
        value = sheet.values[field.name]
        if field.kind is FieldKind.TEXT:
            values[field.name] = change(field, str(value))
        elif isinstance(value, list):
            values[field.name] = change_rows(field, value) if value else []
        else:
            values[field.name] = value
    return Sheet(sheet.form, values, page_code=sheet.page_code)


def _row(field: Field, sample: Mapping[str, str], change: _Change) -> dict[str, str]:
    return {column.name: change(column, sample[column.name]) for column in field.columns}
