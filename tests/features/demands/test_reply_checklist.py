"""What a reply must say before a demand is struck off."""

from dataclasses import replace
from datetime import date

import pytest

from deputy_station.features.demands.rules.reply import (
    ReplyFacts,
    ResultSaysNothing,
    check_result,
    check_strike_off,
    reply_checklist,
)
from deputy_station.features.demands.rules.steps import StepNotAllowed

WHOLE = ReplyFacts(
    who="镇村建办 李强",
    what="铺沥青 200 米",
    when=date(2026, 12, 25),
    seen_by="王建国",
    told="电话",
    asked="满意",
)


def test_a_whole_checklist_strikes_off() -> None:
    check_strike_off(WHOLE)
    assert all(item.value for item in reply_checklist(WHOLE))


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"who": ""}, "谁办的"),
        ({"what": ""}, "办理结果"),
        ({"when": None}, "办完日期"),
        ({"seen_by": ""}, "谁看过"),
        ({"told": ""}, "反馈"),
        ({"asked": ""}, "回访"),
        ({"untold": 2}, "告知其他反映人"),
        ({"told": "", "asked": ""}, "反馈、回访"),
    ],
)
def test_striking_off_names_what_lacks(lacking: dict[str, object], named: str) -> None:
    with pytest.raises(StepNotAllowed, match=f"还缺{named}，不能销号"):
        check_strike_off(replace(WHOLE, **lacking))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "已转相关部门",
        "已转相关部门处理。",
        "已交有关单位办理",
        "转交主管部门",
        "办理中",
        " 已 办 理 ",
        "已上报",
        "已解决。",
    ],
)
def test_a_result_that_says_nothing_is_sent_back(words: str) -> None:
    with pytest.raises(ResultSaysNothing, match="没有说办了什么"):
        check_result(words)


@pytest.mark.parametrize(
    "words",
    [
        "坑洼处已用碎石填平",
        "已转区交通局，11月25日派人铺了沥青",
        "已列入明年计划，现阶段先作应急处理。",
        "办完",
        "已解决路灯 3 盏",
    ],
)
def test_a_result_that_says_what_was_done_is_taken(words: str) -> None:
    check_result(words)
