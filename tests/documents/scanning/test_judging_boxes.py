"""What lies in a box besides a plain signature or tick: seals, stripes, small signs, squares off their place."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageDraw

from deputy_station.documents.scanning.judging import Ink, judge_page
from deputy_station.documents.scanning.plane import plane_of
from deputy_station.documents.scanning.reading import read_page
from deputy_station.documents.scanning.seals import find_seals
from tests.documents.scanning.paper import DOTS, GEOMETRY, box_of, known, printed, signed, stroke


def verdicts(grey: np.ndarray) -> dict[str, Ink]:
    reading = read_page(grey, known)
    plane = plane_of(reading, GEOMETRY)
    return {each.box.key: each.verdict for each in judge_page(grey, plane, GEOMETRY, reading.page)}


def test_a_square_that_lies_askew_of_its_place_is_looked_for_there() -> None:
    page = printed()
    pen = ImageDraw.Draw(page)
    road = box_of("tick:KIND:ROAD")
    left, top = road.left + 0.7, road.top + 0.6  # curling paper: 0.7 mm off, one side higher than the other
    pen.rectangle(
        [(road.left - 0.3) * DOTS, (top - 1) * DOTS, (left + 4.5) * DOTS, (top + 5) * DOTS], fill=255
    )
    ends = ((left, top), (left + 4, top - 0.4), (left + 4, top + 3.6), (left, top + 4))
    stroke(page, *ends, ends[0], ink=0, width=2)
    assert verdicts(np.asarray(page))[road.key] is Ink.EMPTY
    stroke(page, (left + 1, top + 2), (left + 1.8, top + 3), (left + 4.4, top - 0.8))
    assert verdicts(np.asarray(page))[road.key] is Ink.SIGNED


def test_a_square_without_its_border_is_left_to_a_person() -> None:
    page = printed()
    road = box_of("tick:KIND:ROAD")
    ImageDraw.Draw(page).rectangle(
        [(road.left + 1) * DOTS, (road.top - 1) * DOTS, (road.left + 6) * DOTS, (road.top + 6) * DOTS],
        fill=255,
    )
    assert verdicts(np.asarray(page))[road.key] is Ink.UNSURE


def test_a_tick_that_only_cuts_a_corner_of_its_square_is_left_to_a_person() -> None:
    page = printed()
    road = box_of("tick:KIND:ROAD")
    stroke(
        page, (road.left - 0.6, road.top + 3), (road.left + 2, road.top + 5.8), (road.left + 5, road.top + 2)
    )
    assert verdicts(np.asarray(page))[road.key] is Ink.UNSURE


def test_a_seal_over_squares_ticks_none_of_them() -> None:
    page = printed()
    road, water = box_of("tick:KIND:ROAD"), box_of("tick:KIND:WATER")
    middle, radius = (road.left - 12.0, road.top - 8.0), 20.0
    ImageDraw.Draw(page).ellipse(
        [
            (middle[0] - radius) * DOTS,
            (middle[1] - radius) * DOTS,
            (middle[0] + radius) * DOTS,
            (middle[1] + radius) * DOTS,
        ],
        outline=110,
        width=9,
    )
    stroke(
        page, (road.left + 0.6, road.top + 3.4), (road.left + 3.2, road.top + 0.8), ink=110
    )  # of its words
    found = verdicts(np.asarray(page))
    assert (found[road.key], found[water.key]) == (Ink.UNSURE, Ink.EMPTY)
    grey = np.asarray(page)
    seals = find_seals(grey, plane_of(read_page(grey, known), GEOMETRY), GEOMETRY, 1.0)
    assert len(seals) == 1
    assert (seals[0].x, seals[0].y) == pytest.approx(middle, abs=1)
    assert seals[0].radius == pytest.approx(radius, abs=1)


def test_parts_of_a_stripe_in_a_signature_box_are_nothing() -> None:
    page = printed()
    box = box_of("row:5")
    stroke(page, (box.left + 20, box.top + 2), (box.left + 20, box.top + 7.5), ink=170, width=2)
    assert verdicts(np.asarray(page))["row:5"] is Ink.EMPTY


def test_a_small_sign_is_writing_and_a_blot_is_not() -> None:
    page = printed()
    sign, blot = box_of("row:3"), box_of("row:6")
    x, y = sign.left + 15, sign.top + 3.2
    stroke(
        page, (x, y), (x + 3.4, y + 0.3), (x + 0.4, y + 1.6), (x + 3.2, y + 1.8), (x + 0.2, y + 3.4), width=5
    )
    stroke(page, (x + 1.7, y), (x + 1.5, y + 3.6), (x + 3.4, y + 3.3), width=5)
    ImageDraw.Draw(page).ellipse(
        [(x - 1) * DOTS, (blot.top + 3) * DOTS, (x + 3) * DOTS, (blot.top + 7) * DOTS], fill=20
    )
    found = verdicts(np.asarray(page))
    assert (found["row:3"], found["row:6"]) == (Ink.SIGNED, Ink.UNSURE)


def test_a_stroke_through_the_whole_name_is_left_to_a_person_and_one_beside_it_is_not() -> None:
    page = printed()
    crossed, beside = box_of("row:4"), box_of("row:8")
    for key, box, down in (("row:4", crossed, 5.0), ("row:8", beside, 9.0)):
        signed(page, key)
        stroke(page, (box.left + 4, box.top + down), (box.left + 25, box.top + down - 0.3))
    found = verdicts(np.asarray(page))
    assert (found["row:4"], found["row:8"]) == (Ink.UNSURE, Ink.SIGNED)


def test_a_slash_with_a_piece_of_a_stain_beside_it_is_left_to_a_person() -> None:
    page = printed()
    box = box_of("row:2")
    stroke(page, (box.left + 4, box.top + 7.5), (box.left + 30, box.top + 3))
    stroke(
        page,
        (box.left + 34, box.top + 1),
        (box.left + 37, box.top + 3),
        (box.left + 38.5, box.top + 7),
        ink=120,
        width=9,
    )
    assert verdicts(np.asarray(page))["row:2"] is Ink.UNSURE


def test_a_name_begun_before_its_box_is_left_to_a_person_and_a_word_beside_it_is_nothing() -> None:
    page = printed()
    begun, beside = box_of("row:3"), box_of("row:7")
    for box, left in ((begun, begun.left - 1.5), (beside, beside.left - 3.5)):
        y = box.top + 3.5
        stroke(page, (left, y), (left + 2.4, y + 0.2), (left + 0.3, y + 1.6), (left + 2.4, y + 2.8), width=4)
    found = verdicts(np.asarray(page))
    assert (found["row:3"], found["row:7"]) == (Ink.UNSURE, Ink.EMPTY)


def test_a_page_laid_by_one_code_decides_nothing_where_borders_are_missing() -> None:
    page = printed()
    signed(page, "row:4")
    grey = np.asarray(page)
    plane = plane_of(read_page(grey, known), GEOMETRY)
    several = replace(plane, lines=round(0.8 * plane.borders))
    assert {each.verdict for each in judge_page(grey, several, GEOMETRY, 1)} == {Ink.SIGNED, Ink.EMPTY}
    torn = replace(several, codes=1)
    assert {each.verdict for each in judge_page(grey, torn, GEOMETRY, 1)} == {Ink.UNSURE}
    whole = replace(torn, lines=plane.borders)
    assert {each.verdict for each in judge_page(grey, whole, GEOMETRY, 1)} == {Ink.SIGNED, Ink.EMPTY}
