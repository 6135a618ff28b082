"""Whose changes to the forms hold: those of the station that is open.

Apart from what a change is (`changes`), which is needed for papers only: a database is opened long before one is made.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deputy_station.documents.changes import FormChanges

ReadChanges = Callable[[str], "FormChanges | None"]
_reading: list[ReadChanges] = []


def use_changes(read: ReadChanges | None) -> None:
    """From now on every form is loaded with what `read(name)` gives at that moment; None: all forms as shipped.

    One program has one station open; what it opened last counts. Nothing is remembered here: what another desk saved,
    or somebody took back, is on the next paper.
    """
    _reading[:] = [] if read is None else [read]


def changes_in_use(name: str) -> "FormChanges | None":
    """The open station's changes to a form; None as shipped."""
    return _reading[0](name) if _reading else None
