"""The codes of a paper of very many sheets are drawn with one mask: as readable, and much faster to make."""

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from deputy_station.documents.codes import code_rectangles

PAYLOADS = ("MAAACAAAAAAAAAAB" * 2, "A" * 28, "7" * 28, "EEJQAAIBAAAAAAAAAAAAAAAAAAAA")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("mask", [None, 0])
def test_a_code_is_read_whatever_its_mask(payload: str, mask: int | None) -> None:
    modules, rectangles = code_rectangles(payload, "Q", mask)
    picture = Image.new("L", (modules * 4, modules * 4), 255)
    draw = ImageDraw.Draw(picture)
    for column, row, width, height in rectangles:
        draw.rectangle(
            (column * 4, row * 4, (column + width) * 4 - 1, (row + height) * 4 - 1),
            fill=0,
        )
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [payload]
