"""A kept paper as it was: the very bytes, to be looked at and printed again, or put into a file."""

from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending, written_whole
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import PaperRow, keep_paper, take_paper
from deputy_station.store.database import Database


def draw_again(
    database: Database, progress: Progress = silent_progress, *, out: Path, paper_id: int
) -> PaperRow:
    """Put a kept paper at `out` for the preview. Raises what `take_paper` raises."""
    with database.transaction() as session:
        kept = take_paper(session, paper_id=paper_id)
    out.write_bytes(kept.content)
    progress(kept.row.whole, kept.row.whole, "页")
    return kept.row


def save_again(
    database: Database, progress: Progress = silent_progress, *, out: Path, paper_id: int
) -> PaperRow:
    """Put a kept paper, whatever it was saved as, into a file byte for byte; that it went out again is kept too. Raises
    NotWritten and what `take_paper` raises."""
    with database.transaction() as session:
        kept = take_paper(session, paper_id=paper_id)
    check_ending(out, kept.row.ending)
    with written_whole(out) as beside:
        beside.write_bytes(kept.content)
    row = kept.row
    with database.transaction() as session:
        again = keep_paper(
            session,
            kind=row.kind,
            title=row.title,
            content=kept.content,
            pages=row.whole,
            way=Way.SAVED,
            ending=row.ending,
            about_id=row.about_id,
        )
    progress(row.whole, row.whole, "页")
    return again
