"""Quarterly checks (季度检查): what the records answer, the check written down with its findings, the list of a quarter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.service import record_change
from deputy_station.features.spotcheck.models import CheckFinding, DeputyCheck
from deputy_station.features.spotcheck.rules.duty import duty_words
from deputy_station.features.spotcheck.rules.facts import QuarterFacts
from deputy_station.features.spotcheck.rules.findings import (
    WAITING,
    Answer,
    FindingKind,
    FindingState,
    Found,
    Question,
    answer_words,
    proposed_answer,
)
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.rules.registration import find_all, registration_words
from deputy_station.features.spotcheck.rules.thresholds import Tick, thresholds
from deputy_station.features.spotcheck.service.draws import list_pool
from deputy_station.features.spotcheck.service.facts import quarter_facts
from deputy_station.features.spotcheck.service.findings import FindingRow, findings_of
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version
from deputy_station.store.lengths import fit_line

SUBJECT = "quarter_check"
TICK = "tick:"
"""Before the key of a tick, as the subject of a finding of the checker's."""


class CheckIncomplete(Refusal):
    """Something every check has is missing."""


class CheckFromFuture(Refusal):
    """A check is written down when it was made."""

    def __init__(self, on: date) -> None:
        super().__init__(f"检查日期 {on:%Y-%m-%d} 还没有到。请填检查的那一天。")


class QuarterNotBegun(Refusal):
    """Nothing of the quarter can be checked yet."""

    def __init__(self, year: int, quarter: int) -> None:
        super().__init__(f"{year} 年第 {quarter} 季度还没有开始，没有可检查的。")


class DueBeforeCheck(Refusal):
    """A deadline before the check itself."""

    def __init__(self) -> None:
        super().__init__("整改期限早于检查日期。请改成检查日期以后的一天。")


@dataclass(frozen=True)
class Asked:
    """Everything the checker has before them: what the records say by question, what they find, whether a check of the
    quarter is kept already, and what the answers, the deadline and the names would be."""

    year: int
    quarter: int
    deputy_id: int
    deputy: str
    group: str
    says: Mapping[Question, tuple[str, ...]]
    found: tuple[Found, ...]
    proposed: Mapping[Question, Answer]
    ticks: tuple[Tick, ...]
    due_on: date
    checker: str
    person: str
    kept: "CheckDetail | None"

    def of_question(self, question: Question) -> tuple[Found, ...]:
        """What the records find to one question."""
        return tuple(each for each in self.found if each.question is question)


@dataclass(frozen=True)
class CheckDetail:
    """A check as written down; `ticks` by key, `records` what the records said then."""

    id: int
    version: int
    year: int
    quarter: int
    deputy_id: int
    deputy: str
    group: str
    checker: str
    checked_on: date
    answers: Mapping[Question, Answer]
    ticks: Mapping[str, bool]
    records: Mapping[Question, tuple[str, ...]]
    note: str
    findings: tuple[FindingRow, ...]

    @property
    def waiting(self) -> int:
        """Findings in which something is still to be done."""
        return sum(each.standing in WAITING for each in self.findings)


@dataclass(frozen=True)
class CheckRow:
    """A deputy in the list of a quarter: checked or not."""

    deputy_id: int
    deputy: str
    group: str
    check_id: int | None
    checked_on: date | None
    checker: str
    answers: Mapping[Question, Answer]
    findings: int
    waiting: int
    overdue: int

    @property
    def id(self) -> int:
        """The row in a list."""
        return self.deputy_id


def ask_check(session: Session, *, year: int, quarter: int, deputy_id: int) -> Asked:
    """What a check of one deputy begins with. Raises QuarterUnknown, QuarterNotBegun, NotFound (not in office then)."""
    held = ask_checks(session, year=year, quarter=quarter, deputy_id=deputy_id)
    if not held:
        raise NotFound("这个季度在任的这位代表")
    return held[0]


def ask_checks(session: Session, *, year: int, quarter: int, deputy_id: int | None = None) -> list[Asked]:
    """The same for everybody in office in the quarter (or one deputy), in the order of the roster. Raises
    QuarterUnknown, QuarterNotBegun."""
    first, _last = quarter_days(year, quarter)
    today = context.today(session)
    if today < first:
        raise QuarterNotBegun(year, quarter)
    kept = _kept_checks(session, year, quarter, deputy_id)
    checker = session.scalar(select(DeputyCheck.checker).order_by(DeputyCheck.id.desc()).limit(1)) or ""
    only = None if deputy_id is None else [deputy_id]
    return [
        _asked(facts, kept.get(facts.deputy_id), today, checker, context.actor(session))
        for facts in quarter_facts(session, year=year, quarter=quarter, deputy_ids=only)
    ]


def _asked(facts: QuarterFacts, kept: "CheckDetail | None", today: date, checker: str, actor: str) -> Asked:
    limits = thresholds()
    found = find_all(facts, limits)
    return Asked(
        facts.year,
        facts.quarter,
        facts.deputy_id,
        facts.deputy,
        facts.group,
        {Question.DUTY: duty_words(facts, limits), Question.REGISTRATION: registration_words(facts)},
        found,
        {
            question: proposed_answer(
                sum(each.question is question for each in found), fair_up_to=limits.fair_up_to
            )
            for question in Question
        },
        limits.ticks,
        today + timedelta(days=limits.mending_days),
        checker,
        actor,
        kept,
    )


def record_check(
    session: Session,
    *,
    year: int,
    quarter: int,
    deputy_id: int,
    checker: str,
    checked_on: date,
    duty: Answer,
    registration: Answer,
    due_on: date,
    person: str,
    ticks: Mapping[str, bool | None] | None = None,
    kinds: Collection[FindingKind] | None = None,
    note: str = "",
    version: int | None = None,
) -> CheckDetail:
    """Write a check down, or write one kept anew: the answers, the ticks, and as findings what the records say (of the
    `kinds` given; None: of all) and what was ticked as not so.

    Findings kept already stay as they are, with their deadline and person; a tick that is now well takes its open
    finding away. Raises CheckIncomplete, CheckFromFuture, DueBeforeCheck, QuarterUnknown, QuarterNotBegun, NotFound,
    LineTooLong, StaleEdit.
    """
    checker = fit_line(DeputyCheck.checker, "检查人", checker)
    person = fit_line(CheckFinding.person, "整改责任人", person)
    if not checker or not person:
        raise CheckIncomplete("请写明检查人和整改责任人。")
    if checked_on > context.today(session):
        raise CheckFromFuture(checked_on)
    if due_on < checked_on:
        raise DueBeforeCheck
    asked = ask_check(session, year=year, quarter=quarter, deputy_id=deputy_id)
    ticked = {key: value for key, value in (ticks or {}).items() if value is not None}
    row = _row_of(session, year, quarter, deputy_id)
    anew = row is not None
    if row is None:
        row = DeputyCheck(year=year, quarter=quarter, deputy_id=deputy_id)
        session.add(row)
    elif version is not None:
        check_version(row, version, f"{asked.deputy}的季度检查")
    row.checker, row.checked_on, row.note = checker, checked_on, clean_text(note)
    row.duty, row.registration, row.ticks = duty, registration, ticked
    row.records = {question.value: list(lines) for question, lines in asked.says.items()}
    session.flush()
    _write_findings(row, asked, ticked, kinds, due_on, person)
    session.flush()
    words = f"{answer_words(Question.DUTY, duty)}，{answer_words(Question.REGISTRATION, registration)}"
    record_change(
        session,
        action="spotcheck.check",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=f"{asked.deputy} {year} 年第 {quarter} 季度检查{'改记' if anew else ''}：{words}，"
        f"问题 {len(row.findings)} 个",
    )
    return _detail(row, findings_of(session, check_id=row.id, found_now=asked.found))


def _write_findings(
    row: DeputyCheck,
    asked: Asked,
    ticked: Mapping[str, bool],
    kinds: Collection[FindingKind] | None,
    due_on: date,
    person: str,
) -> None:
    kept = {(each.kind.value, each.subject, each.subject_id): each for each in row.findings}
    for found in asked.found:
        if (kinds is None or found.kind in kinds) and found.key not in kept:
            row.findings.append(
                CheckFinding(
                    question=found.question,
                    kind=found.kind,
                    words=found.words,
                    mend=found.mend,
                    subject=found.subject,
                    subject_id=found.subject_id,
                    due_on=due_on,
                    person=person,
                )
            )
    for tick in asked.ticks:
        present = kept.get((FindingKind.TICKED.value, f"{TICK}{tick.key}", 0))
        if ticked.get(tick.key) is False and present is None:
            row.findings.append(
                CheckFinding(
                    question=tick.question,
                    kind=FindingKind.TICKED,
                    words=tick.otherwise,
                    mend=tick.mend,
                    subject=f"{TICK}{tick.key}",
                    subject_id=0,
                    due_on=due_on,
                    person=person,
                )
            )
        elif ticked.get(tick.key) is True and present is not None and present.state is FindingState.OPEN:
            row.findings.remove(present)


def _kept_checks(session: Session, year: int, quarter: int, deputy_id: int | None) -> dict[int, CheckDetail]:
    """The checks of a quarter (or one deputy's in it) by deputy."""
    query = select(DeputyCheck).where(DeputyCheck.year == year, DeputyCheck.quarter == quarter)
    if deputy_id is not None:
        query = query.where(DeputyCheck.deputy_id == deputy_id)
    rows = session.scalars(query.options(joinedload(DeputyCheck.deputy).joinedload(Deputy.group))).all()
    only = rows[0].id if len(rows) == 1 else None
    found: dict[int, list[FindingRow]] = {}
    for each in findings_of(session, year=year, quarter=quarter, check_id=only) if rows else ():
        found.setdefault(each.check_id, []).append(each)
    return {row.deputy_id: _detail(row, found.get(row.id, [])) for row in rows}


def _detail(row: DeputyCheck, findings: Sequence[FindingRow]) -> CheckDetail:
    deputy = row.deputy
    return CheckDetail(
        row.id,
        row.version,
        row.year,
        row.quarter,
        row.deputy_id,
        deputy.name,
        deputy.group.name if deputy.group else "",
        row.checker,
        row.checked_on,
        {Question.DUTY: row.duty, Question.REGISTRATION: row.registration},
        {str(key): bool(value) for key, value in row.ticks.items()},
        {question: tuple(row.records.get(question.value, ())) for question in Question},
        row.note,
        tuple(findings),
    )


def list_checks(session: Session, *, year: int, quarter: int) -> list[CheckRow]:
    """Everybody in office in the quarter, in the order of the roster, with the check if there is one; and whoever was
    checked although the roster says otherwise by now. Raises QuarterUnknown."""
    ids = {candidate.deputy_id for candidate in list_pool(session, year=year, quarter=quarter)}
    checks = {
        row.deputy_id: row
        for row in session.scalars(
            select(DeputyCheck).where(DeputyCheck.year == year, DeputyCheck.quarter == quarter)
        )
    }
    found: dict[int, list[FindingRow]] = {}
    for each in findings_of(session, year=year, quarter=quarter):
        found.setdefault(each.check_id, []).append(each)
    people = session.execute(
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(Deputy.id.in_(ids | checks.keys()))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [
        _check_row(deputy, name, group or "", checks.get(deputy), found) for deputy, name, group in people
    ]


def _check_row(
    deputy_id: int,
    name: str,
    group: str,
    check: DeputyCheck | None,
    found: Mapping[int, list[FindingRow]],
) -> CheckRow:
    if check is None:
        return CheckRow(deputy_id, name, group, None, None, "", {}, 0, 0, 0)
    findings = found.get(check.id, [])
    return CheckRow(
        deputy_id,
        name,
        group,
        check.id,
        check.checked_on,
        check.checker,
        {Question.DUTY: check.duty, Question.REGISTRATION: check.registration},
        len(findings),
        sum(each.standing in WAITING for each in findings),
        sum(each.overdue for each in findings),
    )


def seal_checks(session: Session, *, check_ids: Collection[int]) -> None:
    """Their sheets went out: what was written is corrected from now on, no longer undone."""
    seal(session, DeputyCheck, sorted(check_ids), "季度检查表已经打印")


def _row_of(session: Session, year: int, quarter: int, deputy_id: int) -> DeputyCheck | None:
    return session.scalar(
        select(DeputyCheck).where(
            DeputyCheck.year == year, DeputyCheck.quarter == quarter, DeputyCheck.deputy_id == deputy_id
        )
    )
