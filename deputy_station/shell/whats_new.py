"""What is new in a version, as data: told once after an update, and from the help whenever wanted."""

import tomllib
from dataclasses import dataclass

from deputy_station.core.paths import resources_folder
from deputy_station.core.remembered import Remembered

SEEN = "whats_new_seen"
"""Under this key this computer remembers the version whose news were put away."""


@dataclass(frozen=True)
class NewsLine:
    """One new thing, and the help page that says more ("" for none)."""

    words: str
    help: str = ""


@dataclass(frozen=True)
class VersionNews:
    """What is new in a version."""

    number: str
    title: str
    news: tuple[NewsLine, ...]


def read_news() -> list[VersionNews]:
    """The news of all versions, newest first."""
    source = (resources_folder() / "whats_new.toml").read_text(encoding="utf-8")
    return [
        VersionNews(
            each["number"],
            each["title"],
            tuple(NewsLine(line["words"], line.get("help", "")) for line in each["news"]),
        )
        for each in tomllib.loads(source)["version"]
    ]


def news_to_tell(remembered: Remembered, version: str, *, used_before: bool) -> VersionNews | None:
    """The news of this version, where another one ran here before and these were not put away yet.

    On a computer that never ran the program nothing is news: the version is only remembered.
    """
    seen = remembered.get(SEEN, "")
    if seen == version:
        return None
    if not seen and not used_before:
        remembered.put(SEEN, version)
        return None
    return next((news for news in read_news() if news.number == version), None)


def put_away(remembered: Remembered, version: str) -> None:
    """The news of this version were read."""
    remembered.put(SEEN, version)
