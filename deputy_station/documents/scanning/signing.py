"""Signatures and filled lines: whose ink is in a box, and whether it is a person's writing.

Ink is taken in connected pieces over all boxes of a column. A piece belongs to the box that holds most of it, so a
stroke that runs over into the next box does not sign for the neighbour. Printed borders are taken out and strokes
across them joined again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.geometry import BoxKind
from deputy_station.documents.scanning.pieces import Runs, find_runs
from deputy_station.documents.scanning.striking import MEASURES, measures_of
from deputy_station.documents.scanning.strips import Strip
from deputy_station.documents.scanning.strokes import crossings_of
from deputy_station.documents.scanning.weighing import crossed_out

Mask = NDArray[np.bool_]
Areas = NDArray[np.float64]

_WEAK, _STRONG = 0.15, 0.40
"""Shares of the sheet's own black: less is paper, more is a pen; between them lie pencil, coffee and old stamps."""
_GRAINS = 4.5
"""Times the paper's grain that ink must stand out."""
_BORDER = 0.45
"""Millimetres on both sides of a border that are taken out."""
_SPECK = 0.12
"""Square millimetres: a smaller piece is dirt."""
_MINE = 0.55
"""Share of a piece that must lie in its box to be its ink."""
_STRIPE, _FOLD = 0.6, 0.8
"""Shares of a strip's height and width that are ink where a stripe of the feeder or a fold runs through it."""
_TALL = 2.3
"""A piece higher than so many boxes is a stamp, a ring or a fold, nobody's signature."""
_LINE_HIGH, _LINE_WIDE = 2.2, 0.92
"""A piece no higher than so many millimetres and wider than this share of the strip is a fold or a stripe."""
_STRUCK = -1.0
"""What speaks for a name crossed out from which a person looks at it: the logarithm of odds (see weighing.py)."""
_LARGE = 0.12
"""Share of the ink of a box from which a piece is a large one: these say where a name begins and ends."""
_JOINED = 0.5
"""Share of the ink in the largest piece, from which on something may join the characters: what crosses them out."""
_SEVERAL = 2.2
"""Strokes a level line meets on average in writing of several characters; a slash with dirt beside it has fewer."""
_WHOLE, _SLASH, _SPARE = 0.85, 0.6, 0.15
"""A slash with dirt beside it: its share of the ink at most, of the width at least; the ink's share of its frame at most."""
_INITIAL = (2.7, 6.0)
"""Millimetres a small sign is wide and high at least and at most."""
_HAIR, _HAIR_LONG, _PALE = 1.0, 3.5, 0.3
"""A piece no wider than the first, longer than the second (mm), of which less than the third is as dark as a pen, is a
part of a fold or a stripe."""
_BESIDE = 0.25
"""Square millimetres, in the middle of a box's height, of writing beside the column from which it may be a name begun
too early."""
_THIN = 1.6
"""An upright piece over more than a box that is no wider than so many millimetres is a fold or a stripe."""


@dataclass(frozen=True)
class Trace:
    """What one box holds.

    Of its own pieces: square millimetres (`area` in all, `dark` as dark as a pen, `largest` of the largest), how far they
    spread (`wide`, `high`, mm), the share of them in the middle three fifths of its height, how many strokes a level and
    an upright line meet (`in_row`, `in_column`), what tells a name crossed out (`measures`, see MEASURES;
    in signature boxes alone, and not of characters that stand apart).
    Of other pieces: square millimetres (`foreign`), the largest share of one that lies here (`leaning`), and whether a
    piece too large for a signature (a stamp) covers part of the box. `beside`: of pieces that lie mostly beside the
    column, square millimetres in the middle of the box's height.
    """

    area: float = 0.0
    dark: float = 0.0
    largest: float = 0.0
    wide: float = 0.0
    high: float = 0.0
    central: float = 0.0
    core: float = 0.0
    foreign: float = 0.0
    leaning: float = 0.0
    stamped: bool = False
    in_row: float = 0.0
    in_column: float = 0.0
    beside: float = 0.0
    measures: tuple[float, ...] = ()


def judge_strip(strip: Strip, black: float) -> list[float]:
    """A score for each box of a strip: 0 surely empty, 1 surely written in."""
    words = strip.boxes[0].kind is BoxKind.WRITING
    return [score_of(trace, words=words) for trace in traces(strip, black)]


def traces(strip: Strip, black: float) -> list[Trace]:
    """What each box of a strip holds."""
    weak = max(_WEAK * black, _GRAINS * strip.noise)
    strong = max(_STRONG * black, 1.2 * weak)
    mask = without_borders(strip, strip.depth > weak)
    runs = find_runs(mask)
    count = len(strip.boxes)
    if not runs.pieces:
        return [Trace()] * count
    unit = strip.dots**2
    inside, central = _inside(strip, runs)
    dark = _shared(runs, count, runs.sums((strip.depth > strong).astype(np.float32)), strip) / unit
    area = runs.area() / unit
    left, top, right, low = runs.bounds()
    owner = inside.argmax(axis=1)
    share = inside.max(axis=1) / np.maximum(area, 1e-9)
    height = float(np.mean(np.array(strip.lows) - np.array(strip.tops)))
    wide, high = right - left, low - top
    line = (high < _LINE_HIGH * strip.dots) & (wide > _LINE_WIDE * mask.shape[1])
    line |= (wide < _THIN * strip.dots) & (high > 1.3 * height)
    giant = (high > _TALL * height) & (wide > 0.8 * height)
    slim, length = np.minimum(wide, high) / strip.dots, np.maximum(wide, high) / strip.dots
    pale = runs.sum_of((strip.depth > strong).astype(np.float32)) / unit < _PALE * area
    line |= (slim <= _HAIR) & (length >= _HAIR_LONG) & pale
    speck = (area < _SPECK) | line
    mine = ~giant & ~speck & (share >= _MINE)
    whose = runs.painted(np.where(mine, owner + 1, 0), mask.shape)
    owned = [mine & (owner == number) for number in range(count)]
    written = [number for number in range(count) if area[owned[number]].sum() > 1.0]
    cuts = _cuts(strip, whose, written)
    in_row, in_column = (dict(zip(written, each.tolist(), strict=True)) for each in crossings_of(cuts))
    measures: dict[int, tuple[float, ...]] = {}
    if strip.boxes[0].kind is BoxKind.SIGNATURE:
        places = np.stack([left, top, right, low], axis=1)
        pieces = {number: (area[owned[number]], places[owned[number]]) for number in written}
        measures = _measures(strip, cuts, pieces, in_row)
    result = []
    for number, own in enumerate(owned):
        others = ~own & ~speck & ~giant & (owner != number)
        foreign = float(inside[others, number].sum())
        leaning = others & (inside[:, number] > 1.0)
        lean = float((inside[leaning, number] / np.maximum(area[leaning], 1e-9)).max(initial=0.0))
        beyond = ~own & ~speck & ~giant & (owner == number)
        lost, beside = float(inside[beyond, number].sum()), float(central[beyond, number].sum())
        core = float(central[~speck & ~giant, number].sum())
        stamped = bool((inside[giant, number] > 0.3).any())
        if not own.any():
            result.append(
                Trace(core=core, foreign=foreign + lost, leaning=lean, stamped=stamped, beside=beside)
            )
            continue
        held = float(inside[own, number].sum())
        result.append(
            Trace(
                held,
                float(dark[own, number].sum()),
                float(inside[own, number].max()),
                float(right[own].max() - left[own].min()) / strip.dots,
                float(low[own].max() - top[own].min()) / strip.dots,
                float(central[own, number].sum()) / max(held, 1e-9),
                core,
                foreign + lost,
                lean,
                stamped,
                in_row.get(number, 0.0),
                in_column.get(number, 0.0),
                beside,
                measures.get(number, ()),
            )
        )
    return result


def _inside(strip: Strip, runs: Runs) -> tuple[Areas, Areas]:
    """Square millimetres of each piece in each box (pieces × boxes), and in the middle of its height."""
    count = len(strip.boxes)
    within = np.zeros(strip.depth.shape[1] + 1)
    within[strip.left + 1 : strip.right + 1] = 1
    within = np.cumsum(within)
    across = within[runs.end] - within[runs.start]
    rows = np.zeros(strip.depth.shape[0])
    for top, low in zip(strip.tops, strip.lows, strict=True):
        fifth = (low - top) // 5
        rows[top + fifth : low - fifth] = 1
    unit = strip.dots**2
    return _shared(runs, count, across, strip) / unit, _shared(
        runs, count, across * rows[runs.row], strip
    ) / unit


def _shared(runs: Runs, count: int, amounts: NDArray[np.float64], strip: Strip) -> Areas:
    """Amounts of runs summed by piece and box."""
    zone = np.searchsorted(
        np.array([*strip.tops, strip.lows[-1]]), runs.row, side="right"
    )  # 0 above, 1… boxes
    sums = np.bincount(runs.piece * (count + 2) + zone, amounts, runs.pieces * (count + 2))
    return np.asarray(sums.reshape(runs.pieces, count + 2)[:, 1:-1], dtype=np.float64)


def _cuts(strip: Strip, whose: NDArray[np.int16], written: list[int]) -> Mask:
    """The ink of the boxes that hold some, each cut out with the same room around it: boxes × height × width."""
    edge = strip.left
    high = max(low - top for top, low in zip(strip.tops, strip.lows, strict=True)) + 2 * edge
    cuts = np.zeros((len(written), high, whose.shape[1]), dtype=bool)
    for at, number in enumerate(written):
        top = strip.tops[number] - edge
        part = whose[top : top + high] == number + 1
        cuts[at, : len(part)] = part
    return cuts


def _measures(
    strip: Strip,
    cuts: Mask,
    pieces: dict[int, tuple[NDArray[np.float64], NDArray[np.intp]]],
    in_row: dict[int, float],
) -> dict[int, tuple[float, ...]]:
    """What tells names crossed out, by box: from the cuts and, box by box, the areas and places (left, top, right,
    bottom) of its pieces in the strip. Characters that stand apart are not measured: nothing crosses them out."""
    chosen, places, joined, large = [], [], [], []
    for at, (number, (areas, where)) in enumerate(pieces.items()):
        share = areas.max() / areas.sum()
        if share < _JOINED and in_row[number] >= _SEVERAL:
            continue
        spread = where[areas >= min(_LARGE * areas.sum(), areas.max())]
        left, top = spread[:, :2].min(axis=0)
        right, low = spread[:, 2:].max(axis=0)
        above = strip.tops[number] - strip.left
        places.append((left, max(top - above, 0), right, min(low - above, cuts.shape[1])))
        chosen.append(at)
        joined.append(share)
        large.append(len(spread))
    if not chosen:
        return {}
    found = measures_of(cuts[chosen], np.array(places), strip.dots, np.array(joined), np.array(large))
    numbers = list(pieces)
    return {numbers[at]: tuple(line) for at, line in zip(chosen, found.tolist(), strict=True)}


def without_borders(strip: Strip, mask: Mask) -> Mask:
    """The mask without the printed borders and without stripes and folds that run through the whole strip; where a
    stroke goes across one of them, it stays joined."""
    half = max(1, round(_BORDER * strip.dots))
    result = mask.copy()
    for first, last in _through(mask.mean(axis=0), _STRIPE):
        _take_out(result.T, mask.T, first - 1, last + 1)
    for first, last in _through(mask.mean(axis=1), _FOLD):
        _take_out(result, mask, first - 1, last + 1)
    for row in sorted({*strip.tops, *strip.lows}):
        _take_out(result, mask, row - half, row + half)
    for column in (strip.left, strip.right):
        _take_out(result.T, mask.T, column - half, column + half)
    return result


def _through(shares: NDArray[np.float64], least: float) -> list[tuple[int, int]]:
    """First and behind the last of the lines next to each other that are ink over more than a share of their length."""
    marks = np.diff(np.concatenate([[0], (shares > least).astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(marks == 1).tolist(), np.flatnonzero(marks == -1).tolist(), strict=True))


def _take_out(result: Mask, mask: Mask, first: int, last: int) -> None:
    """Clear rows of `result` but where `mask` has ink on both sides of them."""
    first, last = max(0, first), min(len(mask), last)
    above = _spread(np.asarray(mask[max(0, first - 2) : first].any(axis=0)))
    below = _spread(np.asarray(mask[last : last + 2].any(axis=0)))
    result[first:last] &= above & below


def _spread(line: Mask) -> Mask:
    """A line of a mask made wider by two px on each side: a slanted stroke comes out beside where it went in."""
    wider = line.copy()
    for step in (1, 2):
        wider[step:] |= line[:-step]
        wider[:-step] |= line[step:]
    return wider


def score_of(trace: Trace, *, words: bool = False) -> float:
    """What a trace says: 0 surely empty, 1 surely written in, 0.5 for a person to look at.

    Writing in a signature box that may be crossed out is left to a person. `words`: whether whole lines belong here;
    they begin at the top of a tall box and are many strokes.
    """
    if _bare(trace):
        # Nothing of its own; what lies in its middle may be a name grown together with the neighbour's, a stamp, or
        # the end of a name begun too early.
        return 0.5 if trace.stamped or trace.core > 1.0 or trace.beside > _BESIDE else 0.05
    if words:
        return 1.0 if not trace.stamped and _worded(trace) else 0.5
    return 1.0 if looks_written(trace) and not _may_be_struck(trace) else 0.5


def looks_written(trace: Trace) -> bool:
    """Whether there is somebody's writing, crossed out or not."""
    return not _bare(trace) and not trace.stamped and _written(trace)


def _bare(trace: Trace) -> bool:
    return trace.area < 0.7 or (trace.largest < 0.45 and trace.area < 2.5)


def _written(trace: Trace) -> bool:
    """Whether the ink is somebody's writing: dark enough, large enough, more than a stroke, and within its box."""
    strokes = trace.in_row >= 1.25 or trace.in_column >= 1.5
    if _initial(trace):
        return True
    if trace.central < 0.3 or not strokes or trace.wide < 1.6 or trace.high < 1.6:
        return False
    pen = trace.dark >= max(1.0, 0.12 * trace.area) and trace.area >= 1.5
    pencil = trace.area >= 5.0 and trace.wide >= 5.0 and trace.in_row >= 2.0 and trace.in_column >= 1.2
    return pen or pencil


def _initial(trace: Trace) -> bool:
    """Whether it is a small sign of a few strokes on top of each other, which is too dense to tell them apart: as dark as
    a pen, some millimetres each way, in the middle of its box; no slash, no tick (spare), no blot (full), no one stroke."""
    fullness = trace.area / max(trace.wide * trace.high, 1.0)
    least, most = _INITIAL
    return (
        least <= trace.wide <= most
        and least <= trace.high <= most
        and 0.38 <= fullness <= 0.72
        and trace.dark >= 0.6 * trace.area
        and trace.largest >= 0.9 * trace.area
        and trace.central >= 0.8
        and trace.leaning < 0.2
        and trace.in_row + trace.in_column >= 2.05
    )


def _worded(trace: Trace) -> bool:
    """Whether it is lines of writing: many strokes side by side and several under each other, no border or edge."""
    return trace.dark >= 5.0 and trace.in_row >= 3.0 and trace.in_column >= 1.5


def _may_be_struck(trace: Trace) -> bool:
    """Whether the ink in a signature box may be a name crossed out, or a slash with part of a stain beside it."""
    if not trace.measures:
        return False
    measured = dict(zip(MEASURES, trace.measures, strict=True))
    slash = (
        trace.in_row < _SEVERAL
        and measured["joined"] < _WHOLE
        and measured["long_share"] > _SLASH
        and measured["fullness"] < _SPARE
    )
    return slash or crossed_out(trace.measures) > _STRUCK
