"""Tables of steps: read from data, laid over by a station's own habits, refused where they do not hang together."""

import pytest

from deputy_station.core.choices import Choice
from deputy_station.features.accounts.rules import Role
from deputy_station.features.matters.rules.table import (
    Need,
    StepIncomplete,
    StepNotAllowed,
    StepNotYours,
    StepTable,
    StepUnknown,
    TableWrong,
    Variation,
    read_table,
)


class Way(Choice):
    """Three states of a small matter."""

    NEW = "new", "新"
    OUT = "out", "在办"
    DONE = "done", "了结"


class Said(Choice):
    """An opinion."""

    GOOD = "good", "好"
    BAD = "bad", "不好"
    ODD = "odd", "说不清"


SMALL = """
word = "事项"
closed = ["done"]

[[step]]
key = "begin"
label = "开始"
from = []
to = "new"

[[step]]
key = "send"
label = "送出"
from = ["new"]
to = "out"
needs = ["unit"]
note = "意见"
main_in = ["new"]

[[step]]
key = "urge"
label = "催"
from = ["out"]
roles = ["presidium"]

[[step]]
key = "close"
label = "了结"
from = ["out"]
to = "done"
needs = ["satisfaction"]
by_satisfaction = { good = "done", bad = "new" }
main_in = ["out"]
"""


def small(*more: tuple[str, str]) -> StepTable[Way]:
    text = SMALL
    for old, new in more:
        assert old in text
        text = text.replace(old, new, 1)
    return read_table(text, Way)


def test_the_main_step_comes_first_and_the_rest_in_the_order_of_the_table() -> None:
    assert [step.key for step in small().allowed(Way.OUT)] == ["close", "urge"]


def test_a_step_leads_where_the_table_says_and_by_what_was_said() -> None:
    table = small()
    assert table.check("send", Way.NEW, given=frozenset({Need.UNIT})) is Way.OUT
    assert table.check("urge", Way.OUT) is Way.OUT
    assert table.check("close", Way.OUT, opinion=Said.GOOD) is Way.DONE
    assert table.check("close", Way.OUT, opinion=Said.BAD) is Way.NEW


def test_a_step_out_of_turn_says_what_is_possible_now() -> None:
    with pytest.raises(StepNotAllowed, match="事项现在是“新”，不能“了结”。现在可以：送出。"):
        small().check("close", Way.NEW, opinion=Said.GOOD)


def test_a_step_without_what_it_needs_names_it() -> None:
    with pytest.raises(StepIncomplete, match="“送出”要写明承办单位"):
        small().check("send", Way.NEW)
    with pytest.raises(StepIncomplete, match="满意度"):
        small().check("close", Way.OUT)


def test_an_opinion_the_step_has_no_way_for_is_refused() -> None:
    with pytest.raises(StepNotAllowed, match="说不清"):
        small().check("close", Way.OUT, opinion=Said.ODD)


def test_a_step_is_taken_by_those_it_is_for() -> None:
    table = small()
    with pytest.raises(StepNotYours, match="“催”由主席团办公室来做"):
        table.check("urge", Way.OUT, role=Role.LIAISON)
    assert table.check("urge", Way.OUT, role=Role.PRESIDIUM) is Way.OUT
    assert [step.key for step in table.allowed(Way.OUT, Role.LIAISON)] == ["close"]


def test_a_step_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(StepUnknown, match="begin、send、urge、close"):
        small().check("fly", Way.NEW)


def test_a_station_does_without_a_step_asks_a_note_and_gives_it_to_others() -> None:
    table = small().varied(
        [
            Variation("urge", off=True),
            Variation("send", needs_note=True, roles=frozenset({Role.PRESIDIUM})),
        ],
        Way,
    )
    assert "urge" not in table.steps
    with pytest.raises(StepIncomplete, match="写明意见"):
        table.check("send", Way.NEW, given=frozenset({Need.UNIT}), role=Role.PRESIDIUM)
    with pytest.raises(StepNotYours):
        table.check("send", Way.NEW, given=frozenset({Need.UNIT, Need.NOTE}), role=Role.LIAISON)


def test_the_shipped_table_stays_as_it_is_when_one_station_varies() -> None:
    shipped = small()
    shipped.varied([Variation("urge", off=True)], Way)
    assert "urge" in shipped.steps


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('key = "urge"', 'key = "send"', "there twice"),
        ('to = "out"', 'to = "gone"', "send"),
        ('roles = ["presidium"]', 'roles = ["king"]', "urge"),
        ('needs = ["unit"]', 'needs = ["luck"]', "send"),
        ('main_in = ["out"]', 'main_in = ["new"]', "main where it is not allowed"),
        ('label = "催"', 'label = "催"\nmain_in = ["out"]', "two main steps"),
        ('label = "催"', 'label = "催"\ncolour = "red"', "colour"),
    ],
)
def test_a_table_that_does_not_hang_together_is_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(TableWrong, match=why):
        small((old, new))


def test_a_way_that_never_ends_is_refused_also_when_a_station_makes_it_so() -> None:
    with pytest.raises(TableWrong, match="no way out"):
        small().varied([Variation("close", off=True)], Way)
