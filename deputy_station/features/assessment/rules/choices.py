"""What is stored as one of a few words."""

from deputy_station.core.choices import Choice


class Every(Choice):
    """How often a deputy owes a duty report (述职)."""

    TERM = "term", "每届一次"
    YEAR = "year", "每年一次"


class Honour(Choice):
    """What a publication list is of."""

    EXCELLENT = "excellent", "年度考核优秀代表"
    FINE = "fine", "五好代表"


class Step(Choice):
    """A step of the year's assessment, in order."""

    SELF = "self", "自评"
    GROUP = "group", "小组"
    PRESIDIUM = "presidium", "主席团"
    DISTRICT = "district", "区级"


class Doubt(Choice):
    """Why a person is asked about a line of a ballot."""

    UNSURE = "unsure", "看不准"
    SEVERAL = "several", "打了不止一个"
