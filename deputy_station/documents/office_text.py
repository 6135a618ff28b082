"""What the documents that offices edit, DOCX and XLSX, share: the fonts WPS brings along, and words XML can hold."""

import re
from collections.abc import Mapping

from deputy_station.documents.description import FontRole, Value, fill_text
from deputy_station.documents.wrapping import clean_for_paper

FONT_NAMES: Mapping[FontRole, tuple[str, bool]] = {
    "song": ("宋体", False),
    "fangsong": ("仿宋", False),
    "hei": ("黑体", False),
    "kai": ("楷体", False),
    "biaosong": ("宋体", True),
}
"""The font of each role and whether it is set bold: 小标宋 is on few machines, 宋体加粗 stands for it."""

RARE_SIGNS = re.compile("([\U00020000-\U0003ffff]+)")
"""Signs beyond the plane of those that 宋体 has (扩展 B and later); 扩展 A (䶮, 㛃) is in it."""
RARE_FONT = "SimSun-ExtB"
"""Comes with Windows and WPS; in a workbook, whose cells have one font, the program finds it by itself."""

_NOT_IN_XML = {0xFFFE: None, 0xFFFF: None}


def words_of(text: str, values: Mapping[str, Value]) -> str:
    """A text of the form with its fields filled, as it can be set."""
    return clean_for_paper(fill_text(text, values)).translate(_NOT_IN_XML)
