"""Every kind of paper that can be printed is listed with a word and how long it is kept."""

import ast
from pathlib import Path

import pytest

import deputy_station
from deputy_station.features.papers.rules.kinds import Retention, paper_kinds, parse_kinds

PACKAGE = Path(deputy_station.__file__).parent


def printed_kinds() -> set[str]:
    """The kinds named where papers are printed."""
    kinds = set()
    for source in (PACKAGE / "features").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "print_paper":
                kinds |= {
                    each.value.value
                    for each in node.keywords
                    if each.arg == "kind" and isinstance(each.value, ast.Constant)
                }
    return kinds


def test_every_paper_that_is_printed_is_listed() -> None:
    printed = printed_kinds()
    assert "notice" in printed
    assert printed - set(paper_kinds().named) == set()


def test_what_the_law_names_is_kept_for_ever() -> None:
    # 国家档案局 8 号令: 代表建议 and the replies to them.
    named = paper_kinds().named
    for key in ("suggestion_paper", "suggestion_reply", "suggestion_feedback"):
        assert named[key].retention is Retention.PERMANENT


def test_papers_with_visitors_are_marked() -> None:
    assert {key for key, kind in paper_kinds().named.items() if kind.private} >= {
        "read_back",
        "receipt_a6",
        "receipt_58",
        "demand_record",
        "demand_calls",
        "day_summary",
    }


def test_a_command_knows_the_kind_it_makes() -> None:
    kinds = paper_kinds()
    found = kinds.of_line("export demand-paper --kind 催办单")
    assert found is not None
    assert found.word == "催办单"
    assert kinds.of_line("export nothing") is None
    assert kinds.of_line("") is None


def test_an_unknown_term_of_keeping_is_an_error_of_the_file() -> None:
    with pytest.raises(ValueError, match="for_ever"):
        parse_kinds('otherwise = { word = "x", keep = "for_ever" }\n[kinds]\n')
