"""The parts of a DOCX that hold no content: package, theme, styles, fonts, settings, properties.

Every place where Word or WPS looks for a font names one that both bring along (宋体, 仿宋, 黑体, 楷体), so that nothing is
reported as missing and nothing is replaced: document defaults, the one style, the theme, the font table.
"""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from deputy_station.documents.description import FontRole

FONT_NAMES: Mapping[FontRole, tuple[str, bool]] = {
    "song": ("宋体", False),
    "fangsong": ("仿宋", False),
    "hei": ("黑体", False),
    "kai": ("楷体", False),
    "biaosong": ("宋体", True),
}
"""The font of each role and whether it is set bold: 小标宋 is on few machines, 宋体加粗 stands for it."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# The names the same faces go by on other systems, so that those are taken before anything is reported missing.
_ALSO_CALLED = {
    "宋体": ("SimSun", "方正书宋_GBK"),
    "仿宋": ("FangSong", "仿宋_GB2312", "方正仿宋_GBK"),
    "黑体": ("SimHei", "方正黑体_GBK"),
    "楷体": ("KaiTi", "楷体_GB2312", "方正楷体_GBK"),
}


def fonts_element(name: str) -> str:
    """The font of a run for every kind of character it may hold."""
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def fixed_parts(title: str, *, even_and_odd: bool) -> dict[str, str]:
    """Every part but document, header and footer; `title` is its property, so it names no visitor."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": HEAD
        + f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        + ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        + f"<dc:title>{escape(title)}</dc:title><dc:creator>deputy-station</dc:creator></cp:coreProperties>",
        "word/_rels/document.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/settings", "settings.xml"),
            ("rId3", f"{_OFFICE}/fontTable", "fontTable.xml"),
            ("rId4", f"{_OFFICE}/theme", "theme/theme1.xml"),
            *(
                (f"rId{name}", f"{_OFFICE}/{name.rstrip('123')}", f"{name}.xml")
                for name in (
                    *(f"header{number}" for number in (1, 2, 3)),
                    *(f"footer{number}" for number in (1, 2, 3)),
                )
            ),
        ),
        "word/styles.xml": HEAD
        + f'<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts_element("宋体")}'
        + '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        + "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:autoSpaceDE w:val='0'/><w:autoSpaceDN w:val='0'/></w:pPr></w:pPrDefault></w:docDefaults>"
        + '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        + f"<w:rPr>{fonts_element('宋体')}</w:rPr></w:style></w:styles>",
        "word/settings.xml": HEAD
        + f'<w:settings xmlns:w="{WORD}">'
        + ("<w:evenAndOddHeaders/>" if even_and_odd else "")
        + '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        + '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        + ' w:val="15"/></w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>',
        "word/fontTable.xml": HEAD
        + f'<w:fonts xmlns:w="{WORD}">'
        + "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{",".join(also)}"/><w:charset w:val="86"/></w:font>'
            for name, also in _ALSO_CALLED.items()
        )
        + "</w:fonts>",
        "word/theme/theme1.xml": _theme(),
    }


def _content_types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "word/document.xml": f"{word}.document.main+xml",
        "word/styles.xml": f"{word}.styles+xml",
        "word/settings.xml": f"{word}.settings+xml",
        "word/fontTable.xml": f"{word}.fontTable+xml",
        "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{
            f"word/{kind}{number}.xml": f"{word}.{kind}+xml"
            for kind in ("header", "footer")
            for number in (1, 2, 3)
        },
    }
    return (
        HEAD
        + f'<Types xmlns="{_PACKAGE}/content-types">'
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in parts.items())
        + "</Types>"
    )


def _relationships(*related: tuple[str, str, str]) -> str:
    return (
        HEAD
        + f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in related
        )
        + "</Relationships>"
    )


def _theme() -> str:
    """The smallest theme that is whole: Word takes its own, with fonts of its own, where there is none."""
    colors = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
        "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
        "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
    }  # fmt: skip
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"

    def fonts(kind: str, name: str) -> str:
        faces = "".join(f'<a:{script} typeface="{name}"/>' for script in ("latin", "ea", "cs"))
        return f'<a:{kind}>{faces}<a:font script="Hans" typeface="{name}"/></a:{kind}>'

    return (
        HEAD
        + f'<a:theme xmlns:a="{_DRAWING}" name="deputy-station"><a:themeElements><a:clrScheme name="plain">'
        + "".join(f'<a:{key}><a:srgbClr val="{color}"/></a:{key}>' for key, color in colors.items())
        + '</a:clrScheme><a:fontScheme name="plain">'
        + fonts("majorFont", "黑体")
        + fonts("minorFont", "宋体")
        + '</a:fontScheme><a:fmtScheme name="plain">'
        + f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        + f"<a:lnStyleLst>{f'<a:ln w={chr(34)}6350{chr(34)}>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        + f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        + "</a:fmtScheme></a:themeElements></a:theme>"
    )
