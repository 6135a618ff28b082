"""The words of a bulletin (通报), drafted from figures: every number names its list, percentages add up to 100.00.

Good practice is told with names, problems by kind without (a switch names them too): the practice of such bulletins.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import day_words
from deputy_station.features.demands.rules.figures import percent_words, share_words, shares
from deputy_station.features.spotcheck.rules.half_year import half_words
from deputy_station.features.spotcheck.rules.ranking import Standing

MOST_PRAISED = 3
MEND_DAYS = 30
"""Days from the bulletin to the mending, where nobody writes another day."""
NOT_YET = "还没有查，查过再写。"
"""Of the books nothing is known while none was looked at."""


@dataclass(frozen=True)
class Book:
    """One drawn deputy's book in figures; `passed` is None while it was not looked at."""

    position: int
    deputy: str
    group: str
    passed: bool | None
    problems: tuple[str, ...]
    due: int
    filled: int
    done: int
    proved: int
    called: int
    came: int

    @property
    def exemplary(self) -> bool:
        """Passed, nothing left blank, everything proved, and something done at all."""
        whole = self.filled == self.due and self.proved == self.done
        return bool(self.passed) and not self.problems and whole and self.done > 0


@dataclass(frozen=True)
class Facts:
    """What a bulletin is drafted from; `looked_on` are the first and last day books were looked at, `groups` the groups
    of the drawn in the order of lists."""

    year: int
    half: int
    first: date
    until: date
    pool: int
    seed: str
    town: str
    checker: str
    looked_on: tuple[date, date] | None
    groups: tuple[str, ...]
    books: tuple[Book, ...]


@dataclass(frozen=True)
class Words:
    """The parts of the body somebody may edit before it is made."""

    opening: str
    overall: str
    good: str
    problems: str
    demands: str

    @property
    def digest(self) -> str:
        """Tells whether a draft made later says something else."""
        parts = (self.opening, self.overall, self.good, self.problems)
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class NamedList:
    """A list a figure names: its number, what it holds, how many, and the books by their number in the draw."""

    number: str
    name: str
    count: str
    members: str


def default_title(year: int, half: int) -> str:
    """关于2026年上半年人大代表履职登记册抽查情况的通报."""
    return f"关于{half_words(year, half).replace(' ', '')}人大代表履职登记册抽查情况的通报"


def draft_words(facts: Facts, *, names_deputies: bool, mend_by: date) -> Words:
    """The body as the figures give it."""
    return Words(
        _opening(facts),
        _overall(facts),
        _good(facts),
        _problems(facts.books, names_deputies),
        _demands(facts.books, facts.town, mend_by),
    )


def named_lists(facts: Facts) -> tuple[NamedList, ...]:
    """Every list the figures name, in their order; those of kinds of problems at the end."""
    books = facts.books
    sets = [
        ("1", "抽查的登记册", books),
        ("2", "合格", [book for book in books if book.passed]),
        ("3", "不合格", [book for book in books if book.passed is False]),
        ("4", "还没有查", [book for book in books if book.passed is None]),
    ]
    lists = [
        NamedList(number, name, f"{len(members)} 册", _numbers(members))
        for number, name, members in sets
        if members or number != "4"
    ]
    for number, name, unit, field in _SUMS:
        members = [book for book in books if getattr(book, field)]
        listed = "，".join(f"{book.position} 号 {getattr(book, field)}" for book in members)
        total = sum(getattr(book, field) for book in members)
        lists.append(NamedList(number, name, f"{total} {unit}", listed or "没有"))
    for place, (kind, members) in enumerate(by_kind(books).items(), 1):
        lists.append(NamedList(f"11-{place}", kind, f"{len(members)} 处", _numbers(members)))
    return tuple(lists)


def by_kind(books: Sequence[Book]) -> dict[str, list[Book]]:
    """Books by the kind of their problems, the commonest kind first, equal ones by name."""
    found: dict[str, list[Book]] = {}
    for book in books:
        for kind in book.problems:
            found.setdefault(kind, []).append(book)
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def group_standings(facts: Facts) -> list[Standing]:
    """The groups of the drawn with what they are ranked by; books not looked at count for records only."""
    groups: Mapping[str, list[Book]] = {
        name: [book for book in facts.books if book.group == name] for name in facts.groups
    }
    return [
        Standing(
            name or "未分小组",
            sum(book.passed is not None for book in members),
            sum(bool(book.passed) for book in members),
            sum(book.due for book in members),
            sum(book.filled for book in members),
            sum(book.done for book in members),
            sum(book.proved for book in members),
        )
        for name, members in groups.items()
    ]


_SUMS = (
    ("5", "应填记录", "条", "due"),
    ("6", "已填记录", "条", "filled"),
    ("7", "应有证明材料的记录", "条", "done"),
    ("8", "有证明材料的记录", "条", "proved"),
    ("9", "应到会议和活动", "人次", "called"),
    ("10", "实到会议和活动", "人次", "came"),
)


def _opening(facts: Facts) -> str:
    size = len(facts.books)
    when = ""
    if facts.looked_on is not None:
        first, last = facts.looked_on
        when = day_words(first) if first == last else f"{day_words(first)}至{day_words(last)}"
        when += "，"
    share = percent_words(_part(size, facts.pool))
    return (
        f"{when}{facts.checker}对{facts.town}人大代表{day_words(facts.first)}至{day_words(facts.until)}的履职登记册"
        f"进行了抽查。从 {facts.pool} 人中按代表小组、层级、上年等次分层抽取 {size} 册（清单 1），占 {share}，"
        f"种子 {facts.seed}，用同一种子和名单可以重抽出同样的结果。现将有关情况通报如下："
    )


def _overall(facts: Facts) -> str:
    books = facts.books
    good = sum(bool(book.passed) for book in books)
    bad = sum(book.passed is False for book in books)
    left = len(books) - good - bad
    parts = shares([good, bad, left])
    told = (
        f"抽查 {len(books)} 册（清单 1），合格 {good} 册（清单 2），占 {share_words(parts[0])}；"
        f"不合格 {bad} 册（清单 3），占 {share_words(parts[1])}"
    )
    told += f"；还没有查 {left} 册（清单 4），占 {share_words(parts[2])}。" if left else "。"
    sums = {field: sum(getattr(book, field) for book in books) for _no, _name, _unit, field in _SUMS}
    told += (
        f"应填记录 {sums['due']} 条（清单 5），已填 {sums['filled']} 条（清单 6），"
        f"登记率 {_rate(sums['filled'], sums['due'])}；"
        f"应有证明材料的记录 {sums['done']} 条（清单 7），有证明材料的 {sums['proved']} 条（清单 8），"
        f"证明率 {_rate(sums['proved'], sums['done'])}；"
        f"应到会议和活动 {sums['called']} 人次（清单 9），实到 {sums['came']} 人次（清单 10），"
        f"出席率 {_rate(sums['came'], sums['called'])}。"
    )
    return told


def _good(facts: Facts) -> str:
    told = []
    books = facts.books
    for group in filter(None, facts.groups):
        members = [book for book in books if book.group == group]
        if len(members) > 1 and all(book.passed for book in members):
            told.append(f"{group}抽查的 {len(members)} 册全部合格。")
    praised = sorted(
        (book for book in books if book.exemplary), key=lambda book: (-book.filled, book.position)
    )
    told += [
        f"{book.deputy}代表" + (f"（{book.group}）" if book.group else "") + f"登记 {book.filled} 条，"
        f"应有证明材料的 {book.done} 条都有材料。"
        for book in praised[:MOST_PRAISED]
    ]
    if not told and not _looked_at(books):
        return NOT_YET
    return "\n".join(told) or "没有登记完整、材料齐全的登记册。"


def _problems(books: Sequence[Book], names_deputies: bool) -> str:
    kinds = by_kind(books)
    if not kinds:
        return "没有发现问题。" if _looked_at(books) else NOT_YET
    counts = [len(members) for members in kinds.values()]
    found = len({book.position for members in kinds.values() for book in members})
    lines = [f"共发现问题 {sum(counts)} 处，涉及 {found} 册："]
    for place, ((kind, members), share) in enumerate(zip(kinds.items(), shares(counts), strict=True), 1):
        named = f"，{'、'.join(book.deputy for book in members)}" if names_deputies else ""
        end = "。" if place == len(kinds) else "；"
        lines.append(f"{kind} {len(members)} 处（清单 11-{place}），占 {share_words(share)}{named}{end}")
    return "".join(lines)


def _demands(books: Sequence[Book], town: str, mend_by: date) -> str:
    bad = sum(book.passed is False for book in books)
    found = sum(len(book.problems) for book in books)
    always = "履职活动结束后及时登记，证明材料随记录归档，不集中补填。"
    if not bad and not found:
        return f"{'各代表小组要继续保持。' if _looked_at(books) else NOT_YET}\n{always}"
    what = "和".join(
        words for count, words in ((bad, f"不合格的 {bad} 册"), (found, f"发现的 {found} 处问题")) if count
    )
    return (
        f"各代表小组要对照通报，对{what}逐条整改，{day_words(mend_by)}前改好，由{town}人民代表大会主席团逐册复核，"
        f"结果书面报送。\n{always}"
    )


def _looked_at(books: Sequence[Book]) -> bool:
    return any(book.passed is not None for book in books)


def _numbers(books: Sequence[Book]) -> str:
    """1—3、7 号."""
    places = sorted(book.position for book in books)
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    told = "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{told} 号" if told else "没有"


def _part(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _rate(part: int, whole: int) -> str:
    return percent_words(_part(part, whole))
