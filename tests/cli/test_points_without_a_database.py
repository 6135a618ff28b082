"""`points check`, `points try` and `points schemes`: a scheme and records from files, and no database anywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from deputy_station import cli
from deputy_station.core import paths

SCHEME = """
name = "青石镇代表履职积分办法"
version = "2026"
source = "青石镇人大"
total = 12
[switches.leave]
title = "请假怎么算"
options = ["算缺席", "算到会"]
answer = "算缺席"
note = "办法没有写。"
[attendance]
came = ["到会", { state = "请假", if = "leave = 算到会" }]
[[category]]
code = "A"
name = "参加活动"
max = 12
[[item]]
code = "A1"
category = "A"
name = "接待日值班"
max = 8
rule = { shape = "到会率", of = "接待日值班" }
[[item]]
code = "A2"
category = "A"
name = "学习培训"
max = 4
rule = { shape = "计次", of = "学习培训", each = 2 }
[[grade]]
name = "好"
at_least = 8
[[grade]]
name = "一般"
at_least = 0
"""
RECORDS: dict[str, Any] = {
    "period": {"from": "2026-01-01", "until": "2026-12-31"},
    "today": "2026-06-30",
    "subjects": [{"id": "zhou", "name": "周明"}, {"id": "li", "name": "李强"}],
    "records": [
        {"subject": ["zhou", "li"], "kind": "接待日值班", "date": "2026-03-05", "state": "到会"},
        {"subject": "zhou", "kind": "接待日值班", "date": "2026-04-05", "state": "请假"},
        {"subject": "zhou", "kind": "接待日值班", "date": "2026-05-05", "state": "到会"},
        {"subject": "li", "kind": "学习培训", "date": "2026-05-06", "state": "到会"},
        {"subject": "li", "kind": "学习培训", "date": "2025-05-06", "state": "到会"},
        {"subject": "li", "kind": "学习陪训", "date": "2026-05-06", "title": "县里办班"},
    ],
}


@pytest.fixture(autouse=True)
def nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv(cli.DATABASE_VARIABLE, raising=False)


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    file = tmp_path / "青石镇.toml"
    file.write_text(SCHEME, encoding="utf-8")
    return str(file)


def records(tmp_path: Path, **changed: Any) -> str:
    file = tmp_path / "records.json"
    file.write_text(json.dumps({**RECORDS, **changed}, ensure_ascii=False), encoding="utf-8")
    return str(file)


def run(*words: str) -> int:
    return cli.main(words, start_window=lambda location: 0)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_trial_gives_every_sum_with_its_records_and_opens_no_database(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, "points", "try", scheme, records(tmp_path))
    zhou, li = told["subjects"]
    # 周明: 2 of 3 on duty, leave counts as absence: 8 × 2/3 = 16/3. 李强: 1 of 1 is 8, one training 2.
    assert (zhou["total"], zhou["total_exact"], zhou["shown"], zhou["grade"]) == (
        "5.33",
        "16/3",
        "5.33",
        "一般",
    )
    assert (zhou["next_grade"], zhou["missing_exact"], zhou["rank"], zhou["of"]) == ("好", "8/3", 2, 2)
    assert (li["total"], li["total_exact"], li["grade"], li["rank"]) == ("10", "10", "好", 1)
    duty, training = zhou["items"]
    assert (duty["code"], duty["points_exact"], duty["max"]) == ("A1", "16/3", "8")
    assert "8 × 2/3" in duty["derivation"]
    assert [each["where"] for each in duty["counted"]] == [
        "records 第 1 条",
        "records 第 2 条",
        "records 第 3 条",
    ]
    assert training["points"] == "0"
    assert [each["where"] for each in li["outside"]] == ["records 第 5 条"]
    (unfit,) = told["unfit"]
    assert (unfit["subject"], unfit["where"], unfit["title"]) == ("li", "records 第 6 条", "县里办班")
    assert unfit["reason"] == "没有“学习陪训”这种记录"
    assert unfit["hint"] == "您要的是不是“学习培训”"
    assert told["scheme"]["source"] == "青石镇人大"
    assert (told["period"]["key"], told["period"]["from"]) == ("2026", "2026-01-01")
    assert [(each["key"], each["answer"], each["note"]) for each in told["switches"]] == [
        ("leave", "算缺席", "办法没有写。")
    ]
    assert not paths.data_folder().exists()
    assert not paths.settings_folder().exists()


def test_an_answer_in_the_records_file_changes_how_they_are_scored(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, "points", "try", scheme, records(tmp_path, switches={"leave": "算到会"}))
    assert told["switches"][0]["answer"] == "算到会"
    assert (told["subjects"][0]["total"], told["subjects"][0]["grade"]) == ("8", "好")


def test_a_scheme_s_own_word_of_attendance_counts_as_it_says_and_an_undeclared_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    part = (
        'part = [{ state = "线上参加", share = "1/2" }]\n[words]\nstate = ["线上参加", "旷会"]\n[[category]]'
    )
    own.write_text(SCHEME.replace("[[category]]", part, 1), encoding="utf-8")
    # Half of one online, nothing of one missed: 1/2 of 2 is 1/4 of 8.
    held = [
        {"subject": "zhou", "kind": "接待日值班", "date": f"2026-03-0{day}", "state": state}
        for day, state in ((1, "线上参加"), (2, "旷会"))
    ]
    told = answer(capsys, "points", "try", str(own), records(tmp_path, records=held))
    assert told["subjects"][0]["items"][0]["points"] == "2"
    assert told["doubts"] == []
    for wrong in ("旷课", "已受理"):
        held[1]["state"] = wrong
        assert run("points", "try", str(own), records(tmp_path, records=held)) == 1
        assert f"records 第 2 条的 state：没有“{wrong}”这个词" in capsys.readouterr().err


def test_the_steps_to_the_next_grade_are_told(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    zhou = answer(capsys, "points", "try", scheme, records(tmp_path))["subjects"][0]
    # 16/3 are there. Two trainings bring 4; a duty (3 of 4: 6) and a training bring it to 8 exactly. A third way
    # with two records does not exist: duties alone never reach 8 × 1.
    assert zhou["next_steps"] == ["再参加学习培训 2 次，可达“好”", "再接待 1 次并参加学习培训 1 次，可达“好”"]


def test_the_same_trial_reads_as_lines_of_text(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("points", "try", scheme, records(tmp_path)) == 0
    page = capsys.readouterr().out
    for line in (
        "青石镇代表履职积分办法（2026）",
        "  请假怎么算：算缺席（办法没有写。）",
        "周明：总分 5.33，等次“一般”",
        "      算了：records 第 1 条，3月5日 接待日值班，到会",
        "  不在期间或任期内，不计：records 第 5 条（2025-05-06，学习培训）",
        "  李强：records 第 6 条（2026-05-06，学习陪训，县里办班）：没有“学习陪训”这种记录，您要的是不是“学习培训”",
    ):
        assert line in page.splitlines(), line


def test_records_with_mistakes_are_refused_with_all_of_them_and_status_1(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [
        {"subject": "zhuo", "kind": "学习培训", "date": "2026-05-06"},
        {"subject": "zhou", "kind": "学习培训", "date": "2026-02-30"},
    ]
    assert run("points", "try", scheme, records(tmp_path, records=wrong), "--json") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "“records.json”有 2 处不对，没有试算" in captured.err
    assert "records 第 1 条的 subject：subjects 里没有“zhuo”，您要的是不是“zhou”。" in captured.err
    assert "records 第 2 条的 date：没有“2026-02-30”这一天。" in captured.err


def test_a_scheme_that_is_sound_is_checked_with_status_0_and_one_with_mistakes_with_1(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = answer(capsys, "points", "check", scheme)
    assert (sound["ok"], sound["mistakes"], sound["scheme"]["name"]) == (True, [], "青石镇代表履职积分办法")
    wrong = tmp_path / "错.toml"
    wrong.write_text(SCHEME.replace('of = "学习培训"', 'of = "学习陪训"'), encoding="utf-8")
    assert run("points", "check", str(wrong), "--json") == 1
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    line = SCHEME.splitlines().index('rule = { shape = "计次", of = "学习培训", each = 2 }') + 1
    assert told["ok"] is False
    assert [each["line"] for each in told["mistakes"]] == [line]
    assert "学习培训" in told["mistakes"][0]["words"]
    assert f"积分办法“{wrong}”有 1 处不对，不能采用" in captured.err
    assert run("points", "check", str(wrong)) == 1
    assert f"不对：第 {line} 行" in capsys.readouterr().out


def test_a_shipped_scheme_is_called_by_its_name_and_every_one_is_sound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = answer(capsys, "points", "schemes")["rows"]
    assert "default" in [row["file"] for row in listed]
    for row in listed:
        assert answer(capsys, "points", "check", row["file"])["ok"] is True
        assert row["source"], row["file"]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("defalt", "没有“defalt”这个文件，随程序的办法里也没有。您要的是不是 default？"),
        ("没有.toml", "找不到“没有.toml”"),
    ],
)
def test_a_scheme_that_is_nowhere_is_told(
    named: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("points", "check", named) == 1
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


def test_files_that_cannot_be_read_are_told(
    tmp_path: Path, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("points", "try", scheme, str(tmp_path / "没有.json")) == 1
    assert "没有.json”。请核对文件名" in capsys.readouterr().err
    gbk = tmp_path / "办法.toml"
    gbk.write_bytes(SCHEME.encode("gbk"))
    assert run("points", "check", str(gbk)) == 1
    assert "不是 UTF-8 文字" in capsys.readouterr().err
    assert run("points", "check", str(tmp_path)) == 1
    assert "是文件夹，不是文件" in capsys.readouterr().err


def test_what_is_missing_on_the_command_line_is_wrong_use(
    scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("points", "try", scheme) == 2
    assert run("points", "check") == 2
    assert run("points") == 2
    assert "缺少参数 记录。" in capsys.readouterr().err
