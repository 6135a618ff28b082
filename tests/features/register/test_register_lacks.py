"""What paper and record say differently, row by row: changed, gone, waiting, never printed."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.cells import joined
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.lacks import (
    LackKind,
    Lacks,
    OnPaper,
    count_lacks,
    differs,
    lacks_of,
    said_otherwise,
)
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.rules.record_numbers import read_record_number
from deputy_station.features.register.rules.words_printed import fingerprint

DAY = date(2026, 6, 3)
SAID = {
    "on": "2026年6月3日",
    "place": "各村",
    "topic": "走访养老点",
    "people": "9 人",
    "content": "",
    "result": "",
}


def activity(number: int, said: Mapping[str, str] = SAID, waits: str = "") -> Entry:
    return Entry("group_activities", "attendance", number, DAY, said, 0, waits)


def on_paper(number: int, row: int, page: int = 1, said: Mapping[str, str] = SAID) -> OnPaper:
    return OnPaper("group_activities", "attendance", number, Place(page, row), said)


def found(entries: list[Entry], printed: list[OnPaper]) -> Lacks:
    rows = {form.key: tuple(each for each in entries if each.form == form.key) for form in FORMS}
    return lacks_of(Book(1, "张守田", "", 1, "第十九届", "", "", {}, rows), printed)


def test_paper_that_says_what_the_records_say_lacks_nothing() -> None:
    lacks = found([activity(1), activity(2)], [on_paper(1, 1), on_paper(2, 2)])
    assert lacks == Lacks((), ())


def test_the_page_that_printing_goes_on_at_is_named_with_what_it_lacks() -> None:
    printed = [on_paper(1, 1, page=6), on_paper(2, 1, page=7)]
    lacks = found([activity(1), activity(2), activity(3), activity(4)], printed)
    assert [gap.sentence for gap in lacks.gaps] == ["表八第 7 页缺 2 行"]
    assert [lack.record for lack in lacks.rows] == ["活3", "活4"]
    assert lacks.count(LackKind.UNPRINTED) == 2


def test_a_table_nothing_was_printed_of_is_named_as_a_whole() -> None:
    assert [gap.sentence for gap in found([activity(1)], []).gaps] == ["表八还没有印，共 1 行"]


def test_a_changed_record_tells_which_cell_and_what_it_said() -> None:
    now = {**SAID, "people": "12 人", "result": "修了坡道"}
    [lack] = found([activity(1, now)], [on_paper(1, 3, page=2)]).rows
    assert lack.kind is LackKind.CHANGED
    assert [(change.title, change.was, change.now) for change in lack.changes] == [
        ("参加人数", "9 人", "12 人"),
        ("成效", "", "修了坡道"),
    ]
    assert lack.sentence == (
        "表八第 2 页第 3 行印后改过，参加人数：“9 人”改为“12 人”；成效：空白改为“修了坡道”"
    )


def test_a_printed_record_that_is_gone_or_waits_again_is_told_with_its_place() -> None:
    lacks = found([activity(2, waits="待核准")], [on_paper(1, 1), on_paper(2, 2)])
    assert [(lack.kind, lack.record) for lack in lacks.rows] == [
        (LackKind.GONE, "活1"),
        (LackKind.CHANGED, "活2"),
    ]
    assert "第 1 行印了，现在没有这条记录" in lacks.rows[0].sentence
    assert "第 2 行印了，现在又待核准" in lacks.rows[1].sentence


def test_the_figures_of_a_list_are_those_of_the_rows_told_one_by_one() -> None:
    entries = [
        activity(1),
        activity(2, {**SAID, "place": "古渡村"}),
        activity(3, waits="待核准"),
        activity(4, waits="已退回"),
        activity(5, waits="待核准"),
        activity(6),
        activity(7, {"on": SAID["on"], **SAID, "unknown": "column"}),
    ]
    printed = [on_paper(number, number) for number in (1, 2, 3, 7, 9)]
    told = Counter(lack.kind for lack in found(entries, printed).rows)
    rows = {form.key: tuple(each for each in entries if each.form == form.key) for form in FORMS}
    book = Book(1, "张守田", "", 1, "第十九届", "", "", {}, rows)
    digests = {row.key: fingerprint(row.form, row.words) for row in printed}
    digests[entries[0].key] = "of a table with other columns"
    suspects = said_otherwise(book, digests)
    assert [entry.subject_id for entry in suspects] == [1, 2]
    changed = [entry.key for entry in suspects if differs(entry.form, SAID, entry.cells)]
    assert count_lacks(book, digests, changed) == told
    assert len(told) == len(LackKind)


def test_what_waits_is_not_yet_owed_to_the_paper() -> None:
    lacks = found([activity(1, waits="待核准"), activity(2, waits="已退回")], [])
    assert [lack.kind for lack in lacks.rows] == [LackKind.WAITS, LackKind.RETURNED]
    assert lacks.gaps == ()


def test_one_record_in_two_tables_is_two_rows() -> None:
    leave = Entry("leaves", "attendance", 1, DAY, {"on": "2026年6月3日"})
    lacks = found([activity(1), leave], [on_paper(1, 1)])
    assert [(lack.form, lack.kind) for lack in lacks.rows] == [("leaves", LackKind.UNPRINTED)]
    assert lacks.gaps[0].sentence == "表十三（请假）还没有印，共 1 行"


def test_a_record_number_is_read_as_people_type_it() -> None:
    assert read_record_number("活123") == ("attendance", 123)
    assert read_record_number(" 诉　４５ 号") == ("demand", 45)
    assert [read_record_number(text) for text in ("123", "活", "活12a", "会3", "活0.5", "")] == [None] * 6


def test_two_opinions_in_a_cell_are_two_clauses_of_one_sentence() -> None:
    assert joined("同意评为优秀。", "同意。", by="；") == "同意评为优秀；同意。"
