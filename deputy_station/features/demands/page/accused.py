"""Who is complained of: before a demand goes to that person's unit, the desk is asked."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.dialogs import ask_verbs
from deputy_station.widgets.fields import Field
from deputy_station.widgets.form import Form
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField, SearchManyField

KNOWING = "knowing"
"""The box that says: the desk knows, and hands it there all the same. The service refuses without it."""


IN_HAND, ONLY_WARNED = "被反映人就在承办单位，还是这样", "只有提示过才勾。"
"""The box where the unit has the matter in hand already, and when to tick it."""
UNITS = ("unit_id", "co_unit_ids")


def warn_of_accused(
    page: Page,
    over: QWidget,
    form: Form,
    accused: Callable[[], Collection[int]],
    *,
    grown: Callable[[], object],
) -> None:
    """Watch the unit fields of a form: choosing a unit of who is complained of (`accused` gives them) opens the warning
    over `over`. The form has a box `knowing`, in sight only after somebody said so; `grown` follows."""
    form.show_field(KNOWING, bool(form[KNOWING].value()))

    def chosen(fields: Mapping[str, Field], unit_id: int) -> SearchField | None:
        for name in UNITS:
            field = fields.get(name)
            shown = isinstance(field, SearchField) and not field.isHidden()
            if isinstance(field, SearchField) and shown and unit_id in _keys(field.value()):
                return field
        return None

    def look() -> None:
        found = ((chosen(form.fields, unit_id), unit_id) for unit_id in accused())
        field, unit_id = next((pair for pair in found if pair[0] is not None), (None, 0))
        if field is None:
            form[KNOWING].put(False)
            form.show_field(KNOWING, False)
        elif not form[KNOWING].value() and not asked:
            asked.append(True)
            _ask(over, form, field, unit_id, asked, grown)

    asked: list[bool] = []
    for name in (*UNITS, "against_unit_id"):
        if name in form.fields:
            form[name].edited.connect(look)
    # A unit that stands there from the start (of the last round) is asked about too, once the form is open.
    page.work.ask(_turn, then=lambda _turn: look(), owner=form)


def _ask(
    over: QWidget,
    form: Form,
    field: SearchField,
    unit_id: int,
    asked: list[bool],
    grown: Callable[[], object],
) -> None:
    def keep() -> None:
        form.show_field(KNOWING, True)
        form[KNOWING].put(True)
        grown()

    def another() -> None:
        if isinstance(field, SearchManyField):
            field.put([one for one in field.chosen() if one[0] != unit_id])
        else:
            field.put(None)
        field.setFocus()

    question = ask_verbs(
        over,
        "被反映人就在这个单位",
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
