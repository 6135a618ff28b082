"""What deputies of the demo reported by themselves: some waits, one was sent back, one objects to their points."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.service.claims import enter_claims, return_claim
from deputy_station.features.points.service.objections import record_objection
from deputy_station.features.points.service.scores import period_of_year

REPORTED = (
    ("表彰", "被评为县级优秀人大代表"),
    ("为民办实事", "协调修好村口三盏路灯"),
    ("调研报告", "关于镇区停车难的调研报告"),
    ("发言", "在代表小组会上谈河道治理"),
)
RETURNED = ("为民办实事", "走访慰问困难户")
OBJECTION = "六月份我到站接待过一次，单子上没有。"
EARLIEST = 40
"""The newest thing reported was done so many days ago, each further one a week before."""


def make_claims(session: Session, roster: Roster, today: date) -> None:
    """Four that wait, one that was returned, one objection to the points of the year."""
    first = date(today.year, 1, 1)
    for place, (kind, title) in enumerate((*REPORTED, RETURNED)):
        done_on = max(first, today - timedelta(days=EARLIEST + 7 * place))
        [claim] = enter_claims(
            session,
            deputy_ids=[roster.deputy_ids[place * 3]],
            kind=kind,
            title=title,
            state="已受理",
            done_on=done_on,
            self_reported=True,
        )
        if title == RETURNED[1]:
            return_claim(
                session, claim_id=claim.id, version=claim.version, reason="写得太笼统，请补时间、地点"
            )
    record_objection(
        session,
        period=period_of_year(session, year=today.year),
        deputy_id=roster.deputy_ids[1],
        sort=ObjectionSort.MISSING,
        text=OBJECTION,
        way=ObjectionWay.SPOKEN,
        received_on=today,
    )
