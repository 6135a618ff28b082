"""What the visitor hears and takes along: the words read back in large type, and the receipt."""

from collections.abc import Callable
from typing import Any

from deputy_station.core.settings import RECEIPT_PAPER
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.listing import DemandFilter, list_demands
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.desk.page.papers import make_read_back, make_receipt, seal_receipt
from deputy_station.features.desk.page.read_back import ReadBackDialog
from deputy_station.features.desk.page.taking_card import TakingCard
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.widgets.page import Page


class VisitorPapers:
    """Of whoever is being taken down, was registered `last`, or is chosen in the queue."""

    def __init__(
        self,
        page: Page,
        taking: TakingCard,
        *,
        chosen: Callable[[], VisitRow | None],
        day_id: Callable[[], int | None],
    ) -> None:
        self.page, self.taking = page, taking
        self._chosen, self._day_id = chosen, day_id
        self.last: DemandRow | None = None

    def read_back(self) -> None:
        """F7: the words as typed, or those just registered, in large type."""
        typed, last = self.taking.words, self.last
        if typed:
            self._read_back(typed, None)
        elif last is not None:
            self.page.ask(_words_of, demand_id=last.id, then=lambda words: self._read_back(words, last))
        else:
            self.page.notice.refuse("还没有写原话。先记下来访人的话，再念给他听。")

    def _read_back(self, words: str, saved: DemandRow | None) -> None:
        def agreed() -> None:
            if saved is None:
                self.taking.heard(words)
                self.taking.take_focus()
                self.taking.notice.done("来访人听过，没有出入。登记时一起记下。")

        def print_words() -> None:
            self.page.print_paper(
                "打印原话",
                f"来访人原话{saved.number if saved is not None else ''}",
                make_read_back,
                kind="read_back",
                also=(".xlsx", ".docx"),
                day_id=self._day_id(),
                words=words,
                demand_id=saved.id if saved is not None else None,
            )

        ReadBackDialog(self.page, words, agreed=agreed, print_words=print_words).open()

    def print_receipt(self) -> None:
        """F8: the receipt of what was just registered, or of the visitor chosen in the queue."""
        chosen = self._chosen()
        if chosen is not None and chosen.state is VisitState.HEARD:
            self.page.ask(list_demands, where=DemandFilter(visit_id=chosen.id), then=self._print_receipts)
        elif self.last is not None:
            self._print_receipt(self.last)
        else:
            self.page.notice.refuse("还没有登记诉求。登记以后再打印回执，或在左边选一位已接待的。")

    def _print_receipts(self, rows: list[DemandRow]) -> None:
        standing = [each for each in rows if each.state is not DemandState.WITHDRAWN]
        if standing:
            self._print_receipt(standing[0])
        else:
            self.page.notice.refuse("这位来访人没有登记诉求，不用打印回执。")

    def _print_receipt(self, row: DemandRow) -> None:
        paper = self.page.context.settings.text(RECEIPT_PAPER)
        self.page.print_paper(
            "打印回执",
            f"回执{row.number}",
            make_receipt,
            kind=f"receipt_{paper}",
            writes=True,
            went_out=seal_receipt,  # PDF only: as long as its roll, as large as its slip
            demand_id=row.id,
            paper=paper,
        )


def _words_of(session: Any, *, demand_id: int) -> str:
    return get_demand(session, demand_id=demand_id).words
