"""How well a thing fits what was typed: pure, so that the order of what is found can be read and tested.

Words are split by spaces; each must be found somewhere, in any order. Exact comes before the beginning, then pinyin
and initials, then words inside the name, then text elsewhere.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from deputy_station.core.cleaning import search_form


class Fit(IntEnum):
    """From best to worst; none of them is false."""

    EXACT = 1
    BEGINS = 2
    INITIALS = 3
    PINYIN = 4
    WORD = 5
    WITHIN = 6


def split_words(text: str) -> tuple[str, ...]:
    """What was typed as words in search form; a comma, full or half, parts words as a space does.

    >>> split_words(" 路灯　ＹＺ，北村 ")
    ('路灯', 'yz', '北村')
    """
    parts = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
    return tuple(form for form in map(search_form, parts) if form)


def fit(words: Sequence[str], name: str, *, keys: str = "", more: Iterable[str] = ()) -> Fit | None:
    """How a thing fits words in search form, None where one of them is nowhere.

    `keys` are its spellings, parted by spaces (`core.pinyin.search_keys`); `more` is what else is looked through.
    """
    if not words:
        return None
    form, whole = search_form(name), "".join(words)
    if whole == form:
        return Fit.EXACT
    spellings = keys.split()
    texts = [search_form(text) for text in more]
    worst = max((_one(word, form, spellings, texts) for word in words), key=_rank)
    if worst is not None and form.startswith(whole):
        return Fit.BEGINS
    return worst


def _rank(found: Fit | None) -> int:
    return len(Fit) + 1 if found is None else found


def _one(word: str, form: str, spellings: Sequence[str], texts: Sequence[str]) -> Fit | None:
    if form.startswith(word):
        return Fit.BEGINS
    if word in spellings:
        return Fit.INITIALS
    if any(spelling.startswith(word) for spelling in spellings):
        return Fit.PINYIN
    if word in form:
        return Fit.WORD
    if any(word in spelling for spelling in spellings) or any(word in text for text in texts):
        return Fit.WITHIN
    return None
