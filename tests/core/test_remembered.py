"""What a computer remembers survives a restart, and a broken file is no trouble."""

from pathlib import Path

from deputy_station.core.remembered import Remembered


def test_a_value_is_there_after_a_restart(tmp_path: Path) -> None:
    Remembered(tmp_path).put("table.demands", {"order": ["title", "number"]})
    assert Remembered(tmp_path).get("table.demands") == {"order": ["title", "number"]}


def test_none_forgets_a_value(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    remembered.put("printer.sign_in", "一楼打印机")
    remembered.put("printer.sign_in", None)
    assert Remembered(tmp_path).get("printer.sign_in", "没有") == "没有"


def test_a_broken_file_is_forgotten_and_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / "remembered.json").write_text("{half", encoding="utf-8")
    remembered = Remembered(tmp_path)
    assert remembered.get("zoom") is None
    remembered.put("zoom", 130)
    assert Remembered(tmp_path).get("zoom") == 130


def test_the_file_is_for_the_owner_alone(tmp_path: Path) -> None:
    Remembered(tmp_path).put("zoom", 130)
    assert (tmp_path / "remembered.json").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    remembered = Remembered(tmp_path / "file")
    remembered.put("zoom", 130)
    assert remembered.get("zoom") == 130
