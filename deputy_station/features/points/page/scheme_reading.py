"""A whole scheme to read, as the paper would say it; it can be copied as text."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.scheme_words import (
    Section,
    Told,
    scheme_sections,
    scheme_text_words,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line, Rule, Words
from deputy_station.widgets.layouts import Grid, VBox
from deputy_station.widgets.style import px

LONGEST_LEAD = 4


def read_scheme_dialog(parent: QWidget, scheme: Scheme, say: Callable[[str], object]) -> Dialog:
    """Open the scheme to read; `say` puts a word on the bottom bar when it was copied."""
    dialog = Dialog(parent, scheme.name, width=900)
    for section in scheme_sections(scheme):
        dialog.body.addWidget(_section(section))
    dialog.body.addStretch(1)

    def copy() -> None:
        QApplication.clipboard().setText(scheme_text_words(scheme))
        say("已复制办法全文，可以粘贴到文档里")

    dialog.action_row.set_actions([Action("复制全文", copy), Action("关闭", dialog.accept, primary=True)])
    dialog.open()
    return dialog


def _section(section: Section) -> QWidget:
    widget = QWidget()
    box = VBox(widget, gap=6)
    box.addWidget(Words(section.heading, role="heading"))
    box.addWidget(Rule())
    grid = Grid(across=14, down=8)
    grid.setColumnStretch(1, 1)
    led = any(_split(told)[0] for told in section.lines)
    grid.setColumnMinimumWidth(0, px(64) if led else 0)
    for place, told in enumerate(section.lines):
        lead, text = _split(told)
        if lead:
            grid.addWidget(Line(lead, role="soft"), place, 0, Qt.AlignmentFlag.AlignTop)
        said = VBox(gap=1)
        said.addWidget(Words(text))
        if told.under:
            said.addWidget(Words("\n".join(told.under), role="small"))
        grid.addLayout(said, place, 1 if led else 0, 1, 1 if led else 2)
    box.addLayout(grid)
    return widget


def _split(told: Told) -> tuple[str, str]:
    """A lead too long for its column goes before the words."""
    if len(told.lead) <= LONGEST_LEAD:
        return told.lead, told.text
    return "", f"{told.lead}：{told.text}"
