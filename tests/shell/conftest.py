"""The demo station that the walks over pages and dialogs share."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from tests.shell.station_window import make_demo_file


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo station, made once; whoever writes works on a copy of it.

    Making it takes seconds: the process that makes it first leaves a copy to the others of the run. Who comes while it is
    being made makes one too and waits for nobody.
    """
    folder = tmp_path_factory.mktemp("demo")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make_demo_file(folder, demands=60)
        return folder
    for_all = tmp_path_factory.getbasetemp().parent / "demo"
    if for_all.exists():
        return shutil.copytree(for_all, folder, dirs_exist_ok=True)
    make_demo_file(folder, demands=60)
    with suppress(OSError):  # another process was quicker
        shutil.copytree(folder, folder.with_name("demo_for_all")).rename(for_all)
    return folder
