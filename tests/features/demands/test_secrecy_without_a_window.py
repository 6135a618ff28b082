"""At the district's desk no command, no paper and no box of the search says who asked for secrecy, nor finds by it."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import Refusal
from deputy_station.features.demands import commands
from deputy_station.features.demands.rules.choices import InformedHow
from deputy_station.features.demands.service import extensions, steps, urging, voices
from deputy_station.features.deputies.models import Level, Mandate
from deputy_station.features.history import commands as history
from deputy_station.features.spotcheck.commands import export_spot_check
from deputy_station.features.suggestions import commands as suggestions
from deputy_station.features.suggestions.service.writing import suggest_from_demand
from deputy_station.shell.finders import find_matters
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

from .conftest import Town
from .test_secrecy_of_words import ADDRESS, HIDDEN, NAME, PHONE, TOLD, secret
from .walking import move, take_down

PAPERS = ("办理经过", "交办单", "催办单", "督办单", "延期审批单", "不受理告知单")
ACCUSED = "刘长根"


@pytest.fixture
def matters(database: Database, town: Town) -> int:
    """Four confidential demands, further on and further back on their way, with the name in every remark; one that is
    open with a confidential voice; a suggestion from one of them."""
    given = {
        "title": f"{NAME}反映路灯不亮",
        "visitor_name": NAME,
        "visitor_phone": PHONE,
        "visitor_address": ADDRESS,
        "against": ACCUSED,
        "wish": f"给{NAME}修路灯",
        "confidential": True,
        "deputy_ids": [town.deputies["王建国"]],
    }
    with database.transaction() as session:
        session.add(
            Mandate(
                deputy_id=town.deputies["王建国"],
                level=Level.TOWN,
                started_on=database.clock.today() - timedelta(days=900),
            )
        )
    told = secret(database, town, deputy_ids=[town.deputies["王建国"]])
    urged = take_down(database, TOLD, **given)
    urged = move(database, steps.assign_demand, urged, unit_id=town.units["镇村建办"], note=f"{NAME}急")
    urged = move(database, steps.accept_demand, urged)
    urged = move(database, urging.urge_demand, urged, note=f"{NAME}又来催")
    urged = move(database, urging.supervise_demand, urged, supervisor="钱主席", note=f"{NAME}的事月底前办完")
    assert urged.deadline_on is not None
    urged = move(
        database,
        extensions.ask_extension,
        urged,
        until=urged.deadline_on + timedelta(days=5),
        note=f"{NAME}家线路长",
    )
    declined = move(
        database, steps.decline_demand, take_down(database, TOLD, **given), note=f"{NAME}应去法院"
    )
    grown = take_down(database, TOLD, **given)
    with database.transaction() as session:
        suggest_from_demand(
            session, demand_id=grown.id, version=grown.version, lead_id=town.deputies["李秀英"]
        )
    open_ = take_down(database, "井盖坏了", visitor_name="李四")
    open_ = move(
        database,
        voices.add_voice,
        open_,
        name=NAME,
        phone=PHONE,
        address=ADDRESS,
        words=TOLD,
        confidential=True,
    )
    open_ = move(database, steps.answer_demand, open_, note=f"{NAME}也知道了")
    move(database, voices.tell_voices, open_, how=InformedHow.PHONE, note=f"{NAME}说好")
    assert [told.id, urged.id, declined.id, grown.id] == [1, 2, 3, 4]
    return open_.id


def _told(database: Database, command: Callable[..., None], *words: str, **options: object) -> str:
    """What a command put out, as a table and as JSON, and the text of the paper it wrote (once: it is the same)."""
    out, err = io.StringIO(), io.StringIO()
    made = ""
    for as_json in (True,) if "out" in options else (False, True):
        try:
            command(Desk(lambda: database, as_json=as_json, out=out, err=err), *words, **options)
        except Refusal as refused:
            err.write(str(refused))
    paper = options.get("out")
    if isinstance(paper, Path) and paper.exists():
        made = _text_of(paper)
    return out.getvalue() + err.getvalue() + made


def _text_of(paper: Path) -> str:
    if paper.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(paper)
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    with PdfDocument(paper) as book:
        return "".join(page.get_textpage().get_text_range() for page in book)


def test_no_command_and_no_paper_of_the_district_tells_who_it_was(
    database: Database, matters: int, tmp_path: Path
) -> None:
    database.role = "district"
    told: dict[str, str] = {
        "demands": _told(database, commands.show_demands),
        "history": _told(database, history.list_steps, limit=500),
        "deleted": _told(database, history.list_deleted, limit=500),
        "suggestions": _told(database, suggestions.show_suggestions),
        "calls": _told(database, commands.write_calls, out=tmp_path / "calls.pdf"),
        "spot check": _told(database, export_spot_check, year=2026, quarter=4, out=tmp_path / "spot.xlsx"),
        "quarter": _told(database, commands.write_report, year=2026, quarter=4, out=tmp_path / "quarter.pdf"),
        "suggestion": _told(database, suggestions.show_suggestion, "第1号"),
        "suggestion paper": _told(database, suggestions.write_paper, "第1号", out=tmp_path / "s.pdf"),
    }
    for face in ("内部", "上报", "公示"):
        for names in (False, True):
            told[f"ledger {face} {names}"] = _told(
                database,
                commands.write_ledger,
                out=tmp_path / f"{face}{names}.xlsx",
                face=face,
                confidential=names,
            )
    for number in range(1, matters + 1):
        told[f"show {number}"] = _told(database, commands.show_demand, str(number))
        for whole in (False, True):
            told[f"record {number} {whole}"] = _told(
                database,
                commands.write_record,
                str(number),
                out=tmp_path / f"{number}{whole}.pdf",
                whole_visitor=whole,
            )
        for kind in PAPERS:
            told[f"{kind} {number}"] = _told(
                database, commands.write_paper, str(number), kind=kind, out=tmp_path / f"{number}{kind}.pdf"
            )
    found = {
        where: [word for word in (*HIDDEN, ACCUSED) if word in "".join(said.split())]
        for where, said in told.items()
    }
    assert {where: words for where, words in found.items() if words} == {}
    # What is printed is there, so that nothing was found in papers that hold something.
    assert all(len(told[f"show {number}"]) > 100 for number in range(1, matters + 1))
    assert all(
        (tmp_path / f"{number}{kind}.pdf").exists() for number, kind in ((1, "办理经过"), (2, "催办单"))
    )
    assert (tmp_path / "spot.xlsx").exists()
    assert (tmp_path / "calls.pdf").exists()


@pytest.mark.parametrize("role", ["district", "liaison"])
def test_nothing_is_found_by_who_it_was(database: Database, matters: int, role: str) -> None:
    database.role = role
    with database.reading() as session:
        for word in (NAME, "守田", "zst", PHONE, PHONE[-4:], "1381234", "三组", ADDRESS, "三组12"):
            found = [one for one in find_matters(session, word) if one.page in ("demands", "suggestions")]
            assert found == [], word
        shown = str(find_matters(session, "路灯不亮"))
    assert "路灯不亮" in shown
    assert [word for word in HIDDEN if word in shown] == []
    for word in (NAME, PHONE, "三组"):
        assert '"count": 0' in _told(database, commands.show_demands, search=word)
        assert '"count": 0' in _told(database, history.list_steps, search=word)
        assert '"count": 0' in _told(database, suggestions.show_suggestions, search=word)
