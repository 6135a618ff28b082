"""The books of a term are filled from the records: each record in its form, nothing of it invented or lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.demands.models import DemandVoice
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.deputies.models import Constituency, Deputy, Mandate, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.points.rules.register_forms import form_of_kind
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FACTS, FORMS
from deputy_station.features.register.service.filling import read_book, read_books, terms_of_books
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionState
from deputy_station.store.capture import insert_all
from deputy_station.store.database import Database
from deputy_station.store.edits import get_row
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


def book_of(database: Database, town: Town, deputy: int | None = None) -> Book:
    with database.reading() as session:
        return read_book(session, deputy_id=deputy or town.zhang, term_id=town.term)


def cells(book: Book, form: str) -> list[dict[str, str]]:
    return [dict(entry.cells) for entry in book.entries[form]]


def test_no_cell_of_the_first_form_stays_empty_of_whom_all_is_known(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        zhang = get_row(session, Deputy, town.zhang, "代表")
        zhang.ethnicity, zhang.party, zhang.education = "汉族", "中共党员", "大专"
        zhang.work_unit, zhang.phone, zhang.card_number = "朔北村书记", "13800001111", "QH0001"
        zhang.address, zhang.postcode = "朔北村", "990012"
        zhang.mandates[0].constituency = Constituency(name="第三选区")
    facts = book_of(database, town).facts
    assert [key for key, _ in FACTS if not facts.get(key)] == []
    assert (facts["born"], facts["elected_on"], facts["postcode"]) == (
        "1971年3月",
        "2021年12月20日",
        "990012",
    )


def test_every_record_stands_in_its_form_with_the_words_of_its_columns(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        fill_every_form(session, town)
    book = book_of(database, town)
    assert (book.deputy, book.group, book.term, book.station) == (
        "张守田",
        "第一代表小组",
        "第十九届",
        "青石镇代表之家",
    )
    assert set(book.entries) == {form.key for form in FORMS}
    assert {form: len(rows) for form, rows in book.entries.items()} == {
        "sessions": 2,
        "speeches": 1,
        "suggestions": 1,
        "inspections": 2,
        "invitations": 1,
        "trainings": 1,
        "group_activities": 1,
        "contacts": 1,
        "receptions": 1,
        "good_deeds": 1,
        "duty_reports": 1,
        "awards": 1,
        "leaves": 1,
        "assessments": 1,
    }
    for form in FORMS:
        for entry in book.entries[form.key]:
            assert set(entry.cells) == {column.key for column in form.columns}, form.key
    plenary, vote = cells(book, "sessions")
    assert (plenary["part"], plenary["attendance"], plenary["voted"]) == (
        "第一次全体会议 9:00—11:30",
        "到会",
        "",
    )
    assert (vote["voted"], vote["attendance"], vote["reason"]) == ("未参加", "请假", "住院")
    assert cells(book, "leaves") == [
        {
            "on": "2026年1月16日",
            "meeting": "第十九届人大六次会议选举和表决",
            "reason": "住院",
            "approved_by": "主席团",
        }
    ]
    assert cells(book, "speeches")[0]["adopted"] == "未采纳"
    assert cells(book, "suggestions")[0] == {
        "on": "2026年3月2日",
        "number": "2026年闭会期间第5号",
        "title": "关于修路的建议",
        "session": "闭会",
        "part": "领衔",
        "unit": "",
        "answer": "待交办",
        "satisfaction": "",
    }
    assert [row["report"] for row in cells(book, "inspections")] == ["", "关于防汛的调研报告"]
    assert cells(book, "trainings")[0]["hours"] == "3"
    assert cells(book, "group_activities")[0]["people"] == "2 人"
    assert book.entries["group_activities"][0].evidence == 1
    assert cells(book, "contacts")[0]["voters"] == "3 户"
    assert cells(book, "receptions")[0] == {
        "on": "2026年6月15日",
        "number": "青石-2026-0031",
        "visitor": "欧阳**",
        "matter": "路灯不亮",
        "handling": "交办镇政府",
        "result": "已销号：换了灯",
        "satisfaction": "满意",
    }
    report = cells(book, "duty_reports")[0]
    assert (report["manner"], report["people"], report["votes"]) == ("口头", "32 人", "30／2／0")
    assert cells(book, "awards")[0]["by"] == "区人大常委会"


def test_what_is_no_record_of_the_term_is_no_row(database: Database) -> None:
    day = date(2026, 5, 6)
    with database.transaction() as session:
        town = make_town(session)
        attend(session, town.zhang, ActivityKind.TRAINING, day, cancelled=True)
        attend(session, town.zhang, ActivityKind.TRAINING, day, AttendanceState.NOT_YET)
        attend(session, town.zhang, ActivityKind.TRAINING, day, AttendanceState.ABSENT, expected=False)
        attend(session, town.zhang, ActivityKind.TRAINING, date(2021, 12, 19))
        do(session, town.zhang, DeedKind.AWARD, date(2021, 12, 19))
        suggest(session, SignRole.LEAD, town.zhang, day, state=SuggestionState.DRAFT)
        take_demand(session, town, town.zhang, 1, state=DemandState.WITHDRAWN)
        claim(session, town.zhang, "走访联系选民", day, review="已撤回")
        claim(session, town.zhang, "一票否决情形", day)
    rows = book_of(database, town).entries
    assert {form: len(found) for form, found in rows.items() if found} == {"assessments": 1}


def test_only_days_in_office_count_and_a_gap_in_the_roster_hides_nobody(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        late = Deputy(name="赵敏", sort_key="zm")
        late.mandates = [
            Mandate(level=Level.TOWN, started_on=date(2026, 3, 1), ended_on=date(2026, 6, 30)),
        ]
        without = Deputy(name="钱进", sort_key="qj")
        gone = Deputy(name="孙离", sort_key="sl")
        gone.mandates = [
            Mandate(level=Level.TOWN, started_on=date(2016, 12, 1), ended_on=date(2021, 12, 19)),
        ]
        session.add_all([late, without, gone])
        session.flush()
        for on in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)):
            do(session, late.id, DeedKind.GOOD_DEED, on)
        do(session, without.id, DeedKind.GOOD_DEED, date(2026, 7, 1))
        ids = late.id, without.id, gone.id
    with database.reading() as session:
        books = {book.deputy_id: book for book in read_books(session, term_id=town.term)}
        with pytest.raises(NotFound):
            read_book(session, deputy_id=ids[2], term_id=town.term)
        with pytest.raises(NotFound):
            read_book(session, deputy_id=town.zhang, term_id=99)
    assert set(books) == {town.zhang, town.li, ids[0], ids[1]}
    assert [entry.on for entry in books[ids[0]].entries["good_deeds"]] == [
        date(2026, 3, 1),
        date(2026, 6, 30),
    ]
    assert len(books[ids[1]].entries["good_deeds"]) == 1


def test_who_asked_for_secrecy_is_told_of_nowhere_in_the_book(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        number = take_demand(
            session,
            town,
            town.zhang,
            7,
            title="六村三组欧阳春花和王二反映路灯，电话13812341234",
            visitor_phone="13812341234",
            visitor_address="六村三组",
            confidential=True,
        )
        session.add(
            DemandVoice(demand_id=number, at=datetime(2026, 6, 15, 3, tzinfo=UTC), name="王二", people=1)
        )
        suggest(session, SignRole.CO_SIGN, town.zhang, date(2026, 5, 1), number=9, confidential=True)
    book = book_of(database, town)
    [row] = cells(book, "receptions")
    assert row["visitor"] == "要求保密"
    told = "".join(row.values())
    assert not any(word in told for word in ("欧阳", "春花", "王二", "1381234", "1234123", "三组"))
    [signed] = cells(book, "suggestions")
    assert (signed["number"], signed["title"], signed["part"]) == ("", "（要求保密）", "附议")


def test_what_the_deputy_filled_in_waits_until_the_office_approves_it(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        for place, review in enumerate(("待审", "已退回", "已核准", "")):
            claim(session, town.zhang, "走访联系选民", date(2026, 5, 1 + place), review=review)
    rows = book_of(database, town).entries["contacts"]
    assert [entry.waits for entry in rows] == ["待核准", "已退回", "", ""]
    assert [entry.record for entry in rows] == ["申1", "申2", "申3", "申4"]


def test_a_kind_of_a_claim_finds_its_form() -> None:
    assert form_of_kind("民生建议") == "suggestions"
    assert form_of_kind("外出培训") == "trainings"
    assert form_of_kind("常委会议") == "invitations"
    assert form_of_kind("失范行为") == ""


def test_a_kind_no_form_is_made_for_has_its_row_among_the_deeds(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        claim(session, town.zhang, "完成履职登记表", date(2026, 5, 6), review="已核准")
    [row] = book_of(database, town).entries["good_deeds"]
    assert (row.record, row.cells["matter"]) == ("申1", "完成履职登记表")


def test_a_year_that_is_over_is_assessed_and_waits_until_it_is_decided(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        session.add(Assessment(deputy_id=town.zhang, year=2024, presidium_opinion="称职"))
    rows = book_of(database, town).entries["assessments"]
    # 2024 was decided, last year is still open; of 2022 and 2023 nobody said anything, 2026 is not over.
    assert [(entry.record, entry.waits, entry.cells["opinion"]) for entry in rows] == [
        ("考2024", "", "称职"),
        ("考2025", "待评定", ""),
    ]


def test_terms_are_offered_newest_first_and_none_that_is_still_to_come(database: Database) -> None:
    with database.transaction() as session:
        make_town(session)
        session.add(Term(name="第二十届", starts_on=date(2027, 1, 1), ends_on=date(2031, 12, 31)))
        session.add(Term(name="第十八届", starts_on=date(2016, 12, 1), ends_on=date(2021, 12, 19)))
    with database.reading() as session:
        assert [term.name for term in terms_of_books(session)] == ["第十九届", "第十八届"]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def test_many_books_take_no_more_queries_than_two_and_each_is_as_read_alone(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        fill_every_form(session, town)
    with database.reading() as session:
        read_books(session, term_id=town.term)
    with database.reading() as session, counted(session) as few:
        read_books(session, term_id=town.term)
    with database.transaction() as session:
        for number in range(12):
            deputy = Deputy(name=f"代表{number}", sort_key=f"x{number:02}")
            deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
            session.add(deputy)
            session.flush()
            do(session, deputy.id, DeedKind.GOOD_DEED, date(2026, 5, 1))
            claim(session, deputy.id, "走访联系选民", date(2026, 5, 2))
    with database.reading() as session, counted(session) as many:
        books = read_books(session, term_id=town.term)
    assert len(books) == 14
    assert len(many) == len(few)
    assert books[0] == book_of(database, town)


def test_a_deputy_with_900_records_has_them_all_oldest_first(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        insert_all(
            session,
            Deed,
            [
                {
                    "kind": DeedKind.VOTER_CONTACT,
                    "deputy_id": town.zhang,
                    "done_on": date(2026, 1 + number % 10, 1 + number % 28),
                    "title": f"走访第 {number} 户",
                    "place": "",
                    "details": "",
                    "quantity": 1,
                    "accepted": True,
                    "awarded_by": "",
                }
                for number in range(900)
            ],
        )
        do(session, town.li, DeedKind.SPEECH, date(2026, 1, 1))
    rows = book_of(database, town).entries["contacts"]
    assert len({entry.record for entry in rows}) == 900
    assert [entry.on for entry in rows] == sorted(entry.on for entry in rows)
    one = book_of(database, town, town.li)
    assert sum(len(entries) for form, entries in one.entries.items() if form != "assessments") == 1
