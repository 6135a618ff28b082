"""What makes a PDF one to keep for decades (PDF/A-2b, ISO 19005-2): what it is in XMP, which colours are meant.

The fonts are embedded by `pdf_fonts`; nothing here is transparent, encrypted or fetched from elsewhere.
"""

import functools
import struct
from typing import Any
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc

_write_stream = pdfdoc.PDFStream.format


def _stream_on_its_own_lines(stream: Any, document: Any) -> bytes:
    """What ReportLab writes, with the end of line before `endstream` that the standard asks for (6.1.7.1)."""
    written: bytes = _write_stream(stream, document)
    return written.removesuffix(b"endstream\n") + b"\nendstream\n"


pdfdoc.PDFStream.format = _stream_on_its_own_lines

_PART, _CONFORMANCE = 2, "B"
_PROFILE_MADE = (2026, 1, 1, 0, 0, 0)
_COLOURS = "sRGB IEC61966-2.1"
_PACKET = "W5M0MpCehiHzreSzNTczkc9d"
"""The id every XMP packet bears, by its specification."""


def make_archivable(document: Any, *, title: str, author: str, program: str) -> None:
    """Add to a ReportLab document what PDF/A-2b asks of the whole; the same words as its document properties."""
    catalog = document.Catalog
    catalog.Lang = pdfdoc.PDFString("zh-CN")
    catalog.Metadata = _stream(
        document,
        "DSMetadata",
        _xmp(title, author, program, _moment(document)).encode("utf-8"),
        {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")},
        packed=False,  # to be read by programs that know nothing of PDF
    )
    profile = _stream(document, "DSColours", _srgb(), {"N": 3}, packed=True)
    catalog.OutputIntents = pdfdoc.PDFArray(
        [
            pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("OutputIntent"),
                    "S": pdfdoc.PDFName("GTS_PDFA1"),
                    "OutputConditionIdentifier": pdfdoc.PDFString(_COLOURS),
                    "Info": pdfdoc.PDFString(_COLOURS),
                    "DestOutputProfile": profile,
                }
            )
        ]
    )
    # ReportLab writes the entries it knows of; the class is left as it is for others.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    # The font ReportLab begins every page with is not embedded, and no text is set in it.
    del document.idToObject[pdfdoc.BasicFonts].dict["F1"]


def _stream(document: Any, name: str, content: bytes, entries: dict[str, Any], *, packed: bool) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content)
    stream.filters = [pdfdoc.PDFZCompress] if packed else []
    return document.Reference(stream, name)


@functools.cache
def _srgb() -> bytes:
    """The profile with a fixed day of making (ICC.1:2010, 7.2.10): a paper made again on another day says the same."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + struct.pack(">6H", *_PROFILE_MADE) + made[36:]


def _moment(document: Any) -> str:
    """When the document was made, as XMP writes it; the same moment as in its properties."""
    stamp = document._timeStamp
    year, month, day, hour, minute, second = stamp.YMDhms
    offset = stamp.dhh * 60 + stamp.dmm
    return (
        f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    )


def _xmp(title: str, author: str, program: str, moment: str) -> str:
    title, author, program = escape(title), escape(author), escape(program)
    return f"""<?xpacket begin="\ufeff" id="{_PACKET}"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>{_PART}</pdfaid:part>
<pdfaid:conformance>{_CONFORMANCE}</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:description>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<pdf:Producer>{program}</pdf:Producer>
<pdf:Keywords></pdf:Keywords>
<pdf:Trapped>False</pdf:Trapped>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
