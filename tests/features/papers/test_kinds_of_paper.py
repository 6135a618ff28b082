"""Every kind of paper that can be printed is listed with a word and how long it is kept."""

import ast
from pathlib import Path

import pytest

import deputy_station
from deputy_station.features.papers.rules.kinds import Retention, paper_kinds, parse_kinds

PACKAGE = Path(deputy_station.__file__).parent

PDF_ONLY = {
    "sign_in": "comes back signed, read by the places of its codes",
    "duty_ballot": "comes back ticked, read by the places of its codes",
    "points_statement": "its slip comes back, read by the places of its codes",
    "kit": "many forms in one, some read when they come back",
    "deputy_cards": "cut along its marks",
    "phone_codes": "cut into slips",
    "phone_poster": "hung up as it is; its code must not move",
    "register": "the rows printed later have their place on its pages",
    "register_anew": "the rows printed later have their place on its pages",
    "register_rows": "printed on pages that are bound already",
    "plot": "a picture",
    "": "a kept paper as it was, or receipts as large as their slip or roll",
}
"""Papers that are no Word file and no workbook, and why."""


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


def test_every_paper_of_a_form_can_be_saved_as_word_and_as_a_workbook_too() -> None:
    bare = set()
    for source in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "print_paper":
                given = {each.arg: each.value for each in node.keywords}
                kind = given["kind"]
                if "also" not in given:
                    bare.add(kind.value if isinstance(kind, ast.Constant) else "")
    assert "sign_in" in bare
    assert bare - set(PDF_ONLY) == set()


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
