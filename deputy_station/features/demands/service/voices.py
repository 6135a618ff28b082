"""Many voices, one matter: others who want the same, and demands merged into one that carries them all on (合并)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text, mask_phone
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.choices import DemandState, InformedHow
from deputy_station.features.demands.rules.steps import CLOSED_STATES, Need
from deputy_station.features.demands.service.accused import (
    accused_units,
    carriers_of,
    check_in_hand,
    merged_into,
)
from deputy_station.features.demands.service.handing import handovers_out
from deputy_station.features.demands.service.rows import (
    DemandRow,
    demand_number,
    masked_visitor,
    refresh_search_text,
)
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.demands.service.taken_values import PeopleCountInvalid
from deputy_station.features.demands.service.way import (
    WHAT,
    check,
    clear_assignment,
    finish,
    open_demand,
)
from deputy_station.features.reception.models import Visit
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line


class MergeWrong(Refusal):
    """The demand cannot be carried on by the one named."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"不能合并到 {number}：{why}。请另选一件。")


@dataclass(frozen=True)
class VoiceRow:
    """Somebody else who wants the same. Of a confidential one name, phone and address are empty; `masked` is what
    others may see. `demand` is the number of the merged demand it came with, "" for a voice added here."""

    id: int
    demand: str
    at: datetime
    name: str
    phone: str
    address: str
    masked: str
    phone_masked: str
    people: int
    confidential: bool
    words: str
    informed_on: date | None
    informed_how: str


def add_voice(
    session: Session,
    *,
    demand_id: int,
    version: int,
    name: str = "",
    phone: str = "",
    address: str = "",
    people: int = 1,
    words: str = "",
    confidential: bool = False,
    visit_id: int | None = None,
    note: str = "",
) -> DemandRow:
    """加一人反映: another party wants the same; they are told of the answer like the first. A visit is heard by it.

    Raises LineTooLong, PeopleCountInvalid.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "voice", note=note)
    if not 1 <= people <= 999:
        raise PeopleCountInvalid(people)
    if visit_id is not None:
        get_row(session, Visit, visit_id, "这次来访").finished = True
    session.add(
        DemandVoice(
            demand_id=demand.id,
            visit_id=visit_id,
            at=context.now(session),
            name=fit_line(DemandVoice.name, "来访人", name),
            phone=fit_line(DemandVoice.phone, "电话", phone),
            address=fit_line(DemandVoice.address, "住址", address),
            people=people,
            confidential=confidential,
            words=clean_text(words),
        )
    )
    session.flush()
    _count_voices(session, demand)
    return finish(session, demand, "voice", after, f"加一人反映，现有 {demand.voices} 户反映", note)


def merge_demand(
    session: Session, *, demand_id: int, version: int, into_id: int, note: str = "", knowing: bool = False
) -> DemandRow:
    """合并: the demand keeps its number and is carried on by another, with whose answer its visitor is told.

    Raises MergeWrong, and AgainstOwnUnit where the other lies with the unit of who is complained of (unless `knowing`).
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "merge", note=note, given=(Need.TARGET,))
    master = get_row(session, Demand, into_id, "要并到的那件诉求")
    number = demand_number(master)
    if master.id == demand.id:
        raise MergeWrong(number, "就是这一件")
    if master.state is DemandState.MERGED:
        further = get_row(session, Demand, master.merged_into_id or 0, "要并到的那件诉求")
        raise MergeWrong(number, f"它已并到 {demand_number(further)}")
    if master.state in CLOSED_STATES:
        raise MergeWrong(number, f"它{master.state.label}")
    after_master = check(session, master, "voice", note=note)
    if not knowing:
        check_in_hand(session, master, accused_units(session, demand))
    own = demand_number(demand)
    demand.merged_into_id = master.id
    # The units have it in hand no more: who carries it on has units of its own.
    for handover in handovers_out(session, demand):
        handover.returned_on, handover.return_reason = context.today(session), f"已并到 {number}"
    row = finish(session, demand, "merge", after, f"并到 {number}", note)
    _count_voices(session, master)
    finish(session, master, "voice", after_master, f"{own} 并进来，现有 {master.voices} 户反映", note)
    return row


def split_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """取消合并: it was another matter after all; it waits to be handed over by itself."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "split", note=note)
    master = get_row(session, Demand, demand.merged_into_id or 0, "并到的那件诉求")
    demand.merged_into_id, demand.informed_on, demand.informed_how = None, None, ""
    clear_assignment(demand)
    row = finish(session, demand, "split", after, f"取消合并到 {demand_number(master)}", note)
    _count_voices(session, master)
    return row


def tell_voices(
    session: Session, *, demand_id: int, version: int, how: InformedHow, note: str = ""
) -> DemandRow:
    """告知其他反映人: those who joined in after the visitor had been told."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "tell_voices", note=note, given=(Need.HOW,))
    count = tell_others(session, demand, how, note)
    return finish(session, demand, "tell_voices", after, f"已告知其他反映人 {count} 人（{how.label}）", note)


def list_voices(session: Session, *, demand_id: int) -> tuple[VoiceRow, ...]:
    """The other voices, those of demands merged into it included, in the order they came. Raises NotFound."""
    demand = get_row(session, Demand, demand_id, WHAT)
    told = readable(session, demand)
    rows = [_voice_row(voice, "", told) for voice in _voices_of(session, demand.id)]
    for other in merged_into(session, demand.id):
        number = demand_number(other)
        rows.append(_merged_row(other, number, told))
        rows += [_voice_row(voice, number, told) for voice in _voices_of(session, other.id)]
    return tuple(sorted(rows, key=lambda row: row.at))


def tell_others(session: Session, demand: Demand, how: InformedHow, note: str) -> int:
    """Note that the other voices know, and the visitors of the demands merged into this one; how many those are."""
    today = context.today(session)
    count = _tell_voices_of(session, demand, how)
    for other in merged_into(session, demand.id):
        if other.informed_on is None:
            after = check(session, other, "told_along", note=note, given=(Need.HOW,))
            other.informed_on, other.informed_how = today, how.label
            sentence = f"随 {demand_number(demand)} 反馈来访人（{how.label}）"
            finish(session, other, "told_along", after, sentence, note)
            count += 1 + _tell_voices_of(session, other, how)
    return count


def _tell_voices_of(session: Session, demand: Demand, how: InformedHow) -> int:
    """Note that the voices joined to one demand know; how many did not before."""
    count = 0
    for voice in _voices_of(session, demand.id):
        if voice.informed_on is None:
            voice.informed_on, voice.informed_how = context.today(session), how.label
            count += 1
    return count


def count_voices(session: Session, demand: Demand) -> int:
    """Parties that voice a demand: its own visitor, the voices added, and those of what was merged into it."""
    merged = merged_into(session, demand.id)
    ids = [demand.id, *(one.id for one in merged)]
    added = session.scalar(select(func.count()).where(DemandVoice.demand_id.in_(ids)))
    return 1 + len(merged) + (added or 0)


def _count_voices(session: Session, demand: Demand) -> None:
    """Count anew for a demand and for whatever carries it on."""
    session.flush()
    for one in carriers_of(session, demand):
        one.voices = count_voices(session, one)
        refresh_search_text(session, one)


def _voices_of(session: Session, demand_id: int) -> list[DemandVoice]:
    return list(
        session.scalars(
            select(DemandVoice).where(DemandVoice.demand_id == demand_id).order_by(DemandVoice.id)
        )
    )


def _voice_row(voice: DemandVoice, number: str, told: Callable[[str], str]) -> VoiceRow:
    hidden = voice.confidential
    return VoiceRow(
        id=voice.id,
        demand=number,
        at=voice.at,
        name="" if hidden else voice.name,
        phone="" if hidden else voice.phone,
        address="" if hidden else voice.address,
        masked=masked_visitor(voice.name, hidden),
        phone_masked="" if hidden else mask_phone(voice.phone),
        people=voice.people,
        confidential=hidden,
        words=told(voice.words),
        informed_on=voice.informed_on,
        informed_how=voice.informed_how,
    )


def _merged_row(demand: Demand, number: str, told: Callable[[str], str]) -> VoiceRow:
    hidden = demand.confidential
    return VoiceRow(
        id=demand.id,
        demand=number,
        at=demand.received_at,
        name="" if hidden else demand.visitor_name,
        phone="" if hidden else demand.visitor_phone,
        address="" if hidden else demand.visitor_address,
        masked=masked_visitor(demand.visitor_name, hidden),
        phone_masked="" if hidden else mask_phone(demand.visitor_phone),
        people=demand.people,
        confidential=hidden,
        words=told(demand.words),
        informed_on=demand.informed_on,
        informed_how=demand.informed_how,
    )
