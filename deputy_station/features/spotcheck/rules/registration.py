"""登记是否规范: records left open, empty, unproved, late; sheets not back; claims nobody looked at."""

from collections.abc import Iterator
from datetime import timedelta

from deputy_station.core.clock import day_words, month_day
from deputy_station.features.spotcheck.rules.duty import RULES as DUTY_RULES
from deputy_station.features.spotcheck.rules.duty import called
from deputy_station.features.spotcheck.rules.facts import Presence, QuarterFacts
from deputy_station.features.spotcheck.rules.findings import FindingKind, Found
from deputy_station.features.spotcheck.rules.thresholds import Thresholds


def find_open_attendance(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Attendance nobody wrote down although the day is over."""
    for record in facts.attendances:
        if record.presence is Presence.NOT_YET:
            yield Found(
                FindingKind.ATTENDANCE_OPEN,
                f"{called(record)}：考勤没有登记",
                "对照签到表补记到会、请假或缺席",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_missing_fields(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Fields the register prints that are empty."""
    for record in facts.records:
        if record.missing:
            labels = "、".join(record.missing)
            yield Found(
                FindingKind.FIELDS_MISSING,
                f"{called(record)}：没有写{labels}",
                f"补上{labels}",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_missing_evidence(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """What took place and has no piece of evidence."""
    for record in facts.records:
        if record.done and not record.evidence:
            yield Found(
                FindingKind.EVIDENCE_MISSING,
                f"{called(record)}：没有证明材料",
                "归入照片、签到表、会议记录等材料",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_sheets_not_back(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Sign-in sheets printed whose pages were not all scanned some days after the activity."""
    for sheet in facts.sheets:
        late = sheet.on + timedelta(days=limits.sheet_days) < facts.today
        if sheet.back < sheet.pages and late:
            how = f"，{sheet.pages} 页收回 {sheet.back} 页" if sheet.back else "没有收回扫描"
            yield Found(
                FindingKind.SHEET_NOT_BACK,
                f"{month_day(sheet.on)}“{sheet.title}”签到表{how}",
                "把签好的纸表扫描，拖进“收回纸表”",
                "sheet",
                sheet.activity_id,
                sheet.on,
            )


def find_unsigned(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Recorded as there, and the box on the scanned sheet is empty."""
    for sheet in facts.sheets:
        if sheet.box_empty:
            yield Found(
                FindingKind.NOT_SIGNED,
                f"{month_day(sheet.on)}“{sheet.title}”记了到会，签到表上没有签名",
                "到了的请本人补签再扫描，没到的改考勤",
                "activity",
                sheet.activity_id,
                sheet.on,
            )


def find_late_entries(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Records first written down more days after the event than allowed."""
    for record in facts.records:
        if record.recorded_on is None:
            continue
        days = (record.recorded_on - record.on).days
        if days > limits.late_days:
            yield Found(
                FindingKind.LATE,
                f"{called(record)}：{day_words(record.recorded_on)}才登记，晚了 {days} 天",
                "说明补记的原因和依据",
                record.subject,
                record.subject_id,
                record.on,
            )


def find_waiting_claims(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Reported by the deputy, and neither approved nor returned for some days."""
    for claim in facts.claims:
        days = (facts.today - claim.reported_on).days
        if days > limits.claim_days:
            yield Found(
                FindingKind.CLAIM_WAITS,
                f"{month_day(claim.on)}申报“{claim.title}”：{days} 天没有核准或退回",
                "到“积分核对”核准或退回",
                "claim",
                claim.claim_id,
                claim.on,
            )


def find_not_printed(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:
    """Rows that are not in the book on paper some days after the event, told once for a book: they are printed at once."""
    if facts.paper is None:
        return
    due = [on for on in facts.paper.unprinted if on + timedelta(days=limits.paper_days) < facts.today]
    if due:
        how = f"登记册缺 {len(due)} 行没有印" if facts.paper.ever else f"登记册还没有印过，该印 {len(due)} 行"
        yield Found(
            FindingKind.PAPER_LACKS,
            f"{how}，最早是{month_day(min(due))}的",
            "补印新行" if facts.paper.ever else "整册打印",
            "register" if facts.paper.ever else "book",
            facts.deputy_id,
        )


def find_changed_since(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Rows on paper that say something else than their records do now, or whose record is gone."""
    if facts.paper is None or not facts.paper.changed:
        return
    places, more = facts.paper.changed[:_PLACES_NAMED], len(facts.paper.changed) - _PLACES_NAMED
    told = "、".join(places) + (f"等 {len(facts.paper.changed)} 行" if more > 0 else "")
    yield Found(
        FindingKind.PAPER_CHANGED,
        f"登记册印后改过：{told}",
        "看哪几栏不一样：记录错的改回，纸上旧的重印那一页",
        "register",
        facts.deputy_id,
    )


def find_pages_not_signed(facts: QuarterFacts, limits: Thresholds) -> Iterator[Found]:  # noqa: ARG001
    """Pages with rows printed since they last came back signed, where pages of this book do come back as scans; where
    none ever did nothing is known, and the checker ticks it."""
    if facts.paper is None or not facts.paper.unsigned:
        return
    places, number = facts.paper.unsigned[:_PLACES_NAMED], len(facts.paper.unsigned)
    more = f"等 {number} 页" if number > _PLACES_NAMED else ""
    yield Found(
        FindingKind.PAGE_NOT_SIGNED,
        f"登记册没有收回签名：{'、'.join(places)}{more}",
        "请本人签好，扫描后拖进“收回纸表”",
        "register",
        facts.deputy_id,
    )


def registration_words(facts: QuarterFacts) -> tuple[str, ...]:
    """What the records say to the question, a line each."""
    records = [record for record in facts.records if record.on < facts.today or record.done]
    filled = sum(record.presence is not Presence.NOT_YET for record in records)
    done = [record for record in records if record.done]
    proved = sum(record.evidence > 0 for record in done)
    incomplete = sum(bool(record.missing) for record in records)
    lines = [
        f"应填 {len(records)} 条，已填 {filled} 条，漏栏的 {incomplete} 条",
        f"要证明材料的 {len(done)} 条，有的 {proved} 条",
    ]
    if facts.sheets:
        back = sum(sheet.back >= sheet.pages for sheet in facts.sheets)
        lines.append(f"印过签到表的活动 {len(facts.sheets)} 次，收齐 {back} 次")
    if facts.claims:
        lines.append(f"申报没有核的 {len(facts.claims)} 条")
    paper = facts.paper
    if paper is not None and paper.ever:
        changed = f"，印后改过 {len(paper.changed)} 行" if paper.changed else ""
        lines.append(f"登记册已印 {paper.printed} 行，没有印 {len(paper.unprinted)} 行{changed}")
    elif paper is not None:
        lines.append("登记册还没有从这里印过")
    return tuple(lines)


_PLACES_NAMED = 3
"""Places named in one finding; the register's own list names them all."""

RULES = (
    find_open_attendance,
    find_missing_fields,
    find_missing_evidence,
    find_sheets_not_back,
    find_unsigned,
    find_late_entries,
    find_waiting_claims,
    find_not_printed,
    find_changed_since,
    find_pages_not_signed,
)


def find_all(facts: QuarterFacts, limits: Thresholds) -> tuple[Found, ...]:
    """Everything both questions' rules find: duty first, within a rule by day."""
    return tuple(found for rule in (*DUTY_RULES, *RULES) for found in rule(facts, limits))
