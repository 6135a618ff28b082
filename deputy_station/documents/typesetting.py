"""Measure and fit texts: the faces in use by all sheets of a paper, widths of characters, lines of a cell."""

import functools
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from deputy_station.documents.description import (
    FieldKind,
    FontRole,
    Form,
    Grid,
    Paragraph,
    Rule,
    Sheet,
    TextStyle,
    placeholders,
)
from deputy_station.documents.glyphs import Face, GlyphSource
from deputy_station.documents.wrapping import Line, clean_for_paper, wrap_text

_SIZE_STEP = 0.5  # points by which a text shrinks
_PAGE_NUMBERS = "0123456789"


class Setting(NamedTuple):
    """A text as it will stand in its box: the size chosen, its lines, and its height in points."""

    size: float
    lines: tuple[Line, ...]
    height: float


class Typesetter:
    """Widths and fits of texts in the fonts of one paper; results are kept, as sheets share most texts."""

    def __init__(self, faces: dict[FontRole, dict[str, Face]]) -> None:
        self.faces = faces
        self._advances = {
            role: {character: face.advance(character) for character, face in chosen.items()}
            for role, chosen in faces.items()
        }
        self.fit = functools.lru_cache(maxsize=20_000)(self._fit)
        self.width = functools.lru_cache(maxsize=50_000)(self._width)

    def _width(self, role: FontRole, text: str) -> float:
        """Width of a line in em."""
        advances = self._advances[role]
        return sum(advances[character] for character in text)

    def _fit(self, text: str, style: TextStyle, width: float, height: float) -> Setting:
        """Set `text` in `width` points at the largest size that keeps it within `height` (0: any height).

        At the smallest size it may be higher than `height`: then its row grows.
        """
        size = style.size
        while True:
            setting = self.set_at(text, style, size, width)
            if not height or setting.height <= height + 0.01 or size <= style.min_size:
                return setting
            size = max(style.min_size, size - _SIZE_STEP)

    def set_at(
        self, text: str, style: TextStyle, size: float, width: float, first: float | None = None
    ) -> Setting:
        """Set `text` at `size` in `width` points (its first line in `first` points)."""
        if not text:
            return Setting(size, (), 0.0)
        first_em = None if first is None else first / size
        lines = wrap_text(text, self._advances[style.font], width / size, first_em)
        return Setting(size, tuple(lines), len(lines) * size * style.leading)


def gather_faces(sheets: Iterable[Sheet], source: GlyphSource) -> dict[FontRole, dict[str, Face]]:
    """The face of every character the sheets may print; raises `MissingGlyphs` before anything is laid out."""
    wanted: dict[FontRole, set[str]] = defaultdict(set)
    plans: dict[int, dict[str, tuple[FontRole, ...]]] = {}
    for sheet in sheets:
        form = sheet.form
        plan = plans.get(id(form))
        if plan is None:
            plan = plans[id(form)] = _roles_by_field(form, wanted)
        for offered in form.fields:
            roles = plan.get(offered.name, ())
            value = sheet.values[offered.name]
            if offered.kind is FieldKind.TEXT:
                for role in roles:
                    wanted[role].update(str(value))
            elif offered.kind is FieldKind.LIST and not isinstance(value, str) and not callable(value):
                for column in offered.columns:
                    roles = plan.get(f"{offered.name}.{column.name}", ())
                    for role in roles:
                        wanted[role].update(*(row[column.name] for row in value))
    return source.faces_for(
        {role: sorted(set(clean_for_paper("".join(used))) - {"\n"}) for role, used in wanted.items()}
    )


def _roles_by_field(form: Form, wanted: dict[FontRole, set[str]]) -> dict[str, tuple[FontRole, ...]]:
    """Which fields are set in which roles; the fixed texts of the form go into `wanted` at once."""
    roles: dict[str, dict[FontRole, None]] = defaultdict(dict)
    for text, role, listed in _texts(form):
        wanted[role].update(text)
        for name in placeholders(text):
            roles[name][role] = None
            if listed:
                roles[f"{listed}.{name}"][role] = None
    return {name: tuple(used) for name, used in roles.items()}


def _texts(form: Form) -> Iterable[tuple[str, FontRole, str]]:
    """Every text of the form with its role and, in repeated rows, the list field."""
    for furnishing in form.furniture:
        yield furnishing.text + _PAGE_NUMBERS, furnishing.style.font, ""
    for block in form.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.style.font, ""
        elif isinstance(block, Grid):
            for row in block.rows:
                for cell in row.cells:
                    yield cell.text, cell.style.font, row.repeat
                    if cell.sign_off is not None:
                        yield cell.sign_off.signer + cell.sign_off.day, cell.style.font, row.repeat
        else:
            assert isinstance(block, Rule)
