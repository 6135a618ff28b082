"""Personal codes: made for the slips, kept as digests alone, renewed by giving new ones."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.service import record_change
from deputy_station.features.phone.models import PhoneCode
from deputy_station.features.phone.rules import CODE_DIGITS
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store import context
from deputy_station.store.edits import get_row

_PURPOSE = b"deputy-station phone code 1"


class CodesTaken(Refusal):
    """Codes given meanwhile clash with these."""

    def __init__(self) -> None:
        super().__init__("您预览的时候，个人码已有变动，这一份不能用了。请关闭预览，再打开一次。")


@dataclass(frozen=True)
class CodeHolder:
    """A deputy on the list of an activity, and whether they have a code."""

    deputy_id: int
    name: str
    group: str
    has_code: bool


@dataclass(frozen=True)
class NewCode:
    """A code just made, in plain digits: for the slip, never for the database."""

    deputy_id: int
    name: str
    group: str
    code: str = field(repr=False)


def code_salt(secret: bytes) -> bytes:
    """What codes are salted with: of the station's secret, for this purpose alone."""
    return hmac.digest(secret, _PURPOSE, "sha256")


def digest_of(code: str, salt: bytes) -> bytes:
    """The digest a code is kept and found by: HMAC-SHA256, on purpose no slow hash.

    A slow hash protects long passwords whose table was stolen. Six digits are tried out in minutes under any hash a
    hall can wait for; what protects them is that the database is encrypted and the key is the station's secret.
    Over the network guessing is bounded by `limits.Guard`.
    """
    return hmac.digest(salt, code.encode("ascii"), "sha256")


def station_salt(session: Session) -> bytes:
    """The salt of this desk's station; makes the station's secret when there is none, so the session must write."""
    return code_salt(station_secret(session))


def list_code_holders(session: Session, *, activity_id: int) -> list[CodeHolder]:
    """The deputies on the list of an activity by pinyin."""
    get_row(session, Activity, activity_id, "活动")
    query = (
        select(Deputy.id, Deputy.name, Group.name, PhoneCode.id)
        .join(Attendance, Attendance.deputy_id == Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .outerjoin(PhoneCode, PhoneCode.deputy_id == Deputy.id)
        .where(Attendance.activity_id == activity_id)
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [
        CodeHolder(deputy_id, name, group or "", code_id is not None)
        for deputy_id, name, group, code_id in session.execute(query)
    ]


def draw_codes(session: Session, *, deputy_ids: Sequence[int]) -> tuple[NewCode, ...]:
    """New codes for these deputies in this order, unlike each other and unlike any in use; nothing is kept yet."""
    salt = station_salt(session)
    in_use = set(session.scalars(select(PhoneCode.digest)))
    query = (
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(Deputy.id.in_(deputy_ids))
    )
    named = {deputy_id: (name, group or "") for deputy_id, name, group in session.execute(query)}
    made: dict[str, NewCode] = {}
    for deputy_id in deputy_ids:
        name, group = named[deputy_id]
        code = _fresh(made, in_use, salt)
        made[code] = NewCode(deputy_id, name, group, code)
    return tuple(made.values())


def _fresh(made: Mapping[str, NewCode], in_use: set[bytes], salt: bytes) -> str:
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        if code not in made and digest_of(code, salt) not in in_use:
            return code


def keep_codes(session: Session, *, made: Sequence[NewCode]) -> int:
    """Keep the digests of codes whose slips go out; the earlier codes of these deputies are void. How many.

    Raises CodesTaken when one of them is somebody else's by now.
    """
    salt = station_salt(session)
    digests = {each.deputy_id: digest_of(each.code, salt) for each in made}
    there = {
        row.deputy_id: row
        for row in session.scalars(select(PhoneCode).where(PhoneCode.deputy_id.in_(digests)))
    }
    others = select(PhoneCode.deputy_id).where(PhoneCode.digest.in_(digests.values()))
    if any(deputy_id not in digests for deputy_id in session.scalars(others)):
        raise CodesTaken
    for deputy_id, digest in digests.items():
        row = there.get(deputy_id)
        if row is None:
            session.add(PhoneCode(deputy_id=deputy_id, digest=digest, made_at=context.now(session)))
        else:
            row.digest, row.made_at = digest, context.now(session)
    session.flush()
    renewed = f"，其中 {len(there)} 人的旧码作废" if there else ""
    record_change(
        session,
        action="phone.codes",
        subject="phone_codes",
        subject_id=None,
        sentence=f"发给 {len(made)} 人手机签到的个人码{renewed}",
    )
    return len(made)
