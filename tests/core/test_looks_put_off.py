"""Looks for what nobody needs are put off, and go on afterwards as they were."""

import gc

import pytest

from deputy_station.core.collecting import looks_put_off


def _fail() -> None:
    with looks_put_off():
        assert not gc.isenabled()
        raise ValueError("stop")


@pytest.mark.parametrize("enabled", [True, False])
def test_looks_are_put_off_and_then_go_on_as_before(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with pytest.raises(ValueError, match="stop"):
            _fail()
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
