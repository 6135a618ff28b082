"""A ledger of an office with as many rows as wanted, as believable as rows made by program can be."""

import random
from datetime import timedelta
from pathlib import Path

import xlsxwriter

from tests.benchmarks.million_demands import GIVEN, SAID, SURNAMES, THINGS, TROUBLES, VILLAGES
from tests.benchmarks.stations import MORNING

APART = timedelta(minutes=20)
TITLES = (
    "编号",
    "日期",
    "来访人",
    "联系电话",
    "住址",
    "类别",
    "反映问题",
    "承办单位",
    "办理结果",
    "办结日期",
    "满意度",
)
UNITS = ("镇水利站", "镇派出所", "六村村委会", "镇民政办", "区交通局")
CATEGORIES = ("城乡建设", "农村农业/水利水电", "城乡建设/村镇建设")


def write_ledger(path: Path, count: int) -> Path:
    """`count` rows, one of twenty without a result yet."""
    luck = random.Random(3)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, TITLES)
    for number in range(1, count + 1):
        at = MORNING - APART * (count + 1 - number)
        village, thing = luck.choice(VILLAGES), luck.choice(THINGS)
        words = [f"{village}{luck.randrange(1, 30)}组{thing}{luck.choice(TROUBLES)}"]
        done = luck.random() < 0.95
        day = min(at + timedelta(days=8), MORNING)
        row = (
            number,
            f"{at:%Y-%m-%d %H:%M:%S}",
            luck.choice(SURNAMES) + luck.choice(GIVEN) + luck.choice(GIVEN),
            f"13{luck.randrange(10**9):09}",
            f"{village}{luck.randrange(1, 30)}组",
            luck.choice(CATEGORIES),
            "。".join([*words, *luck.sample(SAID, luck.randint(2, 6))]),
            luck.choice(UNITS),
            "承办单位已到现场处理，并向来访人作了说明。" if done else "",
            f"{day:%Y-%m-%d}" if done else "",
            luck.choice(("满意", "基本满意", "")) if done else "",
        )
        sheet.write_row(number, 0, row)
    book.close()
    return path
