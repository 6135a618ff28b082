"""Files that come off scanners and phones, and files that are none: pages in grey, or a sentence that helps."""

import io
import random
import warnings
import zlib
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from deputy_station.core.errors import Trouble
from deputy_station.documents.scanning.opening import (
    EmptyFile,
    NotAPicture,
    PdfLocked,
    PictureTooLarge,
    PictureTorn,
    grey_of,
    open_pages,
)


def marked(width: int = 120, height: int = 200) -> Image.Image:
    """A white page, black in its upper left quarter."""
    page = Image.new("L", (width, height), 255)
    page.paste(0, (0, 0, width // 2, height // 2))
    return page


def is_marked(grey: np.ndarray) -> bool:
    high, wide = grey.shape
    quarters = [
        grey[high // 8, wide // 8],
        grey[high // 8, -wide // 8],
        grey[-high // 8, wide // 8],
        grey[-high // 8, -wide // 8],
    ]
    return bool(quarters[0] < 30 and min(quarters[1:]) > 225)


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [
        (".png", "L"),
        (".png", "1"),
        (".png", "P"),
        (".png", "RGBA"),
        (".png", "LA"),
        (".jpg", "L"),
        (".jpg", "RGB"),
        (".jpg", "CMYK"),
        (".tif", "RGB"),
        (".bmp", "RGB"),
        (".webp", "RGB"),
        (".gif", "P"),
        (".pdf", "RGB"),
    ],
)
def test_every_usual_format_is_read_in_grey(tmp_path: Path, suffix: str, mode: str) -> None:
    path = tmp_path / f"扫描{suffix}"
    marked().convert(mode).save(path)
    [page] = open_pages(path)
    assert (page.name, page.number, page.grey.dtype) == (path.name, 1, np.uint8)
    assert is_marked(page.grey)


def test_a_tiff_of_sixteen_bits_is_scaled_down(tmp_path: Path) -> None:
    path = tmp_path / "扫描.tif"
    Image.fromarray(np.asarray(marked()).astype(np.uint16) * 257).save(path)
    [page] = open_pages(path)
    assert is_marked(page.grey)
    assert page.grey.max() == 255


def test_a_tiff_of_many_pages_gives_each_in_order(tmp_path: Path) -> None:
    path = tmp_path / "一叠.tif"
    levels = (250, 150, 50)
    first, *more = (Image.new("L", (80, 100), level) for level in levels)
    first.save(path, save_all=True, append_images=more)
    assert [(page.number, int(page.grey[5, 5])) for page in open_pages(path)] == [(1, 250), (2, 150), (3, 50)]


@pytest.mark.parametrize("suffix", [".tif", ".pdf"])
def test_the_first_pages_can_be_left_out(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"一叠{suffix}"
    first, *more = (Image.new("L", (80, 100), level) for level in (250, 150, 50))
    first.save(path, save_all=True, append_images=more)
    [last] = open_pages(path, after=2)
    assert (last.number, int(last.grey[50, 50])) == (3, pytest.approx(50, abs=3))
    assert list(open_pages(path, after=3)) == []


def test_a_pdf_of_many_pages_gives_each_as_fine_as_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "一叠.pdf"
    page = marked(1654, 2339)
    page.save(path, save_all=True, append_images=[page], resolution=200)
    pages = list(open_pages(path))
    assert [each.number for each in pages] == [1, 2]
    for each in pages:  # a pixel more where the page's points do not come out even
        assert each.grey.shape == pytest.approx((2339, 1654), abs=1)


def test_an_animation_shows_its_first_picture_alone(tmp_path: Path) -> None:
    path = tmp_path / "动.gif"
    marked().save(path, save_all=True, append_images=[Image.new("L", (120, 200), 9)])
    [page] = open_pages(path)
    assert is_marked(page.grey)


def test_a_photo_is_turned_as_the_camera_noted(tmp_path: Path) -> None:
    path = tmp_path / "照片.jpg"
    noted = Image.Exif()
    noted[0x0112] = 6  # to be turned a quarter clockwise
    marked().rotate(90, expand=True).save(path, exif=noted, quality=95)
    [page] = open_pages(path)
    assert page.grey.shape == (200, 120)
    assert is_marked(page.grey)


def test_red_ink_is_paler_than_blue_and_still_to_be_seen() -> None:
    inks = {"red": (200, 40, 45), "blue": (40, 50, 160), "paper": (250, 250, 245)}
    grey = {name: int(grey_of(Image.new("RGB", (4, 4), ink))[0, 0]) for name, ink in inks.items()}
    assert grey["blue"] < 60 < grey["red"] - 40
    assert grey["red"] < grey["paper"] - 60


def bomb(side: int) -> bytes:
    """A PNG of a few hundred bytes that claims side × side pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
        )

    head = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [15_000, 30_000])
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, side: int) -> None:
    path = tmp_path / "炸弹.png"
    path.write_bytes(bomb(side))
    with pytest.raises(PictureTooLarge, match=f"{side}×{side}"):
        list(open_pages(path))


@pytest.mark.parametrize("content", [b"hello", b"\x89PNG\r\n\x1a\n torn off", b"GIF89a", b"II*\0"])
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "怪.png"
    path.write_bytes(content)
    with pytest.raises(Trouble, match=r"不是能读的图片|不完整"):
        list(open_pages(path))


def test_a_picture_of_a_dot_is_none(tmp_path: Path) -> None:
    Image.new("L", (3, 3)).save(tmp_path / "点.png")
    with pytest.raises(NotAPicture):
        list(open_pages(tmp_path / "点.png"))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".pdf"])
def test_a_file_cut_short_is_said_to_be_torn(tmp_path: Path, suffix: str) -> None:
    held = io.BytesIO()
    noise = Image.effect_noise((600, 800), 60)
    noise.save(held, {".jpg": "JPEG", ".png": "PNG", ".tif": "TIFF", ".pdf": "PDF"}[suffix])
    path = tmp_path / f"半{suffix}"
    path.write_bytes(held.getvalue()[: len(held.getvalue()) // 2])
    with pytest.raises((PictureTorn, NotAPicture)):
        list(open_pages(path))


def test_a_file_without_a_byte_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "空.png").write_bytes(b"")
    with pytest.raises(EmptyFile, match=r"^“空\.png”是空的，没有内容"):
        list(open_pages(tmp_path / "空.png"))


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    """A file that lost its end or a piece, or has a few bits turned, most of them where it describes itself."""
    torn = bytearray(whole)
    way = chance.randrange(4)
    if way == 0:
        return whole[: chance.randrange(1, len(whole))]
    if way == 1:
        start = chance.randrange(len(torn))
        del torn[start : start + chance.randrange(1, 200)]
    for _ in range(chance.choice([1, 3, 20])):
        reach = len(torn) if way == 2 else min(400, len(torn))
        torn[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    return bytes(torn)


@pytest.mark.parametrize(
    ("suffix", "mode", "more"),
    [
        (".png", "L", {}),
        (".png", "RGB", {}),
        (".jpg", "RGB", {"progressive": True}),
        (".tif", "L", {}),
        (".tif", "RGB", {"compression": "tiff_lzw"}),
        (".tif", "1", {"compression": "group4"}),
        (".bmp", "RGB", {}),
        (".bmp", "P", {}),
        (".pdf", "RGB", {}),
        (".pdf", "1", {}),
    ],
)
def test_whatever_is_spoilt_in_a_file_gives_its_pages_or_a_sentence(
    tmp_path: Path, suffix: str, mode: str, more: dict[str, object]
) -> None:
    path = tmp_path / f"坏{suffix}"
    marked().convert(mode).save(path, **more)
    whole, chance = path.read_bytes(), random.Random(f"{suffix} {mode}")
    told: list[str] = []
    for _ in range(80):
        path.write_bytes(spoilt(whole, chance))
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a decoder's warning would stand in the clerk's terminal
            try:
                pages = list(open_pages(path))
            except Trouble as trouble:
                told.append(str(trouble))
            else:
                assert all(page.grey.ndim == 2 for page in pages)
    assert len(told) > 10
    assert {each.partition("”")[0] for each in told} == {f"“坏{suffix}"}


def test_the_pages_before_the_tear_are_given(tmp_path: Path) -> None:
    path = tmp_path / "一叠.tif"
    first, *more = (Image.effect_noise((200, 200), level) for level in (20, 40, 60))
    first.save(path, save_all=True, append_images=more)
    path.write_bytes(path.read_bytes()[:-5000])  # of 40 000 each
    pages = open_pages(path)
    assert [next(pages).number, next(pages).number] == [1, 2]
    with pytest.raises(PictureTorn, match=r"“一叠\.tif”不完整"):
        list(pages)


def test_a_pdf_with_a_password_is_said_to_be_locked(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "密.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(50, 50, "x")
    canvas.save()
    with pytest.raises(PdfLocked, match="密码"):
        list(open_pages(path))


def test_a_pdf_without_pages_is_no_picture(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.save(tmp_path / "空.pdf")
    document.close()
    with pytest.raises(Trouble):
        list(open_pages(tmp_path / "空.pdf"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"找不到.*没有\.png"):
        list(open_pages(tmp_path / "没有.png"))
