"""The open questions of a scheme as fields of a form."""

from collections.abc import Iterable, Mapping
from typing import Any

from deputy_station.features.points.rules.scheme import Switch
from deputy_station.features.points.service.scheme_listing import ANSWER
from deputy_station.widgets.fields import CheckField, ChoiceField, Field
from deputy_station.widgets.form import Form


def switch_fields(switches: Iterable[Switch]) -> list[Field]:
    """A yes-or-no question as a tick, one with answers of its own as a choice."""
    return [_field(switch) for switch in switches]


def switch_values(switches: Iterable[Switch]) -> dict[str, Any]:
    """The answers in force, by the names of the fields."""
    return {f"{ANSWER}{each.key}": each.answer if each.options else each.on for each in switches}


def read_answers(form: Form) -> dict[str, str | bool]:
    """The answers that stand in a form, by the key of the switch; what is not answered is left out."""
    return answers_in(form.values())


def answers_in(values: Mapping[str, Any]) -> dict[str, str | bool]:
    """The answers among the values of a form."""
    return {
        name.removeprefix(ANSWER): value
        for name, value in values.items()
        if name.startswith(ANSWER) and value is not None
    }


def _field(switch: Switch) -> Field:
    if switch.options:
        choices = [(word, word) for word in switch.options]
        return ChoiceField(f"{ANSWER}{switch.key}", switch.title, choices, required=True, help=switch.note)
    return CheckField(f"{ANSWER}{switch.key}", "", switch.title, help=switch.note)
