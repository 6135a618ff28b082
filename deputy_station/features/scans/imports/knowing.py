"""What the words of a code mean: a paper of this station, or why they mean none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deputy_station.core.errors import Refusal
from deputy_station.documents.scanning.reading import CodePlace
from deputy_station.features.points.rules.paper_codes import SLIP_BEGINS, SlipRefused, read_slip
from deputy_station.features.scans.rules.papers import (
    Paper,
    ballot_paper,
    record_paper,
    sheet_paper,
    slip_paper,
    statement_paper,
)
from deputy_station.features.scans.rules.words import NO_CODE, ONLY_STRANGE
from deputy_station.features.signin.rules.any_codes import any_code
from deputy_station.features.signin.rules.card_codes import CardCode
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.signin.rules.sheet_codes import CodeNotOurs, CodeRefused, SheetCode

CARD = "这是代表卡，不是签到表。签到请用扫码枪扫卡。"


@dataclass
class Knowing:
    """`known` for the reader of one page; what stands alone on a page (no corner) and what was refused is kept."""

    secrets: Mapping[int, bytes]
    alone: dict[Paper, int] = field(default_factory=dict)
    refused: dict[str, None] = field(default_factory=dict)

    def known(self, text: str) -> CodePlace | None:
        """A corner code of ours, with its paper; None for any other, which is remembered here."""
        if text.startswith(SLIP_BEGINS):
            self._statement(text)
            return None
        try:
            code = any_code(text, self.secrets)
        except CodeNotOurs:
            return None
        except CodeRefused as refusal:
            self._refuse(refusal)
            return None
        if isinstance(code, CardCode):
            self.refused[CARD] = None
            return None
        if isinstance(code, SheetCode):
            return CodePlace(sheet_paper(code.activity_id, code.edition), code.page, code.corner.value)
        own = {RecordKind.SLIP: slip_paper, RecordKind.BALLOT: ballot_paper}.get(code.kind)
        paper = own(code.record_id) if own else record_paper(code.kind.value, code.record_id, code.edition)
        if code.corner is None:
            self.alone[paper] = code.page
            return None
        return CodePlace(paper, code.page, code.corner.value)

    def problem(self, others: Sequence[str]) -> str:
        """Why a page without a paper of ours has none."""
        if self.refused:
            return next(iter(self.refused))
        return ONLY_STRANGE if others else NO_CODE

    def _statement(self, text: str) -> None:
        try:
            code = read_slip(text, self.secrets)
        except SlipRefused as refusal:
            self._refuse(refusal)
            return
        self.alone[statement_paper(code.period, code.subject_id)] = 1

    def _refuse(self, refusal: Refusal) -> None:
        self.refused[str(refusal)] = None
