"""The text size works on top of what the system enlarges by itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_nothing_is_cut_off_where_the_system_enlarges_too(
    demo_folder: Path, tmp_path: Path, factor: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.shell.system_scaling", str(demo_folder), str(tmp_path)],
        env={**os.environ, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert ended.stdout.splitlines() == [f"ratio {factor}"]
