"""What a publication list says of somebody, against the grade in force now."""

from deputy_station.features.assessment.rules.sheet import NO_GRADE


def since_published(*, listed: bool, removed: bool, grade: str, best: str) -> str:
    """What differs now, "" where nothing does. `best` is the grade that was published; `listed` whether the name is on
    the list, `removed` whether an objection took it off."""
    if listed and not removed and grade != best:
        return f"已公示为“{best}”，现为“{grade or NO_GRADE}”"
    if grade != best:
        return ""
    if removed:
        return f"公示后因异议去掉，现仍为“{best}”"
    return "" if listed else f"公示名单上没有，现为“{best}”"
