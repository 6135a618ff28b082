"""The settings page, drawn from the declared list; a change holds at once."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from deputy_station.core.settings import Kind, Setting
from deputy_station.shell.first_start import set_actor
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import Card
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, FileField, LineField, NumberField
from deputy_station.widgets.form import Form
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


class SettingsPage(Page):
    """Every declared setting, grouped; nothing has to be saved."""

    title = "设置"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.set_count("改了马上生效")
        self.forms: dict[str, Form] = {}
        self._putting = False
        scroll = Scroll(gap=14, margins=(0, 0, 8, 0))
        self.body.addWidget(scroll, 1)
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
        scale.changed.connect(self.reload, Qt.ConnectionType.QueuedConnection)

    def reload(self) -> None:
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
        self.reload()

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
