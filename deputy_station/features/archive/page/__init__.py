"""存底: the list of what went out, and the year for the archive."""
