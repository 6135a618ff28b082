"""What was typed into a form that cannot be opened any more: shown, so that the words can be copied elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.drafts import drafts_of
from deputy_station.widgets.labels import Words
from deputy_station.widgets.style import px
from deputy_station.widgets.work import Work

_STORED = re.compile("[a-z]+(_[a-z]+)*")
"""How choices are stored; nobody typed them."""


def show_words(parent: QWidget, work: Work, page: str, form: str) -> Dialog | None:
    """Show what was typed into this form the last time, unless it was taken up again meanwhile."""
    drafts = drafts_of(work)
    draft = next((each for each in drafts.offered if (each.page, each.form) == (page, form)), None)
    if draft is None:
        return None
    words = "\n".join(typed_words(draft.typed))
    dialog = Dialog(parent, draft.title, width=640)
    dialog.body.addWidget(
        Words(
            "这份表单接不上了：那条记录已经删掉，或者已到下一步。上次写的字都在下面，可以复制到别处。"
            if words
            else "这份表单接不上了：那条记录已经删掉，或者已到下一步。上次只选过，没有写字。"
        )
    )
    box = QPlainTextEdit(words)
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName("上次写的字")
    box.setMinimumHeight(px(160))
    box.setVisible(bool(words))
    dialog.body.addWidget(box)

    def copy() -> None:
        QApplication.clipboard().setText(words)
        dialog.notice.done("已复制。")

    def drop() -> None:
        dialog.accept()
        drafts.drop(page, form)

    more = [Action("不要了", drop)] + ([Action("复制", copy)] if words else [])
    dialog.action_row.set_actions([*more, Action("先留着", dialog.reject, primary=True)])
    dialog.open()
    return dialog


def typed_words(typed: Any) -> Iterator[str]:
    """The words in what a form kept, in its order; numbers of rows and stored choices were not typed.

    >>> list(typed_words({"words": "路灯不亮", "route": "town", "unit_id": [3, "镇村建办"]}))
    ['路灯不亮', '镇村建办']
    """
    if isinstance(typed, str):
        if typed.strip() and not _STORED.fullmatch(typed):
            yield typed.strip()
    elif isinstance(typed, dict):
        for value in typed.values():
            yield from typed_words(value)
    elif isinstance(typed, list):
        for value in typed:
            yield from typed_words(value)
