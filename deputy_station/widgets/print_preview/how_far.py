"""Papers whose pages count one by one: which of them came out is recorded, and asked where only a person knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.dialogs import Dialog, FormDialog, ask_verbs
from deputy_station.widgets.fields import NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.print_preview.order import GoneOut, PaperOrder, part_that_came_out, record_pages
from deputy_station.widgets.work import Work

BROKE_OFF = (
    "打印没有完。印好了的纸算印过，没有印成的以后还会列出来。"
    "请看最后一张印好的纸，填它在预览里是第几页；一页也没有印成就写 0。"
)
HOW_FAR = "纸真印好了才算，没有印成的以后还会列出来。请填它在预览里是第几页；一页也没有印成就写 0。"
UNANSWERED = "没有写印到第几页，这一次一页也没有记成印过。纸印好了的话，请现在就填。"
SAVED = (
    "要拿这个文件去印，就选“算印过”：里面的记录以后不再印。只是看一看，或者发给别人，就选“不算”，以后再印。"
)


@dataclass(frozen=True)
class Recording:
    """What is needed to put on record which pages came out."""

    order: PaperOrder
    made: Any
    work: Work
    holder: QWidget
    """The page the paper was made on: it outlives the preview."""
    refused: Callable[[str], object]
    said: Callable[[str], object]
    offer: Callable[[str, str, Callable[[], object]], object]
    """Says a sentence on that page, with the word and the doing of a button."""


def ask_how_far(
    parent: QWidget,
    recording: Recording,
    gone: GoneOut,
    *,
    broke_off: bool,
    recorded: Callable[[], object] | None = None,
    offer: Callable[[str, str, Callable[[], object]], object] | None = None,
) -> Dialog:
    """Ask which page came out last, of those that were sent (`gone`); only pages up to it count, and are kept where the
    printing broke off (else the whole paper was kept before). `recorded` is called when at least one did. When the
    question is put away, `offer` (or the page) says what that means, and asks again."""
    by_page = recording.order.by_page
    assert by_page is not None
    field = NumberField(
        "up_to", "印到第几页", required=True, largest=gone.chosen[-1] + 1, unit=f"共 {gone.pages} 页"
    )
    form = Form([field])
    told = Words("", role="soft")

    def name_page() -> None:
        number = field.value()
        told.setText(by_page.words(recording.made, number) if isinstance(number, int) else "")

    field.edited.connect(name_page)
    if not broke_off:
        form.put({"up_to": gone.chosen[-1] + 1})
    name_page()

    def save(entered: dict[str, Any]) -> None:
        part = part_that_came_out(gone, entered["up_to"])

        def done(rows: Any) -> None:
            dialog.accept()
            recording.said(by_page.said(rows))
            if part.chosen and recorded is not None:
                recorded()

        record_pages(
            recording.order,
            part,
            recording.made,
            recording.work,
            keep=broke_off and bool(part.chosen),
            then=done,
            refused=dialog.refuse,
            owner=recording.holder,
        )

    dialog = FormDialog(parent, "印到第几页？", form, save_word="记下", save=save)
    dialog.body.insertWidget(
        0, Words(by_page.broke_off or BROKE_OFF if broke_off else by_page.how_far or HOW_FAR)
    )
    dialog.body.insertWidget(2, told)

    say = offer or recording.offer

    def ask_again() -> None:
        say("", "", ask_again)
        ask_how_far(parent, recording, gone, broke_off=broke_off, recorded=recorded, offer=offer)

    # Paper may lie in the tray that nobody counts: whoever puts the question away hears what that means.
    dialog.rejected.connect(lambda: say(UNANSWERED, "填印到第几页", ask_again))
    dialog.open()
    return dialog


def ask_whether_saved_counts(recording: Recording, gone: GoneOut) -> Dialog:
    """The file was saved, and kept: whether its pages count as printed is for the person to say."""
    by_page = recording.order.by_page
    assert by_page is not None

    def count() -> None:
        record_pages(
            recording.order,
            gone,
            recording.made,
            recording.work,
            keep=False,
            then=lambda rows: recording.said(by_page.said(rows)),
            refused=recording.refused,
            owner=recording.holder,
        )

    return ask_verbs(
        recording.holder,
        "存成的文件算不算印过？",
        do_word="算印过",
        do=count,
        keep_word="不算",
        detail=SAVED,
    )
