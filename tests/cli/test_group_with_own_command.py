"""A word that opens further commands and does something alone too: `count --number 3` beside `count twice`."""

import json
from typing import Annotated

import pytest
import typer

from deputy_station import cli
from deputy_station.store.desk import Command, Desk


def count_to(desk: Desk, number: Annotated[int, typer.Option("--number", help="数到几")]) -> None:
    desk.show_result({"number": number}, f"数到 {number}")


def count_twice(desk: Desk, word: Annotated[str, typer.Argument(metavar="什么", help="数什么")]) -> None:
    desk.show_result({"word": word}, f"{word}数两遍")


COUNTING = (Command("count", count_to, "数一遍"), Command("count twice", count_twice, "数两遍"))


def run(*words: str, commands: tuple[Command, ...] = COUNTING) -> int:
    return cli.main(words, start_window=lambda location: 0, commands=commands)


@pytest.mark.parametrize("commands", [COUNTING, COUNTING[::-1]], ids=["own first", "own last"])
def test_the_word_alone_and_the_word_with_another_do_their_own_thing(
    commands: tuple[Command, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("count", "--number", "3", commands=commands) == 0
    assert run("count", "twice", "门", commands=commands) == 0
    assert capsys.readouterr().out == "数到 3\n门数两遍\n"


def test_json_may_stand_right_behind_the_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("count", "--json", "--number", "3") == 0
    assert json.loads(capsys.readouterr().out) == {"number": 3}


def test_the_help_page_tells_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("count", "--help") == 0
    page = capsys.readouterr().out
    assert page.startswith("用法：deputy-station count [选项] 命令\n")
    assert "不写下面的命令时：数一遍\n" in page
    assert ["--number", "整数", "数到几（必填）"] in [line.split() for line in page.splitlines()]
    commands = page.partition("命令：\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split() for line in commands] == [["twice", "数两遍"]]
    assert page.count("--help") == 1


def test_wrong_use_is_told_with_the_words_as_they_are_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("count", "--numbr", "3") == 2
    assert run("count", "--json") == 2
    assert run("count", "thrice") == 2
    told = capsys.readouterr().err
    assert "没有 --numbr 这个选项。您要的是不是 --number？用 deputy-station count --help 查看用法。" in told
    assert "用法：deputy-station count [选项]\n缺少选项 --number。" in told
    assert "没有 thrice 这个命令。" in told
    assert run("count") == 2
