"""How answers and findings look: a word on its colour."""

from deputy_station.features.spotcheck.rules.findings import Answer, Question, Standing, answer_words
from deputy_station.widgets.pill import Pill, Tone

_ANSWER_TONES = {Answer.GOOD: Tone.DONE, Answer.FAIR: Tone.INFO, Answer.POOR: Tone.SOON}
_STANDING_TONES = {
    Standing.OVERDUE: Tone.OVERDUE,
    Standing.OPEN: Tone.SOON,
    Standing.TO_CONFIRM: Tone.INFO,
    Standing.MENDED: Tone.DONE,
    Standing.EXPLAINED: Tone.QUIET,
}


def answer_pill(question: Question, answer: Answer) -> Pill:
    """到位, 基本规范 ..."""
    return Pill(answer_words(question, answer), _ANSWER_TONES[answer])


def standing_pill(standing: Standing) -> Pill:
    """过期未改, 待改, 已改，待核 ..."""
    return Pill(standing.label, _STANDING_TONES[standing])
