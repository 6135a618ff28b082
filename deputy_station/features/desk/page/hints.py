"""Hints at the desk while a visitor is taken down: beside the form and in empty lines, so that no field ever moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from deputy_station.features.demands.page.alike import AlikeDialog
from deputy_station.features.demands.page.typing_hints import VOICE, Hints, joined_words
from deputy_station.features.demands.service.learned import Suggested, Suggestions
from deputy_station.features.demands.service.similar import AlikeDemand
from deputy_station.features.desk.page.taking_form import TakingForm
from deputy_station.features.desk.service.taking import Taken, join_demand
from deputy_station.widgets.drafts import Keeper
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField

COMPARE = "比一比 F6"
NOTHING_ALIKE = "没有找到相近的事。写上原话或地点再看。"


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for a field, and how it is taken."""

    label: str
    one: Suggested
    take: Callable[[], object]


class DeskHints:
    """Of one form. `shown(alike, suggestions)` hears of what there is, `joined(typed, taken)` of a voice that was added
    `at` a day and a visit."""

    def __init__(
        self,
        page: Page,
        form: TakingForm,
        keeper: Keeper,
        *,
        at: Mapping[str, Any],
        shown: Callable[[Sequence[AlikeDemand], Sequence[Suggestion]], object],
        joined: Callable[[Mapping[str, Any], Taken], object],
    ) -> None:
        self._page, self._form, self._keeper, self._at = page, form, keeper, at
        self._shown, self._joined = shown, joined
        self.alike: tuple[AlikeDemand, ...] = ()
        self._found = Suggestions()
        self._hints = Hints(
            page.work,
            form,
            owner=form,
            named={"title": "gist"},
            alike=self._show_alike,
            suggested=self._show_suggestions,
        )
        for name in ("category_id", "unit_id", "route", "settled_on_the_spot"):
            form[name].edited.connect(self._suggest)

    def ask(self) -> None:
        """Ask now: what came back from a draft is typed already."""
        self._hints.ask()

    # ------------------------------------------------------------------ the same matter

    def compare(self) -> None:
        """Side by side, the likeliest first."""
        if self.alike:
            AlikeDialog(
                self._page,
                self._hints.typed((*VOICE, "place")),
                self.alike,
                today=self._page.context.clock.today(),
                join=self._join,
                another=self._is_another,
            ).open()

    def _show_alike(self, left: list[AlikeDemand]) -> None:
        self.alike = tuple(left)
        self._tell()

    def _is_another(self, one: AlikeDemand) -> None:
        self._show_alike([each for each in self.alike if each.row.id != one.row.id])
        self._hints.is_another(one)

    def _join(self, one: AlikeDemand, side_by_side: AlikeDialog) -> None:
        """The visitor joins in; the draft ends with it, and one undo brings back what was typed."""
        keeper, typed = self._keeper, self._form.typed()

        def joined(taken: Taken) -> None:
            side_by_side.accept()
            self._joined(typed, taken)

        keeper.hold()
        job = self._page.change(
            keeper.dropping(join_demand),
            say=lambda taken: f"第 {taken.visit.number} 号来访，{joined_words(taken.demand)}",
            then=joined,
            on_refusal=side_by_side.refuse,
            demand_id=one.row.id,
            version=one.row.version,
            **self._at,
            **self._hints.typed(VOICE),
        )
        # Refused, or gone wrong: the dialog stays, and so does everything typed.
        job.always = lambda: keeper.go_on() if side_by_side.isVisible() else None

    # ------------------------------------------------------------------ category and unit

    def _show_suggestions(self, found: Suggestions) -> None:
        self._found = found
        self._suggest()

    def _suggest(self) -> None:
        """In the empty line itself; why, and 填入, beside the form."""
        for name, one in (("category_id", self._found.category), ("unit_id", self._found.unit)):
            field = self._form[name]
            assert isinstance(field, SearchField)
            if one is None or not self._hints.wants(field, one):
                field.withdraw_hint()
            else:
                field.hint(_wordings(one), partial(self._hints.take, field, one))
        self._tell()

    @property
    def suggestions(self) -> list[Suggestion]:
        """What may be filled in now: not a unit while none is asked for."""
        listed = []
        for name, one in (("category_id", self._found.category), ("unit_id", self._found.unit)):
            field = self._form[name]
            if one is not None and self._hints.wants(field, one) and not field.isHidden():
                listed.append(Suggestion(field.label, one, partial(self._hints.take, field, one)))
        return listed

    def _tell(self) -> None:
        self._shown(self.alike, self.suggestions)


def _wordings(one: Suggested) -> list[str]:
    """The fullest first: with the path and the reason, with the last name and how many are alike, the name alone."""
    name, why = one.words.rpartition(" / ")[2], one.reason.partition("：")[0]
    return [
        f"建议：{one.words}（{one.reason}），Alt+↓ 填入",
        f"建议：{one.words}（{why}），Alt+↓ 填入",
        f"建议：{name}（{why}），Alt+↓ 填入",
        f"建议：{name}，Alt+↓ 填入",
        f"建议：{name}",
    ]
