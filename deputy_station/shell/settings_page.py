"""The settings page: the station's own data, and the declared settings, a change of which holds at once."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from deputy_station.core.progress import Progress
from deputy_station.core.remembered import LAST_BACKUP
from deputy_station.core.settings import Kind, Setting, Value, matches
from deputy_station.core.typed_day import MonthEdge
from deputy_station.features.deputies.service import frame
from deputy_station.features.deputies.service.frame import StationRow, TermRow
from deputy_station.features.matters.rules.choices import MatterKind
from deputy_station.features.matters.service.catalogue import list_default_units
from deputy_station.shell.first_start import set_actor, set_user_role
from deputy_station.shell.restore import Restoring
from deputy_station.shell.step_habits import HabitsDialog, read_habits
from deputy_station.shell.terms_dialog import TermsDialog, read_all_terms
from deputy_station.shell.units import DefaultUnitsDialog, UnitsDialog, read_units
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action, ActionRow, Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import whole_day
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.dialogs import Dialog, ask_verbs, tell
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField
from deputy_station.widgets.file_field import FileField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.line_edit import LineEdit
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import px, scale, set_role

R = TypeVar("R")
D = TypeVar("D", bound=Dialog)


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


STATION = Setting(
    "station",
    "本站资料",
    "站名 编号简称 乡镇 县区 地址 电话 本届 承办单位 换届 办理期限 办理步骤 类别",
    "",
    Kind.LINE,
)
BACKUP = Setting("backup", "备份", "核对备份 从备份恢复 U盘", "", Kind.LINE)
"""The cards that are no settings, found by typing like those that are."""

Home = tuple[StationRow, TermRow | None]


def read_home(session: Any, *, on: date) -> Home:
    """The desk's own station and the term that runs that day. Raises NoHomeStation."""
    return frame.home_station(session), frame.current_term(session, on=on)


def copy_database(database: Any, progress: Progress, *, out: Path) -> int:  # noqa: ARG001
    """Back up to `out`; how many rows the checked copy holds."""
    from deputy_station.store.backup import back_up

    return back_up(database, out).rows


class DefaultLine(QWidget):
    """Under a field: what the default is; where the setting differs from it, a word for that and the way back."""

    def __init__(self, setting: Setting, restore: Callable[[], object]) -> None:
        super().__init__()
        self._setting = setting
        row = HBox(self, gap=8)
        self._words = Line("", role="small")
        self.back = Button("恢复默认", restore, role="plain", height=28)
        self.back.setAccessibleName(f"{setting.title}恢复默认")
        row.addWidget(self._words)
        row.addWidget(self.back)
        row.addStretch(1)

    def show_value(self, value: Value) -> None:
        """The setting has this value."""
        changed = value != self._setting.default
        default = self._setting.said(self._setting.default)
        self._words.setText(f"已改，默认：{default}" if changed else f"默认：{default}")
        set_role(self._words, "changed" if changed else "small")
        self.back.setVisible(changed)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()


class SettingsPage(Page):
    """Every declared setting, grouped, found by typing; nothing has to be saved."""

    title = "设置"
    tables = frozenset({"stations", "terms"})

    restore_wanted = Signal(object)
    """A backup (store.contents.BackupContents) is to be put in the place of the database: the window does it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.set_count("改了马上生效")
        self.forms: dict[str, Form] = {}
        self.defaults: dict[str, DefaultLine] = {}
        self._cards: dict[str, Card] = {}
        self._putting = False
        self.search = LineEdit()
        self.search.setPlaceholderText("找设置，如 字号")
        self.search.setAccessibleName("找设置")
        self.search.textChanged.connect(self._filter)
        self.search.setMaximumWidth(px(420))
        self.body.addWidget(self.search)
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
            form = Form([self._field(setting) for setting in declared])
            form.edited.connect(lambda group=group: self._take(group))
            card.box.addWidget(form)
            scroll.box.addWidget(card)
            self.forms[group], self._cards[group] = form, card
        self.backup_card = self._build_backup_card()
        scroll.box.addWidget(self.backup_card)
        self._nothing = Words("没有这样的设置，换一个说法试试。", role="soft")
        self._nothing.hide()
        scroll.box.addWidget(self._nothing)
        scroll.box.addStretch(1)
        self.set_actions(Action("全部恢复默认", self.ask_defaults))
        scale.changed.connect(self.show_settings, Qt.ConnectionType.QueuedConnection)

    def _field(self, setting: Setting) -> Field:
        field = field_for(setting)
        line = DefaultLine(setting, partial(self.restore_default, setting))
        self.defaults[setting.key] = line
        field.add_below(line)
        return field

    def _build_backup_card(self) -> Card:
        card = Card("备份", gap=12)
        self._last_backup = Words("", role="soft")
        card.box.addWidget(self._last_backup)
        self.backup_actions = ActionRow(stretch=True)
        card.box.addWidget(self.backup_actions)
        restoring = Restoring(
            self, self.work, self.context.settings, self.restore_wanted.emit, self.notice.refuse
        )
        self.backup_actions.set_actions(
            [
                Action("备份", self.back_up),
                Action("核对备份", lambda: restoring.check(self.context.say_done)),
                Action("从备份恢复", restoring.choose),
            ]
        )
        self._show_last_backup()
        return card

    def _show_last_backup(self) -> None:
        last = self.context.settings.remembered.get(LAST_BACKUP)
        known = isinstance(last, dict) and {"day", "path"} <= last.keys()
        self._last_backup.say(
            f"上一次备份：{last['day']}，存在“{last['path']}”。" if known else "这台电脑上还没有做过备份。"
        )

    def _filter(self, text: str) -> None:
        """Leave what fits the words typed."""
        left = 0
        for group, form in self.forms.items():
            shown = [matches(self.context.settings.declared[key], text) for key in form.fields]
            for key, fits in zip(form.fields, shown, strict=True):
                form.show_field(key, fits)
            self._cards[group].setVisible(any(shown))
            left += sum(shown)
        for card, card_setting in ((self.station_card, STATION), (self.backup_card, BACKUP)):
            fits = matches(card_setting, text)
            card.setVisible(fits)
            left += fits
        self._nothing.setVisible(not left)

    def take_focus(self) -> None:
        self.search.setFocus()

    def take_filter(self, **filters: Any) -> None:
        """Sent here for a setting ({"search": "字号"}) or to do something ({"do": "backup"})."""
        backup = filters.get("do") == "backup"
        self.search.setText(BACKUP.title if backup else str(filters.get("search", "")))
        if backup:
            self.backup_actions.button("备份").setFocus()

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
        self.station_actions.set_actions(
            [
                edit,
                change,
                Action("承办单位", self.open_units),
                Action("办理期限", self.open_terms),
                Action("办理步骤", self.open_habits),
            ]
        )

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
            draft=f"home:{station.id}",
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
            draft=f"term:{term.id}",
        )

    def add_term(self) -> None:
        """Begin a term, when none runs."""
        self.open_form(
            "换届",
            self._term_fields(),
            save_word="登记",
            service=frame.create_term,
            say="已登记新的一届",
            draft="term",
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "home": lambda _station_id: self._of_home(lambda home: self.edit_home(home[0])),
            "term": lambda *_term_id: self._of_home(self._term_again),
            "unit": self._unit_again,
            "merge_unit": self._merger_again,
            "category_unit": self._default_again,
            "set_term": self._term_rule_again,
            "new_term": self._new_term_again,
            "habit": self._habit_again,
        }

    def _of_home(self, then: Callable[[Home], object]) -> None:
        self.ask(read_home, then=then, on=self.context.clock.today())

    def _term_again(self, home: Home) -> None:
        if home[1] is None:
            self.add_term()
        else:
            self.edit_term(home[1])

    def _unit_again(self, unit_id: int | None = None) -> None:
        self._open(read_units, UnitsDialog, lambda dialog, units: dialog.edit_again(units, unit_id))

    def _merger_again(self, unit_id: int) -> None:
        self._open(read_units, UnitsDialog, lambda dialog, units: dialog.merge_again(units, unit_id))

    def _default_again(self, category_id: int | None = None) -> None:
        self._open(
            list_default_units,
            DefaultUnitsDialog,
            lambda dialog, defaults: dialog.edit_again(defaults, category_id),
        )

    def _term_rule_again(self, matter: str, term: str, route: str, category_id: int) -> None:
        self._open(
            read_all_terms,
            TermsDialog,
            lambda dialog, found: dialog.edit_again(found, matter, term, route, category_id),
        )

    def _new_term_again(self, matter: str) -> None:
        self._open(read_all_terms, TermsDialog, lambda dialog, _found: dialog.add(MatterKind(matter)))

    def _habit_again(self, matter: str, step: str) -> None:
        self._open(read_habits, HabitsDialog, lambda dialog, found: dialog.edit_again(found, matter, step))

    def open_units(self) -> None:
        """Who handles demands and suggestions."""
        self._open(read_units, UnitsDialog)

    def open_terms(self) -> None:
        """By when each step is due."""
        self._open(read_all_terms, TermsDialog)

    def open_habits(self) -> None:
        """What this station does differently on the way of a matter."""
        self._open(read_habits, HabitsDialog)

    def _open(
        self,
        read: Callable[..., R],
        make: Callable[[Page, R], D],
        go_on: Callable[[D, R], object] | None = None,
    ) -> None:
        """Read, show the dialog of what was read, and go on in it."""

        def take(found: R) -> None:
            dialog = make(self, found)
            dialog.open()
            if go_on is not None:
                go_on(dialog, found)

        self.ask(read, then=take)

    def back_up(self) -> None:
        """Write a checked copy of the database where the person says."""
        name = f"代表之家备份{self.context.clock.today().isoformat()}"
        path = files.ask_save_path(self, self.context.settings, "备份", name, ".db")

        def done(rows: int) -> None:
            day = self.context.clock.today().isoformat()
            self.context.settings.remembered.put(LAST_BACKUP, {"day": day, "path": str(path)})
            self._show_last_backup()
            self.context.say_done(f"已备份到“{path.name if path else ''}”，核对过，共 {rows} 条记录")

        if path is not None:
            self.work.run(
                copy_database,
                then=done,
                on_refusal=self.notice.refuse,
                owner=self,
                job_title="备份",
                out=path,
            )

    def _term_fields(self) -> list[Field]:
        today = self.context.clock.today
        return [
            LineField("name", "届别", required=True, placeholder="如 第十九届", most=80),
            DateField("starts_on", "届期从", today=today, of_month=MonthEdge.FIRST, required=True),
            DateField("ends_on", "届期到", today=today, of_month=MonthEdge.LAST, required=True),
        ]

    def show_settings(self) -> None:
        """Fill the fields with what holds now."""
        self.search.setMaximumWidth(px(420))
        self._putting = True
        for form in self.forms.values():
            form.put({key: self.context.settings.get(key) for key in form.fields})
        for key, line in self.defaults.items():
            line.show_value(self.context.settings.get(key))
        self._putting = False

    def restore_default(self, setting: Setting) -> None:
        """One setting back to what the program came with."""
        self._set_all({setting.key: setting.default})
        self.context.say_done(f"{setting.title}已恢复默认：{setting.said(setting.default)}")

    def ask_defaults(self) -> Dialog:
        """Say what would change before anything does."""
        settings = self.context.settings
        changed = settings.changed()
        if not changed:
            return tell(self, "都是默认的", "没有改过的设置，不用恢复。")
        lines = [
            f"{setting.title}：{setting.said(settings.get(setting.key))} → {setting.said(setting.default)}"
            for setting in changed
        ]
        return ask_verbs(
            self,
            f"将改回 {len(changed)} 项设置",
            detail="\n".join(lines),
            do_word=f"改回 {len(changed)} 项",
            keep_word="保留现在的",
            do=self.restore_defaults,
        )

    def restore_defaults(self) -> None:
        """All settings on the page back to what the program came with."""
        changed = self.context.settings.changed()
        self._set_all({setting.key: setting.default for setting in changed})
        self.context.say_done(f"已恢复默认设置 {len(changed)} 项")

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
        self.defaults[key].show_value(value)
        if key in ("text_percent", "high_contrast"):
            scale.set(settings.number("text_percent"), high_contrast=settings.flag("high_contrast"))
        if key == "user":
            set_actor(self.context, str(value))
        if key == "user_role":
            set_user_role(self.context, str(value))
