"""The demo's paper that came back: a signed sheet of the last activity with a few doubtful boxes, and an intake slip.

The papers were never printed: their boxes and the strokes in them are made up here, and filed by the real service.
"""

import random
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance
from deputy_station.features.activities.rules import CAME
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.service.slips import issue_slips
from deputy_station.features.scans.rules.papers import Paper, sheet_paper, slip_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import ScanSource, Verdict
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.features.signin.service.sheets import BLANK, SignatureBox, keep_sheet

ROWS_A_PAGE = 22
DOTS, FINER = 6, 3
"""Pixels a millimetre in the pictures made up here, and how much finer they are drawn, so that strokes come out smooth."""
BOX = (120.0, 60.0, 40.0, 10.0)
"""Left, top, width and height in mm of the first signature box of a page; the others stand below it."""
SLIPS = 6
TICKS = ("tick:category:城乡建设", "tick:urgency:一般", "tick:urgency:较急", "tick:reply:打电话")
TICKED = ("tick:category:城乡建设", "tick:urgency:较急")


def make_returned(session: Session, seed: int, today: date) -> None:
    """One batch: the first page of the sheet of the last activity at which some were missing, and one of some slips."""
    chance = random.Random(f"returned {seed}")
    found = _last_activity(session, today)
    pages = [] if found is None else [_sheet_page(session, chance, found)]
    pages.append(_slip_page(session, chance))
    file_pages(session, pages=pages, source=ScanSource.DROPPED)


def _last_activity(session: Session, today: date) -> Activity | None:
    missing = (
        select(func.count(Attendance.id))
        .where(Attendance.activity_id == Activity.id, Attendance.state.not_in(CAME))
        .scalar_subquery()
    )
    return session.scalar(
        select(Activity)
        .where(
            Activity.held_on < today,
            Activity.kind != ActivityKind.RECEPTION,
            Activity.cancelled.is_(False),
            missing >= 2,
        )
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(1)
    )


def _sheet_page(session: Session, chance: random.Random, activity: Activity) -> ReadPage:
    """Who came signed; of those who did not one row is doubtful and one signed all the same; a line is filled in."""
    listed = session.execute(
        select(Attendance.deputy_id, Attendance.state)
        .join(Deputy, Deputy.id == Attendance.deputy_id)
        .where(Attendance.activity_id == activity.id)
        .order_by(Attendance.state.in_(CAME), Deputy.sort_key, Deputy.id)
        .limit(ROWS_A_PAGE - 1)
    ).all()
    rows = [deputy_id for deputy_id, _ in listed] + [BLANK]
    left, top, width, height = BOX
    places = [SignatureBox(1, left, top + height * place, width, height) for place in range(len(rows))]
    boxes = tuple(
        Box(
            f"row:{place}" if row != BLANK else f"line:{place}",
            BoxKind.SIGNATURE if row != BLANK else BoxKind.LINE,
            1,
            each.left,
            each.top,
            each.width,
            each.height,
        )
        for place, (row, each) in enumerate(zip(rows, places, strict=True))
    )
    kept = keep_sheet(
        session,
        activity_id=activity.id,
        edition=1,
        pages=1,
        rows=rows,
        boxes=places,
        geometry=PrintGeometry(210, 297, 20, 8, 1, boxes),
    )
    verdicts = [Verdict.SIGNED if state in CAME else Verdict.EMPTY for _, state in listed] + [Verdict.SIGNED]
    verdicts[:2] = [Verdict.UNSURE, Verdict.SIGNED]
    cuts = [_strokes(chance, each) for each in verdicts]
    read = tuple(
        ReadBox(box.key, verdict, 0.0 if verdict is Verdict.EMPTY else 0.9, _as(cut, "PNG"))
        for box, verdict, cut in zip(boxes, verdicts, cuts, strict=True)
    )
    return _page("签到表.jpg", sheet_paper(activity.id, kept.edition), read, _whole(210, 297, boxes, cuts))


def _slip_page(session: Session, chance: random.Random) -> ReadPage:
    boxes = tuple(
        Box(key, BoxKind.TICK, 1, 14.0, 130.0 + 9 * place, 4.5, 4.5) for place, key in enumerate(TICKS)
    )
    [first, *_] = issue_slips(session, count=SLIPS, geometry=PrintGeometry(148, 210, 17, 5, 1, boxes))
    verdicts = [Verdict.SIGNED if key in TICKED else Verdict.EMPTY for key in TICKS]
    read = tuple(ReadBox(key, each, 0.9, b"") for key, each in zip(TICKS, verdicts, strict=True))
    words = Box("words", BoxKind.WRITING, 1, 12.0, 57.0, 124.0, 50.0)
    picture = _whole(
        148, 210, [words, *boxes], [_strokes(chance, each) for each in [Verdict.SIGNED, *verdicts]]
    )
    return _page("便条.jpg", slip_paper(first.id), read, picture)


def _page(name: str, paper: Paper, read: tuple[ReadBox, ...], picture: Image.Image) -> ReadPage:
    shown = _as(picture, "JPEG")
    return ReadPage(
        name,
        1,
        sha256(shown).hexdigest(),
        sha256(name.encode()).hexdigest(),
        paper,
        boxes=read,
        picture=shown,
    )


def _strokes(chance: random.Random, verdict: Verdict) -> Image.Image:
    """A signature as a pen leaves it: two or three words of a few strokes; a doubtful one is a single pale stroke."""
    wide, high = round(BOX[2] * DOTS), round(BOX[3] * DOTS)
    cut = Image.new("L", (wide * FINER, high * FINER), 250)
    pen = ImageDraw.Draw(cut)

    def draw(start: tuple[float, float], end: tuple[float, float], ink: int) -> None:
        points = [(x * DOTS * FINER, y * DOTS * FINER) for x, y in (start, end)]
        pen.line(points, fill=ink, width=round(0.5 * DOTS * FINER))

    if verdict is Verdict.UNSURE:
        draw((5, 6.5), (11, 5.2), 190)
    elif verdict is Verdict.SIGNED:
        for word in range(chance.choice((2, 3))):
            left = 4 + 8.5 * word
            for _ in range(6):
                start = (left + chance.uniform(0, 6.5), chance.uniform(1.5, 8))
                draw(start, (left + chance.uniform(0, 7), chance.uniform(1.5, 8)), 40)
    return cut.reduce(FINER)


def _whole(wide: int, high: int, boxes: Sequence[Box], cuts: Sequence[Image.Image]) -> Image.Image:
    """The page the boxes stand on, with what is written in each."""
    page = Image.new("L", (wide * DOTS, high * DOTS), 250)
    pen = ImageDraw.Draw(page)
    for box, cut in zip(boxes, cuts, strict=True):
        left, top, width, height = (round(each * DOTS) for each in (box.left, box.top, box.width, box.height))
        page.paste(cut.resize((width, height)), (left, top))
        pen.rectangle((left, top, left + width, top + height), outline=60)
    return page


def _as(picture: Image.Image, kind: str) -> bytes:
    held = BytesIO()
    picture.save(held, kind)
    return held.getvalue()
