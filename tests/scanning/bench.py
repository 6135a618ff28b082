"""Run the reader over returned pictures, one process a core, and note what it got right; the truth stays here."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pypdfium2
from PIL import Image

from deputy_station.core.errors import Refusal, Trouble
from deputy_station.documents.scanning.cutting import cut
from deputy_station.documents.scanning.judging import Ink, judge_page
from deputy_station.documents.scanning.opening import open_pages
from deputy_station.documents.scanning.plane import plane_of
from deputy_station.documents.scanning.reading import CodePlace, PageReading, read_page
from tests.scanning.canvas import Pixels
from tests.scanning.filling import Truth
from tests.scanning.making import Expected, Returned, make
from tests.scanning.papers import Paper

_Made = TypeVar("_Made")
_RIGHT = {Truth.SIGNED: Ink.SIGNED, Truth.EMPTY: Ink.EMPTY, Truth.STRUCK: Ink.UNSURE}


@dataclass(frozen=True)
class Mistake:
    """A box decided wrongly."""

    key: str
    truth: Truth
    said: str
    note: str
    score: float


@dataclass(frozen=True)
class Outcome:
    """What became of one picture. Seconds are processor seconds of the process; `opening` is decoding by the reader,
    `decoding` the bare decoding of the file by Pillow, 0.0 for a PDF."""

    number: int
    kind: str
    touches: tuple[str, ...]
    expected: Expected
    spoiled_codes: int
    dpi: int
    suffix: str
    form: str
    filed: bool
    misfiled: bool
    boxes: int = 0
    said_signed: int = 0
    said_empty: int = 0
    asked: int = 0
    struck: int = 0
    struck_asked: int = 0
    mistakes: tuple[Mistake, ...] = ()
    opening: float = 0.0
    reading: float = 0.0
    judging: float = 0.0
    decoding: float = 0.0
    failure: str = ""


@dataclass
class _Work:
    """What a process keeps between pictures."""

    papers: tuple[Paper, ...] = ()
    seed: int = 0
    dpi: int | None = None
    folder: Path = field(default_factory=Path)
    keep: Path | None = None
    places: dict[str, CodePlace] = field(default_factory=dict)


_work = _Work()


def run(
    papers: tuple[Paper, ...],
    *,
    seed: int,
    sheets: int,
    folder: Path,
    dpi: int | None = None,
    keep: Path | None = None,
    processes: int | None = None,
    first: int = 0,
) -> Iterator[Outcome]:
    """The outcomes of pictures `first` to `first + sheets`, in order; `folder` takes the files while they are read."""
    setting = (papers, seed, dpi, folder, keep)
    numbers = range(first, first + sheets)
    if processes == 1:
        _begin(*setting)
        yield from map(judge, numbers)
        return
    with ProcessPoolExecutor(
        processes or min(2, os.cpu_count() or 1), initializer=_begin, initargs=setting
    ) as pool:
        yield from pool.map(judge, numbers, chunksize=4)


def judge(number: int) -> Outcome:
    """Make picture `number`, let the reader read it, compare."""
    returned = make(_work.papers, _work.seed, number, dpi=_work.dpi)
    path = _work.folder / f"returned-{number}{returned.suffix}"
    path.write_bytes(returned.data)
    try:
        outcome = _read(path, returned)
    except (Trouble, Refusal, ValueError, ArithmeticError, LookupError, AssertionError) as error:
        outcome = _Seen(returned, 0.0, 0.0, 0.0).outcome(filed=False, misfiled=False, failure=repr(error))
    finally:
        path.unlink()
    if _work.keep is not None and (outcome.misfiled or outcome.failure or not _as_expected(outcome)):
        _keep_page(returned, _work.keep, outcome)
    return outcome


def _begin(papers: tuple[Paper, ...], seed: int, dpi: int | None, folder: Path, keep: Path | None) -> None:
    _work.papers, _work.seed, _work.dpi, _work.folder, _work.keep = papers, seed, dpi, folder, keep
    _work.places = {
        text: CodePlace(paper.number, page, corner)
        for paper in papers
        if paper.ours
        for text, (page, corner) in paper.codes.items()
    }


def _read(path: Path, returned: Returned) -> Outcome:
    decoding = 0.0 if returned.suffix == ".pdf" else min(_seconds(lambda: _decode(path))[1] for _ in range(2))
    pages, opening = _seconds(lambda: list(open_pages(path)))
    page = pages[0]
    reading, read = _seconds(lambda: read_page(page.grey, _work.places.get))
    seen = _Seen(returned, opening, read, decoding)
    if len(pages) != 1:
        return seen.outcome(filed=False, misfiled=False, failure=f"{len(pages)} pages in one picture")
    filed = reading.paper is not None and not reading.conflict
    if returned.expected is not Expected.OURS or not filed:
        return seen.outcome(filed=filed, misfiled=filed)
    if (reading.paper, reading.page) != (returned.paper, returned.page):
        return seen.outcome(filed=True, misfiled=True)
    return _judged(seen, page.grey, reading)


@dataclass(frozen=True)
class _Seen:
    """A picture with its seconds so far."""

    returned: Returned
    opening: float
    reading: float
    decoding: float

    def outcome(self, *, filed: bool, misfiled: bool, failure: str = "") -> Outcome:
        r = self.returned
        return Outcome(
            r.number, r.kind, r.touches, r.expected, r.spoiled_codes, r.dpi, r.suffix, r.form, filed, misfiled,
            opening=self.opening, reading=self.reading, decoding=self.decoding, failure=failure,
        )  # fmt: skip


def _judged(seen: _Seen, grey: Pixels, reading: PageReading) -> Outcome:
    returned = seen.returned
    paper = _work.papers[returned.paper]
    plane, laying = _seconds(lambda: plane_of(reading, paper.geometry))
    judged, judging = _seconds(lambda: judge_page(grey, plane, paper.geometry, returned.page))
    boxes = {box.key: box for box in paper.geometry.of_page(returned.page)}
    said = {each.box.key: each for each in judged}
    failure = "" if said.keys() == boxes.keys() else "boxes left out or made up"
    mistakes = []
    for key, truth in returned.truth.items():
        each = said.get(key)
        if each is None or each.verdict is Ink.UNSURE or each.verdict is _RIGHT[truth]:
            continue
        mistakes.append(Mistake(key, truth, each.verdict.name, returned.notes.get(key, ""), each.score))
        if _work.keep is not None:
            _keep_box(_work.keep, cut(grey, plane, boxes[key]), returned, mistakes[-1])
    if _work.keep is not None:
        for key, each in said.items():
            if each.verdict is Ink.UNSURE and returned.truth.get(key) is not Truth.STRUCK:
                note = Mistake(key, returned.truth[key], "asked", returned.notes.get(key, ""), each.score)
                _keep_box(_work.keep / "asked", cut(grey, plane, boxes[key]), returned, note)
    verdicts = [each.verdict for each in judged]
    struck = [key for key, truth in returned.truth.items() if truth is Truth.STRUCK]
    return Outcome(
        returned.number, returned.kind, returned.touches, returned.expected, returned.spoiled_codes, returned.dpi,
        returned.suffix, returned.form, filed=True, misfiled=False, boxes=len(boxes),
        said_signed=verdicts.count(Ink.SIGNED), said_empty=verdicts.count(Ink.EMPTY),
        asked=verdicts.count(Ink.UNSURE), struck=len(struck),
        struck_asked=sum(said[key].verdict is Ink.UNSURE for key in struck if key in said),
        mistakes=tuple(mistakes), opening=seen.opening, reading=seen.reading, judging=laying + judging,
        decoding=seen.decoding, failure=failure,
    )  # fmt: skip


def _as_expected(outcome: Outcome) -> bool:
    return outcome.filed == (outcome.expected is Expected.OURS)


def _seconds(work: Callable[[], _Made]) -> tuple[_Made, float]:
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def _decode(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()


def _keep_page(returned: Returned, folder: Path, outcome: Outcome) -> None:
    why = "misfiled" if outcome.misfiled else "failure" if outcome.failure else "not filed"
    name = f"{returned.number} {why} {returned.kind} {'+'.join(returned.touches)}.png"
    if returned.suffix == ".pdf":
        picture = pypdfium2.PdfDocument(returned.data)[0].render(scale=returned.dpi / 72).to_pil()
    else:
        picture = Image.open(BytesIO(returned.data))
    picture.convert("RGB").save(folder / name)


def _keep_box(folder: Path, png: bytes, returned: Returned, mistake: Mistake) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{mistake.said} {mistake.truth.value} {returned.kind}{returned.dpi} {returned.number} {mistake.key} {mistake.score:.3g} {mistake.note}"
    (folder / f"{name.replace(':', '-').replace('/', '-')}.png").write_bytes(png)
