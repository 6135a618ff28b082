"""The first start, on one page: station, township, district, term and user; or the demo station."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from deputy_station.core.progress import Progress
from deputy_station.core.typed_day import MonthEdge
from deputy_station.shell.entries import Services
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import Card
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.drafts import Keeper, drafts_of
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.page import ROOMY, TIGHT, PageContext
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import px, scale, set_role

WIDTH = 700
TERM_YEARS = 5


class FirstStart(QWidget):
    """Asks what every paper and number needs to know; calls `started` when the station is there."""

    def __init__(
        self,
        context: PageContext,
        services: Services,
        started: Callable[[], object],
        leave_for: Callable[[str], object],
    ) -> None:
        super().__init__()
        set_role(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._services = context, services
        self._started, self._leave_for = started, leave_for
        self.card = Card(gap=12, margins=(24, 20, 24, 20))
        explained = Words("这些名称印在每张表上，以后可以在“设置”里改。只想看看，就打开演示站。", role="soft")
        self.form = Form(
            [
                LineField("station", "站名", required=True, placeholder="如 青禾镇人大代表之家", most=120),
                LineField(
                    "code", "编号简称", required=True, placeholder="如 青禾，编号为 青禾-2026-0001", most=20
                ),
                LineField("township", "乡镇", required=True, placeholder="如 青禾镇", most=80),
                LineField("district", "县区", required=True, placeholder="如 禾城区", most=80),
                LineField("term", "本届", required=True, placeholder="如 第十九届", most=80),
                DateField(
                    "starts_on", "届期从", today=context.clock.today, of_month=MonthEdge.FIRST, required=True
                ),
                DateField(
                    "ends_on", "届期到", today=context.clock.today, of_month=MonthEdge.LAST, required=True
                ),
                LineField("user", "使用人", required=True, placeholder="您的姓名，记在每条经过里", most=80),
            ]
        )
        scroll = Scroll(gap=12, margins=(0, 0, 8, 0))
        scroll.box.addWidget(Line("先认识一下本站", role="title"))
        scroll.box.addWidget(explained)
        scroll.box.addWidget(self.form)
        scroll.box.addStretch(1)
        self.card.box.addWidget(scroll, 1)
        self.notice = Notice()
        self.action_row = ActionRow()
        self.card.box.addWidget(self.notice)
        self.card.box.addWidget(self.action_row)
        outer = VBox(self, gap=0, margins=ROOMY)
        self._outer = outer
        across = HBox(gap=0)
        across.addStretch(1)
        across.addWidget(self.card, 100)
        across.addStretch(1)
        outer.addLayout(across, 1)
        self._suggested: dict[str, Any] = {}
        self._founding = False
        self.form.edited.connect(self._suggest)
        self.form.saved.connect(self.found)
        self.form.finished.connect(lambda: self.action_row.button("建好，开始使用").setFocus())
        scale.changed.connect(self._rescale)
        self._rescale()
        self._offer(ready=True)
        self.keeper = Keeper(
            self.form, replace(context, page="first_start"), form_key="found", title="先认识一下本站"
        )
        drafts_of(context.work).changed.connect(self._take_back)
        self._take_back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < px(400)
        self._outer.set_spaces(gap=0, margins=TIGHT if low else ROOMY)
        self.card.box.set_spaces(gap=8 if low else 12, margins=(18, 8, 18, 10) if low else (24, 20, 24, 20))

    def _take_back(self) -> None:
        """What was typed here the last time."""
        if not self.keeper.begun and self.keeper.restore(self.notice):
            self.keeper.take_place()

    def _suggest(self) -> None:
        """Fill in what follows from what was typed, as long as nobody typed something else there."""
        follows = suggestions(self.form.values())
        for name in {**self._suggested, **follows}:
            field, value = self.form[name], follows.get(name)
            stands = field.value() or None
            # What followed from half a date (2021.1 on the way to 2021.13) goes again with it.
            if stands in (None, self._suggested.get(name)) and stands != value:
                self._suggested[name] = value
                field.put(value)
                field.say_problem("")

    def show_first_field(self) -> None:
        """Put the cursor into the first field."""
        self.form["station"].setFocus()

    def found(self) -> None:
        """Found the station from what was entered; pressed again on the way it does nothing."""
        if self._founding or not self.form.check():
            return
        values = self.form.values()
        if values["ends_on"] <= values["starts_on"]:
            self.form.set_problem("ends_on", "届期到要晚于届期从。")
            return
        self._founding = True
        self._offer(ready=False)
        self.keeper.hold()
        self._context.work.change(
            self.keeper.dropping(self._services.found_station),
            then=lambda _done: self._go_on(values["user"]),
            on_refusal=self._refused,
            always=self._not_founded,
            owner=self,
            **values,
        )

    def open_demo(self) -> None:
        """Make the demo station in a file of its own and go there; the clerk's own database stays empty."""
        self._offer(ready=False)
        self.notice.tell("正在准备演示站，要几秒钟。它另存一份，不动您自己的数据；关掉再打开，又回到这一页。")
        self._context.work.run(
            self._services.open_demo,
            then=self._leave_for,
            on_refusal=self._refused,
            always=lambda: self._offer(ready=True),
            owner=self,
            writes=True,
            job_title="准备演示站",
        )

    def _not_founded(self) -> None:
        """It ended otherwise than well, also when the disk was full: another try."""
        if self._founding:
            self._founding = False
            self.keeper.go_on()
            self._offer(ready=True)

    def _go_on(self, user: str) -> None:
        self._founding = False
        try:
            self._context.settings.set("user", user)
            set_actor(self._context, self._context.settings.text("user"))
        finally:
            self._started()  # the station stands, whether or not the name could be kept

    def _refused(self, sentence: str) -> None:
        self.notice.refuse(sentence)
        self.keeper.go_on()
        self._offer(ready=True)

    def _offer(self, *, ready: bool) -> None:
        self.action_row.set_actions(
            [
                Action("打开演示站", self.open_demo, enabled=ready),
                Action("建好，开始使用", self.found, primary=True, enabled=ready),
            ]
        )

    def _rescale(self) -> None:
        self.card.setMaximumWidth(px(WIDTH))


def suggestions(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the values typed: the township out of the station's name, the short name out of that, the last
    day of a term of five years (Constitution, article 98)."""
    found: dict[str, Any] = {}
    township = re.match(
        r"(?:.*[省市县区])?(.+?(?:镇|乡|街道))(?:人大|代表|联络|$)", str(typed.get("station") or "")
    )
    if township:
        found["township"] = township[1]
    short = re.sub(r"(镇|乡|街道)$", "", str(typed.get("township") or found.get("township", "")))
    if short:
        found["code"] = short[:20]
    starts_on = typed.get("starts_on")
    if isinstance(starts_on, date):
        day = 28 if (starts_on.month, starts_on.day) == (2, 29) else starts_on.day
        found["ends_on"] = starts_on.replace(year=starts_on.year + TERM_YEARS, day=day) - timedelta(days=1)
    return found


def set_actor(context: PageContext, name: str) -> None:
    """Write this name into every history line from now on."""

    def rename(database: Any, progress: Progress) -> None:  # noqa: ARG001
        database.actor = name

    context.work.run(rename, progress=False, writes=True)


def set_user_role(context: PageContext, role: str) -> None:
    """From now on this desk sees and does what belongs to this role."""

    def change(database: Any, progress: Progress) -> None:  # noqa: ARG001
        database.role = role

    context.work.run(change, progress=False, writes=True)
