"""Which pages of a paper, in words, and back; how a list says that only some of them came out."""

import re
from collections.abc import Iterable, Sequence

_SPAN = re.compile(r"(\d+)(?:—(\d+))?")


def page_words(pages: Sequence[int]) -> str:
    """Pages counted from 0 as people write them: (0, 1, 2, 4) is 第 1—3、5 页; in the order they went out."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    told = [f"{first + 1}" if first == last else f"{first + 1}—{last + 1}" for first, last in spans]
    return f"第 {'、'.join(told)} 页" if told else ""


def pages_in(words: str) -> frozenset[int]:
    """The pages, counted from 0, that `page_words` put into words."""
    spans = [(int(span[1]), int(span[2] or span[1])) for span in _SPAN.finditer(words)]
    return frozenset(page for first, last in spans for page in range(first - 1, last))


def pages_out(parts: Iterable[str], whole: int) -> str:
    """What came out of a paper of `whole` pages that went out several times, each time the pages that `part` says (""
    for all of them): "" where together they are the whole paper."""
    out: set[int] = set()
    for part in parts:
        out |= pages_in(part) if part else set(range(whole))
    return "" if len(out) >= whole else page_words(sorted(out))


def part_words(part: str) -> str:
    """Of a paper of which only `part` came out, while the whole text is kept: 印出第 1—9 页，存全文; "" of a whole one."""
    return f"印出{part}，存全文" if part else ""
