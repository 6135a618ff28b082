"""What holds for every printed scheme as shipped: it says where it is from, what was added, and what it asks."""

import pytest

from tests.features.points.schemes.shipped import FOLDER, shipped

FILES = sorted(path.stem for path in FOLDER.glob("[sp][0-9]*.toml"))


def test_there_are_as_many_as_were_promised() -> None:
    numbers = {name.split("_")[0] for name in FILES}
    promised = {"s04", "s05", "s06", "s07", "s08", "s09", "s12", "s13", "s16", "s17", "s18"}
    assert numbers >= promised | {"p01", "p03", "p04", "p05", "p10"}


@pytest.mark.parametrize("name", FILES)
def test_it_says_where_it_is_from_and_what_was_added(name: str) -> None:
    scheme = shipped(name)
    assert scheme.source
    assert scheme.reconstructed
    silent = [item.code for item in scheme.items if not item.printed and not item.assumed]
    assert silent == []


@pytest.mark.parametrize("name", FILES)
def test_every_open_question_has_a_title_people_understand(name: str) -> None:
    titles = [switch.title for switch in shipped(name).switches]
    assert all(titles)
    assert len(set(titles)) == len(titles)
