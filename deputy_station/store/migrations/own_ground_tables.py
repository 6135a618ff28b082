"""Grounds for leaving office as a station words them."""


def make_own_ground_tables() -> None:
    """Grounds for leaving office as a station words them."""
