"""A station's own forms are kept version by version, and every paper follows the one in force."""

import re
import shutil
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.core.paths import forms_folder
from deputy_station.documents import loading, preview
from deputy_station.documents.changes import FormChanges
from deputy_station.documents.description import FormProblem, Grid
from deputy_station.documents.docx import make_docx
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.documents.xlsx import make_xlsx
from deputy_station.features.history.service import list_steps, undo_step
from deputy_station.features.papers.documents.current import print_own_forms
from deputy_station.features.papers.service import forms
from deputy_station.features.papers.service.forms import (
    FormRefused,
    NoSuchVersion,
    NothingChanged,
    back_to_shipped,
    go_back_to,
    list_forms,
    read_form,
    save_widths,
    save_words,
)
from deputy_station.store.database import Database

NAME = "annual_assessment"


def signers() -> list[str]:
    form = load_form(NAME, offered_fields(NAME))
    grid = form.blocks[-2]
    return [cell.sign_off.signer for row in grid.rows for cell in row.cells if cell.sign_off]  # type: ignore[union-attr]


def leader_place(database: Database) -> str:
    with database.reading() as session:
        view = read_form(session, name=NAME)
    [place] = [each.place for each in view.words if each.words == "组长签名："]
    return place


def test_every_form_is_listed_by_area_as_shipped(database: Database) -> None:
    with database.reading() as session:
        lines = list_forms(session)
        found = list_forms(session, search="年度考核")
    assert len(lines) > 50
    assert not any(line.changed or line.number for line in lines)
    assert [(line.id, line.area) for line in found if line.id == NAME] == [(NAME, "考核")]
    areas = [line.area for line in lines]
    assert len(set(areas)) == sum(one != other for one, other in zip(areas, ["", *areas], strict=False)), (
        "the forms of an area stand together"
    )


def test_a_broken_description_is_told_when_it_is_opened_and_stops_no_list(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(forms_folder(), tmp_path / "forms")
    (tmp_path / "forms" / NAME / "form.toml").write_text("[[[", encoding="utf-8")
    (tmp_path / "forms" / "notice" / "sample.toml").write_text("[[[", encoding="utf-8")
    for module in (forms, loading, preview):
        monkeypatch.setattr(module, "forms_folder", lambda: tmp_path / "forms")
    forms._read_title.cache_clear()
    with database.reading() as session:
        lines = {line.id: line.title for line in list_forms(session)}
        with pytest.raises(FormProblem, match=r"annual_assessment.*写错了"):
            read_form(session, name=NAME)
    with pytest.raises(FormProblem, match="样张内容读不出来"):
        sample_sheet("notice", offered_fields("notice"))
    forms._read_title.cache_clear()
    assert lines[NAME] == "annual_assessment（描述文件坏了）"
    assert "公告" in lines["notice"]


def test_a_saved_version_is_on_the_next_paper_and_gone_when_taken_back(database: Database) -> None:
    print_own_forms(database)
    place = leader_place(database)
    assert signers()[1] == "组长签名："
    with database.transaction() as session:
        saved = save_words(
            session, name=NAME, number=0, logo="青石镇人大", note="按镇里要求", words={place: "站长签名："}
        )
    assert saved.number == 1
    assert signers()[1] == "站长签名："
    with database.reading() as session:
        [line] = [each for each in list_forms(session) if each.id == NAME]
        view = read_form(session, name=NAME)
        [step] = list_steps(session, limit=1)
    assert (line.number, line.changed) == (1, True)
    assert (view.versions[0].made_by, view.versions[0].note) == ("周敏", "按镇里要求")
    assert "抬头“青石镇人大”" in view.versions[0].summary
    with database.transaction() as session:
        undo_step(session, step_id=step.id)
    assert signers()[1] == "组长签名："


def test_an_earlier_version_comes_back_as_the_next_one(database: Database) -> None:
    print_own_forms(database)
    place = leader_place(database)
    with database.transaction() as session:
        save_words(session, name=NAME, number=0, logo="", words={place: "站长签名："})
    with database.transaction() as session:
        save_words(session, name=NAME, number=1, logo="", words={place: "主任签名："})
    with database.transaction() as session:
        assert go_back_to(session, name=NAME, number=2, version=1).number == 3
    assert signers()[1] == "站长签名："
    with database.transaction() as session:
        assert back_to_shipped(session, name=NAME, number=3).number == 4
    assert signers()[1] == "组长签名："
    with database.reading() as session:
        view = read_form(session, name=NAME)
    assert [(row.number, row.summary) for row in view.versions[:2]] == [
        (4, "改回随程序的样子"),
        (3, "改回第 1 版"),
    ]
    assert not view.line.changed
    assert view.changes == FormChanges()


def test_what_cannot_be_is_refused_and_nothing_saved(database: Database) -> None:
    place = leader_place(database)
    with database.transaction() as session:
        with pytest.raises(FormRefused, match=r"人大代表年度考核表.*naem") as refused:
            save_words(session, name=NAME, number=0, logo="", words={place: "{naem}"})
        assert NAME not in str(refused.value), "people know the form by its title"
        with pytest.raises(FormRefused, match=r"没有保存。.*一页里放不下内容"):
            save_words(session, name=NAME, number=0, logo="", words={place: "长" * 3000})
        with pytest.raises(FormRefused, match="没有保存。这些字现有的字体都没有"):
            save_words(session, name=NAME, number=0, logo="青石镇\U0001f468\U0001f1e8", words={})
        with pytest.raises(FormRefused, match="加起来"):
            save_widths(session, name=NAME, number=0, widths={6: [40, 148]})
        with pytest.raises(NothingChanged):
            save_words(session, name=NAME, number=0, words={}, logo="")
        with pytest.raises(StaleEdit):
            save_words(session, name=NAME, number=1, words={}, logo="青石镇人大")
        with pytest.raises(NoSuchVersion, match="第 7 版"):
            go_back_to(session, name=NAME, number=0, version=7)
    with database.reading() as session:
        assert read_form(session, name=NAME).versions == ()


def test_widths_are_saved_and_words_stay(database: Database) -> None:
    print_own_forms(database)
    with database.transaction() as session:
        save_words(session, name=NAME, number=0, words={}, logo="青石镇人大")
    with database.reading() as session:
        columns = read_form(session, name=NAME).columns
    last = columns[-1]
    assert last.shipped == (28.0, 148.0)
    with database.transaction() as session:
        save_widths(session, name=NAME, number=1, widths={last.block: [38, 138]})
    with database.reading() as session:
        view = read_form(session, name=NAME)
    assert view.changes.logo == "青石镇人大"
    assert [each.widths for each in view.columns if each.block == last.block] == [(38.0, 138.0)]
    grid = load_form(NAME, offered_fields(NAME)).blocks[last.block - 1]
    assert isinstance(grid, Grid)
    assert grid.columns == (38.0, 138.0)


def test_pdf_docx_and_xlsx_follow_the_version_in_force(database: Database, tmp_path: Path) -> None:
    print_own_forms(database)
    place = leader_place(database)
    with database.transaction() as session:
        save_words(session, name=NAME, number=0, logo="青石镇人大办", words={place: "站长签名："})
    sheet = sample_sheet(NAME, offered_fields(NAME))
    make_pdf(tmp_path / "a.pdf", [sheet], title="考核表")
    make_docx(tmp_path / "a.docx", sheet, title="考核表")
    make_xlsx(tmp_path / "a.xlsx", [sheet], title="考核表")
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    texts = ["".join(page.get_textpage().get_text_range() for page in document)]
    document.close()
    for name in ("a.docx", "a.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as parts:
            whole = "".join(parts.read(each).decode() for each in parts.namelist() if each.endswith(".xml"))
        texts.append(re.sub("<[^>]+>", "", whole))
    assert ["站长签名：" in text for text in texts] == [True] * 3
    assert ["组长签名：" in text for text in texts] == [False] * 3
    assert ["青石镇人大办" in text for text in texts] == [True] * 3
