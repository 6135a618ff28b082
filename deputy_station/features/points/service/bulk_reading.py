"""The records of very many deputies as whole numbers, a column at a time: no record becomes a row of its own here.

A query gives one row, each column of it one long value that is read into an array. What the numbers mean becomes a
fact once for each different combination of them; what a record means is as in `collecting`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import CAME, AttendanceState, DeedKind, DutyReportManner
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.choices import Satisfaction as VisitorSays
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.patterns import Numbers
from deputy_station.features.points.rules.telling_apart import Looks
from deputy_station.features.points.rules.vocabulary import FactKind, Manner, Satisfaction, State
from deputy_station.features.points.rules.vocabulary import Part as Signed
from deputy_station.features.points.service.collecting import (
    KIND_OF_ACTIVITY,
    KIND_OF_DEED,
    MANNER_OF_REPORT,
    SATISFACTION_OF_VISITOR,
    STATE_OF_ATTENDANCE,
    Days,
    claim_fact,
)
from deputy_station.features.points.service.packed import (
    NARROW,
    NOUGHT,
    Number,
    Part,
    Range,
    Records,
    bits_of,
    code_of,
    flag_of,
    packs_of,
    rows_of,
)
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import (
    NOT_ACCEPTED_STATES,
    SignRole,
    SuggestionKind,
)

_STATES = (
    AttendanceState.PRESENT,
    AttendanceState.LEAVE,
    AttendanceState.ABSENT,
    AttendanceState.LATE,
    AttendanceState.LEFT_EARLY,
    AttendanceState.NOT_YET,
)
_ACTIVITY_KINDS = tuple(KIND_OF_ACTIVITY)
_DEED_KINDS = (
    DeedKind.VOTER_CONTACT,
    DeedKind.SPEECH,
    DeedKind.GOOD_DEED,
    DeedKind.REPORT,
    DeedKind.AWARD,
    DeedKind.DUTY_REPORT,
)
_MANNERS = tuple(DutyReportManner)
_VISITOR_SAYS = tuple(VisitorSays)
_NO_BYTES: SQLColumnExpression[bytes] = literal_column("''::bytea")
_NONE: Numbers = np.zeros(0, dtype=np.int64)
_NOT_TAKEN = (DemandState.DECLINED, DemandState.WITHDRAWN, DemandState.MERGED)


class Reading:
    """Reads the records of a period for one run. `proved` are the kinds for which evidence has to be kept."""

    def __init__(
        self, session: Session, days: Days, looks: Looks, today: date, proved: frozenset[str]
    ) -> None:
        self.session, self.days, self.looks, self.proved = session, days, looks, proved
        self.today = today
        self.length = (days.last - days.first).days + 1
        self.on_server = session.get_bind().dialect.name == "postgresql"
        if self.on_server:
            # Compiling a query to machine code takes longer than each of these queries does.
            session.execute(text("SET LOCAL jit = off"))
        self._claims_known: dict[tuple[Any, ...], int] = {}
        self._claims_made: list[Fact] = []
        self._claimed = session.scalar(
            select(PointClaim.id)
            .where(PointClaim.done_on.between(days.first, days.last), PointClaim.kind.in_(looks.kinds))
            .limit(1)
        )
        self._activities = _Activities(self, today) if looks.kinds & set(KIND_OF_ACTIVITY.values()) else None

    def own(self, deputies: Range) -> Iterator[Records]:
        """The records of these deputies that lie in an index by deputy: by far the most of them."""
        if self._activities is not None:
            yield self._attendances(deputies, self._activities)
        if self._wanted(*KIND_OF_DEED.values()):
            yield self._deeds(deputies)

    def joined(self, deputies: Range) -> Iterator[Records]:
        """Their other records, which the engine looks up in two tables: better for many deputies at once."""
        if self._wanted(FactKind.BALLOT):
            yield self._ballots(deputies)
        if self._wanted(FactKind.SUGGESTION, FactKind.TIP, FactKind.EXCELLENT_SUGGESTION):
            yield from self._suggestions(deputies)
        if self._wanted(FactKind.DEMAND_TAKEN, FactKind.DEMAND_SETTLED, FactKind.FOLLOW_UP):
            yield from self._demands(deputies)
        if self._claimed:
            yield self._claims(deputies)

    def columns(self, parts: Sequence["Part"], query: Callable[[Select[Any]], Select[Any]]) -> list[Numbers]:
        """The columns of a query, in the same order."""
        packs = packs_of(parts)
        row = self.session.execute(query(select(*(self._sent(pack) for pack in packs)))).one()
        columns = [
            column for pack, value in zip(packs, row, strict=True) for column in self._read(pack, [value])
        ]
        assert len({column.size for column in columns}) == 1
        return columns

    def columns_by(
        self, whose: Number, parts: Sequence["Part"], query: Callable[[Select[Any]], Select[Any]]
    ) -> list[Numbers]:
        """The same with the number of the deputy before them, where that leads the index that is read: a value for
        each deputy then costs less than the deputy's number in each record."""
        packs = packs_of(parts)
        sent = [self._sent(pack) for pack in packs]
        rows = self.session.execute(query(select(whose, func.count(), *sent)).group_by(whose)).all()
        if not rows:
            return [_NONE] * (len(parts) + 1)
        deputies, counts, *values = zip(*rows, strict=True)
        owners = np.repeat(np.array(deputies, dtype=np.int64), np.array(counts, dtype=np.int64))
        columns = [
            column for pack, value in zip(packs, values, strict=True) for column in self._read(pack, value)
        ]
        assert {column.size for column in columns} == {owners.size}
        return [owners, *columns]

    def _sent(self, pack: Sequence["Part"]) -> SQLColumnExpression[Any]:
        """Parts side by side in one number, the numbers of all records in one long value."""
        first, *others = pack
        wide = bits_of(pack) > NARROW
        number: Any = cast(first.number, BigInteger) if wide and self.on_server else first.number
        for part in others:
            number = number * 2**part.bits + part.number
        if not self.on_server:
            return func.group_concat(number)
        send = func.int8send(number) if wide else func.int4send(cast(number, Integer))
        return func.string_agg(send, _NO_BYTES)

    def _read(self, pack: Sequence["Part"], values: Sequence[bytes | str | None]) -> list[Numbers]:
        there = [value for value in values if value is not None]
        if self.on_server:
            sort = ">i8" if bits_of(pack) > NARROW else ">i4"
            numbers = np.frombuffer(b"".join(there), dtype=sort).astype(np.int64)  # type: ignore[arg-type]
        else:
            numbers = np.fromstring(",".join(there), dtype=np.int64, sep=",")  # type: ignore[arg-type]
        columns = []
        for part in reversed(pack):
            columns.append(numbers & (2**part.bits - 1))
            numbers = numbers >> part.bits
        return columns[::-1]

    def day(self, column: SQLColumnExpression[Any]) -> Number:
        """How many days after the first of the period the day is."""
        if self.on_server:
            return cast(column, Date) - cast(literal(self.days.first), Date)  # type: ignore[return-value]
        since = func.julianday(self.days.first.isoformat())
        return cast(func.julianday(column) - since, Integer)

    def day_part(self, column: SQLColumnExpression[Any]) -> Part:
        """The same of a day that lies in the period."""
        return Part(self.day(column), self.length)

    def local_day(self, column: SQLColumnExpression[Any]) -> Number:
        """The same of an instant, by the clock on the station's wall."""
        if self.on_server:
            return self.day(func.timezone("Asia/Shanghai", column))
        return self.day(func.date(column, "+8 hours"))

    def proof(self, subject: str, column: InstrumentedAttribute[int], *kinds: str) -> Part:
        """1 where evidence is kept for the record, 0 where not, or where nobody asks."""
        if not self.proved & set(kinds):
            return NOUGHT
        return flag_of(exists().where(Evidence.subject == subject, Evidence.subject_id == column))

    def _wanted(self, *kinds: str) -> bool:
        return bool(self.looks.kinds & set(kinds))

    def _dated(self, *kinds: str) -> bool:
        return bool(self.looks.dated & set(kinds))

    def _attendances(self, deputies: Range, activities: "_Activities") -> Records:
        whose, activity, state, expected = self.columns_by(
            Attendance.deputy_id,
            [
                Part(Attendance.activity_id, activities.up_to),
                code_of(Attendance.state, _STATES),
                flag_of(Attendance.expected),
            ],
            lambda query: query.where(deputies.of(Attendance.deputy_id)),
        )
        sort, day = activities.of(activity)
        counts = np.flatnonzero(sort >= 0)
        return Records(
            whose[counts],
            day[counts],
            (sort[counts], state[counts], expected[counts]),
            activities.fact,
            dated=False,
        )

    def _deeds(self, deputies: Range) -> Records:
        whose, day, *rest = self.columns_by(
            Deed.deputy_id,
            [
                self.day_part(Deed.done_on),
                code_of(Deed.kind, _DEED_KINDS),
                flag_of(Deed.accepted),
                code_of(Deed.manner, _MANNERS),
                Part(Deed.quantity),
                self.proof("deed", Deed.id, *KIND_OF_DEED.values()),
            ],
            lambda query: query.where(*self._done(deputies)),
        )
        return Records(whose, day, tuple(rest), self._deed, self._dated(*KIND_OF_DEED.values()))

    def _done(self, deputies: Range) -> list[ColumnElement[bool]]:
        return [deputies.of(Deed.deputy_id), Deed.done_on.between(self.days.first, self.days.last)]

    def _deed(self, numbers: tuple[int, ...], on: date) -> Fact:
        kind, accepted, manner, quantity, proof = numbers
        return Fact(
            KIND_OF_DEED[_DEED_KINDS[kind]],
            0,
            on,
            State.ACCEPTED if accepted else State.NOT_ACCEPTED,
            manner=MANNER_OF_REPORT[_MANNERS[manner]] if manner < len(_MANNERS) else "",
            weight=quantity,
            evidence=proof,
        )

    def _ballots(self, deputies: Range) -> Records:
        votes = [
            func.coalesce(column, 0)
            for column in (Deed.votes_satisfied, Deed.votes_fair, Deed.votes_unsatisfied)
        ]
        columns = [Part(Deed.deputy_id), self.day_part(Deed.done_on), *(Part(number) for number in votes)]
        columns.append(self.proof("deed", Deed.id, FactKind.BALLOT))
        whose, day, *rest = self.columns(
            columns, lambda query: query.where(*self._done(deputies), or_(*(number > 0 for number in votes)))
        )
        return Records(whose, day, tuple(rest), self._ballot, self._dated(FactKind.BALLOT))

    def _ballot(self, numbers: tuple[int, ...], on: date) -> Fact:
        *votes, proof = numbers
        words = (Satisfaction.SATISFIED, Satisfaction.MOSTLY_SATISFIED, Satisfaction.DISSATISFIED)
        said = tuple((str(word), number) for word, number in zip(words, votes, strict=True))
        return Fact(FactKind.BALLOT, 0, on, votes=said, evidence=proof)

    def _suggestions(self, deputies: Range) -> Iterator[Records]:
        kinds = (FactKind.SUGGESTION, FactKind.TIP, FactKind.EXCELLENT_SUGGESTION)
        columns = [
            Part(SuggestionSigner.deputy_id),
            self.day_part(Suggestion.proposed_on),
            flag_of(SuggestionSigner.role == SignRole.LEAD),
            flag_of(Suggestion.kind == SuggestionKind.LIVELIHOOD),
            flag_of(Suggestion.state.not_in(NOT_ACCEPTED_STATES)),
            flag_of(Suggestion.excellent),
            self.proof("suggestion", Suggestion.id, *kinds),
            self._signers(SignRole.LEAD, kinds),
            self._signers(SignRole.CO_SIGN, kinds),
        ]
        whose, day, *rest = self.columns(
            columns,
            lambda query: (
                query.select_from(SuggestionSigner)
                .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
                .where(
                    deputies.of(SuggestionSigner.deputy_id),
                    Suggestion.proposed_on.between(self.days.first, self.days.last),
                )
            ),
        )
        yield Records(whose, day, tuple(rest), self._suggestion, self._dated(*kinds[:2]))
        best = np.flatnonzero(rest[3])
        yield Records(
            whose[best],
            day[best],
            tuple(column[best] for column in rest),
            self._excellent,
            self._dated(FactKind.EXCELLENT_SUGGESTION),
        )

    def _signers(self, role: SignRole, kinds: Sequence[str]) -> Part:
        if not self.looks.shared & set(kinds):
            return NOUGHT
        signers = SuggestionSigner.__table__.alias()
        number = select(func.count()).where(signers.c.suggestion_id == Suggestion.id, signers.c.role == role)
        return Part(number.scalar_subquery())

    def _suggestion(self, numbers: tuple[int, ...], on: date) -> Fact:
        led, tip, accepted, _excellent, proof, leading, cosigning = numbers
        return Fact(
            FactKind.TIP if tip else FactKind.SUGGESTION,
            0,
            on,
            State.ACCEPTED if accepted else State.NOT_ACCEPTED,
            Signed.LEAD if led else Signed.COSIGN,
            people=leading + cosigning,
            peers=leading if led else cosigning,
            evidence=proof,
        )

    def _excellent(self, numbers: tuple[int, ...], on: date) -> Fact:
        led, _tip, _accepted, _excellent, proof, leading, cosigning = numbers
        return Fact(
            FactKind.EXCELLENT_SUGGESTION,
            0,
            on,
            role=Signed.LEAD if led else Signed.COSIGN,
            people=leading + cosigning,
            peers=leading if led else cosigning,
            evidence=proof,
        )

    def _demands(self, deputies: Range) -> Iterator[Records]:
        """Demands taken, demands settled, and what visitors said where the demand itself says it."""
        since, until = self.days.instants
        received = (Demand.received_at >= since) & (Demand.received_at < until)
        settled = Demand.struck_off_on.between(self.days.first, self.days.last)
        struck_off = settled & (Demand.state == DemandState.STRUCK_OFF)
        asked = Demand.satisfaction.is_not(None) & Demand.followed_up_on.between(
            self.days.first, self.days.last
        )
        handed_over = (Demand.assigned_on.is_not(None) | (Demand.rounds > 1)) & Demand.state.not_in(
            _NOT_TAKEN
        )
        kinds = (FactKind.DEMAND_TAKEN, FactKind.DEMAND_SETTLED, FactKind.FOLLOW_UP)
        columns = [
            Part(DemandDeputy.deputy_id),
            Part(Demand.id),
            Part(case((received, case((handed_over, 2), else_=1)), else_=0), 3),
            Part(case((received, self.local_day(Demand.received_at)), else_=0), self.length),
            Part(case((struck_off, case((Demand.solved, 2), else_=1)), else_=0), 3),
            Part(case((struck_off, self.day(Demand.struck_off_on)), else_=0), self.length),
            Part(
                case((asked, code_of(Demand.satisfaction, _VISITOR_SAYS).number + 1), else_=0),
                len(_VISITOR_SAYS) + 2,
            ),
            Part(case((asked, self.day(Demand.followed_up_on)), else_=0), self.length),
            self.proof("demand", Demand.id, *kinds),
        ]
        whose, demand, taken, taken_day, done, done_day, said, said_day, proof = self.columns(
            columns,
            lambda query: (
                query.select_from(DemandDeputy)
                .join(Demand, DemandDeputy.demand_id == Demand.id)
                .where(deputies.of(DemandDeputy.deputy_id), or_(received, settled, asked))
            ),
        )
        if self._wanted(FactKind.FOLLOW_UP):
            last_words, in_steps = self._follow_ups(deputies)
            yield last_words
            # What a step says goes before what the demand says; those taken over from a ledger have no such step.
            said = np.where(np.isin(demand, in_steps), 0, said)
        for number, day, fact, kind in (
            (taken, taken_day, self._taken, kinds[0]),
            (done, done_day, self._settled, kinds[1]),
            (said, said_day, self._said, kinds[2]),
        ):
            there = np.flatnonzero(number)
            yield Records(
                whose[there], day[there], (number[there] - 1, proof[there]), fact, self._dated(kind)
            )

    def _taken(self, numbers: tuple[int, ...], on: date) -> Fact:
        handed_over, proof = numbers
        state = State.ASSIGNED if handed_over else State.NOT_ASSIGNED
        return Fact(FactKind.DEMAND_TAKEN, 0, on, state, evidence=proof)

    def _settled(self, numbers: tuple[int, ...], on: date) -> Fact:
        solved, proof = numbers
        manner = Manner.SOLVED if solved else Manner.EXPLAINED
        return Fact(FactKind.DEMAND_SETTLED, 0, on, State.SETTLED, manner=manner, evidence=proof)

    def _said(self, numbers: tuple[int, ...], on: date) -> Fact:
        said, proof = numbers
        satisfaction = SATISFACTION_OF_VISITOR[_VISITOR_SAYS[said]]
        return Fact(FactKind.FOLLOW_UP, 0, on, satisfaction=satisfaction, evidence=proof)

    def _follow_ups(self, deputies: Range) -> tuple[Records, Numbers]:
        """The visitor's last word of the period on each demand, and the demands that have such a word of any time."""
        since, until = self.days.instants
        inside = (DemandStep.at >= since) & (DemandStep.at < until)
        columns = [
            Part(DemandDeputy.deputy_id),
            Part(DemandStep.demand_id),
            Part(DemandStep.id),
            Part(case((inside, self.local_day(DemandStep.at)), else_=0), self.length),
            code_of(DemandStep.satisfaction, _VISITOR_SAYS),
            self.proof("demand", DemandStep.demand_id, FactKind.FOLLOW_UP),
            flag_of(inside),
        ]
        whose, demand, step, day, said, proof, now = self.columns(
            columns,
            lambda query: (
                query.select_from(DemandDeputy)
                .join(DemandStep, DemandStep.demand_id == DemandDeputy.demand_id)
                .where(deputies.of(DemandDeputy.deputy_id), DemandStep.satisfaction.is_not(None))
            ),
        )
        now = np.flatnonzero(now)
        order = now[np.lexsort((step[now], demand[now], whose[now]))]
        same = (whose[order][1:] == whose[order][:-1]) & (demand[order][1:] == demand[order][:-1])
        last = order[np.flatnonzero(np.append(~same, True))] if order.size else order
        words = Records(
            whose[last], day[last], (said[last], proof[last]), self._said, self._dated(FactKind.FOLLOW_UP)
        )
        return words, demand

    def _claims(self, deputies: Range) -> Records:
        """What was reported by hand, in any words: a row each, and a fact for each different one."""
        proof = case(
            (exists().where(Evidence.subject == "claim", Evidence.subject_id == PointClaim.id), 1), else_=0
        )
        whose, days, sorts = [], [], []
        for row in self.session.execute(
            select(
                PointClaim.deputy_id,
                PointClaim.done_on,
                PointClaim.kind,
                PointClaim.state,
                PointClaim.role,
                PointClaim.level,
                PointClaim.manner,
                PointClaim.satisfaction,
                PointClaim.weight,
                PointClaim.amount,
                PointClaim.within,
                PointClaim.people,
                PointClaim.peers,
                PointClaim.votes,
                PointClaim.review,
                literal("claim").label("title"),
                literal(0).label("id"),
                (proof if self.proved else literal(None)).label("proof"),
            ).where(
                deputies.of(PointClaim.deputy_id),
                PointClaim.done_on.between(self.days.first, self.days.last),
                PointClaim.kind.in_(self.looks.kinds),
            )
        ):
            whose.append(row.deputy_id)
            days.append((row.done_on - self.days.first).days)
            said = (row.done_on, *row[2:])
            place = self._claims_known.setdefault(said, len(self._claims_made))
            if place == len(self._claims_made):
                self._claims_made.append(replace(claim_fact(row, self.today), evidence=row.proof))
            sorts.append(place)
        return Records(
            np.array(whose, dtype=np.int64),
            np.array(days, dtype=np.int64),
            (np.array(sorts, dtype=np.int64),),
            lambda numbers, _on: self._claims_made[numbers[0]],
            dated=False,
        )


class _Activities:
    """The activities of the period in memory, a few bytes each: so no query of attendances has to look them up."""

    def __init__(self, reading: Reading, today: date) -> None:
        self.reading = reading
        self.up_to = (reading.session.scalar(select(func.max(Activity.id))) or 0) + 1
        self.today = (today - reading.days.first).days
        number, kind, day, proof = reading.columns(
            [
                Part(Activity.id),
                code_of(Activity.kind, _ACTIVITY_KINDS),
                reading.day_part(Activity.held_on),
                reading.proof("activity", Activity.id, *KIND_OF_ACTIVITY.values()),
            ],
            lambda query: query.where(*self._held()),
        )
        within = np.zeros(len(number), dtype=np.int64)
        self.names = [""]
        looks = reading.looks
        if looks.within & set(KIND_OF_ACTIVITY.values()):
            within = self._named(number)
        dated = np.array([KIND_OF_ACTIVITY[each] in looks.dated for each in _ACTIVITY_KINDS] + [False])
        shown = np.where(dated[kind], day, 0)
        self.sorts, sort = rows_of((kind, shown, within, (day >= self.today).astype(np.int64), proof))
        self.first = int(number.min()) if number.size else 0
        size = int(number.max()) - self.first + 1 if number.size else 1
        # One place more, for activities of other days and kinds: all numbers outside lead there.
        self._sort: NDArray[np.int32] = np.full(size + 1, -1, dtype=np.int32)
        self._day: NDArray[np.int32] = np.zeros(size + 1, dtype=np.int32)
        counted = np.flatnonzero(kind < len(_ACTIVITY_KINDS))
        self._sort[number[counted] - self.first] = sort[counted]
        self._day[number - self.first] = day

    def _held(self) -> list[ColumnElement[bool]]:
        days = self.reading.days
        return [Activity.held_on.between(days.first, days.last), Activity.cancelled.is_(False)]

    def _named(self, number: Numbers) -> Numbers:
        """For each activity the place of its session's name among `names`."""
        places = {"": 0}
        found = {
            activity: places.setdefault(name, len(places))
            for activity, name in self.reading.session.execute(
                select(Activity.id, Activity.session_name).where(*self._held(), Activity.session_name != "")
            )
        }
        self.names = list(places)
        return np.array([found.get(each, 0) for each in number.tolist()], dtype=np.int64)

    def of(self, activities: Numbers) -> tuple[Numbers, Numbers]:
        """The sort of each activity (-1: counts for nothing here) and its day."""
        place = activities - self.first
        outside = (place < 0) | (place >= len(self._sort) - 1)
        place = np.where(outside, len(self._sort) - 1, place)
        return self._sort[place].astype(np.int64), self._day[place].astype(np.int64)

    def fact(self, numbers: tuple[int, ...], _on: date) -> Fact | None:
        """The fact of one attendance; a walk-in is one only when it came."""
        sort, state_place, expected = numbers
        kind, day, within, ahead, proof = self.sorts[sort]
        state = _STATES[state_place]
        if not expected and state not in CAME:
            return None
        to_come = state is AttendanceState.NOT_YET and ahead
        return Fact(
            KIND_OF_ACTIVITY[_ACTIVITY_KINDS[kind]],
            0,
            self.reading.days.first + timedelta(days=day),
            State.TO_COME if to_come else STATE_OF_ATTENDANCE[state],
            within=self.names[within],
            evidence=proof,
        )
