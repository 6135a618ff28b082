"""What a judged box of a sign-in sheet leads to: attendance, a question to a person, or nothing. Nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deputy_station.features.activities.rules import CAME, AttendanceState
from deputy_station.features.desk.rules.slips import SECRET_YES, TickField
from deputy_station.features.scans.rules.states import Question, Verdict


@dataclass(frozen=True)
class OnRecord:
    """What people recorded of a deputy: the state, and whether a moment of arrival stands with it."""

    state: AttendanceState
    arrived: bool


@dataclass(frozen=True)
class RowPlan:
    """What becomes of a row: whether it enters 到会, and what is asked (None: nothing)."""

    enters: bool = False
    question: Question | None = None


def plan_row(verdict: Verdict, record: OnRecord | None) -> RowPlan:
    """A named row. `record` is None for a deputy who is no longer on the list.

    A state that people recorded is never overwritten: where the paper says otherwise somebody is asked. A deputy who
    came by card or phone (with a moment of arrival) need not sign, so an empty box of theirs says nothing.
    """
    if verdict is Verdict.EMPTY:
        doubtful = record is not None and record.state in CAME and not record.arrived
        return RowPlan(question=Question.NOT_SIGNED if doubtful else None)
    if record is None:
        return RowPlan(question=Question.NOT_LISTED)
    if record.state in CAME:
        return RowPlan()  # unsure or not: it is on record that they came
    if verdict is Verdict.UNSURE:
        return RowPlan(question=Question.UNSURE)
    if record.state is AttendanceState.NOT_YET:
        return RowPlan(enters=True)
    return RowPlan(question=Question.DISAGREES)


def plan_line(verdict: Verdict, *, for_visitors: bool) -> RowPlan:
    """A blank line: who filled it is asked, also where the pen is doubtful; an empty one is left alone."""
    if verdict is Verdict.EMPTY:
        return RowPlan()
    return RowPlan(question=Question.VISITOR if for_visitors else Question.WALK_IN)


def both(first: Verdict, second: Verdict) -> Verdict:
    """A blank line with two cells, name and signature: ink in either is ink."""
    for verdict in (Verdict.SIGNED, Verdict.UNSURE):
        if verdict in (first, second):
            return verdict
    return Verdict.EMPTY


def newer_counts(earlier: Verdict, answer: Verdict | None, now: Verdict) -> bool:
    """Whether a later scan of the same row tells more: a pen was put to it since, or an unsure box is clear now.

    What a person answered stands, and ink never disappears from paper.
    """
    if answer is not None or earlier is Verdict.SIGNED:
        return False
    return now is not Verdict.EMPTY or earlier is Verdict.UNSURE


@dataclass(frozen=True)
class Ticks:
    """What was ticked on a slip: one value per field, fields with several ticks, fields with a doubtful one."""

    chosen: Mapping[str, str]
    several: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether nothing was doubtful."""
        return not (self.several or self.unsure)


def read_ticks(boxes: Sequence[tuple[str, Verdict]]) -> Ticks:
    """The ticks of a slip from its boxes (`tick:FIELD:VALUE`, verdict). A field with two ticks is not decided."""
    signed: dict[str, list[str]] = {}
    unsure: dict[str, None] = {}
    for key, verdict in boxes:
        word, _, rest = key.partition(":")
        field, _, value = rest.partition(":")
        if word != "tick" or not value:
            continue
        if verdict is Verdict.SIGNED:
            signed.setdefault(field, []).append(value)
        elif verdict is Verdict.UNSURE:
            unsure[field] = None
    return Ticks(
        {field: values[0] for field, values in signed.items() if len(values) == 1 and field not in unsure},
        tuple(field for field, values in signed.items() if len(values) > 1),
        tuple(unsure),
    )


def secrecy_doubtful(boxes: Sequence[tuple[str, Verdict]], chosen: Mapping[str, str]) -> bool:
    """Whether secrecy may have been asked for: its box is not empty, and the field is not decided."""
    verdicts = dict(boxes)
    asked = verdicts.get(f"tick:{TickField.SECRET.value}:{SECRET_YES}", Verdict.EMPTY)
    return asked is not Verdict.EMPTY and TickField.SECRET.value not in chosen
