"""`poe bench-scan`: at least 1,000 returned sheets through the reader; exit code 1 when a limit is broken."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.scanning.bench import run
from tests.scanning.papers import print_papers
from tests.scanning.report import FEWEST_SHEETS, report_on, table

_PAPERS = 36


def main() -> int:
    """Make, read, compare, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.scanning", description=__doc__)
    parser.add_argument("--sheets", type=int, default=FEWEST_SHEETS, help="how many pictures")
    parser.add_argument("--first", type=int, default=0, help="number of the first picture, to see one again")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--dpi", type=int, default=None, help="of scanners and copiers; varied if not given")
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    parser.add_argument(
        "--keep", type=Path, default=None, help="folder for crops of wrong and asked boxes, pages not filed"
    )
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="bench-scan-") as held:
        folder = Path(held)
        papers = print_papers(folder, given.seed, _PAPERS)
        for outcome in run(
            papers, seed=given.seed, sheets=given.sheets, folder=folder, dpi=given.dpi, keep=given.keep,
            processes=given.processes, first=given.first,
        ):  # fmt: skip
            outcomes.append(outcome)
            for mistake in outcome.mistakes:
                print(f"picture {outcome.number} {outcome.kind} {outcome.dpi}: {mistake}", file=sys.stderr)
            if len(outcomes) % 50 == 0:
                print(f"{len(outcomes)} pictures, {time.monotonic() - start:.0f} s", file=sys.stderr)
    report = report_on(outcomes)
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=1) if given.json else table(report))
    return 0 if report.held else 1


if __name__ == "__main__":
    raise SystemExit(main())
