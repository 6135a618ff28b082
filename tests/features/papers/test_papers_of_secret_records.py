"""A paper about one suggestion or demand is as secret as that record is now."""

from pathlib import Path

import pytest

from deputy_station.features.accounts.rules import Role
from deputy_station.features.archive.service.year import VisitorsNotYours, plan_year
from deputy_station.features.history.service import list_history
from deputy_station.features.papers.documents.exported import keep_exported
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.finding import name_kept, search_kept
from deputy_station.features.papers.service.keeping import (
    count_by_year,
    count_papers,
    get_paper,
    keep_paper,
    kinds_kept,
    list_papers,
    take_paper,
)
from deputy_station.features.papers.service.secrecy import PaperIsSecret
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store.database import Database


def propose(database: Database, lead_id: int, *, confidential: bool = False) -> int:
    with database.transaction() as session:
        return draft_suggestion(
            session, title="修渠", kind=SuggestionKind.BETWEEN, lead_id=lead_id, confidential=confidential
        ).id


def keep(database: Database, about_id: int | None, title: str) -> int:
    with database.transaction() as session:
        return keep_paper(
            session, kind="suggestion_paper", title=title, content=title.encode(), pages=1, way=Way.PRINTED,
            about_id=about_id,
        ).id  # fmt: skip


def titles(database: Database) -> list[list[str]]:
    """In the list, in the search box, named again after it was found."""
    with database.reading() as session:
        listed = [row.title for row in list_papers(session)]
        assert count_papers(session) == sum(count_by_year(session).values()) == len(listed)
        found = [row.title for row in search_kept(session, words=["专用纸"], days={})]
        return [listed, found, [row.title for row in name_kept(session, ids=range(1, 9))]]


def test_papers_of_a_suggestion_that_is_secret_then_or_since_are_hidden(
    database: Database, people: dict[str, int]
) -> None:
    of_all, later, secret = (
        propose(database, people["王建国"], confidential=confidential)
        for confidential in (False, False, True)
    )
    keep(database, of_all, "专用纸 1")
    became = keep(database, later, "专用纸 2")
    keep(database, secret, "专用纸 3")
    keep(database, None, "专用纸 4")  # nobody knows of which
    with database.transaction() as session:
        session.get_one(Suggestion, later).confidential = True
    assert [sorted(each) for each in titles(database)] == [
        [f"专用纸 {number}" for number in (1, 2, 3, 4)]
    ] * 3
    with database.transaction() as session:
        kept = take_paper(session, paper_id=became)
        assert (kept.content, kept.row.secret, kept.row.private) == ("专用纸 2".encode(), True, True)
        [_kept, looked] = list_history(session, subject="printed_paper", subject_id=became)
        assert looked.sentence == "查看存底“专用纸 2”"
    database.role = Role.DISTRICT.value
    assert titles(database) == [["专用纸 1"]] * 3
    with database.transaction() as session:
        for way in (get_paper, take_paper):
            with pytest.raises(PaperIsSecret):
                way(session, paper_id=became)
        with pytest.raises(VisitorsNotYours):  # never written with pieces silently left out
            plan_year(session, year=2026)
        session.get_one(Suggestion, later).confidential = session.get_one(Suggestion, secret).confidential = (
            False
        )
    with database.transaction() as session:
        assert take_paper(session, paper_id=became).content == "专用纸 2".encode()
        assert list(kinds_kept(session)) == ["suggestion_paper"]


def test_a_suggestion_taken_away_leaves_its_papers_hidden(database: Database) -> None:
    keep(database, 99, "专用纸 1")
    database.role = Role.DISTRICT.value
    assert titles(database) == [[]] * 3


def test_a_command_tells_which_record_its_paper_is_about(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    one = propose(database, people["王建国"])
    (tmp_path / "专用纸.docx").write_bytes(b"words")
    row = keep_exported(
        database, tmp_path / "专用纸.docx", line="export suggestion", told={"suggestion_id": one}
    )
    assert row is not None
    assert (row.about_id, row.secret) == (one, False)
