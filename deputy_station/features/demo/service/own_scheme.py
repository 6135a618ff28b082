"""The demo station's own draft of a scheme: the default one with one number changed, to be compared and tried."""

from sqlalchemy.orm import Session

from deputy_station.features.points.service.library import (
    DEFAULT_SCHEME,
    SavedScheme,
    copy_scheme,
    load_scheme,
    save_scheme,
)

KEY = "qinghe"
NAME = "青禾镇积分办法（征求意见稿）"
NOTE = "征求代表意见用，还没有采用：“优秀”由 90 分改为 85 分。"
CHANGED = ("at_least = 90\n", "at_least = 85\n")
"""What the first grade asks for, before and after."""


def make_own_scheme(session: Session) -> SavedScheme:
    """A copy of the default scheme under the station's name, with a lower threshold of its best grade."""
    copied = copy_scheme(session, source=DEFAULT_SCHEME, key=KEY)
    assert copied.row.id is not None
    assert copied.row.version is not None
    name = load_scheme(session, key=DEFAULT_SCHEME).name
    text = copied.text.replace(f'name = "{name}"', f'name = "{NAME}"', 1).replace(*CHANGED, 1)
    return save_scheme(session, scheme_id=copied.row.id, version=copied.row.version, text=text, note=NOTE)
