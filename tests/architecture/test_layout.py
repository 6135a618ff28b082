"""The house keeps its plan: the map, the anatomy of a feature, the import contract, nothing at the wrong place."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from deputy_station import cli

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "deputy_station"
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "deputy_station",
    "forms",
    "installer",
    "pyproject.toml",
    "requirements.lock",
    "resources",
    "tests",
}
IN_A_FEATURE = {
    "__init__.py",
    "commands.py",
    "documents",
    "documents.py",
    "imports",
    "imports.py",
    "models.py",
    "page",
    "page.py",
    "rules",
    "rules.py",
    "service",
    "service.py",
}
LONGEST_MODULE = 600
HOMELESS_NAMES = {"utils", "util", "helpers", "common", "misc", "base"}
# The declarative base is what SQLAlchemy itself calls by that name.
HOMELESS_BUT_KNOWN = {Path("deputy_station/store/base.py")}
# Put together here, so that this file itself names none.
INDEX_ADDRESSES = re.compile(
    "|".join((r"\bpy" + r"pi\b", "files.python" + "hosted", r"/sim" + r"ple\b", "index" + r"-url[= ]+\w+:/"))
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps, as a path below the top."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return tuple(Path(name) for name in names if name and (ROOT / name).is_file())


def tracked_python() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def package_modules() -> list[Path]:
    return [path for path in tracked_python() if path.parts[0] == "deputy_station"]


def features() -> list[Path]:
    return sorted(path for path in (PACKAGE / "features").iterdir() if (path / "__init__.py").is_file())


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def test_the_import_contract_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    broken = lint_imports(no_cache=True, no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_the_top_level_is_as_on_the_map() -> None:
    names = {path.parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_every_feature_holds_only_the_known_file_names() -> None:
    odd = {
        f"{feature.name}/{entry.name}"
        for feature in features()
        for entry in feature.iterdir()
        if entry.name not in IN_A_FEATURE and entry.name != "__pycache__"
    }
    assert not odd


def test_every_feature_with_commands_is_known_to_the_command_line() -> None:
    with_commands = {feature.name for feature in features() if (feature / "commands.py").is_file()}
    assert with_commands <= set(cli.FEATURES)


def test_every_init_below_the_package_holds_a_docstring_only() -> None:
    inits = [path for path in package_modules() if path.name == "__init__.py" and len(path.parts) > 2]
    assert inits
    assert not [str(path) for path in inits if [is_docstring(node) for node in parsed(path).body] != [True]]


def test_every_module_says_in_a_docstring_what_it_is_for() -> None:
    assert not [str(path) for path in package_modules() if ast.get_docstring(parsed(path)) is None]


def test_no_module_is_longer_than_600_lines() -> None:
    lengths = {str(path): len((ROOT / path).read_bytes().splitlines()) for path in tracked_python()}
    assert not {path: length for path, length in lengths.items() if length > LONGEST_MODULE}


def test_no_module_has_a_name_without_a_home() -> None:
    odd = [path for path in tracked_python() if {path.stem, *path.parent.parts} & HOMELESS_NAMES]
    assert set(odd) <= HOMELESS_BUT_KNOWN


def test_no_file_names_the_address_of_a_package_index() -> None:
    found = []
    for path in tracked():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data and INDEX_ADDRESSES.search(data.decode("utf-8")):
            found.append(str(path))
    assert not found


def test_every_pin_of_the_lock_has_hashes_and_every_dependency_a_pin() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, list[str]] = {}
    for line in lock.splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==[^\s;]+", line)
        assert match, f"not an exact pin: {line[:80]}"
        pins[match[1].lower()] = re.findall(r"--hash=sha256:[0-9a-f]{64}(?= |$)", line)
    assert not [name for name, hashes in pins.items() if not hashes]

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[^A-Za-z0-9._-]", each)[0].lower() for each in wanted}
    assert names - set(pins) == set()


def test_no_module_copies_or_moves_files_behind_the_database() -> None:
    """The live database is never touched by plain file calls; shutil's copies would do just that."""
    copying = re.compile(r"\bshutil\.(copy\w*|move)\b|from shutil import .*\b(copy\w*|move)\b")
    assert not [
        str(path) for path in package_modules() if copying.search((ROOT / path).read_text(encoding="utf-8"))
    ]


def sentences(tree: ast.Module) -> list[ast.Constant]:
    """The string constants that may reach a person: neither docstrings, nor comments of columns, nor patterns, where a
    sign such as ! means something else."""
    hidden: set[int] = set()
    texts: list[ast.Constant] = []
    for each in ast.walk(tree):
        if isinstance(each, ast.Expr) or (isinstance(each, ast.keyword) and each.arg == "comment"):
            hidden.add(id(each.value))
        elif isinstance(each, ast.Call) and each.args and of_patterns(each.func):
            hidden |= {id(part) for part in ast.walk(each.args[0])}
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            texts.append(each)
    return [each for each in texts if id(each) not in hidden]


def of_patterns(called: ast.expr) -> bool:
    """Whether it is a function of the module re."""
    return (
        isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
    )


def test_chinese_sentences_use_chinese_punctuation() -> None:
    half_width = re.compile("[\u4e00-\u9fff”）][,;!]|[,;!][\u4e00-\u9fff“（]")
    found = [
        f"{path}:{each.lineno} {each.value}"
        for path in package_modules()
        for each in sentences(parsed(path))
        # A bracket tells a pattern or a piece of a data file, where the half-width comma is right.
        if half_width.search(str(each.value)) and "[" not in str(each.value)
    ]
    assert not found
