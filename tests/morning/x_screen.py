"""A screen of its own for the walk: Xvfb of 1366 x 768 with a window manager where one is installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1366x768x24"
NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool"}
"""Programs the walk cannot do without, and the Debian packages they come in."""
WAIT_SECONDS = 20


class CannotWalk(Exception):
    """The walk cannot begin on this computer; the sentence says what is missing and how it comes."""


def check_tools() -> None:
    """Raises CannotWalk when Xvfb or xdotool is not installed."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        packages = " ".join(NEEDED[program] for program in missing)
        raise CannotWalk(
            f"The walk sends real X events and needs {' and '.join(missing)}, not installed here. "
            f"On Debian: apt install {packages}"
        )


@contextmanager
def own_screen() -> Iterator[dict[str, str]]:
    """The environment of programs on a screen that nobody else sees; it is gone afterwards."""
    reading, writing = os.pipe()
    # Xvfb takes the first free number by itself and writes it into the pipe when the screen is ready.
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    if not number:
        raise CannotWalk(f"Xvfb ended at once with status {screen.wait(WAIT_SECONDS)}.")
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    for pops_up in ("WAYLAND_DISPLAY", "QT_IM_MODULE", "QT_SCALE_FACTOR"):
        environment.pop(pops_up, None)
    manager = None
    if shutil.which("openbox") is not None:
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    try:
        yield environment
    finally:
        for program in (manager, screen):
            if program is not None:
                program.terminate()
                program.wait(WAIT_SECONDS)
