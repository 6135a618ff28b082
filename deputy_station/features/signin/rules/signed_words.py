"""A signed word: packed bytes and the first 8 bytes of their HMAC-SHA256, in base32 without padding.

Each family of codes signs for a purpose of its own, so that a word of one is never taken for another's.
"""

import base64
import binascii
import hashlib
import hmac
import unicodedata

from deputy_station.core.errors import Refusal

MAC_BYTES = 8


def sign_word(content: bytes, *, purpose: bytes, secret: bytes) -> str:
    """Content and signature as letters A to Z and digits 2 to 7."""
    return base64.b32encode(content + _mac(content, purpose, secret)).decode("ascii").rstrip("=")


def check_signed(
    raw: bytes, secret: bytes | None, *, purpose: bytes, elsewhere: Refusal, forged: Refusal
) -> None:
    """Refuse a word whose station's key this desk does not have (`elsewhere`), and one that key did not sign (`forged`)."""
    if secret is None:
        raise elsewhere
    if not hmac.compare_digest(raw[-MAC_BYTES:], _mac(raw[:-MAC_BYTES], purpose, secret)):
        raise forged


def unpack_word(text: str, size: int) -> bytes | None:
    """The `size` bytes of a word as printed. One spelling only: what does not encode back to itself is None."""
    characters = word_length(size)
    if len(text) != characters:
        return None
    try:
        raw = base64.b32decode(text + "=" * (-characters % 8))
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b32encode(raw).decode("ascii").rstrip("=") == text else None


def word_length(size: int) -> int:
    """How many characters `size` bytes take."""
    return -(-size * 8 // 5)


def plain_word(text: str) -> str:
    """A text as a code is printed: a scanner gun may type lower case (Caps Lock), an IME full-width letters."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def _mac(content: bytes, purpose: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, purpose + content, hashlib.sha256).digest()[:MAC_BYTES]
