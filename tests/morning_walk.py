"""A whole reception morning on the real program with real X events, once by keyboard, once by mouse, as pictures.

`poe walk` (or `poe walk keyboard`, `poe walk mouse`) needs Xvfb and xdotool. It starts a screen of its own and the
program on a demo station in a folder that is thrown away; every input goes through the X server. Each step ends with
a look at the screen or into the database and a picture in out/morning/keyboard and out/morning/mouse; a step that
does not come to its end stops the walk with its name. At the end it says how many keys and clicks each task took.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.morning.x_screen import CannotWalk, check_tools, own_screen

FOLDER = Path("out/morning")
WAYS = ("keyboard", "mouse")
LONGEST_SECONDS = 900


def main(wanted: list[str]) -> int:
    """Walk both ways, or those named; 1 when one of them did not come to its end."""
    unknown = [way for way in wanted if way not in WAYS]
    if unknown:
        print(f"The ways are {' and '.join(WAYS)}, not {unknown[0]}.", file=sys.stderr)
        return 2
    try:
        check_tools()
        statuses = [_walk(way) for way in wanted or WAYS]
    except CannotWalk as missing:
        print(missing, file=sys.stderr)
        return 1
    return max(statuses)


def _walk(way: str) -> int:
    pictures = FOLDER / way
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="morning-") as kept, own_screen() as environment:
        home = Path(kept)
        folders = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache"}
        (home / "文档").mkdir()
        # What was saved is opened with the system's program: here one that shows nothing.
        viewer = home / "bin" / "xdg-open"
        viewer.parent.mkdir()
        viewer.write_text("#!/bin/sh\n", encoding="ascii")
        viewer.chmod(0o755)
        return subprocess.run(
            [sys.executable, "-m", "tests.morning.begin", way, str(pictures.resolve())],
            env={
                **environment,
                **{name: str(home / folder) for name, folder in folders.items()},
                "HOME": str(home),
                "LANG": "zh_CN.UTF-8",
                "PATH": os.pathsep.join([str(viewer.parent), os.environ["PATH"]]),
                "PYTHONPATH": os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]),
            },
            timeout=LONGEST_SECONDS,
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
