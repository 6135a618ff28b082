"""What is offered while a name is typed: the first line is what Enter takes."""

from deputy_station.core.name_order import best_first

UNITS = ["镇应急办", "镇党政办", "区农业农村局", "镇农技站"]


def order(text: str, names: list[str]) -> list[str]:
    return best_first(names, text, lambda name: name)


def test_letters_of_the_initials_go_before_letters_that_only_meet_across_two_signs() -> None:
    # 镇应急办 is zhe-n|y-ing: "ny" meets there by chance, 农业 is meant
    assert order("ny", ["镇应急办", "区农业农村局"]) == ["区农业农村局", "镇应急办"]


def test_a_surname_that_begins_so_goes_before_a_given_name() -> None:
    assert order("w", ["曹文斌", "侯宏伟", "王秀英"])[0] == "王秀英"


def test_the_usual_reading_goes_before_a_rare_one() -> None:
    # 方 has the rare reading wang as well
    assert order("w", ["方振东", "汪淑珍"]) == ["汪淑珍", "方振东"]


def test_whole_initials_go_before_all_others() -> None:
    assert order("zyjb", ["镇应急办公室", "镇应急办"])[0] == "镇应急办"


def test_signs_as_written_are_found_where_the_name_begins_with_them_first() -> None:
    assert order("农", ["镇农技站", "农村局"]) == ["农村局", "镇农技站"]


def test_with_nothing_typed_the_order_stays() -> None:
    assert order(" ", UNITS) == UNITS
