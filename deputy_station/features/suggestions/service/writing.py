"""Writing suggestions: who leads, who co-signs, the text, handing in; also one that grows from a demand."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.steps import turn_into_suggestion
from deputy_station.features.demands.service.taken_values import EARLIEST_YEAR
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Category
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState
from deputy_station.features.suggestions.rules.numbering import number_text, session_for
from deputy_station.features.suggestions.rules.privacy import published
from deputy_station.features.suggestions.rules.signing import check_signers
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.persons import people_behind, without_visitors
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.way import Taken, begin, finish
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line

LONGEST_TITLE = 200


class TitleMissing(Refusal):
    """A suggestion says what it is about."""


class TitleTooLong(Refusal):
    """The title would not fit its line."""


class AlreadySuggested(Refusal):
    """A suggestion grew from this demand before."""


class ProposedInFuture(Refusal):
    """A suggestion is entered once it was made."""


class ProposedTooEarly(Refusal):
    """Before there were stations: a slip of the finger."""

    def __init__(self, on: date) -> None:
        super().__init__(f"提出日期是 {on.year} 年，太早了。请核对日期。")


class SessionOfNumberFixed(Refusal):
    """The number counts within its session: neither moves once it is given."""

    def __init__(self, number: str) -> None:
        super().__init__(f"“{number}”的编号已经排定，类别、届次和年份不能再改。请核对。")


class WithheldWithoutReason(Refusal):
    """A suggestion that is not to be published says why."""

    def __init__(self) -> None:
        super().__init__("不公开的要写明原因，例如“涉及个人隐私”“代表要求不公开”。")


def draft_suggestion(
    session: Session,
    *,
    title: str,
    kind: SuggestionKind,
    lead_id: int,
    co_signer_ids: Sequence[int] = (),
    text: str = "",
    proposed_on: date | None = None,
    session_name: str = "",
    category_id: int | None = None,
    confidential: bool = False,
    submit: bool = False,
    demand_id: int | None = None,
) -> SuggestionDetail:
    """Enter a draft; without `proposed_on`, of today. `session_name`: the session it is made at (届次会次), left
    out for those between sessions. With `submit` it is handed in for review at once."""
    suggestion = Suggestion(state=SuggestionState.DRAFT, demand_id=demand_id, confidential=confidential)
    _fill(
        session,
        suggestion,
        title,
        text,
        kind,
        proposed_on or context.today(session),
        session_name,
        category_id,
    )
    session.add(suggestion)
    session.flush()
    _sign(session, suggestion, lead_id, co_signer_ids)
    # No name: the deputy may ask for secrecy later, and what was said of the step stays.
    sentence = f"登记{kind.label}" + (f"，{len(co_signer_ids)} 人附议" if co_signer_ids else "")
    finish(session, Taken(suggestion, "draft", SuggestionState.DRAFT, SuggestionState.DRAFT, 1), sentence)
    if submit:
        return submit_suggestion(session, suggestion_id=suggestion.id, version=suggestion.version)
    return get_suggestion(session, suggestion_id=suggestion.id)


def submit_suggestion(session: Session, *, suggestion_id: int, version: int) -> SuggestionDetail:
    """提交审查: signed and handed in; the presidium's office reads it."""
    taken = begin(session, suggestion_id, version, "submit")
    finish(session, taken, "提交审查")
    return get_suggestion(session, suggestion_id=suggestion_id)


def suggest_from_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    lead_id: int,
    co_signer_ids: Sequence[int] = (),
    title: str = "",
    kind: SuggestionKind = SuggestionKind.BETWEEN,
    session_name: str = "",
) -> SuggestionDetail:
    """转为代表建议: the demand takes that route and a draft in its words is made; `version` is the demand's.

    The names, addresses and phones of all who want it do not go into the suggestion, which is published.
    """
    earlier = session.scalar(
        select(Suggestion).where(
            Suggestion.demand_id == demand_id, Suggestion.state != SuggestionState.WITHDRAWN
        )
    )
    if earlier is not None:
        raise AlreadySuggested(f"这件诉求已转为代表建议《{earlier.title}》，不用再转。")
    demand = get_demand(session, demand_id=demand_id)
    if demand.row.route is not Route.SUGGESTION or demand.row.state is DemandState.REGISTERED:
        turn_into_suggestion(session, demand_id=demand_id, version=version)
    people = people_behind(session, demand_id)
    return draft_suggestion(
        session,
        title=title or f"关于{published(demand.row.title, people)}的建议",
        kind=kind,
        lead_id=lead_id,
        co_signer_ids=co_signer_ids,
        text=published(demand.words + (f"\n诉求：{demand.wish}" if demand.wish else ""), people),
        session_name=session_name,
        category_id=demand.category_id,
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
    session_name: str = "",
    category_id: int | None = None,
    confidential: bool = False,
) -> SuggestionDetail:
    """Change a suggestion that was not yet handed over; its number stays. Raises SessionOfNumberFixed."""
    taken = begin(session, suggestion_id, version, "edit")
    suggestion = taken.suggestion
    if suggestion.number is not None and (suggestion.kind, suggestion.session_name) != (
        kind,
        session_for(kind, clean_line(session_name), proposed_on),
    ):
        raise SessionOfNumberFixed(number_text(suggestion.session_name, suggestion.number))
    before = {
        "title": suggestion.title,
        "text": suggestion.text,
        "kind": suggestion.kind,
        "proposed_on": suggestion.proposed_on,
    }
    _fill(session, suggestion, title, text, kind, proposed_on, session_name, category_id)
    suggestion.confidential = confidential
    session.flush()
    _sign(session, suggestion, lead_id, co_signer_ids)
    changed = [
        word
        for key, word in (("title", "标题"), ("text", "内容"), ("kind", "类别"), ("proposed_on", "提出日期"))
        if before[key] != getattr(suggestion, key)
    ]
    # A change of who signs alone is a change of the suggestion, too: a second editor is turned away.
    finish(session, taken, f"修改{'、'.join(changed)}" if changed else "修改")
    return get_suggestion(session, suggestion_id=suggestion.id)


def set_public(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    public: bool,
    reason: str = "",
    confidential: bool = False,
) -> SuggestionDetail:
    """Whether a suggestion and its reply may be published, with the reason where not (国家秘密、商业秘密、个人隐私,
    or the deputy asked), and whether the deputy asked for secrecy. Raises WithheldWithoutReason."""
    taken = begin(session, suggestion_id, version, "publish")
    reason = fit_line(Suggestion.withheld_reason, "不公开的原因", reason)
    if not public and not reason:
        raise WithheldWithoutReason
    taken.suggestion.public, taken.suggestion.withheld_reason = public, "" if public else reason
    taken.suggestion.confidential = confidential
    said = "可以公开" if public else f"不公开：{reason}"
    finish(session, taken, said + ("，代表要求保密" if confidential else ""))
    return get_suggestion(session, suggestion_id=suggestion_id)


def mark_excellent(
    session: Session, *, suggestion_id: int, version: int, excellent: bool
) -> SuggestionDetail:
    """Mark, or no longer mark, as 优秀建议."""
    taken = begin(session, suggestion_id, version, "excellent")
    if taken.suggestion.excellent != excellent:
        taken.suggestion.excellent = excellent
        finish(session, taken, "评为优秀建议" if excellent else "取消优秀建议")
    return get_suggestion(session, suggestion_id=suggestion_id)


def _fill(
    session: Session,
    suggestion: Suggestion,
    title: str,
    text: str,
    kind: SuggestionKind,
    proposed_on: date,
    session_name: str,
    category_id: int | None,
) -> None:
    title = without_visitors(session, suggestion.demand_id, clean_line(title))
    if not title:
        raise TitleMissing("请填写建议标题，例如“关于修复东岗村路灯的建议”。")
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(
            f"标题有 {len(title)} 个字，超过 {LONGEST_TITLE} 个字。请写短一些，细节放在内容里。"
        )
    if proposed_on > context.today(session):
        raise ProposedInFuture(f"提出日期 {day_words(proposed_on)}还没有到。请核对。")
    if proposed_on.year < EARLIEST_YEAR:
        raise ProposedTooEarly(proposed_on)
    if category_id is not None:
        get_row(session, Category, category_id, "这个类别")
    suggestion.title = title
    suggestion.text = without_visitors(session, suggestion.demand_id, clean_text(text))
    suggestion.kind, suggestion.proposed_on = kind, proposed_on
    suggestion.session_name = session_for(kind, clean_line(session_name), proposed_on)
    suggestion.category_id = category_id


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
