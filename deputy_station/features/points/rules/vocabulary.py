"""The words a scheme and a record are written with: kinds of records and what can be said about each.

The words are the ones people see. A scheme may add kinds and words of its own; those here are what the station's
records give by themselves.
"""

from enum import StrEnum


class FactKind(StrEnum):
    """What sort of thing a record is about, as far as the station's own records know it."""

    PLENARY = "全体会议"
    REVIEW = "审议"
    VOTE = "选举和表决"
    PREPARATION = "会前准备"
    GROUP_ACTIVITY = "代表小组活动"
    RECEPTION_DUTY = "接待日值班"
    TRAINING = "学习培训"
    INSPECTION = "视察调研"
    INVITED = "列席会议"
    THEME = "主题实践活动"
    SPEECH = "发言"
    SUGGESTION = "议案建议"
    REPORT = "调研报告"
    TIP = "民生建议"
    CONTACT = "走访联系选民"
    DEMAND_TAKEN = "受理群众诉求"
    DEMAND_SETTLED = "诉求办结销号"
    FOLLOW_UP = "回访"
    GOOD_DEED = "为民办实事"
    DUTY_REPORT = "述职"
    BALLOT = "测评"
    COMMENDATION = "表彰"
    EXCELLENT_SUGGESTION = "优秀建议"


class State(StrEnum):
    """How it stands with the thing: attendance for what one comes to, progress for what is handled."""

    NONE = ""
    PRESENT = "到会"
    LATE = "迟到"
    LEFT_EARLY = "早退"
    PARTLY = "部分参加"
    LEAVE = "请假"
    ABSENT = "缺席"
    NOT_YET = "未登记"
    TO_COME = "未举行"
    ACCEPTED = "已受理"
    NOT_ACCEPTED = "未受理"
    ASSIGNED = "已交办"
    NOT_ASSIGNED = "未交办"
    SETTLED = "已销号"
    NOT_SETTLED = "未销号"


ATTENDANCE_STATES = frozenset(
    {
        State.PRESENT,
        State.LATE,
        State.LEFT_EARLY,
        State.PARTLY,
        State.LEAVE,
        State.ABSENT,
        State.NOT_YET,
        State.TO_COME,
    }
)
"""A record in one of these states says who was to come and whether they came."""


class Part(StrEnum):
    """In what part the subject took part in a common thing (`role` of a record)."""

    LEAD = "领衔"
    COSIGN = "附议"
    ALONE = "独立"
    MAIN_WRITER = "主笔"
    TAKING_PART = "参与"


class Manner(StrEnum):
    """By what way, or with what result."""

    ORAL = "口头"
    WRITTEN = "书面"
    SOLVED = "真正解决"
    EXPLAINED = "只作解释"


class Satisfaction(StrEnum):
    """What the visitor, or a ballot, says."""

    SATISFIED = "满意"
    MOSTLY_SATISFIED = "基本满意"
    HALF_SOLVED = "只解决一半"
    DISSATISFIED = "不满意"


class Level(StrEnum):
    """Who awarded or adopted it."""

    NATION = "国家级"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"
    TOWN = "乡镇级"


class Review(StrEnum):
    """How far a self-reported record is; empty where the organiser registered it."""

    NONE = ""
    WAITING = "待审"
    APPROVED = "已核准"
    RETURNED = "已退回"
    WITHDRAWN = "已撤回"


ATTENDED_KINDS = frozenset(
    {
        FactKind.PLENARY,
        FactKind.REVIEW,
        FactKind.VOTE,
        FactKind.PREPARATION,
        FactKind.GROUP_ACTIVITY,
        FactKind.RECEPTION_DUTY,
        FactKind.TRAINING,
        FactKind.INSPECTION,
        FactKind.INVITED,
        FactKind.THEME,
    }
)
"""Kinds whose records say who was to come and who came."""

_ACCEPTANCE = (State.ACCEPTED, State.NOT_ACCEPTED)
_SIGNING = (Part.LEAD, Part.COSIGN)

SAYS: dict[FactKind, dict[str, tuple[str, ...]]] = {
    **{kind: {"state": tuple(sorted(ATTENDANCE_STATES - {State.PARTLY}))} for kind in sorted(ATTENDED_KINDS)},
    FactKind.SPEECH: {"state": _ACCEPTANCE},
    FactKind.SUGGESTION: {"state": _ACCEPTANCE, "role": _SIGNING},
    FactKind.REPORT: {"state": _ACCEPTANCE},
    FactKind.TIP: {"state": _ACCEPTANCE, "role": _SIGNING},
    FactKind.CONTACT: {"state": _ACCEPTANCE},
    FactKind.DEMAND_TAKEN: {"state": (State.ASSIGNED, State.NOT_ASSIGNED)},
    FactKind.DEMAND_SETTLED: {"state": (State.SETTLED,), "manner": (Manner.SOLVED, Manner.EXPLAINED)},
    FactKind.FOLLOW_UP: {"satisfaction": tuple(Satisfaction)},
    FactKind.GOOD_DEED: {"state": _ACCEPTANCE},
    FactKind.DUTY_REPORT: {"state": _ACCEPTANCE, "manner": (Manner.ORAL, Manner.WRITTEN)},
    FactKind.BALLOT: {},
    FactKind.COMMENDATION: {"state": _ACCEPTANCE},
    FactKind.EXCELLENT_SUGGESTION: {"role": _SIGNING},
}
"""What the station's own records of a kind can say, by field: a selector that asks for more is never met by them."""
