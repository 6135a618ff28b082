"""What a check finds: the kinds of finding, the two questions, their answers, and how a finding stands."""

from dataclasses import dataclass
from datetime import date

from deputy_station.core.choices import Choice


class Question(Choice):
    """The two questions of a quarterly check."""

    DUTY = "duty", "履职是否到位"
    REGISTRATION = "registration", "登记是否规范"


class Answer(Choice):
    """What the checker answers; `answer_words` says it for the question."""

    GOOD = "good", "好"
    FAIR = "fair", "基本"
    POOR = "poor", "不"


_ANSWER_WORDS = {
    Question.DUTY: {Answer.GOOD: "到位", Answer.FAIR: "基本到位", Answer.POOR: "不到位"},
    Question.REGISTRATION: {Answer.GOOD: "规范", Answer.FAIR: "基本规范", Answer.POOR: "不规范"},
}


def answer_words(question: Question, answer: Answer) -> str:
    """到位, 基本到位, 不到位; 规范, 基本规范, 不规范."""
    return _ANSWER_WORDS[question][answer]


def proposed_answer(findings: int, *, fair_up_to: int) -> Answer:
    """The answer that so many findings suggest; the checker may say otherwise."""
    if not findings:
        return Answer.GOOD
    return Answer.FAIR if findings <= fair_up_to else Answer.POOR


class FindingKind(Choice):
    """The kinds a finding can have. Those of records are found again, or not, each time; TICKED is the checker's."""

    ATTENDANCE_LOW = "attendance_low", "到会率低"
    ABSENT = "absent", "无故缺席"
    RECEPTION_MISSED = "reception_missed", "轮值没有到"
    GROUP_FEW = "group_few", "小组活动少"
    MONTHS_EMPTY = "months_empty", "民生建议欠月"
    FIELDS_MISSING = "fields_missing", "漏填"
    ATTENDANCE_OPEN = "attendance_open", "考勤未登记"
    EVIDENCE_MISSING = "evidence_missing", "缺证明材料"
    SHEET_NOT_BACK = "sheet_not_back", "签到表没有收回"
    NOT_SIGNED = "not_signed", "签到表没有签名"
    PAPER_LACKS = "paper_lacks", "纸上缺行"
    PAPER_CHANGED = "paper_changed", "印后改过"
    PAGE_NOT_SIGNED = "page_not_signed", "册页没有收回签名"
    LATE = "late", "补记"
    CLAIM_WAITS = "claim_waits", "申报没有核"
    TICKED = "ticked", "检查人发现"


class Gravity(Choice):
    """What hangs on a finding, the worst first."""

    POINTS = "points", "影响积分"
    CHECK = "check", "检查不过"
    NICE = "nice", "宜改"


_JUDGED: dict[FindingKind, tuple[Question, Gravity]] = {
    FindingKind.ATTENDANCE_LOW: (Question.DUTY, Gravity.POINTS),
    FindingKind.ABSENT: (Question.DUTY, Gravity.POINTS),
    FindingKind.RECEPTION_MISSED: (Question.DUTY, Gravity.POINTS),
    FindingKind.GROUP_FEW: (Question.DUTY, Gravity.POINTS),
    FindingKind.MONTHS_EMPTY: (Question.DUTY, Gravity.POINTS),
    # Not counted as long as it stands so: written down or approved, it is.
    FindingKind.ATTENDANCE_OPEN: (Question.REGISTRATION, Gravity.POINTS),
    FindingKind.NOT_SIGNED: (Question.REGISTRATION, Gravity.POINTS),
    FindingKind.CLAIM_WAITS: (Question.REGISTRATION, Gravity.POINTS),
    # An inspector who turns the pages sees it.
    FindingKind.FIELDS_MISSING: (Question.REGISTRATION, Gravity.CHECK),
    FindingKind.EVIDENCE_MISSING: (Question.REGISTRATION, Gravity.CHECK),
    FindingKind.SHEET_NOT_BACK: (Question.REGISTRATION, Gravity.CHECK),
    FindingKind.PAPER_LACKS: (Question.REGISTRATION, Gravity.CHECK),
    FindingKind.PAPER_CHANGED: (Question.REGISTRATION, Gravity.CHECK),
    FindingKind.PAGE_NOT_SIGNED: (Question.REGISTRATION, Gravity.CHECK),
    # What is late stays late: it can only be explained.
    FindingKind.LATE: (Question.REGISTRATION, Gravity.NICE),
}
"""Which question a finding of records answers, and what hangs on it; the question of a tick stands with the tick."""


@dataclass(frozen=True)
class Found:
    """One thing that records say is not as it should be: `subject` and `subject_id` name the record to go to (a kind of
    `facts.RecordFact`, "sheet" with the activity's number, "claim"; "register", "book" for one never
    printed, or "deputy" with the deputy's)."""

    kind: FindingKind
    words: str
    mend: str
    subject: str
    subject_id: int
    on: date | None = None

    @property
    def question(self) -> Question:
        """Which of the two questions it answers."""
        return _JUDGED[self.kind][0]

    @property
    def gravity(self) -> Gravity:
        """What hangs on it."""
        return _JUDGED[self.kind][1]

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes it the same finding when it is found again."""
        return (self.kind.value, self.subject, self.subject_id)


class FindingState(Choice):
    """What was decided about a finding."""

    OPEN = "open", "待改"
    MENDED = "mended", "已改"
    EXPLAINED = "explained", "已说明"


class Standing(Choice):
    """How a finding stands today, by what was decided and by what the records say."""

    OVERDUE = "overdue", "过期未改"
    OPEN = "open", "待改"
    TO_CONFIRM = "to_confirm", "已改，待核"
    MENDED = "mended", "已改"
    EXPLAINED = "explained", "已说明"


WAITING = frozenset({Standing.OVERDUE, Standing.OPEN, Standing.TO_CONFIRM})
"""Standings in which something is still to be done."""


def standing(state: FindingState, *, due_on: date, today: date, still_found: bool) -> Standing:
    """How a finding stands. `still_found`: the rule still finds it; a ticked one is so until the checker says else."""
    if state is FindingState.MENDED:
        return Standing.MENDED
    if state is FindingState.EXPLAINED:
        return Standing.EXPLAINED
    if not still_found:
        return Standing.TO_CONFIRM
    return Standing.OVERDUE if due_on < today else Standing.OPEN
