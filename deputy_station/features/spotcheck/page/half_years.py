"""半年抽查 on the page 检查抽查: the draw by strata, what was found of each book, evidence, and the bulletin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.spotcheck.page.drawing import draw_facts, draw_fields
from deputy_station.features.spotcheck.page.half_year_bulletin import open_bulletin_form
from deputy_station.features.spotcheck.page.half_year_papers import (
    make_bulletin,
    make_draw_list,
    make_evidence_pack,
    make_result,
)
from deputy_station.features.spotcheck.page.part import SpotPart
from deputy_station.features.spotcheck.rules.half_year import METHOD, CheckResult, half_of
from deputy_station.features.spotcheck.rules.problem_kinds import problem_kinds
from deputy_station.features.spotcheck.service.bulletins import (
    BulletinDetail,
    CheckState,
    call_back_bulletin,
    read_bulletin,
    read_state,
    tell_bulletin,
)
from deputy_station.features.spotcheck.service.half_year import (
    HalfYearRow,
    draw_half_year,
    get_half_year,
    list_half_years,
    record_book,
)
from deputy_station.features.spotcheck.service.half_year_figures import BookFigures
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import (
    CheckField,
    ChoiceField,
    Field,
    LineField,
    TextField,
)
from deputy_station.widgets.into_folder import save_into_folder
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

_KIND = "kind_"
"""Before the key of a kind of problem, as the name of its field."""
_PAPERS, _TEXT = "打印和导出", "通报"


class HalfYearsPart(SpotPart):
    """Draw, judge book by book, write and send the bulletin."""

    empty = "还没有半年抽查过。按小组、层级、上年等次分层抽出代表，逐册查，写通报。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        def told(row: HalfYearRow) -> str:
            return short_day(row.told_on, context.clock.today()) if row.told_on else ""

        return (
            Column("半年", "words", chars=9, grow=1),
            Column("抽中", lambda row: len(row.books), chars=2, kind=Kind.NUMBER),
            Column("已查", "looked_at", chars=2, kind=Kind.NUMBER),
            Column("合格", "passed", chars=2, leaves=2, kind=Kind.NUMBER),
            Column("种子", "seed", chars=6, leaves=1),
            Column("通报", told, chars=6, leaves=3),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("抽半年代表", self.open_draw, primary=True),)

    def empty_action(self) -> Action:
        return Action("抽半年代表", self.open_draw)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "half_draw": self.open_draw,
            "book": self.reopen_book,
            "bulletin": self.open_bulletin,
            "call_back": self.reopen_call_back,
        }

    def load(self) -> None:
        self.page.ask(list_half_years, then=self.fill_list)

    def fill_list(self, rows: list[HalfYearRow]) -> None:
        """All half-yearly checks, newest first."""
        self.put_rows(rows, f"半年抽查 {len(rows)} 次" if rows else "")

    def show(self, row_id: int) -> None:
        self.page.ask(read_state, check_id=row_id, then=self.fill_detail)

    def fill_detail(self, read: CheckState) -> None:
        """Who was drawn, what was found, how far the bulletin is."""
        figures, bulletin = read.figures, read.bulletin
        check = figures.check
        today = self.page.context.clock.today()
        left = len(check.books) - check.looked_at
        told = f"合格 {check.passed} 册，不合格 {check.looked_at - check.passed} 册"
        facts = [
            *draw_facts(
                (figures.first, figures.until),
                pool=check.pool,
                drawn=len(check.books),
                at=check.drawn_at,
                seed=check.seed,
                today=today,
            ),
            ("结果", f"{told}，没有查 {left} 册" if left else told),
            ("通报", self._told_words(check, bulletin)),
        ]
        if check.checker:
            facts.append(("抽查单位", check.checker))
        if check.note:
            facts.append(("备注", check.note))
        blocks: list[Block] = [Facts(facts), Heading("抽中的登记册")]
        blocks += [self._line(check, each) for each in figures.books]
        blocks += [Heading("抽取方法"), Text(METHOD)]
        self.put(
            Detail(
                reference=f"种子 {check.seed}",
                title=f"{check.words}抽查",
                blocks=blocks,
                actions=self._actions(read),
            )
        )

    def _told_words(self, check: HalfYearRow, bulletin: BulletinDetail) -> str:
        if check.told_on is not None:
            return f"{short_day(check.told_on, self.page.context.clock.today())}已发出"
        if bulletin.version is None:
            return "还没有写，可以按数字起草"
        return "写好以后数字变了，请重新起草" if bulletin.outdated else "已写好，还没有发出"

    def _line(self, check: HalfYearRow, each: BookFigures) -> LineItem:
        found = each.book.found
        if found is None:
            pill = Pill("没有查", Tone.SOON)
        else:
            good = found.result is CheckResult.GOOD
            pill = Pill(found.result.label, Tone.DONE if good else Tone.OVERDUE)
        words = f"{each.book.deputy}　{_record_words(each)}"
        return LineItem(str(each.book.position), words, pill, partial(self.open_book, check, each))

    def _actions(self, read: CheckState) -> list[Action]:
        check, done = read.figures.check, read.done
        printing = [
            Action(
                "打印抽查名单", partial(self._print, check, "抽查名单", "spot_check_draw", make_draw_list)
            ),
            Action(
                "打印抽查结果表", partial(self._print, check, "抽查结果表", "spot_check_result", make_result)
            ),
            Action("存抽查材料", partial(self.save_evidence, check)),
        ]
        text = [
            Action("打印通报", partial(self._print, check, "通报", "bulletin", make_bulletin)),
            Action("通报存成 Word", partial(self._save_bulletin, check)),
        ]
        main = []
        if check.told_on is not None:
            text.append(Action("撤回通报", partial(self.open_call_back, check)))
        else:
            text.append(Action("重新起草通报", partial(self.ask_bulletin, check.id, anew=True)))
            text.append(
                Action(
                    "登记通报已发出",
                    partial(self.tell, check),
                    enabled=done,
                    why="" if done else "先把每一册的结果填好。",
                )
            )
            main.append(Action("写通报", partial(self.open_bulletin, check.id)))
        unseen = next((each for each in read.figures.books if each.book.found is None), None)
        if check.told_on is None and unseen is not None:
            main.append(Action("查下一册", partial(self.open_book, check, unseen)))
        following = read.following.label
        grouped = [replace(each, group=_PAPERS) for each in printing]
        grouped += [replace(each, group=_TEXT) for each in text if each.text != following]
        main += [each for each in text if each.text == following]
        return [*grouped, *(replace(each, primary=each.text == following) for each in main)]

    # ------------------------------------------------------------------ what people do

    def open_draw(self) -> None:
        """Ask for half, size and seed, and draw."""
        year, half = half_of(self.page.context.clock.today())
        self.page.open_form(
            "半年抽查：抽代表",
            draw_fields(
                ChoiceField("half", "半年", [(1, "上半年"), (2, "下半年")], required=True),
                same="同一半年、同一种子、同一名单",
                more=[LineField("checker", "抽查单位", most=120, help="不填就写本区人大代表联络室。")],
            ),
            save_word="抽取",
            service=draw_half_year,
            values={"year": year, "half": half},
            say=lambda row: f"{row.words}抽出 {len(row.books)} 人，种子 {row.seed}",
            then=lambda row: self.page.open_row(row.id),
            draft="half_draw",
        )

    def reopen_book(self, check_id: int, deputy_id: int) -> None:
        """The form of one book again, from its draft."""

        def found(read: CheckState) -> None:
            for each in read.figures.books:
                if each.book.deputy_id == deputy_id:
                    self.open_book(read.figures.check, each)

        self.page.ask(read_state, check_id=check_id, then=found)

    def open_book(self, check: HalfYearRow, each: BookFigures) -> FormDialog:
        """What was found of one book: passed or not, problems by kind; what the records say stands beside."""
        book, found = each.book, each.book.found
        values: dict[str, Any] = {"checked_on": self.page.context.clock.today()}
        if found is not None:
            values = {"result": found.result, "remark": found.remark, "checked_on": found.checked_on}
            values |= {f"{_KIND}{kind.key}": kind.name in found.problems for kind in problem_kinds()}
        fields: list[Field] = [
            ChoiceField(
                "result",
                "结果",
                [(result, result.label) for result in CheckResult],
                required=True,
                help=f"按记录：{_record_words(each)}。",
            ),
            DateField(
                "checked_on", "检查日期", today=self.page.context.clock.today, lean=Lean.PAST, required=True
            ),
        ]
        fields += [CheckField(f"{_KIND}{kind.key}", kind.name, "有") for kind in problem_kinds()]
        fields.append(TextField("remark", "说明", lines=2))
        return self.page.open_form(
            f"{book.deputy}　抽签 {book.position} 号",
            fields,
            values=values,
            save_word="记下结果",
            service=_record,
            fixed={
                "check_id": check.id,
                "deputy_id": book.deputy_id,
                "version": found.version if found is not None else None,
            },
            say=f"已记下{book.deputy}的抽查结果",
            draft=f"book:{check.id}:{book.deputy_id}",
        )

    def open_bulletin(self, check_id: int) -> None:
        """The bulletin as kept, or as the figures draft it."""
        self.ask_bulletin(check_id)

    def ask_bulletin(self, check_id: int, *, anew: bool = False) -> None:
        """Read the bulletin (`anew`: as the figures give it now), then open its form."""
        self.page.ask(
            read_bulletin, check_id=check_id, anew=anew, then=partial(open_bulletin_form, self.page)
        )

    def tell(self, check: HalfYearRow) -> None:
        """The bulletin went out."""
        self.page.change(
            tell_bulletin, check_id=check.id, version=check.version, say=f"{check.words}抽查的通报已登记发出"
        )

    def reopen_call_back(self, check_id: int) -> None:
        """The reason for calling back again, from its draft."""
        self.page.ask(get_half_year, check_id=check_id, then=self.open_call_back)

    def open_call_back(self, check: HalfYearRow) -> None:
        """Why the bulletin is called back."""
        self.page.open_form(
            "撤回通报",
            [LineField("reason", "原因", required=True, help="撤回以后可以改结果、改通报，再登记发出。")],
            save_word="撤回通报",
            service=call_back_bulletin,
            fixed={"check_id": check.id, "version": check.version},
            say=f"{check.words}抽查的通报已撤回",
            draft=f"call_back:{check.id}",
        )

    def save_evidence(self, check: HalfYearRow) -> None:
        """Ask for a folder and put the evidence of everybody drawn into a new one there."""
        save_into_folder(
            self.page,
            "存抽查材料",
            files.plain_name(f"{check.words}抽查材料 {check.seed}"),
            make_evidence_pack,
            save_word="存材料",
            said=lambda made: f"已存好 {made.deputies} 人的抽查材料，共 {made.pages} 页",
            job_title="抽查材料",
            kind="spot_check_evidence",
            more="，每人一份 PDF",
            asked=[
                ChoiceField(
                    "whole_term", "登记册", [(False, "只要这半年的"), (True, "整届的")], required=True
                )
            ],
            begun={"whole_term": False},
            read=lambda entered: {"whole_term": entered["whole_term"]},
            check_id=check.id,
        )

    def _print(self, check: HalfYearRow, word: str, kind: str, make: Callable[..., Any]) -> None:
        self.page.print_paper(
            f"打印{word}", f"{check.words}{word}", make, kind=kind, also=(".xlsx", ".docx"), check_id=check.id
        )

    def _save_bulletin(self, check: HalfYearRow) -> None:
        self.page.save_paper(
            "通报存成 Word",
            f"{check.words}抽查通报",
            ".docx",
            make_bulletin,
            kind="bulletin",
            check_id=check.id,
        )


def _record(
    session: Any,
    *,
    check_id: int,
    deputy_id: int,
    version: int | None,
    result: CheckResult,
    checked_on: Any,
    remark: str,
    **ticked: bool,
) -> HalfYearRow:
    """The form's fields as the service takes them."""
    return record_book(
        session,
        check_id=check_id,
        deputy_id=deputy_id,
        version=version,
        result=result,
        checked_on=checked_on,
        remark=remark,
        problems=[kind.name for kind in problem_kinds() if ticked.get(f"{_KIND}{kind.key}")],
    )


def _record_words(each: BookFigures) -> str:
    """What the records of a drawn deputy lack."""
    lacks = [f"漏填 {each.checked.unfilled}"] if each.checked.unfilled else []
    lacks += [f"缺材料 {each.checked.unproved}"] if each.checked.unproved else []
    return "，".join(lacks) or f"{each.checked.due} 条齐全"
