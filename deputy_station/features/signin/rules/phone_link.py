"""The address a printed sign-in sheet leads phones to: the word in it is the activity's, signed, the same on each print.

It is no secret of the page's: it opens nothing but what the page for phones shows everybody while it runs.
"""

import base64
import hmac
import struct

_PURPOSE = b"deputy-station phone page of an activity\x00"
_BYTES = 10


def phone_word(activity_id: int, secret: bytes) -> str:
    """The 16 letters and digits of an activity of the station with this secret."""
    mac = hmac.digest(secret, _PURPOSE + struct.pack(">Q", activity_id), "sha256")
    return base64.b32encode(mac[:_BYTES]).decode("ascii")


def phone_path(word: str) -> str:
    """Where on the page's address the word leads."""
    return f"/s/{word}"


def phone_link(address: str, port: int, activity_id: int, secret: bytes) -> str:
    """The whole address in the QR of a sheet, where phones are answered at `address` and `port`."""
    return f"http://{address}:{port}{phone_path(phone_word(activity_id, secret))}"
