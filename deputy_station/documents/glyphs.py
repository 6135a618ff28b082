"""Glyphs by need: each character from the font of its role or the next font that has it, as TrueType outlines.

PDF through ReportLab embeds TrueType outlines only; CFF glyphs (Noto CJK) are converted one by one as they are
used, and kept for the process. A character that no font has is told before anything is drawn.
"""

import functools
import struct
import threading
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import uharfbuzz as harfbuzz
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTLibError
from fontTools.ttLib.tables._g_l_y_f import Glyph

from deputy_station.core.errors import Trouble
from deputy_station.documents.description import FontRole
from deputy_station.documents.fonts import (
    ROLES,
    FontFile,
    chinese_member,
    find_role_fonts,
    font_folders,
    installed_font_files,
    may_embed,
    open_font,
)

_CURVE_ERROR_EM = 0.0008  # how far a converted outline may lie from the drawn one; a hair at any print size
_BROKEN = (TTLibError, OSError, AssertionError, ValueError, KeyError, IndexError, struct.error)
_LOCK = threading.RLock()  # the choices and outlines found are shared by all papers


class MissingGlyphs(Trouble):
    """Characters that no installed font has; nothing was drawn. `characters` lists them in order."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        listed = "、".join(f"{character}（U+{ord(character):04X}）" for character in characters)
        super().__init__(
            f"这些字现有的字体都没有，印不出来：{listed}。请安装带有这些字的字体，或改用别的写法，再试一次。"
        )


class BrokenFont(Trouble):
    """A font file that looked whole cannot be read."""


class _Outline(Glyph):  # type: ignore[misc]
    """An outline without components that is written out once: the same characters stand on every paper, and writing
    them took half of the time that a paper takes."""

    _written: bytes | None = None

    def compile(self, *given: Any, **named: Any) -> bytes:
        if self._written is None:
            self._written = super().compile(*given, **named)
        return self._written


class Face:
    """One font in use: advance widths in em, and outlines as quadratic TrueType glyphs."""

    def __init__(self, file: FontFile) -> None:
        with open_font(file) as font:
            self.name = str(font["name"].getDebugName(6) or file.path.stem)
            self.ascent: int = font["hhea"].ascent
            self.descent: int = font["hhea"].descent
            # CFF contours run the other way round than TrueType's.
            self._reversed = "glyf" not in font
        # HarfBuzz reads glyphs in the file's own pages of memory: fontTools would keep 55 MiB of each Chinese font.
        face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file.path)), file.number)
        if not face.glyph_count or not len(face.unicodes):
            raise TTLibError("no glyphs, or no characters for them")
        self.units_per_em: int = face.upem
        self._font = harfbuzz.Font(face)
        self._outlines: dict[str, Any] = {}

    def draws(self, character: str) -> bool:
        """Whether the font truly has the character: mapped, and not an empty glyph unless it is a space."""
        if self._font.get_nominal_glyph(ord(character)) is None:
            return False
        return self.outline(character).numberOfContours != 0 or unicodedata.category(character) == "Zs"

    def advance(self, character: str) -> float:
        """Advance width in em."""
        glyph = self._font.get_nominal_glyph(ord(character))
        return float(self._font.get_glyph_h_advance(glyph) / self.units_per_em)

    def outline(self, character: str) -> Any:
        """The glyph as a quadratic TrueType outline without components."""
        made = self._outlines.get(character)
        if made is None:
            drawing = TTGlyphPen(None)
            pen = Cu2QuPen(drawing, _CURVE_ERROR_EM * self.units_per_em, reverse_direction=self._reversed)
            self._font.draw_glyph_with_pen(self._font.get_nominal_glyph(ord(character)), pen)
            made = self._outlines[character] = _Outline()
            made.__dict__.update(drawing.glyph().__dict__)
        return made


class GlyphSource:
    """All fonts of this machine as one: which face draws which character of which role."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._roles = {role: _face(file) for role, file in find_role_fonts(folders).items()}
        self._choices: dict[tuple[FontRole, str], Face | None] = {}
        self._elsewhere: dict[str, Face | None] = {}

    def faces_for(self, wanted: Mapping[FontRole, Iterable[str]]) -> dict[FontRole, dict[str, Face]]:
        """The face of every wanted character, by role; raises `MissingGlyphs` with all that no font has."""
        chosen: dict[FontRole, dict[str, Face]] = {}
        missing: dict[str, None] = {}
        with _LOCK:
            for role, characters in wanted.items():
                faces = chosen.setdefault(role, {})
                for character in characters:
                    face = self._choose(role, character)
                    if face is None:
                        missing[character] = None
                    else:
                        faces[character] = face
        if missing:
            raise MissingGlyphs("".join(sorted(missing)))
        return chosen

    def _choose(self, role: FontRole, character: str) -> Face | None:
        key = (role, character)
        if key not in self._choices:
            chain = [self._roles[name] for name in (role, *ROLES) if name in self._roles]
            face = next((face for face in chain if face.draws(character)), None)
            self._choices[key] = face or self._search_elsewhere(character)
        return self._choices[key]

    def _search_elsewhere(self, character: str) -> Face | None:
        """Any other installed font that has the character; slow, so asked only for what the roles lack.

        Private-use characters mean something else in every font, so they are not looked for elsewhere.
        """
        if unicodedata.category(character) == "Co":
            return None
        if character not in self._elsewhere:
            self._elsewhere[character] = next(
                (
                    face
                    for path in installed_font_files(self._folders)
                    if (file := _font_with(path, ord(character))) and (face := _face(file)).draws(character)
                ),
                None,
            )
        return self._elsewhere[character]


@functools.cache
def system_glyphs() -> GlyphSource:
    """The fonts installed on this machine; found once per process. Raises `NoChineseFont`."""
    return GlyphSource(font_folders())


def build_subset(face: Face, characters: list[str]) -> bytes:
    """A TrueType font program with .notdef and then the characters, in this order (glyph 1, 2, ...).

    It bears no time of making: a paper made again without a change has the same bytes, and is one piece of the archive.
    """
    names = [".notdef", *(f"g{number}" for number in range(1, len(characters) + 1))]
    with _LOCK:
        outlines = {".notdef": TTGlyphPen(None).glyph()}
        outlines.update(zip(names[1:], map(face.outline, characters), strict=True))
        widths = [face.units_per_em, *(round(face.advance(c) * face.units_per_em) for c in characters)]
        builder = FontBuilder(face.units_per_em, isTTF=True)
        builder.updateHead(created=0, modified=0)
        builder.setupGlyphOrder(names)
        builder.setupGlyf(outlines)
        glyf = builder.font["glyf"]
        bearings = [getattr(glyf[name], "xMin", 0) for name in names]
        builder.setupHorizontalMetrics(dict(zip(names, zip(widths, bearings, strict=True), strict=True)))
        builder.setupHorizontalHeader(ascent=face.ascent, descent=face.descent)
        builder.setupMaxp()
        made = BytesIO()
        builder.save(made)
    return made.getvalue()


@functools.cache
def _face(file: FontFile) -> Face:
    try:
        return Face(file)
    except _BROKEN as error:
        raise BrokenFont(f"字体文件“{file.path}”坏了，读不出来。请重新安装这个字体，再试一次。") from error


@functools.cache
def _coverage(path: Path) -> tuple[FontFile, "array[int]"] | None:
    """A file's font (of a collection the mainland's member) and its characters in order; None when broken."""
    try:
        file = FontFile(path, chinese_member(path))
        with open_font(file) as font:
            return (file, array("L", sorted(font.getBestCmap() or {}))) if may_embed(font) else None
    except _BROKEN:
        return None


def _font_with(path: Path, code: int) -> FontFile | None:
    covered = _coverage(path)
    if covered is None:
        return None
    place = bisect_left(covered[1], code)
    return covered[0] if place < len(covered[1]) and covered[1][place] == code else None
