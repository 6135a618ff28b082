"""A scheme and records from files, without a database: what is wrong with the scheme, and what the records come to."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.checking import SchemeCheck, check_scheme
from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.periods import TermNotKnown, period_of
from deputy_station.features.points.rules.reaching import cheapest_steps
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.trial_answer import trial_answer
from deputy_station.features.points.rules.trying import Trial, read_trial, trial_period
from deputy_station.features.points.service.scheme_files import file_bytes, scheme_text, shipped_schemes

LARGEST_RECORDS = 200_000_000
"""A file of records larger than this would not fit beside the scores."""

STEPS_FOR = 20
"""For so many subjects the steps to the next grade are looked for; of a whole county nobody reads them here."""


class SchemeHasMistakes(Refusal):
    """A check found mistakes; each was shown before."""

    def __init__(self, named: str, number: int) -> None:
        super().__init__(f"积分办法“{named}”有 {number} 处不对，不能采用。请照上面说的改好，再查一遍。")


@dataclass(frozen=True)
class TrialResult:
    """The answer of a trial as plain values, and the scores it was made from."""

    answer: dict[str, Any]
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class ShippedScheme:
    """One scheme that comes with the program. `file` is what to call it by."""

    file: str
    name: str
    version: str
    body: str
    source: str
    reconstructed: str


def check_file(named: str) -> SchemeCheck:
    """Every mistake and doubt of a scheme file. Raises SchemeFileUnknown, FileTooLarge, Trouble."""
    file, text = scheme_text(named)
    return check_scheme(text, named=file)


def try_file(named: str, records: Path) -> TrialResult:
    """What the records of the file come to under the scheme.

    Raises SchemeFileUnknown, SchemeProblem, TrialProblem (with every mistake), FileTooLarge, Trouble.
    """
    file, text = scheme_text(named)
    read_scheme(text, named=file)
    data = file_bytes(records, LARGEST_RECORDS)
    trial = read_trial(
        data,
        lambda answers: read_scheme(text, named=file, answers=dict(answers)),
        named=records.name,
        declared=_declared(text),
    )
    period = trial_period(trial, lambda day: _period_of(trial.scheme, day)) or _common_period(trial)
    scores = score_all(
        trial.scheme, trial.entries, period=period, today=trial.today, decisions=trial.decisions
    )
    return TrialResult(trial_answer(trial, scores, period, _steps(trial, scores, period)), tuple(scores))


def list_shipped() -> list[ShippedScheme]:
    """The schemes that come with the program, with where they are from and what in them is a guess."""
    rows = []
    for file in shipped_schemes():
        scheme = read_scheme(scheme_text(file)[1], named=file)
        rows.append(
            ShippedScheme(file, scheme.name, scheme.version, scheme.body, scheme.source, scheme.reconstructed)
        )
    return rows


def _declared(text: str) -> dict[str, list[str]]:
    """The scheme's own words by field, also those no rule asks for; the text has been read without a mistake."""
    return dict(tomllib.loads(text).get("words", {}))


def _period_of(scheme: Scheme, day: date) -> Period | None:
    try:
        return period_of(scheme.period, day)
    except TermNotKnown:
        return None


def _common_period(trial: Trial) -> Period | None:
    """Where no period is written: the one of the scheme's that all records lie in, if there is one."""
    days = {fact.on for _subject, facts in trial.entries for fact in facts}
    periods = {_period_of(trial.scheme, day) for day in days}
    return periods.pop() if len(periods) == 1 else None


def _steps(trial: Trial, scores: Sequence[Score], period: Period | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, ((subject, facts), score) in enumerate(zip(trial.entries, scores, strict=True)):
        if number >= STEPS_FOR:
            break
        ways = cheapest_steps(trial.scheme, subject, facts, score, period=period, today=trial.today)
        found[number] = [way.words for way in ways]
    return found
