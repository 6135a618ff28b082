"""The sheets of a book around its tables: cover, contents, the facts of form 1, the list of evidence."""

from collections.abc import Sequence

from deputy_station.documents.description import CodePayload, Form, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.register.documents.fields import CONTENTS, COVER, EVIDENCE, FACT_SHEET, FIELDS
from deputy_station.features.register.documents.tables import Table, head_values, keeper_of
from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.forms import FACTS, FORMS, RegisterForm, form_of

FACTS_TITLE = "代表基本情况"
EVIDENCE_TITLE = "附　证明材料清单"
CONTENTS_TITLE = "目录"
_MATTER = 60
"""Characters of what a record is about: enough to know it by, it stands whole in its table."""


class FrontMaker:
    """Makes these sheets for several books; their forms are read once."""

    def __init__(self) -> None:
        self._forms: dict[str, Form] = {
            name: load_form(name, FIELDS[name]) for name in (COVER, CONTENTS, FACT_SHEET, EVIDENCE)
        }

    def cover(self, book: Book, code: CodePayload | None, bookmark: str) -> Sheet:
        """The front of the book."""
        values = {**head_values(book), "station": book.station}
        return Sheet(self._forms[COVER], values, bookmark=bookmark, page_code=code)

    def contents(self, book: Book, tables: Sequence[Table], code: CodePayload | None, bookmark: str) -> Sheet:
        """Every form with its number of records and pages."""
        pieces = sum(entry.evidence for _, entry in evidence_of(book))
        rows = [
            _line("表一", FACTS_TITLE, "", "1 页"),
            *(_table_line(table) for table in tables),
            _line("附", "证明材料清单", f"{pieces} 件" if pieces else "没有", ""),
        ]
        values = {**head_values(book), "contents": rows}
        return Sheet(self._forms[CONTENTS], values, bookmark=bookmark, page_code=code)

    def facts(self, book: Book, code: CodePayload | None, bookmark: str) -> Sheet:
        """Form 1, with places for a photograph and for later changes."""
        facts = {key: book.facts.get(key, "") for key, _ in FACTS}
        values = {"town": book.township, "keeper": keeper_of(book), **facts}
        return Sheet(self._forms[FACT_SHEET], values, bookmark=bookmark, page_code=code)

    def evidence(self, book: Book, code: CodePayload | None, bookmark: str) -> Sheet:
        """What pieces of evidence are kept for which record."""
        found = evidence_of(book)
        rows = [
            {
                "line": str(number),
                "form": form.heading,
                "on": entry.cells.get("on") or str(entry.on.year),
                "matter": _matter(form, entry),
                "record": entry.record,
                "pieces": str(entry.evidence),
            }
            for number, (form, entry) in enumerate(found, 1)
        ]
        pieces = sum(entry.evidence for _, entry in found)
        total = f"共 {len(rows)} 条记录附有材料，合计 {pieces} 件。" if rows else "没有附证明材料的记录。"
        values = {**head_values(book), "evidence": rows, "total": total}
        return Sheet(self._forms[EVIDENCE], values, bookmark=bookmark, page_code=code)


def evidence_of(book: Book) -> list[tuple[RegisterForm, Entry]]:
    """The printed records of a book that have evidence, in the order of its forms; one that stands in two tables (a
    leave) is named with the first, as its pieces are counted once."""
    found: dict[str, tuple[RegisterForm, Entry]] = {}
    for form in FORMS:
        for entry in book.entries[form.key]:
            if entry.evidence and not entry.waits:
                found.setdefault(entry.record, (form, entry))
    return list(found.values())


def _line(number: str, title: str, records: str, pages: str) -> dict[str, str]:
    return {"number": number, "title": title, "records": records, "pages": pages}


def _table_line(table: Table) -> dict[str, str]:
    number, title = form_of(table.key).heading.split("　", 1)
    count = len(table.new) + len(table.printed)
    return _line(number, title, f"{count} 条" if count else "没有", f"{table.pages} 页")


def _matter(form: RegisterForm, entry: Entry) -> str:
    """What the record is about: the widest of its cells that says something."""
    widest = sorted(form.columns, key=lambda column: -column.width)
    words = next((entry.cells[column.key] for column in widest if entry.cells.get(column.key)), "")
    return words if len(words) <= _MATTER else words[: _MATTER - 1] + "…"
