"""What a preview is asked to show, and what is put on record when it went out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject

from deputy_station.widgets.work import Work

Make = Callable[..., Any]
"""make(database, progress, out=path, **values): makes the paper; it may read and prepare, but record nothing."""

Step = Callable[..., Any]
"""step(session, made=what `make` returned): a service, called in a transaction."""

Keep = Callable[..., Any]
"""keep(session, kind=, title=, content=, pages=, chosen=, printed=, copies=, ending=, about_id=): keeps what went out, see
`GoneOut`."""


SAVED_AS = {".xlsx": "另存为表格", ".docx": "另存为 Word"}
"""What the button says that makes the paper once more, to be edited, by the ending of its file."""


@dataclass(frozen=True)
class ByPage:
    """A paper of which every page counts by itself.

    `mark(session, made=what `make` returned, pages=counted from 0)` records those that came out, and `said` tells what it
    returned in a sentence. `words(made, number)` names a page (from 1) for who holds it in the hand. Where printing
    broke off the person is asked how far it came, in the words of `broke_off`; with `ask` also where the printer took
    everything, in the words of `how_far`. With `saved` the pages of a saved file count as those printed do, without a
    question; of a file of another kind than PDF, which has no pages yet, all (None).
    """

    mark: Step
    said: Callable[[Any], str]
    words: Callable[[Any, int], str]
    ask: bool = False
    how_far: str = ""
    broke_off: str = ""
    saved: bool = False


@dataclass(frozen=True)
class PaperOrder:
    """A paper to look at and let out.

    `kind` names what is remembered of printing it. `claim` is called just before the paper goes out for the first
    time and may refuse: what must be on record before the paper exists (an edition, a number). `went_out` is called
    after the printer or the disk took it, and `keep` with it, in one transaction; `by_page` instead of it where only the
    pages that came out count. `also` are the endings (`SAVED_AS`) of
    the formats that `make` writes besides, after the ending of `out`.
    """

    title: str
    name: str
    kind: str
    make: Make
    values: dict[str, Any]
    writes: bool = False
    claim: Step | None = None
    went_out: Step | None = None
    keep: Keep | None = None
    by_page: ByPage | None = None
    also: tuple[str, ...] = ()
    about_id: int | None = None


@dataclass(frozen=True)
class GoneOut:
    """What left the house: the bytes of the whole paper, its number of pages, the pages that went (from 0), whether
    to a printer (else into a file), how many copies; `ending` of its file: the pages of another than .pdf are 0."""

    content: bytes
    pages: int
    chosen: tuple[int, ...]
    printed: bool
    copies: int = 1
    ending: str = ".pdf"


def record_gone_out(
    order: PaperOrder,
    gone: GoneOut,
    made: Any,
    work: Work,
    *,
    refused: Callable[[str], object],
    owner: QObject,
) -> None:
    """Put on record that the paper is out. What the order's own step refuses changes nothing about that: then the
    paper alone is kept."""
    if order.went_out is None and order.keep is None:
        return

    def record(session: Any) -> None:
        if order.went_out is not None:
            order.went_out(session, made=made)
        _keep(session, order, gone)

    def keep_alone(sentence: str) -> None:
        refused(sentence)
        if order.keep is not None:
            work.change(_keep, owner=owner, order=order, gone=gone)

    work.change(record, on_refusal=keep_alone, owner=owner)


def record_pages(
    order: PaperOrder,
    gone: GoneOut,
    made: Any,
    work: Work,
    *,
    keep: bool,
    then: Callable[[Any], object],
    refused: Callable[[str], object],
    owner: QObject,
) -> None:
    """Put on record the pages that came out, and with `keep` the paper too, as `record_gone_out`; `then` gets what the
    order's own step returned."""
    by_page = order.by_page
    assert by_page is not None

    def record(session: Any) -> Any:
        result = by_page.mark(session, made=made, pages=gone.chosen if gone.pages else None)
        if keep:
            _keep(session, order, gone)
        return result

    def keep_alone(sentence: str) -> None:
        refused(sentence)
        if keep and order.keep is not None:
            work.change(_keep, owner=owner, order=order, gone=gone)

    work.change(record, then=then, on_refusal=keep_alone, owner=owner)


def part_that_came_out(gone: GoneOut, up_to: int) -> GoneOut:
    """The pages sent, up to this one (from 1)."""
    return replace(gone, chosen=tuple(page for page in gone.chosen if page < up_to))


def _keep(session: Any, order: PaperOrder, gone: GoneOut) -> None:
    if order.keep is not None:
        order.keep(
            session,
            kind=order.kind,
            title=order.name,
            content=gone.content,
            pages=gone.pages,
            chosen=gone.chosen,
            printed=gone.printed,
            copies=gone.copies,
            ending=gone.ending,
            about_id=order.about_id,
        )
