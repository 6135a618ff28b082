"""Whether two PDFs are the same paper made twice: they differ in nothing but the moment of making."""

import re

_DATES = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)")
_XMP_DATES = re.compile(rb"(<xmp:(?:Create|Modify|Metadata)Date>)[^<]*")
_XMP_IDS = re.compile(rb"(<xmpMM:(?:Document|Instance)ID>)[^<]*")
_FILE_ID = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f]*>\s*<[0-9A-Fa-f]*>\s*\]")


def without_moment(content: bytes) -> bytes:
    """A PDF without the dates and the file identifier that its writer puts in anew each time.

    Where the writer packs them away the result differs: then two papers count as two, and none is lost.
    """
    content = _FILE_ID.sub(b"/ID", _DATES.sub(b"", content))
    return _XMP_IDS.sub(rb"\1", _XMP_DATES.sub(rb"\1", content))
