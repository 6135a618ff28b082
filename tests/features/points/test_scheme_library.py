"""The schemes there are: copies and drafts with mistakes are kept, only what reads without mistakes is adopted."""

from datetime import date
from typing import Any

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.history.service import list_steps, undo_last, undo_step
from deputy_station.features.points.rules.claiming import SchemeState
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.reading.mistakes import SchemeProblem
from deputy_station.features.points.service import closing, closing_now, library
from deputy_station.features.points.service.scheme_files import shipped_schemes
from deputy_station.store.database import Database
from tests.features.points.town_points import TOWN, YEAR, town_scores

SHIPPED = "s09_dongbao_2018"


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def own(database: Database, key: str = "qingshi", text: str = TOWN) -> Any:
    return do(database, library.create_scheme, key=key, text=text).row


def adopt(database: Database, year: int = 2026, **values: Any) -> Any:
    given = {"key": "qingshi", "answers": {}, "version": None, **values}
    return do(database, library.adopt_scheme, year=year, **given)


def listed(database: Database, key: str) -> Any:
    with database.reading() as session:
        return next(row for row in library.list_schemes(session) if row.key == key)


def test_shipped_schemes_are_listed_by_name_and_none_of_them_is_edited(database: Database) -> None:
    with database.reading() as session:
        rows = library.list_schemes(session)
    assert [row.key for row in rows] == list(shipped_schemes())
    dongbao = next(row for row in rows if row.key == SHIPPED)
    assert (dongbao.name, dongbao.own) == ("东宝区人大代表履职积分管理办法（暂行）", False)
    assert not any(row.can_edit or row.can_delete for row in rows)


def test_a_copy_is_a_draft_under_a_name_of_its_own(database: Database) -> None:
    copy = do(database, library.copy_scheme, source=SHIPPED, key="青石_2026").row
    assert (copy.key, copy.state, copy.copied_from) == ("青石_2026", SchemeState.DRAFT, SHIPPED)
    assert (copy.name, copy.can_edit, copy.can_delete) == (
        "东宝区人大代表履职积分管理办法（暂行）",
        True,
        True,
    )
    with database.reading() as session:
        assert library.scheme_text(session, key="青石_2026") == library.scheme_text(session, key=SHIPPED)
    for taken in ("青石_2026", SHIPPED):
        with pytest.raises(library.SchemeKeyTaken):
            do(database, library.copy_scheme, source=SHIPPED, key=taken)
    for bad in ("", "a b", "甲/乙", "“”"):
        with pytest.raises(library.SchemeKeyBad):
            do(database, library.copy_scheme, source=SHIPPED, key=bad)
    with pytest.raises(library.SchemeUnknown, match="没有简称“没有的”的积分办法"):
        do(database, library.copy_scheme, source="没有的", key="新的")


def test_a_draft_keeps_its_mistakes_and_says_them(database: Database) -> None:
    row = own(database)
    broken = TOWN.replace('of = "捐款"', 'of = "捐钱"').replace('version = "2026"', 'version = "2027"')
    saved = do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=broken)
    assert saved.text == broken
    assert saved.check.scheme is None
    assert any("捐钱" in mistake.words and "捐款" in mistake.words for mistake in saved.check.mistakes)
    assert saved.row.edition == "2027"
    unreadable = do(
        database, library.save_scheme, scheme_id=row.id, version=saved.row.version, text="name = "
    )
    assert (unreadable.row.name, unreadable.row.edition) == ("青石镇代表履职积分办法", "2027")
    with pytest.raises(StaleEdit):
        do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=TOWN)


def test_only_a_scheme_without_mistakes_is_adopted_for_a_year(database: Database) -> None:
    row = own(database, text=TOWN.replace('of = "捐款"', 'of = "捐钱"'))
    with pytest.raises(SchemeProblem, match="没有采用"):
        adopt(database)
    assert listed(database, "qingshi").state is SchemeState.DRAFT
    do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=TOWN)
    chosen = adopt(database, answers={"leave": "不计入应到"})
    assert (chosen.scheme, chosen.answers) == ("qingshi", {"leave": "不计入应到"})
    adopted = listed(database, "qingshi")
    assert (adopted.state, adopted.adopted_on) == (SchemeState.ADOPTED, date(2026, 11, 20))
    assert (adopted.years, adopted.can_edit, adopted.can_delete) == ((2026,), True, False)
    with database.reading() as session:
        [switch] = library.scheme_for_year(session, year=2026).switches
    assert switch.answer == "不计入应到"


def test_a_years_choice_made_on_an_old_copy_is_turned_away(database: Database) -> None:
    own(database)
    first = adopt(database)
    with pytest.raises(StaleEdit):
        adopt(database)  # had not seen the first
    with pytest.raises(StaleEdit):
        adopt(database, year=2027, version=1)  # saw a row that is gone
    assert adopt(database, key=SHIPPED, version=first.version).scheme == SHIPPED


def test_an_answer_no_switch_offers_is_refused(database: Database) -> None:
    own(database)
    with pytest.raises(SchemeProblem):
        adopt(database, answers={"leave": "随便"})


def test_answers_of_older_years_are_read_as_words() -> None:
    assert library.answer_words({"a": True, "b": False, "c": "算一半"}) == {
        "a": "是",
        "b": "否",
        "c": "算一半",
    }


def test_an_adopted_scheme_is_saved_only_when_it_reads_with_every_years_answers(database: Database) -> None:
    row = own(database)
    adopt(database, answers={"leave": "不计入应到"})
    row = listed(database, "qingshi")
    with pytest.raises(SchemeProblem):
        do(database, library.save_scheme, scheme_id=row.id, version=row.version, text="name = ")
    without = TOWN.replace('"算缺席", "不计入应到"', '"算缺席", "算到会"')
    with pytest.raises(SchemeProblem):
        do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=without)
    better = TOWN.replace("each = 2", "each = 3")
    do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=better)
    with database.reading() as session:
        assert library.scheme_text(session, key="qingshi") == better


def test_what_a_closed_period_used_is_copied_and_never_edited(
    database: Database, people: dict[str, int]
) -> None:
    own(database)
    adopt(database, year=2025)
    closed = do(
        database,
        closing.close_period,
        period=YEAR,
        present=town_scores(people, []),
        despite_open=True,
    )
    row = listed(database, "qingshi")
    assert (row.closed, row.can_edit) == (("2025 年度",), False)
    with pytest.raises(library.SchemeInUse, match="2025 年度的结账在用。请复制一份再改"):
        do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=TOWN + "\n")
    with pytest.raises(library.YearClosed, match="2025 年度已经结账，2025 年的办法不能再换"):
        adopt(database, year=2025, key=SHIPPED, version=1)
    do(database, library.copy_scheme, source="qingshi", key="qingshi_2")
    do(database, closing.reopen_period, closing_id=closed.id, version=closed.version)
    assert listed(database, "qingshi").can_edit


def test_only_a_draft_that_nothing_uses_is_deleted_and_it_comes_back_by_undo(database: Database) -> None:
    row = own(database)
    do(database, library.delete_scheme, scheme_id=row.id, version=row.version)
    with database.reading() as session, pytest.raises(library.SchemeUnknown):
        library.scheme_text(session, key="qingshi")
    do(database, undo_last)
    adopt(database)
    row = listed(database, "qingshi")
    with pytest.raises(library.SchemeInUse, match="2026 年在用。只能删除没有采用过的草稿"):
        do(database, library.delete_scheme, scheme_id=row.id, version=row.version)


def test_an_adoption_is_not_taken_back_while_another_year_stands_on_it(database: Database) -> None:
    own(database)
    adopt(database)
    with database.reading() as session:
        adoption = list_steps(session)[0].id
    adopt(database, year=2027)
    with pytest.raises(library.SchemeInUse, match="2027 年在用"):
        do(database, undo_step, step_id=adoption)
    do(database, undo_last)
    do(database, undo_step, step_id=adoption)
    assert listed(database, "qingshi").state is SchemeState.DRAFT
    with database.reading() as session:
        assert library.year_scheme(session, year=2026).scheme == library.DEFAULT_SCHEME


def last_step(database: Database) -> int:
    with database.reading() as session:
        return list_steps(session)[0].id


def test_a_choice_that_comes_back_finds_its_scheme_adopted(database: Database) -> None:
    own(database)
    adopt(database)
    first = last_step(database)
    adopt(database, year=2027)
    do(database, undo_last)
    taken_back = last_step(database)
    do(database, undo_step, step_id=first)
    with pytest.raises(library.AdoptionGone, match="现在是草稿，2027 年不能按它计分"):
        do(database, undo_step, step_id=taken_back)


def test_a_choice_does_not_come_back_under_a_period_closed_by_another_scheme(
    database: Database, people: dict[str, int]
) -> None:
    """Adopted, taken back, closed by the default, and done again: the closed year keeps its scheme."""
    adopt(database, key=SHIPPED, year=2025)
    do(database, undo_last)
    taken_back = last_step(database)
    do(
        database,
        closing_now.close_now,
        period=Period("2025", "2025 年", date(2025, 1, 1), date(2025, 12, 31), 2025),
        despite_open=True,
    )
    with pytest.raises(library.YearClosed, match="2025 年已经结账，2025 年的办法不能再换"):
        do(database, undo_step, step_id=taken_back)
    with database.reading() as session:
        assert library.year_scheme(session, year=2025).scheme == library.DEFAULT_SCHEME


def test_a_text_does_not_come_back_under_a_year_whose_answers_it_does_not_know(database: Database) -> None:
    own(database)
    adopt(database)
    row = listed(database, "qingshi")
    wider = TOWN.replace('"不计入应到"]', '"不计入应到", "算一半"]')
    do(database, library.save_scheme, scheme_id=row.id, version=row.version, text=wider)
    saving = last_step(database)
    adopt(database, year=2027, answers={"leave": "算一半"})
    with pytest.raises(SchemeProblem, match="算一半"):
        do(database, undo_step, step_id=saving)
    with database.reading() as session:
        assert library.scheme_for_year(session, year=2027).switches[0].answer == "算一半"


def test_a_scheme_a_year_gone_by_is_scored_by_is_copied_and_not_changed(database: Database) -> None:
    row = own(database)
    adopt(database, year=2025)
    with database.reading() as session:
        before = library.scheme_text(session, key="qingshi")
    with pytest.raises(library.SchemeInUse, match="2025 年在用。请复制一份再改，以前的分数不会变"):
        do(
            database,
            library.save_scheme,
            scheme_id=row.id,
            version=listed(database, "qingshi").version,
            text=TOWN + "\n# 改",
        )
    with database.reading() as session:
        assert library.scheme_text(session, key="qingshi") == before
