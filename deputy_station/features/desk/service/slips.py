"""Intake slips: numbered when they are printed, back with their ticks, taken up as demands, or void."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.documents.geometry import PrintGeometry, from_json, to_json
from deputy_station.features.demands.rules.choices import Channel
from deputy_station.features.demands.service import steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.service.frame import home_station, wait_for_other_desks
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import (
    SECRET_YES,
    SlipState,
    TickField,
    slip_number,
    wishes_in_words,
)
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Category
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.store import context
from deputy_station.store.capture import name_step, seal
from deputy_station.store.edits import check_version, get_row

WHAT = "这张便条"
MOST_AT_ONCE = 200
"""Slips printed in one go; more is a slip of the finger."""
TAKE_UP = "desk.take_up_slip"


class SlipCountInvalid(Refusal):
    """No slip at all, or a pile of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"便条一次印 1 到 {MOST_AT_ONCE} 张，写的是 {count} 张。请改一下张数。")


class SlipsOvertaken(Refusal):
    """Other slips took the numbers while these were looked at."""

    def __init__(self) -> None:
        super().__init__("您预览的时候，又印了别的便条，这些编号已经用掉了。请关闭预览，再打开一次。")


class SlipIsVoid(Refusal):
    """The slip was declared void before."""

    def __init__(self, number: str) -> None:
        super().__init__(f"便条 {number} 已经作废，不能再录入。请另用一张，或直接在接待台登记。")


class SlipTakenUp(Refusal):
    """The slip has become a demand already."""

    def __init__(self, number: str) -> None:
        super().__init__(f"便条 {number} 已经录成诉求。要改内容，请打开那件诉求。")


class SlipGistMissing(Refusal):
    """Nobody typed what the slip is about."""

    def __init__(self, number: str) -> None:
        super().__init__(f"便条 {number} 还没有写事由。请照图写一句事由，再录入。")


@dataclass(frozen=True)
class SlipRow:
    """A slip as others see it: its number in words, how far it is, what was ticked, the demand it became."""

    id: int
    version: int
    number: str
    day_id: int | None
    state: SlipState
    printed_at: datetime
    back_at: datetime | None
    ticks: Mapping[str, str]
    demand_id: int | None
    note: str
    geometry: PrintGeometry


@dataclass(frozen=True)
class NextSlip:
    """What the next slip gets: its row (it stands in the code), the year and its number in the year."""

    id: int
    year: int
    number: int


def next_slip(session: Session) -> NextSlip:
    """The row and number of the next slip of this desk's station. Raises NoHomeStation."""
    station = home_station(session)
    year = context.today(session).year
    last_id = session.scalar(select(func.max(IntakeSlip.id))) or 0
    last = session.scalar(
        select(func.max(IntakeSlip.number)).where(
            IntakeSlip.station_id == station.id, IntakeSlip.year == year
        )
    )
    return NextSlip(last_id + 1, year, (last or 0) + 1)


def issue_slips(
    session: Session, *, count: int, geometry: PrintGeometry, day_id: int | None = None
) -> list[SlipRow]:
    """Put so many blank slips on record as they go out; from now on their numbers are taken.

    Rows are given by hand (`next_slip`), because the codes of the slips were drawn with them. Raises
    SlipCountInvalid, NotFound (the day), NoHomeStation.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise SlipCountInvalid(count)
    if day_id is not None:
        get_row(session, ReceptionDay, day_id, "这个接待日")
    wait_for_other_desks(session)
    first = next_slip(session)
    station_id = home_station(session).id
    slips = [
        IntakeSlip(
            id=first.id + place,
            station_id=station_id,
            year=first.year,
            number=first.number + place,
            day_id=day_id,
            printed_at=context.now(session),
            geometry=to_json(geometry),
            state=SlipState.BLANK,
            ticks={},
        )
        for place in range(count)
    ]
    session.add_all(slips)
    session.flush()
    numbers = slip_number(first.year, first.number)
    if count > 1:
        numbers += f" 到 {slip_number(first.year, first.number + count - 1)}"
    record_change(
        session,
        action="slip.print",
        subject="slip",
        subject_id=slips[0].id,
        sentence=f"打印来访登记便条 {numbers}，共 {count} 张",
    )
    seal(session, IntakeSlip, [each.id for each in slips], f"来访登记便条 {numbers} 已经打印")
    return [_row(each) for each in slips]


def get_slip(session: Session, *, slip_id: int) -> SlipRow:
    """One slip. Raises NotFound when this desk never printed it."""
    return _row(get_row(session, IntakeSlip, slip_id, WHAT))


def list_slips(
    session: Session, *, day_id: int | None = None, states: Iterable[SlipState] = ()
) -> list[SlipRow]:
    """Slips by number: those of a day, those in some states."""
    query = select(IntakeSlip).order_by(IntakeSlip.year, IntakeSlip.number)
    if day_id is not None:
        query = query.where(IntakeSlip.day_id == day_id)
    if wanted := list(states):
        query = query.where(IntakeSlip.state.in_(wanted))
    return [_row(each) for each in session.scalars(query)]


def slip_back(session: Session, *, slip_id: int, ticks: Mapping[str, str]) -> SlipRow:
    """A slip has come back with these ticks (field to value), and waits to be taken up.

    Coming back twice does not double: only ticks that changed are written, and of a slip that was taken up nothing.
    Raises NotFound, SlipIsVoid.
    """
    slip = get_row(session, IntakeSlip, slip_id, WHAT)
    number = slip_number(slip.year, slip.number)
    if slip.state is SlipState.VOID:
        raise SlipIsVoid(number)
    if slip.state is SlipState.TAKEN_UP or (slip.state is SlipState.BACK and slip.ticks == dict(ticks)):
        return _row(slip)
    again = slip.state is SlipState.BACK
    slip.state, slip.ticks = SlipState.BACK, dict(ticks)
    slip.back_at = slip.back_at or context.now(session)
    session.flush()
    said = "勾选改了" if again else "收回"
    _record(session, slip, "back", f"来访登记便条 {number} {said}")
    return _row(slip)


def take_up_slip(
    session: Session,
    *,
    slip_id: int,
    version: int,
    gist: str,
    words: str = "",
    name: str = "",
    phone: str = "",
    address: str = "",
    people: int = 1,
    category_id: int | None = None,
    confidential: bool | None = None,
    place: str = "",
    visit_id: int | None = None,
    deputy_ids: Iterable[int] = (),
) -> DemandRow:
    """Make a demand of a slip; the clerk types the gist alone, the rest is on the picture. One step of undo.

    Without words the demand points to the slip; category and secrecy come from the ticks unless given; urgency and
    how the visitor wants to be answered stand in its first line. A slip of a day long past counts as voiced then.
    Raises SlipIsVoid, SlipTakenUp, SlipGistMissing, StaleEdit, NotFound, and what registering a demand refuses.
    """
    slip = _open(session, slip_id, version)
    number = slip_number(slip.year, slip.number)
    if not (clean_line(gist) or clean_text(words)):
        raise SlipGistMissing(number)
    ticks = {str(key): str(value) for key, value in slip.ticks.items()}
    if confidential is None:
        confidential = ticks.get(TickField.SECRET.value) == SECRET_YES
    day = session.get(ReceptionDay, slip.day_id) if slip.day_id is not None else None
    wishes = wishes_in_words(ticks)
    demand = steps.take_down(
        session,
        received_on=day.held_on if day is not None and day.held_on <= context.today(session) else None,
        words=clean_text(words) or f"（原话见来访登记便条 {number}）",
        title=gist,
        category_id=category_id if category_id is not None else _ticked_category(session, ticks),
        channel=Channel.RECEPTION,
        visit_id=visit_id,
        visitor_name=name,
        visitor_phone=phone,
        visitor_address=address,
        people=people,
        confidential=confidential,
        place=place,
        deputy_ids=deputy_ids,
        registered_note=f"来访登记便条 {number}" + (f"，来访人勾选：{wishes}。" if wishes else "。"),
    )
    slip.state, slip.demand_id = SlipState.TAKEN_UP, demand.id
    slip.back_at = slip.back_at or context.now(session)
    session.flush()
    _record(session, slip, "take_up", f"来访登记便条 {number} 录成诉求 {demand.number}")
    name_step(
        session,
        action=TAKE_UP,
        sentence=f"来访登记便条 {number} 录成诉求 {demand.number}“{demand.title}”",
        subject="slip",
        subject_id=slip.id,
    )
    return demand


def take_back_taking_up(session: Session, slip_id: int) -> DemandRow:
    """Undo a taking up: the demand is withdrawn (its number stays taken), the slip waits to be taken up again."""
    slip = get_row(session, IntakeSlip, slip_id, WHAT)
    if slip.demand_id is None:
        raise NotFound("这张便条录成的诉求")
    row = steps.take_back_registration(session, slip.demand_id)
    slip.state, slip.demand_id = SlipState.BACK, None
    session.flush()
    _record(session, slip, "put_back", f"来访登记便条 {slip_number(slip.year, slip.number)} 重新待录入")
    return row


def void_slip(session: Session, *, slip_id: int, version: int, note: str = "") -> SlipRow:
    """A slip that becomes no demand: spoilt, lost, settled by word of mouth. Raises SlipTakenUp, SlipIsVoid, StaleEdit."""
    slip = _open(session, slip_id, version)
    slip.state, slip.note = SlipState.VOID, clean_line(note)
    session.flush()
    reason = f"：{slip.note}" if slip.note else ""
    _record(session, slip, "void", f"来访登记便条 {slip_number(slip.year, slip.number)} 作废{reason}")
    return _row(slip)


def _open(session: Session, slip_id: int, version: int) -> IntakeSlip:
    slip = get_row(session, IntakeSlip, slip_id, WHAT)
    check_version(slip, version, WHAT)
    if slip.state is SlipState.TAKEN_UP:
        raise SlipTakenUp(slip_number(slip.year, slip.number))
    if slip.state is SlipState.VOID:
        raise SlipIsVoid(slip_number(slip.year, slip.number))
    return slip


def _ticked_category(session: Session, ticks: Mapping[str, str]) -> int | None:
    """The category of the first level that was ticked; None when it was renamed or put away since."""
    name = ticks.get(TickField.CATEGORY.value, "")
    return session.scalar(
        select(Category.id).where(Category.path == name, Category.level == 1, Category.retired.is_(False))
    )


def _record(session: Session, slip: IntakeSlip, verb: str, sentence: str) -> None:
    record_change(session, action=f"slip.{verb}", subject="slip", subject_id=slip.id, sentence=sentence)


def _row(slip: IntakeSlip) -> SlipRow:
    return SlipRow(
        id=slip.id,
        version=slip.version,
        number=slip_number(slip.year, slip.number),
        day_id=slip.day_id,
        state=slip.state,
        printed_at=slip.printed_at,
        back_at=slip.back_at,
        ticks={str(key): str(value) for key, value in slip.ticks.items()},
        demand_id=slip.demand_id,
        note=slip.note,
        geometry=from_json(slip.geometry),
    )
