"""Suggestions: overdue first, one with its way to the appraised reply, the monthly livelihood suggestions."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import month_day
from deputy_station.core.name_order import best_first
from deputy_station.core.pinyin import search_keys
from deputy_station.core.typed_day import Lean
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.suggestions.rules import (
    REPLY_MONTHS,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
    SuggestionStep,
)
from deputy_station.features.suggestions.service import handling, listing, writing
from deputy_station.features.suggestions.service.listing import (
    LivelihoodRow,
    SuggestionCounts,
    SuggestionDetail,
    SuggestionRow,
)
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import days_left, short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, People, Text, Timeline
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField, SearchManyField
from deputy_station.widgets.style import px
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind

SOON_DAYS = 14
FORMAL = tuple(kind for kind in SuggestionKind if kind is not SuggestionKind.LIVELIHOOD)
"""Handled one by one; the monthly livelihood suggestions have a chip and a board of their own."""
_STATE_OF_VIEW = {
    "draft": SuggestionState.DRAFT,
    "accepted": SuggestionState.ACCEPTED,
    "assigned": SuggestionState.ASSIGNED,
    "replied": SuggestionState.REPLIED,
    "closed": SuggestionState.CLOSED,
}
_TONES = {
    SuggestionState.DRAFT: Tone.QUIET,
    SuggestionState.ACCEPTED: Tone.SOON,
    SuggestionState.REFUSED: Tone.QUIET,
    SuggestionState.ASSIGNED: Tone.INFO,
    SuggestionState.REPLIED: Tone.SOON,
    SuggestionState.CLOSED: Tone.DONE,
}

Shown = tuple[SuggestionDetail, list[HistoryRow]]


def state_pill(row: SuggestionRow | SuggestionDetail) -> Pill:
    """The state; one whose reply is late says so."""
    if row.overdue_days:
        return Pill("已超期", Tone.OVERDUE)
    if row.state is SuggestionState.REPLIED:
        return Pill("待评价", Tone.SOON)
    return Pill(row.state.label, _TONES[row.state])


class SuggestionsPage(ListDetailPage):
    """What deputies propose and what becomes of it."""

    title = "代表建议"
    tables = frozenset({"suggestions", "suggestion_signers", "units"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            search="标题、内容、代表、承办单位",
            empty="这一年还没有建议。代表提的建议和议案登记在这里。",
            empty_action=Action("登记建议", self.register),
            columns=[
                Column("提出", lambda row: short_day(row.proposed_on, today()), chars=5, leaves=3),
                Column("标题", "title", chars=14, grow=1),
                Column("领衔", "lead", chars=5, leaves=1),
                Column("承办", "unit", chars=6, leaves=2),
                Column("状态", state_pill, chars=4, kind=Kind.PILL),
                Column("期限", lambda row: _due(row, today()), chars=7),
            ],
        )
        self._year = today().year
        self.years = Choice()
        self.years.addItems([f"{year}年" for year in range(self._year, self._year - 6, -1)])
        self.years.activated.connect(self._take_year)
        self.filters.add(self.years)
        self.filters.set_filters([Filter("", "全部")])
        self.set_actions(
            Action("每月民生建议", self.open_livelihood),
            Action("登记建议", self.register, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "register": self.register,
            "of_demand": self.suggest_from_demand,
            "edit": self._again(self.edit),
            "refuse": self._again(self.refuse),
            "assign": self._again(self.assign),
            "reply": self._again(self.reply),
            "appraise": self._again(self.appraise),
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        demand = (filters.pop("demand_id", None), filters.pop("demand_version", None))
        super().take_filter(**filters)
        if demand[0] is not None:
            self.suggest_from_demand(*demand)

    def load_list(self) -> None:
        chosen = self.filters.chosen
        wanted: dict[str, Any] = {
            "search": self.filters.words,
            "state": _STATE_OF_VIEW.get(chosen),
            "overdue": chosen == "overdue",
            "kinds": [SuggestionKind.LIVELIHOOD] if chosen == "livelihood" else FORMAL,
            "deputy_id": self.sent.get("deputy_id"),
            "first": date(self._year, 1, 1),
            "last": date(self._year, 12, 31),
        }
        self.table.load(listing.list_suggestions, listing.count_suggestions, **wanted)
        self.ask(listing.count_by_state, then=self.show_counts, year=self._year)

    def show_counts(self, counts: SuggestionCounts) -> None:
        """The chips' numbers, the words beside the title, the number in the navigation."""
        self.set_count(f"{self._year}年 {counts.total} 件")
        self.filters.set_filters(
            [
                Filter("", "全部", counts.total),
                Filter("overdue", "已超期", counts.overdue),
                Filter("draft", "草稿", counts.drafts),
                Filter("accepted", "待交办", counts.to_assign),
                Filter("assigned", "办理中", counts.handling),
                Filter("replied", "待评价", counts.to_appraise),
                Filter("closed", "已办结", counts.closed),
                Filter("livelihood", "民生建议", counts.livelihood),
            ]
        )
        if self._year == self.context.clock.today().year:
            self.waiting.emit(counts.overdue + counts.to_assign + counts.to_appraise)

    def _take_year(self, place: int) -> None:
        self._year, self.open_id = self.context.clock.today().year - place, None
        self.detail.show_nothing("选中左边的一件，这里看全部内容。")
        self.load_list()

    # ------------------------------------------------------------------ one suggestion

    def show_detail(self, row_id: int) -> None:
        self.ask(_read_suggestion, then=self.fill_detail, suggestion_id=row_id)

    def fill_detail(self, shown: Shown) -> None:
        """Show a suggestion as it is now."""
        each, history = shown
        self.detail.show_detail(
            Detail(
                title=each.title,
                reference=each.kind.label,
                pill=state_pill(each),
                blocks=self._blocks(each, history),
                actions=self._actions(each),
            )
        )

    def _blocks(self, each: SuggestionDetail, history: list[HistoryRow]) -> list[Block]:
        today = self.context.clock.today()
        facts: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            ("提出", whole_day(each.proposed_on)),
        ]
        if each.unit:
            facts.append(("承办", each.unit))
        if each.deadline_on is not None:
            left = days_left(each.deadline_on, today)
            waiting = each.state is SuggestionState.ASSIGNED
            facts.append(("期限", whole_day(each.deadline_on) + (f"，{left}" if waiting else "")))
        if each.satisfaction is not None:
            facts.append(("评价", each.satisfaction.label))
        if each.excellent:
            facts.append(("荣誉", "优秀建议"))
        if each.demand_id is not None:
            opener = partial(self.context.go, "demands", id=each.demand_id)
            facts.append(("来自诉求", each.demand_number, opener))
        if each.refusal_reason:
            facts.append(("不予受理", each.refusal_reason))
        signers = [(each.lead, "领衔"), *((signer, "附议") for signer in each.co_signers)]
        blocks: list[Block] = [
            People(
                [
                    (signer.name, part, partial(self.context.go, "deputies", id=signer.deputy_id))
                    for signer, part in signers
                ]
            ),
            Facts(facts),
        ]
        if each.text:
            blocks += [Heading("内容"), Text(each.text)]
        if each.reply:
            blocks += [Heading("答复"), Text(each.reply)]
        lines = [(short_instant(line.at, today), f"{line.actor}：{line.sentence}") for line in history]
        return [*blocks, Heading("经过"), Timeline(lines)] if lines else blocks

    def _actions(self, each: SuggestionDetail) -> list[Action]:
        can: dict[SuggestionStep, tuple[str, Callable[[], object]]] = {
            SuggestionStep.ACCEPT: ("受理", partial(self.accept, each)),
            SuggestionStep.ASSIGN: (
                "改派" if each.state is SuggestionState.ASSIGNED else "交办",
                partial(self.assign, each),
            ),
            SuggestionStep.REPLY: ("登记答复", partial(self.reply, each)),
            SuggestionStep.APPRAISE: ("登记评价", partial(self.appraise, each)),
            SuggestionStep.REWORK: ("退回修改", partial(self.rework, each)),
            SuggestionStep.EDIT: ("修改", partial(self.edit, each)),
            SuggestionStep.REFUSE: ("不予受理", partial(self.refuse, each)),
        }
        offered = [(step, *can[step]) for step in can if step in each.steps]
        order = (SuggestionStep.REPLY, SuggestionStep.APPRAISE, SuggestionStep.ACCEPT, SuggestionStep.ASSIGN)
        first = next((step for step in order if step in each.steps), None)
        actions = [Action(word, do, primary=step is first) for step, word, do in offered]
        word = "取消优秀" if each.excellent else "评为优秀"
        if each.state is not SuggestionState.DRAFT:
            actions.append(Action(word, partial(self.mark_excellent, each)))
        return actions

    # ------------------------------------------------------------------ what people do

    def _find_deputies(self, session: Any, text: str) -> list[tuple[int, str]]:
        found = list_deputies(session, search=text, in_office_on=self.context.clock.today())
        rows = best_first(found, text, lambda row: row.name)[:12]
        return [(row.id, f"{row.name} {row.group}".strip()) for row in rows]

    def _fields(self) -> list[Field]:
        return [
            ChoiceField("kind", "类别", [(kind, kind.label) for kind in SuggestionKind], required=True),
            LineField("title", "标题", required=True, placeholder="关于……的建议", most=200),
            SearchField("lead_id", "领衔代表", self.work, self._find_deputies, required=True),
            SearchManyField("co_signer_ids", "附议代表", self.work, self._find_deputies),
            DateField(
                "proposed_on", "提出日期", today=self.context.clock.today, lean=Lean.PAST, required=True
            ),
            TextField("text", "内容", lines=6),
        ]

    def _again(self, then: Callable[[SuggestionDetail], object]) -> Callable[[int], object]:
        return lambda row_id: self.ask(listing.get_suggestion, suggestion_id=row_id, then=then)

    def register(self) -> None:
        """Enter a draft."""
        self.open_form(
            "登记建议",
            self._fields(),
            values={"kind": SuggestionKind.BETWEEN, "proposed_on": self.context.clock.today()},
            save_word="登记",
            service=writing.draft_suggestion,
            say=lambda made: f"已登记《{made.title}》",
            then=lambda made: self.open_row(made.id),
            draft="register",
        )

    def suggest_from_demand(self, demand_id: int, version: int) -> None:
        """A demand becomes a suggestion: only the signers are asked."""
        self.open_form(
            "诉求转为代表建议",
            [
                SearchField("lead_id", "领衔代表", self.work, self._find_deputies, required=True),
                SearchManyField("co_signer_ids", "附议代表", self.work, self._find_deputies),
                LineField("title", "标题", placeholder="不填就用诉求的标题", most=200),
            ],
            save_word="转为建议",
            draft=f"of_demand:{demand_id}:{version}",
            service=writing.suggest_from_demand,
            fixed={"demand_id": demand_id, "version": version},
            say=lambda made: f"已转为代表建议《{made.title}》",
            then=lambda made: self.open_row(made.id),
        )

    def edit(self, each: SuggestionDetail) -> None:
        """Change a suggestion that was not yet assigned."""
        self.open_form(
            "修改建议",
            self._fields(),
            values={
                "kind": each.kind,
                "title": each.title,
                "lead_id": (each.lead.deputy_id, each.lead.name),
                "co_signer_ids": [(signer.deputy_id, signer.name) for signer in each.co_signers],
                "proposed_on": each.proposed_on,
                "text": each.text,
            },
            save_word="保存",
            service=writing.edit_suggestion,
            fixed={"suggestion_id": each.id, "version": each.version},
            say="已修改建议",
            draft=f"edit:{each.id}",
        )

    def _step(self, service: Callable[..., Any], each: SuggestionDetail, say: str) -> None:
        self.change(
            service,
            suggestion_id=each.id,
            version=each.version,
            say=say,
            on_refusal=self.detail.notice.refuse,
        )

    def _step_form(
        self,
        title: str,
        fields: list[Field],
        each: SuggestionDetail,
        service: Callable[..., Any],
        **more: Any,
    ) -> None:
        fixed = {"suggestion_id": each.id, "version": each.version}
        self.open_form(title, fields, service=service, fixed=fixed, **more)

    def accept(self, each: SuggestionDetail) -> None:
        """受理, today."""
        self._step(handling.accept_suggestion, each, f"已受理《{each.title}》")

    def rework(self, each: SuggestionDetail) -> None:
        """A refused one becomes a draft again."""
        self._step(handling.rework_suggestion, each, f"《{each.title}》已退回修改")

    def refuse(self, each: SuggestionDetail) -> None:
        """不予受理, with the reason."""
        reason = LineField(
            "reason", "理由", required=True, placeholder="没有具体内容、属于个人事项……", most=200
        )
        self._step_form(
            f"不予受理《{each.title}》",
            [reason],
            each,
            handling.refuse_suggestion,
            save_word="不予受理",
            draft=f"refuse:{each.id}",
            say=f"已登记不予受理《{each.title}》",
        )

    def assign(self, each: SuggestionDetail) -> None:
        """交办 to a unit."""

        def find(session: Any, text: str) -> list[tuple[int, str]]:
            wanted = search_form(text)
            found = [unit for unit in list_units(session) if wanted in search_keys(unit.name)]
            return [(unit.id, unit.name) for unit in found[:12]]

        today = self.context.clock.today
        self._step_form(
            f"交办《{each.title}》",
            [
                SearchField(
                    "unit_id",
                    "承办单位",
                    self.work,
                    find,
                    required=True,
                    placeholder="输入单位名称或拼音首字母",
                    help="单位在“设置”的“承办单位”里增减。",
                ),
                DateField("assigned_on", "交办日期", today=today, lean=Lean.PAST, required=True),
                NumberField("months", "答复期限", required=True, least=1, largest=6, unit="个月"),
            ],
            each,
            handling.assign_suggestion,
            values={"assigned_on": today(), "months": REPLY_MONTHS},
            save_word="交办",
            draft=f"assign:{each.id}",
            say=lambda saved: f"已交办{saved.unit}，{whole_day(saved.deadline_on)}前答复",
        )

    def reply(self, each: SuggestionDetail) -> None:
        """What the unit answered."""
        today = self.context.clock.today
        self._step_form(
            f"登记《{each.title}》的答复",
            [
                TextField("reply", "答复内容", required=True, lines=6),
                DateField("replied_on", "答复日期", today=today, lean=Lean.PAST, required=True),
            ],
            each,
            handling.reply_to_suggestion,
            values={"replied_on": today()},
            save_word="登记",
            say=f"已登记《{each.title}》的答复",
            draft=f"reply:{each.id}",
        )

    def appraise(self, each: SuggestionDetail) -> None:
        """What the deputy thinks of the reply."""
        grades = [(grade, grade.label) for grade in SuggestionSatisfaction]
        self._step_form(
            f"{each.lead.name}对答复的评价",
            [
                ChoiceField("satisfaction", "评价", grades, required=True),
                CheckField("redo", "不满意时", "重新办理，1 个月内再答复"),
            ],
            each,
            handling.appraise_suggestion,
            values={"redo": True},
            draft=f"appraise:{each.id}",
            save_word="登记",
            say=lambda saved: f"已登记评价：{saved.satisfaction.label}",
        )

    def mark_excellent(self, each: SuggestionDetail) -> None:
        """优秀建议, or no longer."""
        self.change(
            handling.mark_excellent,
            suggestion_id=each.id,
            version=each.version,
            excellent=not each.excellent,
            say=f"《{each.title}》{'不再是' if each.excellent else '评为'}优秀建议",
            on_refusal=self.detail.notice.refuse,
        )

    def open_livelihood(self) -> None:
        """Who gave how many livelihood suggestions in which month."""
        self.ask(listing.list_livelihood, then=self.show_livelihood, year=self._year)

    def show_livelihood(self, rows: list[LivelihoodRow]) -> None:
        """Open the year's board of livelihood suggestions."""
        LivelihoodDialog(self, self._year, rows).open()


class LivelihoodDialog(Dialog):
    """A line for each deputy, a column for each month; who gave least comes first."""

    def __init__(self, page: SuggestionsPage, year: int, rows: list[LivelihoodRow]) -> None:
        super().__init__(page, f"{year}年每月民生建议", width=980)
        this = page.context.clock.today()
        month = this.month if year == this.year else 12
        missing = sum(row.months[month - 1] == 0 for row in rows)
        self.body.addWidget(Words(f"{len(rows)} 位代表，{month} 月还有 {missing} 位没有提。", role="soft"))
        columns = [
            Column("代表", "deputy", chars=5, grow=1),
            Column("小组", "group", chars=6, leaves=20),
            *(
                Column(f"{number}月", partial(_of_month, number), chars=2, leaves=number, kind=Kind.NUMBER)
                for number in range(1, 13)
            ),
            Column("合计", "total", chars=2, kind=Kind.NUMBER),
        ]
        self.table = Table(
            page.work, columns, today=page.context.clock.today, row_id=lambda row: row.deputy_id
        )
        self.table.setMinimumHeight(px(360))
        self.table.show_rows(rows)
        self.body.addWidget(self.table, 1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])


def _of_month(number: int, row: LivelihoodRow) -> int | str:
    return row.months[number - 1] or ""


def _due(row: SuggestionRow | SuggestionDetail, today: date) -> str:
    if row.state is not SuggestionState.ASSIGNED or row.deadline_on is None:
        return ""
    if row.overdue_days or (row.deadline_on - today).days <= SOON_DAYS:
        return days_left(row.deadline_on, today)
    if row.deadline_on.year == today.year + 1:
        return f"明年{month_day(row.deadline_on)}"
    return short_day(row.deadline_on, today)


def _read_suggestion(session: Any, *, suggestion_id: int) -> Shown:
    each = listing.get_suggestion(session, suggestion_id=suggestion_id)
    return each, list_history(session, subject="suggestion", subject_id=suggestion_id)
