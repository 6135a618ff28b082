"""The signed word in a corner: read back as written, and refused with the reason when anything differs."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.signin.rules.sheet_codes import (
    CodeForged,
    CodeNotOurs,
    CodeOfOtherStation,
    CodeRefused,
    CodeVersionUnknown,
    Corner,
    SheetCode,
    read_code,
    sign_code,
)

DONGJIE = 7
SECRET = bytes(range(32))
SECRETS = {DONGJIE: SECRET}
CODE = SheetCode(station_id=DONGJIE, activity_id=4321, edition=2, page=3, corner=Corner.BOTTOM_LEFT)

CODES = st.builds(
    SheetCode,
    station_id=st.just(DONGJIE),
    activity_id=st.integers(1, 2**32 - 1),
    edition=st.integers(1, 2**14 - 1),
    page=st.integers(1, 255),
    corner=st.sampled_from(Corner),
)


@given(code=CODES)
def test_a_code_is_read_back_as_written(code: SheetCode) -> None:
    assert read_code(sign_code(code, SECRET), SECRETS) == code


@given(code=CODES)
def test_a_code_fits_the_alphanumeric_mode_of_a_small_qr_code(code: SheetCode) -> None:
    text = sign_code(code, SECRET)
    assert len(text) == 29  # what version 2 holds at level Q
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@given(code=CODES, bit=st.integers(0, 18 * 8 - 1))
def test_any_flipped_bit_is_refused(code: SheetCode, bit: int) -> None:
    raw = bytearray(base64.b32decode(sign_code(code, SECRET) + "==="))
    raw[bit // 8] ^= 1 << bit % 8
    forged = base64.b32encode(raw).decode().rstrip("=")
    with pytest.raises(CodeRefused):
        read_code(forged, SECRETS)


@given(code=CODES, place=st.integers(0, 28), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_any_changed_letter_is_refused(code: SheetCode, place: int, letter: str) -> None:
    text = sign_code(code, SECRET)
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(CodeRefused):
            read_code(changed, SECRETS)


def test_a_code_signed_with_another_key_is_forged() -> None:
    with pytest.raises(CodeForged, match="校验不符"):
        read_code(sign_code(CODE, b"another secret of the same size!"), SECRETS)


def test_a_code_of_another_station_is_named_as_such() -> None:
    with pytest.raises(CodeOfOtherStation, match="别的联络站"):
        read_code(sign_code(CODE, SECRET), {DONGJIE + 1: SECRET})


def test_a_code_of_a_later_version_asks_for_the_newer_program() -> None:
    raw = bytearray(base64.b32decode(sign_code(CODE, SECRET) + "==="))
    raw[0] = 2
    with pytest.raises(CodeVersionUnknown, match="版本（2）"):
        read_code(base64.b32encode(raw).decode().rstrip("="), SECRETS)


@pytest.mark.parametrize(
    "text", ["", "https://example.org/npc", "签到", "A" * 28, "a" * 29, "0" * 29, "ﬀ" * 29]
)
def test_any_other_qr_code_is_not_ours(text: str) -> None:
    with pytest.raises(CodeNotOurs):
        read_code(text, SECRETS)


@pytest.mark.parametrize(
    "code",
    [
        SheetCode(2**16, 1, 1, 1, Corner.TOP_LEFT),
        SheetCode(1, 2**32, 1, 1, Corner.TOP_LEFT),
        SheetCode(1, 1, 2**14, 1, Corner.TOP_LEFT),
        SheetCode(1, 1, 1, 256, Corner.TOP_LEFT),
    ],
)
def test_a_number_too_large_for_its_field_is_never_cut(code: SheetCode) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        sign_code(code, SECRET)
