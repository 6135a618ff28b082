"""Printing a book row by row: places kept for ever, sealed, and what paper lacks told deputy by deputy."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.activities.service.deeds import edit_deed, get_deed, record_deed, remove_deed
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import latest_history, undo_last
from deputy_station.features.register.rules.book import RowKey
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.lacks import LackKind
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.service.finding import find_record
from deputy_station.features.register.service.lacks import list_lacks, list_registers, read_state
from deputy_station.features.register.service.marking import PlaceTaken, mark_printed
from deputy_station.features.register.service.places import (
    PlacedRow,
    place_rows_of,
    printed_rows,
)
from deputy_station.features.suggestions.rules.choices import SignRole
from deputy_station.store.database import Database
from tests.features.register.book_town import (
    Town,
    attend,
    claim,
    do,
    fill_every_form,
    make_town,
    suggest,
    take_demand,
)
from tests.features.scans.test_two_desks_at_once import at_once

FIVE = {form.key: 5 for form in FORMS}


def placed(
    database: Database, town: Town, deputy: int | None = None, slots: dict[RowKey, int] | None = None
) -> list[PlacedRow]:
    with database.reading() as session:
        state = read_state(session, deputy_id=deputy or town.zhang, term_id=town.term)
    found = place_rows_of(state.book, state.printed, slots=slots or {}, per_page=FIVE)
    return [row for rows in found.values() for row in rows]


def print_all(database: Database, town: Town) -> int:
    rows = placed(database, town)
    with database.transaction() as session:
        return mark_printed(session, term_id=town.term, rows={town.zhang: rows})


def test_the_next_quarter_prints_only_new_rows_behind_the_old_ones(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        for month in (1, 2, 3):
            do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, month, 1))
    assert [(row.line, row.place) for row in placed(database, town)[:3]] == [
        (1, Place(1, 1)),
        (2, Place(1, 2)),
        (3, Place(1, 3)),
    ]
    assert print_all(database, town) == 1
    with database.transaction() as session:
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2025, 12, 1))  # comes late
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1))
    rows = placed(database, town, slots={("good_deeds", "deed", 5): 2})
    assert [(row.entry.record, row.line, row.place) for row in rows] == [
        ("履4", 4, Place(1, 4)),
        ("履5", 5, Place(2, 1, 2)),
    ]
    with database.transaction() as session:
        assert mark_printed(session, term_id=town.term, rows={town.zhang: rows}) == 2
    assert placed(database, town) == []
    with database.reading() as session:
        on_paper = printed_rows(session, term_id=town.term)[town.zhang]
        lines = latest_history(session, limit=1)
    assert [(row.record, row.place.page, row.place.row, row.run) for row in on_paper] == [
        ("履1", 1, 1, 1),
        ("履2", 1, 2, 1),
        ("履3", 1, 3, 1),
        ("履4", 1, 4, 2),
        ("履5", 2, 1, 2),
    ]
    assert on_paper[0].words["matter"] == "为民办实事"
    assert lines[0].sentence == "打印履职登记册：1 位代表，新印 2 行"


def test_what_waits_for_approval_is_given_no_place(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        claim(session, town.zhang, "走访联系选民", date(2026, 5, 1), review="待审")
        claim(session, town.zhang, "走访联系选民", date(2026, 5, 2), review="已核准")
    assert [(row.entry.record, row.place) for row in placed(database, town)] == [("申2", Place(1, 1))]


def test_two_desks_never_print_one_place_or_record_twice(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1))
    rows = placed(database, town)
    print_all(database, town)
    with database.transaction() as session:
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 2))
    [new] = placed(database, town)
    for again in (rows[0], PlacedRow(new.entry, Place(1, 1), 1)):
        with pytest.raises(PlaceTaken), database.transaction() as session:
            mark_printed(session, term_id=town.term, rows={town.zhang: [again]})
    with database.transaction() as session:
        assert mark_printed(session, term_id=town.term, rows={town.zhang: []}) == 0
    with database.reading() as session:
        assert len(printed_rows(session, term_id=town.term)[town.zhang]) == 1


def test_of_two_desks_in_the_same_second_one_is_told(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1))
    rows = placed(database, town)

    def mark(session: Session) -> int:
        return mark_printed(session, term_id=town.term, rows={town.zhang: rows})

    told = at_once(database, mark, mark, mark)
    assert sorted(type(each).__name__ for each in told) == ["PlaceTaken", "PlaceTaken", "int"]


def test_what_is_printed_is_corrected_and_no_longer_undone(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
    with database.transaction() as session:
        deed = record_deed(
            session, deputy_id=town.zhang, kind=DeedKind.GOOD_DEED, done_on=date(2026, 5, 1), title="修桥"
        )
    print_all(database, town)
    for _step in ("the printing", "the deed before it"):
        with pytest.raises(Refusal, match="履职登记册已经打印"), database.transaction() as session:
            undo_last(session)
    with database.transaction() as session:
        edit_deed(session, deed_id=deed.id, version=deed.version, title="修两座桥")
    with database.reading() as session:
        [lack] = list_lacks(session, term_id=town.term, deputy_ids=[town.zhang], kinds={LackKind.CHANGED})
    assert lack.lack.sentence == "表十一第 1 页第 1 行印后改过，事项：“修桥”改为“修两座桥”"
    assert (lack.deputy, lack.lack.record) == ("张守田", f"履{deed.id}")


def test_the_list_of_books_counts_what_differs_from_paper(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        ids = [do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, month, 1)) for month in (1, 2, 3)]
        activity = attend(session, town.zhang, ActivityKind.TRAINING, date(2026, 4, 1))
    print_all(database, town)
    with database.transaction() as session:
        remove_deed(session, deed_id=ids[0], version=get_deed(session, deed_id=ids[0]).version)
        training = session.get(Activity, activity)
        assert training is not None
        training.place = "镇党校"
        do(session, town.zhang, DeedKind.SPEECH, date(2025, 5, 1))
        claim(session, town.li, "走访联系选民", date(2026, 5, 1), review="待审")
    with database.reading() as session:
        zhang, li = list_registers(session, term_id=town.term)
        of_2025 = list_lacks(session, term_id=town.term, deputy_ids=[town.zhang], year=2025)
    # Two deeds, the training, the speech, and last year's assessment that waits.
    assert (zhang.rows, zhang.printed, zhang.unprinted, zhang.changed, zhang.gone, zhang.waiting) == (
        5,
        4,
        1,
        1,
        1,
        1,
    )
    assert (li.rows, li.printed, li.unprinted, li.waiting) == (2, 0, 0, 2)
    assert [each.lack.kind for each in of_2025] == [LackKind.UNPRINTED, LackKind.GONE, LackKind.WAITS]


def test_a_book_of_every_form_is_printed_whole_and_lacks_nothing(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        fill_every_form(session, town)
    print_all(database, town)
    with database.reading() as session:
        lacks = list_lacks(session, term_id=town.term, deputy_ids=[town.zhang])
    # The leave at the session stands in two tables under one number.
    assert [lack.lack.kind for lack in lacks] == [LackKind.WAITS]


def test_a_printed_book_stays_listed_when_the_mandate_was_corrected_away(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 1, 1))
    print_all(database, town)
    with database.transaction() as session:
        seat = session.get_one(Deputy, town.zhang).mandates[0]
        seat.started_on, seat.ended_on = date(2016, 12, 1), date(2021, 12, 1)
    with database.reading() as session:
        zhang = next(row for row in list_registers(session, term_id=town.term) if row.deputy == "张守田")
    assert (zhang.rows, zhang.printed, zhang.gone) == (0, 1, 1)


def test_a_record_number_opens_its_record_where_it_is_kept(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        activity = attend(
            session,
            town.zhang,
            ActivityKind.TRAINING,
            date(2026, 4, 1),
            AttendanceState.LATE,
            title="代表法培训",
        )
        deed = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
        reported = claim(session, town.zhang, "走访联系选民", date(2026, 5, 1))
        signed = suggest(session, SignRole.LEAD, town.zhang, date(2026, 5, 1))
        demand = take_demand(session, town, town.zhang, 31, confidential=True)
    with database.reading() as session:
        found = {
            subject: find_record(session, subject=subject, subject_id=number)
            for subject, number in (
                ("attendance", activity),
                ("deed", deed),
                ("claim", reported),
                ("suggestion", signed),
                ("demand", demand),
            )
        }
        sheet = find_record(session, subject="assessment", subject_id=2026, deputy_id=town.zhang)
        gone = [*found, "assessment"]
        nothing = [find_record(session, subject=subject, subject_id=999) for subject in gone]
    opened = {subject: (one.page, one.filters) for subject, one in found.items() if one}
    assert opened == {
        "attendance": ("activities", {"id": activity}),
        "deed": ("deeds", {"id": deed}),
        "claim": ("checks", {"view": "claims", "id": reported}),
        "suggestion": ("suggestions", {"id": signed}),
        "demand": ("demands", {"id": demand}),
    }
    assert found["attendance"] is not None
    assert found["attendance"].title == "代表法培训"
    assert found["demand"] is not None
    assert found["demand"].title == "（要求保密）"
    assert sheet is not None
    assert (sheet.page, sheet.filters) == ("assessment", {"year": 2026, "id": town.zhang})
    assert nothing == [None] * 6
