"""What a form must keep to: known fields, boxes on the page, spans that fit. Checked when a form is loaded."""

from collections.abc import Mapping

from deputy_station.documents.description import (
    Cell,
    CornerCodes,
    Field,
    FieldKind,
    Form,
    FormProblem,
    Grid,
    Paragraph,
    Row,
    Sheet,
    placeholders,
)

POINTS_PER_MM = 72 / 25.4
_SLACK = 0.01  # mm, for sums of decimal fractions


def check_form(form: Form) -> None:
    """Raise `FormProblem` for the first thing that keeps the form from becoming a proper paper."""
    page = form.page
    if page.type_width <= 0 or page.type_height <= 0:
        raise _problem(form, "页面", "页边距太大，没有地方写字")
    for number, block in enumerate(form.blocks, 1):
        place = f"第 {number} 块"
        if isinstance(block, Grid):
            _check_grid(form, block, place)
        elif isinstance(block, Paragraph):
            _check_text(form, place, block.text)
            _check_one_character_fits(form, place, page.type_width - block.right_indent, block.style.min_size)
        elif block.before + block.after > page.type_height:
            raise _problem(form, place, "线条上下留的空比一页还高")
    for furnishing in form.furniture:
        place = f"{'页眉' if furnishing.at == 'header' else '页脚'}“{furnishing.text}”"
        _check_text(form, place, furnishing.text, extra=("page", "pages"))
        margin = page.top if furnishing.at == "header" else page.bottom
        if not 0 < furnishing.baseline <= margin:
            raise _problem(
                form, place, f"不在页边里：离纸边 {furnishing.baseline:g} 毫米，页边 {margin:g} 毫米"
            )
    if form.codes is not None:
        offered = form.field_named(form.codes.field)
        if offered is None or offered.kind is not FieldKind.CODE:
            raise _problem(form, "二维码", f"用了没有的二维码字段“{form.codes.field}”")
        _check_codes(form, form.codes)
    if form.page_code is not None:
        _check_codes(form, form.page_code)
    marks = form.cut_marks
    if marks is not None and (
        marks.left + marks.columns * marks.width > page.width + _SLACK
        or marks.top + marks.rows * marks.height > page.height + _SLACK
    ):
        raise _problem(form, "裁切线", "画到纸外了")


def check_values(sheet: Sheet) -> None:
    """Raise `FormProblem` unless every field of the form has a value of its kind, and no other is given."""
    form = sheet.form
    offered = {offered.name: offered for offered in form.fields}
    if unknown := sorted(set(sheet.values) - set(offered)):
        raise _problem(form, "数据", f"里有不认识的字段“{'、'.join(unknown)}”")
    for name, offered_field in offered.items():
        if name not in sheet.values:
            raise _problem(form, f"字段“{offered_field.label}”（{name}）", "没有给出内容")
        _check_value(form, offered_field, sheet.values[name])


def _check_value(form: Form, offered: Field, value: object) -> None:
    place = f"字段“{offered.label}”（{offered.name}）"
    if offered.kind is FieldKind.TEXT and not isinstance(value, str):
        raise _problem(form, place, "的内容应是文字")
    if offered.kind is FieldKind.CODE and not callable(value):
        raise _problem(form, place, "的内容应是二维码的生成办法")
    if offered.kind is FieldKind.LIST:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise _problem(form, place, "的内容应是一行一行的名单")
        columns = {column.name for column in offered.columns}
        for number, row in enumerate(value, 1):
            if not isinstance(row, Mapping) or set(row) != columns:
                raise _problem(form, place, f"第 {number} 行的各列与名单的列不一致")


def _problem(form: Form, place: str, what: str) -> FormProblem:
    return FormProblem(f"表格“{form.title}”的{place}{what}。请改正这张表格的描述后再试。")


def _check_text(
    form: Form, place: str, text: str, *, row: Row | None = None, extra: tuple[str, ...] = ()
) -> None:
    listed = form.field_named(row.repeat) if row is not None and row.repeat else None
    columns = {column.name for column in listed.columns} if listed else set()
    for name in placeholders(text):
        if name in columns or name in extra:
            continue
        offered = form.field_named(name)
        if offered is None:
            known = [field.name for field in form.fields if field.kind is FieldKind.TEXT]
            offer = "、".join((*sorted(columns), *known, *extra))
            raise _problem(form, place, f"用了没有的字段“{name}”，可以用的有：{offer or '没有'}")
        if offered.kind is not FieldKind.TEXT:
            raise _problem(form, place, f"把名单或二维码“{offered.label}”（{name}）当成了文字")


def _check_one_character_fits(form: Form, place: str, width_mm: float, size: float) -> None:
    if width_mm * POINTS_PER_MM < size:
        raise _problem(form, place, f"太窄，一个字也写不下（{width_mm:.1f} 毫米，最小字号 {size:g} 磅）")


def _check_grid(form: Form, grid: Grid, place: str) -> None:
    total = sum(grid.columns)
    if total > form.page.type_width + _SLACK:
        raise _problem(
            form, place, f"的表格宽 {total:g} 毫米，比版心（{form.page.type_width:g} 毫米）宽，会画到纸外"
        )
    covered: list[int] = [0] * len(grid.columns)
    headers = 0.0
    for row_number, row in enumerate(grid.rows, 1):
        row_place = f"{place}第 {row_number} 行"
        headers += row.height if row.header else 0.0
        if row.height + (0 if row.header else headers) > form.page.type_height:
            raise _problem(form, row_place, "比一页还高")
        if row.repeat:
            listed = form.field_named(row.repeat)
            if listed is None or listed.kind is not FieldKind.LIST:
                raise _problem(form, row_place, f"要重复的名单“{row.repeat}”不是名单字段")
        if (row.repeat or row.header or row.blank or row.fill) and (
            any(covered) or any(cell.rowspan > 1 for cell in row.cells)
        ):
            raise _problem(form, row_place, "是表头行或重复行，不能跨行合并")
        covered = _check_row(form, grid, row, covered, row_place)
    if any(covered):
        raise _problem(form, place, "有单元格跨行超出了表格")
    if grid.stretch and any(
        cell.colspan > 1 or cell.rowspan > 1 or cell.merge_equal for row in grid.rows for cell in row.cells
    ):
        raise _problem(form, place, "会收起空列（stretch），不能合并单元格")


def _check_row(form: Form, grid: Grid, row: Row, covered: list[int], row_place: str) -> list[int]:
    """Place the row's cells beside those hanging down from above; returns how far each column is covered."""
    after = [max(0, left - 1) for left in covered]
    column = 0
    for number, cell in enumerate(row.cells, 1):
        cell_place = f"{row_place}第 {number} 格"
        while column < len(covered) and covered[column]:
            column += 1
        span = range(column, column + cell.colspan)
        if cell.colspan < 1 or cell.rowspan < 1:
            raise _problem(form, cell_place, "合并的行数和列数至少是 1")
        if span.stop > len(covered) or any(covered[taken] for taken in span):
            raise _problem(form, cell_place, "放不下：跨列超出表格，或与上面跨行的格重叠")
        _check_cell(form, grid, row, cell, cell_place, sum(grid.columns[span.start : span.stop]))
        for taken in span:
            after[taken] = cell.rowspan - 1
        column = span.stop
    if any(not covered[left] for left in range(column, len(covered))):
        raise _problem(form, row_place, f"的格没有排满 {len(covered)} 列")
    return after


def _check_cell(form: Form, grid: Grid, row: Row, cell: Cell, place: str, width: float) -> None:
    _check_text(form, place, cell.text, row=row)
    _check_one_character_fits(form, place, width - 2 * grid.padding, cell.style.min_size)
    if cell.merge_equal and not row.repeat:
        raise _problem(form, place, "只有重复行里的格才能把相同的内容合并")
    if cell.code is not None:
        offered = form.field_named(cell.code.field)
        if offered is None or offered.kind is not FieldKind.CODE:
            raise _problem(form, place, f"用了没有的二维码字段“{cell.code.field}”")
        if cell.text:
            raise _problem(form, place, "有二维码，不能再写字")
        if cell.code.size > width - 2 * grid.padding + _SLACK:
            raise _problem(form, place, "放不下二维码")
    if cell.tick:
        _check_text(form, place, cell.tick, row=row)
    if cell.shade:
        _check_text(form, place, cell.shade, row=row)
    if cell.sign_off is not None:
        _check_text(form, place, cell.sign_off.signer, row=row)
        _check_text(form, place, cell.sign_off.day, row=row)


def _check_codes(form: Form, codes: CornerCodes) -> None:
    reach = codes.inset + codes.size
    page = form.page
    for corner in codes.corners:
        vertical = page.top if corner.startswith("top") else page.bottom
        horizontal = page.left if corner.endswith("left") else page.right
        if reach > max(vertical, horizontal) + _SLACK:
            raise _problem(form, "二维码", f"（{corner}）伸进了版心，会盖住文字")
    if 2 * reach > min(page.width, page.height):
        raise _problem(form, "二维码", "太大，四角的码会重叠")
