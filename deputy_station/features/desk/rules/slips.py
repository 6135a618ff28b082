"""What may become of an intake slip, and what stands on it to be ticked."""

from deputy_station.core.choices import Choice


class SlipState(Choice):
    """How far a printed slip is."""

    BLANK = "blank", "未收回"
    BACK = "back", "待录入"
    TAKEN_UP = "taken_up", "已录入"
    VOID = "void", "作废"


class TickField(Choice):
    """What a visitor answers by a tick; the value is the field in the key of the box, `tick:urgency:较急`."""

    CATEGORY = "category", "类别"
    URGENCY = "urgency", "缓急"
    SECRET = "secret", "保密"
    REPLY = "reply", "答复方式"


SECRET_YES, SECRET_NO = "请保密", "不用保密"
OFFERED: dict[TickField, tuple[str, ...]] = {
    TickField.URGENCY: ("一般", "较急", "紧急"),
    TickField.SECRET: (SECRET_YES, SECRET_NO),
    TickField.REPLY: ("打电话", "当面说"),
}
"""The answers printed beside their boxes; those of the category are the first level of the tree."""


def slip_number(year: int, number: int) -> str:
    """How a slip is called: 2026-0012."""
    return f"{year}-{number:04}"


def wishes_in_words(ticks: dict[str, str]) -> str:
    """What was ticked besides category and secrecy, for the first line of the demand: 较急，希望打电话答复."""
    said = [ticks.get(TickField.URGENCY.value, "")]
    if reply := ticks.get(TickField.REPLY.value, ""):
        said.append(f"希望{reply}答复" if reply != "当面说" else "希望当面答复")
    return "，".join(each for each in said if each)
