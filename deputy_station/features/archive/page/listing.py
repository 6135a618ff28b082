"""存底: what went out, to be seen and printed again as it was; the year for the archive."""

from functools import partial
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.archive.page.archiving import ask_archive
from deputy_station.features.archive.service.year import YearKind, kinds_of_year
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service import keeping
from deputy_station.features.papers.service.keeping import PaperRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Text
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

YEARS_SHOWN = 6
"""Chips of years; older papers are found with 全部 and by words."""


class PapersPage(ListDetailPage):
    """Every paper that went out, the newest first."""

    title = "存底"
    tables = frozenset({"printed_papers"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            unit="份",
            multiple=False,
            search="题名、类别、经手人",
            empty="还没有存底。打印过、存成 PDF 的文书，都会自己留一份在这里，随时能照原样再印。",
            columns=(
                Column("时间", lambda row: short_instant(row.made_at, today()), chars=7),
                Column("题名", "title", chars=14, grow=1),
                Column("类别", "word", chars=7, leaves=3),
                Column("页数", "pages", chars=2, leaves=2, kind=Kind.NUMBER),
                Column("经手人", "made_by", chars=4, leaves=1),
            ),
        )
        self._years: list[int] = []
        self._kinds: list[str] = [""]
        self.kinds = Choice()
        self.kinds.setAccessibleName("类别")
        self.kinds.addItem("全部类别")
        self.kinds.activated.connect(lambda _place: self.filters.changed.emit())
        self.filters.add(self.kinds)
        self.filters.set_filters([Filter("", "全部")])
        self.set_actions(Action("年度归档", self.archive, primary=True))

    # ------------------------------------------------------------------ the list

    def take_filter(self, **filters: Any) -> None:
        if "year" in filters:
            filters["view"] = str(filters.pop("year"))
        super().take_filter(**filters)

    def load_list(self) -> None:
        chosen = self.filters.chosen
        self.table.load(
            keeping.list_papers,
            keeping.count_papers,
            search=self.filters.words,
            year=int(chosen) if chosen else None,
            kind=self._kinds[self.kinds.currentIndex()],
        )
        self.ask(keeping.count_by_year, then=self.show_years)
        self.ask(keeping.kinds_kept, then=self.show_kinds)

    def show_years(self, counts: dict[int, int]) -> None:
        """A chip for each of the last years, with its number."""
        self._years = list(counts)
        self.set_count(f"共 {sum(counts.values())} 份" if counts else "")
        self.filters.set_filters(
            [
                Filter("", "全部", sum(counts.values())),
                *(Filter(str(year), f"{year}年", counts[year]) for year in self._years[:YEARS_SHOWN]),
            ]
        )

    def show_kinds(self, kinds: dict[str, str]) -> None:
        """Offer the kinds there are; the one chosen stays."""
        chosen = self._kinds[self.kinds.currentIndex()]
        keys = ["", *kinds]
        if keys != self._kinds:
            self._kinds = keys
            self.kinds.clear()
            self.kinds.addItems(["全部类别", *kinds.values()])
            self.kinds.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)

    # ------------------------------------------------------------------ one paper

    def show_detail(self, row_id: int) -> None:
        self.ask(keeping.get_paper, paper_id=row_id, then=self.fill_detail)

    def fill_detail(self, row: PaperRow) -> None:
        """What went out, when, which way, and what can be done with it."""
        copies = f"，{row.copies} 份" if row.way is Way.PRINTED else ""
        pages = f"{row.pages} 页" + (f"（{row.part}，全文 {row.whole} 页）" if row.part else "")
        blocks: list[Block] = [
            Facts(
                [
                    ("时间", short_instant(row.made_at, self.context.clock.today())),
                    ("经手人", row.made_by),
                    ("去向", f"{row.way.label}{copies}"),
                    ("页数", pages),
                    ("保管期限", row.retention.label),
                    ("校验值", f"{row.sha256[:16]}…"),
                ]
            )
        ]
        if row.private:
            blocks.append(Text("上面有来访人的信息，再看、再印都记在经手记录里。"))
        self.detail.show_detail(
            Detail(
                title=row.title,
                reference=row.word,
                pill=Pill("含来访人", Tone.SOON) if row.private else None,
                blocks=blocks,
                actions=[
                    Action("再印一份", partial(self.print_again, row), primary=True),
                    Action("另存", partial(self.save_again, row)),
                ],
            )
        )

    def print_again(self, row: PaperRow) -> None:
        """The very pages that went out, in the preview."""
        self.print_paper("再印一份", row.title, make_again, kind=row.kind, writes=True, paper_id=row.id)

    def save_again(self, row: PaperRow) -> None:
        """The very bytes, into a file."""
        self.save_paper("另存", row.title, ".pdf", make_copy, writes=True, paper_id=row.id)

    # ------------------------------------------------------------------ the year

    def archive(self) -> None:
        """The papers of the year shown, or of the newest, for the archive."""
        chosen = self.filters.chosen
        year = int(chosen) if chosen else next(iter(self._years), self.context.clock.today().year)

        def choose(kinds: list[YearKind]) -> None:
            if kinds:
                ask_archive(self, year, kinds)
            else:
                self.notice.refuse(f"{year}年没有要归档的文书。要归别的年度，先点上面的年份。")

        self.ask(kinds_of_year, year=year, then=choose)


def make_again(database: Any, progress: Progress, **values: Any) -> object:
    """Put the kept bytes where the preview looks; what reads papers is loaded on the worker."""
    from deputy_station.features.archive.documents.again import draw_again

    return draw_again(database, progress, **values)


def make_copy(database: Any, progress: Progress, **values: Any) -> object:
    """Put the kept bytes into a file."""
    from deputy_station.features.archive.documents.again import save_again

    return save_again(database, progress, **values)
