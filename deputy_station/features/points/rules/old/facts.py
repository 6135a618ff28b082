"""What points are counted from: one fact per thing a deputy did, was asked to do, or was judged on."""

from dataclasses import dataclass
from datetime import date

from deputy_station.core.choices import Choice


class FactKind(Choice):
    """What sort of thing a fact is about; a scheme names these words."""

    PLENARY = "plenary", "全体会议"
    REVIEW = "review", "审议"
    VOTE = "vote", "选举和表决"
    PREPARATION = "preparation", "会前准备"
    GROUP_ACTIVITY = "group_activity", "代表小组活动"
    RECEPTION_DUTY = "reception_duty", "接待日值班"
    TRAINING = "training", "学习培训"
    INSPECTION = "inspection", "视察、执法检查、调研"
    INVITED = "invited", "列席会议、座谈听证"
    THEME = "theme", "主题实践活动"
    SPEECH = "speech", "发言"
    SUGGESTION = "suggestion", "议案建议"
    REPORT = "report", "调研报告"
    TIP = "tip", "民生建议"
    CONTACT = "contact", "走访联系选民"
    DEMAND_TAKEN = "demand_taken", "受理群众诉求"
    DEMAND_SETTLED = "demand_settled", "诉求办结销号"
    FOLLOW_UP = "follow_up", "回访"
    GOOD_DEED = "good_deed", "为民办实事"
    DUTY_REPORT = "duty_report", "述职"
    BALLOT = "ballot", "测评"
    COMMENDATION = "commendation", "表彰"
    EXCELLENT_SUGGESTION = "excellent_suggestion", "优秀建议"

    @property
    def attended(self) -> bool:
        """Whether a fact of this kind says who was to come and whether they came."""
        return self in _ATTENDED


_ATTENDED = frozenset(
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


class State(Choice):
    """How it stands with the thing: attendance for what one comes to, progress for what is handled."""

    NONE = "none", "已登记"
    PRESENT = "present", "到会"
    LATE = "late", "迟到"
    LEFT_EARLY = "left_early", "早退"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"
    NOT_YET = "not_yet", "考勤未登记"
    TO_COME = "to_come", "未举行"
    ACCEPTED = "accepted", "已受理"
    NOT_ACCEPTED = "not_accepted", "未受理"
    ASSIGNED = "assigned", "已交办"
    NOT_ASSIGNED = "not_assigned", "未交办"
    SETTLED = "settled", "已销号"
    NOT_SETTLED = "not_settled", "未销号"


class Quality(Choice):
    """In what part, by what way, or to whose liking it was done."""

    NONE = "none", "—"
    LEAD = "lead", "领衔"
    COSIGN = "cosign", "附议"
    ORAL = "oral", "口头"
    WRITTEN = "written", "书面"
    SATISFIED = "satisfied", "满意"
    MOSTLY_SATISFIED = "mostly_satisfied", "基本满意"
    HALF_SOLVED = "half_solved", "只解决一半"
    DISSATISFIED = "dissatisfied", "不满意"
    SOLVED = "solved", "真正解决"
    EXPLAINED = "explained", "只作解释"


@dataclass(frozen=True)
class Votes:
    """A ballot's valid votes."""

    satisfied: int
    fair: int
    unsatisfied: int

    @property
    def valid(self) -> int:
        """All valid votes."""
        return self.satisfied + self.fair + self.unsatisfied


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing of one deputy on one day.

    `weight` counts units (contacts in one round); `within` names what it belongs to, where a rule counts once per
    that (the congress session); `votes` belong to a ballot; `source` names the record, as ("activity", 12).
    """

    kind: FactKind
    deputy_id: int
    on: date
    state: State = State.NONE
    quality: Quality = Quality.NONE
    weight: int = 1
    within: str = ""
    votes: Votes | None = None
    source: tuple[str, int] = ("", 0)
    title: str = ""


def in_order(facts: list[Fact]) -> list[Fact]:
    """By day, then kind, then record, so that what comes out never depends on how they came in."""
    return sorted(facts, key=_place)


def _place(fact: Fact) -> tuple[object, ...]:
    votes = fact.votes
    return (
        fact.on,
        fact.kind.value,
        fact.source,
        fact.title,
        fact.state.value,
        fact.quality.value,
        fact.weight,
        fact.within,
        (-1, 0, 0) if votes is None else (votes.satisfied, votes.fair, votes.unsatisfied),
    )
