"""What single deputies did, and the evidence kept."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.rules import DeedKind, DutyReportManner
from deputy_station.features.activities.service.deeds import (
    DeedIncomplete,
    DeedInFuture,
    count_by_kind,
    count_deeds,
    edit_deed,
    list_deeds,
    record_deed,
    remove_deed,
)
from deputy_station.features.activities.service.evidence import (
    EvidenceUnnamed,
    add_evidence,
    count_evidence,
    list_evidence,
    remove_evidence,
)
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.history.service import list_history
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)


def enter(session: Session, name: str) -> int:
    return create_deputy(session, name=name, mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))]).id


def test_deeds_are_listed_newest_first_and_found(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田"), enter(session, "李娟")
        record_deed(
            session, kind=DeedKind.SPEECH, deputy_id=zhang, title="关于河道", done_on=date(2026, 3, 1)
        )
        record_deed(
            session,
            kind=DeedKind.VOTER_CONTACT,
            deputy_id=li,
            title="走访朔北村",
            done_on=date(2026, 5, 1),
            quantity=6,
        )
        record_deed(session, kind=DeedKind.SPEECH, deputy_id=li, title="关于道路", done_on=date(2025, 3, 1))

        def titles(**filters: object) -> list[str]:
            rows = list_deeds(session, **filters)  # type: ignore[arg-type]
            assert count_deeds(session, **filters) == len(rows)  # type: ignore[arg-type]
            return [row.title for row in rows]

        assert titles() == ["走访朔北村", "关于河道", "关于道路"]
        assert titles(kind=DeedKind.SPEECH) == ["关于河道", "关于道路"]
        assert titles(deputy_id=li, first=date(2026, 1, 1), last=date(2026, 12, 31)) == ["走访朔北村"]
        assert titles(search="zst") == ["关于河道"]
        assert titles(search="lj 道路") == ["关于道路"]
        assert list_deeds(session, deputy_id=li)[0].quantity == 6
        counts = count_by_kind(session, year=2026)
        assert (counts[DeedKind.SPEECH], counts[DeedKind.VOTER_CONTACT], counts[DeedKind.AWARD]) == (1, 1, 0)
        lines = list_history(session, subject="deed", subject_id=list_deeds(session)[0].id)
        assert [line.sentence for line in lines] == ["登记李娟走访联系选民：走访朔北村"]


def test_a_duty_report_says_how_and_what_the_voters_said(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        with pytest.raises(DeedIncomplete, match="口头或书面"):
            record_deed(session, kind=DeedKind.DUTY_REPORT, deputy_id=zhang, title="述职")
        row = record_deed(
            session,
            kind=DeedKind.DUTY_REPORT,
            deputy_id=zhang,
            title="向第三选区选民述职",
            manner=DutyReportManner.ORAL,
            votes_satisfied=46,
            votes_fair=3,
            votes_unsatisfied=1,
        )
    assert (row.manner, row.votes_satisfied, row.done_on) == (DutyReportManner.ORAL, 46, TODAY)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": " "}, DeedIncomplete),
        ({"title": "发言", "quantity": 0}, DeedIncomplete),
        ({"title": "发言", "done_on": date(2026, 11, 21)}, DeedInFuture),
        ({"title": "发言", "votes_fair": -1}, DeedIncomplete),
        ({"title": "发言", "activity_id": 77}, NotFound),
    ],
)
def test_what_cannot_be_is_refused(
    database: Database, fields: dict[str, object], refusal: type[Exception]
) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        with pytest.raises(refusal):
            record_deed(session, kind=DeedKind.SPEECH, deputy_id=zhang, **fields)  # type: ignore[arg-type]


def test_a_deed_to_come_is_refused_with_its_day_in_words(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        with pytest.raises(DeedInFuture, match="11月21日还没有到，不能登记履职记录"):
            record_deed(
                session, kind=DeedKind.SPEECH, deputy_id=zhang, title="发言", done_on=date(2026, 11, 21)
            )


def test_a_deed_is_corrected_and_removed_on_its_newest_copy(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        deed = record_deed(session, kind=DeedKind.REPORT, deputy_id=zhang, title="调研报告")
        evidence = add_evidence(
            session, subject="deed", subject_id=deed.id, title="报告原件", kept_at="2 号柜"
        )
        edited = edit_deed(session, deed_id=deed.id, version=deed.version, accepted=False)
        assert (edited.accepted, edited.evidence) == (False, 1)
        with pytest.raises(StaleEdit):
            remove_deed(session, deed_id=deed.id, version=deed.version)
        remove_deed(session, deed_id=deed.id, version=edited.version)
        assert list_deeds(session) == []
        assert list_evidence(session, subject="deed", subject_id=deed.id) == []
        with pytest.raises(NotFound):
            remove_evidence(session, evidence_id=evidence.id, version=evidence.version)
        lines = [line.sentence for line in list_history(session, subject="deed", subject_id=deed.id)]
        assert lines[-1] == "删除张守田调研报告：调研报告"


def test_evidence_says_what_it_is_and_where_it_lies(database: Database) -> None:
    with database.transaction() as session:
        first = add_evidence(
            session, subject="activity", subject_id=3, title=" 签到表 ", kept_at="2026 卷 5 页"
        )
        add_evidence(session, subject="activity", subject_id=3, title="照片", filed_on=date(2026, 11, 1))
        assert (first.title, first.filed_on) == ("签到表", TODAY)
        assert [row.title for row in list_evidence(session, subject="activity", subject_id=3)] == [
            "照片",
            "签到表",
        ]
        assert count_evidence(session, subject="activity", subject_ids=[3, 4]) == {3: 2, 4: 0}
        remove_evidence(session, evidence_id=first.id, version=first.version)
        assert count_evidence(session, subject="activity", subject_ids=[3]) == {3: 1}
        with pytest.raises(EvidenceUnnamed):
            add_evidence(session, subject="deed", subject_id=1, title="")
        with pytest.raises(ValueError, match="visitor"):
            add_evidence(session, subject="visitor", subject_id=1, title="x")


def test_a_number_of_people_is_none_or_more_and_a_level_nobody_chose_stays_empty(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        award = record_deed(
            session,
            kind=DeedKind.AWARD,
            deputy_id=zhang,
            title="优秀代表",
            done_on=TODAY,
            award_level=None,
        )
        assert award.award_level == ""
        with pytest.raises(DeedIncomplete, match="人数不能小于 0"):
            record_deed(
                session, kind=DeedKind.GOOD_DEED, deputy_id=zhang, title="修桥", done_on=TODAY, people=-1
            )
