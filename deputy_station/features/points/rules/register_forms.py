"""In which table of a 履职登记册 a claim stands: by words in the name of its kind, as schemes name kinds as they like.

The keys are those of the tables of the register; `""` has no row.
"""

_FORM_BY_WORD: tuple[tuple[str, str], ...] = (
    ("述职", "duty_reports"),
    ("测评", "duty_reports"),
    ("表彰", "awards"),
    ("奖励", "awards"),
    ("优秀", "awards"),
    ("建议", "suggestions"),
    ("议案", "suggestions"),
    ("提案", "suggestions"),
    ("质询", "suggestions"),
    ("社情民意", "suggestions"),
    ("发言", "speeches"),
    ("培训", "trainings"),
    ("学习", "trainings"),
    ("视察", "inspections"),
    ("调研", "inspections"),
    ("执法检查", "inspections"),
    ("走访", "contacts"),
    ("联系选民", "contacts"),
    ("宣讲", "contacts"),
    ("宣传", "contacts"),
    ("接待", "receptions"),
    ("诉求", "receptions"),
    ("值班", "receptions"),
    ("回访", "receptions"),
    ("实事", "good_deeds"),
    ("帮扶", "good_deeds"),
    ("捐", "good_deeds"),
    ("志愿", "good_deeds"),
    ("全体会议", "sessions"),
    ("审议", "sessions"),
    ("表决", "sessions"),
    ("会前", "sessions"),
    ("小组活动", "group_activities"),
    ("主题", "group_activities"),
    ("列席", "invitations"),
    ("座谈", "invitations"),
    ("听证", "invitations"),
    ("约见", "invitations"),
    ("会议", "invitations"),
    ("讨论", "sessions"),
    ("活动", "group_activities"),
)
"""A word in the name of a claim's kind and the table it belongs to; the first that fits."""

_NOT_A_DEED = ("失范", "否决")
"""What counts against a deputy is no 履职: the book tells of it in the grade and the opinions of the year's assessment."""

ANY_OTHER = "good_deeds"
"""Where a kind stands that none of the 13 forms is made for (完成履职登记表, 年度工作总结): no record may be lost on paper, and of the
tables of one deputy's own work that of 为民办实事、推动问题解决 alone asks for nothing but 事项, 工作情况 and 成效, so that an office writes
it there."""


def form_of_kind(kind: str) -> str:
    """The table a claim of that kind stands in; "" for what counts against a deputy.

    >>> form_of_kind("走访联系选民"), form_of_kind("年度工作总结"), form_of_kind("一票否决情形")
    ('contacts', 'good_deeds', '')
    """
    if any(word in kind for word in _NOT_A_DEED):
        return ""
    return next((form for word, form in _FORM_BY_WORD if word in kind), ANY_OTHER)
