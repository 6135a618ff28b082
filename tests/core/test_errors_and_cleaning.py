"""Bad news is told apart in one place, and text from outside is made fit to keep."""

import errno
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import clean_line, clean_text, mask_name, mask_phone, search_form
from deputy_station.core.clock import Clock, day_words, from_local, local_day, local_time, month_day
from deputy_station.core.errors import (
    Cancelled,
    NotFound,
    Refusal,
    ReportKind,
    StaleEdit,
    Trouble,
    report_error,
)


def test_a_refusal_and_a_trouble_keep_their_own_sentence() -> None:
    assert report_error(Refusal("代表重名，请选一位。")).sentence == "代表重名，请选一位。"
    assert report_error(Refusal("x")).kind is ReportKind.REFUSAL
    assert report_error(Trouble("x")).kind is ReportKind.TROUBLE
    assert report_error(StaleEdit("诉求")).kind is ReportKind.REFUSAL
    assert report_error(Cancelled()).kind is ReportKind.CANCELLED


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("这位代表", "没有找到这位代表。请核对后再试。"),
        ("2026 年在任的代表", "没有找到 2026 年在任的代表。请核对后再试。"),
    ],
)
def test_what_was_not_found_stands_apart_from_a_number(what: str, sentence: str) -> None:
    assert report_error(NotFound(what)).sentence == sentence


def test_a_day_is_told_with_its_year_unless_the_reader_is_in_it() -> None:
    day = date(2027, 1, 4)
    assert month_day(day) == "1月4日"
    assert day_words(day) == "2027年1月4日"
    assert day_words(day, date(2027, 12, 31)) == "1月4日"
    assert day_words(day, date(2026, 12, 31)) == "2027年1月4日"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left"), "磁盘空间不足"),
        (FileNotFoundError(errno.ENOENT, "No such file", "名单.xlsx"), "找不到“名单.xlsx”"),
        (PermissionError(errno.EACCES, "Permission denied", "台账.xlsx"), "“台账.xlsx”打不开"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "out"), "是文件夹"),
        (FileExistsError(errno.EEXIST, "File exists", "a.pdf"), "已经存在"),
        (OSError(errno.EROFS, "Read-only file system", "a"), "只能读不能写"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "a"), "名字太长"),
        (OSError(errno.EIO, "Input/output error", "a"), f"读写“a”时出错（错误号 {errno.EIO}）。"),
        (OSError("a driver that gives no number"), "读写文件时出错。"),
        (MemoryError(), "内存不够"),
    ],
)
def test_the_world_says_no_in_words_that_tell_what_to_do(error: Exception, words: str) -> None:
    report = report_error(error)
    assert report.kind is ReportKind.TROUBLE
    assert words in report.sentence
    assert "请" in report.sentence
    assert report.details == ""


def test_anything_else_is_our_bug_with_its_details() -> None:
    report = report_error(KeyError("deputy"))
    assert report.kind is ReportKind.BUG
    assert "KeyError: 'deputy'" in report.details
    assert "KeyError" not in report.sentence


def test_a_choice_is_stored_by_value_and_shown_by_label() -> None:
    class Route(Choice):
        TOWN = "town", "交办镇政府"
        VILLAGE = "village", "转村社区"

    assert Route("town") is Route.TOWN
    assert Route.TOWN.label == "交办镇政府"
    assert Route.by_label("转村社区") is Route.VILLAGE
    assert Route.by_label("别处") is None
    with pytest.raises(ValueError, match="nowhere"):
        Route("nowhere")


def test_the_day_at_the_station_is_beijings() -> None:
    evening_in_london = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    assert local_day(evening_in_london) == date(2026, 11, 20)
    assert Clock.fixed(evening_in_london).today() == date(2026, 11, 20)
    assert local_time(evening_in_london).hour == 0
    assert from_local(datetime(2026, 11, 20, 0, 30)) == evening_in_london  # noqa: DTZ001  (wall-clock on purpose)


def test_clean_text_keeps_paragraphs_and_drops_what_a_web_page_left() -> None:
    assert clean_text("\n\t\t\t\n\t\t 村里路坏了。\r\n\u3000\u3000请修一修。\n\n\n\n谢谢\x00\ud800\n\t") == (
        "村里路坏了。\n请修一修。\n\n谢谢"
    )


def test_clean_line_leaves_one_line_without_invisible_marks() -> None:
    assert clean_line(" 阿依古丽·\u200b买买提\u202e\n 组长 ") == "阿依古丽·买买提 组长"


def test_names_are_searched_alike_whatever_dot_or_width_was_typed() -> None:
    assert search_form("阿依古丽•买买提") == search_form("阿依古丽·买买提")
    assert search_form("ＡＢＣ １２") == "abc12"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\x00" not in clean_text(text)
    clean_text(text).encode("utf-8")


def test_masks_show_the_surname_and_the_ends_of_a_phone() -> None:
    assert mask_name("张守田") == "张**"
    assert mask_name("张三") == "张*"
    assert mask_name("𠮷庆云") == "𠮷**"
    assert mask_name("阿依古丽·买买提") == "阿**"
    assert mask_name("欧阳春花") == "欧阳**"
    assert mask_name("司马文") == "司马*"
    assert mask_name("欧阳") == "欧*"  # 欧阳 alone is somebody called 欧
    assert mask_name("张") == "张*"  # whoever left only a surname is masked like everybody
    assert mask_name("欧阳春花", "某") == "欧阳某某"
    assert mask_name("") == ""
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("6610018") == "*****18"


@pytest.mark.parametrize(
    "text", ["路，灯：（亮）；真？！", "ＡＢＣ 100％", "＜\u0338", "㈱ ﬁ é e\u0301", "张守田"]
)
def test_the_search_form_is_what_nfkc_makes_of_every_sign(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    assert search_form(text) == folded
