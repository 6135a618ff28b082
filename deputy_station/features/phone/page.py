"""手机签到: the dialog that starts and stops the page for phones, shows its QR, counts, and gives out personal codes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.clock import hour_words
from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.features.activities.service.listing import ActivityDetail
from deputy_station.features.phone.service.addresses import own_addresses
from deputy_station.features.phone.service.codes import CodeHolder, list_code_holders
from deputy_station.features.phone.service.signing import PhoneMatter, phone_matter
from deputy_station.features.signin.page.sheets import ActivitySheetsPage, phones_at
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.page import Page
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.work import Work

if TYPE_CHECKING:
    from deputy_station.features.phone.service.serving import PhoneServer, Running

LOOK_MS = 1000
CODE_SIDE = 232
MISSING, EVERYBODY = "missing", "all"
ABOUT = (
    "代表用手机扫码，输入自己的 6 位个人码签到；群众扫码可以留下要反映的事。手机要和这台电脑连同一个网络。"
    "开了只为这一次活动，结束后 30 分钟自动停。"
)
NO_NETWORK = (
    "这台电脑没有连上网络，手机签到开不了。请先连上本站的 Wi-Fi 或网线，再打开这个窗口；也可以用纸质签到表。"
)


@dataclass(frozen=True)
class Opening:
    """What the dialog begins with."""

    matter: PhoneMatter
    holders: tuple[CodeHolder, ...]
    addresses: tuple[str, ...]


class ActivityPhonesPage(ActivitySheetsPage):
    """Activities and sheets know nothing of phones; this area, standing above them, adds the button."""

    def offered_actions(self, activity: ActivityDetail) -> list[Action]:
        offered = super().offered_actions(activity)
        if activity.cancelled:
            return offered
        return [*offered, Action("手机签到", partial(open_phone_page, self, activity.id))]


def open_phone_page(page: Page, activity_id: int) -> "PhoneDialog":
    """The dialog of one activity's page for phones, on whatever page the clerk is."""
    dialog = PhoneDialog(page, activity_id)
    dialog.open()
    return dialog


class PhoneDesk(QObject):
    """Holds the one page that may run, as long as the window lives, whichever dialogs come and go."""

    changed = Signal()
    """It was started or stopped, or it is time to look at the counters again."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._work = work
        self.server: PhoneServer | None = None
        self._say: Callable[[str], object] | None = None
        self._settings: Settings | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        work.closing.connect(self._close)

    @staticmethod
    def of(work: Work) -> "PhoneDesk":
        """The one of this window."""
        return work.findChild(PhoneDesk) or PhoneDesk(work)

    def start(
        self,
        page: Page,
        *,
        on_refusal: Callable[[str], object],
        activity_id: int,
        address: str,
        port: int | None,
        with_demands: bool,
    ) -> None:
        """Start it in the background; `changed` tells when it listens."""
        self._say, self._settings = page.context.say_done, page.context.settings
        self._work.run(
            start_phones,
            then=self._began,
            on_refusal=on_refusal,
            owner=self,
            progress=False,
            writes=True,
            activity_id=activity_id,
            address=address,
            port=port,
            with_demands=with_demands,
        )

    def stop(self) -> None:
        """Stop it in the background."""
        server = self.server
        if server is not None:
            self._work.run(stop_phones, then=self._ended, owner=self, progress=False, server=server)

    def look(self) -> None:
        """See whether it stopped by itself."""
        server = self.server
        if server is not None and not server.is_listening:
            self._ended(server.why_stopped)
        else:
            self.changed.emit()

    def _began(self, server: "PhoneServer") -> None:
        self.server = server
        if self._settings is not None:
            # The next sign-in sheet bears the QR of this address, and the next start offers it again.
            self._settings.keep("phone_address", server.running.address)
            self._settings.keep("phone_port", server.running.port)
        self._timer.start()
        self.changed.emit()

    def _ended(self, why: str) -> None:
        if self.server is None:
            return
        counters = self.server.counters
        self.server = None
        self._timer.stop()
        if self._say is not None:
            self._say(
                f"{why or '手机签到停了。'}签到 {counters.signed_in} 人，留下诉求 {counters.demands} 件"
            )
        self.changed.emit()

    def _close(self) -> None:
        """The window closes: nothing may listen behind it."""
        if self.server is not None:
            self.server.stop()
            self.server = None
            self._timer.stop()


class CodeView(QWidget):
    """A QR code, black on white at any text size and in any colours."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("二维码")
        scale.changed.connect(self.updateGeometry)

    def show_code(self, text: str) -> None:
        """Show the code of this text."""
        if text != self._text:
            self._text = text
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(CODE_SIDE), px(CODE_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        from deputy_station.documents.codes import code_rectangles

        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._text:
            return
        modules, dark = code_rectangles(self._text, "M")
        side = max(
            1, min(self.width(), self.height()) // modules
        )  # whole pixels: sharp edges for a poor camera
        left, top = (self.width() - side * modules) // 2, (self.height() - side * modules) // 2
        for column, row, width, height in dark:
            painter.fillRect(
                QRectF(left + column * side, top + row * side, width * side, height * side),
                Qt.GlobalColor.black,
            )


class PhoneDialog(Dialog):
    """Choose an address and start; then the QR, what happened so far, and stopping. Closing it stops nothing."""

    def __init__(self, page: Page, activity_id: int) -> None:
        super().__init__(page, "手机签到", width=680)
        self._page, self._activity_id = page, activity_id
        self._opening: Opening | None = None
        self.desk = PhoneDesk.of(page.work)
        self.desk.changed.connect(self._show)
        self.about = Words(ABOUT)
        self.form = Form([])
        self.running = QWidget()
        beside = HBox(self.running, gap=18)
        inside = VBox(gap=8)
        self.code = CodeView()
        self.address = Words("", role="strong")
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.until = Words("")
        self.counts = Words("", role="strong")
        self.warning = Words("")
        beside.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(inside, 1)
        for words in (self.counts, self.warning, self.address, self.until):
            inside.addWidget(words)
        inside.addStretch(1)
        self.running.hide()
        self.body.addWidget(self.about)
        self.body.addWidget(self.running)
        self.body.addStretch(1)
        self._shown: tuple[object, ...] = ()
        self.action_row.set_actions([Action("关闭", self.reject)])
        page.work.ask(
            read_opening,
            then=self._begin,
            on_refusal=self.notice.refuse,
            owner=self,
            activity_id=activity_id,
        )

    def _begin(self, opening: Opening) -> None:
        self._opening = opening
        self.setWindowTitle(f"{opening.matter.title}：手机签到")
        self.form = Form(
            [
                ChoiceField(
                    "address", "本机地址", [(each, each) for each in opening.addresses], required=True
                ),
                NumberField("port", "端口", least=1024, largest=65535, help="不填，程序自己找一个空着的。"),
                CheckField("with_demands", "群众", "可以用手机反映问题"),
            ]
        )
        self.form.put(self._usual(opening.addresses))
        self.body.insertWidget(1, self.form)
        if not opening.addresses:
            self.notice.refuse(NO_NETWORK)
        self._show()
        self.fit()
        if "开始手机签到" in [each.text for each in self.action_row.actions_shown]:
            self.action_row.button("开始手机签到").setFocus()

    def _usual(self, addresses: Sequence[str]) -> dict[str, object]:
        """What was chosen last: printed sheets lead there."""
        last = phones_at(self._page.context.settings)
        if last is not None and last[0] in addresses:
            return {"address": last[0], "port": last[1], "with_demands": True}
        return {"address": next(iter(addresses), None), "port": None, "with_demands": True}

    def start(self) -> None:
        """Open the page on the chosen address."""
        if self._opening is None or not self.form.check():
            return
        self.notice.clear()
        self.desk.start(
            self._page, on_refusal=self.refuse, activity_id=self._activity_id, **self.form.values()
        )

    def print_poster(self, running: "Running") -> None:
        """The QR on a sheet for the door."""
        self._page.print_paper(
            "打印手机签到海报",
            f"{running.title}手机签到海报",
            draw_poster,
            kind="phone_poster",  # PDF only: hung up as it is; its code must not move
            running=running,
        )

    def give_codes(self) -> None:
        """Slips with personal codes."""
        if self._opening is not None:
            CodesDialog(self._page, self._opening).open()

    def _show(self) -> None:
        """Say how it stands; the buttons are made anew only when they change, so that none is lost under a finger."""
        opening = self._opening
        if opening is None:
            return
        server = self.desk.server
        ours = server is not None and server.running.activity_id == self._activity_id
        self.about.setVisible(server is None)
        self.form.setVisible(server is None)
        self.running.setVisible(ours)
        if server is not None and ours:
            self._tell(server)
        state = (server, ours)
        if state != self._shown:
            self._shown = state
            if server is not None and not ours:
                self.notice.tell(f"“{server.running.title}”的手机签到还开着。停了那一个，才能开这一次的。")
            self.action_row.set_actions(self._offered(opening, server, ours))
            self.fit()

    def _offered(self, opening: Opening, server: "PhoneServer | None", ours: bool) -> list[Action]:
        codes = Action(
            "发个人码", self.give_codes, enabled=bool(opening.holders), why="这次活动的名单上还没有代表。"
        )
        if server is None:
            start = Action(
                "开始手机签到", self.start, primary=True, enabled=bool(opening.addresses), why=NO_NETWORK
            )
            return [Action("关闭", self.reject), codes, start]
        stop = Action("停止手机签到", self.desk.stop)
        if not ours:
            return [Action("关闭", self.reject), stop]
        poster = Action("打印海报", partial(self.print_poster, server.running), primary=True)
        return [Action("关闭", self.reject), stop, codes, poster]

    def _tell(self, server: "PhoneServer") -> None:
        running, counters = server.running, server.counters
        self.code.show_code(running.url)
        self.address.say(running.url)
        self.until.say(
            f"到 {hour_words(running.closes_at)} 自动停。关掉这个小窗口不影响手机签到；关掉程序就停了。"
        )
        parts = [f"已签到 {counters.signed_in} 人"]
        if running.with_demands:
            parts.append(f"留下诉求 {counters.demands} 件")
        parts += [f"个人码输错 {counters.wrong_codes} 次", f"挡住 {counters.refused} 次"]
        self.counts.say("，".join(parts))
        self.warning.say(
            "有人在一个接一个地试个人码。请看看周围；必要时停掉，改用纸质签到表。"
            if counters.guessing
            else ""
        )
        self.warning.setVisible(counters.guessing)


class CodesDialog(Dialog):
    """For whom slips with new codes are printed. A code once printed is nowhere else: a lost one is given anew."""

    def __init__(self, page: Page, opening: Opening) -> None:
        super().__init__(page, "发个人码", width=560)
        self._page, self._opening = page, opening
        missing = sum(not each.has_code for each in opening.holders)
        everybody = len(opening.holders)
        self.body.addWidget(
            Words(
                f"名单上 {everybody} 人，{everybody - missing} 人有个人码。个人码只印在纸条上，程序里查不到；"
                "丢了就重发，重发以后旧码作废。"
            )
        )
        choices: list[tuple[Any, str]] = [(MISSING, f"还没有个人码的 {missing} 人")] if missing else []
        choices.append((EVERYBODY, f"名单上全部 {everybody} 人"))
        choices += [
            (each.deputy_id, f"{each.name}（{each.group}）" if each.group else each.name)
            for each in opening.holders
        ]
        self.form = Form([ChoiceField("who", "发给", choices, required=True)])
        self.form.put({"who": choices[0][0]})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.action_row.set_actions(
            [Action("关闭", self.reject), Action("打印纸条", self.print_slips, primary=True)]
        )

    def print_slips(self) -> None:
        """Show the slips; the codes are good from the moment they are printed or saved."""
        if not self.form.check():
            return
        who, holders = self.form.values()["who"], self._opening.holders
        chosen = [
            each.deputy_id
            for each in holders
            if who in (EVERYBODY, each.deputy_id) or (who == MISSING and not each.has_code)
        ]
        self.accept()
        self._page.print_paper(
            "打印个人码",
            f"{self._opening.matter.title}手机签到个人码",
            draw_slips,
            kind="phone_codes",  # PDF only: cut into slips
            writes=True,
            claim=keep_slips,
            activity_id=self._opening.matter.activity_id,
            deputy_ids=chosen,
        )


def read_opening(session: Any, *, activity_id: int) -> Opening:
    """What the dialog begins with; asking for the addresses may take a moment, so it is done in the background."""
    return Opening(
        phone_matter(session, activity_id=activity_id),
        tuple(list_code_holders(session, activity_id=activity_id)),
        tuple(own_addresses()),
    )


def start_phones(database: Any, progress: Progress, **values: Any) -> "PhoneServer":  # noqa: ARG001
    """Start the server; it is loaded here, when the first one is started."""
    from deputy_station.features.phone.service.serving import PhoneServer

    return PhoneServer.start(database, **values)


def stop_phones(database: Any, progress: Progress, *, server: "PhoneServer") -> str:  # noqa: ARG001
    """Stop the server; nothing to say why."""
    server.stop()
    return ""


def draw_poster(database: Any, progress: Progress, *, running: "Running", out: Path) -> object:
    """The poster; the paper engine is loaded on the worker."""
    from deputy_station.features.phone.documents.poster import make_poster

    return make_poster(database, progress, running=running, out=out)


def draw_slips(
    database: Any, progress: Progress, *, activity_id: int, deputy_ids: list[int], out: Path
) -> object:
    """The slips with new codes, to look at."""
    from deputy_station.features.phone.documents.codes import draw_code_slips

    return draw_code_slips(database, progress, activity_id=activity_id, deputy_ids=deputy_ids, out=out)


def keep_slips(session: Any, *, made: Any) -> None:
    """The slips are about to go out: their codes are good from now on."""
    from deputy_station.features.phone.documents.codes import keep_drawn_codes

    keep_drawn_codes(session, made=made)
