"""The units that handle demands and suggestions: which there are, a new one, another name or telephone, retired."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.matters.service.catalogue import UnitRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill


def read_units(session: Any) -> list[UnitRow]:
    """All units, the retired ones too."""
    return catalogue.list_units(session, retired=True)


class UnitsDialog(Dialog):
    """The list by kind; pressing a line changes that unit."""

    def __init__(self, page: Page, units: list[UnitRow]) -> None:
        super().__init__(page, "承办单位", width=680)
        self._page = page
        self.body.addWidget(Words("诉求和建议交给这些单位办。按一行可以改名称、电话，或停用。", role="soft"))
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.show_units(units)

    def show_units(self, units: list[UnitRow]) -> None:
        """Show the units as they are now; a desk without any is offered the usual ones."""
        clear(self._lines)
        for kind in UnitKind:
            of_kind = [unit for unit in units if unit.kind is kind]
            if of_kind:
                self._lines.addWidget(Line(f"{kind.label} {len(of_kind)} 个", role="heading"))
            for unit in of_kind:
                words = "，".join(part for part in (unit.name, unit.contact, unit.phone) if part)
                pill = Pill("已停用") if unit.retired else None
                self._lines.addWidget(LineItem("", words, pill, partial(self.edit, unit)))
        actions = [Action("新增单位", self.add), Action("关闭", self.accept, primary=True)]
        if not units:
            self._lines.addWidget(Words("还没有承办单位，诉求和建议没有地方可交。"))
            actions.insert(0, Action("装入常用单位", self.load))
        self.action_row.set_actions(actions)
        QTimer.singleShot(0, self, self.fit)

    def load(self) -> None:
        """Take the usual units of a town and its district, to be changed afterwards."""
        self._page.change(
            catalogue.load_units,
            say=lambda count: f"已装入承办单位 {count} 个，名称不同的请逐个改",
            then=self._again,
            on_refusal=self.refuse,
        )

    def add(self) -> None:
        """A unit that was missing."""
        self._page.open_form(
            "新增承办单位",
            self._fields(),
            values={"kind": UnitKind.TOWN},
            save_word="新增",
            service=catalogue.add_unit,
            say=lambda unit: f"已新增承办单位“{unit.name}”",
            draft="unit",
            then=self._again,
        )

    def edit(self, unit: UnitRow) -> None:
        """Another name or telephone; a unit that is no more is retired, what it handled keeps it."""
        fields = [*self._fields(), CheckField("retired", "停用", "不再交办给它，已交办的不变")]
        self._page.open_form(
            f"修改{unit.name}",
            fields,
            values={field.name: getattr(unit, field.name) for field in fields},
            save_word="保存",
            service=catalogue.edit_unit,
            fixed={"unit_id": unit.id, "version": unit.version},
            say=lambda saved: f"已修改承办单位“{saved.name}”",
            draft=f"unit:{unit.id}",
            then=self._again,
        )

    def edit_again(self, units: list[UnitRow], unit_id: int | None) -> None:
        """Go on with a new unit (None), or with the one of this number."""
        if unit_id is None:
            self.add()
        for unit in units:
            if unit.id == unit_id:
                self.edit(unit)

    def _fields(self) -> list[Field]:
        return [
            LineField("name", "名称", required=True, placeholder="如 镇水利站", most=120),
            ChoiceField("kind", "类别", [(kind, kind.label) for kind in UnitKind], required=True),
            LineField("contact", "联系人", most=80),
            LineField("phone", "电话", most=40),
        ]

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(read_units, then=self.show_units, owner=self, key=(self, "units"))
