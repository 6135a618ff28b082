"""What the search box lists: one line each, with its shortcut; and the order in which lines of all kinds stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from deputy_station.core.fitting import Fit, fit

KIND_ORDER = ("代表", "页面", "命令", "诉求", "接待", "活动", "建议", "积分", "考核", "文书", "设置", "帮助")
"""Among things that fit equally well; the commands of the open page, which are called by its title, come first."""
MOST = 40


@dataclass(frozen=True)
class Offer:
    """One line: its words, its kind, what happens; soft words beside it, its shortcut, what else it is found by."""

    words: str
    kind: str
    do: Callable[[], object]
    note: str = ""
    keys: str = ""
    more: str = ""
    fit: Fit = Fit.WITHIN

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        keys = f"快捷键 {self.keys}" if self.keys else ""
        return "，".join(part for part in (self.words, self.kind, self.note, keys) if part)

    @property
    def identity(self) -> tuple[str, str, str]:
        """The same thing in two answers."""
        return self.words, self.kind, self.note


def fitting_offers(
    words: Sequence[str], offers: Iterable[Offer], spellings: Mapping[str, str]
) -> list[Offer]:
    """The offers that fit every word, each knowing how well; by pinyin where `spellings` has the offer's words."""
    placed = []
    for offer in offers:
        place = fit(words, offer.words, keys=spellings.get(offer.words, ""), more=(offer.more, offer.kind))
        if place is not None:
            placed.append(replace(offer, fit=place))
    return placed


def in_order(offers: Iterable[Offer]) -> list[Offer]:
    """Best first; of equals by kind, then as they came."""
    return sorted(offers, key=lambda offer: (offer.fit, _kind_place(offer.kind)))[:MOST]


def _kind_place(kind: str) -> int:
    return KIND_ORDER.index(kind) + 1 if kind in KIND_ORDER else 0
