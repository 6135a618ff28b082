"""What a paper of points bears to be known again: a check code against the records, and the word in the QR code of a slip.

The word of a slip is PS1:station:period:deputy:seal. The seal is the first 5 bytes of HMAC-SHA256 over the rest, in
base32: it is there so that a slip read back belongs to this station and to nobody else, not to keep anything secret.
No name is in it.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deputy_station.core.errors import Refusal

if TYPE_CHECKING:  # the shell asks for SLIP_BEGINS at its start: nothing of the points is loaded for that
    from deputy_station.features.points.rules.score import Score

SLIP_BEGINS = "PS1:"
"""What the word in the QR code of a slip begins with."""

_MAC_BYTES = 5
_PURPOSE = b"deputy-station points slip\x00"
_WORD = re.compile(rf"({SLIP_BEGINS}([0-9]+):([^:]*):([0-9]+)):([^:]*)")


class SlipRefused(Refusal):
    """The code is not that of a slip of this station."""


@dataclass(frozen=True)
class SlipCode:
    """Whose slip it is: station and deputy (or what the scheme scores) by row number, key of the period."""

    station_id: int
    period: str
    subject_id: int


def sign_slip(code: SlipCode, secret: bytes) -> str:
    """The word in the QR code: "PS1:1:2026-Q2:17:ABCDEFGH"."""
    content = f"{SLIP_BEGINS}{code.station_id}:{code.period}:{code.subject_id}"
    return f"{content}:{_seal(content, secret)}"


def read_slip(text: str, secrets: Mapping[int, bytes]) -> SlipCode:
    """What a code says, if a key of `secrets` (by station) sealed it. Raises SlipRefused with the reason."""
    found = _WORD.fullmatch(text.strip())
    if found is None:
        raise SlipRefused("这个二维码不是异议回执上的。请对准回执上的二维码再试。")
    content, station, period, subject, seal = found.groups()
    secret = secrets.get(int(station))
    if secret is None:
        raise SlipRefused("这张异议回执是别的联络站打印的。请交给打印它的联络站。")
    if not hmac.compare_digest(seal.encode(), _seal(content, secret).encode()):
        raise SlipRefused("异议回执的二维码校验不符，可能被改动。请按纸面在屏幕上登记。")
    return SlipCode(int(station), period, int(subject))


def check_code(score: "Score", period: str) -> str:
    """Eight characters by which a printed sheet is held against the records: other points, other code."""
    marks = [
        score.subject.name,
        period,
        score.scheme.name,
        score.scheme.version,
        score.grade,
        str(score.total),
    ]
    marks += [f"{item.item.code}={item.points}" for item in score.items]
    digest = hashlib.sha256("\n".join(marks).encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


def _seal(content: str, secret: bytes) -> str:
    made = hmac.new(secret, _PURPOSE + content.encode(), hashlib.sha256).digest()[:_MAC_BYTES]
    return base64.b32encode(made).decode("ascii")
