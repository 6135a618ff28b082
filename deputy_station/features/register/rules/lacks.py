"""What a book on paper lacks, before the inspector finds it: rows not printed, changed or gone since, waiting ones.

Pure: the rows of the records on one side, the rows as printed on the other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from deputy_station.core.choices import Choice
from deputy_station.features.register.rules.book import LETTERS, Book, Entry, RowKey
from deputy_station.features.register.rules.forms import FORMS, NUMERALS, RegisterForm, form_of
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.rules.words_printed import cells_of, fingerprint


class LackKind(Choice):
    """What is wrong between paper and record, the worst first."""

    GONE = "gone", "印后没了"
    CHANGED = "changed", "印后改过"
    RETURNED = "returned", "已退回"
    WAITS = "waits", "待核准"
    UNPRINTED = "unprinted", "未印"


@dataclass(frozen=True)
class OnPaper:
    """A row as printed: which record, where, with which words by key of the column."""

    form: str
    subject: str
    subject_id: int
    place: Place
    words: Mapping[str, str]

    @property
    def key(self) -> RowKey:
        """What tells it apart in its book."""
        return self.form, self.subject, self.subject_id


@dataclass(frozen=True)
class CellChange:
    """A cell that says something else now: the heading of its column, what is printed, what the record says."""

    title: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """地点：“各村”改为“古渡村”."""
        return f"{self.title}：{_quoted(self.was)}改为{_quoted(self.now)}"


@dataclass(frozen=True)
class Lack:
    """One row where paper and record differ; `place` is where it is printed, None where it is not; `on` is None for a
    record that is gone. `subject` and `subject_id` say where it is opened."""

    kind: LackKind
    form: str
    subject: str
    subject_id: int
    on: date | None
    place: Place | None
    sentence: str
    changes: tuple[CellChange, ...] = ()

    @property
    def record(self) -> str:
        """The record number: 活123."""
        return f"{LETTERS[self.subject]}{self.subject_id}"


@dataclass(frozen=True)
class Gap:
    """A page that lacks rows: the page printing goes on at, and how many rows are still to come."""

    form: str
    page: int
    rows: int
    begun: bool

    @property
    def sentence(self) -> str:
        """表八第 7 页缺 2 行; a table nothing was printed of yet is named as a whole."""
        return (
            f"{short_form(form_of(self.form))}第 {self.page} 页缺 {self.rows} 行"
            if self.begun
            else f"{short_form(form_of(self.form))}还没有印，共 {self.rows} 行"
        )


@dataclass(frozen=True)
class Lacks:
    """What one book lacks: each row by itself, and page by page what is still to be printed."""

    rows: tuple[Lack, ...]
    gaps: tuple[Gap, ...]

    def count(self, kind: LackKind) -> int:
        """How many rows of a kind."""
        return sum(lack.kind is kind for lack in self.rows)


def short_form(form: RegisterForm) -> str:
    """表八; of the three tables of form 13 its part too: 表十三（请假）."""
    return f"表{NUMERALS[form.number - 1]}{f'（{form.part}）' if form.part else ''}"


_SHORT = {form.key: short_form(form) for form in FORMS}


def lacks_of(book: Book, printed: Iterable[OnPaper]) -> Lacks:
    """Everything between the records of a book and what is printed of it: form by form, on paper first."""
    by_form: dict[str, list[OnPaper]] = {form.key: [] for form in FORMS}
    for row in printed:
        by_form[row.form].append(row)
    found: list[Lack] = []
    gaps: list[Gap] = []
    for form in FORMS:
        there = sorted(by_form[form.key], key=lambda row: row.place)
        entries = {entry.key: entry for entry in book.entries[form.key]}
        found += [lack for row in there if (lack := _of_printed(row, entries.get(row.key)))]
        known = {row.key for row in there}
        new = [entry for entry in entries.values() if entry.key not in known]
        found += [_of_new(entry) for entry in new]
        if to_print := sum(not entry.waits for entry in new):
            gaps.append(Gap(form.key, there[-1].place.page if there else 1, to_print, bool(there)))
    return Lacks(tuple(found), tuple(gaps))


def said_otherwise(book: Book, printed: Mapping[RowKey, str]) -> list[Entry]:
    """The rows whose fingerprint is not the one `printed`: what they say is to be compared by `differs`. A table that got
    another column since has other fingerprints, and may say the same."""
    return [
        entry
        for rows in book.entries.values()
        for entry in rows
        if not entry.waits
        and (digest := printed.get(entry.key)) is not None
        and digest != fingerprint(entry.form, entry.cells)
    ]


def count_lacks(book: Book, printed: Mapping[RowKey, str], changed: Collection[RowKey]) -> Counter[LackKind]:
    """How many rows of each kind `lacks_of` tells, without telling them: for lists of many books. `changed` are those of
    `said_otherwise` that differ indeed."""
    entries = {entry.key: entry for rows in book.entries.values() for entry in rows}
    found: Counter[LackKind] = Counter()
    for key in printed:
        entry = entries.pop(key, None)
        if entry is None:
            found[LackKind.GONE] += 1
        elif entry.waits or key in changed:
            found[LackKind.CHANGED] += 1
    found.update(map(_kind_of_new, entries.values()))
    return found


def differs(form: str, words: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a printed row says something else than its record."""
    return cells_of(form, words) != cells_of(form, now)


def changes_between(form: str, was: Mapping[str, str], now: Mapping[str, str]) -> tuple[CellChange, ...]:
    """The cells that differ, in the order of the columns."""
    before, after = cells_of(form, was), cells_of(form, now)
    return tuple(
        CellChange(column.title, before[column.key], after[column.key])
        for column in form_of(form).columns
        if before[column.key] != after[column.key]
    )


def _of_printed(row: OnPaper, entry: Entry | None) -> Lack | None:
    where = f"{short_form(form_of(row.form))}第 {row.place.page} 页第 {row.place.row} 行"

    def lack(kind: LackKind, what: str, changes: tuple[CellChange, ...] = ()) -> Lack:
        on = entry.on if entry else None
        sentence = f"{where}{what}"
        return Lack(kind, row.form, row.subject, row.subject_id, on, row.place, sentence, changes)

    if entry is None:
        return lack(LackKind.GONE, "印了，现在没有这条记录")
    if entry.waits:
        return lack(LackKind.CHANGED, f"印了，现在又{entry.waits}")
    changes = changes_between(row.form, row.words, entry.cells)
    if not changes:
        return None
    return lack(LackKind.CHANGED, "印后改过，" + "；".join(change.words for change in changes), changes)


def _kind_of_new(entry: Entry) -> LackKind:
    if not entry.waits:
        return LackKind.UNPRINTED
    return LackKind.RETURNED if entry.waits == LackKind.RETURNED.label else LackKind.WAITS


def _of_new(entry: Entry) -> Lack:
    kind = _kind_of_new(entry)
    what = f"{entry.waits}，先不印" if entry.waits else "还没有印"
    sentence = f"{_SHORT[entry.form]}{what}"
    return Lack(kind, entry.form, entry.subject, entry.subject_id, entry.on, None, sentence)


def _quoted(words: str) -> str:
    return f"“{words}”" if words else "空白"
