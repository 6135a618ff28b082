"""What happens when something is held under the scanner gun: a card signs in, a paper opens its record.

The gun is heard on every page, in every field and dialog (`widgets.wedge`); what a code means the reading thread finds
out (`shell.scanned_codes`).
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.features.signin.rules.any_codes import is_card
from deputy_station.shell.code_shapes import looks_like_code
from deputy_station.shell.scan_banner import ScanBanner
from deputy_station.shell.scan_sound import ScanSound
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.wedge import Wedge

if TYPE_CHECKING:
    from deputy_station.shell.scanned_codes import CardAnswer, Lead
    from deputy_station.shell.window import Window
    from deputy_station.widgets.work import Job

SOUND = "scan_sound"
NOT_OURS = "这个码不是本程序打印的。请对准代表卡，或纸角上的二维码。"


class Scanned(QObject):
    """Listens for the gun on behalf of the window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._activity_id: int | None = None
        self.banner: ScanBanner | None = None
        self.sound = ScanSound()
        self.wedge = Wedge(looks_like_code, self)
        self.wedge.scanned.connect(self.take)
        self.wedge.other.connect(lambda _text: self.refuse(NOT_OURS))

    def take(self, text: str) -> None:
        """A code was read."""
        if self._window.work is None:
            return
        if is_card(text):
            self.sign_in(text, activity_id=self._activity_id)
        else:
            self._window.work.ask(
                lead_of, text=text, then=self.open, on_refusal=self.refuse, owner=self, key=(self, "lead")
            )

    # ------------------------------------------------------------------ papers

    def open(self, lead: "Lead") -> None:
        """Open the record of a paper."""
        if QApplication.activeModalWidget() is not None:
            # What is being written is not left behind its back.
            self.refuse("请先把打开的窗口填完或关上，再扫这张纸。")
            return
        self._window.go(lead.page, **lead.filters)

    def refuse(self, sentence: str) -> None:
        """Say why not: on the page's line, and large where a dialog hides it."""
        self._play(good=False)
        page = self._window.pages.get(self._window.open_key)
        if page is not None:
            page.notice.refuse(sentence)
        if page is None or QApplication.activeModalWidget() is not None:
            self._show("没有打开", "", sentence, "overdue")

    # ------------------------------------------------------------------ cards

    def sign_in(self, text: str, *, activity_id: int | None = None, walk_in: bool = False) -> None:
        """Sign in whoever holds this card."""
        work = self._window.work
        if work is None:
            return
        job: Job = work.change(
            take_card,
            text=text,
            activity_id=activity_id,
            walk_in=walk_in,
            then=lambda answer: self.answer(text, answer, job),
            on_refusal=self.refuse,
            owner=self,
        )

    def answer(self, text: str, answer: "CardAnswer", job: "Job") -> None:
        """Sound, the big name, and what a person has to decide."""
        self._play(good=answer.good)
        tone = "overdue" if not answer.good else "soon" if answer.late else "done"
        self._show(answer.word, answer.name, answer.sentence, tone)
        if answer.changed:
            undo = self._window.taking_back(job)
            self._window.say_done(f"{answer.name}{answer.word}　{answer.sentence}", undo)
        if answer.choices:
            self._choose(text, answer)
        elif answer.walk_in is not None:
            again = partial(self.sign_in, text, activity_id=answer.walk_in, walk_in=True)
            self._offer(answer.sentence, again)

    def _choose(self, text: str, answer: "CardAnswer") -> None:
        """Which of several activities people are signing in for now; the next cards need not be asked."""
        dialog = Dialog(self._over(), "现在签到的是哪一项活动？", width=520)
        dialog.body.addWidget(Words(f"{answer.name}在几项活动的名单上，选好以后，接着刷的卡都按这一项。"))
        dialog.body.addStretch(1)

        def chosen(activity_id: int) -> None:
            dialog.accept()
            self._activity_id = activity_id
            self.sign_in(text, activity_id=activity_id)

        dialog.action_row.set_actions(
            [
                Action("关闭", dialog.reject),
                *(Action(title, partial(chosen, activity_id)) for activity_id, title in answer.choices),
            ]
        )
        dialog.open()

    def _offer(self, sentence: str, do: Any) -> None:
        """On the page's line a person may add somebody who is not on the list."""
        page = self._window.pages.get(self._window.open_key)
        if page is None:
            return

        def agree() -> None:
            page.notice.clear()
            do()

        page.notice.tell(sentence, "登记为名单外", agree)

    # ------------------------------------------------------------------ eyes and ears

    def _over(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _show(self, word: str, name: str, sentence: str, tone: str) -> None:
        if self.banner is None:
            self.banner = ScanBanner(self._window)
        self.banner.say(word, name, sentence, tone, self._window)

    def _play(self, *, good: bool) -> None:
        if self._window.settings.flag(SOUND):
            self.sound.play(good=good)


def lead_of(session: Any, *, text: str) -> "Lead":
    """Where a paper's code leads; what finds it out is loaded when the first one comes."""
    from deputy_station.shell import scanned_codes

    return scanned_codes.lead_of(session, text=text)


def take_card(session: Any, *, text: str, activity_id: int | None, walk_in: bool) -> "CardAnswer":
    """Sign in by a card."""
    from deputy_station.shell import scanned_codes

    return scanned_codes.take_card(session, text=text, activity_id=activity_id, walk_in=walk_in)
