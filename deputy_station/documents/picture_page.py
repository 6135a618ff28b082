"""A page that holds one picture as large as it is wide: a plot from the screen, printed as it was seen."""

from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.progress import Progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import POINTS_PER_MM

MARGIN_MM = 20


def write_picture_page(_database: object, progress: Progress, *, out: Path, heading: str, png: bytes) -> None:
    """One A4 page with the picture across the type area, from the top. Raises NotWritten."""
    picture = ImageReader(BytesIO(png))
    wide, high = picture.getSize()
    margin = MARGIN_MM * POINTS_PER_MM
    width = A4[0] - 2 * margin
    height = width * high / wide
    if height > A4[1] - 2 * margin:  # a long plot is made smaller, never cut
        width, height = width * (A4[1] - 2 * margin) / height, A4[1] - 2 * margin
    with written_whole(out) as temporary:
        canvas = Canvas(str(temporary), pagesize=A4)
        canvas.setTitle(heading)
        canvas.drawImage(picture, (A4[0] - width) / 2, A4[1] - margin - height, width, height)
        canvas.save()
    progress(1, 1, "页")
