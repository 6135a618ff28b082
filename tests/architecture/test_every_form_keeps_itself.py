"""Every form that a page opens names its draft: nothing typed is lost when the power goes."""

import ast
from pathlib import Path

import deputy_station

PACKAGE = Path(deputy_station.__file__).parent


def test_every_form_that_is_opened_names_its_draft() -> None:
    without: list[str] = []
    opened = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr != "open_form":
                continue
            opened += 1
            names = {keyword.arg for keyword in node.keywords}
            if not names & {"draft", None}:  # None: what a caller named is handed on
                without.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert opened > 25
    assert without == []
