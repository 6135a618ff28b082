"""The one list of commands: no shortcut twice, words for everything, the command line told the same."""

from collections import Counter

from deputy_station.cli import all_commands
from deputy_station.core.command_list import COMMANDS, keys_on_page, line_help

PAGES = sorted({page for each in COMMANDS for page in each.pages})
WINDOW = [each for each in COMMANDS if not each.pages]


def test_no_key_and_no_words_are_given_twice() -> None:
    assert [key for key, times in Counter(each.key for each in COMMANDS).items() if times > 1] == []
    assert [words for words, times in Counter(each.words for each in COMMANDS).items() if times > 1] == []


def test_no_shortcut_is_given_twice_in_the_window_nor_on_a_page() -> None:
    window = [keys for each in WINDOW for keys in (each.keys, *each.also) if keys]
    assert len(window) == len(set(window))
    for page in PAGES:
        here = [each.keys for each in COMMANDS if page in each.pages and each.keys]
        assert len(here) == len(set(here)), page
        assert not set(here) & set(window), page


def test_a_shortcut_is_a_function_key_or_has_ctrl_so_that_typing_never_sets_it_off() -> None:
    for each in COMMANDS:
        for keys in (each.keys, *each.also):
            assert not keys or keys.startswith(("Ctrl+", "F")), each.key


def test_taking_down_has_the_same_key_on_every_page() -> None:
    pages = ("demands", "suggestions", "reception", "deputies", "activities", "deeds")
    assert ["Ctrl+N" in keys_on_page(page).values() for page in pages] == [True] * len(pages)


def test_what_the_command_line_knows_too_is_declared_once() -> None:
    told = {each.words: each.help for each in all_commands()}
    shared = {each.line: each.help for each in COMMANDS if each.line}
    assert shared.keys() <= told.keys()
    assert {line: told[line] for line in shared} == shared
    assert line_help("export annual") == "打印年度考核表，一人一份，合成一个 PDF"
