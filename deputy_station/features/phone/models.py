"""The personal codes deputies sign in with on a phone."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Editable, UtcInstant


class PhoneCode(Editable, Base):
    """A deputy's personal code, as a keyed hash: the code itself is on the slip handed over, nowhere else.

    The key comes of the station's secret, the same for all: a code is typed without a name, so it is found by its digest.
    """

    __tablename__ = "phone_codes"
    # What was left by phone is taken back here: the number of the demand stays taken.
    __table_args__ = (
        {
            "info": {
                "taken_back_by": {
                    "phone.demand": "deputy_station.features.phone.service.signing:take_back_left"
                }
            }
        },
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), unique=True, comment="whose")
    digest: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True, comment="HMAC-SHA256 of the code under the station's secret"
    )
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
