"""People at the table: who signs where, what else they write, and the truth of every box afterwards."""

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from deputy_station.documents.geometry import BoxKind
from tests.scanning.canvas import Canvas
from tests.scanning.hands import pick_signer, sign, slash, strike_out, tick
from tests.scanning.papers import Paper, Row, chinese_name
from tests.scanning.pens import Pen, pick_pen, write
from tests.scanning.seals import name_seal, round_seal, thumb_print


class Truth(Enum):
    """What a box holds. STRUCK is a signature crossed out: only asking is right."""

    SIGNED = "signed"
    EMPTY = "empty"
    STRUCK = "struck"


@dataclass
class Filled:
    """The truth by box key, and which habits the page shows (for the table of the report)."""

    truth: dict[str, Truth]
    habits: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Table:
    """One afternoon: how many come, with which pens, and what is usual at this desk."""

    came: float
    pens: tuple[Pen, ...]
    thumbs: bool
    seals: bool
    strikes: float
    clerk_slashes: bool
    clerk_writes_times: bool
    any_way: bool = False


def fill(
    canvas: Canvas,
    rng: np.random.Generator,
    paper: Paper,
    page: int,
    *,
    faint_allowed: bool,
    crossed: float | None = None,
) -> Filled:
    """Let people sign on one page; the canvas shows it, the result knows it. `crossed`: the share of the signatures
    that are crossed out, at every table and in any way; if not given, an eighth at few tables."""
    boxes = paper.geometry.of_page(page)
    filled = Filled({box.key: Truth.EMPTY for box in boxes})
    table = _lay_table(rng, faint_allowed=faint_allowed)
    if crossed is not None:
        table = replace(table, strikes=crossed, any_way=True)
    if rng.random() < 0.03:
        filled.habits.add("nobody signed")
    else:
        for row in paper.rows:
            if row.page == page and row.name:
                _named_row(canvas, rng, row, table, filled)
        blank = [row for row in paper.rows if row.page == page and not row.name]
        _walk_ins(canvas, rng, blank, table, filled, visitors=paper.kind == "visitors")
        for cell in paper.blanks:
            if rng.random() < 0.8:
                _blank_cell(canvas, rng, table.pens[0], cell)
    for box in boxes:
        if "nobody signed" in filled.habits:
            break
        place = (box.left, box.top, box.width, box.height)
        if box.kind is BoxKind.TICK and rng.random() < 0.22:
            tick(canvas, rng, table.pens[0], place)
            filled.truth[box.key] = Truth.SIGNED
            filled.notes[box.key] = f"tick, {table.pens[0].name}"
            filled.habits.add("ticks")
        if box.kind is BoxKind.WRITING and rng.random() < 0.85:
            _words(canvas, rng, table.pens[0], place)
            filled.truth[box.key] = Truth.SIGNED
    if rng.random() < 0.04:
        x = rng.uniform(45, paper.geometry.width - 45)
        y = rng.uniform(90, paper.geometry.height - 40)
        round_seal(canvas, rng, "青石镇东街人大代表联络站", float(x), float(y))
        filled.habits.add("round seal")
    return filled


def _lay_table(rng: np.random.Generator, *, faint_allowed: bool) -> _Table:
    usual = pick_pen(rng, faint_allowed=faint_allowed)
    pens = (usual, *[pick_pen(rng, faint_allowed=faint_allowed) for _ in range(3)])
    return _Table(
        came=float(rng.choice([1.0, 0.92, 0.8, 0.6, 0.3], p=[0.15, 0.35, 0.25, 0.15, 0.1])),
        pens=pens,
        thumbs=bool(rng.random() < 0.06),
        seals=bool(rng.random() < 0.04),
        strikes=0.12 if rng.random() < 0.06 else 0.0,
        clerk_slashes=bool(rng.random() < 0.02),
        clerk_writes_times=bool(rng.random() < 0.35),
    )


def _named_row(canvas: Canvas, rng: np.random.Generator, row: Row, table: _Table, filled: Filled) -> None:
    key = f"row:{row.number}"
    place = _signature_place(row)
    pen = table.pens[0] if rng.random() < 0.6 else table.pens[int(rng.integers(0, len(table.pens)))]
    if rng.random() < table.came:
        ink = _one_signature(canvas, rng, row.name, pen, place, table, filled, key)
        filled.truth[key] = Truth.SIGNED
        if table.strikes and rng.random() < table.strikes:
            strike_out(canvas, rng, pen, ink, any_way=table.any_way)
            filled.truth[key] = Truth.STRUCK
            filled.notes[key] = "crossed out"
            filled.habits.add("crossed out")
        if table.clerk_writes_times and rng.random() < 0.85:
            _time(canvas, rng, table.pens[1], row)
    elif table.clerk_slashes and rng.random() < 0.6:
        slash(canvas, rng, table.pens[1], place)
        filled.notes[key] = "slash of the clerk"
        filled.habits.add("clerk's slashes")
    if rng.random() < 0.05:
        _remark(canvas, rng, table.pens[1], row)
        filled.habits.add("remarks")


def _one_signature(
    canvas: Canvas,
    rng: np.random.Generator,
    name: str,
    pen: Pen,
    place: tuple[float, float, float, float],
    table: _Table,
    filled: Filled,
    key: str,
) -> tuple[float, float, float, float]:
    left, top, width, height = place
    x, y = left + width * float(rng.uniform(0.3, 0.7)), top + height / 2 + float(rng.normal(0, 0.6))
    if table.thumbs and rng.random() < 0.35:
        thumb_print(canvas, rng, x, y)
        filled.habits.add("thumb prints")
        filled.notes[key] = "thumb print"
        if rng.random() < 0.5:
            return x - 6, y - 6, 12.0, 12.0
    elif table.seals and rng.random() < 0.4:
        name_seal(canvas, rng, name, x, y)
        filled.habits.add("name seals")
        filled.notes[key] = "name seal"
        return x - 5, y - 5, 10.0, 10.0
    signer = pick_signer(rng, pen)
    filled.notes[key] = f"{signer.way}, {pen.name}, {signer.size:.1f} mm"
    if pen.faint:
        filled.habits.add("faint pens")
    return sign(canvas, rng, signer, name, place)


def _walk_ins(
    canvas: Canvas,
    rng: np.random.Generator,
    rows: list[Row],
    table: _Table,
    filled: Filled,
    *,
    visitors: bool,
) -> None:
    """Blank rows from the first: a name, some of the other cells, nearly all signed too. On a visitors' sheet most
    rows are used, on a deputies' sheet a few on every second."""
    if not rows or rng.random() < (0.1 if visitors else 0.45):
        return
    most = len(rows) if visitors else min(len(rows), 9)
    for row in rows[: int(rng.integers(1, most + 1))]:
        if row.name_cell is None or rng.random() < 0.04:
            continue  # a row left out
        pen = pick_pen(rng, faint_allowed=False) if rng.random() < 0.3 else table.pens[0]
        name = chinese_name(rng)
        middle = row.top + row.height / 2 + float(rng.normal(0, 0.5))
        size, sloppy = float(rng.uniform(4.2, 7.2)), float(rng.beta(1.5, 3.0))
        for at, (left, width) in enumerate(row.cells):
            if at in (0, row.signature):
                continue
            text = name if at == row.name_cell else _other_cell(rng, visitors=visitors)
            if text and width > 8:
                write(
                    canvas, rng, text, pen, left=left + float(rng.uniform(0.8, 4)), middle=middle,
                    size=size, sloppy=sloppy, most=width * 1.05 - 2,
                )  # fmt: skip
        filled.truth[f"line:{row.number}"] = Truth.SIGNED
        filled.notes[f"line:{row.number}"] = f"written, {pen.name}, {size:.1f} mm"
        filled.habits.add("walk-ins")
        if rng.random() < (0.8 if visitors else 0.9):
            _one_signature(canvas, rng, name, pen, _signature_place(row), table, filled, f"row:{row.number}")
            filled.truth[f"row:{row.number}"] = Truth.SIGNED


def _other_cell(rng: np.random.Generator, *, visitors: bool) -> str:
    """What stands beside a name that was written in; often nothing."""
    if rng.random() < (0.25 if visitors else 0.75):
        return ""
    if not visitors:
        return str(rng.choice(["镇", "群众", "区", "9:20"]))
    return str(
        rng.choice(["河口村3组", "东街12号", "13800002764", "路灯不亮", "低保", "问宅基地", "9:40", "10:15"])
    )


def _signature_place(row: Row) -> tuple[float, float, float, float]:
    left, width = row.cells[row.signature]
    return left, row.top, width, row.height


def _time(canvas: Canvas, rng: np.random.Generator, pen: Pen, row: Row) -> None:
    left, width = row.cells[row.signature - 1]
    text = f"{rng.integers(8, 11)}:{rng.integers(0, 60):02}"
    write(
        canvas, rng, text, pen, left=left + float(rng.uniform(0.5, 5)), middle=row.top + row.height / 2,
        size=float(rng.uniform(4, 6)), sloppy=0.3, most=width,
    )  # fmt: skip


def _remark(canvas: Canvas, rng: np.random.Generator, pen: Pen, row: Row) -> None:
    """A word in the last cell; now and then it begins before its cell."""
    left, width = row.cells[-1]
    text = str(rng.choice(["请假", "迟到", "有事先走", "代签", "出差", "病假"]))
    start = left + float(rng.uniform(-1.2, 3))
    write(
        canvas, rng, text, pen, left=start, middle=row.top + row.height / 2,
        size=float(rng.uniform(4.5, 6.5)), sloppy=0.4, most=width,
    )  # fmt: skip


def _blank_cell(
    canvas: Canvas, rng: np.random.Generator, pen: Pen, place: tuple[float, float, float, float]
) -> None:
    left, top, width, height = place
    text = (
        chinese_name(rng)
        if rng.random() < 0.5
        else str(rng.choice(["13800002764", "河口村3组", "东街12号院"]))
    )
    write(
        canvas, rng, text, pen, left=left + float(rng.uniform(1, 5)), middle=top + height / 2,
        size=float(rng.uniform(4.5, 7.5)), sloppy=0.35, most=width - 4,
    )  # fmt: skip


def _words(
    canvas: Canvas, rng: np.random.Generator, pen: Pen, place: tuple[float, float, float, float]
) -> None:
    """A few lines of a matter, as a visitor puts it."""
    left, top, width, height = place
    size = float(rng.uniform(5, 7.5))
    lines = int(rng.integers(1, max(2, int(height / (size * 1.5)))))
    matter = "村口那段路下雨就积水老人小孩走路不方便请修一修排水沟去年说过一直没有动静路灯也坏了三盏"
    for line in range(lines):
        start = int(rng.integers(0, 20))
        text = matter[start : start + int(rng.integers(6, 20))]
        write(
            canvas, rng, text, pen, left=left + float(rng.uniform(2, 8)), middle=top + size * (1 + 1.45 * line),
            size=size, sloppy=0.35, most=width * 0.92,
        )  # fmt: skip
