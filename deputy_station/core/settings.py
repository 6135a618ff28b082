"""Settings: declared once as data, drawn as a page from the list, kept as JSON in the settings folder.

The file is replaced whole (written beside, flushed, renamed), so a power cut leaves the old or the new one. A file
that cannot be read is moved aside under a name that says so, never lost; `Settings.notice` then tells the person.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from deputy_station.core.json_file import write_json
from deputy_station.core.remembered import Remembered

Value = str | int | bool
FILE_NAME = "settings.json"
RECEIPT_PAPER = "receipt_paper"


class Kind(Enum):
    """How a setting is entered."""

    LINE = "line"
    NUMBER = "number"
    CHECK = "check"
    CHOICE = "choice"
    FOLDER = "folder"


@dataclass(frozen=True)
class Setting:
    """One declared setting: its key in the file, title and help for people, default, kind, and choices
    as (value, label) pairs where the kind is CHOICE. A hidden one is remembered but not on the page."""

    key: str
    title: str
    help: str
    default: Value
    kind: Kind
    group: str = "常用"
    choices: tuple[tuple[Value, str], ...] = ()
    least: int = 0
    most: int = 999_999
    hidden: bool = False

    def said(self, value: Value) -> str:
        """A value in words: the choice's label, 打开 or 关闭, 空着 for nothing."""
        if self.kind is Kind.CHECK:
            return "打开" if value else "关闭"
        labels = dict(self.choices)
        return labels.get(value, str(value)) or "空着"


SETTINGS: tuple[Setting, ...] = (
    Setting("user", "使用人", "记在每一条经过里的名字，例如“周敏”。", "联络员", Kind.LINE, "本机"),
    Setting(
        "user_role",
        "使用人是",
        "谁来做哪一步、能不能看要求保密的来访人，按这个定。区联络室看不到保密的来访人。",
        "liaison",
        Kind.CHOICE,
        "本机",
        choices=(("liaison", "联络员"), ("presidium", "主席团办公室"), ("district", "区联络室")),
    ),
    Setting(
        "text_percent",
        "字号",
        "整个程序的文字大小，也可以按 Ctrl 加滚轮调整。",
        100,
        Kind.CHOICE,
        "显示",
        choices=((100, "标准"), (115, "稍大"), (130, "大"), (160, "很大"), (200, "最大")),
    ),
    Setting("high_contrast", "高对比度", "黑字白底、边框加粗，看不清颜色时打开。", False, Kind.CHECK, "显示"),
    Setting("save_folder", "导出到", "另存文件时先打开的文件夹，空着就用上一次的。", "", Kind.FOLDER, "文件"),
    Setting(
        "watch_folder",
        "监视文件夹",
        "扫描仪存文件的文件夹：新来的签到表、便条自己收回，原件留在原处。空着就不看。",
        "",
        Kind.FOLDER,
        "文件",
    ),
    Setting(
        "open_after_save",
        "导出后打开文件",
        "签到表、考核表等存好后马上打开，便于打印。",
        True,
        Kind.CHECK,
        "文件",
    ),
    Setting(
        "reply_scheme",
        "答复类别",
        "承办单位的答复分哪几类，字母印在答复函右上角，登记答复时写着每一类的意思。已经登记的答复不会跟着变。",
        "four",
        Kind.CHOICE,
        "建议",
        choices=(
            ("four", "四类，A 到 D"),
            ("abc", "三类，A 到 C"),
            ("zj", "浙江，A 到 C"),
            ("qd", "青岛，A 到 D"),
            ("cq", "重庆，A 到 D"),
            ("hn", "河南，A 到 E"),
            ("sh", "上海，A 到 D"),
        ),
    ),
    Setting(
        "livelihood_least",
        "每月民生建议",
        "每位代表每月至少提几件民生建议，谁欠了在“每月民生建议”里看。",
        1,
        Kind.NUMBER,
        "建议",
        least=1,
        most=20,
    ),
    Setting(
        "objection_days",
        "积分公示几天",
        "公布积分以后，收异议的天数。积分办法写明的按办法；没有写的各地不一，这里可改，公示时也可改。",
        7,
        Kind.NUMBER,
        "积分",
        least=1,
        most=60,
    ),
    Setting(
        "scan_sound",
        "刷卡的声音",
        "代表卡签好了响两声高音，签不了响两声低音。",
        True,
        Kind.CHECK,
        "接待",
    ),
    Setting(
        RECEIPT_PAPER,
        "回执用纸",
        "接待台给来访人的回执印在哪种纸上。",
        "a6",
        Kind.CHOICE,
        "接待",
        choices=(("a6", "A6 纸"), ("58", "58 毫米小票纸")),
    ),
    Setting(
        "notice_lead_days",
        "公告提前几天",
        "接待日公告至少提前几天发，快到的时候会提醒。多数地方是 3 天，也有 2 天、5 天的。",
        3,
        Kind.CHOICE,
        "接待日",
        choices=((2, "2 天"), (3, "3 天"), (5, "5 天")),
    ),
    Setting(
        "kit_slips",
        "整套里的空白便条",
        "打印接待日整套纸时，里面放几张来访登记便条；写 0 就不放。",
        20,
        Kind.NUMBER,
        "接待日",
        most=200,
    ),
    Setting(
        "last_folder", "上一次的文件夹", "上一次另存文件的文件夹。", "", Kind.FOLDER, "文件", hidden=True
    ),
    Setting(
        "phone_address", "手机签到的地址", "上一次开手机签到的地址。", "", Kind.LINE, "接待", hidden=True
    ),
    Setting(
        "phone_port",
        "手机签到的端口",
        "上一次开手机签到的端口，印在签到表的二维码里。",
        0,
        Kind.NUMBER,
        "接待",
        most=65_535,
        hidden=True,
    ),
    Setting(
        "window_geometry", "窗口位置", "上一次关闭时窗口的位置和大小。", "", Kind.LINE, "本机", hidden=True
    ),
)


class Settings:
    """Values by key, with defaults; each `set` is written at once. Unknown keys in the file are kept.

    `remembered` holds what nobody declares: column widths, the printer of a paper.
    """

    def __init__(self, folder: Path, declared: Iterable[Setting] = SETTINGS) -> None:
        self.declared = {setting.key: setting for setting in declared}
        self.notice = ""
        self.remembered = Remembered(folder)
        self._path = folder / FILE_NAME
        self._listeners: list[Callable[[str], None]] = []
        self._values: dict[str, object] = self._read()

    def get(self, key: str) -> Value:
        """The value of a declared setting, or its default where none was set or the stored one does not fit."""
        setting = self.declared[key]
        value = self._values.get(key, setting.default)
        return value if _fits(setting, value) else setting.default  # type: ignore[return-value]

    def text(self, key: str) -> str:
        """The value as text."""
        return str(self.get(key))

    def number(self, key: str) -> int:
        """The value as a whole number."""
        return int(self.get(key))

    def flag(self, key: str) -> bool:
        """The value as yes or no."""
        return bool(self.get(key))

    def set(self, key: str, value: Value) -> None:
        """Keep a value and write the file; nothing happens when it is the same. Raises OSError."""
        if not _fits(self.declared[key], value):
            raise ValueError(f"{key}: {value!r}")
        if self._values.get(key) == value:
            return
        self._values[key] = value
        write_json(self._path, self._values, durable=True)
        for listener in list(self._listeners):
            listener(key)

    def keep(self, key: str, value: Value) -> None:
        """As `set`, for a habit nobody would miss: when the file cannot be written it holds until the program ends."""
        try:
            self.set(key, value)
        except OSError:
            return

    def changed(self) -> list[Setting]:
        """The settings on the page that are not as the program came, in the declared order."""
        return [
            setting
            for setting in self.declared.values()
            if not setting.hidden and self.get(setting.key) != setting.default
        ]

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Have `listener(key)` called after a value changed."""
        self._listeners.append(listener)

    def _read(self) -> dict[str, object]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except UnicodeDecodeError:
            return self._set_aside()
        try:
            values = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            return self._set_aside()
        return values if isinstance(values, dict) else self._set_aside()

    def _set_aside(self) -> dict[str, object]:
        for number in range(1, 1000):
            aside = self._path.with_name(f"settings-unreadable-{number}.json")
            if not aside.exists():
                break
        self._path.rename(aside)
        self.notice = f"设置文件读不懂，已改用默认设置。原来的文件留在“{aside}”。"
        return {}


def matches(setting: Setting, text: str) -> bool:
    """Whether a setting is found by what was typed: words of its title, group, help or choices in any order, or the
    pinyin of the title, whole or by initials."""
    from deputy_station.core.cleaning import search_form  # with pinyin: not before somebody searches
    from deputy_station.core.pinyin import search_keys

    labels = " ".join(label for _, label in setting.choices)
    said = search_form(f"{setting.title} {setting.group} {setting.help} {labels}")
    keys = search_keys(setting.title)
    return all(word in said or word in keys for word in map(search_form, text.split()))


def _fits(setting: Setting, value: object) -> bool:
    if type(value) is not type(setting.default):
        return False
    if setting.kind is Kind.CHOICE:
        return any(value == offered for offered, _ in setting.choices)
    if isinstance(value, int) and setting.kind is Kind.NUMBER:
        return setting.least <= value <= setting.most
    return True
