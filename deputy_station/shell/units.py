"""The units that handle demands and suggestions: whom to reach there, renamed, merged, retired, and whose matters are whose."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.matters.service.catalogue import DefaultUnit, MergedUnit, UnitRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import Card, LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.line_edit import LineEdit
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill
from deputy_station.widgets.search_fields import SearchField

SHOWN = 12


def read_units(session: Any) -> list[UnitRow]:
    """All units, the retired ones too."""
    return catalogue.list_units(session, retired=True)


def find_unit(session: Any, text: str) -> list[tuple[int, str]]:
    """Units in use by their names, also former ones, or pinyin initials."""
    rows = catalogue.list_units(session, search=text)
    return [(row.id, row.name) for row in (rows[:SHOWN] if text else rows)]


def find_category(session: Any, text: str) -> list[tuple[int, str]]:
    """Categories by words of their path or pinyin initials; the headings where nothing is typed."""
    rows = [row for row in catalogue.list_categories(session, search=text) if text or row.level == 1]
    rows.sort(key=lambda row: (row.level, len(row.path)))
    return [(row.id, row.path.replace("/", " / ")) for row in (rows[:SHOWN] if text else rows)]


class UnitsDialog(Dialog):
    """The list by kind, found by typing; pressing a line changes that unit."""

    def __init__(self, page: Page, units: list[UnitRow]) -> None:
        super().__init__(page, "承办单位", width=760)
        self._page = page
        self._units = units
        self.body.addWidget(
            Words("诉求和建议交给这些单位办。按一行可以改名称、联系人，并到别的单位，或停用。", role="soft")
        )
        self.search = LineEdit()
        self.search.setPlaceholderText("找单位：名称、曾用名、联系人")
        self.search.setAccessibleName("找单位")
        self.search.textChanged.connect(lambda _text: self._list())
        self.body.addWidget(self.search)
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.show_units(units)

    def show_units(self, units: list[UnitRow]) -> None:
        """Show the units as they are now; a desk without any is offered the usual ones."""
        self._units = units
        self._list()
        actions = [
            Action("类别一般交给谁", self.open_defaults),
            Action("新增单位", self.add),
            Action("关闭", self.accept, primary=True),
        ]
        if not units:
            actions.insert(0, Action("装入常用单位", self.load))
        self.action_row.set_actions(actions)
        QTimer.singleShot(0, self, self.fit)

    def _list(self) -> None:
        clear(self._lines)
        typed = self.search.text().strip()
        shown = [unit for unit in self._units if typed in unit_words(unit)]
        for kind in UnitKind:
            of_kind = [unit for unit in shown if unit.kind is kind]
            if of_kind:
                self._lines.addWidget(Line(f"{kind.label} {len(of_kind)} 个", role="heading"))
                card = Card(gap=0, margins=(8, 6, 8, 6))
                for unit in of_kind:
                    pill = Pill("已停用") if unit.retired else None
                    card.box.addWidget(LineItem("", unit_words(unit), pill, partial(self.edit, unit)))
                self._lines.addWidget(card)
        if not self._units:
            self._lines.addWidget(Words("还没有承办单位，诉求和建议没有地方可交。"))
        elif not shown:
            self._lines.addWidget(Words(f"没有找到“{typed}”。", role="soft"))

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
        """Another name or telephone; a unit that is no more is merged or retired, what it handled keeps it."""
        fields = [*self._fields(), CheckField("retired", "停用", "不再交办给它，已交办的不变")]
        merge = Action("并到别的单位", lambda: self._leave_for_merging(dialog, unit))
        dialog = self._page.open_form(
            f"修改{unit.name}",
            fields,
            values={field.name: getattr(unit, field.name) for field in fields},
            save_word="保存",
            service=catalogue.edit_unit,
            fixed={"unit_id": unit.id, "version": unit.version},
            say=lambda saved: f"已修改承办单位“{saved.name}”",
            draft=f"unit:{unit.id}",
            then=self._again,
            more=() if unit.merged_into_id is not None else (merge,),
        )
        if unit.former_names:
            dialog.body.insertWidget(
                0, Words(f"曾用名：{'、'.join(unit.former_names)}。用曾用名也找得到它。", role="soft")
            )

    def _leave_for_merging(self, dialog: FormDialog, unit: UnitRow) -> None:
        dialog.reject()
        self.merge(unit)

    def merge(self, unit: UnitRow) -> None:
        """The unit was taken over by another one: what it has in hand goes on there."""
        dialog = self._page.open_form(
            f"{unit.name}并到哪个单位",
            [
                SearchField("into_id", "并到", self._page.work, find_unit, required=True),
                CheckField(
                    "knowing",
                    "要留意",
                    "知道被反映人在那个单位，还是并过去",
                    help="只有提示过才勾。",
                ),
            ],
            save_word="并过去",
            service=catalogue.merge_units,
            fixed={"unit_id": unit.id, "version": unit.version},
            say=_merged_words(unit.name),
            draft=f"merge_unit:{unit.id}",
            then=self._again,
        )
        dialog.body.insertWidget(
            0,
            Words(
                "在办的诉求和建议、一般交给它的类别，都转到那个单位；它停用，名字还能找到新单位。",
                role="soft",
            ),
        )

    def edit_again(self, units: list[UnitRow], unit_id: int | None) -> None:
        """Go on with a new unit (None), or with the one of this number."""
        if unit_id is None:
            self.add()
        for unit in units:
            if unit.id == unit_id:
                self.edit(unit)

    def merge_again(self, units: list[UnitRow], unit_id: int) -> None:
        """Go on with merging the unit of this number."""
        for unit in units:
            if unit.id == unit_id:
                self.merge(unit)

    def open_defaults(self) -> None:
        """Which unit the matters of a category usually go to."""
        self._page.work.ask(
            catalogue.list_default_units,
            then=lambda found: DefaultUnitsDialog(self._page, found).open(),
            owner=self,
        )

    def _fields(self) -> list[Field]:
        return [
            LineField("name", "名称", required=True, placeholder="如 镇水利站", most=120),
            ChoiceField("kind", "类别", [(kind, kind.label) for kind in UnitKind], required=True),
            LineField("leader", "分管领导", most=80, placeholder="交办时填进牵头领导"),
            LineField("contact", "联系人", most=80),
            LineField("phone", "电话", most=40),
        ]

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(read_units, then=self.show_units, owner=self, key=(self, "units"))


def unit_words(unit: UnitRow) -> str:
    """A unit on one line: 镇水利站，李站长，138…（原名镇水管站）."""
    former = f"（原名{'、'.join(unit.former_names)}）" if unit.former_names else ""
    parts = (unit.name, f"{unit.leader}分管" if unit.leader else "", unit.contact, unit.phone)
    return "，".join(part for part in parts if part) + former


def _merged_words(name: str) -> Any:
    def words(merged: MergedUnit) -> str:
        return f"“{name}”已并到“{merged.unit.name}”，在办的 {merged.moved} 件一并转过去"

    return words


class DefaultUnitsDialog(Dialog):
    """The categories whose matters usually go to one unit: offered when such a demand is handed over."""

    def __init__(self, page: Page, defaults: list[DefaultUnit]) -> None:
        super().__init__(page, "类别一般交给谁", width=700)
        self._page = page
        self.body.addWidget(
            Words("登记和交办时照这里提示承办单位，要点“填入”才填。下一级没有定的，照上一级。", role="soft")
        )
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.action_row.set_actions(
            [Action("定一个类别", self.add), Action("关闭", self.accept, primary=True)]
        )
        self.show_defaults(defaults)

    def show_defaults(self, defaults: list[DefaultUnit]) -> None:
        """Show what is settled now; pressing a line changes it."""
        clear(self._lines)
        if defaults:
            card = Card(gap=0, margins=(8, 6, 8, 6))
            for one in defaults:
                words = f"{one.path.replace('/', ' / ')}：{one.unit}"
                card.box.addWidget(LineItem("", words, None, partial(self.edit, one)))
            self._lines.addWidget(card)
        else:
            self._lines.addWidget(Words("还没有定。按“定一个类别”开始。"))
        QTimer.singleShot(0, self, self.fit)

    def add(self) -> None:
        """Settle a category."""
        self._open("定一个类别", {}, draft="category_unit")

    def edit(self, one: DefaultUnit) -> None:
        """Another unit, or none of its own."""
        path = one.path.replace("/", " / ")
        self._open(
            path,
            {"category_id": (one.category_id, path), "unit_id": (one.unit_id, one.unit)},
            draft=f"category_unit:{one.category_id}",
        )

    def edit_again(self, defaults: list[DefaultUnit], category_id: int | None) -> None:
        """Go on with a new one (None), or with the category of this number."""
        if category_id is None:
            self.add()
        for one in defaults:
            if one.category_id == category_id:
                self.edit(one)

    def _open(self, title: str, values: dict[str, Any], *, draft: str) -> None:
        work = self._page.work
        self._page.open_form(
            title,
            [
                SearchField("category_id", "类别", work, find_category, required=True),
                SearchField("unit_id", "一般交给", work, find_unit, help="空着就照上一级类别。"),
            ],
            values=values,
            save_word="保存",
            service=catalogue.set_default_unit,
            say="已定好类别一般交给谁",
            draft=draft,
            then=lambda _done: work.ask(
                catalogue.list_default_units, then=self.show_defaults, owner=self, key=(self, "defaults")
            ),
        )
