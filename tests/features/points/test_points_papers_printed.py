"""Papers of points from the station's records and closed periods, by the functions of the pages and by commands."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from deputy_station.core.errors import NotFound
from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.frame import NoHomeStation
from deputy_station.features.points.commands import export_derivation, export_statement, export_wall
from deputy_station.features.points.documents.printing import (
    print_derivation,
    print_statements,
    print_wall,
)
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.service import closing, library
from deputy_station.features.points.service.papers import (
    WallOrder,
    read_derivation,
    read_statements,
    read_wall,
)
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.points.town_points import TOWN, YEAR, donation, town_scores


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """A station with a group of three; 白露 attended trainings in March, May and August 2026."""
    with database.transaction() as session:
        session.add(
            Station(
                name="东街代表联络站",
                code="东街",
                township="青石镇",
                district="杜集区",
                phone="0561-1234567",
                is_home=True,
            )
        )
        group = Group(name="第一代表小组", position=1)
        for name in ("安平", "白露", "陈桂英"):
            deputy = Deputy(name=name, sort_key=name, group=group)
            deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
            session.add(deputy)
        session.flush()
        found = {deputy.name: deputy.id for deputy in session.query(Deputy)}
        for month in (3, 5, 8):
            activity = Activity(
                kind=ActivityKind.TRAINING, title=f"{month}月学习培训", held_on=date(2026, month, 16)
            )
            session.add(activity)
            session.flush()
            session.add(
                Attendance(activity_id=activity.id, deputy_id=found["白露"], state=AttendanceState.PRESENT)
            )
    return found


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def adopt(database: Database, key: str, year: int) -> None:
    do(database, library.adopt_scheme, key=key, year=year, answers={}, version=None)


def published(database: Database, people: dict[str, int], facts: list[Fact]) -> Any:
    """2025 closed by the town's scheme with these facts, and published on 20 November 2026 for seven days."""
    do(database, library.create_scheme, key="qingshi", text=TOWN)
    adopt(database, "qingshi", 2025)
    present = town_scores(people, facts)
    row = do(database, closing.close_period, period=YEAR, present=present, despite_open=True)
    return do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def desk(database: Database) -> tuple[Desk, io.StringIO]:
    answer = io.StringIO()
    return Desk(lambda: database, as_json=True, out=answer, err=io.StringIO()), answer


# -- the wall list


def test_the_published_list_says_until_when_to_whom_and_when_it_went_out(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    published(database, people, [donation(people["白露"], day) for day in (1, 2, 3, 4)])
    made = print_wall(database, silent_progress, year=2025, out=tmp_path / "榜.pdf")
    assert (made.period, made.subjects, made.pages) == ("2025", 3, 1)
    text = text_of(tmp_path / "榜.pdf")
    assert "（盖章）2026年11月20日" in text
    assert "青石镇人大代表履职积分公示" in text
    assert "更正后" not in text
    assert "共3人：“优秀”1人，“合格”0人，“不合格”2人。" in text
    # Seven days after 20 November, on the paper of that day.
    assert "请在11月27日以前（含当日）向东街代表联络站提出，电话0561-1234567" in text
    assert "2026年11月20日" in text
    # Four donations of 2 points.
    assert "1白露第一代表小组8.008.00优秀" in text


def test_after_a_correction_the_list_says_so_and_the_others_move_down(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    row = published(database, people, [donation(people["白露"], 1)])
    better = [donation(people["安平"], day) for day in (1, 2)]
    (present,) = town_scores({"安平": people["安平"]}, better)
    do(
        database,
        closing.correct_score,
        closing_id=row.id,
        deputy_id=people["安平"],
        present=present,
        reason="漏登两笔捐款",
    )
    with database.reading() as session:
        wall = read_wall(session, year=2025)
    places = [(line.name, line.rank, line.shown, line.corrected) for line in wall.lines]
    # 安平 4 by correction, 白露 2 as published, 陈桂英 0.
    assert places == [("安平", 1, "4.00", True), ("白露", 2, "2.00", False), ("陈桂英", 3, "0.00", False)]
    print_wall(database, silent_progress, year=2025, out=tmp_path / "榜.pdf")
    text = text_of(tmp_path / "榜.pdf")
    assert "履职积分公示（更正后）" in text
    assert "11月20日公布以后更正1处" in text
    assert "安平＊" in text
    assert "漏登两笔捐款" not in text


def test_the_list_goes_by_the_roster_where_that_is_asked(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        by_rank = read_wall(session, year=2026)
        by_roster = read_wall(session, year=2026, order=WallOrder.ROSTER)
    assert by_rank.lines[0].name == "白露"
    assert [line.name for line in by_roster.lines] == list(people)
    assert {line.name: line.rank for line in by_roster.lines} == {"白露": 1, "安平": 2, "陈桂英": 2}


def test_printing_changes_nothing_on_record(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    row = published(database, people, [])
    print_wall(database, silent_progress, year=2025, out=tmp_path / "榜.pdf")
    print_derivation(database, silent_progress, year=2025, subject_id=people["安平"], out=tmp_path / "单.pdf")
    with database.reading() as session:
        assert read_wall(session, year=2025).head.closing == row


# -- the statement


def test_everybodys_statement_is_one_pdf_with_bookmarks_and_properties(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    made = print_statements(database, silent_progress, year=2026, out=tmp_path / "清单.pdf")
    # On 20 November the third quarter is the last that is over.
    assert (made.period, made.subjects) == ("2026-Q3", 3)
    document = pypdfium2.PdfDocument(tmp_path / "清单.pdf")
    try:
        assert [entry.get_title() for entry in document.get_toc()] == [
            f"{name}（第一代表小组）" for name in people
        ]
        told = document.get_metadata_dict()
    finally:
        document.close()
    assert told["Title"] == "青石镇人大代表履职积分清单 2026 年第三季度"
    assert told["Author"] == "东街代表联络站"


def test_a_statement_stands_as_of_its_quarters_last_day(database: Database, people: dict[str, int]) -> None:
    trainings = {}
    with database.reading() as session:
        for key in ("2026-Q1", "2026-Q2", "2026-Q3"):
            read = read_statements(session, year=2026, key=key, subject_id=people["白露"])
            (score,) = read.scores
            trainings[key] = len(score.item("B3").counted)
            assert read.span.key == key
    assert trainings == {"2026-Q1": 1, "2026-Q2": 2, "2026-Q3": 3}


def test_the_whole_period_of_the_scheme_may_be_asked_for(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        read = read_statements(session, year=2026, key="2026", subject_id=people["安平"])
    assert (read.span.first, read.span.last) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_quarter_longer_than_the_schemes_period_gives_its_last_period_under_its_own_name(
    database: Database, people: dict[str, int]
) -> None:
    monthly = TOWN.replace('version = "2026"', 'version = "2026"\nperiod = { unit = "月" }')
    do(database, library.create_scheme, key="monthly", text=monthly)
    adopt(database, "monthly", 2026)
    with database.reading() as session:
        read = read_statements(session, year=2026, key="2026-Q2", subject_id=people["安平"])
    assert (read.span.first, read.span.last) == (date(2026, 6, 1), date(2026, 6, 30))
    assert read.head.period.key == "2026-06"
    assert read.span.name == read.head.period.name


def test_objections_are_returned_until_the_day_published_or_that_of_the_scheme(
    database: Database, people: dict[str, int]
) -> None:
    published(database, people, [])
    with database.reading() as session:
        assert read_statements(session, year=2025, key="2025-Q4").return_by == date(2026, 11, 27)
        # The town's scheme names no days, and the third quarter was not what went out.
        assert read_statements(session, year=2025, key="2025-Q3").return_by is None
        # Then the station's own days hold, from the day of printing.
        read = read_statements(session, year=2025, key="2025-Q3", objection_days=10)
        assert read.return_by == date(2026, 11, 30)


def test_a_scheme_that_scores_groups_prints_groups(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    adopt(database, "p03_guangshui_group_2017", 2026)
    for made in (
        print_wall(database, silent_progress, year=2026, out=tmp_path / "榜.pdf"),
        print_statements(database, silent_progress, year=2026, key="2026-Q1", out=tmp_path / "清单.pdf"),
        print_derivation(database, silent_progress, year=2026, name="第一代表小组", out=tmp_path / "单.pdf"),
    ):
        assert made.subjects == 1
        assert "青石镇代表小组履职积分" in text_of(made.path)
        assert "第一代表小组" in text_of(made.path)
    assert len(people) == 3


# -- the derivation


def test_the_derivation_of_a_published_period_shows_both_values_and_what_waits(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    wang = people["白露"]
    row = published(database, people, [donation(wang, 1)])
    (present,) = town_scores({"白露": wang}, [donation(wang, 1), donation(wang, 2)])
    do(
        database,
        closing.correct_score,
        closing_id=row.id,
        deputy_id=wang,
        present=present,
        reason="补登一笔",
    )
    print_derivation(database, silent_progress, year=2025, subject_id=wang, out=tmp_path / "单.pdf")
    text = text_of(tmp_path / "单.pdf")
    assert "2026年11月20日公布，异议到11月27日为止" in text
    assert "总分2.00改为4.00，等次“不合格”改为“合格”，原因：补登一笔" in text
    # The made-up donations are not among the station's records: what these give now differs, and is said.
    assert "按现在的记录算不一样，还没有更正：总分4.00改为0.00" in text


def test_the_rank_is_that_among_all(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        read = read_derivation(session, year=2026, subject_id=people["陈桂英"])
    assert (read.score.graded.rank, read.score.graded.of) == (2, 3)


# -- commands and refusals


def test_the_commands_tell_where_what_and_how_many(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    for export, values, period, subjects in (
        (export_wall, {"roster": True}, "2026", len(people)),
        (export_statement, {"period": "2026-Q2", "deputy": " 白露 "}, "2026-Q2", 1),
        (export_derivation, {"deputy": "白露"}, "2026", 1),
    ):
        station, answer = desk(database)
        out = tmp_path / f"{export.__name__}.pdf"
        export(station, year=2026, out=out, **values)  # type: ignore[operator]
        told = json.loads(answer.getvalue())
        assert (told["path"], told["period"], told["subjects"]) == (str(out), period, subjects)
        assert out.exists()


@pytest.mark.parametrize(
    ("export", "values", "told"),
    [
        (export_wall, {"period": "2026-Q9"}, "2026 年的“2026-Q9”这一期，可选：2026"),
        (export_statement, {"period": "2025-Q1"}, "2026 年的“2025-Q1”这一期"),
        (export_statement, {"deputy": "李四"}, "有积分的代表“李四”"),
        (export_derivation, {"deputy": "李四"}, "2026 年有积分的代表“李四”"),
    ],
)
def test_what_there_is_not_is_refused_and_nothing_written(
    database: Database,
    people: dict[str, int],
    tmp_path: Path,
    export: Any,
    values: dict[str, str],
    told: str,
) -> None:
    station, _answer = desk(database)
    with pytest.raises(NotFound, match=told):
        export(station, year=2026, out=tmp_path / "纸.pdf", **values)
    assert list(tmp_path.glob("*.pdf")) == []
    assert people


def test_without_a_station_no_paper_is_made(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NoHomeStation):
        print_wall(database, silent_progress, year=2026, out=tmp_path / "榜.pdf")
    with pytest.raises(NoHomeStation):
        print_statements(database, silent_progress, year=2026, out=tmp_path / "清单.pdf")


def test_the_sentence_about_a_derivation_keeps_name_and_year_apart(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    told = io.StringIO()
    station = Desk(lambda: database, out=told, err=io.StringIO())
    export_derivation(station, year=2026, deputy="白露", out=tmp_path / "单.pdf")
    assert people
    assert told.getvalue().startswith("白露 2026 年积分推算单，共 ")
