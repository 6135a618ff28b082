"""Python's looks for what nobody needs, put off while millions of objects are made that are all needed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def looks_put_off() -> Iterator[None]:
    """No look inside: each goes through everything there is, and an import of many rows would spend a third of its
    time on them. The window takes its looks itself (`widgets.collecting`); there it changes nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
