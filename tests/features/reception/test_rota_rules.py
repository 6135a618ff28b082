"""Who is on duty when, and the notice's lead time."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.reception.rules.notice import lead_time_warning, notice_number_text
from deputy_station.features.reception.rules.rota import RotaDeputy, RotaSizeInvalid, assign_rota

MONTHLY = [date(2026, month, 15) for month in range(1, 13)]
WANG, LI, ZHANG, ZHAO, CHEN = 11, 12, 13, 14, 15


def turns(on_duty: dict[date, tuple[int, ...]]) -> Counter[int]:
    return Counter(each for ids in on_duty.values() for each in ids)


def test_turns_go_round_and_come_out_even() -> None:
    rota = assign_rota(MONTHLY, [RotaDeputy(each) for each in (WANG, LI, ZHANG)], per_day=2)
    assert [rota.on_duty[day] for day in MONTHLY[:3]] == [(WANG, LI), (WANG, ZHANG), (LI, ZHANG)]
    assert turns(rota.on_duty) == {WANG: 8, LI: 8, ZHANG: 8}
    assert rota.missing == {}


def test_nobody_is_on_duty_before_taking_office_or_after_leaving_it() -> None:
    deputies = [
        RotaDeputy(WANG, ((date.min, date(2026, 6, 15)),)),
        RotaDeputy(LI),
        RotaDeputy(ZHANG, ((date(2026, 7, 1), None),)),
    ]
    rota = assign_rota(MONTHLY, deputies, per_day=1)
    assert max(day for day, ids in rota.on_duty.items() if WANG in ids) <= date(2026, 6, 15)
    assert min(day for day, ids in rota.on_duty.items() if ZHANG in ids) >= date(2026, 7, 1)


def test_somebody_elected_in_between_does_not_make_up_for_the_months_before() -> None:
    deputies = [RotaDeputy(WANG), RotaDeputy(LI), RotaDeputy(ZHANG, ((date(2026, 7, 1), None),))]
    rota = assign_rota(MONTHLY, deputies, per_day=1)
    # six days shared by two, then six by three: two each in the second half
    assert turns(rota.on_duty) == {WANG: 5, LI: 5, ZHANG: 2}


def test_a_limit_leaves_places_open_and_says_how_many() -> None:
    rota = assign_rota(MONTHLY, [RotaDeputy(WANG), RotaDeputy(LI)], per_day=1, most_each=5)
    assert turns(rota.on_duty) == {WANG: 5, LI: 5}
    assert rota.missing == {date(2026, 11, 15): 1, date(2026, 12, 15): 1}


def test_turns_had_earlier_in_the_year_count() -> None:
    rota = assign_rota(
        MONTHLY[8:], [RotaDeputy(WANG), RotaDeputy(LI)], per_day=1, turns_before={WANG: 3, LI: 1}
    )
    # Li catches up to three; then both are level, and Wang's turn lies further back
    assert [rota.on_duty[day] for day in MONTHLY[8:]] == [(LI,), (LI,), (WANG,), (LI,)]


@given(count=st.integers(1, 30), per_day=st.integers(1, 5), days=st.integers(1, 60))
def test_those_in_office_all_year_differ_by_one_turn_at_most(count: int, per_day: int, days: int) -> None:
    dates = [date.fromordinal(date(2026, 1, 1).toordinal() + 6 * each) for each in range(days)]
    rota = assign_rota(dates, [RotaDeputy(each) for each in range(count)], per_day=per_day)
    had = turns(rota.on_duty)
    numbers = [had[each] for each in range(count)]
    assert max(numbers) - min(numbers) <= 1
    assert all(len(set(ids)) == len(ids) == min(per_day, count) for ids in rota.on_duty.values())


@pytest.mark.parametrize("per_day", [0, 21])
def test_nobody_or_a_crowd_on_duty_is_refused(per_day: int) -> None:
    with pytest.raises(RotaSizeInvalid, match="1 到 20"):
        assign_rota(MONTHLY, [RotaDeputy(WANG)], per_day=per_day)


def test_a_notice_three_days_ahead_is_early_enough_and_two_days_is_not() -> None:
    held = date(2026, 12, 15)
    assert lead_time_warning(date(2026, 12, 12), held) == ""
    assert (
        lead_time_warning(date(2026, 12, 13), held) == "公告应提前 3 天（不晚于 12月12日），现在只提前 2 天。"
    )
    assert lead_time_warning(date(2026, 12, 15), held).endswith("现在当天才公告。")
    assert lead_time_warning(date(2026, 12, 16), held) == "接待日是 12月15日，公告日期在它之后，请核对。"
    assert lead_time_warning(date(2026, 12, 13), held, lead_days=2) == ""


def test_the_number_of_a_notice_has_no_leading_zero() -> None:
    assert notice_number_text(2026, 3) == "〔2026〕3号"
