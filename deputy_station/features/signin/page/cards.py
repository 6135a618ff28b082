"""代表卡: whose cards are printed, and the loss of one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.deputies.service.frame import GroupRow, list_groups
from deputy_station.features.signin.service.cards import withdraw_card
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import ChoiceField
from deputy_station.widgets.form import Form
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField, SearchManyField

MISSING, EVERYBODY = "missing", "everybody"
CHOSEN_HELP = "写了姓名，就只印这几位"


def print_cards(page: Page) -> None:
    """Ask whose cards, then show them before they are printed."""
    page.ask(list_groups, then=lambda groups: _ask_whose(page, groups))


def _ask_whose(page: Page, groups: Sequence[GroupRow]) -> FormDialog:
    choices: list[tuple[Any, str]] = [(MISSING, "还没有卡的代表"), (EVERYBODY, "全部代表，原来的卡作废")]
    choices += [(group.id, f"{group.name}，原来的卡作废") for group in groups]
    form = Form(
        [
            ChoiceField("whose", "印给", choices, required=True),
            SearchManyField(
                "deputy_ids",
                "挑选代表",
                page.work,
                finds_deputies(page.context.clock.today),
                help=CHOSEN_HELP,
            ),
        ]
    )
    form.put({"whose": MISSING})

    def preview(values: dict[str, Any]) -> None:
        dialog.accept()
        page.print_paper(
            "印代表卡",
            "代表卡",
            make_cards,
            kind="deputy_cards",  # PDF only: cut along its marks
            writes=True,
            claim=record_cards,
            **meant(**values),
        )

    def lose() -> None:
        dialog.reject()
        lose_card(page)

    dialog = FormDialog(
        page,
        "印代表卡",
        form,
        save_word="看样子",
        save=preview,
        more=(Action("挂失", lose),),
    )
    dialog.open()
    return dialog


def meant(*, whose: Any, deputy_ids: list[int]) -> dict[str, Any]:
    """What the form asks for, as the service is asked: chosen deputies come before a group."""
    if deputy_ids:
        return {"deputy_ids": deputy_ids}
    if whose == MISSING:
        return {"missing_only": True}
    return {} if whose == EVERYBODY else {"group_id": whose}


def lose_card(page: Page) -> None:
    """A lost card must not sign anybody in any more."""
    find = finds_deputies(page.context.clock.today)
    page.open_form(
        "代表卡挂失",
        [SearchField("deputy_id", "代表", page.work, find, required=True)],
        save_word="挂失",
        service=withdraw_card,
        draft="lose_card",
        say="已挂失，这张卡不能再签到。需要时另印一张",
    )


def make_cards(database: Any, progress: Progress, *, out: Path, **whose: Any) -> object:
    """The cards; the paper engine is loaded on the worker, when the first ones are made."""
    from deputy_station.features.signin.documents.cards import draw_cards

    return draw_cards(database, progress, out=out, **whose)


def record_cards(session: Any, *, made: Any) -> None:
    """The cards are about to go out: one nobody knows of signs nobody in."""
    from deputy_station.features.signin.documents import cards

    cards.record_cards(session, made=made)
