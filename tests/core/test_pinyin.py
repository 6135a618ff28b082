"""Names are found by every reading and sorted the same everywhere."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.pinyin import initials, search_keys, sort_key


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("曾国藩", "zgf"), ("曾国藩", "cgf"), ("单雄信", "sxx"), ("单雄信", "dxx"), ("仇和", "qh"), ("仇和", "ch"),
        ("解晓东", "xxd"), ("解晓东", "jxd"), ("区桂芝", "ogz"), ("区桂芝", "qgz"), ("查良镛", "zly"),
        ("查良镛", "cly"), ("朴正", "pz"), ("盖叫天", "gjt"), ("乐嘉", "yj"), ("乐嘉", "lj"), ("尉迟恭", "ycg"),
        ("尉迟恭", "wcg"), ("万俟卨", "mqx"), ("阿依古丽·买买提", "ayglmmt"), ("张守田", "zst"), ("覃勇", "qy"),
        ("覃勇", "ty"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_the_initials_of_each_reading(name: str, expected: str) -> None:
    assert expected in initials(name)
    assert expected in search_keys(name).split(" ")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("曾国藩", "zengguofan"), ("曾国藩", "cengguofan"), ("朴正", "piaozheng"), ("盖叫天", "gejiaotian"),
        ("尉迟恭", "yuchigong"), ("张守田", "zhangshoutian"), ("吕岩", "lvyan"), ("张守田", "张守田"),
        ("阿依古丽·买买提", "阿依古丽买买提"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("Ａ１", "a1"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_full_pinyin_and_as_written(name: str, key: str) -> None:
    assert key in search_keys(name).split(" ")


def test_the_surname_reading_decides_the_order() -> None:
    names = ["张守田", "曾国藩", "单雄信", "阿依古丽·买买提", "李娟", "𠮷田"]
    assert sorted(names, key=sort_key) == ["阿依古丽·买买提", "李娟", "单雄信", "曾国藩", "张守田", "𠮷田"]


def test_deputies_of_one_surname_stand_together() -> None:
    names = ["章一", "张守", "章二", "张安"]
    assert sorted(names, key=sort_key) in (["张安", "张守", "章二", "章一"], ["章二", "章一", "张安", "张守"])


@pytest.mark.parametrize("name", ["𠮷田", "䶮㛃", "𰻝", "", "·", "A1", "😀", "\U0003f000"])
def test_rare_signs_neither_fail_nor_vanish(name: str) -> None:
    assert name.casefold() in search_keys(name) or name == "·"
    assert isinstance(sort_key(name), str)
    assert isinstance(initials(name), tuple)


@given(st.text())
def test_any_text_has_a_sort_key_of_letters_and_figures_only(name: str) -> None:
    key = sort_key(name)
    assert re.fullmatch("[a-z0-9]{0,200}", key)
    assert " " not in "".join(initials(name))
    assert search_keys(name) == search_keys(name)


def test_the_dictionary_is_not_loaded_before_a_name_is_read() -> None:
    code = "import sys, deputy_station.core.pinyin; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
