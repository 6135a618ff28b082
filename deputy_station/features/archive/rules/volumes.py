"""A year's papers as volumes, one for each 保管期限: which belong in, their numbers, pages and names.

A piece (件) is a paper; numbers run within year and 保管期限 (DA/T 22: 年度—保管期限—件号), page numbers through a
volume. A paper made again without a change is one piece; one that changed is another: nothing is left out by its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from deputy_station.core.file_names import for_file
from deputy_station.features.papers.rules.kinds import Retention
from deputy_station.features.papers.rules.page_words import pages_out, part_words

VISITORS, SECRET = "含来访人", "要求保密"
_LONGEST_NAME = 60
"""Characters of a title in a file name: with the rest at most 255 bytes, which is what file systems take."""


@dataclass(frozen=True)
class Filed:
    """A paper that went out, as the archive looks at it: kind in words and its place among the kinds, title, day, the
    pages of the whole paper, its bytes by SHA-256, what is the same in a paper made again, whether visitors are on it
    or it is secret, whether it is secret because of the record it is about, its 责任者 ("" where nobody can be told),
    which pages went out, in words ("" where all did; what is kept is the whole paper all the same)."""

    place: int
    word: str
    title: str
    on: date
    pages: int
    sha256: str
    likeness: str
    retention: Retention
    private: bool
    ending: str = ".pdf"
    secret: bool = False
    author: str = ""
    part: str = ""

    @property
    def remark(self) -> str:
        """Why a piece is not to be shown to everybody, and which pages of it came out where not all did."""
        shown = SECRET if self.secret else VISITORS if self.private else ""
        return "；".join(words for words in (shown, part_words(self.part)) if words)


@dataclass(frozen=True)
class Piece:
    """One numbered paper of a volume; pages are those of the volume. What was saved for Word or as a workbook has none:
    it lies in the folder as a file of its own."""

    number: int
    paper: Filed
    first_page: int

    @property
    def last_page(self) -> int:
        """The volume's page on which it ends."""
        return self.first_page + (self.paper.pages if self.bound else 0) - 1

    @property
    def bound(self) -> bool:
        """Whether its pages stand in the volume."""
        return self.paper.ending == ".pdf"

    @property
    def page_span(self) -> str:
        """Its pages as contents say them: 3 or 3—5; 电子 of a file without pages."""
        if not self.bound:
            return "电子"
        if self.first_page == self.last_page:
            return str(self.first_page)
        return f"{self.first_page}—{self.last_page}"


@dataclass(frozen=True)
class Volume:
    """The papers of a year with one 保管期限."""

    year: int
    retention: Retention
    pieces: tuple[Piece, ...]

    @property
    def code(self) -> str:
        """What its pieces' numbers begin with: 2026-永久."""
        return f"{self.year}-{self.retention.label}"

    @property
    def pages(self) -> int:
        """How many numbered pages it has."""
        return self.pieces[-1].last_page

    @property
    def first_day(self) -> date:
        """The day of its oldest paper."""
        return min(piece.paper.on for piece in self.pieces)

    @property
    def last_day(self) -> date:
        """The day of its newest paper."""
        return max(piece.paper.on for piece in self.pieces)


def plan_volumes(year: int, papers: Iterable[Filed]) -> tuple[Volume, ...]:
    """The volumes of a year, the longest kept first; within one by kind, then by day. `papers` stand oldest first."""
    alike: dict[tuple[int, str, str], list[Filed]] = {}
    for paper in papers:
        if paper.retention is not Retention.NONE:
            alike.setdefault((paper.place, paper.title, paper.likeness), []).append(paper)
    # Stopped half way and printed to its end later, it came out whole.
    kept = [
        replace(found[0], part=pages_out((each.part for each in found), found[0].pages))
        for found in alike.values()
    ]
    volumes = []
    for retention in Retention:
        chosen = [paper for paper in kept if paper.retention is retention]
        pieces, page = [], 1
        for number, paper in enumerate(sorted(chosen, key=lambda each: (each.place, each.on)), 1):
            pieces.append(Piece(number, paper, page))
            page += paper.pages if pieces[-1].bound else 0
        if pieces:
            volumes.append(Volume(year, retention, tuple(pieces)))
    return tuple(volumes)


def piece_code(volume: Volume, piece: Piece) -> str:
    """The number of a piece in the archive: 2026-永久-0001."""
    return f"{volume.code}-{piece.number:04d}"


def piece_file(volume: Volume, piece: Piece) -> str:
    """The name of a piece's file: 2026-永久-0001 题名.pdf; signs that no system takes become a space."""
    title = " ".join(for_file(piece.paper.title).split())[:_LONGEST_NAME].strip(" .")
    return f"{piece_code(volume, piece)} {title or piece.paper.word}{piece.paper.ending}"


def checksum_lines(sums: Iterable[tuple[str, str]]) -> str:
    """A list that `sha256sum -c` reads, from (SHA-256, path with /)."""
    return "".join(f"{digest}  {path}\n" for digest, path in sums)
