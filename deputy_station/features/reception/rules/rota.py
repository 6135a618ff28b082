"""Who is on duty on which reception day: by turns, fair over the year, the same answer for the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from deputy_station.core.errors import Refusal

MOST_A_DAY = 20


class RotaSizeInvalid(Refusal):
    """Nobody, or a whole congress, on duty on one day."""

    def __init__(self, per_day: int) -> None:
        super().__init__(f"每个接待日不能安排 {per_day} 名代表。请填 1 到 {MOST_A_DAY}。")


@dataclass(frozen=True)
class RotaDeputy:
    """A deputy who may be on duty in `spans` of office (first and last day, both included; None: open)."""

    deputy_id: int
    spans: tuple[tuple[date, date | None], ...] = ((date.min, None),)

    def in_office(self, day: date) -> bool:
        """Whether a mandate covers `day`."""
        return any(since <= day and (until is None or day <= until) for since, until in self.spans)


@dataclass(frozen=True)
class Rota:
    """Deputy ids for each day, and how many are missing on days that could not be filled."""

    on_duty: dict[date, tuple[int, ...]]
    missing: dict[date, int]


def assign_rota(
    days: Sequence[date],
    deputies: Sequence[RotaDeputy],
    *,
    per_day: int,
    most_each: int | None = None,
    turns_before: Mapping[int, int] | None = None,
) -> Rota:
    """Fill `days` with `per_day` deputies each: whoever has had fewest turns, then whose turn lies furthest back.

    `turns_before`: turns already had this year. Somebody who takes office during the year starts level with
    the least used colleague instead of catching up. `most_each` limits turns in the year, those before
    included. Two who start level and are in office all year differ by one turn at most. Raises RotaSizeInvalid.
    """
    if not 1 <= per_day <= MOST_A_DAY:
        raise RotaSizeInvalid(per_day)
    had = dict(turns_before or {})
    level: dict[int, int] = {}
    last_on = dict.fromkeys((each.deputy_id for each in deputies), date.min)
    places = {each.deputy_id: place for place, each in enumerate(deputies)}
    on_duty: dict[date, tuple[int, ...]] = {}
    missing: dict[date, int] = {}
    for day in sorted(days):
        present = [each.deputy_id for each in deputies if each.in_office(day)]
        _admit(present, had, level)
        free = [each for each in present if most_each is None or had.get(each, 0) < most_each]
        chosen = sorted(free, key=lambda each: (level[each], last_on[each], places[each]))[:per_day]
        for each in chosen:
            level[each] += 1
            had[each] = had.get(each, 0) + 1
            last_on[each] = day
        on_duty[day] = tuple(sorted(chosen, key=places.__getitem__))
        if len(chosen) < per_day:
            missing[day] = per_day - len(chosen)
    return Rota(on_duty, missing)


def _admit(present: list[int], had: Mapping[int, int], level: dict[int, int]) -> None:
    known = [level[each] for each in present if each in level]
    floor = min(known, default=0)
    for each in present:
        if each not in level:
            level[each] = max(had.get(each, 0), floor)
