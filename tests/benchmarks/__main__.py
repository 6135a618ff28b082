"""`poe bench [window|pages|memory|sheets|imports|lists|million_rows|search|alike|stalls|preview|points|phone]`: prints each comparison as a ratio."""

import sys
from importlib import import_module

SECTIONS = (
    "window",
    "pages",
    "memory",
    "sheets",
    "imports",
    "lists",
    "million_rows",
    "search",
    "finding",
    "window_memory",
    "alike",
    "stalls",
    "preview",
    "points",
    "phone",
)


def main() -> None:
    for section in sys.argv[1:] or SECTIONS:
        comparisons = import_module(f"tests.benchmarks.{section}").measure()
        for comparison in comparisons:
            print(comparison.line(), flush=True)
        if not comparisons:
            print(f"{section}: nothing to measure with here (../shared/data is absent)")


if __name__ == "__main__":
    main()
