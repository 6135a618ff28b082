"""The roster: who is in office, found by name or pinyin, and one deputy with all seats."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.core.cleaning import mask_phone
from deputy_station.features.deputies.page.fields import (
    FrameRows,
    add_seat,
    person_fields,
    read_frame,
    register_deputy,
    seat_fields,
)
from deputy_station.features.deputies.page.frame import FrameDialog
from deputy_station.features.deputies.page.roster_grid import open_roster_grid
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service import editing, roster
from deputy_station.features.deputies.service.roster import DeputyCounts, DeputyDetail, MandateRow
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column

LEFT = "left"
ALL_GROUPS = "全部小组"

Shown = tuple[DeputyDetail, list[HistoryRow]]


class DeputiesPage(ListDetailPage):
    """Who the deputies are."""

    title = "代表名册"
    tables = frozenset({"deputies", "mandates", "deputy_groups", "constituencies", "terms"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="人",
            search="姓名、拼音首字母、小组、选区、电话",
            empty="名册里还没有代表。可以从工作簿导入，也可以一位一位登记。",
            empty_action=Action("导入名册", self.choose_workbook),
            columns=[
                Column("姓名", "name", chars=7, sort="name"),
                Column("层级", "level_words", chars=4),
                Column("代表小组", "group", chars=6, leaves=1, sort="group"),
                Column("选区", "constituency", chars=9, leaves=2),
                Column("工作单位及职务", "work_unit", chars=8, grow=1),
                Column("电话", lambda row: mask_phone(row.phone), chars=6, leaves=3),
            ],
        )
        self._frame: FrameRows = ([], [], [])
        self.groups = Choice()
        self.groups.addItems([ALL_GROUPS])
        self.groups.activated.connect(lambda _place: self.load_list())
        self.filters.add(self.groups)
        self.filters.set_filters([Filter("", "在任")])
        self.set_actions(
            Action("小组和届别", self.open_frame),
            Action("导入名册", self.choose_workbook),
            Action("逐行录入", self.register_many),
            Action("登记代表", self.register, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "register": self.register,
            "register_many": self.register_many,
            "edit": self._of_deputy(self.edit),
            "add_seat": self._of_deputy(self.add_seat),
            "edit_seat": self._of_seat(self.edit_seat),
            "end_seat": self._of_seat(self.end_seat),
            "frame": lambda *key: FrameDialog(self, self._frame).open_again(*key),
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        do = filters.pop("do", "")
        super().take_filter(**filters)
        if do == "import":
            self.choose_workbook()

    def load_list(self) -> None:
        today, chosen = self.context.clock.today(), self.filters.chosen
        place = self.groups.currentIndex() - 1
        groups = self._frame[0]
        wanted: dict[str, Any] = {
            "search": self.filters.words,
            "group_id": groups[place].id if 0 <= place < len(groups) else None,
        }
        if chosen == LEFT:
            wanted["left_by"] = today
        else:
            wanted["in_office_on"] = today
            wanted["level"] = Level(chosen) if chosen else None
        self.table.load(roster.list_deputies, roster.count_deputies, **wanted)
        self.ask(roster.count_for_chips, then=self.show_counts, on=today)
        self.ask(read_frame, then=self.take_frame)

    def show_counts(self, counts: DeputyCounts) -> None:
        """The chips' numbers, and the words beside the title."""
        self.set_count(f"在任 {counts.in_office} 人")
        levels = [level for level in Level if counts.by_level[level]]
        self.filters.set_filters(
            [
                Filter("", "在任", counts.in_office),
                *(Filter(str(level.value), level.label, counts.by_level[level]) for level in levels),
                Filter(LEFT, "已离任", counts.left),
            ]
        )

    def take_frame(self, frame: FrameRows) -> None:
        """Groups, constituencies and terms to choose from; the chosen group stays chosen."""
        chosen = self.groups.currentText()
        self._frame = frame
        names = [ALL_GROUPS, *(group.name for group in frame[0])]
        if names != [self.groups.itemText(place) for place in range(self.groups.count())]:
            self.groups.clear()
            self.groups.addItems(names)
            self.groups.setCurrentIndex(names.index(chosen) if chosen in names else 0)

    # ------------------------------------------------------------------ one deputy

    def show_detail(self, row_id: int) -> None:
        self.ask(_read_deputy, then=self.fill_detail, deputy_id=row_id)

    def fill_detail(self, shown: Shown) -> None:
        """Show a deputy as kept now."""
        deputy, history = shown
        held = [seat for seat in deputy.mandates if self._held(seat)]
        self.detail.show_detail(
            Detail(
                title=deputy.name,
                reference=deputy.card_number or "没有代表证号",
                pill=Pill("在任", Tone.DONE) if held else Pill("已离任"),
                blocks=self._blocks(deputy, history),
                actions=[
                    Action("修改资料", partial(self.edit, deputy), primary=True),
                    Action("增加职务", partial(self.add_seat, deputy)),
                    *(
                        [Action("办理离任", partial(self.end_seat, deputy, held[0]))]
                        if len(held) == 1
                        else []
                    ),
                    Action("参加的活动", lambda: self.context.go("activities", deputy_id=deputy.id)),
                ],
            )
        )

    def _held(self, seat: MandateRow) -> bool:
        today = self.context.clock.today()
        return seat.started_on <= today and (seat.ended_on is None or today <= seat.ended_on)

    def _blocks(self, deputy: DeputyDetail, history: list[HistoryRow]) -> list[Block]:
        about = "，".join(
            part
            for part in (
                deputy.sex.label if deputy.sex else "",
                deputy.ethnicity,
                f"{deputy.born[:4]}年{int(deputy.born[5:])}月生" if deputy.born else "",
                deputy.party,
                deputy.education,
            )
            if part
        )
        facts = Facts(
            [
                ("情况", about),
                ("单位及职务", deputy.work_unit),
                ("代表小组", deputy.group),
                ("电话", deputy.phone),
                ("地址", deputy.address),
                ("邮编", deputy.postcode),
            ]
        )
        blocks: list[Block] = [facts, Heading("代表职务")]
        blocks += [self._seat_line(deputy, seat) for seat in reversed(deputy.mandates)]
        if deputy.note:
            blocks += [Heading("备注"), Text(deputy.note)]
        today = self.context.clock.today()
        lines = [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in history]
        return [*blocks, Heading("经过"), Timeline(lines)] if lines else blocks

    def _seat_line(self, deputy: DeputyDetail, seat: MandateRow) -> QWidget:
        began = f"{seat.started_on.year}年{seat.started_on.month}月"
        ended = f"至 {seat.ended_on.year}年{seat.ended_on.month}月" if seat.ended_on else "起"
        words = " ".join(part for part in (f"{began}{ended}", seat.constituency or seat.term) if part)
        pill = None if self._held(seat) else Pill(seat.end_reason[:6] or "已结束")
        return LineItem(seat.level.label, words, pill, partial(self.edit_seat, deputy, seat))

    # ------------------------------------------------------------------ what people do

    def register(self) -> None:
        """Enter a deputy with the first seat."""
        groups, constituencies, terms = self._frame
        first, rest = person_fields(groups)
        seat = seat_fields(constituencies, terms, self.context.clock.today)
        term = next(iter(terms), None)
        self.open_form(
            "登记代表",
            [*first, *seat, *rest],
            values={
                "level": Level.TOWN,
                "term_id": term.id if term else None,
                "started_on": term.starts_on if term else None,
            },
            save_word="登记",
            service=register_deputy,
            say=lambda deputy: f"已登记代表{deputy.name}",
            then=lambda deputy: self.open_row(deputy.id),
            draft="register",
        )

    def register_many(self) -> None:
        """Enter several deputies, a line each."""
        open_roster_grid(self, self._frame, self.context.clock.today)

    def edit(self, deputy: DeputyDetail) -> None:
        """Change what is kept about a deputy."""
        first, rest = person_fields(self._frame[0])
        fields = [*first, *rest]
        self.open_form(
            f"修改{deputy.name}的资料",
            fields,
            values={field.name: getattr(deputy, field.name) for field in fields},
            save_word="保存",
            service=editing.edit_deputy,
            fixed={"deputy_id": deputy.id, "version": deputy.version},
            say=lambda saved: f"已修改{saved.name}的资料",
            draft=f"edit:{deputy.id}",
        )

    def add_seat(self, deputy: DeputyDetail) -> None:
        """Enter another level, or a re-election."""
        _, constituencies, terms = self._frame
        self.open_form(
            f"增加{deputy.name}的代表职务",
            seat_fields(constituencies, terms, self.context.clock.today),
            save_word="增加",
            service=add_seat,
            fixed={"deputy_id": deputy.id},
            say=f"已增加{deputy.name}的代表职务",
            draft=f"add_seat:{deputy.id}",
        )

    def edit_seat(self, deputy: DeputyDetail, seat: MandateRow) -> None:
        """Correct a seat, or end it."""
        _, constituencies, terms = self._frame
        dialog = self.open_form(
            f"{deputy.name}的{seat.level.label}代表职务",
            seat_fields(constituencies, terms, self.context.clock.today, with_level=False),
            values={each: getattr(seat, each) for each in ("started_on", "term_id", "constituency_id")},
            save_word="保存",
            service=editing.edit_mandate,
            fixed={"mandate_id": seat.id, "version": seat.version},
            say=f"已修改{deputy.name}的{seat.level.label}代表职务",
            draft=f"edit_seat:{deputy.id}:{seat.id}",
        )
        if seat.ended_on is None:

            def end() -> None:
                dialog.reject()
                self.end_seat(deputy, seat)

            dialog.action_row.set_actions([Action("办理离任", end), *dialog.action_row.actions_shown])

    def end_seat(self, deputy: DeputyDetail, seat: MandateRow) -> None:
        """Enter the last day of a seat and why it ended."""
        today = self.context.clock.today
        self.open_form(
            f"{deputy.name}不再担任{seat.level.label}代表",
            [
                DateField("ended_on", "离任日期", today=today, required=True, help="这一天还算在任。"),
                LineField("reason", "原因", placeholder="届满、调离、辞职、去世……", most=120),
            ],
            values={"ended_on": today()},
            save_word="办理离任",
            service=editing.end_mandate,
            fixed={"mandate_id": seat.id, "version": seat.version},
            say=lambda saved: (
                f"{saved.name}自 {whole_day(today())} 起不再列入{seat.level.label}代表"
                if not any(self._held(each) and each.id == seat.id for each in saved.mandates)
                else f"已登记{saved.name}的离任日期"
            ),
            draft=f"end_seat:{deputy.id}:{seat.id}",
        )

    def _of_deputy(self, then: Callable[[DeputyDetail], object]) -> Callable[[int], object]:
        return lambda deputy_id: self.ask(roster.get_deputy, deputy_id=deputy_id, then=then)

    def _of_seat(self, then: Callable[[DeputyDetail, MandateRow], object]) -> Callable[[int, int], object]:
        def open_seat(deputy_id: int, seat_id: int) -> None:
            def take(deputy: DeputyDetail) -> None:
                for seat in deputy.mandates:
                    if seat.id == seat_id:
                        then(deputy, seat)

            self.ask(roster.get_deputy, deputy_id=deputy_id, then=take)

        return open_seat

    def open_frame(self) -> None:
        """Groups, constituencies and terms."""
        FrameDialog(self, self._frame).open()

    def choose_workbook(self) -> Dialog:
        """Import a roster: the file, its columns, what would happen, then the import."""
        # What reads workbooks is wanted only now; the page is shown without it.
        from deputy_station.features.deputies.imports import import_kind
        from deputy_station.widgets.import_wizard.wizard import ImportWizard

        wizard = ImportWizard(self, import_kind())
        wizard.open()
        return wizard


def _read_deputy(session: Any, *, deputy_id: int) -> Shown:
    deputy = roster.get_deputy(session, deputy_id=deputy_id)
    return deputy, list_history(session, subject="deputy", subject_id=deputy_id)
