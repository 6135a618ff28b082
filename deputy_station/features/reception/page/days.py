"""Reception days: the year's list with chips, and one day with rota, papers, sign-in and visitors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from deputy_station.core.clock import hours_words, month_day, weekday_word
from deputy_station.features.activities.page.attendance_grid import state_word
from deputy_station.features.reception.page.leaves import leave_words
from deputy_station.features.reception.page.planning import PlanDialog
from deputy_station.features.reception.page.stages import Matters, stage_lines, stage_of
from deputy_station.features.reception.page.steps import DaySteps
from deputy_station.features.reception.page.year import YearActions
from deputy_station.features.reception.rules.notice import notice_due, notice_left
from deputy_station.features.reception.rules.stages import Stage, by_flow
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service import leaves, listing, planning, visits
from deputy_station.features.reception.service.leaves import LeaveRow
from deputy_station.features.reception.service.listing import DayDetail, DayFilter, DayRow
from deputy_station.features.reception.service.planning import YearPlan
from deputy_station.features.reception.service.visits import VisitRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, People, Text, Timeline
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.work import Job

VIEWS: dict[str, tuple[str, tuple[DayState, ...]]] = {
    "": ("全年", ()),
    "coming": ("待接待", (DayState.PLANNED, DayState.NOTICED, DayState.OPEN)),
    "unnoticed": ("未公告", (DayState.PLANNED,)),
    "held": ("已接待", (DayState.HELD,)),
    "cancelled": ("已取消", (DayState.CANCELLED,)),
}
_TONES = {
    DayState.PLANNED: Tone.QUIET,
    DayState.NOTICED: Tone.INFO,
    DayState.OPEN: Tone.SOON,
    DayState.HELD: Tone.DONE,
    DayState.CANCELLED: Tone.QUIET,
}
_VISIT_TONES = {
    VisitState.WAITING: Tone.SOON,
    VisitState.CALLED: Tone.INFO,
    VisitState.HEARD: Tone.DONE,
    VisitState.LEFT: Tone.QUIET,
}


_STAGES = {stage.label: stage for stage in Stage}


def day_pill(row: DayRow, today: date) -> Pill:
    """The state of a day; one that went by without anybody having opened it asks to be entered."""
    if row.held_on < today and row.state in (DayState.PLANNED, DayState.NOTICED):
        return Pill("待补记", Tone.OVERDUE)
    return Pill(row.state.label, _TONES[row.state])


@dataclass(frozen=True)
class ShownDay:
    """All that the detail of a day shows."""

    day: DayDetail
    came: list[VisitRow]
    away: list[LeaveRow]
    matters: Matters | None = None


def read_day(session: Any, *, day_id: int) -> ShownDay:
    """A day with its visitors and those on duty who are on leave. Raises NotFound."""
    day = listing.day_detail(session, day_id=day_id)
    away = leaves.leaves_on_rota(session, on=day.row.held_on)
    return ShownDay(day, visits.list_visits(session, day_id=day_id), away)


class ReceptionPage(ListDetailPage):
    """Plan the year, send out notices, receive."""

    title = "接待日"
    reading = staticmethod(read_day)
    """What reads a day for the detail; an area above this one reads more."""
    tables = frozenset(
        {"reception_days", "activities", "attendances", "visits", "demands", "duty_leaves", "calendar_days"}
    )

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            unit="天",
            search="代表、地点、主题",
            empty="这一年还没有接待日。写一句“每月15日”，全年就排好了。",
            empty_action=Action("排接待日", self.plan),
            columns=[
                Column(
                    "日期",
                    lambda row: f"{_day_in_year(row.held_on, today())} {weekday_word(row.held_on)}",
                    chars=8,
                ),
                Column("接待代表", lambda row: "、".join(row.on_duty), chars=14, grow=1),
                Column("到会", _came, chars=3, leaves=3, kind=Kind.NUMBER),
                Column(
                    "来访",
                    lambda row: str(row.visits) if row.visits else "",
                    chars=2,
                    leaves=2,
                    kind=Kind.NUMBER,
                ),
                Column("公告", lambda row: row.notice.rpartition("〕")[2], chars=3, leaves=4),
                Column("状态", lambda row: day_pill(row, today()), chars=3, kind=Kind.PILL),
            ],
        )
        self._year = today().year
        self._do = ""
        self._standing = 0
        self._next_known = False
        self._scrolled_to: int | None = None
        self.steps = DaySteps(self)
        self.years = Choice()
        self.years.activated.connect(lambda _place: self._take_year(int(self.years.currentText()[:4])))
        self._offer_years([])
        self.filters.add(self.years)
        self.filters.set_filters([Filter(key, word) for key, (word, _) in VIEWS.items()])
        self.year_actions = YearActions(self, lambda: self._year, self._added)
        self.set_actions(*self.year_actions.actions(), Action("排接待日", self.plan, primary=True))

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "plan": self.plan_again,
            **self.steps.openers(),
            **self.year_actions.openers(),
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        self._do = str(filters.pop("do", ""))
        if "year" in filters:
            self._year, self.open_id = int(filters.pop("year")), None
        super().take_filter(**filters)
        if self._do == "plan":
            self._do = ""
            self.plan()

    def reload(self) -> None:
        super().reload()
        self.year_actions.reckon_anew()
        if self.open_id is None:
            self.ask(listing.next_day, then=self.take_next)

    def load_list(self) -> None:
        states = VIEWS[self.filters.chosen][1]
        wanted = DayFilter(year=self._year, states=states, search=self.filters.words)
        self.table.load(listing.list_days, listing.count_days, wanted=wanted)
        self.ask(listing.count_days_by_state, then=self.show_counts, year=self._year)
        self.ask(planning.list_years, then=self._offer_years)

    def show_counts(self, counts: dict[DayState, int]) -> None:
        """The chips' numbers, and the words beside the title."""
        self._standing = sum(counts.values()) - counts[DayState.CANCELLED]
        self.set_count(f"{self._standing} 天")
        self.filters.set_filters(
            [
                Filter(key, word, sum(counts[state] for state in states) if states else None)
                for key, (word, states) in VIEWS.items()
            ]
        )

    def take_next(self, row: DayRow | None) -> None:
        """Begin with the nearest day, not with January."""
        self._next_known = True
        if row is not None and self.open_id is None and row.held_on.year == self._year:
            self.open_id = row.id
            self.show_detail(row.id)
            self._scroll_to_open()
        else:
            super()._filled(self.table.total)

    def _filled(self, total: int) -> None:
        if self._next_known:
            super()._filled(total)
            self._scroll_to_open()

    def _scroll_to_open(self) -> None:
        """Bring the open day into the middle of the list, once: afterwards the list stays where people put it."""
        self.table.choose(self.open_id)
        if self.open_id != self._scrolled_to and self.table.model.place_of(self.open_id) is not None:
            self._scrolled_to = self.open_id
            QTimer.singleShot(0, self, self._centre_open)  # rows just filled in have no place before that

    def _centre_open(self) -> None:
        place = self.table.model.place_of(self.open_id)
        if place is not None:
            centre = QAbstractItemView.ScrollHint.PositionAtCenter
            self.table.view.scrollTo(self.table.model.index(place, 0), centre)

    def take_focus(self) -> None:
        """Coming here, after the text grew for instance, the open day is in sight."""
        super().take_focus()
        QTimer.singleShot(0, self, self.table.show_chosen)

    def _offer_years(self, years: list[int]) -> None:
        this = self.context.clock.today().year
        offered = sorted({*years, this, this + 1, self._year}, reverse=True)
        self.years.clear()
        self.years.addItems([f"{year}年" for year in offered])
        self.years.setCurrentIndex(offered.index(self._year))

    def _take_year(self, year: int) -> None:
        self._year, self.open_id = year, None
        self.detail.show_nothing("选中左边的一天，这里看全部内容。")
        self.load_list()

    # ------------------------------------------------------------------ one day

    def show_detail(self, row_id: int) -> None:
        self.ask(self.reading, then=self.fill_detail, day_id=row_id)

    def fill_detail(self, shown: ShownDay) -> None:
        """Show a day as it is now."""
        day, today = shown.day, self.context.clock.today()
        stage = stage_of(day, today, len(shown.away), shown.matters)
        offered = sorted(self.offered_actions(day), key=lambda each: by_flow(_STAGES[each.group], stage))
        if stage is Stage.PREPARE:
            offered = [replace(each, primary=each.text == "排代表") for each in offered]
        self.detail.show_detail(
            Detail(
                title=f"{whole_day(day.row.held_on)} {weekday_word(day.row.held_on)}",
                reference=day.row.notice or "未公告",
                pill=day_pill(day.row, today),
                blocks=self._blocks(shown),
                actions=offered,
            )
        )
        do, self._do = self._do, ""
        if do == "visit":
            self.steps.add_visit(day)
        elif do == "open" and DayStep.OPEN in day.steps:
            self.steps.open(day)
        elif do == "close" and DayStep.CLOSE in day.steps:
            self.steps.close(day)

    def _blocks(self, shown: ShownDay) -> list[Block]:
        day, came, away = shown.day, shown.came, shown.away
        row, today = day.row, self.context.clock.today()
        lead = self.context.settings.number("notice_lead_days")
        facts = [("时间", hours_words(row.starts_at, row.ends_at)), ("地点", row.place)]
        if row.theme:
            facts.append(("主题", row.theme))
        if row.original_on is not None:
            facts.append(("原定", f"{short_day(row.original_on, today)}，{row.moved_reason}"))
        elif row.moved_reason:
            facts.append(("说明", row.moved_reason))
        if row.provisional:
            facts.append(("暂算", "这一年的放假安排还没有公布"))
        if row.state is DayState.PLANNED and (due := notice_due(row.held_on, today, lead)):
            facts.append(("公告", due))
        if away:
            facts.append(("请假", f"{leave_words(away, today)}，请对调或换人"))
        duty = [
            (each.name, _duty_words(each, today), self._press_duty(day, each.deputy_id)) for each in day.duty
        ]
        blocks: list[Block] = []
        if row.state is not DayState.CANCELLED:
            left = notice_left(row.held_on, today, lead)
            blocks.append(stage_lines(day, today, len(away), shown.matters, left, self.stage_opens(day)))
        who = [
            Heading(f"接待代表 {len(duty)} 人"),
            People(duty) if duty else Words("还没有排代表。", role="soft"),
        ]
        count = Heading(f"来访 {len(came)} 批 {sum(each.people for each in came)} 人")
        lines = [self._visit_line(each) for each in came] or [Words("还没有人来访。", role="soft")]
        if row.state in (DayState.OPEN, DayState.HELD):  # who came is looked at then; when and where is known
            blocks += [count, *lines, *who, Facts(facts)]
        else:
            blocks += [Facts(facts), *who, count, *lines]
        if day.summary:
            blocks += [Heading("小结"), Text(day.summary)]
        history = [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in day.history]
        return [*blocks, Heading("经过"), Timeline(history)] if history else blocks

    def _press_duty(self, day: DayDetail, deputy_id: int) -> Callable[[], object]:
        """What a name opens: while people are received the sign-in, otherwise who it is."""
        if day.row.state is DayState.OPEN:
            return partial(self.steps.take_attendance, day)
        return partial(self.context.go, "deputies", id=deputy_id)

    def _visit_line(self, visit: VisitRow) -> QWidget:
        name = "（保密）" if visit.secret else visit.name or "未留姓名"
        who = " ".join(part for part in (name, visit.address) if part)
        people = f"，{visit.people} 人" if visit.people > 1 else ""
        pill = Pill(visit.state.label, _VISIT_TONES[visit.state])
        return LineItem(f"{visit.number} 号", f"{who}{people}", pill, partial(self.steps.edit_visit, visit))

    def stage_opens(self, day: DayDetail) -> dict[Stage, Callable[[], object]]:
        """What pressing a stage opens; areas above this one add theirs. Nothing is issued by pressing a line."""
        opens: dict[Stage, Callable[[], object]] = {}
        if DayStep.ROTA in day.steps:
            opens[Stage.PREPARE] = partial(self.steps.set_rota, day)
        if DayStep.NOTICE in day.steps and day.row.notice:
            opens[Stage.NOTICE] = partial(self.steps.print_notice, day)
        if DayStep.RECEIVE in day.steps:
            opens[Stage.RECEIVE] = partial(self.steps.take_attendance, day)
        return opens

    def offered_actions(self, day: DayDetail) -> list[Action]:
        """What can be done to the day now, by its stages; areas above this one add theirs."""
        held_on, state, today = day.row.held_on, day.row.state, self.context.clock.today()
        does, steps, standing = self.steps, set(day.steps), state is not DayState.CANCELLED
        notice = "打印公告" if day.row.notice else "发公告"
        offered: list[tuple[bool, Stage, str, Callable[[DayDetail], object]]] = [
            (DayStep.ROTA in steps, Stage.PREPARE, "排代表", does.set_rota),
            (DayStep.ROTA in steps and bool(day.duty), Stage.PREPARE, "对调", does.swap),
            (DayStep.MOVE in steps, Stage.PREPARE, "改期", does.move),
            (DayStep.EDIT in steps, Stage.PREPARE, "修改", does.edit),
            (DayStep.CANCEL in steps, Stage.PREPARE, "取消接待日", does.cancel),
            (DayStep.RESTORE in steps, Stage.PREPARE, "恢复", does.restore),
            (DayStep.NOTICE in steps, Stage.NOTICE, notice, does.print_notice),
            (
                DayStep.NOTICE in steps and bool(day.row.notice),
                Stage.NOTICE,
                "公告存成 Word",
                does.save_notice,
            ),
            (standing, Stage.NOTICE, "打印签到表", does.print_sign_in),
            (DayStep.OPEN in steps and held_on == today, Stage.RECEIVE, "开始接待", does.open),
            (standing, Stage.RECEIVE, "签到登记", does.take_attendance),
            (DayStep.RECEIVE in steps, Stage.RECEIVE, "登记来访", does.add_visit),
            (DayStep.CLOSE in steps, Stage.RECEIVE, "结束接待", does.close),
            (DayStep.REOPEN in steps, Stage.RECEIVE, "重新接待", does.reopen),
        ]
        words = {word for shown, _, word, _ in offered if shown}
        primary = self._next_word(day, words)
        return [
            Action(word, partial(do, day), primary=word == primary, group=stage.label)
            for shown, stage, word, do in offered
            if shown
        ]

    def _next_word(self, day: DayDetail, words: set[str]) -> str:
        """The one thing to do next."""
        if "恢复" in words:
            return "恢复"
        if day.row.held_on > self.context.clock.today() and day.row.state is not DayState.OPEN:
            return "发公告" if "发公告" in words else "打印签到表"
        if "开始接待" in words:
            return "开始接待"
        return "签到登记" if day.row.state is DayState.HELD else "登记来访"

    # ------------------------------------------------------------------ what people do

    def plan(self) -> None:
        """Plan the year shown, or the next one where this one stands already."""
        year = self._year + bool(self._standing)
        PlanDialog(self, self.context, year=year, saved=self._planned).open()

    def plan_again(self, year: int) -> None:
        """Go on planning that year."""
        PlanDialog(self, self.context, year=year, saved=self._planned).open()

    def _added(self, day: DayDetail) -> None:
        self._year, self.open_id = day.row.held_on.year, day.row.id
        self.reload()

    def _planned(self, plan: YearPlan, job: Job) -> None:
        self.context.say_done(f"已排定 {plan.year} 年接待日 {plan.added} 天", self.context.taking_back(job))
        self._year, self.open_id = plan.year, next(iter(plan.day_ids), None)
        self.reload()


def _day_in_year(day: date, today: date) -> str:
    """今天, 明天 or 12月4日: the year stands above the list."""
    return short_day(day, today) if day.year == today.year else month_day(day)


def _came(row: DayRow) -> str:
    begun = row.came or row.state in (DayState.OPEN, DayState.HELD)
    return f"{row.came}/{len(row.on_duty)}" if begun else ""


def _duty_words(each: listing.DutyRow, today: date) -> str:
    arrived = short_instant(each.arrived_at, today).rpartition(" ")[2] if each.arrived_at else ""
    walk_in = "" if each.expected else "名单外"
    state = " ".join(part for part in (state_word(each.state), arrived) if part)
    return "，".join(part for part in (state, walk_in) if part)
