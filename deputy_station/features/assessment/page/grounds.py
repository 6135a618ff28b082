"""情形和条文 on the page: the grounds a fact can be recorded under, worded by the station or as the program has them."""

from collections.abc import Callable, Mapping
from functools import partial

from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.service import grounds
from deputy_station.features.assessment.service.grounds import GroundRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.fields import LineField, TextField
from deputy_station.widgets.page import Page
from deputy_station.widgets.table_model import Column


class Grounds:
    """What the page does about grounds."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its form is opened again."""
        return {"ground": self._word_again}

    def open(self) -> None:
        """All grounds, those no longer offered too."""
        self.page.ask(grounds.list_grounds, then=self.show)

    def show(self, rows: list[GroundRow]) -> None:
        """Each with its article and whose words they are."""
        Board(
            self.page,
            self.page.context,
            "情形和条文",
            "登记情形时选的就是这些，每种都要有条文。改过以后，以前登记的照原来的文字。",
            [
                Column("情形", lambda row: row.ground.name, chars=14, grow=2),
                Column("条文", lambda row: row.ground.law, chars=12, grow=1),
                Column("来自", "state", chars=5),
            ],
            rows,
            row_id=lambda row: row.key,
            unit="种",
            empty="没有情形。",
            actions=[Action("新增情形", partial(self.word, None))],
            row_actions=self._actions,
            told=lambda row: f"{row.ground.name}\n依据：{row.ground.law}",
        ).open()

    def _actions(self, row: GroundRow) -> list[Action]:
        found = [] if row.dropped else [Action("修改", partial(self.word, row))]
        if not row.dropped and not row.ground.statutory:
            found.append(Action("不再使用", partial(self._drop, row)))
        if row.dropped or (row.shipped and row.id is not None):
            found.append(Action("恢复", partial(self._restore, row)))
        return found

    def word(self, row: GroundRow | None) -> None:
        """Word one anew, or add one."""
        self.page.open_form(
            "新增情形" if row is None else "修改情形",
            [
                LineField("name", "情形", most=80, required=True),
                TextField(
                    "law",
                    "条文",
                    lines=2,
                    most=200,
                    required=True,
                    help="哪部法、哪一条，或本地哪个办法。程序只照着写，不作决定。",
                ),
            ],
            save_word="保存",
            service=grounds.save_ground,
            fixed={"key": row.key if row else None, "version": row.version if row else None},
            values={"name": row.ground.name, "law": row.ground.law} if row else {},
            say=lambda saved: f"“{saved.ground.name}”已保存",
            then=lambda _row: self.open(),
            draft=f"ground:{row.key}" if row else "ground",
        )

    def _word_again(self, key: str | None = None) -> None:
        def reopen(rows: list[GroundRow]) -> None:
            self.word(next((row for row in rows if row.key == key), None))

        self.page.ask(grounds.list_grounds, then=reopen)

    def _drop(self, row: GroundRow) -> None:
        self.page.change(
            grounds.drop_ground,
            key=row.key,
            version=row.version,
            say=f"“{row.ground.name}”不再使用",
            then=lambda _row: self.open(),
        )

    def _restore(self, row: GroundRow) -> None:
        self.page.change(
            grounds.restore_ground,
            key=row.key,
            version=row.version,
            say=lambda held: f"“{held.ground.name}”已恢复",
            then=lambda _row: self.open(),
        )
