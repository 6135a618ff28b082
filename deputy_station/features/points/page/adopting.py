"""Adopting a scheme for a year: the doubts, the answers to its questions, and who changes, before it is done."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.features.points.page.switch_fields import answers_in, switch_fields, switch_values
from deputy_station.features.points.service.library import YearScheme
from deputy_station.features.points.service.scheme_listing import Adoption, adopt_for_year
from deputy_station.features.points.service.what_if import WhatIf, what_if
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import ChoiceField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page

TRY_AFTER_MS = 300
MOST_NAMED = 5


def open_adopting(page: Page, adoption: Adoption) -> FormDialog:
    """Open the form; what would change is worked out again after each answer."""
    years = ChoiceField(
        "year",
        "年度",
        [(each.year, _year_words(each.year, each.closed)) for each in adoption.years],
        required=True,
        check=partial(_closed, adoption),
    )
    dialog = page.open_form(
        f"采用“{adoption.name}”",
        [years, *switch_fields(adoption.switches)],
        save_word="按此计分",
        service=adopt_for_year,
        fixed={"scheme": adoption.key, "versions": adoption.versions},
        values={"year": adoption.year, **switch_values(adoption.switches)},
        say=_adopted,
        draft=f"adopt:{adoption.key}",
        width=820,
    )
    AdoptionPreview(page, dialog, adoption)
    return dialog


class AdoptionPreview(Words):
    """The lines above the form: what adopting would change."""

    def __init__(self, page: Page, dialog: FormDialog, adoption: Adoption) -> None:
        super().__init__("正在算谁会变。")
        self._page, self._dialog, self._key = page, dialog, adoption.key
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TRY_AFTER_MS)
        self._pause.timeout.connect(self.try_now)
        dialog.body.insertWidget(0, self)
        if adoption.warnings:
            doubts = "\n".join(adoption.warnings)
            told = Words(f"有 {len(adoption.warnings)} 处提醒，请看一眼：\n{doubts}", role="warning")
            dialog.body.insertWidget(1, told)
        dialog.form.edited.connect(self._pause.start)
        self.try_now()
        dialog.fit()

    def try_now(self) -> None:
        """Ask what would change with the answers that stand in the form."""
        values = self._dialog.form.values()
        if values.get("year") is None:
            return
        self._page.work.ask(
            what_if,
            then=self.show_result,
            on_refusal=self.say,
            owner=self,
            key=(self, "what_if"),
            scheme=self._key,
            year=values["year"],
            answers=answers_in(values),
        )

    def show_result(self, result: WhatIf) -> None:
        """Say how many change, and who changes grade."""
        now = f"{result.year} 年现在按“{result.present.name}”计分。"
        lines = [now, f"按这里的办法和口径：{result.words}"]
        changed = [row.change.words for row in result.rows if row.change is not None and row.grade_changes]
        lines += changed[:MOST_NAMED]
        if len(changed) > MOST_NAMED:
            lines.append(f"还有 {len(changed) - MOST_NAMED} 人等次变，请到“试算”里看。")
        self.say("\n".join([*lines, *result.notes]))
        self._dialog.fit()


def _year_words(year: int, closed: str) -> str:
    return f"{year} 年（已结账）" if closed else f"{year} 年"


def _closed(adoption: Adoption, year: Any) -> str | None:
    closed = next((each.closed for each in adoption.years if each.year == year), "")
    return f"{closed}已经结账，办法不能再换。请先取消结账（公布以前可以）。" if closed else None


def _adopted(chosen: YearScheme) -> str:
    return f"{chosen.year} 年已按这份办法计分"
