"""Which column was which is remembered per source: for the window, for the command line, at every desk."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from deputy_station.documents.import_memory import REMEMBERED_SOURCES, recall_columns, remember_columns
from deputy_station.documents.workbook_in import ColumnMissing
from deputy_station.features.demands.commands import import_ledger
from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.demands.models import Demand
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from deputy_station.store.memory import Memory
from tests.documents.workbook_makers import make_workbook

from .conftest import Town

ODD = ["编号", "日期", "事由", "住在哪里"]
CANAL = ["1", "2026-03-05", "渠堵了，浇不上地", "朔里镇六村 3 组"]


def run(database: Database, path: Path, *columns: str) -> tuple[dict[str, object], str]:
    out, err = io.StringIO(), io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out, err=err)
    import_ledger(desk, path, column=list(columns))
    return json.loads(out.getvalue()), err.getvalue()


def test_what_was_pointed_out_once_is_known_the_next_time_wherever_the_columns_stand(
    database: Database, town: Town, tmp_path: Path
) -> None:
    first = make_workbook(tmp_path / "三月.xlsx", ODD, CANAL)
    with pytest.raises(ColumnMissing):
        run(database, first)
    told, said = run(database, first, "反映问题=事由", "visitor_address=住在哪里")
    assert told["imported"] == 1
    assert ("导入前的备份在“" in said) == database.is_file
    turned = make_workbook(tmp_path / "四月.xlsx", ODD[::-1], ["七村", "路灯不亮", "2026-04-01", "2"])
    assert run(database, turned)[0]["imported"] == 1
    with database.reading() as session:
        kept = session.scalars(select(Demand).order_by(Demand.id)).all()
    assert [(one.words, one.village) for one in kept] == [("渠堵了，浇不上地", "六村"), ("路灯不亮", "七村")]


def test_files_with_other_titles_are_read_as_ever(database: Database, town: Town, tmp_path: Path) -> None:
    run(database, make_workbook(tmp_path / "三月.xlsx", ODD, CANAL), "反映问题=事由")
    plain = make_workbook(tmp_path / "另一处.xlsx", ["编号", "日期", "反映问题"], ["9", "2026-04-01", "路灯"])
    assert run(database, plain)[0]["imported"] == 1


def test_what_is_remembered_holds_no_word_of_the_file_and_not_more_than_the_newest_sources(
    database: Database, town: Town, tmp_path: Path
) -> None:
    run(database, make_workbook(tmp_path / "三月.xlsx", ODD, CANAL), "反映问题=事由")
    with database.reading() as session:
        value = session.scalars(select(Memory.value).where(Memory.key == "import.demands")).one()
    assert json.dumps(value).isascii()
    assert "words" in json.dumps(value)
    with database.transaction() as session:
        for number in range(REMEMBERED_SOURCES):
            remember_columns(
                session, key="demands", source=f"s{number}", tokens=["a", "b"], places={"words": 1}
            )
    with database.reading() as session:
        kept = recall_columns(session, key="demands")
    assert list(kept) == [f"s{number}" for number in range(REMEMBERED_SOURCES)]


def test_a_dry_run_remembers_nothing(database: Database, town: Town, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "三月.xlsx", ODD, CANAL)
    with database.reading() as session:
        assert import_demands(session, path, dry_run=True, mapping={"words": "事由"}).ready == 1
        assert recall_columns(session, key="demands") == {}


def test_two_offices_that_number_alike_are_told_apart_and_a_forgotten_name_doubles_nothing(
    database: Database, town: Town, tmp_path: Path
) -> None:
    titles = ["编号", "日期", "反映问题"]
    ours = make_workbook(tmp_path / "村.xlsx", titles, ["1", "2026-03-05", "渠堵了"])
    theirs = make_workbook(tmp_path / "所.xlsx", titles, ["1", "2026-03-05", "路灯不亮"])
    assert run(database, ours)[0]["imported"] == 1
    assert run(database, theirs)[0]["errors"] == 1, "one number, two matters: somebody has to look"
    with database.transaction() as session:
        assert import_demands(session, theirs, source="司法所").imported == 1
    with database.transaction() as session:
        again = import_demands(session, ours, source="司法所")
    assert (again.imported, again.errors) == (0, 1), "under that name the number is another matter"
    other = make_workbook(tmp_path / "二.xlsx", titles, ["2", "2026-03-06", "井盖松动"])
    with database.transaction() as session:
        assert import_demands(session, other, source="司法所").imported == 1
    assert run(database, other)[0]["unchanged"] == 1
    with database.reading() as session:
        assert len(session.scalars(select(Demand.id)).all()) == 3
