"""What is done to all pixels or boxes in one step gives what doing it one by one gives."""

from dataclasses import astuple

import numpy as np
from PIL import Image, ImageFilter

from deputy_station.documents.scanning.codes import without_specks
from deputy_station.documents.scanning.pieces import find_runs
from deputy_station.documents.scanning.strokes import shapes_of


def test_specks_go_as_by_a_median_of_three_by_three() -> None:
    grey = np.random.default_rng(5).integers(0, 256, (40, 31), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(grey).filter(ImageFilter.MedianFilter(3)))
    assert np.array_equal(without_specks(grey), expected)


def test_a_box_has_the_same_shape_alone_as_among_more_than_a_number_has_bits() -> None:
    ink = np.zeros((70, 96, 288), dtype=bool)
    for number in range(70):
        ink[number, 40 : 44 + number % 5, 20 : 120 + 2 * number] = True  # a bar, longer in each box
    together = astuple(shapes_of(ink, 6.0))
    for number in (0, 63, 64, 69):
        alone = astuple(shapes_of(ink[number : number + 1], 6.0))
        assert [float(each[number]) for each in together] == [float(each[0]) for each in alone]
    # 100 px and 238 px at 6 px per mm, in whole pieces of 2 mm within.
    assert 14 <= together[0][0] <= 17
    assert 36 <= together[0][69] <= 40


def test_pieces_are_painted_and_summed_where_they_lie() -> None:
    mask = np.array([[1, 1, 0, 0, 1], [0, 0, 0, 0, 1], [1, 0, 1, 1, 0]], dtype=bool)
    runs = find_runs(mask)
    assert runs.painted(runs.area(), mask.shape).tolist() == [
        [2, 2, 0, 0, 4],
        [0, 0, 0, 0, 4],
        [1, 0, 4, 4, 0],
    ]
    assert sorted(runs.sum_of(np.full((3, 5), 0.5, np.float32)).tolist()) == [0.5, 1.0, 2.0]
