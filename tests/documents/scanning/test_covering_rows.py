"""Rows of a straightened page that not everybody may read are covered, and nothing else."""

from io import BytesIO

import numpy as np
from PIL import Image

from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.scanning.covering import cover_rows

LINE = Box("line:0", BoxKind.LINE, 1, 30, 100, 40, 10)
A5 = PrintGeometry(148, 210, 20, 5, 1, (LINE,))


def test_a_row_is_covered_to_the_right_edge_and_a_little_around() -> None:
    held = BytesIO()
    Image.new("L", (1480, 2100), 0).save(held, "JPEG")  # ten pixels a millimetre, black all over
    covered = np.asarray(Image.open(BytesIO(cover_rows(held.getvalue(), A5, [LINE], around_mm=4))))
    assert covered.shape == (2100, 1480)
    assert covered[970:1130, 270:].min() > 150  # 96 to 114 mm down, from 26 mm on; a blur of JPEG left out
    assert covered[:950].max() < 40
    assert covered[1150:].max() < 40
    assert covered[:, :250].max() < 40
