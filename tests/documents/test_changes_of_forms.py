"""A station's changes on a shipped form: what they may be, what is refused with which words, what a new form leaves out.

The form of these tests: a title with the year; a grid of 40 + 130 mm with the name and an opinion signed by 组长; a list.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from deputy_station.documents.changes import (
    FormChanges,
    NewWidths,
    NewWords,
    apply_changes,
    from_plain,
    outdated,
    places_of,
    spoken,
    to_plain,
    with_widths,
    with_words,
)
from deputy_station.documents.changes_in_use import use_changes
from deputy_station.documents.description import Field, FieldKind, Form, FormProblem, Grid, Paragraph
from deputy_station.documents.loading import load_form
from deputy_station.documents.preview import offered_fields, shipped_forms

FIELDS = (
    Field("name", "姓名"),
    Field("year", "年度"),
    Field("opinion", "意见"),
    Field("people", "名单", kind=FieldKind.LIST, columns=(Field("who", "谁"),)),
)
TRIAL = """
title = "试验表"
[page]
margins = [20, 20, 20, 20]
[text]
size = 10
min_size = 9.5
[[block]]
text = "{year}年考核表"
[[block]]
kind = "grid"
columns = [40, 130]
[[block.row]]
cells = ["姓名", "{name}"]
[[block.row]]
cells = ["小组\\n意见", { text = "{opinion}", signer = "组长签名：" }]
[[block.row]]
repeat = "people"
cells = ["到会", "{who}"]
[[furniture]]
at = "footer"
text = "第 {page} 页"
baseline = 10
"""


def signer_of(grid: Grid) -> str:
    sign_off = grid.rows[1].cells[1].sign_off
    assert sign_off is not None
    return sign_off.signer


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return loaded(tmp_path, TRIAL)


def loaded(folder: Path, described: str) -> Form:
    (folder / "form.toml").write_text(described, encoding="utf-8")
    return load_form("trial", FIELDS, folder=folder)


def grid_of(form: Form) -> Grid:
    return next(block for block in form.blocks if isinstance(block, Grid))


def test_the_places_are_those_with_words_of_the_forms_own(form: Form) -> None:
    assert [(place.key, place.words) for place in places_of(form)] == [
        ("1", "{year}年考核表"),
        ("2.1.1", "姓名"),
        ("2.2.1", "小组\n意见"),
        ("2.2.2s", "组长签名："),
        ("2.3.1", "到会"),
        ("f1", "第 {page} 页"),
    ]


def test_fields_are_read_and_written_by_their_chinese_names(form: Form) -> None:
    title, *_, foot = places_of(form)
    assert spoken(form, title, title.words) == "{年度}年考核表"
    assert spoken(form, foot, foot.words) == "第 {第几页} 页"
    changes = with_words(form, FormChanges(), {"1": "{年度}年度考核表（{姓名}）"})
    assert changes.words == (NewWords("1", "{year}年考核表", "{year}年度考核表（{name}）"),)


def test_new_words_signers_and_widths_stand_on_the_form(form: Form) -> None:
    changes = with_words(form, FormChanges(), {"2.1.1": "代表姓名", "2.2.2s": "站长签名：", "2.3.1": "到会"})
    changes = with_widths(form, changes, {2: [50, 120]})
    changed = apply_changes(form, changes)
    grid = grid_of(changed)
    assert grid.columns == (50.0, 120.0)
    assert grid.rows[0].cells[0].text == "代表姓名"
    assert signer_of(grid) == "站长签名："
    assert len(changes.words) == 2, "words that stay as they were are no change"
    assert grid_of(form).columns == (40.0, 130.0), "the shipped form itself stays"


def test_the_line_above_stands_in_the_margin_and_moves_nothing(form: Form) -> None:
    changed = apply_changes(form, FormChanges(logo="青石镇人大主席团"))
    assert changed.blocks == form.blocks
    line = changed.furniture[-1]
    assert (line.text, line.at) == ("青石镇人大主席团", "header")
    assert 15 < line.baseline < 20


def test_without_room_in_the_margin_the_line_comes_before_the_first_block(tmp_path: Path) -> None:
    narrow = loaded(tmp_path, TRIAL.replace("[20, 20, 20, 20]", "[6, 20, 20, 20]"))
    first = apply_changes(narrow, FormChanges(logo="青石镇人大")).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == "青石镇人大"


TITLED = (
    TRIAL
    + """
[[furniture]]
at = "header"
text = "表二　会议"
baseline = 11
size = 18
align = "center"
"""
)


def test_beside_a_high_title_the_line_stands_left_of_it_and_not_upon_it(tmp_path: Path) -> None:
    # 170 mm are 481.9 points, the title of 5 signs takes 90: 195.9 points are left of it, 20 signs of 9 with one apart.
    titled = loaded(tmp_path, TITLED)
    line = apply_changes(titled, FormChanges(logo="青石镇人大主席团")).furniture[-1]
    assert (line.style.align, line.baseline, line.style.size) == ("left", 11, 12)
    with pytest.raises(FormProblem, match="最多 20 字"):
        apply_changes(titled, FormChanges(logo="一二三四五六七八九十" * 2 + "长"))


def test_a_line_above_with_a_field_or_too_long_is_refused(form: Form) -> None:
    with pytest.raises(FormProblem, match="不能用字段"):
        apply_changes(form, FormChanges(logo="{name}"))
    with pytest.raises(FormProblem, match="不超过 40 字"):
        apply_changes(form, FormChanges(logo="长" * 41))


def test_type_in_tables_grows_by_the_step_and_never_falls_below_the_floor(form: Form) -> None:
    larger = apply_changes(form, FormChanges(size_step=1.0))
    smaller = apply_changes(form, FormChanges(size_step=-1.0))
    assert grid_of(larger).rows[0].cells[0].style.size == 11
    assert grid_of(smaller).rows[0].cells[0].style.size == 9.5


@pytest.mark.parametrize(
    ("place", "words", "told"),
    [
        ("2.1.1", "{naem}", ["试验表", "第 2 块第 1 行第 1 格", "没有的字段“naem”", "{姓名}", "{年度}"]),
        ("2.1.1", "{谁}", ["没有的字段“谁”"]),
        ("2.3.1", "{页码}", ["第 2 块第 3 行第 1 格", "{谁}"]),
        ("2.2.2s", "{签名", ["第 2 块第 2 行第 2 格的签名", "花括号"]),
        ("1", "考核表", ["第 1 块", "不能去掉字段“{年度}”"]),
        ("f1", "{第几页} {pgaes}", ["页脚", "pgaes", "{共几页}"]),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused_with_form_cell_and_field(
    form: Form, place: str, words: str, told: list[str]
) -> None:
    with pytest.raises(FormProblem) as refused:
        with_words(form, FormChanges(), {place: words})
    assert [each for each in told if each not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("widths", "told"),
    [
        ([5, 165], "第 1 列只有 5 毫米，至少要 6 毫米"),
        ([60, 130], "的各列加起来是 190 毫米，应和原来一样是 170 毫米"),
        ([float("nan"), 165], "第 1 列只有 nan 毫米"),
        ([170], "有 2 列，给了 1 个列宽"),
    ],
)
def test_widths_that_leave_the_page_or_no_room_are_refused(
    form: Form, widths: list[float], told: str
) -> None:
    with pytest.raises(FormProblem) as refused:
        apply_changes(form, with_widths(form, FormChanges(), {2: widths}))
    assert told in str(refused.value)


def test_a_shipped_form_whose_words_became_others_keeps_them_and_says_so(form: Form, tmp_path: Path) -> None:
    changes = FormChanges(
        words=(NewWords("2.1.1", "姓名", "代表姓名"), NewWords("2.2.2s", "组长签名：", "站长签名：")),
        widths=(NewWidths(2, (40, 130), (50, 120)),),
    )
    newer = loaded(
        tmp_path, TRIAL.replace('"姓名", "{name}"', '"代表", "{name}"').replace("[40, 130]", "[30, 140]")
    )
    grid = grid_of(apply_changes(newer, changes))
    assert grid.rows[0].cells[0].text == "代表"
    assert grid.columns == (30.0, 140.0)
    assert signer_of(grid) == "站长签名："
    told = outdated(newer, changes)
    assert len(told) == 2
    assert "原来写“姓名”，新版写“代表”" in told[0]
    assert "列宽" in told[1]
    assert outdated(form, changes) == ()


def test_a_place_that_is_gone_is_told(form: Form) -> None:
    shorter = replace(form, furniture=())
    changes = FormChanges(words=(NewWords("f1", "第 {page} 页", "{page}"),))
    assert "已经没有了" in outdated(shorter, changes)[0]
    assert apply_changes(shorter, changes) == shorter


def test_changes_are_kept_and_read_again_the_same() -> None:
    changes = FormChanges(
        (NewWords("1", "甲", "乙"),), (NewWidths(2, (40.0, 130.0), (50.5, 119.5)),), "站", 0.5
    )
    assert from_plain(to_plain(changes)) == changes


def test_what_is_in_use_is_on_every_form_loaded_by_its_name() -> None:
    asked: list[str] = []

    def read(name: str) -> FormChanges | None:
        asked.append(name)
        return FormChanges(logo="青石镇人大")

    use_changes(read)
    changed = load_form("rota", offered_fields("rota"))
    use_changes(None)
    shipped = load_form("rota", offered_fields("rota"))
    assert asked == ["rota"]
    assert [line.text for line in changed.furniture if line not in shipped.furniture] == ["青石镇人大"]


@pytest.mark.parametrize("name", list(shipped_forms()))
def test_every_shipped_form_bears_a_line_above_and_words_left_alone_are_no_change(name: str) -> None:
    form = load_form(name, offered_fields(name))
    as_shown = {place.key: spoken(form, place, place.words) for place in places_of(form)}
    assert with_words(form, FormChanges(), as_shown) == FormChanges()
    changed = apply_changes(form, FormChanges(logo="青石镇人民代表大会主席团", size_step=0.5))
    first = changed.blocks[0]
    above = [line.text for line in changed.furniture] + [first.text if isinstance(first, Paragraph) else ""]
    assert "青石镇人民代表大会主席团" in above
