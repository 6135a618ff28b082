"""Every key and value of a scheme file has its line and offsets, by path."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.points.rules.reading.places import find_places

TEXT = """# a comment with [brackets] and "quotes"
name = "青石镇"
"quoted key" = 1

[valid]
from = 2026-01-01

[[item]]
code = "A1"
rule = { shape = "计次", prices = [
    { of = "学习培训", points = 3 },   # dear
    { of = "发言", points = 1 },
] }

[[item]]
code = "A2"

[item.rule]
shape = "合计"

[[item.rule.parts]]
points = 2.5
"""


def test_a_value_in_an_inline_table_of_an_array_over_several_lines_has_its_own_line_and_offsets():
    place = find_places(TEXT).find(("item", 0, "rule", "prices", 1, "points"))
    assert place is not None
    assert place.line == 12
    assert TEXT[place.start : place.end] == "1"
    assert TEXT[place.key_start : place.key_end] == "points"


def test_tables_under_the_last_of_many_belong_to_it():
    places = find_places(TEXT)
    assert places.line(("item", 1, "rule", "shape")) == 19
    assert places.line(("item", 1, "rule", "parts", 0, "points")) == 22
    assert places.line(("item", 0)) == 8
    assert places.line(("item", 1)) == 15


def test_strings_dates_and_quoted_keys_have_their_whole_extent():
    places = find_places(TEXT)
    for path, words in (
        (("name",), '"青石镇"'),
        (("valid", "from"), "2026-01-01"),
        (("quoted key",), "1"),
        (("item", 0, "rule", "prices", 0), '{ of = "学习培训", points = 3 }'),
    ):
        place = places.find(path)
        assert place is not None
        assert TEXT[place.start : place.end] == words


def test_what_is_not_there_has_the_line_of_what_is_around_it():
    assert find_places(TEXT).line(("item", 0, "rule", "prices", 0, "name")) == 11
    assert find_places(TEXT).line(("nothing",)) == 0


def test_multi_line_strings_and_line_ends_of_windows_do_not_shift_lines():
    text = 'a = """one\r\ntwo"""\r\nb = \'it\'\r\nc = 3\r\n'
    places = find_places(text)
    assert [places.line((key,)) for key in "abc"] == [1, 3, 4]


def test_what_is_written_twice_is_found_with_both_lines():
    (path, first, second), *others = find_places("a = 1\nb = 2\na = 3\n").repeated
    assert path == ("a",)
    assert (first.line, second.line, others) == (1, 3, [])


_values = st.recursive(
    st.sampled_from(["1", "2.5", '"字"', "true", "2026-01-01", "'x#y'", '"a\\"b"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[\n {', '.join(parts)} # end\n]")
        | st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: "{ " + ", ".join(f"k{number} = {part}" for number, part in enumerate(parts)) + " }"
        )
    ),
    max_leaves=8,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inner for found in [(*path, key), *_paths(each, (*path, key))]]


@given(st.lists(_values, min_size=1, max_size=4))
def test_every_value_tomllib_reads_has_a_place_whose_text_reads_as_that_value(values: list[str]) -> None:
    text = "[[part]]\n" + "\n".join(f"key{number} = {value}" for number, value in enumerate(values))
    data = tomllib.loads(text)
    places = find_places(text)
    for path in _paths(data):
        place = places.find(path)
        assert place is not None
        if len(path) > 2:
            value: object = data
            for part in path:
                value = value[part]  # type: ignore[index]
            assert tomllib.loads(f"x = {text[place.start : place.end]}")["x"] == value
