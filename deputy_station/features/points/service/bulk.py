"""Everybody's total of a period, for very many deputies: a few queries for ten thousand of them at a time.

Totals, grades (each alone, quotas aside) and points of items are those of `derive`; what they rest on is asked for one
deputy at a time.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy, Mandate
from deputy_station.features.points.rules.bulk import Bulk, BulkScore
from deputy_station.features.points.rules.facts import Period, Span, Subject
from deputy_station.features.points.rules.marking import marked_items
from deputy_station.features.points.rules.patterns import Numbers
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.service.bulk_reading import Reading
from deputy_station.features.points.service.collecting import Days
from deputy_station.features.points.service.marks import marks_by_deputy
from deputy_station.features.points.service.packed import Part, Range, Records, combinations
from deputy_station.features.points.service.roles import roles_by_deputy
from deputy_station.store import context

AT_A_TIME = 10_000
"""Deputies scored in one go: memory is for these, however many there are."""
_LIKE_MOST = Subject(0)
"""In office all the time, without a role and without a mark."""
WIDE = 6
"""Records that the engine has to look up in two tables are read for so many times as many deputies."""


BulkTotal: TypeAlias = BulkScore
"""A deputy's points of a period: exact, with those of items and categories in the scheme's order. Graded alone."""


def totals_for_period(session: Session, *, period: Period, scheme: Scheme) -> Iterator[BulkTotal]:
    """Everybody's total who held office on any day of the period, by number of the deputy. For schemes that score
    deputies."""
    bulk = Bulk(scheme, period=period, today=context.today(session))
    days = Days(period.first, period.last)
    proved = frozenset(kind.name for kind in scheme.kinds if kind.evidence == "必须")
    reading = Reading(session, days, bulk.looks, context.today(session), proved)
    roles = roles_by_deputy(session, on=period.last)
    parts = _parts(session, reading, period, roles, has_marks=bool(marked_items(scheme)))
    with ThreadPoolExecutor(max_workers=1) as hand:
        ahead = hand.submit(next, parts, None)
        while (part := ahead.result()) is not None:
            # The engine reads the next deputies while these are scored, and never while the caller has its turn.
            ahead = hand.submit(next, parts, None)
            totals = bulk.score(part.there.ids.tolist(), part.subjects, *_records(bulk, reading, part))
            wait([ahead])
            yield from totals


@dataclass(frozen=True)
class _Read:
    """Some deputies in office, and their records."""

    there: "_There"
    subjects: list[Subject]
    records: tuple[Records, ...]


def _parts(
    session: Session,
    reading: Reading,
    period: Period,
    roles: Mapping[int, frozenset[str]],
    *,
    has_marks: bool,
) -> Iterator[_Read]:
    after = 0
    while ids := list(
        session.scalars(
            select(Deputy.id).where(Deputy.id > after).order_by(Deputy.id).limit(AT_A_TIME * WIDE)
        )
    ):
        after = ids[-1]
        joined = list(reading.joined(Range(ids[0], after)))
        for start in range(0, len(ids), AT_A_TIME):
            some = ids[start : start + AT_A_TIME]
            wanted = Range(some[0], some[-1])
            marks = marks_by_deputy(session, period=period.key, deputy_ids=some) if has_marks else {}
            there = _There.of(reading, wanted, some, period)
            subjects = [
                Subject(
                    number,
                    roles=roles.get(number, frozenset()),
                    in_office=there.partly.get(number),
                    marks=marks.get(number, ()),
                )
                if number in roles or number in there.partly or number in marks
                else _LIKE_MOST
                for number in there.ids.tolist()
            ]
            records = (*reading.own(wanted), *(each.among(wanted) for each in joined))
            yield _Read(there, subjects, records)


@dataclass(frozen=True)
class _There:
    """Some deputies in office in the period, by number, and on which of its days.

    `partly` are the days in office of those who began or ended within the period; `row[i]` is the row of deputy i in
    `in_office`, which says for each day of the period whether they were (row 0: all days).
    """

    ids: Numbers
    partly: dict[int, tuple[Span, ...]]
    row: Numbers
    in_office: NDArray[np.bool_]

    @classmethod
    def of(cls, reading: Reading, wanted: Range, ids: list[int], period: Period) -> "_There":
        """Those of the deputies who were in office on any day; one without any mandate on record always was."""
        length = (period.last - period.first).days + 1
        open_end = length + 1
        ended = func.coalesce(reading.day(Mandate.ended_on) + 1, open_end)
        whose, since, until = reading.columns(
            # Only days of the period matter, with one more at either end for whatever lies beyond.
            [
                Part(Mandate.deputy_id),
                Part(_within(reading.day(Mandate.started_on) + 1, open_end), length + 2),
                Part(_within(ended, open_end), length + 2),
            ],
            lambda query: query.where(wanted.of(Mandate.deputy_id)),
        )
        since, until = since - 1, until - 1
        whole = np.unique(whose[(since <= 0) & (until >= length - 1)])
        changing = np.setdiff1d(np.unique(whose), whole)
        of_these = np.isin(whose, changing) & (since < length) & (until >= 0)
        partly: dict[int, list[tuple[int, int]]] = {}
        for deputy, first, last in zip(
            *(each[of_these].tolist() for each in (whose, since, until)), strict=True
        ):
            partly.setdefault(deputy, []).append((first, last))
        in_office = np.zeros((len(partly) + 1, length), dtype=bool)
        in_office[0] = True
        for place, spans in enumerate(partly.values()):
            for first, last in spans:
                in_office[place + 1, max(first, 0) : last + 1] = True
        left_out = np.setdiff1d(changing, np.array(list(partly), dtype=np.int64))
        there = np.setdiff1d(np.array(ids, dtype=np.int64), left_out)
        row = np.zeros(len(there), dtype=np.int64)
        row[np.searchsorted(there, np.array(list(partly), dtype=np.int64))] = np.arange(1, len(partly) + 1)
        days = {
            deputy: tuple(
                Span(
                    period.first + timedelta(days=first),
                    None if last >= length else period.first + timedelta(days=last),
                )
                for first, last in sorted(spans)
            )
            for deputy, spans in partly.items()
        }
        return cls(there, days, row, in_office)


def _records(bulk: Bulk, reading: Reading, part: _Read) -> tuple[Numbers, Numbers, Numbers]:
    """Of every record of these deputies on a day in office: whose it is (by place), its cell, and how many it is."""
    there = part.there
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    last = len(there.ids) - 1
    for records in part.records:
        if not records.deputies.size or last < 0:
            continue
        who = np.minimum(np.searchsorted(there.ids, records.deputies), last)
        mine = (there.ids[who] == records.deputies) & there.in_office[there.row[who], records.days]
        rows, own = combinations(records)
        cells = np.full(len(rows), -1, dtype=np.int64)
        times = np.zeros(len(rows), dtype=np.int64)
        for place, (day, *numbers) in enumerate(rows):
            fact = records.fact(tuple(numbers), reading.days.first + timedelta(days=day))
            kept = None if fact is None else bulk.cell(fact)
            if kept is not None:
                cells[place], times[place] = kept
        counted = np.flatnonzero(mine & (cells[own] >= 0))
        found.append((who[counted], cells[own[counted]], times[own[counted]]))
    nothing = np.zeros(0, dtype=np.int64)
    if not found:
        return nothing, nothing, nothing
    who, cells, times = (np.concatenate(part) for part in zip(*found, strict=True))
    return who, cells, times


def _within(day: SQLColumnExpression[int], most: int) -> SQLColumnExpression[int]:
    """The day, or the nearer end of 0 and `most` where it lies beyond."""
    return case((day < 0, 0), (day > most, most), else_=day)
