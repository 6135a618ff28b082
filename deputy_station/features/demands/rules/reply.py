"""What a reply must say before a demand is struck off: who did what, when, who saw it, and that the visitor knows."""

import re
from dataclasses import dataclass
from datetime import date

from deputy_station.core.cleaning import search_form
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.steps import StepNotAllowed

_PASSED_ON = re.compile(
    r"(?:已经?|现已)?(?:转给?|交由?|转交|移交|转办|交办|反映给?|反馈给?|上报)(?:至|到|给)?"
    r"(?:相关|有关|主管|职能)?(?:部门|单位|科室|领导)?(?:处理|办理|研究|落实|解决)?[。.!!]?"
)
_SAYS_NOTHING = frozenset(
    {"办理中", "正在办理", "已办理", "已处理", "已解决", "已办结", "已阅", "同意", "收到"}
)


class ResultSaysNothing(Refusal):
    """A result that only says it was passed on, or that it is done."""

    def __init__(self, result: str) -> None:
        super().__init__(f"“{result}”没有说办了什么。请写明谁、做了什么、什么时候、办成什么样。")


@dataclass(frozen=True)
class ReplyItem:
    """One line of the checklist: what is asked, what stands there ("" where it lacks)."""

    label: str
    value: str


@dataclass(frozen=True)
class ReplyFacts:
    """What is known of the present round. `told` and `asked` say how; `untold` counts others who voiced it and do not
    know yet."""

    who: str
    what: str
    when: date | None
    seen_by: str
    told: str
    asked: str
    untold: int = 0


def check_result(result: str) -> None:
    """Raise ResultSaysNothing for a result that tells the visitor nothing (已转相关部门)."""
    said = search_form(result).rstrip("。.!")
    if said in _SAYS_NOTHING or _PASSED_ON.fullmatch(search_form(result)):
        raise ResultSaysNothing(result)


def reply_checklist(facts: ReplyFacts) -> tuple[ReplyItem, ...]:
    """The lines a struck-off demand must have, in the order people read them."""
    others = "" if facts.untold else "都已告知"
    return (
        ReplyItem("谁办的", facts.who),
        ReplyItem("办理结果", facts.what),
        ReplyItem("办完日期", facts.when.isoformat() if facts.when else ""),
        ReplyItem("谁看过", facts.seen_by),
        ReplyItem("反馈", facts.told),
        ReplyItem("回访", facts.asked),
        ReplyItem("告知其他反映人", others),
    )


def check_strike_off(facts: ReplyFacts) -> None:
    """A demand is struck off only with its checklist whole. Raises StepNotAllowed naming what lacks."""
    lacking = [item.label for item in reply_checklist(facts) if not item.value]
    if lacking:
        raise StepNotAllowed(f"还缺{'、'.join(lacking)}，不能销号。请先补上，再销号。")
