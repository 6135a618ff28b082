"""The pieces a text is found by: Chinese is not written in words, so an index holds every sign and every pair of signs.

A word of one or two signs is one piece, which is the usual question in Chinese; a longer one is looked for by all its
pairs and, in runs of letters and digits (phones, numbers, initials), by pieces of three and four signs, of which there
are enough different ones to tell records apart. Texts and words come in search form (`core.cleaning.search_form`); "|"
parts the fields of a text, and no piece reaches across it.
"""

import re
import sys
from array import array
from collections.abc import Sequence

FIELDS = "|"
LONGEST = 4
MOST_ASKED = 40
"""Pieces of one word that are asked for; what a pasted page has beyond them tells no more."""
_RUN = re.compile("[a-z0-9]{3,}")
_PRIVATE = 0xE000
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ESCAPES = {sign: _PRIVATE + sign for sign in range(128) if chr(sign) not in _PLAIN}
_WITHIN_FIELDS = {sign: stand_in for sign, stand_in in _ESCAPES.items() if chr(sign) != FIELDS}
_MARKED = re.compile("[" + "".join(map(re.escape, map(chr, _WITHIN_FIELDS))) + "]")
_SIGNS = f"utf-32-{sys.byteorder[0]}e"
"""A text as whole numbers, one for each sign."""
_BLANK = ord(" ")
_SURE = re.compile("[^\x00-\x2f\x3a-\x60\x7b-\x7f\ue000-\uf8ff]+")


def pieces_of(text: str) -> set[str]:
    """Every piece of a text.

    >>> sorted(pieces_of("路灯|a1b2"))
    ['1', '1b', '1b2', '2', 'a', 'a1', 'a1b', 'a1b2', 'b', 'b2', '路', '路灯', '灯']
    """
    # All fields in one go, and what reaches across a bar taken out again: a demand has ten short fields.
    found = set(text)
    found.update([text[start : start + 2] for start in range(len(text) - 1)])
    bar = text.find(FIELDS)
    while bar >= 0:
        found.discard(text[bar - 1 : bar + 1])
        found.discard(text[bar : bar + 2])
        bar = text.find(FIELDS, bar + 1)
    found.discard(FIELDS)
    for run in _RUN.findall(text):
        for size in (3, LONGEST):
            found.update([run[start : start + size] for start in range(len(run) - size + 1)])
    return found


def spell_pieces(texts: Sequence[str], before: str = "") -> list[str]:
    """The same pieces of many texts, one line for each: marked, each with `before` in front of it and a blank behind,
    some more than once. For an index that parts words at blanks and bars; a set of each takes ten times as long.

    >>> [line] = spell_pieces(["路灯|a1b2"])
    >>> set(line.replace("|", " ").split()) == pieces_of("路灯|a1b2")
    True
    """
    if before:  # a bar within a piece would leave `before` standing alone: each field and each run for itself
        fields = [text.split(FIELDS) for text in texts]
        runs = [_RUN.findall(text) for text in texts]
    else:  # what reaches over a bar falls apart there into shorter pieces of both sides
        fields = [[text] for text in texts]
        runs = [[FIELDS.join(found)] if (found := _RUN.findall(text)) else [] for text in texts]
    lines = (_spread(fields, 1, before), _spread(fields, 2, before))
    longer = (_spread(runs, 3, before), _spread(runs, LONGEST, before))
    return list(map("".join, zip(*lines, *longer, strict=True)))


def _spread(texts: Sequence[Sequence[str]], size: int, before: str) -> list[str]:
    """Every piece of that size, laid down sign by sign for all texts at once; a line for each."""
    whole = "".join(map("".join, texts))
    for sign in _WITHIN_FIELDS.keys() & set(map(ord, set(whole))):
        whole = whole.replace(chr(sign), chr(_WITHIN_FIELDS[sign]))
    signs = array("I", whole.encode(_SIGNS))
    count = len(signs) - size + 1
    if count < 1:
        return [""] * len(texts)
    lead = [ord(sign) for sign in before]
    wide = len(lead) + size + 1
    line = array("I", [*lead, *[0] * size, _BLANK]) * count
    for place in range(size):
        line[len(lead) + place :: wide] = signs[place : place + count]
    told, start, lines = line.tobytes().decode(_SIGNS), 0, []
    for fields in texts:
        spelt = ""
        for field in fields:
            last = start + len(field) - size + 1
            if last > start:
                spelt += told[wide * start : wide * last]
            start += len(field)
        lines.append(spelt)
    return lines


def pieces_to_ask(word: str) -> tuple[str, ...]:
    """The pieces that every text with this word holds, the telling ones, in the order of the word; MOST_ASKED at most.

    >>> pieces_to_ask("路灯不亮"), pieces_to_ask("村1381234"), pieces_to_ask("村")
    (('路灯', '灯不', '不亮'), ('村1', '1381', '3812', '8123', '1234'), ('村',))
    """
    asked: list[str] = []
    for field in word[: MOST_ASKED + LONGEST].split(FIELDS):
        if len(field) == 1:
            asked.append(field)
        runs = [found.span() for found in _RUN.finditer(field)]
        for start in range(len(field) - 1):
            run = next((span for span in runs if span[0] <= start and start + 2 <= span[1]), None)
            if run is None:
                asked.append(field[start : start + 2])
                continue
            size = min(LONGEST, run[1] - run[0])
            if start + size <= run[1]:
                asked.append(field[start : start + size])
    return tuple(dict.fromkeys(asked[:MOST_ASKED]))


def is_told_by_pieces(word: str) -> bool:
    """Whether the pieces of the word alone say that a text holds it; else the text has to be looked at."""
    if _SURE.fullmatch(word) is None:
        return False  # signs that `mark` gives a stand-in, or that look like one
    return len(word) <= 2 or (len(word) <= LONGEST and _RUN.fullmatch(word) is not None)


def mark_text(text: str) -> str:
    """A text whose pieces are tokens: marked once, where marking each piece would take twice the time of all the rest.

    >>> pieces_of(mark_text("50%|好")) == {mark(piece) for piece in pieces_of("50%|好")}
    True
    """
    return _MARKED.sub(_stand_in, text)


def _stand_in(sign: re.Match[str]) -> str:
    return sign[0].translate(_WITHIN_FIELDS)


def mark(piece: str) -> str:
    """A piece as a token of one word, small letters, no sign an index might take for the end of it.

    >>> mark("路灯"), mark("a%") == "a\\ue025"
    ('路灯', True)
    """
    return piece.translate(_ESCAPES)
