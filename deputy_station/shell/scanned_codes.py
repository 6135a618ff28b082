"""What a code under the scanner gun leads to: asks the features on the reading thread; and signing in by a card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deputy_station.core.clock import hour_words
from deputy_station.core.errors import NotFound
from deputy_station.features.activities.service.finding import name_activities
from deputy_station.features.assessment.service.ballot_papers import report_of_ballot
from deputy_station.features.demands.service.finding import name_demands
from deputy_station.features.deputies.service.finding import name_deputies
from deputy_station.features.desk.service.slips import get_slip
from deputy_station.features.points.rules.paper_codes import SLIP_BEGINS, read_slip
from deputy_station.features.reception.service.finding import day_of_activity, name_days
from deputy_station.features.reception.service.visits import get_visit
from deputy_station.features.register.rules.sheet_numbers import read_sheet_number
from deputy_station.features.signin.rules.any_codes import any_code
from deputy_station.features.signin.rules.card_codes import CardCode
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, year_and_row
from deputy_station.features.signin.rules.sheet_codes import CodeRefused, SheetCode
from deputy_station.features.signin.rules.signed_words import plain_word
from deputy_station.features.signin.rules.signing_in import Timing
from deputy_station.features.signin.service.card_signing import (
    CardRefused,
    NotOnTheList,
    SeveralRunning,
    sign_in_by_card,
)
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.features.spotcheck.service.half_year import get_half_year
from deputy_station.features.suggestions.service.finding import name_suggestions


@dataclass(frozen=True)
class Lead:
    """The page that shows what a paper is about, and what to ask of it."""

    page: str
    filters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CardAnswer:
    """What became of a card: the name large, a word above it, a sentence below; `choices` are activities to choose
    from, `walk_in` the activity to which the deputy may be added."""

    name: str
    word: str
    sentence: str
    good: bool
    late: bool = False
    changed: bool = False
    choices: tuple[tuple[int, str], ...] = ()
    walk_in: int | None = None


def lead_of(session: Any, *, text: str) -> Lead:
    """Where a paper's code leads; a card's, to its deputy. Raises CodeRefused, SlipRefused, NotFound."""
    secrets = station_secrets(session)
    word = plain_word(text)
    if word.startswith(SLIP_BEGINS):
        slip = read_slip(word, secrets)
        return Lead("points", {"id": slip.subject_id, "year": int(slip.period[:4]), "period": slip.period})
    code = any_code(word, secrets)
    if isinstance(code, SheetCode):
        return _activity(session, code.activity_id)
    if isinstance(code, CardCode):
        return _row(session, "deputies", name_deputies, code.deputy_id, "这位代表的记录")
    return _record(session, code)


def take_card(
    session: Any, *, text: str, activity_id: int | None = None, walk_in: bool = False
) -> CardAnswer:
    """Sign in by a card; why not is an answer too, as the screen shows it like the others."""
    try:
        signed = sign_in_by_card(session, text=text, activity_id=activity_id, walk_in=walk_in)
    except SeveralRunning as refused:
        return CardAnswer(refused.name, "选一项活动", str(refused), False, choices=refused.choices)
    except NotOnTheList as refused:
        return CardAnswer(refused.name, "不在名单上", str(refused), False, walk_in=refused.activity_id)
    except CardRefused as refused:
        return CardAnswer(refused.name, "不能签到", str(refused), False)
    except CodeRefused as refused:
        return CardAnswer("", "不能签到", str(refused), False)
    at = hour_words(signed.arrived_at) if signed.arrived_at else ""
    late = signed.timing is Timing.LATE
    word = "已签过" if signed.already else ("迟到" if late else "已签到")
    if signed.walk_in and not signed.already:
        word += "（名单外）"
    return CardAnswer(
        signed.name, word, f"{at}　{signed.activity}".strip("　"), True, late, not signed.already
    )


def _record(session: Any, code: RecordCode) -> Lead:
    kind, number = code.kind, code.record_id
    if kind in _ROWS:
        page, names = _ROWS[kind]
        return _row(session, page, names, number, f"这张纸的记录（{kind.label}）")
    if kind is RecordKind.ACTIVITY:
        return _activity(session, number)
    if kind is RecordKind.VISIT:
        return Lead("desk", {"id": get_visit(session, visit_id=number).day_id})
    if kind is RecordKind.SLIP:
        slip = get_slip(session, slip_id=number)
        if slip.demand_id is not None:
            return Lead("demands", {"id": slip.demand_id})
        return Lead("scans", {"slip_id": slip.id})
    if kind is RecordKind.REGISTER:
        return _book(session, number)
    if kind is RecordKind.HALF_YEAR_CHECK:
        return Lead("spotcheck", {"view": "half_years", "id": get_half_year(session, check_id=number).id})
    if kind is RecordKind.BALLOT:
        report_of_ballot(session, number=number)  # or it is said that there is none
        return Lead("assessment", {"ballot": number})
    year, row_id = year_and_row(number)
    if kind is RecordKind.CALLS:
        return Lead("demands", {"view": "to_follow_up"})
    if kind is RecordKind.FIGURES:
        return Lead("figures", {"year": year, "quarter": row_id})
    if kind is RecordKind.QUARTER_CHECK:
        deputy_id, quarter = divmod(row_id, 4)
        return Lead("spotcheck", {"view": "checks", "year": year, "quarter": quarter + 1, "id": deputy_id})
    if kind is RecordKind.CHECK_FINDINGS:
        return Lead("spotcheck", {"view": "findings"})
    if kind is RecordKind.PROMISES:
        return Lead("suggestions", {"do": "promises"})
    return Lead(_YEARS[kind], {"year": year, **({"id": row_id} if row_id else {})})


def _book(session: Any, number: int) -> Lead:
    sheet = read_sheet_number(number)
    if sheet is None:
        raise NotFound("这张登记册的页")
    if not sheet.deputy_id:  # a list of pages to print
        return Lead("register", {"term_id": sheet.term_id})
    lead = _row(session, "register", name_deputies, sheet.deputy_id, "这本登记册的代表")
    return Lead(lead.page, {**lead.filters, "term_id": sheet.term_id})


def _activity(session: Any, activity_id: int) -> Lead:
    day_id = day_of_activity(session, activity_id=activity_id)
    if day_id is not None:
        return Lead("reception", {"id": day_id})
    return _row(session, "activities", name_activities, activity_id, "这张纸的活动")


def _row(session: Any, page: str, names: Callable[..., Any], row_id: int, what: str) -> Lead:
    if not names(session, ids=[row_id]):
        raise NotFound(what)
    return Lead(page, {"id": row_id})


_YEARS: Mapping[RecordKind, str] = {
    RecordKind.ASSESSMENT: "assessment",
    RecordKind.POINTS: "points",
    RecordKind.RECEPTION_YEAR: "reception",
    RecordKind.SUGGESTION_YEAR: "suggestions",
    RecordKind.ARCHIVE_YEAR: "papers",
}
_ROWS: Mapping[RecordKind, tuple[str, Callable[..., Any]]] = {
    RecordKind.RECEPTION_DAY: ("reception", name_days),
    RecordKind.DEMAND: ("demands", name_demands),
    RecordKind.SUGGESTION: ("suggestions", name_suggestions),
    RecordKind.DEPUTY: ("deputies", name_deputies),
}
