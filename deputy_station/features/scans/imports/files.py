"""Which files a drop, a folder or a command line means: folders opened, each file once, others told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal, Trouble, sentence_for_os_error

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp")
MOST_FILES = 2000
"""More than a year of reception days brings; a whole disk dropped by mistake has more."""


class TooManyFiles(Refusal):
    """A disk was dropped, not a pile of paper."""

    def __init__(self, files: int) -> None:
        super().__init__(f"一次给了 {files} 个文件，最多 {MOST_FILES} 个。请分几次收。")


@dataclass(frozen=True)
class Collected:
    """The files to read, in order, and a sentence for what was left out."""

    paths: tuple[Path, ...]
    left_out: tuple[str, ...]


def collect_files(paths: Sequence[Path]) -> Collected:
    """Expand folders (their own files, by name), drop doubles and what is no scan. Raises TooManyFiles.

    A file that is not there is kept: reading it says what is the matter.
    """
    found: dict[Path, Path] = {}
    left_out: list[str] = []
    for path in paths:
        if not path.is_dir():
            if path.suffix.casefold() in SUFFIXES and (path.is_file() or not path.exists()):
                found.setdefault(_whole(path), path)
            else:
                left_out.append(
                    f"“{name_fit_to_keep(path)}”不是扫描件或照片，没有收。只收 PDF、JPG、PNG、TIFF、BMP。"
                )
            continue
        try:
            inside = scans_in(path)
        except OSError as error:
            left_out.append(sentence_for_os_error(error, path))
            continue
        if not inside:
            left_out.append(f"文件夹“{name_fit_to_keep(path)}”里没有扫描件或照片。")
        for each in inside:
            found.setdefault(_whole(each), each)
    if len(found) > MOST_FILES:
        raise TooManyFiles(len(found))
    return Collected(tuple(found.values()), tuple(dict.fromkeys(left_out)))


def scans_in(folder: Path) -> list[Path]:
    """The scans and photos right in a folder, by name; hidden ones (half-copied) left out. Raises OSError."""
    return sorted(
        each
        for each in folder.iterdir()
        if each.suffix.casefold() in SUFFIXES and not each.name.startswith((".", "~$")) and each.is_file()
    )


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, hexadecimal. Raises Trouble."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Trouble(sentence_for_os_error(error, path)) from error


def name_fit_to_keep(path: Path) -> str:
    """The name of a file without its folder; bytes that are no text (a stick written by an old system) as question marks."""
    return clean_line(path.name.encode(errors="replace").decode())


def _whole(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return path.absolute()
