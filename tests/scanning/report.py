"""The figures of a run by kind of damage, and the limits of issue 5.

Identified: sheets of ours of which at least two codes were left whole, filed as what they are. Misfiled: taken for
another paper or page; a foreign, forged, blank or strange page taken for ours; two sheets in one picture taken for one.
Wrong signed: a box said to be signed that is empty, or whose signature was crossed out, of all said to be signed.
Wrong empty: a box said to be empty that holds a signature, crossed out or not, of all said to be empty. A signature
crossed out is right only when it is asked. Asked: boxes left to a person, of all boxes judged.
Time: processor time of opening and reading a 200 dpi page of A4 of a scanner or copier as it comes off the disk, against
decoding the same file alone; a PDF is left out of the ratio, for there is no decoding alone to compare with.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean

from tests.scanning.bench import Outcome
from tests.scanning.making import Expected

LEAST_IDENTIFIED = 0.995
MOST_WRONG = 1 / 2000
MOST_ASKED = 0.05
MOST_MS = 60.0
DECODING_MS = 13.0
"""What decoding such a page alone takes on average on the quiet two-core machine (grey JPEG 5.6, PNG 40): makes the limit a ratio."""
FEWEST_SHEETS = 1000
_IDENTIFIABLE = 2
"""Codes that may be gone."""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    kind: str
    pages: int
    identifiable: int
    identified: int
    misfiled: int
    boxes: int
    said_signed: int
    wrong_signed: int
    said_empty: int
    wrong_empty: int
    asked: int
    struck: int
    struck_asked: int


@dataclass(frozen=True)
class Times:
    """Milliseconds of a page at 200 dpi: opening, reading codes, judging boxes, decoding alone; ours as a ratio to that."""

    pages: int
    opening_ms: float
    reading_ms: float
    judging_ms: float
    decoding_ms: float
    ratio: float
    slowest_ms: float

    @property
    def total_ms(self) -> float:
        return self.opening_ms + self.reading_ms + self.judging_ms


@dataclass(frozen=True)
class Limit:
    """A demand of the issue and whether it is held."""

    name: str
    value: float
    limit: float
    held: bool


@dataclass(frozen=True)
class Report:
    """Everything a run showed."""

    lines: tuple[Line, ...]
    times: Times | None
    limits: tuple[Limit, ...]
    failures: tuple[str, ...]

    @property
    def held(self) -> bool:
        return all(limit.held for limit in self.limits) and not self.failures

    def as_json(self) -> dict[str, object]:
        return {
            "held": self.held,
            "limits": [asdict(limit) for limit in self.limits],
            "lines": [asdict(line) for line in self.lines],
            "times": asdict(self.times) if self.times else None,
            "failures": list(self.failures),
        }


def report_on(outcomes: Sequence[Outcome]) -> Report:
    """The table: all, by capture, by what else happened to the page."""
    groups: list[tuple[str, Callable[[Outcome], bool]]] = [("all", lambda _: True)]
    for kind in sorted({each.kind for each in outcomes}):
        groups.append((kind, lambda each, kind=kind: each.kind == kind))
    for form in ("sign_in", "visitors", "slip"):
        groups.append((f"= {form}", lambda each, form=form: each.form == form))
    for dpi in sorted({each.dpi for each in outcomes}):
        groups.append(
            (
                f"{dpi} dpi scans",
                lambda each, dpi=dpi: each.dpi == dpi and each.kind in ("scan", "copy", "copies"),
            )
        )
    for touch in sorted({touch for each in outcomes for touch in each.touches}):
        groups.append((f"+ {touch}", lambda each, touch=touch: touch in each.touches))
    lines = tuple(_line(name, [each for each in outcomes if belongs(each)]) for name, belongs in groups)
    times = _times(outcomes)
    failures = tuple(f"picture {each.number}: {each.failure}" for each in outcomes if each.failure)
    return Report(lines, times, _limits(lines[0], times), failures)


def table(report: Report) -> str:
    """For people."""
    head = f"{'':<22}{'pages':>6} {'identified':>15} {'misfiled':>8} {'boxes':>7} {'wrong signed':>16} {'wrong empty':>16} {'asked':>14} {'struck asked':>12}"
    made = [head]
    for line in report.lines:
        made.append(
            f"{line.kind:<22}{line.pages:>6} {_share(line.identified, line.identifiable):>15} {line.misfiled:>8} {line.boxes:>7}"
            f" {_share(line.wrong_signed, line.said_signed):>16} {_share(line.wrong_empty, line.said_empty):>16}"
            f" {_share(line.asked, line.boxes):>14} {f'{line.struck_asked}/{line.struck}':>12}"
        )
    if (times := report.times) is not None:
        made.append(
            f"\na page at 200 dpi ({times.pages} pages): {times.total_ms:.1f} ms = opening {times.opening_ms:.1f}"
            f" + codes {times.reading_ms:.1f} + boxes {times.judging_ms:.1f}; slowest {times.slowest_ms:.0f} ms;"
            f" decoding alone {times.decoding_ms:.1f} ms; ratio {times.ratio:.2f}"
        )
    made.append("")
    for limit in report.limits:
        made.append(
            f"{'held' if limit.held else 'BROKEN':<8}{limit.name:<58}{limit.value:>10.5g}   limit {limit.limit:g}"
        )
    made += [f"BROKEN  {failure}" for failure in report.failures]
    return "\n".join(made)


def _line(kind: str, outcomes: Sequence[Outcome]) -> Line:
    ours = [
        each for each in outcomes if each.expected is Expected.OURS and each.spoiled_codes <= _IDENTIFIABLE
    ]
    mistakes = [mistake for each in outcomes for mistake in each.mistakes]
    return Line(
        kind,
        len(outcomes),
        len(ours),
        sum(each.filed and not each.misfiled for each in ours),
        sum(each.misfiled for each in outcomes),
        sum(each.boxes for each in outcomes),
        sum(each.said_signed for each in outcomes),
        sum(mistake.said == "SIGNED" for mistake in mistakes),
        sum(each.said_empty for each in outcomes),
        sum(mistake.said == "EMPTY" for mistake in mistakes),
        sum(each.asked for each in outcomes),
        sum(each.struck for each in outcomes),
        sum(each.struck_asked for each in outcomes),
    )


def _times(outcomes: Sequence[Outcome]) -> Times | None:
    timed = [
        each
        for each in outcomes
        if each.dpi == 200
        and each.kind in ("scan", "copy", "copies")
        and each.decoding > 0
        and each.boxes
        and each.form != "slip"
    ]
    if not timed:
        return None
    parts = [
        1000 * mean(getattr(each, part) for each in timed)
        for part in ("opening", "reading", "judging", "decoding")
    ]
    slowest = 1000 * max(each.opening + each.reading + each.judging for each in timed)
    return Times(len(timed), *parts, sum(parts[:3]) / parts[3], slowest)


def _limits(everything: Line, times: Times | None) -> tuple[Limit, ...]:
    identified = everything.identified / max(1, everything.identifiable)
    wrong_signed = everything.wrong_signed / max(1, everything.said_signed)
    wrong_empty = everything.wrong_empty / max(1, everything.said_empty)
    asked = everything.asked / max(1, everything.boxes)
    limits = [
        Limit("sheets misfiled", everything.misfiled, 0, everything.misfiled == 0),
        Limit(
            "identified with at most two codes gone",
            identified,
            LEAST_IDENTIFIED,
            identified >= LEAST_IDENTIFIED,
        ),
        Limit("wrong of the boxes said to be signed", wrong_signed, MOST_WRONG, wrong_signed <= MOST_WRONG),
        Limit("wrong of the boxes said to be empty", wrong_empty, MOST_WRONG, wrong_empty <= MOST_WRONG),
        Limit("boxes asked", asked, MOST_ASKED, asked <= MOST_ASKED),
    ]
    if times is not None:
        most = MOST_MS / DECODING_MS
        limits.append(Limit("time of a 200 dpi page to decoding it", times.ratio, most, times.ratio <= most))
    return tuple(limits)


def _share(part: int, whole: int) -> str:
    return f"{part} {part / whole:.3%}" if whole else "-"
