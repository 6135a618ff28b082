"""Deputy cards: who gets one, the newest alone is good, and every way a card is refused or signs in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from deputy_station.core.clock import local_time
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.deputies.models import Mandate, Station, Term
from deputy_station.features.history.service import latest_history
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.rules.sheet_codes import CodeForged, CodeNotOurs, CodeOfOtherStation
from deputy_station.features.signin.rules.signing_in import (
    Timing,
    card_holds_until,
    is_open,
    timing_of,
)
from deputy_station.features.signin.service.card_signing import (
    CardExpired,
    CardReplaced,
    CardUnknown,
    CardWithdrawn,
    NothingToSignInFor,
    NotOnTheList,
    SeveralRunning,
    sign_in_by_card,
)
from deputy_station.features.signin.service.cards import (
    CardsOvertaken,
    NobodyForCards,
    NoCardToWithdraw,
    cards_to_print,
    issue_cards,
    newest_cards,
    withdraw_card,
)
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database

ON = date(2026, 11, 20)  # the day of the fixed clock


def local(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of that day in Beijing, as UTC."""
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


def on_the_wall(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """The same moment as the clock on the wall shows it."""
    return local_time(local(hour, minute, second))


def make_activity(
    database: Database, ids: list[int], *, title: str = "11月20日代表接待日", starts: int = 9
) -> int:
    with database.transaction() as session:
        activity = Activity(
            kind=ActivityKind.RECEPTION,
            title=title,
            held_on=ON,
            starts_at=time(starts),
            ends_at=time(starts + 2, 30),
        )
        activity.attendances = [Attendance(deputy_id=each) for each in ids]
        session.add(activity)
        session.flush()
        return activity.id


def give_card(database: Database, deputy_id: int) -> str:
    """The text of a freshly printed card."""
    with database.transaction() as session:
        [card] = cards_to_print(session, deputy_ids=[deputy_id])
        issue_cards(session, cards=[card])
        return sign_card(CardCode(card.station_id, deputy_id, card.serial), station_secret(session))


def state_of(database: Database, activity_id: int, name: str) -> tuple[AttendanceState, datetime | None, str]:
    with database.reading() as session:
        [row] = [each for each in list_attendance(session, activity_id=activity_id) if each.deputy == name]
        return row.state, row.arrived_at, row.note


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        (on_the_wall(7, 29), False),
        (on_the_wall(7, 30), True),
        (on_the_wall(12, 30), True),
        (on_the_wall(12, 31), False),
        (on_the_wall(9) + timedelta(days=1), False),
    ],
)
def test_arrivals_are_taken_from_90_minutes_before_to_60_after(moment: datetime, opened: bool) -> None:
    assert is_open(ON, time(9), time(11, 30), moment) is opened


def test_an_activity_without_hours_takes_arrivals_all_day_and_nobody_is_late() -> None:
    assert is_open(ON, None, None, on_the_wall(23, 59))
    assert timing_of(None, on_the_wall(23, 59)) is Timing.ON_TIME


@pytest.mark.parametrize(
    ("hour", "minute", "second", "timing"),
    [(8, 59, 59, Timing.EARLY), (9, 0, 59, Timing.ON_TIME), (9, 1, 0, Timing.LATE)],
)
def test_the_minute_of_the_beginning_is_still_on_time(
    hour: int, minute: int, second: int, timing: Timing
) -> None:
    assert timing_of(time(9), on_the_wall(hour, minute, second)) is timing


def test_a_card_holds_to_the_latest_seat_or_five_years() -> None:
    assert card_holds_until([date(2026, 12, 19), date(2027, 1, 31)], ON) == date(2027, 1, 31)
    assert card_holds_until([], date(2024, 2, 29)) == date(2029, 2, 28)


def test_cards_stand_by_group_and_name_and_end_with_the_term(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)))
    with database.reading() as session:
        cards = cards_to_print(session)
    assert [card.name for card in cards] == [
        "李秀英",
        "王建国",
        "曾国藩",
        "赵敏",
        "张守田",
        "买买提·艾力",
    ]
    jianguo = cards[1]
    assert (jianguo.levels, jianguo.group, jianguo.station) == (
        "镇、区",
        "第一代表小组",
        "青石镇东街代表联络站",
    )
    assert {(card.serial, card.valid_until) for card in cards} == {(1, date(2026, 12, 31))}


def test_who_has_a_good_card_keeps_it(database: Database, people: dict[str, int]) -> None:
    give_card(database, people["王建国"])
    with database.reading() as session:
        names = [card.name for card in cards_to_print(session, missing_only=True)]
    assert "王建国" not in names
    assert len(names) == 5
    with database.transaction() as session:
        withdraw_card(session, deputy_id=people["王建国"])
        [again] = [c for c in cards_to_print(session, missing_only=True) if c.name == "王建国"]
        assert again.serial == 2


def test_no_card_for_nobody(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session, pytest.raises(NobodyForCards, match="没有选到"):
        cards_to_print(session, deputy_ids=[])
    with database.transaction() as session:
        issue_cards(session, cards=cards_to_print(session))
    with database.reading() as session, pytest.raises(NobodyForCards, match="都有有效的代表卡"):
        cards_to_print(session, missing_only=True)


def test_cards_looked_at_while_others_were_printed_are_not_let_out(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        cards = cards_to_print(session, deputy_ids=[people["赵敏"]])
    give_card(database, people["赵敏"])
    with database.transaction() as session, pytest.raises(CardsOvertaken, match="赵敏"):
        issue_cards(session, cards=cards)


def test_printing_and_withdrawing_stand_in_the_history(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        issue_cards(session, cards=cards_to_print(session))
    with database.transaction() as session:
        withdraw_card(session, deputy_id=people["赵敏"])
    with database.reading() as session:
        sentences = [row.sentence for row in latest_history(session, limit=9)]
    assert "赵敏的代表卡挂失" in sentences
    assert "印代表卡 6 张：李秀英、王建国、曾国藩等" in sentences
    with database.transaction() as session, pytest.raises(NoCardToWithdraw, match="赵敏没有可用的"):
        withdraw_card(session, deputy_id=people["赵敏"])


def test_a_card_signs_in_once_and_the_first_time_is_kept(database: Database, people: dict[str, int]) -> None:
    activity_id = make_activity(database, [people["王建国"]])
    text = give_card(database, people["王建国"])
    with database.transaction() as session:
        first = sign_in_by_card(session, text=text.lower(), at=local(8, 50))
    with database.transaction() as session:
        second = sign_in_by_card(session, text=text, at=local(9, 30))
    assert (first.name, first.timing, first.already) == ("王建国", Timing.EARLY, False)
    assert (second.timing, second.already, second.arrived_at) == (Timing.EARLY, True, local(8, 50))
    assert state_of(database, activity_id, "王建国")[:2] == (AttendanceState.PRESENT, local(8, 50))


def test_after_the_minute_of_the_beginning_one_is_late(database: Database, people: dict[str, int]) -> None:
    activity_id = make_activity(database, [people["王建国"]])
    text = give_card(database, people["王建国"])
    with database.transaction() as session:
        assert sign_in_by_card(session, text=text, at=local(9, 1)).timing is Timing.LATE
    assert state_of(database, activity_id, "王建国")[0] is AttendanceState.LATE
    with database.transaction() as session:
        assert sign_in_by_card(session, text=text, at=local(9, 5)).timing is Timing.LATE


def test_coming_in_spite_of_leave_keeps_its_reason(database: Database, people: dict[str, int]) -> None:
    activity_id = make_activity(database, [people["张守田"]])
    text = give_card(database, people["张守田"])
    with database.transaction() as session:
        row = session.get_one(Activity, activity_id).attendances[0]
        row.state, row.leave_reason, row.note = AttendanceState.LEAVE, "外出就医", "电话说的"
    with database.transaction() as session:
        sign_in_by_card(session, text=text, at=local(9))
    assert state_of(database, activity_id, "张守田") == (
        AttendanceState.PRESENT,
        local(9),
        "电话说的；原请假：外出就医",
    )


def test_who_is_not_on_the_list_is_added_only_when_a_person_says_so(
    database: Database, people: dict[str, int]
) -> None:
    activity_id = make_activity(database, [people["王建国"]])
    text = give_card(database, people["赵敏"])
    with database.transaction() as session, pytest.raises(NotOnTheList, match="赵敏不在") as told:
        sign_in_by_card(session, text=text, at=local(9))
    assert told.value.activity_id == activity_id
    with database.transaction() as session:
        signed = sign_in_by_card(session, text=text, at=local(9), activity_id=activity_id, walk_in=True)
    assert (signed.walk_in, signed.already) == (True, False)
    assert state_of(database, activity_id, "赵敏")[0] is AttendanceState.PRESENT


def test_of_several_activities_the_list_decides_else_a_person(
    database: Database, people: dict[str, int]
) -> None:
    morning = make_activity(database, [people["王建国"], people["赵敏"]])
    training = make_activity(database, [people["王建国"]], title="学习代表法", starts=10)
    zhao, wang = give_card(database, people["赵敏"]), give_card(database, people["王建国"])
    with database.transaction() as session:
        assert sign_in_by_card(session, text=zhao, at=local(9)).activity_id == morning
    with database.transaction() as session, pytest.raises(SeveralRunning, match="学习代表法") as told:
        sign_in_by_card(session, text=wang, at=local(9))
    assert told.value.choices == ((morning, "11月20日代表接待日"), (training, "学习代表法"))
    with database.transaction() as session:
        assert sign_in_by_card(session, text=wang, at=local(9), activity_id=training).activity_id == training


def test_outside_the_hours_nothing_is_signed_for(database: Database, people: dict[str, int]) -> None:
    make_activity(database, [people["王建国"]])
    text = give_card(database, people["王建国"])
    with database.transaction() as session, pytest.raises(NothingToSignInFor, match="王建国"):
        sign_in_by_card(session, text=text, at=local(7, 29))


def test_lost_replaced_and_unknown_cards_are_refused(database: Database, people: dict[str, int]) -> None:
    make_activity(database, [people["王建国"]])
    old = give_card(database, people["王建国"])
    new = give_card(database, people["王建国"])
    with database.transaction() as session, pytest.raises(CardReplaced, match="新的代表卡"):
        sign_in_by_card(session, text=old, at=local(9))
    with database.transaction() as session:
        withdraw_card(session, deputy_id=people["王建国"])
    with database.transaction() as session, pytest.raises(CardWithdrawn, match="挂失"):
        sign_in_by_card(session, text=new, at=local(9))
    with database.transaction() as session:
        station_id = session.query(Station.id).scalar()
        never = sign_card(CardCode(station_id, people["赵敏"], 1), station_secret(session))
        with pytest.raises(CardUnknown):
            sign_in_by_card(session, text=never, at=local(9))


def test_expired_cards_and_those_of_former_deputies_are_refused(
    database: Database, people: dict[str, int]
) -> None:
    make_activity(database, [people["王建国"], people["赵敏"]])
    wang, zhao = give_card(database, people["王建国"]), give_card(database, people["赵敏"])
    with database.reading() as session:
        last = newest_cards(session)[people["王建国"]].valid_until
    with database.transaction() as session:
        after = datetime(last.year, last.month, last.day, 20, tzinfo=UTC)  # 4:00 of the next day in Beijing
        with pytest.raises(CardExpired, match="已经过期"):
            sign_in_by_card(session, text=wang, at=after)
        seat = session.query(Mandate).filter_by(deputy_id=people["赵敏"]).one()
        seat.ended_on = date(2026, 11, 19)
        session.flush()
        with pytest.raises(CardExpired, match="已不在任"):
            sign_in_by_card(session, text=zhao, at=local(9))


def test_forged_foreign_and_other_codes_are_refused(database: Database, people: dict[str, int]) -> None:
    make_activity(database, [people["王建国"]])
    give_card(database, people["王建国"])
    with database.transaction() as session:
        station_id = session.query(Station.id).scalar()
        forged = sign_card(CardCode(station_id, people["王建国"], 1), b"guessed" * 5)
        foreign = sign_card(CardCode(station_id + 1, people["王建国"], 1), b"guessed" * 5)
        with pytest.raises(CodeForged, match="仿制"):
            sign_in_by_card(session, text=forged, at=local(9))
        with pytest.raises(CodeOfOtherStation, match="别的联络站"):
            sign_in_by_card(session, text=foreign, at=local(9))
        with pytest.raises(CodeNotOurs):
            sign_in_by_card(session, text="6901234567892", at=local(9))
