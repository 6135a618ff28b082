"""The work ledger (工作台账) as a workbook, in the columns offices keep, in one of three faces."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.workbook_out import OutCell, WorkSheet, write_workbook
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.documents.drawing import full_day
from deputy_station.features.demands.models import Demand, DemandCounter
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.service.filters import EVERYTHING, DemandFilter
from deputy_station.features.demands.service.ledger import LedgerRow, list_ledger
from deputy_station.features.demands.service.listing import count_demands
from deputy_station.features.deputies.models import Station
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.database import Database
from deputy_station.store.edits import get_row


class NamesNotYours(Refusal):
    """Whoever works at this desk may not see visitors who asked for secrecy."""

    def __init__(self, role: str) -> None:
        super().__init__(f"{role}不能看要求保密的来访人，没有导出。请不勾选“写上要求保密的来访人”再导出。")


@dataclass(frozen=True)
class MadeLedger:
    """A ledger that was written: where, how many demands are in it, and for whom."""

    path: Path
    demands: int
    face: Face


@dataclass(frozen=True)
class _Column:
    """A column: its heading, its width in characters of half width, its cell, and whether it hangs on a wall."""

    title: str
    width: float
    cell: Callable[[LedgerRow], OutCell]
    public: bool = True


_COLUMNS = (
    _Column("编号", 16, lambda line: line.row.number),
    _Column("接待日期", 11.5, lambda line: line.row.received_on),
    _Column("来访人", 8, lambda line: line.visitor.name, public=False),
    _Column("住址", 12, lambda line: line.visitor.address),
    _Column("电话", 13.5, lambda line: line.visitor.phone, public=False),
    _Column("人数", 5, lambda line: line.people),
    _Column("反映方式", 8, lambda line: line.row.channel.label),
    _Column("类别", 19, lambda line: line.category_path.replace("/", "／")),
    _Column("反映问题", 34, lambda line: _problem(line)),
    _Column("诉求", 14, lambda line: line.wish, public=False),
    _Column("地点", 11, lambda line: line.place),
    _Column("接待代表", 9, lambda line: line.deputies),
    _Column("处理方式", 9, lambda line: line.row.route.label if line.row.route else ""),
    _Column("承办单位", 10, lambda line: line.row.unit),
    _Column("协办单位", 10, lambda line: line.co_units),
    _Column("交办日期", 11.5, lambda line: line.assigned_on),
    _Column("办理期限", 11.5, lambda line: line.row.deadline_on),
    _Column("签收日期", 11.5, lambda line: line.signed_on),
    _Column("办结日期", 11.5, lambda line: line.row.settled_on),
    _Column("办理结果", 26, lambda line: line.result),
    _Column("反馈日期及方式", 15.5, lambda line: _told(line.informed_on, line.informed_how)),
    _Column("满意度（结果／态度）", 11.5, lambda line: _pleased(line)),
    _Column("回访", 9, lambda line: _rung(line), public=False),
    _Column("轮次", 5, lambda line: line.row.rounds),
    _Column("催办", 5, lambda line: line.row.urged),
    _Column("延期", 5, lambda line: line.extensions),
    _Column("销号", 11.5, lambda line: line.row.struck_off_on),
    _Column("状态", 8, lambda line: line.row.state.label),
    _Column("备注", 13, lambda line: _remark(line), public=False),
)
_PRINTED = 400
"""Characters of the widest column that the tallest row a sheet can have shows on paper; the cell holds them all."""
_FACE_NOTES = {
    Face.INSIDE: "内部使用：写着来访人的姓名、电话和住址，请妥善保管，不要外传。",
    Face.UPWARD: "上报用：来访人只写姓，电话中间四位和村以下的住址略去；要求保密的不写来访人和内容。",
    Face.PUBLIC: "公示用：不写来访人、电话和原话，住址只到村；要求保密的不写内容。"
    "张贴前请看一遍，有没有写到其他人的姓名。",
}
_SECRET_NOTE = "本表写着要求保密的来访人，不得给承办单位看。"


def ledger_columns(face: Face) -> tuple[str, ...]:
    """The headings of a face, in order."""
    return ("序号", *(column.title for column in _columns(face)))


def export_ledger(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    where: DemandFilter = EVERYTHING,
    face: Face = Face.UPWARD,
    confidential_names: bool = False,
) -> MadeLedger:
    """Write the demands of a filter as the ledger workbook, oldest first, as `face` shows them; the sheet says who made
    it, when and for whom, and the history keeps it.

    `confidential_names` puts in who asked for secrecy, inside only. Raises NamesNotYours where the desk's role has no
    right to them, NotFound, and what the writer raises.
    """
    may_see = face is Face.INSIDE and confidential_names
    with database.reading() as session:
        role = role_of(session)
        if may_see and not sees_confidential(role):
            raise NamesNotYours(role.label)
        total = count_demands(session, where=where)
        lines = list_ledger(session, where=where, face=face, may_see=may_see)
        mark = f"{face.label}　{full_day(context.today(session))}　{context.actor(session)}导出"
        notes = [f"{mark}。{_FACE_NOTES[face]}{_SECRET_NOTE if may_see else ''}"]
        columns = _columns(face)
        sheet = WorkSheet(
            "群众诉求工作台账",
            ledger_columns(face),
            _cells(lines, columns, total, progress),
            title=f"{_of_station(session, where)}群众诉求工作台账（{total} 件）",
            notes=notes,
            widths={0: 5, **{place: column.width for place, column in enumerate(columns, 1)}},
            large=True,
            mark=mark,
        )
        write_workbook(out, [sheet])
    with database.transaction() as session:
        # Its numbers are known outside: taking back an import must not free them for others.
        counters = session.execute(select(DemandCounter.station_id, DemandCounter.year)).all()
        seal(session, DemandCounter, [tuple(each) for each in counters], "诉求台账已经导出")
        secrets = "，写着要求保密的来访人" if may_see else ""
        record_change(
            session,
            action="demand.export",
            subject="demand",
            subject_id=None,
            sentence=f"导出诉求台账 {total} 件（{face.label}）{secrets}",
            after={"face": face.value, "demands": total, "confidential": may_see},
        )
    return MadeLedger(out, total, face)


def _columns(face: Face) -> tuple[_Column, ...]:
    return tuple(column for column in _COLUMNS if column.public or face is not Face.PUBLIC)


def _cells(
    lines: Iterable[LedgerRow], columns: tuple[_Column, ...], total: int, progress: Progress
) -> Iterator[tuple[OutCell, ...]]:
    for done, line in enumerate(lines, 1):
        if done % 100 == 0 or done == total:
            progress(done, total, "件")
        yield (done, *(column.cell(line) for column in columns))


def _of_station(session: Session, where: DemandFilter) -> str:
    """Whose ledger it is: the station asked for, else the desk's own, or the township where others' demands
    are kept beside its own; empty before the first station, when there are no demands either."""
    if where.station_id is not None:
        return get_row(session, Station, where.station_id, "联络站").name
    home = session.scalar(select(Station).where(Station.is_home))
    if home is None:
        return ""
    others = session.scalar(select(Demand.id).where(Demand.station_id != home.id).limit(1))
    return home.name if others is None else home.township


def _problem(line: LedgerRow) -> str:
    """The gist and the words; the gist alone where the words begin with it or are not shown."""
    if not line.words or line.words == line.title:
        return line.title
    if line.words.startswith(line.title.rstrip("…")):
        return line.words
    return f"{line.title}：{line.words}"


def _told(on: date | None, how: str) -> str:
    return " ".join(part for part in (on.isoformat() if on else "", how) if part)


def _pleased(line: LedgerRow) -> str:
    said = [one.label if one else "—" for one in (line.satisfaction, line.manner)]
    return "" if said == ["—", "—"] else "／".join(said)


def _rung(line: LedgerRow) -> str:
    tries = f"打了 {line.calls} 次" if line.calls else ""
    return "，".join(part for part in (_told(line.followed_up_on, ""), tries) if part)


def _remark(line: LedgerRow) -> str:
    row = line.row
    parts = (
        row.due.text if row.due.days < 0 else "",
        "反映问题太长，打印只见开头" if len(_problem(line)) > _PRINTED else "",
        "期限暂算" if row.deadline_provisional and row.deadline_on else "",
        f"{line.supervisor}督办" if line.supervisor else "",
        f"并入 {line.carried_on}" if line.carried_on else "",
        "要求保密" if line.confidential else "",
    )
    return "，".join(part for part in parts if part)
