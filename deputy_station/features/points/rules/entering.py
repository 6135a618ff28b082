"""What must be said when something is entered by hand: the scheme says what it asks of each kind of record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.ruling import Ballot
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.shapes.reach import rules_within
from deputy_station.features.points.rules.vocabulary import (
    ATTENDANCE_STATES,
    ATTENDED_KINDS,
    SAYS,
    FactKind,
    Review,
    State,
)

FIELD_WORDS = {
    "amount": "金额",
    "level": "级别",
    "role": "角色",
    "manner": "方式",
    "satisfaction": "满意度",
    "weight": "数量",
    "people": "人数",
    "session": "会议",
    "votes": "票数",
}
"""What a scheme may ask of a record, by the words people see."""


class NobodyChosen(Refusal):
    """An entry is somebody's."""

    def __init__(self) -> None:
        super().__init__("请先选择代表。")


class KindUnknown(Refusal):
    """Neither the station's records nor the scheme know the kind."""

    def __init__(self, kind: str, kinds: tuple[str, ...]) -> None:
        super().__init__(f"积分办法里没有“{kind}”这种记录。可以登记：{'、'.join(kinds)}。")


class EntryIncomplete(Refusal):
    """Something the scheme asks for is missing."""


class EntryInFuture(Refusal):
    """Only what was done is a record."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(f"{day_words(day, today)}还没有到，不能登记。请核对日期。")


class EvidenceMissing(Refusal):
    """The scheme counts nothing of this kind without evidence."""

    def __init__(self, deputy: str, title: str) -> None:
        super().__init__(f"{deputy}的“{title}”没有证明材料，按办法不能核准。请先归入材料，或者退回。")


class ClaimNotRemovable(Refusal):
    """What a deputy reported, or what was approved, stays on record."""

    def __init__(self, review: Review, self_reported: bool) -> None:
        first = "请先取消核准，再" if review is Review.APPROVED else "请"
        what = "由代表申报" if self_reported else "已经核准"
        then = "退回或撤回" if self_reported else "删除"
        super().__init__(f"这条记录{what}，不能直接删除。{first}{then}。")


class ClaimInUse(Refusal):
    """An objection led to it."""

    def __init__(self) -> None:
        super().__init__("有一条异议是用它答复的，不能删除。请直接改正它的内容。")


@dataclass(frozen=True)
class Entry:
    """What is about to be written down, with exact numbers."""

    kind: str
    done_on: date
    title: str
    weight: Fraction = Fraction(1)
    amount: Fraction | None = None
    role: str = ""
    level: str = ""
    manner: str = ""
    satisfaction: str = ""
    state: str = ""
    people: int = 0
    peers: int = 0
    session: str = ""
    votes: tuple[tuple[str, int], ...] = ()


def read_votes(text: str) -> tuple[tuple[str, int], ...]:
    """Votes as people write them, "好 30、一般 5、差 1", by word; nothing written is no votes.

    Raises EntryIncomplete.
    """
    found: dict[str, int] = {}
    for part in re.split(r"[、，,；;\n]+", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([^\W\d_]+)\s*[：:]?\s*(\d{1,6})\s*票?\s*", part)
        if match is None or match[1] in found:
            raise EntryIncomplete("票数请写成“好 30、一般 5、差 1”，每种票写一次。")
        found[match[1]] = int(match[2])
    return tuple(found.items())


def votes_written(votes: Iterable[tuple[str, int]]) -> str:
    """The votes as they are kept: "好 30、一般 5"."""
    return "、".join(f"{word} {number}" for word, number in votes)


def vote_words(scheme: Scheme, kind: str) -> tuple[str, ...]:
    """The words of a ballot of that kind which the scheme counts, in its order."""
    found = [
        word
        for item in scheme.items
        for rule in rules_within(item.rule)
        if isinstance(rule, Ballot) and any(kind in selector.kinds for selector in rule.of)
        for word, _share in rule.weights
    ]
    return tuple(dict.fromkeys(found))


def kinds_to_enter(scheme: Scheme) -> tuple[str, ...]:
    """What can be entered by hand: the scheme's own kinds first, then the station's."""
    own = [kind.name for kind in scheme.kinds if kind.own]
    return (*own, *(kind.value for kind in FactKind))


def fields_asked(scheme: Scheme, kind: str) -> tuple[str, ...]:
    """What the scheme asks when one of that kind is written down (keys of FIELD_WORDS); of a ballot always votes."""
    known = scheme.kind(kind)
    fields = () if known is None else known.fields
    return (*fields, "votes") if "votes" not in fields and vote_words(scheme, kind) else fields


def states_offered(scheme: Scheme, kind: str) -> tuple[str, ...]:
    """The states one of that kind may be in; empty where nothing is said about it."""
    known = scheme.kind(kind)
    if kind in ATTENDED_KINDS or (known is not None and known.attended):
        return tuple(
            state.value for state in State if state in ATTENDANCE_STATES and state is not State.TO_COME
        )
    if kind in set(FactKind):
        return tuple(SAYS[FactKind(kind)].get("state", ()))
    return ()


def evidence_asked(scheme: Scheme, kind: str) -> str:
    """ "" not asked, "提醒" asked and counted without, "必须" not counted without."""
    known = scheme.kind(kind)
    return "" if known is None else known.evidence


def approval_asked(scheme: Scheme, kind: str) -> bool:
    """Whether the scheme counts only approved records of that kind."""
    known = scheme.kind(kind)
    return known is not None and known.approval


def check_entry(entry: Entry, scheme: Scheme, *, today: date) -> None:
    """Raise unless everything is said that the scheme asks: KindUnknown, EntryIncomplete, EntryInFuture."""
    kinds = kinds_to_enter(scheme)
    if entry.kind not in kinds:
        raise KindUnknown(entry.kind, kinds)
    if not entry.title:
        raise EntryIncomplete("请填写事项：做了什么。")
    if entry.done_on > today:
        raise EntryInFuture(entry.done_on, today)
    if entry.weight <= 0:
        raise EntryIncomplete("数量要大于 0。请核对。")
    if entry.amount is not None and entry.amount < 0:
        raise EntryIncomplete("金额不能小于 0。请核对。")
    if entry.people < 0 or entry.peers < 0 or (entry.people and entry.peers > entry.people):
        raise EntryIncomplete("同一角色的人数不能多于总人数。请核对。")
    _check_asked(entry, fields_asked(scheme, entry.kind))
    states = states_offered(scheme, entry.kind)
    if states and not entry.state:
        raise EntryIncomplete(f"请选择状态：{'、'.join(states)}。")


def _check_asked(entry: Entry, fields: Iterable[str]) -> None:
    given = {
        "amount": entry.amount is not None,
        "level": bool(entry.level),
        "role": bool(entry.role),
        "manner": bool(entry.manner),
        "satisfaction": bool(entry.satisfaction),
        "weight": True,
        "people": entry.people > 0,
        "session": bool(entry.session),
        "votes": bool(entry.votes),
    }
    missing = [FIELD_WORDS[name] for name in fields if not given[name]]
    if missing:
        raise EntryIncomplete(f"登记“{entry.kind}”还要填：{'、'.join(missing)}。")
