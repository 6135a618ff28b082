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


class By(Choice):
    """Whose paper it is: what 责任者 in the contents of an archive comes from."""

    STATION = "station", "联络站"
    PRESIDIUM = "presidium", "主席团"
    DISTRICT = "district", "区联络室"
    DEPUTY = "deputy", "领衔代表"
    UNIT = "unit", "承办单位"


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: its key, word, 保管期限, whether it shows visitors, the command line that makes it, its place
    among the kinds, and for how many years it is kept where that is not the rule of its 保管期限. Of a `secret` one no copy
    is kept. `about`: of which one record it is (suggestion, demand); when that is secret the paper is. `by`: whose it is."""

    key: str
    word: str
    retention: Retention
    private: bool = False
    line: str = ""
    place: int = 0
    years: int | None = None
    secret: bool = False
    about: str = ""
    by: By = By.STATION


@dataclass(frozen=True)
class Expiry:
    """After how many full years a kept paper may be destroyed, by its 保管期限; `taken_back`: days it can come back."""

    years: Mapping[Retention, int]
    with_visitors: int
    taken_back: int


@dataclass(frozen=True)
class PaperKinds:
    """All kinds, in the order of a year's volume, and how long they are kept."""

    named: Mapping[str, PaperKind]
    otherwise: PaperKind
    expiry: Expiry

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

    def years_kept(self, key: str, retention: Retention, *, private: bool) -> int | None:
        """For how many full years a paper of the kind is kept; None for ever."""
        if retention is Retention.PERMANENT:
            return None
        own = self.kind(key).years
        if own is not None:
            return own
        if retention is Retention.NONE and private:
            return self.expiry.with_visitors
        return self.expiry.years[retention]


def parse_kinds(text: str) -> PaperKinds:
    """The kinds out of their file. Raises KeyError, ValueError for one without word, with an unknown term or of nobody known."""
    described = tomllib.loads(text)
    named = {
        key: PaperKind(
            key,
            each["word"],
            Retention(each["keep"]),
            each.get("private", False),
            each.get("line", ""),
            place,
            each.get("years"),
            each.get("secret", False),
            each.get("about", ""),
            By(each.get("by", By.STATION.value)),
        )
        for place, (key, each) in enumerate(described["kinds"].items())
    }
    rest = described["otherwise"]
    otherwise = PaperKind("", rest["word"], Retention(rest["keep"]))
    terms = described["expiry"]
    expiry = Expiry(
        {each: terms[each.value] for each in Retention if each is not Retention.PERMANENT},
        terms["none_with_visitors"],
        terms["taken_back"],
    )
    return PaperKinds(named, otherwise, expiry)


@lru_cache(maxsize=1)
def paper_kinds() -> PaperKinds:
    """The kinds of this station."""
    return parse_kinds((resources_folder() / "archive" / "kinds.toml").read_text(encoding="utf-8"))
