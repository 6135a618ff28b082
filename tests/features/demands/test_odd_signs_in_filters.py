"""What no database keeps (NUL, half a sign) is looked for in vain, in every filter and option: a list or a sentence, never
a broken query."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.demands import commands
from deputy_station.features.demands.service import listing
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.features.demands.service.saved_views import list_views, save_view
from deputy_station.features.history import commands as history
from deputy_station.features.suggestions import commands as suggestions
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

from .conftest import Town
from .walking import take_down

Asked = tuple[Callable[..., None], tuple[str, ...], dict[str, object]]
ODD = ["\x00", "\ud800", "六\x00村", "六村\udfff", "\ufffe", "'; --", "%", "\u202e", " ", "字" * 100_000]


def test_no_filter_breaks_the_question(database: Database, town: Town) -> None:
    row = take_down(database, "路灯不亮", village="六村")
    with database.reading() as session:
        for odd in ODD:
            for where in (
                DemandFilter(village=odd),
                DemandFilter(taken_by=odd),
                DemandFilter(village=odd, search="路灯"),
                DemandFilter(search=odd, village="六村"),
                DemandFilter(village=odd, view=listing.View.OVERDUE),
            ):
                found = listing.list_demands(session, where=where)
                assert listing.count_demands(session, where=where) == len(found)
                assert {one.id for one in found} <= {row.id}
                listing.list_demands(session, where=where, order="number")


def test_a_year_no_calendar_has_holds_nothing(database: Database, town: Town) -> None:
    take_down(database)
    with database.reading() as session:
        for year in (-1, 0, 1, 9999, 10_000, 10**12):
            for where in (DemandFilter(year=year), DemandFilter(year=year, search="路灯")):
                assert listing.list_demands(session, where=where) == []
                assert listing.count_demands(session, where=where) == 0


def test_a_view_with_odd_signs_is_saved_and_read(database: Database, town: Town) -> None:
    for odd in ODD:
        where = DemandFilter(search=f"路灯{odd}", village=f"六村{odd}", unit_id=town.units["镇村建办"])
        with database.transaction() as session:
            save_view(session, name="路灯", where=where)
        with database.reading() as session:
            [view] = list_views(session)
            assert view.where.village == where.village
            assert view.where.search.startswith("路灯")
            assert listing.list_demands(session, where=view.where) == []


def _said(database: Database, command: Callable[..., None], *words: str, **options: object) -> Any:
    """The answer, or the sentence it was refused with."""
    out = io.StringIO()
    try:
        command(Desk(lambda: database, as_json=True, out=out, err=io.StringIO()), *words, **options)
    except Refusal as refused:
        return str(refused)
    return json.loads(out.getvalue())


def test_every_option_of_a_command_answers_odd_signs(database: Database, town: Town, tmp_path: Path) -> None:
    take_down(database)
    for odd in ("\x00", "\ud800", "六\x00村", "'; --", "\u202e"):
        for command, words, options in _asked(odd, tmp_path):
            said = _said(database, command, *words, **options)
            assert isinstance(said, dict) or said.endswith("。"), (command.__name__, words, options)


def _asked(odd: str, tmp_path: Path) -> list[Asked]:
    options: dict[Callable[..., None], tuple[str, ...]] = {
        commands.show_demands: ("search", "state", "route", "unit", "category"),
        suggestions.show_suggestions: ("search", "state", "kind", "deputy"),
        history.list_steps: ("search", "actor"),
        history.list_deleted: ("search",),
    }
    asked: list[Asked] = [
        (commands.show_demand, (odd,), {}),
        (commands.write_record, (odd,), {"out": tmp_path / "a.pdf"}),
        (commands.write_paper, ("1",), {"kind": odd, "out": tmp_path / "a.pdf"}),
        (commands.write_ledger, (), {"out": tmp_path / "a.xlsx", "face": odd}),
        (commands.write_ledger, (), {"out": tmp_path / "b.xlsx", "search": odd}),
        (suggestions.show_suggestion, (odd,), {}),
        (suggestions.show_suggestion, (f"{odd}第1号",), {}),
        (suggestions.write_paper, (odd,), {"out": tmp_path / "c.pdf"}),
    ]
    for command, names in options.items():
        asked += [(command, (), {name: odd}) for name in names]
    return asked
