"""How earlier periods ended: the same for everybody at once, for one alone, and as whole scores have it."""

from datetime import date

from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.deputies.models import Term
from deputy_station.features.points.rules.facts import Earlier
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.service import decisions, library
from deputy_station.features.points.service.scores import (
    calendar_year,
    earlier_of,
    goes_by_rank,
    scores_for_period,
)
from deputy_station.store.database import Database
from tests.features.points.test_points_page_rows import BASE, EXEMPT, GAP, GATE, GRADES, VETO

LAST, NOW = calendar_year(2025), calendar_year(2026)
CONTACTS = {"王建国": 8, "李秀英": 8, "张守田": 7, "曾国藩": 5, "赵敏": 4}
"""How often each saw voters in 2025; 赵敏 was elected in 2026, 买买提·艾力 has no record."""
LAST_OF_ALL = """
[[consequence]]
name = "约谈"
rank_bottom = 1
"""


SCHEMES = {
    "grades": GRADES.replace("{best}", ""),
    "gap": GAP,
    "quota": GRADES.replace("{best}", "quota = 3") + GATE + VETO + EXEMPT,
    "rank": GRADES.replace("{best}", "") + LAST_OF_ALL,
}


def saw_voters(session: Session, people: dict[str, int]) -> None:
    for name, times in CONTACTS.items():
        for day in range(1, times + 1):
            deed = Deed(kind=DeedKind.VOTER_CONTACT, deputy_id=people[name], title="走访")
            deed.done_on = date(2025, 3, day)
            session.add(deed)


def score_by(session: Session, key: str) -> Scheme:
    library.create_scheme(session, key=key, text=BASE + SCHEMES[key])
    for year in (2025, 2026):
        held = library.year_scheme(session, year=year).version
        library.adopt_scheme(session, key=key, year=year, answers={}, version=held)
    return library.scheme_for_year(session, year=2025)


def test_how_a_year_ended_is_the_same_for_all_for_one_and_as_scored_in_full(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
        saw_voters(session, people)
        for key in SCHEMES:
            scheme = score_by(session, key)
            if key == "gap":
                decisions.decide_grade(
                    session,
                    period=LAST,
                    scheme=scheme,
                    deputy_id=people["曾国藩"],
                    grade="合格",
                    reason="主席团会议定的",
                )
            everybody = earlier_of(session, period=NOW, scheme=scheme)
            alone: dict[object, object] = {}
            for number in people.values():
                alone |= earlier_of(session, period=NOW, scheme=scheme, deputy_id=number)
            assert alone == everybody
            assert everybody == {
                score.subject_id: (
                    Earlier(
                        "2025",
                        score.grade,
                        score.total,
                        score.graded.rank if goes_by_rank(scheme) else 0,
                        score.graded.of if goes_by_rank(scheme) else 0,
                    ),
                )
                for score in scores_for_period(session, period=LAST, scheme=scheme, earlier=False)
                if score.facts
            }
            assert set(everybody) == {people[name] for name in CONTACTS if name != "赵敏"}
            if key == "gap":
                assert everybody[people["曾国藩"]][0].grade == "合格"
