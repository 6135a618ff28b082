"""The pages phones see, filled from resources/phone: plain HTML that needs no script and nothing from elsewhere."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from deputy_station.core.clock import day_words, hour_words, local_time
from deputy_station.core.paths import resources_folder
from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.phone.rules import (
    MOST_NAME,
    MOST_PHONE,
    MOST_VILLAGE,
    MOST_WORDS,
)
from deputy_station.features.phone.service.signing import DemandLeft, LeftWords, PhoneMatter, SignedIn

_NOTHING = LeftWords("")
# Where a page is cut once and for all: words no activity can have in its title.
_TICKET, _BODY = secrets.token_hex(16), secrets.token_hex(16)
_STATE_WORDS = {
    AttendanceState.PRESENT: ("签到成功", "good"),
    AttendanceState.LATE: ("已签到（迟到）", "late"),
    AttendanceState.LEFT_EARLY: ("已签到（早退）", "late"),
}


@dataclass(frozen=True)
class Said:
    """What is answered: the status of HTTP and the page."""

    status: int
    page: bytes


class Pages:
    """Fills the pages for one start of the page: `token` is the secret part of its address."""

    def __init__(self, matter: PhoneMatter, token: str, *, with_demands: bool) -> None:
        folder = resources_folder() / "phone"
        self._style = (folder / "style.css").read_text(encoding="utf-8")
        self._templates = {path.stem: _template(path) for path in folder.glob("*.html")}
        self._matter, self._token, self._with_demands = matter, token, with_demands
        digest = base64.b64encode(hashlib.sha256(self._style.encode("utf-8")).digest()).decode("ascii")
        self.policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        """The Content-Security-Policy: this style and our own forms, nothing else."""
        self._frames: dict[str, tuple[bytes, bytes]] = {}
        # Most requests ask for the first page: of it only the ticket is new each time.
        self._home = tuple(self._filled_home(_TICKET, "").split(_TICKET.encode("ascii")))

    def home(self, ticket: str, *, notice: str = "", status: int = 200) -> Said:
        """The first page: the code to type, and the way to leave a demand."""
        if notice:
            return Said(status, self._filled_home(ticket, notice))
        return Said(status, ticket.encode("ascii").join(self._home))

    def _filled_home(self, ticket: str, notice: str) -> bytes:
        visitors = self._fill("visitors", token=self._token) if self._with_demands else ""
        body = self._fill(
            "home", token=self._token, ticket=ticket, raw_notice=self._notice(notice), raw_visitors=visitors
        )
        return self._whole("代表签到", body).page

    def signed(self, who: SignedIn) -> Said:
        """The deputy is signed in: name, time, late or not."""
        words, mood = _STATE_WORDS[who.state]
        if who.at is None:
            time = ""
        else:
            seconds = f"{local_time(who.at).second:02}"
            time = f"签到时间：{day_words(local_time(who.at).date())} {hour_words(who.at)}:{seconds}"
        body = self._fill(
            "signed",
            before="您先前已经签过到" if who.again else "",
            name=who.name,
            state=words,
            mood=mood,
            time=time,
            note="您不在这次的名单上，已按名单以外到场记下。" if who.walk_in else "",
        )
        return self._whole("已签到", body)

    def demand(
        self, ticket: str, *, typed: LeftWords = _NOTHING, notice: str = "", status: int = 200
    ) -> Said:
        """The form for a demand, with what was typed when it comes back."""
        body = self._fill(
            "demand",
            token=self._token,
            ticket=ticket,
            raw_notice=self._notice(notice),
            words=typed.words,
            name=typed.name,
            phone=typed.phone,
            village=typed.village,
            raw_ticked=" checked" if typed.confidential else "",
            most_words=str(MOST_WORDS),
            most_name=str(MOST_NAME),
            most_phone=str(MOST_PHONE),
            most_village=str(MOST_VILLAGE),
        )
        return self._whole("反映问题", body, status)

    def number(self, left: DemandLeft) -> Said:
        """The demand's number, and where to ask after it."""
        phone = self._matter.desk_phone
        ask = "要问办得怎么样，请打联络站电话：" if phone else "要问办得怎么样，请到联络站来。"
        return self._whole("已收到", self._fill("number", number=left.number, ask=ask, phone=phone))

    def message(self, sentence: str, status: int, *, back: str = "") -> Said:
        """A sentence alone; `back` are the words of the button to the first page."""
        body = self._notice(sentence)
        if back:
            body += self._fill("back", token=self._token, words=back)
        return self._whole("提示", body, status)

    def bare(self, sentence: str, status: int) -> Said:
        """A sentence for whoever has not shown the token: not even the activity is told."""
        page = self._fill(
            "frame",
            title="提示",
            station="",
            heading="没有办成",
            when="",
            raw_style=self._style,
            raw_body=self._notice(sentence),
        )
        return Said(status, page.encode("utf-8"))

    def _whole(self, title: str, body: str, status: int = 200) -> Said:
        frame = self._frames.get(title)
        if frame is None:
            frame = self._frames[title] = self._frame(title)
        return Said(status, body.encode("utf-8", "replace").join(frame))

    def _frame(self, title: str) -> tuple[bytes, bytes]:
        """What stands before and after the body of a page with this title."""
        matter = self._matter
        starts = f" {hour_words(matter.starts_at)}" if matter.starts_at else ""
        page = self._fill(
            "frame",
            title=title,
            station=matter.station,
            heading=matter.title,
            when=f"{day_words(matter.held_on)}{starts}　{matter.place}",
            raw_style=self._style,
            raw_body=_BODY,
        )
        before, _, after = page.encode("utf-8", "replace").partition(_BODY.encode("ascii"))
        return before, after

    def _notice(self, sentence: str) -> str:
        return self._fill("notice", sentence=sentence) if sentence else ""

    def _fill(self, template: str, **values: str) -> str:
        """A template filled; every value is escaped but those named raw_*, which are pages' own HTML."""
        safe = {
            name.removeprefix("raw_"): value if name.startswith("raw_") else escape(value)
            for name, value in values.items()
        }
        return self._templates[template].substitute(safe)


def _template(path: Path) -> Template:
    return Template(path.read_text(encoding="utf-8"))
