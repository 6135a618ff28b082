"""What is wrong with a scheme file, said so that whoever wrote it can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from deputy_station.core.errors import Refusal

_ALIKE = 0.5
_LISTED = 12
_LONGEST_WORD = 60
"""A longer word is no slip of a known one, and comparing it would keep the desk waiting."""


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong (or doubtful): its line (0: none), where in the paper, what, and what to write instead.

    `what` is a clause without a full stop; `hint` a clause with its own end, or empty.
    """

    line: int
    where: str
    what: str
    hint: str = ""

    @property
    def words(self) -> str:
        """The whole sentence: "第 12 行，项 C2 的计分：没有“接待日值斑”，是不是“接待日值班”？"."""
        line = f"第 {self.line} 行，" if self.line else ""
        return f"{line}{self.where}：{self.what}{f'，{self.hint}' if self.hint else '。'}"


class SchemeProblem(Refusal):
    """A scheme cannot be read or contradicts itself: nothing of it is used. `mistakes` are all there are, by line."""

    def __init__(self, named: str, mistakes: Iterable[Mistake]) -> None:
        self.named = named
        self.mistakes = in_lines(mistakes)
        title = f"积分办法“{named}”" if named else "这份积分办法"
        lines = "\n".join(f"{number}. {mistake.words}" for number, mistake in enumerate(self.mistakes, 1))
        super().__init__(f"{title}有 {len(self.mistakes)} 处不对，没有采用，请改好后再试：\n{lines}")


def in_lines(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each once, in the order of the lines."""
    return tuple(sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.line))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or nothing when none is like it."""
    if len(word) > _LONGEST_WORD:
        return ""
    best, found = _ALIKE, ""
    for candidate in known:
        alike = SequenceMatcher(None, word, candidate).ratio()
        if alike > best or (alike == best and not found):
            best, found = alike, candidate
    return found


def hint_for(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest one, or what there is when that is not too much."""
    words = list(dict.fromkeys(known))
    if near := nearest(word, words):
        return f"是不是“{near}”？"
    if words and len(words) <= _LISTED:
        return f"可以写：{'、'.join(words)}。"
    return ""
