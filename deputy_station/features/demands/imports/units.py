"""The units a ledger names: by the names they have, had before, or had before they were merged into another."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.demands.imports.candidates import Candidate
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import UnitKind

_JOINTS = re.compile("[、，,；;/ ]+")


class UnitNames:
    """Finds units by a ledger's words; one that is not known yet is added as 其他."""

    def __init__(self, session: Session, candidates: Iterable[Candidate]) -> None:
        self._session = session
        units = {unit.id: unit for unit in session.scalars(select(Unit).order_by(Unit.id))}
        self._by_name: dict[str, Unit] = {}
        for unit in units.values():
            for former in filter(None, unit.former_names.split("、")):
                self._by_name.setdefault(former, _now(unit, units))
        for unit in units.values():  # a name that is borne today goes before one that was given up
            if unit.merged_into_id is None or unit.name not in self._by_name:
                self._by_name[unit.name] = _now(unit, units)
        for one in candidates:
            for name in (one.text("unit"), *names_in(one.text("co_units"))):
                if name and name not in self._by_name:
                    self._by_name[name] = Unit(name=name, kind=UnitKind.OTHER)
                    session.add(self._by_name[name])
        session.flush()
        self._plain = {name: (unit.id, unit.name, unit.kind) for name, unit in self._by_name.items()}

    def find(self, name: str) -> tuple[int, str, UnitKind] | None:
        """The number, the present name and the kind of the unit; None without a name."""
        return self._plain[name] if name else None


def names_in(text: str) -> list[str]:
    """The names in a cell of several units."""
    return [name for name in _JOINTS.split(text) if name]


def _now(unit: Unit, units: dict[int, Unit]) -> Unit:
    """The unit that has its matters today."""
    seen = {unit.id}
    while unit.merged_into_id is not None and unit.merged_into_id not in seen:
        unit = units[unit.merged_into_id]
        seen.add(unit.id)
    return unit
