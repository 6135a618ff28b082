"""Who is complained of: before a demand goes to that person's unit, the desk is asked."""

from collections.abc import Callable, Mapping
from typing import Any

from deputy_station.widgets.dialogs import FormDialog, ask_verbs
from deputy_station.widgets.fields import Field
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField, SearchManyField

KNOWING = "knowing"
"""The box that says: the desk knows, and hands it there all the same. The service refuses without it."""


UNITS = ("unit_id", "co_unit_ids")


def warn_of_accused(page: Page, dialog: FormDialog, accused: Callable[[], int | None]) -> None:
    """Watch the unit fields of a form: choosing the unit of who is complained of (`accused` gives it) opens the warning.
    The form has a box `knowing`, which is in sight only after somebody said so."""
    form = dialog.form
    form.show_field(KNOWING, bool(form[KNOWING].value()))

    def chosen(fields: Mapping[str, Field], unit_id: int) -> SearchField | None:
        for name in UNITS:
            field = fields.get(name)
            shown = isinstance(field, SearchField) and not field.isHidden()
            if isinstance(field, SearchField) and shown and unit_id in _keys(field.value()):
                return field
        return None

    def look() -> None:
        unit_id = accused()
        field = chosen(form.fields, unit_id) if unit_id is not None else None
        if field is None or unit_id is None:
            form[KNOWING].put(False)
            form.show_field(KNOWING, False)
        elif not form[KNOWING].value() and not asked:
            asked.append(True)
            _ask(dialog, field, unit_id, asked)

    asked: list[bool] = []
    for name in (*UNITS, "against_unit_id"):
        if name in form.fields:
            form[name].edited.connect(look)
    # A unit that stands there from the start (of the last round) is asked about too, once the form is open.
    page.work.ask(_turn, then=lambda _turn: look(), owner=dialog)


def _ask(dialog: FormDialog, field: SearchField, unit_id: int, asked: list[bool]) -> None:
    form = dialog.form

    def keep() -> None:
        form.show_field(KNOWING, True)
        form[KNOWING].put(True)
        dialog.fit()

    def another() -> None:
        if isinstance(field, SearchManyField):
            field.put([one for one in field.chosen() if one[0] != unit_id])
        else:
            field.put(None)
        field.setFocus()

    question = ask_verbs(
        dialog,
        "反映的人就在这个单位",
        detail="材料交过去，可能被他本人看到，对来访人不利。确要交给它办，会写进经过。",
        do_word="还是交给它",
        keep_word="换一个单位",
        do=keep,
    )
    question.rejected.connect(another)
    question.finished.connect(lambda _how: asked.clear())


def _keys(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _turn(_session: Any) -> None:
    """Nothing to read: the form is open by then."""
