"""By when each step is due at this station: the shipped terms, each of which may be set differently."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.core.workdays import DeadlineUnit
from deputy_station.features.demands.rules.choices import Route
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.service import terms
from deputy_station.features.matters.service.terms import TermRow
from deputy_station.shell.units import find_category
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, NumberField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField

Terms = dict[MatterKind, list[TermRow]]
LONGEST = 999


def read_all_terms(session: Any) -> Terms:
    """The terms of each kind of matter."""
    return {matter: terms.list_terms(session, matter=matter) for matter in MatterKind}


class TermsDialog(Dialog):
    """A line for each term; pressing it sets another one for this station, or takes the station's own back."""

    def __init__(self, page: Page, found: Terms) -> None:
        super().__init__(page, "办理期限", width=760)
        self._page = page
        self.body.addWidget(
            Words(
                "改了以后，新交办的照新的算；已经交办的还是原来的日子。带“本站”的是本站自己定的。",
                role="soft",
            )
        )
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.action_row.set_actions(
            [
                Action("另定诉求期限", partial(self.add, MatterKind.DEMAND)),
                Action("另定建议期限", partial(self.add, MatterKind.SUGGESTION)),
                Action("关闭", self.accept, primary=True),
            ]
        )
        self.show_terms(found)

    def show_terms(self, found: Terms) -> None:
        """Show the terms as they hold now."""
        clear(self._lines)
        for matter, rows in found.items():
            self._lines.addWidget(Line(matter.label, role="heading"))
            card = Card(gap=0, margins=(8, 6, 8, 6))
            for row in rows:
                pill = Pill("本站", Tone.INFO) if row.own else None
                card.box.addWidget(LineItem("", term_words(row), pill, partial(self.edit, row)))
            self._lines.addWidget(card)
        QTimer.singleShot(0, self, self.fit)

    def edit(self, row: TermRow) -> None:
        """Another length for this step."""
        drop = Action("改回原来的", lambda: self._drop(dialog, row))
        dialog = self._page.open_form(
            f"{row.matter.label}：{_what(row)}",
            _fields(),
            values=_values(row),
            save_word="保存",
            service=terms.set_term,
            fixed={
                "matter": row.matter,
                "term": row.term,
                "route": row.route,
                "category_id": row.category_id,
            },
            say=lambda saved: f"{_what(saved)}的期限定为{saved.words}",
            draft=_draft(row),
            then=self._again,
            more=(drop,) if row.own else (),
        )

    def add(self, matter: MatterKind) -> None:
        """A term for one way or one category alone."""
        routes = [(route.value, route.label) for route in Route] if matter is MatterKind.DEMAND else []
        narrowed: list[Field] = [
            ChoiceField("term", "哪一步", [(term, term.label) for term in Term], required=True),
            *([ChoiceField("route", "处理方式", routes, none="都一样")] if routes else []),
            SearchField("category_id", "类别", self._page.work, find_category, help="空着就是所有类别。"),
        ]
        self._page.open_form(
            f"另定{matter.label}期限",
            [*narrowed, *_fields()],
            values={"unit": DeadlineUnit.WORKDAY, "from_next_day": True, "off_rest_days": True},
            save_word="保存",
            service=_set_term,
            fixed={"matter": matter},
            say=lambda saved: f"{_what(saved)}的期限定为{saved.words}",
            draft=f"new_term:{matter.value}",
            then=self._again,
        )

    def edit_again(self, found: Terms, *named: object) -> None:
        """Go on with the term that a draft's key names."""
        key = ":".join(["set_term", *map(str, named)])
        for row in (row for rows in found.values() for row in rows):
            if _draft(row) == key:
                self.edit(row)

    def _drop(self, dialog: FormDialog, row: TermRow) -> None:
        def done(_dropped: None) -> None:
            dialog.accept()
            self._again()

        self._page.change(
            terms.drop_term,
            say=f"{_what(row)}的期限已改回原来的",
            then=done,
            on_refusal=dialog.refuse,
            term_id=row.id,
        )

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(read_all_terms, then=self.show_terms, owner=self, key=(self, "terms"))


def _fields() -> list[Field]:
    units = [(unit, unit.label) for unit in DeadlineUnit]
    return [
        NumberField("amount", "多长", required=True, least=1, largest=LONGEST),
        ChoiceField("unit", "单位", units, required=True),
        CheckField("from_next_day", "从哪天起", "第二天起算"),
        CheckField("off_rest_days", "遇到休息日", "顺延到上班那天"),
    ]


def _values(row: TermRow) -> dict[str, Any]:
    rule = row.rule
    return {
        "amount": rule.amount,
        "unit": rule.unit,
        "from_next_day": rule.from_next_day,
        "off_rest_days": rule.off_rest_days,
    }


def _set_term(session: Any, *, route: str | None = None, **given: Any) -> TermRow:
    return terms.set_term(session, route=route or "", **given)


def _draft(row: TermRow) -> str:
    """set_term:demand:assign::0: kind of matter, step, route, category."""
    return f"set_term:{row.matter.value}:{row.term.value}:{row.route}:{row.category_id or 0}"


def _what(row: TermRow) -> str:
    """What a term is for: 答复（交办镇政府，城乡建设 / 村镇建设）."""
    where = [Route(row.route).label] if row.route else []
    where += [row.category.replace("/", " / ")] if row.category else []
    return row.term.label + (f"（{'，'.join(where)}）" if where else "")


def term_words(row: TermRow) -> str:
    """答复（交办镇政府）：次日起 10 个工作日."""
    return f"{_what(row)}：{row.words}"
