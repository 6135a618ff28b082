"""The papers of points read back: what they say, and that nothing is cut off however much there is."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from deputy_station.documents.description import Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import page_pictures
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.points.documents import derivation, statement, wall
from deputy_station.features.points.documents.wording import bounded, record_row, together
from deputy_station.features.points.rules.facts import Earlier, Subject
from deputy_station.features.points.rules.paper_codes import SlipCode, read_slip
from deputy_station.features.points.rules.ruling import Deduct, Price, Ratio
from deputy_station.features.points.rules.score import Advice, Graded, Score
from deputy_station.features.points.service.papers import Derivation, Statements
from tests.features.points.made_up import fact, item, of, scheme, times
from tests.features.points.paper_matter import (
    LONG,
    SMALL,
    SPRING,
    head_of,
    large_scheme,
    many_facts,
    scores_of,
    wall_of,
)

SECRET = b"s" * 32
NAME = "阿卜杜热西提·买买提吐尔逊·阿卜杜拉"


def read(sheet: Sheet, folder: Path) -> list[str]:
    """The text of each page, without line breaks and spaces."""
    make_pdf(folder / "paper.pdf", [sheet], title="试印")
    document = pypdfium2.PdfDocument(folder / "paper.pdf")
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def inside(sheet: Sheet) -> bool:
    """Whether every text ends on the paper, and none is set smaller than can be read."""
    typesetter = Typesetter(gather_faces([sheet], system_glyphs()))
    return all(
        mark.size >= 7
        and mark.x >= 0
        and mark.x + typesetter.width(mark.role, mark.text) * mark.size <= page.width
        and 0 < mark.y < page.height
        for page in lay_out(sheet, typesetter)
        for mark in page.texts
    )


def statement_of(score: Score, **values: object) -> Sheet:
    given = {"head": head_of(score.scheme), "span": SPRING, "scores": (score,), "return_by": None, **values}
    form = load_form("points_statement", statement.FIELDS)
    return statement.statement_sheet(form, Statements(**given), score, SECRET)  # type: ignore[arg-type]


def derivation_of(score: Score) -> Sheet:
    return derivation.derivation_sheet(Derivation(head_of(score.scheme), score, None, None))


# -- the wall list


def test_sixty_names_go_over_several_pages_with_the_heading_and_the_page_on_each(tmp_path: Path) -> None:
    people = {number: f"代表{number:02}" for number in range(1, 61)}
    scores = scores_of(SMALL, people, [fact("学习培训", subject_id=7, title="代表法培训")], "第一代表小组")
    pages = read(wall.wall_sheet(wall_of(SMALL, scores)), tmp_path)
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert "名次姓名代表小组" in text
        assert f"第{number}页共3页" in text
    whole = "".join(pages)
    assert all(name in whole for name in people.values())
    assert "依据：青石镇代表履职积分办法，2026年版" in whole
    assert "青石镇人大主席团" in pages[-1]
    # Nobody seals what only goes round to be looked over.
    assert "盖章" not in whole


def test_the_public_list_names_no_record(tmp_path: Path) -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [fact("学习培训", title="走访李大爷"), fact("捐款")])
    whole = "".join(read(wall.wall_sheet(wall_of(SMALL, [score])), tmp_path))
    assert "2.00" in whole
    assert "李大爷" not in whole
    assert "捐款" not in whole
    assert "学习培训" not in whole


def test_up_to_six_categories_stand_upright_and_more_lie_across() -> None:
    for number, across in ((6, False), (7, True)):
        held = scheme([item(letter) for letter in "ABCDEFGHIJKL"[:number]])
        page = wall.wall_sheet(wall_of(held, scores_of(held, {1: "王建国"}, []))).form.page
        assert (page.width > page.height) is across


def test_what_has_no_room_is_added_up_in_the_last_column_and_named(tmp_path: Path) -> None:
    held = large_scheme()
    scores = scores_of(held, {1: NAME}, many_facts(1, 3))
    sheet = wall.wall_sheet(wall_of(held, scores))
    (line,) = sheet.values["lines"]  # type: ignore[misc]
    # Thirty items of 3 × 1/3 = 1; A to F have three of them, G to L two. I, J, K and L together: 8.
    assert [line[f"points_{number}"] for number in (1, 7, 9)] == ["3.00", "2.00", "8.00"]  # type: ignore[call-overload]
    assert line["total"] == "30.00"  # type: ignore[call-overload]
    assert "“其余4类”是履职I、履职J、履职K、履职L的合计。" in "".join(read(sheet, tmp_path))
    assert inside(sheet)


def test_a_list_that_was_not_published_says_so_and_one_without_grades_has_no_such_column() -> None:
    held = scheme(grades=())
    values = wall.wall_values(wall_of(held, scores_of(held, {1: "王建国"}, [])))
    assert values["title"] == "青石镇人大代表履职积分公示（未公布，核对用）"
    assert values["head_grade"] == ""
    assert values["head_group"] == ""
    assert str(values["objections"]).startswith("还没有公布，供核对。")


def test_a_grade_nobody_has_decided_is_open_and_who_is_not_ranked_has_no_place() -> None:
    held = wall_of(SMALL, scores_of(SMALL, {1: "王建国", 2: "李明"}, []))
    first = replace(held.lines[0], grade="", rank=0)
    both = replace(held, lines=(first, held.lines[1]), grades=(("较差", 1), ("", 1)))
    values = wall.wall_values(both)
    assert [(line["rank"], line["grade"]) for line in values["lines"]] == [  # type: ignore[union-attr,index]
        ("—", "待定"),
        ("1", "较差"),
    ]
    assert values["grades"] == "共 2 人：“较差”1 人，待定 1 人。"
    assert values["note"] == "名次栏是“—”的不参加排名。"


def test_a_list_of_groups_speaks_of_groups() -> None:
    held = replace(SMALL, subject="代表小组")
    values = wall.wall_values(wall_of(held, scores_of(held, {1: "第一代表小组"}, [])))
    assert values["title"] == "青石镇代表小组履职积分公示（未公布，核对用）"
    assert values["head_name"] == "代表小组"
    assert values["grades"] == "共 1 个。"


# -- the statement


def test_the_statement_lists_the_quarters_records_with_the_item_or_why_not() -> None:
    donations = [fact("捐款", date(2026, 5, day)) for day in (1, 2, 3)]
    days = [date(2026, 1, 5), date(2026, 4, 2), date(2026, 6, 30), date(2026, 7, 1)]
    (score,) = scores_of(SMALL, {1: "王建国"}, [*(fact("学习培训", day) for day in days), *donations])
    values = statement_of(score).values
    told = [(row["on"], row["into"], row["because"]) for row in values["facts"]]  # type: ignore[union-attr,index]
    assert told == [("4月2日", "A1", ""), ("6月30日", "A1", ""), ("—", "不计", "办法里没有这一项")]
    # What fits no item is told by its kind, in one line.
    assert values["facts"][-1]["record"] == "捐款 3 条"  # type: ignore[index,call-overload]
    assert values["records"] == "计入 2 条，不计 3 条"
    training = next(row for row in values["items"] if row["number"] == "A1")  # type: ignore[union-attr,index]
    assert training["counts"] == "计 2"  # type: ignore[index]
    assert values["remark"] == "累计得分和等次按1月1日至6月30日的 7 条记录暂算；还差 56 分到“一般”。"


def test_without_records_the_statement_says_so_and_keeps_the_slip(tmp_path: Path) -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [])
    (page,) = read(statement_of(score), tmp_path)
    assert "本期没有履职记录" in page
    for words in ("异议回执", "□错", "□重", "□漏", "代表签名：", "沿此线裁下交回"):
        assert words in page


def test_the_slip_says_until_when_or_leaves_the_day_to_be_written() -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [])
    assert statement_of(score, return_by=date(2026, 7, 15)).values["return_by"] == "2026年7月15日以前"
    assert "月" in str(statement_of(score).values["return_by"])
    assert not any(character.isdigit() for character in str(statement_of(score).values["return_by"]))
    assert statement_of(score).values["return_to"] == "青石镇东街代表联络站，电话 0561-1234567"


def test_the_code_on_the_slip_is_read_back_from_the_picture(tmp_path: Path) -> None:
    (score,) = scores_of(SMALL, {17: NAME}, [])
    make_pdf(tmp_path / "slip.pdf", [statement_of(score)], title="试印")
    (code,) = zxingcpp.read_barcodes(page_pictures(tmp_path / "slip.pdf", 100)[0])
    assert read_slip(code.text, {3: SECRET}) == SlipCode(3, "2026-Q2", 17)


def test_thirty_items_with_long_names_continue_and_the_slip_stays_whole(tmp_path: Path) -> None:
    held = large_scheme()
    (score,) = scores_of(held, {1: NAME}, many_facts(1, 4), "第一代表小组（机关企事业单位联合小组）")
    sheet = statement_of(score)
    pages = read(sheet, tmp_path)
    assert len(pages) > 3
    assert inside(sheet)
    whole = "".join(pages)
    assert all(f"{LONG}{number}" in whole for number in range(30))
    # The cut line, the heading and the last line of the slip are on one page, the last.
    for words in ("沿此线裁下交回", "异议回执", "交回期限"):
        assert [words in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_grade_that_may_still_change_is_told_as_such_and_on_how_many_records() -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [])
    values = statement_of(score).values
    assert values["grade"] == "暂为较差"
    assert str(values["remark"]).startswith("累计得分和等次是暂算的，1月1日至6月30日没有一条记录；")
    rows = derivation_of(score).values["conclusions"]
    (said,) = [row["said"] for row in rows if row["matter"] == "等　次"]  # type: ignore[union-attr,index]
    assert str(said).startswith("到7月1日没有一条记录，暂为“较差”，")
    assert derivation_of(score).values["grade"] == "暂为较差"


@pytest.mark.parametrize("records", [0, 12, 16, 20, 30, 70])
def test_cutting_the_slip_off_takes_no_record_away_even_from_a_sheet_printed_on_both_sides(
    tmp_path: Path, records: int
) -> None:
    facts = [fact("学习培训", date(2026, 4, 1 + day % 28), title=f"培训{day}。") for day in range(records)]
    (score,) = scores_of(SMALL, {1: "王建国"}, facts)
    sheet = statement_of(score)
    pages = read(sheet, tmp_path)
    assert ["沿此线裁下交回" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    # The slip is on a front, at its foot below all records, or alone.
    assert len(pages) % 2 == 1
    last = lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))[-1]
    (cut,) = [mark.y for mark in last.texts if "沿此线裁下" in mark.text]
    above = [mark for mark in last.texts if mark.text.startswith("学习培训")]
    assert all(mark.y < cut for mark in above)
    assert all(f"培训{day}。" in "".join(pages) for day in range(records))
    if above:
        # A hand's breadth from the edge: the table of the slip is 66 mm high.
        assert last.height - cut < 110 * 72 / 25.4


def test_everybodys_statement_begins_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    scores = scores_of(SMALL, {1: "王建国", 2: "李明"}, [])
    sheets = [statement_of(score) for score in scores]
    assert make_pdf(tmp_path / "all.pdf", sheets, title="试印") == 3
    document = pypdfium2.PdfDocument(tmp_path / "all.pdf")
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert "王建国" in texts[0]
    assert texts[1].strip() == ""
    assert "李明" in texts[2]


def test_who_was_missing_counts_as_due_and_is_no_deduction() -> None:
    rate = Ratio(of=of("接待日值班"), full=Fraction(10))
    off = Deduct(
        start=Fraction(10),
        prices=(Price(of=of("接待日值班", states="缺席"), points=Fraction(2)),),
    )
    held = scheme([item("A1", rate, name="值班"), item("A2", off, name="纪律")])
    days = [fact("接待日值班", date(2026, 4, day), state=state) for day, state in ((1, "到会"), (2, "缺席"))]
    (score,) = scores_of(held, {1: "王建国"}, days)
    rows = derivation_of(score).values["lines"]
    told = [(row["item"][:2], row["because"]) for row in rows]  # type: ignore[union-attr,index]
    assert told[:2] == [("A1", "计"), ("A1", "计入应到")]
    assert told[-1] == ("A2", "计")
    facts = statement_of(score).values["facts"]
    assert [row["because"] for row in facts] == ["", "A1：计入应到"]  # type: ignore[union-attr,index]


# -- the derivation


def test_the_derivation_gives_every_record_with_its_item_or_its_reason(tmp_path: Path) -> None:
    facts = [fact("学习培训", date(2026, month, 3), title=f"{month}月培训") for month in (1, 2, 3)]
    (score,) = scores_of(SMALL, {1: "王建国"}, [*facts, fact("捐款", title="捐了课桌")])
    whole = "".join(read(derivation_of(score), tmp_path))
    assert "A1学习培训4／4分：2×3次=6，封顶4" in whole
    for title in ("1月培训", "2月培训", "3月培训", "捐了课桌"):
        assert title in whole
    assert "办法里没有这一项" in whole
    assert "4+0=4分" in whole
    assert "“优秀”90分以上" in whole
    assert "请假怎么算：算缺席" in whole
    assert "还没有结账" in whole


def test_earlier_periods_and_advice_are_told_and_left_to_people() -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [])
    before = (Earlier("2024", "优秀", Fraction(91)), Earlier("2025", "优秀", Fraction(281, 3)))
    told = replace(
        score,
        subject=Subject(1, "王建国", earlier=before),
        advice=(Advice("推荐连任", "届内两次优秀"),),
    )
    rows = derivation_of(told).values["conclusions"]
    said = [row["said"] for row in rows]  # type: ignore[union-attr,index]
    assert "2024 年：91 分，“优秀”" in said
    assert "2025 年：93.67 分，“优秀”" in said
    assert "推荐连任（届内两次优秀），由人决定" in said
    assert any(str(each).startswith("本期没有一条记录") for each in said)


def test_what_is_asked_and_open_stands_on_the_sheet() -> None:
    held = scheme([item("A1")])
    (score,) = scores_of(held, {1: "王建国"}, [])
    asked = replace(score, graded=Graded("", "", asked="和李明同分，只有一个名额"), open_records=2)
    values = derivation_of(asked).values
    said = [row["said"] for row in values["conclusions"]]  # type: ignore[union-attr,index]
    assert values["grade"] == "待定"
    assert values["rank"] == "不参加排名"
    assert "还没有定：和李明同分，只有一个名额" in said
    assert "还有 2 次活动的考勤没有登记，没有计入" in said
    assert any("还没有评分" in str(each) for each in said)


def test_the_records_of_a_group_say_whose_they_are() -> None:
    held = replace(scheme([item("A1", times("学习培训"))]), subject="代表小组")
    (score,) = scores_of(held, {1: "第一代表小组"}, [fact("学习培训", member=8)])
    score = replace(score, subject=replace(score.subject, members=((8, "李明"),)))
    (row,) = derivation_of(score).values["lines"]  # type: ignore[misc]
    assert row["record"] == "李明：学习培训"  # type: ignore[call-overload]
    assert derivation_of(score).values["subject"] == "代表小组"


def test_what_does_not_count_for_a_group_is_one_line_for_each_kind() -> None:
    held = replace(scheme([item("A1", times("学习培训"))]), subject="代表小组")
    facts = [fact("学习培训", date(2026, 3, 1))]
    facts += [fact("捐款", date(2026, 3, day), title=f"第 {day} 笔") for day in (1, 2, 3)]
    (score,) = scores_of(held, {1: "第一代表小组"}, facts)
    (row,) = derivation_of(score).values["strays"]  # type: ignore[misc]
    assert row == {"on": "—", "record": "捐款 3 条", "because": "办法里没有这一项"}


def test_without_records_left_over_there_is_no_empty_table(tmp_path: Path) -> None:
    (score,) = scores_of(SMALL, {1: "王建国"}, [fact("学习培训")])
    whole = "".join(read(derivation_of(score), tmp_path))
    assert "三、没有计入任何一项的记录：没有" in whole
    assert "为什么不计" not in whole


def test_a_derivation_of_hundreds_of_records_loses_none(tmp_path: Path) -> None:
    held = large_scheme()
    (score,) = scores_of(held, {1: NAME}, many_facts(1, 6))
    sheet = derivation_of(score)
    pages = read(sheet, tmp_path)
    assert inside(sheet)
    # 180 records of six titles each thirty times; the first page also names the items.
    whole = "".join(pages)
    assert [whole.count(f"（第{each}次）") for each in range(6)] == [30] * 6
    assert all(f"第{number}页共{len(pages)}页" in text for number, text in enumerate(pages, 1))
    assert all(NAME in text for text in pages)


# -- words on the papers


def test_that_a_record_was_accepted_is_not_said_but_a_refusal_is() -> None:
    visit = fact("走访联系选民", date(2026, 4, 2), subject_id=1, state="已受理", title="走访一户")
    accepted = record_row(visit, SPRING, ())
    refused = record_row(replace(visit, state="未受理"), SPRING, ())  # type: ignore[arg-type]
    assert accepted == {"on": "4月2日", "record": "走访联系选民，走访一户"}
    assert refused["record"] == "走访联系选民，未受理，走访一户"


def test_items_of_which_the_same_is_open_stand_in_one_sentence() -> None:
    said = ["A1 参会：还没有评分", "B1 述职：还没有登记", "A2 会议表现：还没有评分", "等次还没有定"]
    assert together(said) == ["A1 参会、A2 会议表现：还没有评分", "B1 述职：还没有登记", "等次还没有定"]


def test_a_category_of_deductions_has_no_full_mark() -> None:
    assert bounded(Fraction(-3), Fraction(0)) == "−3"
    assert bounded(Fraction(3), Fraction(5)) == "3／5"


def test_who_issued_a_scheme_elsewhere_does_not_seal_the_towns_list() -> None:
    scores = scores_of(SMALL, {1: "王建国"}, [])
    own = wall.wall_values(wall_of(replace(SMALL, body="青石镇人大主席团"), scores))
    foreign = wall.wall_values(wall_of(replace(SMALL, body="银川市人大常委会"), scores))
    assert (own["body"], foreign["body"]) == ("青石镇人大主席团", "青石镇东街代表联络站")
