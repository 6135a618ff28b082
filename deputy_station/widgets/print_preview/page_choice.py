"""Which pages a person means by "1-3,5", and how many sheets of paper they take."""

import re

from deputy_station.core.errors import Refusal

_SAME = str.maketrans("０１２３４５６７８９，、；;。．.－—–~～至到", "0123456789" + "," * 7 + "-" * 7)
_PART = re.compile(r"(\d{1,9})(?:-(\d{0,9}))?|-(\d{1,9})")
_TOLD = 12
"""Characters of a part that are told back."""


class PagesNotRead(Refusal):
    """What was typed names no pages of this paper."""


def read_pages(text: str, count: int) -> tuple[int, ...]:
    """The pages named, counted from 0, in the paper's order, each once: "1-3,5", "3-" (to the end), "-2".

    Chinese commas, full-width digits and 至 are taken as well. Raises PagesNotRead.
    """
    plain = re.sub(r"[\s第页]+", lambda gap: "," if gap.group().isspace() else "", text.strip())
    parts = [part for part in re.sub(r"-+", "-", plain.translate(_SAME)).split(",") if part]
    if not parts:
        raise PagesNotRead("请填要打印的页，例如 1-3,5。")
    chosen: set[int] = set()
    for part in parts:
        found, told = _PART.fullmatch(part), part if len(part) <= _TOLD else f"{part[:_TOLD]}…"
        if found is None:
            raise PagesNotRead(f"“{told}”看不懂。请这样填：1-3,5。")
        first = int(found[1] or 1)
        last = int(found[3] or (found[1] if found[2] is None else found[2] or count))
        if not 1 <= first <= last <= count:
            raise PagesNotRead(f"“{told}”不在这份文件里，它只有 {count} 页。")
        chosen.update(range(first - 1, last))
    return tuple(sorted(chosen))


def sheets_of_paper(pages: int, copies: int, *, both_sides: bool) -> int:
    """How many sheets leave the printer: each copy begins on a sheet of its own."""
    return copies * ((pages + 1) // 2 if both_sides else pages)
