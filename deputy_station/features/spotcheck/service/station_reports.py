"""Reports of stations on both sides: what this station would send up, and what the district took in and ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_time
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Deputy, Group, Mandate
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.history.service import record_change
from deputy_station.features.spotcheck.models import (
    StationReport,
    StationReportDeputy,
    StationReportFinding,
)
from deputy_station.features.spotcheck.rules.exchange import (
    DemandNumbers,
    DeputyLine,
    FindingLine,
    Report,
    Taken,
    checksum,
)
from deputy_station.features.spotcheck.rules.half_year import quarters_of_half
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.rules.ranking import Standing, ranked
from deputy_station.features.spotcheck.service.draws import DrawnDeputy, list_pool
from deputy_station.features.spotcheck.service.findings import findings_of
from deputy_station.features.spotcheck.service.quarter import checked_deputy, demand_figures
from deputy_station.features.spotcheck.service.records import gather_records
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

_WHAT = "这份上报"


class QuarterNotBegun(Refusal):
    """A report of days that have not come."""

    def __init__(self, year: int, quarter: int) -> None:
        super().__init__(f"{year} 年第 {quarter} 季度还没有开始，没有可上报的。请改选已开始的季度。")


class CodeOfAnother(Refusal):
    """Two stations of different towns use the same short word."""

    def __init__(self, code: str, held: str, given: str) -> None:
        super().__init__(
            f"编号简称“{code}”已是{held}的，这份是{given}的，没有收。请先让其中一个站改简称，再导出一次。"
        )


class MadeInFuture(Refusal):
    """The station's clock is ahead: every report it makes once the clock is right would be the older one."""

    def __init__(self, made_on: date) -> None:
        super().__init__(
            f"制表时间是 {made_on.isoformat()}，这一天还没有到，没有收。请让站里核对电脑的日期，再导出一次。"
        )


@dataclass(frozen=True)
class TakenReport:
    """What taking one report in came to. `held_at` is when the one held before was made, wall clock."""

    words: str
    taken: Taken
    deputies: int
    findings: int
    held_at: datetime | None


@dataclass(frozen=True)
class ReportRow:
    """One report in the district's list, with its place among the stations of its quarter."""

    id: int
    version: int
    code: str
    station: str
    township: str
    year: int
    quarter: int
    made_at: datetime
    imported_at: datetime
    until: date
    file_name: str
    checksum: str
    place: int
    of: int
    standing: Standing
    demands: DemandNumbers
    open_findings: int


@dataclass(frozen=True)
class ReportDetail:
    """One report with its lines."""

    row: ReportRow
    deputies: tuple[DeputyLine, ...]
    findings: tuple[FindingLine, ...]


def own_report(session: Session, *, year: int, quarter: int) -> Report:
    """What this station sends up for a quarter, up to today within it.

    Raises NoHomeStation, QuarterUnknown, QuarterNotBegun.
    """
    home = home_station(session)
    first, last = quarter_days(year, quarter)
    today = context.today(session)
    if first > today:
        raise QuarterNotBegun(year, quarter)
    until = min(last, today)
    pool = [each.deputy_id for each in list_pool(session, year=year, quarter=quarter)]
    records = gather_records(session, deputies=pool, first=first, last=until)
    levels: dict[int, set[Level]] = {}
    for deputy_id, level, started, ended in session.execute(
        select(Mandate.deputy_id, Mandate.level, Mandate.started_on, Mandate.ended_on)
    ):
        if started <= last and (ended is None or ended >= first):
            levels.setdefault(deputy_id, set()).add(level)
    lines = []
    for deputy_id, name, group in session.execute(
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(Deputy.id.in_(pool))
        .order_by(func.coalesce(Group.position, 10_000), Group.id, Deputy.sort_key, Deputy.id)
    ):
        checked = checked_deputy(DrawnDeputy(0, deputy_id, name, group or ""), records[deputy_id], today)
        lowest = next((each.label for each in Level if each in levels.get(deputy_id, set())), "")
        lines.append(
            DeputyLine(name, group or "", lowest, checked.due, checked.filled, checked.done, checked.proved)
        )
    found = findings_of(session, year=year, quarter=quarter)
    # A finding outlives a mandate that was corrected away since; the district wants everybody with one on the list.
    listed = {line.name for line in lines}
    gone = {each.deputy: each.group for each in found if each.deputy not in listed}
    lines += [DeputyLine(name, group, "", 0, 0, 0, 0) for name, group in gone.items()]
    numbers = demand_figures(session, first=first, last=last)
    return Report(
        code=home.code,
        station=home.name,
        township=home.township,
        year=year,
        quarter=quarter,
        made_at=local_time(context.now(session)).replace(microsecond=0, tzinfo=None),
        until=until,
        demands=DemandNumbers(
            numbers.received, numbers.due, numbers.closed, numbers.overdue, numbers.followed_up
        ),
        deputies=tuple(lines),
        findings=tuple(
            FindingLine(each.deputy, " ".join(each.words.split()), each.due_on, each.standing.label)
            for each in found
        ),
    )


def compare_report(session: Session, *, report: Report) -> TakenReport:
    """What taking a report in would come to; nothing is written. Raises CodeOfAnother, MadeInFuture, LineTooLong."""
    return _compared(report, _held(session, report))


def take_in_report(session: Session, *, report: Report, file_name: str) -> TakenReport:
    """Take a report in: new, or in place of an older one of the same station and quarter.

    The same report again and an older one change nothing. Raises CodeOfAnother, MadeInFuture, LineTooLong.
    """
    row = _held(session, report)
    compared = _compared(report, row)
    if compared.taken in (Taken.SAME, Taken.OLDER):
        return compared
    before: dict[str, object] = {}
    if row is None:
        row = StationReport(code=report.code, year=report.year, quarter=report.quarter)
        session.add(row)
    else:
        before = {"checksum": row.checksum, "made_at": row.made_at.isoformat()}
    row.station, row.township = report.station, report.township
    row.made_at = from_local(report.made_at)
    row.imported_at = context.now(session)
    row.checksum, row.file_name, row.until = checksum(report), file_name[:255], report.until
    numbers = report.demands
    row.received, row.due, row.closed = numbers.received, numbers.due, numbers.closed
    row.overdue, row.followed_up = numbers.overdue, numbers.followed_up
    row.deputies = [
        StationReportDeputy(
            name=line.name,
            group_name=line.group,
            level=line.level,
            due=line.due,
            filled=line.filled,
            done=line.done,
            proved=line.proved,
        )
        for line in report.deputies
    ]
    row.findings = [
        StationReportFinding(deputy=line.deputy, words=line.words, due_on=line.due_on, standing=line.standing)
        for line in report.findings
    ]
    session.flush()
    verb = "换成新的" if compared.taken is Taken.REPLACED else "收到"
    record_change(
        session,
        action="spotcheck.report",
        subject="station_report",
        subject_id=row.id,
        sentence=f"{verb}{report.words}上报：代表 {len(report.deputies)} 人，问题 {len(report.findings)} 个",
        before=before,
        after={"checksum": row.checksum, "file": row.file_name},
    )
    return compared


def remove_report(session: Session, *, report_id: int, version: int) -> None:
    """Take a report out of the list; the recycle bin keeps it. Raises NotFound, StaleEdit."""
    row = get_row(session, StationReport, report_id, _WHAT)
    check_version(row, version, _WHAT)
    words = f"{row.station} {row.year} 年第 {row.quarter} 季度"
    session.delete(row)
    session.flush()
    record_change(
        session,
        action="spotcheck.report_remove",
        subject="station_report",
        subject_id=report_id,
        sentence=f"删除{words}的上报",
        before={"checksum": row.checksum},
    )


def list_reports(session: Session, *, year: int | None = None, quarter: int | None = None) -> list[ReportRow]:
    """The reports taken in, newest quarter first, in each by place."""
    query = select(StationReport)
    if year is not None:
        query = query.where(StationReport.year == year)
    if quarter is not None:
        query = query.where(StationReport.quarter == quarter)
    rows = list(session.scalars(query.order_by(StationReport.year.desc(), StationReport.quarter.desc())))
    told: list[ReportRow] = []
    for period in dict.fromkeys((row.year, row.quarter) for row in rows):
        own = [row for row in rows if (row.year, row.quarter) == period]
        by_station = {row.id: _standing(session, row.station, [row.id]) for row in own}
        places = {id(standing): place for place, standing in ranked(list(by_station.values()))}
        listed = [_report_row(session, row, by_station[row.id], places, len(own)) for row in own]
        told += sorted(listed, key=lambda each: (each.place, each.station))
    return told


def get_report(session: Session, *, report_id: int) -> ReportDetail:
    """One report with its lines and its place. Raises NotFound."""
    row = get_row(session, StationReport, report_id, _WHAT)
    listed = list_reports(session, year=row.year, quarter=row.quarter)
    [found] = [each for each in listed if each.id == report_id]
    return ReportDetail(
        found,
        tuple(
            DeputyLine(each.name, each.group_name, each.level, each.due, each.filled, each.done, each.proved)
            for each in row.deputies
        ),
        tuple(FindingLine(each.deputy, each.words, each.due_on, each.standing) for each in row.findings),
    )


def standings_of_half(session: Session, *, year: int, half: int) -> list[Standing]:
    """The stations that sent up both quarters of a half, with both together."""
    quarters = quarters_of_half(half)
    rows = session.scalars(
        select(StationReport)
        .where(StationReport.year == year, StationReport.quarter.in_(quarters))
        .order_by(StationReport.quarter)
    )
    by_code: dict[tuple[str, str], list[StationReport]] = {}
    for row in rows:
        by_code.setdefault((row.township, row.code), []).append(row)
    return [
        _standing(session, found[-1].station, [row.id for row in found])
        for found in by_code.values()
        if len(found) == len(quarters)
    ]


def _held(session: Session, report: Report) -> StationReport | None:
    """The report held of the same station and quarter. A township that is renamed keeps its stations; two of one
    quarter are two townships, though station and short word are the same."""
    # In another station's database the columns are as wide, so only a file made otherwise is refused.
    fit_line(StationReport.code, "编号简称", report.code)
    fit_line(StationReport.station, "联络站", report.station)
    fit_line(StationReport.township, "乡镇", report.township)
    if report.made_at.date() > context.today(session) + timedelta(days=1):
        raise MadeInFuture(report.made_at.date())
    held = session.scalars(select(StationReport).where(StationReport.code == report.code)).all()
    found = None
    for row in held:
        same_quarter = (row.year, row.quarter) == (report.year, report.quarter)
        if row.township != report.township and (row.station != report.station or same_quarter):
            raise CodeOfAnother(
                report.code, _placed(row.township, row.station), _placed(report.township, report.station)
            )
        if same_quarter:
            found = row
    return found


def _placed(township: str, station: str) -> str:
    """青石镇东街代表联络站, whether or not the town is in its name."""
    return station if station.startswith(township) else township + station


def _compared(report: Report, row: StationReport | None) -> TakenReport:
    held_at = local_time(row.made_at).replace(tzinfo=None) if row is not None else None
    if row is None or held_at is None:
        taken = Taken.NEW
    elif row.checksum == checksum(report):
        taken = Taken.SAME
    else:
        taken = Taken.OLDER if report.made_at < held_at else Taken.REPLACED
    return TakenReport(report.words, taken, len(report.deputies), len(report.findings), held_at)


def _standing(session: Session, name: str, report_ids: Sequence[int]) -> Standing:
    due, filled, done, proved = session.execute(
        select(
            func.coalesce(func.sum(StationReportDeputy.due), 0),
            func.coalesce(func.sum(StationReportDeputy.filled), 0),
            func.coalesce(func.sum(StationReportDeputy.done), 0),
            func.coalesce(func.sum(StationReportDeputy.proved), 0),
        ).where(StationReportDeputy.report_id.in_(report_ids))
    ).one()
    return Standing(name, 0, 0, int(due), int(filled), int(done), int(proved))


def _report_row(
    session: Session, row: StationReport, standing: Standing, places: dict[int, int], of: int
) -> ReportRow:
    settled = ("已改", "已说明")
    still_open = session.scalar(
        select(func.count(StationReportFinding.id)).where(
            StationReportFinding.report_id == row.id, StationReportFinding.standing.not_in(settled)
        )
    )
    return ReportRow(
        row.id,
        row.version,
        row.code,
        row.station,
        row.township,
        row.year,
        row.quarter,
        row.made_at,
        row.imported_at,
        row.until,
        row.file_name,
        row.checksum,
        places[id(standing)],
        of,
        standing,
        DemandNumbers(row.received, row.due, row.closed, row.overdue, row.followed_up),
        still_open or 0,
    )
