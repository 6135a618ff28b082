"""Connected pieces of ink in a mask, found by runs: no loop over pixels, and no more than numpy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Runs:
    """Runs of ink in the rows of a mask, and the piece (from 0) each belongs to: row, first column, column after."""

    row: Ints
    start: Ints
    end: Ints
    piece: Ints
    pieces: int

    @property
    def length(self) -> Ints:
        """Pixels of each run."""
        return self.end - self.start

    def area(self) -> Ints:
        """Pixels of each piece."""
        return np.bincount(self.piece, self.length, self.pieces).astype(np.intp)

    def sum_of(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of `values` (of the mask's shape) over each piece."""
        return np.asarray(np.bincount(self.piece, self.sums(values), self.pieces), dtype=np.float64)

    def sums(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of `values` over each run."""
        if not len(self.row):
            return np.zeros(0)
        # Only what is ink is looked at: a twentieth of a page.
        first = np.cumsum(self.length) - self.length
        begin = self.row * values.shape[1] + self.start
        places = np.repeat(begin - first, self.length) + np.arange(self.length.sum())
        return np.asarray(np.add.reduceat(values.reshape(-1)[places].astype(np.float64), first))

    def bounds(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Left, top, right and bottom (the last two behind the last pixel) of each piece."""
        left = np.full(self.pieces, np.iinfo(np.intp).max)
        top, right, low = left.copy(), np.zeros(self.pieces, np.intp), np.zeros(self.pieces, np.intp)
        np.minimum.at(left, self.piece, self.start)
        np.minimum.at(top, self.piece, self.row)
        np.maximum.at(right, self.piece, self.end)
        np.maximum.at(low, self.piece, self.row + 1)
        return left, top, right, low

    def painted(self, values: Ints, shape: tuple[int, int]) -> NDArray[np.int16]:
        """A picture in which every piece has its own of `values`, and what is no ink has 0."""
        begin, finish = self.row * shape[1] + self.start, self.row * shape[1] + self.end
        turns = np.concatenate([[0], np.stack([begin, finish], 1).ravel(), [shape[0] * shape[1]]])
        colours = np.zeros(2 * len(begin) + 1, np.int16)  # none, and a run's own, in turn
        colours[1::2] = values[self.piece]
        return np.repeat(colours, np.diff(turns)).reshape(shape)


def find_runs(mask: NDArray[np.bool_]) -> Runs:
    """The runs of a mask (height × width), joined to pieces that touch by side or corner."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), np.bool_)
    padded[:, 1:-1] = mask
    # Each row begins and ends with none: the changes are a start and an end in turn.
    row, changes = np.divmod(np.flatnonzero(padded[:, 1:] != padded[:, :-1]), mask.shape[1] + 1)
    row, start, end = row[::2], changes[::2], changes[1::2]
    piece, pieces = _joined(row, start, end, mask.shape)
    return Runs(row, start, end, piece, pieces)


def _joined(row: Ints, start: Ints, end: Ints, shape: tuple[int, int]) -> tuple[Ints, int]:
    count = len(row)
    if not count:
        return np.zeros(0, np.intp), 0
    wide = shape[1] + 2
    # Runs are sorted by row and column, so those of the row above that touch a run lie side by side.
    begin, finish = row * wide + start, row * wide + end
    first = np.searchsorted(finish, begin - wide, side="left")  # ends at or behind our start
    last = np.searchsorted(begin, finish - wide, side="right")  # starts at or before our end
    touching = np.maximum(last - first, 0)
    ours = np.repeat(np.arange(count), touching)
    before = np.cumsum(touching) - touching
    theirs = np.arange(touching.sum()) - np.repeat(before, touching) + np.repeat(first, touching)
    same_row = row[theirs] == row[ours] - 1
    ours, theirs = ours[same_row], theirs[same_row]
    parent = np.arange(count)
    while True:
        low = np.minimum(parent[ours], parent[theirs])
        before_round = parent.copy()
        np.minimum.at(parent, parent[ours], low)
        np.minimum.at(parent, parent[theirs], low)
        while True:
            jumped = parent[parent]
            if np.array_equal(jumped, parent):
                break
            parent = jumped
        if np.array_equal(parent, before_round):
            break
    roots, piece = np.unique(parent, return_inverse=True)
    return piece.astype(np.intp), len(roots)
