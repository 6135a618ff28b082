"""Publishing names (公示): the list, the objections to it with their answers; final once the days are over and every
objection is answered."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import deadline
from deputy_station.features.assessment.models import PublicityList, PublicityName, PublicityObjection
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.service.fine import read_fine
from deputy_station.features.assessment.service.publicity import WHAT, ListRow, length, list_row, titled
from deputy_station.features.assessment.service.year import read_year
from deputy_station.features.assessment.service.year_list import read_assessments
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line


class NothingToPublish(Refusal):
    """Nobody has the honour yet."""

    def __init__(self, honour: Honour) -> None:
        super().__init__(f"还没有{honour.label}，没有名单可以公示。请先评定等次或定好五好代表。")


class PublishedAlready(Refusal):
    """A year has one list of a kind."""

    def __init__(self, year: int, honour: Honour) -> None:
        super().__init__(f"{titled(year, honour)}已经公示过了。要改名单，请登记异议并写明处理结果。")


class NotYetFinal(Refusal):
    """The objection days run, or an objection waits for its answer."""


class ListFinal(Refusal):
    """The list is final."""

    def __init__(self) -> None:
        super().__init__("名单已经定案，不能再登记异议。")


class WordsMissing(Refusal):
    """An objection or an answer without words."""

    def __init__(self, what: str) -> None:
        super().__init__(f"请写明{what}。")


class DaysWrong(Refusal):
    """A publication of less than a day."""

    def __init__(self) -> None:
        super().__init__("公示至少 1 天。请核对。")


class NamesNotEligible(Refusal):
    """Somebody chosen no longer meets the conditions."""

    def __init__(self, told: str) -> None:
        super().__init__(f"{told}。请先在“五好代表”里核对或取消，再公示。")


class NotOnTheList(Refusal):
    """An objection to a name that is not, or no longer, on the list."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}不在这份公示名单上，没有登记。请另选一位，或者选“整份名单”。")


class ObjectionDaysWrong(Refusal):
    """A day before what it follows, or one that has not come."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words}，没有保存。请核对日期。")


def publish_names(
    session: Session,
    *,
    year: int,
    honour: Honour,
    starts_on: date,
    days: int | None = None,
    workdays: bool | None = None,
    number: str = "",
) -> ListRow:
    """Publish who has the honour now; the first day counts as one. `days` and `workdays` (whether these are working
    days, by the house's holiday table) None: as the year is arranged.

    Raises NothingToPublish, PublishedAlready, DaysWrong, NamesNotEligible.
    """
    published = select(PublicityList.id).where(PublicityList.year == year, PublicityList.honour == honour)
    if session.scalar(published) is not None:
        raise PublishedAlready(year, honour)
    names = _names(session, year, honour)
    if not names:
        raise NothingToPublish(honour)
    plan = read_year(session, year=year)
    days = plan.objection_days if days is None else days
    workdays = plan.objection_workdays if workdays is None else workdays
    if days < 1:
        raise DaysWrong
    last = deadline(starts_on, length(days, workdays=workdays), load_workdays(session), event="公示")
    row = PublicityList(
        year=year,
        honour=honour,
        starts_on=starts_on,
        ends_on=last.on,
        workdays=days if workdays else None,
        number=fit_line(PublicityList.number, "发文字号", number),
        names=[PublicityName(deputy_id=deputy_id, words=words) for deputy_id, words in names],
        objections=[],
    )
    session.add(row)
    session.flush()
    _record(
        session,
        row,
        "publish",
        f"公示 {titled(year, honour)} {len(names)} 人，到 {day_words(row.ends_on)}",
    )
    return list_row(session, row)


def _names(session: Session, year: int, honour: Honour) -> list[tuple[int, str]]:
    if honour is Honour.FINE:
        chosen = [row for row in read_fine(session, year=year).rows if row.chosen]
        unfit = [
            f"{row.deputy}已定为五好代表，现在不符合条件：{'、'.join(row.obstacles)}"
            for row in chosen
            if row.obstacles
        ]
        if unfit:
            raise NamesNotEligible("；".join(unfit))
        return [(row.deputy_id, row.group) for row in chosen]
    view = read_assessments(session, year=year)
    best = view.grades[0] if view.grades else ""
    return [(row.deputy_id, row.group) for row in view.rows if best and row.grade == best]


def object_to(
    session: Session,
    *,
    list_id: int,
    words: str,
    said_on: date,
    said_by: str = "",
    deputy_id: int | None = None,
) -> ListRow:
    """Write an objection down, also a late one: it is answered all the same. Raises ListFinal, WordsMissing,
    NotOnTheList, ObjectionDaysWrong."""
    row = get_row(session, PublicityList, list_id, WHAT)
    if row.final_on is not None:
        raise ListFinal
    if not words.strip():
        raise WordsMissing("异议的内容")
    if deputy_id is not None and deputy_id not in {
        each.deputy_id for each in list_row(session, row).standing
    }:
        raise NotOnTheList(get_row(session, Deputy, deputy_id, "代表").name)
    _check_day(session, "提出", said_on, row.starts_on, "公示开始")
    row.objections.append(
        PublicityObjection(
            deputy_id=deputy_id,
            said_on=said_on,
            said_by=fit_line(PublicityObjection.said_by, "提出人", said_by),
            words=clean_text(words),
            answer="",
            removed=False,
        )
    )
    session.flush()
    _record(session, row, "object", f"登记 {titled(row.year, row.honour)}公示异议 1 件")
    return list_row(session, row)


def answer_objection(
    session: Session,
    *,
    objection_id: int,
    version: int,
    answer: str,
    answered_on: date,
    removed: bool = False,
) -> ListRow:
    """Answer an objection; `removed` takes the name off the list. Raises WordsMissing, ListFinal, StaleEdit,
    ObjectionDaysWrong."""
    objection = get_row(session, PublicityObjection, objection_id, "公示异议")
    check_version(objection, version, "公示异议")
    row = get_row(session, PublicityList, objection.list_id, WHAT)
    if row.final_on is not None:
        raise ListFinal
    if not answer.strip():
        raise WordsMissing("调查和答复的情况")
    _check_day(session, "答复", answered_on, objection.said_on, "异议提出")
    objection.answer, objection.answered_on = clean_text(answer), answered_on
    objection.removed = removed and objection.deputy_id is not None
    session.flush()
    _record(session, row, "answer", f"答复 {titled(row.year, row.honour)}公示异议 1 件")
    return list_row(session, row)


def _check_day(session: Session, what: str, day: date, earliest: date, since: str) -> None:
    today = context.today(session)
    if day > today:
        raise ObjectionDaysWrong(f"{what}的日期 {day_words(day, today)}还没有到")
    if day < earliest:
        raise ObjectionDaysWrong(
            f"{what}的日期 {day_words(day, today)}比{since}的 {day_words(earliest, today)}还早"
        )


def make_final(session: Session, *, list_id: int, version: int) -> ListRow:
    """The list is final: the days are over and every objection is answered. Raises NotYetFinal, StaleEdit."""
    row = get_row(session, PublicityList, list_id, WHAT)
    check_version(row, version, WHAT)
    today = context.today(session)
    open_now = sum(each.answered_on is None for each in row.objections)
    if today <= row.ends_on:
        raise NotYetFinal(f"公示到 {day_words(row.ends_on, today)}结束，还不能定案。")
    if open_now:
        raise NotYetFinal(f"还有 {open_now} 件异议没有答复，不能定案。请先答复。")
    row.final_on = today
    session.flush()
    _record(session, row, "final", f"{titled(row.year, row.honour)}名单定案")
    return list_row(session, row)


def seal_list(session: Session, *, list_id: int) -> None:
    """The list went out."""
    seal(session, PublicityList, [list_id], "公示名单已经打印")


def _record(session: Session, row: PublicityList, action: str, sentence: str) -> None:
    record_change(
        session,
        action=f"publicity.{action}",
        subject="publicity_list",
        subject_id=row.id,
        sentence=sentence,
    )
