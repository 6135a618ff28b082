"""A demand's way from spoken word to struck off, as one table that buttons, services and tests read.

The order of `STEPS` is the order of the buttons. Two rules hold throughout: a unit's "handled" is not the
station's "settled", and nothing is reopened silently: a dissatisfied visitor starts a new, numbered round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction


class StepNotAllowed(Refusal):
    """The demand is in a state from which this step cannot be done."""


class StepIncomplete(Refusal):
    """Something the step cannot do without was left empty."""


class StepUnknown(Refusal):
    """No step bears that key; a message for those who write commands."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有“{key}”这一步。可用的有：{'、'.join(STEPS)}。")


class Need(Enum):
    """What a step cannot do without; the value is the field's Chinese word in forms and messages."""

    NOTE = "note"
    UNIT = "承办单位"
    SATISFACTION = "满意度"
    HOW = "反馈方式"


@dataclass(frozen=True)
class Step:
    """One allowed step.

    `from_states`: empty for the steps that begin a demand. `to`: the state after it; `by_satisfaction` goes
    before it when the visitor's opinion is given, and an opinion not listed there is refused. `note_label`
    is what the clerk is asked to write. `main_in`: states in which the step is the one sensible thing to do.
    """

    key: str
    label: str
    from_states: frozenset[DemandState]
    to: DemandState | None
    needs: frozenset[Need] = frozenset()
    note_label: str = "备注"
    by_satisfaction: Mapping[Satisfaction, DemandState] = field(default_factory=dict)
    main_in: frozenset[DemandState] = frozenset()
    new_round: bool = False

    @property
    def begins(self) -> bool:
        """Whether the step takes a demand in, instead of moving one on."""
        return not self.from_states

    def to_states(self, before: DemandState) -> frozenset[DemandState]:
        """Every state the step can lead to from `before`."""
        return frozenset({self.to or before, *self.by_satisfaction.values()})


_S = DemandState
_OPEN = frozenset({_S.REGISTERED, _S.ASSIGNED, _S.HANDLING})
_PLEASED = {Satisfaction.SATISFIED: _S.SETTLED, Satisfaction.FAIR: _S.SETTLED}
_NOTE = frozenset({Need.NOTE})


def _one(state: DemandState) -> frozenset[DemandState]:
    return frozenset({state})


_TABLE = (
    Step("register", "登记", frozenset(), _S.REGISTERED),
    Step("import", "导入", frozenset(), _S.REGISTERED),
    Step(
        "assign",
        "交办",
        _one(_S.REGISTERED),
        _S.ASSIGNED,
        frozenset({Need.UNIT}),
        note_label="拟办意见",
        main_in=_one(_S.REGISTERED),
    ),
    Step(
        "answer",
        "当场答复",
        _one(_S.REGISTERED),
        _S.INFORMED,
        _NOTE,
        note_label="答复内容",
        by_satisfaction=_PLEASED,
    ),
    Step("to_suggestion", "转为代表建议", _one(_S.REGISTERED), _S.HANDLING, note_label="拟办意见"),
    Step("decline", "引导不受理", _one(_S.REGISTERED), _S.DECLINED, _NOTE, note_label="不受理的理由和去向"),
    Step(
        "accept",
        "签收",
        _one(_S.ASSIGNED),
        _S.HANDLING,
        note_label="经办人",
        main_in=_one(_S.ASSIGNED),
    ),
    Step(
        "return",
        "退回",
        frozenset({_S.ASSIGNED, _S.HANDLING}),
        _S.REGISTERED,
        _NOTE,
        note_label="退回的理由",
    ),
    Step(
        "handle",
        "记办理结果",
        _one(_S.HANDLING),
        _S.HANDLED,
        _NOTE,
        note_label="办理结果",
        main_in=_one(_S.HANDLING),
    ),
    Step("progress", "记进展", _one(_S.HANDLING), None, _NOTE, note_label="进展"),
    Step("urge", "催办", frozenset({_S.ASSIGNED, _S.HANDLING}), None, note_label="催办内容"),
    Step(
        "inform",
        "反馈",
        _one(_S.HANDLED),
        _S.INFORMED,
        frozenset({Need.HOW}),
        note_label="反馈情况",
        main_in=_one(_S.HANDLED),
    ),
    Step(
        "follow_up",
        "回访",
        frozenset({_S.INFORMED, _S.SETTLED}),
        _S.SETTLED,
        frozenset({Need.SATISFACTION}),
        note_label="回访情况",
        by_satisfaction={
            **_PLEASED,
            Satisfaction.HALF_SOLVED: _S.REGISTERED,
            Satisfaction.UNSATISFIED: _S.REGISTERED,
        },
        main_in=_one(_S.INFORMED),
    ),
    Step("settle", "免回访办结", _one(_S.INFORMED), _S.SETTLED, _NOTE, note_label="不能回访的理由"),
    Step("strike_off", "销号", _one(_S.SETTLED), _S.STRUCK_OFF, main_in=_one(_S.SETTLED)),
    Step(
        "redo",
        "重办",
        frozenset({_S.SETTLED, _S.STRUCK_OFF, _S.DECLINED, _S.WITHDRAWN}),
        _S.REGISTERED,
        _NOTE,
        note_label="重办的理由",
        new_round=True,
    ),
    Step("withdraw", "撤回", _OPEN, _S.WITHDRAWN, _NOTE, note_label="撤回的理由"),
)

STEPS: Mapping[str, Step] = {step.key: step for step in _TABLE}
"""Every step by its key, in the order people see them."""

CLOSED_STATES = frozenset({_S.SETTLED, _S.STRUCK_OFF, _S.DECLINED, _S.WITHDRAWN})
"""Nobody waits for anything any more."""

IMPORTED_STATES = frozenset({_S.REGISTERED, _S.HANDLING, _S.HANDLED, _S.INFORMED, _S.SETTLED, _S.STRUCK_OFF})
"""Where an imported demand may stand, after what its ledger says."""

ASSIGNABLE_ROUTES = (Route.VILLAGE, Route.TOWN, Route.DISTRICT)
"""Routes that hand the demand to a unit, which must sign for it."""

STEP_OF_ROUTE: Mapping[Route, str] = {
    Route.ANSWERED: "answer",
    Route.VILLAGE: "assign",
    Route.TOWN: "assign",
    Route.DISTRICT: "assign",
    Route.SUGGESTION: "to_suggestion",
    Route.DECLINED: "decline",
}
"""The step that sends a registered demand on its route."""


def get_step(key: str) -> Step:
    """The step with that key. Raises StepUnknown."""
    if key not in STEPS:
        raise StepUnknown(key)
    return STEPS[key]


def allowed_steps(state: DemandState) -> tuple[Step, ...]:
    """The steps possible now, the main one first, then in the order of the table."""
    possible = [step for step in STEPS.values() if state in step.from_states]
    return tuple(sorted(possible, key=lambda step: state not in step.main_in))


def main_step(state: DemandState) -> Step | None:
    """The one sensible next step, or None when the demand needs nothing more."""
    return next((step for step in STEPS.values() if state in step.main_in), None)


def check_step(
    key: str,
    state: DemandState,
    *,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    unit: bool = False,
    how: bool = False,
) -> DemandState:
    """The state after the step. Raises StepUnknown, StepNotAllowed or StepIncomplete, each saying what is possible."""
    step = get_step(key)
    if state not in step.from_states:
        raise StepNotAllowed(_why_not(step, state))
    given = {
        Need.NOTE: bool(note),
        Need.UNIT: unit,
        Need.SATISFACTION: satisfaction is not None,
        Need.HOW: how,
    }
    missing = [need for need in Need if need in step.needs and not given[need]]
    if missing:
        named = "、".join(step.note_label if need is Need.NOTE else need.value for need in missing)
        raise StepIncomplete(f"“{step.label}”要写明{named}。请补上后再试。")
    if satisfaction is None:
        return step.to or state
    if satisfaction not in step.by_satisfaction:
        raise StepNotAllowed(f"“{step.label}”时来访人“{satisfaction.label}”，不能就此办结。请改为交办。")
    return step.by_satisfaction[satisfaction]


def check_strike_off(*, result: bool, informed: bool, followed_up: bool) -> None:
    """A demand is struck off only after result, feedback and follow-up. Raises StepNotAllowed naming what lacks."""
    lacking = [
        word for word, there in (("办理结果", result), ("反馈", informed), ("回访", followed_up)) if not there
    ]
    if lacking:
        raise StepNotAllowed(f"还缺{'、'.join(lacking)}，不能销号。请先补上，再销号。")


def _why_not(step: Step, state: DemandState) -> str:
    possible = [one.label for one in allowed_steps(state)]
    now = f"现在可以：{'、'.join(possible)}。" if possible else "这件诉求已经了结。"
    return f"诉求现在是“{state.label}”，不能“{step.label}”。{now}"
