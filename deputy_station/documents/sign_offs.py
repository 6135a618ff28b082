"""Who signs and the day, as papers that are edited say it: beside each other where there is room to sign."""

from collections.abc import Mapping
from dataclasses import replace

from deputy_station.documents.description import Cell, TextStyle, Value
from deputy_station.documents.office_text import words_of
from deputy_station.documents.xlsx_measures import lines_in

_SIGN_GAP = "　" * 8  # between who signs and the day, to sign in


def foot_of(cell: Cell, values: Mapping[str, Value], width: float) -> tuple[str, TextStyle]:
    """What stands at the foot of a cell of `width` mm and how; empty where nobody signs, else the day on the same line
    or, where that is too long, below."""
    style = replace(cell.style, align="right")
    if cell.sign_off is None:
        return "", style
    signer, day = (
        words_of(each, values).replace("\n", " ") for each in (cell.sign_off.signer, cell.sign_off.day)
    )
    abreast = f"{signer}{_SIGN_GAP}{day}　"
    if signer and day and len(lines_in(abreast, style, width)) == 1:
        return abreast, style
    both = "\n".join(each for each in (signer, day) if each)
    return both, replace(style, align="left") if signer.endswith(("：", ":")) else style
