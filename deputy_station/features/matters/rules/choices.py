"""The closed lists that every kind of matter shares."""

from deputy_station.core.choices import Choice


class MatterKind(Choice):
    """What goes its way through steps."""

    DEMAND = "demand", "群众诉求"
    SUGGESTION = "suggestion", "代表建议"


class UnitKind(Choice):
    """What a handling unit is."""

    VILLAGE = "village", "村社区"
    TOWN = "town", "镇站所"
    DISTRICT = "district", "区级单位"
    OTHER = "other", "其他"


class Part(Choice):
    """What a unit does for a matter."""

    LEAD = "lead", "主办"
    CO = "co", "协办"


class ContactStage(Choice):
    """三联系: when the unit, or the station, spoke with whom the matter belongs to."""

    BEFORE = "before", "办前联系"
    DURING = "during", "办中沟通"
    AFTER = "after", "办后回访"


class ContactHow(Choice):
    """How they spoke."""

    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    MEETING = "meeting", "座谈"
    LETTER = "letter", "书面"


class Term(Choice):
    """What a term is for; each may have its own length by route and category."""

    ASSIGN = "assign", "交办"
    SIGN = "sign", "签收或退回"
    ANSWER = "answer", "答复"
    CO_OPINION = "co_opinion", "协办意见"
    CONTACT = "contact", "首次联系"
    INFORM = "inform", "反馈"
    FOLLOW_UP = "follow_up", "回访"
    REDO = "redo", "重办"
    EXTENSION = "extension", "延期最长"
    APPRAISE = "appraise", "代表评价"
    LOOK_BACK = "look_back", "回头看"
