"""What may become of an intake slip."""

from deputy_station.core.choices import Choice


class SlipState(Choice):
    """How far a printed slip is."""

    BLANK = "blank", "未收回"
    BACK = "back", "待录入"
    TAKEN_UP = "taken_up", "已录入"
    VOID = "void", "作废"
