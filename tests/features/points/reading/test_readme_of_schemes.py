"""Every example of the description of the language is read as the description says."""

import re
from pathlib import Path

import pytest

from deputy_station.features.points.rules.checking import check_scheme
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.reading.rules import SHAPES
from deputy_station.features.points.rules.ruling import RuleBase

README = (Path(__file__).parents[4] / "resources/schemes/README.md").read_text(encoding="utf-8")

AROUND = """
name = "例子"
version = "2026"
total = "不封顶"
roles = ["无职代表"]

[switches.nothing_arranged_is_full]
title = "没有安排按满分"
on = true

[attendance]
came = ["到会"]
pending = ["未登记"]

[[record]]
name = "捐款"
unit = "元"
fields = ["amount"]

[[record]]
name = "通报批评"

[[record]]
name = "违法违纪"

[[record]]
name = "网站稿件"

[[category]]
code = "日常"
name = "日常"

[[item]]
code = "日常一"
category = "日常"
name = "捐款、通报、违纪、稿件"
max = 1
rule = { shape = "打勾", of = ["捐款", "通报批评", "违法违纪", "网站稿件"], points = 1 }

[[category]]
code = "Z"
name = "例子"

[[item]]
code = "Z1"
category = "Z"
name = "例子"
max = 30
"""


def section(number: int) -> str:
    start = README.index(f"\n## {number}. ")
    end = README.find("\n## ", start + 1)
    return README[start : end if end > 0 else len(README)]


def blocks(number: int) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", section(number), re.DOTALL)


def rule_examples() -> list[str]:
    """Each `rule = …` of section 7 with the lines that belong to it."""
    found: list[str] = []
    for block in blocks(7):
        for line in block.split("\n"):
            if line.startswith("rule = "):
                found.append(line)
            elif found and line and not line.startswith(("#", "[[")) and _open(found[-1]):
                found[-1] += "\n" + line
    return found


def _open(text: str) -> bool:
    return text.count("{") > text.count("}") or text.count("[") > text.count("]")


@pytest.mark.parametrize("text", blocks(1))
def test_the_smallest_scheme_of_the_description_checks_without_a_doubt(text: str) -> None:
    check = check_scheme(text)
    assert (check.mistakes, check.warnings) == ((), ())
    assert check.scheme is not None
    assert [item.code for item in check.scheme.items] == ["A1", "A2"]


@pytest.mark.parametrize("example", rule_examples())
def test_every_rule_of_the_description_is_read_with_the_shape_it_names(example: str) -> None:
    rule = read_scheme(AROUND + example + "\n").item("Z1").rule
    word = re.search(r'shape = "(.*?)"', example)
    assert word is not None
    assert isinstance(rule, RuleBase)
    # The item's bound holds where the example writes none of its own.
    assert rule.most == (0 if ", max = 0," in example else 30)
    made = {
        "打勾": "Tick",
        "计次": "Count",
        "首次加后续": "FirstNext",
        "到会率": "Ratio",
        "扣分": "Deduct",
        "分档": "Steps",
        "评分": "Rated",
        "测评": "Ballot",
        "取最高": "Best",
        "合计": "Sum",
        "分摊": "Shared",
        "基础分": "Base",
        "达标": "Goals",
        "目标": "Target",
        "逐期": "PerPeriod",
        "逐人": "PerMember",
        "折算": "Scaled",
        "按项折算": "FromItems",
    }
    assert type(rule).__name__ == made[word.group(1)]


def test_the_description_has_an_example_or_a_row_of_every_shape() -> None:
    described = set(re.findall(r"^\| (\S+) \|", section(7), re.MULTILINE)) - {"`shape`"}
    assert described == set(SHAPES)


@pytest.mark.parametrize("line", blocks(2)[0].strip().split("\n"))
def test_every_period_of_the_description_is_read(line: str) -> None:
    head, _, rest = AROUND.partition("[switches")
    period = read_scheme(f"{head}{line}\n[switches{rest}" + rule_examples()[0]).period
    assert period.unit in line
    assert period.number == (2 if "number = 2" in line else 1)
    assert period.starts == ((9, 1) if "09-01" in line else (1, 1))
    assert period.first_year == (2018 if "first_year" in line else None)
