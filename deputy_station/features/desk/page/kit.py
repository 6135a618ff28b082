"""The page of reception days with its kit: everything for a day is printed where the day stands."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.desk.service.summary import day_summary
from deputy_station.features.reception.page.days import ReceptionPage, ShownDay, read_day
from deputy_station.features.reception.page.stages import Matters
from deputy_station.features.reception.rules.stages import Stage
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.features.signin.page.sheets import phones_at
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.page import Page

KIT, DESK, DEMANDS = "整套打印", "接待台", "看当天诉求"


def read_day_and_demands(session: Any, *, day_id: int) -> ShownDay:
    """A day for its detail, with what became of the demands voiced on it. Raises NotFound."""
    shown = read_day(session, day_id=day_id)
    if shown.day.row.state not in (DayState.OPEN, DayState.HELD):
        return shown
    summary = day_summary(session, day_id=day_id)
    return replace(shown, matters=Matters(summary.demands, summary.not_routed))


class ReceptionKitPage(ReceptionPage):
    """Reception days know nothing of slips and demands; the desk, standing above them, adds its buttons."""

    reading = staticmethod(read_day_and_demands)

    def offered_actions(self, day: DayDetail) -> list[Action]:
        offered = super().offered_actions(day)
        if day.row.state is DayState.CANCELLED:
            return offered
        if self._has_come(day):
            offered = [replace(each, primary=False) for each in offered]
            desk = Action(DESK, partial(self._go_to_desk, day), primary=True, group=Stage.RECEIVE.label)
            demands = Action(DEMANDS, partial(self._show_demands, day), group=Stage.ROUTE.label)
            offered += [desk, demands]
        if day.row.state is DayState.HELD:
            return offered
        place = next(at for at, each in enumerate(offered) if each.text == "打印签到表")
        kit = Action(
            KIT, partial(print_kit, self, day), primary=offered[place].primary, group=Stage.NOTICE.label
        )
        return [*offered[:place], kit, replace(offered[place], primary=False), *offered[place + 1 :]]

    def stage_opens(self, day: DayDetail) -> dict[Stage, Callable[[], object]]:
        opens = super().stage_opens(day)
        if self._has_come(day) and day.row.state is not DayState.CANCELLED:
            opens[Stage.RECEIVE] = opens[Stage.SUM_UP] = partial(self._go_to_desk, day)
            opens[Stage.ROUTE] = partial(self._show_demands, day)
        return opens

    def _has_come(self, day: DayDetail) -> bool:
        return day.row.held_on <= self.context.clock.today()

    def _go_to_desk(self, day: DayDetail) -> None:
        self.context.go("desk", id=day.row.id)

    def _show_demands(self, day: DayDetail) -> None:
        """The demands received on that date."""
        self.context.go("demands", first_day=day.row.held_on, last_day=day.row.held_on)


def print_kit(page: Page, day: DayDetail) -> None:
    """Notice, rota, sign-in sheets, slips, door sign and summary of a day in one go."""
    page.print_paper(
        KIT,
        f"{day.title}整套",
        make_kit,
        kind="kit",  # PDF only: many forms in one, some read when they come back
        writes=True,
        claim=record_kit,
        day_id=day.row.id,
        slips=page.context.settings.number("kit_slips"),
        phones_at=phones_at(page.context.settings),
    )


def make_kit(
    database: Any,
    progress: Progress,
    *,
    day_id: int,
    slips: int,
    phones_at: tuple[str, int] | None,
    out: Path,
) -> object:
    """The kit of a day as PDF; the paper engine is loaded on the worker, when the first one is made."""
    from deputy_station.features.desk.documents.kit import draw_kit, usual_kit
    from deputy_station.features.reception.service.listing import day_detail

    with database.reading() as session:
        wanted = usual_kit(day_detail(session, day_id=day_id), slips=slips, phones_at=phones_at)
    return draw_kit(database, progress, day_id=day_id, out=out, wanted=wanted)


def record_kit(session: Any, *, made: Any) -> None:
    """The kit is about to go out: its sheets and slips must be known when they come back."""
    from deputy_station.features.desk.documents import kit

    kit.record_kit(session, made=made)
