"""Restoring a backup in the window: what it holds against now, then one question whose answers are verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import day_words, hour_words, local_time
from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.work import Work

KINDS = {
    "deputies": "代表",
    "reception_days": "接待日",
    "visits": "来访",
    "demands": "群众诉求",
    "suggestions": "代表建议",
    "activities": "履职活动",
    "deeds": "个人履职",
    "evidence": "证明材料",
    "point_claims": "申报事项",
    "point_objections": "积分异议",
}
"""The tables a person would miss, by the words they know them by."""


@dataclass(frozen=True)
class Restored:
    """The database that is in place now, and where the one before lies (None: there was none)."""

    path: Path
    kept: Path | None


class NoDatabase:
    """Stands in for a database that does not open, so that there is a thread to work on."""

    def transaction(self) -> Any:
        """There is nothing to write to."""
        raise AssertionError("no database")

    def reading(self) -> Any:
        """There is nothing to read."""
        raise AssertionError("no database")

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> object:
        """Nothing ever changes."""


def look_into(database: Any, progress: Progress, *, source: Path) -> Any:  # noqa: ARG001
    """Check a backup and count it against the database (a NoDatabase: by itself)."""
    from deputy_station.core import paths
    from deputy_station.store.contents import read_contents

    open_now = not isinstance(database, NoDatabase)
    return read_contents(
        source,
        kinds=KINDS,
        keys_folder=database.keys_folder if open_now else paths.settings_folder(),
        now=database if open_now else None,
    )


def put_back(
    database: Any,  # noqa: ARG001
    progress: Progress,  # noqa: ARG001
    *,
    source: Path,
    location: str | None,
    keys_folder: Path | None,
) -> Restored:
    """Put a backup in the place of the database at `location`, which nobody has open any more."""
    from deputy_station.store.rescue import restore_from

    row = restore_from(location, source, keys_folder=keys_folder)
    return Restored(row.path, row.kept)


class Restoring:
    """Asks for a backup and shows what it holds; `restore(BackupContents)` is called when told to restore it."""

    def __init__(
        self,
        parent: QWidget,
        work: Work,
        settings: Settings,
        restore: Callable[[Any], object],
        refuse: Callable[[str], object],
    ) -> None:
        self._parent, self._work, self._settings = parent, work, settings
        self._restore, self._refuse = restore, refuse

    def choose(self) -> None:
        """Ask for the file and show it, with the offer to restore it."""
        self._ask("从备份恢复", self.offer)

    def check(self, say: Callable[[str], object]) -> None:
        """Ask for a file, check it and say what it holds; nothing is restored."""

        def tell(contents: Any) -> None:
            say(f"“{contents.path.name}”核对过，可以用来恢复")
            self._dialog("这份备份可以用", contents).open()

        self._ask("核对备份", tell)

    def offer(self, contents: Any) -> Dialog:
        """What would come back, what would be lost, and the two verbs."""
        dialog = self._dialog("用这份备份换掉现在的数据？", contents)
        # First what it costs: at large text the rest is scrolled to.
        dialog.body.insertWidget(0, Words(loss_words(contents), role="strong"))
        dialog.body.insertWidget(
            dialog.body.count() - 1,
            Words("现在的数据会先另存一份，名字里写着恢复前和时间，不会删掉。", role="soft"),
        )

        def agree() -> None:
            dialog.accept()
            self._restore(contents)

        dialog.action_row.set_actions(
            [Action("保留现在的", dialog.reject), Action("恢复这份备份", agree, primary=True)]
        )
        dialog.open()
        dialog.action_row.button("保留现在的").setFocus()
        return dialog

    def _ask(self, title: str, then: Callable[[Any], object]) -> None:
        path = files.ask_open_path(self._parent, self._settings, title, "备份 (*.db)")
        if path is not None:
            self._work.run(
                look_into,
                then=then,
                on_refusal=self._refuse,
                owner=self._parent,
                writes=True,
                job_title="核对备份",
                source=path,
            )

    def _dialog(self, title: str, contents: Any) -> Dialog:
        dialog = Dialog(self._parent, title, width=640)
        dialog.body.addWidget(build_block(Facts(facts_of(contents))))
        dialog.body.addWidget(Line("里面有什么", role="heading"))
        dialog.body.addWidget(build_block(Facts([(each.word, count_words(each)) for each in contents.kinds])))
        dialog.body.addStretch(1)
        dialog.action_row.set_actions([Action("知道了", dialog.accept, primary=True)])
        return dialog


def facts_of(contents: Any) -> list[tuple[str, str]]:
    """Which file, which station, how fresh."""
    changed = "还没有记录"
    if contents.changed_at is not None:
        moment = local_time(contents.changed_at)
        changed = f"{day_words(moment.date())} {hour_words(moment)}"
    size = contents.size_bytes / 1_000_000
    return [
        ("文件", contents.path.name),
        ("站名", contents.station),
        ("最后一次改动", changed),
        ("大小", f"{size:.1f} MB，逐页校验通过"),
    ]


def count_words(kind: Any) -> str:
    """How many there are in the backup, beside how many there are now."""
    if kind.now is None:
        return f"{kind.kept} 条"
    if kind.kept == kind.now and not kind.missing:
        return f"{kind.kept} 条，和现在一样"
    lost = f"，会少 {kind.missing} 条" if kind.missing else ""
    return f"备份里 {kind.kept} 条，现在 {kind.now} 条{lost}"


def loss_words(contents: Any) -> str:
    """What would be lost, in one sentence."""
    if contents.steps_missing is None:
        return "现在的数据打不开，恢复以后从这份备份接着用。"
    if not contents.steps_missing:
        return "备份里有现在的全部经过，恢复不会少什么。"
    missing = [f"{each.missing} 条{each.word}" for each in contents.kinds if each.missing]
    lines = f"备份以后做的 {contents.steps_missing} 步会退回去"
    return f"{lines}，其中新登记的 {'、'.join(missing)}不在备份里。" if missing else f"{lines}。"
