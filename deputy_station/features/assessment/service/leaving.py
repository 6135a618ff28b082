"""Facts that concern leaving office: written down or read from attendance, with reminder and what the deputy said.

Nothing here decides anything: it says which ground a fact fits, with its article. Only the congress acts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import CONGRESS
from deputy_station.features.assessment.models import LeavingFact
from deputy_station.features.assessment.rules.given import Ground, given
from deputy_station.features.assessment.rules.leaving import by_congress, missed_sessions
from deputy_station.features.assessment.service.grounds import grounds_in_use
from deputy_station.features.deputies.models import Deputy, Mandate
from deputy_station.features.deputies.service.frame import current_term
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row

WHAT = "情形记录"


class GroundUnknown(Refusal):
    """The ground is none of those described."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有“{key}”这种情形。请在表里选一种。")


class FactMissing(Refusal):
    """A fact without words is none."""

    def __init__(self) -> None:
        super().__init__("请写明是什么情况，例如时间、经过、依据的材料。")


class CountedByRecords(Refusal):
    """Absences from the congress are read from attendance, so that nobody writes down one that was none."""

    def __init__(self) -> None:
        super().__init__("不出席人代会会议由签到记录算出，不用手写。请到“履职活动”里核对签到。")


class FactDaysWrong(Refusal):
    """A day that has not come, or something mended or reminded of before it happened."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words}，没有保存。请核对日期。")


class FactGone(Refusal):
    """What was to be written about is no longer so."""

    def __init__(self) -> None:
        super().__init__("这条情形已经没有了（签到记录或登记改过），提醒函没有做。请重新打开“离任情形”。")


@dataclass(frozen=True)
class FactRow:
    """A fact on record; `id` None for one read from attendance. `words` in full; `met` whether it fits the ground."""

    id: int | None
    version: int | None
    deputy_id: int
    deputy: str
    group: str
    ground: Ground
    on_day: date
    words: str
    met: bool
    reminded_on: date | None = None
    corrected_on: date | None = None
    statement: str = ""
    statement_on: date | None = None

    @property
    def key(self) -> str:
        """Tells the rows of a list apart."""
        return f"{self.ground.key}:{self.deputy_id}:{self.id or ''}"

    @property
    def state(self) -> str:
        """符合情形, 提醒, 已改正: never a decision."""
        if self.corrected_on is not None:
            return "已改正"
        if self.met:
            return "符合情形"
        return "已提醒" if self.reminded_on is not None else "记录在案"

    @property
    def finding(self) -> str:
        """The sentence beside it: which ground, which article, and who alone decides."""
        if self.corrected_on is not None:
            return "已经改正，不再符合。"
        if self.met:
            reminded = "已经提醒，还没有登记改正，" if self.reminded_on is not None else ""
            return (
                f"{reminded}符合“{self.ground.name}”情形，依据：{self.ground.law}。是否处理由人大依法决定。"
            )
        return f"还不符合“{self.ground.name}”情形，先提醒。"


def list_facts(session: Session, *, on: date | None = None) -> list[FactRow]:
    """Facts of the present term, those that fit a ground first; absences are counted anew each time."""
    on = on or context.today(session)
    rows = [*_counted(session, on), *_written(session, on)]
    return sorted(rows, key=lambda row: (row.corrected_on is not None, not row.met, row.on_day, row.key))


def _term_days(session: Session, on: date) -> tuple[date, date]:
    term = current_term(session, on=on)
    return (term.starts_on, term.ends_on) if term else (date(on.year, 1, 1), date(on.year, 12, 31))


def _written(session: Session, on: date) -> list[FactRow]:
    since, until = _term_days(session, on)
    facts = session.scalars(
        select(LeavingFact)
        .where(LeavingFact.on_day.between(since, until))
        .order_by(LeavingFact.on_day, LeavingFact.id)
    )
    return [_row(fact) for fact in facts]


def _row(fact: LeavingFact) -> FactRow:
    ground = _ground_of(fact)
    # The grounds of conduct ask for a reminder first: a fact alone, or one mended since, fits nothing.
    needs_reminder = not ground.statutory or ground.key == "conduct"
    met = fact.corrected_on is None and (fact.reminded_on is not None or not needs_reminder)
    return FactRow(
        fact.id,
        fact.version,
        fact.deputy_id,
        fact.deputy.name,
        fact.deputy.group.name if fact.deputy.group else "",
        ground,
        fact.on_day,
        fact.words,
        met,
        fact.reminded_on,
        fact.corrected_on,
        fact.statement,
        fact.statement_on,
    )


def _ground_of(fact: LeavingFact) -> Ground:
    """In the words it was recorded with; those of the program where none were kept then."""
    known = given().grounds.get(fact.ground) or Ground(fact.ground, fact.ground, "")
    return replace(known, name=fact.ground_name, law=fact.ground_law) if fact.ground_name else known


def _counted(session: Session, on: date) -> list[FactRow]:
    """Sessions of the congress missed without leave in the term, from the sign-ins."""
    since, until = _term_days(session, on)
    rules = given()
    ground = next(each for each in grounds_in_use(session).values() if each.counted)
    rows = session.execute(
        select(Attendance.deputy_id, Activity.session_name, Activity.held_on, Attendance.state)
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(
            Activity.kind.in_(CONGRESS),
            Activity.cancelled.is_(False),
            Activity.held_on.between(since, min(on, until)),
            Attendance.expected,
        )
        .order_by(Activity.held_on, Activity.id)
    ).all()
    seen: dict[int, list[tuple[str, date, object]]] = defaultdict(list)
    for deputy_id, name, held_on, state in rows:
        seen[deputy_id].append((name or day_words(held_on), held_on, state))
    several = _of_several_congresses(session, since, until)
    found = []
    for deputy_id, sittings in seen.items():
        missed = missed_sessions(sittings)
        if len(missed) < rules.warn_at:
            continue
        deputy = session.get_one(Deputy, deputy_id)
        # One congress, however its sessions were named; of somebody elected to two, each has its own.
        parts = by_congress(missed) if deputy_id in several else [("", [name for name, _day in missed])]
        times = "；".join(
            f"{f'{congress} ' if len(parts) > 1 else ''}{len(names)} 次：{'、'.join(names)}"
            for congress, names in parts
        )
        apart = "，各级人代会分开算" if len(parts) > 1 else ""
        found.append(
            FactRow(
                None,
                None,
                deputy_id,
                deputy.name,
                deputy.group.name if deputy.group else "",
                ground,
                missed[-1][1],
                f"本届未经批准不出席 {times}（按签到记录{apart}）。",
                len(parts[0][1]) >= rules.met_at,
            )
        )
    return found


def _of_several_congresses(session: Session, since: date, until: date) -> set[int]:
    """Who is elected to congresses of more than one level in these days."""
    rows = session.execute(
        select(Mandate.deputy_id)
        .where(Mandate.started_on <= until, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= since))
        .group_by(Mandate.deputy_id)
        .having(func.count(func.distinct(Mandate.level)) > 1)
    )
    return {deputy_id for (deputy_id,) in rows}


def write_fact(
    session: Session,
    *,
    deputy_id: int,
    ground: str,
    on_day: date,
    words: str,
    reminded_on: date | None = None,
    corrected_on: date | None = None,
    statement: str = "",
    statement_on: date | None = None,
    fact_id: int | None = None,
    version: int | None = None,
) -> FactRow:
    """Write a fact down, or go on with one: reminder, mending, the deputy's statement. Raises GroundUnknown,
    CountedByRecords, FactMissing, FactDaysWrong, StaleEdit."""
    held = get_row(session, LeavingFact, fact_id, WHAT) if fact_id is not None else None
    known = _ground_of(held) if held and held.ground == ground else grounds_in_use(session).get(ground)
    if known is None:
        raise GroundUnknown(ground)
    if known.counted:
        raise CountedByRecords
    if not words.strip():
        raise FactMissing
    _check_fact_days(
        context.today(session),
        on_day,
        {"提醒": reminded_on, "改正": corrected_on, "说明": statement_on},
    )
    deputy = get_row(session, Deputy, deputy_id, "代表")
    if held is None:
        fact = LeavingFact(deputy_id=deputy_id)
        session.add(fact)
    else:
        fact = held
        check_version(fact, -1 if version is None else version, WHAT)
    fact.ground, fact.on_day, fact.words = ground, on_day, clean_text(words)
    fact.ground_name, fact.ground_law = known.name, known.law
    fact.reminded_on, fact.corrected_on = reminded_on, corrected_on
    fact.statement = clean_text(statement)
    fact.statement_on = statement_on if fact.statement else None
    session.flush()
    record_change(
        session,
        action="leaving.write",
        subject="leaving_fact",
        subject_id=fact.id,
        sentence=f"{'登记' if fact_id is None else '补记'}{deputy.name}的情形：{known.name}",
    )
    return _row(fact)


def _check_fact_days(today: date, on_day: date, later: Mapping[str, date | None]) -> None:
    """A fact of a year mistyped would lie outside the term and be seen no more."""
    for what, day in {"情形": on_day, **later}.items():
        if day is not None and day > today:
            raise FactDaysWrong(f"{what}的日期 {day_words(day, today)}还没有到")
    mended = later["改正"]
    if mended is not None and mended < on_day:
        raise FactDaysWrong(f"改正的日期 {day_words(mended, today)}比情形的日期还早")


def read_fact(session: Session, *, fact_id: int) -> FactRow:
    """One fact written down. Raises NotFound."""
    return _row(get_row(session, LeavingFact, fact_id, WHAT))


def fact_of(session: Session, *, deputy_id: int, ground: str, fact_id: int | None) -> FactRow:
    """A fact as the list has it now, written down or counted. Raises FactGone."""
    for row in list_facts(session):
        if (row.deputy_id, row.ground.key, row.id) == (deputy_id, ground, fact_id):
            return row
    raise FactGone


def seal_fact(session: Session, *, fact_id: int) -> None:
    """The reminder letter went out."""
    seal(session, LeavingFact, [fact_id], "提醒函已经打印")
