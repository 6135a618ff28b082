"""A score as lines of text: what a sheet, a message or the command line says, top to bottom."""

from fractions import Fraction

from deputy_station.features.points.rules.derive import nothing_done_words
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.rule_words import points_of
from deputy_station.features.points.rules.score import Score


def score_lines(score: Score, *, records: bool = False) -> list[str]:
    """The whole score: total and grade, each category with its items, gates, advice, money, and what is open.

    With `records` each item lists the records counted, and those passed over with why.
    """
    name = score.subject.name or str(score.subject_id)
    # A scheme without grades leaves none to be settled; the remark says that it has none.
    undecided = "，等次还没有定" if score.scheme.grades else ""
    grade = f"，“{score.grade}”" if score.grade else undecided
    lines = [f"{name}：{score.shown} 分{grade}"]
    lines += [line for line in (score.remark, score.words, nothing_done_words(score)) if line]
    if score.graded.rank:
        lines.append(f"第 {score.graded.rank} 名，共 {score.graded.of} 名")
    lines += item_lines(score, records=records)
    for gate in score.graded.gates:
        for need in gate.needs:
            lines.append(f"“{gate.grade}”的门槛：{need.words}，{'满足' if need.met else '没有满足'}")
    lines += [f"建议：{_with_note(each.name, each.note)}（{each.reason}），由人决定" for each in score.advice]
    lines += [f"{each.name}：{each.words}" for each in score.moneys]
    lines += [f"待定：{sentence}" for sentence in score.open]
    if score.unfit:
        lines.append(f"有 {_number(score.unfit)} 条记录不在办法里：")
        lines += [f"　　{fact_words(fact)}" for fact in score.unfit]
    if score.outside:
        lines.append(f"有 {_number(score.outside)} 条记录不在本期或不在任期内，不计：")
        lines += [f"　　{fact_words(fact)}" for fact in score.outside]
    return lines


def item_lines(score: Score, *, records: bool = False) -> list[str]:
    """The categories and under each its items: "　C1 发言：2 / 3　（1 × 2 = 2）"."""
    lines: list[str] = []
    for category in score.categories:
        points = points_of(category.points, category.category.most)
        lines.append(
            f"{category.category.code} {category.category.name}：{points}"
            + (f"　（{category.words}）" if category.words else "")
        )
        for item in score.items:
            if item.item.category == category.category.code:
                lines.append(
                    f"　{item.item.code} {item.item.name}：{points_of(item.points, item.item.most)}　（{item.words}）"
                )
                if records:
                    lines += [f"　　　{fact_words(fact)}" for fact in item.counted]
                    lines += [f"　　　未计：{fact_words(each.fact)}：{each.reason}" for each in item.passed]
    return lines


def fact_words(fact: Fact) -> str:
    """One record in a line: "3月5日 接待日值班，到会"."""
    return f"{fact.on.month}月{fact.on.day}日 {record_words(fact)}"


def record_words(fact: Fact) -> str:
    """A record without its day, for a table that has a column of days: "接待日值班，到会"."""
    said = [fact.kind]
    said += [word for word in (fact.state, fact.role, fact.level, fact.manner, fact.satisfaction) if word]
    if fact.amount is not None:
        said.append(f"金额 {points_words(fact.amount)}")
    if fact.weight != 1:
        said.append(f"数量 {points_words(Fraction(fact.weight))}")
    if fact.votes is not None:
        said.append("、".join(f"{word} {number} 票" for word, number in fact.votes))
    if fact.review:
        said.append(fact.review)
    if fact.title and fact.title != fact.kind:
        said.append(fact.title)
    if fact.times > 1:
        said.append(f"共 {fact.times} 条")
    return "，".join(said)


def _number(facts: tuple[Fact, ...]) -> int:
    return sum(fact.times for fact in facts)


def _with_note(name: str, note: str) -> str:
    return f"{name}，{note}" if note else name
