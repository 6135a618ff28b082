"""The bulletin (通报) of a half-yearly check: drafted from the figures, edited, and noted as gone out."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Group
from deputy_station.features.history.service import list_history, record_change
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.features.spotcheck.models import Bulletin, HalfYearCheck, HalfYearResult
from deputy_station.features.spotcheck.rules.bulletin import (
    MEND_DAYS,
    Book,
    Facts,
    Words,
    default_title,
    draft_words,
)
from deputy_station.features.spotcheck.rules.half_year import CheckResult, half_words
from deputy_station.features.spotcheck.service.half_year_figures import (
    BookFigures,
    HalfYearFigures,
    figures_of,
)
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row

_WHAT = "这次半年抽查"
_WRITTEN = "spotcheck.bulletin"


class BooksNotLookedAt(Refusal):
    """A bulletin cannot go out while books were not looked at."""

    def __init__(self, left: int) -> None:
        super().__init__(f"还有 {left} 册没有填抽查结果，通报不能登记发出。请先填完结果。")


class NotTold(Refusal):
    """There is no bulletin to call back."""

    def __init__(self) -> None:
        super().__init__("这次抽查还没有登记发出通报，不用撤回。")


class NoReason(Refusal):
    """A bulletin that went out is called back only with a reason."""

    def __init__(self) -> None:
        super().__init__("撤回通报要写原因，没有撤回。请写一句为什么。")


@dataclass(frozen=True)
class BulletinDetail:
    """A bulletin as it would be printed now. `version` is None while nobody edited it; `outdated` says that the figures
    changed since it was edited."""

    check_id: int
    version: int | None
    title: str
    number: str
    addressee: str
    words: Words
    issuer: str
    issued_on: date
    copies: str
    names_deputies: bool
    mend_by: date
    outdated: bool
    facts: Facts
    figures: HalfYearFigures


class Step(Choice):
    """What is to be done next with a half-yearly check, in the words of its button."""

    LOOK = "look", "查下一册"
    WRITE = "write", "写通报"
    DRAFT_ANEW = "draft_anew", "重新起草通报"
    PRINT = "print", "打印通报"
    TELL = "tell", "登记通报已发出"
    NOTHING = "nothing", ""


@dataclass(frozen=True)
class CheckState:
    """A check with its bulletin; `out`: this was printed or saved since somebody last wrote it."""

    bulletin: BulletinDetail
    out: bool

    @property
    def figures(self) -> HalfYearFigures:
        """The check, book by book."""
        return self.bulletin.figures

    @property
    def done(self) -> bool:
        """Whether every book was looked at."""
        return self.figures.check.looked_at == len(self.figures.check.books)

    @property
    def following(self) -> Step:
        """What is to be done next."""
        if self.figures.check.told_on is not None:
            return Step.NOTHING
        if not self.done:
            return Step.LOOK
        if self.bulletin.version is None:
            return Step.WRITE
        if self.bulletin.outdated:
            return Step.DRAFT_ANEW
        return Step.TELL if self.out else Step.PRINT


def read_bulletin(
    session: Session, *, check_id: int, anew: bool = False, names_deputies: bool | None = None
) -> BulletinDetail:
    """The bulletin as edited, else (or `anew`) as the figures draft it. Raises NotFound."""
    figures = figures_of(session, check_id=check_id)
    facts = _facts(session, figures)
    row = _row(session, check_id)
    issued_on = row.issued_on if row else context.today(session)
    named = names_deputies if names_deputies is not None else bool(row and row.names_deputies)
    mend_by = issued_on + timedelta(days=MEND_DAYS)
    drafted = draft_words(facts, names_deputies=named, mend_by=mend_by)
    kept = row is not None and not anew
    words = drafted
    if row is not None and kept:
        words = Words(row.opening, row.overall, row.good, row.problems, row.demands)
    return BulletinDetail(
        check_id,
        row.version if row else None,
        row.title if row else default_title(facts.year, facts.half),
        row.number if row else f"〔{issued_on.year}〕　号",
        row.addressee if row else f"{facts.town}人民代表大会主席团",
        words,
        row.issuer if row else facts.checker,
        issued_on,
        row.copies if row else f"{figures.district}人大常委会，各代表小组",
        named,
        mend_by,
        row is not None and kept and row.drafted_from != drafted.digest,
        facts,
        figures,
    )


def save_bulletin(
    session: Session,
    *,
    check_id: int,
    version: int | None,
    title: str,
    number: str,
    addressee: str,
    opening: str,
    overall: str,
    good: str,
    problems: str,
    demands: str,
    issuer: str,
    issued_on: date,
    copies: str = "",
    names_deputies: bool = False,
) -> BulletinDetail:
    """Keep the bulletin as somebody wrote it; `version` as last read.

    Problems left as drafted follow the switch `names_deputies`. Raises NotFound, StaleEdit.
    """
    check = get_row(session, HalfYearCheck, check_id, _WHAT)
    row = _row(session, check_id)
    facts = _facts(session, figures_of(session, check_id=check_id))
    mend_by = issued_on + timedelta(days=MEND_DAYS)
    drafted = draft_words(facts, names_deputies=names_deputies, mend_by=mend_by)
    otherwise = draft_words(facts, names_deputies=not names_deputies, mend_by=mend_by)
    if clean_text(problems) == otherwise.problems:  # as drafted before the switch was turned
        problems = drafted.problems
    words = f"{half_words(check.year, check.half)}抽查的通报"
    before: dict[str, object] = {}
    if row is None:
        row = Bulletin(check_id=check_id)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, words)
    values: dict[str, object] = {
        "title": clean_line(title),
        "number": clean_line(number),
        "addressee": clean_line(addressee),
        "opening": clean_text(opening),
        "overall": clean_text(overall),
        "good": clean_text(good),
        "problems": clean_text(problems),
        "demands": clean_text(demands),
        "issuer": clean_line(issuer),
        "issued_on": issued_on,
        "copies": clean_line(copies),
        "names_deputies": names_deputies,
        "drafted_from": drafted.digest,
    }
    if row.id is not None:
        before = {key: getattr(row, key) for key in values}
    changed = {key: value for key, value in values.items() if before.get(key) != value}
    for key, value in changed.items():
        setattr(row, key, value)
    session.flush()
    if changed:
        record_change(
            session,
            action=_WRITTEN,
            subject="half_year_check",
            subject_id=check_id,
            sentence=f"编写{words}",
            before={key: before[key] for key in changed if key in before},
            after=changed,
        )
    return read_bulletin(session, check_id=check_id)


def read_state(session: Session, *, check_id: int) -> CheckState:
    """A check with its bulletin, and how far it is. Raises NotFound."""
    bulletin = read_bulletin(session, check_id=check_id)
    lines = list_history(session, subject="half_year_check", subject_id=check_id)
    written = [line.at for line in lines if line.action == _WRITTEN]
    papers = list_papers(session, kind="bulletin", search=bulletin.figures.check.words)
    out = any(not written or paper.made_at >= written[-1] for paper in papers)
    return CheckState(bulletin, out)


def tell_bulletin(session: Session, *, check_id: int, version: int, told_on: date | None = None) -> None:
    """Note that the bulletin went out: its results stand from now on. Raises NotFound, StaleEdit, BooksNotLookedAt."""
    check = get_row(session, HalfYearCheck, check_id, _WHAT)
    check_version(check, version, _WHAT)
    figures = figures_of(session, check_id=check_id)
    if left := len(figures.books) - figures.check.looked_at:
        raise BooksNotLookedAt(left)
    check.told_on = told_on or context.today(session)
    session.flush()
    words = f"{half_words(check.year, check.half)}抽查"
    record_change(
        session,
        action="spotcheck.told",
        subject="half_year_check",
        subject_id=check_id,
        sentence=f"{words}的通报已发出",
        after={"told_on": check.told_on.isoformat()},
    )
    results = session.scalars(select(HalfYearResult.id).where(HalfYearResult.check_id == check_id))
    seal(session, HalfYearResult, list(results), f"{words}已经通报")
    if (row := _row(session, check_id)) is not None:
        seal(session, Bulletin, [row.id], f"{words}已经通报")


def call_back_bulletin(session: Session, *, check_id: int, version: int, reason: str) -> None:
    """A bulletin that went out is called back to be corrected. Raises NotFound, StaleEdit, NotTold, NoReason."""
    check = get_row(session, HalfYearCheck, check_id, _WHAT)
    check_version(check, version, _WHAT)
    reason = clean_line(reason)
    if check.told_on is None:
        raise NotTold
    if not reason:
        raise NoReason
    before, check.told_on = check.told_on.isoformat(), None
    session.flush()
    record_change(
        session,
        action="spotcheck.called_back",
        subject="half_year_check",
        subject_id=check_id,
        sentence=f"撤回{half_words(check.year, check.half)}抽查的通报：{reason}",
        before={"told_on": before},
        after={"reason": reason},
    )


def _row(session: Session, check_id: int) -> Bulletin | None:
    return session.scalar(select(Bulletin).where(Bulletin.check_id == check_id))


def _facts(session: Session, figures: HalfYearFigures) -> Facts:
    check = figures.check
    days = [book.found.checked_on for book in check.books if book.found is not None]
    known = session.scalars(select(Group.name).order_by(Group.position, Group.id)).all()
    drawn = dict.fromkeys(book.stratum.group for book in check.books)
    groups = [name for name in known if name in drawn]
    groups += [name for name in drawn if name not in groups]  # renamed since, or none
    return Facts(
        check.year,
        check.half,
        figures.first,
        figures.until,
        check.pool,
        check.seed,
        figures.town,
        check.checker or f"{figures.district}人大代表联络室",
        (min(days), max(days)) if days else None,
        tuple(groups),
        tuple(_book(each) for each in figures.books),
    )


def _book(each: BookFigures) -> Book:
    found, checked = each.book.found, each.checked
    return Book(
        each.book.position,
        each.book.deputy,
        each.book.stratum.group,
        None if found is None else found.result is CheckResult.GOOD,
        found.problems if found is not None else (),
        checked.due,
        checked.filled,
        checked.done,
        checked.proved,
        each.called,
        each.came,
    )
