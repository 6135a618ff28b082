"""The steps of one demand as forms: which fields a step asks for follows from the table in `rules.steps`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.finding import find_unit
from deputy_station.features.demands.rules.choices import InformedHow, Route, Satisfaction
from deputy_station.features.demands.rules.steps import ASSIGNABLE_ROUTES, Need, Step, allowed_steps
from deputy_station.features.demands.service import detail, steps, urging
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField, SearchManyField

SERVICES: dict[str, Callable[..., DemandRow]] = {
    "assign": steps.assign_demand,
    "answer": steps.answer_demand,
    "propose": steps.propose_demand,
    "to_suggestion": steps.turn_into_suggestion,
    "to_litigation": steps.turn_into_litigation,
    "decline": steps.decline_demand,
    "accept": steps.accept_demand,
    "return": steps.return_demand,
    "progress": steps.note_progress,
    "urge": urging.urge_demand,
    "handle": steps.record_result,
    "inform": steps.inform_visitor,
    "follow_up": steps.follow_up,
    "settle": steps.settle_demand,
    "strike_off": steps.strike_off,
    "redo": steps.redo_demand,
    "withdraw": steps.withdraw_demand,
}
"""The service behind each button."""

_AT_ONCE = frozenset({"urge", "strike_off"})
"""Steps that need nothing said: one press does them."""


def write_suggestion(page: ListDetailPage, row: DemandRow) -> None:
    """Open the form of a suggestion made from a demand: it asks who leads it, and takes the step with it."""
    page.context.go("suggestions", demand_id=row.id, demand_version=row.version)


class Moving:
    """The steps a demand can take now, on the page that shows it."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def actions(self, demand: DemandDetail) -> list[Action]:
        """A button for each step of the table that is allowed now, the sensible one primary."""
        state = demand.row.state
        return [
            Action(step.label, partial(self.take, demand, step), primary=state in step.main_in)
            for step in allowed_steps(state)
            if step.key in SERVICES
        ]

    def take(self, demand: DemandDetail, step: Step) -> None:
        """Do a step, asking first for what it needs."""
        fixed: dict[str, Any] = {"demand_id": demand.row.id, "version": demand.row.version}
        if step.key in _AT_ONCE:
            self.page.change(
                SERVICES[step.key],
                say=partial(self._done, step),
                on_refusal=self.page.detail.notice.refuse,
                **fixed,
            )
            return
        if step.key == "to_suggestion":
            write_suggestion(self.page, demand.row)
            return
        self.page.open_form(
            f"{step.label}：{demand.row.title}",
            self._fields(step),
            values=self._values(demand, step),
            save_word=step.label,
            service=SERVICES[step.key],
            fixed=fixed,
            say=partial(self._done, step),
            draft=f"step:{step.key}:{demand.row.id}",
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

        def take(demand: DemandDetail) -> None:
            found = [step for step in allowed_steps(demand.row.state) if step.key == key]
            if found:
                self.take(demand, found[0])
            else:
                self.page.notice.tell(f"诉求 {demand.row.number} 已到下一步，上次没写完的不用再写。")

        self.page.ask(detail.get_demand, demand_id=demand_id, then=take)

    def _fields(self, step: Step) -> list[Field]:
        fields: list[Field] = []
        if Need.UNIT in step.needs:
            fields += self._assignment()
        if step.key == "answer":
            pleased = (Satisfaction.SATISFIED, Satisfaction.FAIR)
            fields.append(ChoiceField("satisfaction", "当场评价", [(one, one.label) for one in pleased]))
        if Need.SATISFACTION in step.needs:
            fields.append(
                ChoiceField(
                    "satisfaction",
                    "评价",
                    [(one, one.label) for one in Satisfaction],
                    required=True,
                    help="只解决一半、不满意会转入下一轮重办。",
                )
            )
        if Need.HOW in step.needs:
            fields.append(
                ChoiceField("how", "反馈方式", [(one, one.label) for one in InformedHow], required=True)
            )
        fields.append(self._note(step))
        if step.key in ("handle", "answer"):
            fields.append(CheckField("solved", "解决", "问题真正解决了，不只是解释"))
        if step.key == "handle":
            fields.append(
                DateField(
                    "handled_on",
                    "办完日期",
                    today=self.page.context.clock.today,
                    lean=Lean.PAST,
                    required=True,
                )
            )
        return fields

    def _assignment(self) -> list[Field]:
        return [
            ChoiceField(
                "route",
                "处理方式",
                [(route, route.label) for route in ASSIGNABLE_ROUTES],
                required=True,
            ),
            SearchField("unit_id", "承办单位", self.page.work, find_unit, required=True),
            SearchManyField("co_unit_ids", "协办单位", self.page.work, find_unit),
            NumberField(
                "workdays", "办理期限", least=1, largest=365, unit="个工作日", help="不填就按本站定的期限。"
            ),
        ]

    def _note(self, step: Step) -> Field:
        if step.key == "accept":
            return LineField("note", step.note_label, placeholder="可以不填")
        return TextField("note", step.note_label, required=Need.NOTE in step.needs, lines=3)

    def _values(self, demand: DemandDetail, step: Step) -> dict[str, Any]:
        row = demand.row
        if step.key == "assign":
            route = row.route if row.route in ASSIGNABLE_ROUTES else Route.TOWN
            unit = (demand.unit_id, row.unit) if demand.unit_id else None
            return {
                "route": route,
                "unit_id": unit,
                "note": demand.opinion,
            }
        if step.key == "handle":
            return {"handled_on": self.page.context.clock.today()}
        if step.key == "inform":
            return {"how": InformedHow.PHONE}
        return {}

    def _done(self, step: Step, row: DemandRow) -> str:
        sentence = (
            f"诉求 {row.number} 已{step.label}"
            if step.key != "handle"
            else f"已记诉求 {row.number} 的办理结果"
        )
        if step.key == "assign":
            due = short_day(row.deadline_on, self.page.context.clock.today())
            return f"{sentence}{row.unit}，{due}前答复"
        if step.key == "progress":
            return f"已记诉求 {row.number} 的进展"
        if step.key == "follow_up" and not row.settled_on:
            return f"{sentence}，转第 {row.rounds} 轮重办"
        return f"{sentence}，第 {row.urged} 次" if step.key == "urge" else sentence
