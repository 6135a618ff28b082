"""What a station changes on a shipped form without code: its fixed words, a logo line, column widths, the size of type.

A change names its place and the words (or widths) that stood there: where a later version of the shipped form says
something else there, the change is left out and told (`outdated`), not put over what nobody compared.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deputy_station.documents.checking import POINTS_PER_MM, check_form
from deputy_station.documents.description import (
    Block,
    Cell,
    FieldKind,
    Form,
    FormProblem,
    Furnishing,
    Grid,
    Paragraph,
    Row,
    TextStyle,
    placeholders,
)

NARROWEST = 6.0
"""mm: a column of two small characters between its lines."""
SIZE_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Points by which the type in the tables of a form may differ from the shipped one."""
LONGEST_LOGO = 40
_EDGE = 4.1  # mm from the edge of the paper that printers reach
_GAP = 1.2  # mm between the line above and what stands below it
_LOGO = TextStyle("fangsong", 12, 8, 1.2, "center")
_SMALL_LOGO = 9.0
_A_VALUE = "　" * 8  # as wide as most values in a heading are
_PAGE_WORDS = {"page": "第几页", "pages": "共几页"}
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class NewWords:
    """`words` instead of the `shipped` ones at a place (`Place.key`), with `{name}` for fields."""

    place: str
    shipped: str
    words: str


@dataclass(frozen=True)
class NewWidths:
    """Widths in mm of the columns of the grid that is block number `block` (from 1), instead of the `shipped` ones."""

    block: int
    shipped: tuple[float, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class FormChanges:
    """All that one version of a station's form has otherwise; empty: as shipped."""

    words: tuple[NewWords, ...] = ()
    widths: tuple[NewWidths, ...] = ()
    logo: str = ""
    size_step: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether the form stays as shipped."""
        return self == FormChanges()


@dataclass(frozen=True)
class Place:
    """A place of a form with fixed words: its key (`2.3.1`: block, row, cell; `2.3.1s`: who signs there; `2`: a
    paragraph; `f1`: a line in the margin), how it is called, what stands there, which list its row repeats."""

    key: str
    name: str
    words: str
    repeats: str = ""
    in_margin: bool = False
    signs: bool = False


def places_of(form: Form) -> tuple[Place, ...]:
    """Every place with words of the form's own, in the order they stand. Cells that only hold fields are none."""
    found = [
        Place(
            f"f{number}",
            f"{'页眉' if line.at == 'header' else '页脚'}第 {number} 处",
            line.text,
            in_margin=True,
        )
        for number, line in enumerate(form.furniture, 1)
    ]
    heads = [place for place, line in zip(found, form.furniture, strict=True) if line.at == "header"]
    feet = [place for place in found if place not in heads]
    inside = []
    for number, block in enumerate(form.blocks, 1):
        if isinstance(block, Paragraph):
            inside.append(Place(f"{number}", f"第 {number} 块", block.text))
        elif isinstance(block, Grid):
            inside += _places_of_grid(block, number)
    return tuple(place for place in (*heads, *inside, *feet) if _has_own_words(place.words))


def _places_of_grid(grid: Grid, number: int) -> list[Place]:
    found = []
    for row_number, row in enumerate(grid.rows, 1):
        for cell_number, cell in enumerate(row.cells, 1):
            key = f"{number}.{row_number}.{cell_number}"
            name = f"第 {number} 块第 {row_number} 行第 {cell_number} 格"
            found.append(Place(key, name, cell.text, row.repeat))
            if cell.sign_off is not None:
                found.append(Place(f"{key}s", f"{name}的签名", cell.sign_off.signer, row.repeat, signs=True))
    return found


def _has_own_words(text: str) -> bool:
    return bool(_BRACES.sub("", text).strip())


# ---------------------------------------------------------------------- fields by their Chinese names


def fields_at(form: Form, place: Place) -> dict[str, str]:
    """The fields that words at a place may use: label by name."""
    offered = {field.name: field.label for field in form.fields if field.kind is FieldKind.TEXT}
    listed = form.field_named(place.repeats) if place.repeats else None
    if listed is not None:
        offered |= {column.name: column.label for column in listed.columns}
    return offered | (_PAGE_WORDS if place.in_margin else {})


def spoken(form: Form, place: Place, words: str) -> str:
    """`words` as people read them: `{年度}` for `{year}`."""
    labels = fields_at(form, place)
    names = _names_by_label(labels)

    def say(match: re.Match[str]) -> str:
        label = labels.get(match[1], "")
        return f"{{{label}}}" if names.get(label) == match[1] else match[0]

    return _BRACES.sub(say, words)


def written(form: Form, place: Place, words: str) -> str:
    """`words` as the form keeps them; fields may be called by label or name. Raises `FormProblem` naming form, cell
    and field for one that does not exist, and where one of the place's own fields was left out."""
    labels = fields_at(form, place)
    names = _names_by_label(labels)
    known = "、".join(f"{{{label}}}" for label in names)
    offer = f"这里可以用的有：{known}" if known else "这里没有可以用的字段"

    def write(match: re.Match[str]) -> str:
        called = match[1].strip()
        name = called if called in labels else names.get(called)
        if name is None:
            raise _problem(form, place.name, f"用了没有的字段“{called}”。{offer}")
        return f"{{{name}}}"

    text = _BRACES.sub(write, words)
    if "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        raise _problem(form, place.name, f"的花括号没有成对。{offer}")
    for name in placeholders(place.words):
        if name not in placeholders(text):
            raise _problem(form, place.name, f"不能去掉字段“{{{labels.get(name, name)}}}”，记录要填在这里")
    return text


def _names_by_label(labels: Mapping[str, str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, label in labels.items():
        names.setdefault(label, name)
    return names


# ---------------------------------------------------------------------- putting changes on a form


def outdated(form: Form, changes: FormChanges) -> tuple[str, ...]:
    """What of the changes does not fit the shipped form any more, a sentence each."""
    now = {place.key: place for place in places_of(form)}
    told = []
    for change in changes.words:
        place = now.get(change.place)
        if place is None:
            told.append(f"原来写“{change.shipped}”的那一处已经没有了，“{change.words}”没有用上")
        elif place.words != change.shipped:
            told.append(
                f"{place.name}原来写“{change.shipped}”，新版写“{place.words}”，“{change.words}”没有用上"
            )
    for widths in changes.widths:
        if _columns_at(form, widths.block) != widths.shipped:
            told.append(f"第 {widths.block} 块的各列和原来不同，改过的列宽没有用上")
    return tuple(told)


def apply_changes(form: Form, changes: FormChanges) -> Form:
    """The shipped form with a station's changes that still fit it, checked as loading does.

    Raises `FormProblem` naming form, cell and field.
    """
    places = {place.key: place for place in places_of(form)}
    new = {
        change.place: _checked(form, places[change.place], change.words)
        for change in changes.words
        if change.place in places and places[change.place].words == change.shipped
    }
    widths = {
        each.block: _checked_widths(form, each)
        for each in changes.widths
        if _columns_at(form, each.block) == each.shipped
    }
    if changes.size_step not in SIZE_STEPS:
        raise _problem(form, "字号", "只能小 1 磅到大 1 磅")
    changed = replace(
        form,
        blocks=tuple(
            _block(block, number, new, widths, changes.size_step)
            for number, block in enumerate(form.blocks, 1)
        ),
        furniture=tuple(
            replace(line, text=new.get(f"f{number}", line.text))
            for number, line in enumerate(form.furniture, 1)
        ),
    )
    if changes.logo:
        changed = _with_logo(changed, changes.logo)
    check_form(changed)
    return changed


def _checked(form: Form, place: Place, words: str) -> str:
    if not words.strip() and placeholders(place.words):
        raise _problem(form, place.name, "不能空着，记录要填在这里")
    return written(form, place, words)


def _columns_at(form: Form, number: int) -> tuple[float, ...]:
    block = form.blocks[number - 1] if 0 < number <= len(form.blocks) else None
    return block.columns if isinstance(block, Grid) else ()


def _table_name(form: Form, block: int) -> str:
    """How a clerk points at a table: 表 2, where the form has several."""
    grids = [number for number, each in enumerate(form.blocks, 1) if isinstance(each, Grid)]
    return f"表 {grids.index(block) + 1} " if len(grids) > 1 else ""


def _checked_widths(form: Form, change: NewWidths) -> tuple[float, ...]:
    place = _table_name(form, change.block)
    if len(change.widths) != len(change.shipped):
        raise _problem(form, place, f"有 {len(change.shipped)} 列，给了 {len(change.widths)} 个列宽")
    for number, (width, before) in enumerate(zip(change.widths, change.shipped, strict=True), 1):
        if not width >= min(NARROWEST, before):  # so that what is no number is refused too
            raise _problem(
                form, f"{place}第 {number} 列", f"只有 {width:g} 毫米，至少要 {min(NARROWEST, before):g} 毫米"
            )
    total, before = sum(change.widths), sum(change.shipped)
    if abs(total - before) > 0.05:
        raise _problem(form, place, f"各列加起来是 {total:g} 毫米，应和原来一样是 {before:g} 毫米")
    return change.widths


def _block(
    block: Block,
    number: int,
    new: Mapping[str, str],
    widths: Mapping[int, tuple[float, ...]],
    step: float,
) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=new.get(f"{number}", block.text))
    if not isinstance(block, Grid):
        return block
    return replace(
        block,
        columns=widths.get(number, block.columns),
        rows=tuple(_row(row, f"{number}.{place}", new, step) for place, row in enumerate(block.rows, 1)),
    )


def _row(row: Row, key: str, new: Mapping[str, str], step: float) -> Row:
    return replace(
        row, cells=tuple(_cell(cell, f"{key}.{place}", new, step) for place, cell in enumerate(row.cells, 1))
    )


def _cell(cell: Cell, key: str, new: Mapping[str, str], step: float) -> Cell:
    sign_off = cell.sign_off
    if sign_off is not None:
        sign_off = replace(sign_off, signer=new.get(f"{key}s", sign_off.signer))
    style = cell.style
    if step:
        style = replace(style, size=max(style.min_size, style.size + step))
    return replace(cell, text=new.get(key, cell.text), sign_off=sign_off, style=style)


def _with_logo(form: Form, logo: str) -> Form:
    """The line stands in the margin above whatever is there, so that no page breaks elsewhere for it; where there is
    no room, beside the uppermost line, and else above the first block."""
    if len(logo) > LONGEST_LOGO or "\n" in logo:
        raise _problem(form, "抬头", f"只能有一行，不超过 {LONGEST_LOGO} 字")
    if "{" in logo or "}" in logo:
        raise _problem(form, "抬头", "不能用字段，请直接写字")
    heads = [line for line in form.furniture if line.at == "header"]
    above = min((line.baseline - line.style.size / POINTS_PER_MM for line in heads), default=form.page.top)
    for size in (_LOGO.size, _SMALL_LOGO):
        if above - _GAP - size / POINTS_PER_MM >= _EDGE:
            line = Furnishing(logo, replace(_LOGO, size=size), above - _GAP, "header")
            return replace(form, furniture=(*form.furniture, line))
    top = min((line.baseline for line in heads), default=0.0)
    beside = [line for line in heads if line.baseline - top < 5]
    if heads and form.codes is None and all(line.style.align == "center" for line in beside):
        # Half of what the uppermost line, as wide as its characters, leaves of the page.
        taken = max(len(_BRACES.sub(_A_VALUE, line.text)) * line.style.size for line in beside)
        room = (form.page.type_width * POINTS_PER_MM - taken) / 2
        most = int(room / _SMALL_LOGO) - 1
        if len(logo) > most:
            raise _problem(form, "抬头", f"太长，会碰到标题，这张表上最多 {most} 字")
        size = min(_LOGO.size, room / (len(logo) + 1))
        line = Furnishing(logo, replace(_LOGO, size=size, align="left"), top, "header")
        return replace(form, furniture=(*form.furniture, line))
    return replace(form, blocks=(Paragraph(logo, _LOGO, after=1.0, one_line=True), *form.blocks))


def _problem(form: Form, place: str, what: str) -> FormProblem:
    return FormProblem(f"表格“{form.title}”的{place}{what}。请改好再存。")


# ---------------------------------------------------------------------- kept as plain values


def to_plain(changes: FormChanges) -> dict[str, Any]:
    """What is kept in the database."""
    return {
        "words": [[each.place, each.shipped, each.words] for each in changes.words],
        "widths": [[each.block, list(each.shipped), list(each.widths)] for each in changes.widths],
        "logo": changes.logo,
        "size_step": changes.size_step,
    }


def from_plain(kept: Mapping[str, Any]) -> FormChanges:
    """What `to_plain` gave."""
    return FormChanges(
        tuple(NewWords(*each) for each in kept["words"]),
        tuple(
            NewWidths(block, tuple(map(float, shipped)), tuple(map(float, widths)))
            for block, shipped, widths in kept["widths"]
        ),
        kept["logo"],
        float(kept["size_step"]),
    )


def with_words(form: Form, changes: FormChanges, words: Mapping[str, str]) -> FormChanges:
    """`changes` with these words (by place, fields by label or name); those equal to the shipped ones are none.
    Raises `FormProblem` as `written`."""
    kept: Sequence[NewWords] = ()
    for place in places_of(form):
        given = written(form, place, words[place.key]) if place.key in words else None
        if given is None:
            kept = [*kept, *(each for each in changes.words if each.place == place.key)]
        elif given != place.words:
            kept = [*kept, NewWords(place.key, place.words, given)]
    return replace(changes, words=tuple(kept))


def with_widths(form: Form, changes: FormChanges, widths: Mapping[int, Sequence[float]]) -> FormChanges:
    """`changes` with these column widths in mm by block number; those equal to the shipped ones are none."""
    others = [each for each in changes.widths if each.block not in widths]
    new = [
        NewWidths(block, _columns_at(form, block), tuple(map(float, given)))
        for block, given in widths.items()
        if tuple(map(float, given)) != _columns_at(form, block)
    ]
    return replace(changes, widths=tuple(sorted([*others, *new], key=lambda each: each.block)))
