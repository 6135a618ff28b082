"""PDFium may be called by one thread at a time in the whole program: whoever reads a PDF with it takes this lock."""

import threading

PDFIUM = threading.RLock()
"""Held for one call or one page, never for a whole paper, so that a preview is not kept waiting by a print."""
