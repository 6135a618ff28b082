"""五好代表 and publication lists: who may be chosen, votes, objections before a list is final. 20 November 2026."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from deputy_station.features.assessment.documents.lists import draw_fine, draw_ranking, draw_term
from deputy_station.features.assessment.documents.official import draw_publicity
from deputy_station.features.assessment.rules.choices import Every, Honour
from deputy_station.features.assessment.rules.fine import (
    NotEligible,
    PlacesFull,
    least_of,
    obstacles,
    proposed,
)
from deputy_station.features.assessment.service.fine import (
    NominatedTwice,
    VotesWrong,
    choose,
    count_votes,
    nominate,
    read_fine,
)
from deputy_station.features.assessment.service.publicity import list_publicity
from deputy_station.features.assessment.service.publishing import (
    ListFinal,
    NothingToPublish,
    NotYetFinal,
    PublishedAlready,
    WordsMissing,
    answer_objection,
    make_final,
    object_to,
    publish_names,
)
from deputy_station.features.assessment.service.sheets import edit_assessment, sheet_of
from deputy_station.features.assessment.service.year import set_year
from deputy_station.features.deputies.models import Deputy, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.history.service import list_history
from deputy_station.features.reception.service.calendar import set_calendar_day
from deputy_station.store.database import Database

GRADES = ("优秀", "好", "一般", "较差")


def fill(session: Session, grades: dict[str, str]) -> dict[str, int]:
    """Deputies with decided grades ("" leaves the one by points, 较差)."""
    session.add(
        Station(
            name="东街站",
            code="东街",
            township="青石镇",
            district="杜集区",
            phone="0561-5550123",
            is_home=True,
        )
    )
    found = {}
    for name, grade in grades.items():
        deputy = Deputy(name=name, sort_key=name)
        deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
        session.add(deputy)
        session.flush()
        found[name] = deputy.id
        if grade:
            edit_assessment(
                session, year=2026, deputy_id=deputy.id, version=None, grade=grade, grade_reason="实绩突出。"
            )
    return found


def put_forward(session: Session, deputy_id: int, *, caring: bool = True) -> None:
    nominate(
        session,
        year=2026,
        deputy_id=deputy_id,
        lawful=True,
        advising=True,
        developing=True,
        caring=caring,
        working=True,
    )


def test_a_veto_a_low_grade_or_a_no_stands_in_the_way() -> None:
    def of(grade: str, vetoes: tuple[str, ...] = (), held: bool = True) -> tuple[str, ...]:
        virtues = (("遵纪守法好", True), ("心系民生好", held))
        return obstacles(grade=grade, grades=GRADES, least="好", vetoes=vetoes, virtues=virtues)

    assert of("优秀") == of("好") == ()
    assert of("一般") == ("等次一般，要好以上",)
    assert of("好", vetoes=("受党纪处分",)) == ("一票否决：受党纪处分",)
    assert of("好", held=False) == ("“心系民生好”不符合",)
    assert of("") == ("还没有等次",)
    # A scheme without that grade: its second best is enough.
    assert least_of(("优秀", "称职", "不称职"), "好") == "称职"


def test_votes_choose_the_first_and_a_tie_at_the_last_place_chooses_none_of_those_tied() -> None:
    assert proposed([(1, 9), (2, 7), (3, 5)], 2) == {1, 2}
    assert proposed([(1, 9), (2, 7), (3, 7)], 2) == {1}
    assert proposed([(1, 7), (2, 7), (3, 7)], 2) == frozenset()
    assert proposed([(1, 7), (2, 0)], 2) == {1}


def test_nominees_are_counted_and_chosen_within_the_places_if_eligible(database: Database) -> None:
    with database.transaction() as session:
        found = fill(session, {"甲": "优秀", "乙": "好", "丙": "", "丁": "好"})
        set_year(
            session,
            year=2026,
            version=None,
            duty_every=Every.TERM,
            ballot_rule="80_50",
            fine_places=1,
            objection_days=5,
        )
        for name in ("甲", "乙", "丙"):
            put_forward(session, found[name])
        put_forward(session, found["丁"], caring=False)
        with pytest.raises(NominatedTwice, match="甲今年已经推荐过了"):
            put_forward(session, found["甲"])
        ids = {row.deputy: row.id for row in read_fine(session, year=2026).rows}
        votes = [(ids["甲"], {"votes": 30}), (ids["乙"], {"votes": 21}), (ids["丙"], {"votes": 40})]
        assert count_votes(session, year=2026, votes=votes) == 3
        assert count_votes(session, year=2026, votes=votes) == 0
        with pytest.raises(VotesWrong):
            count_votes(session, year=2026, votes=[(ids["甲"], {"votes": -1})])
    with database.transaction() as session:
        rows = {row.deputy: row for row in read_fine(session, year=2026).rows}
        assert {name: row.state for name, row in rows.items()} == {
            "甲": "得票入围",
            "乙": "未入围",
            "丙": "不符合条件",
            "丁": "不符合条件",
        }
        with pytest.raises(NotEligible, match="丙不能定为五好代表：等次较差，要好以上"):
            choose(session, nomination_id=rows["丙"].id, version=rows["丙"].version, chosen=True)
        choose(session, nomination_id=rows["甲"].id, version=rows["甲"].version, chosen=True)
        with pytest.raises(PlacesFull, match="名额 1 人已经定满"):
            choose(session, nomination_id=rows["乙"].id, version=rows["乙"].version, chosen=True)
    with database.reading() as session:
        view = read_fine(session, year=2026)
    assert (view.chosen, view.rows[0].deputy, view.rows[0].state) == (1, "甲", "已定")


def test_a_publication_in_working_days_leaves_weekends_and_holidays_out(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        fill(session, {"甲": "优秀"})
        set_year(
            session,
            year=2026,
            version=None,
            duty_every=Every.TERM,
            ballot_rule="80_50",
            fine_places=1,
            objection_days=5,
            objection_workdays=True,
        )
        # Friday 20 November is the first, the weekend is left out, Thursday 26 November is the fifth.
        row = publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 20))
    assert (row.ends_on, row.workdays) == (date(2026, 11, 26), 5)
    assert row.arithmetic == "11月20日公示，当日起 5 个工作日（跳过周末 2 天），到 11月26日"
    draw_publicity(database, out=tmp_path / "公示.pdf", list_id=row.id)
    assert "11月26日，共5个工作日。" in text_of(tmp_path / "公示.pdf").replace(" ", "")
    with database.transaction() as session:
        # A holiday declared later moves no day that was published.
        set_calendar_day(session, on=date(2026, 11, 24), works=False, name="镇庆")
        [held] = list_publicity(session, year=2026)
    assert held.ends_on == date(2026, 11, 26)
    assert held.arithmetic.endswith("到 11月26日；公示以后放假安排改过，日子照公示的不变")


def test_a_list_is_final_after_its_days_and_when_every_objection_is_answered(database: Database) -> None:
    with database.transaction() as session:
        found = fill(session, {"甲": "优秀", "乙": "优秀", "丙": ""})
        # The first day counts: 16 to 19 November are four days, over since yesterday.
        row = publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 16), days=4)
        assert (row.ends_on, row.running, [each.deputy for each in row.names]) == (
            date(2026, 11, 19),
            False,
            ["乙", "甲"],
        )
        with pytest.raises(PublishedAlready):
            publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 16))
        with pytest.raises(WordsMissing):
            object_to(session, list_id=row.id, words=" ", said_on=date(2026, 11, 17))
        row = object_to(
            session,
            list_id=row.id,
            words="甲全年没有接待。",
            said_on=date(2026, 11, 17),
            said_by="张三丰",
            deputy_id=found["甲"],
        )
        assert row.state == "1 件异议未答复"
        with pytest.raises(NotYetFinal, match="还有 1 件异议没有答复"):
            make_final(session, list_id=row.id, version=row.version)
        [objection] = row.objections
        row = answer_objection(
            session,
            objection_id=objection.id,
            version=objection.version,
            answer="核对签到表，情况属实。",
            answered_on=date(2026, 11, 20),
            removed=True,
        )
        assert [each.deputy for each in row.standing] == ["乙"]
        row = make_final(session, list_id=row.id, version=row.version)
        assert (row.state, row.final_on) == ("已定案", date(2026, 11, 20))
        with pytest.raises(ListFinal):
            object_to(session, list_id=row.id, words="晚了", said_on=date(2026, 11, 20))
    with database.reading() as session:
        lines = list_history(session, subject="publicity_list", subject_id=row.id)
    assert [line.sentence for line in lines] == [
        "公示 2026 年度考核优秀代表 2 人，到 2026年11月19日",
        "登记 2026 年度考核优秀代表公示异议 1 件",
        "答复 2026 年度考核优秀代表公示异议 1 件",
        "2026 年度考核优秀代表名单定案",
    ]


def test_a_list_whose_last_day_is_today_still_runs_and_one_without_names_is_none(database: Database) -> None:
    with database.transaction() as session:
        fill(session, {"甲": "优秀"})
        with pytest.raises(NothingToPublish, match="还没有五好代表"):
            publish_names(session, year=2026, honour=Honour.FINE, starts_on=date(2026, 11, 16))
        row = publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 16))
        assert row.ends_on == date(2026, 11, 20)  # five days as shipped
        with pytest.raises(NotYetFinal, match="结束，还不能定案"):
            make_final(session, list_id=row.id, version=row.version)
        assert [each.state for each in list_publicity(session, year=2026)] == ["公示中"]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].get_textpage().get_text_range().replace("\r\n", "")
    finally:
        document.close()


def test_what_was_published_stands_and_what_differs_since_is_said_on_the_list_and_in_the_ranking(
    database: Database, tmp_path: Path
) -> None:
    def grade(session: Session, deputy_id: int, word: str) -> None:
        held = sheet_of(session, year=2026, deputy_id=deputy_id).version
        edit_assessment(
            session, year=2026, deputy_id=deputy_id, version=held, grade=word, grade_reason="复核改评。"
        )

    with database.transaction() as session:
        found = fill(session, {"甲": "优秀", "乙": "优秀", "丙": "好", "丁": "优秀"})
        row = publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 16))
        assert list_publicity(session, year=2026)[0].changes == ()
        grade(session, found["乙"], "一般")
        grade(session, found["丙"], "优秀")
        row = object_to(
            session, list_id=row.id, words="不实", said_on=date(2026, 11, 17), deputy_id=found["丁"]
        )
        [objection] = row.objections
        answer_objection(
            session,
            objection_id=objection.id,
            version=objection.version,
            answer="属实",
            answered_on=date(2026, 11, 18),
            removed=True,
        )
        [listed] = list_publicity(session, year=2026)
    assert {each.deputy for each in listed.standing} == {"甲", "乙"}
    assert set(listed.changes) == {
        "乙：已公示为“优秀”，现为“一般”",
        "丙：公示名单上没有，现为“优秀”",
        "丁：公示后因异议去掉，现仍为“优秀”",
    }
    ranking = text_of(draw_ranking(database, out=tmp_path / "名次.pdf", year=2026).path).replace("\n", "")
    assert "已公示为“优秀”，现为“一般”" in ranking
    published = text_of(draw_publicity(database, out=tmp_path / "公示.pdf", list_id=row.id).path)
    assert "乙" in published
    assert "现为" not in published


def test_the_papers_say_what_the_lists_hold_and_not_who_objected(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        found = fill(session, {"甲一": "优秀", "乙二": "好", "丙三": ""})
        put_forward(session, found["甲一"])
        put_forward(session, found["丙三"])
        row = publish_names(session, year=2026, honour=Honour.EXCELLENT, starts_on=date(2026, 11, 16))
        object_to(session, list_id=row.id, words="有意见", said_on=date(2026, 11, 17), said_by="张三丰")
    ranking = text_of(draw_ranking(database, out=tmp_path / "名次.pdf", year=2026).path)
    # Three thirds: the largest remainder first, together 100.00.
    assert (
        "共 3 人：优秀 1 人（33.34%），好 1 人（33.33%），一般 0 人（0.00%），较差 1 人（33.33%）" in ranking
    )
    assert "按积分提出“较差”，评定为“优秀”" in ranking
    term = text_of(draw_term(database, out=tmp_path / "任期.pdf", year=2026).path)
    assert "2026年" in term
    assert "乙二" in term
    fine = text_of(draw_fine(database, out=tmp_path / "五好.pdf", year=2026).path)
    assert "推荐 2 人，名额 15 人，已定 0 人" in fine
    assert "等次较差，要好以上" in fine
    published = text_of(draw_publicity(database, out=tmp_path / "公示.pdf", list_id=row.id).path)
    assert "关于2026年度考核优秀代表的公示" in published
    assert "拟确定以下 1 名代表" in published
    assert "2026年11月16日至11月20日，共 5 天" in published
    assert "0561-5550123" in published
    assert "张三丰" not in published
    assert draw_publicity(database, out=tmp_path / "公示.docx", list_id=row.id).path.exists()
