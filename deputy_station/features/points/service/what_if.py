"""What if: a period scored by another scheme beside its own. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.features.points.rules.comparing import Change, compare_scores
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.part_words import period_rule_words
from deputy_station.features.points.rules.scheme import Scheme, Switch
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service import library
from deputy_station.features.points.service.closed import closing_of
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.listing import choose_period
from deputy_station.features.points.service.scores import periods_to_score, scores_for_period

UNDECIDED = "待定"
"""Stands for a grade that a person has still to decide."""


@dataclass(frozen=True)
class WhatIfRow:
    """One subject under both schemes; a score is None where the scheme does not score it. `change` None: all the same."""

    id: SubjectId
    name: str
    group: str
    before: Score | None
    after: Score | None
    change: Change | None

    @property
    def grade_changes(self) -> bool:
        """Whether the grade is another one."""
        return self.change is not None and self.change.grade_changes


@dataclass(frozen=True)
class WhatIf:
    """A period under the scheme it goes by (`present`) and under the one tried (`tried`).

    `grades`: each grade of either with how many hold it before and after. `notes` say what has to be known to read it.
    `comparable`: whether both score the same kind of subject. Rows: changes of grade first, then the larger difference.
    """

    year: int
    periods: tuple[Period, ...]
    period: Period
    present: Scheme
    tried: Scheme
    rows: tuple[WhatIfRow, ...]
    grades: tuple[tuple[str, int, int], ...]
    notes: tuple[str, ...]
    comparable: bool

    @property
    def of_grade(self) -> int:
        """How many would have another grade."""
        return sum(row.grade_changes for row in self.rows)

    @property
    def of_total(self) -> int:
        """How many would have another total."""
        return sum(row.change is not None and row.change.difference != 0 for row in self.rows)

    @property
    def words(self) -> str:
        """The outcome in a sentence."""
        unit = "人" if self.tried.subject == "代表" else "个"
        if not self.rows:
            return f"{self.period.name}没有可以计分的{self.tried.subject}。"
        if not self.comparable:
            return f"{self.period.name}试算 {len(self.rows)} {unit}{self.tried.subject if unit == '个' else ''}。"
        if not (self.of_total or self.of_grade):
            return f"{self.period.name} {len(self.rows)} {unit}，总分和等次都不变。"
        summed = f"总分变的 {self.of_total} {unit}" if self.of_total else "总分都不变"
        graded = f"等次变的 {self.of_grade} {unit}" if self.of_grade else "等次都不变"
        return f"{self.period.name} {len(self.rows)} {unit}：{summed}，{graded}。"


def what_if(
    session: Session,
    *,
    scheme: str,
    year: int,
    period: str = "",
    answers: Mapping[str, str | bool] | None = None,
    text: str | None = None,
) -> WhatIf:
    """Score a period by the scheme of that short name (or by `text`) and by the one it goes by, and say who changes and why.

    Without `answers` those kept for the year hold as far as the scheme asks the same. A closed period is compared by
    the scheme and the answers it was closed with. Raises SchemeUnknown, SchemeProblem.
    """
    text = library.scheme_text(session, key=scheme) if text is None else text
    if answers is None:
        answers = carried_answers(session, key=scheme, text=text, year=year)
    tried = library.read_text(text, named=scheme, answers=answers)
    present = library.scheme_for_year(session, year=year)
    comparable = tried.subject == present.subject
    chosen = choose_period(session, year=year, key=period, scheme=present if comparable else tried)
    present, notes = _as_closed(session, chosen, present)
    if tried.period != present.period and comparable:
        notes.append(
            f"两份办法计分的期间不同（{period_rule_words(present.period)}、{period_rule_words(tried.period)}），"
            f"这里都按“{chosen.name}”试算。"
        )
    if not comparable:
        notes.append(
            f"这份办法给{tried.subject}打分，现行的给{present.subject}打分，不能一个一个对着比，下面只是试算的结果。"
        )
    before = scores_for_period(session, period=chosen, scheme=present) if comparable else []
    after = scores_for_period(session, period=chosen, scheme=tried)
    return WhatIf(
        year,
        periods_to_score(session, year=year, scheme=present if comparable else tried),
        chosen,
        present,
        tried,
        _rows(before, after, comparable=comparable),
        _grades(before, after),
        tuple(notes),
        comparable,
    )


def carried_answers(session: Session, *, key: str, text: str, year: int) -> dict[str, str]:
    """The answers kept for the year, as far as this scheme asks the same and knows the answer."""
    kept = library.year_scheme(session, year=year).answers
    switches = library.read_text(text, named=key).switches
    return {each.key: kept[each.key] for each in switches if kept.get(each.key) in answers_to(each)}


def answers_to(switch: Switch) -> tuple[str, ...]:
    """What may be answered."""
    return switch.options or ("是", "否")


def _as_closed(session: Session, period: Period, present: Scheme) -> tuple[Scheme, list[str]]:
    """A closed period goes by the scheme it was closed with."""
    closing = closing_of(session, period=period.key)
    if closing is None:
        return present, []
    edition = f"（{closing.scheme_edition}）" if closing.scheme_edition else ""
    told = f"{closing.period.name}已经结账，按结账时的办法“{closing.scheme_name}”{edition}来比。已公布的结果不会变。"
    return closing_scheme(session, closing_id=closing.id), [told]


def _rows(before: list[Score], after: list[Score], *, comparable: bool) -> tuple[WhatIfRow, ...]:
    was = {score.subject_id: score for score in before}
    now = {score.subject_id: score for score in after}
    changes = {each.subject_id: each for each in compare_scores(before, after)} if comparable else {}
    in_order = [*changes, *(each for each in dict.fromkeys([*now, *was]) if each not in changes)]
    rows = []
    for subject in in_order:
        one = now.get(subject) or was[subject]
        rows.append(
            WhatIfRow(
                subject,
                one.subject.name,
                one.subject.group,
                was.get(subject),
                now.get(subject),
                changes.get(subject),
            )
        )
    return tuple(rows)


def _grades(before: list[Score], after: list[Score]) -> tuple[tuple[str, int, int], ...]:
    names: dict[str, None] = {}
    for score in (*after[:1], *before[:1]):
        names |= dict.fromkeys(grade.name for grade in score.scheme.grades)
    names |= dict.fromkeys(score.grade or UNDECIDED for score in (*after, *before))
    return tuple(
        (
            name,
            sum((score.grade or UNDECIDED) == name for score in before),
            sum((score.grade or UNDECIDED) == name for score in after),
        )
        for name in names
    )
