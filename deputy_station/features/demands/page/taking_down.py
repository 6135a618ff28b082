"""The form at the desk, in the order a visitor speaks: who and from where, the matter, then what happens with it."""

from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.core.phones import phone_problem, phone_warning
from deputy_station.core.typed_day import Lean
from deputy_station.features.demands.page.accused import IN_HAND, KNOWING, ONLY_WARNED, warn_of_accused
from deputy_station.features.demands.page.finding import (
    find_category,
    find_deputy,
    find_duty_today,
    find_unit,
)
from deputy_station.features.demands.page.moving import write_suggestion
from deputy_station.features.demands.page.typing_hints import HINT_AFTER_MS, TypingHints
from deputy_station.features.demands.rules.choices import Channel, Route, Satisfaction
from deputy_station.features.demands.rules.steps import ASSIGNABLE_ROUTES
from deputy_station.features.demands.service import detail, earlier, register, steps
from deputy_station.features.demands.service.earlier import EarlierVisitor
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.reception.service.visits import VisitRow, get_visit
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.earlier_field import EarlierField
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField, SearchManyField


class TakingDown:
    """Registering and correcting demands, on the page that shows them."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def register(self, fixed: dict[str, Any] | None = None) -> FormDialog:
        """Take a demand down; `fixed` ties it to a visit, whose name and phone need no second typing."""
        visit_id = (fixed or {}).get("visit_id")
        dialog = self.page.open_form(
            "登记诉求",
            [
                *self._visitor(),
                *self._words(),
                *self._place(),
                *self._category(),
                *self._accused(),
                *self._routing(),
                *self._reception(),
                *self._visitor_more(),
                DateField(
                    "received_on",
                    "接待日期",
                    today=self.page.context.clock.today,
                    lean=Lean.PAST,
                    required=True,
                ),
            ],
            values={
                "people": 1,
                "channel": Channel.RECEPTION,
                "received_on": self.page.context.clock.today(),
            },
            save_word="登记",
            service=steps.take_down,
            fixed=fixed,
            say=self._registered,
            then=self._go_on,
            draft="register" if visit_id is None else f"register:{visit_id}",
            width=720,
        )
        self._follow_route(dialog)
        self._follow_accused(dialog)
        TypingHints(self.page, dialog, fixed)
        self._offer_earlier(dialog)
        self._offer_duty(dialog)
        if visit_id is not None:
            self._offer_visitor(dialog, visit_id)
        return dialog

    def edit(self, demand: DemandDetail) -> FormDialog:
        """Correct what was taken down; a confidential visitor is not shown and not changed."""
        open_to_sight = not demand.confidential
        values: dict[str, Any] = {
            "words": demand.words,
            "title": demand.row.title,
            "place": demand.row.place,
            "category_id": (demand.category_id, demand.category_path.replace("/", " / "))
            if demand.category_id
            else None,
            "channel": demand.row.channel,
            "visitor_name": demand.visitor_name,
            "visitor_phone": demand.visitor_phone,
            "visitor_address": demand.visitor_address,
            "people": demand.people,
            "confidential": demand.confidential,
            "deputy_ids": [(one.id, one.name) for one in demand.deputies],
            "village": demand.row.village,
            "seen_by": demand.seen_by,
            "against": demand.against,
        }
        dialog = self.page.open_form(
            f"修改诉求 {demand.row.number}",
            [
                *(self._visitor() if open_to_sight else []),
                *self._words(),
                *self._place(),
                LineField("village", "村社区", most=80, placeholder="不填就从地点、住址里认"),
                *self._category(),
                *(self._accused() if open_to_sight else []),
                *([CheckField(KNOWING, "要留意", IN_HAND, help=ONLY_WARNED)] if open_to_sight else []),
                *(self._visitor_more() if open_to_sight else []),
                *self._reception(),
                *self._seen_by(demand),
            ],
            values=values,
            save_word="保存",
            service=_edit,
            fixed={
                "demand_id": demand.row.id,
                "version": demand.row.version,
                "was_village": demand.row.village,
            },
            draft=f"edit:{demand.row.id}",
            say=f"已修改诉求 {demand.row.number}",
            width=720,
        )
        if open_to_sight:
            self._follow_accused(dialog)
            self._name_unit(dialog, demand.against_unit_id)
        return dialog

    def edit_again(self, demand_id: int) -> None:
        """Go on correcting the demand with this number."""
        self.page.ask(detail.get_demand, demand_id=demand_id, then=self.edit)

    def register_again(self, visit_id: int | None = None) -> None:
        """Go on taking a demand down, of a visit or of nobody announced."""
        self.register(None if visit_id is None else {"visit_id": visit_id})

    # ------------------------------------------------------------------ fields

    def _words(self) -> list[Field]:
        return [TextField("words", "原话", required=True, lines=3, placeholder="按来访人的原话写，不加判断")]

    def _category(self) -> list[Field]:
        hint = "输入名称或拼音首字母，如 czjs"
        return [SearchField("category_id", "类别", self.page.work, find_category, placeholder=hint)]

    def _visitor(self) -> list[Field]:
        return [
            LineField("visitor_name", "来访人", most=80, placeholder="可以不留"),
            LineField(
                "visitor_phone",
                "电话",
                most=40,
                placeholder="可以不留",
                check=phone_problem,
                warn=phone_warning,
            ),
            EarlierField(
                "visitor_address",
                "住址",
                self.page.work,
                earlier.find_earlier_addresses,
                placeholder="村、组或小区，可输入拼音首字母",
            ),
        ]

    def _visitor_more(self) -> list[Field]:
        return [
            NumberField("people", "人数", required=True, least=1, largest=999, unit="人"),
            CheckField("confidential", "保密", "来访人要求保密"),
        ]

    def _accused(self) -> list[Field]:
        return [
            LineField("against", "被反映人", most=80, placeholder="反映具体某个人才填"),
            SearchField(
                "against_unit_id",
                "他的单位",
                self.page.work,
                find_unit,
                help="材料要交给这个单位时，会先提醒。",
            ),
        ]

    def _seen_by(self, demand: DemandDetail) -> list[Field]:
        """Who saw that it was done may be found out after it was noted as done."""
        if demand.row.handled_on is None:
            return []
        return [LineField("seen_by", "谁看过", most=80, placeholder="谁到现场验收")]

    def _routing(self) -> list[Field]:
        return [
            ChoiceField("route", "处理方式", [(route, route.label) for route in Route]),
            SearchField("unit_id", "承办单位", self.page.work, find_unit, required=True),
            CheckField(KNOWING, "要留意", "被反映人就在这个单位，还是交给它"),
            ChoiceField(
                "satisfaction",
                "当场评价",
                [(one, one.label) for one in (Satisfaction.SATISFIED, Satisfaction.FAIR)],
            ),
            TextField("note", "处理意见", lines=2, placeholder="当场答复写答复内容，不受理写理由"),
        ]

    def _place(self) -> list[Field]:
        return [
            EarlierField(
                "place", "地点", self.page.work, earlier.find_earlier_places, placeholder="哪条路、哪个小区"
            ),
            LineField("title", "标题", placeholder="不填就取原话的第一句"),
        ]

    def _reception(self) -> list[Field]:
        channels = [(one, one.label) for one in Channel if one is not Channel.IMPORT]
        return [
            SearchManyField("deputy_ids", "接待代表", self.page.work, find_deputy),
            ChoiceField("channel", "反映方式", channels, required=True),
        ]

    # ------------------------------------------------------------------ while typing

    def _follow_route(self, dialog: FormDialog) -> None:
        """Ask only for what the chosen route needs."""
        form = dialog.form

        def show() -> None:
            route = form["route"].value()
            form.show_field("unit_id", route in ASSIGNABLE_ROUTES)
            form.show_field("satisfaction", route is Route.ANSWERED)
            form.show_field("note", route is not None)
            dialog.fit()

        form["route"].edited.connect(show)
        show()

    def _follow_accused(self, dialog: FormDialog) -> None:
        """The unit of who is complained of is asked for once somebody is named, and watched where units are chosen."""
        form = dialog.form
        watched = "unit_id" in form.fields

        def show() -> None:
            named = bool(form["against"].value())
            form.show_field("against_unit_id", named)
            if not watched and KNOWING in form.fields:
                form.show_field(KNOWING, named)

        form["against"].edited.connect(show)
        show()
        if watched:
            warn_of_accused(
                self.page,
                dialog,
                form,
                lambda: _named(form["against_unit_id"].value()) if form["against"].value() else (),
                grown=dialog.fit,
            )

    def _name_unit(self, dialog: FormDialog, unit_id: int | None) -> None:
        """The unit of who is complained of, by its name."""

        def put(name: str) -> None:
            field = dialog.form["against_unit_id"]
            if isinstance(field, SearchField) and not field.words:
                field.put((unit_id, name))

        if unit_id is not None:
            self.page.work.ask(_unit_name, then=put, owner=dialog, unit_id=unit_id)

    def _offer_earlier(self, dialog: FormDialog) -> None:
        """Who gave this phone or name before is offered under the line; the person takes it or goes on."""
        form = dialog.form
        pause = QTimer(dialog)
        pause.setSingleShot(True)
        pause.setInterval(HINT_AFTER_MS)
        typed_in = ["visitor_name"]
        names = ("visitor_name", "visitor_phone", "visitor_address")

        def show(found: EarlierVisitor | None) -> None:
            known = (found.name, found.phone, found.address) if found is not None else ()
            if found is None or known == tuple(form[name].value() for name in names):
                form[typed_in[0]].withdraw_offer()
                return
            more = f"，另有 {found.others} 位相近" if found.others else ""

            def take() -> None:
                form.put(dict(zip(names, known, strict=True)))
                form["words"].setFocus()

            form[typed_in[0]].offer(f"上次来访：{found.masked}{more}", take)

        def ask() -> None:
            asked = {"phone" if typed_in[0] == "visitor_phone" else "name": form[typed_in[0]].value()}
            self.page.work.ask(
                earlier.find_earlier_visitor, then=show, owner=dialog, key=(dialog, "earlier"), **asked
            )

        def typed(name: str) -> None:
            typed_in[0] = name
            for each in names[:2]:
                form[each].withdraw_offer()
            pause.start()

        pause.timeout.connect(ask)
        form["visitor_name"].edited.connect(lambda: typed("visitor_name"))
        form["visitor_phone"].edited.connect(lambda: typed("visitor_phone"))

    def _offer_visitor(self, dialog: FormDialog, visit_id: int) -> None:
        """Who the visit book says is speaking; what was typed already stays."""

        def put(visit: VisitRow) -> None:
            known = {
                "visitor_name": visit.name,
                "visitor_phone": visit.phone,
                "visitor_address": visit.address,
            }
            form = dialog.form
            form.put({name: text for name, text in known.items() if not form[name].value()})
            if form["people"].value() == 1:
                form.put({"people": visit.people})
            form["words"].setFocus()  # who is speaking is known: the matter comes next

        self.page.work.ask(get_visit, then=put, owner=dialog, visit_id=visit_id)

    def _offer_duty(self, dialog: FormDialog) -> None:
        """The deputies on duty today are most likely the ones who listen."""

        def put(found: list[tuple[int, str]]) -> None:
            if found and not dialog.form["deputy_ids"].value():
                dialog.form["deputy_ids"].put(found)

        self.page.work.ask(find_duty_today, then=put, owner=dialog)

    # ------------------------------------------------------------------ afterwards

    def _go_on(self, row: DemandRow) -> None:
        """Show what was taken down; what a deputy is to carry on is written as a suggestion next."""
        self.page.open_row(row.id)
        if row.route is Route.SUGGESTION:
            write_suggestion(self.page, row)

    def _registered(self, row: DemandRow) -> str:
        sentence = f"已登记诉求 {row.number}“{row.title}”"
        if row.unit:
            sentence += f"，交{row.unit}"
        if row.deadline_on is not None:
            sentence += f"，{short_day(row.deadline_on, self.page.context.clock.today())}前答复"
        return sentence


def _edit(session: Any, *, was_village: str, **changes: Any) -> DemandRow:
    """Correct a demand; a village nobody touched goes on following from place and address."""
    if changes.get("village") == was_village:
        del changes["village"]
    if changes.get("against") == "":
        changes["against_unit_id"] = None
    return register.edit_demand(session, **changes)


def _named(unit_id: int | None) -> tuple[int, ...]:
    return () if unit_id is None else (unit_id,)


def _unit_name(session: Any, *, unit_id: int) -> str:
    named = {unit.id: unit.name for unit in list_units(session, retired=True)}
    return named[unit_id]
