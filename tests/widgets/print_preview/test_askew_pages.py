"""Four crosses of the test page: where the printer puts its pages, and whether the paper runs through askew."""

from decimal import Decimal

import pytest

from deputy_station.widgets.print_preview.habits import Offset
from deputy_station.widgets.print_preview.position_dialog import offset_of, skew_words


@pytest.mark.parametrize(
    ("found", "offset"),
    [
        ({"left": "50", "top": "50"}, Offset(0.0, 0.0)),
        ({"left": "48.5", "top": "51"}, Offset(1.5, -1.0)),
        # Askew: the middle of both is where it should be.
        ({"left": "49", "top": "50", "left_below": "51", "top_right": "52"}, Offset(0.0, -1.0)),
    ],
)
def test_the_page_is_moved_by_what_was_found(found: dict[str, str], offset: Offset) -> None:
    assert offset_of(**{key: Decimal(value) for key, value in found.items()}) == offset


@pytest.mark.parametrize(
    ("top_right", "left_below", "told"),
    [
        ("50.5", "49.5", ""),
        ("52", "", "右边比左边低 2 毫米"),
        ("48.8", "51.5", "右边比左边高 1.2 毫米，下边比上边偏右 1.5 毫米"),
    ],
)
def test_a_page_that_runs_askew_is_told(top_right: str, left_below: str, told: str) -> None:
    words = skew_words(
        Decimal(50),
        Decimal(50),
        left_below=Decimal(left_below) if left_below else None,
        top_right=Decimal(top_right),
    )
    assert words.startswith(f"纸走歪了：{told}。") if told else words == ""
