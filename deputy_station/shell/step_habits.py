"""What this station does differently on the way of a demand or a suggestion: steps it does without, whose they are,
whether something must be written, how often, and from where."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.core.choices import Choice
from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.rules import steps as demand_steps
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.matters.rules.choices import MatterKind
from deputy_station.features.matters.rules.table import Need, Step, StepTable
from deputy_station.features.matters.service import variations
from deputy_station.features.suggestions.rules import steps as suggestion_steps
from deputy_station.features.suggestions.rules.choices import SuggestionState
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, NumberField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchManyField

SHIPPED: dict[MatterKind, tuple[StepTable[Any], type[Choice]]] = {
    MatterKind.DEMAND: (demand_steps.TABLE, DemandState),
    MatterKind.SUGGESTION: (suggestion_steps.TABLE, SuggestionState),
}
_EVERYBODY = tuple(Role)
_WHO: tuple[tuple[Role, ...], ...] = (
    _EVERYBODY,
    (Role.LIAISON,),
    (Role.PRESIDIUM,),
    (Role.LIAISON, Role.PRESIDIUM),
    (Role.DISTRICT,),
)


@dataclass(frozen=True)
class Habit:
    """One step as shipped and as this station has it (None: it does without)."""

    matter: MatterKind
    shipped: Step[Any]
    own: Step[Any] | None

    @property
    def differs(self) -> bool:
        """Whether the station changed anything."""
        return self.own != self.shipped


def read_habits(session: Any) -> list[Habit]:
    """Every step that moves something on, of each kind of matter."""
    found = []
    for matter, (table, states) in SHIPPED.items():
        own = variations.table_of(session, matter=matter, shipped=table, states=states)
        found += [
            Habit(matter, step, own.steps.get(key)) for key, step in table.steps.items() if not step.begins
        ]
    return found


def save_habit(
    session: Any,
    *,
    matter: MatterKind,
    step: str,
    used: bool,
    who: tuple[Role, ...],
    needs_note: bool,
    most: int | None,
    from_states: Collection[str],
) -> None:
    """Keep how this station takes a step; only what differs from the shipped way is kept. Raises the refusals of
    `variations.set_variation`."""
    table, states = SHIPPED[matter]
    shipped = table.get(step)
    roles = frozenset(who) if frozenset(who) != frozenset(_EVERYBODY) else frozenset()
    variations.set_variation(
        session,
        matter=matter,
        shipped=table,
        states=states,
        step=step,
        off=not used,
        roles=None if roles == shipped.roles else who,
        needs_note=None if needs_note == (Need.NOTE in shipped.needs) else needs_note,
        from_states=None
        if set(from_states) == {str(one.value) for one in shipped.from_states}
        else from_states,
        most=None if (most or 0) == shipped.most else most or 0,
    )


class HabitsDialog(Dialog):
    """A line for each step; pressing it says how this station takes it."""

    def __init__(self, page: Page, habits: list[Habit]) -> None:
        super().__init__(page, "办理步骤", width=760)
        self._page = page
        self.body.addWidget(
            Words(
                "各地做法不一样的，在这里改：不用哪一步、谁来做、要不要写说明。走不到头的改不了。",
                role="soft",
            )
        )
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])
        self.show_habits(habits)

    def show_habits(self, habits: list[Habit]) -> None:
        """Show the steps as they are taken now."""
        clear(self._lines)
        for matter in MatterKind:
            self._lines.addWidget(Line(matter.label, role="heading"))
            card = Card(gap=0, margins=(8, 6, 8, 6))
            for one in habits:
                if one.matter is matter:
                    card.box.addWidget(LineItem("", habit_words(one), _pill(one), partial(self.edit, one)))
            self._lines.addWidget(card)
        QTimer.singleShot(0, self, self.fit)

    def edit(self, one: Habit) -> None:
        """How this station takes a step."""
        step = one.own or one.shipped
        states = SHIPPED[one.matter][1]
        named = [(str(state.value), state.label) for state in states]

        def find(_session: Any, text: str) -> list[tuple[str, str]]:
            return [each for each in named if text in each[1]]

        who = _who(step)
        offered = [*_WHO, *([who] if who not in _WHO else [])]
        self._page.open_form(
            f"{one.matter.label}：{step.label}",
            [
                CheckField("used", "用不用", "本站用这一步"),
                ChoiceField(
                    "who", "谁来做", [(roles, _who_words(roles)) for roles in offered], required=True
                ),
                ChoiceField(
                    "needs_note", step.note_label, [(True, "必须写"), (False, "可以不写")], required=True
                ),
                NumberField("most", "每轮最多", least=1, largest=99, unit="次", help="不填就不限。"),
                SearchManyField(
                    "from_states",
                    "什么时候能做",
                    self._page.work,
                    find,
                    required=True,
                    placeholder="再加一个状态",
                ),
            ],
            values={
                "used": one.own is not None,
                "who": who,
                "needs_note": Need.NOTE in step.needs,
                "most": step.most or None,
                "from_states": [each for each in named if states(each[0]) in step.from_states],
            },
            save_word="保存",
            service=save_habit,
            fixed={"matter": one.matter, "step": one.shipped.key},
            say=f"已改好“{step.label}”在本站的做法",
            draft=f"habit:{one.matter.value}:{one.shipped.key}",
            then=lambda _done: self._page.work.ask(
                read_habits, then=self.show_habits, owner=self, key=(self, "habits")
            ),
        )

    def edit_again(self, habits: list[Habit], matter: str, step: str) -> None:
        """Go on with the step of this name."""
        for one in habits:
            if (one.matter.value, one.shipped.key) == (matter, step):
                self.edit(one)


def _who(step: Step[Any]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in step.roles) or _EVERYBODY


def _who_words(roles: tuple[Role, ...]) -> str:
    return "谁都可以" if roles == _EVERYBODY else "、".join(role.label for role in roles)


def _pill(one: Habit) -> Pill | None:
    if one.own is None:
        return Pill("不用")
    return Pill("本站", Tone.INFO) if one.differs else None


def habit_words(one: Habit) -> str:
    """催办：谁都可以，可以不写催办内容."""
    step = one.own or one.shipped
    note = f"必须写{step.note_label}" if Need.NOTE in step.needs else ""
    times = f"每轮最多 {step.most} 次" if step.most else ""
    return f"{step.label}：" + "，".join(part for part in (_who_words(_who(step)), note, times) if part)
