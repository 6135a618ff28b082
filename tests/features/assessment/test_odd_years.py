"""Years that went unusually: nobody in office, ties all round, somebody gone and back, grades of another scheme, names
taken off. 20 November 2026."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.assessment.documents.annual import print_summary
from deputy_station.features.assessment.documents.lists import draw_fine, draw_ranking
from deputy_station.features.assessment.documents.official import draw_publicity
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.rules.sheet import (
    NO_GRADE,
    GradeNeedsReason,
    GradeUnknown,
    grade_counts,
)
from deputy_station.features.assessment.service.duty import read_duty
from deputy_station.features.assessment.service.fine import FinePublished, choose, nominate, read_fine
from deputy_station.features.assessment.service.publicity import NobodyLeft, read_list
from deputy_station.features.assessment.service.publishing import (
    NamesNotEligible,
    NothingToPublish,
    NotOnTheList,
    ObjectionDaysWrong,
    answer_objection,
    object_to,
    publish_names,
)
from deputy_station.features.assessment.service.results import results_of_year
from deputy_station.features.assessment.service.sheets import (
    edit_assessment,
)
from deputy_station.features.assessment.service.year_list import list_assessments, read_assessments
from deputy_station.features.deputies.models import Deputy, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.points.service import claims, library
from deputy_station.features.points.service.papers import read_derivation, read_wall
from deputy_station.store.database import Database
from tests.features.points.town_points import TOWN

FIRST = date(2026, 11, 16)


def fill(session: Session, *names: str) -> dict[str, int]:
    """Deputies of the township since 2021, without any record."""
    session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
    found = {}
    for name in names:
        deputy = Deputy(name=name, sort_key=name)
        deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
        session.add(deputy)
        session.flush()
        found[name] = deputy.id
    return found


def decide(session: Session, deputy_id: int, grade: str) -> None:
    edit_assessment(
        session, year=2026, deputy_id=deputy_id, version=None, grade=grade, grade_reason="实绩突出。"
    )


def put_forward(session: Session, deputy_id: int, *, caring: bool = True, again: bool = False) -> None:
    held = {row.deputy_id: row for row in read_fine(session, year=2026).rows}.get(deputy_id)
    nominate(
        session,
        year=2026,
        deputy_id=deputy_id,
        lawful=True,
        advising=True,
        developing=True,
        caring=caring,
        working=True,
        nomination_id=held.id if held and again else None,
        version=held.version if held and again else None,
    )


def pick(session: Session, deputy_id: int, *, chosen: bool = True) -> None:
    row = next(row for row in read_fine(session, year=2026).rows if row.deputy_id == deputy_id)
    choose(session, nomination_id=row.id, version=row.version, chosen=chosen)


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range().replace("\r\n", "") for page in document)
    finally:
        document.close()


def test_a_year_without_anybody_is_empty_everywhere_and_puts_nothing_on_paper(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        fill(session)
        assert read_assessments(session, year=2026).rows == ()
        assert results_of_year(session, year=2026) == []
        assert read_duty(session, year=2026).rows == ()
        for honour in Honour:
            with pytest.raises(NothingToPublish):
                publish_names(session, year=2026, honour=honour, starts_on=FIRST)
    for ending in (".pdf", ".docx", ".xlsx"):
        with pytest.raises(NotFound, match="2026 年在任的代表"):
            draw_ranking(database, out=tmp_path / f"名次{ending}", year=2026)
    assert list(tmp_path.glob("名次*")) == []


def test_when_all_are_equal_all_are_first_on_every_paper_and_who_came_back_stands_once(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        found = fill(session, "甲", "乙", "丙")
        # 丙 left in March, came back in September.
        back = session.get_one(Deputy, found["丙"])
        back.mandates[0].ended_on = date(2026, 3, 31)
        back.mandates.append(Mandate(level=Level.TOWN, started_on=date(2026, 9, 1)))
        session.flush()
        assert [(row.deputy, row.rank) for row in list_assessments(session, year=2026)] == [
            ("丙", 1),
            ("乙", 1),
            ("甲", 1),
        ]
        assert [row.deputy for row in read_duty(session, year=2026).rows].count("丙") == 1
    pdf = text_of(draw_ranking(database, out=tmp_path / "名次.pdf", year=2026).path)
    assert pdf.count("丙") == 1
    table = Document(str(draw_ranking(database, out=tmp_path / "名次.docx", year=2026).path)).tables[0]
    lines = [[cell.text for cell in row.cells][:2] for row in table.rows]
    assert [line for line in lines if line[1] in found] == [["1", "丙"], ["1", "乙"], ["1", "甲"]]
    print_summary(database, lambda *_: None, year=2026, out=tmp_path / "汇总.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "汇总.xlsx")
    for sheet in ("年度考核汇总表", "分项得分"):
        assert [row[0] for row in book.get_sheet_by_name(sheet).to_python()[2:5]] == [1, 1, 1]


def test_ranking_wall_and_derivation_give_the_same_place_and_who_is_exempt_has_none(
    database: Database, tmp_path: Path
) -> None:
    exempt = (
        TOWN + '\n[[exempt]]\nwhen = { score = "A", at_least = 4 }\ngrade = "另评"\nbecause = "另行考核"\n'
    )
    with database.transaction() as session:
        found = fill(session, "甲", "乙", "丙")
        library.create_scheme(session, key="town", text=exempt)
        library.adopt_scheme(session, key="town", year=2026, answers={}, version=None)
        for name, number in {"甲": 2, "乙": 1}.items():  # 2 points each
            for each in range(number):
                [claim] = claims.enter_claims(
                    session,
                    deputy_ids=[found[name]],
                    kind="捐款",
                    title=f"捐书 {each + 1}",
                    amount="100",
                    done_on=date(2026, 3, 1),
                    evidence=[("收据", "")],
                )
                claims.approve_claims(session, picked=[(claim.id, claim.version)])
    with database.reading() as session:
        listed = {row.deputy: (row.rank, row.shown) for row in list_assessments(session, year=2026)}
        wall = {line.name: (line.rank, line.shown) for line in read_wall(session, year=2026).lines}
        derived = {
            name: read_derivation(session, year=2026, subject_id=number).score.graded.rank
            for name, number in found.items()
        }
    assert listed == wall == {"乙": (1, "2.00"), "丙": (2, "0.00"), "甲": (0, "4.00")}
    assert derived == {"乙": 1, "丙": 2, "甲": 0}
    assert "不排名" in text_of(draw_ranking(database, out=tmp_path / "名次.pdf", year=2026).path)


def test_grades_the_scheme_no_longer_has_are_counted_too(database: Database, tmp_path: Path) -> None:
    assert grade_counts(("优秀", "好"), ("好", "称职", "")) == [
        ("优秀", 0),
        ("好", 1),
        ("称职", 1),
        (NO_GRADE, 1),
    ]
    assert grade_counts((), ("", "")) == []
    with database.transaction() as session:
        found = fill(session, "甲", "乙")
        with pytest.raises(GradeUnknown, match="没有“称职”这个等次"):
            decide(session, found["甲"], "称职")
        with pytest.raises(GradeNeedsReason, match="改评“优秀”要写明理由"):
            edit_assessment(session, year=2026, deputy_id=found["甲"], version=None, grade="优秀")
        # Decided while another scheme held.
        session.add(Assessment(deputy_id=found["甲"], year=2026, summary="", group_opinion="", grade="称职"))
    ranking = text_of(draw_ranking(database, out=tmp_path / "名次.pdf", year=2026).path)
    assert "较差 1 人（50.00%），称职 1 人（50.00%）。" in ranking
    print_summary(database, lambda *_: None, year=2026, out=tmp_path / "汇总.xlsx")
    grades = CalamineWorkbook.from_path(tmp_path / "汇总.xlsx").get_sheet_by_name("等次统计").to_python()
    assert grades[5:8] == [["较差", 1, 50], ["称职", 1, 50], ["合计", 2, 100]]


def test_who_no_longer_meets_the_conditions_is_not_published_and_who_is_taken_off_leaves_list_and_paper(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        found = fill(session, "甲", "乙", "丙")
        for name in ("甲", "乙"):
            decide(session, found[name], "优秀")
            put_forward(session, found[name])
            pick(session, found[name])
        put_forward(session, found["乙"], caring=False, again=True)
        assert [row.state for row in read_fine(session, year=2026).rows] == ["已定", "已定，条件不符"]
        with pytest.raises(NamesNotEligible, match="乙已定为五好代表，现在不符合条件：“心系民生好”不符合"):
            publish_names(session, year=2026, honour=Honour.FINE, starts_on=FIRST)
        put_forward(session, found["乙"], again=True)
        published = publish_names(session, year=2026, honour=Honour.FINE, starts_on=FIRST)
        for chosen in (True, False):
            with pytest.raises(FinePublished, match="2026 年五好代表已经公示"):
                pick(session, found["甲"], chosen=chosen)
        with pytest.raises(NotOnTheList, match="丙不在这份公示名单上"):
            object_to(session, list_id=published.id, words="有意见", said_on=FIRST, deputy_id=found["丙"])
        for day in (date(2026, 11, 15), date(2026, 11, 21)):
            with pytest.raises(ObjectionDaysWrong, match="提出的日期"):
                object_to(session, list_id=published.id, words="有意见", said_on=day)
        for name in ("甲", "乙"):
            row = object_to(
                session,
                list_id=published.id,
                words="有意见",
                said_on=date(2026, 11, 18),
                deputy_id=found[name],
            )
            held = row.objections[-1]
            with pytest.raises(ObjectionDaysWrong, match="答复的日期 11月17日比异议提出的 11月18日还早"):
                answer_objection(
                    session,
                    objection_id=held.id,
                    version=held.version,
                    answer="属实",
                    answered_on=date(2026, 11, 17),
                )
        [first, second] = read_list(session, list_id=published.id).objections
        answer_objection(
            session,
            objection_id=first.id,
            version=first.version,
            answer="属实",
            answered_on=date(2026, 11, 19),
            removed=True,
        )
        view = read_fine(session, year=2026)
        assert (view.chosen, [(row.deputy, row.state) for row in view.rows]) == (
            1,
            [("乙", "已定"), ("甲", "公示后去掉")],
        )
    paper = text_of(draw_publicity(database, out=tmp_path / "公示.pdf", list_id=published.id).path)
    assert "以下 1 名代表" in paper
    assert "甲" not in paper
    fine = text_of(draw_fine(database, out=tmp_path / "五好.pdf", year=2026).path)
    assert "已定 1 人" in fine
    assert "公示后去掉" in fine
    with database.transaction() as session:
        answer_objection(
            session,
            objection_id=second.id,
            version=second.version,
            answer="属实",
            answered_on=date(2026, 11, 19),
            removed=True,
        )
    with pytest.raises(NobodyLeft, match="名单上已经没有人了"):
        draw_publicity(database, out=tmp_path / "空.pdf", list_id=published.id)
