"""A plan rule in the words of a notice board (每月15日，逢节假日顺延), read and written."""

import re
import unicodedata
from dataclasses import replace

from deputy_station.core.clock import WEEKDAYS
from deputy_station.core.errors import Refusal
from deputy_station.features.reception.rules.market_phrase import mark_start, market_text, read_market
from deputy_station.features.reception.rules.plan import (
    ALL_MONTHS,
    EVEN_MONTHS,
    LAST,
    MARKET_KINDS,
    ODD_MONTHS,
    OnRestDay,
    PlanKind,
    PlanRule,
)

EXAMPLES = (
    "每月15日",
    "每月9、19日",
    "单月15日，逢节假日顺延",
    "每周一",
    "每月第一个周五，逢节假日推后一周",
    "每季度首月15日",
    "农历每月逢三、八",
    "农历每月初一、十五",
    "每5天一集，从2026年1月3日起",
)

_MOST_QUOTED = 20
"""Characters of what was typed that are said back: it stands beside its field."""
_ORDINALS = "一二三四五"
_QUARTERS = ((1, 4, 7, 10), (2, 5, 8, 11), (3, 6, 9, 12))
"""The first months of the quarters, the second ones, the last ones."""
_MONTHS = {
    "每月": ALL_MONTHS,
    "每个月": ALL_MONTHS,
    "各月": ALL_MONTHS,
    "单月": ODD_MONTHS,
    "每单月": ODD_MONTHS,
    "单数月": ODD_MONTHS,
    "奇数月": ODD_MONTHS,
    "双月": EVEN_MONTHS,
    "每双月": EVEN_MONTHS,
    "双数月": EVEN_MONTHS,
    "偶数月": EVEN_MONTHS,
    "每季度首月": _QUARTERS[0],
    "每季度第1个月": _QUARTERS[0],
    "每季度第2个月": _QUARTERS[1],
    "每季度末月": _QUARTERS[2],
    "每季度第3个月": _QUARTERS[2],
    "每季度最后1个月": _QUARTERS[2],
    "上半年每月": ALL_MONTHS[:6],
    "下半年每月": ALL_MONTHS[6:],
}
_REST = "(?:节假日|节日|假日|休息日|双休日|周末)"
_REST_CLAUSE = re.compile(rf"(?:如?[逢遇])?(?:国家)?(?:法定)?{_REST}(?:[、和及或]{_REST})*[的则,]?(.+)")
_REST_BEGINS = re.compile(rf",?((?:如?[逢遇])?(?:国家)?(?:法定)?{_REST})")
_LATER = "(?:顺延|推后|推迟|延后|延期)[至到]?"
_ON_REST_DAY = (
    (re.compile(f"{_LATER}(?:[一1]周|[一1]个周|7天|七天|下[一1]?周|下[一1]个周)"), OnRestDay.WEEK_LATER),
    (re.compile(f"{_LATER}(?:(?:下[一1]?个|节后|节后第[一1]个|最近的)?工作日)?"), OnRestDay.POSTPONE),
    (re.compile("除外|取消|(?:不|停止|暂停|不安排)(?:接待|接访)|停止|暂停|不安排"), OnRestDay.LEAVE_OUT),
    (re.compile("照常(?:接待|接访)?|不变|不顺延"), OnRestDay.KEEP),
)
_DIGITS = "零一二三四五六七八九"
_CHINESE_NUMBER = re.compile(
    f"(?P<weekday>周[{WEEKDAYS}](?:、[{WEEKDAYS}](?![十日号月个]))*)"
    "|(?P<tens>[二三]?)(?P<ten>十)(?P<ones>[一二三四五六七八九]?)|(?P<one>[一二三四五六七八九])"
)
_NUMBER = r"\d{1,2}"
_SEPARATOR = "[、和及与]"
_DAY_LIST = re.compile(rf"(?:{_NUMBER}[日号]?{_SEPARATOR})*{_NUMBER}[日号]")
_NTH = rf"第?{_NUMBER}个?|最后1个"
_NTH_LIST = re.compile(rf"((?:{_NTH})(?:{_SEPARATOR}(?:{_NTH}))*)(周|工作日)(.*)")
_WEEKDAY_LIST = re.compile(rf"[{WEEKDAYS}](?:{_SEPARATOR}?周?[{WEEKDAYS}])*")
_MONTH_SPAN = re.compile(rf"(?:每年)?({_NUMBER})月?[至到~—-]({_NUMBER})月(?:的?每个?月)?")
_MONTH_LIST = re.compile(rf"(?:每年)?({_NUMBER}月?(?:{_SEPARATOR}{_NUMBER}月?)*)月")


class PlanPhraseNotUnderstood(Refusal):
    """The words do not name reception days we can plan."""

    def __init__(self, phrase: str) -> None:
        said = phrase if len(phrase) <= _MOST_QUOTED else phrase[:_MOST_QUOTED] + "……"
        super().__init__(f"没看懂“{said}”。请照例子写，如“每月15日”“每周一”。")


def read_plan_rule(phrase: str) -> PlanRule:
    """The rule that the words mean. Raises PlanPhraseNotUnderstood (nothing is guessed) or PlanRuleInvalid.

    Raises CalendarNotNamed, FirstMarketNotNamed and MarketDaysNotNamed for markets that are not told fully.
    """
    days, _, tail = _simplify(phrase).partition(",")
    said = _read_rest_day(tail, phrase) if tail else None
    market = read_market(days, said, phrase)
    if market is not None:
        return market
    days, on_rest_day = _with_digits(days), said or OnRestDay.POSTPONE
    rule = _read_weekly(days, on_rest_day) or _read_monthly(days, on_rest_day)
    if rule is None:
        raise PlanPhraseNotUnderstood(phrase)
    return rule


def plan_rule_text(rule: PlanRule, *, with_rest_day: bool = True) -> str:
    """The rule in words that `read_plan_rule` reads back: 单月第一个周五，逢节假日推后一周."""
    if rule.kind is PlanKind.WEEKLY:
        text = "每" + "、".join(f"周{WEEKDAYS[each]}" for each in rule.weekdays)
    elif rule.kind in MARKET_KINDS:
        text = market_text(rule)
    elif rule.kind is PlanKind.MONTH_DAYS:
        text = _months_text(rule.months) + _month_days_text(rule.numbers)
    else:
        ends = [f"周{WEEKDAYS[each]}" for each in rule.weekdays] or ["工作日"]
        ordinals = "、".join("最后一个" if each == LAST else f"第{_ordinal(each)}个" for each in rule.numbers)
        text = _months_text(rule.months) + ordinals + "、".join(ends)
    return f"{text}，逢节假日{rule.on_rest_day.label}" if with_rest_day else text


def _months_text(months: tuple[int, ...]) -> str:
    named = {ALL_MONTHS: "每月", ODD_MONTHS: "单月", EVEN_MONTHS: "双月"}
    return named.get(months) or "、".join(str(each) for each in months) + "月"


def _month_days_text(numbers: tuple[int, ...]) -> str:
    days = [str(each) for each in numbers if each != LAST]
    parts = [f"{'、'.join(days)}日"] if days else []
    return "和".join([*parts, *(["最后一天"] if LAST in numbers else [])])


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= 5 else str(number)


def _simplify(phrase: str) -> str:
    """Half-width, without spaces, one spelling for each thing, one comma before what happens on rest days."""
    text = re.sub(r"[\s。)]", "", unicodedata.normalize("NFKC", phrase))
    text = re.sub("星期|礼拜", "周", text).replace("周天", "周日").replace("每个周", "每周")
    text = re.sub("每个?季度?", "每季度", mark_start(re.sub("[(;,]+", ",", text).strip(",")))
    text = _REST_BEGINS.sub(r",\1", text, count=1)
    text = re.sub("(?:作?为|是)?(?:代表)?(?:固定)?(?:接待|接访)(?:选民|群众)?日", "", text)
    return re.sub("(?<=[月个])的", "", text).replace("最后一天", "末日").replace("月月末", "月末日")


def _with_digits(text: str) -> str:
    """Chinese numbers up to 39 as digits; those after 周 are names of days and stay."""

    def digits(found: re.Match[str]) -> str:
        if found["weekday"]:
            return found[0]
        if not found["ten"]:
            return str(_DIGITS.index(found["one"]))
        tens = _DIGITS.index(found["tens"]) if found["tens"] else 1
        return str(tens * 10 + (_DIGITS.index(found["ones"]) if found["ones"] else 0))

    return _CHINESE_NUMBER.sub(digits, text)


def _read_rest_day(tail: str, phrase: str) -> OnRestDay:
    clause = _REST_CLAUSE.fullmatch(tail)
    for pattern, meaning in _ON_REST_DAY:
        if clause and pattern.fullmatch(clause[1]):
            return meaning
    raise PlanPhraseNotUnderstood(phrase)


def _read_weekly(text: str, on_rest_day: OnRestDay) -> PlanRule | None:
    found = re.fullmatch(r"每周(.+)", text)
    if not found or not _WEEKDAY_LIST.fullmatch(found[1]):
        return None
    return PlanRule(PlanKind.WEEKLY, weekdays=_weekdays(found[1]), on_rest_day=on_rest_day)


def _read_monthly(text: str, on_rest_day: OnRestDay) -> PlanRule | None:
    months, rest = _read_months(text)
    if months is None:
        return _read_quarterly(text, on_rest_day)
    return _read_in_months(months, rest, on_rest_day)


def _read_quarterly(text: str, on_rest_day: OnRestDay) -> PlanRule | None:
    """每季度第一个周五 is in its first month, 每季度最后一个周五 in its last; a fifth one could be in either."""
    if not text.startswith("每季度"):
        return None
    rule = _read_in_months(_QUARTERS[0], text.removeprefix("每季度"), on_rest_day)
    if rule is None or rule.kind is PlanKind.MONTH_DAYS:
        return None
    if rule.numbers == (LAST,):
        return replace(rule, months=_QUARTERS[2])
    return rule if all(1 <= each <= 4 for each in rule.numbers) else None


def _read_in_months(months: tuple[int, ...], rest: str, on_rest_day: OnRestDay) -> PlanRule | None:
    kept = re.sub(f"{_SEPARATOR}?末日", "", rest)
    if kept != rest or _DAY_LIST.fullmatch(rest):
        if kept and not _DAY_LIST.fullmatch(kept):
            return None
        numbers = sorted({int(each) for each in re.findall(_NUMBER, kept)})
        tail = (LAST,) if kept != rest else ()
        return PlanRule(PlanKind.MONTH_DAYS, (*numbers, *tail), (), months, on_rest_day)
    found = _NTH_LIST.fullmatch(rest)
    if not found:
        return None
    named = {
        LAST if "最后" in each else int(re.findall(_NUMBER, each)[0])
        for each in re.split(_SEPARATOR, found[1])
    }
    numbers = sorted(named, key=lambda number: (number == LAST, number))
    if found[2] == "工作日":
        return None if found[3] else PlanRule(PlanKind.NTH_WORKDAY, tuple(numbers), (), months, on_rest_day)
    if not _WEEKDAY_LIST.fullmatch(found[3]):
        return None
    return PlanRule(PlanKind.NTH_WEEKDAY, tuple(numbers), _weekdays(found[3]), months, on_rest_day)


def _read_months(text: str) -> tuple[tuple[int, ...] | None, str]:
    for words in sorted(_MONTHS, key=len, reverse=True):
        if text.startswith(words):
            return _MONTHS[words], text.removeprefix(words)
    span = _MONTH_SPAN.match(text)
    if span and int(span[1]) < int(span[2]):
        return tuple(range(int(span[1]), int(span[2]) + 1)), text[span.end() :]
    found = _MONTH_LIST.match(text)
    if not found:
        return None, text
    return tuple(sorted({int(each) for each in re.findall(_NUMBER, found[1])})), text[found.end() :]


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(sorted({WEEKDAYS.index(each) for each in text if each in WEEKDAYS}))
