"""Ballots printed for a duty report, each with its own number, and what was read on those that came back."""


def make_ballot_paper_tables() -> None:
    """Ballots printed for a duty report, each with its own number, and what was read on those that came back."""
