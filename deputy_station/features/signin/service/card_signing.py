"""Signing in by a deputy's card: which activity, late or not by the clock, and every reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_time
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import CAME, AttendanceState
from deputy_station.features.activities.service.attendance import (
    AttendanceMark,
    add_walk_in,
    record_many,
)
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.roster import holds_mandate
from deputy_station.features.signin.models import DeputyCard
from deputy_station.features.signin.rules.card_codes import read_card
from deputy_station.features.signin.rules.signed_words import plain_word
from deputy_station.features.signin.rules.signing_in import Timing, is_open, state_of, timing_of
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store import context

NOTE_CHARACTERS = 200
"""What the note of an attendance holds."""


class CardRefused(Refusal):
    """The card is genuine, yet signs nobody in; `name` is whose it is."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


class CardUnknown(CardRefused):
    """No such card was printed from this database, or its deputy is no longer on the roster."""

    def __init__(self) -> None:
        super().__init__("", "本站没有这张代表卡的记录。请核对本人，在签到表上签名。")


class CardWithdrawn(CardRefused):
    """Reported lost, or taken back."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"{name}的这张代表卡已经挂失。请核对本人，在签到表上签名，另印新卡。")


class CardReplaced(CardRefused):
    """A newer one was printed."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"{name}已换了新的代表卡，这张旧卡不能用。请用新卡，或在签到表上签名。")


class CardExpired(CardRefused):
    """Its last day is over, or the deputy left office."""


class NothingToSignInFor(CardRefused):
    """No activity takes arrivals now."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            f"{name}：现在没有可签到的活动（开始前 90 分钟起可以签到）。请核对活动的日期和时间。",
        )


class SeveralRunning(CardRefused):
    """More than one activity takes arrivals now; `choices` are (activity id, title)."""

    def __init__(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        titles = "、".join(f"“{title}”" for _, title in choices)
        super().__init__(name, f"现在有 {len(choices)} 项活动：{titles}。请选一项，再刷一次卡。")
        self.choices = tuple(choices)


class NotOnTheList(CardRefused):
    """Not expected there: written down only when a person says so."""

    def __init__(self, name: str, activity_id: int, title: str) -> None:
        super().__init__(
            name, f"{name}不在“{title}”的名单上。确实来参加的，请点“登记为名单外”；走错了的，请指路。"
        )
        self.activity_id = activity_id


@dataclass(frozen=True)
class SignedIn:
    """Who signed in for what; with `already` nothing changed, and `arrived_at` (UTC) is that of the first time."""

    deputy_id: int
    name: str
    activity_id: int
    activity: str
    timing: Timing
    already: bool
    arrived_at: datetime | None
    walk_in: bool = False


def sign_in_by_card(
    session: Session,
    *,
    text: str,
    at: datetime | None = None,
    activity_id: int | None = None,
    walk_in: bool = False,
) -> SignedIn:
    """Sign in whoever holds the card with this code, at `at` (now); a second time changes nothing.

    The activity is the one that takes arrivals now; among several the one whose list alone has the deputy, else
    `activity_id`, which a person chose. With `walk_in` a person said that somebody off the list is to be added.
    Raises the CodeRefused and CardRefused families.
    """
    at = at or context.now(session)
    deputy = _holder(session, text, at)
    activity, attendance = _activity_for(session, deputy, at, activity_id)
    now = local_time(at)
    timing = timing_of(activity.starts_at, now)
    if attendance is not None and attendance.state in CAME:
        first = attendance.arrived_at
        return SignedIn(
            deputy.id,
            deputy.name,
            activity.id,
            activity.title,
            Timing.LATE if attendance.state is AttendanceState.LATE else _first_timing(activity, first),
            True,
            first,
            not attendance.expected,
        )
    if attendance is None:
        if not walk_in:
            raise NotOnTheList(deputy.name, activity.id, activity.title)
        add_walk_in(
            session, activity_id=activity.id, deputy_id=deputy.id, state=state_of(timing), arrived_at=at
        )
    else:
        note = attendance.note
        if attendance.state is AttendanceState.LEAVE and attendance.leave_reason:
            # The leave is struck out by coming; why it was asked for stays to be read.
            note = f"{note}；" if note else ""
            note = f"{note}原请假：{attendance.leave_reason}"[:NOTE_CHARACTERS]
        record_many(
            session,
            activity_id=activity.id,
            marks=[AttendanceMark(deputy.id, state_of(timing), arrived_at=at, note=note)],
        )
    return SignedIn(
        deputy.id,
        deputy.name,
        activity.id,
        activity.title,
        timing,
        False,
        at,
        attendance is None or not attendance.expected,
    )


def _first_timing(activity: Activity, arrived_at: datetime | None) -> Timing:
    if arrived_at is None:
        return Timing.ON_TIME
    return timing_of(activity.starts_at, local_time(arrived_at))


def _holder(session: Session, text: str, at: datetime) -> Deputy:
    """Whose card it is, when it is good that day."""
    code = read_card(plain_word(text), station_secrets(session))
    deputy = session.get(Deputy, code.deputy_id)
    cards = session.scalars(
        select(DeputyCard).where(DeputyCard.deputy_id == code.deputy_id).order_by(DeputyCard.serial)
    ).all()
    card = next((each for each in cards if each.serial == code.serial), None)
    if deputy is None or card is None:
        raise CardUnknown
    if card is not cards[-1]:
        raise CardReplaced(deputy.name)
    if card.revoked_at is not None:
        raise CardWithdrawn(deputy.name)
    today = local_time(at).date()
    if card.valid_until < today:
        raise CardExpired(
            deputy.name,
            f"{deputy.name}的代表卡只到{day_words(card.valid_until)}，已经过期。请在签到表上签名，另印新卡。",
        )
    if session.scalar(select(Deputy.id).where(Deputy.id == deputy.id, holds_mandate(today))) is None:
        raise CardExpired(deputy.name, f"{deputy.name}已不在任，代表卡不能用了。请核对代表名册里的任职起止。")
    return deputy


def _activity_for(
    session: Session, deputy: Deputy, at: datetime, chosen: int | None
) -> tuple[Activity, Attendance | None]:
    now = local_time(at)
    today = session.scalars(
        select(Activity)
        .where(Activity.held_on == now.date(), Activity.cancelled.is_(False))
        .order_by(Activity.starts_at.nulls_first(), Activity.id)
    )
    running = [each for each in today if is_open(each.held_on, each.starts_at, each.ends_at, now)]
    if not running:
        raise NothingToSignInFor(deputy.name)
    listed = {
        each.activity_id: each
        for each in session.scalars(
            select(Attendance).where(
                Attendance.deputy_id == deputy.id, Attendance.activity_id.in_([each.id for each in running])
            )
        )
    }
    fitting = [each for each in running if each.id in listed] or running
    if len(fitting) > 1:
        fitting = [each for each in fitting if each.id == chosen] or fitting
    if len(fitting) > 1:
        raise SeveralRunning(deputy.name, [(each.id, each.title) for each in fitting])
    return fitting[0], listed.get(fitting[0].id)
