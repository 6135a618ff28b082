"""Finished papers bound into one: every page once, in order, stamped; a long paper in several goes."""

from pathlib import Path

import pypdfium2
import pytest

from deputy_station.core.errors import Cancelled
from deputy_station.documents.folder_whole import FolderThere, folder_written_whole
from deputy_station.documents.volume import PAGES_AT_ONCE, Bound, bind_volume
from tests.features.archive.kept_papers import small_pdf


def texts(pdf: Path) -> list[list[str]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            sorted(document[number].get_textpage().get_text_bounded().split())
            for number in range(len(document))
        ]
    finally:
        document.close()


def test_a_paper_longer_than_one_go_keeps_its_order_and_its_numbers(tmp_path: Path) -> None:
    words = [f"p{place}" for place in range(PAGES_AT_ONCE + 2)]
    (tmp_path / "cover.pdf").write_bytes(small_pdf("cover"))
    last = bind_volume(
        tmp_path / "volume.pdf",
        [tmp_path / "cover.pdf"],
        [Bound(small_pdf("alone")), Bound(small_pdf(*words), "head")],
        count=2,
    )
    assert last == 1 + len(words)
    numbered = [sorted([word, str(number)]) for number, word in enumerate(words[1:], 3)]
    assert texts(tmp_path / "volume.pdf") == [
        ["cover"],
        ["1", "alone"],
        sorted(["2", "head", "p0"]),
        *numbered,
    ]


def test_odd_pages_bear_their_number_right_and_even_ones_left(tmp_path: Path) -> None:
    bind_volume(tmp_path / "volume.pdf", [], [Bound(small_pdf("a", "b"))], count=1)
    document = pypdfium2.PdfDocument(tmp_path / "volume.pdf")
    try:
        lefts = []
        for place, number in enumerate("12"):
            page = document[place].get_textpage()
            found = page.search(number).get_next()
            assert found is not None
            lefts.append(page.get_charbox(found[0])[0])
    finally:
        document.close()
    assert lefts[0] > 595 / 2 > lefts[1]


def test_a_folder_given_up_is_gone(tmp_path: Path) -> None:
    def give_up() -> None:
        with folder_written_whole(tmp_path / "归档") as folder:
            (folder / "half.pdf").write_bytes(b"half")
            raise Cancelled

    with pytest.raises(Cancelled):
        give_up()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "归档").mkdir()
    with pytest.raises(FolderThere), folder_written_whole(tmp_path / "归档"):
        raise AssertionError
    assert [path.name for path in tmp_path.iterdir()] == ["归档"]
