"""The presidium's review: accepted, or refused with one of three follow-ups; and taking a suggestion back."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import RefusalReason, SuggestionKind
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.rules.signing import check_agreed
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.numbers import take_number
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import SuggestionDetail, signers_of
from deputy_station.features.suggestions.service.way import begin, day_of_step, finish, on_that_day
from deputy_station.store.lengths import fit_line


class ReasonMissing(Refusal):
    """Who is refused, or takes something back, says why."""


def accept_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    accepted_on: date | None = None,
    note: str = "",
) -> SuggestionDetail:
    """受理; without a day, today. It gets the next number of its session; a livelihood one only when handed over."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "accept", note=note)
    suggestion = taken.suggestion
    on = day_of_step(session, accepted_on, suggestion.proposed_on, "受理", "提出")
    suggestion.accepted_on = on
    suggestion.refusal_ground, suggestion.refusal_reason = None, ""
    if suggestion.kind is not SuggestionKind.LIVELIHOOD:
        take_number(session, suggestion)
    number = number_text(suggestion.session_name, suggestion.number)
    sentence = f"{on_that_day(session, on)}受理" + (f"，编为{number}" if number else "")
    finish(session, taken, sentence, note=note)
    return get_suggestion(session, suggestion_id=suggestion.id)


def refuse_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    ground: RefusalReason = RefusalReason.OTHER,
    reason: str = "",
) -> SuggestionDetail:
    """不予受理: the ground, and in words what the deputy is told; a ground that says it all needs no more words."""
    reason = fit_line(Suggestion.refusal_reason, "理由", reason)
    if not reason and ground is RefusalReason.OTHER:
        raise ReasonMissing("请填写不予受理的理由，要告诉代表。")
    told = reason or ground.label
    taken = begin(session, suggestion_id, version, "refuse", note=told)
    suggestion = taken.suggestion
    told = without_visitors(session, suggestion.demand_id, told)
    suggestion.refusal_ground, suggestion.refusal_reason = ground, told
    suggestion.accepted_on, suggestion.excellent = None, False
    named = "" if ground is RefusalReason.OTHER else f"（{ground.label}）"
    finish(
        session, taken, f"不予受理{named}：{told}" if told != ground.label else f"不予受理：{told}", note=told
    )
    return get_suggestion(session, suggestion_id=suggestion.id)


def rework_suggestion(
    session: Session, *, suggestion_id: int, version: int, note: str = ""
) -> SuggestionDetail:
    """退回修改: a refused one becomes a draft again, to be improved and handed in once more (青岛 11)."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "rework", note=note)
    taken.suggestion.refusal_ground, taken.suggestion.refusal_reason = None, ""
    finish(session, taken, "退回代表修改", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def pass_for_reference(session: Session, *, suggestion_id: int, version: int, note: str) -> SuggestionDetail:
    """转作参考: a refused one is passed on for reference (重庆 13); the note says to whom."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "to_reference", note=note)
    finish(session, taken, "转有关单位参考", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def treat_as_letter(session: Session, *, suggestion_id: int, version: int, note: str) -> SuggestionDetail:
    """作代表来信: a refused one is treated as a deputy's letter (上海 8, 青岛 11); the note says how."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "to_letter", note=note)
    finish(session, taken, "作为代表来信处理", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def withdraw_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    note: str,
    agreed_ids: Collection[int] = (),
    asked_on: date | None = None,
) -> SuggestionDetail:
    """撤回: in writing, dated `asked_on` (today without it); the handling ends, the number stays taken.

    A co-signed one needs all to agree: `agreed_ids` are the co-signers who did. Raises CoSignersNotAsked.
    """
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "withdraw", note=note)
    suggestion = taken.suggestion
    on = day_of_step(session, asked_on, suggestion.proposed_on, "撤回", "提出")
    _lead, co_signers = signers_of(session, [suggestion.id])[suggestion.id]
    check_agreed({each.deputy_id: each.name for each in co_signers}, agreed_ids)
    suggestion.excellent = False
    agreed = f"，附议的 {len(co_signers)} 人都同意" if co_signers else ""
    sentence = f"{on_that_day(session, on)}领衔代表书面撤回{agreed}"
    finish(session, taken, sentence, note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)
