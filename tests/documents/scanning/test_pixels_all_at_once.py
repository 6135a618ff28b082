"""What is done to all pixels or boxes in one step gives what doing it one by one gives."""

import numpy as np
from PIL import Image, ImageFilter

from deputy_station.documents.scanning.codes import without_specks
from deputy_station.documents.scanning.pieces import find_runs
from deputy_station.documents.scanning.striking import MEASURES, measures_of


def test_specks_go_as_by_a_median_of_three_by_three() -> None:
    grey = np.random.default_rng(5).integers(0, 256, (40, 31), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(grey).filter(ImageFilter.MedianFilter(3)))
    assert np.array_equal(without_specks(grey), expected)


def test_a_box_has_the_same_measures_alone_as_among_more_than_a_number_has_bits() -> None:
    ink = np.zeros((70, 96, 288), dtype=bool)
    places = np.zeros((70, 4), dtype=np.intp)
    for number in range(70):
        right, low = 120 + 2 * number, 44 + number % 5
        ink[number, 40:low, 20:right] = True  # a bar, longer in each box
        places[number] = 20, 40, right, low
    ones = np.ones(70)
    together = measures_of(ink, places, 6.0, ones, ones)
    for number in (0, 63, 64, 69):
        one = slice(number, number + 1)
        assert np.array_equal(measures_of(ink[one], places[one], 6.0, ones[one], ones[one]), together[one])
    # 100 px and 238 px at 6 px per mm, in whole pieces of 2 mm within.
    long = together[:, MEASURES.index("long")]
    assert 14 <= long[0] <= 17
    assert 36 <= long[69] <= 40


def test_pieces_are_painted_and_summed_where_they_lie() -> None:
    mask = np.array([[1, 1, 0, 0, 1], [0, 0, 0, 0, 1], [1, 0, 1, 1, 0]], dtype=bool)
    runs = find_runs(mask)
    assert runs.painted(runs.area(), mask.shape).tolist() == [
        [2, 2, 0, 0, 4],
        [0, 0, 0, 0, 4],
        [1, 0, 4, 4, 0],
    ]
    assert sorted(runs.sum_of(np.full((3, 5), 0.5, np.float32)).tolist()) == [0.5, 1.0, 2.0]
