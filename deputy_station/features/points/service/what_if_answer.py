"""The answer of a what-if as plain values and as lines for a terminal, and the answers typed for it."""

from collections.abc import Iterable
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.trial_answer import plain
from deputy_station.features.points.service.what_if import WhatIf, WhatIfRow


class AnswerUnreadable(Refusal):
    """Not written as key=answer."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"看不懂“{typed}”。请写成 口径的名字=答案，例如 leave=算缺席 或 gate_good=是。")


def read_answers(typed: Iterable[str]) -> dict[str, str]:
    """Answers by the key of the switch, of texts like "leave=算一半". Raises AnswerUnreadable."""
    found = {}
    for each in typed:
        key, equals, answer = each.partition("=")
        if not (equals and key.strip() and answer.strip()):
            raise AnswerUnreadable(each)
        found[key.strip()] = {"true": "是", "false": "否"}.get(answer.strip().lower(), answer.strip())
    return found


def what_if_answer(found: WhatIf) -> dict[str, Any]:
    """Everything as plain values; exact numbers as text."""
    return {
        "year": found.year,
        "period": {"key": found.period.key, "name": found.period.name},
        "present": {"name": found.present.name, "version": found.present.version},
        "tried": {"name": found.tried.name, "version": found.tried.version, "subject": found.tried.subject},
        "comparable": found.comparable,
        "notes": list(found.notes),
        "scored": len(found.rows),
        "totals_changed": found.of_total,
        "grades_changed": found.of_grade,
        "grades": [{"name": name, "before": one, "after": two} for name, one, two in found.grades],
        "subjects": [_row(row) for row in found.rows],
    }


def what_if_lines(found: WhatIf) -> list[str]:
    """The same for people: the outcome, the grades, and a line for everybody who changes."""
    lines = [
        f"现在：{found.present.name}（{found.present.version}）",
        f"试算：{found.tried.name}（{found.tried.version}）",
    ]
    lines += [*found.notes, found.words]
    if found.comparable:
        lines += [f"  {name}：{before} → {after}" for name, before, after in found.grades]
    else:
        lines += [f"  {name}：{after}" for name, _before, after in found.grades]
        lines += [f"{row.name}：总分 {row.after.shown}" for row in found.rows if row.after is not None]
    for row in found.rows:
        if row.change is not None:
            lines += [row.change.words, *(f"    {why}" for why in row.change.why)]
    return lines


def _row(row: WhatIfRow) -> dict[str, Any]:
    change = row.change
    return {
        "id": row.id,
        "name": row.name,
        "group": row.group,
        "total_before": None if row.before is None else plain(row.before.total),
        "total_after": None if row.after is None else plain(row.after.total),
        "grade_before": None if row.before is None else row.before.grade,
        "grade_after": None if row.after is None else row.after.grade,
        "changed": change is not None,
        "why": [] if change is None else list(change.why),
        "items": []
        if change is None
        else [
            {
                "code": each.code,
                "name": each.name,
                "before": plain(each.was),
                "after": plain(each.now),
                "sum_before": each.was_words,
                "sum_after": each.now_words,
            }
            for each in change.items
        ],
    }
