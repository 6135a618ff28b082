"""The steps of what people do about points: reviewing a claim, answering an objection, closing a period, adopting a
scheme. One table of allowed steps each, read by buttons, services and tests."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from deputy_station.core.choices import Choice
from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.vocabulary import Review


class SchemeState(Choice):
    """How far a scheme of the station's own is."""

    DRAFT = "draft", "草稿"
    ADOPTED = "adopted", "已采用"


class ClosingState(Choice):
    """How far a closed period is."""

    CLOSED = "closed", "已结账"
    PUBLISHED = "published", "已公布"
    SETTLED = "settled", "已定"


class ObjectionSort(Choice):
    """What a deputy says is wrong."""

    WRONG = "wrong", "错"
    DOUBLE = "double", "重"
    MISSING = "missing", "漏"


class ObjectionWay(Choice):
    """How the objection came."""

    WRITTEN = "written", "书面"
    SPOKEN = "spoken", "口头"
    SLIP = "slip", "回执"


class ObjectionState(Choice):
    """How far an objection is."""

    OPEN = "open", "待核实"
    CORRECTED = "corrected", "已更正"
    UPHELD = "upheld", "维持"
    WITHDRAWN = "withdrawn", "已撤回"


class ClaimStep(Choice):
    """What can be done about a claim."""

    APPROVE = "approve", "核准"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤回"
    HAND_IN = "hand_in", "重新申报"
    REVOKE = "revoke", "取消核准"


CLAIM_STEPS: Mapping[ClaimStep, tuple[frozenset[Review], Review]] = {
    # One registered before the scheme asked for approval was never reviewed.
    ClaimStep.APPROVE: (frozenset({Review.WAITING, Review.NONE}), Review.APPROVED),
    ClaimStep.RETURN: (frozenset({Review.WAITING}), Review.RETURNED),
    ClaimStep.WITHDRAW: (frozenset({Review.WAITING, Review.RETURNED}), Review.WITHDRAWN),
    ClaimStep.HAND_IN: (frozenset({Review.RETURNED, Review.WITHDRAWN}), Review.WAITING),
    ClaimStep.REVOKE: (frozenset({Review.APPROVED}), Review.WAITING),
}
"""From which reviews a step leads to which."""

CHANGEABLE_REVIEWS = frozenset({Review.NONE, Review.WAITING, Review.RETURNED})
"""A claim reviewed to its end is read only; one registered by the organiser never was reviewed."""

OBJECTION_ANSWERS = frozenset({ObjectionState.CORRECTED, ObjectionState.UPHELD, ObjectionState.WITHDRAWN})
"""How an open objection may end."""


class StepNotAllowed(Refusal):
    """A claim in this review does not take the step."""

    def __init__(self, step: ClaimStep, review: Review) -> None:
        known = review.value or "由组织方登记的"
        super().__init__(f"这条申报{known}，不能{step.label}。请刷新后再看。")


class ClaimNotChangeable(Refusal):
    """What was approved or withdrawn is not edited."""

    def __init__(self, review: Review) -> None:
        what = "请先取消核准，再改" if review is Review.APPROVED else "请重新申报后再改"
        super().__init__(f"这条申报{review.value}，不能修改。{what}。")


class ReasonMissing(Refusal):
    """A step that takes something from somebody says why."""

    def __init__(self, what: str) -> None:
        super().__init__(f"请写明{what}，让代表看得明白。")


class NumberUnreadable(Refusal):
    """What was typed is no exact number."""

    def __init__(self, what: str, typed: str) -> None:
        super().__init__(f"{what}“{typed}”不是数。请写成 2、0.5 或 1/3 这样的数。")


def review_after(step: ClaimStep, review: Review) -> Review:
    """The review a step leads to. Raises StepNotAllowed."""
    allowed, after = CLAIM_STEPS[step]
    if review not in allowed:
        raise StepNotAllowed(step, review)
    return after


def steps_of(review: Review) -> tuple[ClaimStep, ...]:
    """What can be done about a claim in that review, in the order of the buttons."""
    return tuple(step for step, (allowed, _) in CLAIM_STEPS.items() if review in allowed)


def can_change(review: Review) -> bool:
    """Whether the claim may be edited or removed."""
    return review in CHANGEABLE_REVIEWS


def read_exact(what: str, typed: str | int | Fraction) -> Fraction:
    """An exact number from what was typed: "2", "0.5", "1/3"; no floats. `what` names it in Chinese. Raises
    NumberUnreadable."""
    if not isinstance(typed, str):
        return Fraction(typed)
    plain = typed.strip().replace("−", "-")
    if len(plain) > 40 or "e" in plain.lower() or "_" in plain:
        raise NumberUnreadable(what, typed.strip()[:40])
    try:
        return Fraction(plain)
    except (ValueError, ZeroDivisionError) as error:
        raise NumberUnreadable(what, plain) from error


def late_words(until: date) -> str:
    """Why an objection needs a reason now."""
    return f"异议期到{month_day(until)}为止，已经过了。确需受理的，请写明理由。"
