"""The answer of a trial as a person reads it on a terminal: the same matters as the document, in lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deputy_station.features.points.rules.derive import nothing_done_words
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.rule_words import bound_words
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.trial_answer import record_words
from deputy_station.features.points.rules.words import fact_words


def trial_lines(answer: Mapping[str, Any], scores: Sequence[Score]) -> list[str]:
    """Lines of what `trial_answer` put together, with every sum and the records behind it."""
    lines = [*scheme_lines(answer["scheme"]), *_period_lines(answer), *switch_lines(answer["switches"])]
    for told, score in zip(answer["subjects"], scores, strict=True):
        lines += ["", *_subject_lines(told, score)]
    if answer["unfit"]:
        lines += ["", "哪一项也对不上的记录：", *(f"  {_unfit_line(each)}" for each in answer["unfit"])]
    if answer["ties"]:
        lines += ["", "同分，要由人来定：", *(f"  {each['asked']}" for each in answer["ties"])]
    if answer["doubts"]:
        lines += ["", "请看一眼：", *(f"  {each}" for each in answer["doubts"])]
    return lines


def scheme_lines(scheme: Mapping[str, Any]) -> list[str]:
    """Which scheme it is and what in it is a guess."""
    lines = [f"{scheme['name']}（{scheme['version']}）"]
    lines += [f"制定机关：{scheme['body']}"] if scheme["body"] else []
    lines += [f"出处：{scheme['source']}"] if scheme["source"] else []
    lines += [f"推定：{scheme['reconstructed']}"] if scheme["reconstructed"] else []
    return lines


def switch_lines(switches: Iterable[Mapping[str, Any]]) -> list[str]:
    """How the questions the paper leaves open are answered now."""
    listed = [
        f"  {each['title']}：{each['answer']}" + (f"（{each['note']}）" if each["note"] else "")
        for each in switches
    ]
    return ["口径现在怎么答：", *listed] if listed else []


def _period_lines(answer: Mapping[str, Any]) -> list[str]:
    period = answer["period"]
    return [f"期间：{period['name']}"] if period else ["期间：没有写，所有记录都算"]


def _subject_lines(told: Mapping[str, Any], score: Score) -> list[str]:
    name = "　".join(
        each for each in (score.subject.name or str(score.subject_id), score.subject.group) if each
    )
    grade = f"“{score.grade}”" if score.grade else "还没有定"
    # A scheme without grades has none to be settled; the remark says that it has none.
    graded = f"，等次{grade}" if score.scheme.grades else ""
    lines = [f"{name}：总分 {score.shown}{graded}"]
    if score.graded.rank:
        lines.append(f"  第 {score.graded.rank} 名，共 {score.graded.of} 名")
    lines += [f"  {line}" for line in (score.remark, score.words, nothing_done_words(score)) if line]
    for held in score.categories:
        bounded = f"（{held.words}）" if held.words else ""
        most = f" / {bound_words(held.category.most)}" if held.category.most is not None else ""
        lines.append(
            f"  {held.category.code} {held.category.name}：{points_words(held.points)}{most} 分{bounded}"
        )
        for item in score.items:
            if item.item.category == held.category.code:
                lines += _item_lines(item)
    for gate in score.graded.gates:
        for need in gate.needs:
            lines.append(f"  “{gate.grade}”的门槛：{need.words}，{'满足' if need.met else '没有满足'}")
    lines += [f"  一票否决：{name}" for name in score.graded.vetoes]
    for each in score.advice:
        note = f"，{each.note}" if each.note else ""
        lines.append(f"  建议：{each.name}{note}（{each.reason}），由人决定")
    lines += [f"  {each.name}：{points_words(each.yuan)} 元（{each.words}）" for each in score.moneys]
    lines += [f"  怎样再升一档：{each}" for each in told["next_steps"]]
    lines += [f"  还要人来定：{each}" for each in told["left_open"]]
    return [*lines, *(f"  不在期间或任期内，不计：{_place(each)}" for each in told["outside"])]


def _item_lines(score: ItemScore) -> list[str]:
    item = score.item
    most = f" / {bound_words(item.most)}" if item.most is not None else ""
    lines = [f"    {item.code} {item.name}：{points_words(score.points)}{most} 分（{score.words}）"]
    lines += [f"      算了：{record_words(fact)}，{fact_words(fact)}" for fact in score.counted]
    return lines + [
        f"      没算：{record_words(passed.fact)}，{fact_words(passed.fact)}：{passed.reason}"
        for passed in score.passed
    ]


def _unfit_line(each: Mapping[str, Any]) -> str:
    hint = f"，{each['hint']}" if each["hint"] else ""
    return f"{each['name'] or each['subject']}：{_place(each)}：{each['reason']}{hint}"


def _place(each: Mapping[str, Any]) -> str:
    said = [str(each["date"]), each["kind"], each.get("title", "")]
    return f"{each['where']}（{'，'.join(part for part in said if part)}）"
