"""Sheets printed before their geometry was kept (before 0.4): all boxes from what was kept, the signature boxes.

These sheets were all printed by one form: A4, codes of 20 mm at 5 mm from the edges, the name cell at 27 mm.
"""

from collections.abc import Sequence

from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry

_PAGE = (210.0, 297.0)
_CODE_SIZE, _CODE_INSET = 20.0, 5.0
_NAME_LEFT, _NAME_WIDTH = 27.0, 31.0
_BLANK = 0


def geometry_before_it_was_kept(
    pages: int, rows: Sequence[int], signatures: Sequence[Sequence[float]]
) -> PrintGeometry:
    """The geometry of an old sheet: `rows` deputy ids in printed order, `signatures` page, left, top, width, height
    (mm) of each row."""
    boxes: list[Box] = []
    for number, (deputy_id, (page, left, top, width, height)) in enumerate(
        zip(rows, signatures, strict=True)
    ):
        if deputy_id == _BLANK:
            boxes.append(Box(f"line:{number}", BoxKind.LINE, int(page), _NAME_LEFT, top, _NAME_WIDTH, height))
        boxes.append(Box(f"row:{number}", BoxKind.SIGNATURE, int(page), left, top, width, height))
    return PrintGeometry(*_PAGE, _CODE_SIZE, _CODE_INSET, pages, tuple(boxes))
