"""How each kind of paper was printed last, and how far each printer is off, kept on this computer."""

from dataclasses import dataclass
from typing import Any

from deputy_station.core.remembered import Remembered
from deputy_station.widgets.print_preview.printing import Paper, Sides

MOST_COPIES = 500
MOST_OFFSET_MM = 20.0


@dataclass(frozen=True)
class Habit:
    """The last way a kind of paper was printed; "" is no printer."""

    printer: str = ""
    paper: Paper = Paper.SAME
    sides: Sides = Sides.ONE
    copies: int = 1


@dataclass(frozen=True)
class Offset:
    """How far to move the content, in mm; to the left and up are negative."""

    right: float = 0.0
    down: float = 0.0


def read_habit(remembered: Remembered, kind: str) -> Habit:
    """What was used for this kind of paper last; anything unreadable is as if never used."""
    kept = remembered.get(f"print.{kind}")
    if not isinstance(kept, dict):
        return Habit()
    papers, sides = {each.value: each for each in Paper}, {each.value: each for each in Sides}
    copies = kept.get("copies")
    return Habit(
        str(kept.get("printer", "")),
        papers.get(str(kept.get("paper")), Paper.SAME),
        sides.get(str(kept.get("sides")), Sides.ONE),
        copies if isinstance(copies, int) and 1 <= copies <= MOST_COPIES else 1,
    )


def keep_habit(remembered: Remembered, kind: str, habit: Habit) -> None:
    """Use this for the kind from now on."""
    values = {
        "printer": habit.printer,
        "paper": habit.paper.value,
        "sides": habit.sides.value,
        "copies": habit.copies,
    }
    remembered.put(f"print.{kind}", values)


def read_offset(remembered: Remembered, printer: str, *, lies: bool = False) -> Offset:
    """How far this printer is off. Pages that lie are turned by the printer, so they are off by something else."""
    kept = remembered.get(_offset_key(printer, lies))
    match kept:
        case [int() | float() as right, int() | float() as down]:
            return Offset(_within(right), _within(down))
    return Offset()


def keep_offset(remembered: Remembered, printer: str, offset: Offset, *, lies: bool = False) -> None:
    """Move everything by this on that printer; nought forgets it."""
    kept: Any = [offset.right, offset.down] if offset != Offset() else None
    remembered.put(_offset_key(printer, lies), kept)


def _offset_key(printer: str, lies: bool) -> str:
    return f"print.offset.{printer}.lying" if lies else f"print.offset.{printer}"


def _within(mm: float) -> float:
    return max(-MOST_OFFSET_MM, min(float(mm), MOST_OFFSET_MM))
