"""The page of a document of python-docx, its headers, footers and page numbers.

Loads python-docx: imported only when a DOCX is to be written (`documents.docx`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENTATION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.section import _Footer, _Header
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from deputy_station.documents.description import Align, Form, Furnishing, Sheet, TextStyle
from deputy_station.documents.docx_blank import piece
from deputy_station.documents.docx_codes import put_page_code
from deputy_station.documents.docx_lines import lines_of, put_run, set_line
from deputy_station.documents.furnishing import room_beside_codes
from deputy_station.documents.office_text import words_of

_FROM_LEFT: Sequence[Align] = ("left", "justify", "spread", "center", "right")
_STOPS: Mapping[Align, tuple[float, WD_TAB_ALIGNMENT]] = {
    "center": (0.5, WD_TAB_ALIGNMENT.CENTER),
    "right": (1.0, WD_TAB_ALIGNMENT.RIGHT),
}
"""Where on the width of the type area a text beside others begins, ends or has its middle."""
_SPARE_MM = 3.0
"""By so much a page may hold more than the printed one: lines of tables, the hair between two of them and the empty line
that ends a document take some, and a page that is full to the last row must not spill."""
_DESCENT = 0.3  # of a size: from the baseline to the foot of its line
_ASCENT = 0.95
_PAGE_NUMBERS = re.compile(r"(\{pages?\})")
_NUMBER = Furnishing(
    "第 {page} 页　共 {pages} 页", TextStyle(font="song", size=9.0, align="center"), baseline=8.0, at="footer"
)
"""Under following pages of a form that numbers none: on paper their code says which they are, in a DOCX nothing would."""
_COUNTED = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def set_page(document: WordDocument, sheet: Sheet) -> None:
    """Paper, margins, headers and footers of the only section."""
    page, furniture = sheet.form.page, sheet.form.furniture
    [section] = document.sections
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    if page.width > page.height:
        section.orientation = WD_ORIENTATION.LANDSCAPE
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom - spare_below(sheet.form))
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = Mm(_distance(sheet.form, "header"))
    section.footer_distance = Mm(_distance(sheet.form, "footer"))
    section.different_first_page_header_footer = True
    both = any(each.outside for each in furniture)
    document.settings.odd_and_even_pages_header_footer = both
    _furniture(section.header, sheet, "header")
    _furniture(section.footer, sheet, "footer")
    if both:
        _furniture(section.even_page_header, sheet, "header", odd=False)
        _furniture(section.even_page_footer, sheet, "footer", odd=False)
    _furniture(section.first_page_header, sheet, "header", first=True)
    _furniture(section.first_page_footer, sheet, "footer", first=True)


def spare_below(form: Form) -> float:
    """By how many mm the margin at the foot is lower than on the printed page; official papers keep theirs."""
    official = any(each.outside for each in form.furniture)
    return 0.0 if official else min(_SPARE_MM, form.page.bottom)


def _distance(form: Form, at: str) -> float:
    """From the edge of the paper to the first line of the headers, or to the last of the footers, in mm."""
    lines = [each for each in form.furniture if each.at == at]
    if not lines:
        return 10.0
    nearest = min(lines, key=lambda each: each.baseline)
    reach = (_ASCENT if at == "header" else _DESCENT) * nearest.style.size / 72 * 25.4
    return max(0.0, nearest.baseline - reach)


def _furniture(
    part: _Header | _Footer, sheet: Sheet, at: str, *, odd: bool = True, first: bool = False
) -> None:
    """The lines of a header or footer from top to bottom, each as far from the last as described."""
    shown = sorted(
        (each for each in sheet.form.furniture if each.at == at and not (first and each.from_page > 1)),
        key=lambda each: each.baseline,
        reverse=at == "footer",
    )
    part.is_linked_to_previous = False
    if not first and at == "footer" and not any("{page}" in each.text for each in sheet.form.furniture):
        shown.append(_NUMBER)
    new_line = lines_of(part)
    if not shown:
        new_line()
    above: float | None = None
    for baseline, abreast in groupby(shown, key=lambda each: each.baseline):
        beside = [_outside(each, odd=odd) for each in abreast]
        apart = beside[0].style.size * 1.25 if above is None else abs(baseline - above) / 25.4 * 72
        above = baseline
        _furnishings(new_line(), beside, sheet, apart)
    if first and isinstance(part, _Header):
        put_page_code(part, sheet)


def _outside(each: Furnishing, *, odd: bool) -> Furnishing:
    """Page numbers of official papers stand right on odd pages, left on even ones."""
    if not each.outside:
        return each
    return replace(each, style=replace(each.style, align="right" if odd else "left"))


def _furnishings(line: WordParagraph, beside: Sequence[Furnishing], sheet: Sheet, points: float) -> None:
    """What stands on one baseline: one text as it is aligned, several each at a tab stop of its alignment."""
    beside = sorted(beside, key=lambda each: _FROM_LEFT.index(each.style.align))
    first = beside[0].style
    several = len(beside) > 1
    style = replace(first, leading=points / first.size, align="left" if several else first.align)
    set_line(line, style, exact=True)
    page = sheet.form.page
    width = min(room_beside_codes(sheet.form, each) for each in beside)
    aside = (page.type_width - width) / 2 / 25.4 * 72
    if any(each.outside for each in beside):  # one character in from the edge (GB/T 9704-2012, 7.5)
        aside += first.size
    if aside:
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(aside)
    for each in beside:
        if several and each.style.align in _STOPS:
            share, stop = _STOPS[each.style.align]
            line.paragraph_format.tab_stops.add_tab_stop(
                Mm((page.type_width - width) / 2 + width * share), stop
            )
            put_run(line, "\t", each.style)
        for part in _PAGE_NUMBERS.split(each.text):
            if part in _COUNTED:
                field = piece("fldSimple", instr=f" {_COUNTED[part]} ")
                number = put_run(line, "1", each.style, each.color)
                number.element.addprevious(field)
                field.append(number.element)
            elif part:
                put_run(line, words_of(part, sheet.values).replace("\n", " "), each.style, each.color)
