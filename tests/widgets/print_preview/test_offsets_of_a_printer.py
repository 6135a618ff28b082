"""How far a printer is off is known for each printer, upright and lying apart, and never too far."""

from pathlib import Path

from deputy_station.core.remembered import Remembered
from deputy_station.widgets.print_preview.habits import Offset, keep_offset, read_offset


def test_pages_that_lie_have_an_offset_of_their_own(tmp_path: Path) -> None:
    kept = Remembered(tmp_path)
    keep_offset(kept, "二楼", Offset(1.5, -2.0))
    keep_offset(kept, "二楼", Offset(-3.0, 0.5), lies=True)
    again = Remembered(tmp_path)
    assert read_offset(again, "二楼") == Offset(1.5, -2.0)
    assert read_offset(again, "二楼", lies=True) == Offset(-3.0, 0.5)
    assert read_offset(again, "一楼", lies=True) == Offset()


def test_nought_forgets_only_its_own(tmp_path: Path) -> None:
    kept = Remembered(tmp_path)
    keep_offset(kept, "二楼", Offset(1.0, 1.0))
    keep_offset(kept, "二楼", Offset(2.0, 2.0), lies=True)
    keep_offset(kept, "二楼", Offset(), lies=True)
    assert (read_offset(kept, "二楼"), read_offset(kept, "二楼", lies=True)) == (Offset(1.0, 1.0), Offset())


def test_no_offset_is_larger_than_twenty_millimetres(tmp_path: Path) -> None:
    kept = Remembered(tmp_path)
    keep_offset(kept, "二楼", Offset(35.0, -35.0), lies=True)
    assert read_offset(kept, "二楼", lies=True) == Offset(20.0, -20.0)
