"""Colours and sizes, named once; the style sheet made from them for a text scale and for high contrast.

All sizes in the program are given in px at 100 % and go through `px()`. `scale` is the one text size of the
running program; `scale.changed` tells widgets that paint or measure for themselves.
"""

from dataclasses import dataclass
from functools import lru_cache
from string import Template

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.paths import resources_folder

PERCENTS = (100, 115, 130, 160, 200)
"""The text sizes that A− and A+ step through."""

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "FZHei-B01S",
    "FZHeiTi",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)

BASE = 15
SMALL = 13
ROW = 40
LOW_ROW = 34
"""A row where there is little height for the text size; it is enlarged, so it stays easy to hit."""
CONTROL = 38


@dataclass(frozen=True)
class Colours:
    """Every colour by what it is for; values are CSS hex."""

    paper: str = "#F5F3F0"
    surface: str = "#FFFFFF"
    ink: str = "#1E2226"
    soft: str = "#5C636A"
    hint: str = "#6B7178"
    line: str = "#E2DDD6"
    border: str = "#CFC8BE"
    red: str = "#9E1B1B"
    red_dark: str = "#7E1414"
    wash: str = "#F7E9E7"
    chosen: str = "#F3E2E0"
    stripe: str = "#FBFAF8"
    head: str = "#EFECE5"
    hover: str = "#F8F6F3"
    overdue: str = "#B3261E"
    overdue_wash: str = "#FBE9E7"
    soon: str = "#9A5B00"
    soon_wash: str = "#FFF3DC"
    info: str = "#1D5C9E"
    info_wash: str = "#E7F0FA"
    done: str = "#256B45"
    done_wash: str = "#E6F3EB"
    quiet: str = "#5C636A"
    quiet_wash: str = "#EFECE5"
    bar: str = "#2E2A27"
    bar_words: str = "#F3EFEA"
    bar_action: str = "#FFD9A0"
    hairline: int = 1


NORMAL = Colours()
CONTRAST = Colours(
    paper="#FFFFFF",
    ink="#000000",
    soft="#000000",
    hint="#595959",
    line="#000000",
    border="#000000",
    red="#8A0000",
    red_dark="#5E0000",
    wash="#FFFFFF",
    chosen="#FFE9A8",
    stripe="#FFFFFF",
    head="#FFFFFF",
    hover="#F0F0F0",
    overdue="#8A0000",
    overdue_wash="#FFFFFF",
    soon="#5E3700",
    soon_wash="#FFFFFF",
    info="#003A75",
    info_wash="#FFFFFF",
    done="#004A22",
    done_wash="#FFFFFF",
    quiet="#000000",
    quiet_wash="#FFFFFF",
    bar="#000000",
    bar_words="#FFFFFF",
    hairline=2,
)


class Scale(QObject):
    """The text size in per cent and the contrast; `changed` after either moved, when the sheet is applied.

    `undressed` is true while the old sheet is off and the new one not yet on: what is measured then is measured again.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.percent = 100
        self.colours = NORMAL
        self.undressed = False

    def set(self, percent: int, *, high_contrast: bool | None = None) -> None:
        """Take the nearest offered text size (and contrast) and apply it to the whole program at once."""
        percent = min(PERCENTS, key=lambda offered: abs(offered - percent))
        colours = self.colours if high_contrast is None else (CONTRAST if high_contrast else NORMAL)
        if (percent, colours) == (self.percent, self.colours):
            return
        self.percent, self.colours = percent, colours
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app)
        self.changed.emit()

    def step(self, steps: int) -> None:
        """One text size up (+1) or down (−1); stays at the ends."""
        place = PERCENTS.index(self.percent) + steps
        self.set(PERCENTS[max(0, min(place, len(PERCENTS) - 1))])

    def turned(self, event: QWheelEvent) -> bool:
        """Take a turn of the wheel with Ctrl as a step; False of any other."""
        turn = event.angleDelta().y()
        if not (event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn):
            return False
        self.step(1 if turn > 0 else -1)
        event.accept()
        return True


scale = Scale()
"""The one text size of the running program."""


def px(size: float) -> int:
    """A size given at 100 % in device-independent pixels at the present text size."""
    return round(size * scale.percent / 100)


def colour(name: str) -> QColor:
    """A named colour for painting."""
    return QColor(getattr(scale.colours, name))


def screen_font(size: int = BASE, *, bold: bool = False) -> QFont:
    """The screen font at `size` px (100 %), semi-bold on request."""
    return QFont(_font(px(size), bold))


def words_width(words: str, size: int = BASE, *, bold: bool = False) -> int:
    """What words take in the screen font, px on screen; kept, as titles and pills are measured at every painting."""
    return _measured(words, px(size), bold)


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


@lru_cache(maxsize=2048)
def _measured(words: str, pixels: int, bold: bool) -> int:
    return QFontMetrics(_font(pixels, bold)).horizontalAdvance(words)


def style_sheet() -> str:
    """The QSS of the program for the present text size and contrast.

    The sheet in resources/style/window.qss holds `$name` for colours and `$p12` for 12 px at 100 %.
    """
    sheet = Template((resources_folder() / "style" / "window.qss").read_text(encoding="utf-8"))
    values: dict[str, str] = {
        name: value for name, value in vars(scale.colours).items() if isinstance(value, str)
    }
    values.update({f"p{size}": f"{px(size)}px" for size in range(1, 61)})
    values["ring"] = f"{scale.colours.hairline + 1}px"  # where the keyboard is, always stronger than a border
    values["off"] = (
        "dashed" if scale.colours.hairline > 1 else "solid"
    )  # black on white has no paler grey to say it
    values["hair"] = f"{scale.colours.hairline}px"
    return sheet.substitute(values)


def dress(app: QApplication) -> None:
    """Put font, palette and style sheet of the present text size on the program."""
    scale.undressed = True
    if app.styleSheet():
        app.setStyleSheet("")  # replacing a sheet lays everything out twice: from nothing it takes a third
    app.setFont(screen_font())
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "paper"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Base, "surface"),
        (QPalette.ColorRole.AlternateBase, "stripe"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.Button, "surface"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.Highlight, "red"),
        (QPalette.ColorRole.HighlightedText, "surface"),
        (QPalette.ColorRole.PlaceholderText, "hint"),
        (QPalette.ColorRole.ToolTipBase, "surface"),
        (QPalette.ColorRole.ToolTipText, "ink"),
        (QPalette.ColorRole.Link, "info"),
    ):
        palette.setColor(role, colour(name))
    app.setPalette(palette)
    scale.undressed = False
    app.setStyleSheet(style_sheet())


def set_role(widget: QWidget, role: str) -> None:
    """Name the part a widget plays (`QLabel[role="title"]` in the sheet) and restyle it."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        # Without being told so, a label keeps the padding of the role it had before.
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()
