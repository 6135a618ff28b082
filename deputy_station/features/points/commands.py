"""Points without a window: everybody's totals of a year, or one deputy's with every record behind it."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from deputy_station.core.clock import month_day
from deputy_station.core.errors import NotFound
from deputy_station.core.paths import settings_folder
from deputy_station.core.settings import Settings
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.documents.atomic import check_ending
from deputy_station.features.points.documents.printing import (
    PrintedPoints,
    print_derivation,
    print_statements,
    print_wall,
)
from deputy_station.features.points.rules.comparing import compare_schemes
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.trial_answer import left_open, plain, scheme_answer, switch_answers
from deputy_station.features.points.rules.trial_words import scheme_lines, switch_lines, trial_lines
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.rules.words import score_lines
from deputy_station.features.points.service.checking import return_claims
from deputy_station.features.points.service.claim_listing import ClaimRow, get_claim, list_claims
from deputy_station.features.points.service.claims import approve_claims
from deputy_station.features.points.service.closed import ClosingRow, closing_of
from deputy_station.features.points.service.closing import closing_scheme, publish_period
from deputy_station.features.points.service.closing_steps import close_by_key, list_periods
from deputy_station.features.points.service.library import read_text
from deputy_station.features.points.service.library import scheme_text as own_or_shipped_text
from deputy_station.features.points.service.listing import read_points
from deputy_station.features.points.service.papers import WallOrder
from deputy_station.features.points.service.scheme_files import scheme_text, shipped_schemes
from deputy_station.features.points.service.scheme_listing import set_answers
from deputy_station.features.points.service.trials import (
    SchemeHasMistakes,
    check_file,
    list_shipped,
    try_file,
)
from deputy_station.features.points.service.what_if import carried_answers, what_if
from deputy_station.features.points.service.what_if_answer import read_answers, what_if_answer, what_if_lines
from deputy_station.store.desk import Command, Desk

_Answers = Annotated[
    list[str] | None, typer.Option("--answer", help="口径怎么答，写成 口径的名字=答案，可以写几个")
]
_SchemeArgument = typer.Argument(metavar="办法", help="积分办法的文件，或随程序的办法的名字")


def show_points(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", help="哪一年", min=FIRST_YEAR, max=LAST_YEAR)],
    deputy: Annotated[str, typer.Option("--deputy", help="只看这位代表（姓名）")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="逐项列出算式和依据的记录")] = False,
    period: Annotated[str, typer.Option("--period", help="年内的哪一期，例如 2026-Q2；不写是最近一期")] = "",
) -> None:
    """Points of a year (or of one period in it); with `--explain` each item's sum and the records it came from."""
    with desk.reading() as session:
        view = read_points(session, year=year, key=period)
    if period and view.period.key != period:
        raise NotFound(f"{year} 年的“{period}”这一期，可选：{'、'.join(each.key for each in view.periods)}")
    scores = [row.score for row in sorted(view.rows, key=lambda row: row.place)]
    if deputy:
        scores = [score for score in scores if score.subject.name == deputy.strip()]
        if not scores:
            raise NotFound(f"{view.period.name}在任的代表“{deputy.strip()}”")
    if explain and not desk.as_json:
        blocks = ["\n".join(score_lines(score, records=True)) for score in scores]
        desk.show_result({}, "\n\n".join(blocks))
        return
    columns = {"deputy": "代表", "group": "小组", "shown": "总分", "grade": "等次", "remark": "说明"}
    rows = [_row(score, explain=explain) for score in scores]
    desk.show_rows(rows, columns, year=year, period=view.period.key)


def _row(score: Score, *, explain: bool) -> dict[str, Any]:
    return {
        "deputy": score.subject.name,
        "deputy_id": score.subject_id,
        "group": score.subject.group,
        "total": plain(score.total),
        "total_exact": str(score.total),
        "shown": score.shown,
        "grade": score.grade,
        "remark": score.remark,
        "open_records": score.open_records,
        "left_open": left_open(score),
        "consequences": [{"name": each.name, "reason": each.reason} for each in score.advice],
        "categories": [
            {
                "code": held.category.code,
                "name": held.category.name,
                "points": plain(held.points),
                "max": plain(held.category.most),
            }
            for held in score.categories
        ],
        "items": [_item(item, explain=explain) for item in score.items],
    }


def _item(score: ItemScore, *, explain: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": score.item.code,
        "category": score.item.category,
        "name": score.item.name,
        "points": plain(score.points),
        "max": plain(score.item.most),
        "arithmetic": score.words,
    }
    if explain:
        row["counted"] = [_fact(fact) for fact in score.counted]
        row["not_counted"] = [{**_fact(passed.fact), "reason": passed.reason} for passed in score.passed]
    return row


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "on": fact.on,
        "kind": fact.kind,
        "title": fact.title,
        "state": fact.state,
        "role": fact.role,
        "level": fact.level,
        "manner": fact.manner,
        "satisfaction": fact.satisfaction,
        "weight": plain(Fraction(fact.weight)),
        "amount": plain(fact.amount),
        "votes": None if fact.votes is None else dict(fact.votes),
        "review": fact.review,
        "source": fact.source[0],
        "source_id": fact.source[1],
    }


def check_scheme_file(desk: Desk, scheme: Annotated[str, _SchemeArgument]) -> None:
    """What is wrong or doubtful in a scheme file, with lines; no database is opened."""
    checked = check_file(scheme)
    told = {
        "ok": not checked.mistakes,
        "scheme": None if checked.scheme is None else scheme_answer(checked.scheme),
        "switches": [] if checked.scheme is None else switch_answers(checked.scheme),
        "mistakes": [{**asdict(each), "words": each.words} for each in checked.mistakes],
        "warnings": [{**asdict(each), "words": each.words} for each in checked.warnings],
    }
    lines = [f"不对：{each.words}" for each in checked.mistakes]
    lines += [f"提醒：{each.words}" for each in checked.warnings]
    if checked.scheme is not None:
        doubts = f"，有 {len(checked.warnings)} 处提醒。" if checked.warnings else "。"
        lines = [
            *scheme_lines(scheme_answer(checked.scheme)),
            *switch_lines(switch_answers(checked.scheme)),
            *lines,
            f"可以采用{doubts}",
        ]
    desk.show_result(told, "\n".join(lines))
    if checked.mistakes:
        raise SchemeHasMistakes(scheme, len(checked.mistakes))


def try_scheme_file(
    desk: Desk,
    scheme: Annotated[str, _SchemeArgument],
    records: Annotated[Path, typer.Argument(metavar="记录", help="写着记录的 JSON 文件")],
) -> None:
    """Score the records of a file by a scheme file; no database is opened."""
    tried = try_file(scheme, records)
    desk.show_result(tried.answer, "\n".join(trial_lines(tried.answer, tried.scores)))


def list_scheme_files(desk: Desk) -> None:
    """The schemes that come with the program; no database is opened."""
    columns = {"file": "名字", "name": "办法", "version": "版本", "reconstructed": "推定", "source": "出处"}
    desk.show_rows(list_shipped(), columns)


_Year = Annotated[int, typer.Option("--year", help="哪一年", min=FIRST_YEAR, max=LAST_YEAR)]
_Out = Annotated[Path, typer.Option("--out", help="写到哪个 PDF 文件")]
_AnyOut = Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")]


def export_wall(
    desk: Desk,
    year: _Year,
    out: _AnyOut,
    period: Annotated[str, typer.Option("--period", help="年内的哪一期，不写是最近一期")] = "",
    roster: Annotated[bool, typer.Option("--roster", help="按名册排，不按名次")] = False,
) -> None:
    """The wall list of a period: ranks, categories, totals, grades, and until when objections are taken."""
    order = WallOrder.ROSTER if roster else WallOrder.RANK
    made = print_wall(desk.database, desk.progress, year=year, key=period, out=out, order=order)
    desk.show_result(
        asdict(made),
        f"{made.period_name}积分公示，{made.subjects} 个名字，{_pages(made)}已写到 {out}",
    )


def export_statement(
    desk: Desk,
    year: _Year,
    out: _Out,
    period: Annotated[str, typer.Option("--period", help="哪个季度，例如 2026-Q2；不写是刚过去的季度")] = "",
    deputy: Annotated[str, typer.Option("--deputy", help="只要这位代表的（姓名）")] = "",
) -> None:
    """Everybody's statement of a quarter with a slip for objections, or one deputy's."""
    check_ending(out, ".pdf")
    made = print_statements(
        desk.database,
        desk.progress,
        year=year,
        key=period,
        name=deputy,
        out=out,
        objection_days=Settings(settings_folder()).number("objection_days"),
    )
    desk.show_result(
        asdict(made), f"{made.period_name}积分清单 {made.subjects} 份，共 {made.pages} 页，已写到 {out}"
    )


def export_derivation(
    desk: Desk,
    year: _Year,
    out: _AnyOut,
    deputy: Annotated[str, typer.Option("--deputy", help="哪位代表（姓名）")],
    period: Annotated[str, typer.Option("--period", help="年内的哪一期，不写是最近一期")] = "",
) -> None:
    """Where every point of one deputy comes from, record by record."""
    made = print_derivation(desk.database, desk.progress, year=year, key=period, name=deputy, out=out)
    desk.show_result(
        asdict(made), f"{deputy.strip()} {made.period_name}积分推算单，{_pages(made)}已写到 {out}"
    )


def _pages(made: PrintedPoints) -> str:
    """How many pages, where they are counted here: a PDF's."""
    return f"共 {made.pages} 页，" if made.pages else ""


def compare_scheme_texts(
    desk: Desk,
    old: Annotated[str, typer.Argument(metavar="原来的", help="办法的简称或文件")],
    new: Annotated[str, typer.Argument(metavar="现在的", help="办法的简称或文件")],
) -> None:
    """What two schemes say differently, each difference as it was and as it is."""
    one, two = (read_text(_text_of(desk, named), named=named) for named in (old, new))
    rows = [{**asdict(each), "words": each.words} for each in compare_schemes(one, two)]
    desk.show_rows(
        rows, {"part": "哪里", "code": "编号", "name": "名称", "what": "什么", "was": "原来", "now": "现在"}
    )


def try_scheme_on_period(
    desk: Desk,
    scheme: Annotated[str, typer.Argument(metavar="办法", help="办法的简称或文件")],
    year: _Year,
    period: Annotated[str, typer.Option("--period", help="年内的哪一期，不写是最近一期")] = "",
    answer: _Answers = None,
) -> None:
    """Who would have another total or grade in a period by this scheme, and why; nothing is written."""
    text = _text_of(desk, scheme)
    answers = read_answers(answer or ())
    with desk.reading() as session:
        kept = carried_answers(session, key=scheme, text=text, year=year)
        found = what_if(
            session, scheme=scheme, year=year, period=period, answers={**kept, **answers}, text=text
        )
    if period and found.period.key != period:
        raise NotFound(f"{year} 年的“{period}”这一期，可选：{'、'.join(each.key for each in found.periods)}")
    desk.show_result(what_if_answer(found), "\n".join(what_if_lines(found)))


def adopt_scheme_for_year(
    desk: Desk,
    scheme: Annotated[str, typer.Argument(metavar="办法", help="办法的简称")],
    year: _Year,
    answer: _Answers = None,
) -> None:
    """Score a year by this scheme from now on; answers not given stay as they were for the year."""
    with desk.transaction() as session:
        chosen, changes = set_answers(session, scheme=scheme, year=year, answers=read_answers(answer or ()))
    told = {
        "year": chosen.year,
        "scheme": chosen.scheme,
        "answers": dict(chosen.answers),
        "changed": what_if_answer(changes),
    }
    desk.show_result(told, f"{year} 年已按“{changes.tried.name}”计分。{changes.words}")


def _text_of(desk: Desk, named: str) -> str:
    """The text of a scheme: a file, one that comes with the program, or one of the station's own."""
    if named in shipped_schemes() or named.lower().endswith(".toml"):
        return scheme_text(named)[1]
    with desk.reading() as session:
        return own_or_shipped_text(session, key=named)


def list_point_claims(
    desk: Desk,
    review: Annotated[str, typer.Option("--review", help="待审、已退回、已核准、已撤回；不写是全部")] = "",
    search: Annotated[str, typer.Option("--search", help="代表或事项里的词")] = "",
) -> None:
    """What was reported or registered by hand, newest first, with how far its review is."""
    reviews = [each for each in Review if each.value]
    chosen = [each for each in reviews if each.value == review.strip()]
    if review and not chosen:
        raise NotFound(f"“{review}”这种状态，可选：{'、'.join(each.value for each in reviews)}")
    with desk.reading() as session:
        rows = list_claims(session, reviews=chosen, search=search)
    columns = {
        "id": "编号",
        "done_on": "日期",
        "deputy": "代表",
        "kind": "类别",
        "title": "事项",
        "review": "状态",
    }
    desk.show_rows([_claim(row) for row in rows], columns)


def approve_point_claims(
    desk: Desk, claim_ids: Annotated[list[int], typer.Argument(metavar="编号", help="一条或几条申报的编号")]
) -> None:
    """Approve claims by their numbers: all, or none when one may not be."""
    with desk.transaction() as session:
        picked = [(each, get_claim(session, claim_id=each).version) for each in claim_ids]
        rows = approve_claims(session, picked=picked)
    desk.show_result({"claims": [_claim(row) for row in rows]}, f"已核准 {len(rows)} 条申报。")


def return_point_claims(
    desk: Desk,
    claim_ids: Annotated[list[int], typer.Argument(metavar="编号", help="一条或几条申报的编号")],
    reason: Annotated[str, typer.Option("--reason", help="为什么退回，代表会看到")],
) -> None:
    """Send claims back with the reason: all, or none when one may not be."""
    with desk.transaction() as session:
        picked = [(each, get_claim(session, claim_id=each).version) for each in claim_ids]
        rows = return_claims(session, picked=picked, reason=reason)
    desk.show_result({"claims": [_claim(row) for row in rows]}, f"已退回 {len(rows)} 条申报。")


def _claim(row: ClaimRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "done_on": row.done_on,
        "deputy": row.deputy,
        "deputy_id": row.deputy_id,
        "kind": row.kind,
        "title": row.title,
        "review": row.review.value,
        "reason": row.review_reason,
        "self_reported": row.self_reported,
        "evidence": row.evidence,
    }


def close_point_period(
    desk: Desk,
    period: Annotated[str, typer.Argument(metavar="期间", help="例如 2025、2026-Q2")],
    early: Annotated[bool, typer.Option("--early", help="还没有满也结账")] = False,
    despite_open: Annotated[
        bool, typer.Option("--despite-open", help="有没评的分、没登记的考勤也结账")
    ] = False,
) -> None:
    """Close a period by what its records give now."""
    with desk.transaction() as session:
        _check_period(session, period)
        row = close_by_key(session, period_key=period, early=early, despite_open=despite_open)
    desk.show_result(_period_closed(row), f"{row.period.name}已经结账，{row.scored} 人。")


def publish_point_period(
    desk: Desk,
    period: Annotated[str, typer.Argument(metavar="期间", help="例如 2025、2026-Q2")],
    days: Annotated[
        int | None, typer.Option("--days", help="收异议几天；不写按办法，办法没写按设置", min=1, max=60)
    ] = None,
) -> None:
    """Publish a closed period; objections are taken for so many days, else as the scheme or the settings say."""
    with desk.transaction() as session:
        _check_period(session, period)
        closing = closing_of(session, period=period)
        if closing is None:
            raise NotFound(f"{period}的结账，请先用 points close 结账")
        said = closing_scheme(session, closing_id=closing.id).objection_days
        row = publish_period(
            session,
            closing_id=closing.id,
            version=closing.version,
            objection_days=days or said or Settings(settings_folder()).number("objection_days"),
        )
    assert row.objections_until is not None
    desk.show_result(
        _period_closed(row), f"{row.period.name}已经公布，异议收到{month_day(row.objections_until)}。"
    )


def _check_period(session: Session, key: str) -> None:
    keys = [row.id for row in list_periods(session)]
    if key not in keys:
        raise NotFound(f"“{key}”这一期，可选：{'、'.join(keys)}")


def _period_closed(row: ClosingRow) -> dict[str, Any]:
    return {
        "period": row.period.key,
        "period_name": row.period.name,
        "scheme": row.scheme,
        "state": row.state.value,
        "scored": row.scored,
        "published_on": row.published_on,
        "objections_until": row.objections_until,
    }


COMMANDS = (
    Command("points", show_points, "一年的履职积分，可逐项列出算式和依据"),
    Command("points check", check_scheme_file, "检查一份积分办法，哪一行不对、应该怎么写"),
    Command("points try", try_scheme_file, "拿一份记录按积分办法试算，不用数据库"),
    Command("points schemes", list_scheme_files, "随程序的积分办法和出处"),
    Command("points compare", compare_scheme_texts, "两份积分办法有什么不同"),
    Command(
        "points what-if", try_scheme_on_period, "按另一份办法试算一期，谁的总分、等次会变、为什么；什么也不改"
    ),
    Command("points claims", list_point_claims, "申报的记录，核准到哪一步"),
    Command("points approve", approve_point_claims, "核准几条申报"),
    Command("points return", return_point_claims, "退回几条申报，写明原因"),
    Command("points close", close_point_period, "一期积分结账"),
    Command("points publish", publish_point_period, "公布一期积分，开始收异议"),
    Command("points adopt", adopt_scheme_for_year, "从现在起，一年按这份办法计分"),
    Command("export points-wall", export_wall),
    Command("export points-statement", export_statement),
    Command("export points-derivation", export_derivation),
)
