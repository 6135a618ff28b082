"""What a suggestion must not hold: the name, phone or address of a visitor whose demand it grew from; and what nothing that
is published may hold: any number that could be dialled, or of a document."""

import re
from collections.abc import Iterable
from dataclasses import replace

from deputy_station.features.demands.rules.faces import Person, cleared, is_person, nameless

_DOCUMENT = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")


def without_people(text: str, people: Iterable[Person]) -> str:
    """The text with those people called 某某, their phones masked, their addresses kept to the village; what else it
    says, a service number of a unit too, stays.

    >>> without_people("我是陈大爷，电话13800001111", [Person("陈大爷", "13800001111")])
    '我是某某，电话138****1111'
    """
    text, known = _without_secrets(text, people)
    return cleared(text, known, numbers=False) if known else text


def published(text: str, people: Iterable[Person] = ()) -> str:
    """The text fit for everybody: without those people, phones as 138****1111, document numbers left out."""
    text, known = _without_secrets(text, people)
    return cleared(_DOCUMENT.sub("（证件号码略）", text), known)


def _without_secrets(text: str, people: Iterable[Person]) -> tuple[str, list[Person]]:
    """Of who asked for secrecy not even the end of a phone stays; then the text is cleared of all of them."""
    whole = list(people)
    return nameless(text, [one for one in whole if one.secret]), [_nobody(one) for one in whole]


def _nobody(person: Person) -> Person:
    """Not even the surname stands in a suggestion. An organisation that came to the desk is no secret: the matter may
    be its gate."""
    return replace(person, name=person.name if is_person(person.name) else "", secret=True)
