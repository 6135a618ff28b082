"""What the shell knows about a page before it is opened, and about the station in the frame."""

import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from deputy_station.core.fitting import Fit

if TYPE_CHECKING:
    from deputy_station.core.remembered import Remembered
    from deputy_station.core.workdays import Workdays
    from deputy_station.shell.folder_watch import FolderLike
    from deputy_station.widgets.page import Page, PageContext
    from deputy_station.widgets.work import Work


@dataclass(frozen=True)
class PageEntry:
    """One line of the menu: key for `go()`, title, the short title of a folded navigation, "module:Class"."""

    key: str
    title: str
    short: str
    factory: str

    def load(self, _database: Any, _progress: Any) -> None:
        """Import the page's module, on the worker: the page then opens without standing still for it."""
        self._module()

    def build(self, context: "PageContext") -> "Page":
        """Import the page's module and make the page (nothing is imported before it is first opened)."""
        name = self.factory.partition(":")[2]
        page: Page = getattr(self._module(), name)(replace(context, page=self.key))
        return page

    def _module(self) -> ModuleType:
        module = import_module(self.factory.partition(":")[0])
        # PySide reads the source of every module that imports it, for a switch we do not use; its lines would stay
        # in memory for good, 4 MB of them.
        for name in [name for name in list(linecache.cache) if not name.startswith("<")]:
            linecache.cache.pop(name, None)
        return module


@dataclass(frozen=True)
class Frame:
    """What the frame says: the station ("" before the first start), and the day's reception in words."""

    station: str
    reception: str = ""
    duty: str = ""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many things wait on a page, by page key; what stands here wins over what the page says itself."""


HELP = "help"
"""Stands for a page of its own in `Found.page`: the help, at `filters["area"]`."""


@dataclass(frozen=True)
class Found:
    """Something the palette found: its words, what it is, where it opens, soft words beside it, how well it fits."""

    words: str
    kind: str
    page: str
    filters: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    fit: Fit = Fit.WITHIN


SearchProvider = Callable[[Any, str], Sequence[Found]]
"""`find(session, text)`: a handful of things of a kind; asked on the reading thread, ranked by the palette."""


@dataclass(frozen=True)
class Services:
    """What the shell asks of the features; the app joins them in. All take a session, then keyword values."""

    read_frame: Callable[[Any], Frame]
    found_station: Callable[..., None]
    """station, code, township, district, term, starts_on, ends_on, user (the last names the built-in user)."""
    open_demo: Callable[..., str]
    """`open_demo(database, progress)`: make the demo station beside this database; where it lies."""
    open_work: "Callable[[str | None], Work]"
    """Take up work on another database."""
    location: str | None = None
    """Where the database of the start lies: None for the user's own."""
    read_workdays: "Callable[[Any], Workdays] | None" = None
    """The station's calendar of worked and rest days, marked in every field for a day."""
    providers: Sequence[SearchProvider] = ()
    read_opened: Callable[[Any], Sequence[Found]] | None = None
    """What was opened lately, the last first, as it is called now."""
    undo_step: Callable[..., Any] | None = None
    """`undo_step(session, step_id=)`: take a step of the journal back; what it answers has a `sentence`."""
    undo_last: Callable[[Any], Any] | None = None
    redo_last: Callable[[Any], Any] | None = None
    own_steps: Callable[..., Sequence[Any]] | None = None
    """`own_steps(session, limit=)`: what this person did last, each with `id` and `sentence`."""
    remember_opened: Callable[..., None] | None = None
    """`remember_opened(database, progress, page=, row_id=)`: a thing (row_id None: a page) was opened."""
    keep_paper: Callable[..., object] | None = None
    """Keeps a paper that went out, in the transaction that records it: see `widgets.print_preview.order.Keep`."""
    watch_folder: "Callable[[Remembered], FolderLike] | None" = None
    """Makes what looks into the folder that the scanner writes to."""
