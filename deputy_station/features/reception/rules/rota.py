"""Who is on duty on which reception day: by turns, fair over the year, the same answer for the same question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from deputy_station.core.errors import Refusal
from deputy_station.features.reception.rules.rota_exchange import Limits, Turns, even_out

MOST_A_DAY = 20


class RotaSizeInvalid(Refusal):
    """Nobody, or a whole congress, on duty on one day."""

    def __init__(self, per_day: int) -> None:
        super().__init__(f"每个接待日不能安排 {per_day} 名代表。请填 1 到 {MOST_A_DAY}。")


class RotaLimitsInvalid(Refusal):
    """The least number of turns is above the most."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"每人至少 {least} 次，比最多 {most} 次还多。请改好再试。")


@dataclass(frozen=True)
class RotaDeputy:
    """A deputy who may be on duty in `spans` of office (first and last day, both included; None: open), but not
    in `leaves` (first and last day, both included). Mandates of several levels are one deputy with several spans."""

    deputy_id: int
    spans: tuple[tuple[date, date | None], ...] = ((date.min, None),)
    leaves: tuple[tuple[date, date], ...] = ()

    def in_office(self, day: date) -> bool:
        """Whether a mandate covers `day`."""
        return any(since <= day and (until is None or day <= until) for since, until in self.spans)

    def free(self, day: date) -> bool:
        """In office on `day` and not on leave."""
        return self.in_office(day) and not any(since <= day <= until for since, until in self.leaves)


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
    least_each: int = 0,
    most_each: int | None = None,
    turns_before: Mapping[int, int] | None = None,
) -> Rota:
    """Fill `days` with `per_day` deputies each: whoever has had fewest turns, then whose turn lies furthest back.

    `turns_before`: turns already had this year. Whoever is short of `least_each` turns comes first. Somebody who
    takes office during the year otherwise starts level with the least used colleague instead of catching up.
    `most_each` limits turns in the year, those before included. What taking turns leaves uneven, because somebody
    was away, is mended by exchanges (see `even_out`). Raises RotaSizeInvalid, RotaLimitsInvalid.
    """
    if not 1 <= per_day <= MOST_A_DAY:
        raise RotaSizeInvalid(per_day)
    if most_each is not None and most_each < least_each:
        raise RotaLimitsInvalid(least_each, most_each)
    had = Counter(dict(turns_before or {}))
    level: dict[int, int] = {}
    last_on = dict.fromkeys((each.deputy_id for each in deputies), date.min)
    places = {each.deputy_id: place for place, each in enumerate(deputies)}
    on_duty: dict[date, list[int]] = {}
    free: dict[date, frozenset[int]] = {}
    for day in sorted(set(days)):
        _admit([each.deputy_id for each in deputies if each.in_office(day)], had, level)
        free[day] = frozenset(each.deputy_id for each in deputies if each.free(day))
        able = [each for each in free[day] if most_each is None or had[each] < most_each]
        chosen = sorted(
            able, key=lambda each: (min(had[each], least_each), level[each], last_on[each], places[each])
        )[:per_day]
        for each in chosen:
            level[each] += 1
            had[each] += 1
            last_on[each] = day
        on_duty[day] = chosen
    limits = Limits(per_day, least_each, most_each)
    even_out(Turns(on_duty, free, had, level, list(places)), limits)
    return Rota(
        {day: tuple(sorted(ids, key=places.__getitem__)) for day, ids in on_duty.items()},
        {day: per_day - len(ids) for day, ids in on_duty.items() if len(ids) < per_day},
    )


def _admit(present: list[int], had: Mapping[int, int], level: dict[int, int]) -> None:
    known = [level[each] for each in present if each in level]
    floor = min(known, default=0)
    for each in present:
        if each not in level:
            level[each] = max(had[each], floor)
