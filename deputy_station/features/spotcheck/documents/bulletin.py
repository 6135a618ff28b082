"""通报 (forms/bulletin): a half-yearly check told to townships, in the layout of official papers (GB/T 9704).

Every figure in it names its list; the lists stand in the second annex by the numbers of the draw, so that ordinary
deputies are not named where they are not to be.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.rules.figures import percent_words
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.features.spotcheck.documents.half_year_writing import (
    MadeCheckPaper,
    check_page_code,
    write_sheet,
)
from deputy_station.features.spotcheck.rules.bulletin import group_standings, named_lists
from deputy_station.features.spotcheck.rules.ranking import Standing, ranked
from deputy_station.features.spotcheck.service.bulletins import BulletinDetail, read_bulletin
from deputy_station.features.spotcheck.service.station_reports import standings_of_half
from deputy_station.store.database import Database

LEAST_STATIONS = 2
"""From so many stations on that sent up both quarters the ranking is of stations, else of groups."""

FIELDS: tuple[Field, ...] = (
    Field("issuer", "发文机关", "杜集区人大代表联络室"),
    Field("number", "发文字号", "杜人联〔2026〕3号"),
    Field("title", "标题", "关于2026年上半年人大代表履职登记册抽查情况的通报"),
    Field("addressee", "主送", "青石镇人民代表大会主席团："),
    Field(
        "opening",
        "抽查时间、范围、数量",
        "2026年7月6日至2026年7月8日，杜集区人大代表联络室对青石镇人大代表2026年1月1日至2026年6月30日的履职登记册"
        "进行了抽查。从 80 人中按代表小组、层级、上年等次分层抽取 16 册（清单 1），占 20.00%，种子 8f3a12cd，"
        "用同一种子和名单可以重抽出同样的结果。现将有关情况通报如下：",
    ),
    Field(
        "overall",
        "总体情况",
        "抽查 16 册（清单 1），合格 14 册（清单 2），占 87.50%；不合格 2 册（清单 3），占 12.50%。"
        "应填记录 180 条（清单 5），已填 176 条（清单 6），登记率 97.78%；应有证明材料的记录 120 条（清单 7），"
        "有证明材料的 112 条（清单 8），证明率 93.33%；应到会议和活动 96 人次（清单 9），实到 90 人次（清单 10），"
        "出席率 93.75%。",
    ),
    Field("good", "好的做法", "第一代表小组抽查的 5 册全部合格。"),
    Field(
        "problems",
        "存在问题",
        "共发现问题 12 处，涉及 7 册：缺证明材料 5 处（清单 11-1），占 41.67%；漏填 4 处（清单 11-2），占 33.33%；"
        "缺签名 3 处（清单 11-3），占 25.00%。",
    ),
    Field("demands", "下步要求", "2026年8月19日前改好。"),
    Field("ranking_title", "附件 1 标题", "各代表小组名次表"),
    Field("signature", "落款", "杜集区人大代表联络室"),
    Field("issued_on", "成文日期", "2026年7月20日"),
    Field(
        "groups",
        "各小组",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "名次", "1"),
            Field("name", "代表小组", "第一代表小组"),
            Field("books", "册数", "5"),
            Field("passed", "合格", "5"),
            Field("pass_rate", "合格率", "100.00%"),
            Field("fill_rate", "登记率", "100.00%"),
            Field("proof_rate", "证明率", "96.30%"),
        ),
    ),
    Field(
        "stations",
        "各站",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "名次", "1"),
            Field("name", "联络站", "青石镇东街代表联络站"),
            Field("due", "应填", "420"),
            Field("filled", "已填", "418"),
            Field("fill_rate", "登记率", "99.52%"),
            Field("proof_rate", "证明率", "95.10%"),
        ),
    ),
    Field("ranking_note", "名次说明", "按合格率、登记率、证明率依次比较，相同的名次并列。"),
    Field(
        "lists",
        "清单",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "编号", "1"),
            Field("name", "内容", "抽查的登记册"),
            Field("count", "数量", "16 册"),
            Field("members", "登记册", "1—16 号"),
        ),
    ),
    Field("seed_words", "抽取", "种子 8f3a12cd。"),
    Field("copies", "抄送", "抄送：杜集区人大常委会，各代表小组。"),
)


def bulletin_sheet(session: Session, *, check_id: int) -> Sheet:
    """The bulletin as edited, else as drafted. Raises NotFound."""
    detail = read_bulletin(session, check_id=check_id)
    facts = detail.facts
    stations = standings_of_half(session, year=facts.year, half=facts.half)
    by_station = len(stations) >= LEAST_STATIONS
    values: dict[str, Value] = {
        "issuer": detail.issuer,
        "number": detail.number,
        "title": detail.title,
        "addressee": f"{detail.addressee.rstrip('：:')}：" if detail.addressee else "",
        "opening": _lines(detail.words.opening),
        "overall": _lines(detail.words.overall),
        "good": _lines(detail.words.good),
        "problems": _lines(detail.words.problems),
        "demands": _lines(detail.words.demands),
        "ranking_title": "各联络站名次表" if by_station else "各代表小组名次表",
        "signature": detail.issuer,
        "issued_on": day_words(detail.issued_on),
        "groups": [] if by_station else [_row(*each) for each in ranked(group_standings(facts))],
        "stations": [_station_row(*each) for each in ranked(stations)] if by_station else [],
        "ranking_note": "按登记率、证明率依次比较，相同的名次并列。登记率：已填÷应填；证明率：有材料÷应有材料。"
        if by_station
        else "按合格率、登记率、证明率依次比较，相同的名次并列。登记率：已填÷应填；证明率：有材料÷应有材料。",
        "lists": [
            {"number": each.number, "name": each.name, "count": each.count, "members": each.members}
            for each in named_lists(facts)
        ],
        "seed_words": f"种子 {facts.seed}。",
        "copies": f"抄送：{detail.copies.rstrip('。')}。" if detail.copies else "",
    }
    return Sheet(load_form("bulletin", FIELDS), values, page_code=check_page_code(session, check_id=check_id))


def draw_bulletin(
    database: Database, progress: Progress = silent_progress, *, out: Path, check_id: int
) -> MadeCheckPaper:
    """Write the bulletin, as PDF, DOCX or XLSX after the ending of `out`; looking at it tells nobody."""
    have_key(database)
    with database.reading() as session:
        sheet = bulletin_sheet(session, check_id=check_id)
        detail: BulletinDetail = read_bulletin(session, check_id=check_id)
    return write_sheet(sheet, out, title=detail.title, author=detail.issuer, progress=progress)


def _lines(text: str) -> str:
    """Several paragraphs without the empty lines between them: the form indents each by itself."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def _row(place: int, each: Standing) -> dict[str, str]:
    return {
        "place": str(place),
        "name": each.name,
        "books": str(each.books),
        "passed": str(each.passed),
        "pass_rate": percent_words(each.pass_rate),
        "fill_rate": percent_words(each.fill_rate),
        "proof_rate": percent_words(each.proof_rate),
    }


def _station_row(place: int, each: Standing) -> dict[str, str]:
    return {
        "place": str(place),
        "name": each.name,
        "due": str(each.due),
        "filled": str(each.filled),
        "fill_rate": percent_words(each.fill_rate),
        "proof_rate": percent_words(each.proof_rate),
    }
