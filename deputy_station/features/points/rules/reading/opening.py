"""What a scheme says before its items: switches, words, kinds of records, period, rounding, how grades go."""

import re
from collections.abc import Mapping
from datetime import date

from deputy_station.features.points.rules.reading.mistakes import Mistake, hint_for
from deputy_station.features.points.rules.reading.pieces import Notes, Table
from deputy_station.features.points.rules.scheme import Grading, PeriodRule, RecordKind, Rounding, Switch
from deputy_station.features.points.rules.vocabulary import FactKind, Level, Manner, Part, Satisfaction, State

UNITS = ("月", "季", "半年", "年", "届")
ROUNDINGS = ("四舍五入", "舍去", "进位")
BETWEEN = ("归低档", "归高档", "四舍五入", "由人定")
ASKED_FIELDS = ("amount", "level", "role", "manner", "satisfaction", "weight", "people", "session", "votes")
EVIDENCE = ("", "提醒", "必须")
STATION_WORDS = {
    "state": tuple(word.value for word in State if word),
    "role": tuple(word.value for word in Part),
    "level": tuple(word.value for word in Level),
    "manner": tuple(word.value for word in Manner),
    "satisfaction": tuple(word.value for word in Satisfaction),
}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def read_switches(top: Table, answers: Mapping[str, str | bool]) -> tuple[Switch, ...]:
    """The questions the paper leaves open, answered by `answers` where those say something."""
    found: list[Switch] = []
    table = top.table("switches", "口径")
    for key in table.values if table else ():
        assert table is not None
        inner = table.table(key, f"口径“{key}”")
        if inner is not None:
            found.append(_switch(inner, key, answers.get(key)))
    known = [switch.key for switch in found]
    for key in answers:
        if key not in known:
            top.notes.mistakes.append(
                Mistake(0, "口径的答案", f"没有口径“{key}”", hint_for(key, known) or "去掉这个答案。")
            )
    top.notes.switches = {switch.key: switch for switch in found}
    return tuple(found)


def _switch(table: Table, key: str, given: str | bool | None) -> Switch:
    table.knows("title", "on", "options", "answer", "note")
    if not _KEY.fullmatch(key):
        table.wrong("", f"口径的名字“{key}”要用英文字母、数字和下划线", "例如 leave。")
    options = table.texts("options")
    if "options" in table:
        if len(options) < 2:
            table.wrong("options", "“options”至少要有两个答案")
        if "on" in table:
            table.wrong("on", "有 options 的口径不写 on", "写 answer = …。")
        answer = table.choice("answer", options or ("",))
    else:
        if "answer" in table:
            table.wrong("answer", "写了 answer，却没有写有哪些答案", "写 options = [ … ]，是/否的写 on。")
        elif "on" not in table:
            table.missing("on", "true 或 false")
        on = table.values.get("on", True)
        if not isinstance(on, bool):
            table.wrong("on", "“on”应是 true 或 false", "不加引号。")
        answer = "否" if on is False else "是"
    return Switch(
        key, table.text("title"), _answered(table, options, answer, given), options, table.text("note", "")
    )


def _answered(table: Table, options: tuple[str, ...], answer: str, given: str | bool | None) -> str:
    if given is None:
        return answer
    if isinstance(given, bool):
        given = "是" if given else "否"
    known = options or ("是", "否")
    if given not in known:
        table.wrong("", f"答的“{given}”不在可选的答案里", hint_for(given, known))
        return answer
    return given


def read_words(top: Table) -> None:
    """The words the scheme adds to the station's own, by field."""
    table = top.table("words", "自己的词")
    if table is not None:
        table.knows(*STATION_WORDS)
    for field, known in STATION_WORDS.items():
        own = table.texts(field) if table is not None else ()
        top.notes.words[field] = tuple(dict.fromkeys((*known, *own)))


def read_kinds(top: Table) -> tuple[RecordKind, ...]:
    """The kinds of records the scheme adds or says more about."""
    station = {kind.value for kind in FactKind}
    found: list[RecordKind] = []
    for table in top.tables("record", "记录"):
        name = table.text("name")
        table = table.called(f"记录“{name}”")
        table.knows("name", "unit", "fields", "approval", "evidence", "attended", "note")
        if any(kind.name == name for kind in found):
            table.wrong("name", f"“{name}”写了两段 [[record]]", "并成一段。")
        top.notes.lines.setdefault(("record", name), top.notes.places.line(table.at("name")))
        found.append(
            RecordKind(
                name,
                own=name not in station,
                attended=table.flag("attended"),
                approval=table.flag("approval"),
                evidence=table.choice("evidence", EVIDENCE, ""),
                unit=table.text("unit", "次"),
                fields=table.known_words("fields", ASKED_FIELDS),
                note=table.text("note", ""),
            )
        )
    written = {kind.name: kind.unit for kind in found if kind.unit != "次"}
    top.notes.kinds = dict.fromkeys((*(kind.value for kind in FactKind), *(k.name for k in found)), "")
    top.notes.kinds |= written
    top.notes.own_attended = {kind.name for kind in found if kind.own and kind.attended}
    return tuple(found)


def read_period(top: Table) -> PeriodRule:
    """How long a period is."""
    table = top.table("period", "多长算一次")
    if table is None:
        return PeriodRule()
    table.knows("unit", "number", "starts", "first_year")
    unit = table.choice("unit", UNITS, "年")
    number = table.whole("number", 1, least=1)
    if number > 1 and unit != "年":
        table.wrong("number", f"“{unit}”不能几个合成一次", '写 unit = "年"。')
    if unit != "年" and "starts" in table:
        table.wrong("starts", "只有按年算的可以写从哪天起", "去掉 starts。")
    if number > 1 and "first_year" not in table:
        table.wrong("", f"{number} 年一次，要写从哪一年算起", "写 first_year = 2026。")
    return PeriodRule(
        unit,
        number,
        _starts(table),
        table.whole("first_year", least=1900) if "first_year" in table else None,
    )


def _starts(table: Table) -> tuple[int, int]:
    text = table.text("starts", "01-01")
    found = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        # A year without 29 February, so that no period begins on a day most years do not have.
        first = date(2023, int(found.group(1)), int(found.group(2))) if found else None
    except ValueError:
        first = None
    if first is None:
        table.wrong("starts", f"没有“{text}”这一天", '写成 "09-01"，是 9 月 1 日。')
        return 1, 1
    return first.month, first.day


def read_rounding(top: Table) -> Rounding | None:
    """How totals are rounded before they are graded."""
    table = top.table("rounding", "取整")
    if table is None:
        return None
    table.knows("digits", "way")
    return Rounding(table.whole("digits"), table.choice("way", ROUNDINGS))


def read_grading(top: Table) -> Grading:
    """By what grades go."""
    table = top.table("grading", "等次的依据")
    if table is None:
        return Grading()
    table.knows("by", "between")
    by = table.text("by", "总分")
    table.notes.scores_asked.append((table.at("by"), table.where, by))
    return Grading(by, table.choice("between", BETWEEN, "由人定"))


def roles_named(notes: Notes, top: Table) -> tuple[str, ...]:
    """The roles the scheme names; everything read later may use these."""
    notes.roles = top.texts("roles")
    return notes.roles
