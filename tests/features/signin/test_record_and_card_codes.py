"""Signed words on printed pages and cards: read back as written, told apart, and refused with the reason."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.documents.codes import code_rectangles
from deputy_station.features.signin.rules.any_codes import CODE_LENGTHS, any_code
from deputy_station.features.signin.rules.card_codes import CardCode, read_card, sign_card
from deputy_station.features.signin.rules.record_codes import (
    RecordCode,
    RecordKind,
    read_record,
    sign_record,
)
from deputy_station.features.signin.rules.sheet_codes import (
    CodeForged,
    CodeNotOurs,
    CodeOfOtherStation,
    CodeRefused,
    Corner,
    SheetCode,
    sign_code,
)

DONGJIE = 7
SECRET = bytes(range(32))
SECRETS = {DONGJIE: SECRET}
DEMAND = RecordCode(DONGJIE, RecordKind.DEMAND, 4321, page=2)
CARD = CardCode(DONGJIE, deputy_id=58, serial=2)
SHEET = SheetCode(DONGJIE, activity_id=4321, edition=2, page=3, corner=Corner.TOP_LEFT)

RECORDS = st.builds(
    RecordCode,
    station_id=st.just(DONGJIE),
    kind=st.sampled_from(RecordKind),
    record_id=st.integers(1, 2**32 - 1),
    page=st.integers(1, 255),
    corner=st.none() | st.sampled_from(Corner),
    edition=st.integers(1, 255),
)
CARDS = st.builds(
    CardCode,
    station_id=st.just(DONGJIE),
    deputy_id=st.integers(1, 2**32 - 1),
    serial=st.integers(1, 2**16 - 1),
)


@given(code=RECORDS)
def test_a_page_is_read_back_as_written(code: RecordCode) -> None:
    assert read_record(sign_record(code, SECRET), SECRETS) == code


@given(code=CARDS)
def test_a_card_is_read_back_as_written(code: CardCode) -> None:
    assert read_card(sign_card(code, SECRET), SECRETS) == code


@given(record=RECORDS, card=CARDS)
def test_each_family_is_told_from_the_others_in_any_case_and_width(
    record: RecordCode, card: CardCode
) -> None:
    sheet = sign_code(SHEET, SECRET)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in sheet)  # ＡＢＣ, as a Chinese input method gives
    assert any_code(sign_record(record, SECRET).lower(), SECRETS) == record
    assert any_code(sign_card(card, SECRET) + "\r", SECRETS) == card
    assert any_code(wide, SECRETS) == SHEET


@given(code=st.one_of(RECORDS, CARDS), bit=st.integers(0, 17 * 8 - 1))
def test_any_flipped_bit_of_a_page_or_card_is_refused(code: RecordCode | CardCode, bit: int) -> None:
    text = sign_record(code, SECRET) if isinstance(code, RecordCode) else sign_card(code, SECRET)
    raw = bytearray(base64.b32decode(text + "=" * (-len(text) % 8)))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CodeRefused):
        any_code(base64.b32encode(raw).decode().rstrip("="), SECRETS)


def test_codes_are_printed_as_a_qr_code_of_version_2_at_level_q() -> None:
    later = replace(DEMAND, edition=255)
    for text in (sign_record(DEMAND, SECRET), sign_record(later, SECRET), sign_card(CARD, SECRET)):
        assert len(text) in CODE_LENGTHS
        modules, _ = code_rectangles(text, "Q")
        assert modules == 25 + 2 * 4  # version 2 is 25 by 25, with the quiet zone on both sides


def test_a_card_and_a_page_of_another_station_are_named_as_such() -> None:
    with pytest.raises(CodeOfOtherStation, match="代表卡是别的联络站"):
        any_code(sign_card(CARD, SECRET), {DONGJIE + 1: SECRET})
    with pytest.raises(CodeOfOtherStation, match="别的联络站打印"):
        any_code(sign_record(DEMAND, SECRET), {})


def test_a_card_and_a_page_signed_with_another_key_are_forged() -> None:
    other = b"another secret of the same size!"
    with pytest.raises(CodeForged, match="代表卡校验不符"):
        any_code(sign_card(CARD, other), SECRETS)
    with pytest.raises(CodeForged, match="二维码校验不符"):
        any_code(sign_record(DEMAND, other), SECRETS)


def test_a_first_edition_says_what_pages_said_before_editions_were_told() -> None:
    """So that what hangs in an office for years is still read, and signed by the same word."""
    printed = "EEAAOEAAAAIOCATLFSK6ZJQUTYWA"
    assert sign_record(DEMAND, SECRET) == printed
    assert any_code(printed, SECRETS) == DEMAND


def test_a_card_s_signature_does_not_sign_a_page() -> None:
    """Both have 9 bytes before the signature: the purpose keeps one from passing for the other."""
    raw = bytearray(base64.b32decode(sign_card(CARD, SECRET) + "===="))
    raw[0] = 0x21
    with pytest.raises(CodeForged):
        any_code(base64.b32encode(raw).decode().rstrip("="), SECRETS)


@pytest.mark.parametrize("text", ["", "https://example.org/npc", "签到", "A" * 28, "0" * 28, "6901234567892"])
def test_any_other_code_is_not_ours(text: str) -> None:
    with pytest.raises(CodeNotOurs):
        any_code(text, SECRETS)
    with pytest.raises(CodeNotOurs):
        read_record(text, SECRETS)
    with pytest.raises(CodeNotOurs):
        read_card(text, SECRETS)


def test_a_number_too_large_for_its_field_is_not_cut() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        sign_record(RecordCode(DONGJIE, RecordKind.VISIT, 2**32), SECRET)
    with pytest.raises(ValueError, match="does not fit"):
        sign_record(RecordCode(DONGJIE, RecordKind.VISIT, 1, edition=256), SECRET)
    with pytest.raises(ValueError, match="does not fit"):
        sign_card(CardCode(DONGJIE, 1, 2**16), SECRET)
