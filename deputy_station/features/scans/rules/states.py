"""What a scanned page turned out to be, and how its boxes were judged."""

from deputy_station.core.choices import Choice


class ScanSource(Choice):
    """How the files came."""

    DROPPED = "dropped", "拖入或选取"
    FOLDER = "folder", "监视文件夹"
    COMMAND = "command", "命令"


class PaperKind(Choice):
    """What paper a page is."""

    DEPUTY_SHEET = "deputy_sheet", "代表签到表"
    VISITOR_SHEET = "visitor_sheet", "来访签到表"
    SLIP = "slip", "来访登记便条"
    STATEMENT_SLIP = "statement_slip", "积分清单回执"
    BALLOT = "ballot", "述职测评票"
    RECORD = "record", "其他文书"
    UNKNOWN = "unknown", "认不出"


class PageState(Choice):
    """What became of a page."""

    FILED = "filed", "已归档"
    ASKED = "asked", "待看"
    AGAIN = "again", "重复"
    REFUSED = "refused", "未收"


TAKEN = (PageState.FILED, PageState.ASKED)
"""States of a page whose paper is in the house."""


class Verdict(Choice):
    """How a box was judged."""

    SIGNED = "signed", "有"
    EMPTY = "empty", "空"
    UNSURE = "unsure", "看不准"


class Question(Choice):
    """What a person is asked about a box."""

    UNSURE = "unsure", "看不准"
    DISAGREES = "disagrees", "签了名，记录是没来"
    NOT_SIGNED = "not_signed", "记了到会，纸上没签"
    NOT_LISTED = "not_listed", "签了名，不在名单上"
    WALK_IN = "walk_in", "补签的是谁"
    VISITOR = "visitor", "来访人待录入"
