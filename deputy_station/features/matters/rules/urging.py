"""催办 in levels: whom the urging goes to, the higher the later the answer."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from deputy_station.core import paths
from deputy_station.core.errors import Refusal


class UrgeLevelUnknown(Refusal):
    """There is no such level."""

    def __init__(self, level: int, highest: int) -> None:
        super().__init__(f"催办没有第 {level} 级。请选第 1 级到第 {highest} 级。")


@dataclass(frozen=True)
class UrgeLevel:
    """A level from 1 on, its name, and from how many days after the deadline it is the fitting one (None: before)."""

    level: int
    label: str
    days_late: int | None


@dataclass(frozen=True)
class UrgeAdvice:
    """The level that fits, and why, in words (已超期 9 天)."""

    level: UrgeLevel
    why: str


def read_levels(text: str) -> tuple[UrgeLevel, ...]:
    """The levels in a TOML text, the mildest first. Raises ValueError where a later one would come earlier."""
    levels = tuple(
        UrgeLevel(number, entry["label"], entry.get("days_late"))
        for number, entry in enumerate(tomllib.loads(text)["level"], 1)
    )
    days = [level.days_late for level in levels[1:]]
    if not levels or levels[0].days_late is not None or None in days or days != sorted(set(days)):  # type: ignore[type-var]
        raise ValueError("the first level is for before the deadline, each further one for a later day")
    return levels


@lru_cache(maxsize=1)
def urge_levels() -> tuple[UrgeLevel, ...]:
    """The levels as shipped (resources/matters/urging.toml)."""
    return read_levels((paths.resources_folder() / "matters" / "urging.toml").read_text(encoding="utf-8"))


def advise_level(due_on: date | None, today: date, *, so_far: int = 0) -> UrgeAdvice:
    """The level that fits today; `so_far`: the highest level used in this round, below which nobody goes back."""
    levels = urge_levels()
    late = 0 if due_on is None else (today - due_on).days
    fitting = [level for level in levels if level.days_late is None or level.days_late <= late]
    chosen = max(fitting[-1].level, min(so_far, len(levels)))
    if late > 0:
        why = f"已超期 {late} 天"
    elif chosen > fitting[-1].level:
        why = f"已催到第 {chosen} 级"
    else:
        why = "还没到期"
    return UrgeAdvice(levels[chosen - 1], why)


def level_of(number: int) -> UrgeLevel:
    """The level with that number. Raises UrgeLevelUnknown."""
    levels = urge_levels()
    if not 1 <= number <= len(levels):
        raise UrgeLevelUnknown(number, len(levels))
    return levels[number - 1]
