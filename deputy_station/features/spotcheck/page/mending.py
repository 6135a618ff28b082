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


def record_place(subject: str, subject_id: int) -> tuple[str, dict[str, Any]]:
    """The page and its filter for a record that counts: a claim among those approved."""
    if subject == "claim":
        return "checks", {"view": "claims", "id": subject_id}
    return PAGE_OF_SOURCE[subject], {"id": subject_id}


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
    if subject in ("register", "book"):
        return "register", {"id": subject_id}
    if subject == "claim":
        waits = kind is FindingKind.CLAIM_WAITS
        return "checks", {"view": "waiting" if waits else "claims", "id": subject_id}
    return PAGE_OF_SOURCE.get(subject, "deputies"), {"id": subject_id}


_ALL_OF_KIND: dict[FindingKind, tuple[str, str, dict[str, Any]]] = {
    FindingKind.ATTENDANCE_OPEN: ("去登记考勤", "activities", {"view": "unfinished"}),
    FindingKind.CLAIM_WAITS: ("去成批核准", "checks", {"view": "waiting"}),
    FindingKind.SHEET_NOT_BACK: ("去收回纸表", "scans", {}),
    FindingKind.PAGE_NOT_SIGNED: ("去收回签好的页", "scans", {}),
    FindingKind.PAPER_CHANGED: ("去登记册看改过的", "register", {"view": "changed"}),
    FindingKind.MONTHS_EMPTY: ("去登记建议", "suggestions", {}),
    FindingKind.GROUP_FEW: ("去安排活动", "activities", {}),
}


def mending_of_all(kind: FindingKind) -> tuple[str, str, dict[str, Any]] | None:
    """Where everything of a kind is mended in one go: the word, the page and its filter. None where each is mended by
    itself. Rows missing on paper are printed in one go, see the self-check."""
    return _ALL_OF_KIND.get(kind)
