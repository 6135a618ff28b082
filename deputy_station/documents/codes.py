"""QR codes as vectors: the dark modules merged into as few rectangles as rows of equal runs allow."""

import functools
from typing import Literal

import qrcode
from qrcode import constants

QUIET_MODULES = 4  # ISO/IEC 18004: the quiet zone around the symbol
_LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}


@functools.lru_cache(maxsize=512)
def code_rectangles(
    payload: str, correction: Literal["L", "M", "Q", "H"], mask: int | None = None
) -> tuple[int, tuple[tuple[int, int, int, int], ...]]:
    """Width in modules with the quiet zone, and dark rectangles (column, row, width, height) from the top left.

    Without a `mask` (0 to 7) the most even of the eight is found by drawing them all, which takes eight times as long;
    readers read each of them.
    """
    code = qrcode.QRCode(error_correction=_LEVELS[correction], border=QUIET_MODULES, mask_pattern=mask)
    code.add_data(payload)
    code.make(fit=True)
    matrix = code.get_matrix()
    finished: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], int] = {}  # (column, width) -> the row it began in
    for row, modules in enumerate([*matrix, [False] * len(matrix)]):
        runs = set(_runs(modules))
        for run, begun in list(growing.items()):
            if run not in runs:
                finished.append((run[0], begun, run[1], row - begun))
                del growing[run]
        for run in runs:
            growing.setdefault(run, row)
    return len(matrix), tuple(sorted(finished))


def _runs(modules: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules run without a gap: (column, width)."""
    runs = []
    start = None
    for column, dark in enumerate([*modules, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            runs.append((start, column - start))
            start = None
    return runs
