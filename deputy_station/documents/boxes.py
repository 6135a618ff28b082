"""The printed boxes of a laid-out paper by the names of its form's fields: what is kept with every print.

The form says by its fields where a pen fills in; the layout says where that lies on which page. So nobody writes a
place down twice, and a form that is changed moves its boxes with it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Form, FormProblem
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.marks import BoxMark, PageMarks
from deputy_station.documents.pen_places import TICK


@dataclass(frozen=True)
class Sought:
    """A field to be found again on the paper: `words`, or `attendees.signature` in the rows of a list.

    `key` is the box's key, `{}` in it the number of the row from 0; rows before `first` are left out.
    """

    field: str
    kind: BoxKind
    key: str
    first: int = 0


def find_boxes(form: Form, pages: Sequence[PageMarks], sought: Sequence[Sought]) -> PrintGeometry:
    """Where the sought fields, and all squares to tick, stand on the pages of one paper, in the order drawn.

    Raises FormProblem when the form has no cell for a sought field: its paper could not be read back.
    """
    wanted = {each.field: each for each in sought}
    seen: Counter[str] = Counter()
    boxes: list[Box] = []
    for number, page in enumerate(pages, 1):
        for mark in page.boxes:
            if mark.name.startswith(TICK):
                boxes.append(_box(mark, mark.name, BoxKind.TICK, number))
            elif (wish := wanted.get(mark.name)) is not None:
                if (row := seen[mark.name]) >= wish.first:
                    boxes.append(_box(mark, wish.key.replace("{}", str(row)), wish.kind, number))
                seen[mark.name] += 1
    if missing := [name for name in wanted if not seen[name]]:
        raise FormProblem(
            f"表格“{form.title}”没有“{'、'.join(missing)}”这一栏，纸表收回时认不出来。请恢复原来的表样。"
        )
    codes = form.codes
    return PrintGeometry(
        form.page.width,
        form.page.height,
        codes.size if codes else 0.0,
        codes.inset if codes else 0.0,
        len(pages),
        tuple(boxes),
    )


def _box(mark: BoxMark, key: str, kind: BoxKind, page: int) -> Box:
    left, top, width, height = (
        round(side / POINTS_PER_MM, 2) for side in (mark.x, mark.y, mark.width, mark.height)
    )
    return Box(key, kind, page, left, top, width, height, bordered=mark.thickness > 0)
