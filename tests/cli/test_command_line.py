"""The command line as its users meet it: Chinese help, three exit statuses, one JSON document, no Qt."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
import typer

from deputy_station import cli
from deputy_station.core import paths
from deputy_station.core.error_log import log_file
from deputy_station.core.errors import Refusal
from deputy_station.store.desk import Command, Desk

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH_OF_TYPER = re.compile(
    r"Usage|Options|Commands|Arguments|Show this|Error|Missing|No such|Invalid|Try |Did you|required|default"
)


class Window:
    """Stands where the window would start, and remembers with which database."""

    def __init__(self) -> None:
        self.opened: list[str | None] = []

    def __call__(self, location: str | None) -> int:
        self.opened.append(location)
        return 0


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's folders lie in the test's own folder, and no database is named by the environment."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv(cli.DATABASE_VARIABLE, raising=False)


@pytest.fixture
def station(tmp_path: Path, empty_file: Path) -> Path:
    """An empty database of ours, its key where the program looks for it."""
    shutil.copytree(empty_file / "keys", paths.settings_folder(), dirs_exist_ok=True)
    return shutil.copy(empty_file / "station.db", tmp_path / "station.db")


def run(*words: str, commands: tuple[Command, ...] | None = None) -> int:
    return cli.main(words, start_window=Window(), commands=commands)


def help_of(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(*words.split(), "--help") == 0
    return capsys.readouterr().out


ALL = cli.all_commands()
GROUP_WORDS = sorted(
    {" ".join(each.words.split()[:n]) for each in ALL for n in range(1, len(each.words.split()))}
)


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.words)
def test_every_command_has_a_chinese_help_page(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    page = help_of(command.words, capsys)
    assert page.startswith(f"用法：deputy-station {command.words} ")
    assert CHINESE.search(command.help)
    assert command.help in page
    assert not ENGLISH_OF_TYPER.search(page)
    explained = [line for line in page.splitlines() if line.startswith("  ")]
    for line in explained:
        assert CHINESE.search(re.split(r" {2,}", line.strip(), maxsplit=1)[-1]), line


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.words)
def test_every_command_stands_in_the_readme(command: Command) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"| `{command.words}" in readme, f"add a line: | `{command.words} …` | {command.help} |"


def test_no_two_commands_share_their_words() -> None:
    words = [each.words for each in ALL]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("group", ["", *GROUP_WORDS])
def test_every_group_lists_its_commands_in_chinese(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = help_of(group, capsys)
    assert "命令：" in page
    assert not ENGLISH_OF_TYPER.search(page)
    if group:
        assert cli.GROUPS[group.split()[-1]] in page


def test_a_group_without_a_command_shows_its_page_and_is_wrong_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("things", commands=(Command("things list", lambda desk: None, "列出"),)) == 2
    captured = capsys.readouterr()
    assert "用法：deputy-station things [选项] 命令" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["bakup"], "没有 bakup 这个命令。您要的是不是 backup？"),
        (["doctor", "--jsn"], "没有 --jsn 这个选项。您要的是不是 --json？"),
        (["doctor", "多写的"], "后面多写了“多写的”。"),
        (["backup"], "缺少选项 --out。"),
        (["backup", "--out"], "选项 --out 后面缺少值。"),
        (["restore"], "缺少参数 备份文件。"),
        (["doctor", "--json=是"], "选项 --json 后面不用写值。"),
    ],
)
def test_wrong_use_is_told_in_chinese_with_status_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err
    assert not ENGLISH_OF_TYPER.search(captured.err)


def count_to(
    desk: Desk,
    number: Annotated[int, typer.Option("--number", help="数到几")],
    kind: Annotated[str, typer.Option("--kind", help="数什么")] = "人",
) -> None:
    desk.show_result({"number": number, "kind": kind}, f"{number} {kind}")


COUNT = (Command("count", count_to, "数数"),)


def test_a_value_of_the_wrong_kind_names_the_option_and_what_it_wants(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("count", "--number", "三", commands=COUNT) == 2
    assert "选项 --number 的写法不对：应为整数。" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("demands list --year 0", "选项 --year 的写法不对：应为整数，不小于 1990。"),
        ("demands list --year 10000", "应为整数，不大于 2200。"),
        ("demands list --limit 99999999999999999999", "应为整数，不大于 1000000。"),
        ("activities list --year 99999", "应为整数，不大于 2200。"),
        ("suggestions list --year 0", "应为整数，不小于 1990。"),
        ("reception plan --year 0 --rule 每月15日", "应为整数，不小于 1990。"),
        ("export notice --id 99999999999999999999 --out 公告.pdf", "选项 --id 的写法不对：应为整数，不大于"),
        ("export sign-in --activity 99999999999999999999 --out 表.pdf", "选项 --activity 的写法不对"),
        ("export spot-check --year 2026 --quarter 9 --out 抽查.xlsx", "应为整数，不大于 4。"),
    ],
)
def test_a_number_out_of_its_bounds_names_the_bound(
    words: str, sentence: str, station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--database", str(station), *words.split()) == 2
    assert sentence in capsys.readouterr().err


def look_at(desk: Desk, file: Annotated[Path, typer.Argument(metavar="文件", help="哪个文件")]) -> None:
    raise PermissionError(13, "Permission denied", str(file))


def test_a_file_without_permission_is_told_by_the_work_and_is_no_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "名册.xlsx"
    roster.touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert run("look", str(roster), commands=(Command("look", look_at, "看"),)) == 1
    assert "名册.xlsx”打不开：没有权限" in capsys.readouterr().err


def interrupt(desk: Desk) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_in_a_command_is_told_and_has_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("wait", commands=(Command("wait", interrupt, "等"),)) == 1
    assert capsys.readouterr().err.strip() == "已中断，没有做完的一步不会留下记录。"


def test_ctrl_c_while_the_program_still_loads_is_told_without_a_traceback() -> None:
    late = (
        "import sys\n"
        "class Late:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'deputy_station.cli':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Late())\n"
        "from deputy_station.__main__ import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", late], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (1, "已中断。")


def test_no_export_takes_the_place_of_the_database(station: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = station.stat().st_size
    assert run("--database", str(station), "export", "ledger", "--out", str(station)) == 1
    assert "的结尾要写成“.xlsx”，没有写文件" in capsys.readouterr().err
    assert station.stat().st_size == before
    assert run("--database", str(station), "doctor") == 0
    named = station.with_name("station.xlsx")
    station.rename(named)
    assert run("--database", str(named), "export", "ledger", "--out", str(named)) == 1
    assert "没有覆盖。请换一个文件名" in capsys.readouterr().err
    assert run("--database", str(named), "doctor") == 0


def test_the_answer_is_a_sentence_for_people_and_one_document_with_json_before_or_after(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("count", "--number", "3", commands=COUNT) == 0
    assert capsys.readouterr().out == "3 人\n"
    for words in (["--json", "count", "--number", "3"], ["count", "--number", "3", "--json"]):
        assert run(*words, commands=COUNT) == 0
        assert json.loads(capsys.readouterr().out) == {"number": 3, "kind": "人"}


def test_without_a_command_the_window_starts_on_the_named_database(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    assert cli.main([], start_window=window) == 0
    assert cli.main(["--database", "镇东.db"], start_window=window) == 0
    monkeypatch.setenv(cli.DATABASE_VARIABLE, "镇西.db")
    assert cli.main([], start_window=window) == 0
    assert window.opened == [None, "镇东.db", "镇西.db"]


def test_an_unknown_database_is_refused_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "没有.db"
    assert run("--database", str(missing), "doctor", "--json") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"找不到数据库“{missing}”" in captured.err
    assert not missing.exists()


def test_before_the_first_station_the_way_to_one_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor") == 1
    assert "本机还没有建立联络站" in capsys.readouterr().err
    assert not paths.data_folder().exists()


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_text("关于召开会议的通知\n" * 500, encoding="utf-8")
    before = letter.read_bytes()
    assert run("doctor", "--database", str(letter)) == 1
    assert f"“{letter}”不是本程序的数据库" in capsys.readouterr().err
    assert letter.read_bytes() == before


def refuse(desk: Desk) -> None:
    raise Refusal("这件诉求已经销号，不能再交办。")


def break_down(desk: Desk) -> None:
    raise ZeroDivisionError("nobody thought of this")


def test_a_refusal_is_a_sentence_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("refuse", commands=(Command("refuse", refuse, "拒绝"),)) == 1
    captured = capsys.readouterr()
    assert captured.err == "这件诉求已经销号，不能再交办。\n"
    assert captured.out == ""


def test_our_bug_is_a_sentence_with_status_1_and_its_details_lie_in_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("break", commands=(Command("break", break_down, "出错"),)) == 1
    captured = capsys.readouterr()
    assert "程序出了错" in captured.err
    assert str(log_file()) in captured.err
    assert "Traceback" not in captured.err
    assert "ZeroDivisionError: nobody thought of this" in log_file().read_text(encoding="utf-8")
    assert log_file().stat().st_mode & 0o077 == 0


def test_a_station_is_set_up_once_without_a_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "--station",
        "朔里镇人大代表之家",
        "--township",
        "朔里镇",
        "--code",
        "朔里",
        "--term",
        "第十九届",
    ]
    words += ["--from", "2021-12-01", "--to", "2026-12-31", "--database", str(tmp_path / "新站.db")]
    assert run("set-up", *words, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "station": "朔里镇人大代表之家",
        "code": "朔里",
        "term": "第十九届",
    }
    assert run("set-up", *words) == 1
    assert "已经有联络站，没有改动" in capsys.readouterr().err


def test_the_check_up_of_a_sound_database_passes_each_line(
    station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("doctor", "--json", "--database", str(station)) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["count"] == len(answer["rows"])
    assert {row["title"] for row in answer["rows"]} >= {"数据完整", "程序文件", "磁盘空间"}
    assert all(row["ok"] for row in answer["rows"])


def test_a_check_up_that_finds_the_disk_nearly_full_says_so_and_has_status_1(
    station: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "LEAST_FREE_BYTES", 1 << 62)
    assert run("doctor", "--json", "--database", str(station)) == 1
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert answer["ok"] is False
    assert [row["title"] for row in answer["rows"] if not row["ok"]] == ["磁盘空间"]
    assert "体检有 1 项没有通过" in captured.err


def test_the_check_up_of_a_damaged_database_answers_with_what_it_found(
    station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with station.open("rb+") as file:
        file.seek(3 * 4096)
        file.write(b"\x55" * 4096)
    assert run("doctor", "--json", "--database", str(station)) == 1
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert [row["title"] for row in answer["rows"] if not row["ok"]] == ["数据完整"]
    # What to do stands in the sentence too: a table cuts its cells.
    assert "体检有 1 项没有通过。数据完整：" in captured.err
    assert "请用“从备份恢复”取回最近的备份。" in captured.err


def test_a_backup_is_made_once_and_restored_with_the_present_database_kept(
    station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "备份.db"
    assert run("--database", str(station), "backup", "--out", str(target), "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["path"] == str(target)
    assert made["size_bytes"] == target.stat().st_size

    assert run("--database", str(station), "backup", "--out", str(target)) == 1
    assert "已经存在，没有覆盖" in capsys.readouterr().err

    assert run("--database", str(station), "restore", str(target), "--json") == 0
    restored = json.loads(capsys.readouterr().out)
    assert Path(restored["kept"]).exists()
    assert run("--database", str(station), "doctor") == 0


def test_the_command_line_works_with_qt_blocked(station: Path, tmp_path: Path) -> None:
    commands = [["--help"], ["doctor"], ["backup", "--out", "copy.db"]]
    program = (
        "import json, sys; sys.modules['PySide6'] = None\n"
        "from deputy_station.__main__ import main\n"
        "begun = sys.argv[:3]\n"
        "for words in json.loads(sys.argv[3]):\n"
        "    sys.argv = [*begun, *words]\n"
        "    status = main()\n"
        "    print(f'--- {status}')\n"
        "assert [name for name in sys.modules if name.startswith('PySide6')] == ['PySide6']\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--database", str(station), json.dumps(commands)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *told, rest = done.stdout.split("--- 0\n")
    assert rest == ""
    assert len(told) == len(commands)
    assert all(CHINESE.search(each) for each in told)


def test_a_thousand_words_to_look_for_are_refused_in_words(
    station: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = " ".join(f"词{number}" for number in range(1000))
    for command in ("deputies list", "history list"):
        assert run(*command.split(), "--database", str(station), "--search", words) == 1
        assert "要找的词太多，没有查找。请只留几个词，再试一次。" in capsys.readouterr().err
    # Of a page pasted into the search of demands the first forty words are looked for.
    assert run("demands", "list", "--database", str(station), "--search", words) == 0
    assert capsys.readouterr().out.startswith("共 0 条")
    assert not log_file().exists()


def test_the_log_of_a_bug_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    visitor = "张守田 13800001234"

    def fall(desk: Desk) -> None:
        raise ZeroDivisionError(visitor)

    assert run("fall", commands=(Command("fall", fall, "出错"),)) == 1
    capsys.readouterr()
    logged = log_file().read_text(encoding="utf-8")
    assert "ZeroDivisionError" in logged
    assert "张守田" not in logged
    assert "13800001234" not in logged


def test_every_feature_with_commands_can_be_asked_without_a_window() -> None:
    with_commands = {file.parent.name for file in Path(cli.__file__).parent.glob("features/*/commands.py")}
    assert with_commands <= set(cli.FEATURES)
    assert {"export kit", "export day-summary", "scan"} <= {each.words for each in cli.all_commands()}
