"""五好代表 and 公示 on the page: nominations, votes, who is chosen; lists published, objections, the list made final."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deputy_station.core.clock import month_day
from deputy_station.core.typed_day import Lean
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.papers import draw_fine, draw_publicity, seal_publicity
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service import fine, publicity, publishing
from deputy_station.features.assessment.service.fine import FineRow, FineView
from deputy_station.features.assessment.service.publicity import ListRow, ObjectionRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.fields import CheckField, ChoiceField, LineField, NumberField, TextField
from deputy_station.widgets.grid_entry.columns import given_column, number_column
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.table_model import Column, Kind


class Honours:
    """What the page does about 五好 and publication lists."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again."""
        return {
            "nominate": lambda year, row_id=None: self.page.ask(
                fine.read_fine, year=year, then=partial(self._nominate_again, row_id=row_id)
            ),
            "votes": lambda year: self.page.ask(fine.read_fine, year=year, then=self.count),
            "publish": self.publish,
            "object": lambda list_id: self.page.ask(
                publicity.read_list, list_id=list_id, then=self.object_to
            ),
            "answer": lambda list_id, row_id: self.page.ask(
                publicity.read_list, list_id=list_id, then=partial(self._answer_again, row_id=row_id)
            ),
        }

    # ------------------------------------------------------------------ 五好

    def open_fine(self, year: int) -> None:
        """The year's nominees."""
        self.page.ask(fine.read_fine, year=year, then=self.show_fine)

    def show_fine(self, view: FineView) -> None:
        """Nominees with their votes; what stands in the way is said below."""
        Board(
            self.page,
            self.page.context,
            f"{view.year} 年五好代表",
            f"推荐 {len(view.rows)} 人，名额 {view.places} 人，已定 {view.chosen} 人。"
            f"没有一票否决、等次{given().least_grade}以上、五项都符合的才能定。",
            [
                Column("代表", "deputy", chars=5, grow=1),
                Column("小组", "group", chars=6, leaves=3),
                Column("等次", "grade", chars=3, leaves=2),
                Column(
                    "五项",
                    lambda row: f"{sum(holds for _n, holds in row.virtues)} / 5",
                    chars=3,
                    leaves=4,
                ),
                Column(
                    "得票",
                    lambda row: "" if row.votes is None else row.votes,
                    chars=3,
                    leaves=1,
                    kind=Kind.NUMBER,
                ),
                Column("状态", fine_pill, chars=6, kind=Kind.PILL),
            ],
            view.rows,
            row_id=lambda row: row.id,
            empty="还没有推荐。按“推荐代表”，五项逐项答是不是。",
            actions=[
                Action("推荐代表", partial(self.nominate, view.year, None)),
                *([Action("登记得票", partial(self.count, view))] if view.rows else []),
                *([Action("打印推荐名单", partial(self.print_fine, view.year))] if view.rows else []),
            ],
            row_actions=lambda row: [
                Action("取消五好", partial(self.choose, view.year, row, False))
                if row.chosen
                else Action("定为五好", partial(self.choose, view.year, row, True)),
                Action("修改推荐", partial(self.nominate, view.year, row)),
            ],
            told=lambda row: "；".join(row.obstacles) or row.remark,
        ).open()

    def nominate(self, year: int, row: FineRow | None) -> None:
        """Put somebody forward, or change the answers."""
        today = self.page.context.clock.today
        checks = [
            CheckField(column, name, "符合")
            for column, name in zip(fine.VIRTUES, given().virtues, strict=True)
        ]
        who = (
            [SearchField("deputy_id", "代表", self.page.work, finds_deputies(today), required=True)]
            if row is None
            else []
        )
        fixed: dict[str, Any] = {"year": year}
        values: dict[str, Any] = {}
        if row is not None:
            fixed |= {"deputy_id": row.deputy_id, "nomination_id": row.id, "version": row.version}
            held = [holds for _name, holds in row.virtues]
            values = dict(zip(fine.VIRTUES, held, strict=True)) | {"remark": row.remark}
        self.page.open_form(
            "推荐五好代表" if row is None else f"五好推荐：{row.deputy}",
            [*who, *checks, TextField("remark", "事迹", lines=3, most=1000)],
            save_word="保存",
            service=fine.nominate,
            fixed=fixed,
            values=values,
            say=lambda name: f"{name}的五好推荐已保存",
            then=lambda _name: self.open_fine(year),
            draft=f"nominate:{year}" if row is None else f"nominate:{year}:{row.id}",
        )

    def _nominate_again(self, view: FineView, row_id: int | None) -> None:
        self.nominate(view.year, next((row for row in view.rows if row.id == row_id), None))

    def count(self, view: FineView) -> None:
        """The votes of all nominees in a grid."""
        if not view.rows:
            self.page.notice.tell(f"{view.year} 年还没有推荐五好代表，没有得票可登记。")
            return
        sheet = Sheet(
            [
                given_column("deputy", "姓名", chars=6, grow=1),
                number_column("votes", "得票", largest=999_999, chars=5),
            ],
            [
                GridRow(row.id, {"deputy": row.deputy, "votes": "" if row.votes is None else str(row.votes)})
                for row in view.rows
            ],
            free=False,
        )
        self.page.open_form(
            "登记得票",
            [GridField("votes", "得票", sheet, hint="打得票数，回车到下一人。", unit="人")],
            save_word="保存",
            service=fine.count_votes,
            fixed={"year": view.year},
            say=lambda count: f"已登记得票 {count} 人" if count else "没有改动",
            then=lambda _count: self.open_fine(view.year),
            draft=f"votes:{view.year}",
        )

    def choose(self, year: int, row: FineRow, chosen: bool) -> None:
        """Choose a nominee, or take it back."""
        self.page.change(
            fine.choose,
            nomination_id=row.id,
            version=row.version,
            chosen=chosen,
            say=lambda name: f"{name}{'定为五好代表' if chosen else '不再是五好代表'}",
            then=lambda _name: self.open_fine(year),
        )

    def print_fine(self, year: int) -> None:
        """The list of nominees."""
        self.page.print_paper(
            "打印推荐名单",
            f"五好代表推荐名单{year}",
            draw_fine,
            kind="fine_list",
            also=(".xlsx", ".docx"),
            year=year,
        )

    # ------------------------------------------------------------------ 公示

    def open_lists(self, year: int) -> None:
        """The year's publication lists."""
        self.page.ask(publicity.list_publicity, year=year, then=partial(self.show_lists, year))

    def show_lists(self, year: int, rows: list[ListRow]) -> None:
        """Lists with their days and objections."""
        Board(
            self.page,
            self.page.context,
            f"{year} 年公示名单",
            _lists_words(rows),
            [
                Column("名单", lambda row: row.honour.label, chars=9, grow=1),
                Column("人数", lambda row: len(row.standing), chars=2, kind=Kind.NUMBER),
                Column(
                    "公示",
                    lambda row: f"{month_day(row.starts_on)}至{month_day(row.ends_on)}",
                    chars=10,
                    leaves=1,
                ),
                Column("异议", lambda row: len(row.objections) or "", chars=2, leaves=2, kind=Kind.NUMBER),
                Column("有变", lambda row: len(row.changes) or "", chars=2, leaves=3, kind=Kind.NUMBER),
                Column("状态", list_pill, chars=6, kind=Kind.PILL),
            ],
            rows,
            row_id=lambda row: row.id,
            unit="份",
            empty="今年还没有公示。按“列公示名单”，名单由评定的等次和定下的五好代表来。",
            actions=[Action("列公示名单", partial(self.publish, year))],
            row_actions=self._list_actions,
            told=_list_words,
        ).open()

    def _list_actions(self, row: ListRow) -> list[Action]:
        found = []
        if row.final_on is None:
            waiting = [each for each in row.objections if each.answered_on is None]
            if waiting:
                found.append(Action("答复异议", partial(self.answer, row, waiting[0])))
            found.append(Action("定案", partial(self.make_final, row)))
            found.append(Action("登记异议", partial(self.object_to, row)))
        return [
            *found,
            Action("打印公示", partial(self.print_list, row)),
            Action("公示存成 Word", partial(self.save_list, row)),
        ]

    def publish(self, year: int) -> None:
        """Publish a list."""
        self.page.open_form(
            "公示名单",
            [
                ChoiceField(
                    "honour", "哪份名单", [(honour, honour.label) for honour in Honour], required=True
                ),
                DateField("starts_on", "从哪天起", today=self.page.context.clock.today, required=True),
                NumberField(
                    "days", "公示几天", least=1, largest=60, unit="天", help="空着就按“本年安排”里的天数。"
                ),
                ChoiceField("workdays", "怎么算", [(False, "自然日"), (True, "工作日")], none="按“本年安排”"),
                LineField("number", "发文字号", most=60, placeholder="如 青人主〔2026〕12号"),
            ],
            save_word="公示",
            service=publishing.publish_names,
            fixed={"year": year},
            values={"honour": Honour.EXCELLENT, "starts_on": self.page.context.clock.today()},
            say=lambda row: f"{row.honour.label} {len(row.names)} 人开始公示，{row.arithmetic}",
            then=lambda _row: self.open_lists(year),
            draft=f"publish:{year}",
        )

    def object_to(self, row: ListRow) -> None:
        """Somebody objects."""
        today = self.page.context.clock.today
        self.page.open_form(
            "登记异议",
            [
                ChoiceField(
                    "deputy_id",
                    "对哪位",
                    [(each.deputy_id, each.deputy) for each in row.standing],
                    none="整份名单",
                ),
                TextField("words", "异议内容", lines=3, most=2000, required=True),
                DateField("said_on", "哪天提出", today=today, lean=Lean.PAST, required=True),
                LineField("said_by", "谁提出", most=80, help="不愿留名的空着；不印在任何纸上。"),
            ],
            save_word="保存",
            service=publishing.object_to,
            fixed={"list_id": row.id},
            values={"said_on": today()},
            say="异议已登记，答复以后才能定案",
            then=lambda _row: self.open_lists(row.year),
            draft=f"object:{row.id}",
        )

    def answer(self, row: ListRow, objection: ObjectionRow) -> None:
        """Answer an objection."""
        today = self.page.context.clock.today
        about = f"对{objection.deputy}：" if objection.deputy else ""
        self.page.open_form(
            "答复异议",
            [
                TextField(
                    "answer",
                    "调查和答复",
                    lines=4,
                    most=2000,
                    required=True,
                    help=f"异议：{about}{objection.words}",
                ),
                DateField("answered_on", "答复日期", today=today, lean=Lean.PAST, required=True),
                *([CheckField("removed", "处理", "从名单上去掉")] if objection.deputy_id else []),
            ],
            save_word="保存",
            service=publishing.answer_objection,
            fixed={"objection_id": objection.id, "version": objection.version},
            values={"answered_on": today()},
            say="异议已答复",
            then=lambda _row: self.open_lists(row.year),
            draft=f"answer:{row.id}:{objection.id}",
        )

    def _answer_again(self, row: ListRow, row_id: int) -> None:
        for objection in row.objections:
            if objection.id == row_id:
                self.answer(row, objection)

    def make_final(self, row: ListRow) -> None:
        """The list is final."""
        self.page.change(
            publishing.make_final,
            list_id=row.id,
            version=row.version,
            say=f"{row.honour.label}名单已定案",
            then=lambda _row: self.open_lists(row.year),
        )

    def print_list(self, row: ListRow) -> None:
        """The publication as an official paper."""
        self.page.print_paper(
            "打印公示",
            f"{row.honour.label}公示{row.year}",
            draw_publicity,
            kind="publicity",
            went_out=seal_publicity,
            also=(".xlsx", ".docx"),
            list_id=row.id,
        )

    def save_list(self, row: ListRow) -> None:
        """The publication as a document to go on writing in."""
        self.page.save_paper(
            "公示存成 Word",
            f"{row.honour.label}公示{row.year}",
            ".docx",
            draw_publicity,
            kind="publicity",
            list_id=row.id,
        )


def fine_pill(row: FineRow) -> Pill:
    """How a nominee stands."""
    tones = {
        "已定": Tone.DONE,
        "不符合条件": Tone.OVERDUE,
        "已定，条件不符": Tone.OVERDUE,
        "得票入围": Tone.INFO,
        "待投票": Tone.SOON,
    }
    return Pill(row.state, tones.get(row.state, Tone.QUIET))


def list_pill(row: ListRow) -> Pill:
    """How a list stands."""
    if row.final_on is not None:
        return Pill(row.state, Tone.DONE)
    return Pill(row.state, Tone.OVERDUE if row.open else Tone.INFO if row.running else Tone.SOON)


def _list_words(row: ListRow) -> str:
    names = "、".join(each.deputy for each in row.standing)
    told = [f"异议：{each.words}（{each.answer or '还没有答复'}）" for each in row.objections]
    changed = [f"公示以后有变：{'；'.join(row.changes)}。名单照公示的不变。"] if row.changes else []
    return "\n".join([f"{names}。{row.arithmetic}。", *changed, *told])


def _lists_words(rows: list[ListRow]) -> str:
    changed = sum(len(row.changes) for row in rows)
    if changed:
        return (
            f"有 {changed} 人现在和公示的不一样，选中名单看是谁。"
            "没有定案的，登记异议，答复时去掉；已经定案的，核对考核表上的等次。"
        )
    return "公示期满、每件异议都答复了，才能定案。"
