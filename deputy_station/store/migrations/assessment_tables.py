"""The tables and columns of the annual assessment's whole way."""


def make_assessment_tables() -> None:
    """All of them."""
