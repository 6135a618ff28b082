"""A file is written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from deputy_station.core.held_files import hold
from deputy_station.documents.atomic import NotWritten, WrongEnding, check_ending, written_whole


def _write_half(path: Path, then: Exception) -> None:
    path.write_text("half")
    raise then


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "签到表.pdf"
    target.write_text("%PDF old")
    with written_whole(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "%PDF old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_in_the_work_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "考核表.pdf"
    target.write_text("%PDF old")
    with pytest.raises(ValueError, match="half-way"), written_whole(target) as temporary:
        _write_half(temporary, ValueError("half-way"))
    assert target.read_text() == "%PDF old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_in_chinese_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "考核表.pdf"
    with pytest.raises(NotWritten, match="磁盘空间不足") as told, written_whole(target) as temporary:
        _write_half(temporary, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert "考核表.pdf" in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_real_full_device_is_told_as_a_full_disk(tmp_path: Path) -> None:
    target = tmp_path / "考核表.pdf"
    with (
        pytest.raises(NotWritten, match="磁盘空间不足"),
        written_whole(target),
        Path("/dev/full").open("wb", buffering=0) as device,
    ):
        device.write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named_before_any_work(tmp_path: Path) -> None:
    worked = []
    with (
        pytest.raises(NotWritten, match=r"没有“.*不在”这个文件夹"),
        written_whole(tmp_path / "不在" / "表.pdf"),
    ):
        worked.append(True)
    assert worked == []


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "表.pdf").mkdir()
    with pytest.raises(NotWritten, match="是文件夹"), written_whole(tmp_path / "表.pdf"):
        pytest.fail("the block must not run")


def test_an_owner_only_file_cannot_be_read_by_others(tmp_path: Path) -> None:
    with written_whole(tmp_path / "备份.db", owner_only=True) as temporary:
        temporary.write_text("secret")
    assert (tmp_path / "备份.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["station.db", "台账", "照片.jpg", "station.xlsx", "数据.pdf", "库.docx"])
def test_a_file_that_is_no_paper_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"1,010 demands")
    with (
        pytest.raises(NotWritten, match=r"已经存在.*没有覆盖。请换一个文件名"),
        written_whole(tmp_path / name),
    ):
        pytest.fail("the block must not run")
    assert (tmp_path / name).read_bytes() == b"1,010 demands"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_database_under_the_name_of_a_paper_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "station.xlsx").write_bytes(b"PK by chance")
    (tmp_path / "别处.pdf").write_bytes(b"%PDF by chance")
    (tmp_path / "别处.pdf-wal").write_bytes(b"")  # another program works on it
    hold(tmp_path / "station.xlsx")
    (tmp_path / "又名.xlsx").hardlink_to(tmp_path / "station.xlsx")
    for name in ("station.xlsx", "又名.xlsx", "别处.pdf"):
        with pytest.raises(NotWritten, match="没有覆盖"), written_whole(tmp_path / name):
            pytest.fail("the block must not run")


def test_a_pipe_under_the_name_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "表.pdf")
    with pytest.raises(NotWritten, match="没有覆盖"), written_whole(tmp_path / "表.pdf"):
        pytest.fail("the block must not run")
    assert (tmp_path / "表.pdf").is_fifo()


def test_a_name_that_promises_another_format_is_refused() -> None:
    check_ending(Path("公告.PDF"), ".pdf", ".docx")
    with pytest.raises(WrongEnding, match=r"“公告\.doc”的结尾要写成“\.pdf”或“\.docx”，没有写文件"):
        check_ending(Path("公告.doc"), ".pdf", ".docx")
