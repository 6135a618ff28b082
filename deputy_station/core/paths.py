"""Where things lie: the user's data and settings folders (XDG on Linux), and what ships with the program."""

from pathlib import Path

import platformdirs

APP_NAME = "deputy-station"
_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The user's data folder of this program (not made here)."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def settings_folder() -> Path:
    """The user's settings folder of this program; keys lie here, apart from the data (not made here)."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def previews_folder() -> Path:
    """Where papers lie while they are looked at before printing; swept at every start (not made here)."""
    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False)) / "previews"


def _shipped(name: str) -> Path:
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def resources_folder() -> Path:
    """Icons, style sheet, schemes, categories, as shipped."""
    return _shipped("resources")


def forms_folder() -> Path:
    """The descriptions of official papers, one folder each, as shipped."""
    return _shipped("forms")
