"""Writing suggestions: who leads, who co-signs, the text; also one that grows from a demand."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.steps import turn_into_suggestion
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules import (
    SignRole,
    SuggestionKind,
    SuggestionState,
    SuggestionStep,
    check_signers,
    next_state,
)
from deputy_station.features.suggestions.service.listing import SuggestionDetail, get_suggestion
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

LONGEST_TITLE = 200


class TitleMissing(Refusal):
    """A suggestion says what it is about."""


class TitleTooLong(Refusal):
    """The title would not fit its line."""


class AlreadySuggested(Refusal):
    """A suggestion grew from this demand before."""


class ProposedInFuture(Refusal):
    """A suggestion is entered once it was made."""


def draft_suggestion(
    session: Session,
    *,
    title: str,
    kind: SuggestionKind,
    lead_id: int,
    co_signer_ids: Sequence[int] = (),
    text: str = "",
    proposed_on: date | None = None,
    demand_id: int | None = None,
) -> SuggestionDetail:
    """Enter a draft; without `proposed_on`, of today."""
    suggestion = Suggestion(state=SuggestionState.DRAFT, demand_id=demand_id)
    _fill(session, suggestion, title, text, kind, proposed_on or context.today(session))
    session.add(suggestion)
    session.flush()
    _sign(session, suggestion, lead_id, co_signer_ids)
    lead = get_row(session, Deputy, lead_id, "代表")
    _record(session, suggestion, "draft", f"登记{kind.label}《{suggestion.title}》，{lead.name}领衔")
    return get_suggestion(session, suggestion_id=suggestion.id)


def suggest_from_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    lead_id: int,
    co_signer_ids: Sequence[int] = (),
    title: str = "",
    kind: SuggestionKind = SuggestionKind.BETWEEN,
) -> SuggestionDetail:
    """转为代表建议: the demand takes that route and a draft in its words is made; `version` is the demand's.

    The visitor's name and phone do not go into the suggestion, which is published.
    """
    earlier = session.scalar(select(Suggestion).where(Suggestion.demand_id == demand_id))
    if earlier is not None:
        raise AlreadySuggested(f"这件诉求已转为代表建议《{earlier.title}》，不用再转。")
    demand = get_demand(session, demand_id=demand_id)
    if demand.row.route is not Route.SUGGESTION or demand.row.state is DemandState.REGISTERED:
        turn_into_suggestion(session, demand_id=demand_id, version=version)
    return draft_suggestion(
        session,
        title=title or f"关于{demand.row.title}的建议",
        kind=kind,
        lead_id=lead_id,
        co_signer_ids=co_signer_ids,
        text=demand.words,
        demand_id=demand_id,
    )


def edit_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    title: str,
    text: str,
    kind: SuggestionKind,
    proposed_on: date,
    lead_id: int,
    co_signer_ids: Sequence[int],
) -> SuggestionDetail:
    """Change a suggestion that was not yet assigned."""
    suggestion = get_row(session, Suggestion, suggestion_id, "代表建议")
    check_version(suggestion, version, "代表建议")
    next_state(suggestion.state, SuggestionStep.EDIT)
    before = {"title": suggestion.title, "text": suggestion.text}
    _fill(session, suggestion, title, text, kind, proposed_on)
    session.flush()
    _sign(session, suggestion, lead_id, co_signer_ids)
    # A change of who signs alone is a change of the suggestion, too: a second editor is turned away.
    flag_modified(suggestion, "state")
    _record(session, suggestion, "edit", f"修改《{suggestion.title}》", before)
    return get_suggestion(session, suggestion_id=suggestion.id)


def _fill(
    session: Session, suggestion: Suggestion, title: str, text: str, kind: SuggestionKind, proposed_on: date
) -> None:
    title = clean_line(title)
    if not title:
        raise TitleMissing("请填写建议标题，例如“关于修复东岗村路灯的建议”。")
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(
            f"标题有 {len(title)} 个字，超过 {LONGEST_TITLE} 个字。请写短一些，细节放在内容里。"
        )
    if proposed_on > context.today(session):
        raise ProposedInFuture(f"提出日期 {day_words(proposed_on)}还没有到。请核对。")
    suggestion.title, suggestion.text = title, clean_text(text)
    suggestion.kind, suggestion.proposed_on = kind, proposed_on


def _sign(session: Session, suggestion: Suggestion, lead_id: int, co_signer_ids: Sequence[int]) -> None:
    check_signers(lead_id, co_signer_ids)
    for deputy_id in (lead_id, *co_signer_ids):
        get_row(session, Deputy, deputy_id, "代表")
    session.execute(delete(SuggestionSigner).where(SuggestionSigner.suggestion_id == suggestion.id))
    session.expire(suggestion, ["signers"])
    session.add(SuggestionSigner(suggestion_id=suggestion.id, deputy_id=lead_id, role=SignRole.LEAD))
    session.add_all(
        SuggestionSigner(suggestion_id=suggestion.id, deputy_id=each, role=SignRole.CO_SIGN)
        for each in co_signer_ids
    )
    session.flush()


def _record(
    session: Session,
    suggestion: Suggestion,
    key: str,
    sentence: str,
    before: Mapping[str, object] | None = None,
) -> None:
    record_change(
        session,
        action=f"suggestion.{key}",
        subject="suggestion",
        subject_id=suggestion.id,
        sentence=sentence,
        before=before,
    )
