"""Whether a text has the shape of a code of ours: asked for every fast key, so nothing is loaded for it."""

from deputy_station.features.points.rules.paper_codes import SLIP_BEGINS
from deputy_station.features.signin.rules.any_codes import is_ours
from deputy_station.features.signin.rules.signed_words import plain_word


def looks_like_code(text: str) -> bool:
    """A card, a sheet, a page or the slip of a statement of points, by its form alone."""
    return is_ours(text) or plain_word(text).startswith(SLIP_BEGINS)
