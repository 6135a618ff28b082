"""Where a visitor can turn whose matter is none of the station's (resources/matters/referrals.toml)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from deputy_station.core import paths


@dataclass(frozen=True)
class Referral:
    """A place to turn to; words in a reason that hold one of `marks` lead there, `always` where none does."""

    where: str
    matters: str
    phone: str
    marks: tuple[str, ...]
    always: bool


def referrals_for(reason: str, offered: Sequence[Referral]) -> tuple[Referral, ...]:
    """The places that a reason for declining points to, in their order; else those that are always named."""
    meant = tuple(one for one in offered if any(mark in reason for mark in one.marks))
    return meant or tuple(one for one in offered if one.always)


@lru_cache(maxsize=1)
def shipped_referrals() -> tuple[Referral, ...]:
    """The places as shipped."""
    path = paths.resources_folder() / "matters" / "referrals.toml"
    return read_referrals(path.read_text(encoding="utf-8"))


def read_referrals(text: str) -> tuple[Referral, ...]:
    """The places in a TOML text: a table `[[place]]` for each with `where`, `matters`, `phone`, `marks`, `always`."""
    return tuple(
        Referral(
            one["where"], one["matters"], one["phone"], tuple(one.get("marks", ())), one.get("always", False)
        )
        for one in tomllib.loads(text)["place"]
    )
