"""The wall list (公示, forms/points_wall): ranks, categories, totals and grades; no record and no voter is named."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import day_words, month_day
from deputy_station.documents.description import Field, FieldKind, Form, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.points.documents.wording import scheme_words
from deputy_station.features.points.rules.numbers import points_words, two_decimals
from deputy_station.features.points.rules.scheme import Category
from deputy_station.features.points.service.papers import Wall, WallLine

COLUMNS = 9
"""Categories the form has room for."""
_UPRIGHT = 6
"""Categories that fit on upright paper."""
_ROSTER = "代表"

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表履职积分公示"),
    Field("period", "期间", "2026 年"),
    Field("scheme", "积分办法", "人大代表履职积分办法，2026 年版"),
    Field("head_rank", "名次栏", "名次"),
    Field("head_name", "姓名栏", "姓　名"),
    Field("head_group", "小组栏", "代表小组"),
    *(Field(f"head_{number}", f"第 {number} 类") for number in range(1, COLUMNS + 1)),
    Field("head_total", "总分栏", "总　分"),
    Field("head_grade", "等次栏", "等　次"),
    Field(
        "lines",
        "名单",
        kind=FieldKind.LIST,
        columns=(
            Field("rank", "名次", "1"),
            Field("name", "姓名", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            *(Field(f"points_{number}", f"第 {number} 类得分") for number in range(1, COLUMNS + 1)),
            Field("total", "总分", "92.75"),
            Field("grade", "等次", "优秀"),
        ),
    ),
    Field("grades", "等次统计", "共 3 人：“优秀” 1 人，“好” 2 人。"),
    Field("corrections", "更正", ""),
    Field("note", "说明", ""),
    Field("objections", "异议", "对积分有异议的，请在 12月28日以前向东街代表联络站提出，电话 0561-1234567。"),
    Field("body", "落款", "青石镇人大主席团（盖章）"),
    Field("day", "日期", "2026年12月21日"),
    Field("station", "联络站", "东街代表联络站"),
)


def wall_sheet(wall: Wall) -> Sheet:
    """The wall list filled; it lies across where there are many categories."""
    form = load_form("points_wall", FIELDS)
    if len(wall.head.scheme.categories) > _UPRIGHT:
        form = _across(form)
    return Sheet(form, wall_values(wall))


def wall_title(wall: Wall) -> str:
    """青石镇人大代表履职积分公示（更正后）."""
    scored = "人大代表" if wall.head.scheme.subject == _ROSTER else wall.head.scheme.subject
    title = f"{wall.head.station.township}{scored}履职积分公示"
    if wall.corrections:
        return f"{title}（更正后）"
    return title if wall.head.published else f"{title}（未公布，核对用）"


def wall_values(wall: Wall) -> dict[str, Value]:
    """What the form shows: a value for every field of `FIELDS`."""
    head = wall.head
    columns = _columns(head.scheme.categories)
    heads = [_heading(held) for held in columns] + [""] * (COLUMNS - len(columns))
    graded = bool(head.scheme.grades) or any(line.grade for line in wall.lines)
    return {
        "title": wall_title(wall),
        "period": head.period.name,
        "scheme": scheme_words(head.scheme),
        "head_rank": "名次",
        "head_name": "姓　名" if head.scheme.subject == _ROSTER else head.scheme.subject,
        "head_group": "代表小组" if any(line.group for line in wall.lines) else "",
        **{f"head_{number}": words for number, words in enumerate(heads, 1)},
        "head_total": "总　分",
        "head_grade": "等　次" if graded else "",
        "lines": [_line(line, columns) for line in wall.lines],
        "grades": _grades(wall),
        "corrections": _corrections(wall),
        "note": _note(wall),
        "objections": _objections(wall),
        "body": f"{_body(wall)}（盖章）" if head.published else _body(wall),
        "day": day_words(_day(wall)),
        "station": head.station.name,
    }


def _columns(categories: tuple[Category, ...]) -> list[tuple[Category, ...]]:
    """One category in each column; those for which there is no room share the last."""
    if len(categories) <= COLUMNS:
        return [(each,) for each in categories]
    return [*((each,) for each in categories[: COLUMNS - 1]), categories[COLUMNS - 1 :]]


def _heading(held: tuple[Category, ...]) -> str:
    if len(held) > 1:
        return f"其余\n{len(held)} 类"
    (category,) = held
    most = "" if not category.most else f"\n{points_words(category.most)} 分"
    return f"{category.short or category.name}{most}"


def _line(line: WallLine, columns: list[tuple[Category, ...]]) -> dict[str, str]:
    points = [
        two_decimals(sum((line.categories.get(each.code, Fraction(0)) for each in held), Fraction(0)))
        for held in columns
    ]
    points += [""] * (COLUMNS - len(points))
    return {
        "rank": str(line.rank) if line.rank else "—",
        "name": f"{line.name}＊" if line.corrected else line.name,
        "group": line.group,
        **{f"points_{number}": words for number, words in enumerate(points, 1)},
        "total": line.shown,
        "grade": line.grade or "待定",
    }


def _grades(wall: Wall) -> str:
    counted = f"共 {len(wall.lines)} {_unit(wall)}"
    told = [f"“{name}”{number} {_unit(wall)}" for name, number in wall.grades if name]
    told += [f"待定 {number} {_unit(wall)}" for name, number in wall.grades if not name and number]
    return f"{counted}：{'，'.join(told)}。" if told else f"{counted}。"


def _unit(wall: Wall) -> str:
    return "人" if wall.head.scheme.subject == _ROSTER else "个"


def _corrections(wall: Wall) -> str:
    if not wall.corrections:
        return ""
    since = wall.head.closing.published_on if wall.head.closing else None
    told = f"{month_day(since)}公布以后" if since else "公布以后"
    return f"{told}更正 {wall.corrections} 处，名字后有“＊”的是更正过的，以本榜为准。"


def _note(wall: Wall) -> str:
    left = wall.head.scheme.categories[COLUMNS - 1 :]
    told = []
    if len(left) > 1:
        told.append(f"“其余 {len(left)} 类”是{'、'.join(each.short or each.name for each in left)}的合计。")
    if any(not line.rank for line in wall.lines):
        told.append("名次栏是“—”的不参加排名。")
    return "".join(told)


def _body(wall: Wall) -> str:
    """Who seals the list once it is published: the body of the scheme where it is the town's own; who issued a scheme elsewhere seals nothing here."""
    head = wall.head
    return head.scheme.body if head.station.township in head.scheme.body else head.station.name


def _objections(wall: Wall) -> str:
    head = wall.head
    phone = f"，电话 {head.station.phone}" if head.station.phone else ""
    where = f"{head.station.name}{f'（{head.station.address}）' if head.station.address else ''}"
    closing = head.closing
    if closing is not None and closing.settled_on is not None:
        return f"异议期已满，积分已于{day_words(closing.settled_on)}定下来。查询请到{where}{phone}。"
    if closing is not None and closing.objections_until is not None:
        until = day_words(closing.objections_until, _day(wall))
        return f"对积分有异议的，请在{until}以前（含当日）向{where}提出{phone}。"
    return f"还没有公布，供核对。有出入的，请告诉{where}{phone}。"


def _day(wall: Wall) -> date:
    """The day under the list: that of publication, or of printing where it changed since or never went out."""
    closing = wall.head.closing
    if closing is None or closing.published_on is None or wall.corrections:
        return wall.head.printed_on
    return closing.published_on


def _across(form: Form) -> Form:
    page = form.page
    return replace(form, page=replace(page, width=page.height, height=page.width))
