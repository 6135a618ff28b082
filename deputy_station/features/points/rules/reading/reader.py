"""From the text of a scheme to a `Scheme`. A scheme with mistakes is refused whole, every one of them named."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance, Selector
from deputy_station.features.points.rules.reading.attendance import read_attendance
from deputy_station.features.points.rules.reading.contradictions import check_codes, check_looks, check_rings
from deputy_station.features.points.rules.reading.judging import (
    check_gates,
    check_grade_names,
    check_grades,
    read_consequences,
    read_exemptions,
    read_gates,
    read_grades,
    read_vetoes,
)
from deputy_station.features.points.rules.reading.mistakes import Mistake, SchemeProblem, in_lines
from deputy_station.features.points.rules.reading.opening import (
    read_grading,
    read_kinds,
    read_period,
    read_rounding,
    read_switches,
    read_words,
    roles_named,
)
from deputy_station.features.points.rules.reading.parts import (
    read_categories,
    read_items,
    read_moneys,
    read_once,
)
from deputy_station.features.points.rules.reading.pieces import Notes, Table
from deputy_station.features.points.rules.reading.places import Places
from deputy_station.features.points.rules.reading.syntax import parse
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.vocabulary import ATTENDED_KINDS

__all__ = ["Mistake", "Reading", "SchemeProblem", "read_scheme", "read_whole"]

SUBJECTS = ("代表", "代表小组", "村", "联络站")
_TOP = (
    *("name", "version", "body", "source", "reconstructed", "valid", "subject", "period", "roles"),
    *("total", "total_max", "total_min", "objection_days", "record", "words", "switches", "attendance"),
    *("category", "item", "once", "grading", "grade", "gate", "veto", "exempt", "rounding"),
    *("consequence", "money"),
)


@dataclass(frozen=True)
class Reading:
    """What came of a text: the scheme (None when there are mistakes), and what was noted while reading."""

    scheme: Scheme | None
    mistakes: tuple[Mistake, ...]
    notes: Notes


def read_scheme(text: str, *, named: str = "", answers: Mapping[str, str | bool] | None = None) -> Scheme:
    """The scheme in the text, its switches answered by `answers` (their own answers where those say nothing).

    Numbers are read exactly (2.5 is 5/2). Raises `SchemeProblem` with every mistake.
    """
    reading = read_whole(text, answers=answers)
    if reading.scheme is None:
        raise SchemeProblem(named, reading.mistakes)
    return reading.scheme


def read_whole(text: str, *, answers: Mapping[str, str | bool] | None = None) -> Reading:
    """The scheme, or every mistake there is, with what the checks of sense go by. Raises nothing."""
    parsed = parse(text)
    notes = Notes(parsed.places, parsed.mistakes)
    if parsed.data is None:
        return Reading(None, in_lines(parsed.mistakes), notes)
    slips = tuple(parsed.mistakes)
    scheme = None
    try:
        scheme = _scheme(Table(notes, parsed.data, (), "开头"), answers or {})
    except RecursionError:
        notes.mistakes.append(Mistake(0, "整份办法", "一层套一层，套得太深", "请拆开写。"))
    # What reads oddly on a line with a slip of the keyboard comes of the slip.
    slipped = {mistake.line for mistake in slips}
    others = [mistake for mistake in notes.mistakes[len(slips) :] if mistake.line not in slipped]
    return Reading(None if notes.mistakes else scheme, in_lines([*slips, *others]), notes)


def _scheme(top: Table, answers: Mapping[str, str | bool]) -> Scheme:
    top.knows(*_TOP)
    notes = top.notes
    switches = read_switches(top, answers)
    read_words(top)
    roles = roles_named(notes, top)
    kinds = read_kinds(top)
    categories, category_codes = read_categories(top)
    items, item_codes = read_items(top)
    items = check_codes(categories, items, category_codes)
    for key, found in (("category", categories), ("item", items)):
        if not found and key not in top:
            top.missing(key, f"至少一段 [[{key}]]")
    grades = read_grades(top)
    check_grades(grades)
    gates, vetoes, exemptions = read_gates(top), read_vetoes(top), read_exemptions(top)
    consequences, moneys, grading = read_consequences(top), read_moneys(top), read_grading(top)
    names = [grade.name for _, grade in grades]
    check_gates(top, grades, gates)
    check_grade_names(top, [*names, *(exemption.grade for exemption in exemptions)])
    once = check_looks(
        notes,
        {item.code for _, item in items},
        {category.code for _, category in categories},
        (item_codes, category_codes),
        read_once(top),
    )
    check_rings(items, once)
    attended = {kind.value for kind in ATTENDED_KINDS} | {kind.name for kind in kinds if kind.attended}
    valid = top.table("valid", "有效期")
    since, until = (valid.day("from"), valid.day("until")) if valid is not None else (None, None)
    if valid is not None:
        valid.knows("from", "until")
        if since is not None and until is not None and since > until:
            valid.wrong("until", "有效期的末日在首日之前", "请核对。")
    total, most, least = _totals(top)
    return Scheme(
        name=top.text("name"),
        version=top.text("version"),
        body=top.text("body", ""),
        subject=top.choice("subject", SUBJECTS, "代表"),
        period=read_period(top),
        categories=tuple(category for _, category in categories),
        items=tuple(item for _, item in items),
        grades=tuple(grade for _, grade in grades),
        grading=grading,
        attendance=_attendance(top, attended),
        total=total,
        total_most=most,
        total_least=least,
        source=top.text("source", ""),
        reconstructed=top.text("reconstructed", ""),
        valid_from=since,
        valid_until=until,
        roles=roles,
        kinds=kinds,
        switches=switches,
        gates=gates,
        vetoes=vetoes,
        exemptions=exemptions,
        consequences=consequences,
        moneys=moneys,
        once=once,
        rounding=read_rounding(top),
        objection_days=top.whole("objection_days") if "objection_days" in top else None,
    )


def _totals(top: Table) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if "total" not in top:
        top.missing("total", "纸上的总分；没有就写 不封顶")
    total = top.bound("total", "不封顶", None)
    if total is not None and total < 0:
        top.wrong("total", "“total”不能小于 0")
    most, least = top.bound("total_max", "不封顶", None), top.bound("total_min", "不限", None)
    if most is not None and least is not None and least > most:
        top.wrong("total_min", "最低的总分比最高的还高", "请核对 total_min 和 total_max。")
    if total is not None and most is not None and most < total:
        top.wrong("total_max", "连加分在内的最高分比总分还低", "请核对 total 和 total_max。")
    return total, most, least


def _attendance(top: Table, attended: set[str]) -> Attendance:
    table = top.table("attendance", "考勤")
    if table is not None:
        return read_attendance(table)
    if "attendance" not in top:
        asked = next(
            (
                (path, kind)
                for path, _, selector in top.notes.selections
                if isinstance(selector, Selector)
                for kind in selector.kinds
                if kind in attended
            ),
            None,
        )
        if asked is not None:
            what = f"用到了“{asked[1]}”，却没有写考勤怎么算"
            top.notes.wrong(asked[0], "考勤", what, "写一段 [attendance]。")
    return Attendance(())


def places_of(text: str) -> Places:
    """Where everything stands in a text that can be read; empty for one that cannot."""
    return parse(text).places
