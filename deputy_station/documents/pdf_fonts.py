"""Embed the faces of a paper in a ReportLab document: one composite font per face, holding what was used.

ReportLab's own TTFont splits a font into pieces of 256 glyphs and names no character beyond the basic plane
(𠮷 could not be searched); a Type0 font with two-byte codes does neither.
"""

from typing import Any

from reportlab.pdfbase import pdfdoc

from deputy_station.documents.description import FontRole
from deputy_station.documents.glyphs import Face, build_subset


class _Embedded:
    """One face in one document: codes given to characters in the order of their first use."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self.codes: dict[str, int] = {}

    def code(self, character: str) -> int:
        return self.codes.setdefault(character, len(self.codes) + 1)


class EmbeddedFonts:
    """The fonts of one document."""

    def __init__(self, faces: dict[FontRole, dict[str, Face]]) -> None:
        self._embedded: dict[int, _Embedded] = {}
        self._by_role: dict[FontRole, dict[str, _Embedded]] = {
            role: {character: self._embedded_face(face) for character, face in chosen.items()}
            for role, chosen in faces.items()
        }
        self._encoded: dict[tuple[FontRole, str], tuple[tuple[str, str], ...]] = {}

    def encode(self, role: FontRole, text: str) -> tuple[tuple[str, str], ...]:
        """Runs of one face: the font's name in the document and the text as hexadecimal codes."""
        key = (role, text)
        runs = self._encoded.get(key)
        if runs is None:
            made: list[tuple[str, list[str]]] = []
            by_character = self._by_role[role]
            for character in text:
                embedded = by_character[character]
                if not made or made[-1][0] != embedded.name:
                    made.append((embedded.name, []))
                made[-1][1].append(f"{embedded.code(character):04X}")
            runs = self._encoded[key] = tuple((name, "".join(codes)) for name, codes in made)
        return runs

    def embed(self, document: Any) -> None:
        """Add the fonts, with all characters encoded so far, to the document."""
        shared = document.idToObject[pdfdoc.BasicFonts].dict
        for embedded in self._embedded.values():
            if embedded.codes:
                shared[embedded.name] = _type0_font(document, embedded)

    def _embedded_face(self, face: Face) -> _Embedded:
        if id(face) not in self._embedded:
            self._embedded[id(face)] = _Embedded(face, f"D{len(self._embedded) + 1}")
        return self._embedded[id(face)]


def _type0_font(document: Any, embedded: _Embedded) -> Any:
    face, characters = embedded.face, list(embedded.codes)
    number = embedded.name[1:]
    base_name = f"{'ABCDEFGHIJ'[int(number) % 10]}DEPST+{face.name}"
    program = build_subset(face, characters)
    widths = [round(face.advance(character) * 1000) for character in characters]
    descriptor = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": pdfdoc.PDFName(base_name),
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray([-200, -300, 1200, 1000]),
            "ItalicAngle": 0,
            "Ascent": round(face.ascent * 1000 / face.units_per_em),
            "Descent": round(face.descent * 1000 / face.units_per_em),
            "CapHeight": 700,
            "StemV": 80,
            "FontFile2": _stream(document, program, f"DSProgram{number}", Length1=len(program)),
        }
    )
    descendant = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": pdfdoc.PDFName(base_name),
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "FontDescriptor": document.Reference(descriptor, f"DSDescriptor{number}"),
            "DW": 1000,
            "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
            "CIDToGIDMap": pdfdoc.PDFName("Identity"),
        }
    )
    font = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": pdfdoc.PDFName(base_name),
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"DSDescendant{number}")]),
            "ToUnicode": _stream(document, _to_unicode(characters), f"DSToUnicode{number}"),
        }
    )
    return document.Reference(font, f"DSFont{number}")


def _stream(document: Any, content: bytes, name: str, **entries: int) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(dict(entries)), content)
    stream.filters = [pdfdoc.PDFZCompress]
    return document.Reference(stream, name)


def _to_unicode(characters: list[str]) -> bytes:
    """The map from codes back to characters, so that text can be searched and copied; at most 100 a block."""
    pairs = [
        f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters, 1)
    ]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
