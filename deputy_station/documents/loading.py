"""Read forms/<form>/form.toml and refuse, before anything is drawn, what could not become a proper paper."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from deputy_station.core.errors import sentence_for_os_error
from deputy_station.core.paths import forms_folder
from deputy_station.documents.changes import apply_changes
from deputy_station.documents.changes_in_use import changes_in_use
from deputy_station.documents.checking import check_form
from deputy_station.documents.description import (
    PAGE_CODE,
    Align,
    Block,
    Cell,
    CellCode,
    Corner,
    CornerCodes,
    CutMarks,
    Field,
    FontRole,
    Form,
    FormProblem,
    Furnishing,
    Grid,
    Page,
    Paragraph,
    Row,
    Rule,
    SignOff,
    TextStyle,
    VerticalAlign,
)

ROLL = "58mm"
"""Paper of the small printers beside a till: as long as it needs, at most so long a page."""
PAPER_SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0), "A6": (105.0, 148.0), ROLL: (58.0, 600.0)}
_CORNERS = get_args(Corner)
_TEXT_KEYS = ("font", "size", "min_size", "leading", "align")


def load_form(name: str, fields: Sequence[Field], *, folder: Path | None = None) -> Form:
    """The form as the open station prints it: the shipped one with the station's changes (see `changes`); one from a
    `folder` as it lies there. Raises `FormProblem` as `load_shipped`."""
    form = load_shipped(name, fields, folder=folder)
    changes = changes_in_use(name) if folder is None else None
    return form if changes is None else apply_changes(form, changes)


def load_shipped(name: str, fields: Sequence[Field], *, folder: Path | None = None) -> Form:
    """The form described in `folder`/form.toml (by default forms/`name`), checked against the offered fields.

    Raises `FormProblem` naming form, cell and field when the description is unreadable, uses a field that is
    not offered, or has a box that does not lie on the page.
    """
    path = (folder or forms_folder() / name) / "form.toml"
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormProblem(f"表格“{name}”读不出来：{sentence_for_os_error(error, path)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormProblem(f"表格“{name}”的描述写错了（{path}）：{error}。请恢复原来的文件。") from error
    form = _Reader(name, described).form(tuple(fields))
    check_form(form)
    return form


class _Reader:
    """Turns the TOML of one form into the model, naming the place of what it cannot read."""

    def __init__(self, name: str, described: dict[str, Any]) -> None:
        self._name = name
        self._described = described
        self._place = ""
        self._styles: dict[str, TextStyle] = {}

    def form(self, fields: tuple[Field, ...]) -> Form:
        top = self._described
        known = ("title", "page", "text", "styles", "block", "furniture", "codes", "page_code", "cut_marks")
        self._keys(top, known, ("title", "page"))
        self._place = "页面"
        page = self._page(top["page"])
        self._place = "字体样式"
        self._styles[""] = self._style(top.get("text", {}), TextStyle())
        for style_name, described in top.get("styles", {}).items():
            self._place = f"字体样式“{style_name}”"
            self._styles[style_name] = self._style(described, self._styles[""])
        blocks = tuple(self._block(block, number) for number, block in enumerate(top.get("block", []), 1))
        furniture = tuple(self._furnishing(item) for item in top.get("furniture", []))
        codes = self._codes(top["codes"]) if "codes" in top else None
        page_code = self._page_code(top["page_code"]) if "page_code" in top else None
        cut_marks = self._cut_marks(top["cut_marks"]) if "cut_marks" in top else None
        return Form(
            self._name, str(top["title"]), page, blocks, furniture, codes, fields, page_code, cut_marks
        )

    def _problem(self, what: str) -> FormProblem:
        where = f"的{self._place}" if self._place else ""
        return FormProblem(f"表格“{self._name}”{where}{what}。请恢复原来的描述文件，或改正后再试。")

    def _keys(self, given: Mapping[str, Any], known: Collection[str], needed: Collection[str] = ()) -> None:
        if unknown := sorted(set(given) - set(known)):
            raise self._problem(f"有不认识的项目“{'、'.join(unknown)}”")
        if missing := sorted(set(needed) - set(given)):
            raise self._problem(f"缺少项目“{'、'.join(missing)}”")

    def _number(self, given: Mapping[str, Any], key: str, default: float) -> float:
        value = given.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self._problem(f"的“{key}”应是不小于 0 的数，写的是“{value}”")
        return float(value)

    def _choice(self, given: Mapping[str, Any], key: str, default: str, allowed: tuple[str, ...]) -> Any:
        value = given.get(key, default)
        if value not in allowed:
            raise self._problem(f"的“{key}”应是 {'、'.join(allowed)} 之一，写的是“{value}”")
        return value

    def _page(self, given: dict[str, Any]) -> Page:
        self._keys(given, ("size", "orientation", "margins", "tightest_leading"), ("margins",))
        width, height = PAPER_SIZES[self._choice(given, "size", "A4", tuple(PAPER_SIZES))]
        if self._choice(given, "orientation", "portrait", ("portrait", "landscape")) == "landscape":
            width, height = height, width
        margins = given["margins"]
        if not isinstance(margins, list) or len(margins) != 4:
            raise self._problem("的页边距要写上、右、下、左四个数")
        top, right, bottom, left = (self._number({"margins": margin}, "margins", 0.0) for margin in margins)
        tightest = self._number(given, "tightest_leading", 0.0)
        return Page(width, height, top, right, bottom, left, tightest, roll=given.get("size") == ROLL)

    def _style(self, given: Mapping[str, Any], under: TextStyle) -> TextStyle:
        if "style" in given:
            if given["style"] not in self._styles:
                raise self._problem(f"用了没有定义的字体样式“{given['style']}”")
            under = self._styles[given["style"]]
        self._keys({key: given[key] for key in given if key != "style"}, _TEXT_KEYS)
        size = self._number(given, "size", under.size)
        style = replace(
            under,
            font=self._choice(given, "font", under.font, get_args(FontRole)),
            size=size,
            min_size=min(self._number(given, "min_size", under.min_size), size),
            leading=self._number(given, "leading", under.leading),
            align=self._choice(given, "align", under.align, get_args(Align)),
        )
        if style.min_size < 4 or style.leading < 1:
            raise self._problem("的字号不能小于 4 磅，行距不能小于 1 倍")
        return style

    def _style_of(self, given: Mapping[str, Any], under: TextStyle) -> TextStyle:
        return self._style({key: given[key] for key in (*_TEXT_KEYS, "style") if key in given}, under)

    def _block(self, given: dict[str, Any], number: int) -> Block:
        self._place = f"第 {number} 块"
        kind = self._choice(given, "kind", "paragraph", ("paragraph", "rule", "grid"))
        if kind == "grid":
            return self._grid(given, number)
        if kind == "rule":
            self._keys(given, ("kind", "thickness", "color", "before", "after", "at_foot"), ("thickness",))
            return Rule(
                self._number(given, "thickness", 1.0),
                str(given.get("color", "#000000")),
                self._number(given, "before", 0.0),
                self._number(given, "after", 0.0),
                bool(given.get("at_foot", False)),
            )
        known = ("indent", "before", "after", "right_indent", "color")
        marked = ("hide_when_empty", "keep_with_next", "one_line", "tear_off", "page_break")
        self._keys(given, ("kind", "text", "style", *_TEXT_KEYS, *known, *marked), ("text",))
        return Paragraph(
            str(given["text"]),
            self._style_of(given, self._styles[""]),
            self._number(given, "indent", 0.0),
            self._number(given, "before", 0.0),
            self._number(given, "after", 0.0),
            self._number(given, "right_indent", 0.0),
            str(given.get("color", "#000000")),
            *(bool(given.get(key, False)) for key in marked),
        )

    def _grid(self, given: dict[str, Any], number: int) -> Grid:
        known = ("outer_line", "inner_line", "padding", "before", "after")
        named = ("kind", "columns", "labels", "values", "row", "stretch", "hide_when_empty")
        self._keys(given, (*named, *known), ("columns", "row"))
        self._place = f"第 {number} 块（表格）"
        columns = tuple(self._number({"columns": width}, "columns", 0.0) for width in given["columns"])
        labels = self._style({"style": given["labels"]} if "labels" in given else {}, self._styles[""])
        values = self._style({"style": given["values"]} if "values" in given else {}, self._styles[""])
        rows = []
        for row_number, row in enumerate(given["row"], 1):
            self._place = f"第 {number} 块第 {row_number} 行"
            rows.append(self._row(row, labels, values))
        default = Grid((), ())
        return Grid(
            columns,
            tuple(rows),
            **{key: self._number(given, key, getattr(default, key)) for key in known},
            stretch=bool(given.get("stretch", False)),
            hide_when_empty=bool(given.get("hide_when_empty", False)),
        )

    def _row(self, given: dict[str, Any], labels: TextStyle, values: TextStyle) -> Row:
        known = ("cells", "height", "header", "repeat", "blank", "fill", "reserve")
        self._keys(given, known, ("cells",))
        row_place = self._place
        cells = []
        for cell_number, cell in enumerate(given["cells"], 1):
            self._place = f"{row_place}第 {cell_number} 格"
            cells.append(self._cell({"text": cell} if isinstance(cell, str) else cell, labels, values))
        self._place = row_place
        return Row(
            tuple(cells),
            self._number(given, "height", 0.0),
            bool(given.get("header", False)),
            str(given.get("repeat", "")),
            int(self._number(given, "blank", 0)),
            bool(given.get("fill", False)),
            self._number(given, "reserve", 0.0),
        )

    def _cell(self, given: dict[str, Any], labels: TextStyle, values: TextStyle) -> Cell:
        known = ("text", "style", "colspan", "rowspan", "valign", "border", "merge_equal", "signer", "day")
        self._keys(given, (*known, "code", "tick", "shade", *_TEXT_KEYS), ("text",))
        text = str(given["text"])
        code = self._cell_code(given["code"]) if "code" in given else None
        sign_off = None
        if "signer" in given or "day" in given:
            sign_off = SignOff(str(given.get("signer", "")), str(given.get("day", "年　月　日")))
        return Cell(
            text,
            self._style_of(given, values if "{" in text else labels),
            int(self._number(given, "colspan", 1)),
            int(self._number(given, "rowspan", 1)),
            self._choice(given, "valign", "top" if sign_off else "middle", get_args(VerticalAlign)),
            bool(given.get("border", True)),
            bool(given.get("merge_equal", False)),
            sign_off,
            code,
            str(given.get("tick", "")),
            str(given.get("shade", "")),
        )

    def _cell_code(self, given: dict[str, Any]) -> CellCode:
        self._keys(given, ("field", "size", "correction"), ("field", "size"))
        return CellCode(
            str(given["field"]),
            self._number(given, "size", 0.0),
            self._choice(given, "correction", "Q", ("L", "M", "Q", "H")),
        )

    def _furnishing(self, given: dict[str, Any]) -> Furnishing:
        self._place = "页眉页脚"
        known = ("text", "style", "at", "baseline", "from_page", "outside", "color")
        self._keys(given, (*known, *_TEXT_KEYS), ("text", "at", "baseline"))
        return Furnishing(
            str(given["text"]),
            self._style_of(given, self._styles[""]),
            self._number(given, "baseline", 0.0),
            self._choice(given, "at", "footer", ("header", "footer")),
            int(self._number(given, "from_page", 1)),
            bool(given.get("outside", False)),
            str(given.get("color", "#000000")),
        )

    def _codes(self, given: dict[str, Any]) -> CornerCodes:
        self._place = "二维码"
        self._keys(given, ("field", "size", "inset", "corners", "correction"), ("field", "size", "inset"))
        corners = tuple(given.get("corners", _CORNERS))
        for corner in corners:
            self._choice({"corners": corner}, "corners", "", _CORNERS)
        return CornerCodes(
            str(given["field"]),
            self._number(given, "size", 0.0),
            self._number(given, "inset", 0.0),
            corners,
            self._choice(given, "correction", "Q", ("L", "M", "Q", "H")),
        )

    def _page_code(self, given: dict[str, Any]) -> CornerCodes:
        """`[page_code]`: the corner `at` (top_right), `size` and `inset` in mm; `beside` another code so much further in.

        With its quiet zone 4 mm from the edge, the code itself lies where every printer reaches (5 mm).
        """
        self._place = "本页二维码"
        self._keys(given, ("at", "size", "inset", "beside"))
        return CornerCodes(
            PAGE_CODE,
            self._number(given, "size", 13.0),
            self._number(given, "inset", 4.0),
            (self._choice(given, "at", "top_right", _CORNERS),),
            "Q",
            self._number(given, "beside", 0.0),
        )

    def _cut_marks(self, given: dict[str, Any]) -> CutMarks:
        self._place = "裁切线"
        known = ("left", "top", "width", "height", "columns", "rows")
        self._keys(given, known, known)
        left, top, width, height = (self._number(given, key, 0.0) for key in known[:4])
        columns, rows = (int(self._number(given, key, 1)) for key in known[4:])
        return CutMarks(left, top, width, height, columns, rows)
