"""Papers of sign-in: sheets, cards."""
