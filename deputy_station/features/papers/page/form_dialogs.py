"""The dialogs of the page 表样: the words of a form, its column widths, its versions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from deputy_station.features.papers.page.live_preview import WIDE, LivePreview, put_beside
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.labels import Words as Label

if TYPE_CHECKING:
    from deputy_station.features.papers.documents.own_forms import TriedPage
    from deputy_station.features.papers.page.forms import FormsPage
    from deputy_station.features.papers.service.form_places import Columns, Words
    from deputy_station.features.papers.service.forms import FormView, SavedForm

LONG = 36
"""Signs: longer words, or those of several lines, get a field of several lines."""
SIZES = ((-1.0, "小 1 磅"), (-0.5, "小半磅"), (0.0, "和原来一样"), (0.5, "大半磅"), (1.0, "大 1 磅"))
BOUND = "登记册"
"""The area whose pages are printed again and again, each time with the new rows alone."""
RIGHT = "正好。"
PLACE, WIDTH = "place:", "width:"


class ExactLine(LineField):
    """A line kept as typed: the wide spaces between the characters of a label are meant."""

    def value(self) -> str:
        return self.entry.text()


class ExactText(TextField):
    """Lines kept as typed."""

    def value(self) -> str:
        return self.entry.toPlainText()


def open_words(page: FormsPage, view: FormView) -> FormDialog:
    """Each fixed words in a field of its own, as it stands on the paper from top to bottom."""
    line = view.line
    fields: list[Field] = [
        LineField(
            "logo", "抬头", most=40, placeholder="例如：青石镇人大主席团", help="印在标题上面，空着就不印。"
        ),
        ChoiceField("size_step", "表里的字", SIZES, required=True),
        *(_words_field(each) for each in view.words),
        LineField("note", "为什么改", most=200),
    ]
    values: dict[str, Any] = {"logo": view.changes.logo, "size_step": view.changes.size_step}
    values |= {f"{PLACE}{each.place}": each.words for each in view.words}
    opened: list[LivePreview] = []
    look = Action("看大图", lambda: _look(page, view, opened[0]))
    dialog = page.open_form(
        f"改文字：{line.title}",
        fields,
        save_word="存成新版",
        service=save_words,
        fixed={"name": line.id, "number": line.number},
        values=values,
        say=_saved,
        draft=f"words:{line.id}",
        width=720 + WIDE,
        more=(look,),
    )
    opened.append(_beside(page, view, dialog, _wanted_words))
    return dialog


def _words_field(each: Words) -> Field:
    told = []
    if each.beside:
        told.append(f"在“{each.beside}”一栏")
    if each.words != each.shipped:
        told.append(f"随程序的是“{each.shipped}”")
    name, hint = f"{PLACE}{each.place}", "，".join(told)
    if "\n" in each.shipped or len(each.shipped) > LONG or "\n" in each.words:
        return ExactText(name, each.name, lines=2, most=2_000, help=hint)
    return ExactLine(name, each.name, most=200, help=hint)


def open_widths(page: FormsPage, view: FormView) -> FormDialog:
    """A field in mm for every column; tables of the same columns (twelve months) are one. Their sum is said."""
    groups = _alike(view.columns)
    fields: list[Field] = []
    values: dict[str, Any] = {}
    for place, (blocks, columns) in enumerate(groups, 1):
        for name, head, width in zip(_names(blocks, columns), columns.heads, columns.widths, strict=True):
            label = f"表 {place}：{head[:10]}" if len(groups) > 1 else head[:12]
            fields.append(
                NumberField(name, label, required=True, exact=True, least=1, largest=400, unit="毫米")
            )
            values[name] = f"{width:g}"
    line = view.line
    opened: list[LivePreview] = []
    look = Action("看大图", lambda: _look(page, view, opened[0]))
    dialog = page.open_form(
        f"改列宽：{line.title}",
        fields,
        save_word="存成新版",
        service=save_widths,
        fixed={"name": line.id, "number": line.number},
        values=values,
        say=_saved,
        draft=f"widths:{line.id}",
        width=560 + WIDE,
        more=(look,),
    )
    opened.append(_beside(page, view, dialog, _wanted_widths))
    sums = Label("")
    dialog.body.insertWidget(0, sums)
    if line.area == BOUND:
        warning = "已经印过的登记册要接着补印的，先别改列宽：新行会和纸上的旧格对不上。"
        dialog.body.insertWidget(0, Label(warning))

    def told() -> str:
        one = len(groups) == 1
        return "\n".join(_sum_words(dialog, place, *each, one=one) for place, each in enumerate(groups, 1))

    def say_sums() -> None:
        sums.say(told())
        # Above the buttons too: of a table with many columns the top is out of sight.
        wrong = "".join(words for words in told().split("\n") if not words.endswith(RIGHT))
        if wrong:
            dialog.notice.tell(wrong)
        else:
            dialog.notice.clear()

    sums.say(told())
    dialog.form.edited.connect(say_sums)
    dialog.fit()
    return dialog


def _names(blocks: list[int], columns: Columns) -> list[str]:
    return [f"{WIDTH}{','.join(map(str, blocks))}:{number}" for number in range(len(columns.widths))]


def _alike(columns: tuple[Columns, ...]) -> list[tuple[list[int], Columns]]:
    found: dict[tuple[object, ...], tuple[list[int], Columns]] = {}
    for each in columns:
        found.setdefault((each.heads, each.widths, each.shipped), ([], each))[0].append(each.block)
    return list(found.values())


def _sum_words(dialog: FormDialog, place: int, blocks: list[int], columns: Columns, *, one: bool) -> str:
    before = sum(columns.shipped)
    typed = [dialog.form[name].value() for name in _names(blocks, columns)]
    table = "" if one else f"表 {place} "
    if None in typed:
        return f"{table}合计应是 {before:g} 毫米，还有没填好的。"
    total = float(sum(typed))
    over = total - before
    if abs(over) <= 0.05:
        return f"{table}合计 {total:g} 毫米，{RIGHT}"
    return (
        f"{table}合计 {total:g} 毫米，应是 {before:g} 毫米，{'多' if over > 0 else '少'} {abs(over):g} 毫米。"
    )


def open_versions(page: FormsPage, view: FormView) -> FormDialog:
    """Choose which version to use again; the shipped form is the last of them."""
    line = view.line
    today = page.context.clock.today()
    choices = [
        (row.number, f"第 {row.number} 版，{short_instant(row.made_at, today)}，{row.since}"[:60])
        for row in view.versions[1:]
        if row.changed
    ]
    return page.open_form(
        f"版本：{line.title}",
        [
            ChoiceField(
                "version",
                "改用",
                [*choices, *([(0, "随程序的样子")] if line.changed else [])],
                required=True,
                help="另存为新的一版，原来的各版都留着。已经印出去的不变。",
            )
        ],
        save_word="用这一版",
        service=use_version,
        fixed={"name": line.id, "number": line.number},
        say=_saved,
        draft=f"versions:{line.id}",
    )


def _saved(saved: SavedForm) -> str:
    if not saved.changed:
        return f"“{saved.title}”改回随程序的样子，以后就照这样印"
    return f"“{saved.title}”存成第 {saved.number} 版，以后就照这样印"


def _beside(
    page: FormsPage, view: FormView, dialog: FormDialog, wanted: Callable[[dict[str, Any]], dict[str, Any]]
) -> LivePreview:
    """The page as it would be, beside what is typed."""
    preview = LivePreview(page, dialog, try_page, lambda values: {"name": view.line.id, **wanted(values)})
    put_beside(dialog, preview)
    return preview


def _look(page: FormsPage, view: FormView, preview: LivePreview) -> None:
    """The page of the preview as large as there is room, before anything is saved; a refusal is said in the dialog."""
    dialog = preview.dialog
    if not dialog.form.check():
        return
    from deputy_station.features.papers.page.forms import show_page

    dialog.notice.clear()
    page.work.ask(
        try_page,
        then=lambda tried: show_page(dialog, f"{view.line.title}：改了以后", tried.picture),
        on_refusal=dialog.refuse,
        owner=dialog,
        **preview.asked(),
    )


def _wanted_words(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": {key.removeprefix(PLACE): text for key, text in values.items() if key.startswith(PLACE)},
        "logo": values["logo"],
        "size_step": values["size_step"],
    }


def _wanted_widths(values: dict[str, Any]) -> dict[str, Any]:
    widths: dict[int, list[float]] = {}
    for key, width in values.items():
        if key.startswith(WIDTH):
            for block in key.removeprefix(WIDTH).partition(":")[0].split(","):
                widths.setdefault(int(block), []).append(float(Decimal(width)))
    return {"widths": widths}


# What draws papers is loaded on the worker.


def save_words(session: Any, *, name: str, number: int, note: str, **values: Any) -> SavedForm:
    """The fields of the dialog as a version."""
    from deputy_station.features.papers.service import forms

    return forms.save_words(session, name=name, number=number, note=note, **_wanted_words(values))


def save_widths(session: Any, *, name: str, number: int, **values: Any) -> SavedForm:
    """The widths of the dialog as a version."""
    from deputy_station.features.papers.service import forms

    return forms.save_widths(session, name=name, number=number, **_wanted_widths(values))


def use_version(session: Any, *, name: str, number: int, version: int) -> SavedForm:
    """An earlier version, or the shipped form, as the next one."""
    from deputy_station.features.papers.service import forms

    if version == forms.SHIPPED:
        return forms.back_to_shipped(session, name=name, number=number)
    return forms.go_back_to(session, name=name, number=number, version=version)


def try_page(session: Any, *, name: str, number: int, **wanted: Any) -> TriedPage:
    """A page with further changes; nothing is saved."""
    from deputy_station.features.papers.documents import own_forms

    return own_forms.try_page(session, name=name, number=number, **wanted)
