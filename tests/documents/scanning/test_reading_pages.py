"""A page that comes back is known by its codes, laid on its printed lines, and its boxes are judged."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from deputy_station.documents.scanning.cutting import cut, straighten
from deputy_station.documents.scanning.judging import Ink, judge_page
from deputy_station.documents.scanning.pieces import find_runs
from deputy_station.documents.scanning.plane import fit_plane, modules_of, plane_of, through
from deputy_station.documents.scanning.reading import CORNERS, read_page
from tests.documents.scanning.paper import (
    BOXES,
    DOTS,
    GEOMETRY,
    box_of,
    draw_code,
    known,
    photographed,
    printed,
    signed,
    stroke,
    words_of,
)


def verdicts(grey: np.ndarray) -> dict[str, Ink]:
    reading = read_page(grey, known)
    plane = plane_of(reading, GEOMETRY)
    return {each.box.key: each.verdict for each in judge_page(grey, plane, GEOMETRY, reading.page)}


def farthest(grey: np.ndarray, truth: np.ndarray) -> float:
    """How far (mm) the corners of any box lie from where they are; `truth` takes mm to px."""
    plane = plane_of(read_page(grey, known), GEOMETRY)
    places = np.array(
        [[box.left, box.top] for box in BOXES]
        + [[box.left + box.width, box.top + box.height] for box in BOXES]
    )
    found = np.concatenate(
        [plane.corners(box)[[0]] for box in BOXES] + [plane.corners(box)[[2]] for box in BOXES]
    )
    return float(np.hypot(*(found - through(truth, places)).T).max() / plane.dots_per_mm)


UPRIGHT = np.diag([DOTS, DOTS, 1.0])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_known_whichever_way_it_lies(turn: int) -> None:
    grey = np.rot90(np.asarray(printed()), turn // 90)
    reading = read_page(grey, known)
    assert (reading.paper, reading.page, reading.conflict, reading.others) == ("A", 1, False, ())
    assert sorted(code.place.corner for code in reading.codes) == sorted(CORNERS)


def test_two_papers_in_one_picture_are_a_conflict_and_neither() -> None:
    both = np.concatenate([np.asarray(printed("A")), np.asarray(printed("B"))], axis=1)
    reading = read_page(both, known)
    assert (reading.paper, reading.conflict) == (None, True)


def test_the_same_page_twice_in_one_picture_is_a_conflict() -> None:
    page = np.asarray(printed("A"))
    assert read_page(np.concatenate([page, page], axis=1), known).conflict


def test_a_code_of_another_paper_stuck_on_the_page_is_a_conflict() -> None:
    page = printed("A")
    draw_code(page, words_of("B", "top_left"), 60, 210)
    assert read_page(np.asarray(page), known).conflict


def test_a_strangers_code_is_told_and_does_no_harm() -> None:
    page = printed("A")
    draw_code(page, "HTTPS://EXAMPLE.CN/PAY", 60, 210)
    reading = read_page(np.asarray(page), known)
    assert (reading.paper, reading.others) == ("A", ("HTTPS://EXAMPLE.CN/PAY",))


def test_a_page_without_codes_is_nobodys() -> None:
    reading = read_page(np.full((2339, 1654), 250, dtype=np.uint8), known)
    assert (reading.paper, reading.codes, reading.conflict) == (None, (), False)
    with pytest.raises(ValueError, match="without codes"):
        plane_of(reading, GEOMETRY)


@pytest.mark.parametrize(
    "torn",
    [
        (),
        ("top_left",),
        ("top_left", "top_right"),
        ("top_left", "bottom_right"),
        ("top_left", "top_right", "bottom_left"),
    ],
)
def test_boxes_are_hit_however_many_codes_are_torn_off(torn: tuple[str, ...]) -> None:
    grey = np.asarray(printed(without=torn).filter(ImageFilter.GaussianBlur(0.8)))
    assert farthest(grey, UPRIGHT) < 0.5  # the boxes to tick lie far from every border that is long enough


def test_a_plane_takes_known_points_to_where_they_were_seen() -> None:
    paper = [(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0)]
    seen = [(100.0, 50.0), (1100.0, 80.0), (1050.0, 1500.0), (60.0, 1450.0)]
    assert through(fit_plane(paper, seen), np.array(paper)) == pytest.approx(np.array(seen), abs=1e-6)
    with pytest.raises(ValueError, match="four points"):
        fit_plane(paper[:3], seen[:3])


def test_the_modules_of_a_code_follow_from_its_words() -> None:
    # ISO/IEC 18004, level Q: version 2 holds 29 alphanumeric characters, version 3 holds 47; version 1 holds 11 bytes.
    assert [modules_of("A" * 29), modules_of("A" * 30), modules_of("a" * 11)] == [25, 29, 21]


@pytest.mark.parametrize("way", ["scan", "photo", "pale copy"])
def test_signed_and_empty_boxes_are_told_apart(way: str) -> None:
    page = printed()
    for key in ("row:1", "row:2", "row:7", "line:11"):
        signed(page, key, size=4.5 if key == "line:11" else 6.0)
    grey = {
        "scan": np.asarray(page),
        "photo": photographed(page),
        "pale copy": (np.asarray(page.filter(ImageFilter.GaussianBlur(1))) * 0.4 + 130).astype(np.uint8),
    }[way]
    found = verdicts(grey)
    assert {key for key, verdict in found.items() if verdict is Ink.SIGNED} == {
        "row:1",
        "row:2",
        "row:7",
        "line:11",
    }
    assert Ink.UNSURE not in found.values()


def test_a_signature_that_runs_over_signs_for_its_own_box_alone() -> None:
    page = printed()
    signed(page, "row:4", size=11.0, down=1.5)  # two millimetres into the box below
    found = verdicts(np.asarray(page))
    assert (found["row:4"], found["row:5"], found["row:3"]) == (Ink.SIGNED, Ink.EMPTY, Ink.EMPTY)


def test_a_name_crossed_out_is_left_to_a_person() -> None:
    page = printed()
    signed(page, "row:4")
    box = box_of("row:4")
    stroke(page, (box.left + 2, box.top + 5.2), (box.left + 30, box.top + 4.6))
    assert verdicts(np.asarray(page))["row:4"] is Ink.UNSURE


def test_a_slash_and_a_faint_word_are_left_to_a_person_and_dots_are_nothing() -> None:
    page = printed()
    slash, dots = box_of("row:2"), box_of("row:6")
    stroke(page, (slash.left + 6, slash.top + 8), (slash.left + 32, slash.top + 2))
    signed(page, "row:4", ink=205, size=1.4)
    for number in range(4):
        stroke(
            page,
            (dots.left + 5 + 7 * number, dots.top + 4),
            (dots.left + 5.2 + 7 * number, dots.top + 4),
            width=2,
        )
    found = verdicts(np.asarray(page))
    assert (found["row:2"], found["row:4"], found["row:6"]) == (Ink.UNSURE, Ink.UNSURE, Ink.EMPTY)


def test_a_fold_and_a_coffee_ring_sign_for_nobody() -> None:
    page = printed()
    stroke(page, (0, 115.0), (210, 115.0), ink=150, width=3)
    ImageDraw.Draw(page).ellipse([100 * DOTS, 130 * DOTS, 160 * DOTS, 190 * DOTS], outline=215, width=12)
    assert Ink.SIGNED not in verdicts(np.asarray(page)).values()


def test_ticks_are_read_and_a_blacked_out_box_is_asked() -> None:
    page = printed()
    road, water = box_of("tick:KIND:ROAD"), box_of("tick:KIND:WATER")
    stroke(
        page,
        (road.left + 0.8, road.top + 2),
        (road.left + 1.8, road.top + 3.2),
        (road.left + 4.6, road.top - 0.8),
    )
    found = verdicts(np.asarray(page))
    assert (found[road.key], found[water.key]) == (Ink.SIGNED, Ink.EMPTY)
    stroke(page, (water.left, water.top + 2), (water.left + 4, water.top + 2), width=32)
    assert verdicts(np.asarray(page))[water.key] is Ink.UNSURE


def test_a_small_square_close_to_a_thick_line_keeps_its_own_border() -> None:
    page = printed()
    road = box_of("tick:KIND:ROAD")
    stroke(page, (road.left - 0.8, road.top - 10), (road.left - 0.8, road.top + 14), ink=0, width=4)
    assert verdicts(np.asarray(page))[road.key] is Ink.EMPTY


def test_a_box_outside_the_picture_is_left_to_a_person() -> None:
    page = np.asarray(printed())[: round(150 * DOTS)]
    found = verdicts(page)
    assert (found["row:0"], found["row:11"]) == (Ink.EMPTY, Ink.UNSURE)


def test_cuts_are_straight_grey_and_of_the_size_asked_for() -> None:
    page = printed()
    signed(page, "row:3")
    grey = photographed(page)
    plane = plane_of(read_page(grey, known), GEOMETRY)
    seen = Image.open(BytesIO(cut(grey, plane, box_of("row:3"), around_mm=2, dpi=254)))
    assert (seen.mode, seen.size) == ("L", (440, 140))  # 44 × 14 mm at ten dots
    border = np.asarray(seen)[10:30, 60:380].min(axis=0)  # the upper border lies 2 mm below the cut's edge
    assert (border < 120).mean() > 0.95
    whole = Image.open(BytesIO(straighten(grey, plane, GEOMETRY, dpi=50.8)))
    assert (whole.format, whole.mode, whole.size) == ("JPEG", "L", (420, 594))


def test_pieces_touch_by_side_or_corner() -> None:
    mask = np.array(
        [
            [1, 1, 0, 0, 1],
            [0, 0, 1, 0, 1],
            [0, 0, 0, 0, 1],
            [1, 0, 1, 1, 1],
        ],
        dtype=bool,
    )
    runs = find_runs(mask)
    assert runs.pieces == 3
    assert sorted(runs.area().tolist()) == [1, 3, 6]
    assert find_runs(np.zeros((3, 3), dtype=bool)).pieces == 0
