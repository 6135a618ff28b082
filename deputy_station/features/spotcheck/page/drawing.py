"""What the quarterly and the half-yearly draw have in common on the page: the questions of the form, the facts shown."""

from collections.abc import Sequence
from datetime import date, datetime

from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.spotcheck.rules.draws import DEFAULT_SHARE_PERCENT
from deputy_station.widgets.dates import short_day, short_instant
from deputy_station.widgets.fields import ChoiceField, Field, LineField, NumberField


def draw_fields(period: ChoiceField, *, same: str, more: Sequence[Field] = ()) -> list[Field]:
    """Year, the `period` within it, size and seed, then `more` and a remark; `same` says when the same are drawn."""
    return [
        NumberField("year", "年度", required=True, least=FIRST_YEAR, largest=LAST_YEAR),
        period,
        NumberField(
            "count", "抽几人", least=1, largest=9999, unit="人", help=f"不填就抽 {DEFAULT_SHARE_PERCENT}%。"
        ),
        LineField("seed", "种子", most=40, help=f"不填由程序定。{same}，抽出的人相同。"),
        *more,
        LineField("note", "备注", most=200),
    ]


def draw_facts(
    span: tuple[date, date], *, pool: int, drawn: int, at: datetime, seed: str, today: date
) -> list[tuple[str, str]]:
    """The days looked at, how many were drawn of how many and when (`at`: UTC), and the seed."""
    first, last = span
    return [
        ("期间", f"{short_day(first, today)}至{short_day(last, today)}"),
        ("抽取", f"{pool} 人里抽 {drawn} 人，{short_instant(at, today)}"),
        ("种子", seed),
    ]
