"""Reads a roster workbook into the deputies: first a plan that writes nothing, then the rows that are sound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import day_words
from deputy_station.core.phones import phone_warning
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.import_columns import (
    Content,
    ImportColumn,
    ImportKind,
    ImportOutcome,
    RowFinding,
    SheetData,
    SheetRow,
)
from deputy_station.documents.import_mending import reasons_of
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_in import read_table
from deputy_station.documents.workbook_out import place_for_failed_rows, write_failed_rows
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.deputies.rules import (
    Level,
    MandatesOverlap,
    check_no_overlap,
    in_office,
    read_levels,
    read_postcode,
    read_sex,
    term_number,
)
from deputy_station.features.deputies.service.editing import (
    DeputyFields,
    NewMandate,
    add_mandate,
    create_deputy,
    edit_deputy,
    edit_mandate,
)
from deputy_station.features.deputies.service.frame import (
    TermRow,
    create_constituency,
    create_group,
    list_constituencies,
    list_groups,
    list_terms,
)
from deputy_station.features.deputies.service.roster import get_deputy, list_mandates
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.capture import name_step

COLUMNS = (
    ImportColumn("name", ("姓名", "代表姓名", "名字"), required=True, longest=80),
    ImportColumn("sex", ("性别", "男/女")),
    ImportColumn("ethnicity", ("民族",), longest=40),
    ImportColumn("born", ("出生年月", "出生日期", "出生年月日", "生日", "出生"), Kind.MONTH),
    ImportColumn("party", ("党派", "政治面貌"), longest=40),
    ImportColumn("education", ("文化程度", "学历"), longest=40),
    ImportColumn(
        "work_unit", ("工作单位及职务", "单位及职务", "单位职务", "工作单位", "单位", "职务"), longest=200
    ),
    ImportColumn(
        "constituency", ("选区", "所属选区", "所在选区", "选区名称", "选举单位", "原选举单位"), longest=120
    ),
    ImportColumn(
        "group", ("代表小组", "所属小组", "所在小组", "小组", "代表团/代表小组", "代表团"), longest=80
    ),
    ImportColumn("level", ("代表层级", "层级", "代表级别", "级别", "代表类别")),
    ImportColumn("term", ("届别", "届次")),
    ImportColumn("card_number", ("代表证号", "代表证号码", "代表证编号", "证号"), Kind.DIGITS, longest=40),
    ImportColumn(
        "phone",
        ("联系电话", "手机", "手机号", "手机号码", "电话", "联系方式"),
        Kind.DIGITS,
        longest=40,
        content=Content.PHONE,
    ),
    ImportColumn("elected", ("当选日期", "当选时间", "选举日期", "当选年月日"), Kind.DATE),
    ImportColumn(
        "address",
        # A column that holds both is an address: no cell of it would be a postcode.
        ("通讯地址", "住址", "地址", "通讯地址及邮编", "通讯地址邮编", "地址及邮编", "地址邮编"),
        longest=200,
    ),
    ImportColumn("postcode", ("邮编", "邮政编码"), Kind.DIGITS),
    ImportColumn("note", ("备注", "说明"), Kind.TEXT),
)
"""The columns of a roster (register form 1) and the titles people write above them."""

_PERSONAL = (
    "name", "sex", "ethnicity", "born", "party", "education", "work_unit", "phone", "card_number", "address",
    "postcode", "note",
)  # fmt: skip


_PADDED = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff]) ([\u3400-\u9fff\U00020000-\U0003ffff])")
"""Two signs set as wide as three, as rosters print them: 陈 伟."""
_NO_NAME = re.compile(r"[\d:：,，、;；。/／?？]")


class PlannedAction(Enum):
    """What an import will do with a row."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True)
class PlannedRow:
    """One row of the file with what will be done; `reasons` say why not, `warnings` what to look at."""

    number: int
    name: str
    action: PlannedAction
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class _Seat:
    level: Level
    started_on: date
    ended_on: date | None
    constituency: str
    term_id: int | None
    mandate_id: int | None = None


@dataclass
class _Person:
    """A deputy as known so far: from the database, or from an earlier row of the file."""

    fields: dict[str, object]
    group: str
    seats: list[_Seat]
    deputy_id: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class _Wish:
    """What a row says: only what is filled in."""

    fields: dict[str, object]
    group: str
    constituency: str
    levels: tuple[Level, ...]
    term: TermRow | None
    elected: date | None


@dataclass(frozen=True)
class _Work:
    """What is to be done for one row."""

    person: _Person
    fields: dict[str, object]
    group: str
    new_seats: list[_Seat]
    moved_seats: list[_Seat]


@dataclass(frozen=True)
class ImportPlan:
    """The outcome foreseen, row by row; `apply_plan` does it."""

    data: SheetData
    rows: tuple[PlannedRow, ...]
    new_groups: tuple[str, ...]
    new_constituencies: tuple[str, ...]
    work: tuple[_Work, ...]

    def outcome(self, *, imported: int = 0) -> ImportOutcome:
        """The three counts, with sentences about the file and its rows."""
        sentences = list(self.data.warnings)
        if self.new_groups:
            sentences.append(f"新设代表小组：{'、'.join(self.new_groups)}。")
        if self.new_constituencies:
            sentences.append(f"新登记选区：{'、'.join(self.new_constituencies)}。")
        for row in self.rows:
            sentences += [f"第 {row.number} 行：{sentence}" for sentence in (*row.reasons, *row.warnings)]
        bad = sum(row.action is PlannedAction.ERROR for row in self.rows)
        return ImportOutcome(
            ready=len(self.rows) - bad,
            warnings=sum(bool(row.warnings) for row in self.rows),
            errors=bad,
            imported=imported,
            unchanged=sum(row.action is PlannedAction.UNCHANGED for row in self.rows),
            messages=tuple(sentences),
            findings=tuple(
                RowFinding(row.number, row.reasons, row.warnings, row.action is PlannedAction.UNCHANGED)
                for row in self.rows
                if row.reasons or row.warnings or row.action is PlannedAction.UNCHANGED
            ),
        )


def import_deputies(
    session: Session,
    *,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    failed_rows: Path | None = None,
    progress: Progress = silent_progress,
) -> ImportOutcome:
    """Import a roster. A dry run writes nothing, neither rows nor a workbook; otherwise the sound rows go in
    and the others into `failed_rows` (default: beside the file) with the reason first."""
    data = read_table(path, COLUMNS, mapping=mapping, sheet=sheet)
    if dry_run:
        return try_deputies(session, data=data)
    target = place_for_failed_rows(path, failed_rows, f"{path.stem}（未导入的行）")
    outcome = take_deputies(session, data=data, progress=progress)
    if not outcome.errors:
        return outcome
    write_failed_rows(target, data, reasons_of(outcome))
    return replace(outcome, failed_rows=target)


def try_deputies(session: Session, *, data: SheetData) -> ImportOutcome:
    """What importing these rows would do; nothing is written."""
    return plan_import(session, data=data).outcome()


def take_deputies(
    session: Session, *, data: SheetData, progress: Progress = silent_progress
) -> ImportOutcome:
    """Import rows that were read; the sound ones go in, the findings say what is with the others."""
    plan = plan_import(session, data=data)
    return plan.outcome(imported=apply_plan(session, plan=plan, progress=progress))


def import_kind() -> ImportKind:
    """How a roster is imported, for the window."""
    return ImportKind(
        key="deputies",
        title="导入名册",
        noun="名册",
        counter="行",
        columns=COLUMNS,
        try_rows=try_deputies,
        import_rows=take_deputies,
        failed_name="未导入的行",
    )


def plan_import(session: Session, *, data: SheetData) -> ImportPlan:
    """Decide for every row what will be done with it; reads only."""
    people = _known_people(session)
    by_name: dict[str, list[_Person]] = {}
    for person in people:
        by_name.setdefault(search_form(str(person.fields["name"])), []).append(person)
    terms = list_terms(session)
    groups = {group.name for group in list_groups(session)}
    constituencies = {each.name for each in list_constituencies(session)}
    new_groups: dict[str, None] = {}
    new_constituencies: dict[str, None] = {}
    problems = data.problems_by_row()
    planned: list[PlannedRow] = []
    work: list[_Work] = []
    today = context.today(session)
    for row in data.rows:
        reasons = list(problems.get(row.number, ()))
        wish, wrong = _read_wish(row, terms, today)
        reasons += wrong
        if reasons:
            planned.append(PlannedRow(row.number, row.raw["name"], PlannedAction.ERROR, tuple(reasons)))
            continue
        name = str(wish.fields["name"])
        namesakes = by_name.setdefault(search_form(name), [])
        known = _same_person(wish, namesakes)
        is_new = known is None
        person = known or _Person({}, "", [], row=row.number)
        warnings = _doubts(wish)
        if is_new and namesakes:
            warnings.append(_homonym_warning(namesakes[0]))
        elif known is not None and known.row is not None:
            warnings.append(f"与第 {known.row} 行是同一位代表，已合并。")
        try:
            task = _plan_work(person, wish, today)
        except MandatesOverlap as error:
            planned.append(PlannedRow(row.number, name, PlannedAction.ERROR, (str(error),)))
            continue
        if is_new and not task.new_seats:
            reason = "没有当选日期，也没有可用的届别，请填写当选日期。"
            planned.append(PlannedRow(row.number, name, PlannedAction.ERROR, (reason,)))
            continue
        if is_new:
            namesakes.append(person)
        if wish.group and wish.group not in groups:
            new_groups[wish.group] = None
        if wish.constituency and wish.constituency not in constituencies:
            new_constituencies[wish.constituency] = None
        changes = task.fields or task.group or task.new_seats or task.moved_seats
        action = PlannedAction.NEW if is_new else PlannedAction.UPDATE if changes else PlannedAction.UNCHANGED
        planned.append(PlannedRow(row.number, name, action, (), tuple(warnings)))
        if changes:
            work.append(task)
    return ImportPlan(data, tuple(planned), tuple(new_groups), tuple(new_constituencies), tuple(work))


def _known_people(session: Session) -> list[_Person]:
    seats: dict[int, list[_Seat]] = {}
    for mandate in list_mandates(session, first=date.min, last=date.max):
        seats.setdefault(mandate.deputy_id, []).append(
            _Seat(
                mandate.level,
                mandate.started_on,
                mandate.ended_on,
                mandate.constituency,
                mandate.term_id,
                mandate.id,
            )
        )
    found = session.execute(select(Deputy, Group.name).outerjoin(Group, Deputy.group_id == Group.id))
    return [
        _Person(
            {key: getattr(deputy, key) for key in _PERSONAL},
            group or "",
            seats.get(deputy.id, []),
            deputy.id,
        )
        for deputy, group in found
    ]


def _read_wish(row: SheetRow, terms: Sequence[TermRow], today: date) -> tuple[_Wish, list[str]]:
    """What the row asks for, and sentences for what is not understood."""
    wrong: list[str] = []
    values = row.values
    fields: dict[str, object] = {key: values[key] for key in _PERSONAL if values.get(key) is not None}
    if "name" in fields and (padded := _PADDED.fullmatch(str(fields["name"]))):
        fields["name"] = padded[1] + padded[2]
    if "sex" in fields:
        fields["sex"] = read_sex(str(values["sex"]))
        if fields["sex"] is None:
            wrong.append(f"性别“{row.raw['sex']}”看不懂，请写“男”或“女”。")
    if "postcode" in fields:
        fields["postcode"] = read_postcode(str(values["postcode"]))
        if fields["postcode"] is None:
            wrong.append(f"邮编“{row.raw['postcode']}”不是 6 位数字。开头的 0 丢了就补上，不知道就空着。")
    levels: tuple[Level, ...] | None = ()
    if values.get("level") is not None:
        levels = read_levels(str(values["level"]))
        if levels is None:
            wrong.append(
                f"代表层级“{row.raw['level']}”看不懂，请写“镇”“县区”“市”“省”“全国”，几个用顿号隔开。"
            )
    term = None
    elected = cast("date | None", values.get("elected"))
    if values.get("term") is not None:
        term = _term_named(str(values["term"]), terms)
        if term is None:
            wrong.append(f"没有登记过“{row.raw['term']}”这一届。请先登记届别，或核对这一格。")
    else:
        on = elected or today
        term = next((each for each in terms if each.starts_on <= on <= each.ends_on), None)
    if elected is not None and elected > today:
        wrong.append(f"当选日期 {day_words(elected)}还没有到。请核对。")
    return (
        _Wish(
            fields,
            str(values.get("group") or ""),
            str(values.get("constituency") or ""),
            levels or (),
            term,
            elected,
        ),
        wrong,
    )


def _doubts(wish: _Wish) -> list[str]:
    """What looks like a slip in a row that can be taken."""
    name = str(wish.fields["name"])
    doubts = [f"“{name}”不像一个人的姓名，请核对。"] if _NO_NAME.search(name) else []
    if phone := phone_warning(wish.fields.get("phone")):
        doubts.append(f"电话“{wish.fields['phone']}”：{phone}")
    return doubts


def _term_named(name: str, terms: Sequence[TermRow]) -> TermRow | None:
    exact = next((term for term in terms if term.name == name), None)
    number = term_number(name if "届" in name else f"{name}届")
    if exact is not None or number is None:
        return exact
    return next((term for term in terms if term_number(term.name) == number), None)


def _same_person(wish: _Wish, namesakes: Sequence[_Person]) -> _Person | None:
    """The deputy of the same name this row is about: by card, then phone, then birth and place, then when all
    the row says is already known. A name alone is not enough: two people may share it."""
    for key in ("card_number", "phone"):
        value = wish.fields.get(key)
        hits = [person for person in namesakes if value and person.fields.get(key) == value]
        if len(hits) == 1:
            return hits[0]
    born = wish.fields.get("born")
    for person in namesakes:
        places = {seat.constituency for seat in person.seats if seat.constituency}
        same_place = (wish.group and wish.group == person.group) or wish.constituency in places
        if born and person.fields.get("born") == born and same_place and not _contradicts(wish, person):
            return person
    return next((person for person in namesakes if _says_nothing_new(wish, person)), None)


def _contradicts(wish: _Wish, person: _Person) -> bool:
    """Both sides name a card number or sex, and they differ."""
    return any(
        wish.fields.get(key) and person.fields.get(key) and wish.fields[key] != person.fields[key]
        for key in ("card_number", "sex")
    )


def _says_nothing_new(wish: _Wish, person: _Person) -> bool:
    places = {seat.constituency for seat in person.seats}
    return (
        all(person.fields.get(key) == value for key, value in wish.fields.items())
        and (not wish.group or wish.group == person.group)
        and (not wish.constituency or wish.constituency in places)
    )


def _homonym_warning(person: _Person) -> str:
    known = "，".join(
        text
        for text in (
            person.group,
            *(seat.constituency for seat in person.seats),
            str(person.fields.get("born") or ""),
        )
        if text
    )
    where = f"第 {person.row} 行" if person.row is not None else "名册里"
    return f"{where}已有同名代表（{known or '没有其他资料'}），按不同的人处理，请核对。"


def _plan_work(person: _Person, wish: _Wish, today: date) -> _Work:
    """What differs between the row and what is known, which is then taken as known for the rows below."""
    fields = {key: value for key, value in wish.fields.items() if person.fields.get(key) != value}
    group = wish.group if wish.group != person.group else ""
    # A row that names no level speaks of the town's seat, or of the lowest the deputy has.
    held = [level for level in Level if any(seat.level is level for seat in person.seats)]
    levels = wish.levels or tuple(held[:1]) or (Level.TOWN,)
    started_on = wish.elected or (wish.term.starts_on if wish.term else None)
    placed = Level.TOWN if Level.TOWN in levels else next(iter(levels), None)
    new_seats: list[_Seat] = []
    moves: list[tuple[_Seat, str]] = []
    for level in levels:
        constituency = wish.constituency if level is placed else ""
        seat = _seat_at(person, level, wish.elected, today)
        if seat is not None:
            if constituency and seat.constituency != constituency:
                moves.append((seat, constituency))
            continue
        if started_on is None:
            continue
        others = [(each.level, each.started_on, each.ended_on) for each in person.seats]
        check_no_overlap(level, started_on, None, others)
        term_id = wish.term.id if wish.term is not None and level is Level.TOWN else None
        new_seats.append(_Seat(level, started_on, None, constituency, term_id))
    for seat, constituency in moves:
        seat.constituency = constituency
    person.fields.update(fields)
    person.group = wish.group or person.group
    person.seats.extend(new_seats)
    # A seat that is itself new is entered with its constituency anyway.
    moved = [seat for seat, _ in moves if seat.mandate_id is not None]
    return _Work(person, fields, group, new_seats, moved)


def _seat_at(person: _Person, level: Level, elected: date | None, today: date) -> _Seat | None:
    """The seat a row speaks of: won on that day, or, without a day, the one held today or last."""
    at_level = [seat for seat in person.seats if seat.level is level]
    if elected is not None:
        return next((seat for seat in at_level if seat.started_on == elected), None)
    held = [seat for seat in at_level if in_office(seat.started_on, seat.ended_on, today)]
    return next(iter(held or at_level[-1:]), None)


def apply_plan(session: Session, *, plan: ImportPlan, progress: Progress = silent_progress) -> int:
    """Write what was planned; the number of rows written. All in the session's one transaction."""
    if plan.work:
        # First, so that it leads the lines of the deputies themselves.
        sentence = f"导入名册 {len(plan.work):,} 行（{plan.data.file_name}）"
        name_step(session, action="deputy.import", sentence=sentence)
        record_change(session, action="deputy.import", subject="deputy", subject_id=None, sentence=sentence)
    groups = {group.name: group.id for group in list_groups(session)}
    groups |= {name: create_group(session, name=name).id for name in plan.new_groups}
    places = {each.name: each.id for each in list_constituencies(session)}
    places |= {name: create_constituency(session, name=name).id for name in plan.new_constituencies}
    for done, task in enumerate(plan.work, start=1):
        progress(done, len(plan.work), "人")
        _do(session, task, groups, places)
    return len(plan.work)


def _do(session: Session, task: _Work, groups: Mapping[str, int], places: Mapping[str, int]) -> None:
    person = task.person
    fields = cast(DeputyFields, dict(task.fields))
    if task.group:
        fields["group_id"] = groups[task.group]
    seats = [
        NewMandate(seat.level, seat.started_on, None, seat.term_id, places.get(seat.constituency))
        for seat in task.new_seats
    ]
    if person.deputy_id is None:
        person.deputy_id = create_deputy(session, mandates=seats, **fields).id
        return
    if fields:
        version = get_deputy(session, deputy_id=person.deputy_id).version
        edit_deputy(session, deputy_id=person.deputy_id, version=version, **fields)
    for seat in seats:
        add_mandate(session, deputy_id=person.deputy_id, mandate=seat)
    for held in get_deputy(session, deputy_id=person.deputy_id).mandates:
        moved = next((seat for seat in task.moved_seats if seat.mandate_id == held.id), None)
        if moved is not None:
            edit_mandate(
                session,
                mandate_id=held.id,
                version=held.version,
                started_on=held.started_on,
                term_id=held.term_id,
                constituency_id=places[moved.constituency],
            )
