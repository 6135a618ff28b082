"""公布 on the page 积分核对: a period step by step from its records to points that stand, and what is missing before each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import local_day, month_day
from deputy_station.core.progress import Progress
from deputy_station.features.points.page.check_part import CheckPart
from deputy_station.features.points.page.reason_field import ReasonField
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.closing import Change, correction_words
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.service.closed import ClosingRow
from deputy_station.features.points.service.closing import publish_period, reopen_period, settle_period
from deputy_station.features.points.service.closing_now import correct_now
from deputy_station.features.points.service.closing_steps import (
    ClosingView,
    PeriodRow,
    ToCorrect,
    close_by_key,
    decide_by_key,
    list_periods,
    read_closing,
    read_correction,
)
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.detail import Block, Detail, Heading
from deputy_station.widgets.dialogs import Dialog, FormDialog, ask_verbs
from deputy_station.widgets.fields import ChoiceField, Field, NumberField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, PillLabel, Tone
from deputy_station.widgets.table_model import Column, Kind

CORRECTION_REASONS = ("异议经查属实", "补登记了记录", "改正了考勤", "补评了分", "记录重复，删去一条")
DECISION_REASONS = ("主席团会议讨论决定", "同分，比参加活动次数", "同分，比办结诉求件数")
QUARTER = "-Q"


def print_wall(database: Any, progress: Progress, *, period_key: str, **values: Any) -> object:
    """The wall list; its engine is loaded on the worker, not before the first paint."""
    from deputy_station.features.points.documents import printing

    return printing.print_wall(database, progress, key=period_key, **values)


def print_statements(database: Any, progress: Progress, *, period_key: str, **values: Any) -> object:
    """Everybody's statement; its engine is loaded on the worker."""
    from deputy_station.features.points.documents import printing

    return printing.print_statements(database, progress, key=period_key, **values)


def period_pill(row: PeriodRow) -> Pill:
    """How far a period is, with the days that are left for objections."""
    if row.closing is None:
        return Pill("没有结账", Tone.QUIET)
    if row.closing.state is ClosingState.CLOSED:
        return Pill("已结账", Tone.INFO)
    if row.closing.state is ClosingState.SETTLED:
        return Pill("已定案", Tone.DONE)
    if row.window_over:
        return Pill("公示期满", Tone.SOON)
    return Pill(f"公示还剩 {row.days_left} 天" if row.days_left else "公示最后一天", Tone.SOON)


class ClosingPart(CheckPart):
    """Close, publish, correct, settle."""

    empty = "还没有开始的期间。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:  # noqa: ARG004 - those of other parts need it
        return (
            Column("期间", lambda row: row.period.name, chars=8, grow=1),
            Column("代表", lambda row: row.closing.scored if row.closing else "", chars=3, kind=Kind.NUMBER),
            Column("异议", lambda row: row.objections or "", chars=2, leaves=1, kind=Kind.NUMBER),
            Column(
                "更正",
                lambda row: (row.closing.corrections or "") if row.closing else "",
                chars=2,
                leaves=2,
                kind=Kind.NUMBER,
            ),
            Column("到哪一步", period_pill, chars=8, kind=Kind.PILL),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "decide": lambda key: self.page.ask(read_closing, period_key=str(key), then=self.decide),
            "publish": lambda key: self.page.ask(read_closing, period_key=str(key), then=self.publish),
            "correct": self.ask_correction,
        }

    # ------------------------------------------------------------------ list and detail

    def load(self) -> None:
        self.page.ask(list_periods, then=self.show_periods)

    def show_periods(self, rows: list[PeriodRow]) -> None:
        """The periods whose name holds what is searched for."""
        words = self.page.filters.words
        self.put_rows([row for row in rows if words in row.period.name or words in row.id])

    def show(self, row_id: str) -> None:
        self.page.ask(read_closing, period_key=row_id, then=self.fill)

    def fill(self, view: ClosingView) -> None:
        """The five steps, each with what is missing before it; then what changed since."""
        row, closing = view.row, view.row.closing
        blocks: list[Block] = [self._completing(view)]
        blocks += self._missing(view)
        blocks += [self._closing(view), self._publishing(view), self._answering(view), self._settling(view)]
        if view.differences and closing is not None:
            blocks.append(Heading(f"记录变了，和公布的不一样　{len(view.differences)} 人"))
            for each in view.differences:
                do = partial(self.ask_correction, closing.id, each.deputy_id)
                words = correction_words(each.change)
                can = closing.state is not ClosingState.CLOSED
                blocks.append(_difference(each.deputy, words, do if can else None))
        if view.corrections:
            blocks.append(Heading(f"已经更正的　{len(view.corrections)} 条"))
            blocks += [
                Words(
                    f"{each.deputy}：{correction_words(each.change)}。原因：{each.reason}。"
                    f"{each.corrected_by}{whole_day(each.corrected_on)}更正"
                )
                for each in view.corrections
            ]
        if view.decisions:
            blocks.append(Heading("由人定的等次"))
            blocks += [Words(f"{each.deputy}：“{each.grade}”，{each.reason}") for each in view.decisions]
        self.put(
            Detail(
                title=row.period.name,
                reference=view.scheme.name if closing is None else closing.scheme_name,
                pill=period_pill(row),
                blocks=blocks,
                actions=self._steps(view),
            )
        )

    def _completing(self, view: ClosingView) -> QWidget:
        if view.row.closing is not None:
            return _step(1, "补齐：结账时已经看过", "做好了", Tone.DONE)
        if view.complete:
            return _step(1, "补齐：考勤、申报、评分、等次都齐了", "做好了", Tone.DONE)
        return _step(1, "补齐：还缺下面这些", "要补", Tone.SOON)

    def _missing(self, view: ClosingView) -> list[Block]:
        """What is missing, each line leading to where it is done."""
        go, period = self.page.context.go, view.row.period
        found: list[Block] = []
        if view.attendance:
            see = partial(go, "activities", view="unfinished", year=period.year)
            found.append(_lack(f"{view.attendance} 人有活动没登记考勤", "去登记", see))
        if view.claims:
            see = partial(go, "checks", view="waiting")
            found.append(_lack(f"{view.claims} 条申报等着核准", "去核准", see))
        if view.marks:
            see = partial(go, "checks", view="marks", period=period.key)
            found.append(_lack(f"{view.marks} 人还没有评完分", "去评分", see))
        if view.undecided:
            found.append(
                _lack(f"{len(view.undecided)} 人的等次要由人定", "定等次", partial(self.decide, view))
            )
        if view.open:
            found.append(
                _lack(f"{len(view.open)} 处办法没有说死，要人定", "看一看", partial(self.show_open, view))
            )
        return found

    def _closing(self, view: ClosingView) -> QWidget:
        closing = view.row.closing
        if closing is None:
            early = "" if view.over else f"，{month_day(view.row.period.last)}才满"
            return _step(2, f"结账：把 {view.scored} 人现在的分定下来{early}", "没做", Tone.QUIET)
        on = month_day(local_day(closing.closed_at))
        return _step(2, f"结账：{on}{closing.closed_by}结的，{closing.scored} 人", "做好了", Tone.DONE)

    def _publishing(self, view: ClosingView) -> QWidget:
        closing = view.row.closing
        if closing is None or closing.published_on is None or closing.objections_until is None:
            return _step(3, f"公示：贴出来，收异议 {self._days(view)} 天", "没做", Tone.QUIET)
        told = f"公示：{month_day(closing.published_on)}公布，异议收到{month_day(closing.objections_until)}"
        if view.row.window_over or closing.state is ClosingState.SETTLED:
            return _step(3, told, "期满", Tone.DONE)
        return _step(3, told, f"还剩 {view.row.days_left} 天", Tone.SOON)

    def _answering(self, view: ClosingView) -> QWidget:
        see = partial(self.page.context.go, "checks", view="objections")
        if view.row.objections:
            return _step(4, f"异议：{view.row.objections} 件没有答复", "去答复", Tone.SOON, see)
        if view.row.closing is None or view.row.closing.state is ClosingState.CLOSED:
            return _step(4, "异议：公示以后，代表说错、重、漏的在这里办", "没做", Tone.QUIET)
        return _step(4, "异议：都答复了", "做好了", Tone.DONE, see)

    def _settling(self, view: ClosingView) -> QWidget:
        closing = view.row.closing
        if closing is not None and closing.settled_on is not None:
            return _step(5, f"定案：{month_day(closing.settled_on)}定的，再改只能更正", "做好了", Tone.DONE)
        return _step(5, "定案：期满、异议都答复了，就定下来", "没做", Tone.QUIET)

    def _steps(self, view: ClosingView) -> list[Action]:
        closing = view.row.closing
        papers = [
            Action("打印公示榜", partial(self.print_wall, view)),
            Action("打印清单", partial(self.print_statements, view)),
        ]
        if closing is None:
            first = [Action("定等次", partial(self.decide, view), primary=True)] if view.undecided else []
            close = Action("结账", partial(self.close, view), primary=not view.undecided)
            return [*papers, close, *first]
        if closing.state is ClosingState.CLOSED:
            back = Action("取消结账", partial(self.reopen, closing))
            return [*papers, back, Action("公示", partial(self.publish, view), primary=True)]
        if closing.state is ClosingState.PUBLISHED:
            record = Action("登记异议", self.page.objections.record)
            return [
                *papers,
                record,
                Action("定案", partial(self.settle, closing), primary=view.row.window_over),
            ]
        return papers

    def show_open(self, view: ClosingView) -> Dialog:
        """What the scheme leaves open, one by one."""
        dialog = Dialog(self.page, f"{view.row.period.name}还没有定的")
        for sentence in view.open:
            dialog.body.addWidget(Words(sentence))
        dialog.body.addStretch(1)
        dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
        dialog.open()
        return dialog

    # ------------------------------------------------------------------ what people do

    def close(self, view: ClosingView) -> None:
        """Keep the points as they are; what is missing, or too early, is asked first."""
        period = view.row.period

        def do() -> None:
            self.page.change(
                close_by_key,
                period_key=period.key,
                early=not view.over,
                despite_open=view.questions,
                say=f"{period.name}已经结账，接下来公示",
            )

        doubts = []
        if not view.over:
            doubts.append(f"{period.name}到{whole_day(period.last)}才满。")
        if view.questions:
            doubts.append("还有考勤没登记、分没评，或办法没说死的地方，会按现在的样子算。")
        if view.claims:
            doubts.append(f"还有 {view.claims} 条申报没有核准，这次不计分。")
        if not doubts or view.undecided:
            do()  # an undecided grade is refused, with the names
            return
        early = "提前结账" if not view.over else "照样结账"
        ask_verbs(
            self.page,
            f"{period.name}现在就结账？",
            detail="".join(doubts),
            do_word=early,
            do=do,
            keep_word="先不结",
        )

    def reopen(self, closing: ClosingRow) -> None:
        """Not published yet: back to the records."""
        self.page.change(
            reopen_period,
            closing_id=closing.id,
            version=closing.version,
            say=f"{closing.period.name}取消了结账",
        )

    def _days(self, view: ClosingView) -> int:
        """What the scheme says, else this station's setting."""
        return view.scheme.objection_days or self.page.context.settings.number("objection_days")

    def publish(self, view: ClosingView) -> FormDialog | None:
        """The points go out; ask for how many days objections are taken."""
        closing = view.row.closing
        if closing is None:
            self.page.notice.tell(f"{view.row.period.name}还没有结账。")
            return None
        scheme = view.scheme.objection_days
        where = "积分办法写明的天数。" if scheme else "办法没有写天数，按“设置”里的，可改。"
        return self.page.open_form(
            f"公示 {closing.period.name}的积分",
            [
                DateField("published_on", "公布日期", today=self.page.context.clock.today, required=True),
                NumberField(
                    "objection_days", "收异议", required=True, least=1, largest=60, unit="天", help=where
                ),
            ],
            values={"published_on": self.page.context.clock.today(), "objection_days": self._days(view)},
            save_word="公示",
            service=publish_period,
            fixed={"closing_id": closing.id, "version": closing.version},
            say=_said_published,
            draft=f"publish:{closing.period.key}",
        )

    def settle(self, closing: ClosingRow) -> None:
        """The window is over and everybody was answered."""
        self.page.change(
            settle_period,
            closing_id=closing.id,
            version=closing.version,
            say=f"{closing.period.name}的积分定案了",
        )

    def decide(self, view: ClosingView) -> FormDialog | None:
        """A grade that the scheme leaves to people: who of a tie, or a score in a gap."""
        if not view.undecided:
            self.page.notice.tell(f"{view.row.period.name}没有要由人定的等次。")
            return None
        period = view.row.period
        held = {each.deputy_id: each.version for each in view.decisions}
        dialog = self.page.open_form(
            f"定 {period.name}的等次",
            [
                ChoiceField(
                    "deputy_id",
                    "代表",
                    [(each.deputy_id, each.deputy) for each in view.undecided],
                    required=True,
                ),
                ChoiceField(
                    "grade", "等次", [(each.name, each.name) for each in view.scheme.grades], required=True
                ),
                ReasonField("reason", "理由", DECISION_REASONS, help="写明由谁决定、凭什么。"),
            ],
            save_word="定下",
            service=decide_by_key,
            fixed={"period": period, "held": held},
            say=lambda row: f"{row.deputy}定为“{row.grade}”",
            draft=f"decide:{period.key}",
        )
        for each in view.undecided:
            dialog.body.insertWidget(
                dialog.body.count() - 1, Words(f"{each.deputy}：{each.asked}", role="soft")
            )
        dialog.fit()
        return dialog

    def ask_correction(self, closing_id: int, deputy_id: int, objection_id: int | None = None) -> None:
        """Read both values, then ask for the reason."""
        self.page.ask(
            read_correction,
            closing_id=closing_id,
            deputy_id=deputy_id,
            then=partial(self.correct, objection_id=objection_id),
        )

    def correct(self, found: ToCorrect, objection_id: int | None = None) -> FormDialog:
        """Correct one deputy's published points, with both values and the reason."""
        closing, difference = found.closing, found.difference
        fields: list[Field] = [ReasonField("reason", "原因", CORRECTION_REASONS)]
        if found.objections:
            choices = [(each.id, each.text.splitlines()[0][:24]) for each in found.objections]
            fields.append(ChoiceField("objection_id", "答复哪件异议", choices, none="和异议无关"))
        dialog = self.page.open_form(
            f"更正 {closing.period.name}{difference.deputy}的积分",
            fields,
            values={"objection_id": objection_id},
            save_word="更正",
            service=correct_now,
            fixed={"closing_id": closing.id, "deputy_id": difference.deputy_id},
            say=lambda row: f"已更正{row.deputy}：{correction_words(row.change)}",
            draft=f"correct:{closing.id}:{difference.deputy_id}",
        )
        for place, line in enumerate(change_lines(difference.change)):
            dialog.body.insertWidget(place, Words(line, role="heading" if place == 0 else ""))
        dialog.fit()
        return dialog

    def print_wall(self, view: ClosingView) -> None:
        """The wall list of the period."""
        period = view.row.period
        self.page.print_paper(
            "打印公示榜",
            f"积分公示榜{period.name}",
            print_wall,
            kind="points_wall",
            also=(".xlsx", ".docx"),
            year=period.year,
            period_key=period.key,
        )

    def print_statements(self, view: ClosingView) -> None:
        """Everybody's statement of the quarter, with the slip for objections."""
        period = view.row.period
        self.page.print_paper(
            "打印清单",
            f"积分清单{period.name}",
            print_statements,
            kind="points_statement",  # PDF only: its slip comes back, read by the places of its codes
            year=period.year,
            period_key=period.key if QUARTER in period.key else "",
            objection_days=self._days(view),
            writes=True,
        )


def change_lines(change: Change) -> list[str]:
    """Both values: the total and grade, then each item that differs."""
    lines = [f"{correction_words(change)}。"]
    for each in change.items:
        old = "没有" if each.before is None else f"{points_words(each.before.points)} 分"
        new = "没有" if each.after is None else f"{points_words(each.after.points)} 分"
        lines.append(f"{each.code}：公布的 {old}，现在 {new}")
    return lines


def _said_published(closing: ClosingRow) -> str:
    until = closing.objections_until
    return f"{closing.period.name}的积分公布了" + (f"，异议收到{month_day(until)}" if until else "")


def _step(number: int, words: str, mark: str, tone: Tone, do: Callable[[], object] | None = None) -> QWidget:
    """One of the five steps: its number (a tick once it is done), its words, how far it is or the way there."""
    done = tone is Tone.DONE
    lead = Line("✓" if done else f"{number}.", role="done" if done else "soft")
    if do is not None and not done:
        return _line(lead, words, _button(words, mark, do))
    pill = PillLabel()
    pill.show_pill(Pill(mark, tone))
    return _line(lead, words, pill)


def _lack(words: str, verb: str, do: Callable[[], object]) -> QWidget:
    """Something missing, with the button that leads to where it is done."""
    return _line(Line("　·", role="soft"), words, _button(words, verb, do))


def _difference(deputy: str, words: str, do: Callable[[], object] | None) -> QWidget:
    """Both values of one deputy, and the button that corrects by name."""
    end = QWidget() if do is None else _button(f"{deputy}的积分", "更正", do)
    return _line(Line(deputy), words, end)


def _button(about: str, verb: str, do: Callable[[], object]) -> Button:
    button = Button(verb, do, height=34)
    button.setAccessibleName(f"{verb}：{about}")
    return button


def _line(lead: QWidget, words: str, end: QWidget) -> QWidget:
    widget = QWidget()
    box = HBox(widget, gap=10)
    top = Qt.AlignmentFlag.AlignTop
    box.addWidget(lead, 0, top)
    box.addWidget(Words(words), 1, top)
    box.addWidget(end, 0, top)
    policy = widget.sizePolicy()
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget
