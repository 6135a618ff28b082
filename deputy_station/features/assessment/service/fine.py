"""五好代表: nominations with five times yes or no, eligibility from the records, votes, who is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.features.assessment.models import FineNomination, PublicityList, PublicityObjection
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.rules.fine import NotEligible, PlacesFull, obstacles, proposed
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.year import read_year
from deputy_station.features.assessment.service.year_list import read_assessments
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.service.published import scheme_of_period
from deputy_station.features.points.service.scores import entry_of, period_of_year
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

VIRTUES = ("lawful", "advising", "developing", "caring", "working")
"""The columns of the five virtues, in the order of `given().virtues`."""
WHAT = "五好推荐"
CHOSEN = "已定"


class NominatedTwice(Refusal):
    """A deputy is nominated once a year."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}今年已经推荐过了，请在名单里修改。")


class VotesWrong(Refusal):
    """Fewer votes than none."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}的得票不能小于 0。请核对。")


class FinePublished(Refusal):
    """What was published is changed by an objection and its answer alone."""

    def __init__(self, year: int, chosen: bool) -> None:
        how = "公示过的名单不能再加人" if chosen else "要去掉一位，请到“公示名单”登记异议，答复时从名单上去掉"
        super().__init__(f"{year} 年五好代表已经公示，{how}。还没有打印的，可以先撤销公示。")


@dataclass(frozen=True)
class FineRow:
    """A nominee: the five answers, what stands in the way, the votes. `leads` says that the votes would choose them;
    `chosen` that they were and still are, `taken_off` that an objection took the name off the published list."""

    id: int
    version: int
    deputy_id: int
    deputy: str
    group: str
    grade: str
    total: str
    virtues: tuple[tuple[str, bool], ...]
    remark: str
    votes: int | None
    obstacles: tuple[str, ...]
    leads: bool
    chosen: bool
    taken_off: bool = False

    @property
    def state(self) -> str:
        """已定, 已定，条件不符, 公示后去掉, 不符合条件, 得票入围, 待投票."""
        if self.taken_off:
            return "公示后去掉"
        if self.chosen:
            return "已定，条件不符" if self.obstacles else CHOSEN
        if self.obstacles:
            return "不符合条件"
        if self.votes is None:
            return "待投票"
        return "得票入围" if self.leads else "未入围"


@dataclass(frozen=True)
class FineView:
    """The year's nominees, chosen and leading first."""

    year: int
    places: int
    rows: tuple[FineRow, ...]

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(row.chosen for row in self.rows)


def read_fine(session: Session, *, year: int) -> FineView:
    """Everybody nominated in a year, with eligibility as the records stand now."""
    places = read_year(session, year=year).places
    rows = session.scalars(select(FineNomination).where(FineNomination.year == year)).all()
    if not rows:
        return FineView(year, places, ())
    view = read_assessments(session, year=year)
    sheets = {row.deputy_id: row for row in view.rows}
    vetoes = _vetoes(session, year, [row.deputy_id for row in rows if row.deputy_id in sheets])
    found: list[tuple[FineNomination, tuple[str, ...]]] = []
    for row in rows:
        sheet = sheets.get(row.deputy_id)
        hindered = (
            obstacles(
                grade=sheet.grade,
                grades=view.grades,
                least=given().least_grade,
                vetoes=vetoes[row.deputy_id],
                virtues=_virtues(row),
            )
            if sheet
            else (f"{year} 年没有在任",)
        )
        found.append((row, hindered))
    leading = proposed(
        [(row.id, row.votes) for row, hindered in found if not hindered and row.votes is not None], places
    )
    off = _taken_off(session, year)
    listed = [
        FineRow(
            row.id,
            row.version,
            row.deputy_id,
            row.deputy.name,
            row.deputy.group.name if row.deputy.group else "",
            sheets[row.deputy_id].grade if row.deputy_id in sheets else "",
            sheets[row.deputy_id].shown if row.deputy_id in sheets else "",
            _virtues(row),
            row.remark,
            row.votes,
            hindered,
            row.id in leading,
            row.chosen and row.deputy_id not in off,
            row.chosen and row.deputy_id in off,
        )
        for row, hindered in found
    ]
    listed.sort(key=lambda row: (not row.chosen, bool(row.obstacles), -(row.votes or 0), row.deputy_id))
    return FineView(year, places, tuple(listed))


def _taken_off(session: Session, year: int) -> frozenset[int]:
    """Whose name an objection took off the year's published list."""
    return frozenset(
        deputy_id
        for deputy_id in session.scalars(
            select(PublicityObjection.deputy_id)
            .join(PublicityList, PublicityObjection.list_id == PublicityList.id)
            .where(
                PublicityList.year == year, PublicityList.honour == Honour.FINE, PublicityObjection.removed
            )
        )
        if deputy_id is not None
    )


def _vetoes(session: Session, year: int, deputies: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """What stops each of these by the year's scheme, from their own records."""
    period = period_of_year(session, year=year)
    scheme, today = scheme_of_period(session, period=period), context.today(session)
    if not scheme.vetoes:
        return dict.fromkeys(deputies, ())
    found: dict[int, tuple[str, ...]] = {}
    for each in deputies:
        subject, facts = entry_of(session, period=period, subject_id=each, scheme=scheme)
        found[each] = derive(scheme, subject, facts, period=period, today=today).graded.vetoes
    return found


def _virtues(row: FineNomination) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (name, bool(getattr(row, column))) for name, column in zip(given().virtues, VIRTUES, strict=True)
    )


def nominate(
    session: Session,
    *,
    year: int,
    deputy_id: int,
    lawful: bool,
    advising: bool,
    developing: bool,
    caring: bool,
    working: bool,
    remark: str = "",
    nomination_id: int | None = None,
    version: int | None = None,
) -> str:
    """Put a deputy forward, or change the answers; gives the name. Raises NominatedTwice, StaleEdit, NotFound."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    row = session.scalar(
        select(FineNomination).where(FineNomination.year == year, FineNomination.deputy_id == deputy_id)
    )
    if nomination_id is None:
        if row is not None:
            raise NominatedTwice(deputy.name)
        row = FineNomination(year=year, deputy_id=deputy_id, chosen=False)
        session.add(row)
    else:
        row = get_row(session, FineNomination, nomination_id, WHAT)
        check_version(row, -1 if version is None else version, WHAT)
    answers = (lawful, advising, developing, caring, working)
    for column, answer in zip(VIRTUES, answers, strict=True):
        setattr(row, column, answer)
    row.remark = clean_text(remark)
    session.flush()
    verb = "推荐" if nomination_id is None else "修改推荐"
    _record(session, row, "nominate", f"{verb}{deputy.name}为 {year} 年五好代表")
    return deputy.name


def count_votes(session: Session, *, year: int, votes: Sequence[tuple[int, Mapping[str, int | None]]]) -> int:
    """Write the votes down: (nomination, {votes}); how many changed. Raises VotesWrong."""
    changed = 0
    for nomination_id, cells in votes:
        row = get_row(session, FineNomination, nomination_id, WHAT)
        number = cells.get("votes")
        if number is not None and number < 0:
            raise VotesWrong(row.deputy.name)
        if row.votes != number:
            row.votes = number
            changed += 1
    session.flush()
    if changed:
        record_change(
            session,
            action="fine.votes",
            subject="fine_nomination",
            subject_id=None,
            sentence=f"登记 {year} 年五好代表得票 {changed} 人",
        )
    return changed


def choose(session: Session, *, nomination_id: int, version: int, chosen: bool) -> str:
    """Choose a nominee, or take the choice back; gives the name. Raises NotEligible, PlacesFull, FinePublished,
    StaleEdit."""
    row = get_row(session, FineNomination, nomination_id, WHAT)
    check_version(row, version, WHAT)
    name = row.deputy.name
    published = select(PublicityList.id).where(
        PublicityList.year == row.year, PublicityList.honour == Honour.FINE
    )
    if session.scalar(published) is not None:
        raise FinePublished(row.year, chosen)
    if chosen:
        view = read_fine(session, year=row.year)
        hindered = next(each.obstacles for each in view.rows if each.id == nomination_id)
        if hindered:
            raise NotEligible(f"{name}不能定为五好代表：{'；'.join(hindered)}。请先核对记录或推荐表。")
        if view.chosen >= view.places:
            raise PlacesFull(f"{row.year} 年五好代表名额 {view.places} 人已经定满。要换人，先取消一位。")
    row.chosen = chosen
    session.flush()
    _record(session, row, "choose", f"{'定' if chosen else '取消'}{name}为 {row.year} 年五好代表")
    return name


def _record(session: Session, row: FineNomination, action: str, sentence: str) -> None:
    record_change(
        session,
        action=f"fine.{action}",
        subject="fine_nomination",
        subject_id=row.id,
        sentence=sentence,
    )
