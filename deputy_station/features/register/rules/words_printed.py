"""The words of a row as they stand on paper, and the fingerprint that tells whether a record still says them."""

import hashlib
import json
from collections.abc import Mapping

from deputy_station.features.register.rules.forms import form_of

_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def cells_of(form: str, cells: Mapping[str, str]) -> dict[str, str]:
    """A word for every column of the table; what a record does not say is empty."""
    return {column.key: cells.get(column.key, "") for column in form_of(form).columns}


def fingerprint(form: str, cells: Mapping[str, str]) -> str:
    """SHA-256 of the words, the same however they are held."""
    return hashlib.sha256(_TEXT.encode(cells_of(form, cells)).encode()).hexdigest()
