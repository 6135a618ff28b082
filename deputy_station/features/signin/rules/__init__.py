"""Codes on papers and cards: what they say, signed, and why one is refused."""
