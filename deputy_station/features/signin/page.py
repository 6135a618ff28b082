"""The page of activities with its paper: an activity's sign-in sheet is printed where the activity stands."""

from functools import partial
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.service.listing import ActivityDetail
from deputy_station.widgets.buttons import Action


class ActivitySheetsPage(ActivitiesPage):
    """Activities know nothing of sheets; the sign-in area, standing above them, adds the button."""

    def offered_actions(self, activity: ActivityDetail) -> list[Action]:
        offered = super().offered_actions(activity)
        if activity.cancelled:
            return offered
        return [*offered[:1], Action("打印签到表", partial(self.print_sheet, activity)), *offered[1:]]

    def print_sheet(self, activity: ActivityDetail) -> None:
        """The sign-in sheet as PDF."""
        self.save_paper(
            "打印签到表", f"{activity.title}签到表", ".pdf", make_sheet, writes=True, activity_id=activity.id
        )


def make_sheet(database: Any, progress: Progress, *, activity_id: int, out: Path) -> object:
    """The sheet of one activity; the paper engine is loaded on the worker, when the first one is made."""
    from deputy_station.features.signin.documents import print_sign_in

    return print_sign_in(database, progress, activity_id=activity_id, out=out)
