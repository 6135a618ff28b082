"""Which edition of a book a printed row stands in."""


def add_register_editions() -> None:
    """Which edition of a book a printed row stands in."""
