"""The help pages as data: a short page per area, written for the desk, found by words and by pinyin initials.

A page is `resources/help/<key>.md`; its key is the key of the page of the menu it is about, or names a matter
(backup, keys). The markup is a few marks at the beginning of a line:

    # Title                    the first line
    place: 4                   its place in the contents; `words:` are more words it is found by
    ## Heading
    1. a step                  - a point                 ! what to do when something goes wrong
    key: Ctrl+N what it does   -> other_page             anything else is a paragraph

What stands in “ ” is a word on the screen, and the tests look for it there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from deputy_station.core.cleaning import search_form
from deputy_station.core.paths import resources_folder
from deputy_station.core.pinyin import initials

FIRST = "first_day"
"""The page that opens where no page is about the place people are at."""

ALIASES = {"first_start": FIRST, "trouble": "keys"}
"""Places without a page of their own."""


class Part(Enum):
    """What a line of a help page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    STEP = "step"
    POINT = "point"
    REMEDY = "remedy"
    KEYS = "keys"
    LINK = "link"


@dataclass(frozen=True)
class Block:
    """One line: what it is, its words, and what stands before them (a step's number, keys, a link's page)."""

    part: Part
    text: str
    lead: str = ""


@dataclass(frozen=True)
class HelpPage:
    """One page: its key, its title, more words it is found by, its place in the contents, its lines."""

    key: str
    title: str
    words: str
    place: int
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Everything it says, for searching."""
        return " ".join([self.title, self.words, *(block.text for block in self.blocks)])


class HelpMarkupWrong(ValueError):
    """A help page breaks the rules of its markup; a message for those who write one."""


@lru_cache(maxsize=1)
def read_help() -> dict[str, HelpPage]:
    """All shipped pages by key, in the order of the contents."""
    files = sorted((resources_folder() / "help").glob("*.md"))
    pages = sorted((_read_page(file) for file in files), key=lambda page: page.place)
    return {page.key: page for page in pages}


def page_for(area: str) -> HelpPage:
    """The page about an area (a page's key, or a matter); the first day's where there is none."""
    pages = read_help()
    return pages.get(ALIASES.get(area, area)) or pages[FIRST]


def find_help(text: str) -> list[HelpPage]:
    """The pages that hold all words typed, in any order; those that hold them in the title first.

    A word may also be pinyin initials out of the title. Nothing typed gives the contents.
    """
    words = [search_form(word) for word in text.split()]
    found: list[tuple[int, HelpPage]] = []
    for page in read_help().values():
        ranks = [_rank(page, word) for word in words if word]
        if None not in ranks:
            found.append((sum(rank for rank in ranks if rank is not None), page))
    return [page for _, page in sorted(found, key=lambda each: each[0])]


def parse_help(key: str, source: str) -> HelpPage:
    """Read the markup of one page. Raises HelpMarkupWrong."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    if not lines or not lines[0].startswith("# "):
        raise HelpMarkupWrong(f"{key}: the first line is no title")
    title, facts, blocks = lines[0][2:], {"place": "", "words": ""}, []
    for line in lines[1:]:
        name, _, rest = line.partition(": ")
        if name in facts:
            facts[name] = rest
        else:
            blocks.append(_block(line))
    if not facts["place"].isdigit():
        raise HelpMarkupWrong(f"{key}: no place in the contents")
    return HelpPage(key, title, facts["words"], int(facts["place"]), _numbered(blocks))


def _read_page(file: Path) -> HelpPage:
    return parse_help(file.stem, file.read_text(encoding="utf-8"))


def _block(line: str) -> Block:
    if step := re.match(r"(\d+)\. (.+)", line):
        return Block(Part.STEP, step[2], step[1])
    if keys := re.match(r"key: (\S+) (.+)", line):
        return Block(Part.KEYS, keys[2], keys[1])
    for mark, part in (("## ", Part.HEADING), ("- ", Part.POINT), ("! ", Part.REMEDY)):
        if line.startswith(mark):
            return Block(part, line[len(mark) :])
    if line.startswith("-> "):
        return Block(Part.LINK, "", line[3:])
    return Block(Part.PARAGRAPH, line)


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Steps are numbered anew under each heading, whatever was written."""
    numbered: list[Block] = []
    step = 0
    for block in blocks:
        step = step + 1 if block.part is Part.STEP else 0 if block.part is Part.HEADING else step
        numbered.append(Block(block.part, block.text, str(step)) if block.part is Part.STEP else block)
    return tuple(numbered)


def _rank(page: HelpPage, word: str) -> int | None:
    """0 in the title, 1 as its initials, 2 in the extra words, 3 anywhere else, None nowhere."""
    if word in search_form(page.title):
        return 0
    if word.isascii() and any(word in letters for letters in initials(page.title)):
        return 1
    if word in search_form(page.words):
        return 2
    return 3 if word in search_form(page.text) else None
