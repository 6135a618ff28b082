"""What deputies of the demo reported and the desk wrote down for the points of this year, one objection, two roles."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.service.claims import approve_claims, enter_claims, return_claim
from deputy_station.features.points.service.objections import record_objection
from deputy_station.features.points.service.roles import give_role
from deputy_station.features.points.service.scores import period_of_year

WAITING = (
    ("表彰", "被评为县级优秀人大代表"),
    ("为民办实事", "协调修好村口三盏路灯"),
    ("调研报告", "关于镇区停车难的调研报告"),
    ("发言", "在代表小组会上谈河道治理"),
)
RETURNED = ("为民办实事", "走访慰问困难户")
RETURNED_WHY = "写得太笼统，请补时间、地点"
APPROVED = (
    ("调研报告", "关于村级养老驿站的调研报告"),
    ("为民办实事", "帮村小学添置一百本图书"),
    ("发言", "在镇人大预算审查会上发言"),
)
TOGETHER = ("走访联系选民", "秋收时节走访种粮户")
TOGETHER_COUNT = 5
OBJECTION = "六月份我到站接待过一次，单子上没有。"
ROLES = ("领导干部", "无职代表")
"""The first two deputies' roles: a scheme may go by them, the one in use does not."""
EARLIEST = 40
"""The newest thing reported was done so many days ago, each further one a week before."""
APART = 3
"""Every third deputy of the roster reported something."""


def make_claims(session: Session, roster: Roster, today: date) -> None:
    """Four that wait, one returned, three approved, one entered for five deputies, one objection, two roles."""
    first = date(today.year, 1, 1)
    reports = (*WAITING, RETURNED, *APPROVED)
    for place, (kind, title) in enumerate(reports):
        [claim] = enter_claims(
            session,
            deputy_ids=[roster.deputy_ids[place * APART]],
            kind=kind,
            title=title,
            state="已受理",
            done_on=max(first, today - timedelta(days=EARLIEST + 7 * place)),
            self_reported=True,
        )
        if (kind, title) == RETURNED:
            return_claim(session, claim_id=claim.id, version=claim.version, reason=RETURNED_WHY)
        elif (kind, title) in APPROVED:
            approve_claims(session, picked=[(claim.id, claim.version)])
    after = len(reports) * APART
    enter_claims(
        session,
        deputy_ids=roster.deputy_ids[after : after + TOGETHER_COUNT],
        kind=TOGETHER[0],
        title=TOGETHER[1],
        state="已受理",
        done_on=max(first, today - timedelta(days=EARLIEST)),
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
    for deputy_id, role in zip(roster.deputy_ids, ROLES, strict=False):
        give_role(session, deputy_id=deputy_id, role=role, since=roster.since[deputy_id])
