"""Lines of a document of python-docx: how one stands, the runs of its text, every font named.

Loads python-docx: imported only when a DOCX is to be written (`documents.docx`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.section import _Footer, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from deputy_station.documents.description import Align, TextStyle
from deputy_station.documents.docx_blank import piece, set_fonts
from deputy_station.documents.kept_whole import kept_whole
from deputy_station.documents.office_text import FONT_NAMES, RARE_FONT, RARE_SIGNS

_JUSTIFIED: Mapping[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "spread": WD_ALIGN_PARAGRAPH.DISTRIBUTE,
}
_DIGITS = re.compile(r"[0-9:：]+|[^0-9:：]")
_LISTED = re.compile(r"(?<=\d、)(?=\d)")
_JOINER = "\u2060"
_HAIR = 1.0


def lines_of(part: _Header | _Footer | _Cell) -> Callable[[], WordParagraph]:
    """Gives its paragraphs one by one: first the empty one that is there, then new ones."""
    [there] = part.paragraphs
    there.style = None
    waiting = [there]
    return lambda: waiting.pop() if waiting else part.add_paragraph()


def set_line(
    line: WordParagraph, style: TextStyle, *, exact: bool = False, before: float = 0.0, after: float = 0.0
) -> None:
    """How a paragraph stands; space in mm. Its lines are as high as the style says, or at least so."""
    form = line.paragraph_format
    form.alignment = _JUSTIFIED[style.align]
    form.space_before, form.space_after = Mm(before), Mm(after)
    form.line_spacing = Pt(style.size * style.leading)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if exact else WD_LINE_SPACING.AT_LEAST


def put_text(line: WordParagraph, text: str, style: TextStyle, color: str = "#000000") -> None:
    """A text whose hours, dates and phone numbers stay on one line.

    Word joiners hold them together, set so small that a program without a glyph for one shows nothing. For LibreOffice
    the signs between must not be Chinese, or its Chinese rules break beside a joiner. In a list of numbers
    (0513、0514) it would break within a number: as small a space between two of them says where. Signs that only a font
    of rare ones has (𠮷) name it: not every program looks for one by itself.
    """
    for number, part in enumerate(_LISTED.split(text)):
        if number:
            put_run(line, " ", replace(style, size=_HAIR), color)
        for rare, piece_of_it in enumerate(RARE_SIGNS.split(part)):
            if rare % 2:
                set_fonts(put_run(line, piece_of_it, style, color).element.get_or_add_rPr(), RARE_FONT)
            elif piece_of_it:
                _put_part(line, piece_of_it, style, color)


def _put_part(line: WordParagraph, text: str, style: TextStyle, color: str) -> None:
    done = 0
    for begin, end in kept_whole(text):
        if begin > done:
            put_run(line, text[done:begin], style, color)
        for number, part in enumerate(_DIGITS.findall(text[begin:end])):
            if number:
                put_run(line, _JOINER, replace(style, size=_HAIR), color)
            run = put_run(line, part, style, color)
            run.element.get_or_add_rPr().append(piece("lang", val="en-US", eastAsia="en-US"))
        done = end
    if done < len(text):
        put_run(line, text[done:], style, color)


def put_run(line: WordParagraph, text: str, style: TextStyle, color: str = "#000000") -> Run:
    """A run of text in its font, for every kind of character."""
    name, bold = FONT_NAMES[style.font]
    half_points = round(style.size * 2)
    run = line.add_run(text)
    font = run.font
    font.name, font.size = name, Pt(half_points / 2)
    if bold:
        font.bold = font.cs_bold = True
    if color != "#000000":
        font.color.rgb = RGBColor.from_string(color.lstrip("#").upper())
    properties = run.element.get_or_add_rPr()
    set_fonts(properties, name)
    properties.append(piece("szCs", val=str(half_points)))
    return run
