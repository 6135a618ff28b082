"""What a scheme looks at at all: which records and which words, and why a record is none of them."""

from difflib import get_close_matches

from deputy_station.features.points.rules.asked import Selector
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.shapes.reach import condition_selectors, selectors_of
from deputy_station.features.points.rules.trial_json import LONGEST_WORD
from deputy_station.features.points.rules.vocabulary import (
    ATTENDANCE_STATES,
    FactKind,
    Level,
    Manner,
    Part,
    Satisfaction,
    State,
)

_WORDS = {"state": "状态", "role": "角色", "level": "级别", "manner": "方式", "satisfaction": "满意度"}
_VOCABULARY = {"state": State, "role": Part, "level": Level, "manner": Manner, "satisfaction": Satisfaction}


def words_known(scheme: Scheme) -> dict[str, frozenset[str]]:
    """Every word that the station's records or the scheme use, by field."""
    found = {name: {each.value for each in words if each.value} for name, words in _VOCABULARY.items()}
    for selector in _asked(scheme):
        for name, words in found.items():
            words |= _wanted(selector, name)
    attendance = scheme.attendance
    found["state"] |= (
        {state for state, _share in attendance.credit} | attendance.left_out | attendance.pending
    )
    return {name: frozenset(words) for name, words in found.items()}


def states_of_attendance(scheme: Scheme, kind: str) -> frozenset[str]:
    """The words that say of a kind one comes to whether somebody came."""
    attendance = scheme.attendance
    asked = (selector.states for selector in _asked(scheme) if kind in selector.kinds)
    named = {state for state, _share in attendance.credit} | attendance.left_out | attendance.pending
    return frozenset(each.value for each in ATTENDANCE_STATES).union(named, *asked)


def why_unfit(scheme: Scheme, fact: Fact) -> tuple[str, str]:
    """Why no item of the scheme looks at the fact, and what may have been meant."""
    asked = _asked(scheme)
    kinds = {kind for selector in asked for kind in selector.kinds}
    own = {kind.name for kind in scheme.kinds}
    if fact.kind not in kinds and fact.kind not in own | set(FactKind):
        close = get_close_matches(
            fact.kind[:LONGEST_WORD], sorted(kinds | own | set(FactKind)), n=1, cutoff=0.5
        )
        return f"没有“{fact.kind}”这种记录", f"您要的是不是“{close[0]}”" if close else ""
    if fact.kind not in kinds:
        return f"这份办法里没有一项看“{fact.kind}”", ""
    of_kind = [selector for selector in asked if fact.kind in selector.kinds]
    for name, word in _WORDS.items():
        said = getattr(fact, name)
        wanted = [_wanted(selector, name) for selector in of_kind]
        if all(wanted) and not any(said in each for each in wanted):
            known = sorted(set().union(*wanted))
            close = get_close_matches(said[:LONGEST_WORD], known, n=1, cutoff=0.5) or known
            written = f"{word}“{said}”" if said else f"没写{word}的"
            return f"没有一项看{written}“{fact.kind}”", f"办法里看的{word}：{'、'.join(close)}"
    item_kinds = {kind for item in scheme.items for each in selectors_of(item.rule) for kind in each.kinds}
    if fact.kind not in item_kinds:
        return f"“{fact.kind}”只用来定门槛、否决或结果运用，不计分", ""
    return f"没有一项看这样的“{fact.kind}”", ""


def _asked(scheme: Scheme) -> list[Selector]:
    found = [selector for item in scheme.items for selector in selectors_of(item.rule)]
    found += [selector for money in scheme.moneys for selector in selectors_of(money.rule)]
    conditions = [force.when for item in scheme.items for force in item.forces]
    conditions += [need for gate in scheme.gates for need in gate.needs]
    conditions += [veto.when for veto in scheme.vetoes]
    conditions += [each.when for each in scheme.consequences if each.when is not None]
    for condition in conditions:
        for selectors in condition_selectors(condition):
            found += selectors
    return found


def _wanted(selector: Selector, name: str) -> frozenset[str]:
    return {
        "state": selector.states,
        "role": selector.roles,
        "level": selector.levels,
        "manner": selector.manners,
        "satisfaction": selector.satisfactions,
    }[name]
