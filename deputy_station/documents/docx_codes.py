"""The small code of a DOCX's record: a picture where the PDF of the same paper has it, on the first page.

It says record and page. Whoever edits the paper breaks its pages anew, and a header knows no page but the first: on the
others a code would say that they are the first, and a scan of them would be taken for it. They bear their number.

It hangs in the header, placed from the corner of the page, so that no text moves it. Loads python-docx: imported only when a DOCX is to be written (`documents.docx`).
"""

from io import BytesIO

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Header
from docx.shared import Length, Mm

from deputy_station.documents.code_picture import code_picture
from deputy_station.documents.description import CornerCodes, Form, Sheet
from deputy_station.documents.docx_blank import set_fonts

_WORDS = "本页二维码：放在扫码枪下，打开这张纸的记录"


def put_page_code(header: _Header, sheet: Sheet) -> None:
    """Hang the code of the first page into its header, where form and sheet have one."""
    codes = sheet.form.page_code
    text = sheet.page_code(1, 1, "") if codes is not None and sheet.page_code is not None else ""
    if codes is None or not text:
        return
    size = Mm(codes.size)
    run = header.paragraphs[0].add_run()
    set_fonts(run.element.get_or_add_rPr(), "宋体")
    inline = header.part.new_pic_inline(BytesIO(code_picture(text, codes.correction, codes.size)), size, size)
    run.element.add_drawing(_placed(inline, *_corner(sheet.form, codes)))


def _corner(form: Form, codes: CornerCodes) -> tuple[Length, Length]:
    """From the left and the upper edge of the paper to the picture, as in the PDF."""
    [corner] = codes.corners
    side = codes.inset + codes.beside
    left = side if corner.endswith("left") else form.page.width - side - codes.size
    top = codes.inset if corner.startswith("top") else form.page.height - codes.inset - codes.size
    return Mm(left), Mm(top)


def _placed(inline: BaseOxmlElement, left: Length, top: Length) -> BaseOxmlElement:
    """A picture of python-docx, which stands in its line, at a place of the page instead, behind the text."""
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        ' relativeHeight="1" behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/></wp:anchor>'
    )
    anchor.find(qn("wp:effectExtent")).addprevious(inline.find(qn("wp:extent")))
    words = inline.find(qn("wp:docPr"))
    words.set("name", "page code")
    words.set("descr", _WORDS)
    anchor.extend(list(inline))
    return anchor
