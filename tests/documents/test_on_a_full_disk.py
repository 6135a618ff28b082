"""On a real file system with no room left, each kind of paper says so and leaves nothing behind."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deputy_station.documents.atomic import NotWritten, written_whole
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.documents.workbook_out import WorkSheet, write_workbook
from deputy_station.documents.xlsx import make_xlsx


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB; mounting one is for root."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_workbook_that_does_not_fit_is_told_and_leaves_the_old_one(
    stick: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = stick / "台账.xlsx"
    target.write_bytes(b"PK last month's")
    (stick / "full").write_bytes(b"x" * 56 * 1024)
    rows = [(f"{number} 号诉求，事由各不相同 {number**5}",) for number in range(2000)]
    with pytest.raises(NotWritten, match=r"磁盘空间不足，“.*台账.xlsx”没有写成。请"):
        write_workbook(target, [WorkSheet("表", ("事由",), rows)])
    assert target.read_bytes() == b"PK last month's"
    assert sorted(path.name for path in stick.iterdir()) == ["full", "台账.xlsx"]
    assert capfd.readouterr().err == ""


def test_a_paper_as_a_table_that_does_not_fit_leaves_the_old_one(
    stick: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = stick / "考核表.xlsx"
    target.write_bytes(b"PK last year's")
    (stick / "full").write_bytes(b"x" * 56 * 1024)
    sheets = [sample_sheet("annual_assessment", offered_fields("annual_assessment"))] * 5
    with pytest.raises(NotWritten, match=r"磁盘空间不足，“.*考核表.xlsx”没有写成。请"):
        make_xlsx(target, sheets, title="考核表")
    assert target.read_bytes() == b"PK last year's"
    assert sorted(path.name for path in stick.iterdir()) == ["full", "考核表.xlsx"]
    assert capfd.readouterr().err == ""


def test_a_disk_that_can_only_be_read_is_told_with_the_name_that_was_asked(stick: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
    with (
        pytest.raises(NotWritten, match=r"“.*考核表.pdf”所在的磁盘只能读不能写。请换一个位置"),
        written_whole(stick / "考核表.pdf"),
    ):
        pytest.fail("the block must not run")
