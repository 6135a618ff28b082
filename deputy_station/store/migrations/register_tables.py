"""The tables of the register: its books and the rows printed in them."""


def make_register_tables() -> None:
    """All of them."""
