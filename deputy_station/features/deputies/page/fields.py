"""The fields people fill in for a deputy and for a seat, and what they save through."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from deputy_station.core.phones import phone_warning
from deputy_station.core.typed_day import Lean
from deputy_station.features.deputies.rules import POSTCODE_PROBLEM, Level, Sex, read_month, read_postcode
from deputy_station.features.deputies.service.editing import NewMandate, add_mandate, create_deputy
from deputy_station.features.deputies.service.frame import (
    ConstituencyRow,
    GroupRow,
    TermRow,
    list_constituencies,
    list_groups,
    list_terms,
)
from deputy_station.features.deputies.service.roster import DeputyDetail
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.fields import ChoiceField, Field, LineField, TextField

FrameRows = tuple[list[GroupRow], list[ConstituencyRow], list[TermRow]]

LEVELS = [(level, f"{level.label}代表") for level in Level]


def read_frame(session: Any) -> FrameRows:
    """Groups, constituencies and terms to choose from."""
    return list_groups(session), list_constituencies(session), list_terms(session)


def _check_born(text: str) -> str | None:
    return None if read_month(text) is not None else "看不懂，请写成 1975-03 这样。"


def _check_postcode(text: str) -> str | None:
    return None if read_postcode(text) is not None else POSTCODE_PROBLEM


def person_fields(groups: Sequence[GroupRow]) -> tuple[list[Field], list[Field]]:
    """The fields of a person: those asked first, and the rest of the register's first form."""
    first: list[Field] = [
        LineField("name", "姓名", required=True, most=80),
        ChoiceField("sex", "性别", [(sex, sex.label) for sex in Sex]),
    ]
    rest: list[Field] = [
        ChoiceField("group_id", "代表小组", [(group.id, group.name) for group in groups]),
        LineField("work_unit", "工作单位及职务", most=200),
        LineField("phone", "联系电话", most=40, warn=phone_warning),
        LineField("card_number", "代表证号", most=40),
        LineField("ethnicity", "民族", most=40),
        LineField("born", "出生年月", placeholder="如 1975-03", most=10, check=_check_born),
        LineField("party", "党派", most=40),
        LineField("education", "文化程度", most=40),
        LineField("address", "通讯地址", most=200),
        LineField("postcode", "邮编", placeholder="6 位数字", most=20, check=_check_postcode),
        TextField("note", "备注", lines=2),
    ]
    return first, rest


def seat_fields(
    constituencies: Sequence[ConstituencyRow],
    terms: Sequence[TermRow],
    today: Callable[[], date],
    *,
    with_level: bool = True,
    with_constituency: bool = True,
) -> list[Field]:
    """The fields of a seat."""
    elected_by: list[Field] = (
        [ChoiceField("constituency_id", "选区", [(each.id, each.name) for each in constituencies])]
        if with_constituency
        else []
    )
    level: list[Field] = [ChoiceField("level", "代表层级", LEVELS, required=True)] if with_level else []
    return [
        *level,
        DateField("started_on", "当选日期", today=today, lean=Lean.PAST, required=True),
        ChoiceField("term_id", "届别", [(term.id, term.name) for term in terms]),
        *elected_by,
    ]


def register_deputy(
    session: Any,
    *,
    level: Level,
    started_on: date,
    term_id: int | None,
    constituency_id: int | None,
    **fields: Any,
) -> DeputyDetail:
    """Enter a deputy with one seat, as the form asks for it."""
    seat = NewMandate(level, started_on, None, term_id, constituency_id)
    return create_deputy(session, mandates=[seat], **fields)


def add_seat(
    session: Any,
    *,
    deputy_id: int,
    level: Level,
    started_on: date,
    term_id: int | None,
    constituency_id: int | None,
) -> DeputyDetail:
    """Enter a further seat, as the form asks for it."""
    seat = NewMandate(level, started_on, None, term_id, constituency_id)
    return add_mandate(session, deputy_id=deputy_id, mandate=seat)
