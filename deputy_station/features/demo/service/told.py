"""What the demo's records say beyond their titles, in the columns of the register.

Chosen by number, not by chance, so that no figure of the demo hangs on its words.
"""

from typing import Any

from deputy_station.features.activities.models import DeedKind
from deputy_station.features.activities.rules import ContactWay

HURRIED = 6
"""Every sixth deed was entered in a hurry, by its title alone: a check has something to find."""

GROUP_THEMES: tuple[tuple[str, str, str], ...] = (
    (
        "察看高标准农田建设",
        "看了新修的沟渠和机耕桥，听村里说管护怎么分工。",
        "三处渗水的渠段当场交村里返修。",
    ),
    ("走访养老服务点", "到各村养老服务点看饭菜、看卫生，和老人拉家常。", "两个点添了扶手和防滑垫。"),
    ("督看人居环境整治", "沿村道看垃圾清运和空闲宅基地清理。", "列出问题 9 处，月底前逐处看过。"),
    ("调研校园周边安全", "放学时段看校门口的车流和小吃摊，问家长和老师。", "交警中队每天放学派人值守。"),
)
"""Theme, content and result of what groups did."""
INSPECTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("视察春耕备耕", "看种子、化肥储备和农机检修。", "建议农机站进村检修，少让农户跑路。", ""),
    ("检查食品安全法实施", "查了 12 家小餐饮和学校食堂。", "建议小餐饮后厨统一装纱窗、留样。", ""),
    ("视察防汛", "看两处圩堤和排涝站，试了机。", "建议汛前备足编织袋，值班表上墙。", ""),
    (
        "调研秸秆利用",
        "走访 6 个收储点和 3 家养殖户。",
        "建议收储点就近设，补贴直接到户。",
        "关于秸秆综合利用的调研报告",
    ),
)
"""Theme, content, what was proposed, title of the report."""
PRACTICES: tuple[tuple[str, str, str], ...] = (
    ("聚民意惠民生入户走访", "每人走访 5 户，记下急难愁盼。", "收到意见 214 条，分类交办。"),
    ("清洁家园", "和村民一起清沟渠、清房前屋后。", "清出垃圾 40 余车。"),
    ("助企纾困", "到镇上企业问用工、用电、用地的难处。", "帮 4 家企业招到工人。"),
    ("金秋助学", "走访考上大学的困难家庭。", "结对 11 户。"),
)
"""Theme, content and result of what all deputies did together."""

_SPEECHES = {
    "就道路养护发言": ("村道管护座谈会", "村道没有专人管护，建议每年列一笔养护经费，雨后先补坑槽。", "列入镇年度养护计划"),
    "就预算执行发言": ("预算执行情况座谈会", "上半年支出偏慢，建议按季公开每个项目用到哪里。", "财政所已按季公开"),
    "就教育投入发言": ("教育工作座谈会", "中心小学教室紧张，建议扩建时把食堂和操场一并考虑。", ""),
}  # fmt: skip
"""At which meeting, what was said, what came of it; by the title of the speech."""
_VOICES = (
    ("机耕路雨后难走，盼早修。", "已告诉村委会，列入冬修。"),
    ("想学大棚种植，缺人指导。", "请镇农技站到村讲了一课。"),
    ("老人看病取药路远。", "已转镇卫生院，每月巡诊一次。"),
    ("田头沟渠淤了，排水慢。", "和村里一起看过，排进清淤计划。"),
    ("对村里的工作满意，没有意见。", ""),
)
"""What voters said on a visit, and how it was dealt with."""
_GOOD_DEEDS = (
    ("上门问清难处，联系镇民政办和村委会一起办。", "补助已办好"),
    ("垫钱请人修好水泵，带头出工。", "灌上了水"),
    ("联系收购商到地头，帮着装车。", "积压的菜都卖出去了"),
)
"""What was done, and with what result."""
_SPOKEN = ("建议把补贴名单公示到组。", "谈了用工难，盼办一次招工会。", "建议会议材料提前三天送到。")
"""What deputies said at meetings they were invited to."""
_WAYS = (ContactWay.VISIT, ContactWay.VISIT, ContactWay.TALK, ContactWay.VISIT, ContactWay.CALL)


def spoken(deputy_id: int) -> str:
    """What this deputy said at a meeting; every third one said nothing."""
    return _SPOKEN[deputy_id % len(_SPOKEN)] if deputy_id % 3 else ""


def deed_words(kind: DeedKind, title: str, village: str, number: int) -> dict[str, Any]:
    """The fields of the `number`-th deed beside its title."""
    if number % HURRIED == HURRIED - 1:
        return {}
    if kind is DeedKind.SPEECH:
        place, details, outcome = _SPEECHES[title]
        return {"place": place, "details": details, "outcome": outcome}
    if kind is DeedKind.REPORT:
        return {
            "place": village,
            "organiser": "青禾镇人大主席团",
            "details": f"走了{village}和邻近两个村，看了沟渠、泵站和机井的使用。",
            "outcome": "建议分三年清淤，泵站定人管护。",
        }
    if kind is DeedKind.VOTER_CONTACT:
        details, outcome = _VOICES[number % len(_VOICES)]
        return {"details": details, "outcome": outcome, "way": _WAYS[number // 2 % len(_WAYS)]}
    if kind is DeedKind.GOOD_DEED:
        details, outcome = _GOOD_DEEDS[number % len(_GOOD_DEEDS)]
        return {
            "beneficiaries": f"{village}困难户",
            "people": 2 + number % 7,
            "details": details,
            "outcome": outcome,
        }
    if kind is DeedKind.DUTY_REPORT:
        return {"details": "肯定走访勤，盼多跑灌溉用水的事。", "outcome": "已请水利站到村看过，列入冬修。"}
    return {"award_level": "县级"}
