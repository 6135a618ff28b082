"""Which words may be chosen when one thing of a kind is written down, and which fields it needs at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from deputy_station.features.points.rules.asked import Selector
from deputy_station.features.points.rules.entering import (
    evidence_asked,
    fields_asked,
    kinds_to_enter,
    states_offered,
    vote_words,
)
from deputy_station.features.points.rules.ruling import Count, Steps
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.shapes.reach import rules_within, selectors_of
from deputy_station.features.points.rules.vocabulary import (
    ATTENDED_KINDS,
    SAYS,
    FactKind,
    Level,
    Manner,
    Part,
    Satisfaction,
)

CHOSEN = ("role", "level", "manner", "satisfaction")
"""The fields that are chosen from words, besides the state."""

_GENERAL: Mapping[str, tuple[str, ...]] = {
    "role": tuple(Part),
    "level": tuple(Level),
    "manner": tuple(Manner),
    "satisfaction": tuple(Satisfaction),
}
"""What is offered where the scheme asks for a field without saying which words it knows."""


@dataclass(frozen=True)
class KindOffer:
    """How one kind is written down: the fields it needs, the words of each, its unit, and the evidence asked.

    `required` are keys of `entering.FIELD_WORDS`; `optional` change what it counts for without being asked.
    """

    kind: str
    unit: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    states: tuple[str, ...]
    attended: bool
    evidence: str
    approval: bool
    counts: bool
    note: str = ""
    ballot: tuple[str, ...] = ()
    """The words of a ballot's votes that the scheme counts."""


def offers_of(scheme: Scheme) -> tuple[KindOffer, ...]:
    """How each kind may be written down; those some item looks at come first."""
    offers = [_offer(scheme, kind) for kind in kinds_to_enter(scheme)]
    return tuple(sorted(offers, key=lambda offer: not offer.counts))


def _offer(scheme: Scheme, kind: str) -> KindOffer:
    selectors = tuple(_selectors(scheme, kind))
    known = scheme.kind(kind)
    required = tuple(name for name in fields_asked(scheme, kind) if name != "weight")
    words = {name: _words(selectors, kind, name) for name in CHOSEN}
    told = {name for name in CHOSEN if any(getattr(each, f"{name}s") for each in selectors)}
    if _counts_amounts(scheme, kind):
        told.add("amount")
    return KindOffer(
        kind=kind,
        unit="次" if known is None else known.unit,
        required=required,
        optional=tuple(name for name in ("amount", *CHOSEN) if name in told and name not in required),
        words=words,
        states=states_offered(scheme, kind),
        attended=kind in ATTENDED_KINDS or (known is not None and known.attended),
        evidence=evidence_asked(scheme, kind),
        approval=known is not None and known.approval,
        counts=bool(selectors),
        note="" if known is None else known.note,
        ballot=vote_words(scheme, kind),
    )


def _selectors(scheme: Scheme, kind: str) -> Iterator[Selector]:
    for item in scheme.items:
        for selector in selectors_of(item.rule):
            if kind in selector.kinds:
                yield selector


def _words(selectors: tuple[Selector, ...], kind: str, name: str) -> tuple[str, ...]:
    """The station's words for the kind, then what the scheme's items tell apart, each once."""
    own = SAYS[FactKind(kind)].get(name, ()) if kind in set(FactKind) else ()
    told = [word for selector in selectors for word in sorted(getattr(selector, f"{name}s"))]
    found = tuple(dict.fromkeys([*map(str, own), *told]))
    general = tuple(map(str, _GENERAL[name]))
    in_order = [word for word in general if word in found]
    return (*in_order, *(word for word in found if word not in in_order)) or general


def _counts_amounts(scheme: Scheme, kind: str) -> bool:
    """Whether an item goes by how much money it was."""
    return any(
        ((isinstance(rule, Count) and rule.by_amount) or (isinstance(rule, Steps) and rule.on == "金额"))
        and any(kind in selector.kinds for selector in selectors_of(rule))
        for item in scheme.items
        for rule in rules_within(item.rule)
    ) or any(each.amount_from is not None or each.amount_to is not None for each in _selectors(scheme, kind))
