"""Beside the form: what is suggested, what is about the same matter, what is known of person, phone and household."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.similar import AlikeDemand
from deputy_station.features.desk.page.hints import COMPARE, Suggestion
from deputy_station.features.desk.service.earlier import Known, KnownBefore
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, clear
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.scroll import Scroll

NOTHING_TYPED = "填姓名、电话或住址，以前的来访和诉求会列在这里。"
NOTHING_KNOWN = "以前没有来过，也没有相近的事。"
SAME_MATTER = "可能是同一件事"
SUGGESTED = "建议"
NOTHING = KnownBefore(None, (), ())


class KnownCard(Card):
    """Shows a `KnownBefore` and the hints of the form; a line opens the demand, `compare` puts them side by side."""

    def __init__(
        self,
        open_demand: Callable[[int], object],
        today: Callable[[], date],
        *,
        compare: Callable[[], object],
    ) -> None:
        super().__init__("以前来过", gap=6, margins=(14, 12, 14, 12))
        self._open, self._today, self._compare = open_demand, today, compare
        self.lines = Scroll(gap=4, margins=(0, 0, 4, 0))
        self.box.addWidget(self.lines, 1)
        self.said: list[str] = []
        """The lines shown, for whoever cannot see them."""
        self._known, self._typed = NOTHING, False
        self._alike: Sequence[AlikeDemand] = ()
        self._suggestions: Sequence[Suggestion] = ()
        self._fill()

    def show_known(self, known: KnownBefore, *, typed: bool) -> None:
        """Show what was found, by why it was."""
        self._known, self._typed = known, typed
        self._fill()

    def show_hints(self, alike: Sequence[AlikeDemand], suggestions: Sequence[Suggestion]) -> None:
        """Show what is about the same matter, and what may be filled in."""
        self._alike, self._suggestions = alike, suggestions
        self._fill()

    def _fill(self) -> None:
        clear(self.lines.box)
        self.said = []
        today, known = self._today(), self._known
        self._add_suggestions()
        self._add_alike(today)
        order = list(Known)
        told = {each.row.id for each in self._alike}
        demands = sorted(
            (each for each in known.demands if each.demand.id not in told),
            key=lambda each: order.index(each.why),
        )
        for why, group in groupby(demands, key=lambda each: each.why):
            self._add_heading(why.label)
            for each in group:
                self._add_demand(each.demand, today)
        visits = sorted(known.visits, key=lambda each: order.index(each.why))
        if visits:
            self.lines.box.addWidget(Line("来过，没有登记诉求", role="strong"))
        for visit in visits:
            self._add_words(
                f"{short_day(visit.held_on, today)} {visit.number} 号 {visit.visitor}（{visit.why.label}）"
            )
        if not self.said:
            self._add_words(NOTHING_KNOWN if self._typed else NOTHING_TYPED, role="soft")
        self.lines.box.addStretch(1)

    def _add_words(self, words: str, *, role: str = "") -> None:
        self.said.append(words)
        self.lines.box.addWidget(Words(words, role=role))

    def _add_heading(self, words: str, button: Button | None = None) -> None:
        self.said.append(words)
        row = HBox(gap=6)
        row.addWidget(Line(words, role="strong"), 1)
        if button is not None:
            row.addWidget(button)
        self.lines.box.addLayout(row)

    def _add_suggestions(self) -> None:
        for each in self._suggestions:
            take = Button("填入", each.take, role="plain", height=30)
            take.setAccessibleName(f"填入{each.label}：{each.one.words}")
            self._add_heading(f"{SUGGESTED}{each.label}", take)
            self._add_words(each.one.words)
            self.said.append(each.one.reason)
            self.lines.box.addWidget(Words(each.one.reason, role="small"))

    def _add_alike(self, today: date) -> None:
        if self._alike:
            compare = Button(COMPARE.partition(" ")[0], self._compare, role="plain", height=30)
            self._add_heading(SAME_MATTER, compare)
        for one in self._alike:
            self._add_demand(one.row, today, shared="、".join(each.label for each in one.shared))

    def _add_demand(self, row: DemandRow, today: date, *, shared: str = "") -> None:
        # The narrow card is for the matter; only what is late has a pill beside it.
        pill = Pill(row.due.text, Tone.OVERDUE) if row.due.kind is DueKind.OVERDUE else None
        how_far = row.state.label if pill is None else pill.word
        self.said.append(f"{row.number} {row.title} {how_far}")
        self.lines.box.addWidget(LineItem("", f"{row.short} {row.title}", pill, partial(self._open, row.id)))
        under = "，".join(
            part
            for part in (
                "" if pill else how_far,
                short_day(row.received_on, today),
                row.visitor,
                row.handler,
                shared,
            )
            if part and part != "—"
        )
        self.lines.box.addWidget(Words(under, role="small"))
