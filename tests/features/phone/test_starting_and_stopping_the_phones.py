"""The page starts for one activity of today on one address, and stops by itself; nothing listens afterwards."""

import socket
import threading
from datetime import UTC, datetime, time, timedelta

import pytest

from deputy_station.core.clock import Clock
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.features.activities.service.plans import cancel_activity, edit_activity
from deputy_station.features.phone.rules import ActivityOver, NotTodaysActivity, PhoneActivityCancelled
from deputy_station.features.phone.service.addresses import (
    AddressNotOurs,
    PortTaken,
    listen_on,
    own_addresses,
)
from deputy_station.features.phone.service.serving import PhoneServer
from deputy_station.store.database import Database
from tests.features.phone.phone_hall import CODES, Phone, give_codes, held_activity, open_page

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.at = NINE


@pytest.fixture
def hands(database: Database) -> Hands:
    moved = Hands()
    database.clock = Clock(lambda: moved.at)
    return moved


def listens(server: PhoneServer) -> bool:
    """Whether anybody answers at the address of the page."""
    running = server.running
    with socket.socket() as line:
        line.settimeout(5)
        return line.connect_ex((running.address, running.port)) == 0


def threads_of_the_page() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("phone-")]


def test_nothing_listens_after_stop_and_no_thread_is_left(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    server = PhoneServer.start(database, activity_id=activity, address="127.0.0.1")
    assert server.is_listening
    assert listens(server)
    assert server.stop()
    assert not server.is_listening
    assert not listens(server)
    assert threads_of_the_page() == []
    assert server.stop()


def test_half_an_hour_after_the_end_it_stops_by_itself(
    database: Database, people: dict[str, int], hands: Hands
) -> None:
    activity = held_activity(database, people, ends_at=time(11, 30))
    with open_page(database, activity, look_seconds=0.02) as server:
        assert server.running.closes_at == NINE + timedelta(hours=3)
        hands.at = NINE + timedelta(hours=2, minutes=59, seconds=59)
        assert Phone(server).get().status == 200
        hands.at = NINE + timedelta(hours=3)
        assert server.wait(10)
        assert not listens(server)
        assert server.why_stopped == "到 12:00，手机签到按时停了。"


def test_an_end_put_off_while_it_runs_keeps_it_open(
    database: Database, people: dict[str, int], hands: Hands
) -> None:
    activity = held_activity(database, people, ends_at=time(9, 30))
    with database.transaction() as session:
        version = get_activity(session, activity_id=activity).version
        edit_activity(session, activity_id=activity, version=version, ends_at=time(10, 30))
    with open_page(database, activity, look_seconds=0.02) as server:
        hands.at = NINE + timedelta(hours=1, minutes=59)
        assert Phone(server).get().status == 200
        assert server.running.closes_at == NINE + timedelta(hours=2)


def test_a_cancelled_activity_stops_it(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    with open_page(database, activity, look_seconds=0.02) as server:
        with database.transaction() as session:
            version = get_activity(session, activity_id=activity).version
            cancel_activity(session, activity_id=activity, version=version)
        assert server.wait(10)
        assert not listens(server)
        assert server.why_stopped == "活动已取消，手机签到停了。"


def test_what_was_taken_before_stopping_is_written(database: Database, people: dict[str, int]) -> None:
    give_codes(database, people)
    activity = held_activity(database, people)
    server = PhoneServer.start(database, activity_id=activity, address="127.0.0.1")
    assert Phone(server).sign(CODES["王建国"]).status == 200
    assert server.stop()
    with database.reading() as session:
        assert get_activity(session, activity_id=activity).counts.came == 1


def test_half_open_lines_do_not_hold_up_stopping(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    server = PhoneServer.start(database, activity_id=activity, address="127.0.0.1")
    place = (server.running.address, server.running.port)
    lines = [socket.create_connection(place, 5) for _ in range(20)]
    try:
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\n")
        assert server.stop(seconds=5)
    finally:
        for line in lines:
            line.close()


def test_each_start_has_an_address_of_its_own(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    urls = set()
    for _ in range(2):
        with open_page(database, activity) as server:
            urls.add(server.running.url.rsplit("/", 1)[1])
    assert len(urls) == 2
    assert {len(token) for token in urls} == {12}


def test_a_cancelled_activity_is_not_opened(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    with database.transaction() as session:
        version = get_activity(session, activity_id=activity).version
        cancel_activity(session, activity_id=activity, version=version)
    with pytest.raises(PhoneActivityCancelled, match="已取消"):
        PhoneServer.start(database, activity_id=activity, address="127.0.0.1")


def test_it_is_opened_on_the_day_itself_and_not_after_the_end(
    database: Database, people: dict[str, int], hands: Hands
) -> None:
    activity = held_activity(database, people)
    hands.at = NINE - timedelta(days=1)
    with pytest.raises(NotTodaysActivity, match="11月20日"):
        PhoneServer.start(database, activity_id=activity, address="127.0.0.1")
    hands.at = NINE + timedelta(hours=3)
    with pytest.raises(ActivityOver, match="12:00"):
        PhoneServer.start(database, activity_id=activity, address="127.0.0.1")
    assert threads_of_the_page() == []


@pytest.mark.parametrize("address", ["0.0.0.0", "", "localhost", "::", "192.0.2.77"])
def test_it_never_listens_on_all_addresses_nor_on_a_foreign_one(
    database: Database, people: dict[str, int], address: str
) -> None:
    activity = held_activity(database, people)
    with pytest.raises(AddressNotOurs):
        PhoneServer.start(database, activity_id=activity, address=address)


def test_a_port_that_is_taken_is_told_and_without_one_the_next_free_is_found(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    with open_page(database, activity) as first:
        with pytest.raises(PortTaken, match=f"端口 {first.running.port} 已被"):
            PhoneServer.start(database, activity_id=activity, address="127.0.0.1", port=first.running.port)
        with open_page(database, activity) as second:
            assert second.running.port != first.running.port
            assert 8100 <= second.running.port <= 8199


def test_only_the_chosen_address_answers(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    with open_page(database, activity) as server, socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", server.running.port)) != 0


def test_loopback_is_never_offered() -> None:
    offered = own_addresses()
    assert not [address for address in offered if address.startswith(("127.", "0.", "169.254."))]
    for address in offered:
        listen_on(address, 0).close()
