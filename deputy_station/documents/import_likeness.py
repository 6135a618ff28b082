"""Which column of a file is which of ours: by the titles people write, by likeness, by what the cells hold."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache

from deputy_station.core.pinyin import spellings
from deputy_station.documents.import_columns import Content, ImportColumn
from deputy_station.documents.workbook_cells import Cell, Kind, UnreadableCell, read_cell, shown
from deputy_station.documents.workbook_guard import column_letters

LIKE_ENOUGH = 0.68
"""From this likeness on (of 1) a title is proposed; it is always shown to somebody first."""
_MOSTLY = 0.6
"""The share of a column's cells that must look like phones or days."""
_LONG_TEXT = 10
"""Mean characters from which a column holds long texts."""
_EMPTY_TAIL = re.compile(r"(?<=...)(情况|内容|描述|详情|信息|一栏)\Z")
_CHINESE = re.compile("[一-龥]")
_PHONE = re.compile(r"1\d{10}\Z|0\d{2,3}-?\d{7,8}\Z")


class FoundBy(Enum):
    """How a column was recognised; the value says it in words."""

    NAME = "列名相同"
    REMEMBERED = "照上次的对应"
    LIKENESS = "列名相近"
    CONTENT = "看内容像"


@lru_cache(maxsize=1024)
def title_form(title: str) -> str:
    """Titles are compared without spaces, line breaks, marks for required and remarks in brackets."""
    folded = re.sub(r"[\s*:：]", "", unicodedata.normalize("NFKC", title)).casefold()
    return re.sub(r"\([^)]*\)", "", folded) or folded


def match_titles(
    titles: Sequence[str], columns: Sequence[ImportColumn], mapping: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """The places (from 0) of the columns whose title is known, with sentences about titles that come twice;
    `mapping` (column key → title) goes before the known titles."""
    places: dict[str, int] = {}
    warnings: list[str] = []
    forms = [title_form(title) if title else "" for title in titles]
    for column in columns:
        wanted = (mapping[column.key],) if column.key in mapping else column.titles
        for title in wanted:
            hits = [
                index
                for index, form in enumerate(forms)
                if form and form == title_form(title) and index not in places.values()
            ]
            if hits:
                places[column.key] = hits[0]
                if len(hits) > 1:
                    second = column_letters(hits[1] + 1)
                    warnings.append(f"有两列都叫“{title}”，读的是前一列，{second} 列没有读。")
                break
    return places, warnings


def propose_places(
    titles: Sequence[str], columns: Sequence[ImportColumn], body: Sequence[Sequence[Cell]]
) -> tuple[dict[str, int], dict[str, FoundBy], list[str]]:
    """Our columns' places in the file, how each was found, and sentences about titles that come twice.

    `body` are some rows below the titles.
    """
    places, warnings = match_titles(titles, columns, {})
    found = dict.fromkeys(places, FoundBy.NAME)
    alike = like_titles(titles, columns, places)
    found |= dict.fromkeys(alike, FoundBy.LIKENESS)
    places |= alike
    looked = _by_content(titles, columns, places, body)
    found |= dict.fromkeys(looked, FoundBy.CONTENT)
    places |= looked
    return places, found, warnings


def like_titles(
    titles: Sequence[str], columns: Sequence[ImportColumn], taken: Mapping[str, int]
) -> dict[str, int]:
    """The places of the columns not yet `taken` whose titles are alike; the likest pairs first."""
    free = [place for place, title in enumerate(titles) if title and place not in taken.values()]
    pairs = []
    for order, column in enumerate(columns):
        if column.key in taken:
            continue
        for place in free:
            score = max(title_likeness(titles[place], title) for title in column.titles)
            if score >= LIKE_ENOUGH:
                pairs.append((-score, order, place, column.key))
    places: dict[str, int] = {}
    for _, _, place, key in sorted(pairs):
        if key not in places and place not in places.values():
            places[key] = place
    return places


def title_likeness(title: str, known: str) -> float:
    """How alike two titles are, 0 to 1. In Chinese the last word says what it is: 工作单位电话 is a phone."""
    one, other = _without_tail(title_form(title)), _without_tail(title_form(known))
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return 0.0
    share = len(short) / len(long)
    if long.endswith(short):
        return 0.65 + 0.3 * share
    if len(one) == len(other) and set(spellings(one)) & set(spellings(other)):
        return 0.9
    return SequenceMatcher(None, one, other).ratio() if one[-1] == other[-1] else 0.0


def _without_tail(form: str) -> str:
    """反映的问题情况 is 反映的问题: such words at the end say nothing, where enough is left."""
    return _EMPTY_TAIL.sub("", form)


def _by_content(
    titles: Sequence[str],
    columns: Sequence[ImportColumn],
    taken: Mapping[str, int],
    body: Sequence[Sequence[Cell]],
) -> dict[str, int]:
    """Columns known by what stands in them, each where exactly one column of the file fits."""
    places: dict[str, int] = {}
    for column in columns:
        if column.content is None or column.key in taken:
            continue
        scores = {}
        for place, title in enumerate(titles):
            cells = [row[place] for row in body if place < len(row) and shown(row[place]).strip()]
            if title and cells and place not in (*taken.values(), *places.values()):
                scores[place] = _content_score(column.content, cells)
        fitting = [place for place, score in scores.items() if score > 0]
        if column.content is Content.LONG and fitting:
            places[column.key] = max(fitting, key=lambda place: scores[place])
        elif len(fitting) == 1:
            places[column.key] = fitting[0]
    return places


def _content_score(content: Content, cells: Sequence[Cell]) -> float:
    if content is Content.LONG:
        mean = sum(len(shown(cell)) for cell in cells if _CHINESE.search(shown(cell))) / len(cells)
        return mean if mean >= _LONG_TEXT else 0.0
    if content is Content.PHONE:
        hits = sum(bool(_PHONE.match(unicodedata.normalize("NFKC", shown(cell)).strip())) for cell in cells)
    else:
        hits = sum(_is_day(cell) for cell in cells)
    share = hits / len(cells)
    return share if share >= _MOSTLY else 0.0


def _is_day(cell: Cell) -> bool:
    try:
        return read_cell(cell, Kind.MOMENT) is not None
    except UnreadableCell:
        return False
