"""身份: who has which of the roles a scheme speaks of, from when to when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.roles import (
    RoleRow,
    change_role,
    give_role,
    list_roles,
    remove_role,
)
from deputy_station.store import context
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.earlier_field import EarlierField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField


@dataclass(frozen=True)
class RolesShown:
    """Everybody's roles, and the words the scheme in force knows."""

    rows: list[RoleRow]
    words: tuple[str, ...]


def read_roles(session: Any) -> RolesShown:
    """The roles there are, and those the year's scheme speaks of."""
    scheme = scheme_for_year(session, year=context.today(session).year)
    return RolesShown(list_roles(session), scheme.roles)


class RolesDialog(Dialog):
    """A line for each role; pressing it changes its days."""

    def __init__(self, page: Page, shown: RolesShown) -> None:
        super().__init__(page, "代表的身份", width=640)
        self._page, self._shown = page, shown
        head = HBox(gap=10)
        head.addWidget(Words("办法里有些项只给某种身份的人算。起止日期按任命文件填。", role="soft"), 1)
        head.addWidget(Button("添加身份", self.give))
        self.body.addLayout(head)
        self._lines = VBox(gap=6)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])
        self.show_rows(shown)

    def show_rows(self, shown: RolesShown) -> None:
        """Show them as they are now."""
        self._shown = shown
        clear(self._lines)
        if shown.words:
            self._lines.addWidget(Words(f"现在的办法用到：{'、'.join(shown.words)}。"))
        else:
            self._lines.addWidget(Words("现在的办法不分身份，可以不填。"))
        for row in shown.rows:
            until = f"到{whole_day(row.until)}" if row.until else "至今"
            words = f"{row.role}，{whole_day(row.since)}{until}"
            self._lines.addWidget(LineItem(row.deputy, words, None, partial(self.change_days, row)))
        QTimer.singleShot(0, self, self.fit)

    def open_again(self, role_id: int | None) -> None:
        """Open the form of a draft: of a new role, or of the one with this number."""
        if role_id is None:
            self.give()
            return
        for row in self._shown.rows:
            if row.id == role_id:
                self.change_days(row)

    def give(self) -> None:
        """A role for a deputy."""
        today = self._page.context.clock.today
        self._page.open_form(
            "添加身份",
            [
                SearchField("deputy_id", "代表", self._page.work, finds_deputies(today), required=True),
                EarlierField(
                    "role",
                    "身份",
                    self._page.work,
                    _find_words,
                    required=True,
                    placeholder="、".join(self._shown.words[:3]) or "如 无职代表",
                    most=80,
                ),
                *self._days(),
            ],
            save_word="添加",
            service=give_role,
            say=lambda row: f"已记下{row.deputy}是{row.role}",
            then=self._again,
            draft="role",
        )

    def change_days(self, row: RoleRow) -> None:
        """From when to when; or it was a mistake."""
        dialog = self._page.open_form(
            f"{row.deputy}：{row.role}",
            self._days(),
            values={"since": row.since, "until": row.until},
            save_word="保存",
            service=change_role,
            fixed={"role_id": row.id, "version": row.version},
            say=f"已修改{row.deputy}的身份",
            then=self._again,
            draft=f"role:{row.id}",
            more=(Action("删除", lambda: remove()),),
        )

        def removed(_nothing: None) -> None:
            dialog.accept()
            self._again()

        def remove() -> None:
            self._page.change(
                remove_role,
                role_id=row.id,
                version=row.version,
                say=f"已删除{row.deputy}的身份“{row.role}”",
                then=removed,
                on_refusal=dialog.refuse,
            )

    def _days(self) -> list[Any]:
        today: Callable[[], Any] = self._page.context.clock.today
        return [
            DateField("since", "开始", today=today, lean=Lean.PAST, required=True),
            DateField("until", "结束", today=today, help="还在任的不填。"),
        ]

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(read_roles, then=self.show_rows, owner=self, key=(self, "rows"))


def _find_words(session: Any, text: str) -> list[str]:
    """The scheme's words, then those in use."""
    shown = read_roles(session)
    known = dict.fromkeys([*shown.words, *(row.role for row in shown.rows)])
    return [word for word in known if text in word]
