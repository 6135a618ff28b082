"""Papers that went out, made small and kept for tests of the archive."""

from datetime import UTC, datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.clock import Clock
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper
from deputy_station.store.database import Database


def small_pdf(*words: str) -> bytes:
    """A PDF with an upright A4 page for each word."""
    packed = BytesIO()
    canvas = Canvas(packed, pagesize=(595, 842))
    for word in words:
        canvas.drawString(60, 400, word)
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


def keep(database: Database, kind: str, title: str, *words: str, on: tuple[int, int] = (3, 4)) -> int:
    """Keep a paper whose pages say `words`, gone out on that month and day of 2026."""
    database.clock = Clock.fixed(datetime(2026, *on, 2, 0, tzinfo=UTC))
    with database.transaction() as session:
        return keep_paper(
            session, kind=kind, title=title, content=small_pdf(*words), pages=len(words), way=Way.PRINTED
        ).id
