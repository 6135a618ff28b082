"""Which paper of a page a signature stands on: a page printed anew in place of an earlier one is its next edition.

A page's editions are counted by themselves, from 1: the papers of it that were taken out of the book, and the one after
them. Its code says which it is, so that what was signed on old paper does not count for the new page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from deputy_station.features.signin.rules.record_codes import MOST_EDITIONS

NOT_PRINTED = "登记册的这一页没有打印记录，也可能换页已经撤销，没有收。请看册里放的是哪一页。"
"""Said of paper that was never put in a book, or whose exchange was undone."""


@dataclass(frozen=True)
class PapersOfPage:
    """Every paper of one page: the days on which earlier ones gave way, oldest first, in words; whether one `lies` in the
    book now."""

    gave_way: tuple[str, ...]
    lies: bool


def edition_after(taken_out: int) -> int:
    """The edition of the paper that comes after so many, as a code can say it."""
    return min(taken_out + 1, MOST_EDITIONS)


def old_paper_words(papers: PapersOfPage, edition: int) -> str | None:
    """What is said of that paper of a page when it comes back: "" of the one that lies in the book, None of one that
    never did."""
    if papers.lies and edition == edition_after(len(papers.gave_way)):
        return ""
    if not 1 <= edition <= len(papers.gave_way):
        return None
    on = papers.gave_way[edition - 1]
    if papers.lies:
        return f"这是旧页，{on}已经换成新页；旧页收好留底，不算签名，请在新页上签了名再收。"
    return f"这是旧页，{on}已经从册里取下，现在的册子没有这一页；旧页收好留底，不算签名。"


def counts_now(edition: int, taken_out: Mapping[tuple[str, int], int], page: tuple[str, int]) -> bool:
    """Whether paper of that edition is the one in use, where so many papers of each page (form, page) gave way."""
    return edition == edition_after(taken_out.get(page, 0))
