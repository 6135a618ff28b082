"""Find the fonts of official papers: 宋体, 仿宋, 黑体, 楷体 and 小标宋, as each system names its files.

Windows first (simsun, simfang ...), then 方正 as on 统信 UOS and 银河麒麟, then what Debian packages as
fonts-noto-cjk and fonts-lxgw-wenkai. A role without a file of its own is served by its nearest relative.
"""

import functools
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from deputy_station.core.errors import Trouble
from deputy_station.documents.description import FontRole

ROLES: tuple[FontRole, ...] = ("song", "fangsong", "kai", "hei", "biaosong")

_NOTO_SERIF = (
    "notoserifcjk-regular",
    "notoserifcjksc-regular",
    "notoserifsc-regular",
    "sourcehanserif*regular",
)
_NOTO_SERIF_BOLD = ("notoserifcjk-bold", "notoserifcjksc-bold", "notoserifsc-bold", "sourcehanserif*bold")
_NOTO_SANS = ("notosanscjk-regular", "notosanscjksc-regular", "notosanssc-regular", "sourcehansans*regular")

# File names without suffix, lower case, best first. 方正: FZFS 仿宋, FZSS 书宋, FZHT 黑体, FZKT 楷体, FZXBS 小标宋.
_FILES: dict[FontRole, tuple[str, ...]] = {
    "song": ("simsun", "fzssk", "fzss*", "stsong", *_NOTO_SERIF),
    "fangsong": ("simfang", "fzfsk", "fzfs*", "stfangso*", *_NOTO_SERIF),
    "kai": (
        "simkai",
        "fzktk",
        "fzkt*",
        "stkaiti",
        "lxgwwenkai-regular",
        "lxgwwenkaigb-regular",
        *_NOTO_SERIF,
    ),
    "hei": ("simhei", "fzhtk", "fzht*", "stheiti*", *_NOTO_SANS),
    "biaosong": ("fzxbsjw*", "fzxbs*", *_NOTO_SERIF_BOLD, "simsun", "fzss*", *_NOTO_SERIF),
}
# What a family calls itself, where no file name is known.
_FAMILIES: dict[FontRole, str] = {
    "song": "宋体|书宋|SongTi|SimSun|Serif (CJK )?SC",
    "fangsong": "仿宋|FangSong",
    "kai": "楷体|KaiTi|WenKai",
    "hei": "黑体|HeiTi|Sans (CJK )?SC|WenQuanYi|Droid Sans Fallback",
    "biaosong": "小标宋",
}
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
_NEEDED_TABLES = ("cmap", "head", "hhea", "hmtx", "name")
_RESTRICTED_LICENCE = 0x0002  # OS/2 fsType: the maker forbids embedding


class NoChineseFont(Trouble):
    """No installed font can print Chinese."""


@dataclass(frozen=True)
class FontFile:
    """A font on this machine: its file and its number within a collection."""

    path: Path
    number: int = 0


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local)
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
    )


@functools.cache
def installed_font_files(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """All font files below the folders, by name; read once per process."""
    found = [
        Path(where) / name
        for folder in folders
        for where, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(_SUFFIXES)
    ]
    return tuple(sorted(found, key=lambda path: (path.name.lower(), str(path))))


@functools.cache
def find_role_fonts(folders: tuple[Path, ...]) -> dict[FontRole, FontFile]:
    """The font of each role that this system can offer; raises `NoChineseFont` when there is none at all."""
    files = installed_font_files(folders)
    found: dict[FontRole, FontFile] = {}
    for role in ROLES:
        path = _by_file_name(files, _FILES[role])
        if path is not None:
            found[role] = FontFile(path, chinese_member(path))
    for role in ROLES:
        if role not in found and (named := _by_family(files, _FAMILIES[role])) is not None:
            found[role] = named
    if not found:
        raise NoChineseFont(
            "这台电脑上找不到中文字体，表格印不出来。请安装宋体、仿宋、黑体、楷体"
            "（Debian 系统可安装 fonts-noto-cjk 和 fonts-lxgw-wenkai 两个软件包），再试一次。"
        )
    return found


def open_font(file: FontFile) -> TTFont:
    """The font, read lazily; raises `TTLibError` or `OSError` for a broken file."""
    return TTFont(file.path, fontNumber=file.number, lazy=True)


def may_embed(font: TTFont) -> bool:
    """Whether the font has outlines and its maker allows it to be embedded in a document."""
    has_outlines = any(table in font for table in ("glyf", "CFF ", "CFF2"))
    return has_outlines and not ("OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED_LICENCE)


def members(path: Path) -> Iterator[FontFile]:
    """Every font in a file: one, or the members of a collection."""
    if path.suffix.lower() not in (".ttc", ".otc"):
        yield FontFile(path)
        return
    with TTCollection(path, lazy=True) as collection:
        count = len(collection.fonts)
    for number in range(count):
        yield FontFile(path, number)


def chinese_member(path: Path) -> int:
    """Of a collection for several countries, the member with the mainland's letter forms (“… CJK SC”)."""
    for file in members(path):
        with open_font(file) as font:
            family = font["name"].getBestFamilyName() or ""
        if re.search(r"CJK SC|Source Han \w+ SC", family) and "Mono" not in family:
            return file.number
    return 0


def _by_file_name(files: tuple[Path, ...], patterns: tuple[str, ...]) -> Path | None:
    for pattern in patterns:
        for path in files:
            if fnmatchcase(path.stem.lower(), pattern) and _is_sound(path):
                return path
    return None


@functools.cache
def _is_sound(path: Path) -> bool:
    """A truncated or foreign file is passed over; the next best font takes its place."""
    try:
        size = path.stat().st_size
        with open_font(FontFile(path)) as font:
            whole = all(entry.offset + entry.length <= size for entry in font.reader.tables.values())
            return whole and may_embed(font) and all(table in font for table in _NEEDED_TABLES)
    except (TTLibError, OSError, AssertionError, ValueError, KeyError):
        return False


def _by_family(files: tuple[Path, ...], pattern: str) -> FontFile | None:
    for path in files:
        try:
            for file in members(path):
                with open_font(file) as font:
                    names = " ".join(str(record) for record in font["name"].names if record.nameID in (1, 4))
                    if re.search(pattern, names) and may_embed(font):
                        return file
        except (TTLibError, OSError, AssertionError, ValueError, KeyError):
            continue
    return None
