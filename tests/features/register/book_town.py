"""A term with two deputies and one record of every kind for 张守田, for the tests of the register."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import (
    ActivityKind,
    AttendanceState,
    DeedKind,
    DutyReportManner,
)
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route, Satisfaction
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.points.models import PointClaim
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState

STARTS, ENDS = date(2021, 12, 20), date(2026, 12, 31)


@dataclass(frozen=True)
class Town:
    """The numbers of what was made."""

    term: int
    zhang: int
    li: int
    station: int


def make_town(session: Session) -> Town:
    """The station, a term, 张守田 in the first group and 李秀英 in the second, both in office all the term."""
    station = Station(name="青石镇代表之家", code="青石", township="青石镇", district="杜集区", is_home=True)
    term = Term(name="第十九届", starts_on=STARTS, ends_on=ENDS)
    groups = [Group(name="第一代表小组", position=1), Group(name="第二代表小组", position=2)]
    zhang = Deputy(name="张守田", sort_key="zst", search_keys="张守田 zst", sex=Sex.MALE, born="1971-03")
    li = Deputy(name="李秀英", sort_key="lxy", search_keys="李秀英 lxy")
    zhang.group, li.group = groups
    for deputy in (zhang, li):
        deputy.mandates = [Mandate(level=Level.TOWN, term=term, started_on=STARTS)]
    session.add_all([station, term, *groups, zhang, li])
    session.flush()
    return Town(term.id, zhang.id, li.id, station.id)


def attend(
    session: Session,
    deputy: int,
    kind: ActivityKind,
    on: date,
    state: AttendanceState = AttendanceState.PRESENT,
    **values: object,
) -> int:
    """An activity the deputy was asked to; its number."""
    own = {
        name: values.pop(name)
        for name in ("expected", "leave_reason", "leave_approved_by", "note")
        if name in values
    }
    activity = Activity(**{"kind": kind, "title": kind.label, "held_on": on, **values})
    session.add(activity)
    session.flush()
    session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=state, **own))
    session.flush()
    return activity.id


def do(session: Session, deputy: int, kind: DeedKind, on: date, **values: object) -> int:
    """A deed; its number."""
    deed = Deed(**{"kind": kind, "deputy_id": deputy, "done_on": on, "title": kind.label, **values})
    session.add(deed)
    session.flush()
    return deed.id


def claim(session: Session, deputy: int, kind: str, on: date, **values: object) -> int:
    """A claim; its number."""
    row = PointClaim(**{"kind": kind, "deputy_id": deputy, "done_on": on, "title": kind, **values})
    session.add(row)
    session.flush()
    return row.id


def suggest(session: Session, role: SignRole, deputy: int, on: date, **values: object) -> int:
    """A suggestion the deputy signed; its number."""
    row = Suggestion(
        **{
            "title": "关于修路的建议",
            "kind": SuggestionKind.BETWEEN,
            "proposed_on": on,
            "session_name": "2026年闭会期间",
            "state": SuggestionState.ACCEPTED,
            **values,
        }
    )
    session.add(row)
    session.flush()
    session.add(SuggestionSigner(suggestion_id=row.id, deputy_id=deputy, role=role))
    session.flush()
    return row.id


def take_demand(session: Session, town: Town, deputy: int, number: int, **values: object) -> int:
    """A demand the deputy took down on 15 June 2026; its number in the table."""
    row = Demand(
        **{
            "station_id": town.station,
            "year": 2026,
            "number": number,
            "title": "路灯不亮",
            "words": "路灯不亮。",
            "channel": Channel.RECEPTION,
            "received_at": datetime(2026, 6, 15, 2, tzinfo=UTC),
            "visitor_name": "欧阳春花",
            "state": DemandState.HANDLING,
            "route": Route.TOWN,
            **values,
        }
    )
    session.add(row)
    session.flush()
    session.add(DemandDeputy(demand_id=row.id, deputy_id=deputy))
    session.flush()
    return row.id


def fill_every_form(session: Session, town: Town) -> None:
    """At least one record of 张守田 for each table."""
    zhang = town.zhang
    attend(
        session,
        zhang,
        ActivityKind.CONGRESS_PLENARY,
        date(2026, 1, 15),
        title="第十九届人大六次会议第一次全体会议",
        session_name="第十九届人大六次会议",
        starts_at=time(9),
        ends_at=time(11, 30),
    )
    vote = AttendanceState.LEAVE
    attend(
        session,
        zhang,
        ActivityKind.CONGRESS_VOTE,
        date(2026, 1, 16),
        vote,
        title="第十九届人大六次会议选举和表决",
        session_name="第十九届人大六次会议",
        leave_reason="住院",
        leave_approved_by="主席团",
    )
    do(
        session,
        zhang,
        DeedKind.SPEECH,
        date(2026, 1, 15),
        title="预算执行",
        details="多投灌溉",
        accepted=False,
    )
    suggest(session, SignRole.LEAD, zhang, date(2026, 3, 2), number=5)
    attend(
        session,
        zhang,
        ActivityKind.INSPECTION,
        date(2026, 4, 8),
        title="视察防汛",
        place="各村",
        organiser="镇人大主席团",
        result="加固三处",
    )
    do(session, zhang, DeedKind.REPORT, date(2026, 4, 20), title="关于防汛的调研报告")
    attend(session, zhang, ActivityKind.INVITED_MEETING, date(2026, 5, 6), title="列席镇政府常务会议")
    attend(
        session,
        zhang,
        ActivityKind.TRAINING,
        date(2026, 5, 20),
        title="代表法培训",
        starts_at=time(14),
        ends_at=time(17),
    )
    activity = attend(session, zhang, ActivityKind.GROUP_ACTIVITY, date(2026, 6, 3), title="走访养老点")
    session.add(Attendance(activity_id=activity, deputy_id=town.li, state=AttendanceState.LATE))
    session.add(Evidence(subject="activity", subject_id=activity, title="照片", filed_on=date(2026, 6, 4)))
    do(session, zhang, DeedKind.VOTER_CONTACT, date(2026, 6, 10), title="走访六村", quantity=3)
    take_demand(
        session,
        town,
        zhang,
        31,
        state=DemandState.STRUCK_OFF,
        handled_on=date(2026, 6, 20),
        result="换了灯",
        satisfaction=Satisfaction.SATISFIED,
    )
    do(session, zhang, DeedKind.GOOD_DEED, date(2026, 7, 1), title="修桥", details="出工两天", place="六村")
    do(
        session,
        zhang,
        DeedKind.DUTY_REPORT,
        date(2026, 9, 1),
        title="向选民述职",
        manner=DutyReportManner.ORAL,
        votes_satisfied=30,
        votes_fair=2,
        votes_unsatisfied=0,
    )
    do(session, zhang, DeedKind.AWARD, date(2026, 9, 9), title="优秀人大代表", awarded_by="区人大常委会")
    session.flush()
