"""The page of activities with its paper: an activity's sign-in sheet is printed where the activity stands."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import AttendanceMark, record_many
from deputy_station.features.activities.service.listing import ActivityDetail
from deputy_station.features.signin.page.cards import lose_card, print_cards
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.drop_area import DropArea
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.review_list import Answer, ReviewItem, ReviewList

if TYPE_CHECKING:
    from deputy_station.features.signin.imports.signatures import SignedSheets

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp")
ANSWERS = (Answer(1, "签了", Tone.DONE), Answer(2, "没签", Tone.OVERDUE), Answer(3, "以后再看", Tone.QUIET))
STATE_OF = {1: AttendanceState.PRESENT, 2: AttendanceState.ABSENT}
"""What an answer writes down; an answer without a state leaves the record as it was."""


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
            Action("录扫描件", partial(self.take_scans, activity)),
            *offered[1:],
        ]

    def print_sheet(self, activity: ActivityDetail) -> None:
        """The sign-in sheet."""
        self.print_paper(
            "打印签到表",
            f"{activity.title}签到表",
            make_sheet,
            kind="sign_in",
            writes=True,
            claim=record_sheet,
            activity_id=activity.id,
            phones_at=phones_at(self.context.settings),
        )

    def take_scans(self, activity: ActivityDetail) -> "ScansDialog":
        """Signed sheets that come back as pictures: every signature is looked at, then written down in one go."""
        dialog = ScansDialog(self, activity)
        dialog.open()
        return dialog


class ScansDialog(Dialog):
    """First the pictures are dropped, then each signature is judged by one key, then all is written down at once."""

    def __init__(self, page: Page, activity: ActivityDetail) -> None:
        super().__init__(page, f"{activity.title}：录签到表扫描件", width=720)
        self._page, self._activity = page, activity
        self.review: ReviewList | None = None
        self.drop = DropArea(page.context.settings, "扫描件或照片", PICTURE_SUFFIXES, several=True)
        self.drop.dropped.connect(self.read)
        self.body.addWidget(self.drop)
        self.body.addStretch(1)
        self.action_row.set_actions([Action("取消", self.reject)])

    def read(self, paths: list[Path]) -> None:
        """Find the sheets in the pictures and cut out their signatures."""
        self.notice.clear()
        self._page.work.run(
            read_signed,
            then=self.show_cuts,
            on_refusal=self.notice.refuse,
            owner=self,
            job_title="读签到表",
            activity_id=self._activity.id,
            paths=paths,
        )

    def show_cuts(self, sheets: "SignedSheets") -> None:
        """Show the signatures one by one."""
        if not sheets.cuts:
            self.notice.refuse("图片上的代表都不在这次活动的名单里，没有要登记的。")
            return
        if sheets.problems:
            self.notice.tell("\n".join(sheets.problems))
        review = ReviewList(
            [
                ReviewItem(cut.deputy_id, cut.png, cut.name, f"第 {cut.page} 页，现在记的是“{cut.state}”")
                for cut in sheets.cuts
            ],
            ANSWERS,
        )
        review.answered.connect(self._offer)
        self.review = review
        self.drop.hide()
        self.body.insertWidget(0, review)
        self._offer()
        self.fit()
        review.setFocus()

    def _offer(self) -> None:
        assert self.review is not None
        marks = self._marks()
        save = Action(
            f"登记 {len(marks)} 人", self.save, primary=True, enabled=bool(marks), why="还没有看过一个签名。"
        )
        self.action_row.set_actions([Action("取消", self.reject), save])
        if self.review.done:
            self.action_row.button(save.text).setFocus()

    def _marks(self) -> list[AttendanceMark]:
        assert self.review is not None
        judged = ((item.key, self.review.given.get(item.key)) for item in self.review.items)
        return [
            AttendanceMark(int(str(key)), STATE_OF[answer.digit])
            for key, answer in judged
            if answer is not None and answer.digit in STATE_OF
        ]

    def save(self) -> None:
        """Write down what was judged, all or nothing; what was put off stays as it was."""
        marks = self._marks()
        self._page.change(
            record_many,
            activity_id=self._activity.id,
            marks=marks,
            say=f"已按扫描件登记 {len(marks)} 人，“{self._activity.title}”",
            then=lambda _rows: self.accept(),
            on_refusal=self.notice.refuse,
        )


def read_signed(
    database: Any, progress: Progress, *, activity_id: int, paths: Sequence[Path]
) -> "SignedSheets":
    """The signatures on the pictures; reading pictures is loaded on the worker, when the first come."""
    from deputy_station.features.signin.imports.signatures import read_signatures

    return read_signatures(database, progress, activity_id=activity_id, paths=paths)


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
