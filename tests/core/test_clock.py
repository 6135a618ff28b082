"""Days and hours in words: an instant is told as the wall at the station shows it, whatever the machine is set to."""

from datetime import UTC, date, datetime, time

from deputy_station.core.clock import (
    day_and_hours,
    hour_words,
    hours_words,
    weekday_short,
    weekday_word,
)

FRIDAY = date(2026, 12, 4)


def test_an_hour_has_two_digits_of_minutes_and_no_leading_nought() -> None:
    assert hour_words(time(9, 5)) == "9:05"


def test_an_instant_is_told_as_the_wall_in_beijing_shows_it() -> None:
    assert hour_words(datetime(2026, 12, 4, 1, 5, tzinfo=UTC)) == "9:05"


def test_hours_are_told_as_far_as_they_are_known() -> None:
    assert hours_words(time(9), time(11, 30)) == "9:00—11:30"
    assert hours_words(time(9), None) == "9:00"
    assert hours_words(None, None) == ""


def test_a_day_is_told_with_its_weekday_and_hours() -> None:
    assert (weekday_word(FRIDAY), weekday_short(FRIDAY)) == ("星期五", "周五")
    assert day_and_hours(FRIDAY, time(9), time(11)) == "2026年12月4日（星期五）9:00—11:00"
