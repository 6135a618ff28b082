"""How a station differs from the shipped tables of steps: kept as rows, laid over the table each time it is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import Role
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import StepSetting
from deputy_station.features.matters.rules.choices import MatterKind
from deputy_station.features.matters.rules.table import StepTable, TableStuck, TableWrong, Variation
from deputy_station.store.asking import ask_once

SUBJECT = "step_setting"
S = TypeVar("S", bound=Choice)


class WayStuck(Refusal):
    """With this setting something could never come to its end."""

    def __init__(self, word: str, states: Collection[Choice]) -> None:
        named = "、".join(f"“{state.label}”" for state in states)
        super().__init__(f"这样设置以后，{named}的{word}就走不到头了。请留一条往下走的步骤。")


class VariationUnfit(Refusal):
    """The setting names a step or a state there is none of."""

    def __init__(self, step: str) -> None:
        super().__init__(f"“{step}”这一步不能这样设置。请核对步骤和状态。")


@dataclass(frozen=True)
class VariationRow:
    """One step as a station has it; what is None is as shipped."""

    step: str
    label: str
    off: bool
    roles: frozenset[Role] | None
    needs_note: bool | None
    from_states: frozenset[str] | None
    most: int | None


def table_of(session: Session, *, matter: MatterKind, shipped: StepTable[S], states: type[S]) -> StepTable[S]:
    """The way of a kind of matter as this station goes it."""

    def ask() -> StepTable[S]:
        rows = session.scalars(select(StepSetting).where(StepSetting.matter == matter))
        # A step that an update took out of the table is of no use any more, and no reason to stop the desk.
        known = [_variation(row) for row in rows if row.step in shipped.steps]
        return shipped.varied(known, states) if known else shipped

    return ask_once(session, ("steps", matter), (StepSetting,), ask)


def list_variations(session: Session, *, matter: MatterKind, shipped: StepTable[S]) -> list[VariationRow]:
    """Where the station differs, in the order of the table."""
    own = {
        row.step: _variation(row)
        for row in session.scalars(select(StepSetting).where(StepSetting.matter == matter))
    }
    return [
        VariationRow(key, step.label, one.off, one.roles, one.needs_note, one.from_states, one.most)
        for key, step in shipped.steps.items()
        if (one := own.get(key)) is not None
    ]


def set_variation(
    session: Session,
    *,
    matter: MatterKind,
    shipped: StepTable[S],
    states: type[S],
    step: str,
    off: bool = False,
    roles: Collection[Role] | None = None,
    needs_note: bool | None = None,
    from_states: Collection[str] | None = None,
    most: int | None = None,
) -> None:
    """How this station takes a step; with everything left as it is, the shipped way holds again.

    Raises StepUnknown, VariationUnfit, and WayStuck where something could then never come to its end.
    """
    label = shipped.get(step).label
    wanted = Variation(
        step,
        off=off,
        roles=frozenset(roles) if roles else None,
        needs_note=needs_note,
        from_states=None if from_states is None else frozenset(from_states),
        most=most,
    )
    rows = {row.step: row for row in session.scalars(select(StepSetting).where(StepSetting.matter == matter))}
    others = [_variation(row) for key, row in rows.items() if key != step and key in shipped.steps]
    try:
        shipped.varied([*others, wanted], states)
    except TableStuck as stuck:
        raise WayStuck(shipped.word, stuck.states) from stuck
    except TableWrong as wrong:
        raise VariationUnfit(label) from wrong
    row = rows.get(step)
    if wanted == Variation(step):
        if row is not None:
            session.delete(row)
    else:
        if row is None:
            row = StepSetting(matter=matter, step=step)
            session.add(row)
        row.off, row.needs_note, row.most = off, needs_note, most
        row.roles = sorted(role.value for role in wanted.roles or ())
        row.from_states = None if wanted.from_states is None else sorted(wanted.from_states)
    session.flush()
    record_change(
        session,
        action="step_setting.set",
        subject=SUBJECT,
        subject_id=row.id if row is not None else None,
        sentence=f"{shipped.word}的“{label}”{_words(wanted, states)}",
    )


def _words(wanted: Variation, states: type[S]) -> str:
    if wanted.off:
        return "：本站不用这一步"
    said = []
    if wanted.roles:
        said.append("由" + "、".join(role.label for role in Role if role in wanted.roles) + "来做")
    if wanted.needs_note is not None:
        said.append("必须写说明" if wanted.needs_note else "可以不写说明")
    if wanted.most is not None:
        said.append(f"每轮最多 {wanted.most} 次" if wanted.most else "不限次数")
    if wanted.from_states is not None:
        labels = [state.label for state in states if state.value in wanted.from_states]
        said.append("可以从" + "、".join(labels) + "时做")
    return "：" + "，".join(said) if said else "改回随程序的做法"


def _variation(row: StepSetting) -> Variation:
    return Variation(
        row.step,
        off=row.off,
        roles=frozenset(Role(value) for value in row.roles) or None,
        needs_note=row.needs_note,
        from_states=None if row.from_states is None else frozenset(row.from_states),
        most=row.most,
    )
