"""The page of activities with its paper: an activity's sign-in sheet is printed where the activity stands."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.service.listing import ActivityDetail
from deputy_station.features.signin.page.cards import lose_card, print_cards
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.page import PageContext


class ActivitySheetsPage(ActivitiesPage):
    """Activities know nothing of sheets and cards; the sign-in area, standing above them, adds the buttons."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        *others, plan = self.action_row.actions_shown
        self.set_actions(*others, Action("印代表卡", partial(print_cards, self)), plan)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {**super().openers(), "lose_card": partial(lose_card, self)}

    def offered_actions(self, activity: ActivityDetail) -> list[Action]:
        offered = super().offered_actions(activity)
        if activity.cancelled:
            return offered
        return [
            *offered[:1],
            Action("打印签到表", partial(self.print_sheet, activity)),
            Action("收回纸表", partial(self.context.go, "scans", search=activity.title)),
            *offered[1:],
        ]

    def print_sheet(self, activity: ActivityDetail) -> None:
        """The sign-in sheet."""
        self.print_paper(
            "打印签到表",
            f"{activity.title}签到表",
            make_sheet,
            kind="sign_in",  # PDF only: comes back signed, read by the places of its codes
            writes=True,
            claim=record_sheet,
            activity_id=activity.id,
            phones_at=phones_at(self.context.settings),
        )


def phones_at(settings: Settings) -> tuple[str, int] | None:
    """Where phones were answered last, for the QR on the sheet; None where they never were."""
    address, port = settings.text("phone_address"), settings.number("phone_port")
    return (address, port) if address and port else None


def make_sheet(
    database: Any, progress: Progress, *, activity_id: int, phones_at: tuple[str, int] | None, out: Path
) -> object:
    """The sheet of one activity; the paper engine is loaded on the worker, when the first one is made."""
    from deputy_station.features.signin.documents.sheets import draw_sign_in

    return draw_sign_in(database, progress, activity_id=activity_id, phones_at=phones_at, out=out)


def record_sheet(session: Any, *, made: Any) -> None:
    """The sheet is about to go out: it must be known when it comes back signed."""
    from deputy_station.features.signin.documents import sheets as documents

    documents.record_sheet(session, made=made)
