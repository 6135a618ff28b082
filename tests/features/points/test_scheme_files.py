"""Files that are none: pipes and devices are turned away before they are read, and nothing keeps the desk waiting."""

import os
from pathlib import Path

import pytest

from deputy_station.core.errors import Trouble
from deputy_station.features.points.rules.checking import check_scheme
from deputy_station.features.points.service.scheme_files import FileTooLarge, NoPlainFile, file_bytes
from deputy_station.features.points.service.trials import check_file, try_file


def test_a_pipe_or_a_device_is_turned_away_instead_of_read_without_end(tmp_path: Path) -> None:
    pipe = tmp_path / "scheme.toml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(NoPlainFile, match="不是普通文件"):
            check_file(str(path))
        with pytest.raises(NoPlainFile, match="不是普通文件"):
            try_file("default", path)
    with pytest.raises(Trouble, match="是文件夹"):
        check_file(f"{tmp_path}/")


def test_a_file_is_read_up_to_the_most_it_can_have(tmp_path: Path) -> None:
    file = tmp_path / "records.json"
    file.write_bytes(b"12345")
    assert file_bytes(file, 5) == b"12345"
    with pytest.raises(FileTooLarge):
        file_bytes(file, 4)


@pytest.mark.parametrize(
    "text", [".".join(["a"] * 50_000) + " = 1", f"[{' . '.join(['a'] * 50_000)}]", "a" * 1_000_000 + " = 1"]
)
def test_a_name_without_end_is_a_mistake_and_no_wait(text: str) -> None:
    assert check_scheme(text).mistakes


def test_a_text_with_many_dots_is_still_a_text() -> None:
    told = [mistake.what for mistake in check_scheme(f'name = "{"第 1.2 条." * 60}……{"." * 500}"').mistakes]
    assert "一层套一层，套得太深" not in told
