"""The tables of checks: quarterly and half-yearly, findings, bulletins."""


def make_check_tables() -> None:
    """All of them."""
