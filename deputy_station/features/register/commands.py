"""The register without a window: its books with their figures, what they lack on paper, and the books as papers."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.features.register.documents.printing import (
    draw_anew,
    draw_books,
    draw_new_rows,
    mark_anew,
    mark_pages_printed,
)
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.service.filling import TermOfBooks, terms_of_books
from deputy_station.features.register.service.lacks import list_lacks, list_registers
from deputy_station.store.desk import Command, Desk

_Term = Annotated[str, typer.Option("--term", metavar="届别", help="例如“第十九届”；不写就是本届")]
_Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="年份",
        help="只列这一年的记录；不写 --term 就看这一年所在的届",
        min=FIRST_YEAR,
        max=LAST_YEAR,
    ),
]
_Deputy = Annotated[str, typer.Option("--deputy", metavar="姓名", help="只印这一位代表的")]
_Look = Annotated[bool, typer.Option("--look", help="只看样子，不记为已印")]
_MOST_MM = 20.0
"""How far a printer may be off."""


class NoSuchTerm(Refusal):
    """No book is kept for what was named."""

    def __init__(self, typed: str, known: list[TermOfBooks]) -> None:
        names = "、".join(term.name for term in known)
        can = f"可以写：{names}。" if names else "请先登记届别。"
        super().__init__(f"没有“{typed}”的登记册。{can}" if typed else f"还没有开始的届别。{can}")


def term_of(session: Session, *, name: str = "", year: int | None = None) -> TermOfBooks:
    """The term named; else the newest that a day of the year lies in; else the newest. Raises NoSuchTerm."""
    known = terms_of_books(session)
    for term in known:
        if name in ("", term.name) and (
            name or year is None or term.starts_on.year <= year <= term.ends_on.year
        ):
            return term
    raise NoSuchTerm(name or (f"{year} 年" if year else ""), known)


def show_registers(desk: Desk, term: _Term = "") -> None:
    """Every deputy's book with its figures."""
    with desk.reading() as session:
        chosen = term_of(session, name=term)
        rows = list_registers(session, term_id=chosen.id)
    desk.show_rows(
        rows,
        {
            "deputy": "代表",
            "group": "小组",
            "rows": "记录",
            "printed": "已印",
            "unprinted": "未印",
            "changed": "印后改过",
            "gone": "印后没了",
            "waiting": "待核准",
            "edition": "第几册",
        },
        term=chosen.name,
    )


def show_lacks(
    desk: Desk,
    year: _Year = None,
    term: _Term = "",
    deputy: Annotated[str, typer.Option("--deputy", metavar="姓名", help="只看这一位代表")] = "",
) -> None:
    """What the books lack on paper, row by row."""
    with desk.reading() as session:
        chosen = term_of(session, name=term, year=year)
        ids = [find_deputy(session, name=deputy).id] if deputy else None
        found = list_lacks(session, term_id=chosen.id, deputy_ids=ids, year=year)
    rows = [
        {
            "deputy_id": each.deputy_id,
            "deputy": each.deputy,
            "group": each.group,
            "kind": each.lack.kind,
            "form": each.lack.form,
            "record": each.lack.record,
            "on": each.lack.on,
            "page": each.lack.place.page if each.lack.place else None,
            "row": each.lack.place.row if each.lack.place else None,
            "words": each.lack.sentence,
            "changes": each.lack.changes,
        }
        for each in found
    ]
    columns = {"deputy": "代表", "record": "记录编号", "on": "日期", "words": "纸上和记录"}
    desk.show_rows(rows, columns, uncut="words", term=chosen.name, year=year)


def export_register(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 PDF 文件；不写 .pdf 就是文件夹，一人一份")],
    term: _Term = "",
    deputy: _Deputy = "",
    attach: Annotated[
        bool, typer.Option("--attach", help="证明材料附在每册后面：收回的扫描件、写明路径的图片和 PDF")
    ] = False,
    look: _Look = False,
) -> None:
    """The books of a term, or one deputy's; their new rows count as printed."""
    term_id, deputy_ids = _whose(desk, term, deputy)
    made = draw_books(
        desk.database, desk.progress, out=out, term_id=term_id, deputy_ids=deputy_ids, attach=attach
    )
    rows = 0
    if not look:
        with desk.database.transaction() as session:
            rows = mark_pages_printed(session, made=made)
    desk.show_result(
        {"path": out, "books": len(made.books), "pages": made.pages, "rows": rows},
        f"履职登记册 {len(made.books)} 册，共 {made.pages} 页，记为已印 {rows} 行，已写到 {out}",
    )


def export_register_rows(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 PDF 文件")],
    term: _Term = "",
    deputy: _Deputy = "",
    right: Annotated[
        float, typer.Option("--right", help="往右移几毫米，负数往左", min=-_MOST_MM, max=_MOST_MM)
    ] = 0.0,
    down: Annotated[
        float, typer.Option("--down", help="往下移几毫米，负数往上", min=-_MOST_MM, max=_MOST_MM)
    ] = 0.0,
    look: _Look = False,
) -> None:
    """The rows the books lack, on the pages they belong to, behind a list of what to put in; they count as printed."""
    term_id, deputy_ids = _whose(desk, term, deputy)
    made = draw_new_rows(
        desk.database,
        desk.progress,
        out=out,
        term_id=term_id,
        deputy_ids=deputy_ids,
        right=right,
        down=down,
    )
    rows = 0
    if not look:
        with desk.database.transaction() as session:
            rows = mark_pages_printed(session, made=made)
    old = sum(not page.fresh for page in made.prints)
    desk.show_result(
        {"path": out, "pages": made.pages, "old_pages": old, "rows": rows},
        f"补印 {len(made.prints)} 页，其中放已印的纸 {old} 页；记为已印 {rows} 行，已写到 {out}",
    )


class PageOfWhichTable(Refusal):
    """A page was named and no table: the whole book is not what was meant."""

    def __init__(self) -> None:
        super().__init__(
            "写了第几页，没有写是哪张表，什么也没有换。请加上 --form，例如 --form 表八；要整册换就不写 --page。"
        )


class NoSuchTable(Refusal):
    """No table of the register is called so."""

    def __init__(self, typed: str) -> None:
        names = "、".join(short_form(form) for form in FORMS)
        super().__init__(f"没有“{typed}”这张表。可以写：{names}。")


def export_register_anew(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 PDF 文件")],
    deputy: Annotated[str, typer.Option("--deputy", metavar="姓名", help="换哪一位代表的")],
    form: Annotated[
        str, typer.Option("--form", metavar="表", help="换哪张表的一页，例如“表八”；不写就是换册，整册重新印")
    ] = "",
    page: Annotated[
        int | None, typer.Option("--page", metavar="页", help="换第几页；不写就是第 1 页", min=1)
    ] = None,
    term: _Term = "",
    look: _Look = False,
) -> None:
    """A page or a whole book as the records say now, in place of the old paper, which is taken out."""
    if page is not None and not form:
        raise PageOfWhichTable
    key = _table_of(form) if form else ""
    term_id, deputy_ids = _whose(desk, term, deputy)
    assert deputy_ids is not None
    made = draw_anew(
        desk.database,
        desk.progress,
        out=out,
        term_id=term_id,
        deputy_id=deputy_ids[0],
        form=key,
        page=page or 1,
    )
    rows = sum(len(table.rows) for table in made.tables)
    if not look:
        with desk.database.transaction() as session:
            mark_anew(session, made=made)
    told = "旧页作废，请从册里取下" if key else "旧册作废，请从架上取下"
    desk.show_result(
        {"path": out, "pages": made.pages, "rows": rows},
        f"{'换页' if key else '换册'} {made.pages} 页，{rows} 行，已写到 {out}"
        + ("" if look else f"；{told}"),
    )


def _table_of(typed: str) -> str:
    """The key of the table called so: 表八, 表十三（请假）, or its key. Raises NoSuchTable."""
    wanted = typed.strip().replace("(", "（").replace(")", "）")
    for each in FORMS:
        if wanted in (short_form(each), each.key):
            return each.key
    raise NoSuchTable(typed)


def _whose(desk: Desk, term: str, deputy: str) -> tuple[int, list[int] | None]:
    with desk.reading() as session:
        chosen = term_of(session, name=term)
        return chosen.id, [find_deputy(session, name=deputy).id] if deputy else None


COMMANDS = (
    Command("register list", show_registers, "履职登记册：每位代表的记录、未印、印后改过"),
    Command("register lacks", show_lacks),
    Command("export register", export_register),
    Command("export register-rows", export_register_rows),
    Command("export register-anew", export_register_anew),
)
