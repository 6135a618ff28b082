"""A dozen returned pictures, always the same: what `poe bench-scan` measures on a thousand, held by every run of the tests."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scanning import bench
from tests.scanning.bench import Outcome, run
from tests.scanning.filling import Truth
from tests.scanning.making import Expected, Returned, make
from tests.scanning.papers import Paper, print_papers

SEED = 5
PICTURES = 12
DPI = 200


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paper, ...]:
    return print_papers(tmp_path_factory.mktemp("papers"), SEED, 6)


@pytest.fixture(scope="module")
def returned(
    papers: tuple[Paper, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Outcome, Returned]]]:
    """What the reader said of each picture, and the picture: making one takes ten times as long as reading it."""
    folder = tmp_path_factory.mktemp("returned")
    pictures: list[Returned] = []

    def make_and_hold(*given: Any, **named: Any) -> Returned:
        pictures.append(make(*given, **named))
        return pictures[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "make", make_and_hold)
        outcomes = list(run(papers, seed=SEED, sheets=PICTURES, folder=folder, dpi=DPI, processes=1))
    yield list(zip(outcomes, pictures, strict=True))
    assert not list(folder.iterdir()), "a picture was left behind"


@pytest.fixture(scope="module")
def outcomes(returned: list[tuple[Outcome, Returned]]) -> list[Outcome]:
    return [outcome for outcome, _ in returned]


@pytest.fixture(scope="module")
def pictures(returned: list[tuple[Outcome, Returned]]) -> list[Returned]:
    return [picture for _, picture in returned]


def test_every_sheet_is_filed_as_what_it_is(outcomes: list[Outcome]) -> None:
    assert {outcome.kind for outcome in outcomes} >= {"scan", "copy", "phone"}, "too much of one kind"
    for outcome in outcomes:
        assert not outcome.failure, outcome
        assert not outcome.misfiled, outcome
        assert outcome.filed == (outcome.expected is Expected.OURS), outcome


def test_no_box_is_decided_wrongly_and_few_are_asked(outcomes: list[Outcome]) -> None:
    assert [mistake for outcome in outcomes for mistake in outcome.mistakes] == []
    boxes = sum(outcome.boxes for outcome in outcomes)
    assert boxes > 200
    assert sum(outcome.said_signed for outcome in outcomes) > 50
    assert sum(outcome.said_empty for outcome in outcomes) > 50
    assert sum(outcome.asked for outcome in outcomes) <= boxes / 10


def test_the_same_seed_makes_the_same_picture(papers: tuple[Paper, ...], pictures: list[Returned]) -> None:
    one, again, other = pictures[3], make(papers, SEED, 3, dpi=DPI), pictures[4]
    assert hashlib.sha256(one.data).digest() == hashlib.sha256(again.data).digest()
    assert one.truth == again.truth
    assert one.data != other.data


def test_what_counts_as_true_covers_every_box_of_the_page(
    papers: tuple[Paper, ...], pictures: list[Returned]
) -> None:
    seen: set[Truth] = set()
    for returned in pictures:
        if returned.expected is Expected.OURS:
            boxes = papers[returned.paper].geometry.of_page(returned.page)
            assert returned.truth.keys() == {box.key for box in boxes}
            seen |= set(returned.truth.values())
    assert {Truth.SIGNED, Truth.EMPTY} <= seen


def test_a_picture_to_learn_from_has_as_many_names_crossed_out_as_wanted(papers: tuple[Paper, ...]) -> None:
    for share, made in ((1.0, {Truth.STRUCK}), (0.0, {Truth.SIGNED})):
        names: set[Truth] = set()
        for number in range(2):
            returned = make(papers, SEED, number, dpi=150, crossed=share)
            paper = papers[returned.paper]
            printed = {f"row:{row.number}" for row in paper.rows if row.name}
            names |= {truth for key, truth in returned.truth.items() if key in printed}
        assert names - {Truth.EMPTY} == made


def test_no_part_of_the_generator_knows_the_reader() -> None:
    parts = [
        path
        for path in Path(__file__).parent.glob("*.py")
        if path.name not in {"bench.py", "fitting.py", Path(__file__).name}
    ]
    assert len(parts) > 8
    knowing = [path.name for path in parts if "documents.scanning" in path.read_text(encoding="utf-8")]
    assert knowing == []
