"""Fonts by role on Windows, on UOS and Kylin, and on Debian; and glyphs from whichever font has them."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from fontTools import fontBuilder
from fontTools.ttLib import TTFont

from deputy_station.documents.fonts import NoChineseFont, find_role_fonts, font_folders, open_font
from deputy_station.documents.glyphs import (
    BrokenFont,
    GlyphSource,
    MissingGlyphs,
    build_subset,
    system_glyphs,
)

WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")


def _folder_with(tmp_path: Path, *names: str) -> tuple[Path, ...]:
    for name in names:
        shutil.copy(WENKAI, tmp_path / name)
    return (tmp_path,)


def test_windows_fonts_are_found_by_their_file_names(tmp_path: Path) -> None:
    folders = _folder_with(tmp_path, "simfang.ttf", "SIMSUN.TTF", "simhei.ttf", "simkai.ttf", "other.ttf")
    found = {role: file.path.name for role, file in find_role_fonts(folders).items()}
    assert found == {
        "song": "SIMSUN.TTF",
        "fangsong": "simfang.ttf",
        "kai": "simkai.ttf",
        "hei": "simhei.ttf",
        "biaosong": "SIMSUN.TTF",
    }


def test_founder_fonts_of_uos_and_kylin_are_found(tmp_path: Path) -> None:
    folders = _folder_with(tmp_path, "FZFSK.TTF", "FZSSK.TTF", "FZHTK.TTF", "FZKTK.TTF", "FZXBSJW.TTF")
    found = {role: file.path.name for role, file in find_role_fonts(folders).items()}
    assert found == {
        "song": "FZSSK.TTF",
        "fangsong": "FZFSK.TTF",
        "kai": "FZKTK.TTF",
        "hei": "FZHTK.TTF",
        "biaosong": "FZXBSJW.TTF",
    }


def test_debian_offers_the_mainland_member_of_a_collection() -> None:
    found = find_role_fonts(font_folders())
    assert found["kai"].path.name == "LXGWWenKai-Regular.ttf"
    for role in ("song", "hei"):
        with open_font(found[role]) as font:
            assert "CJK SC" in str(font["name"].getDebugName(1))


def test_a_broken_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "simkai.ttf").write_bytes(WENKAI.read_bytes()[:5000])
    folders = _folder_with(tmp_path, "LXGWWenKai-Regular.ttf")
    assert find_role_fonts(folders)["kai"].path.name == "LXGWWenKai-Regular.ttf"


def test_a_font_that_is_broken_inside_is_named(tmp_path: Path) -> None:
    with TTFont(WENKAI, lazy=True) as font:
        place = font.reader.tables["cmap"].offset
    damaged = bytearray(WENKAI.read_bytes())
    damaged[place : place + 4000] = b"\xff" * 4000
    (tmp_path / "simkai.ttf").write_bytes(bytes(damaged))
    with pytest.raises(BrokenFont, match=r"simkai\.ttf"):
        GlyphSource((tmp_path,))


def test_a_machine_without_chinese_fonts_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
        find_role_fonts((tmp_path,))


def test_a_character_comes_from_the_next_font_that_has_it() -> None:
    source = system_glyphs()
    chosen = source.faces_for({"kai": "国😀"})["kai"]
    assert "WenKai" in chosen["国"].name
    assert chosen["😀"].draws("😀")
    assert chosen["😀"] is not chosen["国"]


@pytest.mark.parametrize("character", list("𠮷䶮㛃𬭩"))
def test_rare_characters_of_names_are_drawn(character: str) -> None:
    face = system_glyphs().faces_for({"fangsong": character})["fangsong"][character]
    assert face.outline(character).numberOfContours > 0


def test_characters_that_no_font_has_are_all_listed(tmp_path: Path) -> None:
    source = GlyphSource(_folder_with(tmp_path, "simkai.ttf"))
    with pytest.raises(MissingGlyphs) as told:
        source.faces_for({"song": "王\U0003fff0\ue123国"})
    assert told.value.characters == "\ue123\U0003fff0"
    assert "U+E123" in str(told.value)


def test_a_subset_made_again_later_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a paper made again without a change would be another piece of the archive."""
    face = system_glyphs().faces_for({"song": "人"})["song"]["人"]
    made = []
    for moment in (3878289268, 3878289344):
        monkeypatch.setattr(fontBuilder, "timestampNow", lambda moment=moment: moment)
        made.append(build_subset(face, ["人"]))
    assert made[0] == made[1]


def test_a_subset_holds_the_characters_in_their_order() -> None:
    face = system_glyphs().faces_for({"song": "人大"})["song"]["人"]
    with TTFont(BytesIO(build_subset(face, ["人", "大"]))) as made:
        assert made["maxp"].numGlyphs == 3
        _, first, second = made.getGlyphOrder()
        assert made["glyf"][first].numberOfContours == face.outline("人").numberOfContours
        assert made["hmtx"][second][0] == round(face.advance("大") * face.units_per_em)
