"""A worksheet whose first, odd and even pages have headers and footers of their own: XlsxWriter writes but one of each.

Loads XlsxWriter: imported only when a workbook is to be written (`documents.xlsx`).
"""

from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True)
class Told:
    """A header and a footer, as they are written with codes (&P, &N, &G)."""

    header: str
    footer: str


class PagedWorksheet(Worksheet):  # type: ignore[misc, unused-ignore]
    """Its headers and footers are told page by page; a picture hangs in the header of the first page only."""

    odd = even = Told("", "")

    def tell_pages(
        self,
        first: Told,
        odd: Told,
        even: Told,
        *,
        header: dict[str, Any],
        footer: dict[str, Any],
    ) -> None:
        """Set them with XlsxWriter's options; pictures among those of the `header` belong to the first page."""
        self.set_header(first.header, header)
        self.set_footer(first.footer, footer)
        for image in self.header_images:
            image._header_position += "FIRST"  # as spreadsheet programs call the places of the first page
        self.odd, self.even = odd, even

    def _write_header_footer(self) -> None:
        """The element, where the library knows no other pages; its order is fixed by the standard (ECMA-376, 18.3.1.46)."""
        first = Told(self.header or "", self.footer or "")
        if not any((*vars(first).values(), *vars(self.odd).values(), *vars(self.even).values())):
            return
        ways = {"differentOddEven": self.even != self.odd, "differentFirst": first != self.odd}
        attributes = [(name, 1) for name, wanted in ways.items() if wanted]
        if not self.header_footer_scales:
            attributes.append(("scaleWithDoc", 0))
        self._xml_start_tag("headerFooter", attributes)
        self._tell("odd", self.odd)
        if ways["differentOddEven"]:
            self._tell("even", self.even)
        if ways["differentFirst"]:
            self._tell("first", first)
        self._xml_end_tag("headerFooter")

    def _tell(self, pages: str, told: Told) -> None:
        for name, text in (("Header", told.header), ("Footer", told.footer)):
            if text:
                self._xml_data_element(pages + name, text)
