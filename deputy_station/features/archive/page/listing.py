"""存底: what went out, to be seen and printed again as it was; the year for the archive."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from deputy_station.core.clock import day_words, local_day
from deputy_station.core.progress import Progress
from deputy_station.features.archive.page.archiving import ask_archive
from deputy_station.features.archive.page.giving_up import open_give_up
from deputy_station.features.archive.service.year import YearKind, kinds_of_year
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.rules.page_words import part_words
from deputy_station.features.papers.service import keeping
from deputy_station.features.papers.service.giving_up import take_back, why_expired
from deputy_station.features.papers.service.keeping import PDF, PaperRow, Shown
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Text
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

YEARS_SHOWN = 6
"""Chips of years; older papers are found with 全部 and by words."""
OTHER_VIEWS = (Shown.EXPIRED, Shown.GIVEN_UP)
"""Chips beside the years; that of what was destroyed only when there is something."""
ENDINGS = {".docx": "Word 文件", ".xlsx": "表格文件"}


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
            empty="还没有存底。打印过、存成文件的文书，都会自己留一份在这里，随时能照原样再印。",
            columns=(
                Column("时间", lambda row: _when(row.made_at, today()), chars=9),
                Column("题名", "title", chars=14, grow=1),
                Column("类别", "word", chars=7, leaves=3),
                Column("页数", lambda row: row.pages or "", chars=2, leaves=2, kind=Kind.NUMBER),
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
        self._kept = self._expired = self._given_up = 0
        self.table.filled.connect(lambda _total: self._say_count())
        self._show_actions()

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {"give_up": self.give_up}

    # ------------------------------------------------------------------ the list

    def take_filter(self, **filters: Any) -> None:
        if "year" in filters:
            filters["view"] = str(filters.pop("year"))
        super().take_filter(**filters)

    def load_list(self) -> None:
        self.table.load(
            keeping.list_papers,
            keeping.count_papers,
            search=self.filters.words,
            year=self._year(),
            kind=self._kinds[self.kinds.currentIndex()],
            shown=self._shown(),
        )
        self._show_actions()
        self.ask(read_counts, then=self.show_counts)
        self.ask(keeping.kinds_kept, then=self.show_kinds)

    def _shown(self) -> Shown:
        chosen = self.filters.chosen
        return Shown(chosen) if chosen in {each.value for each in OTHER_VIEWS} else Shown.KEPT

    def _year(self) -> int | None:
        chosen = self.filters.chosen
        return int(chosen) if chosen.isdigit() else None

    def _show_actions(self) -> None:
        archive = Action("年度归档", self.archive, primary=True)
        if self._shown() is Shown.EXPIRED:
            give_up = Action("销毁到期的", self.give_up_listed, enabled=bool(self._expired), why="没有到期的")
            self.set_actions(give_up, archive)
        else:
            self.set_actions(archive)

    def show_counts(self, read: tuple[dict[int, int], int, int]) -> None:
        """A chip for each of the last years with its number, and for what may be or was destroyed."""
        counts, self._expired, self._given_up = read
        self._years = list(counts)
        self._kept = sum(counts.values())
        self._say_count()
        self.filters.set_filters(
            [
                Filter("", "全部", self._kept),
                *(Filter(str(year), f"{year}年", counts[year]) for year in self._years[:YEARS_SHOWN]),
                Filter(Shown.EXPIRED.value, Shown.EXPIRED.label, self._expired),
                *(
                    [Filter(Shown.GIVEN_UP.value, Shown.GIVEN_UP.label, self._given_up)]
                    if self._given_up
                    else []
                ),
            ]
        )
        self._show_actions()

    def _say_count(self) -> None:
        """How many are kept, and how many of them are found where something was looked for."""
        found = f"找到 {self.table.total} 份，" if self.filters.words or self.kinds.currentIndex() > 0 else ""
        self.set_count(f"{found}共 {self._kept} 份" if self._kept else "")

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
        pages = f"{row.pages} 页" + (f"（{part_words(row.part)} {row.whole} 页）" if row.part else "")
        term = row.retention.label
        if row.archived:
            term += "，已归档"
        elif why_expired(row):
            term += f"（{why_expired(row).rpartition('，')[2]}）"
        blocks: list[Block] = [
            Facts(
                [
                    ("时间", short_instant(row.made_at, self.context.clock.today())),
                    ("经手人", row.made_by),
                    ("去向", f"{row.way.label}{copies}"),
                    ("页数", pages) if row.pages else ("文件", ENDINGS.get(row.ending, row.ending)),
                    ("保管期限", term),
                    ("校验值", f"{row.sha256[:16]}…"),
                ]
            )
        ]
        pill = None
        if row.private:
            why = "这一件要求保密" if row.secret else "上面有来访人或要求保密的人"
            blocks.append(Text(f"{why}，再看、再印都记在经手记录里。"))
            pill = Pill("保密" if row.secret else "含来访人", Tone.SOON)
        if row.given_up is not None:
            pill = Pill("已销毁", Tone.QUIET)
            gone = row.given_up
            told = f"{short_instant(gone.at, self.context.clock.today())}，{gone.by}销毁：{gone.reason}。"
            if gone.until is not None:
                told += f"{day_words(gone.until)}以前可以恢复，过后清除，不能再看。"
            blocks.insert(0, Text(told))
        self.detail.show_detail(
            Detail(
                title=row.title,
                reference=row.word,
                pill=pill,
                blocks=blocks,
                actions=self._actions_of(row),
            )
        )

    def _actions_of(self, row: PaperRow) -> list[Action]:
        if row.given_up is not None:
            back = Action("恢复", partial(self.take_back, row), primary=True)
            return [back] if row.given_up.until is not None else []
        save = Action("另存", partial(self.save_again, row), primary=row.ending != PDF)
        # A Word file or a workbook is printed by the program that opens it.
        actions = [Action("再印一份", partial(self.print_again, row), primary=True), save]
        if row.ending != PDF:
            actions = [save]
        if self._may_go(row):
            actions.insert(0, Action("销毁", partial(open_give_up, self, [row])))
        return actions

    def _may_go(self, row: PaperRow) -> bool:
        today = self.context.clock.today()
        return row.expires_on is not None and row.expires_on <= today and not row.archived

    def print_again(self, row: PaperRow) -> None:
        """The very pages that went out, in the preview; PDF only, as they are."""
        self.print_paper(
            "再印一份",
            row.title,
            make_again,
            kind=row.kind,
            about_id=row.about_id,
            writes=True,
            paper_id=row.id,
        )

    def save_again(self, row: PaperRow) -> None:
        """The very bytes, into a file."""
        self.save_paper("另存", row.title, row.ending, make_copy, writes=True, paper_id=row.id)

    # ------------------------------------------------------------------ what may be destroyed

    def give_up_listed(self) -> None:
        """Everything whose term is over, of the kind and the words the list shows."""
        self.ask(
            keeping.list_papers,
            shown=Shown.EXPIRED,
            search=self.filters.words,
            kind=self._kinds[self.kinds.currentIndex()],
            then=partial(open_give_up, self),
        )

    def give_up(self, paper_id: int) -> None:
        """The reason for destroying one, from its draft."""
        self.ask(keeping.get_paper, paper_id=paper_id, then=lambda row: open_give_up(self, [row]))

    def take_back(self, row: PaperRow) -> None:
        """Keep it again."""
        self.change(take_back, paper_id=row.id, say=f"已恢复“{row.title}”")

    # ------------------------------------------------------------------ the year

    def archive(self) -> None:
        """The papers of the year shown, or of the newest, for the archive."""
        year = self._year() or next(iter(self._years), self.context.clock.today().year)

        def choose(kinds: list[YearKind]) -> None:
            if kinds:
                ask_archive(self, year, kinds)
            else:
                self.notice.refuse(f"{year}年没有要归档的文书。要归别的年度，先点上面的年份。")

        self.ask(kinds_of_year, year=year, then=choose)


def read_counts(session: Any) -> tuple[dict[int, int], int, int]:
    """Papers by year, how many may be destroyed, how many were."""
    return (
        keeping.count_by_year(session),
        keeping.count_papers(session, shown=Shown.EXPIRED),
        keeping.count_papers(session, shown=Shown.GIVEN_UP),
    )


def make_again(database: Any, progress: Progress, **values: Any) -> object:
    """Put the kept bytes where the preview looks; what reads papers is loaded on the worker."""
    from deputy_station.features.archive.documents.again import draw_again

    return draw_again(database, progress, **values)


def make_copy(database: Any, progress: Progress, **values: Any) -> object:
    """Put the kept bytes into a file."""
    from deputy_station.features.archive.documents.again import save_again

    return save_again(database, progress, **values)


def _when(made_at: datetime, today: date) -> str:
    """Day and hour; in another year the day alone, as there is room for one of them: the detail has both."""
    made_on = local_day(made_at)
    return short_instant(made_at, today) if made_on.year == today.year else short_day(made_on, today)
