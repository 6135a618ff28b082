"""How long what went out on paper is kept."""


def add_kept_columns() -> None:
    """How long what went out on paper is kept."""
