"""Findings followed until mended (问题整改): how each stands by the records, confirming, explaining, moving a deadline."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.service import HistoryRow, list_history, record_change
from deputy_station.features.spotcheck.models import CheckFinding, DeputyCheck
from deputy_station.features.spotcheck.rules.findings import (
    FindingKind,
    FindingState,
    Found,
    Question,
    Standing,
    standing,
)
from deputy_station.features.spotcheck.rules.registration import find_all
from deputy_station.features.spotcheck.rules.thresholds import thresholds
from deputy_station.features.spotcheck.service.facts import quarter_facts
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

SUBJECT = "check_finding"


class FindingClosed(Refusal):
    """It was confirmed or explained already."""

    def __init__(self) -> None:
        super().__init__("这个问题已经了结。要重新整改，先按“重新打开”。")


class FindingOpen(Refusal):
    """There is nothing to open again."""

    def __init__(self) -> None:
        super().__init__("这个问题还没有了结，不用重新打开。")


class StillFound(Refusal):
    """The records still say what was found."""

    def __init__(self) -> None:
        super().__init__("记录里这个问题还在，不能算已改。先去改记录；改不了的，按“写说明”。")


class WordsMissing(Refusal):
    """An explanation or a person without words."""


@dataclass(frozen=True)
class FindingRow:
    """A finding with how it stands today. `late_days` is 0 unless it stands overdue; `overdue` says that its day is over
    and nobody settled it, mended in the records or not, as Today and the navigation count."""

    id: int
    version: int
    check_id: int
    year: int
    quarter: int
    deputy_id: int
    deputy: str
    group: str
    checker: str
    checked_on: date
    question: Question
    kind: FindingKind
    words: str
    mend: str
    subject: str
    subject_id: int
    due_on: date
    person: str
    state: FindingState
    standing: Standing
    late_days: int
    closed_on: date | None
    closed_by: str
    note: str
    overdue: bool


def late_words(rows: Sequence[FindingRow]) -> str:
    """过期 3 个（1 个记录里已改，待核）: the number Today says, and how many of them only want confirming."""
    late = [row for row in rows if row.overdue]
    mended = sum(row.standing is Standing.TO_CONFIRM for row in late)
    return f"过期 {len(late)} 个" + (f"（{mended} 个记录里已改，待核）" if mended else "")


def findings_of(
    session: Session,
    *,
    check_id: int | None = None,
    year: int | None = None,
    quarter: int | None = None,
    finding_ids: Collection[int] | None = None,
    found_now: Collection[Found] | None = None,
) -> list[FindingRow]:
    """The findings kept (of one check, a year, a quarter), what waits longest first, closed ones last; `found_now`: what
    the rules find for the one check, where that was just asked."""
    query = (
        select(CheckFinding, DeputyCheck, Deputy.name, Group.name)
        .join(DeputyCheck, CheckFinding.check_id == DeputyCheck.id)
        .join(Deputy, DeputyCheck.deputy_id == Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
    )
    for wanted, column in (
        (check_id, DeputyCheck.id),
        (year, DeputyCheck.year),
        (quarter, DeputyCheck.quarter),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if finding_ids is not None:
        query = query.where(CheckFinding.id.in_(finding_ids))
    rows = session.execute(query.order_by(CheckFinding.due_on, CheckFinding.id)).all()
    today = context.today(session)
    still = _still_found(session, [(finding, check) for finding, check, _name, _group in rows], found_now)
    found = [
        _row(finding, check, name, group or "", today, still_found=finding.id in still)
        for finding, check, name, group in rows
    ]
    order = list(Standing)
    return sorted(found, key=lambda row: (order.index(row.standing), row.due_on, row.deputy, row.id))


def get_finding(session: Session, *, finding_id: int) -> FindingRow:
    """One finding. Raises NotFound."""
    get_row(session, CheckFinding, finding_id, "这个问题")
    [row] = findings_of(session, finding_ids=[finding_id])
    return row


@dataclass(frozen=True)
class ShownFinding:
    """A finding with what happened to it, oldest first."""

    row: FindingRow
    history: tuple[HistoryRow, ...]


def show_finding(session: Session, *, finding_id: int) -> ShownFinding:
    """One finding and its history. Raises NotFound."""
    row = get_finding(session, finding_id=finding_id)
    return ShownFinding(row, tuple(list_history(session, subject=SUBJECT, subject_id=finding_id)))


def confirm_mended(session: Session, *, finding_id: int, version: int, note: str = "") -> FindingRow:
    """The checker saw that it is mended. Raises NotFound, StaleEdit, FindingClosed, StillFound."""
    row = _open_row(session, finding_id, version)
    return _confirm(session, row, get_finding(session, finding_id=finding_id), clean_text(note))


def confirm_several(session: Session, *, finding_ids: Sequence[int]) -> int:
    """The checker saw that these are mended, all or none; how many. Raises NotFound, FindingClosed, StillFound."""
    seen = {row.id: row for row in findings_of(session, finding_ids=finding_ids)}
    for finding_id in finding_ids:
        row = get_row(session, CheckFinding, finding_id, "这个问题")
        if row.state is not FindingState.OPEN:
            raise FindingClosed
        _confirm(session, row, seen[finding_id], "")
    return len(finding_ids)


def explain_finding(session: Session, *, finding_id: int, version: int, note: str) -> FindingRow:
    """What cannot be mended is explained. Raises NotFound, StaleEdit, FindingClosed, WordsMissing."""
    row = _open_row(session, finding_id, version)
    note = clean_text(note)
    if not note:
        raise WordsMissing("请写明为什么改不了，由谁核过。")
    return _close(session, row, FindingState.EXPLAINED, note, "已说明")


def reopen_finding(session: Session, *, finding_id: int, version: int) -> FindingRow:
    """Follow a closed finding again. Raises NotFound, StaleEdit, FindingOpen."""
    row = get_row(session, CheckFinding, finding_id, "这个问题")
    check_version(row, version, "这个问题")
    if row.state is FindingState.OPEN:
        raise FindingOpen
    row.state, row.closed_on, row.closed_by, row.note = FindingState.OPEN, None, "", ""
    return _said(session, row, "spotcheck.reopen", "重新打开")


def move_finding(session: Session, *, finding_id: int, version: int, due_on: date, person: str) -> FindingRow:
    """Another deadline or person. Raises NotFound, StaleEdit, FindingClosed, WordsMissing."""
    row = _open_row(session, finding_id, version)
    person = fit_line(CheckFinding.person, "整改责任人", person)
    if not person:
        raise WordsMissing("请写明整改责任人。")
    if due_on < row.check.checked_on:
        raise WordsMissing("整改期限早于检查日期。请改成检查日期以后的一天。")
    if (row.due_on, row.person) == (due_on, person):
        return get_finding(session, finding_id=finding_id)
    row.due_on, row.person = due_on, person
    return _said(session, row, "spotcheck.move", f"改为{person}在{day_words(due_on)}前改")


def _open_row(session: Session, finding_id: int, version: int) -> CheckFinding:
    row = get_row(session, CheckFinding, finding_id, "这个问题")
    check_version(row, version, "这个问题")
    if row.state is not FindingState.OPEN:
        raise FindingClosed
    return row


def _confirm(session: Session, row: CheckFinding, seen: FindingRow, note: str) -> FindingRow:
    if row.kind is not FindingKind.TICKED and seen.standing is not Standing.TO_CONFIRM:
        raise StillFound
    return _close(session, row, FindingState.MENDED, note, "已改")


def _close(session: Session, row: CheckFinding, state: FindingState, note: str, words: str) -> FindingRow:
    row.state, row.note = state, note
    row.closed_on, row.closed_by = context.today(session), context.actor(session)
    return _said(session, row, f"spotcheck.{state.value}", words)


def _said(session: Session, row: CheckFinding, action: str, words: str) -> FindingRow:
    session.flush()
    found = get_finding(session, finding_id=row.id)
    record_change(
        session,
        action=action,
        subject=SUBJECT,
        subject_id=row.id,
        sentence=f"{found.deputy}的检查问题“{found.words}”：{words}",
    )
    return found


def _still_found(
    session: Session,
    rows: Sequence[tuple[CheckFinding, DeputyCheck]],
    found_now: Collection[Found] | None,
) -> set[int]:
    """Which open findings the rules still find; what was ticked is so until the checker says else."""
    still: set[int] = set()
    wanted: dict[tuple[int, int], list[tuple[CheckFinding, DeputyCheck]]] = {}
    for finding, check in rows:
        if finding.state is not FindingState.OPEN:
            continue
        if finding.kind is FindingKind.TICKED:
            still.add(finding.id)
        else:
            wanted.setdefault((check.year, check.quarter), []).append((finding, check))
    limits = thresholds()
    for (year, quarter), held in wanted.items():
        deputies = {check.deputy_id for _finding, check in held}
        if found_now is not None:
            now = {found.key for found in found_now}
            keys = dict.fromkeys(deputies, now)
        else:
            keys = {
                facts.deputy_id: {found.key for found in find_all(facts, limits)}
                for facts in quarter_facts(session, year=year, quarter=quarter, deputy_ids=deputies)
            }
        # Who is no longer on the roster of that quarter cannot be looked at again: nothing is taken for mended.
        still |= {
            finding.id
            for finding, check in held
            if check.deputy_id not in keys
            or (finding.kind.value, finding.subject, finding.subject_id) in keys[check.deputy_id]
        }
    return still


def _row(
    finding: CheckFinding, check: DeputyCheck, deputy: str, group: str, today: date, *, still_found: bool
) -> FindingRow:
    stands = standing(finding.state, due_on=finding.due_on, today=today, still_found=still_found)
    return FindingRow(
        finding.id,
        finding.version,
        check.id,
        check.year,
        check.quarter,
        check.deputy_id,
        deputy,
        group,
        check.checker,
        check.checked_on,
        finding.question,
        finding.kind,
        finding.words,
        finding.mend,
        finding.subject,
        finding.subject_id,
        finding.due_on,
        finding.person,
        finding.state,
        stands,
        (today - finding.due_on).days if stands is Standing.OVERDUE else 0,
        finding.closed_on,
        finding.closed_by,
        finding.note,
        finding.state is FindingState.OPEN and finding.due_on < today,
    )
