"""Where a finding is mended: the page of its record."""

from typing import Any

from deputy_station.features.spotcheck.rules.findings import FindingKind

PAGE_OF_SOURCE = {
    "activity": "activities",
    "deed": "deeds",
    "suggestion": "suggestions",
    "demand": "demands",
}
"""The page on which a record can be seen and mended."""

_PAGE_OF_KIND = {
    FindingKind.MONTHS_EMPTY: "suggestions",
    FindingKind.GROUP_FEW: "activities",
    FindingKind.SHEET_NOT_BACK: "scans",
}
"""Where something is to be added, no record says what: the page alone."""


def mending_place(kind: FindingKind, subject: str, subject_id: int) -> tuple[str, dict[str, Any]] | None:
    """The page and its filter; None for what is mended on paper."""
    if kind is FindingKind.TICKED:
        return None
    if kind in _PAGE_OF_KIND:
        return _PAGE_OF_KIND[kind], {}
    if subject == "register":
        return "register", {"id": subject_id}
    if subject == "claim":
        return "checks", {"view": "waiting", "id": subject_id}
    return PAGE_OF_SOURCE.get(subject, "deputies"), {"id": subject_id}
