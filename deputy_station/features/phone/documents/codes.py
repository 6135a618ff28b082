"""Slips with everybody's personal code (forms/phone_codes), to cut and hand over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.phone.rules import code_in_print
from deputy_station.features.phone.service.codes import NewCode, draw_codes, keep_codes
from deputy_station.features.phone.service.signing import phone_matter
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

ON_A_SLIP = "手机签到个人码"

FIELDS: tuple[Field, ...] = (
    Field("activity", "活动名称", "12月代表接待日"),
    Field(
        "slips",
        "小条，两条一行",
        kind=FieldKind.LIST,
        columns=tuple(
            field
            for number in (1, 2)
            for field in (
                Field(f"name{number}", "姓名", "王建国"),
                Field(f"words{number}", "小组和说明", f"第一代表小组\n{ON_A_SLIP}"),
                Field(f"code{number}", "个人码", "482 019"),
            )
        ),
    ),
)


@dataclass(frozen=True)
class DrawnCodes:
    """Slips drawn with new codes: what has to be kept before one is handed out."""

    codes: tuple[NewCode, ...]
    pages: int


def draw_code_slips(
    database: Database, progress: Progress, *, activity_id: int, deputy_ids: Sequence[int], out: Path
) -> DrawnCodes:
    """Make slips with new codes as PDF to look at; `keep_drawn_codes` makes them good before they go out.

    Raises NotFound, NoHomeStation, and what `make_pdf` raises.
    """
    with database.transaction() as session:  # the station's secret may have to be made
        matter = phone_matter(session, activity_id=activity_id)
        codes = draw_codes(session, deputy_ids=deputy_ids)
        code = page_code(session, kind=RecordKind.ACTIVITY, record_id=activity_id)
    sheet = replace(codes_sheet(matter.title, codes), page_code=code)
    pages = make_pdf(out, [sheet], title="手机签到个人码", progress=progress)
    return DrawnCodes(codes, pages)


def keep_drawn_codes(session: Session, *, made: DrawnCodes) -> int:
    """The slips are about to go out: from now on these codes sign in. Raises CodesTaken."""
    return keep_codes(session, made=made.codes)


def codes_sheet(title: str, codes: Sequence[NewCode]) -> Sheet:
    """The slips filled, two in a row; what is left of the last row stays empty."""
    rows = [{**_slip(1, left), **_slip(2, right)} for left, right in zip_longest(codes[::2], codes[1::2])]
    return Sheet(load_form("phone_codes", FIELDS), {"activity": title, "slips": rows})


def _slip(number: int, code: NewCode | None) -> dict[str, str]:
    if code is None:
        return {f"name{number}": "", f"words{number}": "", f"code{number}": ""}
    return {
        f"name{number}": code.name,
        f"words{number}": f"{code.group}\n{ON_A_SLIP}".strip(),
        f"code{number}": code_in_print(code.code),
    }
