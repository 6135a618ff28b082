"""The blank intake slip (forms/intake_slip): what it may show, and where its boxes lie once it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.documents.boxes import Sought, find_boxes
from deputy_station.documents.description import CodePayload, Field, FieldKind, Sheet, Value
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.desk.rules.slips import slip_number
from deputy_station.features.matters.models import Category
from deputy_station.features.matters.service.catalogue import shipped_categories
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, sign_record
from deputy_station.features.signin.rules.sheet_codes import Corner
from deputy_station.features.signin.service.codes import station_secret

_COLUMNS = (
    Field("first", "第一列", "城乡建设"),
    Field("second", "第二列", "农村农业"),
    Field("third", "第三列", "政法"),
)
FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "2026-0012"),
    Field("day", "接待日", "2026年12月4日"),
    Field("words", "要反映的事", ""),
    Field("categories", "类别", kind=FieldKind.LIST, columns=_COLUMNS),
    Field("contact", "联系方式", "电话 0561－5550123"),
    Field("codes", "四角二维码", kind=FieldKind.CODE),
)
_MOST_CATEGORIES = 15
"""As many as the slip has room for."""


@dataclass(frozen=True)
class DrawnSlips:
    """Blank slips drawn: the first's row and number (the others follow), and the boxes all of them have."""

    first_id: int
    year: int
    first_number: int
    count: int
    geometry: PrintGeometry


def blank_slips(
    session: Session, *, held_on: date | None, year: int, first_id: int, first_number: int, count: int
) -> tuple[list[Sheet], DrawnSlips]:
    """So many slips for a day (None: any day), with the rows and numbers they will get.

    Makes the station's key when there is none yet. Raises NoHomeStation.
    """
    station = home_station(session)
    secret = station_secret(session)
    form = load_form("intake_slip", FIELDS)
    shared: dict[str, Value] = {
        "station": station.name,
        "day": day_words(held_on) if held_on else "",
        "words": "",
        "categories": category_rows(first_level(session)),
        "contact": f"电话 {station.phone}" if station.phone else "",
    }
    sheets = [
        Sheet(
            form,
            {
                **shared,
                "number": slip_number(year, first_number + place),
                "codes": _corner_codes(station.id, first_id + place, secret),
            },
        )
        for place in range(count)
    ]
    marks = lay_out(sheets[0], Typesetter(gather_faces(sheets[:1], system_glyphs())))
    geometry = find_boxes(form, marks, [Sought("words", BoxKind.WRITING, "words")])
    return sheets, DrawnSlips(first_id, year, first_number, count, geometry)


def first_level(session: Session) -> list[str]:
    """The names of the first level of the categories in use, in their order; as shipped where none are kept yet."""
    kept = session.scalars(
        select(Category.name)
        .where(Category.level == 1, Category.retired.is_(False))
        .order_by(Category.position, Category.id)
    ).all()
    return list(kept) or list(dict.fromkeys(names[0] for names in shipped_categories()))


def category_rows(names: Sequence[str]) -> list[dict[str, str]]:
    """The names three in a row; beyond what the slip holds they are left to the clerk."""
    shown = [*names[:_MOST_CATEGORIES], "", ""]
    return [
        {column.name: shown[at + place] for place, column in enumerate(_COLUMNS)}
        for at in range(0, len(shown) - 2, len(_COLUMNS))
    ]


def _corner_codes(station_id: int, slip_id: int, secret: bytes) -> CodePayload:
    def payload(page: int, _pages: int, corner: str) -> str:
        return sign_record(RecordCode(station_id, RecordKind.SLIP, slip_id, page, Corner(corner)), secret)

    return payload
