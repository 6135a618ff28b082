"""Changing the roster: deputies and their mandates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.pinyin import search_keys, sort_key
from deputy_station.features.deputies.models import Constituency, Deputy, Group, Level, Mandate, Sex, Term
from deputy_station.features.deputies.rules import (
    POSTCODE_PROBLEM,
    check_mandate_days,
    check_no_overlap,
    read_month,
    read_postcode,
)
from deputy_station.features.deputies.service.frame import NameMissing
from deputy_station.features.deputies.service.roster import DeputyDetail, get_deputy
from deputy_station.features.history.service import record_change
from deputy_station.store.edits import check_version, get_row


class MandateMissing(Refusal):
    """A deputy holds at least one mandate."""


class BirthMonthWrong(Refusal):
    """The month of birth cannot be read."""


class PostcodeWrong(Refusal):
    """What is given as a postcode is none."""


class MandateAlreadyEnded(Refusal):
    """The mandate has ended before."""


@dataclass(frozen=True)
class NewMandate:
    """A seat to be entered with a new deputy."""

    level: Level
    started_on: date
    ended_on: date | None = None
    term_id: int | None = None
    constituency_id: int | None = None


class DeputyFields(TypedDict, total=False):
    """What can be entered about a deputy; a key left out keeps what is there. `born` is YYYY-MM."""

    name: str
    sex: Sex | None
    ethnicity: str
    born: str
    party: str
    education: str
    work_unit: str
    phone: str
    address: str
    postcode: str
    card_number: str
    group_id: int | None
    note: str


_WORDS = {
    "name": "姓名", "sex": "性别", "ethnicity": "民族", "born": "出生年月", "party": "党派", "education": "文化程度",
    "work_unit": "工作单位及职务", "phone": "联系电话", "address": "通讯地址", "postcode": "邮编",
    "card_number": "代表证号", "group_id": "代表小组", "note": "备注",
}  # fmt: skip


def create_deputy(
    session: Session, *, mandates: tuple[NewMandate, ...] | list[NewMandate], **fields: Unpack[DeputyFields]
) -> DeputyDetail:
    """Enter a deputy with at least one mandate."""
    if not mandates:
        raise MandateMissing("请至少填写一个代表职务（层级和当选日期）。")
    deputy = Deputy(name="")
    _set_fields(session, deputy, {"name": "", **fields})
    session.add(deputy)
    session.flush()
    for mandate in mandates:
        _add_mandate(session, deputy, mandate)
    record_change(
        session,
        action="deputy.create",
        subject="deputy",
        subject_id=deputy.id,
        sentence=f"登记代表{deputy.name}",
        after={"name": deputy.name},
    )
    return get_deputy(session, deputy_id=deputy.id)


def edit_deputy(
    session: Session, *, deputy_id: int, version: int, **changes: Unpack[DeputyFields]
) -> DeputyDetail:
    """Change what is kept about a deputy; nothing is recorded when nothing differs. Raises StaleEdit."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    check_version(deputy, version, "代表资料")
    before = {key: getattr(deputy, key) for key in changes}
    _set_fields(session, deputy, dict(changes))
    changed = [key for key in changes if getattr(deputy, key) != before[key]]
    if changed:
        session.flush()
        record_change(
            session,
            action="deputy.edit",
            subject="deputy",
            subject_id=deputy.id,
            sentence=f"修改代表{deputy.name}的{'、'.join(_WORDS[key] for key in changed)}",
            before={key: before[key] for key in changed},
            after={key: getattr(deputy, key) for key in changed},
        )
    return get_deputy(session, deputy_id=deputy.id)


def _set_fields(session: Session, deputy: Deputy, fields: dict[str, object]) -> None:
    for key, value in fields.items():
        if isinstance(value, str):
            value = clean_text(value) if key == "note" else clean_line(value)
        if key == "group_id" and isinstance(value, int):
            get_row(session, Group, value, "代表小组")
        if key == "born":
            value = read_month(str(value))
            if value is None:
                raise BirthMonthWrong("出生年月看不懂，请写成 1975-03 的样子。")
        if key == "postcode":
            value = read_postcode(str(value))
            if value is None:
                raise PostcodeWrong(POSTCODE_PROBLEM)
        if key == "name":
            if not value:
                raise NameMissing("请填写代表姓名。")
            if value != deputy.name:
                deputy.search_keys, deputy.sort_key = search_keys(str(value)), sort_key(str(value))
        # An unchanged value must not count as an edit of the row.
        if getattr(deputy, key) != value:
            setattr(deputy, key, value)


def add_mandate(session: Session, *, deputy_id: int, mandate: NewMandate) -> DeputyDetail:
    """Enter a further seat: another level, or re-election. Raises MandatesOverlap."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    _add_mandate(session, deputy, mandate)
    record_change(
        session,
        action="mandate.add",
        subject="deputy",
        subject_id=deputy.id,
        sentence=f"登记{deputy.name}的{mandate.level.label}代表职务（{day_words(mandate.started_on)}当选）",
    )
    return get_deputy(session, deputy_id=deputy.id)


def _add_mandate(session: Session, deputy: Deputy, mandate: NewMandate) -> None:
    check_mandate_days(mandate.started_on, mandate.ended_on)
    check_no_overlap(mandate.level, mandate.started_on, mandate.ended_on, _held(session, deputy.id))
    _check_places(session, mandate.term_id, mandate.constituency_id)
    session.add(
        Mandate(
            deputy_id=deputy.id,
            level=mandate.level,
            started_on=mandate.started_on,
            ended_on=mandate.ended_on,
            term_id=mandate.term_id,
            constituency_id=mandate.constituency_id,
        )
    )
    session.flush()


def check_seats_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: nobody sits twice in the same congress. Raises MandatesOverlap."""
    for seat in session.scalars(select(Mandate).where(Mandate.id.in_(changed))):
        check_no_overlap(seat.level, seat.started_on, seat.ended_on, _held(session, seat.deputy_id, seat.id))


def _check_places(session: Session, term_id: int | None, constituency_id: int | None) -> None:
    if term_id is not None:
        get_row(session, Term, term_id, "届别")
    if constituency_id is not None:
        get_row(session, Constituency, constituency_id, "选区")


def _held(session: Session, deputy_id: int, but: int | None = None) -> list[tuple[Level, date, date | None]]:
    found = session.execute(
        select(Mandate.id, Mandate.level, Mandate.started_on, Mandate.ended_on).where(
            Mandate.deputy_id == deputy_id
        )
    )
    return [(level, start, end) for mandate_id, level, start, end in found if mandate_id != but]


def edit_mandate(
    session: Session,
    *,
    mandate_id: int,
    version: int,
    started_on: date,
    term_id: int | None,
    constituency_id: int | None,
) -> DeputyDetail:
    """Correct the day of election, the term or the constituency of a seat."""
    mandate = get_row(session, Mandate, mandate_id, "代表职务")
    check_version(mandate, version, "代表职务")
    check_mandate_days(started_on, mandate.ended_on)
    check_no_overlap(
        mandate.level, started_on, mandate.ended_on, _held(session, mandate.deputy_id, mandate.id)
    )
    _check_places(session, term_id, constituency_id)
    mandate.started_on, mandate.term_id, mandate.constituency_id = started_on, term_id, constituency_id
    session.flush()
    record_change(
        session,
        action="mandate.edit",
        subject="deputy",
        subject_id=mandate.deputy_id,
        sentence=f"修改{mandate.deputy.name}的{mandate.level.label}代表职务",
    )
    return get_deputy(session, deputy_id=mandate.deputy_id)


def end_mandate(
    session: Session, *, mandate_id: int, version: int, ended_on: date, reason: str
) -> DeputyDetail:
    """Enter the last day in office and why; records up to that day keep counting."""
    mandate = get_row(session, Mandate, mandate_id, "代表职务")
    check_version(mandate, version, "代表职务")
    if mandate.ended_on is not None:
        raise MandateAlreadyEnded(
            f"{mandate.deputy.name}的{mandate.level.label}代表职务已于 {day_words(mandate.ended_on)}结束。"
        )
    check_mandate_days(mandate.started_on, ended_on)
    mandate.ended_on, mandate.end_reason = ended_on, clean_line(reason)
    session.flush()
    record_change(
        session,
        action="mandate.end",
        subject="deputy",
        subject_id=mandate.deputy_id,
        sentence=f"{mandate.deputy.name}的{mandate.level.label}代表职务于 {day_words(ended_on)}结束"
        + (f"：{mandate.end_reason}" if mandate.end_reason else ""),
        after={"ended_on": ended_on, "reason": mandate.end_reason},
    )
    return get_deputy(session, deputy_id=mandate.deputy_id)
