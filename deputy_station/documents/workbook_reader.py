"""The workbook reader behind its guard: every failure of it becomes a refusal with a sentence."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Protocol, TypeVar

from deputy_station.core.errors import Refusal
from deputy_station.documents.workbook_cells import Cell
from deputy_station.documents.workbook_guard import (
    MAX_CELLS,
    CheckedWorkbook,
    WorkbookDamaged,
    WorkbookProtected,
    WorkbookTooLarge,
    damaged_sentence,
    protected_sentence,
)

Rows = list[list[Cell]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged ranges as ((top, left), (bottom, right)), counted from 0."""

_Read = TypeVar("_Read")


class Book(Protocol):
    """What sheets are read from."""

    def visible_sheets(self) -> list[str]: ...

    def hidden_sheets(self) -> list[str]: ...

    def rows(self, name: str) -> Rows: ...

    def merged(self, name: str) -> Merged: ...


class SheetMissing(Refusal):
    """The workbook has no sheet of that name, or none that can be seen."""


class OpenWorkbook:
    """An opened workbook; each sheet is read once and kept."""

    def __init__(self, checked: CheckedWorkbook) -> None:
        import python_calamine  # the reader costs start-up time and is wanted only when something is imported

        self._checked = checked
        self._reader = python_calamine
        self._rows: dict[str, Rows] = {}
        self._sheets: dict[str, Any] = {}
        self._book = self._guarded(lambda: python_calamine.load_workbook(BytesIO(checked.content)))

    def _guarded(self, read: Callable[[], _Read]) -> _Read:
        name = self._checked.name
        try:
            return read()
        except self._reader.PasswordError as error:
            raise WorkbookProtected(protected_sentence(name)) from error
        except (self._reader.CalamineError, OSError, ValueError) as error:
            raise WorkbookDamaged(damaged_sentence(name)) from error
        except OverflowError as error:
            raise WorkbookDamaged(
                f"“{name}”里有大得离谱的日期或时间，读不了。请找到显示成 ###### 的单元格，改正后再试。"
            ) from error
        except BaseException as error:
            # The reader is written in Rust; where it gives up on a crooked file, a PanicException comes out.
            if type(error).__name__ == "PanicException":
                raise WorkbookDamaged(damaged_sentence(name)) from error
            raise

    def visible_sheets(self) -> list[str]:
        """The names of the worksheets people see, in order; at least one."""
        kinds = self._reader.SheetTypeEnum
        states = self._reader.SheetVisibleEnum
        names = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == kinds.WorkSheet and sheet.visible == states.Visible
        ]
        if not names:
            raise SheetMissing(f"“{self._checked.name}”里没有看得见的工作表。请取消隐藏，再试一次。")
        return names

    def hidden_sheets(self) -> list[str]:
        """The names of all other sheets."""
        visible = set(self.visible_sheets())
        return [sheet.name for sheet in self._book.sheets_metadata if sheet.name not in visible]

    def rows(self, name: str) -> Rows:
        """All rows from A1 on, without trailing empty ones."""
        if name not in self._rows:
            sheet = self._sheet(name)
            if sheet.total_height * max(1, sheet.total_width) > MAX_CELLS:
                raise WorkbookTooLarge(
                    f"“{self._checked.name}”的“{name}”表太大，没有读入。请删去多余的行和列，另存一份再试。"
                )
            rows: Rows = self._guarded(lambda: sheet.to_python(skip_empty_area=False))
            while rows and all(cell == "" for cell in rows[-1]):
                rows.pop()
            self._rows[name] = rows
        return self._rows[name]

    def merged(self, name: str) -> Merged:
        """The merged ranges of a sheet; ods files do not tell them."""
        merged: Merged = self._sheet(name).merged_cell_ranges or ()
        return merged

    def _sheet(self, name: str) -> Any:
        """The reader's sheet; reading it is most of the work, so it is done once."""
        if name not in self._sheets:
            self._sheets[name] = self._guarded(lambda: self._book.get_sheet_by_name(name))
        return self._sheets[name]
