"""A thousand pages on a disk that fills up, or given up half-way: nothing stands under the name, nothing is left over.

The annual sheets, the registers as one file and as a folder; the evidence of a draw and the archive have tests of theirs.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deputy_station.core.errors import Cancelled
from deputy_station.core.progress import Progress
from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.features.register.documents.book import make_books
from tests.features.register.made_books import made_book
from tests.full_disk import fill_disk

Make = Callable[[Path, Progress], object]
BOOKS = [made_book(deputy_id=number, deputy=f"代表{number}") for number in range(1, 57)]
"""Of 18 pages each: 1,008 in all."""


def annual_sheets(out: Path, progress: Progress) -> object:
    """A thousand pages."""
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    sheets = [replace(sheet, bookmark=f"第 {number} 张") for number in range(1, 1001)]
    return make_pdf(out, sheets, title="年度考核表", progress=progress)


def registers(out: Path, progress: Progress) -> object:
    return make_books(out, BOOKS, progress=progress)


MAKERS = [(annual_sheets, "年度考核表.pdf"), (registers, "登记册.pdf"), (registers, "登记册")]


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_a_full_disk_is_told_and_leaves_nothing(
    make: Make, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    # All of it takes some megabytes.
    fill_disk(monkeypatch, room=400_000)
    with pytest.raises(
        NotWritten, match=rf"磁盘空间不足，“{tmp_path}/{name}”没有写成。请清出一些空间，再试一次。$"
    ):
        make(tmp_path / name, lambda done, _total, _unit: drawn.append(done))
    assert list(tmp_path.iterdir()) == []
    assert len(drawn) > 1  # it was found on the way, and not before the first page


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_given_up_half_way_nothing_is_left(make: Make, name: str, tmp_path: Path) -> None:
    (tmp_path / "去年.pdf").write_bytes(b"%PDF last year's")

    def stop(done: int, total: int, _unit: str) -> None:
        if done > total // 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(tmp_path / name, stop)
    assert [path.name for path in tmp_path.iterdir()] == ["去年.pdf"]
