"""Which paper and page a picture shows, by the codes in its corners; two papers in one picture are a conflict."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.scanning.codes import (
    FoundCode,
    Point,
    first_look,
    harder_looks,
    look_around,
    reduced,
    without_doubles,
)

CornerName = Literal["top_left", "top_right", "bottom_left", "bottom_right"]
CORNERS: tuple[CornerName, ...] = ("top_left", "top_right", "bottom_left", "bottom_right")
_SIDES = {"top_left": (0, 0), "top_right": (1, 0), "bottom_left": (0, 1), "bottom_right": (1, 1)}
_ACROSS, _DOWN = 11.2, 17.0
"""How far the next code lies on an A4 page, in sides of a code: 170 mm and 257 mm against 15.2 mm."""
_REACH = 2.2
_PARALLEL = 0.5
"""Cosine below which codes of one page are not turned alike: two papers lie in the picture."""


@dataclass(frozen=True)
class CodePlace:
    """What a code of ours says: which paper (anything that tells papers apart), its page (from 1), the corner."""

    paper: Hashable
    page: int
    corner: CornerName


@dataclass(frozen=True)
class SeenCode:
    """A corner code of ours: its words, its place on the paper, its corners in px of the whole picture
    (top left, top right, bottom right, bottom left of the code as printed)."""

    text: str
    place: CodePlace
    corners: tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class PageReading:
    """Which paper a picture shows: None when no known code was read, or when there are two (`conflict`).

    `others` are the words of codes that `known` did not know. `small` is the picture made smaller by `factor`,
    kept so that the plane can be measured on it.
    """

    paper: Hashable | None
    page: int
    codes: tuple[SeenCode, ...]
    others: tuple[str, ...]
    conflict: bool
    small: NDArray[np.uint8] = field(repr=False, compare=False)
    factor: int = 1


def read_page(grey: NDArray[np.uint8], known: Callable[[str], CodePlace | None]) -> PageReading:
    """Read the codes of a picture. `known` says what a code means, None for one that is none of ours.

    While fewer than four corners are found, places where the missing ones should be are looked at again; with none
    found, the whole picture is, with more effort each time.
    """
    small, factor = reduced(grey)
    found = without_doubles(_scaled(first_look(small), factor))
    places = {code.text: known(code.text) for code in found}
    if not any(places.values()):
        for look in _whole_looks(grey, small, factor):
            found = without_doubles([*found, *look])
            places |= {code.text: known(code.text) for code in look}
            if any(places.values()):
                break
    seen = [(code, place) for code in found if (place := places[code.text])]
    if seen and len(seen) < len(CORNERS):
        for code in _missing(small, factor, seen):
            place = places.setdefault(code.text, known(code.text))
            found = without_doubles([*found, code])
            if place and code in found:
                seen.append((code, place))
    others = tuple(dict.fromkeys(code.text for code in found if not places[code.text]))
    codes = tuple(SeenCode(code.text, place, code.corners) for code, place in seen)
    conflict = _conflicting(codes)
    if conflict or not codes:
        return PageReading(None, 0, codes, others, conflict, small, factor)
    return PageReading(codes[0].place.paper, codes[0].place.page, codes, others, False, small, factor)


def _scaled(codes: list[FoundCode], factor: float) -> list[FoundCode]:
    if factor == 1:
        return codes
    return [
        FoundCode(code.text, tuple((x * factor, y * factor) for x, y in code.corners))  # type: ignore[arg-type]
        for code in codes
    ]


def _whole_looks(grey: NDArray[np.uint8], small: NDArray[np.uint8], factor: int) -> Iterator[list[FoundCode]]:
    for look in harder_looks(small):
        yield _scaled(look, factor)
    if factor > 1:
        yield first_look(grey)


def _missing(
    small: NDArray[np.uint8], factor: int, seen: list[tuple[FoundCode, CodePlace]]
) -> list[FoundCode]:
    """The codes that should stand where no code was seen, looked for by the nearest seen one's size and turn."""
    found = []
    have = {place.corner for _, place in seen}
    for corner in CORNERS:
        if corner in have:
            continue
        guesses = [_expected(code, place.corner, corner) for code, place in seen]
        nearest = min(range(len(seen)), key=lambda at: _steps(seen[at][1].corner, corner))
        middle = guesses[nearest]
        reach = _REACH * seen[nearest][0].side
        found += _scaled(
            [
                FoundCode(code.text, code.corners)
                for code in look_around(small, (middle[0] / factor, middle[1] / factor), reach / factor)
            ],
            factor,
        )
    return found


def _steps(one: CornerName, other: CornerName) -> int:
    return sum(a != b for a, b in zip(_SIDES[one], _SIDES[other], strict=True))


def _expected(code: FoundCode, at: CornerName, wanted: CornerName) -> Point:
    """Where the code of another corner should be, px, by the edges of one that was seen."""
    corners = np.array(code.corners)
    right = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    (x, y), (to_x, to_y) = _SIDES[at], _SIDES[wanted]
    place = corners.mean(axis=0) + right * _ACROSS * (to_x - x) + down * _DOWN * (to_y - y)
    return float(place[0]), float(place[1])


def _conflicting(codes: tuple[SeenCode, ...]) -> bool:
    """Two papers, two pages, one corner at two places, or codes turned differently: no single page explains them."""
    if len({(code.place.paper, code.place.page) for code in codes}) > 1:
        return True
    if len({code.place.corner for code in codes}) < len(codes):
        return True
    turns = [_turn(code) for code in codes]
    if any(float(one @ other) < _PARALLEL for one in turns for other in turns):
        return True
    return any(not _placed_right(one, other) for one in codes for other in codes if one is not other)


def _turn(code: SeenCode) -> NDArray[np.float64]:
    corners = np.array(code.corners)
    right = corners[1] - corners[0] + corners[2] - corners[3]
    length: float = max(float(np.hypot(*right)), 1e-9)
    turned: NDArray[np.float64] = right / length
    return turned


def _placed_right(one: SeenCode, other: SeenCode) -> bool:
    """Whether `other` lies on that side of `one` on which its corner is printed."""
    corners = np.array(one.corners)
    right, down = corners[1] - corners[0], corners[3] - corners[0]
    way = np.array(other.corners).mean(axis=0) - corners.mean(axis=0)
    (x, y), (to_x, to_y) = _SIDES[one.place.corner], _SIDES[other.place.corner]
    across, along = float(way @ right), float(way @ down)
    return (to_x == x or across * (to_x - x) > 0) and (to_y == y or along * (to_y - y) > 0)
