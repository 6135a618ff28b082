"""The fitting of trees: it finds what tells two kinds apart, and the reader reads what it writes."""

from pathlib import Path

import numpy as np

from deputy_station.documents.scanning.striking import MEASURES
from deputy_station.documents.scanning.weighing import read_trees
from tests.scanning.fitting import fit, write


def test_trees_learn_that_two_measures_together_mean_crossed_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    measures = rng.random((400, len(MEASURES)))
    line, chain = measures[:, MEASURES.index("line")], measures[:, MEASURES.index("chain")]
    crossed = (line > 0.6) & (chain > 0.5)
    path = tmp_path / "scanning" / "trees.json"
    write(fit(measures[:300], crossed[:300]), path)
    trees = read_trees(path)
    said = np.array([trees.sum_for(each) > 0 for each in measures])
    assert (said[300:] == crossed[300:]).mean() > 0.93
    assert 10 < crossed[300:].sum() < 40
