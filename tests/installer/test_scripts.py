"""The set-up scripts: sound shell, no half-made environment counts as ready, missing things are named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"
SCRIPTS = [*sorted(INSTALLER.glob("*.sh")), ROOT / ".ci" / "run"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="bash scripts are for Linux; Windows has run.ps1")


def bash(script: str, *, path: str | None = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a piece of bash without a locale, so that nothing rests on UTF-8 settings; its Python is that of the path."""
    environment = {
        "PATH": path or os.environ["PATH"],
        "HOME": str(cwd),
        "LC_ALL": "C",
        "DEPUTY_STATION_PYTHON": "python3",
    }
    return subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout with nothing but what set-up reads."""
    place = tmp_path / "含 空格的文件夹"
    (place / "installer").mkdir(parents=True)
    for name in ("run.sh", "setup.sh", "test.sh"):
        shutil.copy(INSTALLER / name, place / "installer" / name)
    for name in ("requirements.lock", "pyproject.toml"):
        (place / name).write_text(f"{name} as it was\n", encoding="utf-8")
    return place


def folder_with(tmp_path: Path, **programs: str) -> Path:
    """A folder for PATH that holds the plain tools of a Debian system and the programs given as scripts."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in (
        "bash",
        "cat",
        "dirname",
        "env",
        "grep",
        "head",
        "mkdir",
        "mv",
        "rm",
        "sha256sum",
        "tail",
        "flock",
    ):
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    for name, body in programs.items():
        script = folder / name.replace("_", "-")
        script.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
        script.chmod(0o755)
    return folder


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_every_script_is_sound_shell(script: Path) -> None:
    done = bash(f"bash -n '{script}'")
    assert (done.returncode, done.stderr) == (0, "")


def test_without_leave_to_install_the_missing_packages_are_named_and_set_up_stops(
    copy: Path, tmp_path: Path
) -> None:
    tools = folder_with(tmp_path, id="echo 1000", dpkg_query="exit 1", python3=f'exec {sys.executable} "$@"')
    done = bash("bash installer/run.sh", path=str(tools), cwd=copy)
    assert done.returncode == 1
    assert "请让管理员安装后再运行" in done.stderr
    assert "    apt-get install libegl1 " in done.stderr
    assert "fonts-noto-cjk" in done.stderr
    assert not (copy / ".venv").exists()


def test_without_a_fitting_python_its_packages_are_named(copy: Path, tmp_path: Path) -> None:
    tools = folder_with(tmp_path, id="echo 1000", python3="exit 1")
    done = bash("bash installer/run.sh", path=str(tools), cwd=copy)
    assert done.returncode == 1
    assert "    apt-get install python3 python3-venv" in done.stderr


def test_missing_packages_are_installed_with_one_update_when_the_lists_are_too_old(
    copy: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "apt.txt"
    tools = folder_with(
        tmp_path,
        id="echo 0",
        apt_get=f'echo "$DEBIAN_FRONTEND $*" >> {journal}; [ "$1" = update ] || grep -q update {journal}',
    )
    done = bash("source installer/setup.sh; mkdir out; install_packages libegl1", path=str(tools), cwd=copy)
    assert done.returncode == 0, done.stderr
    install = "noninteractive install -y -q --no-install-recommends libegl1"
    calls = journal.read_text(encoding="utf-8").splitlines()
    assert calls[-2:] == ["noninteractive update -q", install]
    assert calls.count("noninteractive update -q") == 1


def ready(copy: Path) -> int:
    return bash("source installer/setup.sh; is_ready", cwd=copy).returncode


def test_an_environment_is_ready_only_with_the_stamp_of_these_very_pins(copy: Path) -> None:
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    assert ready(copy) != 0, "half made: no stamp yet"

    stamp = bash('source installer/setup.sh; stamp_text "$VENV/bin/python" > "$STAMP"', cwd=copy)
    assert stamp.returncode == 0, stamp.stderr
    assert ready(copy) == 0

    (copy / "requirements.lock").write_text("another pin\n", encoding="utf-8")
    assert ready(copy) != 0, "the lock has changed"


def test_a_failed_install_leaves_no_stamp_and_names_the_log(copy: Path, tmp_path: Path) -> None:
    # A "Python" whose venv is a copy of itself and whose pip always fails.
    fake = (
        'case "$*" in *"-m venv"*) mkdir -p "${@: -1}/bin"; cat "$0" > "${@: -1}/bin/python"; chmod +x "${@: -1}/bin/python";;'
        ' *"-m pip"*) echo no network; exit 1;; -V) echo Python 3.11.2;; esac; exit 0'
    )
    tools = folder_with(tmp_path, id="echo 0", python3=fake)
    (tools / "chmod").symlink_to(shutil.which("chmod") or "")
    done = bash("bash installer/run.sh", path=str(tools), cwd=copy)
    assert done.returncode == 1
    assert "依赖没有装成。请检查网络后再运行一次。" in done.stderr
    assert "no network" in done.stderr
    assert (copy / ".venv" / "bin" / "python").exists()
    assert ready(copy) != 0
