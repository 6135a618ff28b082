"""A suggestion's way from draft to appraised reply, as one table that buttons, services and tests read.

The table is data (resources/matters/suggestion_steps.toml, see `matters.rules.table`). Nothing is reopened silently:
handling again is a new, numbered round.
"""

from collections.abc import Mapping

from deputy_station.core import paths
from deputy_station.features.matters.rules.table import Need as Need
from deputy_station.features.matters.rules.table import Step as MatterStep
from deputy_station.features.matters.rules.table import StepIncomplete as StepIncomplete
from deputy_station.features.matters.rules.table import StepNotAllowed as StepNotAllowed
from deputy_station.features.matters.rules.table import StepTable, read_table
from deputy_station.features.suggestions.rules.choices import SuggestionState

Step = MatterStep[SuggestionState]


def _shipped() -> StepTable[SuggestionState]:
    text = (paths.resources_folder() / "matters" / "suggestion_steps.toml").read_text(encoding="utf-8")
    return read_table(text, SuggestionState)


TABLE = _shipped()
"""The way of a suggestion as shipped; `matters.service.variations` lays a station's own habits over it."""

STEPS: Mapping[str, Step] = TABLE.steps
"""Every step by its key, in the order people see them."""
