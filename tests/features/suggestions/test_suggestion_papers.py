"""The papers of suggestions hold what is recorded, and nothing private where they are published."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.documents.atomic import WrongEnding
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.history.service import own_steps, undo_step
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.suggestions.commands import (
    show_behind,
    show_promises,
    show_public,
    show_suggestion,
    write_paper,
    write_promises,
    write_public,
)
from deputy_station.features.suggestions.documents.feedback import draw_feedback, feedback_sheet
from deputy_station.features.suggestions.documents.paper import draw_paper, paper_sheet
from deputy_station.features.suggestions.documents.promises import promises_sheet
from deputy_station.features.suggestions.documents.public import public_sheet
from deputy_station.features.suggestions.documents.reply import draw_reply, reply_sheet
from deputy_station.features.suggestions.rules.choices import (
    PromiseState,
    SuggestionKind,
    SuggestionSatisfaction,
)
from deputy_station.features.suggestions.service.handing import (
    assign_suggestion,
    log_contact,
    sign_for_suggestion,
    supervise_suggestion,
)
from deputy_station.features.suggestions.service.promises import (
    NewDayMissing,
    NoteMissing,
    PromiseSettled,
    add_promise,
    list_promises,
    settle_promise,
)
from deputy_station.features.suggestions.service.replying import appraise_suggestion, reply_to_suggestion
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.writing import set_public, suggest_from_demand
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.suggestions.proposing import accepted, draft, in_hand, on_day, replied, take, unit


def answered(session: Session, people: dict[str, int]) -> SuggestionDetail:
    """王建国's, co-signed by 李秀英, answered by two units with a promise."""
    office, power = unit(session), unit(session, "镇供电所")
    made = accepted(session, people["王建国"], co_signer_ids=[people["李秀英"]])
    made = take(session, assign_suggestion, made, unit_id=office, co_unit_ids=[power])
    made = take(session, sign_for_suggestion, made, leader="赵主任", person="刘涛", measures="先修 6 盏")
    made = take(
        session, log_contact, made, stage=ContactStage.BEFORE, how=ContactHow.PHONE, note="约好看现场"
    )
    return take(
        session,
        reply_to_suggestion,
        made,
        reply="一、已修 6 盏。\n\n二、其余明年修。",
        reply_class="four.B",
        reply_number="青村建函〔2026〕7号",
        promise="更换其余 6 盏",
        promise_due=date(2027, 3, 31),
    )


def test_paper_letter_and_form_hold_what_is_recorded(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        made = answered(session, people)
        paper = paper_sheet(session, suggestion_id=made.id).values
        letter = reply_sheet(session, suggestion_id=made.id).values
        form = feedback_sheet(session, suggestion_id=made.id).values
        made = take(session, appraise_suggestion, made, satisfaction=SuggestionSatisfaction.FAIR)
        ticked = feedback_sheet(session, suggestion_id=made.id).values
    assert paper["number"] == "第1号"
    assert paper["session"] == "2026年闭会期间"
    assert [line["name"] for line in paper["co_signers"]] == ["李秀英"]  # type: ignore[union-attr, index]
    # Three months from Friday, 20 November 2026 end on a Saturday: Monday, 22 February 2027.
    assert paper["handling"] == "交镇村建办主办，镇供电所协办，2027年2月22日前答复。"
    assert letter["letter"] == "B"
    assert letter["heading"] == "对2026年闭会期间第1号建议的答复"
    assert letter["addressee"] == "王建国、李秀英代表："
    assert letter["body"] == "一、已修 6 盏。\n二、其余明年修。"
    assert letter["promise"] == "承诺事项：更换其余 6 盏（2027年3月31日前）。"
    assert letter["contact"] == "联系人：刘涛。"
    assert letter["copies"] == "抄送：青石镇人民代表大会主席团，镇供电所。"
    assert form["contacts"] == "办前 1 次，办中 0 次，办后 0 次"
    assert form["result"] == "□满意　□基本满意　□不满意"
    # 15 workdays after 20 November.
    assert form["return_by"] == "请在 2026年12月11日以前交回青石镇人民代表大会主席团。"
    assert ticked["result"] == "□满意　☑基本满意　□不满意"


@pytest.mark.parametrize("draw", [draw_paper, draw_reply, draw_feedback])
@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_each_paper_is_made_both_ways(
    database: Database, people: dict[str, int], tmp_path: Path, draw: object, suffix: str
) -> None:
    with database.transaction() as session:
        made = answered(session, people)
    out = tmp_path / f"paper.{suffix}"
    drawn = draw(database, out=out, suggestion_id=made.id)  # type: ignore[operator]
    assert drawn.pages == (1 if suffix == "pdf" else 0)
    assert out.read_bytes()[:2] == (b"%P" if suffix == "pdf" else b"PK")


def test_the_public_list_holds_the_six_parts_and_no_private_person(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        shown = answered(session, people)
        take(session, supervise_suggestion, shown, supervisor="镇人大主席团 王强 13900002222")
        office = shown.handovers[0].unit_id
        demand = register_demand(
            session,
            title="陈大爷家门口积水",
            words="积水",
            visitor_name="陈大爷",
            visitor_phone="13800001111",
        )
        grown = suggest_from_demand(
            session, demand_id=demand.id, version=demand.version, lead_id=people["张守田"],
            title="关于解决陈大爷家门口积水的建议",
        )  # fmt: skip
        grown = take(session, accept_suggestion, grown)
        grown = take(session, assign_suggestion, grown, unit_id=office)
        grown = take(session, sign_for_suggestion, grown)
        take(session, reply_to_suggestion, grown, reply="已给陈大爷（13800001111）疏通")
        withheld = replied(session, people["曾国藩"], office, title="关于不公开的事的建议")
        take(session, set_public, withheld, public=False, reason="涉及商业秘密")
        secret = accepted(session, people["曾国藩"], title="关于保密的事的建议", confidential=True)
        draft(session, people["赵敏"], title="关于没受理的建议")
        accepted(session, people["赵敏"], title="民生", kind=SuggestionKind.LIVELIHOOD)
        sheet, ids = public_sheet(session, year=2026)
        nothing, _ = public_sheet(session, year=2025)
    lines = sheet.values["lines"]
    assert [line["content"] for line in lines] == [  # type: ignore[union-attr, index]
        "关于修路灯的建议",
        "关于解决某某家门口积水的建议",
    ]
    first, second = lines  # type: ignore[misc]
    assert first == {
        "place": "1",
        "deputies": "王建国、李秀英",
        "content": "关于修路灯的建议",
        "unit": "镇村建办（赵主任、刘涛）；镇供电所",
        "supervisor": "镇人大主席团 王强 139****2222",
        "measures": "先修 6 盏",
        "result": "B 正在解决或者已启动：一、已修 6 盏。\n\n二、其余明年修。等代表评价。",
    }
    assert second["result"] == "已给某某（138****1111）疏通。等代表评价。"
    assert sheet.values["note"] == "共受理 4 件，公开 2 件，2 件按规定不公开。"
    whole = json.dumps([sheet.values["lines"], sheet.values["note"]], ensure_ascii=False)
    for private in ("陈大爷", "13800001111", "13900002222", "商业秘密", "曾国藩", "不公开的事"):
        assert private not in whole
    assert secret.id not in ids
    assert nothing.values["note"] == "共受理 0 件，公开 0 件。"


def test_promises_are_kept_moved_or_given_up_and_the_late_ones_stand_first(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        made = answered(session, people)
        first = made.promises[0]
        take(session, add_promise, made, words="装节能灯", due_on=date(2027, 1, 31))
        undated = list_promises(session)[0]
        assert [row.words for row in list_promises(session)] == ["装节能灯", "更换其余 6 盏"]

        def settle(row_id: int, **values: object) -> object:
            version = next(row for row in list_promises(session) if row.id == row_id).suggestion_version
            return settle_promise(session, promise_id=row_id, version=version, **values)  # type: ignore[arg-type]

        with pytest.raises(NewDayMissing):
            settle(first.id, state=PromiseState.MOVED, note="缺材料")
        with pytest.raises(NoteMissing, match="“不再办理”要写明原因"):
            settle(first.id, state=PromiseState.GIVEN_UP)
        settle(first.id, state=PromiseState.MOVED, due_on=date(2027, 5, 1), note="缺材料", told=True)
        settle(undated.id, state=PromiseState.KEPT)
        with pytest.raises(PromiseSettled, match="已兑现，不用再记"):
            settle(undated.id, state=PromiseState.KEPT)
        on_day(session, date(2027, 5, 4))
        rows = list_promises(session)
        assert [(row.words, row.state, row.late_days) for row in rows] == [
            ("更换其余 6 盏", PromiseState.MOVED, 3),
            ("装节能灯", PromiseState.KEPT, 0),
        ]
        assert rows[0].told_on == date(2026, 11, 20)
        assert len(list_promises(session, open_only=True)) == 1
        assert list_promises(session, until=date(2027, 4, 30)) == rows[1:]
        values = promises_sheet(session).values
    assert values["total"] == "2 项，已了结 1 项，还没有兑现 1 项，其中过期 1 项。"
    assert values["lines"][0]["state"] == "已过期 3 天\n缺材料"  # type: ignore[index, call-overload]


def test_the_commands_tell_and_write_the_same(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        made = answered(session, people)

    def ask(command: object, **values: object) -> dict[str, object]:
        out = io.StringIO()
        command(Desk(lambda: database, as_json=True, out=out), **values)  # type: ignore[operator]
        return dict(json.loads(out.getvalue()))

    assert ask(show_suggestion, number="第1号")["suggestion"]["title"] == made.title  # type: ignore[index]
    assert [row["words"] for row in ask(show_promises)["rows"]] == ["更换其余 6 盏"]  # type: ignore[attr-defined]
    assert (ask(show_public, year=2026)["accepted"], ask(show_public, year=2026)["withheld"]) == (1, 0)
    # 赵敏 was elected in July: no month before August is hers to be asked for.
    behind = {row["deputy"]: row["behind"] for row in ask(show_behind, year=2026)["rows"]}  # type: ignore[attr-defined]
    assert behind["赵敏"] == [8, 9, 10, 11]
    assert behind["王建国"] == list(range(1, 12))
    said = io.StringIO()
    show_suggestion(Desk(lambda: database, out=said), number="2026年闭会期间第1号")
    assert "承办：镇村建办、镇供电所（协办）" in said.getvalue()
    assert ask(write_public, year=2026, out=tmp_path / "public.pdf")["pages"] == 1
    assert ask(write_promises, out=tmp_path / "promises.docx")["pages"] == 0
    assert ask(write_promises, out=tmp_path / "promises.xlsx")["pages"] == 0
    assert (tmp_path / "promises.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(WrongEnding, match="xlsx"):
        ask(write_public, year=2026, out=tmp_path / "public.txt")
    assert not (tmp_path / "public.txt").exists()
    written = ask(write_paper, number="第1号", out=tmp_path / "paper.pdf")
    assert (written["pages"], written["suggestions"]) == (1, 1)
    # What went out on paper is corrected from then on, no longer taken back.
    with database.transaction() as session:
        last = own_steps(session)[0]  # all of it was entered in one go
        with pytest.raises(Refusal, match="已经打印"):
            undo_step(session, step_id=last.id)


def test_a_letter_can_be_drafted_before_the_reply_is_there(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        made = in_hand(session, people["王建国"], unit(session))
        values = reply_sheet(session, suggestion_id=made.id).values
    assert (values["body"], values["letter"], values["opening"]) == (
        "",
        "",
        "您提出的《关于修路灯的建议》收悉。现答复如下：",
    )
