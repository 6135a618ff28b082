"""The presidium checks 李秀英 for the third quarter: what she lacks is found beforehand, told with a day and a person,
mended by the record itself, confirmed at the next look; what cannot be mended is explained. Each step on its own day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock, from_local
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.activities.service.deeds import record_deed
from deputy_station.features.activities.service.evidence import add_evidence
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.spotcheck.documents.check_sheets import draw_check_sheets
from deputy_station.features.spotcheck.documents.findings_list import draw_findings
from deputy_station.features.spotcheck.rules.findings import Answer, FindingKind, Question, Standing
from deputy_station.features.spotcheck.service.checking import ask_check, list_checks, record_check
from deputy_station.features.spotcheck.service.findings import (
    StillFound,
    confirm_mended,
    explain_finding,
    findings_of,
)
from deputy_station.features.spotcheck.service.self_check import run_self_check
from deputy_station.features.today.service import read_today
from deputy_station.store.database import Database

T = TypeVar("T")
ACTIVITY = "7月20日代表小组活动“走访敬老院”：没有证明材料"
LATE = "7月10日走访联系选民“走访石桥村 12 户”：2026年9月1日才登记，晚了 53 天"


@contextmanager
def on(database: Database, day: date) -> Iterator[Session]:
    """The desk at ten in the morning of a day."""
    with database.transaction() as session:
        session.info["clock"] = Clock.fixed(from_local(datetime.combine(day, time(10))))
        yield session


def at(database: Database, day: date, ask: Callable[..., T], **values: object) -> T:
    """Ask or do one thing on a day."""
    with on(database, day) as session:
        return ask(session, **values)


@pytest.fixture
def deputy(database: Database) -> int:
    """李秀英 sits for the district. In July her group visited a home and she visited a village, written down in
    September only."""
    with on(database, date(2026, 7, 21)) as session:
        create_station(
            session, name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True
        )
        seat = NewMandate(Level.DISTRICT, date(2021, 12, 20))
        who = create_deputy(session, name="李秀英", mandates=[seat]).id
        activity = Activity(
            kind=ActivityKind.GROUP_ACTIVITY,
            title="走访敬老院",
            held_on=date(2026, 7, 20),
            place="镇敬老院",
            content="看望老人",
            result="修好了 2 处扶手",
        )
        session.add(activity)
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=who, state=AttendanceState.PRESENT))
    with on(database, date(2026, 9, 1)) as session:
        deed = record_deed(
            session,
            kind=DeedKind.VOTER_CONTACT,
            deputy_id=who,
            done_on=date(2026, 7, 10),
            title="走访石桥村 12 户",
            place="石桥村",
            details="反映桥头积水",
        )
        add_evidence(session, subject="deed", subject_id=deed.id, title="走访照片")
    return who


def words(path: Path) -> str:
    """The text of a PDF without white space."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def test_a_finding_is_told_mended_and_confirmed(database: Database, deputy: int, tmp_path: Path) -> None:
    # 28 September: the station looks at itself and sees what would be found.
    seen = at(database, date(2026, 9, 28), run_self_check, year=2026, quarter=3)
    assert sorted(each.found.words for each in seen.findings) == sorted([ACTIVITY, LATE])

    # 12 October: the presidium checks; the register bears no signature on some page.
    asked = at(database, date(2026, 10, 12), ask_check, year=2026, quarter=3, deputy_id=deputy)
    assert asked.proposed == {Question.DUTY: Answer.GOOD, Question.REGISTRATION: Answer.FAIR}
    check = at(
        database,
        date(2026, 10, 12),
        record_check,
        year=2026,
        quarter=3,
        deputy_id=deputy,
        checker="孙立",
        checked_on=date(2026, 10, 12),
        duty=asked.proposed[Question.DUTY],
        registration=asked.proposed[Question.REGISTRATION],
        due_on=date(2026, 10, 27),
        person="周敏",
        ticks={"signed": False, "clean": True, "same": True},
    )
    by_kind = {each.kind: each for each in check.findings}
    assert set(by_kind) == {FindingKind.EVIDENCE_MISSING, FindingKind.LATE, FindingKind.TICKED}

    made = draw_check_sheets(database, out=tmp_path / "检查表.pdf", year=2026, quarter=3)
    sheet = words(made.path)
    for told in (
        "李秀英",
        "孙立",
        "基本规范（√）",
        "每页本人签名：不是",
        "登记册有的页没有本人签名",
        "2026年10月27日",
    ):
        assert told in sheet

    # 28 October: nothing was mended, the day is over.
    late = at(database, date(2026, 10, 28), read_today)
    assert "3 个检查问题过了整改期限" in [row.sentence for row in late.todo]
    finding = by_kind[FindingKind.EVIDENCE_MISSING]
    with pytest.raises(StillFound):
        at(database, date(2026, 10, 28), confirm_mended, finding_id=finding.id, version=finding.version)

    # 29 October: the photograph is filed. The record itself mends the finding; the checker has not looked yet.
    with on(database, date(2026, 10, 29)) as session:
        add_evidence(
            session,
            subject="activity",
            subject_id=by_kind[FindingKind.EVIDENCE_MISSING].subject_id,
            title="现场照片",
        )
    rows = {row.kind: row for row in at(database, date(2026, 10, 30), findings_of)}
    assert {kind: row.standing for kind, row in rows.items()} == {
        FindingKind.EVIDENCE_MISSING: Standing.TO_CONFIRM,
        FindingKind.LATE: Standing.OVERDUE,
        FindingKind.TICKED: Standing.OVERDUE,
    }

    # 30 October: the checker looks again; what is late stays late and is explained.
    for kind in (FindingKind.EVIDENCE_MISSING, FindingKind.TICKED):
        row = rows[kind]
        at(database, date(2026, 10, 30), confirm_mended, finding_id=row.id, version=row.version)
    row = rows[FindingKind.LATE]
    at(
        database,
        date(2026, 10, 30),
        explain_finding,
        finding_id=row.id,
        version=row.version,
        note="住院，出院后补记，组长核过。",
    )
    [line] = at(database, date(2026, 10, 30), list_checks, year=2026, quarter=3)
    assert (line.findings, line.waiting, line.overdue) == (3, 0, 0)
    assert not [row for row in at(database, date(2026, 10, 30), read_today).todo if row.page == "spotcheck"]

    listed = words(draw_findings(database, out=tmp_path / "清单.pdf").path)
    assert "3个问题：了结3个，没有了结0个，其中过期0个。" in listed
    assert "已说明，2026年10月30日：住院，出院后补记，组长核过。" in listed
