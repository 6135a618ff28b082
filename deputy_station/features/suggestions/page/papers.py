"""Papers for the window's buttons; their engines are loaded on the worker, when first wanted."""

from functools import partial
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.list_page import ListDetailPage

_GROUP = "打印和导出"


class Papers:
    """What comes out of the page on paper."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def actions(self, each: SuggestionDetail) -> list[Action]:
        """The papers of one suggestion: to print, and as documents to go on writing in."""
        papers = [("建议专用纸", "suggestion_paper", make_paper)]
        if each.lead_handover is not None or each.reply:
            papers.append(("答复函", "suggestion_reply", make_reply))
        if each.reply:
            papers.append(("征询意见表", "suggestion_feedback", make_feedback))
        printing = [
            Action(f"打印{word}", partial(self._print, each, word, kind, make), group=_GROUP)
            for word, kind, make in papers
        ]
        saving = [
            Action(f"{word}存成 Word", partial(self._save, each, word, kind, make), group=_GROUP)
            for word, kind, make in papers
        ]
        return [*printing, *saving]

    def print_public(self, year: int) -> None:
        """The list of the year that is published (六公开)."""
        self.page.print_paper(
            "打印六公开清单",
            f"代表建议六公开清单{year}",
            make_public,
            kind="suggestion_public",
            went_out=seal_public,
            also=(".xlsx", ".docx"),
            year=year,
        )

    def print_promises(self) -> None:
        """The ledger of promises."""
        self.page.print_paper(
            "打印承诺台账",
            "代表建议承诺台账",
            make_promises,
            kind="suggestion_promises",
            also=(".xlsx", ".docx"),
        )

    def _print(self, each: SuggestionDetail, word: str, kind: str, make: Any) -> None:
        self.page.print_paper(
            f"打印{word}",
            f"{word} {each.number}".strip(),
            make,
            kind=kind,
            went_out=seal_paper,
            also=(".xlsx", ".docx"),
            about_id=each.id,
            suggestion_id=each.id,
        )

    def _save(self, each: SuggestionDetail, word: str, kind: str, make: Any) -> None:
        self.page.save_paper(
            f"{word}存成 Word",
            f"{word} {each.number}".strip(),
            ".docx",
            make,
            kind=kind,
            about_id=each.id,
            suggestion_id=each.id,
        )


def make_paper(database: Any, progress: Progress, *, out: Path, suggestion_id: int) -> object:
    """建议专用纸."""
    from deputy_station.features.suggestions.documents.paper import draw_paper

    return draw_paper(database, progress, out=out, suggestion_id=suggestion_id)


def make_reply(database: Any, progress: Progress, *, out: Path, suggestion_id: int) -> object:
    """答复函."""
    from deputy_station.features.suggestions.documents.reply import draw_reply

    return draw_reply(database, progress, out=out, suggestion_id=suggestion_id)


def make_feedback(database: Any, progress: Progress, *, out: Path, suggestion_id: int) -> object:
    """征询意见表."""
    from deputy_station.features.suggestions.documents.feedback import draw_feedback

    return draw_feedback(database, progress, out=out, suggestion_id=suggestion_id)


def make_public(database: Any, progress: Progress, *, out: Path, year: int) -> object:
    """六公开清单."""
    from deputy_station.features.suggestions.documents.public import draw_public_list

    return draw_public_list(database, progress, out=out, year=year)


def make_promises(database: Any, progress: Progress, *, out: Path) -> object:
    """承诺台账."""
    from deputy_station.features.suggestions.documents.promises import draw_promises

    return draw_promises(database, progress, out=out)


def seal_paper(session: Any, *, made: Any) -> None:
    """The paper went out."""
    from deputy_station.features.suggestions.documents.writing_out import seal_printed

    seal_printed(session, made=made)


def seal_public(session: Any, *, made: Any) -> None:
    """The list was published."""
    from deputy_station.features.suggestions.documents.public import seal_published

    seal_published(session, made=made)
