"""The summary of a reception day in sentences, as it goes on paper and into the file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from deputy_station.core.clock import hours_words, month_day


@dataclass(frozen=True)
class Counted:
    """How many there are of something."""

    word: str
    count: int


@dataclass(frozen=True)
class Listener:
    """A deputy of the day, with the group whose leader is told."""

    name: str
    group: str


@dataclass(frozen=True)
class Told:
    """The figures the sentences are made of; see `service.summary.DaySummary`."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    received: Sequence[Listener]
    on_leave: Sequence[Listener]
    absent: Sequence[Listener]
    parties: int
    people: int
    left: int
    demands: int
    categories: Sequence[Counted]
    answered: int
    routed: Sequence[Counted]
    not_routed: int
    settled: int
    still_open: int
    not_yet: Sequence[Listener] = ()
    waiting: int = 0
    joined: int = 0
    """Parties whose matter had been voiced before: added to that demand, no demand of their own."""


def tell_day(told: Told) -> str:
    """The summary, a paragraph to a line: who received, who came, what for, where it went, who was missing."""
    lines = [_who(told), _what(told)]
    if told.demands:
        lines += [f"按类别：{counted_words(told.categories)}。", _where(told), _how_far(told)]
    if told.on_leave:
        lines.append(f"请假：{by_group(told.on_leave)}。")
    if told.absent:
        lines.append(f"缺席：{by_group(told.absent)}。")
    if told.not_yet:
        lines.append(f"还没有登记到会、请假或缺席：{by_group(told.not_yet)}。")
    if told.received:
        lines.append(f"已记入 {len(told.received)} 名代表的履职记录。")
    return "\n".join(lines)


def counted_words(counted: Sequence[Counted]) -> str:
    """城乡建设 2 件，农业农村 1 件."""
    return "，".join(f"{each.word} {each.count} 件" for each in counted)


def by_group(listeners: Sequence[Listener]) -> str:
    """第一代表小组王建国、李秀英；第二代表小组张守田: so that each leader finds their own."""
    groups: dict[str, list[str]] = defaultdict(list)
    for each in listeners:
        groups[each.group].append(each.name)
    return "；".join(f"{group}{'、'.join(names)}" for group, names in groups.items())


def _who(told: Told) -> str:
    when = " ".join(
        part for part in (month_day(told.held_on), hours_words(told.starts_at, told.ends_at)) if part
    )
    where = f"在{told.place}" if told.place else ""
    if not told.received and told.not_yet:
        return f"{when}，{where}开展代表接待日活动。"
    if not told.received:
        return f"{when}，{where}开展代表接待日活动，没有代表到会。"
    names = "、".join(each.name for each in told.received)
    return f"{when}，{where}开展代表接待日活动，{names} {len(told.received)} 名代表到会接待。"


def _what(told: Told) -> str:
    went = f"另有 {told.left} 批没有等到接待。" if told.left else ""
    went += f"还有 {told.waiting} 批在等候。" if told.waiting else ""
    before = f"{told.joined} 批反映的事以前有人反映过，已并进那件诉求。" if told.joined else ""
    if not told.parties:
        taken = f"收到诉求 {told.demands} 件。" if told.demands else ""
        return f"没有来访群众得到接待。{went}{taken}" if went else f"没有群众来访。{taken}"
    taken = f"收到诉求 {told.demands} 件" if told.demands else "没有收到诉求"
    return f"接待来访群众 {told.parties} 批 {told.people} 人，{taken}。{before}{went}"


def _where(told: Told) -> str:
    ways = [Counted("当场答复", told.answered), *told.routed, Counted("待交办", told.not_routed)]
    return f"去向：{counted_words([each for each in ways if each.count])}。"


def _how_far(told: Told) -> str:
    if not told.still_open:
        return f"{told.settled} 件都已了结。"
    return f"已了结 {told.settled} 件，还在办 {told.still_open} 件。"
