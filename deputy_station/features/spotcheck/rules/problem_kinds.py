"""The kinds of problems a check finds: data, because each district sorts them its own way."""

import tomllib
from dataclasses import dataclass
from functools import cache

from deputy_station.core import paths
from deputy_station.core.errors import Refusal


class KindUnknown(Refusal):
    """A problem of a kind that is not in the list."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"没有“{name}”这一类问题，没有记下。可选：{'、'.join(known)}。")


@dataclass(frozen=True)
class ProblemKind:
    """One kind: the key a form knows it by, its name on paper, which of the two questions it answers."""

    key: str
    name: str
    question: str


@cache
def problem_kinds() -> tuple[ProblemKind, ...]:
    """The kinds of `resources/spotcheck/problem_kinds.toml`, in their order."""
    path = paths.resources_folder() / "spotcheck" / "problem_kinds.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))["kind"]
    return tuple(ProblemKind(each["key"], each["name"], each["question"]) for each in told)


def check_kind(name: str) -> str:
    """The name, if there is such a kind. Raises KindUnknown."""
    known = tuple(kind.name for kind in problem_kinds())
    if name not in known:
        raise KindUnknown(name, known)
    return name
