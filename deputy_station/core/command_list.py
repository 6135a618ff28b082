"""Every command declared once, as data: its words, its shortcut, the page it belongs to, its words on the command line.

The palette, the shortcuts, the menu 菜单, the sheet of F1 and the help of the command line are made from this list.
A page's button gets its shortcut from here by the words on it; the shell knows what the commands of the window do.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """One command.

    `pages`: where its button stands, the page it is done on first; empty for a command of the window. `button`: the
    words on that button where they are others. `part`: the chip of the page behind which it stands. `row`: it is done to
    the thing chosen there. `line`: what is typed on the command line for the same. `note`: what else the help says.
    `paper`: a paper comes of it.
    """

    key: str
    words: str
    keys: str = ""
    also: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    button: str = ""
    part: str = ""
    row: bool = False
    line: str = ""
    note: str = ""
    paper: bool = False

    @property
    def on_button(self) -> str:
        """The words on its button."""
        return self.button or self.words

    @property
    def help(self) -> str:
        """The sentence of the command line's help."""
        return "，".join(part for part in (self.words, self.note) if part)


COMMANDS: tuple[Declared, ...] = (
    Declared("find", "查找", "Ctrl+K"),
    Declared("menu", "打开菜单", "F10"),
    Declared("keys", "本页按键", "F1"),
    Declared("search_page", "在本页查找", "Ctrl+F"),
    Declared("reload", "重新读取本页", "F5"),
    Declared("undo", "撤销上一步", "Ctrl+Z"),
    Declared("redo", "重做刚撤销的", "Ctrl+Y", also=("Ctrl+Shift+Z",)),
    Declared("recent", "做过的事"),
    Declared("larger", "字大一号", "Ctrl++", also=("Ctrl+=",)),
    Declared("smaller", "字小一号", "Ctrl+-"),
    Declared("standard", "标准字号", "Ctrl+0"),
    Declared("contrast", "高对比度"),
    Declared("demands.register", "登记诉求", "Ctrl+N", pages=("demands", "today")),
    Declared(
        "demands.export",
        "导出诉求台账",
        "Ctrl+E",
        pages=("demands",),
        button="导出台账",
        line="export ledger",
        paper=True,
    ),
    Declared(
        "demands.import",
        "从工作簿导入诉求",
        "Ctrl+I",
        pages=("demands",),
        button="导入台账",
        line="import demands",
    ),
    Declared(
        "demands.print",
        "打印一件诉求的登记办理单",
        "Ctrl+P",
        pages=("demands",),
        button="打印办理单",
        row=True,
        line="export demand",
        paper=True,
    ),
    Declared("suggestions.register", "登记建议", "Ctrl+N", pages=("suggestions",)),
    Declared("suggestions.livelihood", "每月民生建议", pages=("suggestions",)),
    Declared("suggestions.promises", "承诺台账", pages=("suggestions",)),
    Declared("suggestions.public", "六公开清单", pages=("suggestions",), paper=True),
    Declared(
        "reception.plan",
        "按规则排一年的接待日",
        "Ctrl+N",
        pages=("reception",),
        button="排接待日",
        line="reception plan",
    ),
    Declared(
        "reception.notice",
        "打印接待日公告",
        pages=("reception",),
        button="打印公告",
        row=True,
        line="export notice",
        paper=True,
    ),
    Declared(
        "reception.kit",
        "打印接待日整套纸",
        pages=("reception",),
        button="整套打印",
        row=True,
        line="export kit",
        note="公告、轮值表、签到表、便条、门牌、小结",
        paper=True,
    ),
    Declared(
        "reception.year_calendar",
        "打印一年的接待日历",
        pages=("reception",),
        button="印年历",
        line="export year-calendar",
        paper=True,
    ),
    Declared(
        "reception.holidays",
        "录入一年的放假调休",
        pages=("reception",),
        button="放假调休",
        line="reception calendar",
    ),
    Declared(
        "reception.behind",
        "看谁还差接待",
        pages=("reception",),
        button="谁还差",
        line="reception behind",
    ),
    Declared("reception.add_day", "加一天接待日", pages=("reception",), button="加一天"),
    Declared("reception.leaves", "登记轮值请假", pages=("reception",), button="轮值请假"),
    Declared("desk.number", "来访人取号", "Ctrl+N", pages=("desk",), button="取号"),
    Declared("desk.next", "叫下一位来访人", "F9", pages=("desk",), button="叫下一位 F9"),
    Declared("desk.compare", "和以前反映的事比一比", "F6", pages=("desk",), button="比一比 F6"),
    Declared("desk.read_back", "把原话念给来访人听", "F7", pages=("desk",), button="念一遍 F7"),
    Declared("desk.receipt", "打印来访人的回执", "F8", pages=("desk",), button="打印回执 F8", paper=True),
    Declared("deputies.register", "登记代表", "Ctrl+N", pages=("deputies",)),
    Declared(
        "deputies.import",
        "从工作簿导入代表名册",
        "Ctrl+I",
        pages=("deputies",),
        button="导入名册",
        line="import deputies",
    ),
    Declared("deputies.frame", "小组和届别", pages=("deputies",)),
    Declared("activities.plan", "安排活动", "Ctrl+N", pages=("activities",)),
    Declared("activities.session", "安排人代会", pages=("activities",)),
    Declared(
        "signin.sheet",
        "打印签到表",
        "Ctrl+P",
        pages=("activities", "reception", "today"),
        row=True,
        line="export sign-in",
        paper=True,
    ),
    Declared(
        "scans.take",
        "收回扫描件和照片",
        "Ctrl+N",
        pages=("scans",),
        button="选文件收表",
        line="scan",
        note="签到表、便条自动归档",
    ),
    Declared("scans.look", "看不准的签名", "F7", pages=("scans",), button="看签名"),
    Declared("deeds.register", "登记履职", "Ctrl+N", pages=("deeds",)),
    Declared("points.switches", "计分口径", pages=("points",)),
    Declared(
        "points.wall",
        "打印积分公示榜",
        "Ctrl+P",
        pages=("points",),
        button="公示榜",
        line="export points-wall",
        paper=True,
    ),
    Declared(
        "points.statement",
        "打印季度积分清单",
        pages=("points",),
        button="季度清单",
        row=True,
        line="export points-statement",
        note="一人一份，附异议回执",
        paper=True,
    ),
    Declared(
        "points.derivation",
        "打印一位代表的积分推算单",
        pages=("points",),
        button="打印推算单",
        row=True,
        line="export points-derivation",
        paper=True,
    ),
    Declared("checks.register", "登记要计分的事", "Ctrl+N", pages=("checks",), button="登记"),
    Declared("checks.report", "代替代表申报", "Ctrl+B", pages=("checks",), button="代替申报"),
    Declared("checks.approve", "核准申报", "F7", pages=("checks",), button="核准", row=True),
    Declared("checks.return", "退回申报", "F8", pages=("checks",), button="退回", row=True),
    Declared("checks.withdraw", "撤回申报", "F9", pages=("checks",), button="撤回", row=True),
    Declared(
        "register.print",
        "打印履职登记册",
        "Ctrl+P",
        pages=("register",),
        button="整册打印",
        line="export register",
        note="全届合成一个 PDF，或一人一份",
        paper=True,
    ),
    Declared(
        "register.new_rows",
        "补印登记册的新行",
        "F8",
        pages=("register",),
        button="补印新行",
        line="export register-rows",
        note="前面是放纸的清单",
        paper=True,
    ),
    Declared(
        "register.lacks",
        "登记册纸上缺什么",
        "F7",
        pages=("register",),
        button="纸上缺什么",
        line="register lacks",
        note="未印的、印后改过的、待核准的",
    ),
    Declared(
        "register.anew",
        "登记册换册、换页",
        pages=("register",),
        button="换册",
        row=True,
        line="export register-anew",
        note="照现在的记录重新印，旧的作废；只换一页在“纸上缺什么”里",
        paper=True,
    ),
    Declared(
        "register.files", "登记册一人一份存文件", pages=("register",), button="一人一份存文件", paper=True
    ),
    Declared(
        "assessment.print",
        "打印年度考核表",
        "Ctrl+P",
        pages=("assessment",),
        button="打印考核表",
        line="export annual",
        note="一人一份，合成一个 PDF",
        paper=True,
    ),
    Declared(
        "assessment.export",
        "导出年度考核汇总表",
        "Ctrl+E",
        pages=("assessment",),
        button="导出汇总表",
        line="export summary",
        paper=True,
    ),
    Declared(
        "spotcheck.sheets",
        "打印季度检查表",
        "Ctrl+P",
        pages=("spotcheck",),
        part="checks",
        button="打印检查表",
        line="export check-sheets",
        note="查过的填好，没有查过的带去手填",
        paper=True,
    ),
    Declared(
        "spotcheck.findings",
        "打印检查问题清单",
        pages=("spotcheck",),
        part="findings",
        button="打印问题清单",
        line="export check-findings",
        paper=True,
    ),
    Declared(
        "spotcheck.draw",
        "季度抽查：抽代表，写出工作簿",
        "Ctrl+N",
        pages=("spotcheck",),
        part="draws",
        button="抽代表",
        line="export spot-check",
    ),
    Declared(
        "spotcheck.export",
        "导出抽查工作簿",
        "Ctrl+E",
        pages=("spotcheck",),
        part="draws",
        row=True,
        paper=True,
    ),
    Declared(
        "spotcheck.half_year",
        "半年抽查：分层抽代表",
        pages=("spotcheck",),
        part="half_years",
        button="抽半年代表",
        line="spotcheck half-year",
    ),
    Declared(
        "spotcheck.half_draw",
        "打印半年抽查名单",
        pages=("spotcheck",),
        part="half_years",
        button="打印抽查名单",
        row=True,
        line="export half-year-draw",
        note="种子、方法、各层名额和可抽的人都印上，可以重抽",
        paper=True,
    ),
    Declared(
        "spotcheck.half_results",
        "打印半年抽查结果表",
        pages=("spotcheck",),
        part="half_years",
        button="打印抽查结果表",
        row=True,
        line="export half-year-results",
        paper=True,
    ),
    Declared(
        "spotcheck.evidence",
        "存半年抽查材料",
        pages=("spotcheck",),
        part="half_years",
        button="存抽查材料",
        row=True,
        line="export half-year-evidence",
        note="抽中的代表每人一份",
        paper=True,
    ),
    Declared(
        "spotcheck.write_bulletin",
        "写半年抽查通报",
        pages=("spotcheck",),
        part="half_years",
        button="写通报",
        row=True,
    ),
    Declared(
        "spotcheck.bulletin",
        "打印半年抽查通报",
        pages=("spotcheck",),
        part="half_years",
        button="打印通报",
        row=True,
        line="export bulletin",
        paper=True,
    ),
    Declared(
        "spotcheck.report_up",
        "导出本站季报，报给区里",
        pages=("spotcheck",),
        part="reports",
        button="导出上报",
        line="export quarter-report-up",
        paper=True,
    ),
    Declared(
        "spotcheck.report_in",
        "导入各站的季报",
        pages=("spotcheck",),
        part="reports",
        button="导入上报",
        line="import quarter-report-up",
    ),
    Declared(
        "papers.again", "再印一份存底", "Ctrl+P", pages=("papers",), button="再印一份", row=True, paper=True
    ),
    Declared("papers.save", "另存一份存底", pages=("papers",), button="另存", row=True),
    Declared(
        "papers.archive",
        "年度归档",
        "Ctrl+E",
        pages=("papers",),
        line="export archive",
        note="案卷、每份文书、卷内目录和校验清单",
    ),
    Declared("forms.words", "改一张表的文字、抬头、签名处", pages=("forms",), button="改文字", row=True),
    Declared("forms.widths", "改一张表的列宽", pages=("forms",), button="改列宽", row=True),
    Declared("forms.sample", "打印一张表的样张", "Ctrl+P", pages=("forms",), button="打印样张", row=True),
    Declared(
        "figures.report",
        "起草季度报告",
        "Ctrl+E",
        pages=("figures",),
        button="起草报告",
        line="export quarter-report",
        paper=True,
    ),
    Declared("figures.print", "打印季度报告", "Ctrl+P", pages=("figures",), button="打印报告", paper=True),
    Declared("figures.hot", "看本季度的热点事项", pages=("figures",), button="热点事项"),
    Declared("demands.calls", "打印回访单", pages=("demands",), line="export calls", paper=True),
    Declared("demands.round", "打今天的回访电话", pages=("demands",), button="回访电话"),
    Declared("demands.board", "诉求看板", pages=("demands",), button="看板"),
    Declared("settings.station", "修改本站资料", pages=("settings",)),
    Declared("settings.units", "承办单位", pages=("settings",)),
    Declared("settings.terms", "办理期限", pages=("settings",)),
    Declared("settings.steps", "办理步骤", pages=("settings",)),
    Declared("settings.backup", "备份数据库", pages=("settings",), button="备份", line="backup"),
    Declared("settings.check", "核对备份", pages=("settings",)),
    Declared(
        "settings.restore", "从备份恢复数据库", pages=("settings",), button="从备份恢复", line="restore"
    ),
    Declared("settings.defaults", "全部恢复默认", pages=("settings",)),
)


def keys_on_page(page: str) -> Mapping[str, str]:
    """Shortcuts of a page's buttons, by the words on them."""
    return {each.on_button: each.keys for each in COMMANDS if page in each.pages and each.keys}


def line_help(line: str) -> str:
    """What the help says of a command line that the window knows too; KeyError for another."""
    return {each.line: each.help for each in COMMANDS if each.line}[line]
