"""Every shipped scheme can be read under every answer to its open questions, alone and with all others turned."""

from collections.abc import Iterator

import pytest

from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Subject
from deputy_station.features.points.rules.scheme import Scheme, Switch
from tests.features.points.schemes.shipped import FOLDER, shipped

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def answers_of(switch: Switch) -> tuple[str | bool, ...]:
    """What may be answered."""
    return switch.options or (True, False)


def ways(scheme: Scheme) -> Iterator[dict[str, str | bool]]:
    """Each answer alone, then the last answer to every question at once."""
    for switch in scheme.switches:
        for answer in answers_of(switch):
            yield {switch.key: answer}
    yield {switch.key: answers_of(switch)[-1] for switch in scheme.switches}


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_gives_a_scheme_that_scores_who_did_nothing(name: str) -> None:
    for answers in ways(shipped(name)):
        scheme = shipped(name, **answers)
        given = {switch.key: switch.answer for switch in scheme.switches}
        for key, answer in answers.items():
            assert given[key] == (
                {True: "是", False: "否"}.get(answer) if isinstance(answer, bool) else answer
            )
        (score,) = score_all(scheme, [(Subject("nobody"), [])])
        assert [each.item.code for each in score.items] == [item.code for item in scheme.items]
