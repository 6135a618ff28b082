"""The words of the register's cells: short, as offices write them by hand, from the values of a record."""

from collections.abc import Mapping
from datetime import date, datetime, time

from deputy_station.features.activities.rules import ActivityKind, AttendanceState

FORM_OF_ACTIVITY: Mapping[ActivityKind, str] = {
    ActivityKind.CONGRESS_PLENARY: "sessions",
    ActivityKind.CONGRESS_REVIEW: "sessions",
    ActivityKind.CONGRESS_VOTE: "sessions",
    ActivityKind.CONGRESS_PREPARATION: "sessions",
    ActivityKind.INSPECTION: "inspections",
    ActivityKind.INVITED_MEETING: "invitations",
    ActivityKind.TRAINING: "trainings",
    ActivityKind.GROUP_ACTIVITY: "group_activities",
    ActivityKind.THEMED_PRACTICE: "group_activities",
    # The register has no table for it, and no record may be lost on paper.
    ActivityKind.OTHER: "group_activities",
    ActivityKind.RECEPTION: "receptions",
}
"""Where an attendance stands."""

SHOWS_ATTENDANCE = frozenset({"sessions", "invitations", "trainings"})
"""Tables with a column for it: there a leave has its row too, beside that in the table of leaves."""


def attendance_words(state: AttendanceState) -> str:
    """到会, 请假: a leave on paper is one that was approved."""
    return "请假" if state is AttendanceState.LEAVE else state.label


def joined(*parts: str, by: str = "：") -> str:
    """The parts that say something, each once: a content that repeats its title is not told twice.

    >>> joined("学习监督法", "学习监督法条文"), joined("专题培训", "监督法")
    ('学习监督法条文', '专题培训：监督法')
    >>> joined("同意评为优秀。", "同意。", by="；")
    '同意评为优秀；同意。'
    """
    said = [part for each in parts if (part := each.strip())]
    if len(said) < 2:
        return said[0] if said else ""
    told: list[str] = []
    for part in said:
        if any(part in one for one in told):
            continue
        told = [one for one in told if one not in part]
        told.append(part)
    return by.join([*(one.rstrip("。；，") for one in told[:-1]), *told[-1:]])


def part_of_session(title: str, session_name: str) -> str:
    """What of a session was held: its title without the session's own name.

    >>> part_of_session("第十九届人大五次会议第一次全体会议", "第十九届人大五次会议")
    '第一次全体会议'
    """
    return title.removeprefix(session_name).strip("：: 　") or title


def hours_taken(starts_at: time | None, ends_at: time | None) -> str:
    """The hours between, a half as .5 and no more digits than needed; "" where one of the times is not known.

    >>> hours_taken(time(9, 0), time(11, 30))
    '2.5'
    """
    if starts_at is None or ends_at is None:
        return ""
    day = date.min
    seconds = (datetime.combine(day, ends_at) - datetime.combine(day, starts_at)).total_seconds()
    return f"{seconds / 3600:.1f}".removesuffix(".0")


def votes_words(satisfied: int | None, fair: int | None, unsatisfied: int | None) -> str:
    """30／2／0; "" where nobody voted."""
    votes = (satisfied, fair, unsatisfied)
    return "" if all(vote is None for vote in votes) else "／".join(str(vote or 0) for vote in votes)


def month_words(born: str) -> str:
    """1971-03 as 1971年3月; anything else as it stands."""
    year, _, month = born.partition("-")
    return f"{year}年{int(month)}月" if year.isdigit() and month.isdigit() else born
