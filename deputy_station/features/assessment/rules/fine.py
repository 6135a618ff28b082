"""五好代表: who may be chosen, and who is, by votes."""

from collections.abc import Sequence

from deputy_station.core.errors import Refusal


class NotEligible(Refusal):
    """A nominee who may not be chosen."""


class PlacesFull(Refusal):
    """More were to be chosen than there are places."""


def least_of(grades: Sequence[str], least: str) -> str:
    """The grade that is enough: the one named, or the second best where a scheme does not have it. `grades` best first."""
    if least in grades:
        return least
    return grades[min(1, len(grades) - 1)] if grades else ""


def obstacles(
    *,
    grade: str,
    grades: Sequence[str],
    least: str,
    vetoes: Sequence[str],
    virtues: Sequence[tuple[str, bool]],
) -> tuple[str, ...]:
    """Why a nominee may not be chosen, in words; empty when nothing stands in the way. `grades` best first."""
    found = [f"一票否决：{veto}" for veto in vetoes]
    enough = least_of(grades, least)
    if grade not in grades:
        found.append("还没有等次")
    elif enough and grades.index(grade) > grades.index(enough):
        found.append(f"等次{grade}，要{enough}以上")
    found += [f"“{name}”不符合" for name, holds in virtues if not holds]
    return tuple(found)


def proposed(votes: Sequence[tuple[int, int]], places: int) -> frozenset[int]:
    """Who would be chosen by votes: (nominee, votes); a tie at the last place chooses none of those tied."""
    ranked = sorted(votes, key=lambda each: -each[1])
    if len(ranked) <= places:
        return frozenset(nominee for nominee, number in ranked if number)
    edge = ranked[places][1]
    last_in = ranked[places - 1][1]
    return frozenset(
        nominee for nominee, number in ranked[:places] if number and (number > edge or last_in != edge)
    )
