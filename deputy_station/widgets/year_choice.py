"""A choice among years that grows: what is offered stays, newest first, and so does the year chosen."""

from collections.abc import Iterable

from deputy_station.widgets.choice import Choice


class YearChoice(Choice):
    """Years to look at, the given one alone to begin with."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self.setAccessibleName("年度")
        self._years = [year]
        self._show(year)

    @property
    def year(self) -> int:
        """The year chosen."""
        return self._years[self.currentIndex()]

    def offer(self, years: Iterable[int]) -> None:
        """These years too; the choice stays."""
        present = self.year
        self._years = sorted({*years, *self._years}, reverse=True)
        self._show(present)

    def take(self, year: int) -> None:
        """Choose a year, which need not have been offered."""
        self._years = sorted({year, *self._years}, reverse=True)
        self._show(year)

    def _show(self, present: int) -> None:
        words = [f"{year}年" for year in self._years]
        if [self.itemText(place) for place in range(self.count())] != words:
            self.clear()
            self.addItems(words)
        self.setCurrentIndex(self._years.index(present))
