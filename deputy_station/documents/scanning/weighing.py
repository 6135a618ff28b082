"""What the measures of a name's ink say together: is it crossed out.

A name in a running hand, a broad pen or a bad copy comes near one crossed out in each single measure, so they are
weighed together by small decision trees: each asks four questions of the measures and has a number for each of the
sixteen answers. Their sum is the logarithm of how much more likely the name is crossed out than not. The trees are in
`resources/scanning/crossed_out.json`, made by `python -m tests.scanning.fitting` from generated sheets that the bench
never shows.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.paths import resources_folder
from deputy_station.documents.scanning.striking import MEASURES

QUESTIONS = 4


@dataclass(frozen=True)
class Trees:
    """`measure` and `above` (trees × questions): is the measure of this number above that; `says` (trees × answers):
    what the answers, read as a binary number, add to the sum."""

    measure: NDArray[np.intp]
    above: NDArray[np.float64]
    says: NDArray[np.float64]

    def sum_for(self, measures: NDArray[np.float64]) -> float:
        """The sum of what all trees say to the measures of one name."""
        answers = (measures[self.measure] > self.above) @ (1 << np.arange(QUESTIONS)[::-1])
        return float(self.says[np.arange(len(self.says)), answers].sum())


def crossed_out(measures: tuple[float, ...]) -> float:
    """How much speaks for a name crossed out, by its MEASURES."""
    return shipped_trees().sum_for(np.array(measures))


@cache
def shipped_trees() -> Trees:
    """The trees as shipped."""
    return read_trees(resources_folder() / "scanning" / "crossed_out.json")


def read_trees(path: Path) -> Trees:
    """Trees from a file; they know the measures by name. Raises KeyError for a measure that there is not."""
    trees = json.loads(path.read_text(encoding="utf-8"))
    number = {name: at for at, name in enumerate(MEASURES)}
    return Trees(
        np.array([[number[name] for name, _ in tree["asks"]] for tree in trees], dtype=np.intp),
        np.array([[above for _, above in tree["asks"]] for tree in trees]),
        np.array([tree["says"] for tree in trees]),
    )
