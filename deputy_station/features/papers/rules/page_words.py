"""Which pages of a paper, in words."""

from collections.abc import Sequence


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
