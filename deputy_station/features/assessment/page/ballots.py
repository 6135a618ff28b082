"""Ballots counted by scan: printed, looked at where a line was not clear, typed where words stand, taken over."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.papers import draw_ballots, keep_ballots
from deputy_station.features.assessment.rules.ballot_papers import (
    ABSTAIN,
    MOST_BALLOTS,
    SPOILED,
    tally_words,
)
from deputy_station.features.assessment.rules.ballots import GRADES, OVERALL, Votes
from deputy_station.features.assessment.rules.given import result_words
from deputy_station.features.assessment.service import ballot_count as service
from deputy_station.features.assessment.service.ballot_count import (
    BallotLook,
    LineLook,
    ScanCount,
    Written,
)
from deputy_station.features.assessment.service.duty import DutyRow
from deputy_station.features.scans.page.pictures import PagePicture
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.fields import ChoiceField, NumberField, TextField
from deputy_station.widgets.page import Page
from deputy_station.widgets.paper_reader import PaperReader, read_beside
from deputy_station.widgets.table_model import Column, Kind

LOOK, TYPE, VOID, PRINT = "看待看的票", "录入意见", "看废票", "打印测评票"
TAKE, BY_HAND = "用扫描的票数", "手工登记"
WIDE = 1180
"""px at 100 % of a dialog with the ballot beside the answers."""
CUT_HEIGHT = 120
ANSWERS = [(word, word) for word in (*GRADES, SPOILED)]
"""Of a line that was clear, which has 弃权 besides for nothing ticked; a line that is asked must be answered."""
HINT = (
    "要多少印多少，一份，不要复印：同一号的票只数一张。票上的号不按次序，洗一遍再发，谁也看不出哪张是谁投的。"
)


def ask_copies(_session: Any, *, copies: int) -> int:
    """How many ballots are wanted: nothing is written down."""
    return copies


class Ballots:
    """The ballots of one duty report at a time; `count_by_hand` opens the form for a count by hand."""

    def __init__(self, page: Page, count_by_hand: Callable[[int], object]) -> None:
        self.page, self._count_by_hand = page, count_by_hand

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again."""
        return {
            "ballot_print": lambda deputy_id, deed_id: self._read(deputy_id, deed_id or None, self.print),
            "ballot_take": lambda deputy_id, deed_id: self._read(deputy_id, deed_id, self.take_over),
            "ballot_look": lambda deputy_id, deed_id, paper_id: self._read(
                deputy_id, deed_id or None, lambda count: self._look_on(count, [paper_id])
            ),
            "ballot_type": lambda deputy_id, deed_id, paper_id: self._read(
                deputy_id, deed_id or None, lambda count: self._type_on(count, paper_id)
            ),
        }

    def _read(self, deputy_id: int, deed_id: int | None, then: Callable[[ScanCount], object]) -> None:
        self.page.ask(service.read_scan_count, deputy_id=deputy_id, deed_id=deed_id, then=then)

    def open(self, row: DutyRow) -> None:
        """How the ballots of a deputy's report stand."""
        self._read(row.id, row.deed_id, self.show)

    def open_numbered(self, number: int) -> None:
        """The same, by the number in the code of one of the ballots."""
        self.page.ask(service.count_of_ballot, number=number, then=self.show)

    def show(self, count: ScanCount) -> None:
        """The count by scan, line by line, with the count on record beside it."""
        Board(
            self.page,
            self.page.context,
            f"测评票：{count.deputy}",
            _sentence(count),
            [
                Column("评议内容", "aspect", chars=5, grow=1),
                Column("满意", "satisfied", chars=2, kind=Kind.NUMBER),
                Column("基本满意", "fair", chars=4, kind=Kind.NUMBER),
                Column("不满意", "unsatisfied", chars=3, kind=Kind.NUMBER),
                Column("弃权", lambda line: count.found.valid - line.cast, chars=2, kind=Kind.NUMBER),
                Column("已登记", partial(_registered, count), chars=6, leaves=1),
            ],
            count.found.lines,
            row_id=lambda line: line.aspect,
            unit="项",
            empty="没有评议内容。",
            actions=self._actions(count),
        ).open()

    def _actions(self, count: ScanCount) -> list[Action]:
        actions = []
        if count.asked:
            actions.append(Action(LOOK, partial(self.look, count)))
        if count.written:
            actions.append(Action(TYPE, partial(self.type_in, count)))
        if count.void:
            actions.append(Action(VOID, partial(self._look_on, count, count.void)))
        if count.deed_id is not None:
            if count.found.returned:
                actions.append(Action(TAKE, partial(self.take_over, count)))
            actions.append(Action(BY_HAND, partial(self._count_by_hand, count.deed_id)))
        if not count.found.sent and count.deed_id is None:
            return [Action(PRINT, partial(self.print, count), primary=True)]
        return [*actions, Action(PRINT, partial(self.print, count))]

    # ------------------------------------------------------------------ printing

    def print(self, count: ScanCount) -> None:
        """So many ballots for one report."""
        self.page.open_form(
            f"打印测评票：{count.deputy}",
            [
                NumberField(
                    "copies", "张数", required=True, least=1, largest=MOST_BALLOTS, unit="张", help=HINT
                )
            ],
            save_word="看样子",
            service=ask_copies,
            values={"copies": 50},
            draft=f"ballot_print:{count.deputy_id}:{count.deed_id or 0}",
            then=lambda copies: self.page.print_paper(
                "打印测评票",
                f"测评票{count.deputy}",
                draw_ballots,
                kind="duty_ballot",
                claim=keep_ballots,
                deputy_id=count.deputy_id,
                deed_id=count.deed_id,
                on=count.on,
                copies=copies,
            ),
        )

    # ------------------------------------------------------------------ looking

    def look(self, count: ScanCount) -> None:
        """The ballots with lines that are not clear, one after the other."""
        if count.asked:
            self._look_on(count, count.asked)
        else:
            self.show(count)

    def _look_on(self, count: ScanCount, rest: Sequence[int]) -> None:
        if not rest:
            self._read(count.deputy_id, count.deed_id, self.show)
            return
        self.page.ask(
            service.look_at_ballot, paper_id=rest[0], then=lambda ballot: self.ask(count, ballot, rest)
        )

    def ask(self, count: ScanCount, ballot: BallotLook, rest: Sequence[int]) -> None:
        """What stands on one ballot: the paper beside the lines; what was clear is filled in."""
        more = f"，还有 {len(rest) - 1} 张" if len(rest) > 1 else ""
        lines = list(enumerate(ballot.lines))
        dialog = self.page.open_form(
            f"第 {ballot.number} 号票{more}",
            [_line_field(place, line) for place, line in sorted(lines, key=lambda each: not each[1].asked)],
            save_word="记下",
            service=service.answer_ballot,
            fixed={"paper_id": ballot.id, "version": ballot.version},
            values={f"line{place}": line.vote for place, line in lines},
            say=lambda number: f"第 {number} 号票已记下",
            then=lambda _number: self._look_on(count, rest[1:]),
            draft=f"ballot_look:{count.deputy_id}:{count.deed_id or 0}:{ballot.id}",
            width=WIDE if ballot.picture else 620,
        )
        if ballot.picture:
            read_beside(dialog, PaperReader(ballot.picture, f"第 {ballot.number} 号票", ballot.place))

    # ------------------------------------------------------------------ words

    def type_in(self, count: ScanCount) -> None:
        """What is written on ballots, one after the other: only the words are shown, not the votes."""
        if count.written:
            self._type_on(count, count.written[0])
        else:
            self.show(count)

    def _type_on(self, count: ScanCount, paper_id: int) -> None:
        self.page.ask(
            service.written_on, paper_id=paper_id, then=lambda written: self.ask_words(count, written)
        )

    def ask_words(self, count: ScanCount, written: Written) -> None:
        """The words of one ballot."""
        left = len(count.written) - 1
        dialog = self.page.open_form(
            f"意见和建议{f'，还有 {left} 张' if left else ''}",
            [
                TextField(
                    "remark", "照着录入", lines=3, most=2000, help="不是意见的（划痕、污点），空着记下。"
                )
            ],
            save_word="记下",
            service=service.type_remark,
            fixed={"paper_id": written.id, "version": written.version},
            values={"remark": written.remark},
            say=lambda number: f"第 {number} 号票的意见已记下",
            then=lambda _number: self._read(count.deputy_id, count.deed_id, self.type_in),
            draft=f"ballot_type:{count.deputy_id}:{count.deed_id or 0}:{written.id}",
            width=760,
        )
        if written.cut:
            dialog.body.insertWidget(0, PagePicture(written.cut, CUT_HEIGHT, "票上写的意见"))
            dialog.fit()

    # ------------------------------------------------------------------ taking over

    def take_over(self, count: ScanCount) -> None:
        """The count by scan becomes the count of the report: asked where one is on record."""
        present = count.by_hand
        if present is None:
            return
        sent = present.sent if present.version is not None else count.found.sent
        kept = [each for each in (present.remarks, count.remarks) if each]
        told = (
            f"现在登记的是发出 {present.sent}、收回 {present.returned}、有效 {present.valid} 张，保存后换成扫描的。"
            if present.version is not None
            else "发出的比印的少，就改成发出的张数。"
        )
        self.page.open_form(
            f"{TAKE}：{count.deputy}",
            [
                NumberField("sent", "发出", required=True, unit="张", largest=9999, help=told),
                TextField("remarks", "意见建议", lines=3, most=2000),
            ],
            save_word=TAKE,
            service=service.take_over,
            fixed={
                "deed_id": present.deed_id,
                "deed_version": present.deed_version,
                "version": present.version,
            },
            values={"sent": max(sent, count.found.returned), "remarks": "\n".join(dict.fromkeys(kept))},
            say=lambda counted: (
                f"{counted.deputy}的测评票已登记，按“{OVERALL}”为{counted.result}（{result_words(counted.rule)}）"
            ),
            then=lambda _counted: self._read(count.deputy_id, count.deed_id, self.show),
            draft=f"ballot_take:{count.deputy_id}:{present.deed_id}",
        )


def _line_field(place: int, line: LineLook) -> ChoiceField:
    """What stands in a line: to be chosen where it is asked, else as it was read."""
    if not line.asked:
        return ChoiceField(f"line{place}", line.aspect, ANSWERS, none=ABSTAIN)
    choices = [*ANSWERS[:-1], (ABSTAIN, ABSTAIN), ANSWERS[-1]]
    doubt = line.doubt.label if line.doubt else ""
    return ChoiceField(f"line{place}", line.aspect, choices, required=True, help=f"{doubt}，请照票选。")


def _sentence(count: ScanCount) -> str:
    said = [f"扫描的：{tally_words(count.found)}" if count.found.sent else "还没有印过能扫描计票的测评票。"]
    if count.written:
        said.append(f"{len(count.written)} 张写了意见，待录入。")
    if count.deed_id is None:
        said.append("述职还没有登记；登记以后才能用扫描的票数。")
    elif count.by_hand is not None and count.by_hand.version is not None:
        kept = count.by_hand
        said.append(f"已登记的：发出 {kept.sent} 张，收回 {kept.returned} 张，有效 {kept.valid} 张。")
    else:
        said.append("票数还没有登记。")
    return "".join(said)


def _registered(count: ScanCount, line: Votes) -> str:
    """The votes on record in this line: 满意、基本满意、不满意."""
    kept = count.by_hand
    if kept is None or kept.version is None:
        return "没有"
    found = {each.aspect: each for each in (*kept.lines, kept.overall)}.get(line.aspect)
    return f"{found.satisfied} / {found.fair} / {found.unsatisfied}" if found else ""
