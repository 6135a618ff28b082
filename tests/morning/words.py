"""Who comes on the morning of the walk, and what they say; all made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """A visitor and the matter; `category` and `unit` as a clerk types them, by initials of the pinyin."""

    name: str
    phone: str
    address: str
    words: str = ""
    place: str = ""
    category: str = ""
    unit: str = ""


FIRST = Visitor(
    "王秀英",
    "13805170142",
    "青溪村三组",
    words="村口的水渠堵了半个月，田里灌不上水。",
    place="青溪村水渠",
    category="sl",
    unit="ny",
)
SECOND = Visitor("陈志强", "13905230277", "河东村")
SUMMARY = "来访2批2人，交办1件。"
URGED = "已催办"
