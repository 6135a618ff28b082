"""Whose code a text is: the families of the station's codes told apart by their length and first byte."""

from collections.abc import Mapping

from deputy_station.features.signin.rules import card_codes, record_codes, sheet_codes
from deputy_station.features.signin.rules.card_codes import CardCode, read_card
from deputy_station.features.signin.rules.record_codes import RecordCode, read_record, record_word
from deputy_station.features.signin.rules.sheet_codes import CodeNotOurs, SheetCode, read_code
from deputy_station.features.signin.rules.signed_words import plain_word, unpack_word, word_length

_SIZES = {sheet_codes.BYTES, record_codes.BYTES, record_codes.LATER_BYTES, card_codes.BYTES}
_FIRSTS = {sheet_codes.VERSION, record_codes.FAMILY, record_codes.LATER_FAMILY, card_codes.FAMILY}
CODE_LENGTHS = tuple(sorted(map(word_length, _SIZES)))
"""How many characters a code may have."""


def any_code(text: str, secrets: Mapping[int, bytes]) -> SheetCode | RecordCode | CardCode:
    """The code of a sheet's corner, a printed page or a card, in any case or width of letters.

    Raises CodeNotOurs for any other QR code, and the CodeRefused of its family.
    """
    word = plain_word(text)
    if record_word(word) is not None:
        return read_record(word, secrets)
    if len(word) == word_length(sheet_codes.BYTES):
        return read_code(word, secrets)
    if is_card(word):
        return read_card(word, secrets)
    raise CodeNotOurs("这个二维码不是本程序打印的。请对准代表卡或纸角上的二维码再试。")


def is_ours(text: str) -> bool:
    """Whether a text has the shape of a code of ours, signed by whomever: what a scanner gun is listened to for."""
    word = plain_word(text)
    if len(word) not in CODE_LENGTHS:
        return False
    found = (unpack_word(word, size) for size in _SIZES)
    return any(raw is not None and raw[0] in _FIRSTS for raw in found)


def is_card(text: str) -> bool:
    """Whether a text has the shape of a deputy's card."""
    raw = unpack_word(plain_word(text), card_codes.BYTES)
    return raw is not None and raw[0] == card_codes.FAMILY
