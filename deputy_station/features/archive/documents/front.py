"""What stands before the papers of a volume: 封面 (forms/archive_cover) and 卷内目录 (forms/archive_contents).

The pieces of a cover follow DA/T 13 and GB/T 9705 as offices use them: unit, title of the volume, first and last day,
保管期限, pieces, pages, number. Contents and cover bear no page number, the papers behind them do.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.documents.description import CodePayload, Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.archive.rules.volumes import Volume, piece_code
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context

COVER_FIELDS: tuple[Field, ...] = (
    Field("unit", "立档单位", "青石镇人民代表大会主席团"),
    Field("title", "案卷题名", "青石镇东街代表联络站\n2026 年文书"),
    Field("kinds", "卷内文书", "建议专用纸 12 件，建议答复函 12 件，六公开清单 1 件"),
    Field("days", "起止日期", "2026年1月8日至2026年11月20日"),
    Field("year", "年度", "2026"),
    Field("retention", "保管期限", "永久"),
    Field("pieces", "件数", "25"),
    Field("pages", "页数", "118"),
    Field("code", "案卷号", "2026-永久"),
    Field("made_on", "整理日期", "2026年11月20日"),
    Field("made_by", "整理人", "周敏"),
)

CONTENTS_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇东街代表联络站 2026 年文书"),
    Field("code", "案卷号", "2026-永久"),
    Field(
        "lines",
        "文书",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "件号", "1"),
            Field("code", "档号", "2026-永久-0001"),
            Field("author", "责任者", "王建国"),
            Field("title", "题名", "建议专用纸 第十九届第五次会议第12号"),
            Field("day", "日期", "2026年3月4日"),
            Field("span", "页号", "1—2"),
            Field("remark", "备注", ""),
        ),
    ),
    Field("total", "合计", "共 25 件 118 页。"),
)

FIELDS: Mapping[str, tuple[Field, ...]] = {"archive_cover": COVER_FIELDS, "archive_contents": CONTENTS_FIELDS}

_UNKNOWN_SIGN = "〓"
"""What typesetters put where a sign is missing."""


def front_sheets(session: Session, volume: Volume, *, unknown: str = "") -> tuple[Sheet, Sheet]:
    """Cover and contents of a volume; the signs `unknown`, which no font has, stand as 〓 in titles: a title is kept
    as it went out, and must not keep its year out of the archive. Raises NoHomeStation."""
    station = home_station(session)
    title = f"{station.name} {volume.year} 年文书"
    code = page_code(session, kind=RecordKind.ARCHIVE_YEAR, record_id=of_year(volume.year))
    days = sorted({volume.first_day, volume.last_day})
    cover: dict[str, Value] = {
        "unit": f"{station.township}人民代表大会主席团",
        "title": f"{station.name}\n{volume.year} 年文书",
        "kinds": _kinds(volume),
        "days": "至".join(day_words(day) for day in days),
        "year": str(volume.year),
        "retention": volume.retention.label,
        "pieces": str(len(volume.pieces)),
        "pages": str(volume.pages),
        "code": volume.code,
        "made_on": day_words(context.today(session)),
        "made_by": context.actor(session),
    }
    return _sheet("archive_cover", cover, code), _sheet(
        "archive_contents", _contents(volume, title, unknown), code
    )


def _sheet(name: str, values: dict[str, Value], code: CodePayload | None) -> Sheet:
    return Sheet(load_form(name, FIELDS[name]), values, page_code=code)


def _contents(volume: Volume, title: str, unknown: str) -> dict[str, Value]:
    missing = str.maketrans(dict.fromkeys(unknown, _UNKNOWN_SIGN))
    return {
        "title": title,
        "code": volume.code,
        "lines": [
            {
                "number": str(piece.number),
                "code": piece_code(volume, piece),
                "author": piece.paper.author.translate(missing),
                "title": piece.paper.title.translate(missing),
                "day": day_words(piece.paper.on),
                "span": piece.page_span,
                "remark": piece.paper.remark,
            }
            for piece in volume.pieces
        ],
        "total": f"共 {len(volume.pieces)} 件 {volume.pages} 页。",
    }


def _kinds(volume: Volume) -> str:
    counted: dict[str, int] = {}
    for piece in volume.pieces:
        counted[piece.paper.word] = counted.get(piece.paper.word, 0) + 1
    return "，".join(f"{word} {count} 件" for word, count in counted.items())
