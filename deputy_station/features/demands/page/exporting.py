"""The export of the ledger: for whom it is comes first, as that decides what of a visitor the sheet shows."""

from typing import Any

from deputy_station.features.demands.page.papers import make_ledger
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page

SHOWN = {
    Face.INSIDE: "写全姓名、电话、住址",
    Face.UPWARD: "张某某、138****1234、住址到村",
    Face.PUBLIC: "不写来访人、电话和原话",
}


def open_export(page: Page, where: DemandFilter, listed: int | None = None) -> FormDialog:
    """Ask for whom the ledger of the list is, then where to put it; `listed` demands stand in the list."""
    form = Form(
        [
            ChoiceField(
                "face", "给谁看", [(face, f"{face.label}：{SHOWN[face]}") for face in Face], required=True
            ),
            CheckField("confidential_names", "保密的", "内部用时，写上要求保密的来访人（记入经手记录）"),
        ]
    )
    form.put({"face": Face.UPWARD})
    dialog = FormDialog(page, "导出台账", form, save_word="选位置", save=lambda values: save(values))
    if listed is not None:
        dialog.body.insertWidget(0, Words(f"现在列出的 {listed} 件。", role="soft"))

    def show_needed() -> None:
        """Only the inside face can name who asked for secrecy."""
        form.show_field("confidential_names", form["face"].value() is Face.INSIDE)
        dialog.fit()

    def save(values: dict[str, Any]) -> None:
        dialog.accept()
        year, face = page.context.clock.today().year, values["face"]
        page.save_paper(
            "导出台账",
            f"诉求台账{year}（{face.label}）",
            ".xlsx",
            make_ledger,
            kind="demand_ledger",
            where=where,
            **values,
        )

    form["face"].edited.connect(show_needed)
    show_needed()
    dialog.open()
    return dialog
