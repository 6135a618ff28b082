"""The word in a slip's QR code is read back by the station that printed it alone; check codes tell papers apart."""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.paper_codes import (
    SlipCode,
    SlipRefused,
    check_code,
    read_slip,
    sign_slip,
)
from tests.features.points.town_points import donation, town_scores

OURS, THEIRS = b"o" * 32, b"t" * 32
CODE = SlipCode(station_id=3, period="2026-Q2", subject_id=17)


def test_what_is_printed_is_read_back_with_spaces_around_it() -> None:
    text = sign_slip(CODE, OURS)
    assert text.startswith("PS1:3:2026-Q2:17:")
    assert read_slip(f" {text}\n", {3: OURS}) == CODE


@pytest.mark.parametrize("period", ["2026", "2026-05", "2018-09+2", "2025-09+3m", "2021-12届"])
def test_every_sort_of_period_is_read_back(period: str) -> None:
    code = SlipCode(1, period, 2)
    assert read_slip(sign_slip(code, OURS), {1: OURS}) == code


@pytest.mark.parametrize(
    "text", ["", "https://example.cn", "PS1:3:2026-Q2:17", "PS2:3:2026:1:AAAAAAAA", "PS1:x:2026:1:A"]
)
def test_other_codes_are_named_as_such(text: str) -> None:
    with pytest.raises(SlipRefused, match="不是异议回执上的"):
        read_slip(text, {3: OURS})


def test_a_slip_of_another_station_or_a_changed_one_is_refused() -> None:
    text = sign_slip(CODE, OURS)
    with pytest.raises(SlipRefused, match="别的联络站打印的"):
        read_slip(text, {1: OURS})
    with pytest.raises(SlipRefused, match="校验不符"):
        read_slip(text.replace(":17:", ":18:"), {3: OURS})
    with pytest.raises(SlipRefused, match="校验不符"):
        read_slip(text, {3: THEIRS})
    with pytest.raises(SlipRefused, match="校验不符"):
        read_slip(f"{text[:-1]}中", {3: OURS})


def test_other_points_another_name_or_another_period_give_another_check_code() -> None:
    one, other = town_scores({"王建国": 1, "李明": 2}, [donation(1, 1), donation(2, 1)])
    (more,) = town_scores({"王建国": 1}, [donation(1, 1), donation(1, 2)])
    assert (one.total, other.total, more.total) == (Fraction(2), Fraction(2), Fraction(4))
    codes = [
        check_code(one, "2025"),
        check_code(other, "2025"),
        check_code(more, "2025"),
        check_code(one, "2026"),
    ]
    assert len(set(codes)) == 4
    assert check_code(one, "2025") == codes[0]
    assert len(codes[0]) == 9
