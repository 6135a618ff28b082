"""The tables of forms as a station prints them and of papers that went out."""


def make_paper_tables() -> None:
    """All of them."""
