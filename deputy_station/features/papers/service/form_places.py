"""What of a form can be changed, for people: its fixed words in their places, the columns of its tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deputy_station.documents.changes import FormChanges, Place, places_of, spoken
from deputy_station.documents.description import Form, Grid, Paragraph

OFTEN = 4
"""Places that say the same are asked for together from so many on."""
JOIN = ","


@dataclass(frozen=True)
class Words:
    """A place with fixed words, for people: `words` in force and `shipped` ones, fields in Chinese (`{年度}`); for who
    signs the words `beside` it."""

    place: str
    name: str
    words: str
    shipped: str
    signs: bool
    beside: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of a grid: what heads each, mm in force and as shipped."""

    block: int
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    shipped: tuple[float, ...]


def words_of_form(form: Form, changes: FormChanges) -> tuple[Words, ...]:
    new = {each.place: each for each in changes.words}
    found: dict[tuple[str, str, str], list[Words]] = {}
    for place in places_of(form):
        change = new.get(place.key)
        words = change.words if change is not None and change.shipped == place.words else place.words
        said, shipped = spoken(form, place, words), spoken(form, place, place.words)
        alone = place.key if place.signs else ""
        found.setdefault((said, shipped, alone), []).append(
            Words(place.key, _called(form, place), said, shipped, place.signs, _beside(form, place))
        )
    return tuple(each for alike in found.values() for each in _together(alike))


def _together(alike: Sequence[Words]) -> Sequence[Words]:
    """What a form says again and again (the days of the week over twelve months) is asked for once."""
    if len(alike) < OFTEN:
        return alike
    name = f"{alike[0].name}等 {len(alike)} 处"
    return [replace(alike[0], place=JOIN.join(each.place for each in alike), name=name)]


def _called(form: Form, place: Place) -> str:
    """How a clerk would point at it."""
    if place.in_margin:
        return place.name[:2]
    number = int(place.key.partition(".")[0])
    block = form.blocks[number - 1]
    if isinstance(block, Paragraph):
        return "标题" if number == 1 else "正文"
    assert isinstance(block, Grid)
    row = int(place.key.split(".")[1])
    if place.signs:
        return "签名处"
    grids = [index for index, each in enumerate(form.blocks, 1) if isinstance(each, Grid)]
    table = f"表 {grids.index(number) + 1} " if len(grids) > 1 else ""
    return f"{table}第 {row} 行"


def _beside(form: Form, place: Place) -> str:
    """The label of the row that is signed: two seals on one form differ by nothing else."""
    if not place.signs:
        return ""
    block, row, _cell = place.key.split(".")
    grid = form.blocks[int(block) - 1]
    assert isinstance(grid, Grid)
    first = "".join(grid.rows[int(row) - 1].cells[0].text.split())
    return "" if "{" in first else first


def columns_of_form(form: Form, changes: FormChanges) -> tuple[Columns, ...]:
    new = {each.block: each for each in changes.widths}
    found = []
    for number, block in enumerate(form.blocks, 1):
        if not isinstance(block, Grid) or len(block.columns) < 2:
            continue
        change = new.get(number)
        widths = change.widths if change is not None and change.shipped == block.columns else block.columns
        found.append(Columns(number, _heads(form, block), widths, block.columns))
    return tuple(found)


def _head(text: str, number: int) -> str:
    """A column of values beside the column of their labels is told from it."""
    plain = "".join(text.split())
    field = plain.startswith("{")
    return (plain.strip("{}") or f"第 {number} 列") + ("（填）" if field else "")


def _heads(form: Form, grid: Grid) -> tuple[str, ...]:
    """What stands at the top of each column: the first row whose cells are one column each, else its number."""
    for row in grid.rows:
        if len(row.cells) == len(grid.columns):
            place = Place("", "", "", row.repeat)
            return tuple(
                _head(spoken(form, place, cell.text), number) for number, cell in enumerate(row.cells, 1)
            )
    return tuple(f"第 {number} 列" for number in range(1, len(grid.columns) + 1))
