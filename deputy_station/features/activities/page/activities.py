"""The activities of a year: what was held, who was to come and who came."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from deputy_station.core.clock import hours_words, weekday_word
from deputy_station.features.activities.page.attendance import AttendanceDialog
from deputy_station.features.activities.page.attendance_grid import open_attendance_grid, state_word
from deputy_station.features.activities.page.fields import (
    PLANNED_KINDS,
    activity_fields,
    add_expected,
    expected_fields,
    plan_activity,
    plan_session,
    session_fields,
)
from deputy_station.features.activities.page.materials import file_material, material_line, remove_material
from deputy_station.features.activities.rules import CAME, CONGRESS, IN_ORDER, ActivityKind, AttendanceState
from deputy_station.features.activities.service import attendance, evidence, listing, plans
from deputy_station.features.activities.service.attendance import AttendanceRow
from deputy_station.features.activities.service.evidence import EvidenceRow
from deputy_station.features.activities.service.listing import ActivityDetail, ActivityFigures, ActivityRow
from deputy_station.features.deputies.service.frame import GroupRow, list_groups
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import ask_verbs
from deputy_station.widgets.fields import LineField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

HALF_DAYS = 6
"""A congress session of a town rarely sits longer than three days."""

VIEWS: dict[str, tuple[str, tuple[ActivityKind, ...]]] = {
    "": ("全部", PLANNED_KINDS),
    "unfinished": ("待登记", PLANNED_KINDS),
    "congress": ("人代会", CONGRESS),
    "group": ("小组活动", (ActivityKind.GROUP_ACTIVITY,)),
    "training": ("培训", (ActivityKind.TRAINING,)),
    "inspection": ("视察调研", (ActivityKind.INSPECTION,)),
    "other": (
        "其他",
        (ActivityKind.INVITED_MEETING, ActivityKind.THEMED_PRACTICE, ActivityKind.OTHER),
    ),
}

Shown = tuple[ActivityDetail, list[AttendanceRow], list[EvidenceRow], list[HistoryRow]]


def activity_pill(row: ActivityRow | ActivityDetail, today: date) -> Pill:
    """How far an activity is: cancelled, to come, somebody's mark missing, complete."""
    if row.cancelled:
        return Pill("已取消")
    if row.held_on > today:
        return Pill("未举行", Tone.INFO)
    if row.counts.not_yet:
        return Pill(f"未签到 {row.counts.not_yet}", Tone.SOON)
    return Pill("已登记", Tone.DONE)


class ActivitiesPage(ListDetailPage):
    """Plan activities, enter who came."""

    title = "履职活动"
    tables = frozenset({"activities", "attendances", "evidence"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            unit="次",
            search="名称、地点、会议、内容",
            empty="这一年还没有活动。安排一次，就能打签到表、登记谁来了。",
            empty_action=Action("安排活动", self.plan),
            columns=[
                Column("日期", lambda row: short_day(row.held_on, today()), chars=5),
                Column("名称", "title", chars=14, grow=1),
                Column("类别", lambda row: row.kind.label, chars=8, leaves=5),
                Column("应到", lambda row: row.counts.expected, chars=2, leaves=3, kind=Kind.NUMBER),
                Column("实到", lambda row: row.counts.came, chars=2, leaves=1, kind=Kind.NUMBER),
                Column("请假", lambda row: row.counts.leave or "", chars=2, leaves=4, kind=Kind.NUMBER),
                Column("缺席", lambda row: row.counts.absent or "", chars=2, leaves=2, kind=Kind.NUMBER),
                Column("状态", lambda row: activity_pill(row, today()), chars=5, kind=Kind.PILL),
            ],
        )
        self._year = today().year
        self._groups: list[GroupRow] = []
        self.years = Choice()
        self.years.activated.connect(lambda _place: self._take_year(int(self.years.currentText()[:4])))
        self._offer_years()
        self.filters.add(self.years)
        self.filters.set_filters([Filter(key, word) for key, (word, _) in VIEWS.items()])
        self.set_actions(
            Action("安排人代会", self.plan_session),
            Action("个人履职", lambda: context.go("deeds")),
            Action("安排活动", self.plan, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "plan": self.plan,
            "plan_session": self.plan_session,
            "edit": self._again(self.edit),
            "add_people": self._again(self.add_people),
            "evidence": self._again(self.add_evidence),
            "attendance": lambda activity_id: open_attendance_grid(
                self, activity_id=activity_id, closed=self.reload
            ),
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        year = filters.pop("year", None)
        if year is not None:
            self._year = int(year)
            self._offer_years()
        super().take_filter(**filters)

    def load_list(self) -> None:
        kinds = VIEWS[self.filters.chosen][1]
        wanted: dict[str, Any] = {
            "search": self.filters.words,
            "kinds": kinds,
            "unfinished": self.filters.chosen == "unfinished",
            "first": date(self._year, 1, 1),
            "last": date(self._year, 12, 31),
            "deputy_id": self.sent.get("deputy_id"),
        }
        self.table.load(listing.list_activities, listing.count_activities, **wanted)
        self.ask(listing.count_for_chips, then=self.show_counts, year=self._year, kinds=PLANNED_KINDS)
        self.ask(list_groups, then=self._take_groups)

    def show_counts(self, figures: ActivityFigures) -> None:
        """The chips' numbers, the words beside the title, the number in the navigation."""
        self.set_count(f"{self._year}年 {figures.total} 次")
        numbers: dict[str, int] = {"": figures.total, "unfinished": figures.unfinished}
        self.filters.set_filters(
            [
                Filter(key, word, numbers.get(key, sum(figures.by_kind[kind] for kind in kinds)))
                for key, (word, kinds) in VIEWS.items()
            ]
        )
        if self._year == self.context.clock.today().year:
            self.waiting.emit(figures.unfinished)

    def _take_groups(self, groups: list[GroupRow]) -> None:
        self._groups = groups

    def _offer_years(self) -> None:
        this = self.context.clock.today().year
        offered = list(range(this + 1, this - 6, -1))
        self.years.clear()
        self.years.addItems([f"{year}年" for year in offered])
        self.years.setCurrentIndex(offered.index(self._year))

    def _take_year(self, year: int) -> None:
        self._year, self.open_id = year, None
        self.detail.show_nothing("选中左边的一次活动，这里看全部内容。")
        self.load_list()

    # ------------------------------------------------------------------ one activity

    def show_detail(self, row_id: int) -> None:
        self.ask(_read_activity, then=self.fill_detail, activity_id=row_id)

    def fill_detail(self, shown: Shown) -> None:
        """Show an activity as it is now."""
        activity, came, kept, history = shown
        today = self.context.clock.today()
        self.detail.show_detail(
            Detail(
                title=activity.title,
                reference=f"{short_day(activity.held_on, today)} {weekday_word(activity.held_on)}",
                pill=activity_pill(activity, today),
                blocks=self._blocks(activity, came, kept, history),
                actions=self.offered_actions(activity),
            )
        )

    def _blocks(
        self,
        activity: ActivityDetail,
        came: Sequence[AttendanceRow],
        kept: Sequence[EvidenceRow],
        history: Sequence[HistoryRow],
    ) -> list[Block]:
        facts = [("类别", activity.kind.label), ("时间", hours_words(activity.starts_at, activity.ends_at))]
        facts += [("地点", activity.place), ("组织单位", activity.organiser)]
        if activity.session_name:
            facts.append(("会议", activity.session_name))
        counts = activity.counts
        blocks: list[Block] = [Facts([fact for fact in facts if fact[1]])]
        if activity.content:
            blocks.append(Text(activity.content))
        walked_in = f"，名单外 {counts.walk_ins} 人" if counts.walk_ins else ""
        blocks.append(Heading(f"应到 {counts.expected} 人，实到 {counts.came} 人{walked_in}"))
        blocks.append(Facts(_by_state(came)))
        if activity.result:
            blocks += [Heading("成效"), Text(activity.result)]
        if activity.report:
            blocks += [Heading("形成的报告"), Text(activity.report)]
        if kept:
            blocks.append(Heading(f"证明材料 {len(kept)} 件"))
            blocks += [material_line(each, partial(remove_material, self, each)) for each in kept]
        today = self.context.clock.today()
        lines = [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in history[-30:]]
        return [*blocks, Heading("经过"), Timeline(lines)] if lines else blocks

    def offered_actions(self, activity: ActivityDetail) -> list[Action]:
        """What can be done to an activity now; the sign-in area adds its paper. One of a reception day is planned,
        changed and cancelled with the day."""
        if activity.reception_day_id is not None:
            to_day = partial(self.context.go, "reception", id=activity.reception_day_id)
            signing = Action("签到登记", partial(self.take_attendance, activity), primary=True)
            filing = Action("归材料", partial(self.add_evidence, activity))
            there = Action("到接待日", to_day, primary=activity.cancelled)
            return [there] if activity.cancelled else [signing, there, filing]
        if activity.cancelled:
            return [Action("恢复", partial(self.restore, activity), primary=True)]
        marked = activity.counts.expected > activity.counts.not_yet or activity.counts.came
        return [
            Action("签到登记", partial(self.take_attendance, activity), primary=True),
            Action("修改", partial(self.edit, activity)),
            Action("加人员", partial(self.add_people, activity)),
            Action("归材料", partial(self.add_evidence, activity)),
            Action("取消活动", partial(self.cancel, activity)),
            *([] if marked else [Action("删除", partial(self.remove, activity))]),
        ]

    # ------------------------------------------------------------------ what people do

    def _again(self, then: Callable[[ActivityDetail], object]) -> Callable[[int], object]:
        return lambda row_id: self.ask(listing.get_activity, activity_id=row_id, then=then)

    def plan(self) -> None:
        """Plan an activity with who is to come."""
        today = self.context.clock.today
        self.open_form(
            "安排活动",
            [*activity_fields(today), *expected_fields(self._groups, self.work, today)],
            values={"held_on": today(), "kind": ActivityKind.GROUP_ACTIVITY},
            save_word="安排",
            service=plan_activity,
            say=lambda made: f"已安排{made.title}，应到 {made.counts.expected} 人",
            then=lambda made: self._open_made(made.id, made.held_on),
            draft="plan",
        )

    def plan_session(self) -> None:
        """Plan a congress session by half-days."""
        today = self.context.clock.today
        self.open_form(
            "安排人代会",
            session_fields(today, HALF_DAYS),
            values={"half_0": ("plenary",), "half_1": ("review",), "half_2": ("plenary", "vote")},
            save_word="安排",
            service=plan_session,
            say=lambda made: f"已安排{made[0].session_name}，{len(made)} 项议程",
            then=lambda made: self._open_made(made[0].id, made[0].held_on),
            draft="plan_session",
        )

    def _open_made(self, activity_id: int, held_on: date) -> None:
        if held_on.year != self._year:
            self._year = held_on.year
            self._offer_years()
            self.load_list()
        self.open_row(activity_id)

    def edit(self, activity: ActivityDetail) -> None:
        """Change an activity, or enter what came of it."""
        fields = [
            *activity_fields(self.context.clock.today),
            TextField("result", "成效、意见", lines=3),
        ]
        if activity.kind is ActivityKind.INSPECTION:
            fields.append(LineField("report", "形成的报告", most=200, placeholder="报告题目；没有就不填"))
        self.open_form(
            "修改活动",
            fields,
            values={field.name: getattr(activity, field.name) for field in fields},
            save_word="保存",
            service=plans.edit_activity,
            fixed={"activity_id": activity.id, "version": activity.version},
            say=lambda saved: f"已修改{saved.title}",
            draft=f"edit:{activity.id}",
        )

    def add_people(self, activity: ActivityDetail) -> None:
        """Put more deputies on the list."""
        self.open_form(
            f"{activity.title}：加人员",
            expected_fields(self._groups, self.work, self.context.clock.today, held_on=activity.held_on),
            save_word="加入名单",
            service=add_expected,
            fixed={"activity_id": activity.id},
            say=lambda added: f"名单增加 {added} 人",
            draft=f"add_people:{activity.id}",
        )

    def take_attendance(self, activity: ActivityDetail) -> None:
        """Enter who came, in one pass."""
        AttendanceDialog(
            self,
            self.context,
            activity_id=activity.id,
            title=activity.title,
            held_on=activity.held_on,
            closed=lambda: self.show_detail(activity.id),
        ).open()

    def add_evidence(self, activity: ActivityDetail) -> None:
        """File a piece of evidence."""
        file_material(self, subject="activity", subject_id=activity.id, examples="现场照片、签到表、报道……")

    def cancel(self, activity: ActivityDetail) -> None:
        """Not held: it counts for nothing."""
        self.change(
            plans.cancel_activity,
            activity_id=activity.id,
            version=activity.version,
            say=f"已取消{activity.title}，不计入履职",
            on_refusal=self.detail.notice.refuse,
        )

    def restore(self, activity: ActivityDetail) -> None:
        """Held after all."""
        self.change(
            plans.restore_activity,
            activity_id=activity.id,
            version=activity.version,
            say=f"已恢复{activity.title}",
            on_refusal=self.detail.notice.refuse,
        )

    def remove(self, activity: ActivityDetail) -> None:
        """Entered by mistake, nobody marked yet."""

        def removed(_nothing: None) -> None:
            self.open_id = None
            self.detail.show_nothing("已删除。")

        ask_verbs(
            self,
            f"删除“{activity.title}”？",
            detail="这次活动还没有出席记录，删除后不能恢复。",
            do_word="删除",
            do=lambda: self.change(
                plans.remove_activity,
                activity_id=activity.id,
                version=activity.version,
                say=f"已删除{activity.title}",
                then=removed,
                on_refusal=self.detail.notice.refuse,
            ),
        )


def _by_state(came: Sequence[AttendanceRow]) -> list[tuple[str, str]]:
    """State and names, who did not come first."""
    lines = []
    for state in IN_ORDER:
        rows = [row for row in came if row.state is state]
        if not rows:
            continue
        names = "、".join(
            row.deputy + (f"（{row.leave_reason}）" if row.leave_reason else "") for row in rows[:40]
        )
        more = "……" if len(rows) > 40 else ""
        word = state_word(state) if state not in CAME or state is not AttendanceState.PRESENT else "到会"
        lines.append((f"{word} {len(rows)}", names + more))
    return lines or [("名单", "还没有应到的人")]


def _read_activity(session: Any, *, activity_id: int) -> Shown:
    return (
        listing.get_activity(session, activity_id=activity_id),
        attendance.list_attendance(session, activity_id=activity_id),
        evidence.list_evidence(session, subject="activity", subject_id=activity_id),
        list_history(session, subject="activity", subject_id=activity_id),
    )
