"""What a station's settled demands teach about a new one: complement naive Bayes over the signs and pairs of signs of
title and words, and the nearest of those demands as the reason.

Complement naive Bayes asks how badly a text fits everything outside a class, which holds up where classes are few and
uneven (Rennie, Shih, Teevan and Karger, ICML 2003). The names of the categories count as one text each, so that a
class with few demands is known by its name too. Nothing is kept but which demand holds which piece how often: every
count a question needs is summed over the demands that share a piece with it, whatever they are told apart by.

Weights come from measuring on labelled messages (`python -m tests.benchmarks.alike`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.cleaning import search_form

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_BITS = 19
PLACES = 1 << _BITS
"""Pieces are told apart by a number below this, mixed from their signs; the few that meet do no harm."""
_MIX, _MIX_AGAIN, _TURN, _ALL = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 7, (1 << 64) - 1
MOST_WORDS = 150
"""Signs of the words that are looked at: people say what they want first, then how it came about."""
WORDS_WEIGH = 0.6
"""What all the words weigh beside the title."""
RARE_COUNTS = 1.5
"""Power of the inverse document frequency."""
SMOOTHING = 0.3
TOO_COMMON = 0.25
"""A piece in a larger share of the texts tells nothing apart and would cost the most."""
NO_LABEL = -1
SURE_ENOUGH = 0.93
"""Share of suggestions that must have been right on the station's own demands; on demands it had not seen 0.91 then are."""
LEAST_TRIED = 20
"""Fewer demands than this show nothing about how sure an answer is."""
MOST_TRIED = 150


@dataclass(frozen=True)
class Texts:
    """Title and words of each demand, then the names of the categories."""

    titles: Sequence[str]
    words: Sequence[str]
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Reading:
    """What the texts have in common with one text: for each shared piece its weight in that text, and which text holds
    it with what weight. `likeness` is the cosine with each text, 0 to 1."""

    weights: Floats
    piece: Ints
    text: Ints
    share: Floats
    likeness: Floats


@dataclass(frozen=True)
class Vote:
    """The best class and how far it is ahead of the next; `label` is NO_LABEL where there is nothing to choose."""

    label: int
    ahead: float


class Experience:
    """The texts of settled demands, by their pieces."""

    def __init__(self, texts: Texts) -> None:
        self.demands = len(texts.titles)
        self.size = self.demands + len(texts.names)
        titles = _pieces([*texts.titles, *texts.names])
        words = _pieces([text[:MOST_WORDS] for text in texts.words])
        found = np.bincount(titles[1], minlength=PLACES) + np.bincount(words[1], minlength=PLACES)
        self._found = found.astype(np.int32)
        rarity = np.log(np.maximum((1 + self.size) / (1 + found), 1)) + 1
        rarity[(found == 0) | (found > max(TOO_COMMON * self.size, 3))] = 0
        self._rarity = (rarity**RARE_COUNTS).astype(np.float32)
        text, piece, share = self._weigh(titles, words, self.size)
        keep = share > 0
        text, piece, share = text[keep], piece[keep], share[keep]
        order = np.argsort(piece, kind="stable")
        self._text, self._share = text[order], share[order]
        self._starts = np.searchsorted(piece[order], np.arange(PLACES + 1)).astype(np.int32)
        self._sums = np.bincount(text, share, minlength=self.size).astype(np.float32)
        self._used = int(np.count_nonzero(np.diff(self._starts)))

    def rarity(self, pair: str) -> float:
        """How telling two neighbouring signs are: 1 where every text has them, more the fewer do."""
        found = min(int(self._found[_place_of(pair)]), self.size)
        return math.log((1 + self.size) / (1 + found)) + 1

    def read(self, title: str, words: str = "") -> Reading:
        """Lay a text beside all of them."""
        _, piece, weight = self._weigh(_pieces([title]), _pieces([words[:MOST_WORDS]]), 1)
        keep = weight > 0
        distinct, place = np.unique(piece[keep], return_inverse=True)
        weights = np.bincount(place, weight[keep], minlength=len(distinct)).astype(np.float32)
        starts, counts = self._starts[distinct], np.diff(self._starts)[distinct]
        which = np.repeat(np.arange(len(distinct), dtype=np.int32), counts)
        first = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        taken = first + np.arange(len(which)) if len(which) else np.zeros(0, np.int64)
        text, share = self._text[taken], self._share[taken]
        likeness = np.bincount(text, share * weights[which], minlength=self.size).astype(np.float32)
        return Reading(weights, which, text, share, likeness)

    def vote(self, reading: Reading, labels: Ints, *, without: int = NO_LABEL) -> Vote:
        """The class of `labels` (one of each text, NO_LABEL for none) that the text fits best; the text numbered
        `without` is left out, as if it were still unknown."""
        classes = int(labels.max(initial=NO_LABEL)) + 1
        label = labels[reading.text]
        counted = label != NO_LABEL
        own = labels != NO_LABEL
        if without != NO_LABEL:
            counted &= reading.text != without
            own = own.copy()
            own[without] = False
        sums = np.bincount(labels[own], self._sums[own], minlength=classes)
        there = sums > 0
        if np.count_nonzero(there) < 2:
            return Vote(NO_LABEL, 0.0)
        key = reading.piece[counted].astype(np.int64) * classes + label[counted]
        table = np.bincount(key, reading.share[counted], minlength=len(reading.weights) * classes)
        table = table.reshape(len(reading.weights), classes)
        elsewhere = table.sum(1, keepdims=True) - table + SMOOTHING
        misfit = np.log(elsewhere) - np.log(sums.sum() - sums + SMOOTHING * self._used)
        score = np.where(there, -(reading.weights @ misfit), -np.inf)
        best = int(score.argmax())
        return Vote(best, float(score[best] - np.partition(score, -2)[-2]))

    def _weigh(self, titles: "_Seen", words: "_Seen", size: int) -> "_Seen":
        """The pieces with their weights, each text's together of length 1 (title and words apart)."""
        both = np.zeros(size, bool)
        both[words[0]] = True
        parts = []
        for (text, piece, times), weigh in ((titles, 1.0), (words, WORDS_WEIGH)):
            weight = np.log1p(times) * self._rarity[piece]
            length = np.sqrt(np.bincount(text, weight * weight, minlength=size))
            whole = np.where(both, np.sqrt(1 + WORDS_WEIGH**2), 1.0) / weigh
            length = np.maximum(length * whole, 1e-9)
            parts.append((text, piece, (weight / length[text]).astype(np.float32)))
        text, piece, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
        return text, piece, weight


def nearest(
    reading: Reading, labels: Ints, label: int, *, among: int, least: float, most: int
) -> tuple[list[int], int]:
    """The texts of one class that are most alike, of the first `among`, and how many there are in all."""
    near = np.flatnonzero((reading.likeness[:among] >= least) & (labels[:among] == label))
    order = near[np.argsort(-reading.likeness[near], kind="stable")]
    return [int(one) for one in order[:most]], len(order)


def sure_from(experience: Experience, texts: Texts, labellings: Sequence[Ints]) -> tuple[float, ...]:
    """How far ahead a class must be before it is suggested, for each labelling: asked of the demands themselves, each
    left out in turn, answers that far ahead were right often enough (`SURE_ENOUGH`). Infinite: never."""
    tried: list[list[tuple[float, bool]]] = [[] for _ in labellings]
    for one in np.linspace(0, experience.demands - 1, min(experience.demands, MOST_TRIED)).astype(int):
        reading = experience.read(texts.titles[one], texts.words[one])
        for labels, found in zip(labellings, tried, strict=True):
            if labels[one] != NO_LABEL:
                vote = experience.vote(reading, labels, without=int(one))
                found.append((vote.ahead, vote.label == labels[one]))
    return tuple(_threshold(found) for found in tried)


def _threshold(tried: list[tuple[float, bool]]) -> float:
    if len(tried) < LEAST_TRIED:
        return float("inf")
    tried = sorted(tried, reverse=True)
    right, lowest = 0, float("inf")
    for place, (ahead, is_right) in enumerate(tried, start=1):
        right += is_right
        if place >= LEAST_TRIED // 2 and right >= SURE_ENOUGH * place:
            lowest = ahead
    return max(lowest, 1e-6)


_Seen = tuple[Ints, Ints, Floats]
"""Text, piece, how often (or how much)."""


def _place_of(pair: str) -> int:
    """The number of one pair of signs, as `_pieces` mixes it."""
    first, second = (ord(sign) * _MIX & _ALL for sign in pair)
    return ((first ^ second >> _TURN) * _MIX_AGAIN & _ALL) >> (64 - _BITS)


def _pieces(texts: Sequence[str]) -> _Seen:
    """Every sign and every pair of neighbouring signs of each text, letters and digits alone."""
    forms = [search_form(text) for text in texts]
    joined = "".join(f"{form}\n" for form in forms)
    signs = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    telling = np.zeros(0x110000, bool)
    telling[[ord(sign) for sign in set(joined) if sign.isalnum()]] = True
    there = telling[signs]
    text = np.repeat(np.arange(len(forms), dtype=np.int64), [len(form) + 1 for form in forms])
    long = signs.astype(np.uint64) * np.uint64(_MIX)
    pair = (long[:-1] ^ (long[1:] >> np.uint64(_TURN))) * np.uint64(_MIX_AGAIN)
    both = there[:-1] & there[1:]
    shift = np.uint64(64 - _BITS)
    piece = np.concatenate((long[there] >> shift, pair[both] >> shift)).astype(np.int64)
    key = np.sort(np.concatenate((text[there], text[:-1][both])) * PLACES + piece)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    times = np.diff(first, append=len(key)).astype(np.float32)
    return (key[first] // PLACES).astype(np.int32), (key[first] % PLACES).astype(np.int32), times
