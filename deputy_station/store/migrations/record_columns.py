"""What records lacked for the forms of the register."""


def add_record_columns() -> None:
    """What records lacked for the forms of the register."""
