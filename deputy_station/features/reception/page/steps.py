"""What can be done to one reception day from its detail: visitors, sign-in, papers, rota, dates, the end."""

from collections.abc import Callable, Mapping
from typing import Any

from deputy_station.core.phones import phone_problem, phone_warning
from deputy_station.features.activities.page.attendance import AttendanceDialog
from deputy_station.features.activities.page.attendance_grid import open_attendance_grid
from deputy_station.features.reception.page.papers import make_notice, make_sign_in, record_sign_in
from deputy_station.features.reception.service import days, listing, notices, rota, visits
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.date_fields import DateField, TimeField
from deputy_station.widgets.dates import short_day, whole_day
from deputy_station.widgets.fields import ChoiceField, LineField, NumberField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField, SearchManyField


class DaySteps:
    """The steps of a day, on the page that shows it."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def open(self, day: DayDetail) -> None:
        """Begin to receive."""
        self.page.change(
            days.open_day,
            day_id=day.row.id,
            version=day.row.version,
            say=f"{day.title}开始接待",
            on_refusal=self.page.detail.notice.refuse,
        )

    def add_visit(self, day: DayDetail) -> None:
        """Take down who comes, and at once what for."""
        with_demand = False

        def take_down_too() -> None:
            nonlocal with_demand
            if dialog.form.check():
                with_demand = True
                dialog.save()

        def go_on(visit: VisitRow) -> None:
            if with_demand:
                self.page.context.go("demands", do="register", visit_id=visit.id)

        dialog = self.page.open_form(
            "登记来访",
            _visit_fields(),
            values={"people": 1},
            save_word="登记",
            service=visits.add_visit,
            fixed={"day_id": day.row.id},
            say=lambda visit: f"已登记第 {visit.number} 号来访",
            draft=f"visit:{day.row.id}",
            then=go_on,
            more=(Action("登记并记诉求", take_down_too),),
        )

    def edit_visit(self, visit: VisitRow) -> None:
        """Correct a visitor, or note that they have been heard."""
        # Who asked for secrecy is told on the page of the demand only, where looking is written down.
        fields = [each for each in _visit_fields() if not (visit.secret and each.name in _WHO)]
        known = {each.name: getattr(visit, each.name) for each in fields}
        dialog = self.page.open_form(
            f"第 {visit.number} 号来访",
            fields,
            values=known,
            save_word="保存",
            service=visits.edit_visit,
            fixed={"visit_id": visit.id, "version": visit.version},
            say=f"已修改第 {visit.number} 号来访",
            draft=f"edit_visit:{visit.id}",
        )

        def finish() -> None:
            if dialog.form.check():
                self.page.change(
                    _keep_and_finish,
                    visit_id=visit.id,
                    version=visit.version,
                    finished=not visit.finished,
                    typed=typed(),
                    say=f"第 {visit.number} 号{'改回等候' if visit.finished else '已接待'}",
                    then=lambda _visit: dialog.accept(),
                    on_refusal=dialog.refuse,
                )

        def take_down() -> None:
            if not dialog.form.check():
                return
            if typed() is None:
                go_on(visit)
                return
            self.page.change(
                visits.edit_visit,
                visit_id=visit.id,
                version=visit.version,
                then=go_on,
                on_refusal=dialog.refuse,
                **dialog.form.values(),
            )

        def go_on(kept: VisitRow) -> None:
            dialog.accept()
            self.page.context.go("demands", do="register", visit_id=kept.id)

        def typed() -> dict[str, Any] | None:
            """What was changed in the form and must not be lost with it; None for nothing."""
            values = dialog.form.values()
            return None if values == known else values

        ways = ActionRow(stretch=True)
        ways.set_actions(
            [
                Action("改回等候" if visit.finished else "已接待", finish),
                Action("记诉求", take_down),
            ]
        )
        dialog.body.insertWidget(0, ways)
        dialog.fit()

    def take_attendance(self, day: DayDetail) -> None:
        """Enter who came, in one pass."""
        AttendanceDialog(
            self.page,
            self.page.context,
            activity_id=day.row.activity_id,
            title=day.title,
            closed=lambda: self.page.show_detail(day.row.id),
        ).open()

    def print_sign_in(self, day: DayDetail) -> None:
        """The sign-in sheet."""
        self.page.print_paper(
            "打印签到表",
            f"{day.title}签到表",
            make_sign_in,
            kind="sign_in",  # PDF only: comes back signed, read by the places of its codes
            writes=True,
            claim=record_sign_in,
            activity_id=day.row.activity_id,
        )

    def print_notice(self, day: DayDetail) -> None:
        """Give the day its notice number, say so when it is late, then print the notice."""

        def issued(notice: notices.IssuedNotice) -> None:
            if notice.warning:
                self.page.detail.notice.tell(notice.warning)
            self.page.print_paper(
                "打印公告",
                f"{day.title}公告",
                make_notice,
                kind="notice",
                writes=True,
                also=(".xlsx", ".docx"),
                day_id=day.row.id,
            )

        self.page.change(
            notices.issue_notice,
            lead_days=self.page.context.settings.number("notice_lead_days"),
            day_id=day.row.id,
            version=day.row.version,
            say="" if day.row.notice else f"已发{day.title}公告",
            then=issued,
            on_refusal=self.page.detail.notice.refuse,
        )

    def save_notice(self, day: DayDetail) -> None:
        """The notice as a document to go on writing in, for WPS or Word."""
        self.page.save_paper(
            "公告存成 Word", f"{day.title}公告", ".docx", make_notice, kind="notice", day_id=day.row.id
        )

    def set_rota(self, day: DayDetail) -> None:
        """Choose who is on duty."""

        def find(session: Any, text: str) -> list[tuple[int, str]]:
            found = rota.list_rota_choices(session, day_id=day.row.id, search=text)[:12]
            return [(one.deputy_id, f"{one.name}（今年 {one.turns} 次）") for one in found]

        self.page.open_form(
            f"{day.title}：排代表",
            [
                SearchManyField(
                    "deputy_ids",
                    "接待代表",
                    self.page.work,
                    find,
                    help="次数少的排在前面；点一下名字就去掉。",
                )
            ],
            values={"deputy_ids": [(each.deputy_id, each.name) for each in day.duty if each.expected]},
            save_word="排定",
            service=rota.set_rota,
            fixed={"day_id": day.row.id, "version": day.row.version},
            say=f"已排{day.title}的代表",
            draft=f"rota:{day.row.id}",
        )

    def swap(self, day: DayDetail) -> None:
        """Exchange a turn with another day."""
        mine = [(each.deputy_id, each.name) for each in day.duty if each.expected]

        def find_theirs(session: Any, text: str) -> list[tuple[tuple[int, int], str]]:
            turns = rota.list_turns(session, search=text)
            today = self.page.context.clock.today()
            return [
                ((turn.day_id, turn.deputy_id), f"{turn.name} {short_day(turn.held_on, today)}")
                for turn in turns
                if turn.day_id != day.row.id
            ]

        self.page.open_form(
            f"{day.title}：对调",
            [
                ChoiceField("deputy_id", "这一天的代表", mine, required=True),
                SearchField("turn", "和谁对调", self.page.work, find_theirs, required=True),
            ],
            save_word="对调",
            service=_swap,
            fixed={"day_id": day.row.id, "version": day.row.version},
            say="已对调轮值代表",
            draft=f"swap:{day.row.id}",
        )

    def move(self, day: DayDetail) -> None:
        """Hold the day on another date."""
        self.page.open_form(
            f"{day.title}：改期",
            [
                DateField("to", "改到", today=self.page.context.clock.today, required=True),
                LineField("reason", "原因", placeholder="如 镇里开会", most=120),
            ],
            save_word="改期",
            service=days.move_day,
            fixed={"day_id": day.row.id, "version": day.row.version},
            draft=f"move:{day.row.id}",
            say=lambda moved: f"接待日改到{whole_day(moved.row.held_on)}",
        )

    def edit(self, day: DayDetail) -> None:
        """Hours, place, theme and summary."""
        row = day.row
        self.page.open_form(
            f"{day.title}：修改",
            [
                TimeField("starts_at", "开始", required=True),
                TimeField("ends_at", "结束", required=True),
                LineField("place", "地点", required=True, most=200),
                LineField("theme", "主题", most=200),
                TextField("summary", "小结"),
            ],
            values={
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "place": row.place,
                "theme": row.theme,
                "summary": day.summary,
            },
            save_word="保存",
            service=days.edit_day,
            fixed={"day_id": row.id, "version": row.version},
            draft=f"edit:{day.row.id}",
            say=f"已修改{day.title}",
        )

    def close(self, day: DayDetail) -> None:
        """End the day at the desk, where those who still wait are seen and asked about, and the summary is filed."""
        self.page.context.go("desk", id=day.row.id, do="end")

    def reopen(self, day: DayDetail) -> None:
        """Back to receiving."""
        self.page.change(
            days.reopen_day, day_id=day.row.id, version=day.row.version, say=f"{day.title}重新接待"
        )

    def cancel(self, day: DayDetail) -> None:
        """Leave the day out."""
        self.page.open_form(
            f"{day.title}：取消",
            [LineField("reason", "原因", required=True, most=120)],
            save_word="取消接待日",
            service=days.cancel_day,
            fixed={"day_id": day.row.id, "version": day.row.version},
            say=f"已取消{day.title}",
            draft=f"cancel:{day.row.id}",
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How the forms above are opened again from a draft; see `Page.openers`."""

        def of_day(then: Callable[[DayDetail], object]) -> Callable[[int], object]:
            return lambda day_id: self.page.ask(listing.day_detail, day_id=day_id, then=then)

        return {
            "visit": of_day(self.add_visit),
            "edit_visit": lambda visit_id: self.page.ask(
                visits.get_visit, visit_id=visit_id, then=self.edit_visit
            ),
            "rota": of_day(self.set_rota),
            "swap": of_day(self.swap),
            "move": of_day(self.move),
            "edit": of_day(self.edit),
            "close": of_day(self.close),
            "cancel": of_day(self.cancel),
            "attendance": lambda activity_id: open_attendance_grid(
                self.page, activity_id=activity_id, closed=self.page.reload
            ),
        }

    def restore(self, day: DayDetail) -> None:
        """Take a cancelled day back."""
        self.page.change(
            days.restore_day, day_id=day.row.id, version=day.row.version, say=f"已恢复{day.title}"
        )


def _keep_and_finish(
    session: Any, *, visit_id: int, version: int, finished: bool, typed: dict[str, Any] | None
) -> VisitRow:
    """Save what was typed beside the button, then note that the visitor was heard: both or neither."""
    if typed is not None:
        version = visits.edit_visit(session, visit_id=visit_id, version=version, **typed).version
    return visits.finish_visit(session, visit_id=visit_id, version=version, finished=finished)


def _swap(session: Any, *, turn: tuple[int, int], **values: Any) -> DayDetail:
    return rota.swap_duty(session, other_day_id=turn[0], other_deputy_id=turn[1], **values)


_WHO = frozenset({"name", "phone", "address"})


def _visit_fields() -> list[Any]:
    return [
        LineField("name", "姓名", placeholder="可以不留", most=80),
        LineField("phone", "电话", most=40, placeholder="可以不留", check=phone_problem, warn=phone_warning),
        LineField("address", "住址", placeholder="村、组或小区", most=200),
        NumberField("people", "人数", required=True, least=1, largest=visits.MOST_PEOPLE, unit="人"),
        TextField("note", "备注", lines=2, placeholder="没有诉求时写来意"),
    ]
