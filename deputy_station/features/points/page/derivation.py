"""The derivation of one subject as a readable sheet: what holds, how far the next grade is, category by category."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import month_day
from deputy_station.features.points.page.records import open_item, record_line
from deputy_station.features.points.page.way import NextSteps
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.closing import correction_words
from deputy_station.features.points.rules.derive import nothing_done_words
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.periods import period_words
from deputy_station.features.points.rules.rule_words import answer_words, bound_words, points_of
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.closed import ClosingRow
from deputy_station.features.points.service.listing import PointsSheet
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.detail import Block, Facts, Heading, build_block
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone

UNDECIDED = "待定"

FactLine = tuple[str, str] | tuple[str, str, Callable[[], object]]


@dataclass(frozen=True)
class Ways:
    """What can be opened from a sheet."""

    see_unwritten: Callable[[], object]
    see_waiting: Callable[[], object]
    see_course: Callable[[], object]
    ask_steps: Callable[[], object]
    see_corrections: Callable[[], object]
    object_to: Callable[[str], object] | None
    """Write down an objection to an item (by code); None where only deputies can object."""


class CategoryHeading(Line):
    """The heading of a category; a cell of the list scrolls to it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text, role="heading")
        self.code = code


class Beyond(QWidget):
    """What came before this period and what follows from it: read after the sheet is to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = VBox(self, gap=10)

    def show_sheet(self, sheet: PointsSheet) -> None:
        """Fill it from a sheet read with the periods before."""
        clear(self._box)
        score = sheet.score
        if score.subject.earlier:
            self._box.addWidget(build_block(Heading("本届以前")))
            lines: list[FactLine] = []
            for each in score.subject.earlier:
                points = f"{points_words(each.total)} 分" if each.total is not None else ""
                told = [part for part in (each.grade or UNDECIDED, points) if part]
                if each.rank:
                    told.append(f"第 {each.rank} 名，共 {each.of} 名")
                lines.append((period_words(each.period), "，".join(told)))
            self._box.addWidget(build_block(Facts(lines)))
        if score.advice:
            self._box.addWidget(build_block(Heading("结果运用")))
        for advice in score.advice:
            note = f"，{advice.note}" if advice.note else ""
            self._box.addWidget(Words(f"建议：{advice.name}{note}（{advice.reason}），由人决定。"))


def grade_tone(grade: str, grades: Sequence[str]) -> Tone:
    """The colour of a grade by its place: the best done, the next info, the last soon."""
    place = list(grades).index(grade) if grade in grades else len(grades)
    if place == 0 and grades:
        return Tone.DONE
    if place == len(grades) - 1:
        return Tone.SOON
    return Tone.INFO if place == 1 else Tone.QUIET


def grade_pill(grade: str, grades: Sequence[str], *, asked: bool) -> Pill | None:
    """The grade, or that people have to say which; None where the scheme has none."""
    if grade:
        return Pill(grade, grade_tone(grade, grades))
    return Pill(UNDECIDED, Tone.OVERDUE) if asked else None


def closing_words(closing: ClosingRow | None) -> str:
    """How far a period is, in words."""
    if closing is None:
        return "还没有结账"
    if closing.state is ClosingState.CLOSED:
        return "已结账，还没有公布"
    if closing.state is ClosingState.SETTLED:
        return "已公布，已定"
    until = f"，异议到{month_day(closing.objections_until)}为止" if closing.objections_until else ""
    return f"已公布{until}"


def sheet_blocks(
    page: Page, holder: QWidget, sheet: PointsSheet, ways: Ways, beyond: Beyond, *, place: tuple[int, int]
) -> list[Block]:
    """The sheet from top to bottom: what holds, what is open, the categories, money, records that count for nothing.

    `place` is the rank among how many, (0, 0) where there is none. Widgets are made inside the `holder` at once: each
    change of parent would have all of their text measured anew.
    """
    score = sheet.score
    blocks: list[Block] = []
    if sheet.closing is not None:
        blocks.append(Facts(_closed_lines(sheet, ways)))
    blocks.append(Facts(_head_lines(sheet, ways, place)))
    if sheet.closing is None and _can_rise(score):
        blocks.append(NextSteps(ways.ask_steps))
    blocks += _open_blocks(score)
    blocks += _gate_blocks(score)
    published = _published_points(sheet)
    for held in score.categories:
        category = held.category
        blocks.append(
            CategoryHeading(
                category.code, f"{category.code} {category.name}　{points_of(held.points, category.most)}"
            )
        )
        if held.words:
            blocks.append(Words(held.words, role="small"))
        blocks += [
            _item_line(page, holder, score, item, published.get(item.item.code), ways.object_to)
            for item in score.items
            if item.item.category == category.code
        ]
    if score.moneys:
        blocks += [Heading("补助"), Facts([(each.name, each.words) for each in score.moneys])]
    blocks += _stray_blocks(page, score)
    blocks.append(beyond)
    if score.scheme.switches:
        blocks += [
            Heading("计分口径"),
            Words("\n".join(answer_words(switch) for switch in score.scheme.switches), role="small"),
        ]
    return blocks


def _closed_lines(sheet: PointsSheet, ways: Ways) -> list[FactLine]:
    held = sheet.held
    lines: list[FactLine] = [("公布", closing_words(sheet.closing))]
    if held is None:
        lines.append(("名单", "结账的时候不在打分的名单里"))
    else:
        for made in held.corrections:
            told = f"{month_day(made.corrected_on)}：{correction_words(made.change)}，原因：{made.reason}"
            lines.append(("更正", told))
    if sheet.waiting is not None and held is not None:
        told = f"按现在的记录，{correction_words(sheet.waiting)}，还没有更正"
        lines.append(("后来有变", told, ways.see_corrections))
    return lines


def _head_lines(sheet: PointsSheet, ways: Ways, place: tuple[int, int]) -> list[FactLine]:
    score = sheet.score
    shown, grade = score.shown, score.grade
    rank, of = place
    if sheet.held is not None:
        held = sheet.held.now
        shown, grade, rank, of = held.shown or "—", held.grade, held.rank, sheet.held.ranked
    total = score.scheme.total
    lines: list[FactLine] = [("总分", shown if total is None else f"{shown} / {bound_words(total)}")]
    if score.words and sheet.held is None:
        lines.append(("合计", score.words))
    if nothing := nothing_done_words(score):
        lines.append(("说明", nothing))
    if rank:
        lines.append(("名次", f"第 {rank} 名，共 {of} 名"))
    if sheet.held is None:
        if score.graded.asked:
            lines.append(("等次", f"待定：{score.graded.asked}"))
        elif score.remark and grade:
            lines.append(("等次", f"“{grade}”，{score.remark}"))
        elif score.remark:
            lines.append(("说明", score.remark))
    if sheet.decision is not None:
        decided = sheet.decision
        lines.append(
            (
                "决定",
                f"{month_day(decided.decided_on)}{decided.decided_by}定为“{decided.grade}”：{decided.reason}",
            )
        )
    if score.open_records:
        lines.append(("未登记", f"{score.open_records} 次活动的考勤还没有登记，没有计入", ways.see_unwritten))
    waiting = sum(fact.times for fact in score.facts if fact.review == Review.WAITING.value)
    if waiting:
        lines.append(("待审", f"{waiting} 条申报还没有审核", ways.see_waiting))
    lines.append(("走势", "看各月的总分", ways.see_course))
    return lines


def _can_rise(score: Score) -> bool:
    """Whether there is a grade above that more work could bring."""
    grades = [grade.name for grade in score.scheme.grades]
    return score.grade in grades[1:]


def _open_blocks(score: Score) -> list[Block]:
    told = [sentence for sentence in score.open if sentence != score.graded.asked]
    if not told:
        return []
    return [Heading("还没有定的"), *(Words(f"{sentence}。".replace("。。", "。")) for sentence in told)]


def _gate_blocks(score: Score) -> list[Block]:
    lines: list[FactLine] = [
        (gate.grade, f"{need.words}：{'满足' if need.met else '没有满足'}")
        for gate in score.graded.gates
        for need in gate.needs
    ]
    lines += [("一票否决", name) for name in score.graded.vetoes]
    return [Heading("等次门槛"), Facts(lines)] if lines else []


def _published_points(sheet: PointsSheet) -> Mapping[str, Fraction]:
    """By item, the points that hold where the records now give others."""
    if sheet.held is None:
        return {}
    held = sheet.held.now.items
    return {
        each.item.code: held[each.item.code].points
        for each in sheet.score.items
        if each.item.code in held and held[each.item.code].points != each.points
    }


def _stray_blocks(page: Page, score: Score) -> list[Block]:
    blocks: list[Block] = []
    for title, facts in (
        ("办法里没有这一项的记录", score.unfit),
        ("不在本期或不在任期内的记录", score.outside),
    ):
        if facts:
            blocks.append(Heading(title))
            blocks += [record_line(page, score, fact) for fact in facts]
    return blocks


def _item_line(
    page: Page,
    holder: QWidget,
    found: Score,
    score: ItemScore,
    published: Fraction | None,
    object_to: Callable[[str], object] | None,
) -> QWidget:
    """An item with its points and, under it, the sum; pressing it opens the records."""
    item = score.item
    full = item.most is not None and score.points == item.most
    tone = Tone.DONE if full else Tone.QUIET if score.points == 0 else Tone.INFO
    if score.points < 0:
        tone = Tone.SOON
    widget = QWidget(holder)
    box = VBox(widget, gap=0)
    line = LineItem(
        item.code,
        item.name,
        Pill(points_of(score.points, item.most), tone),
        partial(
            open_item,
            page,
            found,
            score,
            published=published,
            object_to=None if object_to is None else partial(object_to, item.code),
        ),
        parent=widget,
    )
    box.addWidget(line)
    told = [score.words]
    if published is not None:
        told.append(f"公布的是 {points_words(published)} 分，按现在的记录是 {points_words(score.points)} 分")
    told += [f"待定：{sentence}" for sentence in score.open]
    under = VBox(gap=0, margins=(64, 0, 0, 0))
    box.addLayout(under)
    under.addWidget(Words("\n".join(told), role="small", parent=widget))
    return widget
