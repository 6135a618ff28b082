"""The kinds of activities and deeds, the states of attendance, and pure decisions about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal


class ActivityKind(Choice):
    """What was held. The congress is kept by half-days; reception days belong to the reception area."""

    CONGRESS_PLENARY = "congress_plenary", "人代会全体会议"
    CONGRESS_REVIEW = "congress_review", "代表团（小组）审议"
    CONGRESS_VOTE = "congress_vote", "选举和表决"
    CONGRESS_PREPARATION = "congress_preparation", "会前准备"
    GROUP_ACTIVITY = "group_activity", "代表小组活动"
    RECEPTION = "reception", "代表接待日"
    TRAINING = "training", "学习培训"
    INSPECTION = "inspection", "视察、执法检查、调研"
    INVITED_MEETING = "invited_meeting", "列席会议、座谈听证"
    THEMED_PRACTICE = "themed_practice", "主题实践活动"
    OTHER = "other", "其他活动"


class AttendanceState(Choice):
    """Whether somebody came. `NOT_YET` is where everybody starts; leave is a state of its own."""

    NOT_YET = "not_yet", "未签到"
    PRESENT = "present", "到会"
    LATE = "late", "迟到"
    LEFT_EARLY = "left_early", "早退"
    LEAVE = "leave", "请假（已批准）"
    ABSENT = "absent", "缺席"


class DeedKind(Choice):
    """What one deputy did, outside any attendance list. The comment names the register form."""

    SPEECH = "speech", "审议发言"  # form 3
    REPORT = "report", "调研报告"  # form 5
    VOTER_CONTACT = "voter_contact", "走访联系选民"  # form 9
    GOOD_DEED = "good_deed", "为民办实事"  # form 11
    DUTY_REPORT = "duty_report", "向选民述职"  # form 12
    AWARD = "award", "表彰奖励"  # form 13


class DutyReportManner(Choice):
    """How a deputy reported to the voters."""

    ORAL = "oral", "口头"
    WRITTEN = "written", "书面"


class ContactWay(Choice):
    """How a deputy spoke with voters."""

    VISIT = "visit", "走访"
    TALK = "talk", "座谈"
    CALL = "call", "电话"
    WECHAT = "wechat", "微信"


AWARD_LEVELS = ("国家级", "省级", "市级", "县级", "乡镇级")
"""The levels a form offers for an award, as the schemes name them; another word that is kept stays offered."""


CAME = frozenset({AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY})
"""Somebody in one of these states was there."""

IN_ORDER = (
    AttendanceState.NOT_YET,
    AttendanceState.ABSENT,
    AttendanceState.LEAVE,
    AttendanceState.LATE,
    AttendanceState.LEFT_EARLY,
    AttendanceState.PRESENT,
)
"""How an attendance list stands: who did not come is looked at first."""


class HalfDay(Choice):
    """The half of a day a congress sits."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"


HALF_DAY_HOURS = {
    HalfDay.MORNING: (time(9, 0), time(11, 30)),
    HalfDay.AFTERNOON: (time(14, 30), time(17, 0)),
}
"""The usual hours of a sitting, to begin with."""


@dataclass(frozen=True)
class Sitting:
    """One half-day of a congress session and the parts held in it."""

    on: date
    half: HalfDay
    parts: tuple[ActivityKind, ...]


class ActivityCancelled(Refusal):
    """Nobody attends an activity that was not held."""


class AttendanceTooEarly(Refusal):
    """Whether somebody came is known on the day, not before."""


class ActivityTimesWrong(Refusal):
    """An activity ends before it begins."""


class PartsMissing(Refusal):
    """A congress session has at least one half-day, each with at least one part of the congress."""


CONGRESS = (
    ActivityKind.CONGRESS_PLENARY,
    ActivityKind.CONGRESS_REVIEW,
    ActivityKind.CONGRESS_VOTE,
    ActivityKind.CONGRESS_PREPARATION,
)


def check_times(starts_at: time | None, ends_at: time | None) -> None:
    """Refuse an end before the beginning."""
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise ActivityTimesWrong("结束时间要晚于开始时间。请核对。")


def check_mark(state: AttendanceState, *, held_on: date, today: date, cancelled: bool) -> None:
    """Refuse to mark attendance at a cancelled activity, and any state but leave before the day."""
    if cancelled:
        raise ActivityCancelled("这次活动已取消，不能登记出席。")
    if held_on > today and state not in (AttendanceState.NOT_YET, AttendanceState.LEAVE):
        raise AttendanceTooEarly(f"活动在 {day_words(held_on, today)}，还没有到，现在只能登记请假。")


def check_sittings(sittings: Sequence[Sitting]) -> None:
    """Refuse a session without half-days, or with parts that are none of the congress's."""
    if not sittings or any(not sitting.parts for sitting in sittings):
        raise PartsMissing("请至少选一个半天，并为每个半天选好全体会议、审议或表决。")
    if any(part not in CONGRESS for sitting in sittings for part in sitting.parts):
        raise PartsMissing("人代会的半天里只能是会前准备、全体会议、审议、选举和表决。")


def sitting_titles(session_name: str, sittings: Sequence[Sitting]) -> list[str]:
    """A name for every part in order; parts held more than once are numbered: 第二次全体会议."""
    words = {
        ActivityKind.CONGRESS_PLENARY: "全体会议",
        ActivityKind.CONGRESS_REVIEW: "代表团（小组）审议",
        ActivityKind.CONGRESS_VOTE: "选举和表决",
        ActivityKind.CONGRESS_PREPARATION: "会前准备",
    }
    parts = [part for sitting in sittings for part in sitting.parts]
    seen: dict[ActivityKind, int] = {}
    titles = []
    for part in parts:
        seen[part] = seen.get(part, 0) + 1
        number = f"第{chinese_number(seen[part])}次" if parts.count(part) > 1 else ""
        titles.append(f"{session_name}{number}{words[part]}")
    return titles


def chinese_number(number: int) -> str:
    """1 to 99 in words: 三, 十二, 二十."""
    figures = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return figures[ones]
    return ("" if tens == 1 else figures[tens]) + "十" + (figures[ones] if ones else "")


@dataclass(frozen=True)
class AttendanceCounts:
    """How many were to come and what became of them; walk-ins were not expected but came."""

    expected: int
    came: int
    late: int
    left_early: int
    leave: int
    absent: int
    not_yet: int
    walk_ins: int
