"""A check counts the records that have a row in the register: inspectors lay the one beside the other."""

from datetime import UTC, date, datetime

from deputy_station.features.activities.models import Activity, Attendance, Deed
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Channel, DemandState
from deputy_station.features.deputies.models import Deputy, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.points.models import PointClaim
from deputy_station.features.register.rules.forms import form_of
from deputy_station.features.register.service.filling import read_book
from deputy_station.features.spotcheck.service.records import gather_records
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState
from deputy_station.store.database import Database

ELECTED, DAY, BEFORE = date(2026, 2, 1), date(2026, 9, 16), date(2026, 1, 8)


def test_a_check_counts_what_the_register_prints_each_under_its_form(database: Database) -> None:
    with database.transaction() as session:
        station = Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True)
        term = Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31))
        deputy = Deputy(name="王建国", sort_key="wjg")
        deputy.mandates = [Mandate(level=Level.TOWN, started_on=ELECTED)]
        activity = Activity(kind=ActivityKind.CONGRESS_PREPARATION, title="会前视察", held_on=DAY)
        session.add_all([station, term, deputy, activity])
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy.id, state=AttendanceState.PRESENT))
        # By-elected in February: what is dated before is no record of this deputy's office.
        session.add_all(
            Deed(kind=DeedKind.SPEECH, deputy_id=deputy.id, done_on=on, title="发言") for on in (DAY, BEFORE)
        )
        for state in (SuggestionState.ACCEPTED, SuggestionState.DRAFT, SuggestionState.WITHDRAWN):
            suggestion = Suggestion(
                title="增设路灯", kind=SuggestionKind.BETWEEN, proposed_on=DAY, state=state
            )
            session.add(suggestion)
            session.flush()
            session.add(
                SuggestionSigner(suggestion_id=suggestion.id, deputy_id=deputy.id, role=SignRole.LEAD)
            )
        for number, demand_state in enumerate((DemandState.HANDLING, DemandState.WITHDRAWN), 1):
            demand = Demand(
                station_id=station.id,
                year=2026,
                number=number,
                title="路灯不亮",
                words="路灯不亮。",
                channel=Channel.PHONE,
                received_at=datetime(2026, 9, 16, 1, tzinfo=UTC),
                visitor_name="欧阳春花",
                state=demand_state,
            )
            session.add(demand)
            session.flush()
            session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy.id))
        session.add_all(
            PointClaim(
                deputy_id=deputy.id,
                kind="为民办实事",
                done_on=DAY,
                title="修路灯",
                state="已受理",
                review=review,
            )
            for review in ("", "已核准", "待审", "已退回", "已撤回")
        )
        deputy_id, term_id = deputy.id, term.id
    with database.reading() as session:
        book = read_book(session, deputy_id=deputy_id, term_id=term_id)
        records = gather_records(
            session, deputies=[deputy_id], first=date(2026, 1, 1), last=date(2026, 12, 31)
        )[deputy_id]
    printed = [
        (form_of(entry.form).number, entry.subject, entry.subject_id)
        for entries in book.entries.values()
        for entry in entries
        if not entry.waits
    ]
    counted = [
        (each.form, {"activity": "attendance"}.get(each.source[0], each.source[0]), each.source[1])
        for each in records
    ]
    # One preparation, one speech, one suggestion, one demand, two claims.
    assert len(printed) == 6
    assert sorted(counted) == sorted(printed)
