"""A score as lines of text: for the terminal and for whoever wants to hold the sum against the records."""

from deputy_station.core.clock import month_day
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.old.derive import ItemScore, Score
from deputy_station.features.points.rules.old.facts import Fact, Quality, State


def fact_words(fact: Fact) -> str:
    """A fact on one line: day, title, and how it stood."""
    marks = [fact.state.label] if fact.state is not State.NONE else []
    marks += [fact.quality.label] if fact.quality is not Quality.NONE else []
    marks += [f"{fact.weight}"] if fact.weight != 1 else []
    return f"{month_day(fact.on)}　{fact.title or fact.kind.label}" + (
        f"（{'、'.join(marks)}）" if marks else ""
    )


def item_lines(score: ItemScore) -> list[str]:
    """One item: its sum, the records counted, and those passed over with why."""
    item = score.item
    lines = [
        f"{item.code} {item.name}：{points_words(score.points)} / {points_words(item.max)}　（{score.words}）"
    ]
    lines += [f"    {fact_words(fact)}" for fact in score.counted]
    lines += [f"    未计：{fact_words(passed.fact)}：{passed.reason}" for passed in score.passed]
    return lines


def score_lines(score: Score) -> list[str]:
    """The whole score, category by category."""
    remark = f"，{score.remark}" if score.remark else ""
    lines = [f"总分 {score.shown}，等次“{score.grade}”{remark}"]
    for held in score.categories:
        category = held.category
        lines.append(
            f"{category.code} {category.name}：{points_words(held.points)} / {points_words(category.max)}"
        )
        for item in score.items:
            if item.item.category == category.code:
                lines += [f"  {line}" for line in item_lines(item)]
    return lines
