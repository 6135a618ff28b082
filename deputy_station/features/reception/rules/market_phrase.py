"""Markets in words: 农历每月逢三、八; 农历每月初一、十五; 每5天一集，从2026年1月3日起; read and written.

A market day is told by the farmers' calendar or by counting on from one market. Which calendar, and from which day
it is counted, must be said: neither is guessed.
"""

import re
from datetime import date

from deputy_station.core.errors import Refusal
from deputy_station.core.lunar import lunar_day_name
from deputy_station.features.reception.rules.plan import OnRestDay, PlanKind, PlanRule, PlanRuleInvalid

_DAY_NUMBERS = {lunar_day_name(day): day for day in range(1, 31)} | {"二十": 20, "三十": 30, "廿": 20}
_DAY_NUMBERS |= {f"二十{one}": 20 + number for number, one in enumerate("一二三四五六七八九", 1)}
_NAME = "|".join(sorted(_DAY_NUMBERS, key=len, reverse=True))
_DIGIT = "一二三四五六七八九十"
_SEPARATOR = "[、和及与]"
_START = re.compile(r",?[从自]?(\d{4})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?(?:开始|起)[算计]?,?")
_STEP = re.compile(
    r"(?:每|逢)(\d{1,2}|[一二三四五六七八九十]|两)(天|日|周)(?:接待)?(?:[一1](?:集|次|场)|逢集|赶集)?"
)
_ONE = rf"(?:\d{{1,2}}|[{_DIGIT}])"
# 逢三、八; 逢三逢八; 逢三八. 逢十三 is not understood: the thirteenth, or tens and threes?
_ENDINGS = re.compile(rf"逢(?:{_ONE}(?:(?:{_SEPARATOR}逢?|逢){_ONE})*|[一二三四五六七八九]{{2,4}})[日号]?")
_NAMES = re.compile(rf"(?:逢(?=初))?(?:{_NAME})(?:{_SEPARATOR}(?:{_NAME}))*日?")
_NUMBERED = re.compile(rf"(?:\d{{1,2}}日?{_SEPARATOR})*\d{{1,2}}日")
_MARKET = re.compile("(?:逢集日?|赶集日?|集日|集市日?|赶场日?|赶圩日?|圩日?|集日?)")

_ANY_MARKET = re.compile(
    "(?:农历|公历)?(?:每个?月?|凡)?(?:逢|赶|当)?(?:集|集市|场|圩|街)[日天]?(?:接待|接访)?"
)


class CalendarNotNamed(Refusal):
    """Days that end in three and eight, and nothing says of which calendar."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"“{phrase}”没有写明是农历还是公历。请写成“农历每月逢三、八”或“公历每月逢三、八”。")


class MarketDaysNotNamed(Refusal):
    """Market days, and nothing says which days those are."""

    def __init__(self, phrase: str) -> None:
        super().__init__(
            f"“{phrase}”没有写明哪几天是集。请写成“农历每月逢三、八”“公历每月逢三、八”"
            "或“每5天一集，从2026年1月3日起”。"
        )


class FirstMarketNotNamed(Refusal):
    """Every five days, and nothing says from which day on."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"“{phrase}”没有写明从哪天起。请写成“每5天一集，从2026年1月3日起”。")


def read_market(days: str, on_rest_day: OnRestDay | None, phrase: str) -> PlanRule | None:
    """The rule of a market in simplified words, None where they name none.

    Where nothing is said of rest days (None) a market is held all the same: moved off its day there would be none.
    Raises CalendarNotNamed, FirstMarketNotNamed, MarketDaysNotNamed, PlanRuleInvalid.
    """
    if _ANY_MARKET.fullmatch(days):
        raise MarketDaysNotNamed(phrase)
    return _read_every(days, on_rest_day, phrase) or _read_lunar(days, on_rest_day or OnRestDay.KEEP, phrase)


def market_text(rule: PlanRule) -> str:
    """A market rule in words that `read_market` reads back."""
    if rule.kind is PlanKind.EVERY_DAYS:
        assert rule.since is not None
        time = "次" if rule.numbers[0] % 7 == 0 else "集"
        return f"每{rule.numbers[0]}天一{time}，从{rule.since.year}年{rule.since.month}月{rule.since.day}日起"
    endings = _endings_of(rule.numbers)
    if endings:
        return "农历每月逢" + "、".join(_DIGIT[(each - 1) % 10] for each in endings)
    return "农历每月" + "、".join(lunar_day_name(each) for each in rule.numbers)


def mark_start(text: str) -> str:
    """The words with the day from which it is counted set between @, so that its comma parts nothing."""
    return _START.sub(lambda found: f"@{'-'.join(found.groups())}@", text)


def _read_every(days: str, on_rest_day: OnRestDay | None, phrase: str) -> PlanRule | None:
    start = re.search(r"@(\d+)-(\d+)-(\d+)@", days)
    found = _STEP.fullmatch(days.replace(start[0], "") if start else days)
    if not found:
        return None
    if start is None:
        raise FirstMarketNotNamed(phrase)
    number = 2 if found[1] == "两" else int(found[1]) if found[1].isdigit() else _DIGIT.index(found[1]) + 1
    step = number * (7 if found[2] == "周" else 1)
    if step < 2:
        raise PlanRuleInvalid("天天接待不用排日子，两次之间至少隔 2 天")
    try:
        since = date(int(start[1]), int(start[2]), int(start[3]))
    except ValueError:
        raise PlanRuleInvalid(f"没有 {start[1]}年{start[2]}月{start[3]}日这一天") from None
    weekly = OnRestDay.POSTPONE if step % 7 == 0 else OnRestDay.KEEP
    return PlanRule(PlanKind.EVERY_DAYS, (step,), on_rest_day=on_rest_day or weekly, since=since)


def _read_lunar(days: str, on_rest_day: OnRestDay, phrase: str) -> PlanRule | None:
    lunar, solar = re.search("农历|阴历|旧历", days), re.search("公历|阳历|新历", days)
    words = re.sub("农历|阴历|旧历|公历|阳历|新历|每个?月的?|各月", "", days)
    bare = _MARKET.sub("", words)
    market = "逢" in bare or bare != words
    if market and _ENDINGS.fullmatch(bare if bare.startswith("逢") else f"逢{bare}"):
        endings = {_ending(each) for each in re.findall(rf"\d{{1,2}}|[{_DIGIT}]", bare)}
        if max(endings) > 10:
            return None
        if lunar is None and solar is None:
            raise CalendarNotNamed(phrase)
        kind, last = (PlanKind.MONTH_DAYS, 31) if solar else (PlanKind.LUNAR_DAYS, 30)
        return PlanRule(kind, _with_endings(endings, last), on_rest_day=on_rest_day)
    # 初一 is said of no other calendar; 十五 alone could be.
    if solar or not (lunar or bare.startswith("初")):
        return None
    if _NAMES.fullmatch(bare):
        numbers = {_DAY_NUMBERS[each] for each in re.findall(_NAME, bare)}
    elif _NUMBERED.fullmatch(bare):
        numbers = {int(each) for each in re.findall(r"\d{1,2}", bare)}
    else:
        return None
    return PlanRule(PlanKind.LUNAR_DAYS, tuple(sorted(numbers)), on_rest_day=on_rest_day)


def _ending(text: str) -> int:
    return int(text) or 10 if text.isdigit() else _DIGIT.index(text) + 1


def _with_endings(endings: set[int], last: int) -> tuple[int, ...]:
    """The days up to `last` that end in one of `endings` (10: in nought)."""
    return tuple(day for day in range(1, last + 1) if (day % 10 or 10) in endings)


def _endings_of(numbers: tuple[int, ...]) -> list[int]:
    """The endings (1 to 10) whose days these are, none left out and none over; empty where they are not."""
    endings = {each % 10 or 10 for each in numbers}
    return sorted(endings) if set(numbers) == set(_with_endings(endings, 30)) else []
