"""Records of a trial, from the JSON that resources/schemes/README.md section 12 describes: every mistake at once.

What the scheme cannot place is no mistake: a kind of record it does not know, a word it never asks for. Those are
scored as they stand and told in `doubts`, so that nothing is dropped in silence and nothing is guessed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.facts import (
    Decision,
    Earlier,
    Fact,
    Mark,
    Period,
    Span,
    Subject,
    SubjectId,
)
from deputy_station.features.points.rules.looked_at import states_of_attendance, words_known
from deputy_station.features.points.rules.periods import place_of
from deputy_station.features.points.rules.ruling import Rated, Steps
from deputy_station.features.points.rules.scheme import Scheme, Switch
from deputy_station.features.points.rules.shapes.reach import rules_within
from deputy_station.features.points.rules.trial_json import (
    JsonObject,
    Place,
    TrialMistake,
    nearest,
    quoted,
    read_json,
    take_day,
    take_id,
    take_list,
    take_number,
    take_object,
    take_text,
    take_texts,
    take_whole,
)
from deputy_station.features.points.rules.vocabulary import ATTENDED_KINDS, Review

Answers = Mapping[str, str | bool]
NOTHING_DECLARED: Mapping[str, Collection[str]] = MappingProxyType({})

_TOP = ("period", "today", "switches", "subjects", "records", "ballots", "decisions")
_SUBJECT = ("id", "name", "roles", "group", "in_office", "scores", "earlier", "members")
_WORDS = ("state", "role", "level", "manner", "satisfaction")
_RECORD = (
    *("subject", "kind", "date", *_WORDS, "weight", "amount", "session", "people", "peers"),
    *("review", "evidence", "member", "title"),
)
_BALLOT = ("subject", "kind", "date", "votes", "member", "session", "title")
_MOST_SHOWN = 100
"""So many mistakes are written out; of the others it says how many there are."""


class TrialProblem(Refusal):
    """The records of a trial cannot be read. `mistakes` are all of them, in the order of the file."""

    def __init__(self, named: str, mistakes: Iterable[TrialMistake]) -> None:
        self.mistakes = tuple(mistakes)
        shown = [each.words for each in self.mistakes[:_MOST_SHOWN]]
        if rest := len(self.mistakes) - len(shown):
            shown.append(f"另有 {rest} 处。")
        super().__init__(
            "\n".join([f"“{named}”有 {len(self.mistakes)} 处不对，没有试算。请改好再试：", *shown])
        )


@dataclass(frozen=True)
class Trial:
    """What is to be scored: the scheme with the answers given, and everybody with their facts, in the file's order.

    `period` None: none was written, every record counts. `doubts` are sentences about what the scheme makes no use of.
    """

    scheme: Scheme
    entries: tuple[tuple[Subject, tuple[Fact, ...]], ...]
    period: tuple[date, date] | None = None
    today: date | None = None
    decisions: tuple[Decision, ...] = ()
    doubts: tuple[str, ...] = ()


def read_trial(
    data: bytes,
    read: Callable[[Answers], Scheme],
    *,
    named: str = "records.json",
    declared: Mapping[str, Collection[str]] = NOTHING_DECLARED,
) -> Trial:
    """The trial in the file; `read` gives the scheme under the answers written there (none: as the scheme has them).

    `declared` are the scheme's own words by field, also those that no rule asks for.

    Raises TrialProblem with every mistake.
    """
    top = Place("")
    document = read_json(data, top)
    if top.mistakes:
        raise TrialProblem(named, top.mistakes)
    held = take_object(document, _TOP, top)
    if not isinstance(document, JsonObject):
        raise TrialProblem(named, top.mistakes)
    scheme = read({})
    before = len(top.mistakes)
    answers = _answers(held, scheme.switches, top)
    if answers and len(top.mistakes) == before:
        scheme = read(answers)
    reader = _Reader(scheme, top, declared)
    period = _period(held, top)
    today = take_day(held, "today", top)
    subjects = reader.subjects(held)
    facts = reader.facts(held)
    decisions = reader.decisions(held)
    if top.mistakes:
        raise TrialProblem(named, top.mistakes)
    if period is not None and _out_of_force(scheme, period):
        reader.doubts.append("试算的期间不全在办法的有效期里，仍照这份办法算。")
    return Trial(
        scheme,
        tuple((subject, tuple(facts.get(subject.id, ()))) for subject in subjects),
        period,
        today,
        decisions,
        tuple(dict.fromkeys(reader.doubts)),
    )


def trial_period(trial: Trial, period_of: Callable[[date], Period | None]) -> Period | None:
    """The period the trial is of: one of the scheme's where the days are the same, else those days by themselves."""
    if trial.period is None:
        return None
    first, last = trial.period
    known = period_of(first)
    if known is not None and (known.first, known.last) == trial.period:
        return known
    name = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    return Period(f"{first}/{last}", name, first, last, last.year)


class _Reader:
    """Reads the parts that name subjects, and remembers who there is."""

    def __init__(self, scheme: Scheme, top: Place, declared: Mapping[str, Collection[str]]) -> None:
        self.declared = declared
        self.scheme = scheme
        self.top = top
        self.doubts: list[str] = []
        self.known: dict[str, Subject] = {}
        self.words = words_known(scheme)
        # Sums of money can be marked by hand like items; their name is their code.
        self.items = {money.name: (money.name, money.rule) for money in scheme.moneys}
        self.items |= {item.code: (f"{item.code} {item.name}", item.rule) for item in scheme.items}

    def subjects(self, held: JsonObject) -> list[Subject]:
        place = self.top.key("subjects")
        if "subjects" not in held:
            self.top.wrong("缺少 subjects", '至少写一个要打分的人：[{ "id": "zhou" }]')
        listed = take_list(held, "subjects", self.top)
        if held.get("subjects") == []:
            place.wrong("是空的", '至少写一个要打分的人：[{ "id": "zhou" }]')
        found = []
        for number, value in enumerate(listed, 1):
            if (subject := self._subject(value, place.nth(number, "个"))) is not None:
                found.append(subject)
        return found

    def _subject(self, value: object, place: Place) -> Subject | None:
        held = take_object(value, _SUBJECT, place)
        if not isinstance(value, JsonObject):
            return None
        subject_id = take_id(held, "id", place, needed=True)
        roles = take_texts(held, "roles", place)
        for role in roles:
            if role not in self.scheme.roles and (hint := nearest(role, self.scheme.roles)):
                self.doubts.append(f"{place.where}：身份“{role}”办法里没有，{hint}？")
        subject = Subject(
            subject_id,
            take_text(held, "name", place),
            frozenset(roles),
            self._in_office(held, place),
            tuple(self._marks(held, place)),
            tuple(self._members(held, place)),
            tuple(self._earlier(held, place)),
            take_text(held, "group", place),
        )
        if subject_id == "":
            return None
        if str(subject_id) in self.known:
            place.key("id").wrong(f"{quoted(subject_id)}前面已经有了", "每个人的 id 要不一样")
            return None
        self.known[str(subject_id)] = subject
        return subject

    def _in_office(self, held: JsonObject, place: Place) -> tuple[Span, ...] | None:
        if "in_office" not in held:
            return None
        spans = []
        for number, value in enumerate(take_list(held, "in_office", place), 1):
            here = place.key("in_office").nth(number, "段")
            span = take_object(value, ("from", "until"), here)
            if not isinstance(value, JsonObject):
                continue
            first, last = take_day(span, "from", here, needed=True), take_day(span, "until", here)
            if first and last and last < first:
                here.wrong("until 早于 from", "请核对两个日期")
            elif first:
                spans.append(Span(first, last))
        return tuple(spans)

    def _members(self, held: JsonObject, place: Place) -> Iterator[tuple[SubjectId, str]]:
        seen: set[str] = set()
        for number, value in enumerate(take_list(held, "members", place), 1):
            here = place.key("members").nth(number, "个")
            member = take_object(value, ("id", "name"), here)
            if not isinstance(value, JsonObject):
                continue
            member_id = take_id(member, "id", here, needed=True)
            if str(member_id) in seen:
                here.key("id").wrong(f"{quoted(member_id)}前面已经有了", "每个人的 id 要不一样")
            elif member_id != "":
                seen.add(str(member_id))
                yield member_id, take_text(member, "name", here)

    def _earlier(self, held: JsonObject, place: Place) -> Iterator[Earlier]:
        for number, value in enumerate(take_list(held, "earlier", place), 1):
            here = place.key("earlier").nth(number, "个")
            past = take_object(value, ("period", "grade", "total", "rank", "of"), here)
            if isinstance(value, JsonObject):
                key, grade = str(take_id(past, "period", here, needed=True)), take_text(past, "grade", here)
                self._check_earlier(key, grade, here)
                yield Earlier(
                    key,
                    grade,
                    take_number(past, "total", here, as_text=True),
                    take_whole(past, "rank", here) or 0,
                    take_whole(past, "of", here) or 0,
                )

    def _check_earlier(self, key: str, grade: str, place: Place) -> None:
        """What a consequence over several periods goes by: which period it was, and a grade the scheme has."""
        if key and place_of(key) is None:
            self.doubts.append(
                f"{place.where}：看不出“{key}”是哪一期，请写成 2025、2025-Q2（季）、2025-H1（上半年）、2025-11（月）的样子；现在当作紧挨着的前一期。"
            )
        grades = [each.name for each in self.scheme.grades] + [each.grade for each in self.scheme.exemptions]
        if grade and grade not in grades:
            near = nearest(grade, grades)
            self.doubts.append(
                f"{place.where}：办法里没有“{grade}”这个等次" + (f"，{near}？" if near else "。")
            )

    def _marks(self, held: JsonObject, place: Place) -> Iterator[Mark]:
        seen: set[tuple[str, str]] = set()
        for number, value in enumerate(take_list(held, "scores", place), 1):
            here = place.key("scores").nth(number, "个")
            mark = take_object(value, ("item", "rater", "points", "note"), here)
            if not isinstance(value, JsonObject):
                continue
            code, rater = take_text(mark, "item", here, needed=True), take_text(mark, "rater", here)
            points = take_number(mark, "points", here)
            if "points" not in mark:
                here.wrong("缺少 points", "必须写")
            if code and code not in self.items:
                here.key("item").wrong(
                    f"办法里没有{quoted(code)}这一项", nearest(code, self.items) or self._codes()
                )
                continue
            if (code, rater) in seen:
                by = f"“{rater}”" if rater else ""
                here.wrong(f"{code} 的{by}分前面已经有了", "请留一个")
            seen.add((code, rater))
            if code:
                self._check_rater(code, rater, here)
            if code and points is not None:
                yield Mark(code, points, rater, take_text(mark, "note", here))

    def _check_rater(self, code: str, rater: str, here: Place) -> None:
        name, held = self.items[code]
        rated = [rule for rule in rules_within(held) if isinstance(rule, Rated | Steps)]
        if not any(isinstance(rule, Rated) or any(s.up_to is not None for s in rule.steps) for rule in rated):
            self.doubts.append(f"{here.where}：{name} 不由人打分，这个分没有用上。")
            return
        raters = [each.name for rule in rated for each in rule.raters]
        if rater and not raters:
            self.doubts.append(f"{here.where}：办法里 {name} 没有分谁来评，“{rater}”没有用上，这个分照算。")
        if raters and rater not in raters:
            said = f"没有叫{quoted(rater)}的评分人" if rater else "没写谁评的（rater）"
            here.wrong(f"{code} {said}", nearest(rater, raters) or f"可以写：{'、'.join(raters)}")

    def _codes(self) -> str:
        codes = list(self.items)
        return f"办法里有：{'、'.join(codes[:30])}{'等' if len(codes) > 30 else ''}"

    def facts(self, held: JsonObject) -> dict[SubjectId, list[Fact]]:
        found: dict[SubjectId, list[Fact]] = {}
        if "records" not in held:
            self.top.wrong("缺少 records", "没有记录就写 []")
        for name, known, sort in (("records", _RECORD, "record"), ("ballots", _BALLOT, "ballot")):
            for number, value in enumerate(take_list(held, name, self.top), 1):
                place = self.top.key(name).nth(number)
                record = take_object(value, known, place)
                if isinstance(value, JsonObject):
                    for fact in self._facts_of(record, (sort, number), place):
                        found.setdefault(fact.subject_id, []).append(fact)
        return found

    def _facts_of(self, record: JsonObject, source: tuple[str, int], place: Place) -> Iterator[Fact]:
        subjects = self._whose(record, place)
        kind = take_text(record, "kind", place, needed=True)
        on = take_day(record, "date", place, needed=True)
        words = {name: take_text(record, name, place) for name in _WORDS if name in record}
        self._check_words(kind, words, place)
        if source[0] == "record" and not words.get("state") and self._attended(kind):
            self.doubts.append(f"{place.where}：“{kind}”没有写 state（到会、请假、缺席等），当作到会算。")
        weight = take_number(record, "weight", place, least=Fraction(0))
        amount = take_number(record, "amount", place, least=Fraction(0))
        people, peers = take_whole(record, "people", place), take_whole(record, "peers", place)
        evidence = take_whole(record, "evidence", place)
        within, title = str(take_id(record, "session", place)), take_text(record, "title", place)
        review = self._review(record, place)
        votes = self._votes(record, place) if source[0] == "ballot" else None
        member = take_id(record, "member", place) if "member" in record else None
        if people and peers and peers > people:
            place.key("peers").wrong(f"同一角色 {peers} 人，比一共 {people} 人还多", "请核对 people 和 peers")
        # Several people on one record share it, unless the record says how many they are.
        together = len(subjects) if len(subjects) > 1 else 0
        for subject in subjects:
            held_by = self._member(subject, member, place)
            if on is None or not kind:
                continue
            yield Fact(
                kind,
                subject.id,
                on,
                state=words.get("state", ""),
                role=words.get("role", ""),
                level=words.get("level", ""),
                manner=words.get("manner", ""),
                satisfaction=words.get("satisfaction", ""),
                weight=Fraction(1) if weight is None else weight,
                amount=amount,
                within=within,
                people=together if people is None else people,
                peers=together if peers is None and people is None else peers or 0,
                votes=votes,
                review=review,
                evidence=evidence,
                member=held_by,
                source=source,
                title=title,
            )

    def _attended(self, kind: str) -> bool:
        own = self.scheme.kind(kind)
        return kind in ATTENDED_KINDS or (own is not None and own.attended)

    def _check_words(self, kind: str, words: Mapping[str, str], place: Place) -> None:
        """A word known nowhere is a doubt; whether somebody came must not hang on a slip of the pen."""
        attended = self._attended(kind)
        for name, word in words.items():
            came = name == "state" and attended
            known = states_of_attendance(self.scheme, kind) if came else self.words[name]
            if not word or word in known or word in self.declared.get(name, ()):
                continue
            hint = nearest(word, known)
            if came:
                place.key(name).wrong(
                    f"没有{quoted(word)}这个词", hint or f"可以写：{'、'.join(sorted(known))}"
                )
            else:
                more = f"，{hint}？" if hint else "。"
                self.doubts.append(f"{place.where}：{name} 的词“{word}”别处没有用过，照写的算{more}")

    def _whose(self, record: JsonObject, place: Place) -> list[Subject]:
        value = record.get("subject")
        if value is None:
            place.wrong("缺少 subject", "写明是谁的，写 id")
            return []
        listed = value if isinstance(value, list) else [value]
        if not listed:
            place.key("subject").wrong("是空的", "写明是谁的，写 id")
        found: list[Subject] = []
        for each in listed:
            if isinstance(each, bool) or not isinstance(each, str | int):
                place.key("subject").wrong(f"应为 id，写成了{quoted(each)}")
                continue
            subject = self.known.get(str(each).strip())
            if subject is None:
                place.key("subject").wrong(f"subjects 里没有{quoted(each)}", self._near_subject(str(each)))
            elif subject in found:
                place.key("subject").wrong(f"{quoted(each)}写了两遍", "请留一个")
            else:
                found.append(subject)
        return found

    def _near_subject(self, written: str) -> str:
        for subject in self.known.values():
            if any(str(member_id) == written for member_id, _name in subject.members):
                return f"这是“{subject.name or subject.id}”的成员，subject 请写 {subject.id}，member 写 {written}"
        by_name = [key for key, subject in self.known.items() if subject.name == written]
        return f"请写 id：“{by_name[0]}”" if by_name else nearest(written, self.known)

    def _member(self, subject: Subject, member: SubjectId | None, place: Place) -> SubjectId | None:
        if member in (None, ""):
            return None
        for member_id, _name in subject.members:
            if str(member_id) == str(member):
                return member_id
        place.key("member").wrong(
            f"“{subject.name or subject.id}”里没有{quoted(member)}这名成员",
            nearest(str(member), (str(member_id) for member_id, _name in subject.members)),
        )
        return None

    def _review(self, record: JsonObject, place: Place) -> str:
        review = take_text(record, "review", place)
        known = [each.value for each in Review if each.value]
        if review and review not in known:
            place.key("review").wrong(
                f"没有{quoted(review)}这个词", nearest(review, known) or f"可以写：{'、'.join(known)}"
            )
        return review

    def _votes(self, record: JsonObject, place: Place) -> tuple[tuple[str, int], ...]:
        value, here = record.get("votes"), place.key("votes")
        if not isinstance(value, JsonObject):
            here.wrong("应写各种票几张", '例如 { "满意": 41, "不满意": 3 }')
            return ()
        take_object(value, tuple(value), here)
        votes = ((word, take_whole(value, word, here)) for word in value)
        return tuple((word, count) for word, count in votes if count is not None)

    def decisions(self, held: JsonObject) -> tuple[Decision, ...]:
        grades = [grade.name for grade in self.scheme.grades]
        found: dict[SubjectId, Decision] = {}
        for number, value in enumerate(take_list(held, "decisions", self.top), 1):
            place = self.top.key("decisions").nth(number)
            decision = take_object(value, ("subject", "grade"), place)
            if not isinstance(value, JsonObject):
                continue
            grade = take_text(decision, "grade", place, needed=True)
            if grade and grade not in grades:
                place.key("grade").wrong(
                    f"办法里没有{quoted(grade)}这个等次",
                    nearest(grade, grades) or f"可以写：{'、'.join(grades)}",
                )
            for subject in self._whose(decision, place):
                if subject.id in found:
                    place.wrong(f"{quoted(subject.id)}的等次前面已经定了", "请留一个")
                found[subject.id] = Decision(subject.id, grade)
        return tuple(found.values())


def _out_of_force(scheme: Scheme, period: tuple[date, date]) -> bool:
    first, last = period
    return (scheme.valid_from is not None and first < scheme.valid_from) or (
        scheme.valid_until is not None and last > scheme.valid_until
    )


def _answers(held: JsonObject, switches: Iterable[Switch], top: Place) -> dict[str, str | bool]:
    if "switches" not in held:
        return {}
    place, known = top.key("switches"), {switch.key: switch for switch in switches}
    found: dict[str, str | bool] = {}
    for key, value in take_object(held["switches"], known, place).items():
        switch, here = known.get(key), place.key(key)
        if switch is None:
            continue
        options = switch.options or ("是", "否")
        if isinstance(value, bool) and not switch.options:
            found[key] = value
        elif isinstance(value, str) and value.strip() in options:
            found[key] = value.strip() if switch.options else value.strip() == "是"
        else:
            can = "、".join(switch.options) or "true、false"
            near = nearest(value, options) if isinstance(value, str) else ""
            here.wrong(f"不能答{quoted(value)}", near or f"可以答：{can}")
    return found


def _period(held: JsonObject, top: Place) -> tuple[date, date] | None:
    if "period" not in held:
        return None
    place = top.key("period")
    period = take_object(held["period"], ("from", "until"), place)
    if not isinstance(held["period"], JsonObject):
        return None
    first, last = (take_day(period, name, place, needed=True) for name in ("from", "until"))
    if first is None or last is None:
        return None
    if last < first:
        place.wrong("until 早于 from", "请核对两个日期")
        return None
    return first, last
