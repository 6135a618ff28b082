"""Claims: entered for one or many, reviewed by allowed steps, asked for what the scheme asks."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.activities.service.evidence import add_evidence, list_evidence
from deputy_station.features.history.service import list_history, list_steps, undo_last
from deputy_station.features.points.rules.claiming import (
    ClaimNotChangeable,
    ClaimStep,
    NumberUnreadable,
    ReasonMissing,
    StepNotAllowed,
)
from deputy_station.features.points.rules.entering import (
    ClaimNotRemovable,
    EntryIncomplete,
    EntryInFuture,
    EvidenceMissing,
    KindUnknown,
    NobodyChosen,
)
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service import claim_listing, claims
from deputy_station.features.points.service.bulk import totals_for_period
from deputy_station.features.points.service.scores import calendar_year, score_of
from deputy_station.store.database import Database
from tests.features.points.town_points import SCHEME

DAY = date(2026, 5, 8)


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def donate(database: Database, *deputy_ids: int, **values: Any) -> Any:
    given = {"done_on": DAY, "title": "为村小捐书", "amount": "100", **values}
    return do(database, claims.enter_claims, deputy_ids=deputy_ids, kind="捐款", scheme=SCHEME, **given)


def test_what_a_deputy_reports_waits_and_counts_exactly_as_typed(
    database: Database, people: dict[str, int]
) -> None:
    [claim] = donate(database, people["王建国"], self_reported=True, weight="1/3", amount="99.9")
    assert (claim.deputy, claim.review, claim.self_reported) == ("王建国", Review.WAITING, True)
    assert (claim.weight, claim.amount) == (Fraction(1, 3), Fraction(999, 10))
    assert (claim.batch, claim.evidence) == (None, 0)
    assert claim.steps == (ClaimStep.APPROVE, ClaimStep.RETURN, ClaimStep.WITHDRAW)
    with database.reading() as session:
        [line] = list_history(session, subject="claim", subject_id=claim.id)
    assert line.sentence == "申报王建国2026年5月8日捐款：为村小捐书"


def test_one_entry_for_many_is_one_step_that_is_undone_as_one(
    database: Database, people: dict[str, int]
) -> None:
    made = donate(
        database, people["王建国"], people["李秀英"], people["王建国"], evidence=[("收据", "档案柜二层")]
    )
    assert [claim.deputy for claim in made] == ["王建国", "李秀英"]
    assert {claim.batch for claim in made} == {made[0].id}
    assert [claim.evidence for claim in made] == [1, 1]
    with database.reading() as session:
        assert list_steps(session)[0].sentence == "登记 2 人捐款：为村小捐书"
        assert len(claim_listing.list_claims(session, batch=made[0].id)) == 2
    do(database, undo_last)
    with database.reading() as session:
        assert claim_listing.count_claims(session) == 0
        assert list_evidence(session, subject="claim", subject_id=made[0].id) == []


def test_where_the_scheme_asks_for_approval_what_the_organiser_enters_waits_too(
    database: Database, people: dict[str, int]
) -> None:
    [donation] = donate(database, people["王建国"])
    [heard] = do(
        database,
        claims.enter_claims,
        deputy_ids=[people["王建国"]],
        kind="旁听庭审",
        title="旁听一起案件",
        state="到会",
        done_on=DAY,
        scheme=SCHEME,
    )
    assert (donation.review, heard.review) == (Review.WAITING, Review.NONE)


def test_without_the_evidence_the_scheme_demands_nothing_is_approved(
    database: Database, people: dict[str, int]
) -> None:
    first, second = donate(database, people["王建国"], people["李秀英"])
    do(database, add_evidence, subject="claim", subject_id=first.id, title="收据")
    both = [(first.id, first.version), (second.id, second.version)]
    with pytest.raises(EvidenceMissing, match="李秀英的“为村小捐书”没有证明材料，按办法不能核准"):
        do(database, claims.approve_claims, picked=both, scheme=SCHEME)
    with database.reading() as session:
        assert claim_listing.count_claims(session, reviews=[Review.WAITING]) == 2  # all or none
    do(database, add_evidence, subject="claim", subject_id=second.id, title="收据")
    approved = do(database, claims.approve_claims, picked=both, scheme=SCHEME)
    assert [(claim.review, claim.reviewed_by) for claim in approved] == [(Review.APPROVED, "周敏")] * 2
    assert approved[0].reviewed_on == date(2026, 11, 20)


def test_a_claim_is_returned_with_a_reason_mended_and_handed_in_again(
    database: Database, people: dict[str, int]
) -> None:
    [claim] = donate(database, people["王建国"], self_reported=True)
    with pytest.raises(ReasonMissing, match="请写明退回的原因"):
        do(database, claims.return_claim, claim_id=claim.id, version=claim.version, reason=" ")
    back = do(database, claims.return_claim, claim_id=claim.id, version=claim.version, reason="收据看不清")
    assert (back.review, back.review_reason) == (Review.RETURNED, "收据看不清")
    with pytest.raises(StepNotAllowed, match="已退回，不能核准"):
        do(database, claims.approve_claims, picked=[(back.id, back.version)], scheme=SCHEME)
    again = do(
        database,
        claims.edit_claim,
        claim_id=back.id,
        version=back.version,
        amount="120",
        hand_in=True,
        scheme=SCHEME,
    )
    assert (again.review, again.amount) == (Review.WAITING, Fraction(120))


def test_an_approved_claim_is_read_only_until_the_approval_is_revoked_with_a_reason(
    database: Database, people: dict[str, int]
) -> None:
    [claim] = donate(database, people["王建国"], evidence=[("收据", "")])
    [claim] = do(database, claims.approve_claims, picked=[(claim.id, claim.version)], scheme=SCHEME)
    with pytest.raises(ClaimNotChangeable, match="已核准，不能修改。请先取消核准"):
        do(database, claims.edit_claim, claim_id=claim.id, version=claim.version, title="别的", scheme=SCHEME)
    with pytest.raises(ClaimNotRemovable, match="已经核准，不能直接删除。请先取消核准，再删除。"):
        do(database, claims.remove_claim, claim_id=claim.id, version=claim.version)
    claim = do(database, claims.revoke_approval, claim_id=claim.id, version=claim.version, reason="核错了人")
    assert (claim.review, claim.review_reason) == (Review.WAITING, "核错了人")


def test_what_a_deputy_reported_is_withdrawn_and_never_deleted(
    database: Database, people: dict[str, int]
) -> None:
    [claim] = donate(database, people["王建国"], self_reported=True)
    with pytest.raises(ClaimNotRemovable, match="由代表申报，不能直接删除。请退回或撤回。"):
        do(database, claims.remove_claim, claim_id=claim.id, version=claim.version)
    gone = do(database, claims.withdraw_claim, claim_id=claim.id, version=claim.version)
    assert gone.review is Review.WITHDRAWN
    waiting = do(database, claims.hand_in_claim, claim_id=gone.id, version=gone.version)
    assert waiting.review is Review.WAITING


def test_what_the_organiser_entered_is_removed_with_its_evidence_and_comes_back_by_undo(
    database: Database, people: dict[str, int]
) -> None:
    [claim] = donate(database, people["王建国"], evidence=[("收据", "")])
    do(database, claims.remove_claim, claim_id=claim.id, version=claim.version)
    with database.reading() as session:
        assert claim_listing.list_claims(session) == []
        assert list_evidence(session, subject="claim", subject_id=claim.id) == []
    do(database, undo_last)
    with database.reading() as session:
        [back] = claim_listing.list_claims(session)
    assert (back.amount, back.evidence) == (Fraction(100), 1)


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"amount": None}, EntryIncomplete, "登记“捐款”还要填：金额。"),
        ({"amount": "-1"}, EntryIncomplete, "金额不能小于 0"),
        ({"amount": "一百"}, NumberUnreadable, "金额“一百”不是数"),
        ({"weight": "0"}, EntryIncomplete, "数量要大于 0"),
        ({"title": "  "}, EntryIncomplete, "请填写事项"),
        ({"done_on": date(2026, 11, 21)}, EntryInFuture, "11月21日还没有到"),
        ({"people": 2, "peers": 3}, EntryIncomplete, "不能多于总人数"),
        ({"deputy_ids": []}, NobodyChosen, "请先选择代表"),
        ({"kind": "捐钱"}, KindUnknown, "没有“捐钱”这种记录。可以登记：捐款、旁听庭审、"),
        ({"kind": "旁听庭审"}, EntryIncomplete, "请选择状态：到会、"),
        ({"kind": "发言"}, EntryIncomplete, "请选择状态：已受理、未受理。"),
    ],
)
def test_an_entry_lacks_nothing_the_scheme_asks(
    database: Database,
    people: dict[str, int],
    changes: dict[str, Any],
    refusal: type[Exception],
    words: str,
) -> None:
    given = {
        "deputy_ids": [people["王建国"]],
        "kind": "捐款",
        "title": "为村小捐书",
        "amount": "100",
        "done_on": DAY,
        **changes,
    }
    with pytest.raises(refusal, match=words):
        do(database, claims.enter_claims, scheme=SCHEME, **given)
    with database.reading() as session:
        assert claim_listing.count_claims(session) == 0


def test_a_change_made_on_an_old_copy_is_turned_away(database: Database, people: dict[str, int]) -> None:
    [claim] = donate(database, people["王建国"])
    do(database, claims.edit_claim, claim_id=claim.id, version=claim.version, title="甲", scheme=SCHEME)
    with pytest.raises(StaleEdit):
        do(database, claims.edit_claim, claim_id=claim.id, version=claim.version, title="乙", scheme=SCHEME)


def test_claims_are_listed_by_review_days_and_words(database: Database, people: dict[str, int]) -> None:
    donate(database, people["王建国"], title="捐书", done_on=date(2026, 3, 1))
    donate(database, people["李秀英"], title="捐衣", done_on=date(2026, 6, 1), self_reported=True)
    with database.reading() as session:

        def titles(**filters: Any) -> list[str]:
            rows = claim_listing.list_claims(session, **filters)
            assert claim_listing.count_claims(session, **filters) == len(rows)
            return [row.title for row in rows]

        assert titles() == ["捐衣", "捐书"]
        assert titles(first=date(2026, 3, 1), last=date(2026, 5, 31)) == ["捐书"]
        assert titles(search="lxy") == titles(search="衣") == titles(self_reported=True) == ["捐衣"]
        assert titles(deputy_id=people["王建国"], kind="捐款") == ["捐书"]
        assert titles(kind="旁听庭审") == titles(reviews=[Review.APPROVED]) == []


def test_a_ballot_is_entered_with_its_votes_and_scores_by_them(
    database: Database, people: dict[str, int]
) -> None:
    given = {"deputy_ids": [people["王建国"]], "kind": "测评", "done_on": DAY, "title": "年度测评"}
    with pytest.raises(EntryIncomplete, match="登记“测评”还要填：票数"):
        do(database, claims.enter_claims, **given)
    [held] = do(database, claims.enter_claims, votes="满意：45，基本满意 3，不满意2", **given)
    assert held.votes == "满意 45、基本满意 3、不满意 2"
    with database.reading() as session:
        score = score_of(session, period=calendar_year(2026), subject_id=people["王建国"])
        [total] = [
            each
            for each in totals_for_period(session, period=calendar_year(2026), scheme=score.scheme)
            if each.deputy_id == people["王建国"]
        ]
    # 45 of 50 are satisfied: 90 %, which is 80 % and more.
    assert score.item("E2").points == 1
    assert total.total == score.total
