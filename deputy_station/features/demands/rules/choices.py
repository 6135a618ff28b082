"""The closed lists of the area: how a demand came, where it goes, how far it is, what the visitor said."""

from deputy_station.core.choices import Choice


class Channel(Choice):
    """How the demand reached the station (反映方式)."""

    RECEPTION = "reception", "接待日现场"
    VISIT = "visit", "走访"
    PHONE = "phone", "电话"
    QR = "qr", "扫码"
    LETTER = "letter", "来信"
    IMPORT = "import", "导入"


class Route(Choice):
    """Where the demand goes."""

    ANSWERED = "answered", "当场答复"
    VILLAGE = "village", "转村社区"
    TOWN = "town", "交办镇政府"
    DISTRICT = "district", "上报区人大"
    SUGGESTION = "suggestion", "转为代表建议"
    LITIGATION = "litigation", "转公益诉讼线索"
    DECLINED = "declined", "引导不受理"


class DemandState(Choice):
    """How far the demand is."""

    REGISTERED = "registered", "待交办"
    PROPOSED = "proposed", "已拟办"
    ASSIGNED = "assigned", "待签收"
    HANDLING = "handling", "办理中"
    HANDLED = "handled", "待反馈"
    INFORMED = "informed", "待回访"
    SETTLED = "settled", "已办结"
    STRUCK_OFF = "struck_off", "已销号"
    DECLINED = "declined", "不受理"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并"


class Satisfaction(Choice):
    """What the visitor said in the follow-up (回访)."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    HALF_SOLVED = "half_solved", "只解决一半"
    UNSATISFIED = "unsatisfied", "不满意"


class InformedHow(Choice):
    """How the visitor was told (反馈方式)."""

    PHONE = "phone", "电话"
    IN_PERSON = "in_person", "当面"
    LETTER = "letter", "书面"
    NOTICE = "notice", "张贴公示"


class CallOutcome(Choice):
    """What came of ringing the visitor."""

    REACHED = "reached", "接通"
    NO_ANSWER = "no_answer", "没人接"
    WRONG_NUMBER = "wrong_number", "号码不对"
    LATER = "later", "过后再打"
    REFUSED = "refused", "不愿评价"
