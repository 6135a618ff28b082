"""Draws for a quarter's check, kept with their seed so that they can be shown and repeated."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Deputy, Group, Mandate
from deputy_station.features.history.service import record_change
from deputy_station.features.spotcheck.models import Draw, DrawMember
from deputy_station.features.spotcheck.rules.draws import Candidate, NobodyToDraw, draw, draw_size
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line

_SEED_SIGNS = 8
"""Signs of a seed the program makes: long enough that nobody tries seeds until the wanted name comes up."""


class SeedUsedOtherwise(Refusal):
    """The seed was used in this quarter with another number of deputies, or the roster has changed since."""

    def __init__(self, seed: str, count: int, pool: int) -> None:
        super().__init__(
            f"种子“{seed}”本季度已经抽过（{pool} 人里抽 {count} 人），和这次不一样。请看原来的名单，或换一个种子。"
        )


@dataclass(frozen=True)
class DrawnDeputy:
    """One deputy drawn; `position` is 1, 2 ... as drawn."""

    position: int
    deputy_id: int
    deputy: str
    group: str


@dataclass(frozen=True)
class DrawDetail:
    """A draw with everybody drawn. `drawn_at` is UTC."""

    id: int
    year: int
    quarter: int
    seed: str
    drawn_at: datetime
    pool: int
    note: str
    members: tuple[DrawnDeputy, ...]


def list_pool(session: Session, *, year: int, quarter: int) -> list[Candidate]:
    """Who was in office on any day of the quarter; a deputy without any mandate on record is among them."""
    first, last = quarter_days(year, quarter)
    held = select(Mandate.deputy_id)
    in_office = held.where(
        Mandate.started_on <= last, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= first)
    )
    rows = session.execute(
        select(Deputy.id, Deputy.name)
        .where(or_(Deputy.id.in_(in_office), Deputy.id.not_in(held)))
        .order_by(Deputy.id)
    )
    return [Candidate(deputy_id, name) for deputy_id, name in rows]


def draw_deputies(
    session: Session,
    *,
    year: int,
    quarter: int,
    count: int | None = None,
    share_percent: int | None = None,
    seed: str | None = None,
    note: str = "",
) -> DrawDetail:
    """Draw for a quarter and keep the draw. Without a seed (None or blank) one is made.

    The same seed on the same roster gives the draw that is already kept; nothing is written then. Raises
    QuarterUnknown, NobodyToDraw, DrawSizeWrong, ShareWrong, SeedUsedOtherwise, LineTooLong.
    """
    pool = list_pool(session, year=year, quarter=quarter)
    if not pool:
        raise NobodyToDraw(year, quarter)
    size = draw_size(len(pool), count=count, share_percent=share_percent)
    seed = fit_line(Draw.seed, "种子", seed or "") or secrets.token_hex(_SEED_SIGNS // 2)
    drawn = [candidate.deputy_id for candidate in draw(pool, count=size, seed=seed)]
    kept = session.scalar(select(Draw).where(Draw.year == year, Draw.quarter == quarter, Draw.seed == seed))
    if kept is not None:
        before = [member.deputy_id for member in kept.members]
        if before != drawn:
            raise SeedUsedOtherwise(seed, len(before), kept.pool)
        return get_draw(session, draw_id=kept.id)
    row = Draw(
        year=year,
        quarter=quarter,
        seed=seed,
        drawn_at=context.now(session),
        pool=len(pool),
        note=clean_text(note),
    )
    row.members = [
        DrawMember(deputy_id=deputy_id, position=position) for position, deputy_id in enumerate(drawn, 1)
    ]
    session.add(row)
    session.flush()
    record_change(
        session,
        action="spotcheck.draw",
        subject="draw",
        subject_id=row.id,
        sentence=f"{year} 年第 {quarter} 季度抽查：{len(pool)} 人里抽 {size} 人，种子 {seed}",
        after={"seed": seed, "deputies": drawn},
    )
    # Who could take a draw back could draw until the wanted names come.
    seal(session, Draw, [row.id], f"{year} 年第 {quarter} 季度的抽查已经抽定")
    return get_draw(session, draw_id=row.id)


def list_draws(session: Session, *, year: int | None = None, quarter: int | None = None) -> list[DrawDetail]:
    """The draws kept, of a year or a quarter where given, newest first."""
    query = select(Draw)
    if year is not None:
        query = query.where(Draw.year == year)
    if quarter is not None:
        query = query.where(Draw.quarter == quarter)
    rows = session.scalars(query.order_by(Draw.id.desc()).options(selectinload(Draw.members)))
    return _details(session, list(rows))


def get_draw(session: Session, *, draw_id: int) -> DrawDetail:
    """One draw. Raises NotFound."""
    return _details(session, [get_row(session, Draw, draw_id, "这次抽查")])[0]


def _details(session: Session, draws: Sequence[Draw]) -> list[DrawDetail]:
    wanted = {member.deputy_id for row in draws for member in row.members}
    people = {
        deputy_id: (name, group or "")
        for deputy_id, name, group in session.execute(
            select(Deputy.id, Deputy.name, Group.name)
            .outerjoin(Group, Deputy.group_id == Group.id)
            .where(Deputy.id.in_(wanted))
        )
    }
    return [
        DrawDetail(
            row.id,
            row.year,
            row.quarter,
            row.seed,
            row.drawn_at,
            row.pool,
            row.note,
            tuple(
                DrawnDeputy(member.position, member.deputy_id, *people[member.deputy_id])
                for member in row.members
            ),
        )
        for row in draws
    ]
