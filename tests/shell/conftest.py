"""The demo station that the walks over pages and dialogs share."""

from pathlib import Path

import pytest

from tests.shell.station_window import make_demo_file


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo station, made once; whoever writes works on a copy of it."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo_file(folder, demands=60)
    return folder
