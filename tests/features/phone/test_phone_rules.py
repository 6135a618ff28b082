"""Pure decisions of the page for phones, and the buckets that bound it."""

from datetime import UTC, date, datetime, time

import pytest

from deputy_station.features.phone.rules import (
    closing_instant,
    code_in_print,
    in_offered_order,
    read_code,
)
from deputy_station.features.phone.service.codes import code_salt, digest_of
from deputy_station.features.phone.service.limits import Bucket, Buckets, Guard, Limits

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


class Watch:
    """Seconds a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123-456 ", "１２３４５６", "123\u3000456"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "一二三四五六", "²²²²²²²", "१२३४५६"])
def test_what_is_not_six_digits_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_printed_in_two_halves() -> None:
    assert code_in_print("004210") == "004 210"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "begun_hour", "closes"),
    [
        (time(9), time(11, 30), 0, time(4, 0)),  # 12:00 in Beijing
        (time(9), None, 0, time(5, 30)),  # four hours and a half after nine
        (None, None, 2, time(6, 30)),  # four hours and a half after ten, when it was opened
        (time(19), time(23, 45), 0, time(16, 0)),  # never beyond midnight
    ],
)
def test_when_it_closes(starts_at: time | None, ends_at: time | None, begun_hour: int, closes: time) -> None:
    begun = datetime(2026, 11, 20, begun_hour, tzinfo=UTC)
    assert closing_instant(DAY, starts_at, ends_at, begun) == datetime.combine(DAY, closes, UTC)


def test_home_and_office_networks_are_offered_first_and_loopback_never() -> None:
    found = {"127.0.0.1", "172.17.0.1", "59.203.1.2", "10.8.0.5", "192.168.1.20", "169.254.3.3", "0.0.0.0"}
    assert in_offered_order(found) == ["192.168.1.20", "10.8.0.5", "172.17.0.1", "59.203.1.2"]


def test_the_same_code_has_another_digest_at_another_station() -> None:
    ours, theirs = code_salt(b"a" * 32), code_salt(b"b" * 32)
    assert digest_of("123456", ours) == digest_of("123456", ours)
    assert digest_of("123456", ours) != digest_of("123456", theirs)
    assert digest_of("123456", ours) != digest_of("123457", ours)


def test_a_bucket_gives_what_it_holds_and_fills_with_time() -> None:
    watch = Watch()
    bucket = Bucket(rate=2.0, most=3.0, tick=watch)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    assert bucket.wait() == pytest.approx(0.5)
    watch.seconds += 0.5
    assert bucket.take()
    watch.seconds += 100
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_only_so_many_addresses_are_remembered_the_longest_unused_goes() -> None:
    watch = Watch()
    buckets = Buckets(1.0, 1.0, 2, watch)
    assert buckets.of("a").take()
    assert buckets.of("b").take()
    assert not buckets.of("a").take()
    buckets.of("c")
    assert len(buckets) == 2
    assert not buckets.of("a").take()
    assert buckets.of("b").take()


def test_while_wrong_codes_come_from_everywhere_each_costs_more_and_right_ones_nothing() -> None:
    watch = Watch()
    guard = Guard(Limits(), watch)
    for number in range(12):
        for _ in range(5):
            assert guard.begin_code(f"10.0.0.{number}") == 0
            guard.code_was_wrong(f"10.0.0.{number}")
    assert guard.guessing
    # A newcomer mistypes once and waits a quarter of a minute, not longer; another types it right and goes in.
    assert guard.begin_code("10.0.1.1") == 0
    guard.code_was_wrong("10.0.1.1")
    assert guard.begin_code("10.0.1.1") == pytest.approx(12.0)
    for _ in range(20):
        assert guard.begin_code("10.0.1.2") == 0
        guard.code_was_right("10.0.1.2")
    # Whoever used all five up and guessed on owes more.
    watch.seconds += 12
    assert guard.begin_code("10.0.0.0") == 0
    watch.seconds += 60
    assert not guard.guessing


def test_guessing_from_a_whole_network_finds_less_than_two_codes_an_hour() -> None:
    """254 addresses for an hour, each as fast as it may, against 80 codes in a million."""
    watch = Watch()
    guard = Guard(Limits(), watch)
    tried = 0
    for _ in range(3600):
        watch.seconds += 1
        for number in range(254):
            if guard.begin_code(f"10.0.0.{number}") == 0:
                tried += 1
                guard.code_was_wrong(f"10.0.0.{number}")
    assert tried * 80 / 1_000_000 < 2
    assert guard.begin_code("10.0.9.9") == 0


def test_demands_of_one_address_do_not_use_up_the_others() -> None:
    watch = Watch()
    guard = Guard(Limits(), watch)
    assert [guard.may_leave_demand("10.0.0.1") for _ in range(7)] == [True] * 5 + [False] * 2
    assert guard.may_leave_demand("10.0.0.2")
    watch.seconds += 60
    assert guard.may_leave_demand("10.0.0.1")
