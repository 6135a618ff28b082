"""The steps of one suggestion as forms: which fields a step asks for follows from the table of steps."""

from collections.abc import Callable
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.finding import find_unit
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.matters.rules.choices import ContactStage, Part
from deputy_station.features.suggestions.page.step_fields import (
    concern,
    contact,
    ground,
    looked,
    of_demand,
    persons,
)
from deputy_station.features.suggestions.rules.choices import (
    OPEN_PROMISES,
    WITH_UNITS,
    PromiseState,
    SuggestionSatisfaction,
)
from deputy_station.features.suggestions.rules.deadlines import MOST_MONTHS
from deputy_station.features.suggestions.rules.replies import classes_of
from deputy_station.features.suggestions.rules.steps import Need, Step
from deputy_station.features.suggestions.service import (
    extensions,
    handing,
    promises,
    replying,
    reviewing,
    writing,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.promises import list_promises
from deputy_station.features.suggestions.service.rows import PromiseRow, SuggestionDetail, SuggestionRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField, SearchManyField

SERVICES: dict[str, Callable[..., Any]] = {
    "submit": writing.submit_suggestion,
    "accept": reviewing.accept_suggestion,
    "refuse": reviewing.refuse_suggestion,
    "rework": reviewing.rework_suggestion,
    "to_reference": reviewing.pass_for_reference,
    "to_letter": reviewing.treat_as_letter,
    "assign": handing.assign_suggestion,
    "sign": handing.sign_for_suggestion,
    "co_sign": handing.sign_for_suggestion,
    "return": handing.return_suggestion,
    "co_return": handing.return_suggestion,
    "plan": handing.plan_suggestion,
    "contact": handing.log_contact,
    "co_opinion": handing.record_co_opinion,
    "urge": handing.urge_suggestion,
    "supervise": handing.supervise_suggestion,
    "ask_extension": extensions.ask_extension,
    "grant_extension": partial(extensions.decide_extension, granted=True),
    "refuse_extension": partial(extensions.decide_extension, granted=False),
    "reply": replying.reply_to_suggestion,
    "appraise": replying.appraise_suggestion,
    "lapse": replying.close_unappraised,
    "look_back": replying.look_back,
    "promise": promises.add_promise,
    "redo": replying.redo_suggestion,
    "withdraw": reviewing.withdraw_suggestion,
}
"""The service behind each button; what is not here is a button of its own or part of another form."""

_AT_ONCE = frozenset({"submit", "accept", "urge"})
"""Steps that need nothing said: one press does them."""
_CO_STEPS = frozenset({"co_sign", "co_return", "co_opinion"})
_DECIDING = frozenset({"grant_extension", "refuse_extension"})
_DAY_OF = {
    "assign": ("assigned_on", "交办日期"),
    "sign": ("signed_on", "签收日期"),
    "co_sign": ("signed_on", "签收日期"),
    "return": ("returned_on", "退回日期"),
    "co_return": ("returned_on", "退回日期"),
    "contact": ("on", "联系日期"),
    "reply": ("replied_on", "答复日期"),
    "look_back": ("on", "回头看日期"),
    "withdraw": ("asked_on", "书面撤回日期"),
}
"""Steps that bear a day of their own, with its parameter and its word."""
_TO_TELL = frozenset({DemandState.HANDLED, DemandState.INFORMED, DemandState.SETTLED})
"""States of a demand whose visitor does not know the newest answer of its suggestion."""


class Moving:
    """The steps a suggestion can take now, on the page that shows it."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def actions(self, each: SuggestionDetail) -> list[Action]:
        """A button for each step of the table that makes sense now, the main one primary."""
        return [
            Action(step.label, partial(self.take, each, step), primary=each.state in step.main_in)
            for step in each.steps
            if step.key in SERVICES and self._makes_sense(each, step)
        ]

    def _makes_sense(self, each: SuggestionDetail, step: Step) -> bool:
        """Whether there is something the step could be done to."""
        if step.key == "co_sign":
            return any(one.signed_on is None for one in each.co_units)
        if step.key == "co_opinion":
            return any(one.done_on is None for one in each.co_units)
        if step.key in _CO_STEPS:
            return bool(each.co_units)
        if step.key in _DECIDING:
            return each.asked_extension is not None
        return not (step.key == "ask_extension" and each.asked_extension is not None)

    def take(self, each: SuggestionDetail, step: Step) -> None:
        """Do a step, asking first for what it needs."""
        fixed: dict[str, Any] = {"suggestion_id": each.id, "version": each.version}
        if step.key in _AT_ONCE:
            self.page.change(
                SERVICES[step.key],
                say=partial(self._done, step),
                on_refusal=self.page.detail.notice.refuse,
                **fixed,
            )
            return
        if step.key in _DECIDING and each.asked_extension is not None:
            fixed["extension_id"] = each.asked_extension.id
        self.page.open_form(
            f"{step.label}《{each.title}》",
            self._fields(each, step),
            values=self._values(each, step),
            save_word=step.label,
            service=SERVICES[step.key],
            fixed=fixed,
            say=partial(self._done, step),
            draft=f"step:{step.key}:{each.id}",
        )

    def take_again(self, key: str, suggestion_id: int) -> None:
        """Go on with the form of a step."""

        def take(each: SuggestionDetail) -> None:
            found = [step for step in each.steps if step.key == key]
            if found:
                self.take(each, found[0])
            else:
                self.page.notice.tell(f"《{each.title}》已到下一步，上次没写完的不用再写。")

        self.page.ask(get_suggestion, suggestion_id=suggestion_id, then=take)

    def actions_for_several(self, rows: list[SuggestionRow]) -> list[Action]:
        """What can be done with several at once: 催办 those that lie with a unit."""
        out = [row for row in rows if row.state in WITH_UNITS]
        words = "催办" if len(out) == len(rows) else f"催办其中 {len(out)} 件"
        urge = partial(self._urge, out)
        return [Action(words, urge)] if out else [Action("催办", urge, enabled=False, why="所选的都不用催办")]

    def _urge(self, rows: list[SuggestionRow]) -> None:
        self.page.change(
            handing.urge_suggestions,
            say=lambda count: f"已催办 {count} 件建议",
            suggestions=[(row.id, row.version) for row in rows],
        )

    # ------------------------------------------------------------------ promises

    def settle_promise(self, one: PromiseRow) -> None:
        """What became of a promise."""
        today = self.page.context.clock.today
        states = [PromiseState.KEPT, PromiseState.MOVED, PromiseState.GIVEN_UP]
        self.page.open_form(
            "承诺结果",
            [
                ChoiceField("state", "结果", [(state, state.label) for state in states], required=True),
                DateField("settled_on", "兑现日期", today=today, lean=Lean.PAST, help="兑现了才填。"),
                DateField("due_on", "改到哪天", today=today, lean=Lean.FUTURE, help="改期了才填。"),
                TextField("note", "兑现情况", lines=3),
                CheckField("told", "告知", "已经告诉代表"),
            ],
            values={"settled_on": today()},
            save_word="保存",
            service=promises.settle_promise,
            fixed={"promise_id": one.id, "version": one.suggestion_version},
            say=lambda saved: f"承诺{saved.state.label}",
            draft=f"promise:{one.id}:{one.suggestion_id}",
        )

    def settle_promise_again(self, promise_id: int, suggestion_id: int) -> None:
        """Go on with what was begun about a promise."""

        def settle(rows: list[PromiseRow]) -> None:
            found = [row for row in rows if row.id == promise_id and row.state in OPEN_PROMISES]
            if found:
                self.settle_promise(found[0])
            else:
                self.page.notice.tell("这项承诺已经有了结果，上次没写完的不用再写。")

        self.page.ask(list_promises, suggestion_id=suggestion_id, then=settle)

    # ------------------------------------------------------------------ forms

    def _fields(self, each: SuggestionDetail, step: Step) -> list[Field]:
        before, after = self._own_fields(each, step)
        fields = [*before]
        if step.key in _CO_STEPS:
            fields.append(self._co_units(each, step))
        if step.key in _DAY_OF:
            name, word = _DAY_OF[step.key]
            today = self.page.context.clock.today
            fields.append(DateField(name, word, today=today, lean=Lean.PAST, required=True))
        return [*fields, *after]

    def _own_fields(self, each: SuggestionDetail, step: Step) -> tuple[list[Field], list[Field]]:
        """The fields before and after the day of the step."""
        note = self._note(step)
        match step.key:
            case "refuse":
                return [
                    ground(each),
                    LineField("reason", "告诉代表的理由", most=200, placeholder="可以不填"),
                ], []
            case "assign":
                return self._units(each), [note, *concern(each)]
            case "sign" | "co_sign":
                plan = TextField("measures", "办理方案", lines=3, placeholder="可以不填")
                return [], [*persons(), plan]
            case "plan":
                return [TextField("measures", step.note_label, required=True, lines=4)], persons()
            case "contact":
                return contact(), [note]
            case "supervise":
                return [LineField("supervisor", "督办单位和责任人", most=80, required=True)], [note]
            case "ask_extension":
                return [self._until()], [note]
            case "reply":
                return [TextField("reply", "答复内容", required=True, lines=6)], self._reply(each)
            case "appraise":
                return self._appraisal(), [note]
            case "look_back":
                return [looked(), LineField("who", "谁去看的", most=200)], [note]
            case "promise":
                due = DateField("due_on", "兑现期限", today=self.page.context.clock.today, lean=Lean.FUTURE)
                return [TextField("words", step.note_label, required=True, lines=3), due], []
            case "withdraw":
                return [], [note, *self._agreed(each)]
        return [], [note]

    def _note(self, step: Step) -> Field:
        return TextField("note", step.note_label, required=Need.NOTE in step.needs, lines=3)

    def _units(self, each: SuggestionDetail) -> list[Field]:
        work = self.page.work
        return [
            SearchField(
                "unit_id",
                "主办单位",
                work,
                find_unit,
                required=True,
                placeholder="输入单位名称或拼音首字母",
                help="单位在“设置”的“承办单位”里增减。",
            ),
            SearchManyField(
                "co_unit_ids",
                "协办单位",
                work,
                find_unit,
                placeholder="输入单位名称或拼音首字母，回车加一个",
            ),
            NumberField(
                "months",
                "答复期限",
                least=1,
                largest=MOST_MONTHS,
                unit="个月",
                help="不填就按规定。" if each.rounds > 1 else "不填就按规定，3 个月；面广难度大的填 6。",
            ),
        ]

    def _co_units(self, each: SuggestionDetail, step: Step) -> Field:
        waiting = [
            one
            for one in each.co_units
            if not (step.key == "co_sign" and one.signed_on)
            and not (step.key == "co_opinion" and one.done_on)
        ]
        return ChoiceField("handover_id", "协办单位", [(one.id, one.unit) for one in waiting], required=True)

    def _until(self) -> Field:
        return DateField(
            "until",
            "延到哪天",
            today=self.page.context.clock.today,
            lean=Lean.FUTURE,
            required=True,
            help=f"自交办之日起最长 {MOST_MONTHS} 个月，要征得代表和主席团同意。",
        )

    def _reply(self, each: SuggestionDetail) -> list[Field]:
        classes = classes_of(self.page.context.settings.text("reply_scheme"))
        today = self.page.context.clock.today
        return [
            ChoiceField("reply_class", "答复类别", [(one.key, one.label) for one in classes], none="不分类"),
            LineField("reply_number", "发文字号", most=60, placeholder="例如“朔政函〔2026〕7号”"),
            TextField(
                "promise", "承诺事项", lines=2, placeholder="以后才办的写在这里，记入承诺台账；没有就不填"
            ),
            DateField("promise_due", "兑现期限", today=today, lean=Lean.FUTURE),
            *of_demand(each),
        ]

    def _appraisal(self) -> list[Field]:
        grades = [(grade, grade.label) for grade in SuggestionSatisfaction]
        return [
            ChoiceField("satisfaction", "办理结果", grades, required=True),
            ChoiceField("manner", "办理态度", grades),
            CheckField("redo", "不满意时", "重新办理，再答复一次"),
        ]

    def _agreed(self, each: SuggestionDetail) -> list[Field]:
        if not each.co_signers:
            return []
        everybody = [(signer.deputy_id, signer.name) for signer in each.co_signers]

        def find(_session: Any, text: str) -> list[tuple[int, str]]:
            return [one for one in everybody if text in one[1]]

        return [
            SearchManyField(
                "agreed_ids",
                "同意撤回的附议人",
                self.page.work,
                find,
                placeholder="点一下，选出同意的人",
                help="附议的代表都同意，才能撤回。",
            )
        ]

    def _values(self, each: SuggestionDetail, step: Step) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if step.key in _DAY_OF:
            values[_DAY_OF[step.key][0]] = self.page.context.clock.today()
        lead = each.lead_handover
        if step.key == "appraise":
            values["redo"] = True
        elif step.key == "contact":
            values["stage"] = ContactStage.AFTER if each.reply else ContactStage.BEFORE
        elif step.key == "plan" and lead is not None:
            values |= {"measures": lead.measures, "leader": lead.leader, "person": lead.person}
        elif step.key == "assign" and each.rounds > 1:
            last = [one for one in each.handovers if one.part is Part.LEAD and one.returned_on is None]
            if last:
                values["unit_id"] = (last[-1].unit_id, last[-1].unit)
        return values

    def _done(self, step: Step, saved: Any) -> str:
        title = f"《{saved.title}》"
        if step.key == "assign":
            return f"已交办{saved.unit}，{whole_day(saved.deadline_on)}前答复"
        if step.key == "accept":
            return f"已受理{title}" + (f"，编为{saved.number}" if saved.number else "")
        if step.key == "urge":
            return f"已催办{title}，第 {saved.urged} 次"
        if step.key == "reply" and saved.demand_state in _TO_TELL:
            return f"已登记答复，请告诉诉求{saved.demand_number}的来访人"
        if step.key == "appraise":
            if saved.satisfaction is None:
                return f"代表不满意，{title}转第 {saved.rounds} 轮重办"
            return f"已登记评价：{saved.satisfaction.label}"
        return f"已{step.label}{title}" if len(step.label) == 2 else f"{title}：{step.label}已记下"
