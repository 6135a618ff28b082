"""The form of the reception screen: short fields two abreast, and what follows while somebody types."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from deputy_station.core.phones import phone_problem, phone_warning
from deputy_station.features.demands.page.accused import KNOWING
from deputy_station.features.demands.page.finding import find_category, find_deputy, find_unit
from deputy_station.features.demands.rules.choices import Route, Satisfaction
from deputy_station.features.demands.rules.steps import ASSIGNABLE_ROUTES
from deputy_station.features.demands.service.earlier import find_earlier_addresses, find_earlier_places
from deputy_station.features.demands.service.taken_values import TITLE_CHARS, gist_of
from deputy_station.features.reception.service.visits import MOST_PEOPLE
from deputy_station.widgets.earlier_field import EarlierField
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.form import Form
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.search_fields import SearchField, SearchManyField
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.work import Work

WORDS_LINES, WORDS_LINES_LOW = 4, 3
"""Lines of the words as spoken, and on a low screen; more scroll."""
LABEL_WIDTH = 94
"""px at 100 %: the first labels of the rows stand under each other."""
STACK_BELOW = 416
"""Width (px at 100 %) under which labels go above their fields."""
GAP, GAP_LOW = 7, 6
PEOPLE_WIDTH = 84


@dataclass(frozen=True)
class _Abreast:
    """A field in a row: how much of the room it takes, and whether its label is said by its own box."""

    name: str
    share: int = 1
    speaks_itself: bool = False


_ROWS: tuple[tuple[_Abreast, ...], ...] = (
    (_Abreast("name"), _Abreast("phone")),
    (_Abreast("address", 1), _Abreast("people", 0)),
    (_Abreast("words"),),
    (_Abreast("gist"),),
    (_Abreast("category_id"),),
    (
        _Abreast("confidential", 0, speaks_itself=True),
        _Abreast("settled_on_the_spot", 0, speaks_itself=True),
        _Abreast("route"),
    ),
    (_Abreast("answer"),),
    (_Abreast("satisfaction"),),
    (_Abreast("unit_id"),),
    (_Abreast(KNOWING),),
    (_Abreast("note"),),
    (_Abreast("deputy_ids"),),
    (_Abreast("place"), _Abreast("against")),
    (_Abreast("against_unit_id"),),
)
"""What is seldom asked for stands last: nothing above it moves when its second line comes in, and Enter stops before."""
LAST_BY_ENTER = "deputy_ids"


class _Cell(QWidget):
    """A label and its field: beside each other, or under each other where it is narrow."""

    def __init__(self, label: QWidget, field: Field) -> None:
        super().__init__()
        self.label, self.field = label, field
        self.box = HBox(self, gap=10)
        self.box.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def stack(self, stacked: bool, *, label_width: int) -> None:
        """Put the label above the field, or left of it, so many px wide (0: as its words need)."""
        way = QBoxLayout.Direction
        self.box.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        self.box.set_spaces(gap=2 if stacked else 10)
        self.label.setMinimumWidth(0 if stacked else label_width)


class TakingForm(Form):
    """Who, from where, how many, the words as spoken, the gist, then what happens with it, then place and the accused.

    `gist_is_own` once somebody wrote the gist by hand: the words no longer change it.
    """

    def __init__(self, work: Work) -> None:
        self._rows: list[tuple[QWidget, list[_Cell]]] = []
        self._off: set[str] = set()
        self._low = False
        self.gist_is_own = False
        super().__init__(_fields(work))
        self["settled_on_the_spot"].edited.connect(self._show_needed)
        self["route"].edited.connect(self._show_needed)
        self["against"].edited.connect(self._show_needed)
        self.show_field(KNOWING, False)
        self["words"].edited.connect(self._suggest_gist)
        self["gist"].edited.connect(self._own_gist)
        scale.changed.connect(self._size_entries)
        self._show_needed()
        self._size_entries()

    def put_typed(self, typed: Mapping[str, Any]) -> list[str]:
        unread = super().put_typed(typed)
        gist = self["gist"].value()
        self.gist_is_own = bool(gist) and gist != gist_of(self["words"].value())
        self._show_needed()
        return unread

    def go_to_end_of_words(self) -> None:
        """Put the cursor behind the last word: one goes on writing there."""
        words = self["words"]
        assert isinstance(words, TextField)
        words.entry.moveCursor(QTextCursor.MoveOperation.End)

    def lie_low(self, low: bool) -> None:
        """Take little height: fewer lines for the words, rows closer together."""
        if low != self._low:
            self._low = low
            self._size_entries()
            self._grid.set_spaces(down=GAP_LOW if low else GAP)

    def show_field(self, name: str, shown: bool) -> None:
        super().show_field(name, shown)
        self._off = self._off - {name} if shown else self._off | {name}
        for row, cells in self._rows:
            for cell in cells:
                cell.setVisible(cell.field.name not in self._off)
            row.setVisible(any(cell.field.name not in self._off for cell in cells))

    def _lay_out(self, *, stacked: bool) -> None:
        if not self._rows:
            for place, abreast in enumerate(_ROWS):
                self._grid.addWidget(self._make_row(abreast), place, 0, 1, 2)
            for before, after in pairwise(self.fields.values()):
                QWidget.setTabOrder(before, after)
        self._stacked = stacked
        self._grid.set_spaces(down=GAP_LOW if self._low else GAP)
        across = Qt.AlignmentFlag.AlignBottom if stacked else Qt.AlignmentFlag.AlignTop
        for row, cells in self._rows:
            box = row.layout()
            assert box is not None
            for place, cell in enumerate(cells):
                box.setAlignment(cell, across)
                self._labels[cell.field.name].stack(stacked)
                cell.stack(stacked, label_width=0 if place else px(LABEL_WIDTH))

    def _make_row(self, abreast: tuple[_Abreast, ...]) -> QWidget:
        row = QWidget()
        box = HBox(row, gap=14)
        cells = []
        for each in abreast:
            label = self._labels[each.name]
            cell = _Cell(label, self.fields[each.name])
            if each.speaks_itself:
                label.hide()
            box.addWidget(cell, each.share)
            cells.append(cell)
        self._rows.append((row, cells))
        return row

    def _fit(self) -> None:
        self._lay_out(stacked=self.width() < px(STACK_BELOW))

    def _size_entries(self) -> None:
        words = self["words"]
        assert isinstance(words, TextField)
        words.entry.show_lines(WORDS_LINES_LOW if self._low else WORDS_LINES)
        self["people"].setFixedWidth(px(PEOPLE_WIDTH))

    def _show_needed(self) -> None:
        """Ask only for what is needed."""
        answered = self["settled_on_the_spot"].value()
        route = self["route"].value()
        self.show_field("answer", answered)
        self.show_field("satisfaction", answered)
        self.show_field("route", not answered)
        self.show_field("unit_id", not answered and route in ASSIGNABLE_ROUTES)
        self.show_field("note", not answered and route is not None)
        self.show_field("against_unit_id", bool(self["against"].value()))

    def accused(self) -> tuple[int, ...]:
        """The unit of who is complained of, where somebody is."""
        unit_id = self["against_unit_id"].value() if self["against"].value() else None
        return () if unit_id is None else (unit_id,)

    def _go_on(self, field: Field) -> None:
        if field.name == LAST_BY_ENTER:
            self.finished.emit()
        else:
            super()._go_on(field)

    def _suggest_gist(self) -> None:
        if not self.gist_is_own:
            self.put({"gist": gist_of(self["words"].value())})

    def _own_gist(self) -> None:
        self.gist_is_own = bool(self["gist"].value())


def _how_many(people: int | None) -> str | None:
    """It stands filled in, so that nobody need be told that it has to be; who empties it is."""
    return "请填人数。" if people is None else None


def _fields(work: Work) -> list[Field]:
    return [
        LineField("name", "来访人", most=80, placeholder="可以不留"),
        LineField("phone", "电话", most=40, placeholder="可以不留", check=phone_problem, warn=phone_warning),
        EarlierField("address", "住址", work, find_earlier_addresses, placeholder="村、组，可打首字母"),
        NumberField("people", "人数", least=1, largest=MOST_PEOPLE, unit="人", check=_how_many),
        TextField(
            "words", "原话", required=True, lines=WORDS_LINES, placeholder="按来访人的原话写，不加判断"
        ),
        LineField("gist", "要点", most=TITLE_CHARS, placeholder="按原话自动写好，可以改"),
        SearchField("category_id", "类别", work, find_category, placeholder="名称或拼音首字母，如 czjs"),
        CheckField("confidential", "保密", "要求保密"),
        CheckField("settled_on_the_spot", "当场答复", "当场答复"),
        TextField("answer", "答复内容", required=True, lines=2),
        ChoiceField(
            "satisfaction",
            "当场评价",
            [(one, one.label) for one in (Satisfaction.SATISFIED, Satisfaction.FAIR)],
        ),
        ChoiceField(
            "route",
            "处理方式",
            [(one, one.label) for one in Route if one is not Route.ANSWERED],
            none="以后交办",
        ),
        SearchField("unit_id", "承办单位", work, find_unit, required=True),
        CheckField(KNOWING, "要留意", "被反映人就在这个单位，还是交给它"),
        TextField("note", "处理意见", lines=2, placeholder="不受理要写理由"),
        SearchManyField("deputy_ids", "接待代表", work, find_deputy, placeholder="姓名或拼音首字母"),
        EarlierField("place", "地点", work, find_earlier_places, placeholder="哪条路"),
        LineField("against", "被反映人", most=80, placeholder="有才填"),
        SearchField("against_unit_id", "他的单位", work, find_unit, help="材料要交给这个单位时，会先提醒。"),
    ]
