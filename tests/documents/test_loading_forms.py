"""A form that could not become a proper paper is refused when it is loaded, naming form, cell and field."""

from pathlib import Path

import pytest

from deputy_station.documents.description import Field, FieldKind, FormProblem, Grid
from deputy_station.documents.loading import load_form

FIELDS = (
    Field("name", "姓名"),
    Field("people", "名单", kind=FieldKind.LIST, columns=(Field("who", "姓名"), Field("note", "备注"))),
    Field("codes", "二维码", kind=FieldKind.CODE),
)
PAGE = 'title = "试验表"\n[page]\nmargins = [20, 20, 20, 20]\n'
GRID = PAGE + '[[block]]\nkind = "grid"\n'


def _load(tmp_path: Path, described: str):
    (tmp_path / "form.toml").write_text(described, encoding="utf-8")
    return load_form("trial", FIELDS, folder=tmp_path)


def test_labels_and_fields_take_their_styles(tmp_path: Path) -> None:
    form = _load(
        tmp_path,
        PAGE
        + '[styles.label]\nfont = "hei"\n[[block]]\nkind = "grid"\ncolumns = [20, 150]\nlabels = "label"\n'
        + '[[block.row]]\nheight = 8\ncells = ["姓名", "{name}"]\n',
    )
    grid = form.blocks[0]
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.style.font) for cell in grid.rows[0].cells] == [
        ("姓名", "hei"),
        ("{name}", "song"),
    ]
    assert (form.page.type_width, form.page.type_height) == (170, 257)


@pytest.mark.parametrize(
    ("described", "told"),
    [
        (
            GRID + 'columns = [170]\n[[block.row]]\ncells = ["{nmae}"]',
            ["试验表", "第 1 块第 1 行第 1 格", "没有的字段“nmae”", "可以用的有：name"],
        ),
        (GRID + 'columns = [100, 71]\n[[block.row]]\ncells = ["甲", "乙"]', ["171 毫米", "170 毫米"]),
        (GRID + 'columns = [80, 80]\n[[block.row]]\ncells = ["甲"]', ["第 1 行", "没有排满 2 列"]),
        (
            GRID + 'columns = [80, 80]\n[[block.row]]\ncells = [{ text = "甲", colspan = 3 }]',
            ["第 1 格", "跨列"],
        ),
        (
            GRID + 'columns = [80, 80]\n[[block.row]]\ncells = ["乙", { text = "甲", rowspan = 2 }]',
            ["第 1 块", "跨行超出"],
        ),
        (
            GRID
            + 'columns = [80, 80]\n[[block.row]]\ncells = [{ text = "甲", rowspan = 2 }, "乙"]\n'
            + '[[block.row]]\ncells = ["丙", "丁"]',
            ["第 2 行第 2 格", "放不下"],
        ),
        (GRID + 'columns = [170]\n[[block.row]]\nheight = 258\ncells = ["甲"]', ["第 1 行", "比一页还高"]),
        (GRID + 'columns = [3, 100]\n[[block.row]]\ncells = ["甲", "乙"]', ["第 1 格", "太窄"]),
        (GRID + 'columns = [170]\n[[block.row]]\nrepeat = "name"\ncells = ["{name}"]', ["不是名单字段"]),
        (GRID + 'columns = [170]\n[[block.row]]\ncells = ["{people}"]', ["名单", "当成了文字"]),
        (GRID + 'columns = [170]\n[[block.row]]\ncells = ["{who}"]', ["who"]),
        (GRID + 'colums = [170]\n[[block.row]]\ncells = ["甲"]', ["不认识的项目", "colums"]),
        (PAGE + '[[block]]\ntext = "甲"\nstyle = "big"', ["没有定义的字体样式", "big"]),
        (PAGE + '[[block]]\ntext = "甲"\nfont = "comic"', ["comic"]),
        (PAGE + '[codes]\nfield = "codes"\nsize = 20\ninset = 5', ["二维码", "版心"]),
        (PAGE + '[codes]\nfield = "name"\nsize = 10\ninset = 5', ["二维码", "name"]),
        (
            PAGE + '[[furniture]]\ntext = "第 {page} 页"\nat = "footer"\nbaseline = 21',
            ["第 {page} 页", "不在页边里"],
        ),
        ('title = "试验表"\n[page]\nmargins = [150, 20, 150, 20]', ["页边距太大"]),
        ('title = "试验表', ["描述写错了"]),
        ('title = "试验表"', ["缺少项目", "page"]),
    ],
)
def test_a_faulty_description_is_refused_by_name(tmp_path: Path, described: str, told: list[str]) -> None:
    with pytest.raises(FormProblem) as problem:
        _load(tmp_path, described)
    for words in told:
        assert words in str(problem.value)


def test_a_missing_form_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormProblem, match="读不出来") as problem:
        load_form("nowhere", FIELDS, folder=tmp_path)
    assert "nowhere" in str(problem.value)
