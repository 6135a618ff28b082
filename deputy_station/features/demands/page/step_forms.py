"""The form of each step: which fields it asks for, what stands in them, and what is worth knowing before it is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deputy_station.core.clock import day_words, month_day
from deputy_station.core.phones import phone_problem, phone_warning, spaced
from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.finding import find_unit
from deputy_station.features.demands.page.telling import without_day
from deputy_station.features.demands.page.whole import Whole
from deputy_station.features.demands.rules.choices import InformedHow, Route, Satisfaction
from deputy_station.features.demands.rules.steps import ASSIGNABLE_ROUTES, Need, Step
from deputy_station.features.demands.service.handing import HandoverRow
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.matters.rules.urging import urge_levels
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day, whole_day
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page
from deputy_station.widgets.search_fields import SearchField, SearchManyField

OF_CO_UNITS = frozenset({"co_accept", "co_return", "co_opinion"})
"""Steps of a co-unit: the form asks which."""
DECIDING = frozenset({"grant_extension", "refuse_extension"})
_MANNERS = (Satisfaction.SATISFIED, Satisfaction.FAIR, Satisfaction.UNSATISFIED)
PLEASED = (Satisfaction.SATISFIED, Satisfaction.FAIR)
PLAN = ("leader", "person", "measures", "standard")
"""What of 五定 is typed; by when follows from the handing over."""


@dataclass(frozen=True)
class StepForm:
    """A form: its fields, what they hold, what is saved beside them, and the sentences above them."""

    fields: list[Field]
    values: dict[str, Any] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    intro: tuple[str, ...] = ()


def form_of(page: Page, whole: Whole, step: Step) -> StepForm:
    """The form of a step for this demand as it stands."""
    made = _MAKERS.get(step.key)
    if made is not None:
        return made(page, whole, step)
    if step.key in OF_CO_UNITS:
        return _of_co_unit(page, whole, step)
    if step.key in DECIDING:
        return _deciding(page, whole, step)
    hint = "拟交哪个单位，怎么办" if step.key == "propose" else ""
    return StepForm([_note(step, placeholder=hint)], intro=_said_before(whole, step))


def _note(step: Step, **more: Any) -> Field:
    return TextField("note", step.note_label, required=Need.NOTE in step.needs, lines=3, **more)


def _said_before(whole: Whole, step: Step) -> tuple[str, ...]:
    """What a person should know before this step, in a sentence."""
    match step.key:
        case "decline":
            return ("写清为什么不受理、该找哪个单位，这些话会印在给来访人的告知单上。",)
        case "return":
            lead = next(iter(whole.out), None)
            if lead is not None and lead.sign_by is not None:
                return (f"{lead.unit}要退回，最晚 {day_words(lead.sign_by)}。退回以后重新交办。",)
        case "to_litigation":
            return ("写清损害的是什么公共利益、在哪里、谁看见的。转出以后由检察机关办。",)
        case "withdraw":
            return ("来访人不要求办了，或者登记重了，才撤回。编号不再给别的诉求。",)
        case "redo":
            return (f"从头再办一轮，这是第 {whole.demand.row.rounds + 1} 轮，前面的经过都留着。",)
        case "settle":
            return ("没有电话、联系不上这样的，才免回访。",)
        case "split":
            return (f"现在并在 {whole.demand.merged_into}。取消以后自己单独办。",)
    return ()


# ------------------------------------------------------------------ handing over


def _assign(page: Page, whole: Whole, step: Step) -> StepForm:
    demand, row = whole.demand, whole.demand.row
    last = [one for one in whole.handovers if one.unit_id == demand.unit_id]
    plan = {name: getattr(last[-1], name) for name in PLAN} if last else {}
    back = [one for one in whole.handovers if one.returned_on is not None and one.round == row.rounds]
    return StepForm(
        [
            SearchField("unit_id", "承办单位", page.work, find_unit, required=True),
            CheckField("knowing", "要留意", "被反映人就在这个单位，还是交给它"),
            SearchManyField(
                "co_unit_ids", "协办单位", page.work, find_unit, placeholder="可以不填，回车加一个"
            ),
            ChoiceField(
                "route", "处理方式", [(route, route.label) for route in ASSIGNABLE_ROUTES], required=True
            ),
            NumberField(
                "workdays", "办理期限", least=1, largest=365, unit="个工作日", help="不填就按本站定的期限。"
            ),
            _note(step),
            *_plan_fields("签收时再定也行"),
        ],
        values={
            "route": row.route if row.route in ASSIGNABLE_ROUTES else Route.TOWN,
            "unit_id": (demand.unit_id, row.unit) if demand.unit_id else None,
            "note": demand.opinion,
            **plan,
        },
        intro=tuple(f"{one.unit}已退回：{one.return_reason}" for one in back),
    )


def _plan_fields(hint: str = "") -> list[Field]:
    return [
        LineField("leader", "牵头领导", most=80, placeholder=hint),
        LineField("person", "承办人员", most=80, placeholder=hint),
        TextField("measures", "落实措施", lines=2, placeholder="怎么办，分几步"),
        TextField("standard", "办理标准", lines=2, placeholder="办到什么样算办好"),
    ]


def _accept(_page: Page, whole: Whole, step: Step) -> StepForm:
    lead = next(iter(whole.out), None)
    intro: tuple[str, ...] = ()
    if lead is not None and lead.sign_by is not None:
        intro = (f"{lead.unit}该在 {day_words(lead.sign_by)}前签收，{_answer_by(lead)}。",)
    field_ = LineField("note", step.note_label, most=80, placeholder="谁具体办，可以不填")
    return StepForm([field_], values={"note": lead.person if lead else ""}, intro=intro)


def _answer_by(one: HandoverRow) -> str:
    return f"{day_words(one.due_on)}前答复" if one.due_on is not None else "没有定答复期限"


def _plan(_page: Page, whole: Whole, step: Step) -> StepForm:
    offered = [(one.id, f"{one.unit}（{one.part.label}）") for one in whole.out]
    lead = whole.out[0]
    by = f"办理期限已定在 {_sum(lead.due_on, lead.arithmetic)}。" if lead.due_on else ""
    values = {name: getattr(lead, name) for name in PLAN}
    return StepForm(
        [ChoiceField("handover_id", "单位", offered, required=True), *_plan_fields(), _note(step)],
        values={"handover_id": lead.id, **values},
        intro=(by,) if by else (),
    )


def _of_co_unit(_page: Page, whole: Whole, step: Step) -> StepForm:
    waiting = co_units_for(whole, step.key)
    return StepForm(
        [
            ChoiceField("handover_id", "协办单位", [(one.id, one.unit) for one in waiting], required=True),
            _note(step),
        ]
    )


def co_units_for(whole: Whole, key: str) -> list[HandoverRow]:
    """The co-units a step may still be taken for."""
    if key == "co_accept":
        return [one for one in whole.co_units if one.signed_on is None]
    return [one for one in whole.co_units if one.done_on is None]


# ------------------------------------------------------------------ while it is handled


def _contact(page: Page, whole: Whole, step: Step) -> StepForm:
    had = {one.stage for one in whole.contacts if one.round == whole.demand.row.rounds}
    next_one = next((stage for stage in ContactStage if stage not in had), ContactStage.AFTER)
    lack = "、".join(stage.label for stage in ContactStage if stage not in had)
    return StepForm(
        [
            ChoiceField("stage", "哪一次", [(stage, stage.label) for stage in ContactStage], required=True),
            ChoiceField("how", "怎么联系", [(how, how.label) for how in ContactHow], required=True),
            DateField("on", "联系日期", today=page.context.clock.today, lean=Lean.PAST, required=True),
            LineField("who", "谁联系的", most=80, placeholder="单位和姓名，可以不填"),
            _note(step),
        ],
        values={"stage": next_one, "how": ContactHow.PHONE, "on": page.context.clock.today()},
        intro=(f"三联系还缺{lack}。",) if lack else ("三联系都有了，可以再记。",),
    )


def _urge(_page: Page, whole: Whole, step: Step) -> StepForm:
    advice = whole.advice
    levels = [(one.level, f"第 {one.level} 级：{one.label}") for one in urge_levels()]
    times = f"，已催 {whole.demand.row.urged} 次" if whole.demand.row.urged else ""
    return StepForm(
        [ChoiceField("level", "催办级别", levels, required=True), _note(step)],
        values={"level": advice.level.level},
        intro=(f"{advice.why}{times}，按本站的做法用第 {advice.level.level} 级。",),
    )


def _supervise(_page: Page, _whole: Whole, step: Step) -> StepForm:
    who = LineField("supervisor", "谁督办", most=80, required=True, placeholder="如 镇人大主席 王建国")
    return StepForm([who, _note(step)])


def _ask_extension(page: Page, whole: Whole, step: Step) -> StepForm:
    row, longest = whole.demand.row, whole.longest
    due_on = row.deadline_on
    ceiling = f"最多延到 {_sum(longest.on, longest.arithmetic)}。" if longest else "本站没有定延期的上限。"

    def check(until: date) -> str | None:
        if due_on is not None and until <= due_on:
            return f"现在的期限就是 {month_day(due_on)}，请填更晚的日子。"
        if longest is not None and until > longest.on:
            return f"最多延到 {month_day(longest.on)}。"
        return None

    today = page.context.clock.today
    until = DateField("until", "延到哪天", today=today, lean=Lean.FUTURE, required=True, check=check)
    sum_line = Words("", role="small")
    until.add_below(sum_line)

    def reckon() -> None:
        """The arithmetic of the day typed so far."""
        day = until.value()
        more = (day - due_on).days if day is not None and due_on is not None else 0
        sum_line.say(
            f"{month_day(due_on)}再加 {more} 天，到 {day_words(day)}。" if day and due_on and more > 0 else ""
        )

    until.entry.textChanged.connect(lambda _text: reckon())
    intro = [f"现在的期限是 {_sum(due_on, whole.demand.deadline_arithmetic)}。"] if due_on else []
    return StepForm([until, _note(step)], intro=(*intro, ceiling))


def _sum(on: date, arithmetic: str) -> str:
    """2026年12月4日：11月20日交办，次日起 10 个工作日."""
    return f"{whole_day(on)}：{without_day(arithmetic, on)}"


def _deciding(_page: Page, whole: Whole, step: Step) -> StepForm:
    asked = whole.asked
    assert asked is not None  # the button is there for an extension that waits
    days = (asked.until - asked.due_before).days
    said = [
        f"申请从 {whole_day(asked.due_before)}延到 {whole_day(asked.until)}，多 {days} 天。",
        f"理由：{asked.reason}",
    ]
    if whole.longest is not None:
        said.append(f"最多可到 {_sum(whole.longest.on, whole.longest.arithmetic)}。")
    if whole.demand.row.extended:
        said.append(f"这一轮已延过 {whole.demand.row.extended} 次。")
    return StepForm([_note(step)], fixed={"extension_id": asked.id}, intro=tuple(said))


# ------------------------------------------------------------------ answers


def _answer(_page: Page, _whole: Whole, step: Step) -> StepForm:
    return StepForm(
        [
            _note(step),
            CheckField("solved", "解决", "问题真正解决了，不只是解释"),
            ChoiceField(
                "satisfaction",
                "当场评价",
                [(one, one.label) for one in PLEASED],
                none="没有问",
                help="不满意的不能就此办结，请交办。",
            ),
            ChoiceField("manner", "答复态度", _manners(), none="没有问"),
        ]
    )


def _handle(page: Page, _whole: Whole, step: Step) -> StepForm:
    return StepForm(
        [
            _note(step, placeholder="谁、做了什么、什么时候、办成什么样"),
            LineField("seen_by", "谁看过", most=80, placeholder="谁到现场验收，如 代表王建国"),
            DateField(
                "handled_on", "办完日期", today=page.context.clock.today, lean=Lean.PAST, required=True
            ),
            CheckField("solved", "解决", "问题真正解决了，不只是解释"),
        ],
        values={"handled_on": page.context.clock.today()},
        intro=("只写“已转相关部门”这样的话不能算办完。没有人去看过也能记，销号以前要补上。",),
    )


def _inform(page: Page, whole: Whole, step: Step) -> StepForm:
    today = page.context.clock.today()
    lines = [
        f"{'✓' if item.value else '缺'} {item.label}：{_item_words(item.value, today)}"
        for item in whole.reply
        if item.label in _TOLD_NOW
    ]
    fields: list[Field] = [
        ChoiceField("how", "反馈方式", [(how, how.label) for how in InformedHow], required=True),
        _note(step, placeholder="来访人怎么说"),
    ]
    return StepForm(
        fields,
        values={"how": InformedHow.PHONE},
        intro=(_whom(whole), "告诉来访人这几样：", *lines, *_others(whole, "还要一并告知其他反映人")),
    )


def _whom(whole: Whole) -> str:
    """Who is to be told, with the number in full: somebody dials it from here."""
    demand = whole.demand
    if demand.confidential:
        return "来访人要求保密：姓名和电话点详情里的“来访人”才显示，看过会记入经手记录。"
    return _name_and_phone(demand.visitor_name, demand.visitor_phone, "来访人：")


def _name_and_phone(name: str, phone: str, lead: str = "") -> str:
    return f"{lead}{name or '没有留姓名'}  {spaced(phone) if phone else '没有留电话'}"


_TOLD_NOW = frozenset({"谁办的", "办理结果", "办完日期", "谁看过"})
"""Lines of the reply's checklist that the visitor hears."""


def _item_words(value: str, today: date) -> str:
    try:
        return short_day(date.fromisoformat(value), today)
    except ValueError:
        return value or "还没有写"


def _others(whole: Whole, lead: str) -> tuple[str, ...]:
    if not whole.untold:
        return ()
    named = "、".join(
        one.masked if one.confidential else _name_and_phone(one.name, one.phone) for one in whole.untold
    )
    return (f"{lead} {len(whole.untold)} 人：{named}",)


def _tell_voices(_page: Page, whole: Whole, step: Step) -> StepForm:
    how = ChoiceField("how", "告知方式", [(how, how.label) for how in InformedHow], required=True)
    return StepForm(
        [how, _note(step)], values={"how": InformedHow.PHONE}, intro=_others(whole, "还没告知的其他反映人")
    )


def _follow_up(_page: Page, whole: Whole, step: Step) -> StepForm:
    result = ChoiceField(
        "satisfaction",
        "办理结果",
        [(one, one.label) for one in Satisfaction],
        required=True,
        help="只解决一半、不满意会转入下一轮重办。",
    )
    manner = ChoiceField("manner", "办理态度", _manners(), none="没有问", help="双满意率要两样都问。")
    said = (f"结果是：{whole.demand.result}",) if whole.demand.result else ()
    return StepForm([result, manner, _note(step)], intro=said)


def _manners() -> list[tuple[Satisfaction, str]]:
    return [(one, one.label) for one in _MANNERS]


# ------------------------------------------------------------------ who voices it


def _voice(_page: Page, whole: Whole, _step: Step) -> StepForm:
    return StepForm(
        [
            LineField("name", "来访人", most=80, placeholder="可以不留"),
            LineField(
                "phone", "电话", most=40, placeholder="可以不留", check=phone_problem, warn=phone_warning
            ),
            LineField("address", "住址", most=200, placeholder="村、组或小区"),
            NumberField("people", "人数", required=True, least=1, largest=999, unit="人"),
            CheckField("confidential", "保密", "来访人要求保密"),
            TextField("words", "原话", lines=3, placeholder="和前面说的不一样才写"),
        ],
        values={"people": 1},
        intro=(f"现有 {whole.demand.row.voices} 户反映。加进来的，答复时一并告知。",),
    )


_MAKERS: Mapping[str, Callable[[Page, Whole, Step], StepForm]] = {
    "assign": _assign,
    "accept": _accept,
    "plan": _plan,
    "contact": _contact,
    "urge": _urge,
    "supervise": _supervise,
    "ask_extension": _ask_extension,
    "answer": _answer,
    "handle": _handle,
    "inform": _inform,
    "tell_voices": _tell_voices,
    "follow_up": _follow_up,
    "voice": _voice,
}
