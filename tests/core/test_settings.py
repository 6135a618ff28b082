"""Settings: defaults, kept at once, an unreadable file moved aside and never lost."""

import json
import os
from pathlib import Path

import pytest

from deputy_station.core.settings import SETTINGS, Kind, Settings


def test_a_setting_that_was_never_set_has_its_default(tmp_path: Path) -> None:
    assert Settings(tmp_path).number("text_percent") == 100


def test_a_setting_survives_the_program(tmp_path: Path) -> None:
    Settings(tmp_path).set("user", "周敏")
    assert Settings(tmp_path).text("user") == "周敏"


def test_the_file_is_the_owners_alone_and_no_other_file_stays(tmp_path: Path) -> None:
    Settings(tmp_path).set("user", "周敏")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    if os.name == "posix":
        assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("broken", [b"{", b"[1, 2]", b"\xff\xfe\x00"])
def test_an_unreadable_file_is_kept_beside_and_told(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(broken)
    settings = Settings(tmp_path)
    assert settings.text("user") == "联络员"
    assert "settings-unreadable-1.json" in settings.notice
    settings.set("user", "周敏")
    assert (tmp_path / "settings-unreadable-1.json").read_bytes() == broken


def test_a_second_unreadable_file_does_not_overwrite_the_first(tmp_path: Path) -> None:
    for text in ("{1", "{2"):
        (tmp_path / "settings.json").write_text(text, encoding="utf-8")
        Settings(tmp_path)
    kept = sorted(path.read_text(encoding="utf-8") for path in tmp_path.glob("settings-unreadable-*"))
    assert kept == ["{1", "{2"]


def test_a_stored_value_of_the_wrong_kind_gives_the_default(tmp_path: Path) -> None:
    stored = {"text_percent": "big", "high_contrast": 1, "user": 5}
    (tmp_path / "settings.json").write_text(json.dumps(stored), encoding="utf-8")
    settings = Settings(tmp_path)
    assert (settings.number("text_percent"), settings.flag("high_contrast"), settings.text("user")) == (
        100,
        False,
        "联络员",
    )


def test_a_value_that_is_not_offered_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="text_percent"):
        Settings(tmp_path).set("text_percent", 99)


def test_keys_of_a_newer_program_are_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"later": 1}', encoding="utf-8")
    Settings(tmp_path).set("user", "周敏")
    assert json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))["later"] == 1


def test_listeners_hear_a_change_and_not_the_same_value_again(tmp_path: Path) -> None:
    settings, heard = Settings(tmp_path), []
    settings.subscribe(heard.append)
    settings.set("user", "周敏")
    settings.set("user", "周敏")
    assert heard == ["user"]


def test_each_setting_has_a_title_and_a_help_and_a_default_that_fits(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for setting in SETTINGS:
        assert setting.title
        assert setting.help.endswith("。")
        assert settings.get(setting.key) == setting.default
        assert (setting.kind is Kind.CHOICE) == bool(setting.choices)


def test_a_folder_whose_name_is_no_text_bars_no_later_setting(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.keep("last_folder", "/media/\udcd6\udcd0")  # a name in GBK on a stick
    settings.set("text_percent", 130)
    settings.remembered.put("print.offset.\udcd6", 1)
    assert Settings(tmp_path).number("text_percent") == 130


def test_a_habit_that_cannot_be_written_holds_until_the_end(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "no folder" / "settings")
    (tmp_path / "no folder").write_text("a file where the folder is to be")
    settings.keep("last_folder", "/media/u")
    assert settings.text("last_folder") == "/media/u"
    with pytest.raises(OSError, match="no folder"):
        settings.set("text_percent", 130)
