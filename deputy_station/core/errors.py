"""Three kinds of bad news, told apart in one place for window and command line.

A *refusal*: the rules say no; a sentence where the click happened. A *trouble*: the world says no (disk full,
file locked); a sentence that says what to do. Anything else is *our bug*: details and a log entry.
"""

import errno
import re
import traceback
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

_VALUES = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+|\d{5,}|\[parameters: .*\]")


class Refusal(Exception):
    """The rules say no. The message is one Chinese sentence: what, where, what to do. Subclass it per reason."""


class Trouble(Exception):
    """The world says no. The message is one Chinese sentence that ends in what the clerk can do."""


class Cancelled(Exception):
    """The person pressed 取消; nothing was changed."""


class StaleEdit(Refusal):
    """Somebody else saved the row after it was read (integer version differs)."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}已被别处改过，您的改动没有保存。请看一眼新内容，再改一次。")


class NotFound(Refusal):
    """What was asked for does not exist (any more)."""

    def __init__(self, what: str) -> None:
        gap = " " if what[:1].isdigit() else ""
        super().__init__(f"没有找到{gap}{what}。请核对后再试。")


class ReportKind(Enum):
    """How bad news is shown: beside the click, as a message, as a crash report."""

    REFUSAL = "refusal"
    TROUBLE = "trouble"
    CANCELLED = "cancelled"
    BUG = "bug"


@dataclass(frozen=True)
class Report:
    """Bad news ready to show: its kind, the Chinese sentence, and technical details (only for a bug)."""

    kind: ReportKind
    sentence: str
    details: str = ""


def sentence_for_os_error(error: OSError, path: Path | str | None = None) -> str:
    """The Chinese sentence for a failure of the file system, naming the file and what to do."""
    named = path or error.filename or ""
    where = f"“{named}”" if named else "文件"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘空间不足，{where}没有写成。请清出一些空间，再试一次。"
    if isinstance(error, FileNotFoundError):
        return f"找不到{where}。请核对文件名和所在的文件夹。"
    if isinstance(error, IsADirectoryError):
        return f"{where}是文件夹，不是文件。请换一个文件名。"
    if isinstance(error, NotADirectoryError):
        return f"{where}所在的位置不是文件夹。请换一个文件夹。"
    if isinstance(error, PermissionError):
        return f"{where}打不开：没有权限，或正被别的程序占用。请关掉占用它的程序，或换一个位置，再试一次。"
    if isinstance(error, FileExistsError):
        return f"{where}已经存在。请换一个文件名。"
    if error.errno == errno.EROFS:
        return f"{where}所在的磁盘只能读不能写。请换一个位置。"
    if error.errno == errno.ENAMETOOLONG:
        return f"{where}的名字太长。请起一个短一些的名字。"
    # The system's own words are English on most desks; the number finds the cause just as well.
    number = f"（错误号 {error.errno}）" if error.errno else ""
    return f"读写{where}时出错{number}。请检查磁盘，再试一次。"


def report_error(error: BaseException) -> Report:
    """Turn any exception into the one report that window and command line show."""
    if isinstance(error, Cancelled):
        return Report(ReportKind.CANCELLED, "已取消，没有改动。")
    if isinstance(error, Refusal):
        return Report(ReportKind.REFUSAL, str(error))
    if isinstance(error, Trouble):
        return Report(ReportKind.TROUBLE, str(error))
    if isinstance(error, OSError):
        return Report(ReportKind.TROUBLE, sentence_for_os_error(error))
    if isinstance(error, MemoryError):
        return Report(ReportKind.TROUBLE, "内存不够，这一步没有做成。请关掉别的程序，再试一次。")
    details = "".join(traceback.format_exception(error))
    return Report(
        ReportKind.BUG, "程序出了错，这一步没有做成，已有的记录没有改动。请把详情发给维护人员。", details
    )


def without_values(details: str) -> str:
    """A traceback without the values its message may quote: names, words and numbers of people stay on this desk.

    The frames are our own code and stay; in the lines of the message Chinese words and long numbers become "…".
    """
    return "\n".join(
        line if line.startswith("  ") else _VALUES.sub("…", line) for line in details.splitlines()
    )
