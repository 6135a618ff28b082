"""The settings page: the station's own data, and the declared settings, a change of which holds at once."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from deputy_station.core.progress import Progress
from deputy_station.core.settings import Kind, Setting
from deputy_station.features.deputies.service import frame
from deputy_station.features.deputies.service.frame import StationRow, TermRow
from deputy_station.shell.first_start import set_actor
from deputy_station.shell.units import UnitsDialog, read_units
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import Card
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField
from deputy_station.widgets.file_field import FileField
from deputy_station.widgets.form import Form
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import scale


def field_for(setting: Setting) -> Field:
    """The field that enters a setting."""
    if setting.kind is Kind.CHECK:
        return CheckField(setting.key, setting.title, "打开", help=setting.help)
    if setting.kind is Kind.CHOICE:
        return ChoiceField(setting.key, setting.title, setting.choices, required=True, help=setting.help)
    if setting.kind is Kind.NUMBER:
        return NumberField(
            setting.key,
            setting.title,
            required=True,
            least=setting.least,
            largest=setting.most,
            help=setting.help,
        )
    if setting.kind is Kind.FOLDER:
        return FileField(setting.key, setting.title, folder=True, help=setting.help)
    return LineField(setting.key, setting.title, required=bool(setting.default), help=setting.help)


Home = tuple[StationRow, TermRow | None]


def read_home(session: Any, *, on: date) -> Home:
    """The desk's own station and the term that runs that day. Raises NoHomeStation."""
    return frame.home_station(session), frame.current_term(session, on=on)


def copy_database(database: Any, progress: Progress, *, out: Path) -> int:  # noqa: ARG001
    """Back up to `out`; how many rows the checked copy holds."""
    from deputy_station.store.backup import back_up

    return back_up(database, out).rows


class SettingsPage(Page):
    """Every declared setting, grouped; nothing has to be saved."""

    title = "设置"
    tables = frozenset({"stations", "terms"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.set_count("改了马上生效")
        self.forms: dict[str, Form] = {}
        self._putting = False
        scroll = Scroll(gap=14, margins=(0, 0, 8, 0))
        self.body.addWidget(scroll, 1)
        self.station_card = Card("本站", gap=12)
        self._facts = VBox(gap=0)
        self.station_card.box.addLayout(self._facts)
        self.station_actions = ActionRow(stretch=True)
        self.station_card.box.addWidget(self.station_actions)
        scroll.box.addWidget(self.station_card)
        groups: dict[str, list[Setting]] = {}
        for setting in context.settings.declared.values():
            if not setting.hidden:
                groups.setdefault(setting.group, []).append(setting)
        for group, declared in groups.items():
            card = Card(group, gap=12)
            form = Form([field_for(setting) for setting in declared])
            form.edited.connect(lambda group=group: self._take(group))
            card.box.addWidget(form)
            scroll.box.addWidget(card)
            self.forms[group] = form
        scroll.box.addStretch(1)
        self.set_actions(Action("恢复默认设置", self.restore_defaults))
        scale.changed.connect(self.show_settings, Qt.ConnectionType.QueuedConnection)

    def reload(self) -> None:
        self.show_settings()
        self.ask(read_home, then=self.show_home, on=self.context.clock.today())

    def show_home(self, home: Home) -> None:
        """The station's own data and what can be done with it."""
        station, term = home
        clear(self._facts)
        days = "" if term is None else f"（{whole_day(term.starts_on)}至{whole_day(term.ends_on)}）"
        lines = [
            ("站名", station.name),
            ("编号简称", station.code),
            ("乡镇", station.township),
            ("县区", station.district),
            ("地址", station.address),
            ("电话", station.phone),
            ("本届", "" if term is None else term.name + days),
        ]
        self._facts.addWidget(build_block(Facts(lines)))
        edit = Action("修改本站资料", partial(self.edit_home, station))
        change = (
            Action("换届", self.add_term)
            if term is None
            else Action("修改本届", partial(self.edit_term, term))
        )
        units = Action("承办单位", self.open_units)
        self.station_actions.set_actions([edit, change, units, Action("备份", self.back_up)])

    def edit_home(self, station: StationRow) -> None:
        """Change what papers say about the station."""
        fields = [
            LineField("name", "站名", required=True, most=120),
            LineField("code", "编号简称", required=True, most=20, help="换了以后，新编号用新的简称。"),
            LineField("township", "乡镇", required=True, most=80),
            LineField("district", "县区", required=True, most=80),
            LineField("address", "地址", placeholder="群众到哪里来", most=200),
            LineField("phone", "电话", placeholder="印在公告和回执上", most=40),
        ]
        self.open_form(
            "修改本站资料",
            fields,
            save_word="保存",
            service=frame.edit_station,
            values={field.name: getattr(station, field.name) for field in fields},
            fixed={"station_id": station.id, "version": station.version},
            say="已修改本站资料",
        )

    def edit_term(self, term: TermRow) -> None:
        """Change the name or the days of the present term."""
        self.open_form(
            "修改本届",
            self._term_fields(),
            save_word="保存",
            service=frame.edit_term,
            values={"name": term.name, "starts_on": term.starts_on, "ends_on": term.ends_on},
            fixed={"term_id": term.id, "version": term.version},
            say="已修改届别",
        )

    def add_term(self) -> None:
        """Begin a term, when none runs."""
        self.open_form(
            "换届", self._term_fields(), save_word="登记", service=frame.create_term, say="已登记新的一届"
        )

    def open_units(self) -> None:
        """Who handles demands and suggestions."""
        self.ask(read_units, then=lambda units: UnitsDialog(self, units).open())

    def back_up(self) -> None:
        """Write a checked copy of the database where the person says."""
        name = f"代表之家备份{self.context.clock.today().isoformat()}"
        path = files.ask_save_path(self, self.context.settings, "备份", name, ".db")
        if path is not None:
            self.work.run(
                copy_database,
                then=lambda rows: self.context.say_done(f"已备份到“{path.name}”，核对过，共 {rows} 条记录"),
                on_refusal=self.notice.refuse,
                owner=self,
                job_title="备份",
                out=path,
            )

    def _term_fields(self) -> list[Field]:
        today = self.context.clock.today
        return [
            LineField("name", "届别", required=True, placeholder="如 第十九届", most=80),
            DateField("starts_on", "届期从", today=today, required=True),
            DateField("ends_on", "届期到", today=today, required=True),
        ]

    def show_settings(self) -> None:
        """Fill the fields with what holds now."""
        self._putting = True
        for form in self.forms.values():
            form.put({key: self.context.settings.get(key) for key in form.fields})
        self._putting = False

    def restore_defaults(self) -> None:
        """Back to what the program came with; the settings of the moment can be had back."""
        settings = self.context.settings
        shown = [setting for setting in settings.declared.values() if not setting.hidden]
        before = {setting.key: settings.get(setting.key) for setting in shown}
        self._set_all({setting.key: setting.default for setting in shown})
        self.context.say_done("已恢复默认设置", lambda: self._set_all(before))

    def _set_all(self, values: dict[str, Any]) -> None:
        for key, value in values.items():
            self._set(key, value)
        self.show_settings()

    def _take(self, group: str) -> None:
        if self._putting:
            return
        for key, field in self.forms[group].fields.items():
            if field.problem():
                field.settle()
                continue
            value = field.value()
            self._set(key, str(value or "") if isinstance(value, Path | None) else value)

    def _set(self, key: str, value: Any) -> None:
        settings = self.context.settings
        if settings.get(key) == value:
            return
        settings.set(key, value)
        if key in ("text_percent", "high_contrast"):
            scale.set(settings.number("text_percent"), high_contrast=settings.flag("high_contrast"))
        if key == "user":
            set_actor(self.context, str(value))
