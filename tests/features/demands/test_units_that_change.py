"""A unit renamed or merged while matters are open: nothing is lost, each matter says what happened."""

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Satisfaction
from deputy_station.features.demands.service import detail, following_units, handing, listing, steps
from deputy_station.features.demands.service.listing import DemandFilter
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.history.service import list_history, undo_last
from deputy_station.features.matters.service import catalogue
from deputy_station.features.matters.service.catalogue import MergedUnit, UnitRow
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, handling, informed, move, take_down


def unit(database: Database, name: str) -> UnitRow:
    with database.reading() as session:
        return next(one for one in catalogue.list_units(session, retired=True) if one.name == name)


def rename(database: Database, old: str, new: str) -> UnitRow:
    one = unit(database, old)
    with database.transaction() as session:
        return catalogue.edit_unit(session, unit_id=one.id, version=one.version, name=new, kind=one.kind)


def merge(database: Database, name: str, into: str, *, knowing: bool = False) -> MergedUnit:
    one, other = unit(database, name), unit(database, into)
    with database.transaction() as session:
        return catalogue.merge_units(
            session, unit_id=one.id, version=one.version, into_id=other.id, knowing=knowing
        )


def found(database: Database, words: str) -> list[str]:
    with database.reading() as session:
        return [row.number for row in listing.list_demands(session, where=DemandFilter(search=words))]


def test_a_renamed_unit_keeps_its_matters_and_is_found_by_both_names(database: Database, town: Town) -> None:
    row = assigned(database, town, co_unit_ids=[town.units["镇财政所"]])
    renamed = rename(database, "镇村建办", "镇规划建设办")
    rename(database, "镇财政所", "镇财政分局")
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        by_old = [one.name for one in catalogue.list_units(session, search="村建")]
        by_initials = [one.name for one in catalogue.list_units(session, search="ghjs")]
    assert renamed.former_names == ("镇村建办",)
    assert (told.row.unit, told.co_units) == ("镇规划建设办", "镇财政分局")
    assert (by_old, by_initials) == (["镇规划建设办"], ["镇规划建设办"])
    assert found(database, "镇规划建设办") == [row.number]
    assert found(database, "财政分局") == [row.number]


def test_a_name_taken_back_is_no_former_name(database: Database, town: Town) -> None:
    rename(database, "镇村建办", "镇规划建设办")
    back = rename(database, "镇规划建设办", "镇村建办")
    assert back.former_names == ("镇规划建设办",)


def test_merging_units_moves_what_is_open_with_a_line_and_leaves_what_is_closed(
    database: Database, town: Town
) -> None:
    open_one = handling(database, town)
    closed = move(database, steps.withdraw_demand, assigned(database, town), note="不用了")
    done = merge(database, "镇村建办", "镇水利站")
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=open_one.id)
        handovers = [one.unit for one in handing.list_handovers(session, demand_id=open_one.id)]
        kept = detail.get_demand(session, demand_id=closed.id)
        line = list_history(session, subject="demand", subject_id=open_one.id)[-1]
    assert (done.moved, done.unit.former_names) == (1, ("镇村建办",))
    assert (told.row.unit, handovers, kept.row.unit) == ("镇水利站", ["镇水利站"], "镇村建办")
    assert line.sentence == "诉求 朔里-2026-0001：镇村建办并入镇水利站，由镇水利站接着办"
    assert unit(database, "镇村建办").retired
    row = move(database, steps.note_progress, told.row, note="接着办")
    assert row.unit == "镇水利站"


def test_a_lead_unit_and_its_helper_that_become_one_have_it_once(database: Database, town: Town) -> None:
    row = handling(database, town, co_unit_ids=[town.units["镇水利站"], town.units["镇财政所"]])
    merge(database, "镇水利站", "镇村建办")
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        lead, same, other = handing.list_handovers(session, demand_id=row.id)
    assert told.co_units == "镇财政所"
    assert (lead.returned_on, other.returned_on) == (None, None)
    assert same.return_reason == "单位合并，不再分别办理"


def test_undoing_a_merger_gives_the_matters_back(database: Database, town: Town) -> None:
    row = handling(database, town)
    merge(database, "镇村建办", "镇水利站")
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).row.unit == "镇村建办"
    assert not unit(database, "镇村建办").retired


def test_a_merger_that_brings_material_to_the_accused_warns_first(database: Database, town: Town) -> None:
    row = take_down(database, against="刘主任", against_unit_id=town.units["镇水利站"])
    move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    with pytest.raises(following_units.MergeMeetsAccused, match="合并以后材料会到他的单位"):
        merge(database, "镇村建办", "镇水利站")
    assert merge(database, "镇村建办", "镇水利站", knowing=True).moved == 1


def test_the_unit_of_the_accused_is_followed_through_a_merger(database: Database, town: Town) -> None:
    row = take_down(database, against="刘主任", against_unit_id=town.units["镇水利站"])
    merge(database, "镇水利站", "镇农技站")
    with database.reading() as session:
        version = session.get_one(Demand, row.id).version
    with pytest.raises(steps.AgainstOwnUnit), database.transaction() as session:
        steps.assign_demand(session, demand_id=row.id, version=version, unit_id=town.units["镇农技站"])


def test_mergers_that_make_no_sense_are_refused(database: Database, town: Town) -> None:
    with pytest.raises(catalogue.UnitsNotMerged, match="不能并入自己"):
        merge(database, "镇村建办", "镇村建办")
    merge(database, "镇村建办", "镇水利站")
    with pytest.raises(catalogue.UnitsNotMerged, match="已经并入别的单位"):
        merge(database, "镇村建办", "镇农技站")
    with pytest.raises(catalogue.UnitsNotMerged, match="“镇村建办”已停用"):
        merge(database, "镇农技站", "镇村建办")
    one = unit(database, "镇农技站")
    rename(database, "镇农技站", "镇农技中心")
    with pytest.raises(StaleEdit), database.transaction() as session:
        catalogue.merge_units(
            session, unit_id=one.id, version=one.version, into_id=unit(database, "镇水利站").id
        )


def test_the_usual_unit_of_a_category_is_inherited_and_follows_a_merger(
    database: Database, town: Town
) -> None:
    above, below = town.categories["城乡建设"], town.categories["城乡建设/村镇建设"]
    with database.transaction() as session:
        catalogue.set_default_unit(session, category_id=above, unit_id=town.units["镇村建办"])
        assert catalogue.default_unit(session, category_id=below).name == "镇村建办"  # type: ignore[union-attr]
        catalogue.set_default_unit(session, category_id=below, unit_id=town.units["镇水利站"])
        assert catalogue.default_unit(session, category_id=below).name == "镇水利站"  # type: ignore[union-attr]
        assert catalogue.default_unit(session, category_id=None) is None
    merge(database, "镇水利站", "镇农技站")
    with database.reading() as session:
        assert catalogue.default_unit(session, category_id=below).name == "镇农技站"  # type: ignore[union-attr]
        assert catalogue.default_unit(session, category_id=town.categories["劳动和社会保障"]) is None


def test_an_open_matter_whose_unit_was_retired_goes_on(database: Database, town: Town) -> None:
    row = handling(database, town)
    one = unit(database, "镇村建办")
    with database.transaction() as session:
        catalogue.edit_unit(
            session, unit_id=one.id, version=one.version, name=one.name, kind=one.kind, retired=True
        )
    row = move(database, steps.record_result, row, note="换了灯泡")
    assert row.unit == "镇村建办"


def settled(database: Database, town: Town) -> DemandRow:
    """A closed demand of 镇村建办."""
    row = informed(database, town)
    return move(database, steps.follow_up, row, satisfaction=Satisfaction.SATISFIED)


def test_what_is_closed_is_found_by_the_new_name_and_goes_on_by_the_old_one(
    database: Database, town: Town
) -> None:
    row = settled(database, town)
    other = take_down(database, "规划展示牌倒了")
    rename(database, "镇村建办", "镇规划建设办")
    for words in ("镇规划建设办", "规划建设", "建设", "镇村建办", "规划建设 路灯"):
        assert found(database, words) == [row.number], words
    assert found(database, "规划") == [other.number, row.number], "one in its title, one by its unit"
    assert found(database, "规划建设 塌方") == []
    with database.reading() as session:
        assert listing.count_demands(session, where=DemandFilter(search="规划建设办")) == 1
        by_number = listing.list_demands(session, where=DemandFilter(search="规划建设"), order="number")
    assert [each.number for each in by_number] == [row.number]


def test_what_is_closed_is_found_by_the_unit_its_own_was_merged_into_over_two_mergers(
    database: Database, town: Town
) -> None:
    row = settled(database, town)
    merge(database, "镇村建办", "镇财政所")
    assert found(database, "财政所") == [row.number]
    merge(database, "镇财政所", "镇水利站")
    rename(database, "镇水利站", "镇综合服务中心")
    assert found(database, "综合服务") == [row.number]
    with database.reading() as session:
        assert detail.get_demand(session, demand_id=row.id).row.unit == "镇村建办", (
            "it stays with whom it was"
        )


def test_undoing_a_renaming_takes_the_name_out_of_the_search_again(database: Database, town: Town) -> None:
    settled(database, town)
    rename(database, "镇村建办", "镇规划建设办")
    with database.transaction() as session:
        undo_last(session)
    assert found(database, "规划建设") == []


def test_what_is_open_goes_on_being_found_by_the_old_name_but_a_merged_name_finds_nothing_it_never_had(
    database: Database, town: Town
) -> None:
    open_one = assigned(database, town)
    rename(database, "镇村建办", "镇规划建设办")
    assert found(database, "村建办") == found(database, "规划建设办") == [open_one.number]
    of_finance = assigned(database, town, unit_id=town.units["镇财政所"])
    merge(database, "镇规划建设办", "镇财政所")
    assert of_finance.number not in found(database, "规划建设办")
    assert found(database, "财政所") == [of_finance.number, open_one.number]
