"""Choosing where a paper goes, and opening it afterwards; the folder is remembered."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from deputy_station.core.file_names import for_file
from deputy_station.core.settings import Settings

KINDS = {
    ".pdf": "PDF 文件 (*.pdf)",
    ".xlsx": "表格 (*.xlsx)",
    ".docx": "文字文档 (*.docx)",
    ".png": "图片 (*.png)",
    ".json": "数据文件 (*.json)",
    ".db": "备份 (*.db)",
}


def plain_name(name: str) -> str:
    """A file name every system takes: forbidden characters become a space, length is bounded."""
    return re.sub(" +", " ", for_file(name))[:80] or "未命名"


def start_folder(settings: Settings) -> Path:
    """Where to begin: the folder of the settings, the last one, the home folder."""
    for key in ("save_folder", "last_folder"):
        folder = Path(settings.text(key)) if settings.text(key) else None
        if folder is not None and folder.is_dir():
            return folder
    return Path.home()


def ask_save_path(parent: QWidget, settings: Settings, title: str, name: str, suffix: str) -> Path | None:
    """Ask where to save `name` + `suffix` (".pdf"); None when the person changed their mind."""
    proposal = start_folder(settings) / (plain_name(name) + suffix)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposal), KINDS[suffix])
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() != suffix:
        path = path.with_name(path.name + suffix)
    settings.keep("last_folder", str(path.parent))
    return path


def ask_open_path(parent: QWidget, settings: Settings, title: str, kinds: str) -> Path | None:
    """Ask for a file to read; `kinds` as in "表格 (*.xlsx *.xls *.ods)"."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start_folder(settings)), kinds)
    if not chosen:
        return None
    settings.keep("last_folder", str(Path(chosen).parent))
    return Path(chosen)


def not_opened(path: Path) -> str:
    """What to say of a file that could not be opened: where it lies, or that it is no longer there."""
    if not path.exists():
        return f"“{path.name}”已经不在“{path.parent}”，可能改了名或移走了。"
    return f"已存到“{path}”，但这台电脑没有能打开它的程序。"


def _open_with_system(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


open_file: Callable[[Path], bool] = _open_with_system
"""Opens a file with the program the system has for it; False when there is none."""
