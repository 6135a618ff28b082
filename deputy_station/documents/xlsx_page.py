"""The printed page of a paper's worksheet: paper, margins, headers and footers with page numbers, the code of its record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from deputy_station.documents.code_picture import code_picture
from deputy_station.documents.description import Align, Furnishing, Sheet
from deputy_station.documents.office_text import FONT_NAMES, words_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from deputy_station.documents.xlsx_headers import PagedWorksheet

_PAPERS = {(105, 148): 70, (148, 210): 11, (210, 297): 9, (297, 420): 8}
"""The numbers of papers by their sides in mm."""
_ASCENT, _DESCENT = 0.95, 0.3  # of a size, from the baseline of a line to its top and foot
_LONGEST = 255  # what a header or footer of a worksheet can hold, in UTF-16 units
NEARLY_A_PAGE = 1.2
"""Pages of estimated height up to which what is one page on paper is set a little smaller to stay one."""
_Side = Literal["left", "center", "right"]
_SIDES: tuple[_Side, ...] = ("left", "center", "right")


def set_page(worksheet: "Worksheet", sheet: Sheet, height: float) -> None:
    """Paper and margins; as wide as a page, and one page where `height` (mm) of all rows is hardly more than that."""
    page = sheet.form.page
    paper = _PAPERS.get((round(min(page.width, page.height)), round(max(page.width, page.height))))
    if paper is not None:
        worksheet.set_paper(paper)
    if page.width > page.height:
        worksheet.set_landscape()
    worksheet.set_margins(*(each / 25.4 for each in (page.left, page.right, page.top, page.bottom)))
    worksheet.fit_to_pages(1, 1 if height <= page.type_height * NEARLY_A_PAGE else 0)
    worksheet.hide_gridlines(2)


def set_furniture(
    worksheet: "PagedWorksheet", sheet: Sheet, *, begins: bool = True
) -> tuple[list[str], list[str]]:
    """Headers and footers of first, odd and even pages, the code of the record on the first; gives the lines that are too
    long for them, above and below. The first page of an annex, which does not begin the paper, is like any other: it
    bears no code, which says its own page."""
    from deputy_station.documents.xlsx_headers import Told

    code = _code(sheet) if begins else None
    options: dict[str, Any] = {"scale_with_doc": False, "margin": _margin(sheet, "header")}
    if code is not None:
        side, picture = code
        options |= {f"image_{side}": "code.png", f"image_data_{side}": BytesIO(picture)}
    left_over: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    pages = {"first": _on_page(sheet, 1), "odd": _on_page(sheet, 3), "even": _on_page(sheet, 2)}
    ats: tuple[Literal["header", "footer"], ...] = ("header", "footer")
    for at in ats:
        for which, shown in pages.items():
            pictured = at == "header" and which == "first" and code is not None
            over, text = _fitting(sheet, [each for each in shown if each.at == at], pictured)
            told.setdefault(which, []).append(text)
            left_over[at] = list(dict.fromkeys([*left_over.get(at, []), *over]))
    first, odd, even = (Told(*told[which]) for which in pages)
    footer = {"scale_with_doc": False, "margin": _margin(sheet, "footer")}
    worksheet.tell_pages(first if begins else odd, odd, even, header=options, footer=footer)
    return left_over["header"], left_over["footer"]


def _on_page(sheet: Sheet, number: int) -> list[Furnishing]:
    """What stands on a page, in its place there."""
    shown = [each for each in sheet.form.furniture if number >= each.from_page]
    if number % 2:
        return shown
    left = [replace(each, outside=False, style=replace(each.style, align="left")) for each in shown]
    return [other if each.outside else each for each, other in zip(shown, left, strict=True)]


def _margin(sheet: Sheet, at: str) -> float:
    """Inches from the edge of the paper to the nearest line, or to the code."""
    reach = _ASCENT if at == "header" else _DESCENT
    near = [
        each.baseline - reach * each.style.size / 72 * 25.4 for each in sheet.form.furniture if each.at == at
    ]
    codes = sheet.form.page_code
    if codes is not None and at == "header" and _code_text(sheet):
        near.append(codes.inset)
    return max(0.0, min(near, default=8.0)) / 25.4


def _fitting(sheet: Sheet, lines: Sequence[Furnishing], code: bool) -> tuple[list[str], str]:
    """The lines of a header or of a footer that do not fit any more, outermost last, and the text of the others."""
    footer = any(each.at == "footer" for each in lines)
    shown = sorted(lines, key=lambda each: each.baseline, reverse=footer)
    left_over: list[str] = []
    while len((text := _coded(sheet, shown, code)).encode("utf-16-le")) // 2 > _LONGEST:
        longest = max(shown, key=lambda each: len(words_of(_unnumbered(each.text), sheet.values)))
        shown.remove(longest)
        left_over.append(words_of(_unnumbered(longest.text), sheet.values).replace("\n", " "))
    return left_over, text


def _unnumbered(text: str) -> str:
    return text.replace("{page}", "").replace("{pages}", "")


def _coded(sheet: Sheet, shown: Sequence[Furnishing], code: bool) -> str:
    """Lines from top to bottom in three parts, as a header or footer is written.

    What stands lower on paper stands lower in its part, whether a program hangs the parts from their first line or stands
    them on their last.
    """
    heights = list(dict.fromkeys(each.baseline for each in shown))
    sizes = {height: max(each.style.size for each in shown if each.baseline == height) for height in heights}
    footers = any(each.at == "footer" for each in shown)
    parts: list[str] = []
    for side in _SIDES:
        here = {each.baseline: _line(each, sheet) for each in shown if _side(each) == side}
        filled = [number for number, height in enumerate(heights) if height in here]
        wanted = heights if footers and filled else heights[: max(filled, default=-1) + 1]
        lines = [here.get(height, f"&{round(sizes[height])} ") for height in wanted]
        if code and sheet.form.page_code is not None and _corner(sheet) == side:
            lines = ["&G", *lines]
        if lines:
            parts.append(f"&{side[0].upper()}" + "\n".join(lines))
    return "".join(parts)


def _line(each: Furnishing, sheet: Sheet) -> str:
    """A line with its size, font and colour; the font comes after the size, as a text may begin with a digit."""
    name, bold = FONT_NAMES[each.style.font]
    color = "" if each.color == "#000000" else f"&K{each.color.lstrip('#').upper()}"
    start = f'&{round(each.style.size)}{color}&"{name},{"Bold" if bold else "Regular"}"'
    return start + "".join(_numbered(each.text, sheet))


def _numbered(text: str, sheet: Sheet) -> Iterator[str]:
    before, page, after = text.partition("{page}")
    if page:
        yield from (*_numbered(before, sheet), "&P", *_numbered(after, sheet))
        return
    before, pages, after = text.partition("{pages}")
    yield words_of(before, sheet.values).replace("\n", " ").replace("&", "&&")
    if pages:
        yield from ("&N", *_numbered(after, sheet))


_AT: dict[Align, _Side] = {"left": "left", "justify": "left", "right": "right"}


def _side(each: Furnishing) -> _Side:
    return "right" if each.outside else _AT.get(each.style.align, "center")


# ---------------------------------------------------------------- the code of the record


def _code_text(sheet: Sheet) -> str:
    """What the code of the first page says; those of other pages a header cannot know."""
    if sheet.form.page_code is None or sheet.page_code is None:
        return ""
    return sheet.page_code(1, 1, "")


def _code(sheet: Sheet) -> tuple[_Side, bytes] | None:
    codes, text = sheet.form.page_code, _code_text(sheet)
    if codes is None or not text:
        return None
    return _corner(sheet), code_picture(text, codes.correction, codes.size)


def _corner(sheet: Sheet) -> _Side:
    assert sheet.form.page_code is not None
    [corner] = sheet.form.page_code.corners
    return "left" if corner.endswith("left") else "right"
