"""Groups, constituencies and terms: named, renamed, given a leader."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.core.typed_day import MonthEdge
from deputy_station.features.deputies.page.fields import FrameRows, read_frame
from deputy_station.features.deputies.service import frame
from deputy_station.features.deputies.service.frame import ConstituencyRow, GroupRow, TermRow
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField


class FrameDialog(Dialog):
    """Three short lists; pressing a line changes it."""

    def __init__(self, page: Page, rows: FrameRows) -> None:
        super().__init__(page, "小组、选区和届别", width=640)
        self._page = page
        self._lists = VBox(gap=6)
        self.body.addWidget(Words("按一行可以改它的名称、组长或日期。", role="soft"))
        self.body.addLayout(self._lists)
        self.body.addStretch(1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])
        self.show_rows(rows)

    def show_rows(self, rows: FrameRows) -> None:
        """Show the lists as they are now."""
        groups, constituencies, terms = self._rows = rows
        clear(self._lists)
        self._head("代表小组", "新设小组", self.add_group)
        for group in groups:
            words = group.name + (f"，组长{group.leader}" if group.leader else "")
            line = LineItem(f"{group.deputies} 人", words, None, partial(self.edit_group, group))
            self._lists.addWidget(line)
        self._none(groups, "还没有代表小组。导入名册时会按表里的小组自动设立。")
        self._head("选区", "登记选区", self.add_constituency)
        for each in constituencies:
            self._lists.addWidget(LineItem("", each.name, None, partial(self.edit_constituency, each)))
        self._none(constituencies, "还没有选区。导入名册时会按表里的选区自动登记。")
        self._head("届别", "登记届别", self.add_term)
        for term in terms:
            words = f"{term.name}，{whole_day(term.starts_on)}至{whole_day(term.ends_on)}"
            self._lists.addWidget(LineItem("", words, None, partial(self.edit_term, term)))
        self._none(terms, "还没有届别。")
        QTimer.singleShot(0, self, self.fit)

    def _head(self, title: str, word: str, do: Any) -> None:
        row = HBox(gap=10)
        row.addWidget(Line(title, role="heading"))
        row.addStretch(1)
        row.addWidget(Button(word, do))
        self._lists.addLayout(row)

    def _none(self, rows: list[Any], sentence: str) -> None:
        if not rows:
            self._lists.addWidget(Words(sentence, role="soft"))

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(read_frame, then=self.show_rows, owner=self, key=(self, "rows"))

    def _form(self, title: str, fields: list[Any], **more: Any) -> None:
        self._page.open_form(title, fields, then=self._again, **more)

    def open_again(self, kind: str, row_id: int | None = None) -> None:
        """Open this dialog and in it the form of a draft: of a new row, or of the one with this number."""
        self.open()
        add: dict[str, Callable[[], None]] = {
            "group": self.add_group,
            "constituency": self.add_constituency,
            "term": self.add_term,
        }
        edit: dict[str, tuple[Sequence[Any], Callable[[Any], None]]] = {
            "group": (self._rows[0], self.edit_group),
            "constituency": (self._rows[1], self.edit_constituency),
            "term": (self._rows[2], self.edit_term),
        }
        if row_id is None:
            add[kind]()
            return
        rows, open_row = edit[kind]
        for row in rows:
            if row.id == row_id:
                open_row(row)

    def add_group(self) -> None:
        """A new group."""
        self._form(
            "新设代表小组",
            [LineField("name", "名称", required=True, placeholder="如 第一代表小组", most=80)],
            save_word="设立",
            service=frame.create_group,
            say=lambda row: f"已设立{row.name}",
            draft="frame:group",
        )

    def edit_group(self, group: GroupRow) -> None:
        """Rename a group, name its leader."""

        def find(session: Any, text: str) -> list[tuple[int, str]]:
            rows = list_deputies(session, search=text, group_id=group.id, limit=12)
            return [(row.id, row.name) for row in rows]

        leader = SearchField("leader_id", "组长", self._page.work, find, placeholder="组内代表的姓名")
        values: dict[str, Any] = {"name": group.name}
        if group.leader_id is not None:
            values["leader_id"] = (group.leader_id, group.leader)
        self._form(
            f"修改{group.name}",
            [LineField("name", "名称", required=True, most=80), leader],
            values=values,
            save_word="保存",
            service=frame.edit_group,
            fixed={"group_id": group.id, "version": group.version},
            draft=f"frame:group:{group.id}",
            say=lambda row: f"已修改{row.name}",
        )

    def add_constituency(self) -> None:
        """A new constituency."""
        self._form(
            "登记选区",
            [LineField("name", "名称", required=True, placeholder="如 第三选区（东岗村）", most=120)],
            save_word="登记",
            service=frame.create_constituency,
            draft="frame:constituency",
            say=lambda row: f"已登记{row.name}",
        )

    def edit_constituency(self, each: ConstituencyRow) -> None:
        """Rename a constituency."""
        self._form(
            f"修改{each.name}",
            [LineField("name", "名称", required=True, most=120)],
            values={"name": each.name},
            save_word="保存",
            service=frame.edit_constituency,
            fixed={"constituency_id": each.id, "version": each.version},
            draft=f"frame:constituency:{each.id}",
            say=lambda row: f"已修改{row.name}",
        )

    def _term_fields(self) -> list[Any]:
        today = self._page.context.clock.today
        return [
            LineField("name", "名称", required=True, placeholder="如 第十九届", most=80),
            DateField("starts_on", "开始日期", today=today, of_month=MonthEdge.FIRST, required=True),
            DateField("ends_on", "届满日期", today=today, of_month=MonthEdge.LAST, required=True),
        ]

    def add_term(self) -> None:
        """A new term."""
        self._form(
            "登记届别",
            self._term_fields(),
            save_word="登记",
            service=frame.create_term,
            draft="frame:term",
            say=lambda row: f"已登记{row.name}",
        )

    def edit_term(self, term: TermRow) -> None:
        """Change a term."""
        self._form(
            f"修改{term.name}",
            self._term_fields(),
            values={each: getattr(term, each) for each in ("name", "starts_on", "ends_on")},
            save_word="保存",
            service=frame.edit_term,
            fixed={"term_id": term.id, "version": term.version},
            draft=f"frame:term:{term.id}",
            say=lambda row: f"已修改{row.name}",
        )
