"""Material against somebody never comes to that person's own unit without a warning, by whatever way it might."""

from pathlib import Path

import pytest

from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service import detail, register, steps, voices
from deputy_station.features.demands.service.following_units import MergeMeetsAccused
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import merge_units
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.handing import UnitConcerned, assign_suggestion
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.writing import submit_suggestion, suggest_from_demand
from deputy_station.store.database import Database

from .conftest import Town
from .walking import handling, move, take_down

LEDGER = "编号,接待日期,反映问题,承办单位,办理状态\n"


def accusing(database: Database, town: Town, unit: str = "镇司法所") -> DemandRow:
    """A demand against 刘主任 of a unit."""
    return take_down(database, "乱收费", against="刘主任", against_unit_id=town.units[unit])


def merged(database: Database, town: Town, old: str, into: str, *, knowing: bool = False) -> None:
    with database.transaction() as session:
        unit = session.get_one(Unit, town.units[old])
        merge_units(session, unit_id=unit.id, version=unit.version, into_id=town.units[into], knowing=knowing)


def test_it_is_not_merged_into_a_matter_that_lies_with_the_unit(database: Database, town: Town) -> None:
    master = handling(database, town)
    row = accusing(database, town, "镇村建办")
    with pytest.raises(steps.AgainstOwnUnit, match="这件诉求的被反映人就在“镇村建办”"):
        move(database, voices.merge_demand, row, into_id=master.id)
    done = move(database, voices.merge_demand, row, into_id=master.id, knowing=True)
    assert done.state is DemandState.MERGED


def test_what_was_merged_in_is_not_handed_over_to_the_unit_either(database: Database, town: Town) -> None:
    master, row = take_down(database), accusing(database, town)
    move(database, voices.merge_demand, row, into_id=master.id)
    with database.reading() as session:
        master = detail.get_demand(session, demand_id=master.id).row
    for given in (
        {"unit_id": town.units["镇司法所"]},
        {"unit_id": town.units["镇村建办"], "co_unit_ids": [town.units["镇司法所"]]},
    ):
        with pytest.raises(steps.AgainstOwnUnit):
            move(database, steps.assign_demand, master, **given)
    move(database, steps.assign_demand, master, unit_id=town.units["镇司法所"], knowing=True)


def test_a_unit_that_takes_the_persons_unit_over_is_warned_of(database: Database, town: Town) -> None:
    row = accusing(database, town)
    move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    with pytest.raises(MergeMeetsAccused, match="被反映人就在“镇司法所”"):
        merged(database, town, "镇司法所", "镇村建办")
    merged(database, town, "镇司法所", "镇村建办", knowing=True)


def test_a_correction_that_names_somebody_of_the_unit_in_hand_is_warned_of(
    database: Database, town: Town
) -> None:
    row = handling(database, town)
    with pytest.raises(steps.AgainstOwnUnit):
        move(
            database,
            register.edit_demand,
            row,
            against="刘主任",
            against_unit_id=town.units["镇村建办"],
        )
    move(
        database,
        register.edit_demand,
        row,
        against="刘主任",
        against_unit_id=town.units["镇村建办"],
        knowing=True,
    )


def test_a_suggestion_that_grew_from_it_is_warned_of_also_when_merged_in_or_the_unit_is(
    database: Database, town: Town
) -> None:
    master, row = take_down(database), accusing(database, town)
    move(database, voices.merge_demand, row, into_id=master.id)
    with database.transaction() as session:
        lead = session.query(Deputy).order_by(Deputy.id).first()
        assert lead is not None
        version = detail.get_demand(session, demand_id=master.id).row.version
        made = suggest_from_demand(
            session,
            demand_id=master.id,
            version=version,
            lead_id=lead.id,
            title="关于规范收费的建议",
            kind=SuggestionKind.BETWEEN,
        )
        made = submit_suggestion(session, suggestion_id=made.id, version=made.version)
        made = accept_suggestion(session, suggestion_id=made.id, version=made.version)
        with pytest.raises(UnitConcerned):
            assign_suggestion(
                session, suggestion_id=made.id, version=made.version, unit_id=town.units["镇司法所"]
            )
        assign_suggestion(
            session, suggestion_id=made.id, version=made.version, unit_id=town.units["镇村建办"]
        )
    with pytest.raises(MergeMeetsAccused):
        merged(database, town, "镇村建办", "镇司法所")
    with pytest.raises(MergeMeetsAccused):
        merged(database, town, "镇司法所", "镇村建办")
    merged(database, town, "镇村建办", "镇司法所", knowing=True)


def test_a_later_ledger_does_not_hand_it_to_the_unit(database: Database, town: Town, tmp_path: Path) -> None:
    def bring(name: str, unit: str) -> object:
        path = tmp_path / name
        path.write_text(
            LEDGER + f"7,2026-11-03,村口收费乱,{unit},{'办理中' if unit else ''}\n", encoding="utf-8"
        )
        with database.transaction() as session:
            return import_demands(session, path, source="老台账")

    bring("一.csv", "")
    with database.transaction() as session:
        row = detail.get_demand(session, demand_id=1).row
        register.edit_demand(
            session,
            demand_id=row.id,
            version=row.version,
            against="刘主任",
            against_unit_id=town.units["镇司法所"],
        )
    outcome = bring("二.csv", "镇司法所")
    print(outcome)
    with database.reading() as session:
        after = detail.get_demand(session, demand_id=1)
    assert (after.row.state, after.unit_id) == (DemandState.REGISTERED, None)
