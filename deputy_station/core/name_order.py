"""What is offered while a name is typed comes best first: Enter takes the first line, it must be the one meant."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from deputy_station.core.fitting import Fit, fit, split_words
from deputy_station.core.pinyin import initials, search_keys

T = TypeVar("T")


def best_first(rows: Iterable[T], text: str, name: Callable[[T], str]) -> list[T]:
    """Rows in the order in which their names fit what was typed; those that fit alike stay as they were.

    The usual reading goes before a rare one (方 can be wang), and letters within the initials before letters that only
    meet across two spelled signs: "ny" means 农业, not 镇应急办 (zhen|ying).
    """
    words = split_words(text)
    if not words:
        return list(rows)
    whole = "".join(words)

    def rank(row: T) -> tuple[int, bool, bool]:
        called = name(row)
        letters = initials(called)
        found = fit(words, called, keys=search_keys(called))
        worst = len(Fit) + 1
        usual = bool(letters) and letters[0].startswith(whole[:1])
        return worst if found is None else found, not usual, not any(whole in each for each in letters)

    return sorted(rows, key=rank)
