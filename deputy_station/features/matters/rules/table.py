"""A kind of matter's way as one table of steps, read from data: buttons, services and tests all ask it.

The shipped tables lie in resources/matters; a station's own habits (a step it does without, who may take it, where a
note is a must, from where it may be taken) are laid over them as `Variation`s, so no place needs code of its own.
The order of the table is the order of the buttons.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Generic, TypeVar

from deputy_station.core.choices import Choice
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import Role

S = TypeVar("S", bound=Choice)


class StepNotAllowed(Refusal):
    """The matter is in a state from which this step cannot be done."""


class StepNotYours(Refusal):
    """The step is for somebody else to take."""


class StepTooOften(Refusal):
    """The step was taken as often in this round as it may be."""


class StepIncomplete(Refusal):
    """Something the step cannot do without was left empty."""


class StepUnknown(Refusal):
    """No step bears that key; a message for those who write commands."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(f"没有“{key}”这一步。可用的有：{'、'.join(known)}。")


class TableWrong(ValueError):
    """A table of steps does not hang together; names the step. A fault of ours or of who wrote the table."""


class TableStuck(TableWrong):
    """Something could get stuck for ever: `states` leads to no end."""

    def __init__(self, states: Iterable[Choice]) -> None:
        self.states = tuple(states)
        super().__init__(f"no way out of {[str(state.value) for state in self.states]}")


class Need(Enum):
    """What a step cannot do without; the value is the field's Chinese word in forms and messages."""

    NOTE = "备注"
    UNIT = "承办单位"
    SATISFACTION = "满意度"
    HOW = "反馈方式"
    UNTIL = "延到哪天"
    TARGET = "并到哪一件"


@dataclass(frozen=True)
class Step(Generic[S]):
    """One allowed step.

    `from_states`: empty for the steps that begin a matter. `to`: the state after it, None where it stays;
    `by_satisfaction` goes before it when an opinion is given, and an opinion not listed there is refused.
    `note_label` is what the clerk is asked to write. `main_in`: states in which the step is the one sensible thing to
    do. `roles`: who may take it; empty for everybody. `most`: how often in one round; 0 for as often as it takes.
    """

    key: str
    label: str
    from_states: frozenset[S]
    to: S | None
    needs: frozenset[Need] = frozenset()
    note_label: str = Need.NOTE.value
    by_satisfaction: Mapping[str, S] = field(default_factory=dict)
    main_in: frozenset[S] = frozenset()
    new_round: bool = False
    roles: frozenset[Role] = frozenset()
    most: int = 0

    @property
    def begins(self) -> bool:
        """Whether the step takes a matter in, instead of moving one on."""
        return not self.from_states

    def to_states(self, before: S) -> frozenset[S]:
        """Every state the step can lead to from `before`."""
        return frozenset({self.to or before, *self.by_satisfaction.values()})

    def is_for(self, role: Role | None) -> bool:
        """Whether `role` may take it; None asks for nobody in particular."""
        return role is None or not self.roles or role in self.roles


@dataclass(frozen=True)
class Variation:
    """How one station differs in one step; what is None is as shipped."""

    step: str
    off: bool = False
    roles: frozenset[Role] | None = None
    needs_note: bool | None = None
    from_states: frozenset[str] | None = None
    most: int | None = None


@dataclass(frozen=True)
class StepTable(Generic[S]):
    """The way of one kind of matter. `word` is what people call one of it (诉求, 建议)."""

    word: str
    steps: Mapping[str, Step[S]]
    closed: frozenset[S]

    def get(self, key: str) -> Step[S]:
        """The step with that key. Raises StepUnknown."""
        if key not in self.steps:
            raise StepUnknown(key, self.steps)
        return self.steps[key]

    def allowed(self, state: S, role: Role | None = None) -> tuple[Step[S], ...]:
        """The steps possible now, the main one first, then in the order of the table."""
        possible = [step for step in self.steps.values() if state in step.from_states and step.is_for(role)]
        return tuple(sorted(possible, key=lambda step: state not in step.main_in))

    def main(self, state: S) -> Step[S] | None:
        """The one sensible next step, or None when the matter needs nothing more."""
        return next((step for step in self.steps.values() if state in step.main_in), None)

    def check(
        self,
        key: str,
        state: S,
        *,
        given: frozenset[Need] = frozenset(),
        opinion: Choice | None = None,
        role: Role | None = None,
        taken: int = 0,
    ) -> S:
        """The state after the step. `given`: what was filled in; `opinion`: what the visitor or deputy said; `taken`:
        how often the step was taken in this round.

        Raises StepUnknown, StepNotAllowed, StepNotYours, StepTooOften or StepIncomplete, each saying what is possible.
        """
        step = self.get(key)
        if state not in step.from_states:
            raise StepNotAllowed(self._why_not(step, state, role))
        if not step.is_for(role):
            who = "、".join(one.label for one in Role if one in step.roles)
            raise StepNotYours(f"“{step.label}”由{who}来做。请转给他们。")
        self.check_times(key, taken)
        if opinion is not None:
            given |= {Need.SATISFACTION}
        missing = [need for need in Need if need in step.needs and need not in given]
        if missing:
            named = "、".join(step.note_label if need is Need.NOTE else need.value for need in missing)
            raise StepIncomplete(f"“{step.label}”要写明{named}。请补上后再试。")
        if opinion is None:
            return step.to or state
        if str(opinion.value) not in step.by_satisfaction:
            raise StepNotAllowed(f"“{step.label}”时说“{opinion.label}”，不能就此办结。请改为交办。")
        return step.by_satisfaction[str(opinion.value)]

    def check_times(self, key: str, taken: int) -> None:
        """Raise StepTooOften when the step, `taken` so often in this round, may not be taken once more."""
        step = self.get(key)
        if step.most and taken >= step.most:
            raise StepTooOften(f"“{step.label}”每轮最多 {step.most} 次，这一轮已有 {taken} 次。")

    def varied(self, variations: Iterable[Variation], states: type[S]) -> "StepTable[S]":
        """The table as a station has it. Raises TableWrong where a variation names what is not there."""
        steps = dict(self.steps)
        for one in variations:
            if one.step not in steps:
                raise TableWrong(f"{one.step}: no such step")
            step = steps[one.step]
            if one.off:
                del steps[one.step]
                continue
            if one.roles is not None:
                step = replace(step, roles=one.roles)
            if one.needs_note is not None:
                step = replace(
                    step, needs=step.needs | {Need.NOTE} if one.needs_note else step.needs - {Need.NOTE}
                )
            if one.most is not None:
                step = replace(step, most=one.most)
            if one.from_states is not None:
                try:
                    from_states = frozenset(states(value) for value in one.from_states)
                except ValueError as wrong:
                    raise TableWrong(f"{one.step}: {wrong}") from wrong
                step = replace(step, from_states=from_states, main_in=step.main_in & from_states)
            steps[one.step] = step
        table = replace(self, steps=steps)
        _check_reach(table)
        return table

    def _why_not(self, step: Step[S], state: S, role: Role | None) -> str:
        possible = [one.label for one in self.allowed(state, role)]
        now = f"现在可以：{'、'.join(possible)}。" if possible else f"这件{self.word}已经了结。"
        return f"{self.word}现在是“{state.label}”，不能“{step.label}”。{now}"


def read_table(text: str, states: type[S]) -> StepTable[S]:
    """A table from TOML: `word`, `closed` (states nobody waits in), and a `[[step]]` for each step with `key`, `label`,
    `from`, and optionally `to`, `needs`, `note`, `by_satisfaction`, `main_in`, `new_round`, `roles`, `most`.

    Raises TableWrong.
    """
    told = tomllib.loads(text)
    steps: dict[str, Step[S]] = {}
    for entry in told["step"]:
        step = _read_step(entry, states)
        if step.key in steps:
            raise TableWrong(f"{step.key}: there twice")
        steps[step.key] = step
    table = StepTable(told["word"], steps, frozenset(states(value) for value in told["closed"]))
    for state in states:
        if sum(state in step.main_in for step in steps.values()) > 1:
            raise TableWrong(f"{state.value}: two main steps")
    _check_reach(table)
    return table


_KEYS = frozenset(
    {
        "key",
        "label",
        "from",
        "to",
        "needs",
        "note",
        "by_satisfaction",
        "main_in",
        "new_round",
        "roles",
        "most",
    }
)


def _read_step(entry: Mapping[str, Any], states: type[S]) -> Step[S]:
    key = entry.get("key", "?")
    unknown = set(entry) - _KEYS
    if unknown:
        raise TableWrong(f"{key}: does not know {sorted(unknown)}")
    try:
        step = Step(
            key=entry["key"],
            label=entry["label"],
            from_states=frozenset(states(value) for value in entry["from"]),
            to=states(entry["to"]) if "to" in entry else None,
            needs=frozenset(Need[name.upper()] for name in entry.get("needs", ())),
            note_label=entry.get("note", Need.NOTE.value),
            by_satisfaction={
                opinion: states(value) for opinion, value in entry.get("by_satisfaction", {}).items()
            },
            main_in=frozenset(states(value) for value in entry.get("main_in", ())),
            new_round=entry.get("new_round", False),
            roles=frozenset(Role(value) for value in entry.get("roles", ())),
            most=entry.get("most", 0),
        )
    except (KeyError, ValueError) as wrong:
        raise TableWrong(f"{key}: {wrong}") from wrong
    if not step.main_in <= step.from_states:
        raise TableWrong(f"{key}: main where it is not allowed")
    if step.begins and step.to is None:
        raise TableWrong(f"{key}: begins nowhere")
    return step


def _check_reach(table: StepTable[S]) -> None:
    """Every state that can be reached is closed, or leads on to a closed one: nothing gets stuck for ever."""
    leads: dict[S, set[S]] = {}
    reached = {step.to for step in table.steps.values() if step.begins and step.to is not None}
    todo = list(reached)
    while todo:
        state = todo.pop()
        for step in table.allowed(state):
            for after in step.to_states(state):
                leads.setdefault(after, set()).add(state)
                if after not in reached:
                    reached.add(after)
                    todo.append(after)
    ends = {state for state in reached if state in table.closed}
    todo = list(ends)
    while todo:
        for before in leads.get(todo.pop(), set()) - ends:
            ends.add(before)
            todo.append(before)
    stuck = reached - ends
    if stuck:
        raise TableStuck(sorted(stuck, key=lambda state: str(state.value)))
