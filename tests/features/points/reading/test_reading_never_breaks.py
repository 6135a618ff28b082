"""Whatever a file holds, reading it ends in a scheme or in a list of mistakes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deputy_station.features.points.rules.checking import check_scheme
from deputy_station.features.points.rules.reading.reader import SchemeProblem, read_scheme

DEFAULT = (Path(__file__).parents[4] / "resources/schemes/default.toml").read_text(encoding="utf-8")
LINES = DEFAULT.split("\n")
ODD = [
    "“",
    "”",
    '"',
    "'",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    "，",
    ",",
    "#",
    "\\",
    "\r",
    "\u3000",
    "nan",
    "1e999999999",
]
ODD += [
    "-1",
    "0",
    "9" * 5000,
    "true",
    "[]",
    "{}",
    '"""',
    "2026-01-01",
    "字",
    "\x00",
    "\ud800",
    "a.b = 1",
    "if = 1",
]


def ends_well(text: str) -> None:
    problem: SchemeProblem | None = None
    try:
        read_scheme(text)
    except SchemeProblem as found:
        problem = found
    if problem is not None:
        assert problem.mistakes
        assert all(mistake.what and mistake.where for mistake in problem.mistakes)
        assert len(text.split("\n")) >= max(mistake.line for mistake in problem.mistakes)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    ends_well(text)


@given(st.integers(0, len(DEFAULT)), st.integers(0, 40), st.sampled_from(ODD))
@settings(max_examples=150)
def test_the_default_scheme_with_anything_put_in_anywhere_is_read_or_refused(
    at: int, gone: int, put: str
) -> None:
    ends_well(DEFAULT[:at] + put + DEFAULT[at + gone :])


@given(st.sampled_from(range(len(LINES))), st.sampled_from(ODD))
@settings(max_examples=150)
def test_the_default_scheme_with_any_value_replaced_is_read_or_refused(number: int, value: str) -> None:
    key, equal, _ = LINES[number].partition("=")
    changed = f"{key}{equal} {value}" if equal else value
    ends_well("\n".join([*LINES[:number], changed, *LINES[number + 1 :]]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = " + "[" * 3000 + "]" * 3000,
        "x = " + "{a = " * 400 + "1" + "}" * 400,
        'name = "a"\nrule = ' + '{ shape = "折算", factor = 1, rule = ' * 60 + "{}" + "}" * 60,
        "item = 1\ncategory = 2\ngrade = 3\nswitches = 4\nattendance = 5\nrecord = 6\nperiod = 7\nvalid = 8\n",
        "[[item]]\nrule = 1\n[[item]]\nrule = []\n[[item]]\nforce = 3\nonly = 4\nforms = {}\n",
        "switches = { a = 1, b = {}, c = { options = 3 }, d = { options = ['x'], answer = 1 } }\n",
        "[[grade]]\nname = 1\nquota = []\n[[grade]]\nat_least = nan\n[[consequence]]\nwhen = { all = 1 }\n",
    ],
)
def test_shapes_of_data_nobody_would_write_are_refused(text: str) -> None:
    with pytest.raises(SchemeProblem):
        read_scheme(text)
    assert check_scheme(text).scheme is None
