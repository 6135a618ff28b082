"""A page of the menu is imported when it is needed, and nothing of its source stays in memory."""

import linecache
from pathlib import Path

from deputy_station.shell.entries import PageEntry


def test_the_lines_that_were_read_of_modules_are_let_go_and_made_ones_are_kept() -> None:
    source = Path(__file__)
    assert linecache.getlines(str(source))  # as PySide does for each module that imports it
    linecache.cache["<made by a library>"] = (1, None, ["x = 1\n"], "<made by a library>")
    try:
        PageEntry("help", "帮助", "帮助", "deputy_station.shell.entries:HELP").load(None, None)
        assert str(source) not in linecache.cache
        assert "<made by a library>" in linecache.cache
    finally:
        linecache.cache.pop("<made by a library>", None)
