"""python-docx's empty document, without the fonts, styles, names and dates that its template brings.

Every place where Word or WPS looks for a font names one that both bring along (宋体, 仿宋, 黑体, 楷体), so that nothing is
reported as missing and nothing is replaced: document defaults, the styles, the theme, the font table.
Loads python-docx and lxml: imported only when a DOCX is to be written (`documents.docx`).
"""

import functools
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from deputy_station.documents.wrapping import clean_for_paper

# The names the same faces go by on other systems, so that those are taken before anything is reported missing.
_ALSO_CALLED = {
    "宋体": ("SimSun", "方正书宋_GBK"),
    "仿宋": ("FangSong", "仿宋_GB2312", "方正仿宋_GBK"),
    "黑体": ("SimHei", "方正黑体_GBK"),
    "楷体": ("KaiTi", "楷体_GB2312", "方正楷体_GBK"),
}
_THEME_FONTS = {"majorFont": "黑体", "minorFont": "宋体"}
_KEPT_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
}
_KEPT_SETTINGS = ("characterSpacingControl", "compat", "themeFontLang", "clrSchemeMapping")
# What may not end or begin a line: Word's own lists for Chinese, and the dashes between hours and inside phone numbers.
_DASHES = "—–～－"
_NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥" + _DASHES
_NOT_FIRST = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
    + _DASHES
)
_LONGEST_TITLE = 255  # what python-docx takes
_FIXED_TIME = (2000, 1, 1, 0, 0, 0)  # in the package, so that equal papers are equal files


def blank_document(title: str) -> WordDocument:
    """An empty document with one section; `title` is its property, so it names no visitor."""
    document = Document(BytesIO(_emptied_template()))
    _properties(document, title)
    return document


@functools.cache
def _emptied_template() -> bytes:
    """The template with nothing left of its own; to take it all out takes longer than most papers."""
    document = Document()
    for related in (document.part.rels, document.part.package.rels):
        for key in [key for key, each in related.items() if each.reltype not in _KEPT_PARTS]:
            del related[key]
    _replace(document, RELATIONSHIP_TYPE.THEME, _fonts_of_theme)
    _replace(document, RELATIONSHIP_TYPE.FONT_TABLE, _fonts_of_table)
    _styles(document)
    _forget_revisions(document)
    _settings(document.settings.element)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def save(document: WordDocument, target: Path) -> None:
    """Write the document with the times in its package fixed."""
    made = BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in parts.namelist():
            package.writestr(zipfile.ZipInfo(name, _FIXED_TIME), parts.read(name), zipfile.ZIP_DEFLATED)


def set_fonts(properties: BaseOxmlElement, name: str) -> None:
    """The font of run properties for every kind of character; python-docx itself names it for Latin ones only."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def piece(tag: str, **attributes: str) -> BaseOxmlElement:
    """A small element of WordprocessingML, for what python-docx has no call."""
    return OxmlElement(f"w:{tag}", {qn(f"w:{key}"): value for key, value in attributes.items()})


def _replace(document: WordDocument, kind: str, change: Callable[[BaseOxmlElement], None]) -> None:
    """Put a changed copy in the place of a part that python-docx keeps as bytes."""
    part = document.part
    old = part.part_related_by(kind)
    root = parse_xml(old.blob)
    change(root)
    for key in [key for key, each in part.rels.items() if each.reltype == kind]:
        del part.rels[key]
    part.relate_to(Part(old.partname, old.content_type, serialize_part_xml(root), old.package), kind)


def _fonts_of_theme(theme: BaseOxmlElement) -> None:
    for kind, name in _THEME_FONTS.items():
        for face in list(next(theme.iter(qn(f"a:{kind}")))):
            if face.get("script", "Hans") == "Hans":
                face.set("typeface", name)
            else:
                face.getparent().remove(face)


def _fonts_of_table(table: BaseOxmlElement) -> None:
    for font in list(table):
        table.remove(font)
    for name, also in _ALSO_CALLED.items():
        font = piece("font", name=name)
        font.append(piece("altName", val=",".join(also)))
        font.append(piece("charset", val="86"))
        table.append(font)


def _styles(document: WordDocument) -> None:
    """Only the four defaults stay, and the document's own defaults are Chinese."""
    styles = document.styles
    kept = {style.name for kind in WD_STYLE_TYPE if (style := styles.default(kind)) is not None}
    for style in list(styles):
        if style.name not in kept:
            style.delete()
    styles.element.remove(styles.latent_styles.element)
    normal = styles.default(WD_STYLE_TYPE.PARAGRAPH).element
    set_fonts(normal.get_or_add_rPr(), "宋体")
    normal.get_or_add_pPr().extend((piece("autoSpaceDE", val="0"), piece("autoSpaceDN", val="0")))
    [run], [paragraph] = (
        styles.element.xpath(f"w:docDefaults/w:{kind}PrDefault/w:{kind}Pr") for kind in ("r", "p")
    )
    for default in [*run, *paragraph]:
        default.getparent().remove(default)
    set_fonts(run, "宋体")
    run.extend((piece("sz", val="21"), piece("szCs", val="21")))
    # LibreOffice breaks numbers anywhere where Latin letters are said to be Chinese.
    run.append(piece("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))


def _forget_revisions(document: WordDocument) -> None:
    """Take away the numbers of the sessions in which the template was written."""
    for root in (document.element, document.styles.element):
        for element in root.xpath("//w:rsid"):
            element.getparent().remove(element)
        for element in root.iter():
            for name in [name for name in element.attrib if name.startswith(qn("w:rsid"))]:
                del element.attrib[name]


def _settings(settings: BaseOxmlElement) -> None:
    kept = {qn(f"w:{name}") for name in _KEPT_SETTINGS}
    for setting in list(settings):
        if setting.tag not in kept:
            settings.remove(setting)
    spacing = settings.find(qn("w:characterSpacingControl"))
    spacing.set(qn("w:val"), "compressPunctuation")
    spacing.addnext(piece("noLineBreaksBefore", lang="zh-CN", val=_NOT_FIRST))
    spacing.addnext(piece("noLineBreaksAfter", lang="zh-CN", val=_NOT_LAST))
    language = settings.find(qn("w:themeFontLang"))
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    compat = settings.find(qn("w:compat"))
    compat.remove(compat.find(qn("w:useFELayout")))
    mode = compat.find(f"{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']")
    mode.set(qn("w:val"), "15")  # of Word 2013: with less, tables hang out over the margins


def _properties(document: WordDocument, title: str) -> None:
    part = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    assert isinstance(part, XmlPart)
    for each in list(part.element):
        part.element.remove(each)
    document.core_properties.title = clean_for_paper(title)[:_LONGEST_TITLE]
    document.core_properties.author = "deputy-station"
