"""A ReportLab document written as it is made: each page goes to the file at once, so that memory does not grow with
their number, and a full disk is found at the page it is full at."""

from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc


class WrittenAsItGoes:
    """Takes over the writing of one document."""

    def __init__(self, document: Any, file: BinaryIO) -> None:
        self._document, self._file = document, file
        self._offset = 0
        head = pdfdoc.PDFFile(document._pdfVersion)
        for part in head.strings:
            self.add(part)

    def add(self, part: str | bytes) -> int:
        """Write a piece; returns where it begins in the file."""
        encoded: bytes = pdfdoc.pdfdocEnc(part)
        began = self._offset
        self._file.write(encoded)
        self._offset += len(encoded)
        return began

    def put_page(self, number: int) -> None:
        """The page just shown has got its marks and goes out; what the document keeps of it is its name."""
        document = self._document
        page_name = f"Page{number}"
        page = document.idToObject[page_name]
        stream = pdfdoc.PDFStream()
        stream.filters = [pdfdoc.PDFZCompress]
        stream.content = page.stream
        name = f"Marks{number}"
        page.Contents = document.Reference(stream, name)
        self._put(name)
        self._put(page_name)
        called = page.__InternalName__
        vars(page).clear()
        page.__InternalName__ = called  # the list of pages refers to it

    def finish(self, canvas: Any) -> None:
        """Everything that is not written yet, and the table of what is where."""
        self._document.format = self._write_rest
        self._document.GetPDFData(canvas)

    def _put(self, name: str) -> None:
        """Write an object and let it go."""
        document = self._document
        written = pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document)
        document.idToOffset[name] = self.add(written)
        document.idToObject[name] = None

    def _write_rest(self) -> bytes:
        """As `PDFDocument.format` of ReportLab does, but for what is in the file already. Objects may come to be while
        others are written."""
        document = self._document
        document.encrypt.prepare(document)
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        ids: list[str] = []
        while (name := document.numberToId.get(len(ids) + 1)) is not None:
            if name not in document.idToOffset:
                self._put(name)
            ids.append(name)
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, ids)
        starts = self.add(table.format(document))
        trailer = pdfdoc.PDFTrailer(
            startxref=starts, Size=len(ids) + 1, Root=root, Info=info, Encrypt=None, ID=document.ID()
        )
        self.add(trailer.format(document))
        return b""
