"""The 13 forms of a 履职登记册 (domain: the composition is ours, the columns are those of registers in use).

Form 1 is a sheet of facts, form 13 three tables of its own; every other form is one table whose rows are records.
Widths are millimetres of a landscape A4 page with 247 mm of type width; the number and code of a row stand outside.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Column:
    """One column: the key its words are kept under, its heading, its width in mm."""

    key: str
    title: str
    width: float
    align: Literal["left", "center"] = "center"


@dataclass(frozen=True)
class RegisterForm:
    """One table of the register. `number` is that of its form; `part` tells the tables of one form apart."""

    key: str
    number: int
    title: str
    columns: tuple[Column, ...]
    part: str = ""

    @property
    def heading(self) -> str:
        """What stands above the table: 表十三 表彰奖励、请假及年度考核（请假）."""
        return f"表{NUMERALS[self.number - 1]}　{self.title}{f'（{self.part}）' if self.part else ''}"


NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")

FACTS: tuple[tuple[str, str], ...] = (
    ("name", "姓名"),
    ("sex", "性别"),
    ("ethnicity", "民族"),
    ("born", "出生年月"),
    ("party", "党派"),
    ("education", "文化程度"),
    ("work_unit", "工作单位及职务"),
    ("constituency", "选区"),
    ("group", "代表小组"),
    ("term", "届别"),
    ("card_number", "代表证号"),
    ("phone", "联系电话"),
    ("address", "通讯地址"),
    ("postcode", "邮编"),
    ("elected_on", "当选日期"),
    ("levels", "代表层级"),
    ("terms_served", "任届"),
)
"""Form 1: key and label of each fact, in the order of the sheet. The photograph and later changes are places left on the paper."""

_L: Literal["left"] = "left"
FORMS: tuple[RegisterForm, ...] = (
    RegisterForm(
        "sessions", 2, "出席人民代表大会会议",
        (Column("on", "日期", 26), Column("meeting", "会议", 73, _L), Column("part", "参加全体会议、审议", 46, _L),
         Column("voted", "表决", 20), Column("attendance", "出席情况", 26), Column("reason", "请假事由", 34, _L),
         Column("note", "备注", 22, _L)),
    ),
    RegisterForm(
        "speeches", 3, "审议发言",
        (Column("on", "日期", 26), Column("meeting", "会议", 50, _L), Column("topic", "议题", 45, _L),
         Column("words", "发言要点", 90, _L), Column("adopted", "采纳情况", 36, _L)),
    ),
    RegisterForm(
        "suggestions", 4, "提出议案建议及办理",
        (Column("on", "提出日期", 26), Column("number", "编号", 24), Column("title", "标题", 57, _L),
         Column("session", "会上、闭会", 22), Column("part", "领衔、附议", 22), Column("unit", "承办单位", 34, _L),
         Column("answer", "办理答复", 40, _L), Column("satisfaction", "满意度", 22)),
    ),
    RegisterForm(
        "inspections", 5, "视察、调研、执法检查",
        (Column("on", "日期", 26), Column("place", "地点", 34, _L), Column("content", "内容", 75, _L),
         Column("organiser", "组织单位", 36, _L), Column("opinion", "提出意见", 46, _L), Column("report", "调研报告", 30, _L)),
    ),
    RegisterForm(
        "invitations", 6, "列席会议、座谈听证、约见",
        (Column("on", "日期", 26), Column("meeting", "会议", 80, _L), Column("organiser", "邀请单位", 46, _L),
         Column("attendance", "出席情况", 30), Column("words", "发言情况", 65, _L)),
    ),
    RegisterForm(
        "trainings", 7, "学习培训",
        (Column("on", "日期", 26), Column("place", "地点", 40, _L), Column("organiser", "组织单位", 46, _L),
         Column("content", "内容", 80, _L), Column("hours", "学时", 20), Column("attendance", "出席情况", 35)),
    ),
    RegisterForm(
        "group_activities", 8, "代表小组活动",
        (Column("on", "日期", 26), Column("place", "地点", 36, _L), Column("topic", "主题", 50, _L),
         Column("people", "参加人数", 20), Column("content", "内容", 60, _L), Column("result", "成效", 55, _L)),
    ),
    RegisterForm(
        "contacts", 9, "走访联系选民",
        (Column("on", "日期", 26), Column("voters", "选民（户）", 40, _L), Column("place", "住址", 42, _L),
         Column("how", "方式", 24), Column("opinion", "反映意见", 65, _L), Column("handled", "处理", 50, _L)),
    ),
    RegisterForm(
        "receptions", 10, "接待选民群众",
        (Column("on", "日期", 26), Column("number", "诉求编号", 28), Column("visitor", "来访人", 24),
         Column("matter", "反映的问题", 67, _L), Column("handling", "处理方式", 44, _L), Column("result", "办理结果", 34, _L),
         Column("satisfaction", "评价", 24)),
    ),
    RegisterForm(
        "good_deeds", 11, "为民办实事、推动问题解决",
        (Column("on", "日期", 26), Column("matter", "事项", 55, _L), Column("who", "受益对象", 36, _L),
         Column("work", "工作情况", 70, _L), Column("place", "地点", 28, _L), Column("result", "成效", 32, _L)),
    ),
    RegisterForm(
        "duty_reports", 12, "向选民述职及评议",
        (Column("on", "日期", 26), Column("place", "地点", 40, _L), Column("manner", "方式", 20),
         Column("people", "参加人数", 20), Column("votes", "满意／基本满意／不满意", 44), Column("opinion", "评议意见", 57, _L),
         Column("mended", "整改", 40, _L)),
    ),
    RegisterForm(
        "awards", 13, "表彰奖励、请假及年度考核",
        (Column("on", "日期", 26), Column("title", "名称", 101, _L), Column("by", "授予机关", 80, _L), Column("level", "级别", 40)),
        part="表彰奖励",
    ),
    RegisterForm(
        "leaves", 13, "表彰奖励、请假及年度考核",
        (Column("on", "日期", 26), Column("meeting", "会议、活动", 101, _L), Column("reason", "事由", 80, _L),
         Column("approved_by", "批准人", 40)),
        part="请假",
    ),
    RegisterForm(
        "assessments", 13, "表彰奖励、请假及年度考核",
        (Column("year", "年度", 26), Column("points", "得分", 36), Column("grade", "等次", 36),
         Column("opinion", "意见", 149, _L)),
        part="年度考核",
    ),
)  # fmt: skip
"""Every table of the register in the order of the book; form 1 is FACTS."""


def form_of(key: str) -> RegisterForm:
    """The table of that key. Raises KeyError: keys come from FORMS, never from people."""
    return _BY_KEY[key]


_BY_KEY = {form.key: form for form in FORMS}
