"""Printing on a page again: slots of equal height, texts shared out over them, only new texts on the page."""

from dataclasses import replace

import pytest

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import FieldKind, Form, FormProblem, Grid, Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.passbook import moved, only_slots, slots_of, split_into_slots
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.register.documents.fields import FIELDS

NAME = "register_speeches"


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(NAME, FIELDS[NAME])


def filled(form: Form, words: list[str]) -> Sheet:
    """A sheet with one row for each text, in the column of the speaker's words."""
    listed = form.field_named("rows")
    assert listed is not None
    assert listed.kind is FieldKind.LIST
    empty = dict.fromkeys((column.name for column in listed.columns), "")
    head = {field.name: field.name for field in form.fields if field is not listed}
    return Sheet(form, {**head, "rows": [{**empty, "words": each} for each in words]})


def typesetter_of(sheet: Sheet) -> Typesetter:
    return Typesetter(gather_faces([sheet], system_glyphs()))


def test_a_page_has_ten_slots_below_its_heading(form: Form) -> None:
    slots = slots_of(form)
    # 23 mm margin and 9 mm of heading; ten rows of 15.5 mm fill 164.5 - 9 mm but for half a millimetre.
    assert slots.count == 10
    assert slots.top == pytest.approx(32 * POINTS_PER_MM)
    assert slots.of(slots.top + 1) == 0
    assert slots.of(slots.top + 9.5 * slots.height) == 9
    assert slots.of(slots.top - 1) is None
    assert slots.of(slots.top + 10.5 * slots.height) is None


def test_a_form_whose_rows_have_no_fixed_height_cannot_be_continued(form: Form) -> None:
    (grid,) = [block for block in form.blocks if isinstance(block, Grid)]
    loose = replace(grid, rows=tuple(replace(row, height=0.0) for row in grid.rows))
    with pytest.raises(FormProblem, match="行高"):
        slots_of(replace(form, blocks=(loose,)))


def test_a_short_text_takes_one_slot_and_a_long_one_is_shared_out_whole(form: Form) -> None:
    long = "汛期以前把东街低洼路段的管网改造完，老旧小区的雨污分流也一起做。" * 20
    typesetter = typesetter_of(filled(form, [long + "短"]))
    assert split_into_slots(form, {"words": "短"}, typesetter) == [{"words": "短"}]
    parts = split_into_slots(form, {"words": long, "topic": "短"}, typesetter)
    assert len(parts) > 2
    assert "".join(part["words"] for part in parts) == long
    assert [part["topic"] for part in parts] == ["短"] + [""] * (len(parts) - 1)
    lengths = [len(part["words"]) for part in parts]
    assert max(lengths) < 2 * min(lengths)


def test_every_share_stays_in_its_slot(form: Form) -> None:
    long = "一二三四五六七八九十，" * 60
    sheet = filled(form, [long])
    typesetter = typesetter_of(sheet)
    parts = split_into_slots(form, {"words": long}, typesetter)
    (page,) = lay_out(filled(form, [part["words"] for part in parts][:10]), typesetter)
    heights = {round(box.height, 2) for box in page.boxes if box.name == "rows.words"}
    assert heights == {round(15.5 * POINTS_PER_MM, 2)}


def test_lines_of_a_text_stay_lines_when_it_is_shared_out(form: Form) -> None:
    text = "\n".join(f"第{number}条" for number in range(1, 10))
    typesetter = typesetter_of(filled(form, [text]))
    parts = split_into_slots(form, {"words": text}, typesetter)
    assert "\n".join(part["words"] for part in parts) == text


def test_only_the_texts_of_the_wanted_slots_stay_and_move(form: Form) -> None:
    sheet = filled(form, ["甲", "乙", "丙"])
    (page,) = lay_out(sheet, typesetter_of(sheet))
    kept = only_slots(page, slots_of(form), [1])
    assert [mark.text for mark in kept.texts] == ["乙"]
    assert (kept.boxes, kept.lines, kept.codes) == ([], [], [])
    (shifted,) = moved(kept, 2.0, -1.5).texts
    (still,) = kept.texts
    assert shifted.x - still.x == pytest.approx(2.0 * POINTS_PER_MM)
    assert shifted.y - still.y == pytest.approx(-1.5 * POINTS_PER_MM)
