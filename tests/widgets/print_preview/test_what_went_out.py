"""What left the house is on record: the paper's own step and the kept paper in one transaction."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import silent_progress
from deputy_station.widgets.print_preview.order import GoneOut, PaperOrder, record_gone_out
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

GONE = GoneOut(b"%PDF-1.4", 6, (1, 2), True, 2)


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[Work]:
    made = Work(FakeDatabase())
    yield made
    made.close()


def order(**steps: Any) -> PaperOrder:
    return PaperOrder("打印公告", "12月4日公告", "notice", lambda: silent_progress, {}, **steps)


def record(work: Work, given: PaperOrder, refused: list[str], gone: GoneOut = GONE) -> None:
    owner = QObject()
    record_gone_out(given, gone, Path("made"), work, refused=refused.append, owner=owner)
    assert work.wait()


def test_the_step_and_the_kept_paper_share_a_transaction(work: Work) -> None:
    done: list[tuple[str, Any, Any]] = []
    record(
        work,
        order(
            went_out=lambda session, *, made: done.append(("went_out", session, made)),
            keep=lambda session, **paper: done.append(("keep", session, paper)),
        ),
        [],
    )
    [(first, session, made), (second, same, paper)] = done
    assert (first, second, made) == ("went_out", "keep", Path("made"))
    assert session is same
    assert paper == {
        "kind": "notice",
        "title": "12月4日公告",
        "content": b"%PDF-1.4",
        "pages": 6,
        "chosen": (1, 2),
        "printed": True,
        "copies": 2,
        "ending": ".pdf",
        "about_id": None,
    }


def test_a_file_to_be_edited_is_kept_as_what_it_is(work: Work) -> None:
    endings: list[str] = []
    given = order(keep=lambda _session, **paper: endings.append(paper["ending"]))
    record(work, given, [], GoneOut(b"PK", 0, (), False, ending=".docx"))
    assert endings == [".docx"]


def test_a_paper_whose_step_is_refused_is_out_all_the_same_and_kept(work: Work) -> None:
    kept: list[str] = []
    refused: list[str] = []

    def went_out(_session: Any, *, made: Any) -> None:
        raise Refusal(f"{made} 已经改过。")

    record(
        work, order(went_out=went_out, keep=lambda _session, **paper: kept.append(paper["title"])), refused
    )
    assert refused == ["made 已经改过。"]
    assert kept == ["12月4日公告"]


def test_without_anything_to_record_no_transaction_is_begun(work: Work) -> None:
    changed: list[object] = []
    work.saved.connect(lambda: changed.append(1))
    record(work, order(), [])
    assert changed == []
