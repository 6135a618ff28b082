"""季度检查 on the page 检查抽查: a deputy's two questions with what the records say, the check, its sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from deputy_station.core.typed_day import Lean
from deputy_station.features.spotcheck.page.mending import mending_place
from deputy_station.features.spotcheck.page.papers import make_check_sheets, seal_check_sheets
from deputy_station.features.spotcheck.page.part import SpotPart, quarter_words
from deputy_station.features.spotcheck.page.pills import answer_pill, standing_pill
from deputy_station.features.spotcheck.rules.findings import (
    Answer,
    FindingKind,
    Found,
    Question,
    answer_words,
)
from deputy_station.features.spotcheck.service.checking import (
    Asked,
    CheckDetail,
    CheckRow,
    ask_check,
    list_checks,
    record_check,
)
from deputy_station.features.spotcheck.service.findings import FindingRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

T = TypeVar("T")
_LINES_SHOWN = 30
"""Of each question: more would keep the hand waiting for what nobody reads on a screen."""
_TICK, _KIND = "tick_", "kind_"
"""Before the name of a field that is a tick, or a kind of findings to be taken in."""


class ChecksPart(SpotPart):
    """Look at a deputy, write the check down, print its sheet."""

    empty = "这个季度没有在任的代表。"
    by_quarter = True

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        today = context.clock.today
        return (
            Column("代表", "deputy", chars=5, grow=1),
            Column("小组", "group", chars=6, leaves=4),
            Column("检查", lambda row: short_day(row.checked_on, today()), chars=6, leaves=2),
            Column("到位", partial(_answered, Question.DUTY), chars=4, kind=Kind.PILL),
            Column("规范", partial(_answered, Question.REGISTRATION), chars=4, kind=Kind.PILL),
            Column("问题", lambda row: row.findings or "", chars=2, leaves=3, kind=Kind.NUMBER),
            Column("没改", lambda row: row.waiting or "", chars=2, leaves=1, kind=Kind.NUMBER),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("打印检查表", self.print_sheets),)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"check": self.open_check}

    # ------------------------------------------------------------------ list and detail

    def load(self) -> None:
        year, quarter = self.page.quarter
        self.page.ask(list_checks, year=year, quarter=quarter, then=self.fill_list)

    def fill_list(self, rows: list[CheckRow]) -> None:
        """Everybody, checked or not."""
        done = sum(row.check_id is not None for row in rows)
        self.put_rows(rows, f"{len(rows)} 位代表，查了 {done} 位" if rows else "")

    def show(self, row_id: int) -> None:
        year, quarter = self.page.quarter
        self.page.ask(ask_check, year=year, quarter=quarter, deputy_id=row_id, then=self.fill)

    def fill(self, asked: Asked) -> None:
        """The check if there is one, then what the records say and find now."""
        kept = asked.kept
        pill = Pill("还没有查") if kept is None else Pill(f"查过，问题 {len(kept.findings)} 个", Tone.INFO)
        blocks: list[Block] = []
        if kept is not None:
            blocks += self._kept_blocks(kept)
        for question in Question:
            blocks.append(Heading(question.label if kept is None else f"{question.label}：记录现在这样说"))
            blocks += [Words(line) for line in asked.says[question]]
            blocks += _bounded(asked.of_question(question), self._found_line)
        actions = [
            Action(
                "记检查" if kept is None else "改检查", partial(self.open_form, asked), primary=kept is None
            )
        ]
        if kept is not None:
            actions.append(Action("打印本人检查表", partial(self.print_sheets, asked)))
        self.put(
            Detail(
                reference=quarter_words((asked.year, asked.quarter)),
                title=f"{asked.deputy}　{asked.group}".strip(),
                pill=pill,
                blocks=blocks,
                actions=actions,
            )
        )

    def _kept_blocks(self, kept: CheckDetail) -> list[Block]:
        today = self.page.context.clock.today()
        facts = [("检查", f"{short_day(kept.checked_on, today)}，{kept.checker}")]
        facts += [
            (question.label, answer_words(question, answer)) for question, answer in kept.answers.items()
        ]
        if kept.note:
            facts.append(("备注", kept.note))
        blocks: list[Block] = [Facts(facts), Heading("要整改的")]
        if not kept.findings:
            return [*blocks, Text("没有问题。")]
        go = self.page.show_finding

        def line(row: FindingRow) -> LineItem:
            return LineItem("", row.words, standing_pill(row.standing), partial(go, row.id))

        return [*blocks, *_bounded(kept.findings, line)]

    def _found_line(self, found: Found) -> LineItem:
        place = mending_place(found.kind, found.subject, found.subject_id)
        go = None if place is None else partial(self.page.context.go, place[0], **place[1])
        return LineItem("", found.words, Pill(found.kind.label, Tone.SOON), go)

    # ------------------------------------------------------------------ what people do

    def open_check(self, year: int, quarter: int, deputy_id: int) -> None:
        """The form of one deputy's check, after asking what the records say."""
        self.page.ask(ask_check, year=year, quarter=quarter, deputy_id=deputy_id, then=self.open_form)

    def open_form(self, asked: Asked) -> FormDialog:
        """The two questions with what the records say under each, the ticks, the findings, by when and who."""
        kept = asked.kept
        values: dict[str, Any] = {
            "checked_on": self.page.context.clock.today() if kept is None else kept.checked_on,
            "checker": asked.checker if kept is None else kept.checker,
            "duty": asked.proposed[Question.DUTY] if kept is None else kept.answers[Question.DUTY],
            "registration": asked.proposed[Question.REGISTRATION]
            if kept is None
            else kept.answers[Question.REGISTRATION],
            "due_on": asked.due_on,
            "person": asked.person,
            "note": "" if kept is None else kept.note,
        }
        ticked = {} if kept is None else kept.ticks
        values |= {f"{_TICK}{tick.key}": ticked.get(tick.key) for tick in asked.ticks}
        values |= {f"{_KIND}{kind.value}": True for kind in _kinds(asked)}
        return self.page.open_form(
            f"{asked.deputy} {quarter_words((asked.year, asked.quarter))}检查",
            self._fields(asked),
            values=values,
            save_word="记下检查",
            service=_record,
            fixed={
                "year": asked.year,
                "quarter": asked.quarter,
                "deputy_id": asked.deputy_id,
                "version": None if kept is None else kept.version,
            },
            say=lambda check: f"已记下{check.deputy}的检查，问题 {len(check.findings)} 个",
            draft=f"check:{asked.year}:{asked.quarter}:{asked.deputy_id}",
            width=700,
        )

    def _fields(self, asked: Asked) -> list[Field]:
        today = self.page.context.clock.today
        fields: list[Field] = [
            DateField("checked_on", "检查日期", today=today, lean=Lean.PAST, required=True),
            LineField("checker", "检查人", required=True, most=80),
        ]
        for question in Question:
            choices = [(answer, answer_words(question, answer)) for answer in Answer]
            says = "\n".join(asked.says[question])
            fields.append(ChoiceField(question.value, question.label, choices, required=True, help=says))
            fields += [
                ChoiceField(f"{_TICK}{tick.key}", tick.words, [(True, "是"), (False, "不是")], none="没有看")
                for tick in asked.ticks
                if tick.question is question
            ]
        fields += [
            CheckField(f"{_KIND}{kind.value}", kind.label, f"写入整改（{number} 处）")
            for kind, number in _kinds(asked).items()
        ]
        return [
            *fields,
            DateField("due_on", "整改期限", today=today, lean=Lean.FUTURE, required=True),
            LineField("person", "责任人", required=True, most=80, help="谁来改：代表本人，或站里经办的人。"),
            TextField("note", "备注", lines=2),
        ]

    def print_sheets(self, asked: Asked | None = None) -> None:
        """The check sheets of the quarter, or of one deputy."""
        year, quarter = self.page.quarter
        name = "季度检查表" if asked is None else f"季度检查表 {asked.deputy}"
        self.page.print_paper(
            "打印检查表",
            f"{name} {year}年第{quarter}季度",
            make_check_sheets,
            kind="quarter_check",
            also=(".xlsx",) if asked is None else (".xlsx", ".docx"),
            went_out=seal_check_sheets,
            year=year,
            quarter=quarter,
            deputy_id=None if asked is None else asked.deputy_id,
        )


def _bounded(rows: Sequence[T], line: Callable[[T], LineItem]) -> list[Block]:
    """A line each for the first rows; the sheet has them all."""
    more = len(rows) - _LINES_SHOWN
    last: list[Block] = [Words(f"还有 {more} 处，检查表上写全。", role="soft")] if more > 0 else []
    return [*(line(row) for row in rows[:_LINES_SHOWN]), *last]


def _answered(question: Question, row: CheckRow) -> Pill | None:
    answer = row.answers.get(question)
    return None if answer is None else answer_pill(question, answer)


def _kinds(asked: Asked) -> Mapping[FindingKind, int]:
    """The kinds the records find, in the order of the rules, and how many of each."""
    return Counter(each.kind for each in asked.found)


def _record(
    session: Any,
    *,
    year: int,
    quarter: int,
    deputy_id: int,
    version: int | None,
    checked_on: date,
    checker: str,
    duty: Answer,
    registration: Answer,
    due_on: date,
    person: str,
    note: str,
    **ticked: bool | None,
) -> CheckDetail:
    """The form's fields as the service takes them."""
    return record_check(
        session,
        year=year,
        quarter=quarter,
        deputy_id=deputy_id,
        version=version,
        checked_on=checked_on,
        checker=checker,
        duty=duty,
        registration=registration,
        due_on=due_on,
        person=person,
        note=note,
        ticks={key[len(_TICK) :]: value for key, value in ticked.items() if key.startswith(_TICK)},
        kinds=[
            FindingKind(key[len(_KIND) :]) for key, value in ticked.items() if key.startswith(_KIND) and value
        ],
    )
