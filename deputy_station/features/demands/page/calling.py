"""The call-back round (回访): whom to ring today, the phone large, one key per outcome; the next one comes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.phones import spaced
from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.way_papers import print_calls
from deputy_station.features.demands.rules.choices import CallOutcome, Satisfaction
from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service import calls
from deputy_station.features.demands.service.calls import CallDue
from deputy_station.features.demands.service.revealing import RevealedVisitor, reveal_visitor
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Flow, HBox, VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, PillLabel, Tone
from deputy_station.widgets.style import px, set_role

START = "回访电话"
LOW = 360
"""Room (px at 100 %) under which the buttons scroll with the rest: the phone is what must be in sight, the digits of
the keyboard work all the same."""
_TONES = {DueKind.OVERDUE: Tone.OVERDUE, DueKind.SOON: Tone.SOON, DueKind.LATER: Tone.QUIET}


@dataclass(frozen=True)
class Answer:
    """What a key records."""

    key: int
    word: str
    outcome: CallOutcome
    satisfaction: Satisfaction | None = None


ANSWERS = (
    *(
        Answer(key, said.label, CallOutcome.REACHED, said)
        for key, said in enumerate(
            (
                Satisfaction.SATISFIED,
                Satisfaction.FAIR,
                Satisfaction.HALF_SOLVED,
                Satisfaction.UNSATISFIED,
            ),
            1,
        )
    ),
    *(
        Answer(key, outcome.label, outcome)
        for key, outcome in enumerate(
            (CallOutcome.NO_ANSWER, CallOutcome.LATER, CallOutcome.WRONG_NUMBER, CallOutcome.REFUSED), 5
        )
    ),
)
MANNERS = (
    ("A", Satisfaction.SATISFIED),
    ("B", Satisfaction.FAIR),
    ("C", Satisfaction.UNSATISFIED),
)
"""What the visitor says of how it was handled: marked before the digit, as that one goes on to the next."""


class CallRound(Dialog):
    """The round of today, or the call to one visitor (`only`); opened with `begin()`."""

    def __init__(self, page: Page, *, only: int | None = None) -> None:
        super().__init__(page, START, width=760)
        self._page, self._only = page, only
        self._left: list[CallDue] = []
        self._later: list[CallDue] = []
        self._done = 0
        self._phone = ""
        self._saving = False
        self._manner: Satisfaction | None = None
        self._undo: Callable[[], object] | None = None
        self._last_id: int | None = None
        self._again: int | None = None
        page.work.changed.connect(self._changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()

    # ------------------------------------------------------------------ what it shows

    def _build(self) -> None:
        last = HBox(gap=8)
        self._said = Words("", role="soft")
        self._take_back = Button("撤销这一个", self.take_back, role="plain", height=30)
        last.addWidget(self._said, 1)
        last.addWidget(self._take_back)
        self.body.addLayout(last)
        self._card = card = Card(gap=8)
        top = HBox(gap=10)
        self._who = Words("", role="heading")
        self._at = Line("", role="soft")
        self._due = PillLabel()
        top.addWidget(self._who, 1)
        top.addWidget(self._at)
        top.addWidget(self._due)
        card.box.addLayout(top)
        self._lines = VBox(gap=8)
        card.box.addLayout(self._lines)
        self.body.addWidget(card)
        self._manners = {
            said: Button(f"{key} {said.label}", partial(self._mark, said), role="chip", height=34)
            for key, said in MANNERS
        }
        for button in self._manners.values():
            button.setCheckable(True)
        self._asked: list[QWidget] = [
            Words("办理态度：先按字母，没有问就不按。", role="small"),
            _row(list(self._manners.values())),
        ]
        for widget in self._asked:
            self.body.addWidget(widget)
        self.form = Form(
            [
                LineField("note", "来访人怎么说", placeholder="可以不填，回车记下", most=200),
                DateField(
                    "next_on",
                    "哪天再打",
                    today=self._page.context.clock.today,
                    lean=Lean.FUTURE,
                    help="没人接、过后再打时用，不填就是下一个工作日。",
                ),
            ]
        )
        for field in self.form.fields.values():
            field.went_on.connect(self.setFocus)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._answers = {
            each.key: Button(f"{each.key} {each.word}", partial(self.answer, each)) for each in ANSWERS
        }
        # What was said on the first line, why nothing was said on the second: the hand finds them without reading.
        self._keys = QWidget()
        lines = VBox(self._keys, gap=8)
        for reached in (True, False):
            of_line = [each for each in ANSWERS if (each.outcome is CallOutcome.REACHED) is reached]
            lines.addWidget(_row([self._answers[each.key] for each in of_line]))
        self._place_keys(low=False)

    def _place_keys(self, *, low: bool) -> None:
        """Always in sight below what scrolls; where there is no room for that, below the card."""
        whole = self.layout()
        assert isinstance(whole, VBox)
        holder, other = (self.body, whole) if low else (whole, self.body)
        if holder.indexOf(self._keys) < 0:
            other.removeWidget(self._keys)
            after = self.body.indexOf(self._card) + 1 if low else whole.indexOf(self.notice)
            holder.insertWidget(after, self._keys)

    def fit(self) -> None:
        """As high as its content and the keys below it need."""
        low = self._room().height() < px(LOW)
        self._place_keys(low=low)
        super().fit()
        if not low and not self._keys.isHidden():
            high = self._keys.heightForWidth(self.width() - px(48)) + px(14)
            self.resize(self.width(), min(self.height() + high, self._room().height() - px(40)))
            self._keep_on_screen()

    def begin(self) -> None:
        """Read whom to ring, then open."""
        self.open()
        self._load(first=True)

    def _load(self, *, first: bool = False) -> None:
        def take(found: list[CallDue]) -> None:
            put_off = {one.demand_id for one in self._later}
            left = [one for one in found if one.demand_id not in put_off]
            self._left = sorted(left, key=lambda one: one.demand_id != self._again)
            self._again = None
            self._show(first=first)

        self._page.work.ask(
            calls.list_calls_due,
            then=take,
            owner=self,
            on_refusal=self.refuse,
            key=(self, "calls"),
            demand_id=self._only,
        )

    @property
    def shown(self) -> CallDue | None:
        """Whom to ring now."""
        return self._left[0] if self._left else None

    def _show(self, *, first: bool = False) -> None:
        one = self.shown
        clear(self._lines)
        self._mark(None)
        self.form.put({"note": "", "next_on": None})
        for widget in (*self._asked, self._keys, self.form, self._due):
            widget.setVisible(one is not None)
        self._take_back.setVisible(self._undo is not None)
        self._said.setVisible(bool(self._said.text()))
        if one is None:
            self._at.setText("")
            self._who.say(self._nobody(first=first))
        else:
            self._show_one(one)
        self._show_actions()
        self.setFocus()
        QTimer.singleShot(0, self, self.fit)

    def _nobody(self, *, first: bool) -> str:
        if first:
            return "今天没有要回访的。反馈过的诉求，到了回访的日子会列在这里。"
        later = f"，往后放的 {len(self._later)} 位还没有打" if self._later else ""
        return f"这一轮打完了，记了 {self._done} 位{later}。"

    def _show_one(self, one: CallDue) -> None:
        today = self._page.context.clock.today()
        self._at.setText(f"还有 {len(self._left)} 位" if self._only is None else one.number)
        self._due.show_pill(Pill(one.due.text, _TONES[one.due.kind]) if one.due.text else None)
        self._phone = "" if one.secret else one.phone
        self._who.say(
            one.name or one.visitor or "没有留姓名"
        )  # who rings greets by name; one kept secret has none here
        self._number = Words(spaced(self._phone) or self._why_no_phone(one), role=self._phone_role())
        self._lines.addWidget(self._number)
        told = f"{short_day(one.informed_on, today)}反馈" if one.informed_on else ""
        tried = f"打过 {one.tries} 次，上次{one.last.label}" if one.last is not None else "还没打过"
        facts = [
            ("诉求", f"{one.title}（{one.number}）"),
            ("办理结果", one.result),
            ("到哪一步", "，".join(part for part in (told, f"第 {one.rounds} 轮", tried) if part)),
        ]
        if one.last_note:
            facts.append(("上次说", one.last_note))
        self._lines.addWidget(build_block(Facts([fact for fact in facts if fact[1]])))

    def _phone_role(self) -> str:
        return "called" if self._phone else "soft"

    def _why_no_phone(self, one: CallDue) -> str:
        if one.secret:
            return "来访人要求保密，按“看电话”才显示，看过会记入经手记录。"
        return "没有留电话。当面问，或写明原因免回访办结。"

    def _show_actions(self) -> None:
        one = self.shown
        actions = [Action("关闭", self.reject)]
        if one is not None and one.secret and not self._phone:
            actions.append(Action("看电话", self.reveal))
        if one is not None and self._only is None:
            actions.append(Action("往后放", self.put_off))
        if self._only is None and one is not None:
            actions.append(Action("打印回访单", lambda: print_calls(self._page)))
        if one is None and self._later:
            actions.append(Action("打往后放的", self.call_later, primary=True))
        self.action_row.set_actions(actions)

    # ------------------------------------------------------------------ what people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits record, letters mark the manner, as long as no field has the keyboard."""
        pressed = event.text().upper()
        answer = next((each for each in ANSWERS if pressed == str(each.key)), None)
        manner = next((said for key, said in MANNERS if pressed == key), None)
        if self.shown is not None and answer is not None:
            self.answer(answer)
        elif self.shown is not None and manner is not None:
            self._mark(None if self._manner is manner else manner)
        elif event.key() == Qt.Key.Key_Backspace and self._undo is not None:
            self.take_back()
        else:
            super().keyPressEvent(event)

    def answer(self, answer: Answer) -> None:
        """Record what came of the call and go on to the next."""
        one = self.shown
        if one is None or self._saving or not self.form.check():
            return
        self._saving = True
        values = self.form.values()
        if answer.outcome in (CallOutcome.REACHED, CallOutcome.REFUSED, CallOutcome.WRONG_NUMBER):
            values["next_on"] = None

        def done(row: DemandRow) -> None:
            self._left.remove(one)
            self._last_id = one.demand_id
            self._done += 1
            self._undo = self._page.context.taking_back(job)
            self._said.say(self._words(answer, row))
            self.notice.clear()
            self._show()

        job = self._page.change(
            calls.record_call,
            say=partial(self._words, answer),
            then=done,
            on_refusal=self._refused,
            demand_id=one.demand_id,
            version=one.version,
            outcome=answer.outcome,
            satisfaction=answer.satisfaction,
            manner=self._manner if answer.satisfaction is not None else None,
            **values,
        )
        job.always = self._free

    def _free(self) -> None:
        self._saving = False

    def _refused(self, sentence: str) -> None:
        self.refuse(sentence)
        self._load()

    def _words(self, answer: Answer, row: DemandRow) -> str:
        today = self._page.context.clock.today()
        said = f"诉求 {row.number} 回访：{answer.word}"
        if answer.satisfaction is not None and not row.settled_on:
            return f"{said}，转第 {row.rounds} 轮重办"
        if row.call_on is not None:
            return f"{said}，{short_day(row.call_on, today)}再打"
        return f"{said}，已办结" if row.settled_on else f"{said}，号码要找人问"

    def take_back(self) -> None:
        """Undo the last record: that one comes first again."""
        undo, self._undo = self._undo, None
        if undo is not None:
            self._again = self._last_id
            self._done -= 1
            self._said.say("")
            undo()

    def _changed(self, tables: frozenset[str]) -> None:
        """What was taken back is in the database now."""
        if self._again is not None and "demands" in tables:
            self._load()

    def put_off(self) -> None:
        """Ring somebody else first; nothing is recorded."""
        if self._left:
            self._later.append(self._left.pop(0))
            self._show()

    def call_later(self) -> None:
        """Those put off come again."""
        self._later = []
        self._load()

    def reveal(self) -> None:
        """The phone of a confidential visitor; that it was asked for is kept."""
        one = self.shown
        if one is None:
            return

        def show(visitor: RevealedVisitor) -> None:
            if self.shown is one:
                self._phone = visitor.phone or "没有留电话"
                set_role(self._number, "called")
                self._number.say(f"{visitor.name} {spaced(self._phone)}".strip())
                self._show_actions()
                QTimer.singleShot(0, self, self.fit)

        self._page.change(reveal_visitor, then=show, on_refusal=self.refuse, demand_id=one.demand_id)

    def _mark(self, manner: Satisfaction | None) -> None:
        self._manner = manner
        for said, button in self._manners.items():
            button.setChecked(said is manner)


def _row(buttons: list[Button]) -> QWidget:
    holder = QWidget()
    flow = Flow(holder, gap=8)
    for button in buttons:
        flow.addWidget(button)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder
