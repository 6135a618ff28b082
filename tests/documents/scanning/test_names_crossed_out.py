"""Names crossed out are left to a person, whichever way it was done; names that only look busy are not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from deputy_station.documents.geometry import Box
from deputy_station.documents.scanning.judging import Ink, judge_page
from deputy_station.documents.scanning.plane import plane_of
from deputy_station.documents.scanning.reading import read_page
from deputy_station.documents.scanning.striking import MEASURES, measures_of
from deputy_station.documents.scanning.weighing import QUESTIONS, Trees, read_trees, shipped_trees
from tests.documents.scanning.paper import GEOMETRY, box_of, known, printed, signed, stroke

DOTS = 6.0
"""Pixels per mm of the drawings that are measured."""


def verdict_of(page: Image.Image, key: str) -> Ink:
    grey = np.asarray(page)
    reading = read_page(grey, known)
    judged = judge_page(grey, plane_of(reading, GEOMETRY), GEOMETRY, reading.page)
    return next(each.verdict for each in judged if each.box.key == key)


def one_line(page: Image.Image, box: Box) -> None:
    stroke(page, (box.left + 3.5, box.top + 5.3), (box.left + 27, box.top + 4.9))


def two_lines(page: Image.Image, box: Box) -> None:
    stroke(page, (box.left + 3, box.top + 4.3), (box.left + 27, box.top + 4))
    stroke(page, (box.left + 3, box.top + 6), (box.left + 27, box.top + 6.2))


def cross(page: Image.Image, box: Box) -> None:
    stroke(page, (box.left + 3, box.top + 1.4), (box.left + 27, box.top + 8.6))
    stroke(page, (box.left + 3, box.top + 8.6), (box.left + 27, box.top + 1.4))


def zigzag(page: Image.Image, box: Box) -> None:
    stroke(page, *[(box.left + 3.5 + 4 * turn, box.top + (8.2 if turn % 2 else 1.8)) for turn in range(7)])


def wave(page: Image.Image, box: Box) -> None:
    share = np.linspace(0, 1, 60)
    places = zip(box.left + 3.5 + 23 * share, box.top + 5 + np.sin(share * 6 * np.pi), strict=True)
    stroke(page, *places)


def loops(page: Image.Image, box: Box) -> None:
    share = np.linspace(0, 1, 200)
    angle = share * 18 * np.pi
    across, down = box.left + 5 + 20 * share + 1.5 * np.cos(angle), box.top + 5 + 3 * np.sin(angle)
    stroke(page, *zip(across, down, strict=True))


@pytest.mark.parametrize("crossed", [one_line, two_lines, cross, zigzag, wave, loops])
def test_a_name_crossed_out_is_left_to_a_person(crossed: Callable[[Image.Image, Box], None]) -> None:
    page = printed()
    signed(page, "row:4")
    assert verdict_of(page, "row:4") is Ink.SIGNED
    crossed(page, box_of("row:4"))
    assert verdict_of(page, "row:4") is Ink.UNSURE


def test_a_name_in_one_stroke_with_a_line_under_it_is_a_name() -> None:
    page = printed()
    box = box_of("row:4")
    turns = [
        (box.left + 6 + 1.6 * turn, box.top + (6.5 if turn % 2 else 2.5 + 0.2 * turn)) for turn in range(11)
    ]
    stroke(page, *turns)
    stroke(page, (box.left + 23, box.top + 5.5), (box.left + 15, box.top + 8.2))
    assert verdict_of(page, "row:4") is Ink.SIGNED


def measured(draw: Callable[[ImageDraw.ImageDraw], None], box: tuple[int, int, int, int]) -> dict[str, float]:
    """The measures of what is drawn within a box (left, top, right, bottom) of 240 × 108 px."""
    picture = Image.new("1", (240, 108))
    draw(ImageDraw.Draw(picture))
    one = np.ones(1)
    found = measures_of(np.asarray(picture)[None], np.array([box]), DOTS, one, one)
    return dict(zip(MEASURES, found[0].tolist(), strict=True))


def test_a_line_through_the_whole_name_is_covered_from_end_to_end_and_one_half_as_long_is_half() -> None:
    def name(pen: ImageDraw.ImageDraw) -> None:
        for left in (30, 90, 150):
            pen.line([(left, 30), (left, 80)], fill=1, width=3)
        pen.rectangle([10, 30, 12, 80], fill=1)
        pen.rectangle([208, 30, 210, 80], fill=1)

    def crossed(pen: ImageDraw.ImageDraw) -> None:
        name(pen)
        pen.line([(10, 56), (210, 52)], fill=1, width=3)

    def halfway(pen: ImageDraw.ImageDraw) -> None:
        name(pen)
        pen.line([(10, 56), (110, 54)], fill=1, width=3)

    box = (10, 30, 211, 81)
    assert measured(crossed, box)["line"] == 1.0
    # Half of the way, and the strokes that stand in the other half: 3 of 100 px each.
    assert measured(halfway, box)["line"] == pytest.approx(0.5 + 0.04, abs=0.06)
    # Of 33 mm and of 17 mm, in whole pieces of 2 mm.
    assert measured(crossed, box)["long"] > 26
    assert measured(halfway, box)["long"] < 18


def test_strokes_up_and_down_from_end_to_end_are_a_chain_and_with_one_missing_they_are_none() -> None:
    places = [(10 + 33 * turn, 80 if turn % 2 else 30) for turn in range(7)]
    box = (9, 29, 210, 82)
    assert measured(lambda pen: pen.line(places, fill=1, width=3), box)["chain"] == 6

    def broken(pen: ImageDraw.ImageDraw) -> None:
        pen.line(places[:4], fill=1, width=3)
        pen.line(places[4:], fill=1, width=3)

    assert measured(broken, box)["chain"] == 0


def test_a_cross_is_covered_both_ways_and_a_slash_one_way() -> None:
    box = (10, 30, 211, 81)

    def slash(pen: ImageDraw.ImageDraw) -> None:
        pen.line([(10, 30), (210, 80)], fill=1, width=3)

    def both(pen: ImageDraw.ImageDraw) -> None:
        slash(pen)
        pen.line([(10, 80), (210, 30)], fill=1, width=3)

    one, two = measured(slash, box), measured(both, box)
    assert (one["cross_stronger"], two["cross_stronger"], two["cross_weaker"]) == (1.0, 1.0, 1.0)
    assert one["cross_weaker"] < 0.3


def test_a_line_that_stands_out_is_thin_as_far_as_it_stands_out() -> None:
    def crossed(pen: ImageDraw.ImageDraw) -> None:
        for left in range(42, 169, 18):
            pen.rectangle([left, 30, left + 2, 80], fill=1)
        pen.line([(12, 55), (210, 55)], fill=1, width=3)

    found = measured(crossed, (12, 30, 211, 81))
    assert found["left_thin"] == pytest.approx(5.0, abs=0.5)  # 30 px before the name
    assert found["right_thin"] == pytest.approx(7.0, abs=0.5)  # 42 px behind it


def test_holes_are_counted() -> None:
    def windows(pen: ImageDraw.ImageDraw) -> None:
        for left in (20, 60, 100):
            pen.rectangle([left, 30, left + 40, 80], outline=1, width=4)

    assert measured(windows, (20, 30, 141, 81))["holes"] == 3 - 1  # less the piece


def test_a_tree_adds_what_its_answers_say(tmp_path: Path) -> None:
    path = tmp_path / "trees.json"
    asks = '[["line", 0.9], ["chain", 3], ["line", 0.5], ["wide", 20]]'
    says = [0.0] * 16
    says[0b1010], says[0b0011] = 1.5, -0.25
    path.write_text(
        f'[{{"asks": {asks}, "says": {says}}}, {{"asks": {asks}, "says": {says}}}]', encoding="utf-8"
    )
    trees = read_trees(path)

    def sum_for(**named: float) -> float:
        return trees.sum_for(np.array([named.get(name, 0.0) for name in MEASURES]))

    assert sum_for(line=1.0, chain=3, wide=20) == 3.0  # yes, no, yes, no: both trees
    assert sum_for(line=0.9, wide=21) == -0.5
    assert sum_for(line=0.9) == 0.0


def test_the_shipped_trees_ask_of_many_measures_and_lean_both_ways() -> None:
    trees: Trees = shipped_trees()
    assert trees.measure.shape == trees.above.shape == (len(trees.says), QUESTIONS)
    assert trees.says.shape[1] == 1 << QUESTIONS
    assert len(np.unique(trees.measure)) > len(MEASURES) / 2
    assert trees.says.min() < 0 < trees.says.max()
