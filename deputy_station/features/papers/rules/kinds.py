"""What kinds of paper are called where papers are kept, how long each is kept, and which of them show visitors.

The kinds are data (resources/archive/kinds.toml): which papers are kept how long is the unit's own decision (档案法
实施条例 2024, Art. 19), so an office changes the file and no code.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from deputy_station.core.choices import Choice
from deputy_station.core.paths import resources_folder


class Retention(Choice):
    """保管期限, longest first, as they stand in a year's archive."""

    PERMANENT = "permanent", "永久"
    YEARS_30 = "years_30", "30年"
    YEARS_10 = "years_10", "10年"
    NONE = "none", "不归档"


class Way(Choice):
    """How a paper went out."""

    PRINTED = "printed", "打印"
    SAVED = "saved", "存成文件"
    LINE = "line", "命令行"


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: its key, word, 保管期限, whether it shows visitors, the command line that makes it, and its
    place among the kinds."""

    key: str
    word: str
    retention: Retention
    private: bool = False
    line: str = ""
    place: int = 0


@dataclass(frozen=True)
class PaperKinds:
    """All kinds, in the order of a year's volume."""

    named: Mapping[str, PaperKind]
    otherwise: PaperKind

    def kind(self, key: str) -> PaperKind:
        """The kind of that key; one that nobody listed is kept like the others nobody listed."""
        found = self.named.get(key)
        if found is not None:
            return found
        last = self.otherwise
        return PaperKind(key, last.word, last.retention, last.private, place=len(self.named))

    def of_line(self, line: str) -> PaperKind | None:
        """The kind that a command line makes."""
        return next((kind for kind in self.named.values() if line and kind.line == line), None)


def parse_kinds(text: str) -> PaperKinds:
    """The kinds out of their file. Raises KeyError, ValueError for one without word or with an unknown term."""
    described = tomllib.loads(text)
    named = {
        key: PaperKind(
            key,
            each["word"],
            Retention(each["keep"]),
            each.get("private", False),
            each.get("line", ""),
            place,
        )
        for place, (key, each) in enumerate(described["kinds"].items())
    }
    rest = described["otherwise"]
    return PaperKinds(named, PaperKind("", rest["word"], Retention(rest["keep"])))


@lru_cache(maxsize=1)
def paper_kinds() -> PaperKinds:
    """The kinds of this station."""
    return parse_kinds((resources_folder() / "archive" / "kinds.toml").read_text(encoding="utf-8"))
