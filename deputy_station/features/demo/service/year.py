"""The demo's year: congress sessions by half-days, group activities, training, inspections, visits, deeds."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local
from deputy_station.core.workdays import Workdays
from deputy_station.features.activities.models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceState,
    Deed,
    DeedKind,
    DutyReportManner,
    Evidence,
)
from deputy_station.features.demo.service.cast import Cast
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.demo.service.told import (
    GROUP_THEMES,
    INSPECTIONS,
    PRACTICES,
    deed_words,
    spoken,
)
from deputy_station.store.capture import insert_all

LEAVE_REASONS = ("外出就医", "家中有事", "外出务工", "单位值班", "参加上级会议")
REVIEW = ActivityKind.CONGRESS_REVIEW
PLENARY = ActivityKind.CONGRESS_PLENARY
VOTE = ActivityKind.CONGRESS_VOTE


@dataclass(frozen=True)
class Event:
    """One activity to be made: days after the first day, what, hours, and which deputies were to come."""

    day: int
    kind: ActivityKind
    title: str
    starts_at: time
    ends_at: time
    who: Sequence[int]
    place: str = "镇政府三楼会议室"
    session_name: str = ""
    content: str = ""
    result: str = ""
    report: str = ""


def make_year(
    session: Session, cast: Cast, roster: Roster, chance: random.Random, first: date, last: date
) -> None:
    """Activities from `first` to `last` with attendance, evidence and deeds. Nothing lies after `last`."""
    workdays = Workdays()
    held: list[tuple[Event, Activity]] = []
    for event in _events(cast, roster, chance):
        on = workdays.next_workday(first + timedelta(days=event.day))
        if on > last:
            continue
        activity = Activity(
            kind=event.kind,
            title=event.title,
            held_on=on,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            place=event.place,
            organiser="青禾镇人大主席团",
            session_name=event.session_name,
            content=event.content or event.title,
            result=event.result,
            report=event.report,
        )
        held.append((event, activity))
    session.add_all(activity for _event, activity in held)
    session.flush()
    evidence: list[dict[str, object]] = []
    for event, activity in held:
        fill_attendance(session, roster, chance, activity, event.who)
        if chance.random() < 0.9:
            evidence += [
                {
                    "subject": "activity",
                    "subject_id": activity.id,
                    "title": title,
                    "kept_at": "文件柜二层",
                    "filed_on": activity.held_on,
                }
                for title in ("签到表", "现场照片")
            ]
    deed_ids = _make_deeds(session, cast, roster, chance, first, last)
    evidence += [
        {"subject": "deed", "subject_id": row, "title": "记录单", "kept_at": "代表个人档案", "filed_on": last}
        for row in deed_ids
        if chance.random() < 0.7
    ]
    insert_all(session, Evidence, evidence)


def fill_attendance(
    session: Session, roster: Roster, chance: random.Random, activity: Activity, who: Iterable[int]
) -> None:
    """Attendance rows of those in office on the day, most of them present."""
    rows: list[dict[str, object]] = []
    for deputy_id in who:
        if roster.since[deputy_id] > activity.held_on:
            continue
        state = _state(roster.zeal[deputy_id], chance)
        opening = datetime.combine(activity.held_on, activity.starts_at or time(9))
        came = state in (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)
        minutes = chance.randint(5, 25) if state is AttendanceState.LATE else -chance.randint(1, 25)
        leave = state is AttendanceState.LEAVE
        spoke = came and activity.kind is ActivityKind.INVITED_MEETING
        rows.append(
            {
                "activity_id": activity.id,
                "deputy_id": deputy_id,
                "state": state,
                "arrived_at": from_local(opening + timedelta(minutes=minutes)) if came else None,
                "leave_reason": chance.choice(LEAVE_REASONS) if leave else "",
                "leave_approved_by": "主席团" if leave else "",
                "note": spoken(deputy_id) if spoke else "",
            }
        )
    if rows:
        insert_all(session, Attendance, rows)


def _state(zeal: float, chance: random.Random) -> AttendanceState:
    if chance.random() < zeal:
        return chance.choices(
            [AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY], [94, 4, 2]
        )[0]
    return AttendanceState.LEAVE if chance.random() < 0.65 else AttendanceState.ABSENT


def _events(cast: Cast, roster: Roster, chance: random.Random) -> list[Event]:
    everybody = list(roster.deputy_ids)
    morning, noon, afternoon, evening = time(9), time(11, 30), time(14, 30), time(17)
    events: list[Event] = []
    for start, number in ((50, "七"), (236, "八")):
        name = f"青禾镇{cast.term_name}人大{number}次会议"
        parts = (
            (-9, ActivityKind.CONGRESS_PREPARATION, "会前视察和征求意见", morning, noon),
            (0, PLENARY, "第一次全体会议", morning, noon),
            (0, REVIEW, "分团审议政府工作报告", afternoon, evening),
            (1, REVIEW, "分团审议预算和人大工作报告", morning, noon),
            (1, PLENARY, "第二次全体会议", afternoon, evening),
            (1, VOTE, "表决各项决议和民生实事票决", time(16), evening),
        )
        events += [
            Event(start + day, kind, f"{name}：{part}", begins, ends, everybody, "镇文化中心会堂", name)
            for day, kind, part, begins, ends in parts
        ]
    for place, group in enumerate(cast.groups):
        members = [row for row in everybody if roster.group_of[row] == _group_id(roster, place)]
        events += [
            Event(
                30 + 88 * turn + 3 * place,
                ActivityKind.GROUP_ACTIVITY,
                f"{group}{theme}",
                morning,
                noon,
                members,
                "各村",
                content=content,
                result=result,
            )
            for turn, (theme, content, result) in enumerate(GROUP_THEMES)
        ]
    for day, theme in ((35, "代表法学习"), (150, "建议怎样写"), (270, "预算审查入门")):
        events.append(
            Event(day, ActivityKind.TRAINING, f"{theme}培训", afternoon, evening, everybody, "镇党校")
        )
    for day, (theme, content, result, report) in zip((70, 120, 185, 300), INSPECTIONS, strict=True):
        events.append(
            Event(
                day,
                ActivityKind.INSPECTION,
                theme,
                morning,
                noon,
                sorted(chance.sample(everybody, 48)),
                "各村",
                content=content,
                result=result,
                report=report,
            )
        )
    for turn in range(8):
        events.append(
            Event(
                25 + 42 * turn,
                ActivityKind.INVITED_MEETING,
                f"列席镇政府第 {turn + 1} 次专题座谈",
                afternoon,
                evening,
                sorted(chance.sample(everybody, 14)),
            )
        )
    for turn, (theme, content, result) in enumerate(PRACTICES):
        events.append(
            Event(
                60 + 80 * turn,
                ActivityKind.THEMED_PRACTICE,
                f"主题实践：{theme}",
                morning,
                noon,
                everybody,
                "各村",
                content=content,
                result=result,
            )
        )
    return events


def _group_id(roster: Roster, place: int) -> int:
    return sorted(set(roster.group_of.values()))[place]


def _make_deeds(
    session: Session, cast: Cast, roster: Roster, chance: random.Random, first: date, last: date
) -> list[int]:
    """Speeches, reports, visits to voters, good deeds, duty reports, awards; more from the diligent."""
    days = (last - first).days
    deeds: list[Deed] = []

    def add(kind: DeedKind, deputy_id: int, title: str, **more: object) -> None:
        on = first + timedelta(days=chance.randint(0, days))
        if on >= roster.since[deputy_id]:
            told = deed_words(kind, title, village, len(deeds)) | more
            deeds.append(Deed(kind=kind, deputy_id=deputy_id, done_on=on, title=title, **told))

    for deputy_id in roster.deputy_ids:
        zeal = roster.zeal[deputy_id]
        village = chance.choice(cast.villages)
        for number in range(chance.choices([0, 1, 2, 3], [1, 2, 3, 6 * zeal])[0]):
            add(DeedKind.SPEECH, deputy_id, ("就道路养护发言", "就预算执行发言", "就教育投入发言")[number])
        if chance.random() < zeal * 0.6:
            add(
                DeedKind.REPORT, deputy_id, f"关于{village}农田水利的调研报告", accepted=chance.random() < 0.9
            )
        for _ in range(chance.randint(3, 14)):
            add(DeedKind.VOTER_CONTACT, deputy_id, f"走访{village}选民", place=village)
        for _ in range(chance.choices([0, 1, 2], [2, 3, 4 * zeal])[0]):
            add(DeedKind.GOOD_DEED, deputy_id, f"帮{village}群众解决生产生活困难", place=village)
        if chance.random() < 0.3:
            oral = chance.random() < 0.7
            satisfied = chance.randint(38, 58)
            add(
                DeedKind.DUTY_REPORT,
                deputy_id,
                "向原选区选民述职",
                manner=DutyReportManner.ORAL if oral else DutyReportManner.WRITTEN,
                votes_satisfied=satisfied,
                votes_fair=60 - satisfied,
                votes_unsatisfied=chance.randint(0, 2),
                place=village,
            )
        if chance.random() < 0.06:
            add(DeedKind.AWARD, deputy_id, "优秀人大代表", awarded_by="禾城区人大常委会")
    session.add_all(deeds)
    session.flush()
    return [deed.id for deed in deeds]
