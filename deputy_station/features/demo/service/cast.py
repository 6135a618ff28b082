"""What the demo is made of, read from `resources/demo/station.toml`: made-up names, places and matters."""

import random
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any

from deputy_station.core import paths


@dataclass(frozen=True)
class Matter:
    """Something voters ask for: gist and own words with {village} and {spot}, category path, handling unit."""

    gist: str
    words: str
    category: str
    unit: str


@dataclass(frozen=True)
class Cast:
    """Everything the demo draws from."""

    station: dict[str, str]
    term_name: str
    term_starts_on: date
    term_ends_on: date
    people: dict[str, Any]
    villages: tuple[str, ...]
    groups: tuple[str, ...]
    spots: tuple[str, ...]
    matters: tuple[Matter, ...]


def read_cast() -> Cast:
    """The cast as shipped."""
    with (paths.resources_folder() / "demo" / "station.toml").open("rb") as file:
        data = tomllib.load(file)
    return Cast(
        station=data["station"],
        term_name=data["term"]["name"],
        term_starts_on=data["term"]["starts_on"],
        term_ends_on=data["term"]["ends_on"],
        people=data["people"],
        villages=tuple(data["places"]["villages"]),
        groups=tuple(data["places"]["groups"]),
        spots=tuple(data["places"]["spots"]),
        matters=tuple(Matter(**matter) for matter in data["matters"]),
    )


def make_names(cast: Cast, chance: random.Random, count: int) -> list[tuple[str, bool]]:
    """`count` different names, each with whether it is a woman's; the special ones (rare signs, ·) come first."""
    names: list[tuple[str, bool]] = [
        (name, index % 2 == 1) for index, name in enumerate(cast.people["special"])
    ]
    taken = {name for name, _ in names}
    while len(names) < count:
        woman = chance.random() < 0.34
        given = chance.choice(cast.people["given_female" if woman else "given_male"])
        name = chance.choice(cast.people["surnames"]) + given
        if name not in taken:
            taken.add(name)
            names.append((name, woman))
    return names[:count]
