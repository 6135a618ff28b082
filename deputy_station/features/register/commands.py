"""The register without a window: its books with their figures, and what they lack on paper."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.features.register.service.filling import TermOfBooks, terms_of_books
from deputy_station.features.register.service.lacks import list_lacks, list_registers
from deputy_station.store.desk import Command, Desk

_Term = Annotated[str, typer.Option("--term", metavar="届别", help="例如“第十九届”；不写就是本届")]
_Year = Annotated[
    int | None,
    typer.Option(
        "--year", metavar="年份", help="只列这一年的记录；不写 --term 就看这一年所在的届", min=1990, max=2200
    ),
]


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


COMMANDS = (
    Command("register list", show_registers, "履职登记册：每位代表的记录、未印、印后改过"),
    Command("register lacks", show_lacks, "登记册纸上缺哪几行，印后改了什么"),
)
