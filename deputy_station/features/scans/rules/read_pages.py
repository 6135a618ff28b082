"""A page as the reader hands it over: what paper it is, its boxes judged and cut, or why it cannot be taken."""

from dataclasses import dataclass

from deputy_station.features.scans.rules.papers import Paper
from deputy_station.features.scans.rules.states import Verdict


@dataclass(frozen=True)
class ReadBox:
    """A box judged: its key in the geometry, how, how much ink (0 to 1), its cut as PNG."""

    key: str
    verdict: Verdict
    score: float
    crop: bytes


@dataclass(frozen=True)
class ReadPage:
    """One page of a file. `problem` says why it cannot be taken (empty: it can); `picture` is the page straightened.

    `digest` is of the pixels, `file_digest` of the whole file; both hexadecimal SHA-256, empty where nothing was read.
    """

    file_name: str
    page_in_file: int
    digest: str = ""
    file_digest: str = ""
    paper: Paper | None = None
    page: int = 1
    problem: str = ""
    boxes: tuple[ReadBox, ...] = ()
    picture: bytes | None = None
