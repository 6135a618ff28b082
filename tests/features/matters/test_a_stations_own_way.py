"""What a station does otherwise than the shipped table: rows laid over it, refused where nothing could end."""

import pytest

from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.steps import TABLE
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.models import StepSetting
from deputy_station.features.matters.rules.choices import MatterKind
from deputy_station.features.matters.rules.table import StepIncomplete, StepTable, StepTooOften, StepUnknown
from deputy_station.features.matters.service import variations
from deputy_station.store.database import Database

S = DemandState


def vary(database: Database, step: str, **more: object) -> None:
    with database.transaction() as session:
        variations.set_variation(
            session,
            matter=MatterKind.DEMAND,
            shipped=TABLE,
            states=DemandState,
            step=step,
            **more,  # type: ignore[arg-type]
        )


def table(database: Database) -> StepTable[DemandState]:
    with database.reading() as session:
        return variations.table_of(session, matter=MatterKind.DEMAND, shipped=TABLE, states=DemandState)


def test_without_settings_the_shipped_way_holds(database: Database) -> None:
    assert table(database) is TABLE


def test_a_station_leaves_out_a_step_and_gives_another_to_the_presidium(database: Database) -> None:
    vary(database, "propose", off=True)
    vary(database, "decline", roles={Role.PRESIDIUM})
    vary(database, "strike_off", needs_note=True)
    own = table(database)
    assert "propose" not in own.steps
    assert "decline" not in {step.key for step in own.allowed(S.REGISTERED, Role.LIAISON)}
    assert "decline" in {step.key for step in own.allowed(S.REGISTERED, Role.PRESIDIUM)}
    with pytest.raises(StepIncomplete):
        own.check("strike_off", S.SETTLED)


def test_handing_over_only_after_thinking_is_one_setting(database: Database) -> None:
    vary(database, "assign", from_states=["proposed"])
    own = table(database)
    assert "assign" not in {step.key for step in own.allowed(S.REGISTERED)}
    assert own.main(S.PROPOSED) is own.get("assign")


def test_how_often_a_step_may_be_taken_is_the_stations_own(database: Database) -> None:
    vary(database, "grant_extension", most=1)
    with pytest.raises(StepTooOften, match="每轮最多 1 次，这一轮已有 1 次"):
        table(database).check("grant_extension", S.HANDLING, taken=1)


def test_a_way_without_an_end_is_refused_and_names_where_it_stops(database: Database) -> None:
    vary(database, "settle", off=True)
    with pytest.raises(variations.WayStuck, match="“待回访”的诉求就走不到头了"):
        vary(database, "follow_up", off=True)
    assert "follow_up" in table(database).steps


def test_what_there_is_none_of_is_refused(database: Database) -> None:
    with pytest.raises(StepUnknown, match="没有“fly”这一步"):
        vary(database, "fly", off=True)
    with pytest.raises(variations.VariationUnfit, match="“催办”这一步不能这样设置"):
        vary(database, "urge", from_states=["nowhere"])


def test_back_to_the_shipped_way_leaves_nothing_behind_but_the_history(database: Database) -> None:
    vary(database, "propose", off=True)
    vary(database, "propose")
    assert table(database) is TABLE
    with database.reading() as session:
        assert variations.list_variations(session, matter=MatterKind.DEMAND, shipped=TABLE) == []


def test_what_differs_is_listed_and_told_in_words(database: Database) -> None:
    vary(database, "urge", roles={Role.LIAISON}, needs_note=True, most=3)
    with database.reading() as session:
        (row,) = variations.list_variations(session, matter=MatterKind.DEMAND, shipped=TABLE)
        number = session.query(StepSetting).one().id
        (line,) = list_history(session, subject="step_setting", subject_id=number)
    assert (row.label, row.roles, row.needs_note, row.most) == ("催办", frozenset({Role.LIAISON}), True, 3)
    assert line.sentence == "诉求的“催办”：由联络员来做，必须写说明，每轮最多 3 次"


def test_a_setting_of_a_step_that_is_gone_does_not_stop_the_desk(database: Database) -> None:
    with database.transaction() as session:
        session.add(StepSetting(matter=MatterKind.DEMAND, step="of_old", off=True))
    assert table(database) is TABLE
