"""The steps of one demand on its page: the probable ones first, the others in groups, each with its form and its paper."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.features.demands.page.accused import warn_of_accused
from deputy_station.features.demands.page.calling import CallRound
from deputy_station.features.demands.page.merging import open_merging
from deputy_station.features.demands.page.step_forms import DECIDING, OF_CO_UNITS, co_units_for, form_of
from deputy_station.features.demands.page.way_papers import paper_of, print_way_paper
from deputy_station.features.demands.page.whole import Whole, read_whole
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.steps import Step, allowed_steps
from deputy_station.features.demands.service import (
    detail,
    extensions,
    handing,
    learned,
    steps,
    urging,
    voices,
)
from deputy_station.features.demands.service.learned import Suggestions
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField

SERVICES: Mapping[str, Callable[..., DemandRow]] = {
    "assign": steps.assign_demand,
    "answer": steps.answer_demand,
    "propose": steps.propose_demand,
    "to_suggestion": steps.turn_into_suggestion,
    "to_litigation": steps.turn_into_litigation,
    "decline": steps.decline_demand,
    "accept": steps.accept_demand,
    "return": steps.return_demand,
    "co_accept": steps.accept_demand,
    "co_return": steps.return_demand,
    "plan": handing.plan_handover,
    "contact": handing.log_contact,
    "co_opinion": handing.record_co_opinion,
    "progress": steps.note_progress,
    "urge": urging.urge_demand,
    "ask_extension": extensions.ask_extension,
    "grant_extension": partial(extensions.decide_extension, granted=True),
    "refuse_extension": partial(extensions.decide_extension, granted=False),
    "supervise": urging.supervise_demand,
    "handle": steps.record_result,
    "inform": steps.inform_visitor,
    "follow_up": steps.follow_up,
    "settle": steps.settle_demand,
    "strike_off": steps.strike_off,
    "redo": steps.redo_demand,
    "voice": voices.add_voice,
    "tell_voices": voices.tell_voices,
    "split": voices.split_demand,
    "withdraw": steps.withdraw_demand,
}
"""The service behind each button; `merge` and `call` have dialogs of their own, `told_along` follows from 反馈."""

HAS_DIALOG = frozenset({"merge", "call"})
_AT_ONCE = frozenset({"strike_off"})
"""Steps that need nothing said: one press does them."""

_S = DemandState
_PROBABLE: Mapping[DemandState, tuple[str, ...]] = {
    _S.REGISTERED: ("answer", "propose"),
    _S.PROPOSED: ("answer",),
    _S.ASSIGNED: ("urge", "return"),
    _S.HANDLING: ("grant_extension", "refuse_extension", "urge", "progress"),
    _S.HANDLED: ("supervise",),
    _S.INFORMED: ("follow_up", "settle"),
    _S.SETTLED: ("tell_voices",),
    _S.MERGED: ("split",),
}
"""What is mostly done in each state besides the main step, the likeliest first: in sight as far as there is room."""

_FIRST: Mapping[DemandState, str] = {_S.INFORMED: "call"}
"""Where the hand begins with another step than the main one of the table: 回访 mostly is a call, its number in sight."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "承办单位": (
        *("accept", "return", "plan", "contact", "progress", "handle"),
        *("co_accept", "co_opinion", "co_return"),
    ),
    "督促和延期": ("urge", "ask_extension", "grant_extension", "refuse_extension", "supervise"),
    "换个去向": ("assign", "answer", "propose", "to_suggestion", "to_litigation", "decline"),
    "反映人": (
        *("voice", "merge", "split", "inform", "tell_voices"),
        *("call", "follow_up", "settle"),
    ),
    "了结和重办": ("strike_off", "withdraw", "redo"),
}
"""Under which caption the others stand in 更多."""

_PAPER_AFTER: Mapping[str, str] = {
    "assign": "交办单",
    "urge": "催办单",
    "supervise": "督办单",
    "ask_extension": "延期审批单",
    "grant_extension": "延期审批单",
    "refuse_extension": "延期审批单",
    "decline": "不受理告知单",
    "strike_off": "办理经过",
}
"""The paper a step gives something to print on: offered where the step was just saved."""

_SAID = {
    "handle": "已记诉求 {number} 的办理结果",
    "progress": "已记诉求 {number} 的进展",
    "plan": "已记诉求 {number} 的五定",
    "contact": "已记诉求 {number} 的联系",
    "co_opinion": "已记诉求 {number} 的协办意见",
    "ask_extension": "已记诉求 {number} 申请延期，等批复",
    "refuse_extension": "诉求 {number} 的延期没有批准",
    "tell_voices": "诉求 {number} 的其他反映人已告知",
    "split": "诉求 {number} 已取消合并",
}


def write_suggestion(page: ListDetailPage, row: DemandRow) -> None:
    """Open the form of a suggestion made from a demand: it asks who leads it, and takes the step with it."""
    page.context.go("suggestions", demand_id=row.id, demand_version=row.version)


def _is_first(whole: Whole, step: Step) -> bool:
    state = whole.demand.row.state
    first = _FIRST.get(state)
    if first is not None and any(each.key == first for each in offered_steps(whole)):
        return step.key == first
    return state in step.main_in


class Moving:
    """The steps a demand can take now, on the page that shows it."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def first_actions(self, whole: Whole) -> list[Action]:
        """The main step as primary, then the probable ones."""
        order = _PROBABLE.get(whole.demand.row.state, ())
        found = {step.key: step for step in offered_steps(whole)}
        main = [step for step in found.values() if _is_first(whole, step)]
        first = [*main, *(found[key] for key in order if key in found and found[key] not in main)]
        return [self._action(whole, step) for step in first]

    def further_actions(self, whole: Whole) -> list[Action]:
        """What else can be done, in the groups of 更多."""
        state = whole.demand.row.state
        shown = {*_PROBABLE.get(state, ()), *(step.key for step in whole.steps if _is_first(whole, step))}
        found = {step.key: step for step in offered_steps(whole) if step.key not in shown}
        return [
            self._action(whole, found[key], group)
            for group, keys in GROUPS.items()
            for key in keys
            if key in found
        ]

    def _action(self, whole: Whole, step: Step, group: str = "") -> Action:
        return Action(
            step.label, partial(self.take, whole, step), primary=_is_first(whole, step), group=group
        )

    def take(self, whole: Whole, step: Step) -> None:
        """Do a step, asking first for what it needs."""
        demand = whole.demand
        fixed: dict[str, Any] = {"demand_id": demand.row.id, "version": demand.row.version}
        if step.key == "to_suggestion":
            write_suggestion(self.page, demand.row)
        elif step.key == "merge":
            open_merging(self.page, whole, step)
        elif step.key == "call":
            CallRound(self.page, only=demand.row.id).begin()
        elif step.key in _AT_ONCE:
            self.page.change(
                SERVICES[step.key],
                say=partial(self._done, step),
                then=partial(self._offer_paper, step),
                on_refusal=self.page.detail.notice.refuse,
                **fixed,
            )
        else:
            self._open(whole, step, fixed)

    def _open(self, whole: Whole, step: Step, fixed: dict[str, Any]) -> None:
        form = form_of(self.page, whole, step)
        dialog = self.page.open_form(
            f"{step.label}：{whole.demand.row.title}",
            form.fields,
            values=form.values,
            save_word=step.label,
            service=SERVICES[step.key],
            fixed={**fixed, **form.fixed},
            say=partial(self._done, step),
            then=partial(self._offer_paper, step),
            draft=f"step:{step.key}:{whole.demand.row.id}",
        )
        if form.intro:
            dialog.body.insertWidget(0, Words("\n".join(form.intro), role="soft"))
        if step.key == "assign":
            warn_of_accused(self.page, dialog, dialog.form, lambda: whole.accused, grown=dialog.fit)
            self._suggest_unit(dialog, whole.demand)
        elif step.key == "plan":
            _follow_handover(dialog, whole)
        QTimer.singleShot(0, dialog, dialog.fit)

    def _suggest_unit(self, dialog: FormDialog, demand: DemandDetail) -> None:
        """The unit that settled demands like it, or that its category usually goes to, to take or leave."""
        field = dialog.form["unit_id"]

        def offer(found: Suggestions) -> None:
            one = found.unit
            if one is not None and isinstance(field, SearchField) and not field.words:
                field.offer(f"建议：{one.words}（{one.reason}）", lambda: field.put((one.key, one.words)))

        self.page.work.ask(
            learned.suggest,
            then=offer,
            owner=dialog,
            words=demand.words,
            title=demand.row.title,
            category_id=demand.category_id,
        )

    def actions_for_several(self, rows: list[DemandRow]) -> list[Action]:
        """What can be done with several demands at once: 催办 those that are out with a unit."""
        out = [row for row in rows if any(step.key == "urge" for step in allowed_steps(row.state))]
        words = "催办" if len(out) == len(rows) else f"催办其中 {len(out)} 件"
        urge = partial(self._urge, out)
        return [Action(words, urge)] if out else [Action("催办", urge, enabled=False, why="所选的都不用催办")]

    def _urge(self, rows: list[DemandRow]) -> None:
        self.page.change(
            urging.urge_demands,
            say=lambda count: f"已催办 {count} 件诉求",
            demands=[(row.id, row.version) for row in rows],
        )

    def take_again(self, key: str, demand_id: int) -> None:
        """Go on with the form of a step."""

        def take(whole: Whole) -> None:
            found = [step for step in offered_steps(whole) if step.key == key]
            if found:
                self.take(whole, found[0])
            else:
                number = whole.demand.row.number
                self.page.notice.tell(f"诉求 {number} 已到下一步，上次没写完的不用再写。")

        self.page.ask(read_whole, demand_id=demand_id, then=take)

    def _offer_paper(self, step: Step, row: DemandRow) -> None:
        """The paper of the step, on the very screen that saved it."""
        paper = paper_of(_PAPER_AFTER.get(step.key, ""))
        if paper is None:
            self.page.detail.notice.clear()  # what it offered belongs to the step before
            return

        def offer(demand: DemandDetail) -> None:
            if self.page.open_id == row.id:
                self.page.detail.notice.tell(
                    self._done(step, row),
                    f"打印{paper.word}",
                    partial(print_way_paper, self.page, demand, paper),
                )

        self.page.ask(detail.get_demand, demand_id=row.id, then=offer)

    def _done(self, step: Step, row: DemandRow) -> str:
        today = self.page.context.clock.today()
        sentence = _SAID.get(step.key, f"诉求 {{number}} 已{step.label}").format(number=row.number)
        match step.key:
            case "assign":
                return f"{sentence}{row.unit}，{short_day(row.deadline_on, today)}前答复"
            case "grant_extension":
                return f"诉求 {row.number} 已批准延期，期限改为 {short_day(row.deadline_on, today)}"
            case "follow_up" if not row.settled_on:
                return f"{sentence}，转第 {row.rounds} 轮重办"
            case "urge":
                return f"{sentence}，第 {row.urged} 次，第 {row.urge_level} 级"
            case "voice":
                return f"诉求 {row.number} 加一人反映，现有 {row.voices} 户"
        return sentence


def offered_steps(whole: Whole) -> list[Step]:
    """The steps of the table that make sense for this demand as it stands, the main one first."""
    return [
        step
        for step in whole.steps
        if (step.key in SERVICES or step.key in HAS_DIALOG) and _makes_sense(whole, step.key)
    ]


def _makes_sense(whole: Whole, key: str) -> bool:
    """Whether there is something the step could be done to."""
    if key in OF_CO_UNITS:
        return bool(co_units_for(whole, key))
    if key in DECIDING:
        return whole.asked is not None
    if key == "ask_extension":
        return whole.asked is None and whole.demand.row.deadline_on is not None
    if key == "plan":
        return bool(whole.out)
    return key != "tell_voices" or bool(whole.untold)


def _follow_handover(dialog: FormDialog, whole: Whole) -> None:
    """Another unit chosen: what is settled with it stands in the fields."""
    form = dialog.form
    by_id = {one.id: one for one in whole.out}

    def show() -> None:
        one = by_id.get(form["handover_id"].value())
        if one is not None:
            form.put({name: getattr(one, name) for name in ("leader", "person", "measures", "standard")})

    form["handover_id"].edited.connect(show)
