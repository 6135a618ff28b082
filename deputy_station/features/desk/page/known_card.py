"""What is known already, at the right: earlier demands and visits of the person, the phone, the household."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import groupby

from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.desk.service.earlier import Known, KnownBefore
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import clear
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.scroll import Scroll

NOTHING_TYPED = "填姓名、电话或住址，以前的来访和诉求会列在这里。"
NOTHING_KNOWN = "以前没有来过，也没有相近的事。"


class KnownCard(Card):
    """Shows a `KnownBefore`; a line opens the demand."""

    def __init__(self, open_demand: Callable[[int], object], today: Callable[[], date]) -> None:
        super().__init__("以前来过", gap=6, margins=(14, 12, 14, 12))
        self._open, self._today = open_demand, today
        self.lines = Scroll(gap=4, margins=(0, 0, 4, 0))
        self.box.addWidget(self.lines, 1)
        self.said: list[str] = []
        """The lines shown, for whoever cannot see them."""
        self.show_nothing()

    def show_nothing(self, sentence: str = NOTHING_TYPED) -> None:
        """Nothing is known, or nothing typed yet."""
        clear(self.lines.box)
        self.said = [sentence]
        self.lines.box.addWidget(Words(sentence, role="soft"))
        self.lines.box.addStretch(1)

    def show_known(self, known: KnownBefore, *, typed: bool) -> None:
        """Show what was found, by why it was."""
        if not known.demands and not known.visits:
            self.show_nothing(NOTHING_KNOWN if typed else NOTHING_TYPED)
            return
        clear(self.lines.box)
        self.said = []
        today = self._today()
        order = list(Known)
        demands = sorted(known.demands, key=lambda each: order.index(each.why))
        for why, group in groupby(demands, key=lambda each: each.why):
            self._add_heading(why)
            for each in group:
                self._add_demand(each.demand, today)
        visits = sorted(known.visits, key=lambda each: order.index(each.why))
        if visits:
            self.lines.box.addWidget(Line("来过，没有登记诉求", role="strong"))
        for visit in visits:
            words = (
                f"{short_day(visit.held_on, today)} {visit.number} 号 {visit.visitor}（{visit.why.label}）"
            )
            self.said.append(words)
            self.lines.box.addWidget(Words(words))
        self.lines.box.addStretch(1)

    def _add_heading(self, why: Known) -> None:
        self.said.append(why.label)
        self.lines.box.addWidget(Line(why.label, role="strong"))

    def _add_demand(self, row: DemandRow, today: date) -> None:
        overdue = row.due.kind is DueKind.OVERDUE
        pill = Pill(row.due.text if overdue else row.state.label, Tone.OVERDUE if overdue else Tone.INFO)
        self.said.append(f"{row.number} {row.title} {pill.word}")
        self.lines.box.addWidget(LineItem("", f"{row.short} {row.title}", pill, partial(self._open, row.id)))
        under = "，".join(
            part
            for part in (short_day(row.received_on, today), row.visitor, row.handler)
            if part and part != "—"
        )
        self.lines.box.addWidget(Words(under, role="small"))
