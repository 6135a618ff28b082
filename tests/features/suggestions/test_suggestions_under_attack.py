"""What is typed, pasted and asked of suggestions by the clumsy and the curious."""

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.core.errors import Refusal
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.finding import search_suggestions
from deputy_station.features.suggestions.service.handing import (
    assign_suggestion,
    log_contact,
    plan_suggestion,
    sign_for_suggestion,
    supervise_suggestion,
)
from deputy_station.features.suggestions.service.listing import count_suggestions, list_suggestions
from deputy_station.features.suggestions.service.promises import add_promise, list_promises
from deputy_station.features.suggestions.service.replying import reply_to_suggestion
from deputy_station.features.suggestions.service.writing import draft_suggestion, set_public
from deputy_station.store.database import Database
from tests.features.suggestions.proposing import TEXT, accepted, draft, enter, handed, in_hand, take, unit

HALF_A_MILLION = "字" * 500_000
MIXED = "修\x00灯\u202e坏了\ud800👍𠮷 100%_' OR 1=1 --"
KEPT = "修灯坏了👍𠮷 100%_' OR 1=1 --"


@pytest.mark.parametrize(
    "word",
    [
        "\x00",
        "\ud800",
        "路\x00灯",
        "灯\ud800",
        "%",
        "_",
        "'",
        '"',
        "\\",
        "*",
        "NEAR(路 灯)",
        "路 AND 灯",
        "^路",
        "-路",
        "title:路",
        "\u202e灯",
        "第99999999999999999999号",
        "灯" * 500_000,
        "第²号",
    ],
)
def test_no_search_of_suggestions_breaks(database: Database, word: str) -> None:
    with database.transaction() as session:
        draft(session, enter(session, "张守田"))
    with database.reading() as session:
        listed = list_suggestions(session, search=word)
        assert count_suggestions(session, search=word) == len(listed)
        found = search_suggestions(session, words=[search_form(one) for one in word.split()])
        assert {one.id for one in found} <= {1}


SIGNS = "路灯Éé１1ＡaAß㍿％%_'\"\\ﬁ𠮷😀．·・ 　ŞıİK"
pieces = st.text(alphabet=SIGNS, min_size=1, max_size=8)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(pieces, pieces), min_size=1, max_size=5), pieces)
@example([("É号路", "x"), ("é号路", "y")], "é")
@example([("１２号", "x"), ("12号", "y")], "12")
@example([("ＡＢ路", "x"), ("ab路", "y")], "Ab")
def test_suggestions_are_found_by_any_width_and_case_in_one_order(
    database: Database, made: list[tuple[str, str]], search: str
) -> None:
    with database.transaction() as session:
        if not list_suggestions(session):
            enter(session, "卢玉")  # no letter of the signs is in the spelling of the signer
        before = {row.id for row in list_suggestions(session)}
        rows = []
        for title, words in made:
            shown = draft(session, 1, title=f"关于{title}的建议", text=f"{words}。")
            rows.append((shown.id, shown.title, shown.text))
        words = [form for form in map(search_form, search.split()) if form]
        found = [row.id for row in list_suggestions(session, search=search) if row.id not in before]
        wanted = [
            key
            for key, title, text in reversed(rows)
            if all(word in search_form(title) or word in search_form(text) for word in words)
        ]
        assert found == wanted


def test_half_a_million_signs_are_kept_or_refused_with_the_name_of_the_line(database: Database) -> None:
    with database.transaction() as session:
        lead, lies_with = enter(session, "张守田"), unit(session)
        each = draft(session, lead, text=HALF_A_MILLION)
        assert len(each.text) == 500_000
        for given_ in (
            {"title": HALF_A_MILLION},
            {"session_name": HALF_A_MILLION, "kind": SuggestionKind.SESSION},
        ):
            with pytest.raises(Refusal, match="500000 个字"):
                draft_suggestion(
                    session,
                    **{"title": "关于路灯的建议", "kind": SuggestionKind.BETWEEN, "lead_id": lead, **given_},
                )
        each = in_hand(session, lead, lies_with)
        at = {"suggestion_id": each.id, "version": each.version}
        for step, given_ in (
            (plan_suggestion, {"measures": "看", "leader": HALF_A_MILLION}),
            (supervise_suggestion, {"supervisor": HALF_A_MILLION}),
            (
                log_contact,
                {"stage": ContactStage.BEFORE, "how": ContactHow.PHONE, "note": "说", "who": HALF_A_MILLION},
            ),
            (reply_to_suggestion, {"reply": "修好了。", "reply_number": HALF_A_MILLION}),
            (set_public, {"public": False, "reason": HALF_A_MILLION}),
        ):
            with pytest.raises(Refusal, match="500000 个字"):
                step(session, **at, **given_)
            session.expire_all()
        each = take(session, plan_suggestion, each, measures=HALF_A_MILLION)
        each = take(session, reply_to_suggestion, each, reply=HALF_A_MILLION)
        assert len(each.reply) == 500_000


def test_controls_marks_and_quotes_go_through_a_suggestion(database: Database) -> None:
    with database.transaction() as session:
        lead = enter(session, "张守田")
        each = handed(session, lead, unit(session), title=MIXED, text=MIXED)
        each = take(session, sign_for_suggestion, each, leader=MIXED, person=MIXED, measures=MIXED)
        each = take(session, reply_to_suggestion, each, reply=MIXED)
        add_promise(session, suggestion_id=each.id, version=each.version, words=MIXED)
        each = get_suggestion(session, suggestion_id=each.id)
        one = each.handovers[0]
    assert {
        each.title,
        each.text,
        each.reply,
        one.leader,
        one.person,
        one.measures,
        each.promises[0].words,
    } == {KEPT}


@pytest.mark.parametrize("months", [0, -1, 7, 10**9])
def test_a_term_that_is_none_is_refused(database: Database, months: int) -> None:
    with database.transaction() as session:
        each = accepted(session, enter(session, "张守田"))
        with pytest.raises(Refusal):
            assign_suggestion(
                session, suggestion_id=each.id, version=each.version, unit_id=unit(session), months=months
            )


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1970, 1, 1)])
def test_a_suggestion_of_1970_is_a_mistake(database: Database, day: date) -> None:
    with database.transaction() as session:
        lead = enter(session, "张守田")
        with pytest.raises(Refusal, match="太早"):
            draft(session, lead, proposed_on=day)
        assert draft(session, lead, proposed_on=date(2024, 2, 29)).proposed_on == date(2024, 2, 29)


@pytest.mark.parametrize("later", [False, True])
def test_the_district_is_told_by_nothing_who_signed_a_confidential_one(
    database: Database, later: bool
) -> None:
    with database.transaction() as session:
        lead, helper = enter(session, "张守田"), enter(session, "欧阳雪")
        each = draft(
            session,
            lead,
            co_signer_ids=[helper],
            confidential=not later,
            text=f"{TEXT}张守田提。",
            submit=not later,
        )
        if later:
            each = take(session, set_public, each, public=True, confidential=True)
        add_promise_to(session, each.id)
    database.role = "district"
    with database.reading() as session:
        answers = [
            get_suggestion(session, suggestion_id=each.id),
            *list_suggestions(session),
            *list_promises(session),
            *search_suggestions(session, words=["路灯"]),
        ]
        for word in ("张守田", "欧阳雪", "zst", "守田"):
            assert list_suggestions(session, search=word) == []
            assert search_suggestions(session, words=[word]) == []
    said = " ".join(str(asdict(one)) for one in answers)
    assert [name for name in ("张守田", "欧阳雪") if name in said] == []


def add_promise_to(session: Session, suggestion_id: int) -> None:
    """A promise where the step is open."""
    each = get_suggestion(session, suggestion_id=suggestion_id)
    if "promise" in [step.key for step in each.steps]:
        add_promise(session, suggestion_id=each.id, version=each.version, words="明年修")
