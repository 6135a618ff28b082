"""The page of reception days with its kit: everything for a day is printed where the day stands."""

from functools import partial
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.reception.page.days import ReceptionPage
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.features.signin.page.sheets import phones_at
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.page import Page

KIT, DESK = "整套打印", "接待台"


class ReceptionKitPage(ReceptionPage):
    """Reception days know nothing of slips and signs; the desk, standing above them, adds the button."""

    def offered_actions(self, day: DayDetail) -> list[Action]:
        offered = super().offered_actions(day)
        if day.row.state is not DayState.CANCELLED and day.row.held_on <= self.context.clock.today():
            offered.append(Action(DESK, partial(self.context.go, "desk", id=day.row.id)))
        if day.row.state in (DayState.CANCELLED, DayState.HELD):
            return offered
        place = next(at for at, each in enumerate(offered) if each.text == "打印签到表")
        return [*offered[:place], Action(KIT, partial(print_kit, self, day)), *offered[place:]]


def print_kit(page: Page, day: DayDetail) -> None:
    """Notice, rota, sign-in sheets, slips, door sign and summary of a day in one go."""
    page.print_paper(
        KIT,
        f"{day.title}整套",
        make_kit,
        kind="kit",
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
