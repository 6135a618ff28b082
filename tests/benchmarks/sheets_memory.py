"""Run in a process of its own: makes as many sheets as told, each with values of its own, and prints the peak in KiB."""

import resource
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet


def main(count: int) -> None:
    sample = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    sheets = (
        replace(sample, values={**sample.values, "check_code": f"{number:08}"}, bookmark=f"第 {number} 张")
        for number in range(count)
    )
    with tempfile.TemporaryDirectory() as folder:
        make_pdf(Path(folder) / "sheets.pdf", sheets, title="年度考核表")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(int(sys.argv[1]))
