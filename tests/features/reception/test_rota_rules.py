"""Who is on duty when, and the notice's lead time."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.reception.rules.notice import lead_time_warning, notice_number_text
from deputy_station.features.reception.rules.rota import (
    Rota,
    RotaDeputy,
    RotaLimitsInvalid,
    RotaSizeInvalid,
    assign_rota,
)

MONTHLY = [date(2026, month, 15) for month in range(1, 13)]
MONDAYS = [date.fromordinal(date(2026, 1, 5).toordinal() + 7 * each) for each in range(60)]
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


def test_nobody_is_on_duty_during_a_leave_and_the_turns_are_made_up_for() -> None:
    away = RotaDeputy(WANG, leaves=((date(2026, 1, 1), date(2026, 6, 30)),))
    rota = assign_rota(MONTHLY, [away, RotaDeputy(LI), RotaDeputy(ZHANG)], per_day=1)
    # the first six days are Li's and Zhang's, three each; of the other six four are Wang's
    assert min(day for day, ids in rota.on_duty.items() if WANG in ids) == date(2026, 7, 15)
    assert turns(rota.on_duty) == {WANG: 4, LI: 4, ZHANG: 4}


def test_somebody_free_in_january_only_gets_that_day_although_others_come_first() -> None:
    january = RotaDeputy(CHEN, ((date.min, date(2026, 1, 31)),))
    everybody = [RotaDeputy(each) for each in (WANG, LI, ZHANG, ZHAO)]
    rota = assign_rota(MONTHLY, [*everybody, january], per_day=1, least_each=1)
    assert rota.on_duty[MONTHLY[0]] == (CHEN,)
    assert min(turns(rota.on_duty).values()) == 1


def test_somebody_elected_in_between_still_owes_the_least_number_of_turns() -> None:
    deputies = [RotaDeputy(WANG), RotaDeputy(LI), RotaDeputy(ZHANG, ((date(2026, 11, 1), None),))]
    rota = assign_rota(MONTHLY, deputies, per_day=1, least_each=2)
    assert turns(rota.on_duty) == {WANG: 5, LI: 5, ZHANG: 2}


def test_a_place_is_filled_by_handing_an_earlier_turn_on() -> None:
    # By turns Wang has January, Li February; in March only Wang is free and may not come twice.
    days = MONTHLY[:3]
    away = ((date(2026, 3, 1), date(2026, 3, 31)),)
    deputies = [RotaDeputy(WANG), RotaDeputy(LI, leaves=away), RotaDeputy(ZHANG, leaves=away)]
    rota = assign_rota(days, deputies, per_day=1, most_each=1)
    assert rota.missing == {}
    assert rota.on_duty[days[2]] == (WANG,)


def test_more_turns_owed_than_allowed_are_refused() -> None:
    with pytest.raises(RotaLimitsInvalid, match="至少 3 次，比最多 2 次还多"):
        assign_rota(MONTHLY, [RotaDeputy(WANG)], per_day=1, least_each=3, most_each=2)


DAY_NUMBERS = st.integers(0, 59)
LEAVES = st.lists(
    st.tuples(DAY_NUMBERS, st.integers(0, 30)).map(
        lambda leave: (MONDAYS[leave[0]], date.fromordinal(MONDAYS[leave[0]].toordinal() + 7 * leave[1]))
    ),
    max_size=2,
).map(tuple)


@st.composite
def rota_questions(draw: st.DrawFn) -> tuple[list[date], list[RotaDeputy], int, int, int | None]:
    count = draw(st.integers(1, 9))
    deputies = [RotaDeputy(number, leaves=draw(LEAVES)) for number in range(count)]
    least = draw(st.integers(0, 3))
    most = draw(st.none() | st.integers(least, 12))
    return MONDAYS[: draw(st.integers(1, 40))], deputies, draw(st.integers(1, 3)), least, most


@given(question=rota_questions())
def test_limits_are_never_broken_and_the_same_question_has_the_same_answer(
    question: tuple[list[date], list[RotaDeputy], int, int, int | None],
) -> None:
    days, deputies, per_day, least, most = question
    rota = assign_rota(days, deputies, per_day=per_day, least_each=least, most_each=most)
    free = {each.deputy_id: each for each in deputies}
    for day, ids in rota.on_duty.items():
        assert len(set(ids)) == len(ids) == per_day - rota.missing.get(day, 0)
        assert all(free[each].free(day) for each in ids)
    if most is not None:
        assert all(had <= most for had in turns(rota.on_duty).values())
    again = assign_rota(list(reversed(days)), deputies, per_day=per_day, least_each=least, most_each=most)
    assert again == rota


@given(question=rota_questions())
def test_nobody_could_take_over_a_turn_to_make_it_fairer(
    question: tuple[list[date], list[RotaDeputy], int, int, int | None],
) -> None:
    days, deputies, per_day, least, most = question
    rota = assign_rota(days, deputies, per_day=per_day, least_each=least, most_each=most)
    had = turns(rota.on_duty)
    for day, ids in rota.on_duty.items():
        for each in deputies:
            if each.free(day) and each.deputy_id not in ids and (most is None or had[each.deputy_id] < most):
                # An empty place would be taken, and nobody on duty has two turns more.
                assert day not in rota.missing
                assert all(had[other] - had[each.deputy_id] <= 1 for other in ids)


@given(question=rota_questions())
def test_whoever_is_free_on_every_day_has_no_two_turns_less_than_anybody(
    question: tuple[list[date], list[RotaDeputy], int, int, int | None],
) -> None:
    days, deputies, per_day, least, _ = question
    rota: Rota = assign_rota(days, deputies, per_day=per_day, least_each=least)
    had = turns(rota.on_duty)
    always = [each.deputy_id for each in deputies if all(each.free(day) for day in days)]
    assert all(had[other.deputy_id] - had[each] <= 1 for each in always for other in deputies)


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
