"""`python -m tests.scanning.fitting`: fit the trees that tell names crossed out, to sheets the bench does not show.

Half the sheets are as the bench makes them, on the others two in five signatures are crossed out, with waves and loops
too. The reader measures the ink of each signature box (`Trace.measures`); the trees learn from the truth which of those
that look like writing are no valid signatures. Boosted trees with the same question for all nodes of a level, after
Friedman's gradient boosting; a box crossed out counts three times, so that missing it is worse than asking for nothing.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.paths import resources_folder
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.scanning.judging import STRIP_AROUND, STRIP_DOTS, black_of
from deputy_station.documents.scanning.opening import open_pages
from deputy_station.documents.scanning.plane import plane_of
from deputy_station.documents.scanning.reading import CodePlace, PageReading, read_page
from deputy_station.documents.scanning.signing import looks_written, traces
from deputy_station.documents.scanning.striking import MEASURES
from deputy_station.documents.scanning.strips import columns_of, make_strip
from deputy_station.documents.scanning.weighing import QUESTIONS
from tests.scanning.canvas import Pixels
from tests.scanning.filling import Truth
from tests.scanning.making import Expected, make
from tests.scanning.papers import Paper, print_papers

_CROSSED = 0.4
_TREES, _RATE, _PAPERS = 200, 0.12, 36
_STEPS = 32
"""Values of a measure between which a question may be."""
_CALM = 4.0
"""Keeps answers of few boxes small."""
_WEIGHT = 3.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Tree:
    """Four questions (measure, above what) and what the sixteen answers say."""

    asks: tuple[tuple[str, float], ...]
    says: tuple[float, ...]


def main() -> int:
    """Make sheets, measure, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.scanning.fitting", description=__doc__)
    parser.add_argument("--seed", type=int, default=2001, help="not one the bench is run with")
    parser.add_argument("--sheets", type=int, default=1200)
    given = parser.parse_args()
    found: list[tuple[tuple[float, ...], bool]] = []
    with tempfile.TemporaryDirectory(prefix="fit-scan-") as held:
        papers = tuple(
            p for p in print_papers(Path(held), given.seed, _PAPERS) if p.kind != "slip" or not p.ours
        )
        for number in range(given.sheets):
            found += _names(papers, given.seed, number, Path(held))
    trees = fit(np.array([each for each, _ in found]), np.array([crossed for _, crossed in found]))
    write(trees, resources_folder() / "scanning" / "crossed_out.json")
    return 0


def _names(
    papers: tuple[Paper, ...], seed: int, number: int, folder: Path
) -> list[tuple[tuple[float, ...], bool]]:
    returned = make(papers, seed, number, crossed=_CROSSED if number % 2 else None)
    if returned.expected is not Expected.OURS:
        return []
    path = folder / f"returned{returned.suffix}"
    path.write_bytes(returned.data)
    page = next(iter(open_pages(path)))
    paper = next(each for each in papers if each.number == returned.paper)
    places = {text: CodePlace(paper.number, at, corner) for text, (at, corner) in paper.codes.items()}
    reading = read_page(page.grey, places.get)
    return names_of(page.grey, reading, paper.geometry, returned.truth) if reading.page else []


def names_of(
    grey: Pixels, reading: PageReading, geometry: PrintGeometry, truth: dict[str, Truth]
) -> list[tuple[tuple[float, ...], bool]]:
    """The measures of every box of a page that looks signed, and whether it is no valid signature."""
    plane = plane_of(reading, geometry)
    black = black_of(grey, plane, geometry)
    found = []
    for boxes in columns_of([box for box in geometry.of_page(reading.page) if box.kind is BoxKind.SIGNATURE]):
        strip = make_strip(grey, plane, boxes, STRIP_DOTS, STRIP_AROUND)
        for box, trace in zip(boxes, traces(strip, black) if strip is not None else [], strict=False):
            if trace.measures and looks_written(trace):
                found.append((trace.measures, truth[box.key] is not Truth.SIGNED))
    return found


def fit(measures: Numbers, crossed: NDArray[np.bool_]) -> list[Tree]:
    """Trees for the measures (names × MEASURES) of names of which some are crossed out."""
    rng = np.random.default_rng(0)
    edges = [
        np.unique(np.round(np.quantile(column, np.linspace(0, 1, _STEPS + 1)[1:-1]), 3))
        for column in measures.T
    ]
    steps = [np.searchsorted(edge, column) for edge, column in zip(edges, measures.T, strict=True)]
    weight = np.where(crossed, _WEIGHT, 1.0)
    total = np.zeros(len(measures))
    trees = []
    for _ in range(_TREES):
        likely = 1 / (1 + np.exp(-total))
        some = rng.random(len(total)) < 0.7
        slope, curve = weight * (likely - crossed) * some, weight * likely * (1 - likely) * some
        candidates = rng.permutation(len(edges))[: len(edges) // 2].tolist()
        node = np.zeros(len(total), np.intp)
        asks = []
        for level in range(QUESTIONS):
            gains = [
                _gains(node, 1 << level, steps[each], slope, curve)[: len(edges[each])] for each in candidates
            ]
            best = int(np.argmax([gain.max() for gain in gains]))
            column, step = candidates[best], int(gains[best].argmax())
            asks.append((MEASURES[column], float(edges[column][step])))
            node = node * 2 + (steps[column] > step)
        answers = 1 << QUESTIONS
        says = -_RATE * np.bincount(node, slope, answers) / (np.bincount(node, curve, answers) + _CALM)
        says = np.round(says, 4)
        total += says[node]
        trees.append(Tree(tuple(asks), tuple(says.tolist())))
    return trees


def _gains(
    node: NDArray[np.intp], nodes: int, steps: NDArray[np.intp], slope: Numbers, curve: Numbers
) -> Numbers:
    """What a question after each step is worth, asked of all nodes at once."""
    key = node * _STEPS + steps
    left, bent = (
        np.bincount(key, each, nodes * _STEPS).reshape(nodes, _STEPS).cumsum(axis=1)
        for each in (slope, curve)
    )
    right, rest = left[:, -1:] - left, bent[:, -1:] - bent
    return np.asarray((left**2 / (bent + _CALM) + right**2 / (rest + _CALM)).sum(axis=0))


def write(trees: list[Tree], path: Path) -> None:
    """A tree a line."""
    lines = [json.dumps({"asks": tree.asks, "says": tree.says}) for tree in trees]
    path.parent.mkdir(exist_ok=True)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
