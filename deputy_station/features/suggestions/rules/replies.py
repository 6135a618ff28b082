"""The classes of replies as data: letters and meanings differ from place to place, so a station chooses a scheme.

What is stored beside a reply is scheme and letter ("four.B"), so that a later choice of another scheme never changes
what an old letter means.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from deputy_station.core import paths
from deputy_station.core.errors import Refusal

DEFAULT_SCHEME = "four"


class ReplyClassUnknown(Refusal):
    """A letter that the scheme does not have."""

    def __init__(self, given: str) -> None:
        super().__init__(f"没有“{given}”这个答复类别。请在列出的类别里选一个。")


@dataclass(frozen=True)
class ReplyClass:
    """One class: `key` as stored, its letter as printed top right of the reply, what it means; `promises` where the
    matter itself comes later, so that what is promised belongs into the ledger."""

    key: str
    letter: str
    words: str
    promises: bool

    @property
    def label(self) -> str:
        """B 正在解决."""
        return f"{self.letter} {self.words}"


@dataclass(frozen=True)
class ReplyScheme:
    """The classes of one place."""

    key: str
    name: str
    source: str
    classes: tuple[ReplyClass, ...]


@lru_cache(maxsize=1)
def reply_schemes() -> dict[str, ReplyScheme]:
    """Every scheme as shipped (resources/matters/reply_classes.toml), by its key."""
    text = (paths.resources_folder() / "matters" / "reply_classes.toml").read_text(encoding="utf-8")
    return {
        entry["key"]: ReplyScheme(
            entry["key"],
            entry["name"],
            entry["source"],
            tuple(
                ReplyClass(
                    f"{entry['key']}.{one['letter']}",
                    one["letter"],
                    one["words"],
                    one.get("promises", False),
                )
                for one in entry["class"]
            ),
        )
        for entry in tomllib.loads(text)["scheme"]
    }


def classes_of(scheme: str) -> tuple[ReplyClass, ...]:
    """The classes of a scheme; of the usual one where a setting names none that is there."""
    known = reply_schemes()
    return known.get(scheme, known[DEFAULT_SCHEME]).classes


def reply_class(key: str) -> ReplyClass | None:
    """The class stored under that key; None for a reply without one. Raises ReplyClassUnknown."""
    if not key:
        return None
    scheme = reply_schemes().get(key.partition(".")[0])
    for one in scheme.classes if scheme else ():
        if one.key == key:
            return one
    raise ReplyClassUnknown(key)
