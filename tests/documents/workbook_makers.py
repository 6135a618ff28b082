"""Makes small workbooks for the tests, as people and other programs make them."""

import base64
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter


def make_workbook(path: Path, *rows: Sequence[Any], sheet: str = "名册") -> Path:
    """A workbook with one sheet; numbers, days and texts as given, None for an empty cell."""
    return make_sheets(path, {sheet: rows})


def make_sheets(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with several sheets."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
    book.close()
    return path


def draw_workbook(path: Path, draw: Callable[[Any, Any], None]) -> Path:
    """A workbook whose first sheet `draw(page, book)` fills."""
    book = xlsxwriter.Workbook(str(path))
    draw(book.add_worksheet("名册"), book)
    book.close()
    return path


def change_part(path: Path, part: str, old: str, new: str) -> Path:
    """The same workbook with a pattern replaced in one of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed, count = re.subn(old, new, parts[part].decode())
    assert count, f"{old} is not in {part}"
    parts[part] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def ods_register(path: Path) -> Path:
    """The register of `xls_register` as OpenDocument, the barest that a reader takes."""
    cells = [
        "<table:table-row><table:table-cell office:value-type='string'><text:p>朔里镇名册</text:p></table:table-cell>"
        "</table:table-row>",
        "<table:table-row>",
        *(f"<table:table-cell office:value-type='string'><text:p>{title}</text:p></table:table-cell>"
          for title in ("姓名", "手机", "当选日期")),
        "</table:table-row><table:table-row>"
        "<table:table-cell office:value-type='string'><text:p>张守田</text:p></table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='13800001111'/>"
        "<table:table-cell office:value-type='date' office:date-value='2021-12-04'/>"
        "</table:table-row>"
        "<table:table-row table:number-rows-repeated='1048573'><table:table-cell/></table:table-row>",
    ]  # fmt: skip
    spaces = " ".join(
        f"xmlns:{short}='urn:oasis:names:tc:opendocument:xmlns:{full}:1.0'"
        for short, full in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>",
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='名册'>"
            f"{''.join(cells)}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def xls_register(path: Path) -> Path:
    """A register as LibreOffice saves it in the old format: a title, a header, one deputy (张守田)."""
    path.write_bytes(zlib.decompress(base64.b85decode(_XLS)))
    return path


_XLS = (
    "c-rk(YiJx*6h3!$vzblvm`xL{X-(H^+q6kas$k=zCe60iST(hcT5BN9W3$F?vSE{g6(3t;L8OJ2BK|2zA^oNJK(Rsv6Yz&WD"
    "hkpc7KOB+DD}rGiWE%7@0_`_nXCz9w_4EV3}^1W=iWQ#+<Tt$)t8~kQ}0(@q%63Hd^BwbDd3?gpy>`QB16-rZQFLq_9FbJU`"
    "n^FLqGIa0A!sPYP|+^y9obJ*hL9EBNV1>G>A4y2Pqf00T$!^-a__FFL2#LVUd6S{5gJe9QOgU{hwn!`+pH|39uMg0xSiVIVp"
    "fbz;fVHU<I&JY=Y=U;4<J%z$)N!;0oZ)n*U1OGOj}ZRy|&gcFkhUxn>YFp~XM}oh>=XDi_^fghjmPpAfsa1ni(8wv9+vyeE9"
    "EphaZpQY^zbjC3=4icW%BO79Bw6M1hI>jN}XxKUg59-~=gKPvB4@-8Lbe@6CP5XwfXrf<c{kBJi~DpV2bqB!+aH{xJFR#egF"
    ">|Za*3ib}QMP_)_)y+1{;tgL?k4PL&AQJD!nn4;yFG3H}4xvP-+Fwj#?3df4gVAJHyxJe4)9jN60Uh-N10D6fy_4dEWAwWn_"
    "Bi}_nCZ+(=)WzDZsbU(>yAE#yPNBtYn}D!Z2G!+=ymhZ*Uv)_&PgwD<uSA6Jnhi^GxQS%1}U<+wNgH5L#cqY<te|kOH+l?R-"
    "_8-ed0KWVQ!V2A>b_~?MEIxf=?<u6Uqb<wI5Y<nf7vWNbeF(fix!p=Is6~c<~Nel4ke)6e62+NFmvn<Ek0&W~%<ha?*_n6E~"
    "4g%s=2If6^vNQ4Xq#*tz4|UuRL^-CsXh(vD_F_uVmwwYxKT?EC1-n2%Jr^VO#s4%o<JCY|*=d925*1kR|gQnv;tJ0~bwvw~t"
    "VPSA^!aTp27X)JuMKC<HSr8}#dI)$E^xq4d7H%xWv5N0O)>t#o+ykC~JZn7K|+AH#2gZ;5Sh98>Ndiph)@BY}d&eK1I;1+~b"
    "Bw8@Qtxhc~4vbFhn{0AhMUP>|q!;Aaq+T=2^hryl@nznoVd(%`=Y%X(CNw4UvuQ>aZAyv+_ZoSmWTY}9g^`gN85sHW$dHwMT"
    "Ry`H(=6e~$-N&2TV6DH-atul;fz5)(@xev`T^(m)26l~-dsk$bb}No{&bDdgK2Ay;>VyO*~fd>itaPY>7#&?L5S{^+vGB(Oy"
    "3OY@J%roVa)V?NVx@9QU0}?LZ#y?a%wosG#vMIrtasO>EZsKWMVkcHxl0VY)>>EzH3u`dslZf9*>Guw)FS)HC|2as2tDC8>V"
    "d%b<Xi!nmqjGuUFchw%$5!QtjFgzG3w|uic5~8+CoztgrAPU1#pmwPvrbH-~hM`qLC4XFL4{z0ZZe_07u9MxXmmdHcD@&lKb"
    "Q7w1oISZ<wo1M=5hd1osJoh(|1u5;axW_e`YnQ<?YG~u4v&@#HUH=lXS(9q-2<ZyptaQ0c*;5OdAp#ebu2K<x%e{%jT8=h+q"
    "-^qB;=|2JPN!pK!i{;p#v;5@}9-Q1}=kQ<ETIkwo1bhczV{MS(nY{S>JpW(|*~5Bm&G<<h>cME<`s47J>;GR^|Eoz=irVr3&"
    "Od;flXc$;E9euQFl7YwY66t`p+@sB$l?BP0luB#zZD#MM24tXU~cj>=5hYpJp8Zs|Np-LbV(-n"
)
