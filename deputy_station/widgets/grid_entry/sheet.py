"""The rows of a grid as typed: checked cell by cell, a block pasted and taken back as one step. No Qt here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deputy_station.core.cleaning import search_form
from deputy_station.widgets.grid_entry.columns import GridColumn, Reading

MOST_ROWS = 2000
"""More rows than this are an import of a workbook."""


@dataclass(frozen=True)
class GridRow:
    """A row to begin with: its key (None for a new one) and its texts by column."""

    key: Any = None
    texts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Pasted:
    """What became of a block: cells filled, cells that have to be mended, names no row has, lines without room."""

    cells: int
    wrong: int
    unknown: tuple[str, ...] = ()
    left_over: int = 0
    twice: tuple[str, ...] = ()
    """Names that stand in several lines which do not say the same: none of them was pasted."""

    @property
    def sentence(self) -> str:
        """The outcome for the line under the grid."""
        parts = [f"贴入 {self.cells} 格"]
        if self.wrong:
            parts.append(f"{self.wrong} 格要改，已标出")
        if self.unknown:
            more = f"等 {len(self.unknown)} 个" if len(self.unknown) > 5 else ""
            parts.append(f"对不上的名字没有贴：{'、'.join(self.unknown[:5])}{more}")
        if self.twice:
            more = f"等 {len(self.twice)} 人" if len(self.twice) > 5 else ""
            parts.append(f"写了两次又不一样，没有贴：{'、'.join(self.twice[:5])}{more}")
        if self.left_over:
            parts.append(f"{self.left_over} 行放不下，没有贴")
        return "，".join(parts) + "。按 Ctrl+Z 可以整块退回。"


@dataclass(frozen=True)
class _Step:
    """What undo puts back: the cells as they were, and how many rows there were."""

    words: str
    cells: tuple[tuple[int, int, str], ...]
    rows: int


def _differing(
    lines: Sequence[Sequence[str]], name_at: int | None, places: Sequence[int | None]
) -> dict[str, str]:
    """Names (as searched for: as written) with several lines that differ in what is pasted: nobody knows which holds."""
    said: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    if name_at is None:
        return found
    for line in lines:
        name = search_form(line[name_at])
        told = [
            cell.strip()
            for at, (place, cell) in enumerate(zip(places, line, strict=False))
            if place is not None and at != name_at
        ]
        if name and said.setdefault(name, told) != told:
            found[name] = line[name_at].strip()
    return found


class Sheet:
    """Rows of texts. With `free` rows may be added; else the rows are those given, by their key.

    `check_row` looks at the values of a row whose cells are right each for itself: (column, what is wrong) or None.
    """

    def __init__(
        self,
        columns: Sequence[GridColumn],
        rows: Sequence[GridRow] = (),
        *,
        free: bool,
        check_row: Callable[[dict[str, Any]], tuple[str, str] | None] | None = None,
    ) -> None:
        self._check_row = check_row
        self.columns, self.free = tuple(columns), free
        self.typed_columns = [place for place, column in enumerate(columns) if not column.given]
        self._keys: list[Any] = []
        self._texts: list[list[str]] = []
        self._begun: list[list[str]] = []
        self._steps: list[_Step] = []
        self._read: dict[tuple[int, str], Reading] = {}
        for row in rows:
            self._append(row)
        if free:
            self._append(GridRow())

    def __len__(self) -> int:
        return len(self._texts)

    def key(self, row: int) -> Any:
        """The key of a row, None for a new one."""
        return self._keys[row]

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return self._texts[row][column]

    def row_name(self, row: int) -> str:
        """The row's given words, or 第 3 行."""
        given = [self._texts[row][place] for place, one in enumerate(self.columns) if one.given]
        return given[0] if given else f"第 {row + 1} 行"

    # ------------------------------------------------------------------ typing, pasting, taking back

    def put(self, row: int, column: int, text: str) -> bool:
        """Type into one cell; whether it is another text than before."""
        written = self._written(column, text)
        before = self._texts[row][column]
        if written == before:
            return False
        self._steps.append(_Step("这一格", ((row, column, before),), len(self)))
        self._texts[row][column] = written
        if self.free and row == len(self) - 1 and written:
            self._append(GridRow())
        return True

    def paste(self, row: int, column: int, block: Sequence[Sequence[str]]) -> Pasted:
        """Put a block in, its first cell at `row`, `column`; one step to take back.

        A first line that repeats the column names says which column is which. Lines that begin with the name of
        a given row go to that row, wherever it stands; names that no row or several rows have are not pasted.
        """
        rows_before = len(self)
        lines = [list(line) for line in block]
        places = self._columns_of_head(lines[0]) if lines else []
        if any(place is not None for place in places):
            lines = lines[1:]
        by_name, name_at = self._named(lines, places)
        if not any(place is not None for place in places):
            places = self._places(column, max(map(len, lines), default=0), name_at)
        unknown: list[str] = []
        wanted: list[tuple[int, int, str]] = []
        left_over = 0
        twice = _differing(lines, name_at, places)
        for offset, line in enumerate(lines):
            target: int | None = row + offset
            if name_at is not None:
                name = search_form(line[name_at])
                if not name or name in twice:
                    continue
                target = by_name.get(name)
                if target is None:
                    unknown.append(line[name_at])
                    continue
            assert target is not None
            if target >= (MOST_ROWS if self.free else len(self)):
                left_over += 1
                continue
            wanted += [
                (target, place, cell)
                for place, cell in zip(places, line, strict=False)
                if place is not None and not self.columns[place].given
            ]
        return self._put_block(wanted, rows_before, unknown, left_over, tuple(twice.values()))

    def leave_out_wrong(self) -> int:
        """Put rows with a wrong cell back as they began (new ones empty): how many; one step to take back."""
        rows = sorted({row for row, _, _ in self.problems()})
        cells = [
            (row, place, self._texts[row][place])
            for row in rows
            for place in self.typed_columns
            if self._texts[row][place] != self._begun[row][place]
        ]
        if cells:
            self._steps.append(_Step(f"不要的 {len(rows)} 行", tuple(cells), len(self)))
            for row, place, _ in cells:
                self._texts[row][place] = self._begun[row][place]
        return len(rows)

    @property
    def can_undo(self) -> bool:
        """Whether anything can be taken back."""
        return bool(self._steps)

    def undo(self) -> str:
        """Take the last step back; its words ("贴入的 12 格"), "" when there is none."""
        if not self._steps:
            return ""
        step = self._steps.pop()
        for row, column, text in step.cells:
            self._texts[row][column] = text
        for rows in (self._keys, self._texts, self._begun):
            del rows[max(step.rows, 1 if self.free else 0) :]
        if self.free and any(self._texts[-1]):
            self._append(GridRow())
        return step.words

    # ------------------------------------------------------------------ what is read

    def reading(self, row: int, column: int) -> Reading:
        """A cell read."""
        text = self._texts[row][column]
        if (column, text) not in self._read:
            self._read[column, text] = self.columns[column].read(text)
        return self._read[column, text]

    def problem(self, row: int, column: int) -> str:
        """What is wrong with a cell, "" when nothing is. An untouched row is never wrong."""
        if not self.is_touched(row):
            return ""
        reading = self.reading(row, column)
        if reading.problem:
            return reading.problem
        one = self.columns[column]
        if one.required and not one.given and reading.value in (None, ""):
            return f"请填{one.label}。"
        wrong = self._check_row(self._values(row)) if self._check_row is not None else None
        return wrong[1] if wrong is not None and wrong[0] == one.name else ""

    def problems(self) -> list[tuple[int, int, str]]:
        """Every wrong cell, in reading order."""
        found = (
            (row, place, self.problem(row, place)) for row in self.touched() for place in self.typed_columns
        )
        return [(row, place, sentence) for row, place, sentence in found if sentence]

    @property
    def began_filled(self) -> bool:
        """Whether something stood in the cells to type in from the beginning."""
        return any(line[place] for line in self._begun for place in self.typed_columns)

    def is_touched(self, row: int) -> bool:
        """Whether a row differs from what it began with."""
        return self._texts[row] != self._begun[row]

    def touched(self) -> list[int]:
        """The rows that differ from what they began with."""
        return [row for row in range(len(self)) if self.is_touched(row)]

    def values(self) -> list[tuple[Any, dict[str, Any]]]:
        """(key, values by column) of the rows that were typed into, in order."""
        return [(self._keys[row], self._values(row)) for row in self.touched()]

    # ------------------------------------------------------------------ drafts

    def typed(self) -> list[list[Any]]:
        """The touched rows as [key or place, texts...], plain JSON."""
        return [
            [
                row if self.free else self._keys[row],
                *(self._texts[row][place] for place in self.typed_columns),
            ]
            for row in self.touched()
        ]

    def put_typed(self, typed: Sequence[Sequence[Any]]) -> None:
        """Put back what `typed()` gave; rows that are not here any more are left out."""
        known = {key: row for row, key in enumerate(self._keys)}
        for head, *texts in typed:
            row = head if self.free else known.get(head)
            if row is None or not 0 <= row < MOST_ROWS:
                continue
            while self.free and row >= len(self) - 1:
                self._append(GridRow())
            for place, text in zip(self.typed_columns, texts, strict=False):
                self._texts[row][place] = str(text)

    # ------------------------------------------------------------------ inside

    def _values(self, row: int) -> dict[str, Any]:
        return {self.columns[place].name: self.reading(row, place).value for place in self.typed_columns}

    def _append(self, row: GridRow) -> None:
        texts = [(row.texts or {}).get(column.name, "") for column in self.columns]
        self._keys.append(row.key)
        self._texts.append(texts)
        self._begun.append(list(texts))

    def _written(self, column: int, text: str) -> str:
        reading = self.columns[column].read(text)
        return text.strip() if reading.problem else reading.shown

    def _put_block(
        self,
        wanted: list[tuple[int, int, str]],
        rows_before: int,
        unknown: list[str],
        left_over: int,
        twice: tuple[str, ...],
    ) -> Pasted:
        while self.free and wanted and max(row for row, _, _ in wanted) >= len(self) - 1:
            self._append(GridRow())
        before = tuple((row, place, self._texts[row][place]) for row, place, _ in wanted)
        if wanted:
            self._steps.append(_Step(f"贴入的 {len(wanted)} 格", before, rows_before))
        for row, place, cell in wanted:
            self._texts[row][place] = self._written(place, cell)
        wrong = sum(bool(self.problem(row, place)) for row, place, _ in wanted)
        return Pasted(len(wanted), wrong, tuple(unknown), left_over, twice)

    def _columns_of_head(self, line: Sequence[str]) -> list[int | None]:
        """Where each cell of a line of column names belongs; all None when it is not such a line."""
        labels = {
            search_form(name): place
            for place, column in enumerate(self.columns)
            for name in (column.label, *column.also_called)
        }
        places = [labels.get(search_form(cell)) for cell in line]
        filled = sum(bool(cell.strip()) for cell in line)
        known = sum(place is not None for place in places)
        return places if known and known * 2 >= filled else [None] * len(line)

    def _named(
        self, lines: Sequence[Sequence[str]], places: Sequence[int | None]
    ) -> tuple[dict[str, int], int | None]:
        """The rows by their name, and which cell of a line names its row (None: lines go row by row)."""
        given = next((place for place, column in enumerate(self.columns) if column.given), None)
        if given is None:
            return {}, None
        rows: dict[str, int] = {}
        twice: set[str] = set()
        for row in range(len(self)):
            name = search_form(self._texts[row][given])
            twice |= {name} & rows.keys()
            rows[name] = row
        known = {name: row for name, row in rows.items() if name not in twice}
        if given in places:
            return known, list(places).index(given)
        firsts = [search_form(line[0]) for line in lines if line and line[0].strip()]
        if firsts and sum(name in rows for name in firsts) * 2 >= len(firsts):
            return known, 0
        return known, None

    def _places(self, column: int, width: int, name_at: int | None) -> list[int | None]:
        """Columns from `column` on; after names the typed columns, or all of them where the block is as wide."""
        if name_at is not None:
            follow = list(range(1, width)) if width == len(self.columns) else self.typed_columns
            return [None, *follow]
        return [place if place < len(self.columns) else None for place in range(column, column + width)]
