"""The one place where text from outside is made fit to keep, and personal data fit to show.

SQLite stores NUL but cuts at it, PostgreSQL refuses it, and a lone surrogate crashes both drivers; all three
arrive by paste. Text is kept as typed otherwise: names are never normalised in storage, only in search keys.
"""

import re
import unicodedata

from deputy_station.core.surnames import surname_of

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_COMMON_WIDE = tuple(zip("，：；！？（）", ",:;!?()", strict=True))
_MIDDLE_DOTS = re.compile("[•‧∙⋅・･]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def clean_line(text: str) -> str:
    """One line: no controls, no invisible marks, any run of white space one space, ends trimmed."""
    if " " not in text and text.isprintable():  # no white space at all, no marks: as most cells are
        return text
    return " ".join(_without_marks(text.replace("\n", " ").replace("\t", " ")).split())


def clean_text(text: str) -> str:
    """Several lines: line ends unified, each line trimmed with inner tabs and odd spaces as one space,
    empty lines at the ends dropped and runs of them inside kept as one."""
    if " " not in text and text.isprintable():  # no white space at all, no marks: as most cells are
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n")
    lines = [_SPACES.sub(" ", _without_marks(line)).strip() for line in text.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _without_marks(text: str) -> str:
    # Whatever is to go is unprintable to Python; most text has none of it, and asking is far cheaper than looking.
    return text if text.isprintable() else _INVISIBLE.sub("", _CONTROL.sub("", text))


def search_form(text: str) -> str:
    """The form both the stored search text and the query take: NFKC, lower case, no white space, one middle dot."""
    line = clean_line(text)
    for wide, narrow in _COMMON_WIDE:
        # What NFKC would do as well; without these signs most text needs no work, and NFKC sees that at a glance.
        line = line.replace(wide, narrow)
    folded = unicodedata.normalize("NFKC", line).casefold()
    return _MIDDLE_DOTS.sub("·", folded).replace(" ", "")


def mask_name(name: str, sign: str = "*") -> str:
    """张守田 becomes 张**, 欧阳明 欧阳*; empty stays empty. At most two signs: the length of a long name tells whose it is."""
    surname = surname_of(name)
    return surname + sign * min(2, max(1, len(name) - len(surname))) if name else ""


def mask_phone(phone: str) -> str:
    """13812341234 becomes 138****1234; shorter numbers keep their last two digits."""
    if len(phone) >= 11:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * max(0, len(phone) - 2) + phone[-2:]
