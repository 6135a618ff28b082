"""Ballots as they come back from the scanner: two lines of three boxes and a place for words."""

from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.features.assessment.rules.ballot_papers import code_number
from deputy_station.features.assessment.rules.ballots import OVERALL
from deputy_station.features.scans.rules.papers import ballot_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import Verdict

GOOD, FAIR, BAD = GRADES = ("满意", "基本满意", "不满意")
ASPECTS = ("联系群众", OVERALL)
GEOMETRY = PrintGeometry(
    148,
    210,
    17,
    5,
    1,
    tuple(
        Box(f"tick:{line}:{grade}", BoxKind.TICK, 1, 50 + 29 * place, 70 + 12 * line, 4.5, 4.5)
        for line in range(len(ASPECTS))
        for place, grade in enumerate(GRADES)
    ),
)


def back(
    number: int,
    first: str,
    overall: str,
    *,
    doubt: str = "",
    words: bytes = b"",
    again: str = "",
    picture: bytes = b"picture",
) -> ReadPage:
    """A ballot of the first printing with these grades ticked; `doubt` is the key of a box that is not clear, `words` the
    cut of what is written on it, `again` tells another picture of the same ballot."""
    ticked = {f"tick:0:{first}", f"tick:1:{overall}"}

    def verdict(key: str) -> Verdict:
        return Verdict.UNSURE if key == doubt else Verdict.SIGNED if key in ticked else Verdict.EMPTY

    boxes = [ReadBox(box.key, verdict(box.key), 0.9, b"") for box in GEOMETRY.boxes]
    boxes.append(ReadBox("words", Verdict.SIGNED if words else Verdict.EMPTY, 0.9, words))
    paper = ballot_paper(code_number(1, number))
    return ReadPage("票.pdf", number, f"{number}{again}", "f", paper, 1, "", tuple(boxes), picture)
