"""The check against the reasons for refusing: what each reason means, and what in a text makes one look twice.

A hint never decides: the presidium reads, and says which reason it is. What is refused is followed up in one of three
ways, each a step of the table: improved and handed in again, passed on for reference, treated as a deputy's letter.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from deputy_station.core import paths
from deputy_station.features.suggestions.rules.choices import RefusalReason

SHORTEST_CONTENT = 30
"""A text of fewer characters can hardly say what is wrong, why, and what is to be done."""
FOLLOW_UPS = ("rework", "to_reference", "to_letter")
"""The steps that may follow a refusal."""
_ITEMS = re.compile(
    r"(?:^|\n)\s*(?:[一二三四五六七八九]、)?\s*关于[^\n]{2,60}(?:的建议|的问题)", re.MULTILINE
)
_MOST_ITEMS = 1


@dataclass(frozen=True)
class ReasonEntry:
    """A reason as data: what it means, words that hint at it, and which local rules name it."""

    reason: RefusalReason
    means: str
    hints: tuple[str, ...]
    sources: str


@dataclass(frozen=True)
class Doubt:
    """A reason that may hold, and why one should look: the word found, or what is missing."""

    reason: RefusalReason
    why: str

    @property
    def sentence(self) -> str:
        """检举、控告：文中有“举报”."""
        return f"{self.reason.label}：{self.why}"


@lru_cache(maxsize=1)
def reasons() -> Mapping[RefusalReason, ReasonEntry]:
    """Every reason as shipped (resources/matters/refusal_reasons.toml)."""
    text = (paths.resources_folder() / "matters" / "refusal_reasons.toml").read_text(encoding="utf-8")
    return {
        RefusalReason(key): ReasonEntry(
            RefusalReason(key), entry["means"], tuple(entry.get("hints", ())), entry.get("sources", "")
        )
        for key, entry in tomllib.loads(text).items()
    }


def find_doubts(
    *, title: str, text: str, lead: str = "", work_unit: str = "", against: bool = False
) -> tuple[Doubt, ...]:
    """What in a suggestion should be looked at before it is accepted, in the order of the reasons.

    `lead` and `work_unit` are the leading deputy's name and employer: a suggestion that names either may be the
    deputy's own matter. `against`: the demand it grew from complains of somebody.
    """
    found: dict[RefusalReason, str] = {}
    whole = f"{title}\n{text}"
    for reason, entry in reasons().items():
        word = next((hint for hint in entry.hints if hint in whole), "")
        if word:
            found[reason] = f"文中有“{word}”"
    if work_unit and work_unit in whole:
        found.setdefault(RefusalReason.OWN_UNIT, f"文中有代表的单位“{work_unit}”")
    if lead and lead in text:
        found.setdefault(RefusalReason.PERSONAL, f"文中有代表的姓名“{lead}”")
    if against:
        found.setdefault(RefusalReason.ACCUSATION, "来自的诉求反映了具体的人或单位")
    length = len("".join(text.split()))
    if length < SHORTEST_CONTENT:
        found.setdefault(RefusalReason.VAGUE, f"内容只有 {length} 个字" if length else "没有写内容")
    if not (title.startswith("关于") and title.endswith(("建议", "议案", "意见", "批评"))):
        found.setdefault(RefusalReason.FORMAT, "标题不是“关于……的建议”")
    if len(_ITEMS.findall(text)) > _MOST_ITEMS:
        found.setdefault(RefusalReason.SEVERAL, "内容里有几个“关于……的建议”")
    return tuple(Doubt(reason, found[reason]) for reason in RefusalReason if reason in found)
