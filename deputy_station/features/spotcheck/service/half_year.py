"""Half-yearly checks: the draw with its whole pool kept as it was, and what the district found of each book."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.deputies.models import Deputy, Group, Mandate
from deputy_station.features.deputies.rules import Level
from deputy_station.features.history.service import record_change
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.service.closed import closed_scores, closing_of
from deputy_station.features.points.service.scores import period_of_year
from deputy_station.features.spotcheck.models import (
    HalfYearCheck,
    HalfYearLot,
    HalfYearProblem,
    HalfYearResult,
)
from deputy_station.features.spotcheck.rules.draws import draw_size
from deputy_station.features.spotcheck.rules.half_year import (
    NOT_GRADED,
    CheckResult,
    NobodyToDrawInHalf,
    Pooled,
    StratifiedDraw,
    Stratum,
    draw_stratified,
    half_days,
    half_words,
)
from deputy_station.features.spotcheck.rules.problem_kinds import check_kind
from deputy_station.features.spotcheck.service.checking import CheckFromFuture
from deputy_station.store import context
from deputy_station.store.capture import insert_all, seal
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

_SEED_SIGNS = 8
"""Signs of a seed the program makes: long enough that nobody tries seeds until the wanted name comes up."""
_WHAT = "这次半年抽查"


class HalfSeedUsedOtherwise(Refusal):
    """The seed was used in this half with another number of deputies, or the roster has changed since."""

    def __init__(self, seed: str, count: int, pool: int) -> None:
        super().__init__(
            f"种子“{seed}”这个半年已经抽过（{pool} 人里抽 {count} 人），和这次不一样。请看原来的名单，或换一个种子。"
        )


class ProblemMissing(Refusal):
    """A book did not pass, but no problem is named."""

    def __init__(self) -> None:
        super().__init__("不合格要写明问题，没有保存。请至少勾一类问题。")


class AlreadyTold(Refusal):
    """The bulletin went out: what it counts does not change silently any more."""

    def __init__(self, told_on: date) -> None:
        super().__init__(
            f"这次抽查 {told_on.month}月{told_on.day}日已经通报，结果不能再改。要改请先撤回通报，改好再发。"
        )


@dataclass(frozen=True)
class BookResult:
    """What was found of one book; `version` guards the next change."""

    result: CheckResult
    checked_on: date
    remark: str
    problems: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class DrawnBook:
    """One deputy drawn, with the strata drawn by; `found` is None while the book was not looked at."""

    position: int
    deputy_id: int
    deputy: str
    stratum: Stratum
    found: BookResult | None


@dataclass(frozen=True)
class HalfYearRow:
    """One half-yearly check in a list. `drawn_at` is UTC."""

    id: int
    version: int
    year: int
    half: int
    seed: str
    drawn_at: datetime
    pool: int
    checker: str
    note: str
    told_on: date | None
    books: tuple[DrawnBook, ...]

    @property
    def looked_at(self) -> int:
        """Books with a result."""
        return sum(book.found is not None for book in self.books)

    @property
    def passed(self) -> int:
        """Books that passed."""
        return sum(book.found is not None and book.found.result is CheckResult.GOOD for book in self.books)

    @property
    def words(self) -> str:
        """2026 年上半年."""
        return half_words(self.year, self.half)


def list_half_pool(session: Session, *, year: int, half: int) -> list[Pooled]:
    """Who was in office on any day of the half, with group, lowest level held in it, and last year's grade.

    A deputy without any mandate on record is in the pool, as in the quarterly draw.
    """
    first, last = half_days(year, half)
    held: dict[int, set[Level]] = {}
    ever: set[int] = set()
    for deputy_id, level, started, ended in session.execute(
        select(Mandate.deputy_id, Mandate.level, Mandate.started_on, Mandate.ended_on)
    ):
        ever.add(deputy_id)
        if started <= last and (ended is None or ended >= first):
            held.setdefault(deputy_id, set()).add(level)
    grades = grades_of_year(session, year=year - 1)
    rows = session.execute(
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(or_(Deputy.id.in_(held), Deputy.id.not_in(ever)))
        .order_by(Deputy.id)
    )
    return [
        Pooled(
            deputy_id,
            name,
            Stratum(group or "", _lowest(held.get(deputy_id, set())), grades.get(deputy_id, NOT_GRADED)),
        )
        for deputy_id, name, group in rows
    ]


def grades_of_year(session: Session, *, year: int) -> dict[int, str]:
    """By deputy the grade of a year: as decided on the sheet, else as published; nobody is in it without one."""
    grades: dict[int, str] = {}
    closing = closing_of(session, period=period_of_year(session, year=year).key)
    if closing is not None and closing.state is not ClosingState.CLOSED:
        for row in closed_scores(session, closing_id=closing.id):
            grades[row.deputy_id] = row.now.grade
    decided = select(Assessment.deputy_id, Assessment.grade).where(
        Assessment.year == year, Assessment.grade != ""
    )
    for deputy_id, grade in session.execute(decided):
        grades[deputy_id] = grade
    return {deputy_id: grade for deputy_id, grade in grades.items() if grade}


def draw_half_year(
    session: Session,
    *,
    year: int,
    half: int,
    count: int | None = None,
    share_percent: int | None = None,
    seed: str | None = None,
    checker: str = "",
    note: str = "",
) -> HalfYearRow:
    """Draw for a half year and keep the draw with its whole pool. Without a seed (None or blank) one is made.

    The same seed on the same roster gives the check that is already kept; nothing is written then. Raises HalfUnknown,
    NobodyToDrawInHalf, DrawSizeWrong, ShareWrong, HalfSeedUsedOtherwise, LineTooLong.
    """
    pool = list_half_pool(session, year=year, half=half)
    if not pool:
        raise NobodyToDrawInHalf(year, half)
    size = draw_size(len(pool), count=count, share_percent=share_percent)
    seed = fit_line(HalfYearCheck.seed, "种子", seed or "") or secrets.token_hex(_SEED_SIGNS // 2)
    made = draw_stratified(pool, count=size, seed=seed, year=year, half=half)
    kept = session.scalar(
        select(HalfYearCheck).where(
            HalfYearCheck.year == year, HalfYearCheck.half == half, HalfYearCheck.seed == seed
        )
    )
    if kept is not None:
        row = get_half_year(session, check_id=kept.id)
        if [book.deputy_id for book in row.books] != [lot.pooled.deputy_id for lot in made.drawn]:
            raise HalfSeedUsedOtherwise(seed, len(row.books), row.pool)
        return row
    check = HalfYearCheck(
        year=year,
        half=half,
        seed=seed,
        drawn_at=context.now(session),
        size=size,
        checker=fit_line(HalfYearCheck.checker, "检查人", checker),
        note=clean_text(note),
    )
    session.add(check)
    session.flush()
    record_change(
        session,
        action="spotcheck.half_year",
        subject="half_year_check",
        subject_id=check.id,
        sentence=f"{half_words(year, half)}抽查：{len(pool)} 人里抽 {size} 人，种子 {seed}",
        after={"seed": seed, "deputies": [lot.pooled.deputy_id for lot in made.drawn]},
    )
    insert_all(
        session,
        HalfYearLot,
        [
            {
                "check_id": check.id,
                "deputy_id": lot.pooled.deputy_id,
                "name": lot.pooled.name,
                "group_name": lot.pooled.stratum.group,
                "level": lot.pooled.stratum.level,
                "last_result": lot.pooled.stratum.last_result,
                "position": lot.position,
            }
            for lot in made.lots
        ],
    )
    # Who could take a draw back could draw until the wanted names come.
    seal(session, HalfYearCheck, [check.id], f"{half_words(year, half)}的抽查已经抽定")
    return get_half_year(session, check_id=check.id)


def list_half_years(session: Session, *, year: int | None = None) -> list[HalfYearRow]:
    """The half-yearly checks, of a year where given, newest first."""
    query = select(HalfYearCheck).order_by(HalfYearCheck.id.desc())
    if year is not None:
        query = query.where(HalfYearCheck.year == year)
    return [_row(session, each) for each in session.scalars(query.options(selectinload(HalfYearCheck.lots)))]


def get_half_year(session: Session, *, check_id: int) -> HalfYearRow:
    """One half-yearly check. Raises NotFound."""
    return _row(session, get_row(session, HalfYearCheck, check_id, _WHAT))


def find_half_year(session: Session, *, year: int, half: int, seed: str = "") -> HalfYearRow:
    """The check of a half year by its seed, without one the newest. Raises HalfUnknown, NotFound."""
    half_days(year, half)
    query = select(HalfYearCheck.id).where(HalfYearCheck.year == year, HalfYearCheck.half == half)
    if seed:
        query = query.where(HalfYearCheck.seed == clean_line(seed))
    check_id = session.scalar(query.order_by(HalfYearCheck.id.desc()).limit(1))
    if check_id is None:
        named = f"、种子“{clean_line(seed)}”" if seed else ""
        raise NotFound(f"{half_words(year, half)}{named}的抽查")
    return get_half_year(session, check_id=check_id)


def repeat_draw(session: Session, *, check_id: int) -> StratifiedDraw:
    """The draw made once more from the kept pool and its seed: strata, values, and the same deputies. Raises NotFound."""
    check = get_row(session, HalfYearCheck, check_id, _WHAT)
    pool = [
        Pooled(lot.deputy_id, lot.name, Stratum(lot.group_name, lot.level, lot.last_result))
        for lot in check.lots
    ]
    return draw_stratified(pool, count=check.size, seed=check.seed, year=check.year, half=check.half)


def record_book(
    session: Session,
    *,
    check_id: int,
    deputy_id: int,
    version: int | None,
    result: CheckResult,
    problems: Sequence[str] = (),
    remark: str = "",
    checked_on: date | None = None,
) -> HalfYearRow:
    """Write down what was found of one drawn deputy's book; `version` as last read (None: nothing yet).

    Raises NotFound, StaleEdit, CheckFromFuture, ProblemMissing, KindUnknown, AlreadyTold.
    """
    if checked_on is not None and checked_on > context.today(session):
        raise CheckFromFuture(checked_on)
    check = get_row(session, HalfYearCheck, check_id, _WHAT)
    if check.told_on is not None:
        raise AlreadyTold(check.told_on)
    lot = session.get(HalfYearLot, (check_id, deputy_id))
    if lot is None or lot.position is None:
        raise NotFound("抽中的这位代表")
    kinds = [check_kind(name) for name in dict.fromkeys(problems)]
    if result is CheckResult.BAD and not kinds:
        raise ProblemMissing
    row = session.scalar(
        select(HalfYearResult).where(
            HalfYearResult.check_id == check_id, HalfYearResult.deputy_id == deputy_id
        )
    )
    before: dict[str, object] = {}
    if row is None:
        row = HalfYearResult(check_id=check_id, deputy_id=deputy_id)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, f"{lot.name}的抽查结果")
        before = _told(row)
    row.result, row.remark = result, clean_text(remark)
    row.checked_on = checked_on or context.today(session)
    if [problem.kind for problem in row.problems] != kinds:
        row.problems = [HalfYearProblem(kind=name) for name in kinds]
        # Also a change of problems alone must turn a second desk away.
        flag_modified(row, "result")
    session.flush()
    after = _told(row)
    if before != after:
        listed = f"，{'、'.join(kinds)}" if kinds else ""
        record_change(
            session,
            action="spotcheck.book",
            subject="half_year_check",
            subject_id=check_id,
            sentence=f"{half_words(check.year, check.half)}抽查，{lot.name}的登记册：{result.label}{listed}",
            before=before,
            after=after,
        )
    return get_half_year(session, check_id=check_id)


def _told(row: HalfYearResult) -> dict[str, object]:
    return {
        "result": row.result.label,
        "remark": row.remark,
        "checked_on": row.checked_on.isoformat(),
        "problems": [problem.kind for problem in row.problems],
    }


def _lowest(levels: set[Level]) -> str:
    return next((level.label for level in Level if level in levels), "")


def _row(session: Session, check: HalfYearCheck) -> HalfYearRow:
    results = {
        row.deputy_id: row
        for row in session.scalars(
            select(HalfYearResult)
            .where(HalfYearResult.check_id == check.id)
            .options(selectinload(HalfYearResult.problems))
        )
    }
    drawn = sorted((lot for lot in check.lots if lot.position is not None), key=lambda lot: lot.position or 0)
    return HalfYearRow(
        check.id,
        check.version,
        check.year,
        check.half,
        check.seed,
        check.drawn_at,
        len(check.lots),
        check.checker,
        check.note,
        check.told_on,
        tuple(
            DrawnBook(
                lot.position or 0,
                lot.deputy_id,
                lot.name,
                Stratum(lot.group_name, lot.level, lot.last_result),
                _found(results.get(lot.deputy_id)),
            )
            for lot in drawn
        ),
    )


def _found(row: HalfYearResult | None) -> BookResult | None:
    if row is None:
        return None
    problems = tuple(problem.kind for problem in row.problems)
    return BookResult(row.result, row.checked_on, row.remark, problems, row.version)
