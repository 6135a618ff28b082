"""履职是否到位: what attendance, receptions, group activities and monthly suggestions say. Values in, findings out."""

from collections.abc import Iterator
from fractions import Fraction

from deputy_station.core.clock import month_day
from deputy_station.features.spotcheck.rules.facts import Presence, QuarterFacts, RecordFact
from deputy_station.features.spotcheck.rules.findings import FindingKind, Found
from deputy_station.features.spotcheck.rules.thresholds import Thresholds


def attendance_rate(facts: QuarterFacts) -> Fraction | None:
    """Came of came and absent; leave granted is neither, and what nobody settled is not counted. None without any."""
    came, absent = facts.count(Presence.CAME), facts.count(Presence.ABSENT)
    return Fraction(came, came + absent) if came + absent else None


def find_low_attendance(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """A rate under the limit, compared exactly."""
    rate = attendance_rate(facts)
    if rate is not None and rate * 100 < limits.attendance_percent:
        came, absent = facts.count(Presence.CAME), facts.count(Presence.ABSENT)
        yield Found(
            FindingKind.ATTENDANCE_LOW,
            f"到会率 {percent_words(rate)}（到会 {came} 次，缺席 {absent} 次，请假不计），"
            f"不到 {limits.attendance_percent}%",
            "核对考勤；情况属实的，由组长谈一次",
            "deputy",
            facts.deputy_id,
        )


def find_absences(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Each absence without leave; those from a rota are found by `find_missed_receptions`."""
    for record in facts.attendances:
        if record.presence is Presence.ABSENT and not record.reception:
            yield Found(
                FindingKind.ABSENT,
                f"{called(record)}：缺席，没有请假",
                "问清原因；请过假的，补上请假事由和批准人",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_missed_receptions(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Turns of duty the deputy neither came to nor had leave for."""
    for record in facts.attendances:
        if record.presence is Presence.ABSENT and record.reception:
            yield Found(
                FindingKind.RECEPTION_MISSED,
                f"{called(record)}：排了班没有到，没有请假",
                "问清原因，另排一次接待补上",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_few_group_activities(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Fewer group activities than a quarter wants; while it runs, only when little of it is left."""
    came = group_activities(facts)
    left = (facts.last - facts.today).days + 1
    if came < limits.group_activities and (facts.over or left <= limits.running_quarter_days):
        yield Found(
            FindingKind.GROUP_FEW,
            f"代表小组活动 {came} 次，每季度至少 {limits.group_activities} 次",
            "参加过的补登；没有的，尽快组织" if facts.over else "季末以前参加一次",
            "deputy",
            facts.deputy_id,
        )


def find_empty_months(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Months that are over with fewer livelihood suggestions than asked."""
    if limits.livelihood_a_month and facts.months_empty:
        months = "、".join(str(month) for month in facts.months_empty)
        yield Found(
            FindingKind.MONTHS_EMPTY,
            f"{months} 月民生建议不够每月 {limits.livelihood_a_month} 条",
            "提过的补登；没有的，以后按月提",
            "deputy",
            facts.deputy_id,
        )


def group_activities(facts: QuarterFacts) -> int:
    """How many the deputy came to, asked or not."""
    return sum(record.group_activity and record.presence is Presence.CAME for record in facts.records)


def duty_words(facts: QuarterFacts, limits: Thresholds) -> tuple[str, ...]:
    """What the records say to the question, a line each."""
    came, absent, leave, unknown = (
        facts.count(each) for each in (Presence.CAME, Presence.ABSENT, Presence.LEAVE, Presence.NOT_YET)
    )
    rate = attendance_rate(facts)
    asked = f"应到 {came + absent + leave + unknown} 次：到会 {came}，请假 {leave}，缺席 {absent}"
    asked += f"，未登记 {unknown}" if unknown else ""
    turns = [record for record in facts.attendances if record.reception]
    at_turns = sum(record.presence is Presence.CAME for record in turns)
    lines = [
        f"{asked}；到会率 {'—' if rate is None else percent_words(rate)}{'（请假不计）' if leave else ''}",
        f"轮值接待 {len(turns)} 次，到 {at_turns} 次",
        f"代表小组活动 {group_activities(facts)} 次（每季度至少 {limits.group_activities} 次）",
    ]
    if limits.livelihood_a_month and facts.months_empty is not None:
        months = "、".join(str(month) for month in facts.months_empty)
        lines.append(f"民生建议：{months} 月没有提够" if months else "民生建议：每月都提了")
    return tuple(lines)


def percent_words(rate: Fraction) -> str:
    """94.26%: two decimals, half up, from the exact fraction."""
    hundredths = int(rate * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def called(record: RecordFact) -> str:
    """10月6日学习培训“秋季培训”; what the title says itself is not said twice."""
    day, kind = month_day(record.on), record.kind
    if day in record.title:
        day = kind = ""
    elif kind in record.title:
        kind = ""
    return f"{day}{kind}“{record.title}”"


RULES = (
    find_low_attendance,
    find_absences,
    find_missed_receptions,
    find_few_group_activities,
    find_empty_months,
)
