"""One item of a score: its sum, the paper's wording, what was assumed, and each record with the way to its page."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.rule_words import points_of
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.vocabulary import State
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone

PAGE_OF_SOURCE = {
    "activity": "activities",
    "deed": "deeds",
    "suggestion": "suggestions",
    "demand": "demands",
}
"""The page on which a record can be seen and mended; a claim is on that of the checks."""

NOT_DONE = frozenset(
    {
        State.ABSENT,
        State.LEAVE,
        State.NOT_YET,
        State.TO_COME,
        State.NOT_ACCEPTED,
        State.NOT_ASSIGNED,
    }
)
"""States that say a thing did not, or not yet, come about."""


def open_item(
    page: Page,
    found: Score,
    score: ItemScore,
    *,
    published: Fraction | None = None,
    object_to: Callable[[], object] | None = None,
) -> Dialog:
    """The records an item was counted from, and those that were not counted with the reason.

    `published` are the points that went out, where they are others; `object_to` writes down an objection to the item.
    """
    item = score.item
    dialog = Dialog(
        page, f"{found.subject.name}　{item.code} {item.name}：{points_of(score.points, item.most)}"
    )
    dialog.body.addWidget(Words(score.words))
    facts: list[tuple[str, str]] = []
    if published is not None:
        facts.append(
            ("公布的", f"{points_words(published)} 分，按现在的记录是 {points_words(score.points)} 分")
        )
    facts += [("待定", sentence) for sentence in score.open]
    if item.printed:
        facts.append(("办法原文", item.printed))
    if item.assumed:
        facts.append(("按此理解", item.assumed))
    if facts:
        dialog.body.addWidget(build_block(Facts(facts)))
    dialog.body.addWidget(Line(f"计入的记录　{_number(score.counted)} 条", role="heading"))
    if not score.counted:
        dialog.body.addWidget(Words("没有。", role="soft"))
    for fact in score.counted:
        dialog.body.addWidget(record_line(page, found, fact, before=dialog.accept))
    if score.passed:
        number = _number(tuple(passed.fact for passed in score.passed))
        dialog.body.addWidget(Line(f"没有计入的　{number} 条", role="heading"))
    for passed in score.passed:
        dialog.body.addWidget(record_line(page, found, passed.fact, before=dialog.accept))
        dialog.body.addWidget(Words(passed.reason, role="small"))
    dialog.body.addStretch(1)
    actions = [Action("关闭", dialog.accept, primary=True)]
    if object_to is not None:
        actions.insert(0, Action("提异议", partial(_leave, dialog, object_to)))
    dialog.action_row.set_actions(actions)
    dialog.open()
    return dialog


def _leave(dialog: Dialog, then: Callable[[], object]) -> None:
    dialog.accept()
    then()


def record_line(
    page: Page, found: Score, fact: Fact, *, before: Callable[[], object] | None = None
) -> LineItem:
    """One record; pressing it opens it where it can be mended (after `before`)."""
    marks = [fact.state] if fact.state and (fact.attended or fact.state in NOT_DONE) else []
    marks += [word for word in (fact.role, fact.level, fact.manner, fact.satisfaction) if word]
    if fact.weight != 1:
        marks.append(f"{points_words(Fraction(fact.weight))} 人次")
    if fact.amount is not None:
        marks.append(f"金额 {points_words(fact.amount)}")
    if fact.votes is not None:
        words, number = fact.votes[0]
        marks.append(f"{words} {number} / {sum(cast for _word, cast in fact.votes)} 票")
    if fact.review:
        marks.append(fact.review)
    pill = Pill("、".join(marks), Tone.SOON if fact.state in NOT_DONE else Tone.DONE) if marks else None
    who = dict(found.subject.members).get(fact.member, "") if fact.member is not None else ""
    text = "　".join(part for part in (who, fact.title or fact.kind) if part)
    return LineItem(
        short_day(fact.on, page.context.clock.today()), text, pill, partial(_open_record, page, fact, before)
    )


def _open_record(page: Page, fact: Fact, before: Callable[[], object] | None) -> None:
    if before is not None:
        before()
    kind, row_id = fact.source
    if kind == "claim":
        page.context.go("checks", view="claims", id=row_id)
    else:
        page.context.go(PAGE_OF_SOURCE[kind], id=row_id)


def _number(facts: tuple[Fact, ...]) -> int:
    return sum(fact.times for fact in facts)
