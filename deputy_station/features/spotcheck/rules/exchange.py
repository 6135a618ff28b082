"""The quarterly report a station sends up: what it holds, when it fits together, and its checksum."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from deputy_station.core.choices import Choice
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.spotcheck.rules.quarters import quarter_days

FORMAT = 1
"""Version of the workbook's format; a newer one is not guessed at."""
COVER, DEPUTIES, FINDINGS = "说明", "代表", "问题"
"""The sheets."""
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_MOST = 1_000_000
"""More than any station counts in a quarter."""


class Taken(Choice):
    """What taking in one report came to."""

    NEW = "new", "新收"
    REPLACED = "replaced", "换新"
    SAME = "same", "收过了"
    OLDER = "older", "比已有的旧，没有收"


@dataclass(frozen=True)
class DeputyLine:
    """One deputy's figures of the quarter; `row` is where it stands in the workbook, 0 before it was written."""

    name: str
    group: str
    level: str
    due: int
    filled: int
    done: int
    proved: int
    row: int = 0


@dataclass(frozen=True)
class FindingLine:
    """One finding of the presidium's check and how it stands."""

    deputy: str
    words: str
    due_on: date | None
    standing: str
    row: int = 0


@dataclass(frozen=True)
class DemandNumbers:
    """The quarter's demands in numbers."""

    received: int
    due: int
    closed: int
    overdue: int
    followed_up: int


@dataclass(frozen=True)
class Report:
    """A station's report of a quarter. `made_at` is the wall clock at the station, to the second; records are counted
    up to `until`."""

    code: str
    station: str
    township: str
    year: int
    quarter: int
    made_at: datetime
    until: date
    demands: DemandNumbers
    deputies: tuple[DeputyLine, ...]
    findings: tuple[FindingLine, ...]

    @property
    def words(self) -> str:
        """青石镇东街代表联络站 2026 年第 4 季度."""
        return f"{self.station} {self.year} 年第 {self.quarter} 季度"


def moment_words(moment: datetime) -> str:
    """2026-11-20 08:30:05, as the workbook holds it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def checksum(report: Report) -> str:
    """Four groups of four signs over everything the report says; a cell changed by hand changes them."""
    digest = hashlib.sha256("\n".join(_lines(report)).encode()).hexdigest()[:16].upper()
    return "-".join(digest[place : place + 4] for place in range(0, 16, 4))


def cover_misfits(report: Report) -> list[str]:
    """What cannot be so of the report as a whole, a sentence for each. Its quarter is one of the four."""
    found = []
    if report.year not in YEARS:
        found.append(f"年度“{report.year}”不对")
    else:
        first, last = quarter_days(report.year, report.quarter)
        if not first <= report.until <= last:
            found.append(
                f"统计到 {report.until.isoformat()}，不在 {report.year} 年第 {report.quarter} 季度里"
            )
    numbers = report.demands
    counts = (numbers.received, numbers.due, numbers.closed, numbers.overdue, numbers.followed_up)
    if min(counts) < 0 or max(counts) > _MOST:
        found.append(f"诉求件数要在 0 到 {_MOST} 之间")
    return found


def misfits(report: Report) -> list[tuple[str, int, str]]:
    """What cannot be so: sheet, row and a sentence for each; nothing for a report that fits together."""
    found: list[tuple[str, int, str]] = []
    for line in report.deputies:
        numbers = (line.due, line.filled, line.done, line.proved)
        if min(numbers) < 0:
            found.append((DEPUTIES, line.row, "数不能小于 0"))
        if max(numbers) > _MOST:
            found.append((DEPUTIES, line.row, f"数不能大于 {_MOST}"))
        if line.filled > line.due:
            found.append((DEPUTIES, line.row, f"已填 {line.filled} 条，比应填 {line.due} 条多"))
        if line.proved > line.done:
            found.append((DEPUTIES, line.row, f"有材料 {line.proved} 条，比应有材料 {line.done} 条多"))
    names = {line.name for line in report.deputies}
    found += [
        (FINDINGS, line.row, f"“{line.deputy}”不在“{DEPUTIES}”表里")
        for line in report.findings
        if line.deputy not in names
    ]
    return found


def _lines(report: Report) -> Iterator[str]:
    numbers = report.demands
    yield "\t".join(
        map(
            str,
            (
                FORMAT,
                report.code,
                report.station,
                report.township,
                report.year,
                report.quarter,
                moment_words(report.made_at),
                report.until.isoformat(),
                numbers.received,
                numbers.due,
                numbers.closed,
                numbers.overdue,
                numbers.followed_up,
            ),
        )
    )
    for line in report.deputies:
        yield "\t".join(
            map(str, (line.name, line.group, line.level, line.due, line.filled, line.done, line.proved))
        )
    for finding in report.findings:
        due = finding.due_on.isoformat() if finding.due_on else ""
        yield "\t".join((finding.deputy, finding.words, due, finding.standing))
