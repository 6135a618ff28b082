"""Which papers of a year belong into which volume, how they are numbered, how their files are called."""

from datetime import date

import pytest

from deputy_station.features.archive.rules.volumes import (
    Filed,
    checksum_lines,
    piece_code,
    piece_file,
    plan_volumes,
)
from deputy_station.features.papers.rules.kinds import Retention


def filed(title: str, **more: object) -> Filed:
    given = {
        "place": 0,
        "word": "公告",
        "on": date(2026, 3, 4),
        "pages": 1,
        "sha256": title,
        "likeness": title,
        "retention": Retention.YEARS_10,
        "private": False,
        **more,
    }
    return Filed(title=title, **given)  # type: ignore[arg-type]


def test_each_term_of_keeping_is_a_volume_with_its_own_numbers_and_pages() -> None:
    forever, ten = plan_volumes(
        2026,
        [
            filed("a", pages=2),
            filed("b", retention=Retention.PERMANENT, pages=3),
            filed("c", pages=1),
            filed("d", retention=Retention.NONE),
        ],
    )
    assert (forever.code, forever.pages, [piece.page_span for piece in forever.pieces]) == (
        "2026-永久",
        3,
        ["1—3"],
    )
    assert (ten.code, ten.pages) == ("2026-10年", 3)
    assert [(p.number, p.paper.title, p.page_span) for p in ten.pieces] == [(1, "a", "1—2"), (2, "c", "3")]


def test_a_volume_is_in_the_order_of_the_kinds_and_then_of_the_days() -> None:
    [volume] = plan_volumes(
        2026,
        [
            filed("late", place=1, on=date(2026, 2, 1)),
            filed("first", place=0, on=date(2026, 5, 1)),
            filed("early", place=1, on=date(2026, 1, 1)),
        ],
    )
    assert [piece.paper.title for piece in volume.pieces] == ["first", "early", "late"]
    assert (volume.first_day, volume.last_day) == (date(2026, 1, 1), date(2026, 5, 1))


def test_a_paper_made_again_is_one_piece_and_a_changed_one_is_another() -> None:
    [volume] = plan_volumes(
        2026,
        [
            filed("公告", sha256="1", likeness="same", on=date(2026, 1, 1)),
            filed("公告", sha256="2", likeness="same", on=date(2026, 1, 2)),
            filed("公告", sha256="3", likeness="changed", on=date(2026, 1, 3)),
            filed("别的公告", sha256="4", likeness="same", on=date(2026, 1, 4)),
        ],
    )
    assert [piece.paper.sha256 for piece in volume.pieces] == ["1", "3", "4"]


def remarks(*papers: Filed) -> list[str]:
    return [piece.paper.remark for volume in plan_volumes(2026, papers) for piece in volume.pieces]


def test_a_paper_of_which_only_some_pages_came_out_says_so() -> None:
    assert remarks(
        filed("a"), filed("b", pages=25, part="第 1—9 页", private=True), filed("c", part="第 1 页")
    ) == [
        "",
        "含来访人；印出第 1—9 页，存全文",
        "",
    ]


def test_a_paper_printed_to_its_end_later_came_out_whole() -> None:
    first, last = (filed("册", pages=25, part=part) for part in ("第 1—9 页", "第 10—25 页"))
    assert remarks(first, last) == remarks(first, filed("册", pages=25)) == [""]
    assert remarks(first, filed("册", pages=25, part="第 8—12、20 页")) == ["印出第 1—12、20 页，存全文"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("12月4日接待日公告", "2026-10年-0001 12月4日接待日公告.pdf"),
        ('建议/答复:"修路"?', "2026-10年-0001 建议 答复 修路.pdf"),
        ("..", "2026-10年-0001 公告.pdf"),
        ("长" * 200, f"2026-10年-0001 {'长' * 60}.pdf"),
    ],
)
def test_a_file_is_called_by_year_term_number_and_title_on_any_system(title: str, name: str) -> None:
    [volume] = plan_volumes(2026, [filed(title)])
    assert piece_file(volume, volume.pieces[0]) == name
    assert len(name.encode()) <= 255
    assert piece_code(volume, volume.pieces[0]) == "2026-10年-0001"


def test_checksums_are_written_as_sha256sum_reads_them() -> None:
    assert checksum_lines([("ab12", "永久/一 二.pdf")]) == "ab12  永久/一 二.pdf\n"
